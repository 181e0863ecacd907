"""Sums of the journal by account and month, what waits at the desk, and the health of a book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.period import Month
from ledger.chart.queries import ChartRow, chart_of
from ledger.errors import ObjectIsNotHere
from ledger.reporting.fund_statement import ANONYMOUS, Grant
from ledger.reporting.movements import Movement
from ledger.reporting.points_backing import Pledge, PledgedFrom
from ledger.volunteering.ratings.rules import LOW_STARS

# A month's turnover may pass 64 bits although no balance does: the sums stay numeric.
_MOVEMENTS = text("""
    select a.code, e.fiscal_month,
        case when e.kind = 'closing' or (e.kind = 'opening' and e.fiscal_month = b.first_month)
            then e.kind else '' end as nature,
        l.fund_grant_id,
        coalesce(sum(l.amount) filter (where l.side = 1), 0) as debits,
        coalesce(sum(l.amount) filter (where l.side = -1), 0) as credits,
        count(distinct e.seq) as entries
    from book b
    join journal_entry e on e.estate_id = b.estate_id
    join entry_line l on l.estate_id = e.estate_id and l.seq = e.seq
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    where b.estate_id = :estate_id and e.effective_on <= :last_day
        and (cast(:currency as text) is null or l.currency = :currency)
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
""")


async def movements_through(
    conn: AsyncConnection, estate_id: int, last: Month, *, currency: Currency | None = None
) -> list[Movement]:
    """Return what moved from the first entry to the end of `last`, by account and month."""
    rows = await conn.execute(
        _MOVEMENTS,
        {
            "estate_id": estate_id,
            "last_day": last.last_day,
            "currency": currency.value if currency else None,
        },
    )
    return [
        Movement(
            account_code=row.code,
            month=row.fiscal_month,
            debits=int(row.debits),
            credits=int(row.credits),
            entries=row.entries,
            nature=row.nature,
            fund_grant_id=row.fund_grant_id,
        )
        for row in rows
    ]


async def chart_by_code(conn: AsyncConnection, estate_id: int) -> dict[str, ChartRow]:
    """Return the estate's chart by account code."""
    return {row.code: row for row in await chart_of(conn, estate_id)}


async def grants_of(conn: AsyncConnection, estate_id: int) -> dict[int, Grant]:
    """Return the grants by id; a donor who wants no name is 匿名."""
    rows = await conn.execute(
        text("""select fund_grant_id, source, donor, purpose, is_refundable, is_anonymous
            from fund_grant where estate_id = :estate_id order by fund_grant_id"""),
        {"estate_id": estate_id},
    )
    return {
        row.fund_grant_id: Grant(
            fund_grant_id=row.fund_grant_id,
            source_title=row.source,
            donor=ANONYMOUS if row.is_anonymous else row.donor,
            purpose=row.purpose,
            is_refundable=row.is_refundable,
        )
        for row in rows
    }


# Of each budget the version that was in force at the end of the day, by China's calendar. What was
# adopted never changes, so the answer for a day that is over is the same for ever.
_PLEDGES = text("""
    select g.fund_grant_id, g.source, g.purpose, g.expires_on, v.points_budget_id, v.version,
        v.backing_fen
    from points_budget b
    cross join lateral (
        select * from points_budget_version v
        where v.estate_id = b.estate_id and v.points_budget_id = b.points_budget_id
            and v.state = 'adopted'
            and (v.decided_at at time zone 'Asia/Shanghai')::date <= :on
        order by v.version desc limit 1
    ) v
    join fund_grant g on g.estate_id = v.estate_id and g.fund_grant_id = v.fund_grant_id
    where b.estate_id = :estate_id
    order by g.fund_grant_id, v.points_budget_id
""")


