"""The accounting of points on one page.

    grant    P110x 发放(按来源)      → P2101 居民积分, P2102 家庭积分, or P2103 团队积分
    relief   P2301 公益池            → P2101 居民积分, P2102 家庭积分, or P2103 团队积分
    move     P2101 居民积分          → P2102 家庭积分, and the other way round
    share    P2103 团队积分          → P2101 队员的积分 (one writes the plan, another confirms it)
    gift     P2101 居民积分          → P2101 家人的积分
    donate   P2101 居民积分          → P2301 公益池; from P2103 团队积分 by a plan of two people
    expire   P2101, P2102, P2103     → P3102 到期注销
    deduct   P2101, P2102, P2103     → P3103 更正扣减 (an appeal that is granted reverses it)
    spend    P2101, P2102            → the account that takes them (redemption says which)

At every moment Σ issued = Σ wallets + awaiting settlement + pool + Σ retired (I9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import NO_DIMENSIONS, Dimensions, JournalEntry, credit, debit
from ledger.points.budgets.rules import NO_BUDGET, Permit
from ledger.points.lot_transfer import LotMove

WALLET = "P2101"
HOUSEHOLD_WALLET = "P2102"
TEAM_WALLET = "P2103"
WALLETS = (WALLET, HOUSEHOLD_WALLET, TEAM_WALLET)
"""Accounts whose points lie in lots, each kept for holders."""
EXPIRED = "P3102"
DEDUCTED = "P3103"
POOL = "P2301"


def resident_holder(resident_id: int) -> str:
    """Return the holder under which a resident's wallets are kept."""
    return f"resident:{resident_id}"


def household_holder(household_id: int) -> str:
    """Return the holder under which a household's wallet is kept."""
    return f"household:{household_id}"


def team_holder(volunteer_team_id: int) -> str:
    """Return the holder under which a team's wallet is kept."""
    return f"team:{volunteer_team_id}"


def wallet_of(holder: str) -> str:
    """Return the account in which this holder's points are."""
    if holder.startswith("household:"):
        return HOUSEHOLD_WALLET
    return TEAM_WALLET if holder.startswith("team:") else WALLET


@dataclass(frozen=True, slots=True)
class PointsGrant:
    """Ask for points to be issued to one resident, one household or one team, as one lot.

    `source_code` is the issuing account (P1101 …) or the pool, `on` the business date, `expires_on`
    the last day of use or None, `rule_version` the version of the earning rule, frozen for good.
    `source` names the object behind it (`service_record:9`); `documents` are SHA-256 digests.
    `spendable_from` is the first day of use, None for at once. A household's or a team's grant
    names no resident (0). `campaign_id` is the budget of a campaign, `permit` what was decided
    before; without it `grant_points` decides.
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
    spendable_from: date | None = None
    household_id: int | None = None
    volunteer_team_id: int | None = None
    campaign_id: int | None = None
    permit: Permit | None = None

    @property
    def holder(self) -> str:
        """Return whose wallet takes the points."""
        if self.household_id is not None:
            return household_holder(self.household_id)
        if self.volunteer_team_id is not None:
            return team_holder(self.volunteer_team_id)
        return resident_holder(self.resident_id)


@dataclass(frozen=True, slots=True)
class SpendOrder:
    """Ask for a resident's points to go to `to_account` (P2201, P3104 …).

    Where `household_id` is given they are the household's, and the line says which resident used
    them. The money side of a redemption is the caller's; both entries go into one posting call.
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
    household_id: int | None = None

    @property
    def holder(self) -> str:
        """Return whose wallet pays."""
        if self.household_id is not None:
            return household_holder(self.household_id)
        return resident_holder(self.resident_id)


@dataclass(frozen=True, slots=True)
class PointsTransfer:
    """Ask for points to go from one wallet to another, both named by their holders."""

    estate_id: int
    from_holder: str
    to_holder: str
    points: int
    kind: str
    narration: str
    on: date
    source: str
    idempotency_key: str


