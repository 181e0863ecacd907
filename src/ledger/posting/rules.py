"""Deciding commands in arrival order, in memory: the rules that the engine obeys.

One batch of one and one batch of five hundred go through the same code. The caller has locked
and read everything that may change; this file only decides. A refused group of commands leaves
the batch as if it had never been asked for, so that it harms none of its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from ledger.bookkeeping.account import Account
from ledger.bookkeeping.balance import Balance, check_floor
from ledger.bookkeeping.canonical import (
    PostedFacts,
    canonical_fields,
    entry_no,
    leaf_bytes,
)
from ledger.bookkeeping.entry import EntryLine, JournalEntry
from ledger.bookkeeping.merkle_log import Frontier, NodeAt, leaf_hash
from ledger.bookkeeping.period import ADJUSTING_KINDS, Month, PeriodState, check_postable
from ledger.bookkeeping.reversal import ReversibleEntry
from ledger.errors import IdempotencyKeyWasUsed, JsonValue, ObjectIsNotHere, Refusal


class AccountIsUnknown(Refusal):
    """No such account in this book's chart, or the holder does not fit it."""

    code = "account_is_unknown"
    status = 400


class AccountIsNotPostable(Refusal):
    """Only 明细科目 take postings."""

    code = "account_is_not_postable"
    status = 400


class DimensionIsMissing(Refusal):
    """The account needs 辅助核算 that the line does not name."""

    code = "dimension_is_missing"
    status = 400


class PreparerMayNotApprove(Refusal):
    """制单与审核不能是同一人 (I8, domain.md §2.8)."""

    code = "preparer_may_not_approve"


class EntryNeedsApproval(Refusal):
    """Money that people enter by hand is posted only with a second person's approval (I8)."""

    code = "entry_needs_approval"


KINDS_THAT_NEED_APPROVAL = ADJUSTING_KINDS | {
    "manual",
    "opening",
    "cash_book",
    "fund_grant",
    "stocktake",
}


class BookIsNotOpened(Refusal):
    code = "book_is_not_opened"
    status = 404


AccountKey = tuple[int, str, str]
"""Estate id, account code, holder."""


@dataclass(frozen=True, slots=True)
class PostingCommand:
    """Ask for one entry to be posted.

    `idempotency_key` is unique within the estate: posting it again returns the first entry, and
    a different entry under it is refused. `prepared_by` and `approved_by` are user ids.
    """

    estate_id: int
    entry: JournalEntry
    idempotency_key: str
    prepared_by: int
    approved_by: int | None = None


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """Where a command's entry stands in its book; `is_replay` when it stood there before."""

    estate_id: int
    seq: int
    entry_no: str
    is_replay: bool = False


@dataclass(frozen=True, slots=True)
class ChartAccount:
    """An account with what posting must know besides the pure account."""

    account: Account
    required_dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownKey:
    """What was posted under an idempotency key before, and where it stands."""

    seq: int
    entry_no: str
    entry: JournalEntry
    prepared_by: int
    approved_by: int | None

    def is_of(self, command: PostingCommand) -> bool:
        """Tell whether the command says what was said then, in every field."""
        return (
            self.entry == command.entry
            and self.prepared_by == command.prepared_by
            and self.approved_by == command.approved_by
        )


@dataclass(slots=True)
class BookState:
    """One book as read under its lock; `OpenBatch` moves it forward."""

    first_month: Month
    frontier: Frontier
    period_states: dict[int, PeriodState]
    last_numbers: dict[tuple[str, int], int]
    known_keys: dict[str, KnownKey]
    reversible: dict[int, ReversibleEntry] = field(default_factory=dict)
    """The entries that commands of the batch reverse, by seq, with what is left of them."""


@dataclass(frozen=True, slots=True)
class LineToWrite:
    """A decided line: its account, what it left the account at, and the account's version."""

    account_id: int
    balance_after: int
    version: int
    line: EntryLine


@dataclass(frozen=True, slots=True)
class EntryToWrite:
    """A decided entry with everything the journal row holds."""

    command: PostingCommand
    facts: PostedFacts
    leaf_hash: bytes
    lines: tuple[LineToWrite, ...]


