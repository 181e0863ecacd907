"""One cell to one value: tables of what people write, and round trips over everything."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.intake.cells import (
    LARGEST_FEN,
    parse_area,
    parse_choice,
    parse_date,
    parse_datetime,
    parse_money,
    parse_text,
    parse_time,
    parse_whole,
    parse_yes_no,
)
from ledger.intake.preview import RowReason
from ledger.intake.workbook import Cell


def reason_code(reason: RowReason | None) -> str | None:
    return reason.code if reason else None


@pytest.mark.parametrize(
    "cell,fen",
    [
        ("1,800.00", 180_000),
        ("968.50", 96_850),
        (".5", 50),
        ("0", 0),
        ("１，２３４．５０", 123_450),
        ("￥1,234.5", 123_450),
        ("¥ 1234.5 元", 123_450),
        ("RMB 12", 1_200),
        ("(80.00)", -8_000),
        ("（80.00）", -8_000),
        ("-¥80", -8_000),
        ("¥-80", -8_000),
        ("−80", -8_000),
        ("+80", 8_000),
        ("12.3400", 1_234),
        (1800, 180_000),
        (Decimal("1218.4"), 121_840),
        (Decimal("-0.01"), -1),
    ],
)
def test_money_as_people_write_it(cell: Cell, fen: int) -> None:
    assert parse_money(cell, field="amount") == parse_money(fen_as_text(fen), field="amount")
    assert parse_money(cell, field="amount").value == fen


def fen_as_text(fen: int) -> str:
    return f"{Decimal(fen) / 100:.2f}"


@pytest.mark.parametrize(
    "cell,code",
    [
        ("12.345", "money_has_too_many_decimals"),
        (Decimal("0.001"), "money_has_too_many_decimals"),
        ("1,23.4", "money_is_unreadable"),
        ("12,3456", "money_is_unreadable"),
        ("12元5角", "money_is_unreadable"),
        ("3万", "money_is_unreadable"),
        ("1e3", "money_is_unreadable"),
        ("--5", "money_is_unreadable"),
        ("(-5)", "money_is_unreadable"),
        ("(5", "money_is_unreadable"),
        ("-", "money_is_unreadable"),
        ("#REF!", "money_is_unreadable"),
        ("=SUM(A1,A2)", "money_is_unreadable"),
        ("١٢", "money_is_unreadable"),
        (date(2026, 4, 1), "money_is_unreadable"),
        (None, "money_is_unreadable"),
        ("99999999999999.99", "money_is_too_large"),
        (10**400, "money_is_too_large"),
    ],
)
def test_money_that_nobody_can_book(cell: Cell, code: str) -> None:
    parsed = parse_money(cell, field="amount")
    assert parsed.value is None
    assert parsed.reason is not None
    assert (parsed.reason.code, parsed.reason.field) == (code, "amount")
    assert parsed.reason.severity == "refused"


def test_money_may_have_a_floor() -> None:
    assert parse_money("0", field="a", at_least_fen=1).reason == RowReason(
        "money_is_too_small", "金额“0”不能小于 0.01 元，请核对。", "a"
    )


@given(fen=st.integers(-LARGEST_FEN, LARGEST_FEN))
def test_money_round_trip_through_every_spelling(fen: int) -> None:
    yuan = Decimal(fen) / 100
    grouped = f"{abs(yuan):,.2f}"
    spellings: list[Cell] = [
        f"{yuan:.2f}",
        f"{yuan:,.2f}",
        f"\t{yuan:.2f} ",
        f"￥{yuan:,.2f}",
        yuan,
    ]
    if fen < 0:
        spellings += [f"({grouped})", f"（￥{grouped}）"]
    wide = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
    spellings.append(f"{yuan:,.2f}".translate(wide))
    for spelling in spellings:
        assert parse_money(spelling, field="amount").value == fen


@given(fen=st.integers(-LARGEST_FEN, LARGEST_FEN))
def test_money_survives_the_float_of_a_spreadsheet(fen: int) -> None:
    # The way a number goes: the spreadsheet's double, shown with fifteen digits, then fen.
    stored = Decimal(format(fen / 100, ".15g"))
    assert parse_money(stored, field="amount").value == fen


DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@given(day=DAYS)
def test_date_round_trip_through_every_spelling(day: date) -> None:
    for spelling in (
        day,
        datetime.combine(day, time()),
        day.isoformat(),
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.isoformat()} 00:00:00",
    ):
        parsed = parse_date(spelling, field="on")
        assert (parsed.value, parsed.reason) == (day, None)


@given(moment=st.builds(datetime.combine, DAYS, st.times()))
def test_datetime_round_trip_to_the_second(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    for spelling in (
        moment,
        moment.isoformat(),
        moment.isoformat(" "),
        f"{moment:%Y%m%d %H:%M:%S}",
        f"{moment:%Y%m%d%H%M%S}",
        f"{moment:%Y/%m/%d %H：%M：%S}",
    ):
        assert parse_datetime(spelling, field="at").value == moment


@pytest.mark.parametrize(
    "cell,code",
    [
        ("2026-02-30", "date_is_unreadable"),
        ("26-4-1", "date_is_unreadable"),
        ("4月1日", "date_is_unreadable"),
        ("2026-4/1", "date_is_unreadable"),
        ("2026-04", "date_is_unreadable"),
        ("今天", "date_is_unreadable"),
        (Decimal("46116.5"), "date_is_unreadable"),
        (time(9, 7), "date_is_unreadable"),
        ("1026-04-01", "date_is_out_of_range"),
        (datetime.combine(date.max, time.max), "date_is_out_of_range"),
    ],
)
def test_dates_that_are_none(cell: Cell, code: str) -> None:
    parsed = parse_date(cell, field="on")
    assert (parsed.value, reason_code(parsed.reason)) == (None, code)


def test_a_bare_serial_number_is_read_but_shown_to_a_person() -> None:
    parsed = parse_date(46116, field="on")
    assert parsed.value == date(2026, 4, 4)
    assert parsed.reason is not None
    assert (parsed.reason.code, parsed.reason.severity) == ("date_is_a_serial_number", "doubtful")


def test_a_date_leaves_out_the_time_with_a_note() -> None:
    parsed = parse_date("20260402 10:00:00", field="on")
    assert parsed.value == date(2026, 4, 2)
    assert parsed.reason is not None
    assert parsed.reason.severity == "note"


@pytest.mark.parametrize(
    "cell,value,code",
    [
        ("09:07", time(9, 7), None),
        ("9:07", time(9, 7), None),
        ("9：07", time(9, 7), None),
        ("９：０７", time(9, 7), None),
        ("09:07:30", time(9, 7, 30), None),
        ("9点07分", time(9, 7), None),
        (time(9, 6, 59, 999_900), time(9, 7), None),
        (Decimal("0.379861111111111"), time(9, 7), "time_is_a_fraction"),
        ("24:00", None, "time_is_unreadable"),
        ("9:7", None, "time_is_unreadable"),
        ("0907", None, "time_is_unreadable"),
        ("上午9点", None, "time_is_unreadable"),
        ("36:00:00", None, "time_is_unreadable"),
        (9, None, "time_is_unreadable"),
    ],
)
def test_time_of_day(cell: Cell, value: time | None, code: str | None) -> None:
    parsed = parse_time(cell, field="at")
    assert (parsed.value, reason_code(parsed.reason)) == (value, code)


@pytest.mark.parametrize(
    "parsed,value,code",
    [
        (parse_whole("1,234", field="n"), 1234, None),
        (parse_whole(40, field="n"), 40, None),
        (parse_whole("40.00", field="n"), 40, None),
        (parse_whole("40.5", field="n"), None, "number_is_not_whole"),
        (parse_whole(Decimal("40.5"), field="n"), None, "number_is_not_whole"),
        (parse_whole("-1", field="n"), None, "number_is_too_small"),
        (parse_whole("-1", field="n", at_least=None), -1, None),
        (parse_whole("13", field="n", at_most=12), None, "number_is_too_large"),
        (parse_area("76.05㎡", field="a"), 7605, None),
        (parse_area("76.05 平方米", field="a"), 7605, None),
        (parse_area(Decimal("120.5"), field="a"), 12050, None),
        (parse_area("76.051", field="a"), None, "area_has_too_many_decimals"),
        (parse_area("0", field="a"), None, "area_is_out_of_range"),
        (parse_area("三房", field="a"), None, "area_is_unreadable"),
        (parse_yes_no("是", field="b"), True, None),
        (parse_yes_no(" 否 ", field="b"), False, None),
        (parse_yes_no(1, field="b"), True, None),
        (parse_yes_no("或许", field="b"), None, "answer_is_not_yes_or_no"),
        (parse_choice("实物", field="c", choices={"实物": "goods"}), "goods", None),
        (parse_choice("现金", field="c", choices={"实物": "goods"}), None, "word_is_not_a_choice"),
        (parse_text(" ４月停车（12辆）\u200b", field="t"), "4月停车(12辆)", None),
        (parse_text(101, field="t"), "101", None),
        (parse_text(Decimal("0.8"), field="t"), "0.8", None),
        (parse_text(time(9, 7), field="t"), "09:07", None),
        (parse_text(26519560487799400000, field="t"), None, "number_lost_digits"),
        (parse_text("甲\n乙", field="t"), None, "text_has_control_characters"),
        (parse_text("字" * 201, field="t"), None, "text_is_too_long"),
        (parse_text("王\ufffd", field="t"), "王\ufffd", "text_has_lost_characters"),
    ],
)
def test_other_cells(parsed: Any, value: object, code: str | None) -> None:
    assert (parsed.value, reason_code(parsed.reason)) == (value, code)


ANY_CELL = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.times(),
)


@given(cell=ANY_CELL)
def test_no_cell_makes_a_parser_raise(cell: Cell) -> None:
    for parsed in (
        parse_money(cell, field="f"),
        parse_whole(cell, field="f"),
        parse_area(cell, field="f"),
        parse_date(cell, field="f"),
        parse_time(cell, field="f"),
        parse_datetime(cell, field="f"),
        parse_yes_no(cell, field="f"),
        parse_choice(cell, field="f", choices={"是": 1}),
        parse_text(cell, field="f"),
    ):
        assert parsed.value is not None or parsed.reason is not None
