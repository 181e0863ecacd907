"""The verbs that write points. Lots change only here, under the lock of their wallet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points import queries
from ledger.points.budgets.issuing import permits_for
from ledger.points.entries import (
    PointsGrant,
    SpendOrder,
    grant_entry,
    household_holder,
    resident_holder,
    spend_entry,
    wallet_of,
)
from ledger.points.lot_shelf import LotShelf, WrittenUse
from ledger.points.rules import LotUse, choose_lots, spendable_points
from ledger.posting.operations import PostedEntry, PostingCommand, lock_accounts, post_entries

_OPEN_LOTS = text("""
    insert into points_lot (estate_id, account_id, granted_seq, source_code, rule_version,
        granted_on, expires_on, points_granted, points_left, activity_id, spendable_from,
        points_budget_id)
    select g.estate_id, a.account_id, g.seq, g.source_code, g.rule_version, g.granted_on,
        g.expires_on, g.points, g.points, g.activity_id, g.spendable_from,
        g.points_budget_id
    from unnest(cast(:estate_ids as bigint[]), cast(:wallets as text[]), cast(:holders as text[]),
        cast(:seqs as bigint[]), cast(:source_codes as text[]), cast(:rule_versions as text[]),
        cast(:granted_ons as date[]), cast(:expires_ons as date[]), cast(:points as bigint[]),
        cast(:activity_ids as bigint[]), cast(:spendable_froms as date[]),
        cast(:points_budget_ids as bigint[]))
        with ordinality as g (estate_id, wallet, holder, seq, source_code, rule_version,
            granted_on, expires_on, points, activity_id, spendable_from, points_budget_id,
            position)
    join account a on a.estate_id = g.estate_id and a.code = g.wallet and a.holder = g.holder
    order by g.position
""")

_TAKE_FROM_LOTS = text("""
    update points_lot l set points_left = l.points_left - u.points
    from (
        select estate_id, lot_id, sum(points) as points
        from unnest(cast(:estate_ids as bigint[]), cast(:lot_ids as bigint[]),
            cast(:points as bigint[])) as u (estate_id, lot_id, points)
        group by estate_id, lot_id
    ) u
    where l.estate_id = u.estate_id and l.lot_id = u.lot_id
""")

_RECORD_USES = text("""
    insert into points_lot_use (estate_id, seq, lot_id, points)
    select * from unnest(cast(:estate_ids as bigint[]), cast(:seqs as bigint[]),
        cast(:lot_ids as bigint[]), cast(:points as bigint[]))
