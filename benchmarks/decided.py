"""Deciding entries with the program's rules outside of a database transaction, and copying them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.city import CLERK, City
from ledger.bookkeeping.balance import Balance
from ledger.bookkeeping.entry import JournalEntry
from ledger.bookkeeping.merkle_log import STORED_EVERY
from ledger.db.session import create_engine
from ledger.points.entries import resident_holder
from ledger.posting import queries
from ledger.posting.entry_rows import own_key, side_and_currency
from ledger.posting.rules import AccountKey, BookState, ChartAccount, OpenBatch, PostingCommand
from ledger.time_bank.entries import SAVED

LAST_DAY = date(9999, 12, 1)

_ENTRY_COLUMNS = (
    "estate_id", "seq", "series", "number", "kind", "effective_on", "recorded_at", "narration",
    "source", "rule_version", "papers", "prepared_by", "approved_by", "posted_by", "reverses_seq",
    "own_key", "line_count", "leaf_hash",
)  # fmt: skip
_LINE_COLUMNS = (
    "estate_id", "seq", "line_no", "account_id", "side_and_currency", "amount", "note",
    "balance_after", "account_version", "fund_grant_id", "merchant_id", "dwelling_id",
    "activity_id",
)  # fmt: skip
_NODE_COLUMNS = ("estate_id", "level", "node_index", "hash")


@dataclass(slots=True)
class Decided:
    """Rows that are decided and not yet written."""

    entries: list[tuple[Any, ...]] = field(default_factory=list)
    lines: list[tuple[Any, ...]] = field(default_factory=list)
    nodes: list[tuple[Any, ...]] = field(default_factory=list)

    async def copy_to(self, conn: Any) -> None:
        for table, columns, rows in (
            ("journal_entry", _ENTRY_COLUMNS, self.entries),
            ("entry_line", _LINE_COLUMNS, self.lines),
            ("log_node", _NODE_COLUMNS, self.nodes),
        ):
            await conn.copy_records_to_table(table, columns=columns, records=rows)


class Desk:
    """One book after the other, held in memory between its first and its last entry."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn
        self._estate_id = 0
        self._accounts: dict[AccountKey, ChartAccount] = {}
        self._balances: dict[int, Balance] = {}
        self._touched: set[int] = set()
        self._books: dict[int, BookState] = {}

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str) -> AsyncIterator[Desk]:
        engine = create_engine(url, pool_size=1)
        async with engine.connect() as conn:
            yield cls(conn)
        await engine.dispose()

    async def open_book(self, city: City, estate_id: int) -> None:
        """Read the estate's chart, wallets and head, which nobody else writes meanwhile."""
        codes = await self._conn.execute(
            text("select code from account where estate_id = :estate_id and holder = ''"),
            {"estate_id": estate_id},
        )
        keys = [(estate_id, code, "") for code in codes.scalars()]
        for resident_id in city.residents_of(estate_id):
            holder = resident_holder(resident_id)
            keys += [(estate_id, "P2101", holder), (estate_id, SAVED, holder)]
        self._estate_id = estate_id
        self._accounts, self._balances = await queries.read_balances(self._conn, keys)
        self._touched = set()
        locked = await queries.lock_books(
            self._conn, estate_ids=[estate_id], months=[], keys=[], reversals=[]
        )
        self._books = locked.books
        await self._conn.rollback()

    def decide(
        self,
        entries: Sequence[JournalEntry],
        keys: Sequence[str],
        *,
        recorded_at: datetime,
        into: Decided,
    ) -> list[int]:
        """Decide the entries in order and return their seqs."""
        estate_id, book = self._estate_id, self._books[self._estate_id]
        batch = OpenBatch(self._books, self._accounts, self._balances, recorded_at, LAST_DAY)
        posted = batch.post(
            [
                PostingCommand(estate_id, entry, key, prepared_by=CLERK)
                for entry, key in zip(entries, keys, strict=True)
            ],
            posted_by=CLERK,
        )
        # No key comes twice here, and remembering millions would only fill the memory.
        book.known_keys.clear()
        for item in batch.entries:
            entry, facts = item.command.entry, item.facts
            into.entries.append((
                estate_id, facts.seq, entry.series.value,
                facts.number, entry.kind, entry.effective_on, recorded_at, entry.narration,
                entry.source, entry.rule_version, entry.documents or None, CLERK, None, CLERK,
                None, own_key(facts.idempotency_key, entry.source), len(item.lines),
                item.leaf_hash,
            ))  # fmt: skip
            for number, decided in enumerate(item.lines, start=1):
                line = decided.line
                self._touched.add(decided.account_id)
                into.lines.append((
                    estate_id, facts.seq, number, decided.account_id, side_and_currency(line),
                    line.amount, line.narration or None, decided.balance_after, decided.version,
                    None, line.dimensions.merchant_id, None, None,
                ))  # fmt: skip
        into.nodes += [
            (estate_id, node.at.level, node.at.node_index, node.hash)
            for node in batch.nodes
            if node.at.level % STORED_EVERY == 0
        ]
        return [outcome.seq for outcome in posted]

    async def copy_head_to(self, conn: Any) -> None:
        """Write what the book has come to: head, months, last numbers, balances."""
        estate_id, book = self._estate_id, self._books[self._estate_id]
        await conn.execute(
            "update book set size = $2, frontier = $3, root_hash = $4 where estate_id = $1",
            estate_id, book.frontier.size, book.frontier.to_bytes(), book.frontier.root(),
        )  # fmt: skip
        numbers = [(estate_id, *slot, last) for slot, last in book.last_numbers.items()]
        await conn.copy_records_to_table(
            "entry_number",
            columns=["estate_id", "series", "fiscal_month", "last_number"],
            records=numbers,
        )
        await conn.copy_records_to_table(
            "period",
            columns=["estate_id", "fiscal_month"],
            records=sorted({(estate_id, month) for _, _, month, _ in numbers}),
        )
        touched = sorted(self._touched)
        await conn.execute(
            """update balance b set posted = w.posted, version = w.version
                from unnest($2::bigint[], $3::bigint[], $4::bigint[])
                    as w (account_id, posted, version)
                where b.estate_id = $1 and b.account_id = w.account_id""",
            estate_id,
            touched,
            [self._balances[account_id].posted for account_id in touched],
            [self._balances[account_id].version for account_id in touched],
        )
