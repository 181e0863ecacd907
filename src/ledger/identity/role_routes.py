"""用户、角色与届次 of an estate over HTTP."""

from __future__ import annotations

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.identity import operations, role_grants, role_queries, rules
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.role_payloads import (
    EarlyEnd,
    GrantableListView,
    NewRoleGrant,
    NewTerm,
    NewUser,
    Revocation,
    TermListView,
    TermView,
    UserListView,
)
from ledger.identity.roles import Actor, Role
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"


@get(f"{E}/users", guards=[may(Permission.READ_USERS)], tags=["users"])
async def list_users(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[UserListView]:
    """本小区的用户和他们的角色，已结束的也在内；居民和商户只给运维看。"""
    key = decode_cursor(after, int)
    today = today_in_china()
    rows = await role_queries.users_of_estate(
        conn,
        estate_id,
        after=key[0] if key else 0,
        limit=limit + 1,
        staff_only=Role.OPERATOR not in actor.roles,
    )
    return page_of(
        rows,
        limit=limit,
        key=lambda row: (row.user_id,),
        item=lambda row: UserListView.of(row, today),
    )


@post(f"{E}/users", guards=[may(Permission.MANAGE_USERS)], tags=["users"])
async def add_user(
    estate_id: FromPath[int],
    data: JSONBody[NewUser],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[UserListView]:
    """新建用户并授予本小区的一个角色。"""
    today = today_in_china()

    async def work() -> UserListView:
        user_id = await operations.create_user(
            conn, login=data.login, display_name=data.display_name, password=data.password
        )
        await role_grants.give_role(
            conn,
            actor=actor,
            user_id=user_id,
            role=data.role,
            starts_on=today,
            resident_id=data.resident_id,
            merchant_id=data.merchant_id,
            buildings=data.buildings,
        )
        return UserListView.of(await role_queries.user_of_estate(conn, estate_id, user_id), today)

    said = data.model_dump(mode="json", exclude={"password"})
    return await once(conn, said, work)


@get(f"{E}/grantable-roles", guards=[may(Permission.GRANT_ROLES)], tags=["users"])
async def list_grantable_roles(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> GrantableListView:
    """您能在本小区授予的角色，不能由同一个人兼任的角色，和能选的楼栋。"""
    grantable = {role for held in actor.roles for role in rules.GRANTERS.get(held, ())}
    return GrantableListView.of(grantable, await role_queries.buildings_of(conn, estate_id))


@post(f"{E}/role-grants", guards=[may(Permission.GRANT_ROLES)], tags=["users"])
async def grant_role(
    estate_id: FromPath[int],
    data: JSONBody[NewRoleGrant],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[UserListView]:
    """授予已有的用户一个角色，写明起止日期。"""

    async def work() -> UserListView:
        # Before it is said whether there is such a user.
        rules.check_grantable(actor.roles, data.role)
        user_id = await role_queries.user_id_of_login(conn, data.login)
        await role_grants.give_role(
            conn,
            actor=actor,
            user_id=user_id,
            role=data.role,
            starts_on=data.starts_on,
            ends_on=data.ends_on,
            resident_id=data.resident_id,
            merchant_id=data.merchant_id,
            committee_term_id=data.committee_term_id,
            buildings=data.buildings,
        )
        row = await role_queries.user_of_estate(conn, estate_id, user_id)
        return UserListView.of(row, today_in_china())

    return await once(conn, data, work)


@post(
    f"{E}/role-grants/{{role_grant_id:int}}/revocation",
    guards=[may(Permission.GRANT_ROLES)],
    tags=["users"],
    status_code=200,
)
async def revoke_role(
    estate_id: FromPath[int],
    role_grant_id: FromPath[int],
    data: JSONBody[Revocation],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[UserListView]:
    """收回一个角色，立即生效，写明理由。"""

    async def work() -> UserListView:
        user_id = await role_grants.revoke_role(
            conn,
            actor=actor,
            role_grant_id=role_grant_id,
            reason=data.reason,
            now=now_utc(),
            today=today_in_china(),
        )
        row = await role_queries.user_of_estate(conn, estate_id, user_id)
        return UserListView.of(row, today_in_china())

    return await once(conn, data, work, status=200)


@get(f"{E}/committee-terms", guards=[may(Permission.READ_USERS)], tags=["users"])
async def list_committee_terms(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> TermListView:
    """业委会的各届任期，新的在前。"""
    today = today_in_china()
    terms = await role_queries.committee_terms(conn, estate_id)
    return TermListView(items=[TermView.of(term, today) for term in terms])


@post(f"{E}/committee-terms", guards=[may(Permission.MANAGE_USERS)], tags=["users"])
async def begin_term(
    estate_id: FromPath[int],
    data: JSONBody[NewTerm],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TermView]:
    """登记新的一届业委会；任期到了，这一届的角色自己结束。"""

    async def work() -> TermView:
        term = await role_grants.begin_term(
            conn,
            estate_id=estate_id,
            starts_on=data.starts_on,
            ends_on=data.ends_on,
            resolution=data.resolution,
            actor_user_id=actor.user_id,
        )
        return TermView.of(term, today_in_china())

    return await once(conn, data, work)


@post(
    f"{E}/committee-terms/{{committee_term_id:int}}/early-end",
    guards=[may(Permission.MANAGE_USERS)],
    tags=["users"],
    status_code=200,
)
async def cut_term_short(
    estate_id: FromPath[int],
    committee_term_id: FromPath[int],
    data: JSONBody[EarlyEnd],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[TermView]:
    """提前结束一届业委会，写明理由；这一届的角色一起结束。"""

    async def work() -> TermView:
        term = await role_grants.cut_term_short(
            conn,
            estate_id=estate_id,
            committee_term_id=committee_term_id,
            ends_on=data.ends_on,
            reason=data.reason,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return TermView.of(term, today_in_china())

    return await once(conn, data, work, status=200)


ROUTER = Router(
    path="/",
    route_handlers=[
        list_users,
        add_user,
        list_grantable_roles,
        grant_role,
        revoke_role,
        list_committee_terms,
        begin_term,
        cut_term_short,
    ],
)
