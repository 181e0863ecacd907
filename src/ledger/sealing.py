"""The commands of the seals: sign the heads of the books, pack the books, verify them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.settings import Settings
from ledger.terminal import (
    EXIT_DATABASE,
    estate_id_of,
    key_history,
    month_option,
    progress_bar,
    public_key,
    root_hash,
    with_service,
    witness_claims,
)

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from ledger.bookkeeping.period import Month
    from ledger.evidence.key_history import KeyHistory
    from ledger.evidence.report import Report
    from ledger.evidence.signed_note import VerifierKey
    from ledger.evidence.witnesses.checks import WitnessClaims


@click.command()
@click.option("--estate", "estate_code", help="小区代码；不写则每个小区都做。")
def checkpoint(estate_code: str | None) -> None:
    """给账簿的现状签名存证；今天签过而账没有变的不再签。服务运行时每天自动做。"""
    settings = Settings()

    async def work(engine: AsyncEngine) -> None:
        from ledger.db.ids import now_utc
        from ledger.errors import ObjectIsNotHere
        from ledger.evidence.operations import make_daily_checkpoint
        from ledger.evidence.queries import book_heads
        from ledger.evidence.sealer import Sealer

        sealer = Sealer.of(settings)
        async with engine.connect() as conn:
            heads = await book_heads(conn)
        wanted = [head for head in heads if estate_code in (None, head.estate_code)]
        if not wanted:
            raise ObjectIsNotHere(f"代码为 {estate_code} 的小区" if estate_code else "任何账簿")
        for head in wanted:
            # One database transaction for each book, so that none waits for another's lock.
            async with engine.begin() as conn:
                made, _ = await make_daily_checkpoint(
                    conn, estate_id=head.estate_id, sealer=sealer, now=now_utc()
                )
            click.echo(made.note)

    with_service(settings, work)


@click.command()
@click.option("--estate", "estate_code", required=True, help="小区代码。")
@month_option("--from", "起始月份。")
@month_option("--to", "截止月份。")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="写到哪个文件。",
)
def export(estate_code: str, output: Path, **months: Month) -> None:
    """导出审计数据包：账簿、凭证、附件、日记账和校验清单。"""
    if months["from"] > months["to"]:
        raise click.UsageError("起始月份不能晚于截止月份。")
    if not output.absolute().parent.is_dir():
        raise click.UsageError(f"没有 {output.parent} 这个文件夹，请先建好，或换一个地方。")

    async def work(engine: AsyncEngine) -> None:
        from ledger.evidence.sealer import Sealer
        from ledger.reporting.audit_package import write_audit_package
        from ledger.reporting.movements import Range

        async with engine.connect() as conn:
            # Every file of the package shows the same moment.
            await conn.execution_options(isolation_level="REPEATABLE READ")
            estate_id = await estate_id_of(conn, estate_code)
            with progress_bar("导出") as progress:
                summary = await write_audit_package(
                    conn,
                    estate_id=estate_id,
                    months=Range(months["from"], months["to"]),
                    path=output,
                    sealer=Sealer.of(Settings()),
                    progress=progress,
                )
        click.echo(f"已写到 {output}，共 {summary.book_size} 笔凭证，SHA-256 {summary.sha256}。")
        click.echo(f"可用 ledger verify {output} 校验。")

    with_service(Settings(), work)


@click.command()
@click.argument("package", required=False, type=click.Path(path_type=Path))
@click.option("--database", is_flag=True, help="校验正在使用的数据库。")
@click.option("--root", callback=root_hash, help="公示上印的根哈希，数据包必须与它相符。")
@click.option("--key", callback=public_key, help="公示网页或公示单上印的公钥，用来核对封签。")
@click.option(
    "--keys",
    "history",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=key_history,
    help="公钥文件（公开网址的 …/keys，或 ledger keys list -o）：换过钥匙之后核对旧的数据包。",
)
@click.option(
    "--witness",
    "claims",
    multiple=True,
    callback=witness_claims,
    help="见证方的公钥，或它的状态文件；可重复写。整本重写过的账，靠它才看得出来。",
)
@click.option(
    "--jobs",
    type=click.IntRange(0),
    help="校验数据库用几个进程；不写则每个处理器核心一个，写 0 则逐笔读完每一本账。",
)
@click.pass_context
def verify(
    ctx: click.Context,
    package: Path | None,
    root: bytes | None,
    key: VerifierKey | None,
    history: KeyHistory | None,
    claims: WitnessClaims,
    jobs: int | None,
    *,
    database: bool,
) -> None:
    """校验数据包或数据库：重算每一张凭证、余额和日志，指出第一处改动。

    \b
    退出码说明查出的最重的一种：
      0 没有改动
      1 凭证、分录、日志、附件、文件，或签过名、见证过的内容被改动
      2 命令写得不对
      3 读不出来，或没有校验完
      4 只有由凭证推得出来的东西不符：余额、末号、批次、库存、日志子树
      5 凭证旁边的记录不符：兑换、服务、投放、待审凭证、期间、科目
      6 公示过的内容不符
    """
    if (package is None) == (not database) or (database and (root or key or history)):
        raise click.UsageError(
            "请给出数据包文件（可加 --root、--key、--keys），或者写 --database；都可加 --witness。"
        )
    from ledger.evidence.report import ExitCode

    with progress_bar("校验") as progress:
        if package is not None:
            from ledger.evidence.package_verification import verify_package

            reports = [
                verify_package(
                    package,
                    progress=progress,
                    expected_root=root,
                    public_key=key,
                    history=history,
                    claims=claims,
                )
            ]
        else:

            async def work(engine: AsyncEngine) -> list[Report]:
                from ledger.evidence.database_verification import verify_database
                from ledger.evidence.screen.workers import WorkerFailed
                from ledger.evidence.sealer import Sealer

                sealer = Sealer.existing(Settings())
                async with engine.connect() as conn:
                    try:
                        return await verify_database(
                            conn, progress=progress, sealer=sealer, claims=claims, jobs=jobs
                        )
                    except WorkerFailed as failed:
                        click.secho(f"没有校验完，请再执行一次。{failed}", fg="red", err=True)
                        ctx.exit(ExitCode.UNREADABLE)

            reports = with_service(Settings(), work)
            if not reports:
                click.secho(
                    "数据库里没有账簿，没有什么可校验。请看 LEDGER_DATA_DIR 或 "
                    "LEDGER_DATABASE_URL 指的是不是您那本账。",
                    fg="red",
                    err=True,
                )
                ctx.exit(EXIT_DATABASE)
    unmet = claims.unmet()
    for report in [*reports, unmet] if unmet is not None else reports:
        click.echo("\n".join(report.lines()))
    codes = [report.exit_code for report in reports]
    ctx.exit(ExitCode.gravest(codes if unmet is None else [*codes, unmet.exit_code]))


@click.group()
def keys() -> None:
    """给账簿签名的钥匙：列出，更换。"""


@keys.command("list")
@click.option("--estate", "estate_code", required=True, help="小区代码。")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写成公钥文件。"
)
def list_keys(estate_code: str, output: Path | None) -> None:
    """列出签过这本账的公钥，最后一把是现用的。"""
    settings = Settings()

    async def work(engine: AsyncEngine) -> None:
        import json

        from ledger.evidence.log_queries import latest_checkpoint
        from ledger.evidence.sealer import Sealer

        sealer = Sealer.of(settings)
        async with engine.connect() as conn:
            last = await latest_checkpoint(conn, await estate_id_of(conn, estate_code))
        origin = last.checkpoint.origin if last is not None else sealer.origin_of(estate_code)
        history = sealer.history
        for key in reversed(sealer.verifier_keys(origin)):
            until = history.until(key.public_key)
            state = f"用到 {until:%Y-%m-%d %H:%M} UTC" if until is not None else "现用"
            click.echo(f"{key}  {state}")
        if output is not None:
            text = json.dumps(history.to_json(origin), ensure_ascii=False, indent=1)
            output.write_text(text + "\n", encoding="utf-8", newline="\n")

    with_service(settings, work)


@keys.command()
def rotate() -> None:
    """换一把钥匙：新的从此签名，旧的只留公钥；以前的签名和数据包照样能核对。"""
    from ledger.db.ids import now_utc
    from ledger.evidence.key_rotation import rotate_keys

    sealer = rotate_keys(Settings(), now=now_utc())
    count = len(sealer.history.public_keys)
    click.echo(f"已换成第 {count} 把钥匙。请备份密钥文件夹，执行 ledger checkpoint 签一次，")
    click.echo("下一期公示单上印的就是新公钥；请通知见证方照公示单登记新公钥。")
