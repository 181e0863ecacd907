"""When a message may leave the program, and when it is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

ATTEMPTS_MAX = 10
"""After so many failures, over about a day, a delivery is given up and an operator looks at it."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)

SENT_PER_HOUR_MAX = 4
SENT_PER_DAY_MAX = 10
URGENT_PER_DAY_MAX = 30
"""Whoever gets more than this is being flooded, whatever the reason."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants told outside the program; these are the wishes of who never said."""

    sms: bool = True
    wechat: bool = True
    quiet_from: time = time(21)
    quiet_until: time = time(8)
    told_from_points: int | None = None

    def wants(self, channel: str) -> bool:
        """Tell whether messages may come by this channel at all."""
        return self.sms if channel == "sms" else self.wechat


def end_of_quiet_hours(local: datetime, wishes: Wishes) -> datetime | None:
    """Return when the quiet hours end that `local` lies in, or None outside of them.

    `local` is aware and tells the receiver's time of day. Quiet hours may go over midnight; they
    begin with their first minute and end before their last. The same time twice means none.
    """
    begin, end, at = wishes.quiet_from, wishes.quiet_until, local.time()
    if begin == end:
        return None
    over_midnight = begin > end
    is_quiet = (at >= begin or at < end) if over_midnight else begin <= at < end
    if not is_quiet:
        return None
    ends_on = local.date() + timedelta(days=1 if over_midnight and at >= begin else 0)
    return datetime.combine(ends_on, end, tzinfo=local.tzinfo)


def wait_after_failure(attempts: int) -> timedelta:
    """Return how long to wait after the n-th failure (from 1): doubled each time, to six hours.

    The caller adds a random part, so that what failed together does not come back together.
    """
    wait: timedelta = FIRST_WAIT * 2 ** min(attempts - 1, 20)
    return min(wait, LONGEST_WAIT)


def wait_for_calm(
    *,
    sent_last_hour: int,
    sent_last_day: int,
    is_urgent: bool,
) -> timedelta | None:
    """Return how long a receiver who has got many must be left alone, or None."""
    if is_urgent:
        return timedelta(hours=1) if sent_last_day >= URGENT_PER_DAY_MAX else None
    if sent_last_day >= SENT_PER_DAY_MAX:
        return timedelta(hours=6)
    if sent_last_hour >= SENT_PER_HOUR_MAX:
        return timedelta(minutes=30)
    return None
