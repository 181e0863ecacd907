"""The estate itself and its dwellings."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.db.ids import today_in_china
from ledger.estates import queries
from ledger.estates.masking import mask_person
from ledger.estates.participant_groups.routes import participant_groups
from ledger.estates.payloads import DwellingView, EstateView
from ledger.estates.people.agreement_routes import agreements
from ledger.estates.people.assisted_routes import assisted_openings
from ledger.estates.people.family_routes import own_people
from ledger.estates.people.household_routes import households
from ledger.estates.people.routes import people
from ledger.estates.rule_versions.routes import rules_of_estate
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

__all__ = [
    "agreements",
    "assisted_openings",
    "households",
    "list_dwellings",
    "own_people",
    "participant_groups",
    "people",
    "read_estate",
    "rules_of_estate",
]


@get("/api/v1/estates/{estate_id:int}", guards=[may(Permission.READ_ESTATE)], tags=["estates"])
async def read_estate(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> EstateView:
    """小区概况。"""
    row = await queries.read_estate(conn, estate_id)
    first = Month.from_number(row.first_month) if row.first_month else None
    return EstateView(
        estate_id=row.estate_id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        operating_model=row.operating_model,
        region=row.region,
        dwellings=row.dwellings,
        residents=row.residents,
        first_month=str(first) if first else None,
        today=today_in_china(),
    )


@get(
    "/api/v1/estates/{estate_id:int}/dwellings",
    guards=[may(Permission.READ_DWELLINGS)],
    tags=["estates"],
)
async def list_dwellings(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
    q: Annotated[str, QueryParameter(max_length=40, description="房号的一部分")] = "",
) -> Page[DwellingView]:
    """房屋列表；业主姓名已脱敏。"""
    key = decode_cursor(after, int)
    rows = await queries.dwellings_of(
        conn, estate_id, after=key[0] if key else 0, limit=limit + 1, q=q
    )
    return page_of(
        rows,
        limit=limit,
        key=lambda row: (row.dwelling_id,),
        item=lambda row: DwellingView(
            dwelling_id=row.dwelling_id,
            label=row.label,
            area_hundredths=row.area_hundredths,
            owner_masked=mask_person(row.owner_name) if row.owner_name else None,
            owner_id=row.owner_id,
            resident_count=row.resident_count,
        ),
    )
