"""The accounting of service on one page: minutes are recognised and never reduced.

minutes  M1101 服务认定 → M2101 服务时长-居民        (series 时)
points   P110x 发放     → P2101 积分-居民            (series 积, see points.entries)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import Dimensions, JournalEntry, credit, debit
from ledger.points.budgets.entries import WithheldGrant
from ledger.points.budgets.rules import Issue, Permit, Withheld
from ledger.points.earning import Award
from ledger.points.entries import PointsGrant, resident_holder
from ledger.points.rules import hours_text

MINUTES_RECOGNISED = "M1101"
MINUTES_WALLET = "M2101"


@dataclass(frozen=True, slots=True)
class VerifiedService:
    """A service that counts, with what the rules give for it.

    `on` is the business date of its entries, later than `served_on` where that month is closed;
    the award may be zero points for less than an hour. `decided` is out of which budget they are
    issued, or why they wait; None until somebody has asked.
    """

    estate_id: int
    service_record_id: int
    resident_id: int
    activity_id: int
    activity: str
    served_on: date
    on: date
    service_minutes: int
    award: Award
    documents: tuple[bytes, ...] = ()
    decided: Permit | Withheld | None = None

    @property
    def points_issued(self) -> int:
        """What the service brings at once: all of its award, or nothing where that waits."""
        return 0 if isinstance(self.decided, Withheld) else self.award.points

    @property
    def issue(self) -> Issue:
        """What is asked of the budgets."""
        return Issue(
            self.award.source_code, self.award.points, self.on, activity_id=self.activity_id
        )

    @property
    def narration(self) -> str:
        """The service in plain words, `端午包粽 2.5 小时`; a late one names its day."""
        words = f"{self.activity} {hours_text(self.service_minutes)}"
        if self.on == self.served_on:
            return words
        return f"{words}（{self.served_on.month}月{self.served_on.day}日的服务，补记）"

    @property
    def source(self) -> str:
        """The object behind the entries."""
        return f"service_record:{self.service_record_id}"


@dataclass(frozen=True, slots=True)
class SortingEvent:
    """One accepted delivery at a smart bin; `occurred_at` is wall-clock time in China.

    The award is what the caps left of the category's points; it may be zero. `decided` as for a
    service.
    """

    estate_id: int
    event_no: str
    resident_id: int
    device: str
    category: str
    weight_grams: int
    occurred_on: date
    occurred_at: time
    award: Award
    row_no: int | None = None
    decided: Permit | Withheld | None = None

    @property
    def points_issued(self) -> int:
        """What the event brings at once."""
        return 0 if isinstance(self.decided, Withheld) else self.award.points

    @property
    def issue(self) -> Issue:
        """What is asked of the budgets."""
        return Issue(self.award.source_code, self.award.points, self.occurred_on)

    @property
    def source(self) -> str:
        """The object behind the entry."""
        return f"sorting_event:{self.event_no}"


class RecognisedMinutes(Protocol):
    """Minutes that are recognised of a service: at once, or by a correction."""

    @property
    def resident_id(self) -> int: ...
    @property
    def activity_id(self) -> int: ...
    @property
    def on(self) -> date: ...
    @property
    def service_minutes(self) -> int: ...
    @property
    def award(self) -> Award: ...
    @property
    def documents(self) -> tuple[bytes, ...]: ...
    @property
    def narration(self) -> str: ...
    @property
    def source(self) -> str: ...


def minutes_entry(service: RecognisedMinutes) -> JournalEntry:
    """Return the entry that recognises a volunteer's minutes."""
    dimensions = Dimensions(activity_id=service.activity_id)
    return JournalEntry(
        series=EntrySeries.MINUTES,
        kind="service_minutes",
        effective_on=service.on,
        narration=service.narration,
        lines=(
            debit(MINUTES_RECOGNISED, service.service_minutes, Currency.MIN, dimensions=dimensions),
            credit(
                MINUTES_WALLET,
                service.service_minutes,
                Currency.MIN,
                holder=resident_holder(service.resident_id),
                dimensions=dimensions,
            ),
        ),
        source=service.source,
        rule_version=service.award.rule_version,
        documents=service.documents,
    )


def service_grant(service: VerifiedService) -> PointsGrant:
    """Return the points that a service earned as a grant."""
    return PointsGrant(
        estate_id=service.estate_id,
        resident_id=service.resident_id,
        points=service.award.points,
        source_code=service.award.source_code,
        kind="service_points",
        narration=service.narration + service.award.cut_text,
        on=service.on,
        expires_on=service.award.expires_on,
        rule_version=service.award.rule_version,
        source=service.source,
        idempotency_key=f"{service.source}:points",
        documents=service.documents,
        activity_id=service.activity_id,
        permit=service.decided if isinstance(service.decided, Permit) else None,
    )


def withheld_service(service: VerifiedService) -> WithheldGrant | None:
    """Return the points of a service that wait, None where nothing does."""
    if not isinstance(service.decided, Withheld):
        return None
    return WithheldGrant(
        service_grant(service), service.decided, service_record_id=service.service_record_id
    )


def sorting_grant(event: SortingEvent, *, documents: tuple[bytes, ...]) -> PointsGrant:
    """Return the points of a sorting event as a grant to the resident's 绿色账户."""
    return PointsGrant(
        estate_id=event.estate_id,
        resident_id=event.resident_id,
        points=event.award.points,
        source_code=event.award.source_code,
        kind="sorting_points",
        narration=f"垃圾分类 {event.category} {event.weight_grams} 克{event.award.cut_text}",
        on=event.occurred_on,
        expires_on=event.award.expires_on,
        rule_version=event.award.rule_version,
        source=event.source,
        idempotency_key=event.source,
        documents=documents,
        permit=event.decided if isinstance(event.decided, Permit) else None,
    )


def withheld_sorting(event: SortingEvent, *, documents: tuple[bytes, ...]) -> WithheldGrant | None:
    """Return the points of a sorting event that wait, None where nothing does."""
    if not isinstance(event.decided, Withheld):
        return None
    return WithheldGrant(
        sorting_grant(event, documents=documents), event.decided, event_no=event.event_no
    )
