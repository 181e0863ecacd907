"""Every read of purchases: what a buyer earned so far, and how far each receipt has come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.estates.masking import mask_person
from ledger.estates.rule_profile import RuleProfile
from ledger.points.caps import Tally, caps_of, counted_from
from ledger.redemption.purchases.receipts_file import KnownReceipt, Receipt

# Points that were taken back as an error leave their room free again.
_EARNED = text("""
    select p.bought_on, sum(p.points - coalesce(t.points, 0))::bigint as points
    from merchant_purchase p
    left join lateral (
        select sum(d.points - coalesce(d.points_restored, 0)) as points from points_deduction d
        where d.estate_id = p.estate_id and d.granted_seq = p.points_seq and d.points > 0
    ) t on true
    where p.estate_id = :estate_id and p.resident_id = :resident_id and p.bought_on >= :first_day
        and p.state = 'confirmed'
    group by p.bought_on
""")

_EARNED_BY_ALL = text("""
    select p.resident_id, p.bought_on, sum(p.points - coalesce(t.points, 0))::bigint as points
    from merchant_purchase p
    left join lateral (
        select sum(d.points - coalesce(d.points_restored, 0)) as points from points_deduction d
        where d.estate_id = p.estate_id and d.granted_seq = p.points_seq and d.points > 0
    ) t on true
    where p.estate_id = :estate_id and p.bought_on >= :first_day and p.state = 'confirmed'
    group by p.resident_id, p.bought_on
""")

_KNOWN = text("""
    select merchant_id, receipt_no, bought_on, amount_fen, resident_id, state
    from merchant_purchase
    where estate_id = :estate_id and merchant_id = any(cast(:ids as bigint[]))
""")

# Without a name it is whoever this request was scoped to.
_OWN_RESIDENTS = text("""
    select resident_id from residents_of(:estate_id, coalesce(
        cast(:actor as bigint), nullif(current_setting('ledger.actor', true), '')::bigint))
        own (resident_id)
""")

_TODAY = text("select (now() at time zone 'Asia/Shanghai')::date")

_COLUMNS = """
    p.estate_id, p.merchant_purchase_id, p.merchant_id, m.name as merchant_name, p.receipt_no,
    p.bought_on, p.amount_fen, p.resident_id, r.name, p.state, p.registered_by, p.registered_at,
    u.display_name as registered_by_name, d.display_name as decided_by_name, p.decided_at,
    p.decision_reason, p.points, p.points_cut, p.cut_reason, p.payable_fen, p.points_seq,
    p.money_seq, p.import_id, i.document_id, coalesce(t.points, 0)::bigint as points_back,
    coalesce(t.fen, 0)::bigint as payable_back_fen, r.forgotten_at is not null as buyer_is_gone
"""
_SOURCES = """
    from merchant_purchase p
    join merchant m on m.estate_id = p.estate_id and m.merchant_id = p.merchant_id
    join resident r on r.estate_id = p.estate_id and r.resident_id = p.resident_id
    join app_user u on u.user_id = p.registered_by
    left join app_user d on d.user_id = p.decided_by
    left join import_batch i on i.estate_id = p.estate_id and i.import_id = p.import_id
    left join lateral (
        select sum(x.points - coalesce(x.points_restored, 0)) as points,
            sum(x.payable_fen * (x.points - coalesce(x.points_restored, 0)) / x.points) as fen
        from points_deduction x
        where x.estate_id = p.estate_id and x.granted_seq = p.points_seq and x.points > 0
    ) t on true
"""

_PURCHASES = text(f"""
    select {_COLUMNS} {_SOURCES}
    where p.estate_id = :estate_id
        and p.merchant_purchase_id < coalesce(cast(:before as bigint), 9223372036854775807)
        and (cast(:state as text) is null or p.state = :state)
        and (cast(:merchant_id as bigint) is null or p.merchant_id = :merchant_id)
    order by p.merchant_purchase_id desc
    limit :limit
""")

_PURCHASE = text(f"""
    select {_COLUMNS} {_SOURCES}
    where p.estate_id = :estate_id and p.merchant_purchase_id = :merchant_purchase_id
""")

_LOCK = text("""
    select 1 from merchant_purchase
    where estate_id = :estate_id and merchant_purchase_id = :merchant_purchase_id
    for no key update
