"""Each kind of row that a sign-in sheet may hold, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from ledger.bookkeeping.period import Month
from ledger.estates.rule_profile import shipped_profile
from ledger.intake.reading import TableRow
from ledger.volunteering.rules import ServiceSpan, WaitingReason
from ledger.volunteering.sign_in_sheet import (
    EstateFacts,
    JudgedRow,
    KnownRecord,
    judge_rows,
    room_label,
)

DAY = date(2026, 6, 11)
PROFILE = shipped_profile("shuxiangyuan", 1)
FACTS = EstateFacts(
    residents={
        ("1栋1单元0101", "张三"): 1,
        ("1栋1单元0201", "李四"): 2,
        ("2栋1单元0101", "王五"): 3,
        ("2栋1单元0102", "王五"): 4,
    },
    known={},
    recorded=[],
    profiles={DAY: PROFILE, date(2026, 5, 30): PROFILE},
    first_month=Month(2026, 1),
    closed_months=frozenset(),
    today=date(2026, 7, 5),
)
KEYS = (
    "served_on",
    "activity",
    "service_type",
    "name",
    "room",
    "checked_in",
    "checked_out",
    "organiser",
    "confirmer",
)
GOOD = (
    "2026-06-11",
    "端午包粽",
    "邻里活动",
    "张三",
    "1栋1单元0101",
    "09:00",
    "11:30",
    "队",
    "栋长",
)


def judge(*rows: tuple[str | None, ...], facts: EstateFacts = FACTS) -> list[JudgedRow]:
    table = [
        TableRow(number, dict(zip(KEYS, cells, strict=True)), cells)
        for number, cells in enumerate(rows, start=2)
    ]
    return judge_rows(table, facts)


def changed(**cells: str | None) -> tuple[str | None, ...]:
    return tuple((dict(zip(KEYS, GOOD, strict=True)) | cells)[key] for key in KEYS)


def codes(row: JudgedRow) -> list[str]:
    return [reason.code for reason in row.reader.reasons]


def test_a_complete_row_is_new_and_earns_full_hours() -> None:
    [row] = judge(GOOD)
    assert (row.status, codes(row)) == ("new", [])
    assert row.service_minutes == 150
    assert row.award is not None
    assert (row.award.points, row.award.source_code) == (2, "P1101")
    assert (row.award.expires_on, row.award.rule_version) == (date(2028, 6, 30), "shuxiangyuan/1")
    assert row.values["points"] == 2


@pytest.mark.parametrize(
    "service_type, source", [("人居环境", "P1103"), ("移风易俗", "P1103"), ("助老", "P1101")]
)
def test_the_type_of_service_says_which_account_issues(service_type: str, source: str) -> None:
    [row] = judge(changed(service_type=service_type))
    assert row.award is not None
    assert row.award.source_code == source


@pytest.mark.parametrize(
    "cells, status, code",
    [
        ({"checked_out": None}, "waiting", "check_out_is_missing"),
        ({"confirmer": None}, "waiting", "confirmer_is_missing"),
        ({"checked_out": "08:30"}, "refused", "check_out_is_not_after_check_in"),
        ({"checked_out": "25:00"}, "refused", "time_is_unreadable"),
        ({"checked_in": None}, "refused", "cell_is_blank"),
        ({"name": None}, "refused", "cell_is_blank"),
        ({"room": "某处"}, "refused", "room_is_unreadable"),
        ({"name": "赵六"}, "refused", "resident_is_unknown"),
        ({"room": "9栋9单元0909"}, "doubtful", "name_does_not_match_room"),
        ({"room": "1栋1单元0201"}, "doubtful", "name_does_not_match_room"),
        ({"name": "王五"}, "refused", "resident_is_unknown"),
        ({"confirmer": "张三"}, "doubtful", "volunteer_confirms_self"),
        ({"served_on": "2026-07-06"}, "refused", "date_is_in_the_future"),
        ({"served_on": "2025-12-31"}, "refused", "date_is_before_the_book"),
        ({"served_on": "2026-06-12"}, "refused", "rules_are_not_in_force"),
        ({"served_on": "6月"}, "refused", "date_is_unreadable"),
        ({"checked_in": "08:00", "checked_out": "20:01"}, "doubtful", "day_is_too_long"),
    ],
)
def test_a_row_that_is_not_simply_booked(
    cells: dict[str, str | None], status: str, code: str
) -> None:
    [row] = judge(changed(**cells))
    assert row.status == status
    assert code in codes(row)


@pytest.mark.parametrize(
    "written",
    ["1栋1单元0101", "1栋1单元101", "01幢1单元0101室", "１栋１单元０１０１", "1栋 1单元 0101"],
)
def test_ways_to_write_a_room(written: str) -> None:
    [row] = judge(changed(room=written))
    assert row.status == "new"


def test_what_is_no_room() -> None:
    assert room_label("1-1-0101") is None
    assert room_label("") is None


def test_one_person_in_two_places_is_doubtful_on_both_rows() -> None:
    other = changed(activity="文明劝导", checked_in="09:10", checked_out="10:00")
    later = changed(activity="阅览室值班", checked_in="11:30", checked_out="13:00")
    first, second, third = judge(GOOD, other, later)
    assert (first.status, second.status, third.status) == ("doubtful", "doubtful", "new")
    assert "第 3 行“文明劝导”" in first.reader.reasons[0].message
    assert "第 2 行“端午包粽”" in second.reader.reasons[0].message


def test_a_clash_with_an_earlier_record_is_doubtful() -> None:
    span = ServiceSpan(1, DAY, time(8, 0), time(9, 1))
    [row] = judge(GOOD, facts=replace(FACTS, recorded=[span]))
    assert (row.status, codes(row)) == ("doubtful", ["times_overlap_recorded"])


def test_the_same_row_twice_counts_once() -> None:
    first, second = judge(GOOD, GOOD)
    assert (first.status, second.status) == ("new", "known")


def test_the_same_sign_in_with_another_check_out_is_refused() -> None:
    first, second = judge(GOOD, changed(checked_out="11:00"))
    assert first.status == "new"
    assert (second.status, codes(second)) == ("refused", ["row_contradicts_another"])


KEY = "2026-06-11|端午包粽|邻里活动|1|09:00"


@pytest.mark.parametrize(
    "record, cells, status, code",
    [
        (KnownRecord("verified", time(11, 30), "栋长"), {}, "known", None),
        (KnownRecord("verified", time(11, 30), "栋长"), {"checked_out": None}, "known", None),
        (
            KnownRecord("verified", time(11, 0), "栋长"),
            {},
            "refused",
            "record_was_booked_differently",
        ),
        (KnownRecord("waiting", None, "栋长"), {"checked_out": None}, "known", "record_is_waiting"),
        (KnownRecord("waiting", None, "栋长"), {}, "known", "record_is_waiting"),
    ],
)
def test_a_row_that_was_brought_in_before(
    record: KnownRecord, cells: dict[str, str | None], status: str, code: str | None
) -> None:
    [row] = judge(changed(**cells), facts=replace(FACTS, known={KEY: record}))
    assert row.key == KEY
    assert row.status == status
    assert codes(row) == ([code] if code else [])


def test_a_row_of_a_closed_month_waits_for_a_second_person() -> None:
    [row] = judge(GOOD, facts=replace(FACTS, closed_months=frozenset({202606})))
    assert row.status == "waiting"
    assert row.waiting_reasons == [WaitingReason.PERIOD_IS_CLOSED]


def test_whose_record_it_is_must_be_clear_before_it_waits() -> None:
    [row] = judge(changed(room="9栋9单元0909", checked_out=None))
    assert row.status == "doubtful"
