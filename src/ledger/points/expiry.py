"""到期: what is left of a lot after its last day goes off the books, batch by batch.

A batch is the wallets of some holders, decided and posted in one database transaction of the
caller's. Whoever is stopped between two batches, or in the middle of one, goes on where the last
whole batch ended: a lot that is retired has nothing left, and its entry's key names the lot.

Grace: points that go back to a lot after its last day, by a refund, can still be spent for as many
days as the rules say (`points.refund_grace_days`); the lot keeps its own last day beside that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points import queries
from ledger.points.entries import EXPIRED, expiry_entry, wallet_of
from ledger.points.operations import PreparedSpend, post_spends
from ledger.points.rules import LotUse, source_title
from ledger.posting.operations import PostingCommand, lock_accounts

EXPIRY_BATCH_WALLETS = 500

_GIVE_GRACE = text("""
    update points_lot set grace_until = cast(:until as date)
    where estate_id = :estate_id and lot_id = any(cast(:lot_ids as bigint[]))
        and expires_on < :on and coalesce(grace_until < :until, true)
""")


@dataclass(frozen=True, slots=True)
class ExpiryResult:
    """How many lots were closed, and the points in them; whether there may be more."""

    lots: int
    points: int
    is_done: bool = True


async def expire_some(
    conn: AsyncConnection, *, estate_id: int, today: date, actor_user_id: int
) -> ExpiryResult:
    """Retire the expired lots of the next few wallets, one entry for each lot.

    The entries bear today's date, because the months in which late lots ended may be closed.
    A wallet with an open hold is left for a later run.
    """
    holders = await queries.expired_holders(
        conn, estate_id=estate_id, today=today, limit=EXPIRY_BATCH_WALLETS
    )
    if not holders:
        return ExpiryResult(0, 0)
    wallets = [(wallet_of(holder), holder) for holder in holders]
    await lock_accounts(conn, estate_id, [*wallets, (EXPIRED, "")])
    # Read again under the locks: somebody else may have been faster.
    expired = await queries.expired_lots(conn, estate_id=estate_id, today=today, holders=holders)
    spends = [_expiry(lot, estate_id, today, actor_user_id) for lot in expired]
    await post_spends(conn, spends, posted_by=actor_user_id, today=today)
    return ExpiryResult(len(expired), sum(lot.points_left for lot in expired), is_done=False)


async def expire_lots(
    conn: AsyncConnection, *, estate_id: int, today: date, actor_user_id: int
) -> ExpiryResult:
    """Retire all expired lots in the caller's one database transaction; again does nothing."""
    lots = points = 0
    while True:
        batch = await expire_some(
            conn, estate_id=estate_id, today=today, actor_user_id=actor_user_id
        )
        if batch.is_done:
            return ExpiryResult(lots, points)
        lots += batch.lots
        points += batch.points


async def give_grace(
    conn: AsyncConnection, uses: Sequence[LotUse], *, estate_id: int, on: date, days: int
) -> None:
    """Let points that went back to lots past their day be spent for some days more.

    `uses` are those of the refund, negative where points went back; `on` is its business date.
    """
    given_back = [use.lot_id for use in uses if use.points < 0]
    if given_back and days > 0:
        await conn.execute(
            _GIVE_GRACE,
            {
                "estate_id": estate_id,
                "lot_ids": given_back,
                "on": on,
                "until": on + timedelta(days=days),
            },
        )


def _expiry(
    lot: queries.ExpiredLot, estate_id: int, today: date, actor_user_id: int
) -> PreparedSpend:
    entry = expiry_entry(
        holder=lot.holder,
        lot_id=lot.lot_id,
        points=lot.points_left,
        source_title=source_title(lot.source_code),
        expired_on=lot.expires_on,
        on=today,
    )
    # What went back to a lot past its day expires again, by an entry of its own.
    again = f":{lot.restorations}" if lot.restorations else ""
    return PreparedSpend(
        command=PostingCommand(
            estate_id=estate_id,
            entry=entry,
            idempotency_key=f"points_lot:{lot.lot_id}:expiry{again}",
            prepared_by=actor_user_id,
        ),
        lot_uses=(LotUse(lot.lot_id, lot.points_left),),
        points_available=lot.points_left,
    )
