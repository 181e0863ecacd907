"""Every read and lock of the engine, a few round trips whatever the size of the batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.account import Account, AccountType
from ledger.bookkeeping.balance import Balance
from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.merkle_log import Frontier
from ledger.bookkeeping.period import Month, PeriodState
from ledger.bookkeeping.reversal import ReversibleEntry
from ledger.posting.entry_rows import ENTRY_COLUMNS, LINE_COLUMNS, entry_of, line_of
from ledger.posting.rules import AccountKey, BookState, ChartAccount, KnownKey

_ACCOUNT_COLUMNS = """
    a.estate_id, a.account_id, a.code, a.holder, a.currency, a.type, a.is_postable, a.is_contra,
    a.per_holder, array_to_string(a.required_dimensions, ','), a.floor
"""

_ACCOUNTS = text(f"""
    select {_ACCOUNT_COLUMNS}
    from unnest(cast(:estate_ids as bigint[]), cast(:codes as text[]), cast(:holders as text[]))
        as wanted (estate_id, code, holder)
    join account a using (estate_id, code, holder)
""")  # noqa: S608

_ACCOUNTS_WITH_BALANCES = text(f"""
    select {_ACCOUNT_COLUMNS}, b.posted, b.held, b.version
    from unnest(cast(:estate_ids as bigint[]), cast(:codes as text[]), cast(:holders as text[]))
        as wanted (estate_id, code, holder)
    join account a using (estate_id, code, holder)
    join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
""")  # noqa: S608

_CREATE_HOLDER_ACCOUNTS = text("""
    insert into account (estate_id, code, holder, name, currency, type, parent_code, is_postable,
        is_contra, per_holder, required_dimensions, floor)
    select t.estate_id, t.code, wanted.holder, t.name, t.currency, t.type, t.parent_code,
        t.is_postable, t.is_contra, t.per_holder, t.required_dimensions, t.floor
    from unnest(cast(:estate_ids as bigint[]), cast(:codes as text[]), cast(:holders as text[]))
        as wanted (estate_id, code, holder)
    join account t on t.estate_id = wanted.estate_id and t.code = wanted.code and t.holder = ''
    where wanted.holder like t.per_holder || ':%'
        and case t.per_holder
            when 'resident' then exists (
                select from resident r
                where r.estate_id = wanted.estate_id
                    and wanted.holder = 'resident:' || r.resident_id)
            when 'household' then exists (
                select from household h
                where h.estate_id = wanted.estate_id
                    and wanted.holder = 'household:' || h.household_id)
            when 'team' then exists (
                select from volunteer_team t
                where t.estate_id = wanted.estate_id
                    and wanted.holder = 'team:' || t.volunteer_team_id)
            end
    order by t.estate_id, t.code, wanted.holder
    on conflict (estate_id, code, holder) do nothing
""")

_CREATE_BALANCES = text("""
    insert into balance (estate_id, account_id)
    select a.estate_id, a.account_id
    from unnest(cast(:estate_ids as bigint[]), cast(:codes as text[]), cast(:holders as text[]))
        as wanted (estate_id, code, holder)
    join account a using (estate_id, code, holder)
    order by 1, 2
    on conflict (estate_id, account_id) do nothing
""")

_LOCK_BOOKS = text("""
    select estate_id, first_month, size, frontier
    from book
    where estate_id = any(cast(:estate_ids as bigint[]))
    order by estate_id
    for no key update
""")

_LOCK_FREE_BOOKS = text("""
    select estate_id, first_month, size, frontier
    from book
    where estate_id = any(cast(:estate_ids as bigint[]))
    order by estate_id
    for no key update skip locked
""")

_OPENED = text("""
    select estate_id from book where estate_id = any(cast(:estate_ids as bigint[]))
""")

# Months and last numbers of locked books, which nobody else can change now, and the moment. Time
# goes forward with seq, whatever the server's clock does: questions about a moment rest on it.
_PERIODS = text("""
    select estate_id, fiscal_month, state from period
    where estate_id = any(cast(:estate_ids as bigint[]))
        and fiscal_month = any(cast(:months as int[]))
""")

_NUMBERS = text("""
    select estate_id, series, fiscal_month, last_number from entry_number
    where estate_id = any(cast(:estate_ids as bigint[]))
        and fiscal_month = any(cast(:months as int[]))
""")

_KNOWN_KEYS = text(f"""
    select e.estate_id, e.idempotency_key, e.prepared_by, e.approved_by, {ENTRY_COLUMNS}
    from unnest(cast(:estate_ids as bigint[]), cast(:keys as text[]))
        as wanted (estate_id, idempotency_key)
    join journal_entry e on e.estate_id = wanted.estate_id
        and hashtext(e.idempotency_key) = hashtext(wanted.idempotency_key)
        and e.idempotency_key = wanted.idempotency_key
