"""The verb of the counter: redeem goods with a code that is already burnt.

Lock order of a redemption: request key, code, accounts, stock and lots, book head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.estates.queries import rule_profile
from ledger.points.entries import WALLET, resident_holder
from ledger.points.operations import post_spends, spend_points
from ledger.posting.operations import PostedEntry, PostingCommand, lock_accounts
from ledger.redemption import queries, tables
from ledger.redemption.entries import accounts_touched, money_entry, spend_order
from ledger.redemption.pay_codes import PayCodeIsNotValid
from ledger.redemption.rules import Order, RequestedLine, price_order

CHANNEL = "ledger_redemption"
"""What the database notifies when a redemption commits: `estate_id:resident_id`."""

_TAKE_FROM_STOCK = text("""
    with taken as (
        update stock s set quantity = s.quantity - w.quantity
        from unnest(cast(:item_ids as bigint[]), cast(:quantities as int[]))
            as w (item_id, quantity)
        where s.estate_id = :estate_id and s.item_id = w.item_id
        returning s.item_id, w.quantity as taken, s.quantity as quantity_after
    )
    insert into stock_movement (estate_id, item_id, delta, quantity_after, reason, redemption_id,
        at, by_user)
    select :estate_id, item_id, -taken, quantity_after, 'redemption', :redemption_id, :at, :by_user
    from taken
""")


async def redeem(
    conn: AsyncConnection,
    *,
    estate_id: int,
    merchant_id: int,
    digest: bytes,
    lines: Sequence[RequestedLine],
    actor_user_id: int,
    idempotency_key: str,
    now: datetime,
    today: date,
) -> queries.Redemption:
    """Redeem goods with a code that `burn_pay_code` burnt for this actor and key.

    Books the points entry and the money entry, uses the lots, takes the goods from stock, and
    notifies the resident's phone at commit. Raises `PayCodeIsNotValid`, the refusals of
    `price_order`, `PointsAreTooFew`, and those of posting; the code stays burnt, and every
    sentence says so.
    """
    resident_id = await queries.lock_burnt_code(
        conn,
        estate_id,
        code_digest=digest,
        user_id=actor_user_id,
        idempotency_key=idempotency_key,
    )
    if resident_id is None:
        raise PayCodeIsNotValid
    try:
        return await _redeem(
            conn,
            _Submission(
                estate_id, merchant_id, resident_id, digest, actor_user_id, idempotency_key
            ),
            lines,
            now=now,
            today=today,
        )
    except Refusal as refusal:
        refusal.sentence += "这个付款码已经用掉，再扫之前请居民刷新付款码。"
        raise


@dataclass(frozen=True, slots=True)
class _Submission:
    estate_id: int
    merchant_id: int
    resident_id: int
    digest: bytes
    actor_user_id: int
    idempotency_key: str


async def _redeem(
    conn: AsyncConnection,
    submission: _Submission,
    requested: Sequence[RequestedLine],
    *,
    now: datetime,
    today: date,
) -> queries.Redemption:
    estate_id, resident_id = submission.estate_id, submission.resident_id
    merchant = await queries.merchant_of(conn, estate_id, submission.merchant_id)
    if merchant is None:
        raise ObjectIsNotHere("这家商户")
    touched = accounts_touched(merchant.settlement, resident_id=resident_id)
    locked = await lock_accounts(conn, estate_id, touched)
    items = await queries.lock_items(conn, estate_id, [line.item_id for line in requested])
    order = price_order(merchant, items, requested)
    rules = await rule_profile(conn, estate_id, on=today)
    redemption_id: int = (
        await conn.execute(text("select nextval('redemption_redemption_id_seq')"))
    ).scalar_one()
    wanted = spend_order(
        order,
        estate_id=estate_id,
        redemption_id=redemption_id,
        resident_id=resident_id,
        on=today,
        rule_version=rules.version_text,
    )
    # The digest in the key makes the journal, too, refuse a second use of one code.
    key = f"redemption:{submission.digest.hex()}"
    spend = await spend_points(
        conn,
        wanted,
        idempotency_key=f"{key}:points",
        prepared_by=submission.actor_user_id,
        today=today,
        lock_also=touched,
    )
    money = money_entry(
        order, redemption_id=redemption_id, on=today, rule_version=rules.version_text
    )
    actor = submission.actor_user_id
    posted = await post_spends(
        conn,
        [spend],
        posted_by=actor,
        today=today,
        and_also=[PostingCommand(estate_id, money, f"{key}:money", prepared_by=actor)]
        if money is not None
        else [],
    )
    wallet = locked[WALLET, resident_holder(resident_id)]
    await _record(
        conn,
        submission,
        order,
        posted,
        redemption_id=redemption_id,
        balance_after=-wallet.balance.posted - order.points,
        now=now,
        today=today,
    )
    done = await queries.redemption_of(conn, estate_id, redemption_id)
    assert done is not None
    return done


async def _record(
    conn: AsyncConnection,
    submission: _Submission,
    order: Order,
    posted: Sequence[PostedEntry],
    *,
    redemption_id: int,
    balance_after: int,
    now: datetime,
    today: date,
) -> None:
    money = posted[1] if len(posted) > 1 else None
    here = {"estate_id": submission.estate_id, "redemption_id": redemption_id}
    await conn.execute(
        insert(tables.redemption).values(
            **here,
            order_no=f"{today:%Y%m%d}-{redemption_id:06d}",
            resident_id=submission.resident_id,
            merchant_id=order.merchant.merchant_id,
            points=order.points,
            balance_after=balance_after,
            settlement=order.merchant.settlement.value,
            rate_fen_per_point=order.merchant.rate_fen_per_point,
            payable_fen=order.payable_fen,
            cost_fen=order.cost_fen,
            code_digest=submission.digest,
            idempotency_key=submission.idempotency_key,
            points_seq=posted[0].seq,
            points_entry_no=posted[0].entry_no,
            money_seq=money.seq if money else None,
            money_entry_no=money.entry_no if money else None,
            at=now,
            effective_on=today,
            by_user=submission.actor_user_id,
        )
    )
    await conn.execute(
        insert(tables.redemption_line),
        [
            here
            | {
                "line_no": number,
                "item_id": line.item.item_id,
                "name": line.item.name,
                "unit": line.item.unit,
                "quantity": line.quantity,
                "points_price": line.item.points_price,
                "points": line.points,
                "market_price_fen": line.item.market_price_fen,
            }
            for number, line in enumerate(order.lines, start=1)
        ],
    )
    counted = [line for line in order.lines if line.item.stock is not None]
    if counted:
        await conn.execute(
            _TAKE_FROM_STOCK,
            here
            | {
                "item_ids": [line.item.item_id for line in counted],
                "quantities": [line.quantity for line in counted],
                "at": now,
                "by_user": submission.actor_user_id,
            },
        )
    # Delivered when, and only when, this database transaction commits.
    await conn.execute(
        text("select pg_notify(:channel, :payload)"),
        {
            "channel": CHANNEL,
            "payload": f"{submission.estate_id}:{submission.resident_id}",
        },
    )
