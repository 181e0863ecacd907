"""The decisions of the engine against a bookkeeper with a pencil, and the order of its checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.bookkeeping.account import Account, AccountType, Side
from ledger.bookkeeping.balance import Balance, BalanceIsTooLow
from ledger.bookkeeping.canonical import canonical_fields, leaf_bytes
from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import Dimensions, EntryLine, JournalEntry
from ledger.bookkeeping.merkle_log import Frontier, leaf_hash, root_of
from ledger.bookkeeping.period import (
    DateIsBeforeTheBook,
    DateIsInTheFuture,
    Month,
    PeriodIsClosed,
    PeriodState,
)
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.posting.rules import (
    AccountIsNotPostable,
    AccountIsUnknown,
    AccountKey,
    BookState,
    ChartAccount,
    Decision,
    DimensionIsMissing,
    EntryIsAlreadyReversed,
    EntryNeedsApproval,
    IdempotencyKeyWasUsed,
    PostedEntry,
    PostingCommand,
    PreparerMayNotApprove,
    decide,
)

CNY, PTS = Currency.CNY, Currency.PTS
TODAY = date(2026, 6, 18)
NOW = datetime(2026, 6, 18, 2, tzinfo=UTC)
POSTER = 9
OPEN_DAY, OTHER_OPEN_DAY, CLOSED_DAY = date(2026, 6, 2), date(2026, 5, 30), date(2026, 4, 30)
EARLY_DAY, FUTURE_DAY = date(2025, 12, 31), date(2026, 6, 19)
ESTATES = (1, 2)

CASH, BANK, COST, FUND, GROUP = "1001", "1121001", "5103", "3102001", "1002"
ISSUED, WALLET = "P1101", "P2101"


def chart_of(estate_id: int) -> dict[AccountKey, ChartAccount]:
    """Two estates with the same chart; account ids differ between them."""
    rows: list[tuple[str, str, Currency, AccountType, bool, int | None, tuple[str, ...]]] = [
        (CASH, "", CNY, AccountType.ASSET, True, 0, ()),
        (BANK, "", CNY, AccountType.ASSET, True, None, ()),
        (COST, "", CNY, AccountType.EXPENSE, True, None, ()),
        (FUND, "", CNY, AccountType.EQUITY, True, 0, ("fund_grant",)),
        (GROUP, "", CNY, AccountType.ASSET, False, None, ()),
        (ISSUED, "", PTS, AccountType.ISSUED, True, None, ()),
        (WALLET, "resident:1", PTS, AccountType.HOLDING, True, 0, ()),
        (WALLET, "resident:2", PTS, AccountType.HOLDING, True, 0, ()),
    ]
    return {
        (estate_id, code, holder): ChartAccount(
            Account(estate_id * 100 + number, code, currency, kind, postable, floor), needed
        )
        for number, (code, holder, currency, kind, postable, floor, needed) in enumerate(rows)
    }


CHART = chart_of(1) | chart_of(2)


@dataclass
class World:
    """What the database would hold, in memory; each decision is written into it."""

    held: dict[int, int] = field(default_factory=dict)
    books: dict[int, BookState] = field(default_factory=dict)
    balances: dict[int, Balance] = field(default_factory=dict)
    leaves: dict[int, list[bytes]] = field(default_factory=lambda: {1: [], 2: []})

    def __post_init__(self) -> None:
        for estate_id in ESTATES:
            self.books[estate_id] = BookState(
                first_month=Month(2026, 1),
                frontier=Frontier(),
                period_states={Month.of(CLOSED_DAY).number: PeriodState.CLOSED},
                last_numbers={},
                known_keys={},
                reversed_seqs=set(),
            )
        for item in CHART.values():
            account_id = item.account.account_id
            self.balances[account_id] = Balance(held=self.held.get(account_id, 0))

    def decide(self, commands: Sequence[PostingCommand]) -> Decision:
        # A refused batch leaves nothing behind: the database rolls back, so does this.
        books = {
            estate_id: BookState(
                book.first_month,
                book.frontier,
                dict(book.period_states),
                dict(book.last_numbers),
                dict(book.known_keys),
                set(book.reversed_seqs),
            )
            for estate_id, book in self.books.items()
        }
        given_balances = dict(self.balances)
        try:
            decision = decide(
                commands,
                books=books,
                accounts=CHART,
                balances=self.balances,
                posted_by=POSTER,
                recorded_at=NOW,
                today=TODAY,
            )
        finally:
            assert self.balances == given_balances, "the caller's balances are not to be changed"
        self.books = books
        self.balances = decision.balances
        for item in decision.entries:
            self.leaves[item.command.estate_id].append(item.leaf_hash)
        return decision


def line(
    code: str,
    amount: int,
    *,
    holder: str = "",
    grant: int | None = None,
    currency: Currency = CNY,
) -> EntryLine:
    """A line on the debit side for a positive amount, on the credit side for a negative one."""
    side = Side.DEBIT if amount > 0 else Side.CREDIT
    return EntryLine(
        code, side, abs(amount), currency, holder, dimensions=Dimensions(fund_grant_id=grant)
    )


def transfer(
    debited: str = COST,
    credited: str = BANK,
    amount: int = 5,
    *,
    on: date = OPEN_DAY,
    kind: str = "redemption",
    grant: int | None = 1,
    reverses: int | None = None,
) -> JournalEntry:
    """An entry of two lines; `P2101/2` names the wallet of resident 2."""
    series = EntrySeries.POINTS if debited.startswith("P") else EntrySeries.MONEY

    def one(written: str, side: Side) -> EntryLine:
        code, _, resident = written.partition("/")
        return EntryLine(
            account_code=code,
            side=side,
            amount=amount,
            currency=series.currency,
            holder=f"resident:{resident}" if resident else "",
            dimensions=Dimensions(fund_grant_id=grant),
        )

    return JournalEntry(
        series=series,
        kind=kind,
        effective_on=on,
        narration="端午",
        lines=(one(debited, Side.DEBIT), one(credited, Side.CREDIT)),
        reverses_seq=reverses,
    )


def command(
    entry: JournalEntry | None = None,
    *,
    key: str = "k1",
    estate: int = 1,
    prepared_by: int = 1,
    approved_by: int | None = 2,
) -> PostingCommand:
    return PostingCommand(estate, entry or transfer(), key, prepared_by, approved_by)


# The bookkeeper with a pencil --------------------------------------------------------------------


@dataclass
class Bookkeeper:
    """Does one command after the other by the words of the rules, with lists and sums."""

    held: dict[int, int]
    posted: list[PostingCommand] = field(default_factory=list)

    def of_estate(self, estate_id: int) -> list[PostingCommand]:
        return [each for each in self.posted if each.estate_id == estate_id]

    def printed(self, each: PostingCommand) -> str:
        day = each.entry.effective_on
        same = [
            other
            for other in self.of_estate(each.estate_id)
            if other.entry.series is each.entry.series
            and (other.entry.effective_on.year, other.entry.effective_on.month)
            == (day.year, day.month)
        ]
        return f"{each.entry.series.value}-{day:%Y%m}-{same.index(each) + 1:04d}"

    def stands_at(self, key: AccountKey) -> int:
        return sum(
            each.side * each.amount
            for posted in self.posted
            for each in posted.entry.lines
            if (posted.estate_id, each.account_code, each.holder) == key
        )

    def do(self, asked: PostingCommand) -> PostedEntry | str:
        """Return where the entry stands, or the code of the refusal."""
        book = self.of_estate(asked.estate_id)
        for number, known in enumerate(book, start=1):
            if known.idempotency_key == asked.idempotency_key:
                if known != asked:
                    return "idempotency_key_was_used"
                return PostedEntry(asked.estate_id, number, self.printed(known), is_replay=True)
        refusal = self.refusal(asked, book)
        if refusal:
            return refusal
        self.posted.append(asked)
        return PostedEntry(asked.estate_id, len(book) + 1, self.printed(asked))

    def refusal(self, asked: PostingCommand, book: list[PostingCommand]) -> str:
        entry = asked.entry
        by_hand = {"manual", "opening", "cash_book", "fund_grant", "stocktake", "reversal"}
        if asked.approved_by is None and entry.kind in by_hand:
            return "entry_needs_approval"
        if asked.approved_by == asked.prepared_by:
            return "preparer_may_not_approve"
        for each in entry.lines:
            item = CHART.get((asked.estate_id, each.account_code, each.holder))
            if item is None or item.account.currency != each.currency:
                return "account_is_unknown"
            if each.account_code == GROUP:
                return "account_is_not_postable"
            if each.account_code == FUND and each.dimensions.fund_grant_id is None:
                return "dimension_is_missing"
        if entry.effective_on < date(2026, 1, 1):
            return "date_is_before_the_book"
        if entry.effective_on > TODAY:
            return "date_is_in_the_future"
        if entry.effective_on.month == CLOSED_DAY.month:
            return "period_is_closed"
        if entry.reverses_seq is not None:
            if entry.reverses_seq > len(book):
                return "object_is_not_here"
            if any(each.entry.reverses_seq == entry.reverses_seq for each in book):
                return "entry_is_already_reversed"
        return self.floor_refusal(asked)

    def floor_refusal(self, asked: PostingCommand) -> str:
        for key, item in CHART.items():
            if key[0] != asked.estate_id or item.account.floor is None:
                continue
            normal = 1 if item.account.type is AccountType.ASSET else -1
            change = sum(
                each.side * each.amount
                for each in asked.entry.lines
                if (each.account_code, each.holder) == key[1:]
            )
            held = self.held.get(item.account.account_id, 0)
            left = normal * (self.stands_at(key) + change) - held
            if left < 0 and normal * change < 0:
                return "balance_is_too_low"
        return ""


MONEY_CODES = [CASH, BANK, COST, FUND]
POINTS_CODES = [ISSUED, f"{WALLET}/1", f"{WALLET}/2"]


@st.composite
def commands(draw: st.DrawFn) -> PostingCommand:
    if draw(st.booleans()):
        codes = st.sampled_from(POINTS_CODES * 4 + [WALLET, f"{WALLET}/3"])
    else:
        codes = st.sampled_from(MONEY_CODES * 4 + [GROUP, "0000"])
    red = draw(st.integers(0, 5)) == 0
    amount = draw(st.integers(1, 30))
    debited, credited = draw(codes), draw(codes)
    entry = transfer(
        debited,
        credited,
        -amount if red else amount,
        on=draw(
            st.sampled_from([OPEN_DAY] * 6 + [OTHER_OPEN_DAY] * 3 + [CLOSED_DAY, EARLY_DAY])
            | st.just(FUTURE_DAY)
            | st.just(OPEN_DAY)
        ),
        kind=draw(st.sampled_from(["redemption", "redemption", "manual"])),
        grant=draw(st.sampled_from([1, 1, 2, None])),
        reverses=draw(st.integers(1, 6)) if red else None,
    )
    return command(
        entry,
        key=draw(st.sampled_from("abcdefghijklmnop")),
        estate=draw(st.sampled_from([1, 1, 2])),
        prepared_by=draw(st.sampled_from([1, 1, 1, 2])),
        approved_by=draw(st.sampled_from([2, 2, 2, None])),
    )


helds = st.dictionaries(
    st.sampled_from([item.account.account_id for item in CHART.values()]), st.integers(0, 10)
)


@settings(max_examples=150, deadline=None)
@given(helds, st.lists(commands(), max_size=40))
def test_the_engine_decides_like_a_bookkeeper_with_a_pencil(
    held: dict[int, int], asked: list[PostingCommand]
) -> None:
    world, bookkeeper = World(held), Bookkeeper(held)
    for each in asked:
        outcome: PostedEntry | str
        try:
            (outcome,) = world.decide([each]).outcomes
        except Refusal as refusal:
            outcome = refusal.code
        assert outcome == bookkeeper.do(each)
    for key, item in CHART.items():
        balance = world.balances[item.account.account_id]
        assert balance.posted == bookkeeper.stands_at(key)
    for estate_id in ESTATES:
        book = world.books[estate_id]
        assert book.frontier.size == len(bookkeeper.of_estate(estate_id))
        assert book.frontier.root() == root_of(world.leaves[estate_id])


@settings(max_examples=75, deadline=None)
@given(st.lists(commands(), max_size=40))
def test_a_batch_of_n_is_n_batches_of_one(asked: list[PostingCommand]) -> None:
    """The engine's answers do not depend on how commands were put together."""
    one_by_one = World()
    passed: list[PostingCommand] = []
    outcomes: list[PostedEntry] = []
    refused: list[tuple[int, PostingCommand, str]] = []
    for each in asked:
        try:
            outcomes += one_by_one.decide([each]).outcomes
        except Refusal as refusal:
            refused.append((len(passed), each, refusal.code))
        else:
            passed.append(each)
    together = World()
    decision = together.decide(passed)
    assert decision.outcomes == outcomes
    assert together == one_by_one
    # A refused command refuses the batch, wherever in it it stands.
    for position, each, code in refused:
        with pytest.raises(Refusal) as caught:
            World().decide([*passed[:position], each, *passed[position:]])
        assert caught.value.code == code


