"""The commands of witnesses: the witness's own program, and what the operator does with them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.settings import Settings
from ledger.terminal import EXIT_REFUSED, estate_id_of, with_service

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from ledger.witness.rules import SeenBook
    from ledger.witness.state import WitnessFolder


def _default_folder() -> Path:
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "ledger-witness"


def _folder_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--folder",
        type=click.Path(file_okay=False, path_type=Path),
        default=_default_folder,
        envvar="LEDGER_WITNESS_DIR",
        help="见证方的文件夹：钥匙和状态文件。",
    )(command)


def _estate_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--estate", "estate_code", required=True, help="小区代码。")(command)


_output_option = click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="写到哪个文件。",
)
_file_argument = click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


# The witness's own program ---------------------------------------------------------------------


@click.group()
def witness() -> None:
    """见证：业委会、物业、街道在自己的电脑上给账簿签名作证。"""


@witness.command()
@click.option("--name", required=True, help="见证方的名称，没有空格，例如 凤凰社区居委会。")
@_folder_option
def init(name: str, folder: Path) -> None:
    """第一次使用：做一把见证方自己的钥匙。"""
    from ledger.witness.state import WitnessFolder

    made = WitnessFolder.create(folder, name)
    click.echo(f"钥匙和状态文件在 {folder}，请妥善保管，不要交给账簿的运维。")
    click.echo("请把下面这一整行公钥交给业委会登记：")
    click.echo(str(made.verifier_key))


@witness.command()
@click.argument("key")
@click.option("--url", default="", help="账簿的公开网址，例如 https://账簿的域名；不联网可不写。")
@_folder_option
def trust(key: str, url: str, folder: Path) -> None:
    """登记一本账的公钥：照张贴的公示单抄写，写在引号里。"""
    from ledger.witness.state import WitnessFolder

    with WitnessFolder.open(folder) as opened:
        book = opened.trust(key, url=url)
    click.echo(f"已登记 {book.origin}，公钥 {len(book.keys)} 把。")


@witness.command()
@_folder_option
def show(folder: Path) -> None:
    """显示见证方的公钥，以及每本账见证到哪里。"""
    from ledger.witness.state import WitnessFolder

    with WitnessFolder.open(folder) as opened:
        click.echo(str(opened.verifier_key))
        for book in opened.state.books.values():
            seen = f"见证到第 {book.size} 笔（{book.seen_at}）" if book.note else "还没有见证过"
            click.echo(f"{book.origin}  {seen}  {book.url}".rstrip())


@witness.command()
@_folder_option
@click.pass_context
def run(ctx: click.Context, folder: Path) -> None:
    """联网见证：取最新检查点，核对没有改过从前的账，签名交回；可放进每天的定时任务。"""
    from ledger.errors import Refusal
    from ledger.witness.state import WitnessFolder

    refused = False
    with WitnessFolder.open(folder) as opened:
        books = [book for book in opened.state.books.values() if book.url]
        if not books:
            raise click.UsageError(
                "没有写了网址的账。请先执行 ledger witness trust 公钥 --url 网址。"
            )
        for book in books:
            try:
                click.echo(_witness_online(opened, book))
            except Refusal as refusal:
                refused = True
                _say_refused(book.origin, refusal)
    ctx.exit(EXIT_REFUSED if refused else 0)


def _witness_online(opened: WitnessFolder, book: SeenBook) -> str:
    from ledger.db.ids import now_utc
    from ledger.witness.online import hand_in, request_from

    cosigned = opened.cosign(request_from(book), now=now_utc())
    hand_in(book, cosigned)
    return f"{book.origin}：已见证到第 {opened.state.books[book.origin].size} 笔，签名已交回。"


def _say_refused(origin: str, refusal: Any) -> None:
    click.secho(f"{origin}：{refusal.sentence}（{refusal.code}）", fg="red", err=True)
    if "file" in refusal.details:
        click.secho(f"两个互相矛盾的检查点写在 {refusal.details['file']}。", fg="red", err=True)


@witness.command()
@_file_argument
@_output_option
@_folder_option
@click.pass_context
def sign(ctx: click.Context, file: Path, output: Path, folder: Path) -> None:
    """不联网见证：核对 U 盘带来的文件，把签名写成文件带回去。"""
    from ledger.db.ids import now_utc
    from ledger.errors import Refusal
    from ledger.witness.state import WitnessFolder

    text = file.read_bytes().decode("utf-8", "replace")
    with WitnessFolder.open(folder) as opened:
        try:
            cosigned = opened.cosign(text, now=now_utc())
        except Refusal as refusal:
            _say_refused(file.name, refusal)
            ctx.exit(EXIT_REFUSED)
    output.write_text(str(cosigned), encoding="utf-8", newline="\n")
    click.echo(f"核对无误，签名写在 {output}，请带回去交给账簿的运维。")


# What the operator does with witnesses ---------------------------------------------------------


@click.group()
def witnesses() -> None:
    """见证方的登记，以及不联网时的文件往来（在账簿这一边执行）。"""


@witnesses.command("list")
@_estate_option
def list_witnesses(estate_code: str) -> None:
    """列出登记过的见证方和它们见证到哪里。"""

    async def work(engine: AsyncEngine) -> None:
        from ledger.evidence.witnesses.queries import witnesses_of

        async with engine.connect() as conn:
            found = await witnesses_of(conn, await estate_id_of(conn, estate_code))
        for each in found:
            ended = "，已停用" if each.withdrawn_at else ""
            seen = f"见证到第 {each.last_size} 笔" if each.last_size is not None else "还没有见证过"
            click.echo(f"{each.witness_id}  {each.name}{ended}  {seen}")
            click.echo(f"   {each.verifier_key}")
        if not found:
            click.echo("还没有登记见证方。")

    with_service(Settings(), work)


@witnesses.command()
@_estate_option
@click.option("--name", required=True, help="居民在公示上看到的名称，例如 凤凰社区居委会。")
@click.option("--key", required=True, help="见证方的公钥，ledger witness init 显示的一整行。")
def add(estate_code: str, name: str, key: str) -> None:
    """登记一个见证方。"""

    async def work(engine: AsyncEngine) -> None:
        from ledger.evidence.witnesses.operations import register_witness

        async with engine.begin() as conn:
            made = await register_witness(
                conn,
                estate_id=await estate_id_of(conn, estate_code),
                name=name,
                verifier_key="".join(key.split()),
                actor_user_id=None,
                address="cli",
            )
        click.echo(f"已登记见证方 {made.name}，编号 {made.witness_id}。")

    with_service(Settings(), work)


@witnesses.command()
@_estate_option
@click.argument("witness_id", type=int)
def end(estate_code: str, witness_id: int) -> None:
    """停用一个见证方；它签过的仍然有效。"""

    async def work(engine: AsyncEngine) -> None:
        from ledger.db.ids import now_utc
        from ledger.evidence.witnesses.operations import withdraw_witness

        async with engine.begin() as conn:
            ended = await withdraw_witness(
                conn,
                estate_id=await estate_id_of(conn, estate_code),
                witness_id=witness_id,
                actor_user_id=None,
                now=now_utc(),
                address="cli",
            )
        click.echo(f"已停用见证方 {ended.name}。")

    with_service(Settings(), work)


@witnesses.command()
@_estate_option
@click.option("--old", "old_size", type=click.IntRange(0), default=0, help="见证方见过的笔数。")
@_output_option
def request(estate_code: str, old_size: int, output: Path) -> None:
    """给不联网的见证方写一个文件：最新检查点，加上从它见过的笔数起的证明。"""

    async def work(engine: AsyncEngine) -> None:
        from ledger.evidence.proofs import request_for_witness

        async with engine.connect() as conn:
            made = await request_for_witness(
                conn, estate_id=await estate_id_of(conn, estate_code), old_size=old_size
            )
        output.write_text(str(made), encoding="utf-8", newline="\n")
        click.echo(f"写在 {output}，请用 U 盘交给见证方，由它执行 ledger witness sign。")

    with_service(Settings(), work)


@witnesses.command()
@_estate_option
@_file_argument
def accept(estate_code: str, file: Path) -> None:
    """收下见证方带回来的签名文件。"""

    async def work(engine: AsyncEngine) -> None:
        from ledger.db.ids import now_utc
        from ledger.evidence.witnesses.operations import accept_cosignatures

        async with engine.begin() as conn:
            accepted = await accept_cosignatures(
                conn,
                estate_id=await estate_id_of(conn, estate_code),
                note=file.read_bytes().decode("utf-8", "replace"),
                now=now_utc(),
            )
        for each in accepted:
            known = "" if each.is_new else "（早已收下）"
            click.echo(f"{each.witness.name} 见证到第 {each.size} 笔{known}。")

    with_service(Settings(), work)
