"""Writing a decided batch: the same few statements whatever its size.

The order matters to the triggers. Heads and numbers come first, because entries are held against
them; then the entries; then what goes along with them (lots); the balances last, because wallets
are held against their lots.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.merkle_log import STORED_EVERY
from ledger.bookkeeping.period import Month
from ledger.posting.entry_rows import own_key, side_and_currency
from ledger.posting.rules import OpenBatch, PostedEntry

Alongside = Callable[[Sequence[PostedEntry]], Awaitable[None]]
"""Writes what must agree with the wallets that the entries move."""

_WRITE_BOOKS = text("""
    update book b set size = w.size, frontier = w.frontier, root_hash = w.root_hash
    from unnest(cast(:estate_ids as bigint[]), cast(:sizes as bigint[]),
        cast(:frontiers as bytea[]), cast(:roots as bytea[]))
        as w (estate_id, size, frontier, root_hash)
    where b.estate_id = w.estate_id
""")

_OPEN_PERIODS = text("""
    insert into period (estate_id, fiscal_month)
    select * from unnest(cast(:estate_ids as bigint[]), cast(:months as int[]))
    on conflict (estate_id, fiscal_month) do nothing
""")

_WRITE_NUMBERS = text("""
    insert into entry_number as n (estate_id, series, fiscal_month, last_number)
    select * from unnest(cast(:estate_ids as bigint[]), cast(:series as text[]),
        cast(:months as int[]), cast(:numbers as int[]))
    on conflict (estate_id, series, fiscal_month) do update set last_number = excluded.last_number
    where n.last_number < excluded.last_number
""")

_WRITE_BALANCES = text("""
    update balance b set posted = w.posted, version = w.version
    from unnest(cast(:estate_ids as bigint[]), cast(:account_ids as bigint[]),
        cast(:posted as bigint[]), cast(:versions as bigint[]))
        as w (estate_id, account_id, posted, version)
    where b.estate_id = w.estate_id and b.account_id = w.account_id
""")

# Entries, lines and the subtrees of the log that they complete go in as one statement, so that
# no moment exists at which an entry stands without its lines, and the triggers refuse every other
# way in.
_WRITE_ENTRIES = text("""
    with new_entries as (
        insert into journal_entry (estate_id, seq, series, number, kind, effective_on, recorded_at,
            narration, source, rule_version, papers, prepared_by, approved_by, posted_by,
            reverses_seq, own_key, line_count, leaf_hash)
        select e.estate_id, e.seq, e.series, e.number, e.kind, e.effective_on,
            :recorded_at, e.narration, coalesce(e.source, ''), coalesce(e.rule_version, ''),
            case when e.papers <> '' then array(select decode(d.hex, 'hex')
                from unnest(string_to_array(e.papers, ',')) with ordinality as d (hex, position)
                order by d.position) end,
            e.prepared_by, e.approved_by, e.posted_by, e.reverses_seq, e.own_key,
            e.line_count, e.leaf_hash
        from unnest(cast(:estate_ids as bigint[]), cast(:seqs as bigint[]),
            cast(:series as text[]), cast(:numbers as int[]),
            cast(:kinds as text[]), cast(:effective_ons as date[]), cast(:narrations as text[]),
            cast(:sources as text[]), cast(:rule_versions as text[]), cast(:papers as text[]),
            cast(:prepared_bys as bigint[]), cast(:approved_bys as bigint[]),
            cast(:reverses as bigint[]), cast(:own_keys as text[]), cast(:posted_bys as bigint[]),
            cast(:line_counts as smallint[]), cast(:leaves as bytea[]))
            as e (estate_id, seq, series, number, kind, effective_on, narration, source,
                rule_version, papers, prepared_by, approved_by, reverses_seq, own_key, posted_by,
                line_count, leaf_hash)
        returning 1
    ), new_nodes as (
        insert into log_node (estate_id, level, node_index, hash)
        select * from unnest(cast(:node_estate_ids as bigint[]), cast(:node_levels as smallint[]),
            cast(:node_indexes as bigint[]), cast(:node_hashes as bytea[]))
        returning 1
    )
    insert into entry_line (estate_id, seq, line_no, account_id, side_and_currency, amount, note,
        balance_after, account_version, fund_grant_id, merchant_id, dwelling_id, activity_id)
    select l.estate_id, l.seq, l.line_no, l.account_id, l.side_and_currency, l.amount,
        nullif(l.note, ''), l.balance_after, l.account_version, l.fund_grant_id,
        l.merchant_id, l.dwelling_id, l.activity_id
    from unnest(cast(:line_estate_ids as bigint[]), cast(:line_seqs as bigint[]),
        cast(:line_nos as smallint[]), cast(:account_ids as bigint[]),
        cast(:sides_and_currencies as smallint[]), cast(:amounts as bigint[]),
        cast(:notes as text[]), cast(:balances_after as bigint[]), cast(:versions as bigint[]),
        cast(:fund_grant_ids as bigint[]), cast(:merchant_ids as bigint[]),
        cast(:dwelling_ids as bigint[]), cast(:activity_ids as bigint[]))
        as l (estate_id, seq, line_no, account_id, side_and_currency, amount, note,
            balance_after, account_version, fund_grant_id, merchant_id, dwelling_id, activity_id)