@dataclass(frozen=True, slots=True)
class NodeToWrite:
    """A complete subtree of a book's log that the batch completed."""

    estate_id: int
    at: NodeAt
    hash: bytes


def _check_dimensions(line: EntryLine, chart_account: ChartAccount, number: int) -> None:
    for name in chart_account.required_dimensions:
        if getattr(line.dimensions, f"{name}_id") is None:
            title = {"fund_grant": "发展金项目", "merchant": "商户", "activity": "活动"}[name]
            raise DimensionIsMissing(
                f"第 {number} 条分录的科目 {line.account_code} 必须注明{title}，请补充。",
                account_code=line.account_code,
                dimension=name,
            )


@dataclass(slots=True)
class OpenBatch:
    """A batch that is being decided, in arrival order.

    `books`, `balances` (keyed by account id) are as locked and are moved forward by everything
    that is accepted. `entries` and `nodes` are what to write. `recorded_at` is the database's
    clock after the last lock; `today` bounds business dates.
    """

    books: Mapping[int, BookState]
    accounts: Mapping[AccountKey, ChartAccount]
    balances: dict[int, Balance]
    recorded_at: datetime
    today: date
    busy: frozenset[int] = frozenset()
    """Estates whose books another batch has locked; nothing of theirs can be decided now."""
    entries: list[EntryToWrite] = field(default_factory=list)
    nodes: list[NodeToWrite] = field(default_factory=list)

    def post(self, commands: Sequence[PostingCommand], *, posted_by: int) -> list[PostedEntry]:
        """Accept the commands in order, all of them, or raise the first refusal and none.

        The order of checks for each command is: book, known key, approval, approver, then line by
        line account and dimensions, then period, reversal, floor.
        """
        marks = len(self.entries), len(self.nodes)
        heads = {
            command.estate_id: (book.frontier, dict(book.reversible))
            for command in commands
            if (book := self.books.get(command.estate_id)) is not None
        }
        try:
            return [self._post(command, posted_by) for command in commands]
        except Refusal:
            self._take_back(*marks, heads)
            raise

    def _post(self, command: PostingCommand, posted_by: int) -> PostedEntry:
        book = self.books.get(command.estate_id)
        if book is None:
            raise BookIsNotOpened("这个小区还没有建账，请先建账。")
        known = book.known_keys.get(command.idempotency_key)
        if known is not None:
            return _replayed(command, known)
        _check_people(command)
        lines, moved, original = self._decide_lines(command, book)
        # Nothing is refused from here on.
        self.balances.update(moved)
        entry = command.entry
        if entry.reverses_seq is not None and original is not None:
            book.reversible[entry.reverses_seq] = original
        series, month = entry.series.value, Month.of(entry.effective_on)
        number = book.last_numbers.get((series, month.number), 0) + 1
        seq = book.frontier.size + 1
        facts = PostedFacts(
            estate_id=command.estate_id,
            seq=seq,
            number=number,
            recorded_at=self.recorded_at,
            posted_by=posted_by,
            prepared_by=command.prepared_by,
            approved_by=command.approved_by,
            idempotency_key=command.idempotency_key,
        )
        leaf = leaf_hash(leaf_bytes(canonical_fields(entry, facts)))
        printed = entry_no(series, month, number)
        book.last_numbers[series, month.number] = number
        book.frontier, completed = book.frontier.grown(leaf)
        self.nodes += [NodeToWrite(command.estate_id, at, found) for at, found in completed]
        book.known_keys[command.idempotency_key] = KnownKey(
            seq, printed, entry, command.prepared_by, command.approved_by
        )
        self.entries.append(EntryToWrite(command, facts, leaf, lines))
        return PostedEntry(command.estate_id, seq, printed)

    def _take_back(
        self,
        entries: int,
        nodes: int,
        heads: Mapping[int, tuple[Frontier, dict[int, ReversibleEntry]]],
    ) -> None:
        """Undo what was accepted after the first `entries` entries."""
        for item in reversed(self.entries[entries:]):
            command, entry = item.command, item.command.entry
            book = self.books[command.estate_id]
            for line in reversed(item.lines):
                balance = self.balances[line.account_id]
                self.balances[line.account_id] = Balance(
                    balance.posted - line.line.signed_amount, balance.held, balance.version - 1
                )
            book.last_numbers[entry.series.value, Month.of(entry.effective_on).number] -= 1
            del book.known_keys[command.idempotency_key]
        for estate_id, (frontier, reversible) in heads.items():
            self.books[estate_id].frontier = frontier
            self.books[estate_id].reversible = reversible
        del self.entries[entries:], self.nodes[nodes:]

    def _decide_lines(
        self, command: PostingCommand, book: BookState
    ) -> tuple[tuple[LineToWrite, ...], dict[int, Balance], ReversibleEntry | None]:
        entry = command.entry
        found = [
            (line, _find_account(command.estate_id, line, self.accounts, number))
            for number, line in enumerate(entry.lines, start=1)
        ]
        month = Month.of(entry.effective_on)
        check_postable(
            entry.effective_on,
            kind=entry.kind,
            state=book.period_states.get(month.number, PeriodState.OPEN),
            first_month=book.first_month,
            today=self.today,
        )
        original = self._after_reversal(command, book)
        # The floor looks at what the whole entry leaves behind, so the order of its lines is free.
        moved: dict[int, Balance] = {}
        lines = []
        for line, item in found:
            account_id = item.account.account_id
            after = (moved.get(account_id) or self.balances[account_id]).after(line.signed_amount)
            moved[account_id] = after
            lines.append(LineToWrite(account_id, after.posted, after.version, line))
        for _, item in found:
            account_id = item.account.account_id
            check_floor(item.account, self.balances[account_id], moved[account_id])
        return tuple(lines), moved, original

    def _after_reversal(self, command: PostingCommand, book: BookState) -> ReversibleEntry | None:
        """Return what this reversal leaves of its original; None for any other entry."""
        seq = command.entry.reverses_seq
        if seq is None:
            return None
        original = book.reversible.get(seq)
        if original is None:
            # What this batch has posted itself was not there to be read.
            place = (command.estate_id, seq)
            original = next(
                (
                    ReversibleEntry.of(item.command.entry)
                    for item in self.entries
                    if (item.command.estate_id, item.facts.seq) == place
                ),
                None,
            )
        if original is None:
            raise ObjectIsNotHere("要冲销的凭证", reverses_seq=seq)
        return original.after(command.entry.lines)


