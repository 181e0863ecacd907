"""Of two faults of one posting command, the one that docs/refusals.md names first is the answer."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.bookkeeping.balance import LARGEST_BALANCE, BalanceIsTooLarge, BalanceIsTooLow
from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import (
    EntryAmountIsOutOfRange,
    EntryCurrenciesAreMixed,
    EntryIsNotBalanced,
    EntryLine,
    EntryNarrationIsMissing,
    EntryNeedsTwoLines,
    JournalEntry,
    credit,
    debit,
)
from ledger.bookkeeping.period import (
    DateIsBeforeTheBook,
    DateIsInTheFuture,
    PeriodIsAdjusting,
    PeriodIsClosed,
    PeriodIsNotAdjusting,
)
from ledger.bookkeeping.reversal import (
    EntryIsAlreadyReversed,
    ReversalIsOfAnotherLine,
    ReversalMayNotBeReversed,
    ReversalTakesTooMuch,
    reverse,
)
from ledger.db.session import create_engine
from ledger.errors import IdempotencyKeyWasUsed, ObjectIsNotHere, Refusal
from ledger.posting.operations import PostingCommand
from ledger.posting.rules import (
    AccountIsNotPostable,
    AccountIsUnknown,
    BookIsNotOpened,
    DimensionIsMissing,
    EntryNeedsApproval,
    PreparerMayNotApprove,
)
from tests.conftest import Database
from tests.posting.town import DAY, TODAY, Town, entry, found_town, income
from tests.refusals import documented_order

CNY, PTS = Currency.CNY, Currency.PTS
UNKNOWN, GROUP, GROUP_OF_GRANTS, OF_GRANTS = "7777", "1002", "1002999", "2209004"
FULL, EMPTY, INCOME, COST = "5901", "1001", "4301001", "5103"
# When a business date lies, and what state its month is in.
DAYS = {
    ("now", "open"): DAY,
    ("now", "closed"): date(2026, 4, 30),
    ("now", "adjusting"): date(2026, 5, 31),
    ("early", "open"): date(2025, 10, 31),
    ("early", "closed"): date(2025, 12, 31),
    ("early", "adjusting"): date(2025, 11, 30),
    ("future", "open"): date(2026, 9, 30),
    ("future", "closed"): date(2026, 7, 31),
    ("future", "adjusting"): date(2026, 8, 31),
}


@dataclass(frozen=True)
class Said:
    """A command in the making; each fault changes one thing, or adds a pair of lines."""

    town: Town
    estate_id: int
    key: str = "new"
    kind: str = "cash_book"
    when: str = "now"
    month: str = "open"
    is_approved: bool = True
    is_approved_by_preparer: bool = False
    reverses_seq: int | None = None
    series: EntrySeries = EntrySeries.MONEY
    lines: tuple[EntryLine, ...] = ()

    def paired(self, code: str, *, from_code: str = INCOME) -> Said:
        """Add a debit on one account and its credit on another."""
        pair = debit(code, 5, self.series.currency), credit(from_code, 5, self.series.currency)
        return replace(self, lines=(*self.lines, *pair))

    def of(self, seq: int) -> Said:
        """Reverse an entry, unless another one is said to be reversed."""
        return replace(self, reverses_seq=self.reverses_seq or seq)

    def reversing(self, amount: int) -> Said:
        """Take back so much of the entry that moved 5 from the full account to the empty one."""
        red = debit(EMPTY, -amount, CNY), credit(FULL, -amount, CNY)
        return replace(self, lines=(*self.lines, *red))

    def command(self) -> PostingCommand:
        said = self if self.lines else self.paired(COST)
        entry = JournalEntry(
            said.series,
            said.kind,
            DAYS[said.when, said.month],
            "端午",
            said.lines,
            reverses_seq=said.reverses_seq,
        )
        approver = self.town.committee if self.is_approved else None
        if self.is_approved_by_preparer:
            approver = self.town.treasurer
        return PostingCommand(self.estate_id, entry, self.key, self.town.treasurer, approver)


Fault = Callable[[Said], Said]
FAULTS: dict[type[Refusal], Fault] = {
    BookIsNotOpened: lambda said: replace(said, estate_id=said.estate_id + 99),
    IdempotencyKeyWasUsed: lambda said: replace(said, key="used"),
    EntryNeedsApproval: lambda said: replace(said, is_approved=False),
    PreparerMayNotApprove: lambda said: replace(said, is_approved_by_preparer=True),
    AccountIsUnknown: lambda said: said.paired(UNKNOWN),
    AccountIsNotPostable: lambda said: said.paired(GROUP),
    DimensionIsMissing: lambda said: said.paired(OF_GRANTS),
    DateIsBeforeTheBook: lambda said: replace(said, when="early"),
    DateIsInTheFuture: lambda said: replace(said, when="future"),
    PeriodIsClosed: lambda said: replace(said, month="closed"),
    PeriodIsAdjusting: lambda said: replace(said, month="adjusting"),
    PeriodIsNotAdjusting: lambda said: replace(said, kind="closing"),
    ObjectIsNotHere: lambda said: replace(said, reverses_seq=99),
    ReversalMayNotBeReversed: lambda said: replace(said, reverses_seq=3),
    EntryIsAlreadyReversed: lambda said: replace(said, reverses_seq=2),
    ReversalIsOfAnotherLine: lambda said: said.of(4).paired(COST),
    ReversalTakesTooMuch: lambda said: said.of(4).reversing(6),
    BalanceIsTooLarge: lambda said: said.paired(FULL),
    BalanceIsTooLow: lambda said: said.paired(COST, from_code=EMPTY),
}
# Two faults that no single command can have.
IMPOSSIBLE = {
    frozenset(pair)
    for pair in (
        (BookIsNotOpened, IdempotencyKeyWasUsed),
        (EntryNeedsApproval, PreparerMayNotApprove),
        (DateIsBeforeTheBook, DateIsInTheFuture),
        (PeriodIsClosed, PeriodIsAdjusting),
        (PeriodIsClosed, PeriodIsNotAdjusting),
        (PeriodIsAdjusting, PeriodIsNotAdjusting),
        (ObjectIsNotHere, ReversalMayNotBeReversed),
        (ObjectIsNotHere, EntryIsAlreadyReversed),
        (ReversalMayNotBeReversed, EntryIsAlreadyReversed),
        # Other lines than those of the original; a test of its own has these.
        (ReversalTakesTooMuch, BalanceIsTooLarge),
        (ReversalTakesTooMuch, BalanceIsTooLow),
    )
}
PAIRS = [pair for pair in itertools.combinations(FAULTS, 2) if frozenset(pair) not in IMPOSSIBLE]


@pytest.fixture(scope="module")
async def books(module_database: Database) -> AsyncIterator[tuple[AsyncEngine, Town]]:
    """A book with closed months, an entry reversed, and an account that holds no more."""
    engine = create_engine(module_database.service_url, pool_size=1)
    async with engine.begin() as conn:
        town = await found_town(conn)
        said = income(500_00)
        red = reverse(said, seq=2, entry_no="x", on=TODAY, reason="重复")
        await town.post(
            conn,
            town.command(said, "used"),
            town.command(said, "k2"),
            town.command(red, "k3"),
            town.command(entry(debit(EMPTY, 5, CNY), credit(FULL, 5, CNY)), "k4"),
            town.command(entry(debit(COST, 5, CNY), credit(EMPTY, 5, CNY)), "k5"),
        )
        await conn.execute(
            text("""with added as (
                    insert into account (estate_id, code, name, currency, type, is_postable,
                        required_dimensions)
                    values (:e, :code, 'x', 'CNY', 'asset', false, '{fund_grant}')
                    returning estate_id, account_id
                )
                insert into balance (estate_id, account_id) select * from added"""),
            {"e": town.estate, "code": GROUP_OF_GRANTS},
        )
        await conn.execute(
            text("""update balance b set posted = :most from account a
                where a.estate_id = b.estate_id and a.account_id = b.account_id
                    and a.estate_id = :e and a.code = :code"""),
            {"e": town.estate, "code": FULL, "most": LARGEST_BALANCE},
        )
    owner = create_engine(module_database.owner_url, pool_size=1)
    async with owner.begin() as conn:
        # Months that no book closes, to see that they are refused for what they are.
        await conn.execute(text("alter table period disable trigger user"))
        await conn.execute(
            text("""insert into period (estate_id, fiscal_month, state)
                select :e, * from unnest(cast(:months as int[]), cast(:states as text[]))
                on conflict (estate_id, fiscal_month) do update set state = excluded.state"""),
            {
                "e": town.estate,
                "months": [day.year * 100 + day.month for day in DAYS.values()],
                "states": [state for _, state in DAYS],
            },
        )
        await conn.execute(text("alter table period enable trigger user"))
    await owner.dispose()
    yield engine, town
    await engine.dispose()


async def refusal_of(books: tuple[AsyncEngine, Town], command: PostingCommand) -> type[Refusal]:
    engine, town = books
    async with engine.connect() as conn:
        with pytest.raises(Refusal) as caught:
            await town.post(conn, command)
    return caught.type


def test_the_faults_are_those_of_the_document_in_its_order() -> None:
    assert list(FAULTS) == documented_order("posting")


def test_every_fault_but_the_impossible_is_paired_with_every_other() -> None:
    every = len(FAULTS) * (len(FAULTS) - 1) // 2
    assert len(PAIRS) == every - len(IMPOSSIBLE)


async def test_a_command_without_a_fault_is_posted(books: tuple[AsyncEngine, Town]) -> None:
    engine, town = books
    async with engine.connect() as conn:
        (posted,) = await town.post(conn, Said(town, town.estate).command())
        await conn.rollback()
    assert posted.seq == 6


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
async def test_each_fault_alone(books: tuple[AsyncEngine, Town], fault: type[Refusal]) -> None:
    said = FAULTS[fault](Said(books[1], books[1].estate))
    assert await refusal_of(books, said.command()) is fault


@pytest.mark.parametrize(
    "first, second", PAIRS, ids=[f"{one.code}-{two.code}" for one, two in PAIRS]
)
async def test_the_earlier_of_two_faults_is_the_answer(
    books: tuple[AsyncEngine, Town], first: type[Refusal], second: type[Refusal]
) -> None:
    said = FAULTS[second](FAULTS[first](Said(books[1], books[1].estate)))
    assert await refusal_of(books, said.command()) is first


async def test_what_is_taken_back_twice_comes_before_what_is_left_of_the_accounts(
    books: tuple[AsyncEngine, Town],
) -> None:
    said = Said(books[1], books[1].estate).of(4)
    assert await refusal_of(books, said.reversing(6).command()) is ReversalTakesTooMuch
    assert await refusal_of(books, said.reversing(5).command()) is BalanceIsTooLarge


OF_A_LINE: dict[type[Refusal], str] = {
    AccountIsUnknown: UNKNOWN,
    AccountIsNotPostable: GROUP,
    DimensionIsMissing: OF_GRANTS,
}


@pytest.mark.parametrize("first, second", list(itertools.permutations(OF_A_LINE, 2)))
async def test_an_earlier_line_comes_first_whatever_its_fault(
    books: tuple[AsyncEngine, Town], first: type[Refusal], second: type[Refusal]
) -> None:
    said = Said(books[1], books[1].estate).paired(OF_A_LINE[first]).paired(OF_A_LINE[second])
    assert await refusal_of(books, said.command()) is first


@pytest.mark.parametrize(
    "series, code, first",
    [
        (EntrySeries.POINTS, GROUP, AccountIsUnknown),
        (EntrySeries.POINTS, OF_GRANTS, AccountIsUnknown),
        (EntrySeries.MONEY, GROUP_OF_GRANTS, AccountIsNotPostable),
    ],
)
async def test_one_line_with_two_faults(
    books: tuple[AsyncEngine, Town], series: EntrySeries, code: str, first: type[Refusal]
) -> None:
    """An account of money is unknown to an entry of points, whatever else it is."""
    said = replace(Said(books[1], books[1].estate), series=series).paired(code, from_code="P1101")
    assert await refusal_of(books, said.command()) is first


# The entry itself --------------------------------------------------------------------------------


def written(faults: frozenset[type[Refusal]]) -> JournalEntry:
    """Build an entry with all of the faults."""
    amount = 0 if EntryAmountIsOutOfRange in faults else 5
    currency = PTS if EntryCurrenciesAreMixed in faults else CNY
    lines = [debit(COST, amount, currency), credit(INCOME, 5 if amount else 0, currency)]
    if EntryIsNotBalanced in faults:
        lines[1] = credit(INCOME, 6, currency)
    if EntryNeedsTwoLines in faults:
        lines.pop(0)
    narration = " " if EntryNarrationIsMissing in faults else "端午"
    return JournalEntry(EntrySeries.MONEY, "manual", DAY, narration, tuple(lines))


ORDER_OF_AN_ENTRY: tuple[type[Refusal], ...] = (
    EntryNeedsTwoLines,
    EntryAmountIsOutOfRange,
    EntryCurrenciesAreMixed,
    EntryIsNotBalanced,
    EntryNarrationIsMissing,
)


@pytest.mark.parametrize("first, second", list(itertools.combinations(ORDER_OF_AN_ENTRY, 2)))
def test_the_earlier_of_two_faults_of_an_entry(first: type[Refusal], second: type[Refusal]) -> None:
    with pytest.raises(first) as caught:
        written(frozenset({first, second}))
    assert caught.type is first
