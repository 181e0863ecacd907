"""Grants that were not issued at once, and how they are issued later. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ledger.points.budgets.rules import Permit, Withheld
from ledger.points.entries import PointsGrant

LATER_KIND = "points_granted_later"
LATER = "（补发）"
"""What the words of an entry end with that grants what had waited."""


@dataclass(frozen=True, slots=True)
class WithheldGrant:
    """A grant that was not issued; it belongs to a service record or to a sorting event."""

    grant: PointsGrant
    why: Withheld
    service_record_id: int | None = None
    event_no: str | None = None


def later_key(points_withheld_id: int) -> str:
    """Return the idempotency key of the entry that grants what waited: never twice."""
    return f"points_withheld:{points_withheld_id}"


def later_grant(
    grant: PointsGrant,
    *,
    points_withheld_id: int,
    on: date,
    expires_on: date | None,
    permit: Permit,
) -> PointsGrant:
    """Return the grant as it is issued later, on another day and out of the budget of that day."""
    return replace(
        grant,
        kind=LATER_KIND,
        narration=grant.narration + LATER,
        on=on,
        expires_on=expires_on,
        idempotency_key=later_key(points_withheld_id),
        permit=permit,
    )
