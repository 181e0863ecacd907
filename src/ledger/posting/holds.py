"""预占: amounts set aside on an account until they are captured, voided or out of time.

A hold is not an entry: it narrows what can leave the account, and it ends once (I10). Whether it
is still in time is decided by the database's clock at use, not only by the sweeper. Every verb may
be repeated under its idempotency key and is then answered as the first time (I11): a hold keeps
the key it was placed under, a capture's key stands in the journal, a void's among the requests.

Lock order: the void's key, the book, then the hold, whoever places, captures, voids or expires.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.bookkeeping.balance import check_floor
from ledger.bookkeeping.entry import EntryAmountIsOutOfRange, format_minor
from ledger.errors import IdempotencyKeyWasUsed, ObjectIsNotHere, Refusal
from ledger.posting.operations import PostingCommand, lock_accounts, post_entries
from ledger.posting.queries import lock_heads
from ledger.posting.rules import PostedEntry

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


# One key has one outcome: who comes second waits here for the first and then sees it.
_CLAIM_VOID = text("""
    insert into request_outcome (estate_id, actor_user_id, idempotency_key, fingerprint, status,
        body)
    values (:estate_id, :voided_by, :key, :fingerprint, 204, null)
    on conflict (estate_id, actor_user_id, idempotency_key) do nothing
    returning 1
