"""红字冲销 in whole or in part: what is left of an entry, and what a reversal may take back.

A reversal names a line of its original by saying everything that the line says except the amount:
account, holder, side, currency, narration and dimensions. Lines of one entry that say all the
same are one line with the sum of their amounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledger.bookkeeping.entry import EntryLine, JournalEntry, format_minor
from ledger.bookkeeping.period import CLOSING_KIND
from ledger.errors import Refusal


class EntryIsAlreadyReversed(Refusal):
    """Every portion of the entry was taken back before (I10)."""

    code = "entry_is_already_reversed"


class ReversalMayNotBeReversed(Refusal):
    """A reversal is not taken back: what it cancelled by mistake is entered anew."""

    code = "reversal_may_not_be_reversed"


class ReversalTakesTooMuch(Refusal):
    """All reversals of a line together never pass the line."""

    code = "reversal_takes_too_much"


class ReversalIsOfAnotherLine(Refusal):
    """A reversal has a line that its original has not, or one that adds to it."""

    code = "reversal_is_of_another_line"


@dataclass(frozen=True, slots=True)
class ReversibleEntry:
    """A posted entry as its reversals see it: its lines, and what is left of each.

    `left` is in minor units, in the order of the lines. A reversal is not reversible itself.
    """

    lines: tuple[EntryLine, ...]
    left: tuple[int, ...]
    is_reversal: bool = False

    @classmethod
    def of(cls, entry: JournalEntry) -> ReversibleEntry:
        """Return an entry of which nothing was taken back yet."""
        amounts = tuple(line.amount for line in entry.lines)
        return cls(entry.lines, amounts, entry.reverses_seq is not None)

    @property
    def is_used_up(self) -> bool:
        return not any(self.left)

    def after(self, lines: Iterable[EntryLine]) -> ReversibleEntry:
        """Return what is left when a reversal with these lines is posted.

        Raises `ReversalMayNotBeReversed`, `EntryIsAlreadyReversed`, `ReversalIsOfAnotherLine` or
        `ReversalTakesTooMuch`, in this order.
        """
        if self.is_reversal:
            raise ReversalMayNotBeReversed(
                "冲销凭证本身不能再冲销；冲错了，请按原来的内容重新填制一张凭证。"
            )
        if self.is_used_up:
            raise EntryIsAlreadyReversed("这张凭证已经全部冲销过，不能再次冲销。")
        left = list(self.left)
        for red, places in [(line, self._places_of(line)) for line in lines]:
            _take(left, red, places)
        return replace(self, left=tuple(left))

    def _places_of(self, red: EntryLine) -> list[int]:
        """Return the places of the lines that say what this one says."""
        wanted = replace(red, amount=0)
        places = [at for at, line in enumerate(self.lines) if replace(line, amount=0) == wanted]
        if not places or red.amount >= 0:
            raise ReversalIsOfAnotherLine(
                f"冲销的分录（科目 {red.account_code}）与原凭证不是同样的科目、方向和相反的金额，"
                "请按原凭证的分录冲销。",
                account_code=red.account_code,
            )
        return places


def _take(left: list[int], red: EntryLine, places: Sequence[int]) -> None:
    missing = -red.amount
    can_take = sum(left[at] for at in places)
    if missing > can_take:
        raise ReversalTakesTooMuch(
            f"第 {places[0] + 1} 条分录（科目 {red.account_code}）还能冲销 "
            f"{format_minor(can_take, red.currency)}，不能冲销 "
            f"{format_minor(missing, red.currency)}，请改小金额。",
            line=places[0] + 1,
            left=can_take,
            asked=missing,
        )
    for at in places:
        taken = min(left[at], missing)
        left[at] -= taken
        missing -= taken


def reverse(
    entry: JournalEntry,
    *,
    seq: int,
    entry_no: str,
    on: date,
    reason: str,
    amounts: Sequence[int] | None = None,
) -> JournalEntry:
    """Return the 红字冲销 of an entry: the same sides with the amounts negated.

    `amounts` says for each line of the entry how much is taken back, in minor units; a line with
    zero is left out. Without it the whole entry is taken back.

    Red figures, and not swapped sides, keep the period's turnover true (财会〔2024〕12号 §21(3):
    a posted entry is never edited; correction is a reversal plus a new entry).
    """
    whole = tuple(line.amount for line in entry.lines)
    taken = whole if amounts is None else tuple(amounts)
    word = "冲销" if taken == whole else "部分冲销"
    return JournalEntry(
        series=entry.series,
        # 结转 taken back is as little income or expense as 结转 itself.
        kind=entry.kind if entry.kind == CLOSING_KIND else "reversal",
        effective_on=on,
        narration=f"{word} {entry_no}：{reason}",
        lines=tuple(
            replace(line, amount=-amount)
            for line, amount in zip(entry.lines, taken, strict=True)
            if amount
        ),
        source=entry.source,
        rule_version=entry.rule_version,
        reverses_seq=seq,
    )
