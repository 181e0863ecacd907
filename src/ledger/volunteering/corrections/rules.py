"""What a correction of a booked service may say, and what it moves; decided without a database.

A booked record is never changed. A correction names it and says when the volunteer was really
there; the difference is booked by entries of its own. It puts an error right and is never a
penalty: fewer minutes are taken back only as far as they were recorded in error, and points only as
far as they are still there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from ledger.errors import Refusal
from ledger.volunteering.rules import service_minutes


class ServiceRecordIsNotBooked(Refusal):
    """A record that waits is completed, not corrected."""

    code = "service_record_is_not_booked"


class CorrectionChangesNothing(Refusal):
    """The record says these minutes already."""

    code = "correction_changes_nothing"


class CorrectionIsWaiting(Refusal):
    """One correction of a record at a time (`service_correction_id`)."""

    code = "correction_is_waiting"


class CorrectionIsDecided(Refusal):
    code = "correction_is_decided"


class CorrectionNeedsSecondPerson(Refusal):
    """Whoever prepared a correction does not decide it (domain.md §2.8)."""

    code = "correction_needs_second_person"


class NobodyCorrectsTheirOwnService(Refusal):
    code = "nobody_corrects_their_own_service"


class PointsOfRecordWait(Refusal):
    """Points that wait for a budget cannot be taken back before they have come."""

    code = "points_of_record_wait"


class CorrectionState(StrEnum):
    PREPARED = "prepared"
    POSTED = "posted"
    REFUSED = "refused"

    @property
    def chinese_title(self) -> str:
        return _TITLES[self]


_TITLES = {
    CorrectionState.PREPARED: "待复核",
    CorrectionState.POSTED: "已更正",
    CorrectionState.REFUSED: "没有同意",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a booked record stands after its corrections; times are None where nothing is left.

    Points that wait for a budget (`points_wait`) count as if they had come. `points_deducted` were
    asked back as given by mistake, by a deduction that stands.
    """

    service_minutes: int
    points: int
    checked_in: time | None
    checked_out: time | None
    corrections: int
    points_wait: bool = False
    points_deducted: int = 0


@dataclass(frozen=True, slots=True)
class Presence:
    """When the volunteer was really there; both None: not at all."""

    checked_in: time | None
    checked_out: time | None

    @property
    def minutes(self) -> int:
        """Whole minutes, 0 for nobody; raises `CheckOutIsNotAfterCheckIn`."""
        if self.checked_in is None or self.checked_out is None:
            return 0
        return service_minutes(self.checked_in, self.checked_out)


@dataclass(frozen=True, slots=True)
class Portion:
    """How much of one entry, or of the lot that it opened, is taken back."""

    seq: int
    amount: int


@dataclass(frozen=True, slots=True)
class PointsMove:
    """Points that come (positive) or go back; `left` should go back and were spent already."""

    points: int
    left: int = 0


def check_change(standing: Standing, presence: Presence) -> None:
    """Raise `CorrectionChangesNothing` and `PointsOfRecordWait`."""
    if presence.minutes == standing.service_minutes:
        raise CorrectionChangesNothing(
            f"更正以后还是 {standing.service_minutes} 分钟，没有变化，不用更正。",
            service_minutes=standing.service_minutes,
        )
    if standing.points_wait and presence.minutes < standing.service_minutes:
        raise PointsOfRecordWait(
            "这条记录还有积分等着预算补发，补发以后才能更正少计时长；请先处理积分预算。"
        )


def points_move(
    standing: Standing, *, to_minutes: int, points_due: int, points_there: int
) -> PointsMove:
    """Return what points a correction moves.

    `points_due` is what the whole service is worth under the rules of its day, caps counted, and
    `points_there` what is still in the lots that it brought. More minutes never cost points, fewer
    never bring any.
    """
    if to_minutes > standing.service_minutes:
        return PointsMove(max(0, points_due - standing.points))
    # What a deduction asked back before is not taken a second time.
    too_many = max(0, standing.points - standing.points_deducted - points_due)
    back = min(too_many, points_there)
    return PointsMove(-back, too_many - back)


def points_due_after(standing: Standing, *, to_minutes: int, points_due: int) -> int:
    """Return what a service is worth after a correction, which an appeal may give back up to.

    More minutes never cost points, even where other services used the room under a cap meanwhile.
    """
    return max(points_due, standing.points) if to_minutes > standing.service_minutes else points_due


def newest_first(wanted: int, there: Sequence[Portion]) -> tuple[Portion, ...]:
    """Take `wanted` back from the newest entries first; `there` says what each still has."""
    taken = []
    for each in sorted(there, key=lambda portion: -portion.seq):
        amount = min(each.amount, wanted)
        if amount > 0:
            taken.append(Portion(each.seq, amount))
            wanted -= amount
    return tuple(taken)
