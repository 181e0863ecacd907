"""The accounting of points for purchases, on one page.

points   P1104 消费累积-商户出资   → P2101 居民积分
money    2202001 应付商户积分结算款 → 2301001 积分兑付准备      points × the merchant's rate

The merchant pays with what it is owed. What is put by is released when the treasurer books it
against the redemptions of these points; until then it backs what is outstanding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import Dimensions, JournalEntry, credit, debit, format_minor
from ledger.points.budgets.rules import Permit
from ledger.points.deductions.entries import MERCHANT_PAYABLE
from ledger.points.earning import cut_sentence
from ledger.points.entries import PointsGrant
from ledger.redemption.purchases.rules import PURCHASE_SOURCE, Worth
from ledger.redemption.rules import Merchant

RESERVE = "2301001"
"""积分兑付准备."""


@dataclass(frozen=True, slots=True)
class ConfirmedPurchase:
    """A purchase that somebody of the estate has confirmed."""

    estate_id: int
    merchant_purchase_id: int
    merchant: Merchant
    receipt_no: str
    resident_id: int
    worth: Worth
    on: date
    documents: tuple[bytes, ...] = ()
    """The file that the receipt stands in, by its SHA-256; nothing for the counter."""

    @property
    def source(self) -> str:
        """The object behind both entries."""
        return f"merchant_purchase:{self.merchant_purchase_id}"


def purchase_grant(purchase: ConfirmedPurchase, permit: Permit | None = None) -> PointsGrant:
    """Return the points of a purchase as a grant; no words name the buyer."""
    worth = purchase.worth
    cut = ""
    if worth.cut_reason is not None:
        cut = f"（{cut_sentence(worth.points, worth.points_cut, worth.cut_reason)}）"
    return PointsGrant(
        estate_id=purchase.estate_id,
        resident_id=purchase.resident_id,
        points=worth.points,
        source_code=PURCHASE_SOURCE,
        kind="purchase_points",
        narration=f"在{purchase.merchant.name}消费，小票 {purchase.receipt_no}{cut}",
        on=purchase.on,
        expires_on=worth.expires_on,
        rule_version=worth.rule_version,
        source=purchase.source,
        idempotency_key=f"{purchase.source}:points",
        documents=purchase.documents,
        permit=permit,
    )


def funding_entry(purchase: ConfirmedPurchase) -> JournalEntry:
    """Return the entry by which the merchant pays for the points."""
    about = Dimensions(merchant_id=purchase.merchant.merchant_id)
    worth = purchase.worth
    rate = format_minor(purchase.merchant.rate_fen_per_point, Currency.CNY)
    return JournalEntry(
        series=EntrySeries.MONEY,
        kind="purchase_funding",
        effective_on=purchase.on,
        narration=(
            f"{purchase.merchant.name}承担消费积分 {worth.points} 分，每分 {rate} 元：小票 "
            f"{purchase.receipt_no}"
        ),
        lines=(
            debit(MERCHANT_PAYABLE, worth.payable_fen, Currency.CNY, dimensions=about),
            credit(RESERVE, worth.payable_fen, Currency.CNY),
        ),
        source=purchase.source,
        documents=purchase.documents,
        rule_version=worth.rule_version,
    )
