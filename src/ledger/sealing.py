"""The commands of the seals: sign the heads of the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.settings import Settings
from ledger.terminal import with_service

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


@click.command()
@click.option("--estate", "estate_code", help="小区代码；不写则每个小区都做。")
def checkpoint(estate_code: str | None) -> None:
    """给账簿的现状签名存证；每天由定时任务运行一次。"""
    settings = Settings()

    async def work(engine: AsyncEngine) -> None:
        from ledger.db.ids import now_utc
        from ledger.errors import ObjectIsNotHere
        from ledger.evidence.operations import DAILY, make_checkpoint
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
                made = await make_checkpoint(
                    conn,
                    estate_id=head.estate_id,
                    sealer=sealer,
                    now=now_utc(),
                    reason=DAILY,
                )
            click.echo(made.note)

    with_service(settings, work)
