"""冲销 of points: what an entry took from lots goes back to them, and a grant takes its lot back.

The rule, in the order of its sentences:

1. Points that a spend or an expiry took go back to the lots that they were taken from, never to
   another one; of a part, the lot that would have been spent last is filled first.
2. A lot keeps its last day. Points that go back to a lot whose day has passed meanwhile can be
   spent as long as the rules of that day give grace, by whoever they went back to and not by
   giving them on; then the expiry run retires them again, by an entry of its own.
3. A grant that is reversed takes its own lot back, and only what is left in it: points that were
   spent from it come back first, by reversing the spend.
4. A transfer is both at once: the lot that it opened is taken back, and the lots that it took from
   are filled again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.account import Side
from ledger.bookkeeping.currency import EntrySeries
from ledger.bookkeeping.entry import JournalEntry
from ledger.bookkeeping.reversal import reverse
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.estates.queries import rule_book
from ledger.points.entries import WALLETS
from ledger.points.expiry import give_grace
from ledger.points.operations import PreparedSpend, post_spends
from ledger.points.rules import LotUse, OpenLot, in_spending_order
from ledger.posting.operations import PostedEntry, PostingCommand, lock_accounts
from ledger.posting.queries import read_reversible
from ledger.posting.reversal_queries import posted_entry


class EntryMovesNoWallet(Refusal):
    """Only an entry of two lines moves lots, one of them or both on a wallet."""

    code = "entry_moves_no_wallet"


class GrantedPointsWereUsed(Refusal):
    """The lot of a grant holds less than is to be taken back."""

    code = "granted_points_were_used"


# What an entry took from each lot, less what its earlier reversals gave back; what they took of
# the lot that it opened itself is another matter.
_LOTS_TAKEN = text("""
    select l.lot_id, l.granted_on, l.expires_on, sum(u.points)::bigint as points
    from (
        select cast(:seq as bigint) as seq
        union all
        select r.seq from journal_entry r
        where r.estate_id = :estate_id and r.reverses_seq = cast(:seq as bigint)
    ) e
    join points_lot_use u on u.estate_id = :estate_id and u.seq = e.seq
    join points_lot l on l.estate_id = u.estate_id and l.lot_id = u.lot_id
        and l.granted_seq <> cast(:seq as bigint)
    group by l.estate_id, l.lot_id
    having sum(u.points) > 0
""")

_TAKEN_UNDER_KEY = text("""
    select -l.amount from journal_entry e
    join entry_line l on l.estate_id = e.estate_id and l.seq = e.seq and l.line_no = 1
    where e.estate_id = :estate_id and hashtext(e.idempotency_key) = hashtext(:key)
        and e.idempotency_key = :key
        and e.reverses_seq = cast(:seq as bigint)
""")

_LOT_OF_GRANT = text("""
    select lot_id, points_left from points_lot
    where estate_id = :estate_id and granted_seq = cast(:seq as bigint)
