"""Reading who holds which role where: grants, the terms of committees, regions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.identity.roles import RegionRole, Role, Scope
from ledger.identity.rules import GrantState, HeldRole, Term, state_of

# The last day of a role: its own, or its term's where that comes first; least() skips nulls.
_GRANTS = """
    select g.role_grant_id, g.user_id, g.role, g.resident_id, g.merchant_id, g.starts_on,
        least(g.ends_on, t.ends_on) as ends_on, g.committee_term_id, t.term_no,
        b.display_name as granted_by_name, g.revoked_at, g.revocation_reason,
        coalesce(g.buildings, '{}') as buildings
    from role_grant g
    left join committee_term t
        on t.estate_id = g.estate_id and t.committee_term_id = g.committee_term_id
    left join app_user b on b.user_id = g.granted_by
"""


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One role of one user in an estate; `ends_on` minds the term."""

    role_grant_id: int
    user_id: int
    role: Role
    resident_id: int | None
    merchant_id: int | None
    starts_on: date
    ends_on: date | None
    committee_term_id: int | None
    term_no: int | None
    granted_by_name: str | None
    revoked_at: datetime | None
    revocation_reason: str
    buildings: list[str]

    def state_on(self, day: date) -> GrantState:
        """Return where it stands on a day."""
        return state_of(self.starts_on, self.ends_on, self.revoked_at, day)


@dataclass(frozen=True, slots=True)
class UserRow:
    user_id: int
    login: str
    display_name: str
    is_disabled: bool
    roles: Sequence[GrantRow]


async def users_of_estate(
    conn: AsyncConnection, estate_id: int, *, after: int, limit: int, staff_only: bool = False
) -> list[UserRow]:
    """Return users with a role in the estate, also past ones, by user id, after the id `after`.

    With `staff_only` those are left out who are nothing but residents or shopkeepers.
    """
    users = await conn.execute(
        text("""select u.user_id, u.login, u.display_name, u.is_disabled from app_user u
            where u.user_id > :after and exists (select from role_grant g
                where g.estate_id = :estate_id and g.user_id = u.user_id
                    and (not :staff_only or g.role not in ('resident', 'shopkeeper')))
            order by u.user_id limit :limit"""),
        {"estate_id": estate_id, "after": after, "limit": limit, "staff_only": staff_only},
    )
    found = users.all()
    grants: dict[int, list[GrantRow]] = {row.user_id: [] for row in found}
    for grant in await _grants_of(conn, estate_id, list(grants)):
        grants[grant.user_id].append(grant)
    return [
        UserRow(
            user_id=row.user_id,
            login=row.login,
            display_name=row.display_name,
            is_disabled=row.is_disabled,
            roles=grants[row.user_id],
        )
        for row in found
    ]


async def _grants_of(conn: AsyncConnection, estate_id: int, user_ids: list[int]) -> list[GrantRow]:
    rows = await conn.execute(
        text(
            _GRANTS
            + """ where g.estate_id = :estate_id and g.user_id = any(:user_ids)
            order by g.role_grant_id"""
        ),
        {"estate_id": estate_id, "user_ids": user_ids},
    )
    return [GrantRow(**dict(row._mapping) | {"role": Role(row.role)}) for row in rows]


async def user_of_estate(conn: AsyncConnection, estate_id: int, user_id: int) -> UserRow:
    """Return one user with their roles in the estate; raises `ObjectIsNotHere`."""
    found = await users_of_estate(conn, estate_id, after=user_id - 1, limit=1)
    if not found or found[0].user_id != user_id:
        raise ObjectIsNotHere("这位用户")
    return found[0]


async def grant_in_estate(
    conn: AsyncConnection, estate_id: int, role_grant_id: int, *, lock: bool = False
) -> GrantRow:
    """Return one grant of the estate; raises `ObjectIsNotHere`."""
    found = await conn.execute(
        text(
            _GRANTS
            + " where g.estate_id = :estate_id and g.role_grant_id = :id"
            + (" for no key update of g" if lock else "")
        ),
        {"estate_id": estate_id, "id": role_grant_id},
    )
    row = found.one_or_none()
    if row is None:
        raise ObjectIsNotHere("这个角色")
    return GrantRow(**dict(row._mapping) | {"role": Role(row.role)})


