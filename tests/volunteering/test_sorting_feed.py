"""Each kind of row that the smart bins' feed may hold, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.bookkeeping.period import Month
from ledger.estates.rule_profile import shipped_profile
from ledger.intake.reading import TableRow
from ledger.points.caps import Tally
from ledger.volunteering.sorting_feed import EventContent, FeedFacts, JudgedEvent, judge_events

DAY = date(2026, 5, 22)
FACTS = FeedFacts(
    estate_id=1,
    residents={"O0001": 1, "O0002": 2},
    known={},
    earned={},
    profiles={DAY: shipped_profile("shuxiangyuan", 1)},
    first_month=Month(2026, 1),
    closed_months=frozenset(),
    today=date(2026, 7, 5),
)
KEYS = ("event_no", "occurred", "device", "owner_no", "category", "weight_grams")
GOOD = ("EV1", "2026-05-22 08:00:00", "BIN-2", "O0001", "可回收", "989")


def judge(*rows: tuple[str | None, ...], facts: FeedFacts = FACTS) -> list[JudgedEvent]:
    return judge_events(
        [
            TableRow(number, dict(zip(KEYS, cells, strict=True)), cells)
            for number, cells in enumerate(rows, start=2)
        ],
        facts,
    )


def changed(**cells: str | None) -> tuple[str | None, ...]:
    return tuple((dict(zip(KEYS, GOOD, strict=True)) | cells)[key] for key in KEYS)


def codes(row: JudgedEvent) -> list[str]:
    return [reason.code for reason in row.reader.reasons]


@pytest.mark.parametrize("category, points", [("可回收", 3), ("厨余", 2), ("有害", 5)])
def test_a_category_earns_its_points(category: str, points: int) -> None:
    [row] = judge(changed(category=category))
    assert row.status == "new"
    assert row.event is not None
    assert (row.event.award.points, row.event.award.source_code) == (points, "P1102")
    assert row.event.award.expires_on == date(2027, 5, 31)


@pytest.mark.parametrize(
    "cells, code",
    [
        ({"owner_no": "O9999"}, "owner_is_unknown"),
        ({"category": "其他"}, "category_has_no_rule"),
        ({"weight_grams": "99"}, "weight_is_too_low"),
        ({"weight_grams": "0"}, "number_is_too_small"),
        ({"weight_grams": "一斤"}, "number_is_not_whole"),
        ({"occurred": "2026-07-06 08:00:00"}, "date_is_in_the_future"),
        ({"occurred": "2025-12-31 08:00:00"}, "date_is_before_the_book"),
        ({"occurred": "2026-05-23 08:00:00"}, "rules_are_not_in_force"),
        ({"event_no": None}, "cell_is_blank"),
    ],
)
def test_a_row_that_is_refused(cells: dict[str, str | None], code: str) -> None:
    [row] = judge(changed(**cells))
    assert (row.status, row.event) == ("refused", None)
    assert code in codes(row)


def test_the_lowest_weight_is_enough() -> None:
    [row] = judge(changed(weight_grams="100"))
    assert row.status == "new"


def test_the_feed_repeats_itself() -> None:
    first, again, other = judge(GOOD, GOOD, changed(weight_grams="990"))
    assert (first.status, again.status, other.status) == ("new", "known", "refused")
    assert codes(other) == ["event_contradicts_another"]


@pytest.mark.parametrize("weight, status", [(989, "known"), (990, "refused")])
def test_an_event_that_was_booked_before(weight: int, status: str) -> None:
    known = EventContent(1, "BIN-2", "可回收", weight, DAY, time(8, 0))
    [row] = judge(GOOD, facts=replace(FACTS, known={"EV1": known}))
    assert row.status == status


def test_the_cap_is_used_up_in_the_order_of_events() -> None:
    late = changed(event_no="EV9", occurred="2026-05-22 20:00:00", category="有害")
    early = changed(event_no="EV5", occurred="2026-05-22 07:00:00", category="有害")
    last = changed(event_no="EV10", occurred="2026-05-22 21:00:00")
    rows = judge(late, early, last)
    assert [row.event.award.points for row in rows if row.event] == [3, 5, 0]
    assert [row.status for row in rows] == ["new", "new", "new"]
    assert codes(rows[0]) == codes(rows[2]) == ["cap_is_reached"]
    assert "每天最多 8 分，应得 5 分，计 3 分" in rows[0].reader.reasons[0].message


def test_points_of_the_day_before_this_file_count_too() -> None:
    before = Tally()
    before.add(DAY, 7)
    [row] = judge(GOOD, facts=replace(FACTS, earned={1: before}))
    assert row.event is not None
    assert row.event.award.points == 1


def test_a_closed_month_takes_no_more_events() -> None:
    [row] = judge(GOOD, facts=replace(FACTS, closed_months=frozenset({202605})))
    assert (row.status, codes(row)) == ("refused", ["period_is_closed"])


@given(
    st.lists(
        st.tuples(
            st.integers(1, 20),
            st.sampled_from(["O0001", "O0002"]),
            st.sampled_from(["可回收", "厨余", "有害"]),
            st.integers(0, 23),
        ),
        max_size=30,
    )
)
def test_nobody_earns_more_than_the_cap_and_no_number_counts_twice(
    events: list[tuple[int, str, str, int]],
) -> None:
    rows = judge(
        *(
            (f"EV{number}", f"2026-05-22 {hour:02d}:00:00", "BIN-1", owner, category, "500")
            for number, owner, category, hour in events
        )
    )
    booked = [row.event for row in rows if row.event is not None]
    assert len({event.event_no for event in booked}) == len(booked)
    assert {event.event_no for event in booked} == {f"EV{number}" for number, *_ in events}
    for resident_id in (1, 2):
        earned = [event.award.points for event in booked if event.resident_id == resident_id]
        full = [
            FACTS.profiles[DAY].sorting.points[event.category]
            for event in booked
            if event.resident_id == resident_id
        ]
        assert sum(earned) == min(8, sum(full))