@settings(max_examples=100, deadline=None)
@given(st.lists(commands(), max_size=30))
def test_what_is_written_stands_to_reason(asked: list[PostingCommand]) -> None:
    """Leaves are hashes of the canonical bytes; every line says what it left behind."""
    world = World()
    lines_of: dict[int, list[tuple[int, int]]] = {}
    for each in asked:
        try:
            decision = world.decide([each])
        except Refusal:
            continue
        for item in decision.entries:
            fields = canonical_fields(item.command.entry, item.facts)
            assert item.leaf_hash == leaf_hash(leaf_bytes(fields))
            assert (item.facts.posted_by, item.facts.recorded_at) == (POSTER, NOW)
            for written in item.lines:
                history = lines_of.setdefault(written.account_id, [(0, 0)])
                before, version = history[-1]
                assert written.version == version + 1
                assert written.balance_after == before + written.line.signed_amount
                history.append((written.balance_after, written.version))


# Tables ------------------------------------------------------------------------------------------

# Each entry has the fault of its row and of every row below it (a closed month excludes a future
# one and an unknown reversal one that is done, so those stand alone in the second table).
BAD_LINES = (line("0000", 5), line(GROUP, -2), line(FUND, -3))
ORDER_OF_CHECKS: list[tuple[type[Refusal], PostingCommand]] = [
    (
        IdempotencyKeyWasUsed,
        command(replace(transfer(on=EARLY_DAY, kind="manual"), lines=BAD_LINES), approved_by=None),
    ),
    (
        EntryNeedsApproval,
        command(
            replace(transfer(on=EARLY_DAY, kind="manual"), lines=BAD_LINES),
            key="new",
            approved_by=None,
        ),
    ),
    (
        PreparerMayNotApprove,
        command(replace(transfer(on=EARLY_DAY), lines=BAD_LINES), key="new", approved_by=1),
    ),
    (AccountIsUnknown, command(replace(transfer(on=EARLY_DAY), lines=BAD_LINES), key="new")),
    (
        AccountIsNotPostable,
        command(replace(transfer(on=EARLY_DAY), lines=(line(GROUP, 5), line(FUND, -5))), key="new"),
    ),
    (DimensionIsMissing, command(transfer(CASH, FUND, on=EARLY_DAY, grant=None), key="new")),
    (DateIsBeforeTheBook, command(transfer(COST, CASH, 999, on=EARLY_DAY), key="new")),
    (
        ObjectIsNotHere,
        command(transfer(CASH, BANK, -999, reverses=77), key="new"),
    ),
    (BalanceIsTooLow, command(transfer(CASH, BANK, -999, reverses=2), key="new")),
]
ALONE: list[tuple[type[Refusal], PostingCommand]] = [
    (DateIsInTheFuture, command(transfer(COST, CASH, 999, on=FUTURE_DAY), key="new")),
    (PeriodIsClosed, command(transfer(COST, CASH, 999, on=CLOSED_DAY), key="new")),
    (EntryIsAlreadyReversed, command(transfer(CASH, BANK, -999, reverses=1), key="new")),
    (ObjectIsNotHere, command(transfer(COST, BANK, -5, reverses=4), key="new")),
    (ObjectIsNotHere, command(transfer(COST, BANK, -5, reverses=0), key="new")),
    (ObjectIsNotHere, command(transfer(COST, BANK, -5, reverses=-1), key="new")),
]


