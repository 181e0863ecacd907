"""Who may do what with a request for help, and when; decided without a database."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from ledger.errors import Refusal

CONFIRMED_BY_ITSELF_AFTER = timedelta(days=3)
REMINDED_AFTER = timedelta(days=2)
HELD_LONGER_THAN_WANTED = timedelta(days=60)
ADDRESS_SHOWN_AROUND = timedelta(hours=2)
CATEGORIES = (
    "陪伴聊天", "陪同就医", "代买代取", "打扫整理", "手机帮忙", "小修小补", "接送照看", "其他",
)  # fmt: skip
_TELLS_WHERE = re.compile(r"\d{3,}|\d\s*(单元|室|栋|号楼|幢)")


class HelpRequestIsInAnotherState(Refusal):
    """Somebody was faster, or it is over (`state`)."""

    code = "help_request_is_in_another_state"


class HelpIsNotForOneself(Refusal):
    code = "help_is_not_for_oneself"


class HelpWordsTellTooMuch(Refusal):
    """Strangers read the words: no telephone and no room may stand in them."""

    code = "help_words_tell_too_much"
    status = 400


class HelpTimeIsWrong(Refusal):
    """In the past, backwards, over midnight, or before the request was accepted."""

    code = "help_time_is_wrong"
    status = 400


class HelpNeedsAdult(Refusal):
    """Below fourteen nobody asks strangers for help nor helps them at home."""

    code = "help_needs_adult"


class HelpNeedsHome(Refusal):
    """Nobody can be helped at home who is not registered in a dwelling."""

    code = "help_needs_home"


class HelpAddressIsClosed(Refusal):
    """The dwelling is shown to the accepted volunteer alone, around the time agreed."""

    code = "help_address_is_closed"
    status = 403


class ArbiterTakesPart(Refusal):
    """Whoever asked, helped or appealed does not decide."""

    code = "arbiter_takes_part"


class HelpState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    SERVED = "served"
    CONFIRMED = "confirmed"
    APPEALED = "appealed"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"

    @property
    def chinese_title(self) -> str:
        return _TITLES[self]


_TITLES = {
    HelpState.OPEN: "等人接单",
    HelpState.ACCEPTED: "已接单",
    HelpState.SERVED: "等待确认",
    HelpState.CONFIRMED: "已完成",
    HelpState.APPEALED: "申诉中",
    HelpState.RELEASED: "已退回时长",
    HelpState.WITHDRAWN: "已撤回",
}


@dataclass(frozen=True, slots=True)
class Service:
    """When somebody helped; wall-clock time in China, on one day."""

    on: date
    started: time
    minutes: int

    @property
    def ended(self) -> time:
        return (datetime.combine(self.on, self.started) + timedelta(minutes=self.minutes)).time()


def check_helper(*, is_child: bool) -> None:
    """Raise `HelpNeedsAdult`."""
    if is_child:
        raise HelpNeedsAdult("未满 14 岁不能发布求助或接单，请由家里的大人来办。")


def check_state(state: str, *allowed: HelpState) -> None:
    """Raise `HelpRequestIsInAnotherState` unless the request stands in one of these."""
    if state not in allowed:
        title = HelpState(state).chinese_title
        raise HelpRequestIsInAnotherState(
            f"这个求助现在“{title}”，不能这样办，请刷新页面再看。", state=state
        )


def check_words(words: str) -> None:
    """Raise `HelpWordsTellTooMuch` for words with a telephone or a room in them."""
    if _TELLS_WHERE.search(unicodedata.normalize("NFKC", words)):
        raise HelpWordsTellTooMuch(
            "大家都看得到这段话，请不要写电话、门牌和房号；接单的人到时会看到您家在哪里。",
            fields=[{"field": "words", "message": "不要写电话、门牌和房号"}],
        )


def check_wanted(wanted_from: datetime, wanted_to: datetime, *, now: datetime) -> None:
    """Raise `HelpTimeIsWrong` for a time that is over, backwards, or far away."""
    if not now < wanted_to or not wanted_from < wanted_to:
        raise HelpTimeIsWrong("请选今天以后的时间，结束要晚于开始。")
    if wanted_to > now + timedelta(days=30) or wanted_to - wanted_from > timedelta(hours=12):
        raise HelpTimeIsWrong("请选 30 天以内的时间，一次不超过 12 小时。")


def check_service(service: Service, *, accepted_on: date, today: date) -> None:
    """Raise `HelpTimeIsWrong` for a service before the acceptance, to come, or over midnight."""
    if not accepted_on <= service.on <= today:
        raise HelpTimeIsWrong("服务日期要在接单以后、今天或今天以前，请核对。")
    begun = service.started.hour * 60 + service.started.minute
    if begun + service.minutes >= 24 * 60:
        raise HelpTimeIsWrong("一次服务不跨过午夜，请核对开始时间和分钟数。")


def may_see_address(
    *, state: str, is_volunteer: bool, wanted_from: datetime, wanted_to: datetime, now: datetime
) -> bool:
    """Tell whether somebody may see the dwelling: the accepted volunteer, around the time."""
    return (
        is_volunteer
        and state == HelpState.ACCEPTED
        and wanted_from - ADDRESS_SHOWN_AROUND <= now <= wanted_to + ADDRESS_SHOWN_AROUND
    )


def distance(building: str, other: str) -> int:
    """Return how far apart two buildings are by their numbers; a large one where they have none."""
    if building == other:
        return 0
    if building.isdecimal() and other.isdecimal():
        return abs(int(building) - int(other))
    return 10_000


def minutes_paid(*, held_minutes: int, served_minutes: int) -> int:
    """Return what a service costs: what was served, and never more than was held."""
    return min(held_minutes, served_minutes)
