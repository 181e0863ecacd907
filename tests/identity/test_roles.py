"""Roles per estate and per day."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.identity.roles import (
    BOOKS,
    BUILDING_ROLES,
    EVERYBODY,
    STAFF,
    Role,
    RoleGrant,
    SignedInUser,
)


def grant(role: Role, estate_id: int) -> RoleGrant:
    return RoleGrant(role, estate_id, "e", "E", None, None, date(2026, 4, 1), None)


def test_roles_are_those_of_one_estate() -> None:
    user = SignedInUser(
        1,
        "zhang",
        "张三",
        (grant(Role.RESIDENT, 1), grant(Role.TREASURER, 1), grant(Role.AUDITOR, 2)),
    )
    assert user.roles_in(1) == {Role.RESIDENT, Role.TREASURER}
    assert user.roles_in(2) == {Role.AUDITOR}
    assert user.roles_in(3) == frozenset()


def test_the_groups_are_those_of_the_contract() -> None:
    assert set(BOOKS) == {Role.TREASURER, Role.COMMITTEE, Role.SUPERVISOR, Role.AUDITOR}
    assert set(STAFF) == set(Role) - {Role.RESIDENT, Role.SHOPKEEPER, *BUILDING_ROLES}
    assert set(EVERYBODY) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_title_and_a_home(role: Role) -> None:
    assert role.chinese_title
    assert role.home.startswith(
        "/ui/m/" if role in (Role.RESIDENT, Role.SHOPKEEPER, *BUILDING_ROLES) else "/ui/desk/"
    )


def test_titles_tell_roles_apart() -> None:
    assert len({role.chinese_title for role in Role}) == len(Role)
