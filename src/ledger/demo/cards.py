"""Cards of the sample estate: a small batch, one with a PIN and one known by sight.

A card's number is in no database. The demo's numbers lie in a file beside its password, so that
`make run` can say them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import new_digits
from ledger.db.secret_files import secret_of
from ledger.demo.counter import people_of
from ledger.redemption.cards.batches import make_batch
from ledger.redemption.cards.numbers import RANDOM_DIGITS, card_number
from ledger.redemption.cards.operations import bind_card
from ledger.redemption.cards.rules import PinIsTooWeak, check_new_pin

SECRET_FILE = "demo-cards"  # noqa: S105
CARDS = 10
_REQUEST = "demo-cards"
# Whose the first two are; the others lie blank in the drawer.
_BY_PIN, _BY_SIGHT = "resident03", "resident04"


@dataclass(frozen=True, slots=True)
class DemoCards:
    """The numbers of the batch, and the PIN of its first card; the second is opened by sight."""

    numbers: tuple[str, ...]
    pin: str
    sight_name: str
    """Who the holder of the second card says to be."""


def _said(secrets_dir: Path) -> tuple[tuple[str, ...], str]:
    fresh = [card_number(new_digits(RANDOM_DIGITS)) for _ in range(CARDS)]
    *numbers, pin = secret_of(
        secrets_dir, SECRET_FILE, fresh=" ".join([*fresh, _good_pin(fresh[0])])
    ).split()
    return tuple(numbers), pin


def _good_pin(number: str) -> str:
    while True:
        pin = new_digits(6)
        try:
            return check_new_pin(pin, pin, last_four=number[-4:], born_on=None)
        except PinIsTooWeak:
            continue


async def hand_out_cards(conn: AsyncConnection, *, secrets_dir: Path, today: date) -> DemoCards:
    """Make the batch and hand out its first two cards, once; return what opens them."""
    numbers, pin = _said(secrets_dir)
    estate_id, people = await people_of(conn)
    by_pin, by_sight = people[_BY_PIN].resident_id, people[_BY_SIGHT].resident_id
    assert by_pin is not None
    assert by_sight is not None
    is_made = await conn.scalar(
        text("""select exists (select from card_batch
            where estate_id = :estate_id and request_key = :key)"""),
        {"estate_id": estate_id, "key": _REQUEST},
    )
    if not is_made:
        organiser = people["organiser"].user_id
        await make_batch(
            conn,
            estate_id=estate_id,
            numbers=list(numbers),
            request_key=_REQUEST,
            actor_user_id=organiser,
        )
        for number, resident_id, pins, reason in (
            (numbers[0], by_pin, (pin, pin), "本人到服务台领卡"),
            (numbers[1], by_sight, None, "记不住密码，卡上贴了照片"),
        ):
            await bind_card(
                conn,
                estate_id=estate_id,
                number=number,
                resident_id=resident_id,
                pin=pins,
                reason=reason,
                today=today,
                actor_user_id=organiser,
            )
    name = await conn.scalar(
        text("""select name from resident
            where estate_id = :estate_id and resident_id = :resident_id"""),
        {"estate_id": estate_id, "resident_id": by_sight},
    )
    return DemoCards(numbers, pin, str(name))
