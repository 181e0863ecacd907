"""The accounting of corrections on one page.

more    M1101 服务认定 → M2101 服务时长-居民, so many minutes again     (series 时)
        P110x 发放     → P2101 积分-居民, what the whole is worth more    (series 积)
fewer   the same sides in red, of the entries that booked the service, the newest first; points go
        back out of the lots that they brought, as far as they are still there
saved   minutes in the time bank that were never served go back in red too, as far as they are there

Every entry bears the day of the service where its month is open, else today's, and points back;
what leaves the bank leaves it today.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ledger.bookkeeping.entry import JournalEntry
from ledger.bookkeeping.reversal import reverse
from ledger.points.earning import Award
from ledger.points.entries import PointsGrant
from ledger.points.rules import hours_text

TAKEN_BACK = "志愿服务记录更正"
"""What a reversal says; why stands with the correction, which names people's affairs."""


@dataclass(frozen=True, slots=True)
class AddedService:
    """Minutes that a correction adds to a service, and the points that they bring."""

    estate_id: int
    service_correction_id: int
    resident_id: int
    activity_id: int
    activity: str
    served_on: date
    on: date
    service_minutes: int
    award: Award
    documents: tuple[bytes, ...]

    @property
    def source(self) -> str:
        """The object behind the entries."""
        return correction_source(self.service_correction_id)

    @property
    def narration(self) -> str:
        day = f"{self.served_on.month}月{self.served_on.day}日的服务"
        return f"更正增加：{self.activity} {hours_text(self.service_minutes)}（{day}）"


def correction_source(service_correction_id: int) -> str:
    """Return how entries name a correction."""
    return f"service_correction:{service_correction_id}"


def added_points(added: AddedService) -> PointsGrant:
    """Return the points that the missing minutes bring as a grant."""
    return PointsGrant(
        estate_id=added.estate_id,
        resident_id=added.resident_id,
        points=added.award.points,
        source_code=added.award.source_code,
        kind="service_points",
        narration=added.narration,
        on=added.on,
        expires_on=added.award.expires_on,
        rule_version=added.award.rule_version,
        source=added.source,
        idempotency_key=f"{added.source}:points",
        documents=added.documents,
        activity_id=added.activity_id,
    )


def taken_back(
    entry: JournalEntry,
    *,
    seq: int,
    entry_no: str,
    on: date,
    minutes: int,
    documents: tuple[bytes, ...],
) -> JournalEntry:
    """Return the red entry that takes minutes of a booked one back."""
    red = reverse(
        entry,
        seq=seq,
        entry_no=entry_no,
        on=on,
        reason=TAKEN_BACK,
        amounts=tuple(minutes for _ in entry.lines),
    )
    return replace(red, documents=documents)
