"""The program's verbs as the callers of a crowd use them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.city import Purchase
from ledger.db.ids import now_utc, today_in_china
from ledger.db.lane import Lane
from ledger.db.session import create_engine
from ledger.errors import Refusal
from ledger.posting.operations import PostedEntry, PostingGroup, post_entries, post_groups
from ledger.posting.rules import PostingCommand
from ledger.redemption.codes import code_digest
from ledger.redemption.operations import redeem
from ledger.redemption.pay_codes import Terminal, burn_pay_code
from ledger.redemption.rules import RequestedLine


class Naive:
    """One database transaction per transfer, two per redemption, as an ordinary program does."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, pool_size=16)

    async def __aenter__(self) -> Self:
        async with self._engine.connect():
            return self

    async def __aexit__(self, *exception: object) -> None:
        await self._engine.dispose()

    def counters(self) -> dict[str, float]:
        return {}

    async def transfer(self, command: PostingCommand) -> None:
        async with self._engine.begin() as conn:
            await post_entries(
                conn, [command], posted_by=command.prepared_by, today=today_in_china()
            )

    async def redeem(self, purchase: Purchase) -> None:
        digest = code_digest(purchase.digits, estate_id=purchase.estate_id)
        user_id = purchase.shopkeeper
        async with self._engine.begin() as conn:
            burnt = await burn_pay_code(
                conn,
                estate_id=purchase.estate_id,
                digest=digest,
                terminal=Terminal(user_id, "127.0.0.1"),
                idempotency_key=purchase.key,
            )
        if not burnt:
            raise RuntimeError("the code is not valid")
        async with self._engine.begin() as conn:
            await redeem(
                conn,
                estate_id=purchase.estate_id,
                merchant_id=purchase.merchant_id,
                digest=digest,
                lines=[RequestedLine(purchase.item_id, 1)],
                actor_user_id=user_id,
                idempotency_key=purchase.key,
                now=now_utc(),
                today=today_in_china(),
            )


class Laned(Naive):
    """Through the lane of a server process: what arrives during a commit is the next batch."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._groups: Lane[PostingGroup, list[PostedEntry]] = Lane(self._engine, _post)

    def counters(self) -> dict[str, float]:
        metrics = self._groups.metrics
        return {
            "batches": metrics.batches,
            "bisections": metrics.bisections,
            "retries": sum(metrics.retries.values()),
        }

    async def transfer(self, command: PostingCommand) -> None:
        await self._groups.submit(PostingGroup((command,), command.prepared_by))


async def _post(
    conn: AsyncConnection, groups: Sequence[PostingGroup]
) -> list[list[PostedEntry] | Refusal]:
    return await post_groups(conn, groups, today=today_in_china())


VERBS: Mapping[str, type[Naive]] = {"naive": Naive, "lane": Laned}
