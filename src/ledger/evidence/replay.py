"""Reading a book from its first entry and rebuilding everything that it claims.

One pass in the order of `seq`; memory grows with the accounts, and by some bytes an entry.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from ledger.bookkeeping.canonical import recorded_text
from ledger.bookkeeping.currency import LARGEST_AMOUNT
from ledger.bookkeeping.merkle_log import Frontier
from ledger.bookkeeping.period import ADJUSTING_KINDS
from ledger.evidence.entry_fields import EntryFields, LineFields
from ledger.evidence.report import Fault, Report
from ledger.evidence.reversals import Reversals

# The same kinds as the check on journal_entry: what people enter by hand needs a second person.
KINDS_THAT_NEED_APPROVAL = ADJUSTING_KINDS | {
    "manual",
    "opening",
    "cash_book",
    "fund_grant",
    "stocktake",
}
"""Kinds of entry that statements keep apart from the period's own movement."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What a check must know of a code: unit and type as in `bookkeeping.account`."""

    code: str
    name: str
    currency: str
    type: str
    is_postable: bool
    parent_code: str | None = None
    is_fund: bool = False
    """Whether the account keeps 小区共享发展金: each line names its grant."""


@dataclass(frozen=True, slots=True)
class LineClaim:
    """What a database keeps beside a line: the account's balance and version after it."""

    balance_after: int
    version: int


@dataclass(slots=True)
class Movement:
    """Debits and credits of one kind of line, in minor units, and the entries they come from."""

    debits: int = 0
    credits: int = 0
    entries: int = 0

    @property
    def signed(self) -> int:
        return self.debits - self.credits


CLOSING_TOLERANCE = timedelta(minutes=5)
"""A period is closed by the service's clock, entries are recorded by the database's."""


def sealed_moments(closed_at: Mapping[int, str]) -> dict[int, str]:
    """Return the last moment of recording for each closed month, from its closing time.

    Times are canonical texts. Raises ValueError when one is not.
    """
    return {
        month: recorded_text(datetime.fromisoformat(text) + CLOSING_TOLERANCE)
        for month, text in closed_at.items()
    }


MovementKey = tuple[int, str, str, int | None]
"""Fiscal month, account code, nature ("", "opening", "closing"), fund grant."""


