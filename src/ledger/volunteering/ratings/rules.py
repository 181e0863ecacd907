"""Who may rate an activity, and until when; decided without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ledger.errors import Refusal

RATING_WITHIN = timedelta(days=14)
"""From the moment when the organiser confirmed who came (domain.md §5)."""
LOW_STARS = 2
"""So many stars or fewer are shown to the supervisory board."""

SaidAs = Literal["volunteer", "served"]
SAID_AS_TITLES: dict[SaidAs, str] = {"volunteer": "参加者", "served": "服务对象"}


class ActivityIsNotRatedNow(Refusal):
    """Before its list is confirmed there is nothing to rate; after a fortnight it is too late."""

    code = "activity_is_not_rated_now"


class OnlyThoseThereRate(Refusal):
    """Those who came, and those for whom it was."""

    code = "only_those_there_rate"


class ActivityIsRatedAlready(Refusal):
    """Once for each person."""

    code = "activity_is_rated_already"


class PersonIsServedAlready(Refusal):
    """The person is named for this activity."""

    code = "person_is_served_already"


@dataclass(frozen=True, slots=True)
class Rating:
    """One to five stars, and words that may be empty."""

    stars: int
    words: str

    @property
    def is_low(self) -> bool:
        return self.stars <= LOW_STARS


def rated_as(*, was_there: bool, is_served: bool) -> SaidAs:
    """Return as what somebody rates; raises `OnlyThoseThereRate`."""
    if is_served:
        return "served"
    if was_there:
        return "volunteer"
    raise OnlyThoseThereRate("只有到场的人和服务对象能评价；您的记录没有记上，可以先申诉。")


def check_time(finished_at: datetime | None, *, now: datetime) -> None:
    """Raise `ActivityIsNotRatedNow`."""
    if finished_at is None:
        raise ActivityIsNotRatedNow("组织者确认到场名单以后才能评价，请过几天再来。")
    if now > finished_at + RATING_WITHIN:
        raise ActivityIsNotRatedNow(
            f"确认名单以后 {RATING_WITHIN.days} 天内可以评价，现在已经过了；有意见请找组织者。"
        )
