"""Who may be given which role, beside which others, and until when: the rules alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.identity import rules
from ledger.identity.roles import RegionGrant, RegionRole, Role, Scope
from ledger.identity.rules import HeldRole, Term

TERM = Term(1, 3, date(2026, 1, 1), date(2026, 12, 31), "业主大会决议")
CUT_SHORT = Term(1, 3, date(2026, 1, 1), date(2026, 12, 31), "业主大会决议", is_cut_short=True)


def held(role: Role, first: date, last: date | None = None) -> HeldRole:
    return HeldRole(1, role, first, last)


@pytest.mark.parametrize(
    "granter, role, may",
    [
        (Role.OPERATOR, Role.TREASURER, True),
        (Role.OPERATOR, Role.OPERATOR, True),
        (Role.COMMITTEE, Role.ORGANISER, True),
        (Role.COMMITTEE, Role.CASHIER, True),
        (Role.COMMITTEE, Role.TREASURER, False),
        (Role.COMMITTEE, Role.COMMITTEE, False),
        (Role.SUPERVISOR, Role.AUDITOR, True),
        (Role.SUPERVISOR, Role.OPERATOR, False),
        (Role.TREASURER, Role.RESIDENT, False),
        (Role.RESIDENT, Role.RESIDENT, False),
    ],
)
def test_who_may_give_what(granter: Role, role: Role, may: bool) -> None:
    if may:
        rules.check_grantable({granter}, role)
        return
    with pytest.raises(rules.RoleIsNotYoursToGrant) as caught:
        rules.check_grantable({granter}, role)
    assert (caught.value.code, caught.value.status) == ("role_is_not_yours_to_grant", 403)


def test_nobody_gives_to_themselves() -> None:
    rules.check_not_oneself(None, 7)
    rules.check_not_oneself(6, 7)
    with pytest.raises(rules.NobodyGrantsToThemselves) as caught:
        rules.check_not_oneself(7, 7)
    assert caught.value.code == "nobody_grants_to_themselves"


@pytest.mark.parametrize(
    "first, last, role, term, code",
    [
        (date(2026, 6, 1), date(2026, 6, 1), Role.CASHIER, None, None),
        (date(2026, 6, 1), date(2026, 5, 31), Role.CASHIER, None, "role_ends_before_it_begins"),
        (date(2026, 6, 1), None, Role.CASHIER, TERM, "role_has_no_term"),
        (date(2026, 6, 1), None, Role.TREASURER, TERM, None),
        (date(2025, 12, 31), None, Role.COMMITTEE, TERM, "role_begins_outside_its_term"),
        (date(2027, 1, 1), None, Role.COMMITTEE, TERM, "role_begins_outside_its_term"),
    ],
)
def test_the_days_of_a_role(
    first: date, last: date | None, role: Role, term: Term | None, code: str | None
) -> None:
    if code is None:
        rules.check_days(first, last, role=role, term=term)
        return
    with pytest.raises(Refusal) as caught:
        rules.check_days(first, last, role=role, term=term)
    assert (caught.value.code, caught.value.status) == (code, 400)


@pytest.mark.parametrize(
    "own, term, end",
    [
        (None, None, None),
        (date(2026, 6, 1), None, date(2026, 6, 1)),
        (None, TERM, date(2026, 12, 31)),
        (date(2026, 6, 1), TERM, date(2026, 6, 1)),
        (date(2027, 6, 1), TERM, date(2026, 12, 31)),
    ],
)
def test_a_role_ends_with_its_own_day_or_its_term(
    own: date | None, term: Term | None, end: date | None
) -> None:
    assert rules.end_of(own, term) == end


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("other", Role)
def test_incompatible_is_mutual_and_never_with_itself(role: Role, other: Role) -> None:
    both = [held(other, date(2026, 1, 1))]
    if role is other or frozenset({role, other}) not in rules.INCOMPATIBLE:
        rules.check_beside(role, date(2026, 6, 1), None, both)
        return
    with pytest.raises(rules.RolesAreIncompatible) as caught:
        rules.check_beside(role, date(2026, 6, 1), None, both)
    assert caught.value.details == {"role": role.value, "held": other.value}
    assert caught.value.code == "roles_are_incompatible"


def test_a_role_may_follow_the_one_that_it_may_not_stand_beside() -> None:
    before = [held(Role.TREASURER, date(2025, 1, 1), date(2025, 12, 31))]
    rules.check_beside(Role.COMMITTEE, date(2026, 1, 1), None, before)
    with pytest.raises(rules.RolesAreIncompatible):
        rules.check_beside(Role.COMMITTEE, date(2025, 12, 31), None, before)
    after = [held(Role.TREASURER, date(2026, 7, 1))]
    rules.check_beside(Role.COMMITTEE, date(2026, 1, 1), date(2026, 6, 30), after)
    # A term that was cut short before the role began leaves nothing.
    rules.check_beside(
        Role.COMMITTEE, date(2026, 1, 1), None,
        [held(Role.TREASURER, date(2026, 7, 1), date(2026, 6, 30))],
    )  # fmt: skip


def test_a_role_is_not_given_twice_for_one_time() -> None:
    before = [held(Role.TREASURER, date(2026, 1, 1), date(2026, 6, 30))]
    rules.check_not_held(Role.TREASURER, date(2026, 7, 1), None, before)
    with pytest.raises(rules.RoleIsHeldAlready) as caught:
        rules.check_not_held(Role.TREASURER, date(2026, 6, 30), None, before)
    assert caught.value.code == "role_is_held_already"


@pytest.mark.parametrize(
    "first, last, code",
    [
        (date(2027, 1, 1), date(2031, 12, 31), None),
        (date(2027, 1, 1), date(2026, 12, 31), "term_ends_before_it_begins"),
        (date(2026, 12, 31), date(2031, 12, 31), "term_begins_too_early"),
    ],
)
def test_terms_follow_each_other(first: date, last: date, code: str | None) -> None:
    rules.check_term(date(2020, 1, 1), date(2020, 12, 31), None)
    if code is None:
        rules.check_term(first, last, TERM)
        return
    with pytest.raises(Refusal) as caught:
        rules.check_term(first, last, TERM)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "term, last, code",
    [
        (TERM, date(2026, 7, 31), None),
        (TERM, date(2026, 12, 31), "term_is_not_made_longer"),
        (TERM, date(2027, 12, 31), "term_is_not_made_longer"),
        (TERM, date(2026, 5, 31), "term_ends_before_it_begins"),
        (CUT_SHORT, date(2026, 7, 1), "term_was_cut_short"),
    ],
)
def test_a_term_is_only_cut_short(term: Term, last: date, code: str | None) -> None:
    if code is None:
        rules.check_cutting_short(term, last, date(2026, 6, 1))
        return
    with pytest.raises(Refusal) as caught:
        rules.check_cutting_short(term, last, date(2026, 6, 1))
    assert caught.value.code == code


CITY, DISTRICT, STREET, COMMUNITY = 1, 2, 3, 4
ABOVE_COMMUNITY = (COMMUNITY, STREET, DISTRICT, CITY)


def office(role: RegionRole, region_id: int | None) -> list[RegionGrant]:
    return [RegionGrant(role, region_id, "某地")]


@pytest.mark.parametrize(
    "granter, role, above, may",
    [
        (office(RegionRole.PLATFORM_OPERATOR, None), RegionRole.CITY_OFFICE, (CITY,), True),
        (office(RegionRole.PLATFORM_OPERATOR, None), RegionRole.PLATFORM_OPERATOR, (), True),
        (office(RegionRole.CITY_OFFICE, CITY), RegionRole.COMMUNITY_OFFICE, ABOVE_COMMUNITY, True),
        (office(RegionRole.CITY_OFFICE, CITY), RegionRole.CITY_OFFICE, (CITY,), False),
        (office(RegionRole.CITY_OFFICE, CITY), RegionRole.PLATFORM_OPERATOR, (), False),
        (office(RegionRole.CITY_OFFICE, 9), RegionRole.COMMUNITY_OFFICE, ABOVE_COMMUNITY, False),
        (office(RegionRole.COMMUNITY_OFFICE, COMMUNITY), RegionRole.SUBDISTRICT_OFFICE,
            (STREET, DISTRICT, CITY), False),
        ([], RegionRole.COMMUNITY_OFFICE, ABOVE_COMMUNITY, False),
    ],
)  # fmt: skip
def test_nobody_gives_what_reaches_as_far_as_they_do(
    granter: list[RegionGrant], role: RegionRole, above: Any, may: bool
) -> None:
    if may:
        rules.check_region_grantable(granter, role, above)
        return
    with pytest.raises(rules.RoleIsNotYoursToGrant):
        rules.check_region_grantable(granter, role, above)


@pytest.mark.parametrize("role", RegionRole)
@pytest.mark.parametrize("level", [None, *(scope for scope in Scope if scope.value != "estate")])
def test_an_offices_role_is_of_its_level(role: RegionRole, level: Scope | None) -> None:
    if role.scope is (level or Scope.PLATFORM):
        rules.check_region_fits(role, level)
        return
    with pytest.raises(rules.RoleIsNotOfThisRegion) as caught:
        rules.check_region_fits(role, level)
    assert caught.value.code == "role_is_not_of_this_region"


def test_a_region_outside_of_ones_own_is_as_missing() -> None:
    rules.check_region_seen(office(RegionRole.CITY_OFFICE, CITY), ABOVE_COMMUNITY)
    rules.check_region_seen(office(RegionRole.PLATFORM_OPERATOR, None), ABOVE_COMMUNITY)
    with pytest.raises(ObjectIsNotHere, match="没有找到这个地区"):
        rules.check_region_seen(office(RegionRole.CITY_OFFICE, 9), ABOVE_COMMUNITY)
