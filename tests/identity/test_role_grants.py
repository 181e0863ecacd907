"""Giving roles and taking them back: the verbs, and the database with no way round."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.errors import ObjectIsNotHere
from ledger.identity import role_grants, rules
from ledger.identity.operations import grant_role
from ledger.identity.queries import signed_in_user
from ledger.identity.role_queries import (
    committee_terms,
    grant_in_estate,
    users_of_estate,
)
from ledger.identity.roles import Actor, Role
from ledger.identity.rules import INCOMPATIBLE
from tests.posting.town import Town, found_town, scalar

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
YEAR = date(2026, 1, 1)


@pytest.fixture
async def town(conn: AsyncConnection) -> Town:
    return await found_town(conn, estates=2)


async def person(conn: AsyncConnection, login: str) -> int:
    user_id: int = await scalar(
        conn,
        """insert into app_user (login, display_name, password_hash)
        values (:login, :login, 'none') returning user_id""",
        login=login,
    )
    return user_id


async def actor(conn: AsyncConnection, estate_id: int, login: str, *roles: Role) -> Actor:
    user_id = await person(conn, login)
    for role in roles:
        await grant_role(conn, estate_id=estate_id, user_id=user_id, role=role, starts_on=YEAR)
    return Actor(user_id, login, estate_id, frozenset(roles), None, None, "", "")


async def roles_on(conn: AsyncConnection, user_id: int, day: date) -> set[tuple[int, Role]]:
    user = await signed_in_user(conn, user_id, today=day)
    assert user is not None
    return {(grant.estate_id, grant.role) for grant in user.grants}


async def refused_by_the_database(conn: AsyncConnection, sql: str, **values: object) -> str:
    with pytest.raises(DBAPIError) as caught:
        async with conn.begin_nested():
            await conn.execute(text(sql), values)
    return str(getattr(caught.value.orig, "sqlstate", ""))


async def test_a_role_is_given_for_a_time_and_revoked_with_a_reason(
    conn: AsyncConnection, town: Town
) -> None:
    operator = await actor(conn, town.estate, "op", Role.OPERATOR)
    zhang = await person(conn, "zhang")
    grant_id = await role_grants.give_role(
        conn, actor=operator, user_id=zhang, role=Role.CASHIER,
        starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30),
    )  # fmt: skip
    assert await roles_on(conn, zhang, date(2026, 5, 31)) == set()
    assert await roles_on(conn, zhang, date(2026, 6, 30)) == {(town.estate, Role.CASHIER)}
    assert await roles_on(conn, zhang, date(2026, 7, 1)) == set()
    with pytest.raises(rules.RoleIsHeldAlready):
        await role_grants.give_role(
            conn, actor=operator, user_id=zhang, role=Role.CASHIER, starts_on=date(2026, 6, 5)
        )
    whose = await role_grants.revoke_role(
        conn, actor=operator, role_grant_id=grant_id, reason="离任", now=NOW, today=TODAY
    )
    assert whose == zhang
    assert await roles_on(conn, zhang, TODAY) == set()
    kept = await grant_in_estate(conn, town.estate, grant_id)
    assert (kept.state_on(TODAY), kept.revocation_reason) == ("revoked", "离任")
    with pytest.raises(rules.RoleWasRevoked):
        await role_grants.revoke_role(
            conn, actor=operator, role_grant_id=grant_id, reason="再收", now=NOW, today=TODAY
        )


async def test_a_role_that_has_ended_is_not_revoked(conn: AsyncConnection, town: Town) -> None:
    operator = await actor(conn, town.estate, "op", Role.OPERATOR)
    zhang = await person(conn, "zhang")
    grant_id = await role_grants.give_role(
        conn, actor=operator, user_id=zhang, role=Role.AUDITOR, starts_on=YEAR,
        ends_on=date(2026, 5, 31),
    )  # fmt: skip
    with pytest.raises(rules.RoleHasEnded) as caught:
        await role_grants.revoke_role(
            conn, actor=operator, role_grant_id=grant_id, reason="晚了", now=NOW, today=TODAY
        )
    assert caught.value.code == "role_has_ended"


async def test_another_estates_grant_is_as_missing(conn: AsyncConnection, town: Town) -> None:
    operator = await actor(conn, town.estate, "op", Role.OPERATOR)
    elsewhere = await actor(conn, town.estates[1], "else", Role.OPERATOR)
    theirs = (await users_of_estate(conn, town.estates[1], after=0, limit=9))[0]
    assert theirs.user_id == elsewhere.user_id
    for grant_id in (theirs.roles[0].role_grant_id, 999_999):
        with pytest.raises(ObjectIsNotHere, match="没有找到这个角色"):
            await role_grants.revoke_role(
                conn, actor=operator, role_grant_id=grant_id, reason="x", now=NOW, today=TODAY
            )


async def test_the_last_operator_stays(conn: AsyncConnection, town: Town) -> None:
    one = await actor(conn, town.estate, "one", Role.OPERATOR)
    two = await person(conn, "two")
    first = (await users_of_estate(conn, town.estate, after=0, limit=9))[-1].roles[0].role_grant_id

    async def resign() -> None:
        await role_grants.revoke_role(
            conn, actor=one, role_grant_id=first, reason="离任", now=NOW, today=TODAY
        )

    with pytest.raises(rules.LastOperatorStays) as caught:
        await resign()
    assert caught.value.code == "last_operator_stays"
    # Neither one whose days are counted nor one of another estate is enough.
    await role_grants.give_role(
        conn, actor=one, user_id=two, role=Role.OPERATOR, starts_on=YEAR, ends_on=date(2026, 12, 31)
    )
    await actor(conn, town.estates[1], "else", Role.OPERATOR)
    with pytest.raises(rules.LastOperatorStays):
        await resign()
    sql = """update role_grant set revoked_at = now(), revocation_reason = '绕过'
        where role_grant_id = :id"""
    assert await refused_by_the_database(conn, sql, id=first) == "LG014"
    await role_grants.give_role(
        conn, actor=one, user_id=await person(conn, "three"), role=Role.OPERATOR, starts_on=YEAR
    )
    await resign()


async def test_a_person_has_other_roles_in_other_estates(conn: AsyncConnection) -> None:
    town = await found_town(conn, estates=3)
    one, two, three = town.estates
    zhang = await person(conn, "zhang")
    for estate_id in (one, two):
        await grant_role(
            conn, estate_id=estate_id, user_id=zhang, role=Role.RESIDENT, starts_on=YEAR,
            resident_id=town.residents[estate_id][0],
        )  # fmt: skip
    await grant_role(conn, estate_id=three, user_id=zhang, role=Role.TREASURER, starts_on=YEAR)
    # What may not stand together in one estate may in two.
    await grant_role(conn, estate_id=two, user_id=zhang, role=Role.COMMITTEE, starts_on=YEAR)
    assert await roles_on(conn, zhang, TODAY) == {
        (one, Role.RESIDENT), (two, Role.RESIDENT), (two, Role.COMMITTEE), (three, Role.TREASURER),
    }  # fmt: skip


# Separation of duties ----------------------------------------------------------------------------


async def test_rule_and_database_know_the_same_incompatible_roles(conn: AsyncConnection) -> None:
    for role in Role:
        for other in Role:
            said = await scalar(
                conn, "select roles_are_incompatible(:one, :other)", one=role, other=other
            )
            assert said == (frozenset({role, other}) in INCOMPATIBLE), (role, other)


async def test_the_database_keeps_incompatible_roles_apart(
    conn: AsyncConnection, town: Town
) -> None:
    zhang = await person(conn, "zhang")
    sql = """insert into role_grant (estate_id, user_id, role, starts_on, ends_on)
        values (:estate_id, :user_id, :role, :first, :last)"""

    async def insert(role: Role, first: date, last: date | None) -> None:
        await conn.execute(
            text(sql),
            {
                "estate_id": town.estate,
                "user_id": zhang,
                "role": role,
                "first": first,
                "last": last,
            },
        )

    await insert(Role.TREASURER, YEAR, date(2026, 6, 30))
    refused = await refused_by_the_database(
        conn, sql, estate_id=town.estate, user_id=zhang, role="cashier",
        first=date(2026, 6, 30), last=None,
    )  # fmt: skip
    assert refused == "LG014"
    await insert(Role.CASHIER, date(2026, 7, 1), None)
    # Both at once, in one statement.
    both = """insert into role_grant (estate_id, user_id, role, starts_on)
        values (:estate_id, :user_id, 'supervisor', :first),
            (:estate_id, :user_id, 'committee', :first)"""
    li = await person(conn, "li")
    values = {"estate_id": town.estate, "user_id": li, "first": YEAR}
    assert await refused_by_the_database(conn, both, **values) == "LG014"


async def test_two_at_once_do_not_give_what_may_not_stand_together(engine: AsyncEngine) -> None:
    """The second waits for the first and then sees what it gave."""
    async with engine.begin() as conn:
        town = await found_town(conn)
        zhang = await person(conn, "zhang")
    values = {"estate_id": town.estate, "user_id": zhang, "starts_on": YEAR}
    async with engine.connect() as one, engine.connect() as two:
        await grant_role(one, role=Role.TREASURER, **values)  # type: ignore[arg-type]
        await two.execute(text("set local lock_timeout = '200ms'"))
        with pytest.raises(DBAPIError):
            await grant_role(two, role=Role.CASHIER, **values)  # type: ignore[arg-type]
        await two.rollback()
        await one.commit()
        with pytest.raises(rules.RolesAreIncompatible):
            await grant_role(two, role=Role.CASHIER, **values)  # type: ignore[arg-type]


async def test_a_grant_is_history(conn: AsyncConnection, town: Town) -> None:
    operator = await actor(conn, town.estate, "op", Role.OPERATOR)
    zhang = await person(conn, "zhang")
    values = {"estate_id": town.estate, "user_id": zhang}
    await role_grants.give_role(
        conn, actor=operator, user_id=zhang, role=Role.ORGANISER, starts_on=YEAR
    )
    where = " where estate_id = :estate_id and user_id = :user_id"
    for change in ("ends_on = starts_on", "role = 'operator'", "user_id = user_id + 1"):
        sql = f"update role_grant set {change}{where}"
        assert await refused_by_the_database(conn, sql, **values) in ("LG014", "42501")
    assert await refused_by_the_database(conn, f"delete from role_grant{where}", **values) in (
        "LG001", "42501",
    )  # fmt: skip
    own = """insert into role_grant (estate_id, user_id, role, starts_on, granted_by)
        values (:estate_id, :user_id, 'organiser', '2026-01-01', :user_id)"""
    assert await refused_by_the_database(conn, own, **values) == "23514"
    with pytest.raises(rules.NobodyGrantsToThemselves):
        await role_grants.give_role(
            conn, actor=operator, user_id=operator.user_id, role=Role.ORGANISER, starts_on=YEAR
        )


# Terms -------------------------------------------------------------------------------------------


async def test_a_terms_roles_end_with_it_by_themselves(conn: AsyncConnection, town: Town) -> None:
    operator = await actor(conn, town.estate, "op", Role.OPERATOR)
    zhang = await person(conn, "zhang")
    first = await role_grants.begin_term(
        conn, estate_id=town.estate, starts_on=date(2025, 7, 1), ends_on=date(2026, 6, 30),
        resolution="2025 年业主大会决议", actor_user_id=operator.user_id,
    )  # fmt: skip
    await role_grants.give_role(
        conn, actor=operator, user_id=zhang, role=Role.COMMITTEE, starts_on=date(2025, 7, 1),
        committee_term_id=first.committee_term_id,
    )  # fmt: skip
    member = {(town.estate, Role.COMMITTEE)}
    assert await roles_on(conn, zhang, date(2026, 6, 30)) == member
    assert await roles_on(conn, zhang, date(2026, 7, 1)) == set()
    # Going on is a new term and a new grant.
    with pytest.raises(rules.TermBeginsTooEarly):
        await role_grants.begin_term(
            conn, estate_id=town.estate, starts_on=date(2026, 6, 30), ends_on=date(2027, 6, 30),
            resolution="决议", actor_user_id=None,
        )  # fmt: skip
    second = await role_grants.begin_term(
        conn, estate_id=town.estate, starts_on=date(2026, 7, 1), ends_on=date(2027, 6, 30),
        resolution="2026 年业主大会决议", actor_user_id=operator.user_id,
    )  # fmt: skip
    assert second.term_no == 2
    await role_grants.give_role(
        conn, actor=operator, user_id=zhang, role=Role.COMMITTEE, starts_on=date(2026, 7, 1),
        committee_term_id=second.committee_term_id,
    )  # fmt: skip
    assert await roles_on(conn, zhang, date(2026, 7, 1)) == member


async def test_a_term_that_is_cut_short_takes_its_roles_along(
    conn: AsyncConnection, town: Town
) -> None:
    operator = await actor(conn, town.estate, "op", Role.OPERATOR)
    zhang = await person(conn, "zhang")
    term = await role_grants.begin_term(
        conn, estate_id=town.estate, starts_on=YEAR, ends_on=date(2030, 12, 31),
        resolution="决议", actor_user_id=operator.user_id,
    )  # fmt: skip
    await role_grants.give_role(
        conn, actor=operator, user_id=zhang, role=Role.TREASURER, starts_on=YEAR,
        committee_term_id=term.committee_term_id,
    )  # fmt: skip
    # The other office is free as soon as the term is over.
    with pytest.raises(rules.RolesAreIncompatible):
        await role_grants.give_role(
            conn, actor=operator, user_id=zhang, role=Role.CASHIER, starts_on=date(2026, 9, 1)
        )
    ended = await role_grants.cut_term_short(
        conn, estate_id=town.estate, committee_term_id=term.committee_term_id,
        ends_on=date(2026, 8, 31), reason="提前换届", actor_user_id=operator.user_id,
        now=NOW, today=TODAY,
    )  # fmt: skip
    assert (ended.ends_on, ended.is_cut_short) == (date(2026, 8, 31), True)
    assert await roles_on(conn, zhang, date(2026, 8, 31)) == {(town.estate, Role.TREASURER)}
    assert await roles_on(conn, zhang, date(2026, 9, 1)) == set()
    await role_grants.give_role(
        conn, actor=operator, user_id=zhang, role=Role.CASHIER, starts_on=date(2026, 9, 1)
    )
    assert [each.term_no for each in await committee_terms(conn, town.estate)] == [1]


async def test_the_database_keeps_terms_in_their_order(conn: AsyncConnection, town: Town) -> None:
    sql = """insert into committee_term (estate_id, term_no, starts_on, ends_on, resolution)
        values (:estate_id, :no, :first, :last, '决议')"""
    values = {"estate_id": town.estate, "first": YEAR, "last": date(2026, 12, 31)}
    await conn.execute(text(sql), values | {"no": 1})
    for no, first in ((2, date(2026, 12, 31)), (1, date(2027, 1, 1))):
        values = {"no": no, "estate_id": town.estate, "first": first, "last": date(2027, 12, 31)}
        assert await refused_by_the_database(conn, sql, **values) in ("LG014", "23505")
    longer = """update committee_term set ends_on = ends_on + 1, cut_short_at = now(),
        cut_short_reason = 'x' where estate_id = :estate_id"""
    assert await refused_by_the_database(conn, longer, estate_id=town.estate) == "LG014"
    outside = """insert into role_grant (estate_id, user_id, role, starts_on, committee_term_id)
        select :estate_id, :user_id, 'committee', '2027-01-01', committee_term_id
        from committee_term where estate_id = :estate_id"""
    assert await refused_by_the_database(
        conn, outside, estate_id=town.estate, user_id=town.committee
    ) == "LG014"  # fmt: skip
