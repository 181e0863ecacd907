"""Reading the versions and the drafts of an estate's rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.estates.rule_profile import RuleProfile
from ledger.estates.rule_versions.rules import Term


@dataclass(frozen=True, slots=True)
class AdoptedVersion:
    """A version with who made it; nobody is named for the one an estate was founded with."""

    profile: RuleProfile
    document_id: int | None
    drafted_by_name: str | None
    adopted_by_name: str | None
    adopted_at: datetime

    @property
    def term(self) -> Term:
        return Term(self.profile.effective_on, self.profile.ends_on)


@dataclass(frozen=True, slots=True)
class RuleDraft:
    rule_draft_id: int
    body: dict[str, Any]
    effective_on: date
    ends_on: date | None
    source: str
    document_id: int | None
    state: str
    drafted_by: int
    drafted_by_name: str
    drafted_at: datetime
    changed_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None

    @property
    def term(self) -> Term:
        return Term(self.effective_on, self.ends_on)


_VERSIONS = text("""
    select v.body, v.document_id, w.display_name as drafted_by_name,
        a.display_name as adopted_by_name, v.adopted_at
    from rule_version v
    left join rule_draft d using (estate_id, rule_draft_id)
    left join app_user w on w.user_id = d.drafted_by
    left join app_user a on a.user_id = v.adopted_by
    where v.estate_id = :estate_id
    order by v.version desc
""")

_DRAFTS = text("""
    select d.rule_draft_id, d.body, d.effective_on, d.ends_on, d.source, d.document_id, d.state,
        d.drafted_by, w.display_name as drafted_by_name, d.drafted_at, d.changed_at,
        x.display_name as decided_by_name, d.decided_at
    from rule_draft d
    join app_user w on w.user_id = d.drafted_by
    left join app_user x on x.user_id = d.decided_by
    where d.estate_id = :estate_id
        and (cast(:rule_draft_id as bigint) is null or d.rule_draft_id = :rule_draft_id)
    order by d.rule_draft_id desc limit 50
""")

_LOCK_DRAFT = text("""
    select 1 from rule_draft
    where estate_id = :estate_id and rule_draft_id = :rule_draft_id for update
""")


async def adopted_versions(conn: AsyncConnection, estate_id: int) -> list[AdoptedVersion]:
    """Return all adopted versions, the newest first."""
    return [
        AdoptedVersion(RuleProfile.model_validate(row.body), *row[1:])
        for row in await conn.execute(_VERSIONS, {"estate_id": estate_id})
    ]


async def rule_drafts(conn: AsyncConnection, estate_id: int) -> list[RuleDraft]:
    """Return the newest drafts, decided ones among them, the newest first."""
    rows = await conn.execute(_DRAFTS, {"estate_id": estate_id, "rule_draft_id": None})
    return [RuleDraft(**row._mapping) for row in rows]


async def rule_draft(conn: AsyncConnection, *, estate_id: int, rule_draft_id: int) -> RuleDraft:
    """Return one draft; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "rule_draft_id": rule_draft_id}
    row = (await conn.execute(_DRAFTS, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这份规则草案")
    return RuleDraft(**row._mapping)


async def lock_rule_draft(
    conn: AsyncConnection, *, estate_id: int, rule_draft_id: int
) -> RuleDraft:
    """Lock a draft and return it as it stands then; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "rule_draft_id": rule_draft_id}
    await conn.execute(_LOCK_DRAFT, wanted)
    return await rule_draft(conn, estate_id=estate_id, rule_draft_id=rule_draft_id)