""")  # noqa: S608

_LINES_OF = text(f"""
    select l.estate_id, l.seq, {LINE_COLUMNS}
    from unnest(cast(:estate_ids as bigint[]), cast(:seqs as bigint[])) as wanted (estate_id, seq)
    join entry_line l using (estate_id, seq)
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    order by l.estate_id, l.seq, l.line_no
""")  # noqa: S608

_RECORDED_AT = text("""
    select greatest(clock_timestamp(), max(e.recorded_at))
    from unnest(cast(:estate_ids as bigint[]), cast(:sizes as bigint[])) as b (estate_id, size)
    join journal_entry e on e.estate_id = b.estate_id and e.seq = b.size
""")

# An original's own lines, and those of its reversals, whose `of_seq` is the original too.
_REVERSIBLE = text(f"""
    with wanted as (
        select distinct estate_id, seq
        from unnest(cast(:estate_ids as bigint[]), cast(:seqs as bigint[])) as w (estate_id, seq)
    ), involved as (
        select e.estate_id, e.seq, w.seq as of_seq, e.reverses_seq
        from wanted w join journal_entry e on e.estate_id = w.estate_id and e.seq = w.seq
        union all
        select e.estate_id, e.seq, w.seq, null
        from wanted w join journal_entry e on e.estate_id = w.estate_id and e.reverses_seq = w.seq
    )
    select i.estate_id, i.seq, i.of_seq, i.reverses_seq is not null as is_reversal, {LINE_COLUMNS}
    from involved i
    join entry_line l on l.estate_id = i.estate_id and l.seq = i.seq
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    order by i.estate_id, i.of_seq, i.seq, l.line_no
""")  # noqa: S608


def _wanted(keys: Sequence[AccountKey]) -> dict[str, Any]:
    return {
        "estate_ids": [key[0] for key in keys],
        "codes": [key[1] for key in keys],
        "holders": [key[2] for key in keys],
    }


async def read_accounts(
    conn: AsyncConnection, keys: Sequence[AccountKey]
) -> dict[AccountKey, ChartAccount]:
    """Return the accounts that exist among `keys`; a code kept per holder needs a holder."""
    rows = await conn.execute(_ACCOUNTS, _wanted(keys))
    return {(row[0], row[2], row[3]): _chart_account(*row[1:]) for row in rows}


@lru_cache(maxsize=65_536)
def _chart_account(
    account_id: int,
    code: str,
    holder: str,
    currency: str,
    kind: str,
    is_postable: bool,
    is_contra: bool,
    per_holder: str | None,
    required_dimensions: str,
    floor: int | None,
) -> ChartAccount:
    """Build an account out of its row; the same rows come again in every batch."""
    return ChartAccount(
        Account(
            account_id=account_id,
            code=code,
            currency=Currency(currency),
            type=AccountType(kind),
            is_postable=is_postable and (per_holder is None or holder != ""),
            floor=floor,
            contra=is_contra,
        ),
        tuple(required_dimensions.split(",")) if required_dimensions else (),
    )


async def create_holder_accounts(conn: AsyncConnection, keys: Sequence[AccountKey]) -> None:
    """Open the accounts of holders that are not there yet, from the chart's row of the code."""
    await conn.execute(_CREATE_HOLDER_ACCOUNTS, _wanted(keys))
    await conn.execute(_CREATE_BALANCES, _wanted(keys))


async def read_balances(
    conn: AsyncConnection, keys: Sequence[AccountKey]
) -> tuple[dict[AccountKey, ChartAccount], dict[int, Balance]]:
    """Return the accounts that exist among `keys` and their balances by account id.

    Balances change under the lock of their book only, which the caller holds.
    """
    accounts: dict[AccountKey, ChartAccount] = {}
    balances: dict[int, Balance] = {}
    for row in await conn.execute(_ACCOUNTS_WITH_BALANCES, _wanted(keys)):
        *about, posted, held, version = row
        accounts[row[0], row[2], row[3]] = _chart_account(*about[1:])
        balances[row[1]] = Balance(posted, held, version)
    return accounts, balances


@dataclass(frozen=True, slots=True)
class LockedBooks:
    """Books whose heads this database transaction holds, and those that others hold.

    `recorded_at` is the database's clock after the lock.
    """

    books: dict[int, BookState]
    recorded_at: datetime
    busy: frozenset[int]


