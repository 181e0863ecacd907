"""What may be redeemed at the counter, and what it comes to: pure decisions.

The order of checks is: the item is here, it is this merchant's, it is on sale, the order is not
larger than a counter's order can be, there is enough in stock; then `ledger.points` says whether
the resident has the points. The first that fails is the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ledger.errors import ObjectIsNotHere, Refusal

LARGEST_ORDER_POINTS = 1_000_000
"""Far above any basket; it keeps amounts inside what a book can hold."""


class ItemBelongsToAnotherMerchant(Refusal):
    """A merchant sells only its own goods: the payable would go to the wrong one."""

    code = "item_belongs_to_another_merchant"


class ItemIsNotOnSale(Refusal):
    code = "item_is_not_on_sale"


class OrderIsTooLarge(Refusal):
    code = "order_is_too_large"


class StockIsTooLow(Refusal):
    """There is less in stock than the order takes; `in_stock` says how much."""

    code = "stock_is_too_low"


class Settlement(StrEnum):
    """How the estate stands with a merchant for what its residents redeem there."""

    GOODS = "goods"
    """实物: the estate's own store hands over the estate's goods and is owed nothing."""
    CASH = "cash"
    """商户结算: a partner merchant is owed fen for points."""


@dataclass(frozen=True, slots=True)
class Merchant:
    """A place where points are redeemed; `rate_fen_per_point` is what a point is worth there."""

    merchant_id: int
    code: str
    name: str
    settlement: Settlement
    rate_fen_per_point: int


@dataclass(frozen=True, slots=True)
class Item:
    """Something a merchant gives for points; `stock` is None where nobody counts it."""

    item_id: int
    merchant_id: int
    sku: str
    name: str
    unit: str
    points_price: int
    market_price_fen: int
    is_on_sale: bool
    stock: int | None


@dataclass(frozen=True, slots=True)
class RequestedLine:
    item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One item of an order at the prices of the moment."""

    item: Item
    quantity: int

    @property
    def points(self) -> int:
        return self.quantity * self.item.points_price

    @property
    def cost_fen(self) -> int:
        """What the goods are carried at: their market price."""
        return self.quantity * self.item.market_price_fen


@dataclass(frozen=True, slots=True)
class Order:
    """What a redemption comes to at one merchant, its rate frozen."""

    merchant: Merchant
    lines: tuple[OrderLine, ...]
    points: int = field(init=False)
    """The sum of the lines, asked for a dozen times."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", sum(line.points for line in self.lines))

    @property
    def payable_fen(self) -> int | None:
        """What the merchant is owed, None at the estate's own store."""
        if self.merchant.settlement is Settlement.GOODS:
            return None
        return payable_fen(self.points, rate_fen_per_point=self.merchant.rate_fen_per_point)

    @property
    def cost_fen(self) -> int:
        """What the estate's own goods cost it; nothing at a partner merchant."""
        if self.merchant.settlement is Settlement.CASH:
            return 0
        return sum(line.cost_fen for line in self.lines)


def payable_fen(points: int, *, rate_fen_per_point: int) -> int:
    """Return what a merchant is owed for points, exact: rates are whole fen per point."""
    return points * rate_fen_per_point


def price_order(
    merchant: Merchant, items: Mapping[int, Item], requested: Sequence[RequestedLine]
) -> Order:
    """Return the order at today's prices; an item named twice is one line of the sum.

    `items` are the estate's items among the requested, with their stock as locked. Raises
    `ObjectIsNotHere`, `ItemBelongsToAnotherMerchant`, `ItemIsNotOnSale`, `OrderIsTooLarge` or
    `StockIsTooLow`, in this order for each item and in the order of the request.
    """
    quantities: dict[int, int] = {}
    for line in requested:
        quantities[line.item_id] = quantities.get(line.item_id, 0) + line.quantity
    lines = tuple(
        _priced(merchant, items.get(item_id), quantity) for item_id, quantity in quantities.items()
    )
    order = Order(merchant, lines)
    if order.points > LARGEST_ORDER_POINTS:
        raise OrderIsTooLarge(
            f"这一单共 {order.points} 分，超过一单能办理的上限，请核对数量。",
            points=order.points,
            points_at_most=LARGEST_ORDER_POINTS,
        )
    for priced in order.lines:
        _check_stock(priced)
    return order


def _priced(merchant: Merchant, item: Item | None, quantity: int) -> OrderLine:
    if item is None:
        raise ObjectIsNotHere("这件商品")
    if item.merchant_id != merchant.merchant_id:
        raise ItemBelongsToAnotherMerchant(
            f"“{item.name}”不是本店的商品，请从本店的商品里选。",
            item_id=item.item_id,
        )
    if not item.is_on_sale:
        raise ItemIsNotOnSale(f"“{item.name}”已经下架，请换一件。", item_id=item.item_id)
    return OrderLine(item, quantity)


def _check_stock(line: OrderLine) -> None:
    item = line.item
    if item.stock is not None and item.stock < line.quantity:
        raise StockIsTooLow(
            f"“{item.name}”只剩 {item.stock} {item.unit}，不够 {line.quantity} {item.unit}，"
            f"请减少数量或换一件。",
            item_id=item.item_id,
            in_stock=item.stock,
            quantity=line.quantity,
        )
