"""Which request fits which volunteer, and why; decided without a database.

A request is matched in three steps, each deciding only where the one before is even: by skill, by
the time of the week, by the distance of the buildings. Buildings are as far apart as their numbers
say (`help.rules.distance`); where a building has no number nothing is known and it comes last.
Nobody's dwelling takes part.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from ledger.errors import Refusal
from ledger.time_bank.help.rules import distance

PARTS_OF_DAY = {
    "上午": (time(8), time(12)),
    "下午": (time(12), time(18)),
    "晚上": (time(18), time(22)),
}
DAYS_OF_WEEK = "一二三四五六日"
WEEKLY_TIMES = tuple(f"周{day}{part}" for day in DAYS_OF_WEEK for part in PARTS_OF_DAY)
UNKNOWN_DISTANCE = 10_000


CALLS_A_DAY = 2
"""So often the office may ask one volunteer on a day; who is asked too often stops offering."""


class SkillIsUnknown(Refusal):
    """The list of skills is data; a page that is open may be older than it."""

    code = "skill_is_unknown"
    status = 400


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill, and the kinds of help for which it is of use."""

    title: str
    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request asks for; wall-clock times in China."""

    category: str
    skill: str | None
    starts: datetime
    ends: datetime
    building_no: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a volunteer is good at, the free times of a week, and the building they live in."""

    skills: frozenset[str]
    weekly_times: frozenset[str]
    building_no: str | None
    wants_calls: bool = True
    """Whether the office may ask for help by a message."""


@dataclass(frozen=True, slots=True)
class Match:
    """Why a request and a volunteer fit; nothing where they do not."""

    skill: str | None
    weekly_time: str | None
    buildings_apart: int | None

    @property
    def rank(self) -> tuple[int, int, int]:
        """The smaller, the better."""
        apart = UNKNOWN_DISTANCE if self.buildings_apart is None else self.buildings_apart
        return (self.skill is None, self.weekly_time is None, apart)

    @property
    def reasons(self) -> list[str]:
        """The reasons in words, the weightiest first."""
        found = []
        if self.skill is not None:
            found.append(f"会{self.skill}")
        if self.weekly_time is not None:
            found.append(f"{self.weekly_time}有空")
        if self.buildings_apart == 0:
            found.append("同一栋楼")
        elif self.buildings_apart is not None:
            found.append(f"隔 {self.buildings_apart} 栋楼")
        return found

    @property
    def words_of_call(self) -> str:
        """Why somebody is asked; what would tell where the one who asks lives is left out."""
        if self.skill is not None:
            return f"您会{self.skill}"
        if self.weekly_time is not None:
            return f"您{self.weekly_time}有空"
        return "您说过愿意帮忙"

    @property
    def reasons_to_oneself(self) -> list[str]:
        """The reasons as the volunteer reads them."""
        is_about_oneself = self.skill is not None or self.weekly_time is not None
        first, *others = self.reasons or [""]
        return [f"您{first}", *others] if is_about_oneself else self.reasons


def check_skills(chosen: Collection[str], known: Sequence[Skill]) -> None:
    """Raise `SkillIsUnknown`."""
    titles = {skill.title for skill in known}
    for skill in chosen:
        if skill not in titles:
            raise SkillIsUnknown("没有这一项本领，请刷新页面，重新选择。", skill=skill)


def weekly_times_of(starts: datetime, ends: datetime) -> list[str]:
    """Return the times of the week that a span touches, in order."""
    found = []
    day = starts.date()
    while day <= ends.date():
        for part, (begins, stops) in PARTS_OF_DAY.items():
            if starts < datetime.combine(day, stops) and datetime.combine(day, begins) < ends:
                found.append(f"周{DAYS_OF_WEEK[day.weekday()]}{part}")
        day += timedelta(days=1)
    return found


def match(wanted: Wanted, offer: Offer, known: Sequence[Skill]) -> Match:
    """Return why a volunteer fits a request."""
    apart = None
    if offer.building_no is not None:
        apart = distance(wanted.building_no, offer.building_no)
    times = weekly_times_of(wanted.starts, wanted.ends)
    return Match(
        skill=next((skill for skill in _useful(wanted, known) if skill in offer.skills), None),
        weekly_time=next((each for each in times if each in offer.weekly_times), None),
        buildings_apart=None if apart == UNKNOWN_DISTANCE else apart,
    )


def _useful(wanted: Wanted, known: Sequence[Skill]) -> list[str]:
    """Return the skills of use: the one that is asked for, or else those of the kind of help."""
    if wanted.skill is not None:
        return [wanted.skill]
    # Whoever asks for something else names the skill.
    if wanted.category == "其他":
        return []
    return [skill.title for skill in known if wanted.category in skill.categories]


def why_not_called(*, wants_calls: bool, was_called_for_this: bool, calls_today: int) -> str | None:
    """Return why the office does not ask this volunteer now, or None where it may."""
    if not wants_calls:
        return "本人选了不要发消息找他"
    if was_called_for_this:
        return "这个求助已经问过他"
    if calls_today >= CALLS_A_DAY:
        return f"今天已经问过他 {CALLS_A_DAY} 次，请明天再问或问别人"
    return None