""")

_IS_OWN = text("select acts_for_holder(:estate_id, :resident_id, null, :actor)")


@dataclass(frozen=True, slots=True)
class Purchase:
    """One receipt and its buyer; points and money are None until confirmed.

    `import_id` and `document_id` are of the file that it came in, None for the counter.
    """

    estate_id: int
    merchant_purchase_id: int
    merchant_id: int
    merchant_name: str
    receipt_no: str
    bought_on: date
    amount_fen: int
    resident_id: int
    name_masked: str
    state: str
    registered_by: int
    registered_at: datetime
    registered_by_name: str
    decided_by_name: str | None
    decided_at: datetime | None
    decision_reason: str | None
    points: int | None
    points_cut: int | None
    cut_reason: str | None
    payable_fen: int | None
    points_seq: int | None
    money_seq: int | None
    import_id: int | None
    document_id: int | None
    points_back: int
    payable_back_fen: int
    buyer_is_gone: bool


async def earned_by_purchases(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    profile: RuleProfile,
    bought_on: date,
) -> Tally:
    """Return what a buyer has by purchases in the spans that the caps of this day count."""
    tally = Tally()
    spans = [span for span, _ in caps_of(profile.purchases.caps)]
    if spans:
        wanted = {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "first_day": counted_from(spans, [bought_on]),
        }
        for row in await conn.execute(_EARNED, wanted):
            tally.add(row.bought_on, row.points)
    return tally


async def earned_by_all_purchases(
    conn: AsyncConnection, *, estate_id: int, profiles: Mapping[date, RuleProfile]
) -> dict[int, Tally]:
    """Return what residents have by purchases in the spans that the caps of these days count."""
    spans = {span for each in profiles.values() for span, _ in caps_of(each.purchases.caps)}
    tallies: dict[int, Tally] = {}
    if spans:
        wanted = {"estate_id": estate_id, "first_day": counted_from(spans, profiles)}
        for row in await conn.execute(_EARNED_BY_ALL, wanted):
            tallies.setdefault(row.resident_id, Tally()).add(row.bought_on, row.points)
    return tallies


async def known_receipts(
    conn: AsyncConnection, *, estate_id: int, merchant_ids: Collection[int]
) -> dict[tuple[int, str], KnownReceipt]:
    """Return every receipt of these merchants that is registered, by merchant and number."""
    wanted = {"estate_id": estate_id, "ids": sorted(merchant_ids)}
    return {
        (row.merchant_id, row.receipt_no): KnownReceipt(
            Receipt(row.bought_on, row.amount_fen, row.resident_id), row.state == "refused"
        )
        for row in await conn.execute(_KNOWN, wanted)
    }


async def own_residents(
    conn: AsyncConnection, *, estate_id: int, actor_user_id: int | None
) -> frozenset[int]:
    """Return the residents whose matters are somebody's own; None for whoever is asking."""
    wanted = {"estate_id": estate_id, "actor": actor_user_id}
    return frozenset((await conn.execute(_OWN_RESIDENTS, wanted)).scalars())


async def today_of(conn: AsyncConnection) -> date:
    """Return the day in China by the database's clock, for a preview."""
    today: date = (await conn.execute(_TODAY)).scalar_one()
    return today


async def purchases(
    conn: AsyncConnection,
    *,
    estate_id: int,
    state: str | None,
    before: int | None,
    limit: int,
    merchant_id: int | None = None,
) -> list[Purchase]:
    """Return purchases, the newest first, of one merchant where it is given."""
    wanted = {
        "estate_id": estate_id,
        "state": state,
        "before": before,
        "limit": limit,
        "merchant_id": merchant_id,
    }
    return [_purchase(dict(row._mapping)) for row in await conn.execute(_PURCHASES, wanted)]


async def purchase(conn: AsyncConnection, *, estate_id: int, merchant_purchase_id: int) -> Purchase:
    """Return one purchase; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "merchant_purchase_id": merchant_purchase_id}
    row = (await conn.execute(_PURCHASE, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这笔消费")
    return _purchase(dict(row._mapping))


async def lock_purchase(
    conn: AsyncConnection, *, estate_id: int, merchant_purchase_id: int
) -> Purchase:
    """Lock one purchase and return it as it stands; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "merchant_purchase_id": merchant_purchase_id}
    await conn.execute(_LOCK, wanted)
    return await purchase(conn, **wanted)


async def is_own(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, actor_user_id: int
) -> bool:
    """Tell whether somebody acts for the buyer."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id, "actor": actor_user_id}
    return bool(await conn.scalar(_IS_OWN, wanted))


def _purchase(said: dict[str, object]) -> Purchase:
    name = str(said.pop("name"))
    return Purchase(name_masked=mask_person(name), **said)  # type: ignore[arg-type]
