"""Registering people, moves in and out, guardians."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.personal_data import PersonalDataKeys, PersonalDatum, personal_data_of
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.estates.people.household_spenders import end_household_codes
from ledger.estates.people.queries import Person, read_person
from ledger.estates.people.rules import (
    check_birth_date,
    guardian_needed_until,
    read_identity_number,
)


class PersonIsRegistered(Refusal):
    """Somebody with this identity number is registered in the estate (`resident_id`)."""

    code = "person_is_registered"


class PersonLivesElsewhere(Refusal):
    """One lives in one household at a time: who moves in has to move out first."""

    code = "person_lives_elsewhere"


class HouseholdHasAHead(Refusal):
    code = "household_has_a_head"


class HouseholdHoldsPoints(Refusal):
    """A household does not end with points in its account: they would be nobody's."""

    code = "household_holds_points"


class MoveIsOutOfOrder(Refusal):
    """Nobody moves out before they moved in, or twice."""

    code = "move_is_out_of_order"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who registers at the desk with a paper that shows who they are."""

    name: str
    phone: str | None
    identity_number: str | None
    born_on: date | None


_ADD = text("""
    insert into resident (estate_id, name, phone_sealed, phone_digest, identity_sealed,
        identity_digest, birth_date_sealed, guardian_needed_until)
    values (:estate_id, :name, :phone_sealed, :phone_digest, :identity_sealed, :identity_digest,
        :birth_date_sealed, :guardian_needed_until)
    returning resident_id
""")


async def register_person(
    conn: AsyncConnection, person: NewPerson, *, estate_id: int, today: date
) -> int:
    """Register somebody and return the resident's id.

    With an identity number the birth date is the number's. Raises `IdentityNumberIsWrong`,
    `BirthDateIsImpossible`, `PersonIsRegistered`.
    """
    keys = personal_data_of(conn)
    born_on, number = person.born_on, None
    if person.identity_number:
        number, of_number = read_identity_number(person.identity_number)
        born_on = born_on or of_number
        check_birth_date(born_on, today=today, of_identity_number=of_number)
        await _refuse_registered(conn, keys, estate_id, number)
    elif born_on is not None:
        check_birth_date(born_on, today=today, of_identity_number=None)
    added = await conn.execute(
        _ADD,
        {"estate_id": estate_id, "name": person.name}
        | _sealed(keys, "phone", person.phone, PersonalDatum.PHONE)
        | _sealed(keys, "identity", number, PersonalDatum.IDENTITY_NUMBER)
        | {
            "birth_date_sealed": None
            if born_on is None
            else keys.seal(born_on.isoformat(), PersonalDatum.BIRTH_DATE),
            "guardian_needed_until": None if born_on is None else guardian_needed_until(born_on),
        },
    )
    resident_id: int = added.scalar_one()
    return resident_id


def _sealed(
    keys: PersonalDataKeys, name: str, value: str | None, datum: PersonalDatum
) -> dict[str, Any]:
    if not value:
        return {f"{name}_sealed": None, f"{name}_digest": None}
    return {
        f"{name}_sealed": keys.seal(value, datum),
        f"{name}_digest": keys.digest(value, datum),
    }


async def _refuse_registered(
    conn: AsyncConnection, keys: PersonalDataKeys, estate_id: int, number: str
) -> None:
    known = await conn.execute(
        text("""select resident_id from resident
            where estate_id = :estate_id and identity_digest = any(:digests) limit 1"""),
        {"estate_id": estate_id, "digests": keys.digests(number, PersonalDatum.IDENTITY_NUMBER)},
    )
    resident_id = known.scalar_one_or_none()
    if resident_id is not None:
        raise PersonIsRegistered(
            "这个身份证号已经登记过，请查找那位住户，不要重复登记。", resident_id=resident_id
        )


async def change_phone(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, phone: str | None
) -> None:
    """Replace a person's phone; raises `ObjectIsNotHere`."""
    changed = await conn.execute(
        text("""update resident set phone_sealed = :phone_sealed, phone_digest = :phone_digest
            where estate_id = :estate_id and resident_id = :resident_id
                and forgotten_at is null"""),
        {"estate_id": estate_id, "resident_id": resident_id}
        | _sealed(personal_data_of(conn), "phone", phone, PersonalDatum.PHONE),
    )
    if changed.rowcount == 0:
        raise ObjectIsNotHere("这位住户")


