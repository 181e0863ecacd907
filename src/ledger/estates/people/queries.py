"""Reading people: found by name, phone or dwelling; who lives where now and who did before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.personal_data import PersonalDatum, personal_data_of
from ledger.errors import ObjectIsNotHere
from ledger.estates.masking import mask_person
from ledger.estates.people.consent_texts import LISTS, Purpose

FOUND_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A row of a search: the name is masked, the phone never shows."""

    resident_id: int
    name: str
    dwellings: list[str]
    is_child: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Everything that the desk may see of a person after it gave a reason."""

    resident_id: int
    name: str
    phone: str | None
    has_identity_number: bool
    born_on: date | None
    guardian_needed_until: date | None
    created_at: datetime
    forgotten_at: datetime | None

    def is_child(self, today: date) -> bool:
        return is_child(self.guardian_needed_until, today)


def is_child(guardian_needed_until: date | None, today: date) -> bool:
    """Tell whether a guardian consents for the person on this day."""
    return guardian_needed_until is not None and guardian_needed_until > today


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody's stay in a household."""

    household_member_id: int
    household_id: int
    resident_id: int
    name: str
    relation: str
    dwelling: str
    tenure: str
    moved_in_on: date
    moved_out_on: date | None


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent that was given, and whether it still counts."""

    consent_id: int
    resident_id: int
    purpose: str
    text_version: str
    given_at: datetime
    given_by: str
    given_by_name: str
    personal_paper_id: int | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class GuardianRow:
    guardianship_id: int
    child_resident_id: int
    child_name: str
    guardian_resident_id: int
    guardian_name: str
    consented_on: date
    personal_paper_id: int | None
    withdrawn_at: datetime | None


_LABEL = "d.building_no || '栋' || d.entrance_no || '单元' || d.room_no"

# A dwelling is somebody's by ownership or because they live there now.
_DWELLINGS_OF = f"""
    select array_agg(label order by label) from (
        select {_LABEL} as label from dwelling_owner o
        join dwelling d using (estate_id, dwelling_id)
        where o.estate_id = r.estate_id and o.resident_id = r.resident_id
        union
        select {_LABEL} from household_member m
        join household h using (estate_id, household_id)
        join dwelling d using (estate_id, dwelling_id)
        where m.estate_id = r.estate_id and m.resident_id = r.resident_id
            and m.moved_out_on is null) of_person
"""  # noqa: S608

_SEARCH = text(f"""
    select r.resident_id, r.name, r.guardian_needed_until, ({_DWELLINGS_OF}) as dwellings
    from resident r
    where r.estate_id = :estate_id and r.forgotten_at is null
        and (cast(:buildings as text[]) is null
            or dwells_in(r.estate_id, r.resident_id, cast(:buildings as text[])))
        and (r.phone_digest = any(:digests)
            or (:name <> '' and strpos(r.name, :name) > 0)
            or (:label <> '' and r.resident_id in (
                select o.resident_id from dwelling_owner o
                join dwelling d using (estate_id, dwelling_id)
                where o.estate_id = :estate_id and strpos({_LABEL}, :label) > 0
                union all
                select m.resident_id from household_member m
                join household h using (estate_id, household_id)
                join dwelling d using (estate_id, dwelling_id)
                where m.estate_id = :estate_id and m.moved_out_on is null
                    and strpos({_LABEL}, :label) > 0)))
    order by r.resident_id limit :limit
