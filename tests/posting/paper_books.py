"""The books of a few estates on paper: the words of the rules, with lists and sums.

Nothing here is shared with the engine but the shape of what is asked and answered: no balances
are kept that a sum over the lines does not give, no counters but the length of a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import EntryLine
from ledger.posting.operations import PostedEntry, PostingCommand

CNY, PTS, MIN = Currency.CNY, Currency.PTS, Currency.MIN
BY_HAND = {
    "manual", "opening", "cash_book", "fund_grant", "stocktake", "reversal", "adjusting", "closing",
}  # fmt: skip
WHILE_ADJUSTING = {"adjusting", "closing", "reversal"}

Where: TypeAlias = tuple[str, str]
"""Account code and holder."""


@dataclass(frozen=True)
class PaperAccount:
    """`side` is 1 where debits raise it; `floor` the least that may be left on that side."""

    currency: Currency
    side: int
    floor: int | None = None
    is_postable: bool = True
    needs_grant: bool = False
    is_of_residents: bool = False


CHART = {
    "1001": PaperAccount(CNY, 1, floor=0),
    "1002": PaperAccount(CNY, 1, is_postable=False),
    "1002001": PaperAccount(CNY, 1, floor=0),
    "2209004": PaperAccount(CNY, -1, floor=0, needs_grant=True),
    "4301001": PaperAccount(CNY, -1),
    "5103": PaperAccount(CNY, 1),
    "P1105": PaperAccount(PTS, 1),
    "P2301": PaperAccount(PTS, -1, floor=0),
    "M1102": PaperAccount(MIN, 1),
    "M2102": PaperAccount(MIN, -1, floor=0, is_of_residents=True),
    "M3101": PaperAccount(MIN, -1),
}


class Refused(Exception):
    """A refusal on paper; its only argument is the code."""


@dataclass
class PaperHold:
    """`is_overdue` says that its time is over by the database's clock."""

    where: Where
    amount: int
    said: tuple[object, ...]
    state: str = "open"
    is_overdue: bool = False
    captured: int = 0
    captured_seq: int | None = None

    @property
    def is_held(self) -> bool:
        return self.state == "open"