# Moves ------------------------------------------------------------------------------------------

_OPEN_HOUSEHOLD = text("""
    insert into household (estate_id, dwelling_id, tenure, opened_on, opened_by)
    select estate_id, dwelling_id, :tenure, :on, :actor from dwelling
    where estate_id = :estate_id and dwelling_id = :dwelling_id
    returning household_id
""")
_ADD_MEMBER = text("""
    insert into household_member (estate_id, household_id, resident_id, relation, moved_in_on,
        recorded_by)
    values (:estate_id, :household_id, :resident_id, :relation, :on, :actor)
    returning household_member_id
""")


async def open_household(
    conn: AsyncConnection,
    *,
    estate_id: int,
    dwelling_id: int,
    head_resident_id: int,
    tenure: str,
    on: date,
    actor_user_id: int,
) -> int:
    """Let a household move into a dwelling, its head first; return its number.

    A dwelling may house several, the owner's and a lodger's. Raises `ObjectIsNotHere`,
    `PersonLivesElsewhere`.
    """
    await living_person(conn, estate_id, head_resident_id)
    opened = await conn.execute(
        _OPEN_HOUSEHOLD,
        {
            "estate_id": estate_id,
            "dwelling_id": dwelling_id,
            "tenure": tenure,
            "on": on,
            "actor": actor_user_id,
        },
    )
    household_id: int | None = opened.scalar_one_or_none()
    if household_id is None:
        raise ObjectIsNotHere("这套房")
    await _add_member(conn, estate_id, household_id, head_resident_id, "head", on, actor_user_id)
    return household_id


async def move_in(
    conn: AsyncConnection,
    *,
    estate_id: int,
    household_id: int,
    resident_id: int,
    relation: str,
    on: date,
    actor_user_id: int,
) -> int:
    """Let somebody join a household; return the number of their stay.

    Raises `ObjectIsNotHere`, `PersonLivesElsewhere`, `HouseholdHasAHead`, `MoveIsOutOfOrder`.
    """
    await living_person(conn, estate_id, resident_id)
    opened_on = await _lock_household(conn, estate_id, household_id)
    if on < opened_on:
        raise MoveIsOutOfOrder("迁入日期早于这一户住进来的日期，请核对。")
    return await _add_member(
        conn, estate_id, household_id, resident_id, relation, on, actor_user_id
    )


async def living_person(conn: AsyncConnection, estate_id: int, resident_id: int) -> Person:
    """Return a person who was not forgotten; raises `ObjectIsNotHere`."""
    person = await read_person(conn, estate_id, resident_id)
    if person.forgotten_at is not None:
        raise ObjectIsNotHere("这位住户")
    return person


async def _lock_household(conn: AsyncConnection, estate_id: int, household_id: int) -> date:
    found = await conn.execute(
        text("""select opened_on from household
            where estate_id = :estate_id and household_id = :household_id and closed_on is null
            for no key update"""),
        {"estate_id": estate_id, "household_id": household_id},
    )
    opened_on: date | None = found.scalar_one_or_none()
    if opened_on is None:
        raise ObjectIsNotHere("这一户")
    return opened_on


async def _add_member(
    conn: AsyncConnection,
    estate_id: int,
    household_id: int,
    resident_id: int,
    relation: str,
    on: date,
    actor_user_id: int,
) -> int:
    try:
        async with conn.begin_nested():
            added = await conn.execute(
                _ADD_MEMBER,
                {
                    "estate_id": estate_id,
                    "household_id": household_id,
                    "resident_id": resident_id,
                    "relation": relation,
                    "on": on,
                    "actor": actor_user_id,
                },
            )
    except IntegrityError as error:
        if "household_head_now" in str(error.orig):
            raise HouseholdHasAHead("这一户已经有户主，请换一种关系。") from None
        if "household_member_now" in str(error.orig):
            raise PersonLivesElsewhere("这位住户还登记在另一户里，请先办理迁出。") from None
        raise
    household_member_id: int = added.scalar_one()
    return household_member_id


