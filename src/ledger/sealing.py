"""The commands of the seals: sign the heads of the books, pack the books, verify them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.settings import Settings
from ledger.terminal import (
    EXIT_DATABASE,
    estate_id_of,
    month_option,
    progress_bar,
    public_key,
    root_hash,
    with_service,
)

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from ledger.bookkeeping.period import Month
    from ledger.evidence.report import Report
    from ledger.evidence.signed_note import VerifierKey


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
@click.pass_context
def verify(
    ctx: click.Context,
    package: Path | None,
    root: bytes | None,
    key: VerifierKey | None,
    *,
    database: bool,
) -> None:
    """校验数据包或数据库：重算每一张凭证、余额和日志，指出第一处改动。

    退出码：0 没有改动，1 有改动，3 读不出来。
    """
    if (package is None) == (not database) or (database and (root or key)):
        raise click.UsageError("请给出数据包文件（可加 --root、--key），或者只写 --database。")
    with progress_bar("校验") as progress:
        if package is not None:
            from ledger.evidence.package_verification import verify_package

            reports = [
                verify_package(package, progress=progress, expected_root=root, public_key=key)
            ]
        else:

            async def work(engine: AsyncEngine) -> list[Report]:
                from ledger.evidence.database_verification import verify_database
                from ledger.evidence.sealer import Sealer

                sealer = Sealer.existing(Settings())
                async with engine.connect() as conn:
                    return await verify_database(conn, progress=progress, sealer=sealer)

            reports = with_service(Settings(), work)
            if not reports:
                click.secho(
                    "数据库里没有账簿，没有什么可校验。请看 LEDGER_DATA_DIR 或 "
                    "LEDGER_DATABASE_URL 指的是不是您那本账。",
                    fg="red",
                    err=True,
                )
                ctx.exit(EXIT_DATABASE)
    for report in reports:
        click.echo("\n".join(report.lines()))
    ctx.exit(max(report.exit_code for report in reports))
