"""Drafting rules, changing a draft, and adopting or withdrawing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import bindparam

from ledger.errors import JsonValue, ObjectIsNotHere
from ledger.estates.rule_profile import RuleProfile
from ledger.estates.rule_versions import queries
from ledger.estates.rule_versions.rules import (
    ResolutionIsMissing,
    RuleDraftIsDecided,
    RuleDraftIsSomebodyElses,
    SamePersonMayNotAdopt,
    Term,
    check_next_term,
    read_rules,
)


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What a draft says: the rules, when they hold, and the resolution that they rest on.

    `source` and `document_id` may wait until the resolution is there.
    """

    body: Mapping[str, JsonValue]
    effective_on: date
    ends_on: date | None
    source: str
    document_id: int | None


_ADD = text("""
    insert into rule_draft (estate_id, body, effective_on, ends_on, source, document_id,
        drafted_by)
    values (:estate_id, :body, :effective_on, :ends_on, :source, :document_id, :actor)
    returning rule_draft_id
""").bindparams(bindparam("body", type_=JSONB))

_CHANGE = text("""
    update rule_draft set body = :body, effective_on = :effective_on, ends_on = :ends_on,
        source = :source, document_id = :document_id, changed_at = :now
    where estate_id = :estate_id and rule_draft_id = :rule_draft_id
""").bindparams(bindparam("body", type_=JSONB))

_DECIDE = text("""
    update rule_draft set state = :state, decided_by = :actor, decided_at = :now
    where estate_id = :estate_id and rule_draft_id = :rule_draft_id
""")

_ADOPT = text("""
    insert into rule_version (estate_id, version, name, effective_on, ends_on, source, body,
        rule_draft_id, document_id, adopted_by, adopted_at)
    values (:estate_id, :version, :name, :effective_on, :ends_on, :source, :body,
        :rule_draft_id, :document_id, :actor, :now)
""").bindparams(bindparam("body", type_=JSONB))

_DOCUMENT = text("""
    select 1 from source_document where estate_id = :estate_id and document_id = :document_id
""")


async def draft_rules(
    conn: AsyncConnection, content: DraftContent, *, estate_id: int, actor_user_id: int, today: date
) -> int:
    """Put down a draft of the estate's next rules and return its id.

    Raises `RuleWouldPayNegativePoints`, `RulesAreMalformed`, the refusals of `check_next_term`,
    `ObjectIsNotHere` for a document that is not there.
    """
    said = await _checked(conn, content, estate_id=estate_id, today=today)
    draft_id: int = (
        await conn.execute(_ADD, said | {"estate_id": estate_id, "actor": actor_user_id})
    ).scalar_one()
    return draft_id


async def change_draft(
    conn: AsyncConnection,
    content: DraftContent,
    *,
    estate_id: int,
    rule_draft_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> None:
    """Say the draft anew; only its drafter may.

    Raises `ObjectIsNotHere`, `RuleDraftIsDecided`, `RuleDraftIsSomebodyElses`, then what
    `draft_rules` raises.
    """
    draft = await _open_draft(conn, estate_id=estate_id, rule_draft_id=rule_draft_id)
    if draft.drafted_by != actor_user_id:
        raise RuleDraftIsSomebodyElses(
            "这份草案由别人起草，只有起草人能改；您可以另起一份，或由您来通过。"
        )
    said = await _checked(conn, content, estate_id=estate_id, today=today)
    await conn.execute(
        _CHANGE, said | {"estate_id": estate_id, "rule_draft_id": rule_draft_id, "now": now}
    )


async def withdraw_draft(
    conn: AsyncConnection, *, estate_id: int, rule_draft_id: int, actor_user_id: int, now: datetime
) -> None:
    """Put a draft aside; raises `ObjectIsNotHere` or `RuleDraftIsDecided`."""
    await _open_draft(conn, estate_id=estate_id, rule_draft_id=rule_draft_id)
    await _decide(conn, "withdrawn", estate_id, rule_draft_id, actor_user_id, now)


async def adopt_draft(
    conn: AsyncConnection,
    *,
    estate_id: int,
    rule_draft_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> RuleProfile:
    """Make a draft the estate's next version of rules, from its day on.

    Raises `ObjectIsNotHere`, `RuleDraftIsDecided`, `SamePersonMayNotAdopt`,
    `ResolutionIsMissing`, then the refusals of `check_next_term`, in this order.
    """
    draft = await _open_draft(conn, estate_id=estate_id, rule_draft_id=rule_draft_id)
    if draft.drafted_by == actor_user_id:
        raise SamePersonMayNotAdopt("这份草案是您起草的，要由另一位业委会委员通过。")
    if not draft.source or draft.document_id is None:
        raise ResolutionIsMissing(
            "通过规则要写明决议名称并附上决议的扫描件，请起草人先补齐。",
            fields=[{"field": "source", "message": "写明决议，并附上扫描件"}],
        )
    versions = await queries.adopted_versions(conn, estate_id)
    check_next_term([each.term for each in versions], draft.term, today=today)
    profile = RuleProfile(
        **read_rules(draft.body).model_dump(),
        name=versions[0].profile.name,
        version=versions[0].profile.version + 1,
        effective_on=draft.effective_on,
        ends_on=draft.ends_on,
        source=draft.source,
    )
    await _decide(conn, "adopted", estate_id, rule_draft_id, actor_user_id, now)
    await conn.execute(
        _ADOPT,
        {
            "estate_id": estate_id,
            "version": profile.version,
            "name": profile.name,
            "effective_on": profile.effective_on,
            "ends_on": profile.ends_on,
            "source": profile.source,
            "body": profile.model_dump(mode="json"),
            "rule_draft_id": rule_draft_id,
            "document_id": draft.document_id,
            "actor": actor_user_id,
            "now": now,
        },
    )
    return profile


async def _open_draft(
    conn: AsyncConnection, *, estate_id: int, rule_draft_id: int
) -> queries.RuleDraft:
    draft = await queries.lock_rule_draft(conn, estate_id=estate_id, rule_draft_id=rule_draft_id)
    if draft.state != "draft":
        raise RuleDraftIsDecided("这份草案已经通过或撤下，不能再改；需要时请另起一份。")
    return draft


async def _checked(
    conn: AsyncConnection, content: DraftContent, *, estate_id: int, today: date
) -> dict[str, object]:
    rules = read_rules(content.body)
    versions = await queries.adopted_versions(conn, estate_id)
    # Said when drafted and again when adopted: in between another version may have come.
    check_next_term(
        [each.term for each in versions], Term(content.effective_on, content.ends_on), today=today
    )
    if content.document_id is not None:
        named = {"estate_id": estate_id, "document_id": content.document_id}
        if (await conn.execute(_DOCUMENT, named)).first() is None:
            raise ObjectIsNotHere("这份决议文件")
    return {
        "body": rules.model_dump(mode="json"),
        "effective_on": content.effective_on,
        "ends_on": content.ends_on,
        "source": content.source.strip(),
        "document_id": content.document_id,
    }


async def _decide(
    conn: AsyncConnection, state: str, estate_id: int, rule_draft_id: int, actor: int, now: datetime
) -> None:
    await conn.execute(
        _DECIDE,
        {
            "state": state,
            "estate_id": estate_id,
            "rule_draft_id": rule_draft_id,
            "actor": actor,
            "now": now,
        },
    )
