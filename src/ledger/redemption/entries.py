"""The accounting of a redemption, on one page.

Points leave the resident for good. At a partner merchant they wait for settlement (P2201) and
the merchant is owed money; at the estate's own store they end at once (P3104) and the goods
become an expense at what they are carried at. A merchant never holds points (中国人民银行法
§20): what it is owed is fen, at the rate frozen on the order.
"""

from __future__ import annotations

from datetime import date

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import (
    Dimensions,
    EntryLine,
    JournalEntry,
    credit,
    debit,
    format_minor,
)
from ledger.points.deductions.entries import MERCHANT_PAYABLE
from ledger.points.entries import SpendOrder, wallet_of
from ledger.redemption.rules import Order, Settlement

AWAITING_SETTLEMENT = "P2201"
"""已核销待结算."""
GOODS_RETIRED = "P3104"
"""实物注销."""
SETTLEMENT_EXPENSE = "5104001"
"""积分兑换支出-商户结算."""
GOODS_EXPENSE = "5104002"
"""积分兑换支出-实物."""
STORE_GOODS = "1201001"
"""积分超市物资-购入."""
PUBLIC_REVENUE_SURPLUS = "3101001"
"""公共收益结余."""

BY_CARD = "，凭卡"
"""What the words of a points entry end with, before the bracket, where a card was used."""


def accounts_touched(settlement: Settlement, *, holder: str) -> list[tuple[str, str]]:
    """Return code and holder of every account that a redemption writes to.

    They are locked together before anything is read: locking some now and some while posting
    would let two redemptions wait for each other.
    """
    wallet = (wallet_of(holder), holder)
    if settlement is Settlement.CASH:
        return [wallet, (AWAITING_SETTLEMENT, ""), (SETTLEMENT_EXPENSE, ""), (MERCHANT_PAYABLE, "")]
    return [wallet, (GOODS_RETIRED, ""), (GOODS_EXPENSE, ""), (STORE_GOODS, "")]


def spend_order(
    order: Order,
    *,
    estate_id: int,
    redemption_id: int,
    resident_id: int,
    on: date,
    rule_version: str,
    by_card: bool = False,
    household_id: int | None = None,
) -> SpendOrder:
    """Return what is asked of the resident's or household's wallet; no words name the resident."""
    cash = order.merchant.settlement is Settlement.CASH
    return SpendOrder(
        estate_id=estate_id,
        resident_id=resident_id,
        points=order.points,
        to_account=AWAITING_SETTLEMENT if cash else GOODS_RETIRED,
        kind="redemption",
        narration=f"兑换 {order_text(order, by_card=by_card)}",
        on=on,
        source=f"redemption:{redemption_id}",
        rule_version=rule_version,
        dimensions=Dimensions(merchant_id=order.merchant.merchant_id),
        household_id=household_id,
    )


def money_entry(
    order: Order, *, redemption_id: int, on: date, rule_version: str
) -> JournalEntry | None:
    """Return the entry of the money side, None where nothing is owed and the goods cost nothing."""
    about = Dimensions(merchant_id=order.merchant.merchant_id)
    lines: tuple[EntryLine, EntryLine]
    if order.payable_fen is not None:
        kind = "redemption_payable"
        rate = order.merchant.rate_fen_per_point
        worth = format_minor(rate, Currency.CNY)
        narration = f"应付兑换款 {order.points} 分，每分 {worth} 元：{order_text(order)}"
        lines = (
            debit(SETTLEMENT_EXPENSE, order.payable_fen, Currency.CNY, dimensions=about),
            credit(MERCHANT_PAYABLE, order.payable_fen, Currency.CNY, dimensions=about),
        )
    elif order.cost_fen:
        kind = "redemption_goods"
        narration = f"兑换出库 {order_text(order)}"
        lines = (
            debit(GOODS_EXPENSE, order.cost_fen, Currency.CNY, dimensions=about),
            credit(STORE_GOODS, order.cost_fen, Currency.CNY, dimensions=about),
        )
    else:
        return None
    return JournalEntry(
        series=EntrySeries.MONEY,
        kind=kind,
        effective_on=on,
        narration=narration,
        lines=lines,
        source=f"redemption:{redemption_id}",
        rule_version=rule_version,
    )


def opening_stock_entry(
    amount_fen: int, *, merchant_id: int, merchant_name: str, items: int, on: date, source: str
) -> JournalEntry:
    """Return the entry that takes a store's first count of goods into the books at market price."""
    about = Dimensions(merchant_id=merchant_id)
    return JournalEntry(
        series=EntrySeries.MONEY,
        kind="stocktake",
        effective_on=on,
        narration=f"{merchant_name}期初盘点入账，{items} 种商品按市价",
        lines=(
            debit(STORE_GOODS, amount_fen, Currency.CNY, dimensions=about),
            credit(PUBLIC_REVENUE_SURPLUS, amount_fen, Currency.CNY),
        ),
        source=source,
    )


def order_text(order: Order, *, by_card: bool = False) -> str:
    """Write an order in a few words: `东北大米5kg 1 袋、肥皂 2 块（红邻积分超市，凭卡）`."""
    named = [f"{line.item.name} {line.quantity} {line.item.unit}" for line in order.lines[:3]]
    more = f" 等 {len(order.lines)} 种" if len(order.lines) > 3 else ""
    return "、".join(named) + more + f"（{order.merchant.name}{BY_CARD if by_card else ''}）"
