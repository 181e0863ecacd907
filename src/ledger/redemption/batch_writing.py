"""Writing a decided batch of submissions: burnt codes, redemptions, stock, and the news of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.redemption.counter_batch import CodeKey, CounterBatch, Redeemed, StockTaken
from ledger.redemption.rules import Settlement

CHANNEL = "ledger_redemption"
"""What the database notifies when a redemption commits: `estate_id:resident_id`."""

_BURN = text("""
    delete from pay_code c
    using unnest(cast(:estate_ids as bigint[]), cast(:digests as bytea[]))
        as w (estate_id, code_digest)
    where c.estate_id = w.estate_id and c.code_digest = w.code_digest
""")

# The codes go with it: check_redemptions.
_REDEMPTIONS = text("""
    insert into redemption (estate_id, redemption_id, resident_id, merchant_id, points,
        balance_after, to_be_settled, rate_fen_per_point, cost_fen, code_digest, points_seq,
        money_seq, by_user, family_proxy_id, card_opening_id, household_id, at, effective_on)
    select w.*, :at, :on
    from unnest(cast(:estate_ids as bigint[]), cast(:redemption_ids as bigint[]),
        cast(:resident_ids as bigint[]), cast(:merchant_ids as bigint[]),
        cast(:points as bigint[]), cast(:balances_after as bigint[]),
        cast(:to_be_settled as boolean[]), cast(:rates as int[]), cast(:costs as bigint[]),
        cast(:digests as bytea[]), cast(:points_seqs as bigint[]), cast(:money_seqs as bigint[]),
        cast(:user_ids as bigint[]), cast(:family_proxy_ids as bigint[]),
        cast(:card_opening_ids as bigint[]), cast(:household_ids as bigint[])) w
""")

_LINES = text("""
    insert into redemption_line (estate_id, redemption_id, line_no, item_id, name, unit, quantity,
        points_price, market_price_fen)
    select * from unnest(cast(:estate_ids as bigint[]), cast(:redemption_ids as bigint[]),
        cast(:line_nos as smallint[]), cast(:item_ids as bigint[]), cast(:names as text[]),
        cast(:units as text[]), cast(:quantities as int[]), cast(:prices as int[]),
        cast(:market_prices as bigint[]))
""")

_TAKE_STOCK = text("""
    update stock s set quantity = w.quantity
    from unnest(cast(:estate_ids as bigint[]), cast(:item_ids as bigint[]),
        cast(:quantities as int[])) as w (estate_id, item_id, quantity)
    where s.estate_id = w.estate_id and s.item_id = w.item_id
""")

_MOVEMENTS = text("""
    insert into stock_movement (estate_id, item_id, delta, quantity_after, redemption_id, by_user,
        at, reason)
    select w.*, :at, 'redemption'
    from unnest(cast(:estate_ids as bigint[]), cast(:item_ids as bigint[]),
        cast(:deltas as int[]), cast(:quantities_after as int[]),
        cast(:redemption_ids as bigint[]), cast(:user_ids as bigint[])) w
""")

# Delivered when, and only when, the database transaction commits.
_NOTIFY = text("""
    select pg_notify(:channel, w.payload) from unnest(cast(:payloads as text[])) as w (payload)
