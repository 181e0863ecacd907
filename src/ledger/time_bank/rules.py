"""How much of somebody's service the time bank keeps, and who may give it to whom. Pure.

Minutes served are never reduced by any of this: a deposit is issued beside them (M1102).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.errors import Refusal

MINUTES_OF_ONE_GIFT_MAX = 1500 * 60


class NothingToDeposit(Refusal):
    """Every verified minute is in the time bank, or none was served."""

    code = "nothing_to_deposit"


class TimeBankIsFull(Refusal):
    """What may be saved for oneself in a lifetime is saved; the rest can be donated."""

    code = "time_bank_is_full"


class NothingBeyondTheCap(Refusal):
    """Only what cannot be saved any more is donated straight from the record of service."""

    code = "nothing_beyond_the_cap"


class GiftOfMinutesIsToOneself(Refusal):
    code = "gift_of_minutes_is_to_oneself"


class TakerIsNoRelative(Refusal):
    """Minutes go to those who live together and to those who act for each other."""

    code = "taker_is_no_relative"


class TimeBankNeedsAdult(Refusal):
    """Below fourteen nobody gives minutes away."""

    code = "time_bank_needs_adult"


class DepositWishReachesBack(Refusal):
    """What deposits itself is what is served from a day on that is still to come."""

    code = "deposit_wish_reaches_back"
    status = 400


@dataclass(frozen=True, slots=True)
class Service:
    """A verified service: what it counts, and how many of its minutes are deposited already.

    `ever_deposited` counts those too that a correction took back since.
    """

    service_record_id: int
    activity: str
    served_on: date
    service_minutes: int
    deposited_minutes: int
    ever_deposited: int

    @property
    def minutes_left(self) -> int:
        """What can still be deposited; nothing where a correction took more than was left."""
        return max(0, self.service_minutes - self.deposited_minutes)


@dataclass(frozen=True, slots=True)
class Portion:
    """Minutes of one service that move at once; `from_minute` were ever deposited before."""

    service: Service
    from_minute: int
    minutes: int


def room_left(*, saved_minutes: int, lifetime_max: int) -> int:
    """Return how many minutes may still be saved for oneself."""
    return max(0, lifetime_max - saved_minutes)


def portions(services: Sequence[Service], *, minutes_max: int) -> list[Portion]:
    """Take the undeposited minutes in order, the oldest first, and at most `minutes_max`."""
    taken: list[Portion] = []
    left = minutes_max
    for service in services:
        minutes = min(left, service.minutes_left)
        if minutes > 0:
            taken.append(Portion(service, service.ever_deposited, minutes))
            left -= minutes
    return taken


def portions_to_save(
    services: Sequence[Service], *, saved_minutes: int, lifetime_max: int
) -> list[Portion]:
    """Return what a deposit moves; raises `NothingToDeposit` and `TimeBankIsFull`."""
    if not any(service.minutes_left for service in services):
        raise NothingToDeposit("没有可以存入的时长：已核实的服务都存进来了。服务核实以后再来存。")
    room = room_left(saved_minutes=saved_minutes, lifetime_max=lifetime_max)
    if room == 0:
        raise TimeBankIsFull(
            f"您已经存满 {lifetime_max // 60} 小时，这是一生的上限。超出的时长可以捐给公益池。",
            lifetime_max=lifetime_max,
        )
    return portions(services, minutes_max=room)


def portions_to_donate(
    services: Sequence[Service], *, saved_minutes: int, lifetime_max: int
) -> list[Portion]:
    """Return what goes straight into the pool; raises `NothingBeyondTheCap`."""
    beyond = sum(service.minutes_left for service in services)
    if room_left(saved_minutes=saved_minutes, lifetime_max=lifetime_max) or not beyond:
        raise NothingBeyondTheCap(
            "还没有超出上限的时长。没存满以前，请先存入时间银行，再从里面捐。"
        )
    return portions(services, minutes_max=beyond)


def check_gift(*, giver_id: int, taker_id: int, relatives: frozenset[int]) -> None:
    """Raise `GiftOfMinutesIsToOneself` and `TakerIsNoRelative`, in this order."""
    if giver_id == taker_id:
        raise GiftOfMinutesIsToOneself("不能转给自己，请选择一位家人。")
    if taker_id not in relatives:
        raise TakerIsNoRelative(
            "只能转给同住的家人，或者互为代办的家人。请先到服务台登记家庭关系。"
        )


def check_adult(*, is_child: bool) -> None:
    """Raise `TimeBankNeedsAdult`."""
    if is_child:
        raise TimeBankNeedsAdult("未满 14 岁不能转出或捐出时长，可以先存着。")


def check_starts_on(starts_on: date, *, chosen_before: date | None, today: date) -> None:
    """Raise `DepositWishReachesBack`; the day that was chosen before may stay."""
    if starts_on < today and starts_on != chosen_before:
        raise DepositWishReachesBack("起始日请选今天或以后；以前的服务，点“存入”就能存。")
