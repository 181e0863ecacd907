"""A few estates with open books, and the entries that tests post into them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import EntryLine, JournalEntry, credit, debit
from ledger.bookkeeping.merkle_log import root_of
from ledger.bookkeeping.period import Month
from ledger.chart.operations import open_book
from ledger.estates.operations import found_estate
from ledger.estates.rule_profile import shipped_profile
from ledger.posting.operations import PostedEntry, PostingCommand, post_entries

DAY = date(2026, 6, 18)
TODAY = date(2026, 6, 30)
FIRST_MONTH = Month(2026, 1)


@dataclass(frozen=True)
class Town:
    """`residents` by estate id; two users, of whom one prepares and the other approves."""

    estates: tuple[int, ...]
    residents: Mapping[int, tuple[int, ...]]
    treasurer: int
    committee: int

    @property
    def estate(self) -> int:
        return self.estates[0]

    def wallet(self, who: int = 0, estate: int | None = None) -> str:
        return f"resident:{self.residents[estate or self.estate][who]}"

    def command(
        self, entry: JournalEntry, key: str, *, estate: int | None = None
    ) -> PostingCommand:
        return PostingCommand(
            estate or self.estate,
            entry,
            key,
            prepared_by=self.treasurer,
            approved_by=self.committee,
        )

    async def post(self, conn: AsyncConnection, *commands: PostingCommand) -> list[PostedEntry]:
        return await post_entries(conn, commands, posted_by=self.treasurer, today=TODAY)


async def found_town(conn: AsyncConnection, *, estates: int = 1, residents: int = 3) -> Town:
    """Found estates with the seed chart and residents without wallets."""
    users = [
        await scalar(
            conn,
            """insert into app_user (login, display_name, password_hash)
            values (:login, :login, 'none') returning user_id""",
            login=login,
        )
        for login in ("treasurer", "committee")
    ]
    ids, people = [], {}
    for number in range(1, estates + 1):
        estate_id = await found_estate(
            conn,
            code=f"estate{number}",
            name=f"第{number}小区",
            kind="商品房",
            operating_model="居民自管",
            region=("川南市", "江北县", "东门街道", "书香社区"),
            profile=shipped_profile("shuxiangyuan", 1),
        )
        await open_book(conn, estate_id=estate_id, first_month=FIRST_MONTH)
        ids.append(estate_id)
        people[estate_id] = tuple(
            [
                await scalar(
                    conn,
                    """insert into resident (estate_id, name) values (:e, '张三')
                    returning resident_id""",
                    e=estate_id,
                )
                for _ in range(residents)
            ]
        )
    return Town(tuple(ids), people, treasurer=users[0], committee=users[1])


async def scalar(conn: AsyncConnection, sql: str, **values: Any) -> Any:
    return (await conn.execute(text(sql), values)).scalar_one()


async def rows(conn: AsyncConnection, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await conn.execute(text(sql), values)]


async def town_of(engine: AsyncEngine, *, estates: int = 1) -> Town:
    async with engine.begin() as conn:
        return await found_town(conn, estates=estates)


async def post(engine: AsyncEngine, town: Town, *commands: PostingCommand) -> list[PostedEntry]:
    """Post as a request does: one database transaction."""
    async with engine.begin() as conn:
        return await town.post(conn, *commands)


async def stands_at(engine: AsyncEngine, code: str, holder: str = "") -> int:
    async with engine.connect() as conn:
        found: int = await scalar(
            conn,
            """select b.posted from balance b join account a using (estate_id, account_id)
            where a.code = :code and a.holder = :holder""",
            code=code,
            holder=holder,
        )
        return found


def entry(
    *lines: EntryLine,
    series: EntrySeries = EntrySeries.MONEY,
    on: date = DAY,
    kind: str = "cash_book",
    narration: str = "端午活动",
) -> JournalEntry:
    return JournalEntry(series, kind, on, narration, lines)


def income(fen: int, *, into: str = "1002001", on: date = DAY) -> JournalEntry:
    """Parking fees into the bank."""
    cny = Currency.CNY
    return entry(debit(into, fen, cny), credit("4301001", fen, cny), on=on)


def spending(fen: int, *, out_of: str = "1002001", on: date = DAY) -> JournalEntry:
    """An activity paid from the bank."""
    cny = Currency.CNY
    return entry(debit("5103", fen, cny), credit(out_of, fen, cny), on=on)


def serving(minutes: int, wallet: str, *, on: date = DAY) -> JournalEntry:
    """Recognised minutes into a resident's wallet.

    The engine's tests use wallets of minutes: those of points are tied to their lots besides.
    """
    lines = (
        debit("M1102", minutes, Currency.MIN),
        credit("M2102", minutes, Currency.MIN, holder=wallet),
    )
    return entry(*lines, series=EntrySeries.MINUTES, on=on, kind="service_minutes")


def using(minutes: int, wallet: str, *, on: date = DAY) -> JournalEntry:
    """Minutes out of a wallet, for service received."""
    lines = (
        debit("M2102", minutes, Currency.MIN, holder=wallet),
        credit("M3101", minutes, Currency.MIN),
    )
    return entry(*lines, series=EntrySeries.MINUTES, on=on, kind="service_minutes")


def giving(points: int, *, on: date = DAY) -> JournalEntry:
    """Points into the public pool."""
    lines = debit("P1105", points, Currency.PTS), credit("P2301", points, Currency.PTS)
    return entry(*lines, series=EntrySeries.POINTS, on=on, kind="service_points")


async def until_somebody_waits(conn: AsyncConnection, *, count: int = 1) -> None:
    """Return when `count` backends of this database wait for locks; at most 20 seconds."""
    waits = f"""select count(*) >= {count} from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'"""
    for _ in range(2000):
        # Only as the login itself does one see what its other connections wait for.
        await conn.execute(text("set local role none"))
        waiting = await scalar(conn, waits)
        # The server shows one picture of its activity for a whole database transaction.
        await conn.rollback()
        if waiting:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")


