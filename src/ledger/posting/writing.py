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
        insert into journal_entry (estate_id, seq, series, fiscal_month, number, kind,
            effective_on, recorded_at, narration, source, rule_version, documents, prepared_by,
            approved_by, posted_by, reverses_seq, idempotency_key, line_count, leaf_hash)
        select e.estate_id, e.seq, e.series, e.fiscal_month, e.number, e.kind, e.effective_on,
            e.recorded_at, e.narration, e.source, e.rule_version,
            array(select decode(d.hex, 'hex')
                from unnest(string_to_array(e.documents, ',')) with ordinality as d (hex, position)
                order by d.position),
            e.prepared_by, e.approved_by, e.posted_by, e.reverses_seq, e.idempotency_key,
            e.line_count, e.leaf_hash
        from unnest(cast(:estate_ids as bigint[]), cast(:seqs as bigint[]),
            cast(:series as text[]), cast(:months as int[]), cast(:numbers as int[]),
            cast(:kinds as text[]), cast(:effective_ons as date[]), cast(:narrations as text[]),
            cast(:sources as text[]), cast(:rule_versions as text[]), cast(:documents as text[]),
            cast(:prepared_bys as bigint[]), cast(:approved_bys as bigint[]),
            cast(:reverses as bigint[]), cast(:keys as text[]),
            cast(:recorded_ats as timestamptz[]), cast(:posted_bys as bigint[]),
            cast(:line_counts as smallint[]), cast(:leaves as bytea[]))
            as e (estate_id, seq, series, fiscal_month, number, kind, effective_on, narration,
                source, rule_version, documents, prepared_by, approved_by, reverses_seq,
                idempotency_key, recorded_at, posted_by, line_count, leaf_hash)
        returning 1
    ), new_nodes as (
        insert into log_node (estate_id, level, node_index, hash)
        select * from unnest(cast(:node_estate_ids as bigint[]), cast(:node_levels as smallint[]),
            cast(:node_indexes as bigint[]), cast(:node_hashes as bytea[]))
        returning 1
    )
    insert into entry_line (estate_id, seq, line_no, account_id, side, amount, currency,
        narration, balance_after, account_version, fund_grant_id, merchant_id, dwelling_id,
        activity_id)
    select * from unnest(cast(:line_estate_ids as bigint[]), cast(:line_seqs as bigint[]),
        cast(:line_nos as smallint[]), cast(:account_ids as bigint[]), cast(:sides as smallint[]),
        cast(:amounts as bigint[]), cast(:currencies as text[]),
        cast(:line_narrations as text[]), cast(:balances_after as bigint[]),
        cast(:versions as bigint[]), cast(:fund_grant_ids as bigint[]),
        cast(:merchant_ids as bigint[]), cast(:dwelling_ids as bigint[]),
        cast(:activity_ids as bigint[]))
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
    periods = sorted({(estate_id, month) for estate_id, _, month in numbers})
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
    await conn.execute(_WRITE_ENTRIES, _columns(batch))
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


def _columns(batch: OpenBatch) -> dict[str, list[Any]]:
    """Turn the decided entries and lines into one array per column."""
    entries = batch.entries
    lines = [
        (item, number, line) for item in entries for number, line in enumerate(item.lines, start=1)
    ]
    nodes = [node for node in batch.nodes if node.at.level % STORED_EVERY == 0]
    dimensions = [line.line.dimensions for _, _, line in lines]
    return {
        "estate_ids": [item.command.estate_id for item in entries],
        "seqs": [item.facts.seq for item in entries],
        "series": [item.command.entry.series.value for item in entries],
        "months": [Month.of(item.command.entry.effective_on).number for item in entries],
        "numbers": [item.facts.number for item in entries],
        "kinds": [item.command.entry.kind for item in entries],
        "effective_ons": [item.command.entry.effective_on for item in entries],
        "narrations": [item.command.entry.narration for item in entries],
        "sources": [item.command.entry.source for item in entries],
        "rule_versions": [item.command.entry.rule_version for item in entries],
        "documents": [
            ",".join(digest.hex() for digest in item.command.entry.documents) for item in entries
        ],
        "prepared_bys": [item.command.prepared_by for item in entries],
        "approved_bys": [item.command.approved_by for item in entries],
        "reverses": [item.command.entry.reverses_seq for item in entries],
        "keys": [item.command.idempotency_key for item in entries],
        "recorded_ats": [item.facts.recorded_at for item in entries],
        "posted_bys": [item.facts.posted_by for item in entries],
        "line_counts": [len(item.lines) for item in entries],
        "leaves": [item.leaf_hash for item in entries],
        "line_estate_ids": [item.command.estate_id for item, _, _ in lines],
        "line_seqs": [item.facts.seq for item, _, _ in lines],
        "line_nos": [number for _, number, _ in lines],
        "account_ids": [line.account_id for _, _, line in lines],
        "sides": [int(line.line.side) for _, _, line in lines],
        "amounts": [line.line.amount for _, _, line in lines],
        "currencies": [line.line.currency.value for _, _, line in lines],
        "line_narrations": [line.line.narration for _, _, line in lines],
        "balances_after": [line.balance_after for _, _, line in lines],
        "versions": [line.version for _, _, line in lines],
        "fund_grant_ids": [each.fund_grant_id for each in dimensions],
        "merchant_ids": [each.merchant_id for each in dimensions],
        "dwelling_ids": [each.dwelling_id for each in dimensions],
        "activity_ids": [each.activity_id for each in dimensions],
        "node_estate_ids": [node.estate_id for node in nodes],
        "node_levels": [node.at.level for node in nodes],
        "node_indexes": [node.at.node_index for node in nodes],
        "node_hashes": [node.hash for node in nodes],
    }
