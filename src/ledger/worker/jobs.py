"""The jobs themselves. Each may be stopped anywhere and run again: it goes on where it was.

A job works estate by estate, a database transaction for each, so that a long run holds up nobody
and a fault in one estate is found again in the next run. It returns what it did, in Chinese.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.db.jobs import put_jobs
from ledger.db.session import in_installation
from ledger.evidence.audit_days import close_days_of_all
from ledger.evidence.operations import make_daily_checkpoint
from ledger.evidence.sealer import Sealer
from ledger.messages.delivery import Postponed
from ledger.messages.outbox import DeliveryRef
from ledger.messages.security_notices import tell_new_devices, tell_region_roles, tell_roles
from ledger.points.expiry import expire_some
from ledger.points.telling import tell_expiring, tell_movements
from ledger.posting.holds import expire_holds
from ledger.time_bank.automatic.operations import deposit_by_clock
from ledger.time_bank.help.completion import confirm_by_clock, remind_of_confirming
from ledger.volunteering.standing.operations import award_stars
from ledger.worker.workbench import Workbench, estates_with_books, worker_user

ATTEMPTS_KEPT_DAYS = 30
CODES_KEPT_DAYS = 1
JOB_LOG_KEPT_DAYS = 30
LOST_AFTER = timedelta(minutes=15)


async def sign_books(bench: Workbench) -> str:
    """Sign the head of every book where that is due."""
    sealer = Sealer.of(bench.settings)
    async with in_installation(bench.engine) as conn:
        estates = await estates_with_books(conn)
    signed = 0
    for estate_id in estates:
        # One database transaction for each book, so that none waits for another's lock.
        async with in_installation(bench.engine) as conn:
            _, is_new = await make_daily_checkpoint(
                conn, estate_id=estate_id, sealer=sealer, now=bench.now
            )
            signed += is_new
    return f"签名 {signed} 本"


async def close_audit_days(bench: Workbench) -> str:
    """Sign the days of the audit log that are over."""
    sealer = Sealer.of(bench.settings)
    async with in_installation(bench.engine) as conn:
        closed = await close_days_of_all(conn, sealer=sealer, now=bench.now)
    return f"操作日志封签 {closed} 天"


async def expire_points(bench: Workbench) -> str:
    """Take points off the books whose last day has passed."""
    async with in_installation(bench.engine) as conn:
        estates = await estates_with_books(conn)
        actor = await worker_user(conn)
    lots = points = 0
    for estate_id in estates:
        async with in_installation(bench.engine, actor=actor) as conn:
            holds = await expire_holds(conn, estate_id=estate_id)
        while True:
            # A database transaction for each batch: what stops the job loses one batch at most,
            # and nobody waits longer than that for a wallet.
            async with in_installation(bench.engine, actor=actor) as conn:
                expired = await expire_some(
                    conn, estate_id=estate_id, today=bench.today, actor_user_id=actor
                )
                if expired.lots or holds:
                    await write_audit_line(
                        conn,
                        estate_id=estate_id,
                        actor_user_id=actor,
                        action="expire",
                        outcome="done",
                        address="worker",
                        details={"lots": expired.lots, "points": expired.points, "holds": holds},
                    )
            if expired.is_done:
                break
            holds = 0
            lots += expired.lots
            points += expired.points
    return f"注销到期积分 {lots} 批共 {points} 分"


async def tell_expiring_points(bench: Workbench) -> str:
    """Tell holders 60, 30 and 7 days before their points end."""
    async with in_installation(bench.engine) as conn:
        estates = await estates_with_books(conn)
    written = 0
    for estate_id in estates:
        async with in_installation(bench.engine) as conn:
            written += await tell_expiring(conn, estate_id=estate_id, today=bench.today)
    return f"提醒 {written} 条"


_ESTATES_WITH_NEWS = text("""
    select b.estate_id from book b left join points_told t using (estate_id)
    where t.seq is null or t.seq < b.size order by 1
""")


async def tell_points(bench: Workbench) -> str:
    """Tell residents which points came and went since the last run."""
    async with in_installation(bench.engine) as conn:
        estates = list((await conn.execute(_ESTATES_WITH_NEWS)).scalars())
    written = 0
    for estate_id in estates:
        async with in_installation(bench.engine) as conn:
            written += await tell_movements(conn, estate_id=estate_id, today=bench.today)
    return f"通知 {written} 条"


async def tell_security(bench: Workbench) -> str:
    """Tell people of new and ended roles, and of sign-ins on new devices."""
    async with in_installation(bench.engine) as conn:
        roles = await tell_roles(conn, now=bench.now, today=bench.today)
        roles += await tell_region_roles(conn, now=bench.now, today=bench.today)
    async with in_installation(bench.engine) as conn:
        devices = await tell_new_devices(conn, now=bench.now, today=bench.today)
    return f"角色 {roles} 条，新设备 {devices} 条"


_ESTATES_WITH_OLD_HOLDS = text("""
    select distinct estate_id from hold
    where state = 'open' and expires_at <= clock_timestamp() order by 1
