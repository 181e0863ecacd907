"""How a team's lots become its members' points, decided without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.points.lot_transfer import LotNature, LotOfNature
from ledger.points.rules import OpenLot, PointsAreTooFew
from ledger.points.teams.rules import (
    NewPlan,
    PlanKind,
    Share,
    ShareIsForNoMember,
    TeamPointsAreOnesOwn,
    TeamPointsNeedSecondPerson,
    TeamPointsPlanIsDecided,
    check_confirms,
    check_members,
    share_out,
)

TODAY = date(2026, 7, 5)


def lot(
    lot_id: int, points: int, expires_on: date | None = None, spendable_from: date | None = None
) -> LotOfNature:
    return LotOfNature(
        OpenLot(lot_id, date(2026, 6, 1), expires_on, points, spendable_from),
        LotNature("P1105", "rules/1", expires_on),
    )


def test_who_stands_first_gets_what_ends_first() -> None:
    soon, late = date(2026, 12, 31), date(2028, 6, 30)
    shared = share_out(
        [lot(1, 10, late), lot(2, 5, soon)], [Share(7, 3), Share(8, 6)], available=15, today=TODAY
    )
    assert [
        (share.resident_id, [(move.nature.expires_on, move.points) for move in moves])
        for share, moves in shared
    ] == [(7, [(soon, 3)]), (8, [(soon, 2), (late, 4)])]


def test_what_stands_in_a_notice_is_not_shared_out() -> None:
    lots = [lot(1, 10), lot(2, 5, spendable_from=date(2026, 7, 6))]
    with pytest.raises(PointsAreTooFew) as refused:
        share_out(lots, [Share(7, 11)], available=15, today=TODAY)
    assert refused.value.details["points_available"] == 10


_LOTS = st.lists(
    st.tuples(st.integers(1, 40), st.none() | st.dates(date(2026, 6, 20), date(2028, 1, 1))),
    max_size=8,
)


@given(_LOTS, st.lists(st.integers(1, 30), min_size=1, max_size=6))
def test_everybody_gets_their_share_and_no_lot_gives_more_than_it_has(
    lots_drawn: list[tuple[int, date | None]], points: list[int]
) -> None:
    lots = [lot(no, each, expires_on) for no, (each, expires_on) in enumerate(lots_drawn)]
    shares = [Share(no, each) for no, each in enumerate(points)]
    available = sum(each.lot.points_left for each in lots)
    live = {
        each.lot.lot_id: each.lot.points_left
        for each in lots
        if each.lot.expires_on is None or each.lot.expires_on >= TODAY
    }
    try:
        shared = share_out(lots, shares, available=available, today=TODAY)
    except PointsAreTooFew:
        assert sum(points) > sum(live.values())
        return
    assert [(share, sum(move.points for move in moves)) for share, moves in shared] == [
        (share, share.points) for share in shares
    ]
    for _, moves in shared:
        for use in (use for move in moves for use in move.uses):
            live[use.lot_id] -= use.points
    assert min(live.values(), default=0) >= 0


@pytest.mark.parametrize(
    "state, actor, is_own, refusal",
    [
        ("proposed", 2, False, None),
        ("confirmed", 2, False, TeamPointsPlanIsDecided),
        ("withdrawn", 1, True, TeamPointsPlanIsDecided),
        ("proposed", 1, True, TeamPointsNeedSecondPerson),
        ("proposed", 2, True, TeamPointsAreOnesOwn),
    ],
)
def test_who_confirms(
    state: str, actor: int, is_own: bool, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        check_confirms(state=state, proposed_by=1, actor_user_id=actor, is_own=is_own)
        return
    with pytest.raises(refusal):
        check_confirms(state=state, proposed_by=1, actor_user_id=actor, is_own=is_own)


def test_a_share_for_somebody_else_is_named() -> None:
    with pytest.raises(ShareIsForNoMember) as refused:
        check_members([Share(7, 1), Share(8, 1)], {7})
    assert refused.value.details["fields"] == [{"field": "shares[1]", "message": "不在这支队里"}]


def test_a_plan_goes_one_way() -> None:
    assert NewPlan("分", (Share(7, 3), Share(8, 4))).points == 7
    assert NewPlan("捐", pool_points=5).kind is PlanKind.POOL
