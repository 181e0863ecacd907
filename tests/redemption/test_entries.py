"""The accounting of a redemption, line by line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.bookkeeping.entry import JournalEntry
from ledger.chart.seed import seed_chart
from ledger.points.entries import spend_entry
from ledger.redemption.entries import (
    accounts_touched,
    money_entry,
    opening_stock_entry,
    spend_order,
)
from ledger.redemption.rules import Item, Merchant, Order, OrderLine, Settlement

DAY = date(2026, 6, 18)
STORE = Merchant(1, "M01", "红邻积分超市", Settlement.GOODS, 100)
CANTEEN = Merchant(4, "M04", "社区食堂", Settlement.CASH, 80)
RICE = Item(1, 1, "S001", "东北大米5kg", "袋", 44, 4380, True, 40)
SOAP = Item(3, 1, "S003", "肥皂", "块", 15, 450, True, 200)
LUNCH = Item(7, 4, "S007", "社区食堂午餐", "份", 10, 800, True, None)


def entries_of(order: Order) -> tuple[JournalEntry, JournalEntry | None]:
    wanted = spend_order(
        order, estate_id=5, redemption_id=42, resident_id=17, on=DAY, rule_version="shuxiangyuan/1"
    )
    money = money_entry(order, redemption_id=42, on=DAY, rule_version="shuxiangyuan/1")
    return spend_entry(wanted), money


def lines_of(entry: JournalEntry) -> list[str]:
    return [
        f"{line.side.word} {line.account_code} {line.holder or '-'} {line.amount} "
        f"{line.currency} m{line.dimensions.merchant_id}"
        for line in entry.lines
    ]


def test_a_partner_merchants_redemption() -> None:
    points, money = entries_of(Order(CANTEEN, (OrderLine(LUNCH, 3),)))
    assert money is not None
    assert lines_of(points) == [
        "借 P2101 resident:17 30 PTS m4",
        "贷 P2201 - 30 PTS m4",
    ]
    assert lines_of(money) == [
        "借 5104001 - 2400 CNY m4",
        "贷 2202001 - 2400 CNY m4",
    ]
    assert (points.kind, money.kind) == ("redemption", "redemption_payable")
    assert points.narration == "兑换 社区食堂午餐 3 份（社区食堂）"
    assert money.narration == "应付兑换款 30 分，每分 0.80 元：社区食堂午餐 3 份（社区食堂）"
    assert points.source == money.source == "redemption:42"
    assert points.rule_version == money.rule_version == "shuxiangyuan/1"


def test_a_redemption_at_the_estates_own_store() -> None:
    points, money = entries_of(Order(STORE, (OrderLine(RICE, 1), OrderLine(SOAP, 2))))
    assert money is not None
    assert lines_of(points) == [
        "借 P2101 resident:17 74 PTS m1",
        "贷 P3104 - 74 PTS m1",
    ]
    assert lines_of(money) == [
        "借 5104002 - 5280 CNY m1",
        "贷 1201001 - 5280 CNY m1",
    ]
    assert money.kind == "redemption_goods"
    assert money.narration == "兑换出库 东北大米5kg 1 袋、肥皂 2 块（红邻积分超市）"


def test_goods_that_cost_nothing_move_no_money() -> None:
    gift = Item(9, 1, "S009", "捐赠文具", "套", 5, 0, True, 10)
    _, money = entries_of(Order(STORE, (OrderLine(gift, 2),)))
    assert money is None


def test_a_long_order_is_said_in_a_few_words() -> None:
    items = [Item(n, 1, f"S{n}", f"货{n}", "个", 1, 1, True, 9) for n in range(1, 6)]
    points, _ = entries_of(Order(STORE, tuple(OrderLine(item, 1) for item in items)))
    assert points.narration == "兑换 货1 1 个、货2 1 个、货3 1 个 等 5 种（红邻积分超市）"


def test_the_first_count_of_goods() -> None:
    entry = opening_stock_entry(
        100, merchant_id=1, merchant_name="红邻积分超市", items=5, on=DAY, source="catalogue:M01:ab"
    )
    assert lines_of(entry) == ["借 1201001 - 100 CNY m1", "贷 3101001 - 100 CNY mNone"]
    assert entry.kind == "stocktake"


@pytest.mark.parametrize("settlement", Settlement)
def test_what_is_locked_is_what_is_written(settlement: Settlement) -> None:
    merchant = Merchant(1, "M", "店", settlement, 80)
    item = Item(1, 1, "S", "货", "个", 7, 300, True, None)
    points, money = entries_of(Order(merchant, (OrderLine(item, 2),)))
    assert money is not None
    written = {(line.account_code, line.holder) for e in (points, money) for line in e.lines}
    assert written == set(accounts_touched(settlement, holder="resident:17"))


@pytest.mark.parametrize("settlement", Settlement)
def test_the_chart_has_the_accounts_and_their_dimensions(settlement: Settlement) -> None:
    chart = {account.code: account for account in seed_chart()}
    merchant = Merchant(1, "M", "店", settlement, 80)
    item = Item(1, 1, "S", "货", "个", 7, 300, True, None)
    for entry in entries_of(Order(merchant, (OrderLine(item, 2),))):
        assert entry is not None
        for line in entry.lines:
            account = chart[line.account_code]
            assert account.is_postable
            assert account.currency is line.currency
            for dimension in account.required_dimensions:
                assert getattr(line.dimensions, f"{dimension}_id") is not None


@given(
    st.sampled_from(Settlement),
    st.integers(1, 100_000),
    st.lists(
        st.tuples(st.integers(1, 1000), st.integers(0, 10**6), st.integers(1, 99)),
        min_size=1,
        max_size=8,
    ),
)
def test_points_and_money_always_balance_and_agree_with_the_order(
    settlement: Settlement, rate: int, goods: list[tuple[int, int, int]]
) -> None:
    merchant = Merchant(1, "M", "店", settlement, rate)
    lines = tuple(
        OrderLine(Item(n, 1, f"S{n}", "货", "个", points, fen, True, None), quantity)
        for n, (points, fen, quantity) in enumerate(goods, start=1)
    )
    order = Order(merchant, lines)
    points, money = entries_of(order)
    assert points.total == sum(p * q for p, _, q in goods)
    assert all(amount > 0 for amount in (line.amount for line in points.lines))
    if settlement is Settlement.CASH:
        assert money is not None
        assert money.total == points.total * rate == order.payable_fen
    else:
        cost = sum(fen * q for _, fen, q in goods)
        assert (money.total if money else 0) == cost == order.cost_fen
