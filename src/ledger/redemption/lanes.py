"""The counter's lane: what many terminals submit, redeemed a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.audit_log.operations import AuditLine, write_audit_lines
from ledger.db.lane import Lane, Postponed
from ledger.errors import Refusal
from ledger.redemption.counter_batch import Redeemed, Submission
from ledger.redemption.operations import redeem_batch
from ledger.redemption.payloads import RedemptionView
from ledger.web.keyed_batch import KeptAnswer, KeyedRequest, once_each

COUNTER = "counter"
"""The name of the lane among the application's."""


@dataclass(frozen=True, slots=True)
class CounterRequest:
    """A submission as it came over HTTP."""

    keyed: KeyedRequest
    submission: Submission


CounterLane = Lane[CounterRequest, KeptAnswer]


def lanes_of(engine: AsyncEngine, today: Callable[[], date]) -> dict[str, Lane[Any, Any]]:
    """Return the lanes of this feature by name; found by the application."""
    lane: CounterLane = Lane(engine, partial(answer_counters, today=today))
    return {COUNTER: lane}


async def answer_counters(
    conn: AsyncConnection,
    requests: Sequence[CounterRequest],
    *,
    insistent: int,
    today: Callable[[], date],
) -> list[KeptAnswer | Refusal | Postponed]:
    """Answer a batch of counters in the caller's database transaction."""

    async def work(positions: Sequence[int]) -> list[BaseModel | Refusal | Postponed]:
        submissions = [requests[position].submission for position in positions]
        insist_on = {request.submission.estate_id for request in requests[:insistent]}
        redeemed = await redeem_batch(
            conn,
            submissions,
            today=today(),
            insist_on=insist_on & {submission.estate_id for submission in submissions},
        )
        return [
            RedemptionView.of_decided(done) if isinstance(done, Redeemed) else done
            for done in redeemed
        ]

    answers, new = await once_each(conn, [request.keyed for request in requests], work)
    await write_audit_lines(
        conn,
        [
            AuditLine(
                estate_id=answer.request.estate_id,
                actor_user_id=answer.request.actor_user_id,
                action=answer.request.action,
                object_=answer.object_,
                outcome=answer.outcome,
                request_id=answer.request.request_id,
                address=answer.request.address,
            )
            for answer in new
        ],
    )
    return answers
