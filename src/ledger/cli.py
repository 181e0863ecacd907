"""`ledger`: the operator's commands.

Exit codes: 0 done, 1 refused (the sentence says what to do), 2 wrong usage, 3 the database cannot
be used; `ledger verify` has its own, which name the kind of fault.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

import ledger
from ledger.errors import Refusal
from ledger.founding import estate, region_role, reset_second_factor
from ledger.rekeying import personal_data
from ledger.sealing import checkpoint, export, keys, verify
from ledger.settings import Settings
from ledger.terminal import (
    EXIT_DATABASE,
    EXIT_REFUSED,
    estate_id_of,
    progress_bar,
    refuse_taken_port,
    show_preview,
    with_service,
)
from ledger.upkeep import audit_log, expire, worker
from ledger.witnessing import witness, witnesses

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from ledger.db.embedded import EmbeddedPostgres

DATABASE_LOOKED_AFTER_SECONDS = 2


class Commands(click.Group):
    """Turns refusals into one Chinese sentence and an exit code, whatever the command."""

    def invoke(self, ctx: click.Context) -> Any:
        from ledger.db import DatabaseUnusable

        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            click.secho(f"{refusal.sentence}（{refusal.code}）", fg="red", err=True)
            ctx.exit(EXIT_REFUSED)
        except DatabaseUnusable as fault:
            click.secho(str(fault), fg="red", err=True)
            ctx.exit(EXIT_DATABASE)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(ledger.__version__, prog_name="ledger")
def main() -> None:
    """邻里账本：小区积分与公共收益账本。"""


main.add_command(checkpoint)
main.add_command(export)
main.add_command(keys)
main.add_command(verify)
main.add_command(expire)
main.add_command(audit_log)
main.add_command(worker)
main.add_command(personal_data)
main.add_command(estate)
main.add_command(region_role)
main.add_command(reset_second_factor)
main.add_command(witness)
main.add_command(witnesses)


# serve -----------------------------------------------------------------------------------------


@main.command()
@click.option("--demo", is_flag=True, help="第一次启动时装入示范小区“书香苑”。")
@click.option("--host", help="监听地址，默认 127.0.0.1。")
@click.option("--port", type=click.IntRange(0, 65535), help="监听端口，默认 8000。")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="几个进程一起服务；一个小区的电脑一个就够，繁忙的服务器写处理器的核数。",
)
@click.option("--no-worker", is_flag=True, help="不带后台任务；另用 ledger worker 启动。")
def serve(*, demo: bool, host: str | None, port: int | None, workers: int, no_worker: bool) -> None:
    """启动服务；Ctrl-C 停止，不留下任何进程。"""
    overrides = {"host": host, "port": port}
    settings = Settings().model_copy(
        update={name: value for name, value in overrides.items() if value is not None}
    )
    # uvicorn raises the signal again after its shutdown; leaving by SystemExit lets the
    # embedded server stop too.
    signal.signal(signal.SIGTERM, _leave)

    from ledger.db.session import running_database
    from ledger.messages.channels import check_channels
    from ledger.server import serve as run_server
    from ledger.server import shared_metrics
    from ledger.worker.process import worker_beside

    refuse_taken_port(settings)
    check_channels(settings)

    with running_database(settings) as server:
        asyncio.run(_prepare(settings, demo=demo))
        if server is not None:
            threading.Thread(target=_keep_alive, args=(server,), daemon=True).start()
        beside = contextlib.nullcontext() if no_worker else worker_beside(settings)
        with shared_metrics(), beside:
            run_server(settings, workers=workers)


def _keep_alive(server: EmbeddedPostgres) -> None:
    """Bring the embedded server back within seconds when it was killed under the program."""
    from ledger.db import DatabaseUnusable

    while True:
        time.sleep(DATABASE_LOOKED_AFTER_SECONDS)
        try:
            server.ensure_running()
        except RuntimeError:
            return
        except (OSError, DatabaseUnusable) as fault:
            click.secho(str(fault), fg="red", err=True)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


async def _prepare(settings: Settings, *, demo: bool) -> None:
    from ledger.db.session import installation_engine, refuse_unusable_service
    from ledger.estates.sealed_columns import upgrade_and_seal

    await upgrade_and_seal(settings)
    engine = installation_engine(settings, pool_size=4)
    try:
        await refuse_unusable_service(engine)
        click.echo(f"邻里账本 {ledger.__version__}")
        if demo:
            await _load_demo(engine, settings)
    finally:
        await engine.dispose()
    click.echo(f"\n工作台  {settings.base_url}/ui/\n手机页  {settings.base_url}/ui/m/\n")


async def _load_demo(engine: AsyncEngine, settings: Settings) -> None:
    from ledger.db.migrate import count_rows
    from ledger.db.session import owner_url
    from ledger.demo import load_demo
    from ledger.redemption.codes import in_groups

    with progress_bar("装入示范小区") as progress:
        logins = await load_demo(engine, settings, progress)
    await count_rows(owner_url(settings))
    click.echo("\n示范账号（只在本机有效）")
    for person in logins.people:
        way = f"手机号 {person.phone}" if person.phone else "密码"
        factor = " + 动态口令" if person.has_factor else ""
        click.echo(
            f"  {person.login:<14}{person.role_title}  {settings.base_url}{person.page}"
            f"  {way}{factor}"
        )
    click.echo(f"  密码：{logins.password}")
    click.echo("  手机验证码：在手机页点“获取验证码”，短信打印在本窗口")
    click.echo(
        "  动态口令：另开一个窗口运行  "
        f"LEDGER_DATA_DIR={settings.data_dir} {sys.argv[0]} one-time-password"
    )
    if logins.cards is not None:
        cards = logins.cards
        click.echo(f"  居民卡：在收银台输入 {in_groups(cards.numbers[0])}，密码 {cards.pin}")
        click.echo(
            f"          没有密码的一张 {in_groups(cards.numbers[1])}，认人，姓名 {cards.sight_name}"
        )
        click.echo(f"          空白卡 {in_groups(cards.numbers[2])} 等，可在工作台“居民卡”发出")
    for title, page in logins.public_pages:
        click.echo(f"  {title}  {settings.base_url}{page}")


# migrate, create-user, demo --------------------------------------------------------------------


@main.command()
def migrate() -> None:
    """把数据库升级到最新结构。"""
    from ledger.db.session import running_database
    from ledger.estates.sealed_columns import upgrade_and_seal

    settings = Settings()
    with running_database(settings):
        changed = asyncio.run(upgrade_and_seal(settings))
    click.echo("数据库已升级。" if changed else "数据库已经是最新的。")


@main.command()
def demo() -> None:
    """装入示范小区“书香苑”；已经装入的不会重复。"""
    settings = Settings()

    async def work(engine: AsyncEngine) -> None:
        from ledger.demo import load_demo

        with progress_bar("装入示范小区") as progress:
            logins = await load_demo(engine, settings, progress)
        click.echo(f"示范小区已就绪，登录名 {'、'.join(p.login for p in logins.people)}。")

    with_service(settings, work)


@main.command("one-time-password")
def one_time_password() -> None:
    """示范小区工作人员此刻的动态口令；真实用户的口令只在本人的手机上。"""
    from ledger.db.ids import now_utc
    from ledger.demo.logins import demo_one_time_password

    shown, seconds = demo_one_time_password(Settings().secrets_dir, now=now_utc())
    click.echo(f"{shown}（还有 {seconds} 秒换新；每个账号同一个口令只能用一次）")


@main.command("create-user")
@click.argument("login")
@click.option("--estate", "estate_code", required=True, help="小区代码。")
@click.option(
    "--role",
    required=True,
    type=click.Choice(
        [
            "organiser",
            "treasurer",
            "cashier",
            "committee",
            "supervisor",
            "auditor",
            "operator",
        ]
    ),
    help="角色。居民、商户、楼栋长和网格员账号由运维在工作台开通。",
)
@click.option("--name", "display_name", required=True, help="显示的称呼。")
@click.password_option(help="密码；不写则在终端里输入，不会显示。")
def create_user(login: str, estate_code: str, role: str, display_name: str, password: str) -> None:
    """新建一个工作人员账号。"""

    async def work(engine: AsyncEngine) -> None:
        from ledger.db.ids import today_in_china
        from ledger.identity import operations
        from ledger.identity.roles import Role

        async with engine.begin() as conn:
            estate_id = await estate_id_of(conn, estate_code)
            user_id = await operations.create_user(
                conn, login=login, display_name=display_name, password=password
            )
            await operations.grant_role(
                conn,
                estate_id=estate_id,
                user_id=user_id,
                role=Role(role),
                starts_on=today_in_china(),
            )
            await _audit(conn, estate_id, None, "create_user", f"user:{user_id}")
        click.echo(f"已新建 {login}（{Role(role).chinese_title}）。")

    with_service(Settings(), work)


# import ----------------------------------------------------------------------------------------


@main.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--estate", "estate_code", required=True, help="小区代码。")
@click.option("--as", "login", required=True, help="以哪位用户的名义导入，写登录名。")
@click.option("--book", is_flag=True, help="预览之后入账；不写只预览。")
@click.option("--accept", multiple=True, type=int, metavar="行号", help="接受的存疑行，可重复写。")
def import_file(
    kind: str, file: Path, estate_code: str, login: str, *, book: bool, accept: tuple[int, ...]
) -> None:
    """导入一个文件：先预览合计、新增、已有和存疑行，加 --book 才入账。

    \b
    KIND 是文件的种类：
      dwellings           房屋与业主
      merchants           积分商户
      catalogue           积分商品
      cash_book           公共收益流水账
      fund_grants         小区共享发展金明细
      service_signin      志愿服务签到表
      sorting_events      垃圾分类投放记录
      merchant_purchases  商户消费小票
    """

    async def work(engine: AsyncEngine) -> None:
        from ledger.db.ids import now_utc, today_in_china
        from ledger.intake import operations
        from ledger.intake.documents import safe_filename
        from ledger.intake.source_file import SourceFile

        source = SourceFile.of(safe_filename(file.name), file.read_bytes())
        async with engine.connect() as conn:
            estate_id = await estate_id_of(conn, estate_code)
            actor_user_id = await _importing_user(conn, estate_id, login, kind)
            uploaded = await operations.upload_import(
                conn, estate_id=estate_id, kind=kind, file=source, actor_user_id=actor_user_id
            )
            show_preview(uploaded.preview)
            if not book:
                # Leaving without a commit keeps nothing, the file included.
                click.echo("只是预览，没有入账；核对后加 --book 入账。")
                return
            with progress_bar("入账") as progress:
                result = await operations.book_import(
                    conn,
                    estate_id=estate_id,
                    import_id=uploaded.batch.import_id,
                    accepted_rows=frozenset(accept),
                    actor_user_id=actor_user_id,
                    now=now_utc(),
                    today=today_in_china(),
                    progress=progress,
                )
            await _audit(conn, estate_id, actor_user_id, "book_import", f"import:{kind}")
            await conn.commit()
        click.echo(
            f"入账 {result.booked} 行，已有 {result.skipped_known} 行，"
            f"存疑未入账 {result.left_doubtful} 行，待核实 {result.waiting} 行，"
            f"拒绝 {result.refused} 行。"
        )
        for note in result.notes:
            click.echo(f"  {note}")

    with_service(Settings(), work)


async def _importing_user(conn: Any, estate_id: int, login: str, kind: str) -> int:
    """Return the id of the user in whose name a file is imported; the desk's rules hold."""
    from ledger.db.ids import today_in_china
    from ledger.errors import ObjectIsNotHere, PermissionIsMissing
    from ledger.identity.queries import user_of_login
    from ledger.intake.importer import importer_of_kind
    from ledger.intake.routes import IMPORTS_OF

    importer = importer_of_kind(kind)
    user = await user_of_login(conn, login, today=today_in_china())
    if user is None or not user.roles_in(estate_id):
        raise ObjectIsNotHere(f"登录名为 {login} 的用户")
    if not user.roles_in(estate_id) & IMPORTS_OF[importer.permission]:
        raise PermissionIsMissing(f"{user.display_name}不能导入“{importer.title}”，请换一位用户。")
    return user.user_id


async def _audit(
    conn: Any, estate_id: int, actor_user_id: int | None, action: str, object_: str
) -> None:
    from ledger.audit_log.operations import write_audit_line

    await write_audit_line(
        conn,
        estate_id=estate_id,
        actor_user_id=actor_user_id,
        action=action,
        outcome="done",
        object_=object_,
        address="cli",
    )


# openapi ---------------------------------------------------------------------------------------


@main.command()
def openapi() -> None:
    """打印接口说明（OpenAPI 3.1，JSON）；不需要数据库。"""
    import json
    import tempfile

    from ledger.app import create_app

    # The application makes its secrets when it is put together; these go with the folder.
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder)))
        click.echo(json.dumps(app.openapi_schema.to_schema(), ensure_ascii=False, indent=2))
