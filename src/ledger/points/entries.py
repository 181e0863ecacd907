"""The accounting of points on one page.

    grant    P110x 发放(按来源)      → P2101 居民积分
    expire   P2101 居民积分          → P3102 到期注销
    spend    P2101 居民积分          → the account that takes them (redemption says which)

At every moment Σ issued = Σ wallets + awaiting settlement + pool + Σ retired (I9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import NO_DIMENSIONS, Dimensions, JournalEntry, credit, debit

WALLET = "P2101"
EXPIRED = "P3102"


def resident_holder(resident_id: int) -> str:
    """Return the holder under which a resident's wallets are kept."""
    return f"resident:{resident_id}"


@dataclass(frozen=True, slots=True)
class PointsGrant:
    """Ask for points to be issued to one resident as one lot.

    `source_code` is the issuing account (P1101 …), `on` the business date, `expires_on` the last
    day of use or None, `rule_version` the version of the earning rule, frozen for good. `source`
    names the object behind it (`service_record:9`); `documents` are SHA-256 digests.
    """

    estate_id: int
    resident_id: int
    points: int
    source_code: str
    kind: str
    narration: str
    on: date
    expires_on: date | None
    rule_version: str
    source: str
    idempotency_key: str
    documents: tuple[bytes, ...] = ()
    activity_id: int | None = None


@dataclass(frozen=True, slots=True)
class SpendOrder:
    """Ask for a resident's points to go to `to_account` (P2201, P3104 …).

    The money side of a redemption is the caller's; both entries go into one posting call.
    """

    estate_id: int
    resident_id: int
    points: int
    to_account: str
    kind: str
    narration: str
    on: date
    source: str
    rule_version: str = ""
    to_holder: str = ""
    dimensions: Dimensions = NO_DIMENSIONS


def grant_entry(grant: PointsGrant) -> JournalEntry:
    """Return the entry that issues the points of a grant."""
    dimensions = Dimensions(activity_id=grant.activity_id)
    return JournalEntry(
        series=EntrySeries.POINTS,
        kind=grant.kind,
        effective_on=grant.on,
        narration=grant.narration,
        lines=(
            debit(grant.source_code, grant.points, Currency.PTS, dimensions=dimensions),
            credit(
                WALLET,
                grant.points,
                Currency.PTS,
                holder=resident_holder(grant.resident_id),
                dimensions=dimensions,
            ),
        ),
        source=grant.source,
        rule_version=grant.rule_version,
        documents=grant.documents,
    )


def spend_entry(order: SpendOrder) -> JournalEntry:
    """Return the entry that takes points out of a resident's wallet."""
    return JournalEntry(
        series=EntrySeries.POINTS,
        kind=order.kind,
        effective_on=order.on,
        narration=order.narration,
        lines=(
            debit(
                WALLET,
                order.points,
                Currency.PTS,
                holder=resident_holder(order.resident_id),
                dimensions=order.dimensions,
            ),
            credit(
                order.to_account,
                order.points,
                Currency.PTS,
                holder=order.to_holder,
                dimensions=order.dimensions,
            ),
        ),
        source=order.source,
        rule_version=order.rule_version,
    )


def expiry_entry(
    *, holder: str, lot_id: int, points: int, source_title: str, expired_on: date, on: date
) -> JournalEntry:
    """Return the entry that retires what is left of an expired lot."""
    return JournalEntry(
        series=EntrySeries.POINTS,
        kind="points_expiry",
        effective_on=on,
        narration=f"{source_title}积分于 {expired_on.isoformat()} 到期",
        lines=(
            debit(WALLET, points, Currency.PTS, holder=holder),
            credit(EXPIRED, points, Currency.PTS),
        ),
        source=f"points_lot:{lot_id}",
    )