""")  # noqa: S608


async def search_people(
    conn: AsyncConnection,
    estate_id: int,
    *,
    today: date,
    name: str = "",
    phone: str = "",
    dwelling: str = "",
    buildings: Collection[str] | None = None,
) -> list[FoundPerson]:
    """Return people whose name contains, whose phone is, or whose dwelling contains this.

    At most fifty; a phone is found by its keyed digest alone, and only whole. With `buildings`
    those alone who dwell in them.
    """
    digests = personal_data_of(conn).digests(phone) if phone else []
    rows = await conn.execute(
        _SEARCH,
        {
            "estate_id": estate_id,
            "digests": digests,
            "name": name,
            "label": dwelling,
            "buildings": None if buildings is None else list(buildings),
            "limit": FOUND_AT_MOST,
        },
    )
    return [
        FoundPerson(
            row.resident_id,
            mask_person(row.name),
            row.dwellings or [],
            is_child(row.guardian_needed_until, today),
        )
        for row in rows
    ]


async def read_person(conn: AsyncConnection, estate_id: int, resident_id: int) -> Person:
    """Return a person with what is sealed about them opened; raises `ObjectIsNotHere`."""
    row = (
        await conn.execute(
            text("""select resident_id, name, phone_sealed, identity_digest, birth_date_sealed,
                    guardian_needed_until, created_at, forgotten_at
                from resident where estate_id = :estate_id and resident_id = :resident_id"""),
            {"estate_id": estate_id, "resident_id": resident_id},
        )
    ).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这位住户")
    keys = personal_data_of(conn)
    return Person(
        resident_id=row.resident_id,
        name=row.name,
        phone=None if row.phone_sealed is None else keys.reveal(row.phone_sealed),
        has_identity_number=row.identity_digest is not None,
        born_on=None
        if row.birth_date_sealed is None
        else date.fromisoformat(keys.reveal(row.birth_date_sealed, PersonalDatum.BIRTH_DATE)),
        guardian_needed_until=row.guardian_needed_until,
        created_at=row.created_at,
        forgotten_at=row.forgotten_at,
    )


async def dwellings_owned(conn: AsyncConnection, estate_id: int, resident_id: int) -> list[str]:
    """Return the labels of the dwellings that a person owns."""
    rows = await conn.scalars(
        text(f"""select {_LABEL} from dwelling_owner o
            join dwelling d using (estate_id, dwelling_id)
            where o.estate_id = :estate_id and o.resident_id = :resident_id
            order by d.dwelling_id"""),  # noqa: S608
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    return list(rows)


_MEMBERS = f"""
    select m.household_member_id, m.household_id, m.resident_id, r.name, m.relation,
        {_LABEL} as dwelling, h.tenure, m.moved_in_on, m.moved_out_on
    from household_member m
    join household h using (estate_id, household_id)
    join dwelling d using (estate_id, dwelling_id)
    join resident r using (estate_id, resident_id)
