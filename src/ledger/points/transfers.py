"""Moving points between wallets: into a household's account, back out of it, and gifts.

A moved lot keeps its source, its rules and its last day: `lot_transfer` says how, the database
holds every entry to it (LG025), and so does `ledger verify`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points.entries import PointsTransfer, transfer_entry, wallet_of
from ledger.points.lot_shelf import WrittenUse
from ledger.points.lot_transfer import LotMove, LotNature, LotOfNature, move_lots
from ledger.points.operations import NewLot, open_lots, write_uses
from ledger.points.rules import OpenLot, source_title, spendable_points
from ledger.posting.operations import PostedEntry, PostingCommand, lock_accounts, post_entries

_LOTS = text("""
    select lot_id, granted_on, expires_on, points_left, source_code, rule_version, spendable_from
    from points_lot
    where estate_id = :estate_id and account_id = :account_id and points_left > 0
    order by lot_id
""")


@dataclass(frozen=True, slots=True)
class Transferred:
    """What a transfer did: its entries, and what both wallets could spend before it."""

    posted: tuple[PostedEntry, ...]
    points: int
    giver_had: int
    taker_had: int


async def lots_of_nature(
    conn: AsyncConnection, *, estate_id: int, account_id: int
) -> list[LotOfNature]:
    """Return the open lots of a wallet with what they keep. Lock the wallet first to move them."""
    rows = await conn.execute(_LOTS, {"estate_id": estate_id, "account_id": account_id})
    return [
        LotOfNature(
            OpenLot(
                row.lot_id, row.granted_on, row.expires_on, row.points_left, row.spendable_from
            ),
            LotNature(row.source_code, row.rule_version, row.expires_on),
        )
        for row in rows
    ]


async def transfer_points(
    conn: AsyncConnection, transfer: PointsTransfer, *, actor_user_id: int, today: date
) -> Transferred:
    """Move points from one wallet to another, an entry for each kind of lot.

    Raises `PointsAreTooFew`, `PointsMustBePositive`, `AccountIsUnknown` where a holder is none of
    the estate's, and the refusals of `post_entries`; then nothing is moved.
    """
    giver = (wallet_of(transfer.from_holder), transfer.from_holder)
    taker = (wallet_of(transfer.to_holder), transfer.to_holder)
    locked = await lock_accounts(conn, transfer.estate_id, [giver, taker])
    lots, taken = [
        await lots_of_nature(
            conn, estate_id=transfer.estate_id, account_id=locked[wallet].account.account_id
        )
        for wallet in (giver, taker)
    ]
    moves = move_lots(lots, points=transfer.points, available=locked[giver].available, today=today)
    posted = await post_moves(conn, [(transfer, moves)], actor_user_id=actor_user_id, today=today)
    return Transferred(
        posted=tuple(posted),
        points=transfer.points,
        giver_had=spendable_points(
            [each.lot for each in lots], available=locked[giver].available, today=today
        ),
        taker_had=spendable_points(
            [each.lot for each in taken], available=locked[taker].available, today=today
        ),
    )


async def post_moves(
    conn: AsyncConnection,
    transfers: Sequence[tuple[PointsTransfer, Sequence[LotMove]]],
    *,
    actor_user_id: int,
    today: date,
    prepared_by: int | None = None,
) -> list[PostedEntry]:
    """Post the moves of transfers whose wallets are locked, all together or not at all.

    Where somebody else prepared them, the actor approves; else they are the actor's own decision.
    """
    moves = [
        (transfer, move, f"{transfer.idempotency_key}:{number}")
        for transfer, its_moves in transfers
        for number, move in enumerate(its_moves, start=1)
    ]

    async def move_the_lots(posted: Sequence[PostedEntry]) -> None:
        fresh = [
            (transfer, move, entry.seq)
            for (transfer, move, _), entry in zip(moves, posted, strict=True)
            if not entry.is_replay
        ]
        await write_uses(
            conn,
            [
                WrittenUse(transfer.estate_id, seq, use.lot_id, use.points)
                for transfer, move, seq in fresh
                for use in move.uses
            ],
        )
        await open_lots(
            conn,
            [
                NewLot(
                    estate_id=transfer.estate_id,
                    holder=transfer.to_holder,
                    seq=seq,
                    points=move.points,
                    source_code=move.nature.source_code,
                    rule_version=move.nature.rule_version,
                    granted_on=transfer.on,
                    expires_on=move.nature.expires_on,
                )
                for transfer, move, seq in fresh
            ],
        )

    return await post_entries(
        conn,
        [
            PostingCommand(
                estate_id=transfer.estate_id,
                entry=transfer_entry(
                    transfer, move, source_title=source_title(move.nature.source_code)
                ),
                idempotency_key=key,
                prepared_by=actor_user_id if prepared_by is None else prepared_by,
                approved_by=None if prepared_by is None else actor_user_id,
            )
            for transfer, move, key in moves
        ],
        posted_by=actor_user_id,
        today=today,
        alongside=move_the_lots,
    )
