"""What may stand in a list, what the caps leave, and how points in a notice are passed over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ledger.estates.rule_profile import AwardRules, Caps, PointsRules, RuleProfile, shipped_profile
from ledger.points.awards.rules import (
    ApprovedList,
    AwardRow,
    AwardSource,
    Holder,
    LookedAt,
    PoolIsTooSmall,
    check_pool,
    first_day_of_use,
    look_at_rows,
)
from ledger.points.caps import Tally
from ledger.points.entries import grant_entry
from ledger.points.lot_transfer import LotNature, LotOfNature, move_all
from ledger.points.rules import OpenLot, PointsAreTooFew, choose_lots, spendable_points

TODAY = date(2026, 7, 5)
PLAIN = Holder("张*", is_gone=False, is_own=False)
HOLDERS = {
    "resident:1": PLAIN,
    "resident:2": Holder("李*", is_gone=False, is_own=True),
    "resident:3": Holder("王*", is_gone=True, is_own=False),
    "household:1": Holder("1栋1单元0101", is_gone=False, is_own=False),
}


def profile(*, month: int | None = None, notice_days: int = 0) -> RuleProfile:
    rules = shipped_profile("shuxiangyuan", 1)
    return rules.model_copy(
        update={
            "awards": AwardRules(caps=Caps(month=month)),
            "points": PointsRules(rate_fen=100, notice_days=notice_days),
        }
    )


def look(
    *rows: AwardRow, source: AwardSource = AwardSource.ENVIRONMENT, before: int = 0
) -> list[LookedAt]:
    tally = Tally()
    tally.add(TODAY, before)
    return look_at_rows(
        rows,
        source=source,
        holders=HOLDERS,
        tallies={"resident:1": tally},
        profile=profile(month=30),
        today=TODAY,
    )


@pytest.mark.parametrize(
    "rows, fault",
    [
        ([AwardRow(5, "庭院", resident_id=9)], "没有这位住户"),
        ([AwardRow(5, "庭院", resident_id=3)], "没有这位住户"),
        ([AwardRow(5, "庭院", household_id=2)], "没有这位户"),
        ([AwardRow(5, "庭院", resident_id=2)], "不能给自己"),
        ([AwardRow(5, "庭院", resident_id=1), AwardRow(5, "婚事", resident_id=1)], "写了两行"),
    ],
)
def test_a_row_that_cannot_stand_says_why(rows: list[AwardRow], fault: str) -> None:
    looked = look(*rows)
    assert fault in (looked[-1].fault or "")
    assert looked[-1].points == looked[-1].points_cut == 0


@pytest.mark.parametrize(
    "asked, before, source, points, reason",
    [
        (20, 0, AwardSource.ENVIRONMENT, 20, None),
        (20, 10, AwardSource.ENVIRONMENT, 20, None),
        (20, 15, AwardSource.HONOUR, 15, "每月最多 30 分"),
        (20, 30, AwardSource.HONOUR, 0, "每月最多 30 分"),
        # What comes out of the pool was issued before, and counts under no cap.
        (20, 30, AwardSource.POOL, 20, None),
    ],
)
def test_caps_cut_a_row(
    asked: int, before: int, source: AwardSource, points: int, reason: str | None
) -> None:
    [looked] = look(AwardRow(asked, "庭院", resident_id=1), source=source, before=before)
    assert (looked.points, looked.cut_reason) == (points, reason)
    assert looked.points_cut == asked - points


def test_the_pool_gives_no_more_than_it_has() -> None:
    looked = look(AwardRow(20, "困难帮扶", resident_id=1), source=AwardSource.POOL)
    check_pool(looked, source=AwardSource.POOL, pool_points=20)
    with pytest.raises(PoolIsTooSmall):
        check_pool(looked, source=AwardSource.POOL, pool_points=19)
    check_pool(looked, source=AwardSource.HONOUR, pool_points=0)


def approved(source: AwardSource, notice_days: int) -> ApprovedList:
    return ApprovedList.on(
        TODAY,
        estate_id=1,
        award_list_id=3,
        title="第二季度评比",
        source=source,
        profile=profile(month=30, notice_days=notice_days),
        documents=(),
    )


def test_the_entry_says_what_for_what_was_cut_and_from_when() -> None:
    [cut] = look(AwardRow(20, "庭院", resident_id=1), before=15)
    entry = grant_entry(approved(AwardSource.ENVIRONMENT, 7).grant_of(1, cut))
    assert entry.narration == (
        "第二季度评比：庭院（每月最多 30 分，应得 20 分，计 15 分）（公示后 2026-07-12 起可用）"
    )
    assert [(line.account_code, line.holder, line.amount) for line in entry.lines] == [
        ("P1103", "", 15),
        ("P2101", "resident:1", 15),
    ]
    assert entry.kind == "award_points"


def test_a_households_award_out_of_the_pool() -> None:
    [whole] = look(AwardRow(20, "困难帮扶", household_id=1), source=AwardSource.POOL)
    entry = grant_entry(approved(AwardSource.POOL, 0).grant_of(1, whole))
    assert entry.narration == "第二季度评比：困难帮扶"
    assert [(line.account_code, line.holder) for line in entry.lines] == [
        ("P2301", ""),
        ("P2102", "household:1"),
    ]


@pytest.mark.parametrize("days, first", [(0, None), (1, date(2026, 7, 6)), (7, date(2026, 7, 12))])
def test_the_first_day_of_use(days: int, first: date | None) -> None:
    assert first_day_of_use(profile(notice_days=days), today=TODAY) == first


# Lots in a notice ---------------------------------------------------------------------------------

SOON = date(2026, 8, 31)
IN_NOTICE = OpenLot(1, TODAY, SOON, 10, spendable_from=TODAY + timedelta(days=7))
OLD = OpenLot(2, TODAY, date(2027, 8, 31), 6)


def test_a_lot_in_its_notice_is_passed_over_though_it_ends_first() -> None:
    assert [
        use.lot_id for use in choose_lots([IN_NOTICE, OLD], points=6, available=16, today=TODAY)
    ] == [2]
    with pytest.raises(PointsAreTooFew) as refused:
        choose_lots([IN_NOTICE, OLD], points=7, available=16, today=TODAY)
    assert refused.value.details["points_available"] == 6


def test_on_its_day_it_is_spent_first() -> None:
    day = TODAY + timedelta(days=7)
    assert [
        use.lot_id for use in choose_lots([IN_NOTICE, OLD], points=6, available=16, today=day)
    ] == [1]


def test_a_hold_is_not_covered_by_what_cannot_be_spent() -> None:
    """Six of the sixteen are held: those that can be spent, and nothing else is left."""
    assert spendable_points([IN_NOTICE, OLD], available=16, today=TODAY) == 6
    assert spendable_points([IN_NOTICE, OLD], available=10, today=TODAY) == 0
    assert spendable_points([IN_NOTICE, OLD], available=13, today=TODAY) == 3


def test_a_lot_in_its_notice_does_not_move() -> None:
    nature = LotNature("P1103", "sxy/1", SOON)
    lots = [LotOfNature(IN_NOTICE, nature), LotOfNature(OLD, nature)]
    assert [use.lot_id for move in move_all(lots, today=TODAY) for use in move.uses] == [2]
