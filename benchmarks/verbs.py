"""The program's verbs as the callers of a crowd use them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.city import Purchase
from ledger.db.ids import today_in_china
from ledger.db.lane import Lane, LaneMetrics, Postponed
from ledger.db.session import create_engine
from ledger.errors import Refusal
from ledger.posting.operations import PostedEntry, PostingGroup, post_entries, post_groups
from ledger.posting.rules import PostingCommand
from ledger.redemption.code_failures import Terminal
from ledger.redemption.codes import code_digest
from ledger.redemption.counter_batch import Redeemed, Submission
from ledger.redemption.operations import redeem, redeem_batch
from ledger.redemption.rules import RequestedLine

CONNECTIONS = 16


class Naive:
    """One database transaction for each request, as an ordinary program does it."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, pool_size=CONNECTIONS)

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
        async with self._engine.begin() as conn:
            await redeem(conn, submission_of(purchase), today=today_in_china())


class Laned(Naive):
    """Through the lanes of a server process: what arrives during a commit is the next batch."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._groups: Lane[PostingGroup, list[PostedEntry]] = Lane(self._engine, _post)
        self._submissions: Lane[Submission, Redeemed] = Lane(self._engine, _redeem)

    def counters(self) -> dict[str, float]:
        used: list[LaneMetrics] = [
            metrics
            for metrics in (self._groups.metrics, self._submissions.metrics)
            if metrics.batches
        ]
        return {
            "batches": sum(metrics.batches for metrics in used),
            "bisections": sum(metrics.bisections for metrics in used),
            "retries": sum(sum(metrics.retries.values()) for metrics in used),
        }

    async def transfer(self, command: PostingCommand) -> None:
        await self._groups.submit(PostingGroup((command,), command.prepared_by))

    async def redeem(self, purchase: Purchase) -> None:
        await self._submissions.submit(submission_of(purchase))


def submission_of(purchase: Purchase) -> Submission:
    """Return what the counter's terminal submits for a purchase."""
    return Submission(
        estate_id=purchase.estate_id,
        merchant_id=purchase.merchant_id,
        digest=code_digest(purchase.digits, estate_id=purchase.estate_id),
        lines=(RequestedLine(purchase.item_id, 1),),
        terminal=Terminal(purchase.shopkeeper, "127.0.0.1"),
        idempotency_key=purchase.key,
    )


async def _post(
    conn: AsyncConnection, groups: Sequence[PostingGroup], *, insistent: int
) -> list[list[PostedEntry] | Refusal | Postponed]:
    return await post_groups(conn, groups, today=today_in_china(), insistent=insistent)


async def _redeem(
    conn: AsyncConnection, submissions: Sequence[Submission], *, insistent: int
) -> list[Redeemed | Refusal | Postponed]:
    insist_on = {submission.estate_id for submission in submissions[:insistent]}
    return await redeem_batch(conn, submissions, today=today_in_china(), insist_on=insist_on)


VERBS: Mapping[str, type[Naive]] = {"naive": Naive, "lane": Laned}