""").bindparams(bindparam("fingerprint", type_=JSONB))

_CLAIMED = text("""
    select fingerprint from request_outcome
    where estate_id = :estate_id and actor_user_id = :voided_by and idempotency_key = :key
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

    The same said again under the same key returns the first hold, ended or not. What ran out of
    time on the account is given back first. Raises `EntryAmountIsOutOfRange`, `AccountIsUnknown`,
    `IdempotencyKeyWasUsed` when the key belongs to another hold, or `BalanceIsTooLow` when less is
    available, in this order.
    """
    if amount <= 0:
        raise EntryAmountIsOutOfRange("预占的数额必须大于零，请核对。", amount=str(amount))
    locked = (await lock_accounts(conn, estate_id, [account]))[account]
    said = {
        "estate_id": estate_id,
        "account_id": locked.account.account_id,
        "amount": amount,
        "purpose": purpose,
        "placed_by": placed_by,
        "expires_at": expires_at,
        "key": idempotency_key,
    }
    known = (
        await conn.execute(
            text("""select hold_id, (account_id, amount, purpose, placed_by, expires_at)
                    = (:account_id, :amount, :purpose, :placed_by, :expires_at) as is_same
                from hold where estate_id = :estate_id and idempotency_key = :key"""),
            said,
        )
    ).one_or_none()
    if known is not None:
        if not known.is_same:
            raise IdempotencyKeyWasUsed("这个请求编号已经用于另一笔预占，请换一个编号。")
        hold_id: int = known.hold_id
        return hold_id
    given_back = await _expire_on(conn, estate_id, locked.account.account_id)
    before = replace(locked.balance, held=locked.balance.held - given_back)
    check_floor(locked.account, before, replace(before, held=before.held + amount))
    placed: int | None = await conn.scalar(
        text("""insert into hold (estate_id, account_id, amount, purpose, placed_by, expires_at,
                idempotency_key)
            values (:estate_id, :account_id, :amount, :purpose, :placed_by, :expires_at, :key)
            on conflict (estate_id, idempotency_key) do nothing
            returning hold_id"""),
        said,
    )
    if placed is None:
        # Somebody placed a hold on another account under this key at the same moment.
        raise IdempotencyKeyWasUsed("这个请求编号已经用于另一笔预占，请换一个编号。")
    await _change_held(conn, estate_id, locked.account.account_id, amount)
    return placed


async def void_hold(
    conn: AsyncConnection, *, estate_id: int, hold_id: int, voided_by: int, idempotency_key: str
) -> bool:
    """Give a hold back and tell whether this was a repeat, which changes nothing.

    Raises `IdempotencyKeyWasUsed` when this user's key voided another hold, `ObjectIsNotHere`, or
    `HoldHasEnded` when the hold is not open any more, in this order.
    """
    claim = {
        "estate_id": estate_id,
        "voided_by": voided_by,
        # Apart from the keys of requests, which may carry this one too.
        "key": f"void_hold:{idempotency_key}",
        "fingerprint": {"hold_id": hold_id},
    }
    if (await conn.execute(_CLAIM_VOID, claim)).first() is None:
        if (await conn.execute(_CLAIMED, claim)).scalar_one() != claim["fingerprint"]:
            raise IdempotencyKeyWasUsed("这个请求编号已经用于取消另一笔预占，请换一个编号。")
        return True
    await lock_heads(conn, [estate_id])
    hold = await _lock_hold(conn, estate_id, hold_id)
    hold.check_open()
    await _change_held(conn, estate_id, hold.account_id, -hold.amount)
    await _end(conn, estate_id, hold_id, "void", captured=0, seq=None)
    await write_audit_line(
        conn,
        estate_id=estate_id,
        actor_user_id=voided_by,
        action="void_hold",
        outcome="done",
        object_=f"hold:{hold_id}",
    )
    return False


async def capture_hold(
    conn: AsyncConnection, *, hold_id: int, command: PostingCommand, posted_by: int, today: date
) -> PostedEntry:
    """Post an entry out of a hold; what the entry does not take is free again.

    The same capture again is answered with its entry. Raises `AccountIsUnknown`,
    `ObjectIsNotHere`, `IdempotencyKeyWasUsed`, `HoldHasEnded`, `HoldIsTooSmall`, in this order,
    and then what `post_entries` raises.
    """
    estate_id = command.estate_id
    wanted = [(line.account_code, line.holder) for line in command.entry.lines]
    locked = await lock_accounts(conn, estate_id, wanted)
    hold = await _lock_hold(conn, estate_id, hold_id)
    known_seq = await _seq_of_key(conn, estate_id, command.idempotency_key)
    if known_seq is not None:
        if known_seq != hold.captured_seq:
            raise IdempotencyKeyWasUsed("这个请求编号已经用于另一笔账，请换一个编号重新提交。")
        # The engine compares what is said now with what was posted then.
        (posted,) = await post_entries(conn, [command], posted_by=posted_by, today=today)
        return posted
    hold.check_open()
    taken = -sum(
        account.account.normal_side * line.signed_amount
        for line in command.entry.lines
        if (account := locked[line.account_code, line.holder]).account.account_id == hold.account_id
    )
    if not 0 < taken <= hold.amount:
        currency = command.entry.series.currency
        raise HoldIsTooSmall(
            f"预占了 {format_minor(hold.amount, currency)}，"
            f"这笔要用 {format_minor(taken, currency)}，请重新预占。",
            held=hold.amount,
            taken=taken,
        )
    await _change_held(conn, estate_id, hold.account_id, -hold.amount)
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
    await lock_heads(conn, [estate_id])
    expired: int = (
        await conn.execute(_EXPIRE, {"estate_id": estate_id, "hold_ids": hold_ids})
    ).scalar_one()
    return expired


@dataclass(frozen=True, slots=True)
class _LockedHold:
    """A hold whose row this database transaction holds, read by the clock after the lock."""

    account_id: int
    amount: int
    state: str
    is_in_time: bool
    captured_seq: int | None

    def check_open(self) -> None:
        if self.state != "open" or not self.is_in_time:
            raise HoldHasEnded("这笔预占已经用掉、取消或过期，请重新发起。", state=self.state)


async def _lock_hold(conn: AsyncConnection, estate_id: int, hold_id: int) -> _LockedHold:
    """Lock a hold, then read it: a statement that waits for a lock has read the clock before."""
    asked = {"estate_id": estate_id, "hold_id": hold_id}
    await conn.execute(
        text("""select 1 from hold where estate_id = :estate_id and hold_id = :hold_id
            for no key update"""),
        asked,
    )
    row = (
        await conn.execute(
            text("""select account_id, amount, state, captured_seq,
                    expires_at > clock_timestamp() as is_in_time
                from hold where estate_id = :estate_id and hold_id = :hold_id"""),
            asked,
        )
    ).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这笔预占")
    return _LockedHold(row.account_id, row.amount, row.state, row.is_in_time, row.captured_seq)


async def _seq_of_key(conn: AsyncConnection, estate_id: int, key: str) -> int | None:
    seq: int | None = await conn.scalar(
        text("""select seq from journal_entry
            where estate_id = :estate_id and hashtext(idempotency_key) = hashtext(:key)
                and idempotency_key = :key"""),
        {"estate_id": estate_id, "key": key},
    )
    return seq


async def _expire_on(conn: AsyncConnection, estate_id: int, account_id: int) -> int:
    """End the holds of a locked account that ran out of time; return the amount given back."""
    given_back: int = (
        await conn.execute(
            text("""
                with ended as (
                    update hold set state = 'expired'
                    where estate_id = :estate_id and account_id = :account_id and state = 'open'
                        and expires_at <= clock_timestamp()
                    returning amount
                )
                select coalesce(sum(amount), 0)::bigint from ended"""),
            {"estate_id": estate_id, "account_id": account_id},
        )
    ).scalar_one()
    if given_back:
        await _change_held(conn, estate_id, account_id, -given_back)
    return given_back


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