@pytest.mark.parametrize("refusal, asked", ORDER_OF_CHECKS + ALONE)
def test_the_order_of_checks_is_the_documented_one(
    refusal: type[Refusal], asked: PostingCommand
) -> None:
    world = World()
    first = transfer()
    red = replace(
        first,
        kind="reversal",
        reverses_seq=1,
        lines=tuple(replace(each, amount=-each.amount) for each in first.lines),
    )
    world.decide([command(first), command(red, key="k2"), command(first, key="k3")])
    with pytest.raises(refusal):
        world.decide([asked])
    assert world.books[1].frontier.size == 3


@pytest.mark.parametrize(
    "kind",
    ["manual", "opening", "cash_book", "fund_grant", "stocktake", "reversal"],
)
def test_what_people_enter_by_hand_needs_a_second_person(kind: str) -> None:
    with pytest.raises(EntryNeedsApproval, match="请先由另一位有权的人审核"):
        World().decide([command(transfer(kind=kind), approved_by=None)])
    World().decide([command(transfer(kind=kind), approved_by=2)])


@pytest.mark.parametrize("kind", ["service_points", "redemption", "points_expiry"])
def test_what_the_rules_book_by_themselves_needs_none(kind: str) -> None:
    World().decide([command(transfer(kind=kind), approved_by=None)])


