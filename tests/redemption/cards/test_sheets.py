"""The printed sheet: a scanner reads every card on it, and it says what a finder must know."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import zxingcpp

from ledger.db.ids import new_digits
from ledger.redemption.cards.numbers import card_number, read_card_number
from ledger.redemption.cards.sheets import card_sheet
from ledger.redemption.codes import in_groups
from tests.printed_page import printed_page

MADE_AT = datetime(2026, 6, 18, 2, 0, tzinfo=UTC)


def test_a_scanner_reads_every_card_of_a_sheet(tmp_path: Path) -> None:
    numbers = [card_number(new_digits(14)) for _ in range(13)]
    pdf = card_sheet(
        numbers, estate_name="书香苑", report_to="书香社区服务台 0830-5550123", made_at=MADE_AT
    )
    found = []
    for page, on_it in ((1, numbers[:10]), (2, numbers[10:])):
        codes = zxingcpp.read_barcodes(printed_page(pdf, tmp_path, number=page))
        assert {code.text for code in codes} == set(on_it)
        found += codes
    assert {code.format for code in found} == {zxingcpp.BarcodeFormat.QRCode}
    assert {code.ec_level for code in found} == {"H"}
    assert [read_card_number(code.text) for code in found] == [code.text for code in found]


def test_a_card_says_whose_it_is_how_it_is_used_and_where_it_is_missed(tmp_path: Path) -> None:
    number = card_number(new_digits(14))
    pdf = card_sheet([number], estate_name="书香苑", report_to="社区服务台", made_at=MADE_AT)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    words = "".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) == 1
    for said in ("书香苑", "凭密码使用", "社区服务台", in_groups(number)):
        assert said in words
    size = reader.pages[0].mediabox
    assert (round(float(size.width) / 72 * 25.4), round(float(size.height) / 72 * 25.4)) == (
        210,
        297,
    )


def test_a_worn_card_is_still_read(tmp_path: Path) -> None:
    """A stroke of ink over a sixth of the code."""
    from PIL import ImageDraw

    number = card_number(new_digits(14))
    pdf = card_sheet([number], estate_name="书香苑", report_to="服务台", made_at=MADE_AT)
    page = printed_page(pdf, tmp_path).convert("RGB")
    (code,) = zxingcpp.read_barcodes(page)
    corner, other = code.position.top_left, code.position.bottom_right
    width = other.x - corner.x
    middle = corner.y + (other.y - corner.y) * 6 // 10
    ImageDraw.Draw(page).line(
        [(corner.x + width // 3, middle), (other.x, middle)], fill="white", width=width // 12
    )
    (still,) = zxingcpp.read_barcodes(page)
    assert still.text == number


def test_a_hundred_cards_take_seconds() -> None:
    began = time.monotonic()
    numbers = [card_number(f"{n:014d}") for n in range(100)]
    pdf = card_sheet(numbers, estate_name="书香苑", report_to="服务台", made_at=MADE_AT)
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 10
    assert time.monotonic() - began < 60
