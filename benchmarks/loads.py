"""What callers ask for: transfers and purchases, spread over the city or crowding at a counter."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

from benchmarks.city import CLERK, City, Purchase
from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import Dimensions, JournalEntry, credit, debit
from ledger.db.ids import new_digits, uuid7
from ledger.points.entries import resident_holder
from ledger.posting.rules import PostingCommand
from ledger.redemption.codes import RANDOM_DIGITS, pay_code
from ledger.time_bank.entries import SAVED, SPENT, gift_entry

HOT_SHARE = 0.9
HOT_ESTATE = 1
HOT_MERCHANT = 1


def new_key() -> str:
    """Return a key as the pages make them: time first, so that neighbours sort together."""
    return str(uuid7())


def transfers(city: City, *, hot: bool, seed: int, today: date) -> Iterator[PostingCommand]:
    """Return endless transfers of one saved minute, each of two lines.

    Uniform: a gift from any resident to a neighbour. Hot: nine of ten are used up at one merchant.
    """
    chance = random.Random(seed)
    while True:
        if hot and chance.random() < HOT_SHARE:
            estate_id = HOT_ESTATE
            entry = _used_up(chance.choice(city.residents_of(estate_id)), today)
        else:
            estate_id = chance.randint(1, city.estates)
            giver_id, taker_id = chance.sample(city.residents_of(estate_id), 2)
            entry = gift_entry(giver_id=giver_id, taker_id=taker_id, minutes=1, on=today)
        yield PostingCommand(estate_id, entry, new_key(), prepared_by=CLERK)


def _used_up(resident_id: int, today: date) -> JournalEntry:
    about = Dimensions(merchant_id=HOT_MERCHANT)
    holder = resident_holder(resident_id)
    return JournalEntry(
        series=EntrySeries.MINUTES,
        kind="benchmark_transfer",
        effective_on=today,
        narration="时间银行使用 1 分钟",
        lines=(
            debit(SAVED, 1, Currency.MIN, holder=holder, dimensions=about),
            credit(SPENT, 1, Currency.MIN, dimensions=about),
        ),
    )


def purchases(city: City, *, hot: bool, count: int, seed: int) -> list[Purchase]:
    """Return redemptions of one item each, with the codes that the residents will show."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        if hot and chance.random() < HOT_SHARE:
            estate_id, merchant_id = HOT_ESTATE, HOT_MERCHANT
        else:
            estate_id = chance.randint(1, city.estates)
            merchant_id = chance.choice(city.merchants_of(estate_id))
        found.append(
            Purchase(
                estate_id=estate_id,
                merchant_id=merchant_id,
                resident_id=chance.choice(city.residents_of(estate_id)),
                item_id=chance.choice(city.items_of(merchant_id)),
                digits=pay_code(new_digits(RANDOM_DIGITS)),
                key=new_key(),
            )
        )
    return found
