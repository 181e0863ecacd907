"""授予与收回角色: the verbs by which people are given roles and lose them.

A grant is history: it is added and may be revoked, never changed. What ends by itself, on its last
day or with its committee's term, needs no act: reads decide it (`queries`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.identity import role_queries, rules
from ledger.identity.operations import grant_role, lock_roles
from ledger.identity.roles import Actor, RegionRole, Role, SignedInUser
from ledger.identity.rules import Term

_OPERATORS = 0
"""Whoever might leave an estate without an operator waits in this one's turn; no user has it."""


async def give_role(
    conn: AsyncConnection,
    *,
    actor: Actor,
    user_id: int,
    role: Role,
    starts_on: date,
    ends_on: date | None = None,
    resident_id: int | None = None,
    merchant_id: int | None = None,
    committee_term_id: int | None = None,
    buildings: Collection[str] = (),
) -> int:
    """Give a role in the actor's estate and return the grant's id.

    Raises `RoleIsNotYoursToGrant`, `NobodyGrantsToThemselves`, `RoleIsHeldAlready` and what
    `operations.grant_role` raises.
    """
    rules.check_grantable(actor.roles, role)
    rules.check_not_oneself(actor.user_id, user_id)
    await lock_roles(conn, actor.estate_id, user_id)
    held = await role_queries.roles_of_user(conn, actor.estate_id, user_id)
    term = None
    if committee_term_id is not None:
        term = await role_queries.committee_term(conn, actor.estate_id, committee_term_id)
    # One may be a resident for two dwellings' households, or keep two shops.
    if role not in (Role.RESIDENT, Role.SHOPKEEPER):
        rules.check_not_held(role, starts_on, rules.end_of(ends_on, term), held)
    return await grant_role(
        conn,
        estate_id=actor.estate_id,
        user_id=user_id,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        resident_id=resident_id,
        merchant_id=merchant_id,
        committee_term_id=committee_term_id,
        buildings=buildings,
        granted_by=actor.user_id,
    )


async def revoke_role(
    conn: AsyncConnection,
    *,
    actor: Actor,
    role_grant_id: int,
    reason: str,
    now: datetime,
    today: date,
) -> int:
    """End a role at once, for a reason, and return whose it was.

    Raises `ObjectIsNotHere`, `RoleIsNotYoursToGrant`, `RoleWasRevoked`, `RoleHasEnded` or
    `LastOperatorStays`, in this order. Somebody may lay down their own role.
    """
    await lock_roles(conn, actor.estate_id, _OPERATORS)
    grant = await role_queries.grant_in_estate(conn, actor.estate_id, role_grant_id, lock=True)
    if grant.user_id != actor.user_id:
        rules.check_grantable(actor.roles, grant.role)
    state = grant.state_on(today)
    if state == "revoked":
        raise rules.RoleWasRevoked("这个角色已经收回过了，请刷新页面。")
    if state == "ended":
        raise rules.RoleHasEnded("这个角色已经到期结束，不用收回。")
    if grant.role is Role.OPERATOR and not await role_queries.other_operators(
        conn, actor.estate_id, besides=role_grant_id, today=today
    ):
        raise rules.LastOperatorStays(
            "这是本小区最后一位长期的运维，收回后就没有人能管理用户了。请先授予另一位运维。"
        )
    await conn.execute(
        text("""update role_grant
            set revoked_by = :actor, revoked_at = :now, revocation_reason = :reason
            where estate_id = :estate_id and role_grant_id = :id"""),
        {
            "estate_id": actor.estate_id,
            "id": role_grant_id,
            "actor": actor.user_id,
            "now": now,
            "reason": reason,
        },
    )
    return grant.user_id


# Terms -----------------------------------------------------------------------------------------


async def begin_term(
    conn: AsyncConnection,
    *,
    estate_id: int,
    starts_on: date,
    ends_on: date,
    resolution: str,
    actor_user_id: int | None,
) -> Term:
    """Record a committee's next term; raises `TermEndsBeforeItBegins` or `TermBeginsTooEarly`."""
    await lock_roles(conn, estate_id, _OPERATORS)
    before = next(iter(await role_queries.committee_terms(conn, estate_id)), None)
    rules.check_term(starts_on, ends_on, before)
    recorded = await conn.execute(
        text("""insert into committee_term (estate_id, term_no, starts_on, ends_on, resolution,
                recorded_by)
            values (:estate_id, :term_no, :starts_on, :ends_on, :resolution, :actor)
            returning committee_term_id"""),
        {
            "estate_id": estate_id,
            "term_no": before.term_no + 1 if before else 1,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "resolution": resolution,
            "actor": actor_user_id,
        },
    )
    return await role_queries.committee_term(conn, estate_id, recorded.scalar_one())


