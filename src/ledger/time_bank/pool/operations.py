"""Granting minutes of the pool: one person proposes, another decides, and approval asks for help.

Locks: accounts first, all of an act in one call, then the grant's row, then the request's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.posting.operations import lock_accounts
from ledger.time_bank.entries import POOL
from ledger.time_bank.help.operations import (
    Acting,
    Wish,
    check_wish,
    publish_request,
    take_down,
)
from ledger.time_bank.help.queries import read_request
from ledger.time_bank.pool import queries
from ledger.time_bank.pool.rules import (
    PoolGrantState,
    check_another_decides,
    check_not_for_oneself,
    check_undecided,
)
from ledger.volunteering.attendance.queries import residents_of_user

_PROPOSE = text("""
    insert into time_bank_pool_grant (estate_id, resident_id, need, reason, category, skill, words,
        minutes, wanted_from, wanted_to, proposed_by, proposed_at)
    values (:estate_id, :resident_id, :need, :reason, :category, :skill, :words, :minutes,
        :wanted_from, :wanted_to, :actor, :now)
    returning pool_grant_id
""")
_DECIDE = text("""
    update time_bank_pool_grant set state = :state, decided_by = :actor, decided_at = :now,
        decision_reason = :reason
    where estate_id = :estate_id and pool_grant_id = :id
""")


@dataclass(frozen=True, slots=True)
class Proposal:
    """For whom the pool should pay, why, and what help is wanted."""

    resident_id: int
    need: str
    reason: str
    wish: Wish


@dataclass(frozen=True, slots=True)
class Deciding:
    """Who decides on which grant, and when."""

    estate_id: int
    pool_grant_id: int
    user_id: int
    now: datetime

    @property
    def ids(self) -> dict[str, int]:
        return {"estate_id": self.estate_id, "pool_grant_id": self.pool_grant_id}


async def _check_stranger(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, user_id: int
) -> None:
    acting_as = await residents_of_user(conn, estate_id=estate_id, user_id=user_id)
    check_not_for_oneself(resident_id=resident_id, acting_resident_ids=acting_as)


async def propose_grant(
    conn: AsyncConnection, proposal: Proposal, *, estate_id: int, actor_user_id: int, now: datetime
) -> int:
    """Propose that the pool pays for somebody's help; return the grant's number.

    Nothing is held yet. Raises `PoolGrantIsForOneself` and what `check_wish` raises.
    """
    wish = proposal.wish
    who = {"estate_id": estate_id, "resident_id": proposal.resident_id}
    await _check_stranger(conn, **who, user_id=actor_user_id)
    await check_wish(conn, wish, **who, now=now)
    proposed = await conn.execute(
        _PROPOSE,
        {
            **who,
            "need": proposal.need,
            "reason": proposal.reason.strip(),
            "category": wish.category,
            "skill": wish.skill,
            "words": wish.words.strip(),
            "minutes": wish.minutes,
            "wanted_from": wish.wanted_from,
            "wanted_to": wish.wanted_to,
            "actor": actor_user_id,
            "now": now,
        },
    )
    pool_grant_id: int = proposed.scalar_one()
    return pool_grant_id


async def approve_grant(conn: AsyncConnection, deciding: Deciding) -> int:
    """Hold the pool's minutes and publish the request; return its number.

    Raises `ObjectIsNotHere`, `PoolGrantIsDecided`, `PoolGrantNeedsAnother`,
    `PoolGrantIsForOneself`, what `check_wish` raises, and `BalanceIsTooLow` where less is left.
    """
    await lock_accounts(conn, deciding.estate_id, [(POOL, "")])
    grant = await _lock_to_decide(conn, deciding)
    await _check_stranger(
        conn,
        estate_id=deciding.estate_id,
        resident_id=grant.resident_id,
        user_id=grant.proposed_by,
    )
    await _decide(conn, deciding, PoolGrantState.APPROVED, reason=None)
    help_request_id = await publish_request(
        conn,
        Wish(
            grant.category,
            grant.words,
            grant.minutes,
            grant.wanted_from,
            grant.wanted_to,
            grant.skill,
        ),
        estate_id=deciding.estate_id,
        resident_id=grant.resident_id,
        idempotency_key=f"pool_grant:{grant.pool_grant_id}",
        actor_user_id=deciding.user_id,
        now=deciding.now,
        pool_grant_id=grant.pool_grant_id,
    )
    told = NewMessage(
        estate_id=deciding.estate_id,
        template="help_from_pool",
        key=f"help_from_pool:{grant.pool_grant_id}",
        args={"category": grant.category},
        resident_id=grant.resident_id,
    )
    await put_messages(conn, [told])
    return help_request_id


async def reject_grant(conn: AsyncConnection, deciding: Deciding, *, reason: str) -> None:
    """Refuse a proposal; raises as `approve_grant` does before it holds anything."""
    await _lock_to_decide(conn, deciding)
    await _decide(conn, deciding, PoolGrantState.REJECTED, reason=reason)


async def withdraw_grant(
    conn: AsyncConnection, deciding: Deciding, *, reason: str, key: str
) -> None:
    """Take back a proposal, or the request that came of it while nobody has accepted it.

    Raises `ObjectIsNotHere`, `PoolGrantIsDecided`, `HelpRequestIsInAnotherState`.
    """
    await lock_accounts(conn, deciding.estate_id, [(POOL, "")])
    grant = await queries.lock_grant(conn, **deciding.ids)
    if grant.help_request_id is None:
        check_undecided(grant.state)
        await _decide(conn, deciding, PoolGrantState.WITHDRAWN, reason=reason)
        return
    acting = Acting(deciding.estate_id, grant.help_request_id, deciding.user_id, None, deciding.now)
    request = await read_request(conn, **acting.ids)
    await take_down(conn, acting, request, key=key)


async def _lock_to_decide(conn: AsyncConnection, deciding: Deciding) -> queries.PoolGrant:
    grant = await queries.lock_grant(conn, **deciding.ids)
    check_undecided(grant.state)
    check_another_decides(proposed_by=grant.proposed_by, actor_user_id=deciding.user_id)
    await _check_stranger(
        conn,
        estate_id=deciding.estate_id,
        resident_id=grant.resident_id,
        user_id=deciding.user_id,
    )
    return grant


async def _decide(
    conn: AsyncConnection, deciding: Deciding, state: PoolGrantState, *, reason: str | None
) -> None:
    await conn.execute(
        _DECIDE,
        {
            "estate_id": deciding.estate_id,
            "id": deciding.pool_grant_id,
            "state": state.value,
            "actor": deciding.user_id,
            "now": deciding.now,
            "reason": reason.strip() if reason else None,
        },
    )