""")


@dataclass(frozen=True, slots=True)
class PointsReversal:
    """Ask for the points of an entry to be taken back.

    `points` is how many, None for all that is left. Somebody else than `prepared_by` approved.
    Of a day before the entry itself, the entry's own day is taken.
    """

    estate_id: int
    seq: int
    reason: str
    on: date
    idempotency_key: str
    prepared_by: int
    approved_by: int
    points: int | None = None


async def reverse_points(
    conn: AsyncConnection,
    reversal: PointsReversal,
    *,
    posted_by: int,
    today: date,
    and_also: Sequence[PostingCommand] = (),
) -> PostedEntry:
    """Post the 红字冲销 of a points entry and give its lots back, or take its lot back.

    `and_also` are commands that belong to it, such as the reversal of the money that a redemption
    booked; all are posted together or not at all. A key that was posted before answers with the
    first entry and moves no lot.

    Raises `ObjectIsNotHere`, `EntryMovesNoWallet`, `GrantedPointsWereUsed`, and the refusals of
    `post_entries`, among them those of a reversal that is one too many.
    """
    estate_id, seq = reversal.estate_id, reversal.seq
    found = await posted_entry(conn, estate_id, seq)
    if found is None:
        raise ObjectIsNotHere("这张凭证", seq=seq)
    entry, printed = found
    _check_moves_wallet(entry, printed)
    on = max(reversal.on, entry.effective_on)
    accounts = {(line.account_code, line.holder) for line in entry.lines}
    accounts |= {(line.account_code, line.holder) for c in and_also for line in c.entry.lines}
    await lock_accounts(conn, estate_id, sorted(accounts))
    left = (await read_reversible(conn, [(estate_id, seq)]))[estate_id, seq].left[0]
    points = reversal.points
    if points is None:
        # Asked again under its key, it took then what was left then.
        known = {"estate_id": estate_id, "seq": seq, "key": reversal.idempotency_key}
        points = (await conn.execute(_TAKEN_UNDER_KEY, known)).scalar_one_or_none()
    if points is None:
        points = left or entry.total
    command = PostingCommand(
        estate_id=estate_id,
        entry=reverse(
            entry,
            seq=seq,
            entry_no=printed,
            on=on,
            reason=reversal.reason,
            amounts=(points, points),
        ),
        idempotency_key=reversal.idempotency_key,
        prepared_by=reversal.prepared_by,
        approved_by=reversal.approved_by,
    )
    sides = {line.side for line in entry.lines if line.account_code in WALLETS}
    # What passes the original is refused by the engine, which looks at the lines.
    wanted = min(points, left)
    uses: tuple[LotUse, ...] = ()
    if Side.CREDIT in sides:
        uses += await _taken_of_grant(conn, estate_id, seq, wanted)
    if Side.DEBIT in sides:
        uses += await _given_back(conn, estate_id, seq, wanted)
    spend = PreparedSpend(command=command, lot_uses=uses, points_available=0)
    posted = await post_spends(conn, [spend], posted_by=posted_by, today=today, and_also=and_also)
    rules = (await rule_book(conn, estate_id)).on(on)
    if rules is not None and not posted[0].is_replay:
        days = rules.points.refund_grace_days
        await give_grace(conn, uses, estate_id=estate_id, on=on, days=days)
    return posted[0]


def _check_moves_wallet(entry: JournalEntry, printed: str) -> None:
    wallets = [line for line in entry.lines if line.account_code in WALLETS]
    if entry.series is not EntrySeries.POINTS or len(entry.lines) != 2 or not wallets:
        raise EntryMovesNoWallet(
            f"凭证 {printed} 不是一个居民账户的积分收付，不能在这里冲销；请在原来的业务里更正。"
        )


async def _given_back(
    conn: AsyncConnection, estate_id: int, seq: int, points: int
) -> tuple[LotUse, ...]:
    rows = await conn.execute(_LOTS_TAKEN, {"estate_id": estate_id, "seq": seq})
    taken = [OpenLot(row.lot_id, row.granted_on, row.expires_on, row.points) for row in rows]
    return give_back(taken, points=points)


def give_back(taken: Sequence[OpenLot], *, points: int) -> tuple[LotUse, ...]:
    """Return which lots get `points` back, as negative uses.

    `taken` are the lots that an entry used, with the points that are still taken from each.
    """
    uses: list[LotUse] = []
    for lot in reversed(in_spending_order(taken)):
        back = min(lot.points_left, points)
        if back:
            uses.append(LotUse(lot.lot_id, -back))
        points -= back
    return tuple(uses)


async def _taken_of_grant(
    conn: AsyncConnection, estate_id: int, seq: int, points: int
) -> tuple[LotUse, ...]:
    row = (await conn.execute(_LOT_OF_GRANT, {"estate_id": estate_id, "seq": seq})).one_or_none()
    lot_left = row.points_left if row is not None else 0
    if row is None or points > lot_left:
        raise GrantedPointsWereUsed(
            f"这批积分只剩 {lot_left} 分，收不回 {points} 分；请先冲销用掉它们的那一笔，"
            "或者只收回剩下的。",
            points_left=lot_left,
            points_asked=points,
        )
    return (LotUse(row.lot_id, points),) if points else ()
