"""Booking what a deduction takes, and what a granted appeal gives back: points, and their money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.entry import JournalEntry
from ledger.bookkeeping.reversal import reverse
from ledger.errors import ObjectIsNotHere
from ledger.points.deductions import queries
from ledger.points.deductions.entries import MERCHANT_PAYABLE, Funding, money_back
from ledger.points.deductions.rules import Grant, check_pays_again
from ledger.points.entries import deduction_entry
from ledger.points.lot_restoration import PointsReversal, reverse_points
from ledger.points.operations import PreparedSpend, post_spends
from ledger.points.papers import paper_digests
from ledger.points.payables import lock_owed
from ledger.points.rules import LotUse
from ledger.posting.operations import PostingCommand
from ledger.posting.reversal_queries import posted_entry


async def take(
    conn: AsyncConnection,
    found: queries.Deduction,
    grant: Grant,
    points: int,
    funding: Funding | None,
    *,
    actor_user_id: int,
    today: date,
) -> tuple[int, int | None]:
    """Post what is taken, and the money of it; return both places."""
    source = f"points_deduction:{found.points_deduction_id}"
    documents = await paper_digests(conn, estate_id=found.estate_id, document_id=found.document_id)
    entry = deduction_entry(
        holder=grant.holder,
        points=points,
        granted_entry_no=grant.entry_no,
        reason=found.reason,
        source=source,
        on=today,
        documents=documents,
    )
    spend = PreparedSpend(
        command=PostingCommand(
            estate_id=found.estate_id,
            entry=entry,
            idempotency_key=source,
            prepared_by=found.proposed_by,
            approved_by=actor_user_id,
        ),
        lot_uses=(LotUse(grant.lot_id, points),),
        points_available=points,
    )
    money = []
    if funding is not None:
        back = money_back(funding, points, source=source, on=today, documents=documents)
        money = [replace(spend.command, entry=back, idempotency_key=f"{source}:money")]
    posted, *paid = await post_spends(
        conn, [spend], posted_by=actor_user_id, today=today, and_also=money
    )
    return posted.seq, paid[0].seq if paid else None


async def money_given_back(
    conn: AsyncConnection, found: queries.Deduction
) -> tuple[JournalEntry, str] | None:
    """Return the entry that gave a merchant its money back, with its number; None for none."""
    if found.money_seq is None:
        return None
    given = await posted_entry(conn, found.estate_id, found.money_seq)
    if given is None:
        raise ObjectIsNotHere("这张凭证", seq=found.money_seq)
    return given


async def give_back(
    conn: AsyncConnection,
    found: queries.Deduction,
    points: int,
    money: tuple[JournalEntry, str] | None,
    *,
    actor_user_id: int,
    today: date,
) -> tuple[int | None, int | None]:
    """Post what a granted appeal gives back, and take its money again; return both places."""
    if found.seq is None or found.appealed_by is None or not found.points:
        return None, None
    estate_id, key = found.estate_id, f"points_deduction:{found.points_deduction_id}:restored"
    reason = f"申诉成立，第 {found.points_deduction_id} 号更正撤销"
    again = []
    if money is not None and found.money_seq is not None:
        entry, printed = money
        fen = entry.total * points // found.points
        await _check_pays_again(conn, estate_id, entry, fen)
        red = reverse(
            entry,
            seq=found.money_seq,
            entry_no=printed,
            on=max(today, entry.effective_on),
            reason=reason,
            amounts=(fen, fen),
        )
        again = [
            PostingCommand(
                estate_id=estate_id,
                entry=red,
                idempotency_key=f"{key}:money",
                prepared_by=found.appealed_by,
                approved_by=actor_user_id,
            )
        ]
    restored = await reverse_points(
        conn,
        PointsReversal(
            estate_id=estate_id,
            seq=found.seq,
            reason=reason,
            on=today,
            idempotency_key=key,
            prepared_by=found.appealed_by,
            approved_by=actor_user_id,
            points=points,
        ),
        posted_by=actor_user_id,
        today=today,
        and_also=again,
    )
    if found.money_seq is None:
        return restored.seq, None
    return restored.seq, await queries.reversal_of(conn, estate_id=estate_id, seq=found.money_seq)


async def _check_pays_again(
    conn: AsyncConnection, estate_id: int, entry: JournalEntry, fen: int
) -> None:
    for line in entry.lines:
        merchant_id = line.dimensions.merchant_id
        if line.account_code == MERCHANT_PAYABLE and merchant_id is not None:
            owed = (await lock_owed(conn, estate_id, [merchant_id]))[merchant_id]
            check_pays_again(fen, owed_fen=owed.can_pay_fen, merchant=owed.name)