async def checksums(engine: AsyncEngine) -> dict[str, str]:
    """Return a digest of every row of every table that this database has."""
    async with engine.connect() as conn:
        names = await rows(
            conn,
            "select tablename from pg_tables where schemaname = 'public' order by tablename",
        )
        return {
            name: await scalar(
                conn,
                f"""select coalesce(md5(string_agg(md5(t::text), '' order by t::text)), '')
                from {name} t""",
            )
            for (name,) in names
        }


async def check_books(conn: AsyncConnection, estates: Sequence[int]) -> None:
    """Assert everything that must hold of the books at every moment."""
    for estate_id in estates:
        leaves = await rows(
            conn,
            "select seq, leaf_hash from journal_entry where estate_id = :e order by seq",
            e=estate_id,
        )
        assert [seq for seq, _ in leaves] == list(range(1, len(leaves) + 1))
        size, root = (
            await rows(conn, "select size, root_hash from book where estate_id = :e", e=estate_id)
        )[0]
        assert (size, root) == (len(leaves), root_of([leaf for _, leaf in leaves]))
        assert (
            await rows(
                conn,
                """select series, fiscal_month from journal_entry where estate_id = :e
            group by series, fiscal_month
            having min(number) <> 1 or max(number) <> count(*)""",
                e=estate_id,
            )
            == []
        )
        assert (
            await rows(
                conn,
                """select b.account_id from balance b left join (
                select account_id, sum(side * amount) as posted, count(*) as lines,
                    count(distinct account_version) as versions
                from entry_line where estate_id = :e group by account_id
            ) l using (account_id)
            where b.estate_id = :e and (b.posted <> coalesce(l.posted, 0)
                or b.version <> coalesce(l.lines, 0) or l.versions <> l.lines)""",
                e=estate_id,
            )
            == []
        )
        # What the last line left is what the account stands at, and time goes forward with seq.
        assert (
            await rows(
                conn,
                """select 1 from entry_line l join balance b using (estate_id, account_id)
            where l.estate_id = :e and l.account_version = b.version
                and l.balance_after <> b.posted
            union all
            select 1 from journal_entry a join journal_entry b
                on b.estate_id = a.estate_id and b.seq = a.seq + 1
            where a.estate_id = :e and b.recorded_at < a.recorded_at""",
                e=estate_id,
            )
            == []
        )