""")


async def write_batch(
    conn: AsyncConnection, batch: OpenBatch, alongside: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Write what the batch accepted; a batch of replays and refusals writes nothing."""
    if not batch.entries:
        if alongside is not None:
            await alongside()
        return
    estate_ids = sorted({item.command.estate_id for item in batch.entries})
    heads = [batch.books[estate_id].frontier for estate_id in estate_ids]
    await conn.execute(
        _WRITE_BOOKS,
        {
            "estate_ids": estate_ids,
            "sizes": [head.size for head in heads],
            "frontiers": [head.to_bytes() for head in heads],
            "roots": [head.root() for head in heads],
        },
    )
    numbers: dict[tuple[int, str, int], int] = {}
    touched: dict[int, int] = {}
    for item in batch.entries:
        entry = item.command.entry
        month = Month.of(entry.effective_on).number
        numbers[item.command.estate_id, entry.series.value, month] = item.facts.number
        for line in item.lines:
            touched[line.account_id] = item.command.estate_id
    periods = sorted(
        {
            (estate_id, month)
            for estate_id, _, month in numbers
            if month not in batch.books[estate_id].period_states
        }
    )
    if periods:
        await conn.execute(
            _OPEN_PERIODS,
            {"estate_ids": [p[0] for p in periods], "months": [p[1] for p in periods]},
        )
    ordered = sorted(numbers)
    await conn.execute(
        _WRITE_NUMBERS,
        {
            "estate_ids": [key[0] for key in ordered],
            "series": [key[1] for key in ordered],
            "months": [key[2] for key in ordered],
            "numbers": [numbers[key] for key in ordered],
        },
    )
    await conn.execute(_WRITE_ENTRIES, _columns(batch) | {"recorded_at": batch.recorded_at})
    if alongside is not None:
        await alongside()
    account_ids = sorted(touched)
    await conn.execute(
        _WRITE_BALANCES,
        {
            "estate_ids": [touched[account_id] for account_id in account_ids],
            "account_ids": account_ids,
            "posted": [batch.balances[account_id].posted for account_id in account_ids],
            "versions": [batch.balances[account_id].version for account_id in account_ids],
        },
    )


_ENTRY = (
    "estate_ids", "seqs", "series", "numbers", "kinds", "effective_ons", "narrations", "sources",
    "rule_versions", "papers", "prepared_bys", "approved_bys", "reverses", "own_keys",
    "posted_bys", "line_counts", "leaves",
)  # fmt: skip
_LINE = (
    "line_estate_ids", "line_seqs", "line_nos", "account_ids", "sides_and_currencies", "amounts",
    "notes", "balances_after", "versions", "fund_grant_ids", "merchant_ids", "dwelling_ids",
    "activity_ids",
)  # fmt: skip
_NODE = ("node_estate_ids", "node_levels", "node_indexes", "node_hashes")
_MAY_BE_EMPTY = frozenset(
    {
        "sources", "rule_versions", "papers", "approved_bys", "reverses", "notes",
        "fund_grant_ids", "merchant_ids", "dwelling_ids", "activity_ids",
    }
)  # fmt: skip
"""Columns that are often empty from top to bottom: nothing is sent, and `unnest` fills up."""


def _columns(batch: OpenBatch) -> dict[str, Sequence[Any]]:
    """Turn the decided entries and lines into one array per column."""
    entries: list[tuple[Any, ...]] = []
    lines: list[tuple[Any, ...]] = []
    for item in batch.entries:
        command, facts = item.command, item.facts
        entry, estate_id, seq = command.entry, command.estate_id, facts.seq
        entries.append(
            (
                estate_id, seq, entry.series.value, facts.number, entry.kind, entry.effective_on,
                entry.narration, entry.source, entry.rule_version,
                ",".join(digest.hex() for digest in entry.documents), command.prepared_by,
                command.approved_by, entry.reverses_seq,
                own_key(command.idempotency_key, entry.source), facts.posted_by, len(item.lines),
                item.leaf_hash,
            )
        )  # fmt: skip
        for number, written in enumerate(item.lines, start=1):
            line = written.line
            about = line.dimensions
            lines.append(
                (
                    estate_id, seq, number, written.account_id,
                    side_and_currency(line), line.amount,
                    line.narration, written.balance_after, written.version,
                    about.fund_grant_id, about.merchant_id, about.dwelling_id, about.activity_id,
                )
            )  # fmt: skip
    nodes = [
        (node.estate_id, node.at.level, node.at.node_index, node.hash)
        for node in batch.nodes
        if node.at.level % STORED_EVERY == 0
    ]
    columns: dict[str, Sequence[Any]] = {name: [] for name in _NODE}
    for names, rows in ((_ENTRY, entries), (_LINE, lines), (_NODE, nodes)):
        columns |= zip(names, zip(*rows, strict=True), strict=False)
    return {
        name: [] if name in _MAY_BE_EMPTY and not any(column) else column
        for name, column in columns.items()
    }