async def lock_books(
    conn: AsyncConnection,
    *,
    estate_ids: Sequence[int],
    months: Sequence[int],
    keys: Sequence[tuple[int, str]],
    reversals: Sequence[tuple[int, int]],
    insist_on: Collection[int] | None = None,
) -> LockedBooks:
    """Lock the book heads and read what deciding needs.

    With `insist_on` only these books are waited for; the others that somebody else has locked are
    returned as busy, unless there would be nothing left to do.
    """
    books: dict[int, BookState] = {}
    rows, busy = await _lock_heads(conn, estate_ids, insist_on)
    for row in rows:
        books[row.estate_id] = BookState(
            first_month=Month.from_number(row.first_month),
            frontier=Frontier.from_bytes(row.size, row.frontier),
            period_states={},
            last_numbers={},
            known_keys={},
        )
    of_months = {"estate_ids": list(books), "months": list(months)}
    for row in await conn.execute(_PERIODS, of_months):
        books[row.estate_id].period_states[row.fiscal_month] = PeriodState(row.state)
    for row in await conn.execute(_NUMBERS, of_months):
        books[row.estate_id].last_numbers[row.series, row.fiscal_month] = row.last_number
    await _read_known_keys(conn, books, [key for key in keys if key[0] in books])
    for (estate_id, seq), original in (await read_reversible(conn, reversals)).items():
        if estate_id in books:
            books[estate_id].reversible[seq] = original
    sizes = {estate_id: book.frontier.size for estate_id, book in books.items()}
    moment = {"estate_ids": list(sizes), "sizes": list(sizes.values())}
    recorded_at: datetime = (await conn.execute(_RECORDED_AT, moment)).scalar_one()
    return LockedBooks(books, recorded_at, busy)


async def lock_heads(conn: AsyncConnection, estate_ids: Collection[int]) -> None:
    """Wait for the books and hold them: whoever changes a balance or a hold does this first."""
    await conn.execute(_LOCK_BOOKS, {"estate_ids": sorted(estate_ids)})


async def _lock_heads(
    conn: AsyncConnection, estate_ids: Sequence[int], insist_on: Collection[int] | None
) -> tuple[list[Row[Any]], frozenset[int]]:
    if insist_on is None:
        return list(await conn.execute(_LOCK_BOOKS, {"estate_ids": list(estate_ids)})), frozenset()
    # Whoever waits holds only what he insists on, in one order; whoever skips waits for nobody.
    rows: list[Row[Any]] = []
    if insist_on:
        rows += await conn.execute(_LOCK_BOOKS, {"estate_ids": sorted(insist_on)})
    others = sorted(set(estate_ids) - set(insist_on))
    rows += await conn.execute(_LOCK_FREE_BOOKS, {"estate_ids": others})
    missing = set(estate_ids) - {row.estate_id for row in rows}
    if not missing:
        return rows, frozenset()
    found = await conn.execute(_OPENED, {"estate_ids": sorted(missing)})
    busy = frozenset(found.scalars())
    if rows or not busy:
        return rows, busy
    return list(await conn.execute(_LOCK_BOOKS, {"estate_ids": sorted(busy)})), frozenset()


async def read_reversible(
    conn: AsyncConnection, originals: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], ReversibleEntry]:
    """Return those of the entries (estate id, seq) that exist, with what is left of each line."""
    if not originals:
        return {}
    found: dict[tuple[int, int], ReversibleEntry] = {}
    wanted = {
        "estate_ids": [estate_id for estate_id, _ in originals],
        "seqs": [seq for _, seq in originals],
    }
    rows = (await conn.execute(_REVERSIBLE, wanted)).all()
    for (estate_id, of_seq, seq), group in groupby(rows, attrgetter("estate_id", "of_seq", "seq")):
        lines = list(group)
        place = (estate_id, of_seq)
        if seq == of_seq:
            own = tuple(line_of(line) for line in lines)
            amounts = tuple(line.amount for line in own)
            found[place] = ReversibleEntry(own, amounts, lines[0].is_reversal)
        else:
            found[place] = found[place].after(line_of(line) for line in lines)
    return found


async def _read_known_keys(
    conn: AsyncConnection, books: Mapping[int, BookState], keys: Sequence[tuple[int, str]]
) -> None:
    # A key that came twice in one batch is read once, or its entry would have its lines twice.
    different = sorted(set(keys))
    if not different:
        return
    wanted = {
        "estate_ids": [key[0] for key in different],
        "keys": [key[1] for key in different],
    }
    entries = (await conn.execute(_KNOWN_KEYS, wanted)).all()
    if not entries:
        return
    places = {
        "estate_ids": [row.estate_id for row in entries],
        "seqs": [row.seq for row in entries],
    }
    lines: dict[tuple[int, int], list[Row[Any]]] = defaultdict(list)
    for line in await conn.execute(_LINES_OF, places):
        lines[line.estate_id, line.seq].append(line)
    for row in entries:
        books[row.estate_id].known_keys[row.idempotency_key] = KnownKey(
            row.seq,
            entry_no(row.series, Month.from_number(row.fiscal_month), row.number),
            entry_of(row, lines[row.estate_id, row.seq]),
            row.prepared_by,
            row.approved_by,
        )
