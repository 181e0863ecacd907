"""Reading estates, dwellings, residents and the rules that hold on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.session import scope
from ledger.errors import ObjectIsNotHere
from ledger.estates.rule_profile import RuleBook, RuleProfile, version_text


@dataclass(frozen=True, slots=True)
class EstateRow:
    estate_id: int
    code: str
    name: str
    kind: str
    operating_model: str
    region: str
    dwellings: int
    residents: int
    first_month: int | None


_ESTATE = text("""
    with recursive place as (
        select r.region_id, r.parent_region_id, r.name, 1 as depth
        from estate e join region r using (region_id) where e.estate_id = :estate_id
        union all
        select r.region_id, r.parent_region_id, r.name, p.depth + 1
        from place p join region r on r.region_id = p.parent_region_id
    )
    select e.estate_id, e.code, e.name, e.kind, e.operating_model, b.first_month,
        (select string_agg(name, '/' order by depth desc) from place) as region,
        (select count(*) from dwelling d where d.estate_id = e.estate_id) as dwellings,
        (select count(*) from resident r where r.estate_id = e.estate_id) as residents
    from estate e left join book b using (estate_id)
    where e.estate_id = :estate_id
""")


async def read_estate(conn: AsyncConnection, estate_id: int) -> EstateRow:
    """Return the estate; raises `ObjectIsNotHere`."""
    row = (await conn.execute(_ESTATE, {"estate_id": estate_id})).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这个小区")
    return EstateRow(**row._mapping)


async def estate_id_of_code(conn: AsyncConnection, code: str) -> int | None:
    """Return the id of the estate with this code, or None."""
    found = await conn.execute(
        text("select estate_id from estate where code = :code"), {"code": code}
    )
    estate_id: int | None = found.scalar_one_or_none()
    return estate_id


async def enter_estate_of_code(conn: AsyncConnection, code: str) -> int | None:
    """Return the id of the estate whose public page is asked for, or None.

    The rest of the database transaction sees the rows of that estate, or of none.
    """
    await scope(conn, estates="*")
    estate_id = await estate_id_of_code(conn, code)
    await scope(conn, estates=() if estate_id is None else estate_id)
    return estate_id


async def rule_book(conn: AsyncConnection, estate_id: int) -> RuleBook:
    """Return all adopted versions of the estate's rules."""
    rows = await conn.execute(
        text("select body from rule_version where estate_id = :estate_id order by version"),
        {"estate_id": estate_id},
    )
    return RuleBook([RuleProfile.model_validate(body) for body in rows.scalars()])


async def rule_profile(conn: AsyncConnection, estate_id: int, *, on: date) -> RuleProfile:
    """Return the version of the estate's rules that is in force on a day.

    Raises `ObjectIsNotHere` when no version is in force on it.
    """
    body = (
        await conn.execute(
            text("""select v.body from (
                    select * from rule_version
                    where estate_id = :estate_id and effective_on <= :day
                    order by effective_on desc limit 1
                ) v where coalesce(v.ends_on >= :day, true)"""),
            {"estate_id": estate_id, "day": on},
        )
    ).scalar_one_or_none()
    if body is None:
        raise ObjectIsNotHere(f"{on.isoformat()} 有效的规则档案")
    return RuleProfile.model_validate(body)


async def rule_versions(
    conn: AsyncConnection, estate_ids: Sequence[int], *, on: date
) -> dict[int, str]:
    """Return by estate the version of its rules that is in force on a day."""
    rows = await conn.execute(
        text("""select e.estate_id, v.name, v.version
            from unnest(cast(:estate_ids as bigint[])) as e (estate_id)
            cross join lateral (
                select * from rule_version v
                where v.estate_id = e.estate_id and v.effective_on <= :day
                order by v.effective_on desc limit 1
            ) v where coalesce(v.ends_on >= :day, true)"""),
        {"estate_ids": list(estate_ids), "day": on},
    )
    return {row.estate_id: version_text(row.name, row.version) for row in rows}


@dataclass(frozen=True, slots=True)
class DwellingRow:
    dwelling_id: int
    building_no: str
    entrance_no: str
    room_no: str
    area_hundredths: int
    resident_count: int
    owner_id: int | None
    owner_name: str | None

    @property
    def label(self) -> str:
        """The dwelling as people write it: 1栋1单元0101."""
        return f"{self.building_no}栋{self.entrance_no}单元{self.room_no}"


async def dwellings_of(
    conn: AsyncConnection, estate_id: int, *, after: int, limit: int, q: str = ""
) -> list[DwellingRow]:
    """Return dwellings with their first owner by id; `q` matches part of the label."""
    rows = await conn.execute(
        text("""select d.dwelling_id, d.building_no, d.entrance_no, d.room_no, d.area_hundredths,
                d.resident_count, o.resident_id as owner_id, o.name as owner_name
            from dwelling d
            left join lateral (
                select r.resident_id, r.name from dwelling_owner w
                join resident r using (estate_id, resident_id)
                where w.estate_id = d.estate_id and w.dwelling_id = d.dwelling_id
                order by r.resident_id limit 1
            ) o on true
            where d.estate_id = :estate_id and d.dwelling_id > :after
                and (:q = '' or strpos(d.building_no || '栋' || d.entrance_no || '单元'
                    || d.room_no, :q) > 0)
            order by d.dwelling_id limit :limit"""),
        {"estate_id": estate_id, "after": after, "limit": limit, "q": q},
    )
    return [DwellingRow(**row._mapping) for row in rows]


async def known_dwellings(conn: AsyncConnection, estate_id: int) -> dict[str, dict[str, Any]]:
    """Return every dwelling by its label, with the owners' numbers, for the importer."""
    rows = await conn.execute(
        text("""select d.building_no || '栋' || d.entrance_no || '单元' || d.room_no as label,
                d.dwelling_id, d.area_hundredths, d.resident_count, r.owner_no, r.name
            from dwelling d
            left join dwelling_owner w using (estate_id, dwelling_id)
            left join resident r using (estate_id, resident_id)
            where d.estate_id = :estate_id"""),
        {"estate_id": estate_id},
    )
    return {row.label: dict(row._mapping) for row in rows}


async def residents_by_room(conn: AsyncConnection, estate_id: int) -> dict[tuple[str, str], int]:
    """Return resident ids by (dwelling label, name)."""
    rows = await conn.execute(
        text("""select d.building_no || '栋' || d.entrance_no || '单元' || d.room_no as label,
                r.name, r.resident_id
            from dwelling d
            join dwelling_owner w using (estate_id, dwelling_id)
            join resident r using (estate_id, resident_id)
            where d.estate_id = :estate_id"""),
        {"estate_id": estate_id},
    )
    return {(row.label, row.name): row.resident_id for row in rows}


async def residents_by_owner_no(conn: AsyncConnection, estate_id: int) -> dict[str, int]:
    """Return resident ids by the property company's owner number."""
    rows = await conn.execute(
        text("""select owner_no, resident_id from resident
            where estate_id = :estate_id and owner_no is not null"""),
        {"estate_id": estate_id},
    )
    return {row.owner_no: row.resident_id for row in rows}