""")


async def burn_codes(conn: AsyncConnection, codes: Sequence[CodeKey]) -> None:
    """Burn codes that nothing was redeemed with: somebody has seen them."""
    if codes:
        await conn.execute(
            _BURN,
            {"estate_ids": [key[0] for key in codes], "digests": [key[1] for key in codes]},
        )


async def write_redemptions(conn: AsyncConnection, decided: CounterBatch) -> None:
    """Write the redemptions whose entries stand, take their goods from stock, and tell phones."""
    if not decided.redeemed:
        return
    await _write_orders(conn, decided.redeemed)
    if decided.stock_taken:
        await _write_stock(conn, decided.stock_taken)
    for each in decided.redeemed:
        if each.code.family_proxy_id is not None:
            await _record_proxy(conn, each)
        if each.code.household_id is not None:
            await _record_household(conn, each)
    payloads = {f"{r.submission.estate_id}:{r.code.resident_id}" for r in decided.redeemed}
    await conn.execute(_NOTIFY, {"channel": CHANNEL, "payloads": sorted(payloads)})


async def _record_proxy(conn: AsyncConnection, redeemed: Redeemed) -> None:
    """Write down for whom family acted, beside the line of the counter."""
    await write_audit_line(
        conn,
        estate_id=redeemed.submission.estate_id,
        actor_user_id=redeemed.code.user_id,
        action="redeem_as_proxy",
        outcome="done",
        object_=f"redemption:{redeemed.redemption_id}",
        details={
            "for_resident_id": redeemed.code.resident_id,
            "family_proxy_id": redeemed.code.family_proxy_id,
            "points": redeemed.order.points,
        },
    )


async def _record_household(conn: AsyncConnection, redeemed: Redeemed) -> None:
    """Write down for which household somebody used its account."""
    await write_audit_line(
        conn,
        estate_id=redeemed.submission.estate_id,
        actor_user_id=redeemed.code.user_id,
        action="redeem_for_household",
        outcome="done",
        object_=f"redemption:{redeemed.redemption_id}",
        details={
            "household_id": redeemed.code.household_id,
            "by_resident_id": redeemed.code.resident_id,
            "points": redeemed.order.points,
        },
    )


async def _write_orders(conn: AsyncConnection, redeemed: Sequence[Redeemed]) -> None:
    money = [each.posted[1] if len(each.posted) > 1 else None for each in redeemed]
    merchants = [each.order.merchant for each in redeemed]
    await conn.execute(
        _REDEMPTIONS,
        {
            "at": redeemed[0].at,
            "on": redeemed[0].on,
            "estate_ids": [each.submission.estate_id for each in redeemed],
            "redemption_ids": [each.redemption_id for each in redeemed],
            "resident_ids": [each.code.resident_id for each in redeemed],
            "merchant_ids": [merchant.merchant_id for merchant in merchants],
            "points": [each.order.points for each in redeemed],
            "balances_after": [each.balance_after for each in redeemed],
            "to_be_settled": [merchant.settlement is Settlement.CASH for merchant in merchants],
            "rates": [merchant.rate_fen_per_point for merchant in merchants],
            "costs": [each.order.cost_fen for each in redeemed],
            "digests": [each.submission.digest for each in redeemed],
            "points_seqs": [each.posted[0].seq for each in redeemed],
            "money_seqs": [entry.seq if entry else None for entry in money],
            "user_ids": [each.submission.terminal.user_id for each in redeemed],
            "family_proxy_ids": [each.code.family_proxy_id for each in redeemed],
            "card_opening_ids": [each.code.card_opening_id for each in redeemed],
            "household_ids": [each.code.household_id for each in redeemed],
        },
    )
    lines = [
        (each, number, line)
        for each in redeemed
        for number, line in enumerate(each.order.lines, start=1)
    ]
    await conn.execute(
        _LINES,
        {
            "estate_ids": [each.submission.estate_id for each, _, _ in lines],
            "redemption_ids": [each.redemption_id for each, _, _ in lines],
            "line_nos": [number for _, number, _ in lines],
            "item_ids": [line.item.item_id for _, _, line in lines],
            "names": [line.item.name for _, _, line in lines],
            "units": [line.item.unit for _, _, line in lines],
            "quantities": [line.quantity for _, _, line in lines],
            "prices": [line.item.points_price for _, _, line in lines],
            "market_prices": [line.item.market_price_fen for _, _, line in lines],
        },
    )


async def _write_stock(conn: AsyncConnection, taken: Sequence[StockTaken]) -> None:
    # The last of an item's movements says what is left.
    left = {(t.redeemed.submission.estate_id, t.item_id): t.quantity_after for t in taken}
    keys = sorted(left)
    await conn.execute(
        _TAKE_STOCK,
        {
            "estate_ids": [key[0] for key in keys],
            "item_ids": [key[1] for key in keys],
            "quantities": [left[key] for key in keys],
        },
    )
    await conn.execute(
        _MOVEMENTS,
        {
            "at": taken[0].redeemed.at,
            "estate_ids": [t.redeemed.submission.estate_id for t in taken],
            "item_ids": [t.item_id for t in taken],
            "deltas": [-t.quantity for t in taken],
            "quantities_after": [t.quantity_after for t in taken],
            "redemption_ids": [t.redeemed.redemption_id for t in taken],
            "user_ids": [t.redeemed.submission.terminal.user_id for t in taken],
        },
    )