async def cut_term_short(
    conn: AsyncConnection,
    *,
    estate_id: int,
    committee_term_id: int,
    ends_on: date,
    reason: str,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> Term:
    """End a term, and every role given for it, before its time.

    Raises `ObjectIsNotHere` and what `rules.check_cutting_short` raises.
    """
    term = await role_queries.committee_term(conn, estate_id, committee_term_id, lock=True)
    rules.check_cutting_short(term, ends_on, today)
    await conn.execute(
        text("""update committee_term set ends_on = :ends_on, cut_short_by = :actor,
                cut_short_at = :now, cut_short_reason = :reason
            where estate_id = :estate_id and committee_term_id = :id"""),
        {
            "estate_id": estate_id,
            "id": committee_term_id,
            "ends_on": ends_on,
            "actor": actor_user_id,
            "now": now,
            "reason": reason,
        },
    )
    return await role_queries.committee_term(conn, estate_id, committee_term_id)


# Above the estates -----------------------------------------------------------------------------


async def give_region_role(
    conn: AsyncConnection,
    *,
    granter: SignedInUser | None,
    user_id: int,
    role: RegionRole,
    region_id: int | None,
    starts_on: date,
    ends_on: date | None = None,
) -> int:
    """Give a role above the estates and return the grant's id; without a granter, by the shell.

    Raises `ObjectIsNotHere`, `RoleIsNotOfThisRegion`, `RoleIsNotYoursToGrant`,
    `NobodyGrantsToThemselves` or `RoleEndsBeforeItBegins`.
    """
    region = None if region_id is None else await role_queries.region(conn, region_id)
    rules.check_region_fits(role, region.level if region else None)
    if granter is not None:
        rules.check_region_grantable(granter.region_grants, role, region.above if region else ())
        rules.check_not_oneself(granter.user_id, user_id)
    rules.check_end(starts_on, ends_on)
    given = await conn.execute(
        text("""insert into region_role_grant (user_id, role, region_id, level, starts_on, ends_on,
                granted_by)
            values (:user_id, :role, :region_id, :level, :starts_on, :ends_on, :granted_by)
            returning region_role_grant_id"""),
        {
            "user_id": user_id,
            "role": role.value,
            "region_id": region_id,
            "level": region.level.value if region else None,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "granted_by": granter.user_id if granter else None,
        },
    )
    region_role_grant_id: int = given.scalar_one()
    return region_role_grant_id


async def revoke_region_role(
    conn: AsyncConnection,
    *,
    granter: SignedInUser,
    region_role_grant_id: int,
    reason: str,
    now: datetime,
    today: date,
) -> None:
    """End a role above the estates at once.

    Raises `ObjectIsNotHere`, `RoleIsNotYoursToGrant`, `RoleWasRevoked`, `RoleHasEnded` or
    `LastOperatorStays`, in this order.
    """
    grant = await role_queries.region_grant(conn, region_role_grant_id, lock=True)
    above: tuple[int, ...] = ()
    if grant.region_id is not None:
        above = (await role_queries.region(conn, grant.region_id)).above
    rules.check_region_seen(granter.region_grants, above)
    rules.check_region_grantable(granter.region_grants, grant.role, above)
    state = grant.state_on(today)
    if state == "revoked":
        raise rules.RoleWasRevoked("这个角色已经收回过了，请刷新页面。")
    if state == "ended":
        raise rules.RoleHasEnded("这个角色已经到期结束，不用收回。")
    if grant.region_id is None and not await role_queries.other_platform_operators(
        conn, besides=region_role_grant_id, today=today
    ):
        raise rules.LastOperatorStays(
            "这是最后一位长期的平台运维，收回后就没有人能管理全部地区了。请先授予另一位平台运维。"
        )
    await conn.execute(
        text("""update region_role_grant
            set revoked_by = :actor, revoked_at = :now, revocation_reason = :reason
            where region_role_grant_id = :id"""),
        {"id": region_role_grant_id, "actor": granter.user_id, "now": now, "reason": reason},
    )
