"""Bytes to text: UTF-8 with or without a mark, UTF-16 with its mark, GB 18030.

Nothing is repaired and nothing is replaced: a file that does not decode to its last byte is
refused with the offset, because a wrong character in a name or an amount would be booked.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from ledger.errors import Refusal


class FileEncodingIsUnreadable(Refusal):
    """The bytes are text, but not in one of the encodings we read; `byte_offset` says where."""

    code = "file_encoding_is_unreadable"
    status = 400


class FileKindIsUnknown(Refusal):
    """Neither a spreadsheet nor text."""

    code = "file_kind_is_unknown"
    status = 400


@dataclass(frozen=True, slots=True)
class DecodedText:
    text: str
    encoding: str
    """As a person would name it: `UTF-8`, `UTF-16` or `GB 18030`."""


# Longest first where one is the beginning of another.
_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office 文件（.xls 或 .doc）"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "RTF 文档"),
)
_WEB_PAGE_STARTS = ("<!doctype", "<html", "<table", "<?xml", "<style", "<meta")
# All control characters but tab, line feed, form feed and carriage return.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


def decode_text(content: bytes) -> DecodedText:
    """Return the text and the name of its encoding.

    Raises `FileKindIsUnknown` for bytes that are not text at all, and `FileEncodingIsUnreadable`
    with the offset of the first byte that does not fit.
    """
    _refuse_other_kinds(content)
    decoded = _decode(content)
    _refuse_controls(decoded)
    if decoded.text.lstrip().lower().startswith(_WEB_PAGE_STARTS):
        raise FileKindIsUnknown(
            "这是一个网页（有些网银把网页存成 .xls），"
            "请用 WPS 或 Excel 打开后另存为 .xlsx 再上传。",
            found="网页",
        )
    return decoded


def _refuse_other_kinds(content: bytes) -> None:
    for magic, name in _OTHER_KINDS:
        if content.startswith(magic):
            raise FileKindIsUnknown(
                f"这是{name}，读不出表格；请在 WPS 或 Excel 里另存为 .xlsx 或 .csv 再上传。",
                found=name,
            )


def _decode(content: bytes) -> DecodedText:
    if content.startswith(codecs.BOM_UTF8):
        return _strict(content, codec="utf-8-sig", encoding="UTF-8", offset=3)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(content, codec="utf-16", encoding="UTF-16", offset=2)
    try:
        return DecodedText(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as fault:
        if _is_mostly_utf_8(content):
            # GB 18030 would swallow these bytes and turn every name into another one.
            raise _unreadable(content, "UTF-8", fault.start) from fault
    decoded = _strict(content, codec="gb18030", encoding="GB 18030", offset=0)
    _refuse_unassigned(decoded.text, content)
    return decoded


def _strict(content: bytes, *, codec: str, encoding: str, offset: int) -> DecodedText:
    try:
        return DecodedText(content.decode(codec), encoding)
    except UnicodeDecodeError as fault:
        # The codecs that swallow the mark count from behind it or from it; measure against what
        # they were given, so that the offset is one of the file.
        start = fault.start + (len(content) - len(fault.object))
        raise _unreadable(content, encoding, max(start, offset)) from fault


def _unreadable(content: bytes, encoding: str, byte_offset: int) -> FileEncodingIsUnreadable:
    line_no = content.count(b"\n", 0, byte_offset) + 1
    return FileEncodingIsUnreadable(
        f"文件在第 {byte_offset} 个字节（约第 {line_no} 行）处不是有效的 {encoding} 文字，"
        "可能没有下载完整或被别的程序改过；请重新导出，存为 UTF-8 的 CSV 或 .xlsx。",
        byte_offset=byte_offset,
        line_no=line_no,
        encoding=encoding,
    )


def _is_mostly_utf_8(content: bytes) -> bool:
    """Tell a damaged UTF-8 file from a GB 18030 one.

    A Chinese text in UTF-8 is made of three-byte characters; the same reading of GB 18030 bytes
    breaks at almost every character.
    """
    readable = content.decode("utf-8", errors="replace")
    broken = readable.count("\ufffd")
    whole = sum(1 for character in readable if "\u2e80" <= character <= "\uffef")
    return whole > broken


def _refuse_controls(decoded: DecodedText) -> None:
    if _CONTROL.search(decoded.text):
        raise FileKindIsUnknown(
            "这个文件既不是 .xlsx 表格，也不是文字（CSV），"
            "请在 WPS 或 Excel 里另存为 .xlsx 或 .csv 再上传。",
            found="二进制数据",
        )


def _refuse_unassigned(text: str, content: bytes) -> None:
    """GB 18030 has a code for every code point; text that uses unassigned ones is something else.

    The ideographic planes are left out: names use characters younger than our tables.
    """
    strange = {
        character
        for character in set(text)
        if unicodedata.category(character) == "Cn" and not 0x20000 <= ord(character) <= 0x3FFFF
    }
    if strange:
        position = min(text.index(character) for character in strange)
        raise _unreadable(content, "GB 18030", len(text[:position].encode("gb18030")))
