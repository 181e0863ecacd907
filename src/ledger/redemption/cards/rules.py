"""What a PIN may be, which state of a card follows which, and what a card spends in a day.

Pure decisions; the database keeps the same in `migrations/versions/0021_cards.sql`.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from enum import StrEnum

from ledger.errors import JsonValue, Refusal

PIN_DIGITS = 6
PIN_FAILURES_ALLOWED = 5
"""So many wrong PINs within fifteen minutes lock a card, wherever they are tried."""
BATCH_CARDS_MAX = 500


class CardState(StrEnum):
    """Where a card stands; the number of a dead one never means anything again."""

    BLANK = "blank"
    ACTIVE = "active"
    LOCKED = "locked"
    BLOCKED = "blocked"
    DEAD = "dead"

    @property
    def chinese_title(self) -> str:
        return _STATES[self]


_STATES = {
    CardState.BLANK: "空白卡",
    CardState.ACTIVE: "使用中",
    CardState.LOCKED: "密码锁住",
    CardState.BLOCKED: "已挂失",
    CardState.DEAD: "已作废",
}


class CardChange(StrEnum):
    """What happens to a card."""

    MADE = "made"
    BOUND = "bound"
    PIN_SET = "pin_set"
    LOCKED = "locked"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    REPLACED = "replaced"
    VOIDED = "voided"

    @property
    def chinese_title(self) -> str:
        return _CHANGES[self][0]


_IN_HAND = (CardState.ACTIVE, CardState.LOCKED, CardState.BLOCKED)
_CHANGES: dict[CardChange, tuple[str, tuple[CardState, ...], CardState]] = {
    CardChange.MADE: ("制作", (), CardState.BLANK),
    CardChange.BOUND: ("发给住户", (CardState.BLANK,), CardState.ACTIVE),
    CardChange.PIN_SET: ("设密码", (CardState.ACTIVE, CardState.LOCKED), CardState.ACTIVE),
    CardChange.LOCKED: ("密码输错，锁住", (CardState.ACTIVE,), CardState.LOCKED),
    CardChange.BLOCKED: ("挂失", (CardState.ACTIVE, CardState.LOCKED), CardState.BLOCKED),
    CardChange.UNBLOCKED: ("找回，恢复使用", (CardState.BLOCKED,), CardState.ACTIVE),
    CardChange.REPLACED: ("补发新卡，旧卡作废", _IN_HAND, CardState.DEAD),
    CardChange.VOIDED: ("作废", (CardState.BLANK, *_IN_HAND), CardState.DEAD),
}


class CardIsInAnotherState(Refusal):
    """The card is not in a state from which this can be done; `state` says in which it is."""

    code = "card_is_in_another_state"


class PinIsTooWeak(Refusal):
    """What a stranger tries first: a row, a repetition, a birthday, digits printed on the card."""

    code = "pin_is_too_weak"
    status = 400


class PinsDiffer(Refusal):
    """The two entries are not the same."""

    code = "pins_differ"
    status = 400

    def __init__(self) -> None:
        super().__init__(
            "两次输入的密码不一样，请本人重新输入两次。",
            fields=[{"field": "pin_again", "message": "两次要一样"}],
        )


class CardLimitIsReached(Refusal):
    """The cards of a person spend no more a day than the estate lets them; `points_left` say."""

    code = "card_limit_is_reached"


def state_after(state: CardState, change: CardChange) -> CardState:
    """Return the state that follows; raises `CardIsInAnotherState`."""
    title, before, after = _CHANGES[change]
    if state not in before:
        raise CardIsInAnotherState(
            f"这张卡现在“{state.chinese_title}”，不能办理“{title}”，请刷新页面再看。",
            state=state.value,
        )
    return after


_ANOTHER_PIN: JsonValue = [{"field": "pin", "message": "请换一个密码"}]


def check_new_pin(pin: str, pin_again: str, *, last_four: str, born_on: date | None) -> str:
    """Return the six digits that a holder chose; raises `PinsDiffer` and `PinIsTooWeak`.

    `born_on` is the holder's birthday where it is known; dates that are anybody's are refused
    anyway.
    """
    digits = read_pin(pin)
    if digits != read_pin(pin_again):
        raise PinsDiffer
    if len(digits) != PIN_DIGITS or not digits.isascii() or not digits.isdigit():
        raise PinIsTooWeak(f"密码要 {PIN_DIGITS} 位数字，请重新输入。", fields=_ANOTHER_PIN)
    if _is_pattern(digits):
        raise PinIsTooWeak(
            "这个密码太容易猜到（连号、重号或常见数字），请换一个。", fields=_ANOTHER_PIN
        )
    if _is_date(digits) or (born_on is not None and digits in _birthday_digits(born_on)):
        raise PinIsTooWeak("密码不要用生日或日期，请换一个。", fields=_ANOTHER_PIN)
    if last_four in digits:
        raise PinIsTooWeak("密码不要用卡号上的数字，请换一个。", fields=_ANOTHER_PIN)
    return digits


def read_pin(given: str) -> str:
    """Return what was typed as plain digits; input methods may send full-width ones."""
    return unicodedata.normalize("NFKC", given).strip()


_ON_THE_KEYPAD = ("147258", "258369", "147369", "159357", "789456", "456123", "741852", "852963")
_SAID_ALOUD = ("520131", "131452", "168888", "888666", "666888", "518518", "584520")


def _is_pattern(digits: str) -> bool:
    """Rows, repetitions, pairs, and what people in China choose first."""
    steps = {(int(digits[place + 1]) - int(digits[place])) % 10 for place in range(PIN_DIGITS - 1)}
    halves_repeat = digits[:3] == digits[3:] or digits[:3] == digits[:2:-1]
    pairs = digits[::2] == digits[1::2] or digits[:2] == digits[2:4] == digits[4:]
    return (
        len(steps) == 1
        or len(set(digits)) < 3
        or halves_repeat
        or pairs
        or digits in _ON_THE_KEYPAD
        or digits[::-1] in _ON_THE_KEYPAD
        or digits in _SAID_ALOUD
    )


def _is_date(digits: str) -> bool:
    """Whether it reads as a birthday: year, month and day (510623), or year and month (195106)."""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if year in (19, 20) and 1 <= day <= 12:
        return True
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True


def _birthday_digits(born_on: date) -> set[str]:
    year, month, day = f"{born_on:%Y}", f"{born_on:%m}", f"{born_on:%d}"
    return {
        year[2:] + month + day,
        month + day + year[2:],
        day + month + year[2:],
        year + month,
        year + day,
        month + year,
        month + day + month,
        year + month.lstrip("0") + day.lstrip("0"),
    }


def check_card_day(*, points: int, points_max: int, points_spent: int) -> None:
    """Raise `CardLimitIsReached` when an order passes what cards of a person may spend today."""
    left = max(points_max - points_spent, 0)
    if points > left:
        raise CardLimitIsReached(
            f"刷卡每天最多用 {points_max} 分，今天还能用 {left} 分，这一单要 {points} 分。"
            "请减少商品，或请本人用手机付款码。",
            points_left=left,
            points_needed=points,
        )
