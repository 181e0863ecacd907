"""What an order comes to, and why one is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.redemption.rules import (
    LARGEST_ORDER_POINTS,
    Item,
    ItemBelongsToAnotherMerchant,
    ItemIsNotOnSale,
    Merchant,
    OrderIsTooLarge,
    RequestedLine,
    Settlement,
    StockIsTooLow,
    payable_fen,
    price_order,
)

STORE = Merchant(1, "M01", "红邻积分超市", Settlement.GOODS, 100)
CANTEEN = Merchant(4, "M04", "社区食堂", Settlement.CASH, 80)

RICE = Item(1, 1, "S001", "东北大米5kg", "袋", 44, 4380, True, 2)
SOAP = Item(3, 1, "S003", "肥皂", "块", 15, 450, True, 200)
CUP = Item(4, 1, "S004", "保温杯", "个", 20, 1990, False, 25)
LUNCH = Item(7, 4, "S007", "社区食堂午餐", "份", 10, 800, True, None)
ITEMS = {item.item_id: item for item in (RICE, SOAP, CUP, LUNCH)}


def order_of(merchant: Merchant, *lines: tuple[int, int]) -> object:
    return price_order(merchant, ITEMS, [RequestedLine(*line) for line in lines])


@pytest.mark.parametrize(
    "merchant, lines, points, payable, cost",
    [
        (STORE, [(1, 1)], 44, None, 4380),
        (STORE, [(1, 2), (3, 3)], 133, None, 10110),
        (STORE, [(3, 1), (3, 2)], 45, None, 1350),
        (CANTEEN, [(7, 1)], 10, 800, 0),
        (CANTEEN, [(7, 9)], 90, 7200, 0),
        (CANTEEN, [(7, 5_000)], 50_000, 4_000_000, 0),
    ],
)
def test_an_order_is_priced(
    merchant: Merchant, lines: list[tuple[int, int]], points: int, payable: int | None, cost: int
) -> None:
    order = price_order(merchant, ITEMS, [RequestedLine(*line) for line in lines])
    assert (order.points, order.payable_fen, order.cost_fen) == (points, payable, cost)
    assert len({line.item.item_id for line in order.lines}) == len(order.lines)


@pytest.mark.parametrize(
    "merchant, lines, refusal, code",
    [
        (STORE, [(99, 1)], ObjectIsNotHere, "object_is_not_here"),
        (STORE, [(7, 1)], ItemBelongsToAnotherMerchant, "item_belongs_to_another_merchant"),
        (CANTEEN, [(1, 1)], ItemBelongsToAnotherMerchant, "item_belongs_to_another_merchant"),
        (STORE, [(4, 1)], ItemIsNotOnSale, "item_is_not_on_sale"),
        (STORE, [(1, 3)], StockIsTooLow, "stock_is_too_low"),
        (STORE, [(1, 1), (1, 2)], StockIsTooLow, "stock_is_too_low"),
        (CANTEEN, [(7, 100_001)], OrderIsTooLarge, "order_is_too_large"),
        # The documented order: here, this merchant's, on sale, size, stock.
        (STORE, [(1, 3), (99, 1)], ObjectIsNotHere, "object_is_not_here"),
        (STORE, [(1, 3), (4, 1)], ItemIsNotOnSale, "item_is_not_on_sale"),
        (STORE, [(1, 100_000)], OrderIsTooLarge, "order_is_too_large"),
    ],
)
def test_an_order_is_refused(
    merchant: Merchant, lines: list[tuple[int, int]], refusal: type[Refusal], code: str
) -> None:
    with pytest.raises(refusal) as caught:
        order_of(merchant, *lines)
    assert caught.value.code == code
    assert caught.value.sentence.endswith("。")


def test_stock_that_is_too_low_says_how_much_there_is() -> None:
    with pytest.raises(StockIsTooLow) as caught:
        order_of(STORE, (1, 3))
    assert caught.value.details == {"item_id": 1, "in_stock": 2, "quantity": 3}
    assert "只剩 2 袋" in caught.value.sentence


def test_the_last_one_in_stock_can_be_had() -> None:
    order = price_order(STORE, ITEMS, [RequestedLine(1, 2)])
    assert order.points == 88


@given(st.integers(1, LARGEST_ORDER_POINTS), st.integers(1, 100_000))
def test_a_payable_is_exact_and_adds_up(points: int, rate: int) -> None:
    """Paying a merchant order by order or once for all comes to the same fen."""
    whole = payable_fen(points, rate_fen_per_point=rate)
    assert isinstance(whole, int)
    first = points // 3
    parts = [first, points - first]
    assert sum(payable_fen(part, rate_fen_per_point=rate) for part in parts) == whole
    assert whole // rate == points


@given(st.lists(st.tuples(st.sampled_from([1, 3]), st.integers(1, 2)), min_size=1, max_size=12))
def test_an_order_of_goods_never_exceeds_stock(lines: list[tuple[int, int]]) -> None:
    requested = [RequestedLine(*line) for line in lines]
    rice = sum(line.quantity for line in requested if line.item_id == RICE.item_id)
    if rice > 2:
        with pytest.raises(StockIsTooLow):
            price_order(STORE, ITEMS, requested)
        return
    order = price_order(STORE, ITEMS, requested)
    assert order.points == sum(q * ITEMS[i].points_price for i, q in lines)
    assert order.cost_fen == sum(q * ITEMS[i].market_price_fen for i, q in lines)
