"""PINs, numbers, states and a day's points, decided without a database."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.redemption.cards.numbers import (
    NUMBER_DIGITS,
    CardNumberIsMistyped,
    card_number,
    read_card_number,
)
from ledger.redemption.cards.rules import (
    CardChange,
    CardIsInAnotherState,
    CardLimitIsReached,
    CardState,
    PinIsTooWeak,
    PinsDiffer,
    check_card_day,
    check_new_pin,
    state_after,
)
from ledger.redemption.codes import PayCodeIsMistyped, pay_code, read_pay_code

BORN_ON = date(1951, 6, 23)
random_14 = st.text("0123456789", min_size=14, max_size=14)
six_digits = st.text("0123456789", min_size=6, max_size=6)
full_width = str.maketrans("0123456789", "０１２３４５６７８９")


def accepts(pin: str, *, last_four: str = "4821", born_on: date | None = BORN_ON) -> bool:
    try:
        check_new_pin(pin, pin, last_four=last_four, born_on=born_on)
    except PinIsTooWeak:
        return False
    return True


# Numbers ----------------------------------------------------------------------------------------


@given(random_14)
def test_a_number_is_read_as_it_was_made_however_it_is_typed(digits: str) -> None:
    number = card_number(digits)
    assert len(number) == NUMBER_DIGITS == 16
    groups = " ".join(number[at : at + 4] for at in range(0, 16, 4))
    for typed in (number, number + "\r", groups, groups.replace(" ", "-"),
                  number.translate(full_width), f"\ufeff{number}\n"):  # fmt: skip
        assert read_card_number(typed) == number


@given(random_14, st.text("0123456789", min_size=17, max_size=17))
def test_a_card_is_no_pay_code_and_a_pay_code_no_card(of_card: str, of_code: str) -> None:
    with pytest.raises(PayCodeIsMistyped):
        read_pay_code(card_number(of_card))
    code = pay_code(of_code)
    for part in (code, code[:16], code[4:]):
        if part.startswith("8") and len(part) == 16:
            continue
        with pytest.raises(CardNumberIsMistyped):
            read_card_number(part)


@given(random_14, st.integers(0, 15), st.integers(1, 9))
def test_every_wrong_digit_is_found(digits: str, place: int, shift: int) -> None:
    number = card_number(digits)
    wrong = str((int(number[place]) + shift) % 10)
    with pytest.raises(CardNumberIsMistyped):
        read_card_number(number[:place] + wrong + number[place + 1 :])


# PINs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pin",
    [
        "123456", "654321", "012345", "890123", "111111", "000000", "121212", "112233", "123123",
        "123321", "888888", "147258", "520131", "135791", "111222", "100001",
        # Birthdays: year, month, day; day first; year and month; and anybody's.
        "510623", "062351", "230651", "195106", "061951", "880229", "990101", "197512",
        # Digits of the card.
        "948213", "482107", "304821",
    ],
)  # fmt: skip
def test_what_a_stranger_tries_first_is_refused(pin: str) -> None:
    assert not accepts(pin)


@pytest.mark.parametrize("pin", ["407285", "935062", "715938", "280461", "604819"])
def test_an_ordinary_pin_is_taken(pin: str) -> None:
    assert accepts(pin)
    assert accepts(pin.translate(full_width))


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "40728a", "4072 5", "四零七二八五"])
def test_a_pin_is_six_digits(pin: str) -> None:
    assert not accepts(pin)


@given(six_digits)
def test_both_entries_are_the_same(pin: str) -> None:
    other = pin[:-1] + str((int(pin[-1]) + 1) % 10)
    with pytest.raises(PinsDiffer):
        check_new_pin(pin, other, last_four="4821", born_on=None)


@given(st.dates(date(1920, 1, 1), date(2020, 12, 31)))
def test_nobodys_birthday_is_a_pin_though_it_is_not_known(born_on: date) -> None:
    assert not accepts(f"{born_on:%y%m%d}", born_on=None)
    assert not accepts(f"{born_on:%Y%m}", born_on=None)
    for written in ("%y%m%d", "%m%d%y", "%d%m%y", "%Y%m", "%m%Y"):
        assert not accepts(born_on.strftime(written), born_on=born_on)


@given(six_digits, st.integers(0, 9))
def test_a_pin_and_the_same_pin_a_little_further_on_are_judged_alike_as_patterns(
    pin: str, shift: int
) -> None:
    """Rows and repetitions stay what they are when every digit is raised by as much."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    moved = "".join(str((int(digit) + shift) % 10) for digit in pin)
    if len(steps) == 1 or len(set(pin)) < 3:
        assert not accepts(moved, born_on=None, last_four="xxxx")


def test_most_pins_are_left_to_choose_from() -> None:
    taken = sum(accepts(f"{n:06d}") for n in range(0, 1_000_000, 37))
    assert taken > 0.9 * len(range(0, 1_000_000, 37))


# States -----------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(CardChange), max_size=12))
def test_a_dead_card_stays_dead_and_a_bound_one_is_never_blank(changes: list[CardChange]) -> None:
    state = CardState.BLANK
    was_bound = was_dead = False
    for change in changes:
        try:
            after = state_after(state, change)
        except CardIsInAnotherState:
            continue
        assert not was_dead
        if state is CardState.BLOCKED and after is CardState.ACTIVE:
            assert change is CardChange.UNBLOCKED
        if state is CardState.LOCKED and after is CardState.ACTIVE:
            assert change is CardChange.PIN_SET
        state = after
        was_bound = was_bound or state is CardState.ACTIVE
        was_dead = state is CardState.DEAD
        assert not (was_bound and state is CardState.BLANK)


# A day's points ---------------------------------------------------------------------------------


@given(st.integers(0, 200), st.lists(st.integers(1, 90), max_size=20), st.integers(0, 50))
def test_a_days_redemptions_never_pass_its_points(
    points_max: int, orders: list[int], spent_before: int
) -> None:
    spent = spent_before
    for points in orders:
        if spent + points <= points_max:
            check_card_day(points=points, points_max=points_max, points_spent=spent)
            spent += points
            continue
        with pytest.raises(CardLimitIsReached) as refused:
            check_card_day(points=points, points_max=points_max, points_spent=spent)
        left = max(points_max - spent, 0)
        assert refused.value.details == {"points_left": left, "points_needed": points}
    assert spent <= max(points_max, spent_before)


def test_the_limit_of_a_day_ends_with_midnight() -> None:
    """The rule knows no date: who asks says what was spent on it."""
    today = date(2026, 6, 18)
    spent = {today: 100}
    check_card_day(points=1, points_max=100, points_spent=spent.get(today + timedelta(days=1), 0))
    with pytest.raises(CardLimitIsReached):
        check_card_day(points=1, points_max=100, points_spent=spent[today])