_MOVE_OUT = text("""
    update household_member set moved_out_on = :on, moved_out_recorded_by = :actor
    where estate_id = :estate_id and household_member_id = :household_member_id
        and moved_out_on is null and moved_in_on <= :on
    returning household_id, resident_id
""")
_CLOSE_EMPTY = text("""
    update household h set closed_on = :on
    where h.estate_id = :estate_id and h.household_id = :household_id and not exists (
        select from household_member m where m.estate_id = h.estate_id
            and m.household_id = h.household_id and m.moved_out_on is null)
""")


async def move_out(
    conn: AsyncConnection,
    *,
    estate_id: int,
    household_member_id: int,
    on: date,
    actor_user_id: int,
) -> None:
    """End somebody's stay; the household ends with its last member. The history stays.

    What is in the household's points account stays with the household, and who leaves can use it
    no more from this moment: the codes on their phone end, too.

    Raises `ObjectIsNotHere`, `MoveIsOutOfOrder`, `HouseholdHoldsPoints`.
    """
    values = {"estate_id": estate_id, "household_member_id": household_member_id}
    found = await conn.execute(
        text("""select 1 from household_member where estate_id = :estate_id
            and household_member_id = :household_member_id"""),
        values,
    )
    if found.first() is None:
        raise ObjectIsNotHere("这条居住记录")
    moved = (
        await conn.execute(_MOVE_OUT, values | {"on": on, "actor": actor_user_id})
    ).one_or_none()
    if moved is None:
        raise MoveIsOutOfOrder("已经迁出，或者迁出日期早于迁入日期，请刷新后核对。")
    household_id = moved.household_id
    await end_household_codes(
        conn, estate_id=estate_id, household_id=household_id, resident_id=moved.resident_id
    )
    try:
        async with conn.begin_nested():
            await conn.execute(
                _CLOSE_EMPTY, {"estate_id": estate_id, "household_id": household_id, "on": on}
            )
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == "LG026":
            raise HouseholdHoldsPoints(
                "这是这一户的最后一位住户，家庭账户里还有积分，不能迁出。"
                "请先用完，或者把积分退回各人，再办迁出。"
            ) from None
        raise


_STEP_DOWN = text("""
    update household_member set relation = 'other'
    where estate_id = :estate_id and household_id = :household_id and moved_out_on is null
        and relation = 'head' and household_member_id <> :member
""")
_STEP_UP = text("""
    update household_member set relation = 'head'
    where estate_id = :estate_id and household_id = :household_id and moved_out_on is null
        and household_member_id = :member
""")


async def choose_head(
    conn: AsyncConnection, *, estate_id: int, household_id: int, household_member_id: int
) -> None:
    """Make a member the head of their household; who was it is one of the others from now on.

    Raises `ObjectIsNotHere`.
    """
    await _lock_household(conn, estate_id, household_id)
    values = {
        "estate_id": estate_id,
        "household_id": household_id,
        "member": household_member_id,
    }
    await conn.execute(_STEP_DOWN, values)
    if (await conn.execute(_STEP_UP, values)).rowcount == 0:
        raise ObjectIsNotHere("这位家人")


async def end_logins(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    reason: str,
    actor_user_id: int | None,
    now: datetime,
) -> int:
    """Revoke every login's role as this resident at once; return how many there were."""
    ended = await conn.execute(
        text("""update role_grant
            set revoked_by = :actor, revoked_at = :now, revocation_reason = :reason
            where estate_id = :estate_id and resident_id = :resident_id and revoked_at is null"""),
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "actor": actor_user_id,
            "now": now,
            "reason": reason,
        },
    )
    return ended.rowcount
