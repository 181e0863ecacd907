"""Reversals of a replayed book, and the lots that they give back or take back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ledger.bookkeeping.currency import EntrySeries
from ledger.evidence.entry_fields import EntryFields, LineFields
from ledger.evidence.lots import WALLETS, Lot, LotBook, LotUse
from ledger.evidence.replay import AccountFacts, Replay
from ledger.evidence.report import Report

ACCOUNTS = {
    "1001": AccountFacts("1001", "库存现金", "CNY", "asset", True),
    "5103": AccountFacts("5103", "活动", "CNY", "expense", True),
    "5104": AccountFacts("5104", "兑换", "CNY", "expense", True),
    "P1101": AccountFacts("P1101", "志愿服务", "PTS", "issued", True),
    "P2201": AccountFacts("P2201", "待结算", "PTS", "holding", True),
    WALLETS[0]: AccountFacts(WALLETS[0], "居民", "PTS", "holding", True),
}


def line(code: str, side: int, amount: int) -> LineFields:
    is_points = code.startswith("P")
    holder = "resident:1" if code == WALLETS[0] else ""
    return LineFields(code, holder, "PTS" if is_points else "CNY", side, amount, None)


def entry(seq: int, *lines: LineFields, reverses: int | None = None) -> EntryFields:
    series = EntrySeries.POINTS if lines[0].currency == "PTS" else EntrySeries.MONEY
    return EntryFields(
        seq=seq, entry_no=f"{series.value}-202606-{seq:04d}", series=series, number_month=202606,
        number=seq, kind="reversal" if reverses else "redemption", effective_on=date(2026, 6, 1),
        recorded_at="2026-06-01T00:00:00.000000Z", narration="x", documents=(), prepared_by=1,
        approved_by=2, posted_by=1, reverses=reverses, key=f"k{seq}", lines=lines,
    )  # fmt: skip


def spending(seq: int, fen: int, *, reverses: int | None = None) -> EntryFields:
    return entry(seq, line("5103", 1, fen), line("1001", -1, fen), reverses=reverses)


def faults_of(entries: list[EntryFields], lots: LotBook | None = None) -> list[tuple[str, int]]:
    """Replay the entries as the verifiers do and return what was found, with the entry."""
    report = Report(subject="x")
    replay = Replay(report=report, estate_id=1, first_month=202601, accounts=ACCOUNTS)
    for each in entries:
        replay.feed(each, leaf=b"\0" * 32)
        if lots is not None:
            lots.check_entry(replay, each)
    wanted = set(replay.originals_wanted)
    replay.finish_reversals(each for each in entries if each.seq in wanted)
    if lots is not None:
        lots.finish(replay)
    return [(fault.code, fault.seq or 0) for fault in report.faults]


ORIGINAL = spending(1, 100)
GOOD = [ORIGINAL, spending(2, -30, reverses=1), spending(3, -70, reverses=1)]


def test_parts_that_make_up_the_whole_are_right() -> None:
    assert faults_of(GOOD) == []
    assert faults_of([ORIGINAL, spending(2, -100, reverses=1)]) == []


WRONG: dict[str, tuple[list[EntryFields], tuple[str, int]]] = {
    "a part too much": ([*GOOD[:2], spending(3, -71, reverses=1)], ("entry_is_reversed_twice", 3)),
    "once more": ([*GOOD, spending(4, -1, reverses=1)], ("entry_is_reversed_twice", 4)),
    "twice the whole": (
        [ORIGINAL, spending(2, -100, reverses=1), spending(3, -100, reverses=1)],
        ("entry_is_reversed_twice", 3),
    ),
    "another account": (
        [ORIGINAL, entry(2, line("5104", 1, -30), line("1001", -1, -30), reverses=1)],
        ("reversal_is_wrong", 2),
    ),
    "more instead of less": (
        [ORIGINAL, entry(2, line("5103", 1, 30), line("1001", -1, 30), reverses=1)],
        ("reversal_is_wrong", 2),
    ),
    "of a reversal": ([*GOOD[:2], spending(3, -30, reverses=2)], ("reversal_is_wrong", 3)),
    "of nothing": ([ORIGINAL, spending(2, -30, reverses=7)], ("reversal_is_wrong", 2)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_reversal_is_named(name: str) -> None:
    entries, fault = WRONG[name]
    assert fault in faults_of(entries)
    assert {seq for _, seq in faults_of(entries)} == {fault[1]}


# Points: two grants, a spend of both lots, and parts of it given back ------------------------

LOTS = [Lot(7, "resident:1", 1, 10, 6), Lot(8, "resident:1", 2, 20, 18)]
USES = [LotUse(3, 7, 10), LotUse(3, 8, 5), LotUse(4, 8, -3), LotUse(4, 7, -6)]
POINTS = [
    entry(1, line("P1101", 1, 10), line(WALLETS[0], -1, 10)),
    entry(2, line("P1101", 1, 20), line(WALLETS[0], -1, 20)),
    entry(3, line(WALLETS[0], 1, 15), line("P2201", -1, 15)),
    entry(4, line(WALLETS[0], 1, -9), line("P2201", -1, -9), reverses=3),
]


def test_what_goes_back_to_the_same_lots_is_right() -> None:
    assert faults_of(POINTS, LotBook.of(LOTS, USES)) == []


def test_a_grant_takes_back_its_own_lot() -> None:
    entries = [*POINTS, entry(5, line("P1101", 1, -4), line(WALLETS[0], -1, -4), reverses=1)]
    lots = [replace(LOTS[0], points_left=2), LOTS[1]]
    assert faults_of(entries, LotBook.of(lots, [*USES, LotUse(5, 7, 4)])) == []
    lots = [LOTS[0], replace(LOTS[1], points_left=14)]
    assert ("lots_differ", 5) in faults_of(entries, LotBook.of(lots, [*USES, LotUse(5, 8, 4)]))


def test_more_than_a_lot_gave_does_not_go_back_to_it() -> None:
    uses = [*USES[:2], LotUse(4, 8, -6), LotUse(4, 7, -3)]
    lots = [replace(LOTS[0], points_left=3), replace(LOTS[1], points_left=21)]
    assert ("lots_differ", 4) in faults_of(POINTS, LotBook.of(lots, uses))
    unused = [*USES[:2], LotUse(4, 7, -9)]
    lots = [replace(LOTS[0], points_left=9), replace(LOTS[1], points_left=15)]
    assert ("lots_differ", 4) not in faults_of(POINTS, LotBook.of(lots, unused))
    assert ("lots_differ", 4) in faults_of(POINTS, LotBook.of(LOTS, USES[:3]))
