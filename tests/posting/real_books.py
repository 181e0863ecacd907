"""The real engine for tests that are not asynchronous: one event loop, estates by the dozen."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy import Row, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.period import Month
from ledger.chart.operations import open_book
from ledger.db.lane import Lane
from ledger.db.session import create_engine
from ledger.errors import Refusal
from ledger.estates.operations import found_estate
from ledger.estates.rule_profile import shipped_profile
from ledger.posting.operations import PostedEntry, PostingGroup, post_groups
from tests.conftest import personal_data_keys
from tests.databases import Database

T = TypeVar("T")
UNSTORABLE = {"22021", "22P05"}
_codes = itertools.count(1)


@dataclass(frozen=True)
class Standing:
    """What the database says of one book, in the words of the paper."""

    balances: dict[tuple[str, str], tuple[int, int, int]]
    """(code, holder) → posted, held, version; accounts that were never touched left out."""
    entries: list[tuple[int, str, str, int, int, int | None]]
    """seq, entry number, key, preparer, lines, the seq that it reverses."""
    lines: list[tuple[int, str, str, int, int, int]]
    """seq, code, holder, signed amount, balance after, version."""
    holds: dict[str, tuple[int, str, int, int | None]]
    """Key → amount, state, captured, seq of the capture."""
    months: dict[int, str]
    """Months that are not open."""


class RealBooks(AbstractContextManager["RealBooks"]):
    """Runs operations one after the other, each in a database transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._runner = asyncio.Runner()
        self._service_url = database.service_url
        self.engine: AsyncEngine = self.run(self._create(self._service_url))
        self._owner: AsyncEngine = self.run(self._create(database.owner_url))
        self.people = self.run(self._people())
        self._tables = self.run(self._tables_of_estates())

    def restart(self) -> None:
        """Forget all connections and begin anew."""
        self.run(self.engine.dispose())
        self.engine = self.run(self._create(self._service_url))

    async def _create(self, url: str) -> AsyncEngine:
        return create_engine(url, pool_size=4, personal_data=personal_data_keys())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.run(self.engine.dispose())
        self.run(self._owner.dispose())
        self._runner.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def do(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T | str:
        """Return what the work returns, or the code of the refusal that rolled it back."""

        async def once() -> T | str:
            try:
                async with self.engine.begin() as conn:
                    return await work(conn)
            except (Refusal, DBAPIError) as error:
                return _said(error)

        return self.run(once())

    def post_at_once(
        self, groups: Sequence[PostingGroup], today: date, *, lanes: int, batch_max: int
    ) -> list[list[PostedEntry] | str]:
        """Let the groups arrive at the same moment; return each one's answer.

        With several lanes each takes the groups of its estates. What the database cannot hold is
        answered with `poisoned`.
        """

        async def work() -> list[list[PostedEntry] | str]:
            open_lanes = [
                Lane(self.engine, partial(post_groups, today=today), batch_max=batch_max)
                for _ in range(lanes)
            ]
            answers = await asyncio.gather(
                *(
                    open_lanes[group.commands[0].estate_id % lanes].submit(group)
                    for group in groups
                ),
                return_exceptions=True,
            )
            for lane in open_lanes:
                await lane.close()
            said = [_said(e) if isinstance(e, BaseException) else e for e in answers]
            # Looking for a poisoned command by halves must not hide that a batch was decided wrong.
            halved = sum(lane.metrics.bisections for lane in open_lanes)
            assert not halved or "poisoned" in said, "a batch failed that nobody had poisoned"
            return said

        return self.run(work())

    async def _people(self) -> tuple[int, ...]:
        async with self.engine.begin() as conn:
            found = await conn.execute(
                text("""insert into app_user (login, display_name, password_hash)
                    select 'person' || n, 'person' || n, 'none' from generate_series(1, 3) n
                    returning user_id""")
            )
            return tuple(found.scalars())

    async def _tables_of_estates(self) -> list[str]:
        async with self._owner.connect() as conn:
            found = await conn.execute(
                text("""select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
                    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
                        and a.attname = 'estate_id' order by 1""")
            )
            return list(found.scalars())

    def found_estates(self, count: int, *, first_month: int) -> list[int]:
        """Found estates with two residents each, and open their books."""

        async def work() -> list[int]:
            async with self.engine.begin() as conn:
                return [await self._found_estate(conn, first_month) for _ in range(count)]

        return self.run(work())

    async def _found_estate(self, conn: AsyncConnection, first_month: int) -> int:
        estate_id = await found_estate(
            conn,
            code=f"estate{next(_codes)}",
            name="书香苑",
            kind="商品房",
            operating_model="居民自管",
            region=("川南市", "江北县", "东门街道", "书香社区"),
            profile=shipped_profile("shuxiangyuan", 1),
        )
        await open_book(conn, estate_id=estate_id, first_month=Month.from_number(first_month))
        return estate_id

    def add_residents(self, estate_id: int, count: int) -> tuple[str, ...]:
        """Return the holders of new residents."""

        async def work() -> tuple[str, ...]:
            async with self.engine.begin() as conn:
                found = await conn.execute(
                    text("""insert into resident (estate_id, name)
                        select :e, '张三' from generate_series(1, :count) returning resident_id"""),
                    {"e": estate_id, "count": count},
                )
                return tuple(f"resident:{each}" for each in found.scalars())

        return self.run(work())

    def execute(self, statement: str, **values: Any) -> None:
        async def work() -> None:
            async with self.engine.begin() as conn:
                await conn.execute(text(statement), values)

        self.run(work())

    def digest(self, estates: Sequence[int]) -> dict[str, int]:
        """Return a digest of every row of these estates, table by table."""
        parts = " union all ".join(
            f"""select '{table}' as name, sum(hashtextextended(t::text, 0)) as digest
            from {table} t where estate_id = any(:estates)"""
            for table in self._tables
        )

        async def work() -> dict[str, int]:
            async with self._owner.connect() as conn:
                rows = await conn.execute(text(parts), {"estates": list(estates)})
                return {row.name: int(row.digest or 0) for row in rows}

        return self.run(work())

    def standings(self, estates: Sequence[int]) -> dict[int, Standing]:
        """Read books from beginning to end, by estate id."""

        async def work() -> dict[int, Standing]:
            async with self.engine.connect() as conn:
                rows = await conn.execute(_STANDING, {"estates": list(estates)})
                return {row.estate_id: _standing_of(row) for row in rows}

        return self.run(work())


def _said(error: BaseException) -> str:
    """Return a refusal's code, or `poisoned` for what no column holds; raises anything else."""
    if isinstance(error, Refusal):
        return error.code
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") in UNSTORABLE:
        return "poisoned"
    raise error


_STANDING = text("""
    select b.estate_id,
        (select json_agg(json_build_array(a.code, a.holder, n.posted, n.held, n.version))
            from balance n join account a using (estate_id, account_id)
            where n.estate_id = b.estate_id
                and (n.posted, n.held, n.version) <> (0, 0, 0)) as balances,
        (select json_agg(json_build_array(seq,
                series || '-' || fiscal_month || '-' || lpad(number::text, 4, '0'),
                idempotency_key, prepared_by, line_count, reverses_seq) order by seq)
            from journal_entry e where e.estate_id = b.estate_id) as entries,
        (select json_agg(json_build_array(l.seq, a.code, a.holder, l.side * l.amount,
                l.balance_after, l.account_version) order by l.seq, l.line_no)
            from entry_line l join account a using (estate_id, account_id)
            where l.estate_id = b.estate_id) as lines,
        (select json_agg(json_build_array(idempotency_key, amount, state, captured, captured_seq))
            from hold h where h.estate_id = b.estate_id) as holds,
        (select json_agg(json_build_array(fiscal_month, state))
            from period p where p.estate_id = b.estate_id and state <> 'open') as months
    from book b where b.estate_id = any(:estates)
""")


def _standing_of(row: Row[Any]) -> Standing:
    return Standing(
        balances={(code, holder): tuple(rest) for code, holder, *rest in row.balances or []},
        entries=[tuple(each) for each in row.entries or []],
        lines=[tuple(each) for each in row.lines or []],
        holds={key: tuple(rest) for key, *rest in row.holds or []},
        months=dict(row.months or []),
    )
