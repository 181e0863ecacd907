"""The locks and reads of a batch of submissions: one statement for each kind of row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.redemption.counter_batch import (
    CardDay,
    CodeKey,
    LockedCode,
    ObjectKey,
    ProxyDay,
    Submission,
)
from ledger.redemption.pay_codes import IS_GOOD
from ledger.redemption.queries import ITEM_COLUMNS, item_of_row
from ledger.redemption.rules import Item, Merchant, Settlement

_LOCK_CODES = text(f"""
    select c.estate_id, c.code_digest, c.resident_id, r.name, c.expires_at, c.user_id,
        c.family_proxy_id, c.card_opening_id, c.household_id, {IS_GOOD} as is_good
    from unnest(cast(:estate_ids as bigint[]), cast(:digests as bytea[]))
        as wanted (estate_id, code_digest)
    join pay_code c using (estate_id, code_digest)
    join resident r on r.estate_id = c.estate_id and r.resident_id = c.resident_id
    order by c.estate_id, c.code_digest
    for no key update of c
""")  # noqa: S608

_MERCHANTS = text("""
    select m.estate_id, m.merchant_id, m.code, m.name, m.settlement, m.rate_fen_per_point
    from unnest(cast(:estate_ids as bigint[]), cast(:ids as bigint[]))
        as wanted (estate_id, merchant_id)
    join merchant m using (estate_id, merchant_id)
""")

_ITEMS = text(f"""
    select w.estate_id as of_estate, {ITEM_COLUMNS}
    from unnest(cast(:estate_ids as bigint[]), cast(:ids as bigint[])) as w (estate_id, item_id)
    join item i on i.estate_id = w.estate_id and i.item_id = w.item_id
    left join stock s on s.estate_id = i.estate_id and s.item_id = i.item_id
""")  # noqa: S608

_NEXT_IDS = text("""
    select nextval('redemption_redemption_id_seq') from generate_series(1, :count)
""")


def _pairs(keys: Sequence[ObjectKey]) -> dict[str, list[int]]:
    return {"estate_ids": [key[0] for key in keys], "ids": [key[1] for key in keys]}


async def lock_codes(
    conn: AsyncConnection, submissions: Sequence[Submission]
) -> dict[CodeKey, LockedCode]:
    """Lock the codes of the submissions in one order and return those that exist."""
    keys = sorted({(each.estate_id, each.digest) for each in submissions})
    rows = await conn.execute(
        _LOCK_CODES, {"estate_ids": [k[0] for k in keys], "digests": [k[1] for k in keys]}
    )
    return {
        (row.estate_id, row.code_digest): LockedCode(
            row.resident_id,
            row.name,
            row.expires_at,
            row.is_good,
            row.user_id,
            row.family_proxy_id,
            row.card_opening_id,
            row.household_id,
        )
        for row in rows
    }


_CARD_DAYS = text("""
    select o.estate_id, o.card_opening_id, k.resident_id,
        card_points_max(o.estate_id, o.way) as points_max, coalesce((
            select sum(r.points) from redemption r
            where r.estate_id = k.estate_id and r.resident_id = k.resident_id
                and r.card_opening_id is not null and r.effective_on = :today), 0)::bigint
            as points_spent
    from unnest(cast(:estate_ids as bigint[]), cast(:ids as bigint[]))
        as wanted (estate_id, card_opening_id)
    join card_opening o using (estate_id, card_opening_id)
    join card k on k.estate_id = o.estate_id and k.card_id = o.card_id
""")


async def card_days(
    conn: AsyncConnection, codes: Iterable[tuple[CodeKey, LockedCode]], *, today: date
) -> dict[ObjectKey, CardDay]:
    """Return by opening what its holder's cards have spent today; the books are locked."""
    keys = sorted(
        {
            (estate_id, code.card_opening_id)
            for (estate_id, _), code in codes
            if code.card_opening_id is not None
        }
    )
    if not keys:
        return {}
    rows = await conn.execute(_CARD_DAYS, _pairs(keys) | {"today": today})
    spent: dict[ObjectKey, list[int]] = {}
    return {
        (row.estate_id, row.card_opening_id): CardDay(
            row.points_max,
            spent.setdefault((row.estate_id, row.resident_id), [row.points_spent]),
        )
        for row in rows
    }


_PROXY_DAYS = text("""
    select f.estate_id, f.family_proxy_id, f.daily_points_max, coalesce((
        select sum(r.points) from redemption r
        where r.estate_id = f.estate_id and r.family_proxy_id = f.family_proxy_id
            and r.effective_on = :today), 0)::bigint as points_spent
    from unnest(cast(:estate_ids as bigint[]), cast(:ids as bigint[]))
        as wanted (estate_id, family_proxy_id)
    join family_proxy f using (estate_id, family_proxy_id)
""")


async def proxy_days(
    conn: AsyncConnection, codes: Iterable[tuple[CodeKey, LockedCode]], *, today: date
) -> dict[ObjectKey, ProxyDay]:
    """Return what the proxies who showed these codes have spent today; the books are locked."""
    keys = sorted(
        {
            (estate_id, code.family_proxy_id)
            for (estate_id, _), code in codes
            if code.family_proxy_id is not None
        }
    )
    if not keys:
        return {}
    rows = await conn.execute(_PROXY_DAYS, _pairs(keys) | {"today": today})
    return {
        (row.estate_id, row.family_proxy_id): ProxyDay(row.daily_points_max, row.points_spent)
        for row in rows
    }


async def merchants_of(
    conn: AsyncConnection, submissions: Sequence[Submission]
) -> dict[ObjectKey, Merchant]:
    """Return the merchants that the submissions name, as far as they exist."""
    keys = sorted({(each.estate_id, each.merchant_id) for each in submissions})
    rows = await conn.execute(_MERCHANTS, _pairs(keys))
    return {
        (row.estate_id, row.merchant_id): Merchant(
            row.merchant_id, row.code, row.name, Settlement(row.settlement), row.rate_fen_per_point
        )
        for row in rows
    }


async def items_of(
    conn: AsyncConnection, submissions: Sequence[Submission]
) -> dict[ObjectKey, Item]:
    """Return the submitted items that exist; their stock changes under the book's lock only."""
    keys = sorted({(each.estate_id, line.item_id) for each in submissions for line in each.lines})
    rows = await conn.execute(_ITEMS, _pairs(keys))
    return {(row.of_estate, row.item_id): item_of_row(row) for row in rows}


async def next_redemption_ids(conn: AsyncConnection, count: int) -> list[int]:
    """Draw ids for redemptions; an order's id is known before its entries name it."""
    return list((await conn.execute(_NEXT_IDS, {"count": count})).scalars())
