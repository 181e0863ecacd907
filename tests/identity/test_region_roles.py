"""Roles above the estates: who gives them, where they hold, and the database with no way round."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.identity import role_grants, rules
from ledger.identity.queries import signed_in_user
from ledger.identity.role_queries import (
    grant_in_estate,
    grants_below,
    grants_of_platform,
    region_grant,
    region_of_path,
    regions_of,
)
from ledger.identity.roles import RegionRole, Role, Scope, SignedInUser
from tests.identity.test_role_grants import (
    NOW,
    TODAY,
    YEAR,
    actor,
    person,
    refused_by_the_database,
    roles_on,
)
from tests.posting.town import Town, found_town


@pytest.fixture
async def town(conn: AsyncConnection) -> Town:
    return await found_town(conn)


async def office(
    conn: AsyncConnection, login: str, role: RegionRole, path: str | None
) -> SignedInUser:
    user_id = await person(conn, login)
    region = await region_of_path(conn, path.split("/")) if path else None
    await role_grants.give_region_role(
        conn, granter=None, user_id=user_id, role=role,
        region_id=region.region_id if region else None, starts_on=YEAR,
    )  # fmt: skip
    user = await signed_in_user(conn, user_id, today=TODAY)
    assert user is not None
    return user


async def test_an_office_gives_the_roles_of_the_offices_below_it(
    conn: AsyncConnection, town: Town
) -> None:
    district = await office(conn, "district", RegionRole.DISTRICT_OFFICE, "川南市/江北县")
    assert [grant.region_name for grant in district.region_grants] == ["川南市/江北县"]
    assert district.grants == ()
    street = await region_of_path(conn, ["川南市", "江北县", "东门街道"])
    clerk = await person(conn, "clerk")
    given = await role_grants.give_region_role(
        conn, granter=district, user_id=clerk, role=RegionRole.SUBDISTRICT_OFFICE,
        region_id=street.region_id, starts_on=YEAR, ends_on=date(2026, 12, 31),
    )  # fmt: skip
    seen = await signed_in_user(conn, clerk, today=TODAY)
    assert seen is not None
    assert [grant.role for grant in seen.region_grants] == [RegionRole.SUBDISTRICT_OFFICE]
    later = await signed_in_user(conn, clerk, today=date(2027, 1, 1))
    assert later is not None
    assert later.region_grants == ()
    listed = await grants_below(conn, street.above[1], after=0, limit=9)
    assert {row.login for row in listed} == {"district", "clerk"}
    # The street's clerk does not reach the district, nor themselves.
    for role, path in (
        (RegionRole.DISTRICT_OFFICE, "川南市/江北县"),
        (RegionRole.SUBDISTRICT_OFFICE, "川南市/江北县/东门街道"),
    ):
        region = await region_of_path(conn, path.split("/"))
        with pytest.raises(rules.RoleIsNotYoursToGrant):
            await role_grants.give_region_role(
                conn, granter=seen, user_id=district.user_id, role=role,
                region_id=region.region_id, starts_on=YEAR,
            )  # fmt: skip
    with pytest.raises(rules.RoleIsNotOfThisRegion):
        await role_grants.give_region_role(
            conn, granter=district, user_id=clerk, role=RegionRole.COMMUNITY_OFFICE,
            region_id=street.region_id, starts_on=YEAR,
        )  # fmt: skip
    await role_grants.revoke_region_role(
        conn, granter=district, region_role_grant_id=given, reason="调离", now=NOW, today=TODAY
    )
    seen = await signed_in_user(conn, clerk, today=TODAY)
    assert seen is not None
    assert seen.region_grants == ()


async def test_the_platform_sees_every_city(conn: AsyncConnection, town: Town) -> None:
    platform = await office(conn, "platform", RegionRole.PLATFORM_OPERATOR, None)
    assert [(g.region_id, g.region_name) for g in platform.region_grants] == [(None, "平台")]
    rows = await regions_of(conn, [grant.region_id for grant in platform.region_grants])
    assert [(row.path, row.level) for row in rows] == [("川南市", Scope.CITY)]


async def test_the_last_operator_of_the_platform_stays(conn: AsyncConnection, town: Town) -> None:
    first = await office(conn, "first", RegionRole.PLATFORM_OPERATOR, None)
    [mine] = await grants_of_platform(conn, after=0, limit=9)
    with pytest.raises(rules.LastOperatorStays):
        await revoke(conn, first, mine.region_role_grant_id)
    # One whose end is set does not count: a day comes on which nobody would be left.
    for login, ends_on in (("guest", date(2026, 12, 31)), ("second", None)):
        given = await role_grants.give_region_role(
            conn, granter=first, user_id=await person(conn, login),
            role=RegionRole.PLATFORM_OPERATOR, region_id=None, starts_on=YEAR, ends_on=ends_on,
        )  # fmt: skip
        if ends_on is not None:
            with pytest.raises(rules.LastOperatorStays):
                await revoke(conn, first, mine.region_role_grant_id)
    await revoke(conn, first, mine.region_role_grant_id)
    with pytest.raises(rules.RoleWasRevoked):
        await revoke(conn, first, mine.region_role_grant_id)
    second = await signed_in_user(conn, (await region_grant(conn, given)).user_id, today=TODAY)
    assert second is not None
    with pytest.raises(rules.LastOperatorStays):
        await revoke(conn, second, given)
    states = [row.state_on(TODAY) for row in await grants_of_platform(conn, after=0, limit=9)]
    assert states == ["revoked", "held", "held"]


async def revoke(conn: AsyncConnection, granter: SignedInUser, grant_id: int) -> None:
    await role_grants.revoke_region_role(
        conn, granter=granter, region_role_grant_id=grant_id, reason="调离", now=NOW, today=TODAY
    )


async def test_what_has_ended_is_not_ended_again(conn: AsyncConnection, town: Town) -> None:
    platform = await office(conn, "platform", RegionRole.PLATFORM_OPERATOR, None)
    city = await region_of_path(conn, ["川南市"])
    given = await role_grants.give_region_role(
        conn, granter=platform, user_id=await person(conn, "clerk"), role=RegionRole.CITY_OFFICE,
        region_id=city.region_id, starts_on=YEAR, ends_on=TODAY - timedelta(1),
    )  # fmt: skip
    assert (await region_grant(conn, given)).state_on(TODAY) == "ended"
    with pytest.raises(rules.RoleHasEnded):
        await revoke(conn, platform, given)


async def test_the_database_knows_which_office_belongs_where(
    conn: AsyncConnection, town: Town
) -> None:
    sql = """insert into region_role_grant (user_id, role, region_id, level, starts_on)
        select :user_id, :role, region_id, :level, '2026-01-01' from region where level = 'city'"""
    for role, level in (
        ("district_office", "city"), ("city_office", "district"), ("city_office", None),
        ("platform_operator", "city"), ("mayor", "city"),
    ):  # fmt: skip
        state = await refused_by_the_database(
            conn, sql, user_id=town.treasurer, role=role, level=level
        )
        assert state in ("23514", "23503"), role


async def test_a_grant_that_begins_tomorrow_does_not_hold_today(
    conn: AsyncConnection, town: Town
) -> None:
    operator = await actor(conn, town.estate, "op", Role.OPERATOR)
    zhang = await person(conn, "zhang")
    grant_id = await role_grants.give_role(
        conn, actor=operator, user_id=zhang, role=Role.ORGANISER, starts_on=TODAY + timedelta(1)
    )
    assert (await grant_in_estate(conn, town.estate, grant_id)).state_on(TODAY) == "to_come"
    assert await roles_on(conn, zhang, TODAY) == set()