@dataclass(slots=True)
class Replay:
    """The state of a book after the entries fed so far; faults go to `report`.

    `sealed_at` gives, for each closed fiscal month, the moment after which nothing is recorded
    in it; see `sealed_moments`.
    """

    report: Report
    estate_id: int
    first_month: int
    accounts: Mapping[str, AccountFacts]
    sealed_at: Mapping[int, str] = field(default_factory=dict)
    frontier: Frontier = field(default_factory=Frontier)
    balances: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """(code, holder) → [posted debit-positive, number of lines]."""
    movements: dict[MovementKey, Movement] = field(default_factory=dict)
    last_numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    """SHA-256 of every document that an entry names → the first such entry's number."""
    last_seq: int = 0
    _lines: array[int] = field(default_factory=lambda: array("Q"))
    _keys: set[bytes] = field(default_factory=set)
    _reversals: Reversals = field(default_factory=Reversals)

    def feed(
        self,
        entry: EntryFields,
        *,
        leaf: bytes,
        claims: Sequence[LineClaim] | None = None,
    ) -> None:
        """Take the next entry, whose leaf hashes to `leaf`, and check it against the rules."""
        self._check_place(entry)
        self.frontier = self.frontier.append(leaf)
        self.report.entries_checked += 1
        self._check_number(entry)
        self._check_people(entry)
        self._check_period(entry)
        self._check_key(entry)
        self._check_lines(entry)
        self._check_reversal(entry)
        self._book(entry, claims)
        for digest in entry.documents:
            self.documents.setdefault(digest, entry.entry_no)

    def skip(self, seq: int, leaf: bytes) -> None:
        """Take an entry that cannot be read: only its place and its leaf count."""
        self.report.entries_checked += 1
        if seq > self.last_seq:
            self._remember_lines(seq, 0)
            self.last_seq = seq
        self.frontier = self.frontier.append(leaf)

    def fault(
        self,
        entry: EntryFields,
        code: str,
        sentence: str,
        *,
        field: str | None = None,
        expected: object = None,
        found: object = None,
    ) -> None:
        """Report that this entry breaks a rule."""
        self.report.add(
            Fault(
                code=code,
                where=f"{entry.entry_no}（第 {entry.seq} 笔）",
                sentence=sentence,
                seq=entry.seq,
                field=field,
                expected=None if expected is None else str(expected),
                found=None if found is None else str(found),
            )
        )

    def _check_place(self, entry: EntryFields) -> None:
        expected = self.last_seq + 1
        if entry.seq < expected:
            self.fault(
                entry, "entry_is_out_of_order", "凭证顺序被打乱或重复。",
                field="seq", expected=expected, found=entry.seq,
            )  # fmt: skip
            return
        if entry.seq > expected:
            gone = f"第 {expected} 笔" + (
                f"至第 {entry.seq - 1} 笔" if entry.seq - 1 > expected else ""
            )
            self.report.add(
                Fault(
                    code="entry_is_missing", where=gone, seq=expected,
                    sentence="凭证不见了（被删除或移走）。", field="seq",
                    expected=str(expected), found=str(entry.seq),
                )
            )  # fmt: skip
        self._remember_lines(entry.seq, entry.lines_digest(1))
        self.last_seq = entry.seq

    def _remember_lines(self, seq: int, digest: int) -> None:
        missing = seq - 1 - len(self._lines)
        if 0 < missing <= 10_000_000:
            self._lines.extend([0] * missing)
        if seq - 1 == len(self._lines):
            self._lines.append(digest)

    def _check_number(self, entry: EntryFields) -> None:
        slot = (entry.series.value, entry.number_month)
        expected = self.last_numbers.get(slot, 0) + 1
        if entry.number != expected:
            self.fault(
                entry, "entry_number_is_not_continuous", "凭证号不连续。", field="number",
                expected=f"{slot[0]}-{slot[1]}-{expected:04d}", found=entry.entry_no,
            )  # fmt: skip
        self.last_numbers[slot] = max(entry.number, expected)
        if entry.number_month != entry.month:
            self.fault(
                entry, "entry_number_is_of_another_month", "凭证号的月份与业务日期不符。",
                field="effective_on", expected=entry.number_month, found=entry.effective_on,
            )  # fmt: skip

    def _check_people(self, entry: EntryFields) -> None:
        if entry.approved_by is None and entry.kind in KINDS_THAT_NEED_APPROVAL:
            self.fault(entry, "approval_is_missing", "没有审核人。", field="approved_by")
        if entry.approved_by == entry.prepared_by:
            self.fault(
                entry, "approver_is_preparer", "制单人审核了自己的凭证。", field="approved_by",
                expected=f"不是 {entry.prepared_by}", found=entry.approved_by,
            )  # fmt: skip
        if not entry.narration.strip():
            self.fault(entry, "narration_is_missing", "没有摘要。", field="narration")

    def _check_period(self, entry: EntryFields) -> None:
        if entry.month < self.first_month:
            self.fault(
                entry, "entry_is_before_the_book", "业务日期早于账簿开始的月份。",
                field="effective_on", expected=f"不早于 {self.first_month}",
                found=entry.effective_on,
            )  # fmt: skip
        sealed_at = self.sealed_at.get(entry.month)
        if sealed_at is not None and entry.recorded_at > sealed_at:
            self.fault(
                entry, "entry_is_in_a_closed_period", "该月结账之后又记入了凭证。",
                field="recorded_at", expected=f"不晚于 {sealed_at}", found=entry.recorded_at,
            )  # fmt: skip

    def _check_key(self, entry: EntryFields) -> None:
        digest = sha256(entry.key.encode()).digest()[:16]
        if digest in self._keys:
            self.fault(
                entry, "idempotency_key_is_repeated", "同一请求编号入账两次。",
                field="key", found=entry.key,
            )  # fmt: skip
        self._keys.add(digest)

    def _check_lines(self, entry: EntryFields) -> None:
        if len(entry.lines) < 2:
            self.fault(
                entry, "entry_needs_two_lines", "凭证不足两条分录。", field="lines",
                expected="2", found=len(entry.lines),
            )  # fmt: skip
        totals: dict[str, int] = {}
        for number, line in enumerate(entry.lines, start=1):
            totals[line.currency] = totals.get(line.currency, 0) + line.signed
            self._check_line(entry, number, line)
        for currency, difference in totals.items():
            if difference:
                self.fault(
                    entry, "entry_is_not_balanced", f"借贷不平（{currency}）。",
                    field="lines", expected="0", found=difference,
                )  # fmt: skip

    def _check_line(self, entry: EntryFields, number: int, line: LineFields) -> None:
        account = self.accounts.get(line.account)
        if account is None or not account.is_postable:
            self.fault(
                entry, "account_is_unknown", f"第 {number} 条分录的科目不在科目表的明细科目里。",
                field=f"lines[{number}].account", found=line.account,
            )  # fmt: skip
        elif account.currency != line.currency or entry.series.currency.value != line.currency:
            self.fault(
                entry, "currencies_are_mixed", f"第 {number} 条分录的币种与科目或凭证字不符。",
                field=f"lines[{number}].currency", expected=entry.series.currency.value,
                found=line.currency,
            )  # fmt: skip
        red = line.amount < 0 and entry.reverses is None
        if line.amount == 0 or abs(line.amount) > LARGEST_AMOUNT or red:
            self.fault(
                entry, "amount_is_out_of_range", f"第 {number} 条分录的金额不合规则。",
                field=f"lines[{number}].amount", found=line.amount,
            )  # fmt: skip

    def _check_reversal(self, entry: EntryFields) -> None:
        if entry.reverses is None:
            if entry.kind == "reversal":
                self.fault(entry, "reversal_is_wrong", "红字冲销没有指明原凭证。", field="reverses")
            return
        if entry.reverses >= entry.seq or entry.reverses > len(self._lines):
            self.fault(
                entry, "reversal_is_wrong", "红字冲销指向了不存在的原凭证。",
                field="reverses", found=entry.reverses,
            )  # fmt: skip
        else:
            digest = self._lines[entry.reverses - 1]
            # An entry that could not be read has no digest, and nothing to compare with.
            mirrored = digest in (0, entry.lines_digest(-1))
            self._reversals.see(self, entry, mirrored=mirrored)

    def see_reversal(self, entry: EntryFields) -> None:
        """Take an entry for the sake of reversals alone: one itself, or what one names.

        Called in the order of `seq`; `finish_reversals` comes after it as after `feed`.
        """
        self._remember_lines(entry.seq, entry.lines_digest(1))
        self._check_reversal(entry)

    @property
    def originals_wanted(self) -> list[int]:
        """Entries that were reversed in part or more than once, for `finish_reversals`."""
        return self._reversals.originals_wanted

    def finish_reversals(self, originals: Iterable[EntryFields]) -> None:
        """Hold all reversals to their originals, which the caller has read again."""
        self._reversals.finish(self, originals)

    def _book(self, entry: EntryFields, claims: Sequence[LineClaim] | None) -> None:
        # An opening that is entered after the book's first month moves its own month.
        is_opening = entry.kind == "opening" and entry.month == self.first_month
        nature = entry.kind if is_opening or entry.kind == "closing" else ""
        touched: set[MovementKey] = set()
        for number, line in enumerate(entry.lines, start=1):
            state = self.balances.setdefault((line.account, line.holder), [0, 0])
            before = state[0]
            state[0] += line.signed
            state[1] += 1
            if claims is not None:
                self._check_claim(entry, number, line, before, state, claims[number - 1])
            key = (entry.month, line.account, nature, line.fund_grant)
            movement = self.movements.setdefault(key, Movement())
            if line.side > 0:
                movement.debits += line.amount
            else:
                movement.credits += line.amount
            if key not in touched:
                touched.add(key)
                movement.entries += 1

    def _check_claim(
        self,
        entry: EntryFields,
        number: int,
        line: LineFields,
        before: int,
        state: list[int],
        claim: LineClaim,
    ) -> None:
        if claim.balance_after != state[0]:
            self.fault(
                entry, "balance_chain_breaks",
                f"第 {number} 条分录（科目 {line.account}）之后的余额与分录不符，"
                f"按留存的余额推算金额应为 {line.side * (claim.balance_after - before)}。",
                field=f"lines[{number}].amount", expected=claim.balance_after, found=state[0],
            )  # fmt: skip
            # One altered amount is named once; the chain goes on from what was kept.
            state[0] = claim.balance_after
        if claim.version != state[1]:
            self.fault(
                entry, "account_version_breaks",
                f"第 {number} 条分录在科目 {line.account} 里的次序不连续。",
                field=f"lines[{number}].account_version", expected=state[1], found=claim.version,
            )  # fmt: skip
            state[1] = claim.version