""")


@dataclass(frozen=True, slots=True)
class NewLot:
    """A lot that entry `seq` opens in the wallet of `holder`."""

    estate_id: int
    holder: str
    seq: int
    points: int
    source_code: str
    rule_version: str
    granted_on: date
    expires_on: date | None
    activity_id: int | None = None
    spendable_from: date | None = None
    points_budget_id: int | None = None


@dataclass(frozen=True, slots=True)
class PreparedSpend:
    """A spend that is decided but not posted: its command, and the lots that will pay.

    `points_available` is what the holder could spend before it.
    """

    command: PostingCommand
    lot_uses: tuple[LotUse, ...]
    points_available: int


async def grant_points(
    conn: AsyncConnection,
    grants: Sequence[PointsGrant],
    *,
    prepared_by: int,
    posted_by: int,
    today: date,
    approved_by: int | None = None,
) -> list[PostedEntry]:
    """Issue points, one entry and one lot for each grant, and return the entries in order.

    Any number of grants costs the same few round trips. A grant whose idempotency key was posted
    before opens no second lot. Raises the refusals of `points.budgets.issuing.check_may_issue`,
    then those of `post_entries`, and then nothing is granted.
    """
    permits = await permits_for(conn, grants)
    commands = [
        PostingCommand(
            estate_id=grant.estate_id,
            entry=grant_entry(grant, permit),
            idempotency_key=grant.idempotency_key,
            prepared_by=prepared_by,
            approved_by=approved_by,
        )
        for grant, permit in zip(grants, permits, strict=True)
    ]

    async def open_the_lots(posted: Sequence[PostedEntry]) -> None:
        fresh = [
            NewLot(
                estate_id=grant.estate_id,
                holder=grant.holder,
                seq=entry.seq,
                points=grant.points,
                source_code=grant.source_code,
                rule_version=grant.rule_version,
                granted_on=grant.on,
                expires_on=grant.expires_on,
                activity_id=grant.activity_id,
                spendable_from=grant.spendable_from,
                points_budget_id=permit.budget_id,
            )
            for grant, permit, entry in zip(grants, permits, posted, strict=True)
            if not entry.is_replay
        ]
        await open_lots(conn, fresh)

    return await post_entries(
        conn, commands, posted_by=posted_by, today=today, alongside=open_the_lots
    )


async def open_lots(conn: AsyncConnection, lots: Sequence[NewLot]) -> None:
    """Open lots beside the entries that bring their points."""
    if not lots:
        return
    await conn.execute(
        _OPEN_LOTS,
        {
            "estate_ids": [lot.estate_id for lot in lots],
            "wallets": [wallet_of(lot.holder) for lot in lots],
            "holders": [lot.holder for lot in lots],
            "seqs": [lot.seq for lot in lots],
            "source_codes": [lot.source_code for lot in lots],
            "rule_versions": [lot.rule_version for lot in lots],
            "granted_ons": [lot.granted_on for lot in lots],
            "expires_ons": [lot.expires_on for lot in lots],
            "points": [lot.points for lot in lots],
            "activity_ids": [lot.activity_id for lot in lots],
            "spendable_froms": [lot.spendable_from for lot in lots],
            "points_budget_ids": [lot.points_budget_id for lot in lots],
        },
    )


async def points_available(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    today: date,
    household_id: int | None = None,
) -> int:
    """Lock a wallet and return what can be spent from it today.

    It is the resident's, or the household's where `household_id` is given.
    """
    holder = (
        resident_holder(resident_id) if household_id is None else household_holder(household_id)
    )
    wallet = (wallet_of(holder), holder)
    locked = (await lock_accounts(conn, estate_id, [wallet]))[wallet]
    lots = await queries.open_lots(conn, estate_id=estate_id, account_id=locked.account.account_id)
    return spendable_points(lots, available=locked.available, today=today)


async def spend_points(
    conn: AsyncConnection,
    order: SpendOrder,
    *,
    idempotency_key: str,
    prepared_by: int,
    today: date,
) -> PreparedSpend:
    """Lock the wallet, choose the lots, and return the command that the caller posts.

    The caller hands it to `post_spends` in this database transaction.

    Raises `PointsAreTooFew` (with `points_available` and `points_needed`),
    `PointsMustBePositive`, or `AccountIsUnknown`.
    """
    wallet = (wallet_of(order.holder), order.holder)
    accounts = await lock_accounts(
        conn, order.estate_id, [wallet, (order.to_account, order.to_holder)]
    )
    locked = accounts[wallet]
    lots = await queries.open_lots(
        conn, estate_id=order.estate_id, account_id=locked.account.account_id
    )
    uses = choose_lots(lots, points=order.points, available=locked.available, today=today)
    return PreparedSpend(
        command=PostingCommand(
            estate_id=order.estate_id,
            entry=spend_entry(order),
            idempotency_key=idempotency_key,
            prepared_by=prepared_by,
        ),
        lot_uses=uses,
        points_available=spendable_points(lots, available=locked.available, today=today),
    )


async def post_spends(
    conn: AsyncConnection,
    spends: Sequence[PreparedSpend],
    *,
    posted_by: int,
    today: date,
    and_also: Sequence[PostingCommand] = (),
) -> list[PostedEntry]:
    """Post spends, use their lots, and post what else belongs to them; answers in this order.

    Raises the refusals of `post_entries`, then nothing is spent.
    """

    async def use_the_lots(posted: Sequence[PostedEntry]) -> None:
        await _use_lots(conn, list(zip(spends, posted, strict=False)))

    return await post_entries(
        conn,
        [*(spend.command for spend in spends), *and_also],
        posted_by=posted_by,
        today=today,
        alongside=use_the_lots,
    )


async def _use_lots(
    conn: AsyncConnection, spends: Sequence[tuple[PreparedSpend, PostedEntry]]
) -> None:
    """Take the chosen points out of their lots and record which entry used them.

    A spend that turned out to be a replay has used its lots before and is passed over.
    """
    await write_uses(
        conn,
        [
            WrittenUse(posted.estate_id, posted.seq, use.lot_id, use.points)
            for spend, posted in spends
            if not posted.is_replay
            for use in spend.lot_uses
        ],
    )


async def write_uses(conn: AsyncConnection, uses: Sequence[WrittenUse]) -> None:
    """Take points out of lots (negative ones: back into them) and record which entry did it."""
    if not uses:
        return
    columns = {
        "estate_ids": [use.estate_id for use in uses],
        "lot_ids": [use.lot_id for use in uses],
        "points": [use.points for use in uses],
    }
    await conn.execute(_TAKE_FROM_LOTS, columns)
    await conn.execute(_RECORD_USES, columns | {"seqs": [use.seq for use in uses]})


async def read_shelf(conn: AsyncConnection, wallets: Sequence[tuple[int, int]]) -> LotShelf:
    """Return the open lots of locked wallets, given as (estate id, account id)."""
    return LotShelf(await queries.open_lots_of(conn, wallets))


async def write_shelf(conn: AsyncConnection, shelf: LotShelf) -> None:
    """Write what was used from the shelf, between the entries and the balances."""
    await write_uses(conn, shelf.uses)