async def roles_of_user(conn: AsyncConnection, estate_id: int, user_id: int) -> list[HeldRole]:
    """Return the roles of a user in the estate, past and to come, without what was revoked."""
    return [
        HeldRole(grant.role_grant_id, grant.role, grant.starts_on, grant.ends_on)
        for grant in await _grants_of(conn, estate_id, [user_id])
        if grant.revoked_at is None
    ]


async def buildings_of(conn: AsyncConnection, estate_id: int) -> list[str]:
    """Return the numbers of the estate's buildings, as its dwellings name them."""
    found = await conn.scalars(
        text("""select distinct building_no from dwelling where estate_id = :estate_id
            order by building_no"""),
        {"estate_id": estate_id},
    )
    return list(found)


async def other_operators(
    conn: AsyncConnection, estate_id: int, *, besides: int, today: date
) -> int:
    """Count those who could go on giving roles when the grant `besides` is gone."""
    counted = await conn.execute(
        text("""select count(*) from role_grant g join app_user u using (user_id)
            where g.estate_id = :estate_id and g.role = 'operator' and g.role_grant_id <> :besides
                and g.revoked_at is null and g.ends_on is null and g.starts_on <= :today
                and not u.is_disabled"""),
        {"estate_id": estate_id, "besides": besides, "today": today},
    )
    number: int = counted.scalar_one()
    return number


async def user_id_of_login(conn: AsyncConnection, login: str) -> int:
    """Return the id of the user who signs in by this name; raises `ObjectIsNotHere`."""
    found = await conn.execute(
        text("select user_id from app_user where login = :login and not is_disabled"),
        {"login": login},
    )
    user_id: int | None = found.scalar_one_or_none()
    if user_id is None:
        raise ObjectIsNotHere(f"登录名为“{login}”的用户")
    return user_id


# Terms -----------------------------------------------------------------------------------------

_TERMS = """
    select committee_term_id, term_no, starts_on, ends_on, resolution,
        cut_short_at is not null as is_cut_short
    from committee_term where estate_id = :estate_id
"""


async def committee_terms(conn: AsyncConnection, estate_id: int) -> list[Term]:
    """Return the terms of the estate's committee, the newest first."""
    rows = await conn.execute(text(_TERMS + " order by term_no desc"), {"estate_id": estate_id})
    return [Term(**row._mapping) for row in rows]


async def committee_term(
    conn: AsyncConnection, estate_id: int, committee_term_id: int, *, lock: bool = False
) -> Term:
    """Return one term; raises `ObjectIsNotHere`."""
    found = await conn.execute(
        text(_TERMS + " and committee_term_id = :id" + (" for no key update" if lock else "")),
        {"estate_id": estate_id, "id": committee_term_id},
    )
    row = found.one_or_none()
    if row is None:
        raise ObjectIsNotHere("这一届业委会")
    return Term(**row._mapping)


# Above the estates -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RegionRow:
    region_id: int
    name: str
    path: str
    level: Scope
    above: tuple[int, ...]
    """Its own id and those of all regions above it."""


_REGION = text("""
    with recursive place as (
        select r.region_id, r.parent_region_id from region r where r.region_id = :region_id
        union all
        select r.region_id, r.parent_region_id
        from place p join region r on r.region_id = p.parent_region_id
    )
    select r.region_id, r.name, region_path(r.region_id) as path, r.level,
        (select array_agg(region_id) from place) as above
    from region r where r.region_id = :region_id
""")


async def region(conn: AsyncConnection, region_id: int) -> RegionRow:
    """Return a region with those above it; raises `ObjectIsNotHere`."""
    row = (await conn.execute(_REGION, {"region_id": region_id})).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这个地区")
    return RegionRow(row.region_id, row.name, row.path, Scope(row.level), tuple(row.above))


async def regions_in(conn: AsyncConnection, region_id: int) -> list[RegionRow]:
    """Return the regions that a region consists of, one level down, by name."""
    rows = await conn.execute(
        text("""select r.region_id, r.name, region_path(r.region_id) as path, r.level
            from region r where r.parent_region_id = :region_id order by r.name"""),
        {"region_id": region_id},
    )
    around = (await region(conn, region_id)).above
    return [
        RegionRow(row.region_id, row.name, row.path, Scope(row.level), (row.region_id, *around))
        for row in rows
    ]


async def region_of_path(conn: AsyncConnection, names: Sequence[str]) -> RegionRow:
    """Return the region of these names, the city first; raises `ObjectIsNotHere`."""
    found = await conn.execute(
        text("select region_id from region where region_path(region_id) = :path"),
        {"path": "/".join(names)},
    )
    region_id: int | None = found.scalar_one_or_none()
    if region_id is None:
        raise ObjectIsNotHere(f"地区“{'/'.join(names)}”")
    return await region(conn, region_id)