""")


async def release_holds(bench: Workbench) -> str:
    """Give back what was held longer than it may be."""
    async with in_installation(bench.engine) as conn:
        estates = list((await conn.execute(_ESTATES_WITH_OLD_HOLDS)).scalars())
    released = 0
    for estate_id in estates:
        async with in_installation(bench.engine) as conn:
            released += await expire_holds(conn, estate_id=estate_id)
    return f"放回超时的预占 {released} 笔"


async def confirm_help(bench: Workbench) -> str:
    """Confirm help that was given three days ago and that nobody objected to."""
    async with in_installation(bench.engine) as conn:
        estates = await estates_with_books(conn)
        actor = await worker_user(conn)

    async def some(conn: AsyncConnection, estate_id: int) -> int:
        return await confirm_by_clock(conn, estate_id=estate_id, actor_user_id=actor, now=bench.now)

    confirmed = await _until_none_is_left(bench, estates, some, actor=actor)
    return f"到时自动确认互助 {confirmed} 次"


async def _until_none_is_left(
    bench: Workbench,
    estates: Sequence[int],
    some: Callable[[AsyncConnection, int], Awaitable[int]],
    *,
    actor: int,
) -> int:
    """Do some of each estate's, a database transaction each time, until none is left to do."""
    total = 0
    for estate_id in estates:
        done = 1
        while done:
            async with in_installation(bench.engine, actor=actor) as conn:
                done = await some(conn, estate_id)
            total += done
    return total


async def remind_of_help(bench: Workbench) -> str:
    """Remind those who were helped, a day before help confirms itself."""
    async with in_installation(bench.engine) as conn:
        estates = await estates_with_books(conn)
    written = 0
    for estate_id in estates:
        async with in_installation(bench.engine) as conn:
            written += await remind_of_confirming(conn, estate_id=estate_id, now=bench.now)
    return f"提醒确认互助 {written} 条"


async def deposit_services(bench: Workbench) -> str:
    """Deposit verified services for volunteers who chose that they deposit themselves."""
    async with in_installation(bench.engine) as conn:
        estates = await estates_with_books(conn)
        actor = await worker_user(conn)

    async def some(conn: AsyncConnection, estate_id: int) -> int:
        return await deposit_by_clock(
            conn, estate_id=estate_id, actor_user_id=actor, today=bench.today
        )

    people = await _until_none_is_left(bench, estates, some, actor=actor)
    return f"自动存入时长 {people} 人"


async def award_volunteer_stars(bench: Workbench) -> str:
    """Give the stars that hours have reached, and tell those who reached them."""
    async with in_installation(bench.engine) as conn:
        estates = await estates_with_books(conn)
    given = 0
    for estate_id in estates:
        async with in_installation(bench.engine) as conn:
            given += await award_stars(conn, estate_id=estate_id, now=bench.now, today=bench.today)
    return f"授予星级 {given} 颗"


_CLEAN_UP = (
    ("登录", "delete from user_session where expires_at < :now"),
    ("登录尝试", "delete from sign_in_attempt where at < :attempts_before"),
    ("验证码", "delete from one_time_code where expires_at < :codes_before"),
    ("微信登录", "delete from wechat_sign_in where expires_at < :codes_before"),
    ("任务记录", "delete from jobs.pgqueuer_log where created < :log_before"),
    ("任务统计", "delete from jobs.pgqueuer_statistics where created < :log_before"),
)


async def clean_up(bench: Workbench) -> str:
    """Delete sessions, attempts and codes that are over, and the queue's old records."""
    now = bench.now
    values = {
        "now": now,
        "attempts_before": now - timedelta(days=ATTEMPTS_KEPT_DAYS),
        "codes_before": now - timedelta(days=CODES_KEPT_DAYS),
        "log_before": now - timedelta(days=JOB_LOG_KEPT_DAYS),
    }
    done = []
    for title, statement in _CLEAN_UP:
        async with in_installation(bench.engine) as conn:
            named = {name: value for name, value in values.items() if f":{name}" in statement}
            deleted = await conn.execute(text(statement), named)
        done.append(f"{title} {deleted.rowcount} 条")
    return "、".join(done)


_LOST = text("""
    select estate_id, message_id, channel from message_delivery
    where state = 'waiting' and next_at < :before
    order by next_at limit 1000
""")


async def find_lost_deliveries(bench: Workbench) -> str:
    """Put a job for deliveries that are long due; one that has a job gets no second one."""
    async with in_installation(bench.engine) as conn:
        rows = await conn.execute(_LOST, {"before": bench.now - LOST_AFTER})
        lost = [DeliveryRef(*row).as_job() for row in rows]
        await put_jobs(conn, lost)
    return f"补发 {len(lost)} 条"


async def deliver_message(bench: Workbench, payload: bytes | None) -> Postponed | None:
    """Carry one message out of the program, or say when to try again."""
    ended = await bench.deliverer.deliver(
        bench.engine, DeliveryRef.of_payload(payload), now=bench.now
    )
    return ended if isinstance(ended, Postponed) else None
