"""What the operator's commands share: a progress bar, a running database, how results are shown."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ledger.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from ledger.bookkeeping.period import Month
    from ledger.evidence.key_history import KeyHistory
    from ledger.evidence.signed_note import VerifierKey
    from ledger.evidence.witnesses.checks import WitnessClaims
    from ledger.intake.preview import Preview

T = TypeVar("T")

EXIT_REFUSED = 1
EXIT_DATABASE = 3


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal and nothing in a pipe; yields a function of done and all."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def with_service(settings: Settings, work: Callable[[AsyncEngine], Coroutine[Any, Any, T]]) -> T:
    """Run `work` against a migrated database as the service; the embedded server runs meanwhile."""
    from ledger.db.session import (
        installation_engine,
        refuse_unusable_service,
        running_database,
    )
    from ledger.estates.sealed_columns import upgrade_and_seal

    async def run() -> T:
        await upgrade_and_seal(settings)
        engine = installation_engine(settings, pool_size=4)
        try:
            await refuse_unusable_service(engine)
            return await work(engine)
        finally:
            await engine.dispose()

    with running_database(settings):
        return asyncio.run(run())


def with_owner(settings: Settings, work: Callable[[AsyncEngine], Coroutine[Any, Any, T]]) -> T:
    """Run `work` against a migrated database as the tables' owner, who sees every estate."""
    from ledger.db.session import create_engine, owner_url, running_database
    from ledger.estates.sealed_columns import upgrade_and_seal

    async def run() -> T:
        await upgrade_and_seal(settings)
        engine = create_engine(owner_url(settings), pool_size=1)
        try:
            return await work(engine)
        finally:
            await engine.dispose()

    with running_database(settings):
        return asyncio.run(run())


def month_option(name: str, help_text: str) -> Callable[[Any], Any]:
    def read(_ctx: click.Context, _parameter: click.Parameter, value: str) -> Month:
        from ledger.bookkeeping.period import Month

        return Month.parse(value)

    return click.option(name, required=True, callback=read, metavar="2026-04", help=help_text)


def root_hash(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> bytes | None:
    """Read a root hash as a notice prints it."""
    if value is None:
        return None
    try:
        root = bytes.fromhex(value)
    except ValueError:
        root = b""
    if len(root) != 32:
        raise click.BadParameter("根哈希是 64 个十六进制数字，可以照公示上那样分组写在引号里。")
    return root


def public_key(
    _ctx: click.Context, _parameter: click.Parameter, value: str | None
) -> VerifierKey | None:
    """Read a public key as the public page and the notice print it."""
    if value is None:
        return None
    from ledger.evidence.signed_note import NoteIsMalformed, VerifierKey

    try:
        return VerifierKey.parse("".join(value.split()))
    except NoteIsMalformed:
        raise click.BadParameter(
            "公钥是“名称+编号+密文”一整行，请照公示网页或公示单抄写，写在引号里。"
        ) from None


def key_history(
    _ctx: click.Context, _parameter: click.Parameter, value: Path | None
) -> KeyHistory | None:
    """Read a file of keys as `ledger keys list -o` or the public address gives it."""
    if value is None:
        return None
    import json

    from ledger.evidence.key_history import KeyHistory
    from ledger.evidence.signed_note import NoteIsForged, NoteIsMalformed

    try:
        return KeyHistory.from_json(json.loads(value.read_text("utf-8")))
    except (OSError, ValueError, NoteIsMalformed, NoteIsForged) as error:
        raise click.BadParameter(f"公钥文件读不懂，或者里面的交接不对（{error}）。") from None


def witness_claims(
    _ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> WitnessClaims:
    """Read what witnesses bring along: a public key each, or a witness's state file."""
    from ledger.evidence.signed_note import NoteIsMalformed, SignatureType, VerifierKey
    from ledger.evidence.witnesses.checks import Memory, WitnessClaims
    from ledger.witness.state import read_state

    keys, memories = [], []
    for value in values:
        if Path(value).is_file():
            state = read_state(Path(value))
            memories += [
                Memory(state.name, book.origin, book.seen_at, book.size, book.root_hash)
                for book in state.books.values()
                if book.note
            ]
            continue
        try:
            key = VerifierKey.parse("".join(value.split()))
        except NoteIsMalformed:
            key = None
        if key is None or key.kind is not SignatureType.COSIGNATURE:
            raise click.BadParameter(
                "请写见证方的公钥（一整行，写在引号里），或它的状态文件 witness-state.json。"
            )
        keys.append(key)
    return WitnessClaims(tuple(keys), tuple(memories))


def show_preview(preview: Preview) -> None:
    titles = {
        "new": "新增",
        "known": "已有",
        "doubtful": "存疑",
        "refused": "拒绝",
        "waiting": "待核实",
    }
    click.echo(f"{preview.title}：共 {len(preview.rows)} 行")
    click.echo("  " + "，".join(f"{titles[k]} {v}" for k, v in preview.counts.items()))
    for total in preview.totals:
        shown = f"{total.value / 100:,.2f} 元" if total.unit == "fen" else f"{total.value:,}"
        click.echo(f"  {total.title}：{shown}")
    for note in preview.notes:
        click.echo(f"  {note}")
    for row in preview.rows:
        if row.status in ("doubtful", "refused", "waiting"):
            reasons = "；".join(reason.message for reason in row.reasons)
            click.echo(f"  第 {row.row_no} 行 {titles[row.status]}：{reasons}")


def refuse_taken_port(settings: Settings) -> None:
    """Say that the address is taken before minutes go into preparing a database."""
    try:
        with socket.create_server((settings.host, settings.port)):
            pass
    except OSError:
        click.secho(
            f"不能在 {settings.host} 的端口 {settings.port} 上提供服务。"
            "请先停掉占用它的程序，或用 --port 换一个端口、--host 换一个地址。",
            fg="red",
            err=True,
        )
        sys.exit(EXIT_REFUSED)


async def estate_id_of(conn: Any, code: str) -> int:
    """Return the id of the estate with this code; raises `ObjectIsNotHere`."""
    from ledger.errors import ObjectIsNotHere
    from ledger.estates.queries import estate_id_of_code

    estate_id = await estate_id_of_code(conn, code)
    if estate_id is None:
        raise ObjectIsNotHere(f"代码为 {code} 的小区")
    return estate_id