async def regions_of(conn: AsyncConnection, region_ids: Iterable[int | None]) -> list[RegionRow]:
    """Return these regions by their path; None, the platform, stands for all cities."""
    asked = list(region_ids)
    rows = await conn.execute(
        text("""select region_id from region
            where region_id = any(:ids) or (:all_cities and level = 'city')
            order by region_path(region_id)"""),
        {"ids": [each for each in asked if each is not None], "all_cities": None in asked},
    )
    return [await region(conn, region_id) for region_id in rows.scalars().all()]


@dataclass(frozen=True, slots=True)
class RegionGrantRow:
    """One role above the estates, with whom it was given to; staff of offices, no residents."""

    region_role_grant_id: int
    user_id: int
    login: str
    display_name: str
    role: RegionRole
    region_id: int | None
    """None for the platform."""
    region_path: str
    starts_on: date
    ends_on: date | None
    granted_by_name: str | None
    revoked_at: datetime | None
    revocation_reason: str

    def state_on(self, day: date) -> GrantState:
        """Return where it stands on a day."""
        return state_of(self.starts_on, self.ends_on, self.revoked_at, day)


_BELOW = """
    with recursive below as (
        select region_id from region where region_id = :region_id
        union all
        select r.region_id from below b join region r on r.parent_region_id = b.region_id
    )
"""
_REGION_GRANTS = """
    select g.region_role_grant_id, g.user_id, u.login, u.display_name, g.role, g.region_id,
        region_path(g.region_id) as region_path, g.starts_on, g.ends_on,
        b.display_name as granted_by_name, g.revoked_at, g.revocation_reason
    from region_role_grant g join app_user u on u.user_id = g.user_id
    left join app_user b on b.user_id = g.granted_by
"""


async def grants_below(
    conn: AsyncConnection, region_id: int, *, after: int, limit: int
) -> list[RegionGrantRow]:
    """Return the roles that were given in a region and below it, in their order."""
    rows = await conn.execute(
        text(
            _BELOW
            + _REGION_GRANTS
            + """ where g.region_id in (table below)
                and g.region_role_grant_id > :after
            order by g.region_role_grant_id limit :limit"""
        ),
        {"region_id": region_id, "after": after, "limit": limit},
    )
    return [RegionGrantRow(**dict(row._mapping) | {"role": RegionRole(row.role)}) for row in rows]


async def grants_of_platform(
    conn: AsyncConnection, *, after: int, limit: int
) -> list[RegionGrantRow]:
    """Return the roles of the platform, in the order in which they were given."""
    rows = await conn.execute(
        text(
            _REGION_GRANTS
            + """ where g.region_id is null and g.region_role_grant_id > :after
            order by g.region_role_grant_id limit :limit"""
        ),
        {"after": after, "limit": limit},
    )
    return [RegionGrantRow(**dict(row._mapping) | {"role": RegionRole(row.role)}) for row in rows]


async def other_platform_operators(conn: AsyncConnection, *, besides: int, today: date) -> int:
    """Count those who hold the platform's role with no end when the grant `besides` is gone.

    Changes of the platform's roles wait for each other.
    """
    rows = await conn.execute(
        text("""select g.region_role_grant_id, g.ends_on, g.starts_on, u.is_disabled
            from region_role_grant g join app_user u on u.user_id = g.user_id
            where g.region_id is null and g.revoked_at is null
            order by g.region_role_grant_id for no key update of g""")
    )
    return sum(
        row.region_role_grant_id != besides
        and row.ends_on is None
        and row.starts_on <= today
        and not row.is_disabled
        for row in rows
    )


async def region_grant(
    conn: AsyncConnection, region_role_grant_id: int, *, lock: bool = False
) -> RegionGrantRow:
    """Return one role above the estates; raises `ObjectIsNotHere`."""
    found = await conn.execute(
        text(
            _REGION_GRANTS
            + " where g.region_role_grant_id = :id"
            + (" for no key update of g" if lock else "")
        ),
        {"id": region_role_grant_id},
    )
    row = found.one_or_none()
    if row is None:
        raise ObjectIsNotHere("这个角色")
    return RegionGrantRow(**dict(row._mapping) | {"role": RegionRole(row.role)})
