"""规则档案 over HTTP: versions, drafts, adoption."""

from __future__ import annotations

from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.estates.rule_versions import operations, queries
from ledger.estates.rule_versions.payloads import (
    AdoptedView,
    NewRuleDraft,
    NoContent,
    RuleDraftsView,
    RuleDraftView,
    RuleVersionsView,
)
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.web.idempotency import Once

E = "/api/v1/estates/{estate_id:int}"
DRAFT = f"{E}/rule-drafts/{{rule_draft_id:int}}"


@get(f"{E}/rule-versions", guards=[may(Permission.READ_RULES)], tags=["rules"])
async def list_rule_versions(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> RuleVersionsView:
    """规则的各个版本、各自有效的日子和所依据的决议。"""
    versions = await queries.adopted_versions(conn, estate_id)
    return RuleVersionsView.of(versions, today=today_in_china())


@get(f"{E}/rule-drafts", guards=[may(Permission.READ_RULES)], tags=["rules"])
async def list_rule_drafts(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> RuleDraftsView:
    """规则草案，从新到旧。"""
    drafts = await queries.rule_drafts(conn, estate_id)
    return RuleDraftsView(
        items=[RuleDraftView.of(each, actor_user_id=actor.user_id) for each in drafts]
    )


@post(f"{E}/rule-drafts", guards=[may(Permission.DRAFT_RULES)], tags=["rules"])
async def draft_rules(
    estate_id: FromPath[int],
    data: JSONBody[NewRuleDraft],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[RuleDraftView]:
    """起草一版规则；通过以前不起作用。"""

    async def work() -> RuleDraftView:
        draft_id = await operations.draft_rules(
            conn,
            data.content(),
            estate_id=estate_id,
            actor_user_id=actor.user_id,
            today=today_in_china(),
        )
        draft = await queries.rule_draft(conn, estate_id=estate_id, rule_draft_id=draft_id)
        return RuleDraftView.of(draft, actor_user_id=actor.user_id)

    return await once(conn, data, work)


@put(DRAFT, guards=[may(Permission.DRAFT_RULES)], tags=["rules"])
async def change_rule_draft(
    estate_id: FromPath[int],
    rule_draft_id: FromPath[int],
    data: JSONBody[NewRuleDraft],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[RuleDraftView]:
    """修改自己起草的规则。"""

    async def work() -> RuleDraftView:
        await operations.change_draft(
            conn,
            data.content(),
            estate_id=estate_id,
            rule_draft_id=rule_draft_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        draft = await queries.rule_draft(conn, estate_id=estate_id, rule_draft_id=rule_draft_id)
        return RuleDraftView.of(draft, actor_user_id=actor.user_id)

    return await once(conn, data, work, status=200)


@post(f"{DRAFT}/withdraw", guards=[may(Permission.DRAFT_RULES)], tags=["rules"], status_code=200)
async def withdraw_rule_draft(
    estate_id: FromPath[int],
    rule_draft_id: FromPath[int],
    data: JSONBody[NoContent],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[RuleDraftView]:
    """撤下一份草案。"""

    async def work() -> RuleDraftView:
        await operations.withdraw_draft(
            conn,
            estate_id=estate_id,
            rule_draft_id=rule_draft_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        draft = await queries.rule_draft(conn, estate_id=estate_id, rule_draft_id=rule_draft_id)
        return RuleDraftView.of(draft, actor_user_id=actor.user_id)

    return await once(conn, data, work, status=200)


@post(f"{DRAFT}/adopt", guards=[may(Permission.ADOPT_RULES)], tags=["rules"], status_code=200)
async def adopt_rule_draft(
    estate_id: FromPath[int],
    rule_draft_id: FromPath[int],
    data: JSONBody[NoContent],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[AdoptedView]:
    """通过一份草案，使它成为下一版规则；起草的人不能通过。"""

    async def work() -> AdoptedView:
        profile = await operations.adopt_draft(
            conn,
            estate_id=estate_id,
            rule_draft_id=rule_draft_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return AdoptedView(version=profile.version, version_text=profile.version_text)

    return await once(conn, data, work, status=200)


rules_of_estate = Router(
    path="/",
    route_handlers=[
        list_rule_versions,
        list_rule_drafts,
        draft_rules,
        change_rule_draft,
        withdraw_rule_draft,
        adopt_rule_draft,
    ],
)
