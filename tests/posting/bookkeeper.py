"""Two books in memory, and a bookkeeper with a pencil who keeps them by the words of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import NamedTuple

from hypothesis import strategies as st

from ledger.bookkeeping.account import Account, AccountType, Side
from ledger.bookkeeping.balance import Balance
from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import Dimensions, EntryLine, JournalEntry
from ledger.bookkeeping.merkle_log import Frontier
from ledger.bookkeeping.period import (
    Month,
    PeriodState,
)
from ledger.bookkeeping.reversal import ReversibleEntry
from ledger.posting.rules import (
    AccountKey,
    BookState,
    ChartAccount,
    EntryToWrite,
    OpenBatch,
    PostedEntry,
    PostingCommand,
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


class Decided(NamedTuple):
    """The answers, and the batch with what is to be written."""

    outcomes: list[PostedEntry]
    batch: OpenBatch

    @property
    def entries(self) -> list[EntryToWrite]:
        return self.batch.entries

    @property
    def balances(self) -> dict[int, Balance]:
        return self.batch.balances


@dataclass
class World:
    """What the database would hold, in memory; each decision is written into it."""

    held: dict[int, int] = field(default_factory=dict)
    books: dict[int, BookState] = field(default_factory=dict)
    balances: dict[int, Balance] = field(default_factory=dict)
    leaves: dict[int, list[bytes]] = field(default_factory=lambda: {1: [], 2: []})
    reversible: dict[int, dict[int, ReversibleEntry]] = field(
        default_factory=lambda: {1: {}, 2: {}}
    )

    def __post_init__(self) -> None:
        for estate_id in ESTATES:
            self.books[estate_id] = BookState(
                first_month=Month(2026, 1),
                frontier=Frontier(),
                period_states={Month.of(CLOSED_DAY).number: PeriodState.CLOSED},
                last_numbers={},
                known_keys={},
            )
        for item in CHART.values():
            account_id = item.account.account_id
            self.balances[account_id] = Balance(held=self.held.get(account_id, 0))

    def decide(self, commands: Sequence[PostingCommand]) -> Decided:
        # A refused batch leaves nothing behind: the database rolls back, so does this.
        books = {
            estate_id: BookState(
                book.first_month,
                book.frontier,
                dict(book.period_states),
                dict(book.last_numbers),
                dict(book.known_keys),
                dict(self.reversible[estate_id]),
            )
            for estate_id, book in self.books.items()
        }
        batch = OpenBatch(books, CHART, dict(self.balances), recorded_at=NOW, today=TODAY)
        outcomes = batch.post(commands, posted_by=POSTER)
        self.books = books
        for book in books.values():
            # It is read anew for each batch.
            book.reversible = {}
        self.balances = batch.balances
        for item in batch.entries:
            estate_id, entry = item.command.estate_id, item.command.entry
            self.reversible[estate_id][item.facts.seq] = ReversibleEntry.of(entry)
            if entry.reverses_seq is not None:
                left = self.reversible[estate_id][entry.reverses_seq].after(entry.lines)
                self.reversible[estate_id][entry.reverses_seq] = left
            self.leaves[item.command.estate_id].append(item.leaf_hash)
        return Decided(outcomes, batch)


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
        by_hand = {
            "manual", "opening", "cash_book", "fund_grant", "stocktake", "reversal", "adjusting",
            "closing",
        }  # fmt: skip
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
            refusal = self.reversal_refusal(entry, book)
            if refusal:
                return refusal
        return self.floor_refusal(asked)

    def reversal_refusal(self, entry: JournalEntry, book: list[PostingCommand]) -> str:
        assert entry.reverses_seq is not None
        original = book[entry.reverses_seq - 1].entry
        if original.reverses_seq is not None:
            return "reversal_may_not_be_reversed"
        earlier = [each.entry for each in book if each.entry.reverses_seq == entry.reverses_seq]

        def stands(entries: list[JournalEntry], like: EntryLine) -> int:
            """The sum of the lines that say the same."""
            return sum(
                each.amount
                for one in entries
                for each in one.lines
                if replace(each, amount=0) == replace(like, amount=0)
            )

        if all(stands([original, *earlier], each) == 0 for each in original.lines):
            return "entry_is_already_reversed"
        for each in entry.lines:
            like = replace(each, amount=0)
            known = any(replace(own, amount=0) == like for own in original.lines)
            if not known or each.amount >= 0:
                return "reversal_is_of_another_line"
        for each in entry.lines:
            like = replace(each, amount=0)
            asked = sum(own.amount for own in entry.lines if replace(own, amount=0) == like)
            if stands([original, *earlier], each) + asked < 0:
                return "reversal_takes_too_much"
        return ""

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
    red = draw(st.integers(0, 3)) == 0
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
