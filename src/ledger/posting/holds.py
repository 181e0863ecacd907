"""预占: amounts set aside on an account until they are captured, voided or out of time.

A hold is not an entry: it narrows what can leave the account, and it ends once (I10). Whether it
is still in time is decided by the database's clock at use, not only by the sweeper.

Lock order: the accounts by id, then the holds, whoever places, captures, voids or expires.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.balance import check_floor
from ledger.bookkeeping.entry import format_minor
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.posting.operations import PostingCommand, lock_accounts, post_entries
from ledger.posting.rules import IdempotencyKeyWasUsed, PostedEntry

# Looks at the state again: a hold may have been captured or voided before its account was locked.
_EXPIRE = text("""
    with ended as (
        update hold set state = 'expired'
        where estate_id = :estate_id and hold_id = any(cast(:hold_ids as bigint[]))
            and state = 'open'
        returning account_id, amount
    ), given_back as (
        update balance b set held = b.held - e.amount
        from (select account_id, sum(amount) as amount from ended group by account_id) e
        where b.estate_id = :estate_id and b.account_id = e.account_id
    )
    select count(*) from ended
""")


class HoldHasEnded(Refusal):
    """The hold was captured, voided or expired before; a hold is consumed once."""

    code = "hold_has_ended"


class HoldIsTooSmall(Refusal):
    """An entry may not take more from the account than was held."""

    code = "hold_is_too_small"


async def place_hold(
    conn: AsyncConnection,
    *,
    estate_id: int,
    account: tuple[str, str],
    amount: int,
    expires_at: datetime,
    purpose: str,
    placed_by: int,
    idempotency_key: str,
) -> int:
    """Set `amount` (minor units, > 0) aside on (code, holder) and return the hold's id.

    The same key with the same amount returns the first hold. Raises `BalanceIsTooLow` when less
    is available, `IdempotencyKeyWasUsed` when the key belongs to another hold.
    """
    locked = (await lock_accounts(conn, estate_id, [account]))[account]
    known = (
        await conn.execute(
            text("""select hold_id, account_id, amount from hold
                where estate_id = :estate_id and idempotency_key = :key"""),
            {"estate_id": estate_id, "key": idempotency_key},
        )
    ).one_or_none()
    if known is not None:
        if (known.account_id, known.amount) != (locked.account.account_id, amount):
            raise IdempotencyKeyWasUsed("这个请求编号已经用于另一笔预占，请换一个编号。")
        hold_id: int = known.hold_id
        return hold_id
    before = locked.balance
    check_floor(locked.account, before, replace(before, held=before.held + amount))
    await _change_held(conn, estate_id, locked.account.account_id, amount)
    placed: int = (
        await conn.execute(
            text("""insert into hold (estate_id, account_id, amount, purpose, placed_by,
                    expires_at, idempotency_key)
                values (:estate_id, :account_id, :amount, :purpose, :placed_by, :expires_at, :key)
                returning hold_id"""),
            {
                "estate_id": estate_id,
                "account_id": locked.account.account_id,
                "amount": amount,
                "purpose": purpose,
                "placed_by": placed_by,
                "expires_at": expires_at,
                "key": idempotency_key,
            },
        )
    ).scalar_one()
    return placed


async def void_hold(conn: AsyncConnection, *, estate_id: int, hold_id: int) -> None:
    """Give a hold back. Raises `HoldHasEnded` when it is not open any more."""
    await _lock_accounts_of(conn, estate_id, [hold_id])
    account_id, amount = await _lock_open_hold(conn, estate_id, hold_id)
    await _change_held(conn, estate_id, account_id, -amount)
    await _end(conn, estate_id, hold_id, "void", captured=0, seq=None)


async def capture_hold(
    conn: AsyncConnection, *, hold_id: int, command: PostingCommand, posted_by: int, today: date
) -> PostedEntry:
    """Post an entry out of a hold; what the entry does not take is free again.

    Raises `HoldHasEnded`, `HoldIsTooSmall`, and what `post_entries` raises.
    """
    estate_id = command.estate_id
    wanted = [(line.account_code, line.holder) for line in command.entry.lines]
    locked = await lock_accounts(conn, estate_id, wanted)
    account_id, amount = await _lock_open_hold(conn, estate_id, hold_id)
    taken = -sum(
        account.account.normal_side * line.signed_amount
        for line in command.entry.lines
        if (account := locked[line.account_code, line.holder]).account.account_id == account_id
    )
    if not 0 < taken <= amount:
        currency = command.entry.series.currency
        raise HoldIsTooSmall(
            f"预占了 {format_minor(amount, currency)}，这笔要用 {format_minor(taken, currency)}，"
            "请重新预占。",
            held=amount,
            taken=taken,
        )
    await _change_held(conn, estate_id, account_id, -amount)
    (posted,) = await post_entries(conn, [command], posted_by=posted_by, today=today)
    await _end(conn, estate_id, hold_id, "captured", captured=taken, seq=posted.seq)
    return posted


async def expire_holds(conn: AsyncConnection, *, estate_id: int) -> int:
    """Give back every open hold whose time is over and return how many there were."""
    due = await conn.execute(
        text("""select hold_id from hold
            where estate_id = :estate_id and state = 'open' and expires_at <= clock_timestamp()"""),
        {"estate_id": estate_id},
    )
    hold_ids = list(due.scalars())
    await _lock_accounts_of(conn, estate_id, hold_ids)
    expired: int = (
        await conn.execute(_EXPIRE, {"estate_id": estate_id, "hold_ids": hold_ids})
    ).scalar_one()
    return expired


async def _lock_accounts_of(conn: AsyncConnection, estate_id: int, hold_ids: Sequence[int]) -> None:
    await conn.execute(
        text("""select 1 from balance
            where estate_id = :estate_id and account_id in (
                select account_id from hold
                where estate_id = :estate_id and hold_id = any(cast(:hold_ids as bigint[])))
            order by account_id for no key update"""),
        {"estate_id": estate_id, "hold_ids": list(hold_ids)},
    )


async def _lock_open_hold(conn: AsyncConnection, estate_id: int, hold_id: int) -> tuple[int, int]:
    """Lock a hold and return its account id and amount; a hold out of time has ended."""
    row = (
        await conn.execute(
            text("""select account_id, amount, state, expires_at > clock_timestamp() as in_time
                from hold where estate_id = :estate_id and hold_id = :hold_id for update"""),
            {"estate_id": estate_id, "hold_id": hold_id},
        )
    ).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这笔预占")
    if row.state != "open" or not row.in_time:
        raise HoldHasEnded("这笔预占已经用掉、取消或过期，请重新发起。", state=row.state)
    return row.account_id, row.amount


async def _change_held(conn: AsyncConnection, estate_id: int, account_id: int, change: int) -> None:
    await conn.execute(
        text("""update balance set held = held + :change
            where estate_id = :estate_id and account_id = :account_id"""),
        {"estate_id": estate_id, "account_id": account_id, "change": change},
    )


async def _end(
    conn: AsyncConnection,
    estate_id: int,
    hold_id: int,
    state: str,
    *,
    captured: int,
    seq: int | None,
) -> None:
    await conn.execute(
        text("""update hold set state = :state, captured = :captured, captured_seq = :seq
            where estate_id = :estate_id and hold_id = :hold_id"""),
        {
            "estate_id": estate_id,
            "hold_id": hold_id,
            "state": state,
            "captured": captured,
            "seq": seq,
        },
    )