def _replayed(command: PostingCommand, known: KnownKey) -> PostedEntry:
    if not known.is_of(command):
        raise IdempotencyKeyWasUsed(
            "这个请求编号已经用于另一笔账，请换一个编号重新提交。",
            idempotency_key=command.idempotency_key,
            entry_no=known.entry_no,
        )
    return PostedEntry(command.estate_id, known.seq, known.entry_no, is_replay=True)


def _check_people(command: PostingCommand) -> None:
    if command.approved_by is None and command.entry.kind in KINDS_THAT_NEED_APPROVAL:
        raise EntryNeedsApproval("这张凭证还没有审核，请先由另一位有权的人审核，再记账。")
    if command.approved_by is not None and command.approved_by == command.prepared_by:
        raise PreparerMayNotApprove("制单人不能审核自己的凭证，请另一位有权的人审核。")


def _find_account(
    estate_id: int,
    line: EntryLine,
    accounts: Mapping[AccountKey, ChartAccount],
    number: int,
) -> ChartAccount:
    item = accounts.get((estate_id, line.account_code, line.holder))
    if item is None or item.account.currency is not line.currency:
        details: dict[str, JsonValue] = {"line": number, "account_code": line.account_code}
        raise AccountIsUnknown(
            f"第 {number} 条分录的科目 {line.account_code} 不在本小区的科目表里，请重新选择科目。",
            **details,
        )
    if not item.account.is_postable:
        raise AccountIsNotPostable(
            f"科目 {line.account_code} 还有下级科目，请选择最末级的明细科目。",
            line=number,
            account_code=line.account_code,
        )
    _check_dimensions(line, item, number)
    return item
