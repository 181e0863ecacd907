"""Found an estate: its region, its rules, its row."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import bindparam

from ledger.estates.rule_profile import RuleProfile

_LEVELS = ("city", "district", "subdistrict", "community")


async def found_estate(
    conn: AsyncConnection,
    *,
    code: str,
    name: str,
    kind: str,
    operating_model: str,
    region: Sequence[str],
    profile: RuleProfile,
) -> int:
    """Add an estate under 市, 区, 街道, 社区 and return its id; an existing code is returned."""
    region_id: int | None = None
    for level, part in zip(_LEVELS, region, strict=True):
        place = {"parent": region_id, "level": level, "name": part}
        await conn.execute(
            text("""insert into region (parent_region_id, level, name)
                values (:parent, :level, :name)
                on conflict (parent_region_id, name) do nothing"""),
            place,
        )
        region_id = (
            await conn.execute(
                text("""select region_id from region
                    where parent_region_id is not distinct from cast(:parent as bigint)
                        and name = :name"""),
                place,
            )
        ).scalar_one()
    await add_rule_profile(conn, profile)
    await conn.execute(
        text("""insert into estate (code, name, kind, operating_model, region_id,
                rule_profile_name)
            values (:code, :name, :kind, :operating_model, :region_id, :profile)
            on conflict (code) do nothing"""),
        {
            "code": code,
            "name": name,
            "kind": kind,
            "operating_model": operating_model,
            "region_id": region_id,
            "profile": profile.name,
        },
    )
    estate_id: int = (
        await conn.execute(text("select estate_id from estate where code = :code"), {"code": code})
    ).scalar_one()
    return estate_id


async def add_rule_profile(conn: AsyncConnection, profile: RuleProfile) -> None:
    """Add a version of a rule profile; a version that is there stays as it is."""
    await conn.execute(
        text("""insert into rule_profile (name, version, effective_on, source, body)
            values (:name, :version, :effective_on, :source, :body)
            on conflict (name, version) do nothing""").bindparams(bindparam("body", type_=JSONB)),
        {
            "name": profile.name,
            "version": profile.version,
            "effective_on": profile.effective_on,
            "source": profile.source,
            "body": profile.model_dump(mode="json"),
        },
    )