def test_the_same_key_in_two_estates_is_two_keys() -> None:
    outcomes = World().decide([command(), command(estate=2)]).outcomes
    assert [(each.estate_id, each.seq, each.is_replay) for each in outcomes] == [
        (1, 1, False),
        (2, 1, False),
    ]


def test_numbers_run_per_series_and_month_and_seq_over_all() -> None:
    asked = [
        command(transfer(), key="1"),
        command(transfer(ISSUED, f"{WALLET}/1"), key="2"),
        command(transfer(on=OTHER_OPEN_DAY), key="3"),
        command(transfer(), key="4"),
    ]
    outcomes = World().decide(asked).outcomes
    assert [(each.seq, each.entry_no) for each in outcomes] == [
        (1, "记-202606-0001"),
        (2, "积-202606-0001"),
        (3, "记-202605-0001"),
        (4, "记-202606-0002"),
    ]


OTHERS = {
    "amount": command(transfer(amount=6)),
    "account": command(transfer(credited=CASH)),
    "day": command(transfer(on=OTHER_OPEN_DAY)),
    "preparer": command(prepared_by=3),
    "approver": command(approved_by=3),
    "dimension": command(transfer(grant=2)),
    "kind": command(transfer(kind="redemption_goods")),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_one_key_stands_for_one_entry(other: PostingCommand) -> None:
    world = World()
    world.decide([command()])
    with pytest.raises(IdempotencyKeyWasUsed) as caught:
        world.decide([other])
    assert caught.value.details["entry_no"] == "记-202606-0001"


def test_a_replay_is_answered_whatever_has_changed_since() -> None:
    world = World()
    (first,) = world.decide([command()]).outcomes
    world.books[1].period_states[Month.of(OPEN_DAY).number] = PeriodState.CLOSED
    (again,) = world.decide([command()]).outcomes
    assert again == replace(first, is_replay=True)


def test_a_repeat_within_one_batch_is_a_replay() -> None:
    decision = World().decide([command(), command()])
    assert [each.is_replay for each in decision.outcomes] == [False, True]
    assert len(decision.entries) == 1


def test_the_floor_looks_at_the_whole_entry_and_not_at_the_order_of_its_lines() -> None:
    entry = replace(transfer(), lines=(line(CASH, -5), line(CASH, 8), line(BANK, -3)))
    assert World().decide([command(entry)]).balances[100].posted == 3


def test_a_batch_may_spend_what_it_brought_in_and_not_before() -> None:
    earn = command(transfer(ISSUED, f"{WALLET}/1", 5), key="earn")
    spend = command(transfer(f"{WALLET}/1", ISSUED, 5), key="spend")
    assert len(World().decide([earn, spend]).entries) == 2
    with pytest.raises(BalanceIsTooLow):
        World().decide([spend, earn])


def test_held_points_cannot_be_spent() -> None:
    wallet = CHART[1, WALLET, "resident:1"].account.account_id
    world = World(held={wallet: 3})
    world.decide([command(transfer(ISSUED, f"{WALLET}/1", 5), key="earn")])
    with pytest.raises(BalanceIsTooLow) as caught:
        world.decide([command(transfer(f"{WALLET}/1", ISSUED, 3), key="3")])
    assert caught.value.details == {"account_code": WALLET, "short": 1}
    world.decide([command(transfer(f"{WALLET}/1", ISSUED, 2), key="2")])


def test_the_wrong_line_is_named() -> None:
    with pytest.raises(AccountIsUnknown) as caught:
        World().decide([command(transfer(COST, "0000"))])
    assert caught.value.details == {"line": 2, "account_code": "0000"}
    with pytest.raises(DimensionIsMissing, match="第 2 条分录的科目 3102001 必须注明发展金项目"):
        World().decide([command(transfer(CASH, FUND, grant=None))])
