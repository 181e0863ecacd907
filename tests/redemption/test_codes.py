"""A pay code read back from guns, input methods and fingers."""

from __future__ import annotations

import base64
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.redemption.code_images import code128_svg, qr_svg
from ledger.redemption.codes import (
    PayCodeIsMistyped,
    code_digest,
    in_groups,
    luhn_digit,
    pay_code,
    read_pay_code,
)

CODE = "90123456789012345672"

random_parts = st.text("0123456789", min_size=17, max_size=17)


@pytest.mark.parametrize(
    "digits, check",
    [
        ("7992739871", "3"),  # The example that textbooks use.
        ("0", "0"),
        ("9012345678901234567", "2"),
        ("4992739871", "6"),
    ],
)
def test_the_check_digit_is_luhns(digits: str, check: str) -> None:
    assert luhn_digit(digits) == check


@pytest.mark.parametrize(
    "given_text",
    [
        CODE,
        CODE + "\r",
        "\t" + CODE + "\r\n",
        "9012 3456 7890 1234 5672",
        "9012-3456-7890-1234-5672",
        "9012–3456—7890−1234‐5672",
        "９０１２　３４５６　７８９０　１２３４　５６７２",
        "\ufeff9012\u200b3456789012345672",
        "9012\u00a03456\u20097890\u202f12345672",
    ],
)
def test_what_scanners_and_input_methods_add_is_taken_away(given_text: str) -> None:
    assert read_pay_code(given_text) == CODE


@pytest.mark.parametrize(
    "given_text",
    [
        "",
        "90",
        CODE[:-1],
        CODE + "0",
        "90123456789012345673",
        "80123456789012345674",  # Another kind of code, check digit right.
        "9012345678901234567A",
        "https://example.org/" + CODE,
        "٩٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٢",
        "九〇一二三四五六七八九〇一二三四五六七四",
        "9" * 10_000,
    ],
)
def test_anything_else_is_mistyped(given_text: str) -> None:
    with pytest.raises(PayCodeIsMistyped) as caught:
        read_pay_code(given_text)
    assert given_text == "" or given_text not in str(caught.value.details)


@given(random_parts)
def test_every_code_reads_back(random_part: str) -> None:
    code = pay_code(random_part)
    assert len(code) == 20
    assert code.startswith("90")
    assert read_pay_code(in_groups(code)) == code


@given(random_parts, st.integers(2, 19), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(random_part: str, place: int, by: int) -> None:
    code = pay_code(random_part)
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    with pytest.raises(PayCodeIsMistyped):
        read_pay_code(wrong)


@given(random_parts, st.integers(2, 18))
def test_two_exchanged_neighbours_are_found_but_09_and_90(random_part: str, place: int) -> None:
    code = pay_code(random_part)
    pair = code[place : place + 2]
    swapped = code[:place] + pair[::-1] + code[place + 2 :]
    if pair[0] == pair[1] or set(pair) == {"0", "9"}:
        assert read_pay_code(swapped) == swapped
    else:
        with pytest.raises(PayCodeIsMistyped):
            read_pay_code(swapped)


@pytest.mark.parametrize("random_part", ["", "1" * 16, "1" * 18, "1" * 16 + "x", "１" * 17])
def test_a_code_is_made_of_seventeen_digits_only(random_part: str) -> None:
    with pytest.raises(ValueError, match="17 random digits"):
        pay_code(random_part)


def test_a_digest_belongs_to_one_estate_and_hides_the_digits() -> None:
    here, there = code_digest(CODE, estate_id=1), code_digest(CODE, estate_id=2)
    assert here != there
    assert len(here) == 16
    assert CODE.encode() not in here
    assert here == code_digest(CODE, estate_id=1)
    # Estate and digits cannot run into each other.
    assert code_digest("1" + CODE, estate_id=1) != code_digest(CODE, estate_id=11)


def test_groups_of_four() -> None:
    assert in_groups(CODE) == "9012 3456 7890 1234 5672"


def _svg(data_uri: str) -> str:
    head, _, body = data_uri.partition(",")
    assert head == "data:image/svg+xml;base64"
    return base64.b64decode(body).decode()


def _raster(svg: str, scale: int) -> object:
    """Draw the rectangles of our own SVG, so that a real decoder can look at it."""
    from PIL import Image, ImageDraw

    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert size is not None
    width, height = int(size[1]), int(size[2])
    image = Image.new("L", (width * scale, height * scale), 255)
    draw = ImageDraw.Draw(image)
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", svg)
    assert runs
    for x, y, length, down in (tuple(map(int, run)) for run in runs):
        draw.rectangle(
            (x * scale, y * scale, (x + length) * scale - 1, (y + down) * scale - 1), fill=0
        )
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return image


@pytest.mark.parametrize("digits", [CODE, pay_code("0" * 17), pay_code("9" * 17)])
def test_a_decoder_reads_the_qr_code(digits: str) -> None:
    import zxingcpp

    svg = _svg(qr_svg(digits))
    assert 'viewBox="0 0 29 29"' in svg  # 21 modules and a quiet zone of 4 on each side.
    [found] = zxingcpp.read_barcodes(_raster(svg, 4))
    assert found.text == digits
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    assert found.ec_level == "M"


@pytest.mark.parametrize("digits", [CODE, pay_code("0" * 17), pay_code("9" * 17)])
def test_a_decoder_reads_the_bars(digits: str) -> None:
    import zxingcpp

    svg = _svg(code128_svg(digits))
    [found] = zxingcpp.read_barcodes(_raster(svg, 3))
    assert found.text == digits
    assert found.format == zxingcpp.BarcodeFormat.Code128
    # Ten digits pairs, start, check and stop, and ten modules of quiet on each side.
    assert f'viewBox="0 0 {12 * 11 + 13 + 20} 40"' in svg


def test_a_code_fits_a_qr_of_the_smallest_version() -> None:
    """Level M of version 1 holds 34 digits, so the modules are as large as they can be."""
    assert 'viewBox="0 0 29 29"' in _svg(qr_svg(CODE))
