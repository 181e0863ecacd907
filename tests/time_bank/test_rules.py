"""What is deposited, what lies beyond the cap, and to whom one gives, without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.bookkeeping.currency import Currency
from ledger.time_bank.entries import Deposit, deposit_entry, donation_entry, gift_entry
from ledger.time_bank.rules import (
    GiftOfMinutesIsToOneself,
    NothingBeyondTheCap,
    NothingToDeposit,
    Portion,
    Service,
    TakerIsNoRelative,
    TimeBankIsFull,
    TimeBankNeedsAdult,
    check_adult,
    check_gift,
    portions,
    portions_to_donate,
    portions_to_save,
    room_left,
)

DAY = date(2026, 6, 18)
SERVICES = st.lists(
    st.builds(
        Service,
        service_record_id=st.integers(1, 10**6),
        activity=st.just("巡楼"),
        served_on=st.just(DAY),
        service_minutes=st.integers(0, 720),
        deposited_minutes=st.integers(0, 720),
        ever_deposited=st.integers(0, 2000),
    ),
    max_size=12,
)


def service(minutes: int, *, deposited: int = 0) -> Service:
    return Service(7, "巡楼", DAY, minutes, deposited, deposited)


@given(SERVICES, st.integers(0, 5000))
def test_no_minute_is_taken_twice_and_none_that_was_not_served(
    services: list[Service], most: int
) -> None:
    taken = portions(services, minutes_max=most)
    left = sum(each.minutes_left for each in services)
    assert sum(each.minutes for each in taken) == min(most, left)
    for each in taken:
        assert each.minutes > 0
        assert each.from_minute == each.service.ever_deposited
        assert each.service.deposited_minutes + each.minutes <= each.service.service_minutes


@given(SERVICES, st.integers(0, 4000), st.integers(0, 4000))
def test_saving_and_donating_share_what_is_left_between_them(
    services: list[Service], saved: int, most: int
) -> None:
    left = sum(each.minutes_left for each in services)
    room = room_left(saved_minutes=saved, lifetime_max=most)
    assert saved + room <= max(saved, most)
    if left and room:
        wanted = portions_to_save(services, saved_minutes=saved, lifetime_max=most)
        assert sum(each.minutes for each in wanted) == min(room, left)
        with pytest.raises(NothingBeyondTheCap):
            portions_to_donate(services, saved_minutes=saved, lifetime_max=most)
    elif left:
        with pytest.raises(TimeBankIsFull):
            portions_to_save(services, saved_minutes=saved, lifetime_max=most)
        wanted = portions_to_donate(services, saved_minutes=saved, lifetime_max=most)
        assert sum(each.minutes for each in wanted) == left
    else:
        with pytest.raises(NothingToDeposit):
            portions_to_save(services, saved_minutes=saved, lifetime_max=most)
        with pytest.raises(NothingBeyondTheCap):
            portions_to_donate(services, saved_minutes=saved, lifetime_max=most)


def test_a_service_corrected_below_its_deposit_has_nothing_left() -> None:
    assert service(30, deposited=60).minutes_left == 0


def test_gifts_go_to_relatives_and_not_to_oneself() -> None:
    check_gift(giver_id=1, taker_id=2, relatives=frozenset({2}))
    with pytest.raises(GiftOfMinutesIsToOneself):
        check_gift(giver_id=1, taker_id=1, relatives=frozenset({1}))
    with pytest.raises(TakerIsNoRelative):
        check_gift(giver_id=1, taker_id=3, relatives=frozenset({2}))
    with pytest.raises(TimeBankNeedsAdult):
        check_adult(is_child=True)
    check_adult(is_child=False)


@given(st.integers(1, 720), st.integers(0, 100), st.booleans())
def test_no_entry_touches_the_hours_served(minutes: int, begins: int, to_pool: bool) -> None:
    portion = Portion(service(begins + minutes, deposited=begins), begins, minutes)
    entries = [
        deposit_entry(Deposit(5, portion, to_pool, DAY)),
        gift_entry(giver_id=5, taker_id=6, minutes=minutes, on=DAY),
        donation_entry(resident_id=5, minutes=minutes, on=DAY),
    ]
    for entry in entries:
        assert {line.account_code for line in entry.lines} <= {"M1102", "M2102", "M2301"}
        assert {line.currency for line in entry.lines} == {Currency.MIN}
        assert sum(line.signed_amount for line in entry.lines) == 0