@dataclass
class PaperBook:
    """One estate's entries in order, its holds by their keys, and the months that are not open."""

    residents: tuple[str, ...]
    first_month: int
    entries: list[PostingCommand] = field(default_factory=list)
    holds: dict[str, PaperHold] = field(default_factory=dict)
    void_keys: dict[str, str] = field(default_factory=dict)
    months: dict[int, str] = field(default_factory=dict)
    once_closed: set[int] = field(default_factory=set)
    requests: list[PaperRequest] = field(default_factory=list)
    opened: set[Where] = field(default_factory=set)

    def copy(self) -> PaperBook:
        """Return the book as it stands; what is done to one is not done to the other."""
        return PaperBook(
            self.residents,
            self.first_month,
            list(self.entries),
            {key: PaperHold(**vars(hold)) for key, hold in self.holds.items()},
            dict(self.void_keys),
            dict(self.months),
            set(self.once_closed),
            [PaperRequest(**vars(each)) for each in self.requests],
            set(self.opened),
        )

    # What stands in the book -------------------------------------------------------------------

    def lines(self) -> Iterator[tuple[PostingCommand, EntryLine]]:
        for posted in self.entries:
            for line in posted.entry.lines:
                yield posted, line

    def stands_at(self, where: Where) -> int:
        """Return what the account stands at, debit-positive."""
        return sum(
            line.side * line.amount
            for _, line in self.lines()
            if (line.account_code, line.holder) == where
        )

    def held(self, where: Where) -> int:
        return sum(
            hold.amount for hold in self.holds.values() if hold.is_held and hold.where == where
        )

    def left(self, where: Where) -> int:
        return CHART[where[0]].side * self.stands_at(where) - self.held(where)

    def entry_no(self, seq: int) -> str:
        entry = self.entries[seq - 1].entry
        month = f"{entry.effective_on:%Y%m}"
        same = [
            each
            for each in self.entries[:seq]
            if each.entry.series is entry.series and f"{each.entry.effective_on:%Y%m}" == month
        ]
        return f"{entry.series.value}-{month}-{len(same):04d}"

    def account(self, line: EntryLine) -> PaperAccount | None:
        """Return the account that a line means, None where there is no such one."""
        found = CHART.get(line.account_code)
        if found is None or found.currency is not line.currency:
            return None
        if not self.is_holder(line.account_code, line.holder):
            return None
        return found

    def is_holder(self, code: str, holder: str) -> bool:
        return holder == "" or (CHART[code].is_of_residents and holder in self.residents)

    # Posting -----------------------------------------------------------------------------------

    def post(self, asked: PostingCommand, today: date) -> PostedEntry:
        """Write the entry; raises `Refused` and leaves the book as it was."""
        for seq, known in enumerate(self.entries, start=1):
            if known.idempotency_key == asked.idempotency_key:
                if known != asked:
                    raise Refused("idempotency_key_was_used")
                return PostedEntry(asked.estate_id, seq, self.entry_no(seq), is_replay=True)
        self._check_people(asked)
        for line in asked.entry.lines:
            self._check_line(line)
        self._check_day(asked.entry.effective_on, asked.entry.kind, today)
        self._check_reversal(asked)
        self._check_floors(asked)
        self.entries.append(asked)
        self.opened |= {(line.account_code, line.holder) for line in asked.entry.lines}
        seq = len(self.entries)
        return PostedEntry(asked.estate_id, seq, self.entry_no(seq))

    def _check_people(self, asked: PostingCommand) -> None:
        if asked.approved_by is None and asked.entry.kind in BY_HAND:
            raise Refused("entry_needs_approval")
        if asked.approved_by == asked.prepared_by:
            raise Refused("preparer_may_not_approve")

    def _check_line(self, line: EntryLine) -> None:
        account = self.account(line)
        if account is None:
            raise Refused("account_is_unknown")
        if not account.is_postable or (account.is_of_residents and not line.holder):
            raise Refused("account_is_not_postable")
        if account.needs_grant and line.dimensions.fund_grant_id is None:
            raise Refused("dimension_is_missing")

    def _check_day(self, day: date, kind: str, today: date) -> None:
        month = day.year * 100 + day.month
        if month < self.first_month:
            raise Refused("date_is_before_the_book")
        if day > today:
            raise Refused("date_is_in_the_future")
        state = self.months.get(month, "open")
        if state == "closed":
            raise Refused("period_is_closed")
        if state == "adjusting" and kind not in WHILE_ADJUSTING:
            raise Refused("period_is_adjusting")
        if state == "open" and kind == "closing":
            raise Refused("period_is_not_adjusting")

    def _check_reversal(self, asked: PostingCommand) -> None:
        reverses = asked.entry.reverses_seq
        if reverses is None:
            return
        if not 1 <= reverses <= len(self.entries):
            raise Refused("object_is_not_here")
        original = self.entries[reverses - 1].entry
        if original.reverses_seq is not None:
            raise Refused("reversal_may_not_be_reversed")
        red = [each.entry for each in self.entries if each.entry.reverses_seq == reverses]
        left = {replace(line, amount=0): 0 for line in original.lines}
        for line in (*original.lines, *(line for entry in red for line in entry.lines)):
            left[replace(line, amount=0)] += line.amount
        if not any(left.values()):
            raise Refused("entry_is_already_reversed")
        for line in asked.entry.lines:
            if replace(line, amount=0) not in left or line.amount >= 0:
                raise Refused("reversal_is_of_another_line")
        for line in asked.entry.lines:
            left[replace(line, amount=0)] += line.amount
        if any(amount < 0 for amount in left.values()):
            raise Refused("reversal_takes_too_much")

    def _check_floors(self, asked: PostingCommand) -> None:
        change: dict[Where, int] = {}
        for line in asked.entry.lines:
            where = line.account_code, line.holder
            change[where] = change.get(where, 0) + line.side * line.amount
        for where, amount in change.items():
            account = CHART[where[0]]
            falls = account.side * amount
            if account.floor is not None and falls < 0 and self.left(where) + falls < account.floor:
                raise Refused("balance_is_too_low")

    # Holds -------------------------------------------------------------------------------------

    def place(self, key: str, where: Where, amount: int, said: tuple[object, ...]) -> None:
        if amount <= 0:
            raise Refused("entry_amount_is_out_of_range")
        if where[0] not in CHART or not self.is_holder(*where):
            raise Refused("account_is_unknown")
        said = (where, amount, *said)
        if key in self.holds:
            if self.holds[key].said != said:
                raise Refused("idempotency_key_was_used")
            return
        overdue = [hold for hold in self.overdue() if hold.where == where]
        account = CHART[where[0]]
        left = self.left(where) + sum(hold.amount for hold in overdue)
        if account.floor is not None and left - amount < account.floor:
            raise Refused("balance_is_too_low")
        for hold in overdue:
            hold.state = "expired"
        self.holds[key] = PaperHold(where, amount, said)
        self.opened.add(where)

    def void(self, key: str, hold_key: str | None) -> bool:
        """End a hold, None for one that never was; tell whether it was a repeat."""
        if key in self.void_keys:
            if self.void_keys[key] != hold_key:
                raise Refused("idempotency_key_was_used")
            return True
        if hold_key is None:
            raise Refused("object_is_not_here")
        hold = self.holds[hold_key]
        if not hold.is_held or hold.is_overdue:
            raise Refused("hold_has_ended")
        hold.state = "void"
        self.void_keys[key] = hold_key
        return False

    def capture(self, hold_key: str | None, asked: PostingCommand, today: date) -> PostedEntry:
        for line in asked.entry.lines:
            if line.account_code not in CHART or not self.is_holder(line.account_code, line.holder):
                raise Refused("account_is_unknown")
        if hold_key is None:
            raise Refused("object_is_not_here")
        hold = self.holds[hold_key]
        for seq, known in enumerate(self.entries, start=1):
            if known.idempotency_key == asked.idempotency_key:
                if known != asked or hold.captured_seq != seq:
                    raise Refused("idempotency_key_was_used")
                return PostedEntry(asked.estate_id, seq, self.entry_no(seq), is_replay=True)
        if not hold.is_held or hold.is_overdue:
            raise Refused("hold_has_ended")
        taken = -CHART[hold.where[0]].side * sum(
            line.side * line.amount
            for line in asked.entry.lines
            if (line.account_code, line.holder) == hold.where
        )
        if not 0 < taken <= hold.amount:
            raise Refused("hold_is_too_small")
        hold.state = "captured"
        try:
            posted = self.post(asked, today)
        except Refused:
            hold.state = "open"
            raise
        hold.captured, hold.captured_seq = taken, posted.seq
        return posted

    def overdue(self) -> list[PaperHold]:
        """Return the holds whose time is over and which nobody has ended."""
        return [hold for hold in self.holds.values() if hold.is_held and hold.is_overdue]

    def sweep(self) -> int:
        overdue = self.overdue()
        for hold in overdue:
            hold.state = "expired"
        return len(overdue)

    # Months ------------------------------------------------------------------------------------

    def adjust(self, month: int, today: date) -> None:
        months = self._months_with(month, today)
        state = self.months.get(month, "open")
        if state == "closed":
            raise Refused("period_is_already_closed")
        if state == "adjusting":
            raise Refused("period_is_already_adjusting")
        if month >= months[-1]:
            raise Refused("period_has_not_ended")
        if any(self.months.get(each, "open") == "open" for each in months if each < month):
            raise Refused("earlier_period_is_open")
        self.months[month] = "adjusting"

    def close(self, month: int, today: date) -> None:
        months = self._months_with(month, today)
        if self.months.get(month) == "closed":
            raise Refused("period_is_already_closed")
        if month >= months[-1]:
            raise Refused("period_has_not_ended")
        if any(self.months.get(each) != "closed" for each in months if each < month):
            raise Refused("earlier_period_is_open")
        self.months[month] = "closed"
        self.once_closed.add(month)

    def resume(self, month: int, today: date) -> None:
        months = self._months_with(month, today)
        state = self.months.get(month, "open")
        if state == "closed":
            raise Refused("period_is_already_closed")
        if state == "open":
            raise Refused("period_is_not_adjusting")
        if month in self.once_closed:
            raise Refused("period_was_closed_before")
        if any(self.months.get(each, "open") != "open" for each in months if each > month):
            raise Refused("later_period_is_closed")
        self.months[month] = "open"

    def request(self, month: int, by: int, today: date) -> None:
        self._check_reopenable(month, today)
        if any(each.month == month and each.state == "waiting" for each in self.requests):
            raise Refused("reopening_is_already_requested")
        self.requests.append(PaperRequest(month, by))

    def grant(self, number: int, by: int, today: date) -> None:
        """Grant the request with this number, counted from 0; there may be no such one."""
        if number >= len(self.requests):
            raise Refused("object_is_not_here")
        request = self.requests[number]
        if request.state != "waiting":
            raise Refused("reopening_is_decided")
        if request.by == by:
            raise Refused("requester_may_not_decide")
        self._check_reopenable(request.month, today)
        request.state = "granted"
        self.months[request.month] = "adjusting"

    def _check_reopenable(self, month: int, today: date) -> None:
        months = self._months_with(month, today)
        if self.months.get(month) != "closed":
            raise Refused("period_is_not_closed")
        if any(self.months.get(each) == "closed" for each in months if each > month):
            raise Refused("later_period_is_closed")

    def _months_with(self, month: int, today: date) -> Sequence[int]:
        """Return the months of this year from the book's first to the present one."""
        months = range(self.first_month, today.year * 100 + today.month + 1)
        if month not in months:
            raise Refused("object_is_not_here")
        return months


@dataclass
class PaperRequest:
    """Somebody asks to open a month again."""

    month: int
    by: int
    state: str = "waiting"
