"""Moving lots between wallets: sums stay, last days stay, and nobody gains time by giving."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ledger.points.lot_transfer import LotMove, LotNature, LotOfNature, move_all, move_lots
from ledger.points.rules import (
    LotUse,
    OpenLot,
    PointsAreTooFew,
    PointsMustBePositive,
    choose_lots,
    spendable_points,
)

TODAY = date(2026, 7, 5)
JUNE, NEXT_JUNE = date(2026, 6, 30), date(2027, 6, 30)


def of(
    lot_id: int,
    points: int,
    expires_on: date | None = NEXT_JUNE,
    *,
    source: str = "P1101",
    rules: str = "v1",
    granted_on: date = date(2026, 4, 4),
) -> LotOfNature:
    return LotOfNature(
        OpenLot(lot_id, granted_on, expires_on, points), LotNature(source, rules, expires_on)
    )


def test_alike_lots_arrive_as_one() -> None:
    lots = [of(1, 3), of(2, 4), of(3, 5, source="P1102")]
    moves = move_lots(lots, points=9, available=12, today=TODAY)
    assert moves == (
        LotMove(LotNature("P1101", "v1", NEXT_JUNE), (LotUse(1, 3), LotUse(2, 4))),
        LotMove(LotNature("P1102", "v1", NEXT_JUNE), (LotUse(3, 2),)),
    )
    assert [move.points for move in moves] == [7, 2]


def test_other_rules_or_another_last_day_arrive_apart() -> None:
    lots = [of(1, 1), of(2, 1, rules="v2"), of(3, 1, None), of(4, 1, NEXT_JUNE)]
    moves = move_lots(lots, points=4, available=4, today=TODAY)
    assert [(move.nature, move.points) for move in moves] == [
        (LotNature("P1101", "v1", NEXT_JUNE), 2),
        (LotNature("P1101", "v2", NEXT_JUNE), 1),
        (LotNature("P1101", "v1", None), 1),
    ]


def test_what_is_past_its_day_or_held_moves_nowhere() -> None:
    lots = [of(1, 10, JUNE, granted_on=date(2026, 4, 1)), of(2, 10)]
    with pytest.raises(PointsAreTooFew) as refused:
        move_lots(lots, points=11, available=20, today=TODAY)
    assert refused.value.details["points_available"] == 10
    with pytest.raises(PointsAreTooFew):
        move_lots(lots, points=7, available=6, today=TODAY)
    assert [move.uses for move in move_all(lots, today=TODAY)] == [(LotUse(2, 10),)]


@pytest.mark.parametrize("points", [0, -1])
def test_nothing_is_no_transfer(points: int) -> None:
    with pytest.raises(PointsMustBePositive):
        move_lots([of(1, 3)], points=points, available=3, today=TODAY)


days = st.one_of(st.none(), st.integers(-40, 400).map(lambda n: TODAY + timedelta(days=n)))
shelves = st.lists(
    st.tuples(
        st.integers(0, 30), days, st.sampled_from(["P1101", "P1102"]), st.sampled_from(["v1", "v2"])
    ),
    max_size=12,
).map(
    lambda rows: [
        of(n, points, day, source=source, rules=rules, granted_on=date(2026, 1, 1 + n))
        for n, (points, day, source, rules) in enumerate(rows, start=1)
    ]
)


@given(shelves, st.integers(1, 200), st.integers(0, 200))
def test_a_transfer_moves_what_a_spend_would_take(
    lots: list[LotOfNature], points: int, available: int
) -> None:
    plain = [each.lot for each in lots]
    can = spendable_points(plain, available=available, today=TODAY)
    if points > can:
        with pytest.raises(PointsAreTooFew):
            move_lots(lots, points=points, available=available, today=TODAY)
        return
    moves = move_lots(lots, points=points, available=available, today=TODAY)
    spent = choose_lots(plain, points=points, available=available, today=TODAY)
    assert sum(move.points for move in moves) == points
    assert Counter(use for move in moves for use in move.uses) == Counter(spent)
    natures = {each.lot.lot_id: each.nature for each in lots}
    assert all(natures[use.lot_id] == move.nature for move in moves for use in move.uses)
    assert len({move.nature for move in moves}) == len(moves)


class Wallets(RuleBasedStateMachine):
    """Three wallets that get points, give them to each other, spend them, and lose what expires."""

    def __init__(self) -> None:
        super().__init__()
        self.today = TODAY
        self.next_id = 1
        self.wallets: dict[str, list[LotOfNature]] = {"ann": [], "ben": [], "home": []}
        self.issued: Counter[LotNature] = Counter()
        self.gone: Counter[LotNature] = Counter()

    def _open(self, wallet: str, nature: LotNature, points: int) -> None:
        lot = OpenLot(self.next_id, self.today, nature.expires_on, points)
        self.wallets[wallet].append(LotOfNature(lot, nature))
        self.next_id += 1

    def _take(self, wallet: str, uses: tuple[LotUse, ...]) -> None:
        taken = {use.lot_id: use.points for use in uses}
        self.wallets[wallet] = [
            LotOfNature(
                OpenLot(
                    each.lot.lot_id,
                    each.lot.granted_on,
                    each.lot.expires_on,
                    each.lot.points_left - taken.get(each.lot.lot_id, 0),
                ),
                each.nature,
            )
            for each in self.wallets[wallet]
        ]

    def _posted(self, wallet: str) -> int:
        return sum(each.lot.points_left for each in self.wallets[wallet])

    @rule(
        wallet=st.sampled_from(["ann", "ben"]),
        points=st.integers(1, 20),
        term=st.one_of(st.none(), st.integers(0, 60)),
        source=st.sampled_from(["P1101", "P1102"]),
    )
    def grant(self, wallet: str, points: int, term: int | None, source: str) -> None:
        last = None if term is None else self.today + timedelta(days=term)
        nature = LotNature(source, "v1", last)
        self._open(wallet, nature, points)
        self.issued[nature] += points

    @rule(
        pair=st.permutations(["ann", "ben", "home"]).map(lambda names: names[:2]),
        points=st.integers(1, 30),
        held=st.integers(0, 5),
    )
    def give(self, pair: list[str], points: int, held: int) -> None:
        giver, taker = pair
        available = self._posted(giver) - held
        try:
            moves = move_lots(
                self.wallets[giver], points=points, available=available, today=self.today
            )
        except PointsAreTooFew:
            return
        for move in moves:
            self._take(giver, move.uses)
            self._open(taker, move.nature, move.points)

    @rule(pair=st.permutations(["ann", "ben", "home"]).map(lambda names: names[:2]))
    def give_all(self, pair: list[str]) -> None:
        giver, taker = pair
        for move in move_all(self.wallets[giver], today=self.today):
            self._take(giver, move.uses)
            self._open(taker, move.nature, move.points)
        assert (
            spendable_points(
                [each.lot for each in self.wallets[giver]],
                available=self._posted(giver),
                today=self.today,
            )
            == 0
        )

    @rule(days=st.integers(1, 40))
    def a_while_later(self, days: int) -> None:
        self.today += timedelta(days=days)
        for wallet, lots in self.wallets.items():
            for each in lots:
                if each.lot.expires_on is not None and each.lot.expires_on < self.today:
                    self.gone[each.nature] += each.lot.points_left
                    self._take(wallet, (LotUse(each.lot.lot_id, each.lot.points_left),))

    @invariant()
    def points_of_each_nature_stay(self) -> None:
        """Σ by source, rule version and last day is what was issued: no gift gains a day."""
        kept: Counter[LotNature] = Counter()
        for lots in self.wallets.values():
            for each in lots:
                assert each.lot.points_left >= 0
                assert each.lot.expires_on == each.nature.expires_on
                kept[each.nature] += each.lot.points_left
        assert +(kept + self.gone) == +self.issued


TestWallets = Wallets.TestCase
