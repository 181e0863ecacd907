"""What goes back to whom: to those who put it in, to the head for those who left."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.points.households.rules import (
    ContributedLot,
    HouseholdHasNoHead,
    HouseholdHasNoPoints,
    give_back,
)
from ledger.points.lot_transfer import LotNature, LotOfNature
from ledger.points.rules import OpenLot

TODAY = date(2026, 7, 5)
HEAD, WIFE, LODGER = 1, 2, 3


def lot(lot_id: int, points: int, resident_id: int, expires_on: date | None) -> ContributedLot:
    return ContributedLot(
        LotOfNature(
            OpenLot(lot_id, date(2026, 1, 1), expires_on, points),
            LotNature("P1101", "v1", expires_on),
        ),
        resident_id,
    )


def test_each_gets_their_own_back_and_the_head_what_others_left() -> None:
    lots = [lot(1, 10, HEAD, None), lot(2, 6, WIFE, None), lot(3, 4, LODGER, None)]
    shares = give_back(lots, members={HEAD, WIFE}, head_resident_id=HEAD, today=TODAY)
    assert [(share.resident_id, share.points) for share in shares] == [(HEAD, 14), (WIFE, 6)]


def test_without_a_head_nobody_inherits() -> None:
    with pytest.raises(HouseholdHasNoHead):
        give_back([lot(1, 4, LODGER, None)], members={WIFE}, head_resident_id=None, today=TODAY)
    shares = give_back([lot(1, 4, WIFE, None)], members={WIFE}, head_resident_id=None, today=TODAY)
    assert [(share.resident_id, share.points) for share in shares] == [(WIFE, 4)]


def test_points_past_their_day_do_not_go_back() -> None:
    gone = lot(1, 4, HEAD, TODAY - timedelta(days=1))
    with pytest.raises(HouseholdHasNoPoints):
        give_back([gone], members={HEAD}, head_resident_id=HEAD, today=TODAY)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 30),
            st.sampled_from([HEAD, WIFE, LODGER]),
            st.one_of(st.none(), st.integers(-20, 20).map(lambda n: TODAY + timedelta(days=n))),
        ),
        max_size=10,
    )
)
def test_nothing_is_lost_and_no_day_is_gained(rows: list[tuple[int, int, date | None]]) -> None:
    lots = [lot(n, points, who, day) for n, (points, who, day) in enumerate(rows, start=1)]
    good = [each for each in lots if each.lot.lot.points_left]
    good = [e for e in good if e.lot.nature.expires_on is None or e.lot.nature.expires_on >= TODAY]
    if not good:
        return
    shares = give_back(lots, members={HEAD, WIFE}, head_resident_id=HEAD, today=TODAY)
    before = Counter[LotNature]()
    for each in good:
        before[each.lot.nature] += each.lot.lot.points_left
    after = Counter[LotNature]()
    for share in shares:
        assert share.resident_id in (HEAD, WIFE)
        for move in share.moves:
            after[move.nature] += move.points
    assert before == after
