"""What a state machine may ask of the books: commands as Hypothesis draws them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from ledger.bookkeeping.currency import Currency, EntrySeries

TODAY = date(2026, 6, 18)
NOW = datetime(2026, 6, 18, 2, tzinfo=UTC)
LATER = datetime(2126, 1, 1, tzinfo=UTC)
FIRST_MONTH, MONTHS = 202604, (202604, 202605, 202606, 202607)
DAYS = (date(2026, 6, 2), date(2026, 5, 30), date(2026, 4, 1), TODAY)
WRONG_DAYS = (date(2026, 3, 31), TODAY + timedelta(days=1))
POISON = "\x00"
"""No column holds it: the rules let it pass, the database does not."""
NOBODY = 10**12
"""No hold and no request has this number."""

SERIES = {
    Currency.CNY: EntrySeries.MONEY,
    Currency.PTS: EntrySeries.POINTS,
    Currency.MIN: EntrySeries.MINUTES,
}
# What is debited and what is credited; `/0` is the first resident, `/9` nobody's.
WAYS = (
    ("M1102", "M2102/0"), ("M1102", "M2102/1"), ("M2102/0", "M3101"), ("M2102/1", "M3101"),
    ("M2102/0", "M2102/1"), ("M2102/1", "M2102/0"), ("1002001", "4301001"), ("5103", "1002001"),
    ("1001", "1002001"), ("5103", "1001"), ("P1105", "P2301"), ("P2301", "P1105"),
)  # fmt: skip
WRONG_WAYS = (
    ("M1102", "M2102/9"), ("M1102", "M2102"), ("7777", "4301001"), ("1002", "4301001"),
    ("1001/0", "4301001"), ("1002001", "2209004"), ("P2301", "M3101"),
)  # fmt: skip


OPENING = ((WAYS[0], 60), (WAYS[1], 40), (WAYS[6], 80), (WAYS[8], 30))


@dataclass(frozen=True)
class Asked:
    """A posting command as Hypothesis draws it; the machine fills in the estate's own names."""

    way: tuple[str, str]
    amount: int
    day: date
    kind: str
    people: str = "two"
    also: int = 0
    """A part of the amount that comes back on a third and a fourth line."""
    is_poisoned: bool = False
    edge: int | None = None
    """In place of the amount: so much more than all that is left of the account that pays."""


def usually(*usual: Any, now_and_then: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from([*usual * 8, *now_and_then])


asked_commands = st.builds(
    Asked,
    way=usually(*WAYS, now_and_then=WRONG_WAYS * 3),
    amount=st.integers(1, 30),
    day=usually(*DAYS, now_and_then=WRONG_DAYS),
    kind=usually("redemption", "redemption", "cash_book", now_and_then=("adjusting", "closing")),
    people=usually("two", "two", "two", "one and none", now_and_then=("one twice",)),
    also=st.sampled_from([0, 0, 0, 1, 5]),
    is_poisoned=usually(False, False, now_and_then=(True,)),
    edge=usually(None, now_and_then=(0, 1)),
)
which = st.integers(0, 40)
group_members = st.tuples(which, asked_commands, usually(None, None, now_and_then=tuple(range(9))))
