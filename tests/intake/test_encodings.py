"""Bytes to text: every encoding that people hand over, and none by guessing."""

import pytest

from ledger.intake.encodings import (
    FileEncodingIsUnreadable,
    FileKindIsUnknown,
    decode_text,
)

TEXT = "日期,摘要,收入\n2026-04-01,4月停车月租(12辆),1800.00\n"


@pytest.mark.parametrize(
    "content,encoding",
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("gb18030"), "GB 18030"),
        ("姓名,房号\n䶮𠮷,1栋\n".encode("gb18030"), "GB 18030"),
    ],
)
def test_text_is_read_and_the_encoding_named(content: bytes, encoding: str) -> None:
    decoded = decode_text(content)
    assert decoded.encoding == encoding
    assert decoded.text in (TEXT, "姓名,房号\n䶮𠮷,1栋\n")


def test_damaged_utf_8_is_not_taken_for_gb_18030() -> None:
    # One byte of 停 changed: GB 18030 would read the whole file as other characters.
    content = bytearray(TEXT.encode())
    offset = content.index("停".encode()) + 1
    content[offset] = 0x2C
    with pytest.raises(FileEncodingIsUnreadable) as refusal:
        decode_text(bytes(content))
    assert refusal.value.details == {
        "byte_offset": offset - 1,
        "line_no": 2,
        "encoding": "UTF-8",
    }


@pytest.mark.parametrize(
    "content,encoding,byte_offset",
    [
        (b"\xef\xbb\xbf" + "余额".encode() + b"\xff", "UTF-8", 9),
        (b"\xff\xfe" + "余额".encode("utf-16-le") + b"\x00", "UTF-16", 6),
        ("余额".encode("gb18030") + b"\xff\xff", "GB 18030", 4),
        ("余额".encode("gb18030") + b"\xd3", "GB 18030", 4),
        ("余额合计".encode("gb18030") + b"\x84\x31\x84\x30", "GB 18030", 8),
    ],
    ids=["utf-8", "utf-16 odd", "gb18030", "gb18030 cut", "gb18030 unassigned"],
)
def test_offset_of_the_first_bad_byte_is_told(
    content: bytes, encoding: str, byte_offset: int
) -> None:
    with pytest.raises(FileEncodingIsUnreadable) as refusal:
        decode_text(content)
    assert refusal.value.details["encoding"] == encoding
    assert refusal.value.details["byte_offset"] == byte_offset


@pytest.mark.parametrize(
    "content,found",
    [
        (b"%PDF-1.7\n", "PDF 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "旧版 Office 文件（.xls 或 .doc）"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        ("日期,收入\n".encode("utf-16-le"), "二进制数据"),
        ("  <html><table>余额</table></html>".encode(), "网页"),
    ],
)
def test_other_kinds_of_file_are_named(content: bytes, found: str) -> None:
    with pytest.raises(FileKindIsUnknown) as refusal:
        decode_text(content)
    assert refusal.value.details["found"] == found
    assert "请" in refusal.value.sentence
