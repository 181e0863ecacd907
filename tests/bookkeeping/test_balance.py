"""Balances move by signed amounts, and a floor stops what would go below it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.bookkeeping.account import Account, AccountType
from ledger.bookkeeping.balance import (
    LARGEST_BALANCE,
    Balance,
    BalanceIsTooLarge,
    BalanceIsTooLow,
    available,
    check_floor,
)
from ledger.bookkeeping.currency import LARGEST_AMOUNT, Currency

CASH = Account(1, "1001", Currency.CNY, AccountType.ASSET, floor=0)
WALLET = Account(2, "P2101", Currency.PTS, AccountType.HOLDING, floor=0)
HOURS = Account(3, "M2101", Currency.MIN, AccountType.HOLDING, floor=0)
WEAR = Account(4, "1502", Currency.CNY, AccountType.ASSET, contra=True, floor=0)


@pytest.mark.parametrize(
    "account, posted, held, left",
    [
        (CASH, 500, 0, 500),
        (CASH, 500, 200, 300),
        (CASH, -500, 0, -500),
        (WALLET, -44, 0, 44),
        (WALLET, -44, 44, 0),
        (WALLET, 44, 0, -44),
        (WEAR, -900, 0, 900),
    ],
)
def test_what_can_leave_is_counted_on_the_normal_side(
    account: Account, posted: int, held: int, left: int
) -> None:
    assert available(account, Balance(posted, held)) == left


# account, posted before, held, signed amount, what is short (None: let through)
FLOORS = [
    (CASH, 500, 0, -500, None),
    (CASH, 500, 0, -501, 1),
    (CASH, 500, 100, -401, 1),
    (CASH, 500, 100, -400, None),
    (WALLET, -44, 0, 44, None),
    (WALLET, -44, 0, 45, 1),
    (WALLET, -44, 10, 40, 6),
    # An account that is too low already may rise, and may not fall further.
    (CASH, -300, 0, 100, None),
    (CASH, -300, 0, -1, 301),
    (WALLET, 9, 0, -4, None),
    # Depreciation stands on the credit side.
    (WEAR, -10, 0, 10, None),
    (WEAR, -10, 0, 11, 1),
]


@pytest.mark.parametrize("account, posted, held, change, short", FLOORS)
def test_no_balance_falls_below_its_floor(
    account: Account, posted: int, held: int, change: int, short: int | None
) -> None:
    before = Balance(posted, held, version=3)
    after = before.after(change)
    assert (after.posted, after.held, after.version) == (posted + change, held, 4)
    if short is None:
        check_floor(account, before, after)
    else:
        with pytest.raises(BalanceIsTooLow) as caught:
            check_floor(account, before, after)
        assert caught.value.details == {"account_code": account.code, "short": short}


@pytest.mark.parametrize(
    "account, sentence",
    [
        (CASH, "科目 1001 的可用余额不足，还差 0.07 元，没有入账。"),
        (WALLET, "科目 P2101 的可用余额不足，还差 7 分，没有入账。"),
        (HOURS, "科目 M2101 的可用余额不足，还差 7 分钟，没有入账。"),
    ],
)
def test_the_refusal_counts_in_the_accounts_own_unit(account: Account, sentence: str) -> None:
    with pytest.raises(BalanceIsTooLow) as caught:
        check_floor(account, Balance(), Balance().after(-7 * account.normal_side))
    assert caught.value.sentence == sentence


def test_an_account_without_a_floor_may_go_to_either_side() -> None:
    free = Account(9, "1121001", Currency.CNY, AccountType.ASSET)
    check_floor(free, Balance(), Balance(-(10**12), 5, 1))


@given(
    st.sampled_from([CASH, WALLET, WEAR]),
    st.lists(st.integers(-1000, 1000).filter(bool), max_size=30),
)
def test_a_balance_that_began_at_its_floor_is_never_seen_below_it(
    account: Account, changes: list[int]
) -> None:
    balance = Balance()
    passed = 0
    for change in changes:
        after = balance.after(change)
        try:
            check_floor(account, balance, after)
        except BalanceIsTooLow:
            assert available(account, after) < 0
            continue
        balance, passed = after, passed + 1
        assert available(account, balance) >= 0
    assert balance.version == passed


@pytest.mark.parametrize("sign", [1, -1])
def test_a_balance_that_64_bits_do_not_hold_is_refused(sign: int) -> None:
    nearly = Balance(sign * (LARGEST_BALANCE - LARGEST_AMOUNT))
    full = nearly.after(sign * LARGEST_AMOUNT)
    assert abs(full.posted) == LARGEST_BALANCE
    with pytest.raises(BalanceIsTooLarge):
        full.after(sign)
