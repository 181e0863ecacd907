"""What the preview says about a treasurer's cash book; no database."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.bookkeeping.period import Month
from ledger.chart.seed import seed_chart
from ledger.funds.cash_book import COLUMNS, CashBook, Known, read_cash_book
from ledger.funds.categories import CATEGORIES, SOURCES
from ledger.intake.reading import read_table
from ledger.intake.source_file import SourceFile
from ledger.posting.document_numbers import (
    EarlierUse,
    is_invoice_number,
    normal_document_no,
    same_document,
)

HEADER = "日期,凭证号,摘要,类别,收入,支出,余额,对方,票据号"
NOTHING = Known()


def read(*rows: str, known: Known = NOTHING) -> CashBook:
    content = "\n".join(["流水账,,,,,,,,", HEADER, *rows]).encode()
    return read_cash_book(read_table(SourceFile.of("流水账.csv", content), COLUMNS), known)


def codes(book: CashBook) -> list[list[str]]:
    return [[reason.code for reason in row.reader.reasons] for row in book.rows]


RENT = "2026-04-01,记-0001,4月停车月租,停车月租,1800.00,,186500.00,业主,收400"
OPENING = ",,上期结余,,,,184700.00,,"


def test_a_clean_book_says_so() -> None:
    book = read(OPENING, RENT, ",,合计,,1800.00,,186500.00,,")
    assert codes(book) == [[]]
    assert book.opening_fen == 18_470_000
    assert book.opening_on == date(2026, 3, 31)
    assert book.rows[0].key == "cash_book:1002001:记-0001:2026-04-01:income:180000"
    assert book.notes == ["各行余额前后相接，合计行与各行之和一致。"]


@pytest.mark.parametrize(
    "row, expected",
    [
        ("2026-04-01,记-0001,月租,停车月租,1800,20,,业主,", ["row_has_income_and_expense"]),
        ("2026-04-01,记-0001,月租,停车月租,,,,业主,", ["row_has_no_amount"]),
        ("2026-04-01,记-0001,月租,停车月租,0,0,,业主,", ["row_has_no_amount"]),
        ("2026-04-01,记-0001,月租,买菜,1800,,,业主,", ["category_is_unknown"]),
        ("2026-04-01,记-0001,退租,停车月租,,1800,,业主,收1", ["category_is_on_the_other_side"]),
        ("2026-04-01,记-0001,月租,停车月租,-5,,,业主,", ["money_is_too_small"]),
        ("2026-04-01,记-0001,月租,停车月租,1.005,,,业主,", ["money_has_too_many_decimals"]),
        ("4月1日,记-0001,月租,停车月租,1800,,,业主,", ["date_is_unreadable"]),
        ("2026-04-01,,月租,停车月租,1800,,,业主,", ["cell_is_blank"]),
        ("2026-04-01,记-0001,月租,,1800,,,业主,", ["cell_is_blank"]),
        ("2026-04-11,记-1,绿化补种,共用部位维修,,600,,青禾园艺,", ["expense_has_no_invoice"]),
        ("2026-04-11,记-1,手续费,手续费,,12,,开户银行,", []),
        ("2026-04-11,记-1,税费,税金,,12,,税务局,完税证明", []),
        ("2026-04-11,记-1,绿化,共用部位维修,,600,,青禾园艺,2651", []),
    ],
)
def test_one_row_alone(row: str, expected: list[str]) -> None:
    assert codes(read(row)) == [expected]


def test_the_message_lists_the_categories_there_are() -> None:
    [reason] = read("2026-04-01,1,x,买菜,1,,,,").rows[0].reader.reasons
    assert "停车月租、临停与潮汐车位" in reason.message
    assert reason.field == "category"


def test_a_balance_that_does_not_follow_is_named_once() -> None:
    book = read(
        OPENING,
        RENT,
        "2026-04-02,记-0002,广告,电梯广告,36000,,222600.00,传媒公司,26519560487799380014",
        "2026-04-03,记-0003,月租,停车月租,1200,,223800.00,业主,收401",
    )
    assert codes(book) == [[], ["balance_does_not_follow"], []]
    assert "应为 222500.00 元，表上是 222600.00 元，相差 100.00 元" in (
        book.rows[1].reader.reasons[0].message
    )


def test_wrong_totals_are_notes_about_the_file() -> None:
    book = read(OPENING, RENT, ",,合计,,1900.00,50.00,186600.00,,")
    assert [note for note in book.notes if "收入合计是 1900.00 元" in note]
    assert [note for note in book.notes if "支出合计是 50.00 元" in note]
    assert [note for note in book.notes if "余额是 186600.00 元" in note]


def test_gaps_and_repeats_of_numbers() -> None:
    book = read(
        "2026-04-01,记-0001,月租,停车月租,1,,,业主,收1",
        "2026-04-02,记-0004,月租,停车月租,2,,,业主,收2",
        "2026-04-03,记-0004,月租,停车月租,3,,,业主,收3",
        "2026-04-03,记-0003,月租,停车月租,4,,,业主,收4",
        "2026-04-01,记-0001,月租,停车月租,1,,,业主,",
        "2026-04-01,记-0005,月租,停车月租,1,,,业主,",
    )
    assert codes(book) == [
        [],
        ["number_has_gap"],
        ["number_is_repeated"],
        ["number_goes_back"],
        ["row_is_repeated", "number_goes_back", "date_goes_back"],
        ["number_has_gap"],
    ]
    assert "缺 2 到 3 号" in book.rows[1].reader.reasons[0].message
    assert book.rows[1].reader.reasons[0].severity == "note"


def test_an_invoice_used_twice_points_to_the_earlier_row() -> None:
    book = read(
        "2026-05-20,记-0035,楼道灯更换,共用部位维修,,3600,,光明电器,26511713067697951557",
        "2026-06-18,记-0036,楼道灯更换(补票),共用部位维修,,3600,,光明电器,２６５１1713067697951557",
    )
    assert codes(book) == [[], ["invoice_was_used"]]
    assert "第 3 行（5月20日 楼道灯更换 3600.00 元）" in book.rows[1].reader.reasons[0].message


def test_an_invoice_used_in_an_earlier_import_points_to_the_entry() -> None:
    known = Known(
        document_numbers={
            "26511713067697951557": [
                EarlierUse("another row", date(2025, 12, 1), "2025-12-01 的“楼道灯”")
            ],
            "收400": [EarlierUse("another row", date(2025, 4, 1), "2025-04-01 的“月租”")],
        }
    )
    book = read(
        RENT,
        "2026-06-18,记-0002,楼道灯,共用部位维修,,3600,,光明电器,26511713067697951557",
        known=known,
    )
    # A receipt of the estate's own begins anew each year; a tax invoice never does.
    assert codes(book) == [[], ["invoice_was_used"]]
    assert "2025-12-01 的“楼道灯”" in book.rows[1].reader.reasons[0].message


def test_a_booked_row_does_not_accuse_itself() -> None:
    key = "cash_book:1002001:记-0002:2026-06-18:expense:360000"
    known = Known(
        source_keys={key: "2026-06-18 楼道灯，已记账"},
        document_numbers={
            "26511713067697951557": [EarlierUse(key, date(2026, 6, 18), "2026-06-18 的“楼道灯”")]
        },
    )
    row = "2026-06-18,记-0002,楼道灯,共用部位维修,,3600,,光明电器,26511713067697951557"
    assert codes(read(row, known=known)) == [[]]


def test_the_same_number_with_another_amount_was_changed_after_import() -> None:
    known = Known(
        source_keys={
            "cash_book:1002001:记-0001:2026-04-01:income:190000": "2026-04-01 月租，待审核"
        }
    )
    book = read(RENT, known=known)
    assert codes(book) == [["number_was_used"]]
    assert "2026-04-01 月租，待审核" in book.rows[0].reader.reasons[0].message


def test_a_purchase_in_two_halves_marks_both() -> None:
    book = read(
        "2026-06-11,记-0047,绿化补种,共用部位维修,,600,,青禾园艺,26511713067697951551",
        "2026-06-11,记-0048,绿化补种,共用部位维修,,600,,青禾园艺,26511713067697951552",
        "2026-06-12,记-0049,绿化补种,共用部位维修,,600,,青禾园艺,26511713067697951553",
    )
    assert codes(book) == [["purchase_may_be_split"], ["purchase_may_be_split"], []]
    assert "第 4 行" in book.rows[0].reader.reasons[0].message
    assert "第 3 行" in book.rows[1].reader.reasons[0].message


def test_months_that_are_closed_or_before_the_book() -> None:
    known = Known(closed_months=frozenset({202604}), first_month=Month(2026, 4))
    book = read(OPENING, RENT, "2026-03-31,记-9,月租,停车月租,1,,,业主,", known=known)
    assert "period_is_closed" in codes(book)[0]
    assert "date_is_before_the_book" in codes(book)[1]
    assert book.opening is not None
    assert [reason.code for reason in book.opening.reasons] == ["date_is_before_the_book"]


def test_an_opening_that_differs_from_the_books_is_noted() -> None:
    book = read(OPENING, RENT, known=Known(opening_fen=18_000_000))
    assert any("相差" in note or "请查明差额" in note for note in book.notes)


@pytest.mark.parametrize(
    "number, one, other, same",
    [
        ("26511713067697951557", date(2025, 1, 1), date(2026, 1, 1), True),
        ("01234567", date(2025, 1, 1), date(2026, 1, 1), True),
        ("收400", date(2025, 1, 1), date(2026, 1, 1), False),
        ("收400", date(2026, 1, 1), date(2026, 12, 31), True),
        ("工资表4", date(2026, 1, 1), None, False),
        ("完税证明", date(2026, 1, 1), date(2026, 1, 1), False),
    ],
)
def test_when_two_numbers_mean_one_paper(
    number: str, one: date | None, other: date | None, same: bool
) -> None:
    assert same_document(number, one, other) is same


def test_numbers_are_compared_without_blanks_and_width() -> None:
    assert normal_document_no(" ２６51 1713 ab ") == "26511713AB"
    assert is_invoice_number("26511713AB")
    assert not is_invoice_number("收5-90")


def test_every_category_and_source_has_a_postable_account_of_its_kind() -> None:
    chart = {account.code: account for account in seed_chart()}
    for category in CATEGORIES.values():
        account = chart[category.account_code]
        assert account.is_postable
        assert account.type == ("income" if category.is_income else "expense")
    for source in SOURCES.values():
        assert chart[source.account_code].type == "equity"
        assert "fund_grant" in chart[source.account_code].required_dimensions
        assert chart[source.money_account].is_postable
        if source.refundable_account:
            assert chart[source.refundable_account].type == "liability"
        for beginning in source.spendable_on:
            assert any(code.startswith(beginning) for code in chart)
