"""楼栋长 and 网格员: a role for some buildings, and how far it reaches."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.identity.guards import scope_of
from ledger.identity.operations import grant_role
from ledger.identity.permissions import Permission
from ledger.identity.queries import signed_in_user
from ledger.identity.roles import Actor, Role
from ledger.identity.rules import RoleNeedsItsBuildings, check_buildings
from tests.points.estate import SmallEstate, add_user, make_estate

YEAR = date(2026, 1, 1)


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


def actor(*roles: Role, buildings: tuple[str, ...] = ()) -> Actor:
    return Actor(1, "l", 1, frozenset(roles), None, None, "", "", frozenset(buildings))


@pytest.mark.parametrize(
    "role, buildings",
    [
        (Role.BUILDING_LEAD, ()),
        (Role.GRID_WORKER, ("1", "9")),
        (Role.ORGANISER, ("1",)),
    ],
)
def test_buildings_are_those_of_the_estate_and_of_these_roles_alone(
    role: Role, buildings: tuple[str, ...]
) -> None:
    with pytest.raises(RoleNeedsItsBuildings):
        check_buildings(role, buildings, known=("1", "2"))


def test_what_is_right_passes() -> None:
    check_buildings(Role.BUILDING_LEAD, ("2",), known=("1", "2"))
    check_buildings(Role.TREASURER, (), known=())


def test_a_role_of_the_whole_estate_is_not_bound_by_the_buildings_of_another() -> None:
    lead = actor(Role.BUILDING_LEAD, buildings=("3",))
    assert scope_of(lead, Permission.VERIFY_SERVICE_RECORDS) == frozenset({"3"})
    both = actor(Role.BUILDING_LEAD, Role.COMMITTEE, buildings=("3",))
    assert scope_of(both, Permission.VERIFY_SERVICE_RECORDS) is None
    # A committee member does not write presences down; as a building's lead only for that one.
    assert scope_of(both, Permission.ENTER_ATTENDANCE) == frozenset({"3"})


async def give(conn: AsyncConnection, estate: SmallEstate, *buildings: str) -> int:
    user_id = await add_user(conn, "lead")
    await grant_role(
        conn,
        estate_id=estate.estate_id,
        user_id=user_id,
        role=Role.BUILDING_LEAD,
        starts_on=YEAR,
        buildings=buildings,
    )
    return user_id


async def test_a_grant_carries_its_buildings_into_the_session(conn: AsyncConnection) -> None:
    estate = await make_estate(conn)
    user_id = await give(conn, estate, "1")
    user = await signed_in_user(conn, user_id, today=date(2026, 7, 1))
    assert user is not None
    assert [(g.role, g.buildings) for g in user.grants] == [(Role.BUILDING_LEAD, ("1",))]


@pytest.mark.parametrize(
    "role, buildings, code",
    [
        ("building_lead", None, "23514"),
        ("building_lead", [], "23514"),
        ("organiser", ["1"], "23514"),
        ("grid_worker", ["1", "77"], "LG080"),
    ],
)
async def test_the_database_asks_for_the_buildings_too(
    conn: AsyncConnection, role: str, buildings: list[str] | None, code: str
) -> None:
    estate = await make_estate(conn)
    values: dict[str, Any] = {"e": estate.estate_id, "u": estate.organiser, "role": role}
    with pytest.raises(DBAPIError) as caught:
        async with conn.begin_nested():
            await conn.execute(
                text("""insert into role_grant (estate_id, user_id, role, starts_on, buildings)
                    values (:e, :u, :role, '2026-01-01', cast(:buildings as text[]))"""),
                values | {"buildings": buildings},
            )
    assert getattr(caught.value.orig, "sqlstate", None) == code