"""  # noqa: S608


async def stays_of(conn: AsyncConnection, estate_id: int, resident_id: int) -> list[MemberRow]:
    """Return where a person lives and lived, the latest first."""
    rows = await conn.execute(
        text(f"""{_MEMBERS} where m.estate_id = :estate_id and m.resident_id = :resident_id
            order by m.moved_in_on desc, m.household_member_id desc"""),
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    return [MemberRow(**row._mapping) for row in rows]


async def household_of(conn: AsyncConnection, estate_id: int, resident_id: int) -> list[MemberRow]:
    """Return who lives with a person now, the head first; empty when they live in none."""
    rows = await conn.execute(
        text(f"""{_MEMBERS} where m.estate_id = :estate_id and m.moved_out_on is null
            and m.household_id = (
                select household_id from household_member
                where estate_id = :estate_id and resident_id = :resident_id
                    and moved_out_on is null)
            order by m.relation <> 'head', m.household_member_id"""),  # noqa: S608
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    return [MemberRow(**row._mapping) for row in rows]


async def people_of_dwelling(
    conn: AsyncConnection, estate_id: int, dwelling_id: int
) -> list[MemberRow]:
    """Return who lives and lived in a dwelling; those who live there now come first."""
    rows = await conn.execute(
        text(f"""{_MEMBERS} where h.estate_id = :estate_id and h.dwelling_id = :dwelling_id
            order by m.moved_out_on is not null, m.moved_in_on desc, m.household_member_id"""),
        {"estate_id": estate_id, "dwelling_id": dwelling_id},
    )
    return [MemberRow(**row._mapping) for row in rows]


async def consents_of(conn: AsyncConnection, estate_id: int, resident_id: int) -> list[ConsentRow]:
    """Return every consent a person gave, those that count first."""
    rows = await conn.execute(
        text("""select c.consent_id, c.resident_id, c.purpose, c.text_version, c.given_at,
                c.given_by, u.display_name as given_by_name, c.personal_paper_id, c.withdrawn_at
            from consent c join app_user u on u.user_id = c.given_by_user
            where c.estate_id = :estate_id and c.resident_id = :resident_id
            order by c.withdrawn_at is not null, c.given_at desc, c.consent_id desc"""),
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    return [ConsentRow(**row._mapping) for row in rows]


async def guardianships_of(
    conn: AsyncConnection, estate_id: int, resident_id: int
) -> list[GuardianRow]:
    """Return whose guardian a person is and who is theirs, withdrawn ones included."""
    rows = await conn.execute(
        text("""select g.guardianship_id, g.child_resident_id, c.name as child_name,
                g.guardian_resident_id, w.name as guardian_name, g.consented_on,
                g.personal_paper_id, g.withdrawn_at
            from guardianship g
            join resident c on c.estate_id = g.estate_id and c.resident_id = g.child_resident_id
            join resident w
                on w.estate_id = g.estate_id and w.resident_id = g.guardian_resident_id
            where g.estate_id = :estate_id
                and :resident_id in (g.child_resident_id, g.guardian_resident_id)
            order by g.guardianship_id"""),
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    return [GuardianRow(**row._mapping) for row in rows]


async def agreed_to(
    conn: AsyncConnection,
    estate_id: int,
    resident_ids: Sequence[int],
    purpose: Purpose,
    *,
    today: date,
) -> frozenset[int]:
    """Return who of these agreed to a purpose and has not withdrawn it.

    A child under 14 is never on a public list, whatever was agreed to.
    """
    rows = await conn.scalars(
        text("""select c.resident_id from consent c join resident r using (estate_id, resident_id)
            where c.estate_id = :estate_id and c.resident_id = any(:resident_ids)
                and c.purpose = :purpose and c.withdrawn_at is null and r.forgotten_at is null
                and (not :is_list
                    or coalesce(r.guardian_needed_until <= :today, true))"""),
        {
            "estate_id": estate_id,
            "resident_ids": list(resident_ids),
            "purpose": purpose.value,
            "is_list": purpose in LISTS,
            "today": today,
        },
    )
    return frozenset(rows)


async def names_for_the_public(
    conn: AsyncConnection,
    estate_id: int,
    resident_ids: Sequence[int],
    *,
    today: date,
    purpose: Purpose = Purpose.PUBLIC_HONOURS,
) -> dict[int, str]:
    """Return what a list may show of these people: 1栋 张*, of those who agreed to this list.

    Everything that names persons to others asks here; whoever is missing is not named. Who agreed
    to be listed by the building alone comes as 1栋 一位邻居.
    """
    willing = await agreed_to(conn, estate_id, resident_ids, purpose, today=today)
    rows = await conn.execute(
        text("""select r.resident_id, r.name, coalesce(
                (select min(d.building_no) from household_member m
                    join household h using (estate_id, household_id)
                    join dwelling d using (estate_id, dwelling_id)
                    where m.estate_id = r.estate_id and m.resident_id = r.resident_id
                        and m.moved_out_on is null),
                (select min(d.building_no) from dwelling_owner o
                    join dwelling d using (estate_id, dwelling_id)
                    where o.estate_id = r.estate_id and o.resident_id = r.resident_id)) as building
            from resident r where r.estate_id = :estate_id and r.resident_id = any(:willing)"""),
        {"estate_id": estate_id, "willing": sorted(willing)},
    )
    return {row.resident_id: _public_name(row, purpose) for row in rows}


def _public_name(row: Any, purpose: Purpose) -> str:
    building = f"{row.building}栋 " if row.building else ""
    if purpose is Purpose.LEADERBOARD_BUILDING:
        return f"{building}一位邻居"
    return f"{building}{mask_person(row.name)}"
