"""What the calendar asks for: books are signed each day, what has run out is taken off them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
import structlog

from ledger.settings import Settings
from ledger.terminal import with_service

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

SIGNING_LOOKED_AFTER_SECONDS = 300
SIGNING_STOPS_WITHIN_SECONDS = 8
SIGNING_BEGINS_AFTER_SECONDS = 2

_log = structlog.get_logger("ledger.upkeep")


async def sign_books(settings: Settings) -> int:
    """Sign the head of every book where that is due, and return how many were signed."""
    from ledger.db.ids import now_utc
    from ledger.db.session import installation_engine
    from ledger.evidence.operations import make_daily_checkpoint
    from ledger.evidence.queries import book_heads
    from ledger.evidence.sealer import Sealer

    sealer = Sealer.of(settings)
    engine = installation_engine(settings, pool_size=1)
    signed = 0
    try:
        async with engine.connect() as conn:
            heads = await book_heads(conn)
        for head in heads:
            # One database transaction for each book, so that none waits for another's lock.
            async with engine.begin() as conn:
                _, is_new = await make_daily_checkpoint(
                    conn, estate_id=head.estate_id, sealer=sealer, now=now_utc()
                )
                signed += is_new
    finally:
        await engine.dispose()
    return signed


@contextmanager
def signing(settings: Settings) -> Iterator[None]:
    """Sign the books while the service runs: soon after its start, then whenever it is due.

    A failure is logged and tried again; it never stops the service.
    """
    stop = threading.Event()

    def work() -> None:
        wait = SIGNING_BEGINS_AFTER_SECONDS
        while not stop.wait(wait):
            wait = SIGNING_LOOKED_AFTER_SECONDS
            try:
                signed = asyncio.run(sign_books(settings))
            except Exception as fault:  # noqa: BLE001
                _log.error("books_not_signed", error=type(fault).__name__, exc_info=fault)
            else:
                if signed:
                    _log.info("books_signed", books=signed)

    thread = threading.Thread(target=work, name="signing", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(SIGNING_STOPS_WITHIN_SECONDS)


@click.command()
@click.option("--estate", "estate_code", required=True, help="小区代码。")
@click.option("--as", "login", required=True, help="以哪位运维的名义办理，记在凭证上。")
def expire(estate_code: str, login: str) -> None:
    """到期清零：注销已过有效期的积分，放回超时的预占；每天由定时任务运行一次。"""

    async def work(engine: AsyncEngine) -> None:
        from ledger.audit_log.operations import write_audit_line
        from ledger.db.ids import today_in_china
        from ledger.errors import ObjectIsNotHere, PermissionIsMissing
        from ledger.estates.queries import estate_id_of_code
        from ledger.identity.queries import user_of_login
        from ledger.identity.roles import Role
        from ledger.points.operations import expire_lots
        from ledger.posting.holds import expire_holds

        today = today_in_china()
        async with engine.begin() as conn:
            estate_id = await estate_id_of_code(conn, estate_code)
            if estate_id is None:
                raise ObjectIsNotHere(f"代码为 {estate_code} 的小区")
            user = await user_of_login(conn, login, today=today)
            if user is None or not user.roles_in(estate_id):
                raise ObjectIsNotHere(f"登录名为 {login} 的用户")
            if Role.OPERATOR not in user.roles_in(estate_id):
                raise PermissionIsMissing("到期清零要以运维的名义办理，请换一位用户。")
            holds = await expire_holds(conn, estate_id=estate_id)
            expired = await expire_lots(
                conn, estate_id=estate_id, today=today, actor_user_id=user.user_id
            )
            await write_audit_line(
                conn,
                estate_id=estate_id,
                actor_user_id=user.user_id,
                action="expire",
                outcome="done",
                address="cli",
                details={"lots": expired.lots, "points": expired.points, "holds": holds},
            )
        click.echo(
            f"注销到期积分 {expired.lots} 批共 {expired.points} 分，放回超时预占 {holds} 笔。"
        )

    with_service(Settings(), work)
