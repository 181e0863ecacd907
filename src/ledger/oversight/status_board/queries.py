"""Read how the estates below a region stand: what they published, never of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.oversight.queries import WAITING_DAYS_MAX, exceptions
from ledger.oversight.status_board.rules import MONTHS_OF, Standing, owed_through, standing

# The newest disclosure that stands, and whether an auditor's report is attached to it. The rules
# are those that hold today.
_STANDINGS = """
    with recursive below as (
        select region_id from region where region_id = :region_id
        union all
        select r.region_id from below b join region r on r.parent_region_id = b.region_id
    ), stand as (
        select e.estate_id, e.code, e.name, region_path(e.region_id) as region, e.kind,
            e.operating_model, p.frequency, b.first_month, d.title, d.token,
            d.published_at, d.to_month,
            exists (select from disclosure_document a
                where a.estate_id = d.estate_id and a.disclosure_id = d.disclosure_id
                    and a.title like '%审计%') as has_audit_report,
            coalesce(b.first_month <= p.owed_through, false) as is_owed,
            coalesce(d.to_month >= p.owed_through, false) as has_published
        from estate e
        join lateral (
            select r.frequency, case r.frequency when 'monthly' then cast(:monthly as int)
                when 'quarterly' then :quarterly else :half_yearly end as owed_through
            from (
                select x.body -> 'disclosure' ->> 'frequency' as frequency from rule_version x
                where x.estate_id = e.estate_id and x.effective_on <= :today
                order by x.effective_on desc limit 1
            ) r
        ) p on true
        left join book b on b.estate_id = e.estate_id
        left join lateral (
            select * from disclosure x where x.estate_id = e.estate_id and x.state = 'published'
            order by x.to_month desc, x.publication_no desc limit 1
        ) d on true
        where e.region_id in (table below)
    )
"""
_LIST = text(
    _STANDINGS  # noqa: S608
    + """ select * from stand
    where estate_id > :after
        and (not :only_missing or (is_owed and not has_published))
        and (not :only_unaudited or not has_audit_report)
    order by estate_id limit :limit"""
)
_TOTALS = text(
    _STANDINGS  # noqa: S608
    + """ select count(*) as estates,
        count(*) filter (where is_owed and has_published) as published,
        count(*) filter (where is_owed and not has_published) as missing,
        count(*) filter (where has_audit_report) as audited
    from stand"""
)


@dataclass(frozen=True, slots=True)
class EstateStanding:
    """One line of the board; `open_exceptions` counts what the estate should explain."""

    estate_id: int
    code: str
    name: str
    region: str
    kind: str
    operating_model: str
    standing: Standing
    owed: Month
    title: str | None
    token: str | None
    published_at: datetime | None
    has_audit_report: bool
    open_exceptions: int


@dataclass(frozen=True, slots=True)
class Totals:
    estates: int
    published: int
    missing: int
    audited: int


def _owed(today: date) -> dict[str, int]:
    return {frequency: owed_through(frequency, today).number for frequency in MONTHS_OF}


async def totals_below(conn: AsyncConnection, region_id: int, *, today: date) -> Totals:
    """Count the estates in a region and below it by how they stand."""
    row = (
        await conn.execute(_TOTALS, {"region_id": region_id, "today": today} | _owed(today))
    ).one()
    return Totals(**row._mapping)


async def standings_below(
    conn: AsyncConnection,
    region_id: int,
    *,
    only_missing: bool,
    only_unaudited: bool,
    after: int,
    limit: int,
    now: datetime,
    today: date,
) -> list[EstateStanding]:
    """Return how the estates in a region and below it stand, by estate id after `after`."""
    rows = await conn.execute(
        _LIST,
        {
            "region_id": region_id,
            "today": today,
            "only_missing": only_missing,
            "only_unaudited": only_unaudited,
            "after": after,
            "limit": limit,
        }
        | _owed(today),
    )
    return [
        EstateStanding(
            estate_id=row.estate_id,
            code=row.code,
            name=row.name,
            region=row.region,
            kind=row.kind,
            operating_model=row.operating_model,
            standing=standing(
                first_month=row.first_month,
                published_through=row.to_month,
                owed=owed_through(row.frequency, today),
            ),
            owed=owed_through(row.frequency, today),
            title=row.title,
            token=row.token,
            published_at=row.published_at,
            has_audit_report=row.has_audit_report,
            open_exceptions=len(
                await exceptions(conn, row.estate_id, now=now, days_max=WAITING_DAYS_MAX)
            ),
        )
        for row in rows.all()
    ]