async def pledges_of(
    conn: AsyncConnection, estate_id: int, *, on: date
) -> list[tuple[PledgedFrom, Pledge]]:
    """Return what the budgets in force at the end of a day pledge of fund grants, by grant."""
    rows = await conn.execute(_PLEDGES, {"estate_id": estate_id, "on": on})
    return [
        (
            PledgedFrom(row.fund_grant_id, row.source, row.purpose, row.expires_on),
            Pledge(row.points_budget_id, row.version, row.fund_grant_id, row.backing_fen),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Counts of what waits for somebody in an estate."""

    imports: int
    prepared: int
    prepared_fen: int
    approved: int
    service_records: int
    drafts: int
    reopenings: int
    service_appeals: int
    service_corrections: int
    low_ratings: int
    awards: int
    deductions: int
    points_appeals: int
    honours: int
    pool_grants: int
    purchases: int
    budgets: int
    team_plans: int


async def waiting_of(conn: AsyncConnection, estate_id: int, *, user_id: int) -> Waiting:
    """Return what waits; what another person must decide leaves out the user's own doing."""
    row = (
        await conn.execute(
            text("""
                select
                    (select count(*) from import_batch
                        where estate_id = :estate_id and booked_at is null) as imports,
                    (select count(*) from prepared_entry where estate_id = :estate_id
                        and state = 'prepared' and prepared_by <> :user_id) as prepared,
                    (select coalesce(sum(total_fen), 0)::bigint from prepared_entry
                        where estate_id = :estate_id and state = 'prepared'
                        and prepared_by <> :user_id) as prepared_fen,
                    (select count(*) from prepared_entry where estate_id = :estate_id
                        and state = 'approved') as approved,
                    (select count(*) from service_record where estate_id = :estate_id
                        and state = 'waiting') as service_records,
                    (select count(*) from disclosure where estate_id = :estate_id
                        and state = 'draft') as drafts,
                    (select count(*) from reopening_request where estate_id = :estate_id
                        and state = 'waiting' and requested_by <> :user_id) as reopenings,
                    (select count(*) from service_appeal where estate_id = :estate_id
                        and state = 'waiting') as service_appeals,
                    (select count(*) from service_correction where estate_id = :estate_id
                        and state = 'prepared' and prepared_by <> :user_id)
                        as service_corrections,
                    (select count(*) from activity_rating where estate_id = :estate_id
                        and stars <= :low and rated_at > clock_timestamp() - interval '30 days')
                        as low_ratings,
                    (select count(*) from award_list where estate_id = :estate_id
                        and state = 'proposed' and prepared_by <> :user_id) as awards,
                    (select count(*) from points_deduction where estate_id = :estate_id
                        and state = 'proposed' and proposed_by <> :user_id) as deductions,
                    (select count(*) from points_deduction where estate_id = :estate_id
                        and state = 'appealed' and :user_id not in (proposed_by, decided_by))
                        as points_appeals,
                    (select count(*) from honours_list where estate_id = :estate_id
                        and decided_at is null and withdrawn_at is null
                        and proposed_by <> :user_id) as honours,
                    (select count(*) from time_bank_pool_grant where estate_id = :estate_id
                        and state = 'proposed' and proposed_by <> :user_id) as pool_grants,
                    (select count(*) from merchant_purchase where estate_id = :estate_id
                        and state = 'registered') as purchases,
                    (select count(*) from points_budget_version where estate_id = :estate_id
                        and state = 'proposed' and proposed_by <> :user_id) as budgets,
                    (select count(*) from team_points_plan where estate_id = :estate_id
                        and state = 'proposed' and proposed_by <> :user_id) as team_plans
            """),
            {"estate_id": estate_id, "user_id": user_id, "low": LOW_STARS},
        )
    ).one()
    return Waiting(*row)


@dataclass(frozen=True, slots=True)
class BookHealth:
    """How far a book has come."""

    first_month: int
    size: int
    root_hash: bytes
    last_recorded_at: datetime | None
    last_month: int | None
    entries_by_series: dict[str, int]
    database_bytes: int


async def book_health(conn: AsyncConnection, estate_id: int) -> BookHealth:
    """Return the head of the book; raises `ObjectIsNotHere` where there is none."""
    row = (
        await conn.execute(
            text("""
                select b.first_month, b.size, b.root_hash,
                    (select recorded_at from journal_entry e
                        where e.estate_id = b.estate_id order by seq desc limit 1) as recorded_at,
                    (select max(fiscal_month) from entry_number n
                        where n.estate_id = b.estate_id) as last_month,
                    (select coalesce(jsonb_object_agg(series, entries), '{}') from (
                        select series, sum(last_number)::bigint as entries from entry_number n
                        where n.estate_id = b.estate_id group by series) s) as by_series,
                    pg_database_size(current_database()) as database_bytes
                from book b where b.estate_id = :estate_id
            """),
            {"estate_id": estate_id},
        )
    ).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这个小区的账簿")
    return BookHealth(*row)
