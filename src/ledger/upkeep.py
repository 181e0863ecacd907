"""What the calendar asks for: the worker that does it, and the command to do it now."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ledger.settings import Settings
from ledger.terminal import estate_id_of, with_owner, with_service

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


@click.command()
def worker() -> None:
    """单独启动后台任务（发消息、到期清零、签名）；ledger serve 已经自带一个，不必另开。"""
    import asyncio

    from ledger.db.session import running_database
    from ledger.estates.sealed_columns import upgrade_and_seal
    from ledger.messages.channels import check_channels
    from ledger.web.request_log import configure_logging
    from ledger.worker.process import work_here

    settings = Settings()
    check_channels(settings)
    configure_logging(as_json=not sys.stderr.isatty())
    with running_database(settings):
        asyncio.run(upgrade_and_seal(settings))
        click.echo("后台任务已启动，Ctrl-C 停止。")
        work_here(settings)


@click.command()
@click.option("--estate", "estate_code", required=True, help="小区代码。")
@click.option("--as", "login", required=True, help="以哪位运维的名义办理，记在凭证上。")
def expire(estate_code: str, login: str) -> None:
    """到期清零：注销已过有效期的积分，放回超时的预占；后台任务每天自动办理，这里可以马上办。"""

    async def work(engine: AsyncEngine) -> None:
        from ledger.audit_log.operations import write_audit_line
        from ledger.db.ids import today_in_china
        from ledger.errors import ObjectIsNotHere, PermissionIsMissing
        from ledger.identity.queries import user_of_login
        from ledger.identity.roles import Role
        from ledger.points.expiry import expire_lots
        from ledger.posting.holds import expire_holds

        today = today_in_china()
        async with engine.begin() as conn:
            estate_id = await estate_id_of(conn, estate_code)
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


@click.group("audit-log")
def audit_log() -> None:
    """操作日志：核对已封签的日子，清理超过保存期的。"""


@audit_log.command()
def check() -> None:
    """逐日核对操作日志与封签；有出入就说是哪一天，退出码为 1。"""
    settings = Settings()

    async def work(engine: AsyncEngine) -> list[str]:
        from ledger.db.ids import now_utc
        from ledger.evidence.audit_days import close_days_of_all, faults_of_days
        from ledger.evidence.sealer import Sealer

        sealer = Sealer.of(settings)
        async with engine.begin() as conn:
            await close_days_of_all(conn, sealer=sealer, now=now_utc())
            return [str(fault) for fault in await faults_of_days(conn, sealer=sealer)]

    faults = with_service(settings, work)
    for fault in faults:
        click.secho(fault, fg="red")
    if faults:
        sys.exit(1)
    click.echo("操作日志与封签相符。")


@audit_log.command()
def prune() -> None:
    """清理超过保存期（LEDGER_AUDIT_LOG_MONTHS）的日志；清理本身也记一笔。"""
    settings = Settings()

    async def work(engine: AsyncEngine) -> int:
        from sqlalchemy import text

        async with engine.begin() as conn:
            removed = await conn.scalar(
                text("select prune_audit_lines(now() - make_interval(months => :months))"),
                {"months": settings.audit_log_months},
            )
            return int(removed or 0)

    removed = with_owner(settings, work)
    click.echo(f"保存期 {settings.audit_log_months} 个月，清理了 {removed} 行。")
