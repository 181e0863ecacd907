"""Cards for the counter's small estate: a batch, cards in hand, and a till that opens them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from ledger.db.ids import new_digits
from ledger.redemption.cards import batches, openings, operations
from ledger.redemption.cards.numbers import RANDOM_DIGITS, card_number
from ledger.redemption.cards.openings import ByPin, BySight, OpenedCard
from ledger.redemption.code_failures import Terminal
from ledger.redemption.payloads import RedemptionView
from tests.redemption.world import DAY, World

PIN = "407285"
OTHER_PIN = "935062"


@dataclass
class Deck:
    """The world, somebody of the staff, and blank cards in the drawer."""

    world: World
    clerk: int
    second_clerk: int
    blanks: list[str]

    @classmethod
    async def of(cls, world: World, *, cards: int = 6) -> Deck:
        async with world.engine.begin() as conn:
            clerks = [
                await conn.scalar(
                    text("""insert into app_user (login, display_name, password_hash)
                        values (:login, :login, '-') returning user_id"""),
                    {"login": f"clerk{n}-{world.estate_id}"},
                )
                for n in (1, 2)
            ]
        deck = cls(world, clerks[0], clerks[1], [])
        await deck.make(cards)
        return deck

    async def make(self, cards: int, *, key: str = "first") -> int:
        numbers = [card_number(new_digits(RANDOM_DIGITS)) for _ in range(cards)]
        async with self.world.engine.begin() as conn:
            batch_id = await batches.make_batch(
                conn,
                estate_id=self.world.estate_id,
                numbers=numbers,
                request_key=key,
                actor_user_id=self.clerk,
            )
        self.blanks += numbers
        return batch_id

    async def bind(
        self, who: int = 0, *, pin: str | None = PIN, again: str | None = None
    ) -> tuple[str, int]:
        """Hand the next blank card to a resident; return its number and id."""
        number = self.blanks.pop(0)
        async with self.world.engine.begin() as conn:
            card_id = await operations.bind_card(
                conn,
                estate_id=self.world.estate_id,
                number=number,
                resident_id=self.world.residents[who],
                pin=None if pin is None else (pin, again or pin),
                reason="本人到场",
                today=DAY,
                actor_user_id=self.clerk,
            )
        return number, card_id

    async def open(
        self,
        number: str,
        proof: ByPin | BySight | str = PIN,
        *,
        user_id: int | None = None,
        address: str = "10.0.0.1",
    ) -> OpenedCard | None:
        """Lay a card on a till's reader and type its PIN."""
        async with self.world.engine.begin() as conn:
            return await openings.open_card(
                conn,
                estate_id=self.world.estate_id,
                number=number,
                proof=ByPin(proof) if isinstance(proof, str) else proof,
                terminal=Terminal(user_id or self.world.cook, address),
                random_digits=new_digits(17),
            )

    async def code(self, number: str, proof: ByPin | BySight | str = PIN) -> str:
        """Open a card and return the digits of the code that it became."""
        opened = await self.open(number, proof)
        assert opened is not None
        return opened.code.digits

    async def lunch(
        self, digits: str, *, lunches: int = 1, key: str, user_id: int | None = None
    ) -> RedemptionView:
        """Redeem lunches of ten points each with an opened card's code."""
        world = self.world
        return await world.submit(
            digits, world.lines(S007=lunches), key=key, user_id=user_id or world.cook
        )

    async def state(self, card_id: int) -> object:
        return await self.world.value(
            "select state from card where estate_id = :estate_id and card_id = :card_id",
            card_id=card_id,
        )

    async def trail(self, card_id: int) -> list[tuple[str, str, str]]:
        """Return what happened to a card, the first first: what, as whom, why."""
        async with self.world.engine.connect() as conn:
            rows = await conn.execute(
                text("""select what, acted_as, reason from card_change
                    where estate_id = :estate_id and card_id = :card_id
                    order by card_change_id"""),
                {"estate_id": self.world.estate_id, "card_id": card_id},
            )
            return [tuple(row) for row in rows]
