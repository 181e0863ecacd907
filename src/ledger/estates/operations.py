"""Found an estate: its region, its rules, its row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import bindparam

from ledger.errors import Refusal
from ledger.estates.rule_profile import RuleProfile

_LEVELS = ("city", "district", "subdistrict", "community")


class EstateCodeIsTaken(Refusal):
    code = "estate_code_is_taken"


class EstateCodeIsMalformed(Refusal):
    """A code stands in addresses: small letters and digits, no spaces."""

    code = "estate_code_is_malformed"
    status = 400


async def open_estate(
    conn: AsyncConnection,
    *,
    code: str,
    name: str,
    kind: str,
    operating_model: str,
    region: Sequence[str],
    profile: RuleProfile,
) -> int:
    """Add a new estate as `found_estate` does and return its id.

    Raises `EstateCodeIsMalformed` or `EstateCodeIsTaken`.
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,39}", code):
        raise EstateCodeIsMalformed(
            "小区代码以小写字母开头，只写小写字母、数字和短横，2 到 40 个字符，例如 jinxiuyuan。"
        )
    taken = await conn.execute(text("select 1 from estate where code = :code"), {"code": code})
    if taken.first() is not None:
        raise EstateCodeIsTaken(f"小区代码“{code}”已经有了，请换一个。")
    return await found_estate(
        conn,
        code=code,
        name=name,
        kind=kind,
        operating_model=operating_model,
        region=region,
        profile=profile,
    )


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
    await add_first_rules(conn, estate_id, profile)
    return estate_id


async def add_first_rules(conn: AsyncConnection, estate_id: int, profile: RuleProfile) -> None:
    """Give an estate the rules that it is founded with; one that has rules keeps them."""
    await conn.execute(
        text("""insert into rule_version (estate_id, version, name, effective_on, ends_on, source,
                body)
            select :estate_id, :version, :name, :effective_on, :ends_on, :source, :body
            where not exists (select from rule_version where estate_id = :estate_id)
            """).bindparams(bindparam("body", type_=JSONB)),
        {
            "estate_id": estate_id,
            "version": profile.version,
            "name": profile.name,
            "effective_on": profile.effective_on,
            "ends_on": profile.ends_on,
            "source": profile.source,
            "body": profile.model_dump(mode="json"),
        },
    )