def grant_entry(grant: PointsGrant, permit: Permit = NO_BUDGET) -> JournalEntry:
    """Return the entry that issues the points of a grant; a notice period is written in it."""
    dimensions = Dimensions(activity_id=grant.activity_id)
    return JournalEntry(
        series=EntrySeries.POINTS,
        kind=grant.kind,
        effective_on=grant.on,
        narration=grant.narration + notice_text(grant.spendable_from),
        lines=(
            debit(
                grant.source_code,
                grant.points,
                Currency.PTS,
                dimensions=dimensions,
                narration=permit.line_text,
            ),
            credit(
                wallet_of(grant.holder),
                grant.points,
                Currency.PTS,
                holder=grant.holder,
                dimensions=dimensions,
            ),
        ),
        source=grant.source,
        rule_version=grant.rule_version,
        documents=grant.documents,
    )


def notice_text(spendable_from: date | None) -> str:
    """Return what an entry says of its notice: `（公示后 2026-12-01 起可用）`, or nothing."""
    return "" if spendable_from is None else f"（公示后 {spendable_from.isoformat()} 起可用）"


def spend_entry(order: SpendOrder) -> JournalEntry:
    """Return the entry that takes points out of a resident's or a household's wallet."""
    by_whom = "" if order.household_id is None else user_text(order.resident_id)
    return JournalEntry(
        series=EntrySeries.POINTS,
        kind=order.kind,
        effective_on=order.on,
        narration=order.narration,
        lines=(
            debit(
                wallet_of(order.holder),
                order.points,
                Currency.PTS,
                holder=order.holder,
                dimensions=order.dimensions,
                narration=by_whom,
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


def user_text(resident_id: int) -> str:
    """Return what the line of a household's spend says of who used it: a number and no name."""
    return f"使用人 {resident_id} 号"


def transfer_entry(transfer: PointsTransfer, move: LotMove, *, source_title: str) -> JournalEntry:
    """Return the entry that moves points of one nature; what it says of them is frozen with it."""
    last_day = move.nature.expires_on
    term = "长期有效" if last_day is None else f"{last_day.isoformat()} 到期"
    return JournalEntry(
        series=EntrySeries.POINTS,
        kind=transfer.kind,
        effective_on=transfer.on,
        narration=f"{transfer.narration}（{source_title}积分，{term}）",
        lines=(
            debit(
                wallet_of(transfer.from_holder),
                move.points,
                Currency.PTS,
                holder=transfer.from_holder,
            ),
            credit(
                wallet_of(transfer.to_holder), move.points, Currency.PTS, holder=transfer.to_holder
            ),
        ),
        source=transfer.source,
        rule_version=move.nature.rule_version,
    )


def team_donation_entry(
    *, holder: str, points: int, purpose: str, source: str, on: date
) -> JournalEntry:
    """Return the entry that gives points of a team to the public pool, with the plan's words."""
    return JournalEntry(
        series=EntrySeries.POINTS,
        kind="team_points_donation",
        effective_on=on,
        narration=f"服务队捐入公益池：{purpose}",
        lines=(
            debit(wallet_of(holder), points, Currency.PTS, holder=holder),
            credit(POOL, points, Currency.PTS),
        ),
        source=source,
    )


def deduction_entry(
    *,
    holder: str,
    points: int,
    granted_entry_no: str,
    reason: str,
    source: str,
    on: date,
    documents: tuple[bytes, ...] = (),
) -> JournalEntry:
    """Return the entry that takes back what a grant gave by mistake; it names that grant."""
    return JournalEntry(
        series=EntrySeries.POINTS,
        kind="points_deduction",
        effective_on=on,
        narration=f"更正扣减 {granted_entry_no} 号凭证多发的积分：{reason}",
        lines=(
            debit(wallet_of(holder), points, Currency.PTS, holder=holder),
            credit(DEDUCTED, points, Currency.PTS),
        ),
        source=source,
        documents=documents,
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
            debit(wallet_of(holder), points, Currency.PTS, holder=holder),
            credit(EXPIRED, points, Currency.PTS),
        ),
        source=f"points_lot:{lot_id}",
    )
