"""Registering, finding, moving in and out; what is sealed stays sealed."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from ledger.errors import ObjectIsNotHere
from ledger.estates.people import queries
from ledger.estates.people.operations import (
    HouseholdHasAHead,
    MoveIsOutOfOrder,
    NewPerson,
    PersonIsRegistered,
    PersonLivesElsewhere,
    change_phone,
    move_in,
    move_out,
    open_household,
    register_person,
)
from ledger.estates.people.papers import read_paper
from ledger.estates.people.rules import BirthDateIsImpossible
from tests.estates.people.village import TODAY, Village, found_village

IDENTITY_NO = "11010519491231002X"


async def test_somebody_registers_with_their_identity_card(village: Village) -> None:
    person = NewPerson("张秀兰", "138 0013 8000", IDENTITY_NO.lower(), None)
    resident_id = await register_person(
        village.conn, person, estate_id=village.estate_id, today=TODAY
    )
    found = await queries.read_person(village.conn, village.estate_id, resident_id)
    assert (found.name, found.phone) == ("张秀兰", "138 0013 8000")
    assert found.has_identity_number
    assert (found.born_on, found.is_child(TODAY)) == (date(1949, 12, 31), False)
    # Nothing of it can be read in the row.
    row = await village.conn.scalar(
        text("select to_jsonb(r) from resident r where resident_id = :id"), {"id": resident_id}
    )
    kept = str({name: value for name, value in row.items() if name != "created_at"})
    assert not any(plain in kept for plain in ("13800138000", IDENTITY_NO[:17], "1949-12-31"))
    with pytest.raises(PersonIsRegistered) as refused:
        await register_person(village.conn, person, estate_id=village.estate_id, today=TODAY)
    assert refused.value.details["resident_id"] == resident_id
    with pytest.raises(BirthDateIsImpossible):
        await register_person(
            village.conn,
            NewPerson("张", None, IDENTITY_NO, date(1950, 1, 1)),
            estate_id=village.estate_id,
            today=TODAY,
        )


async def test_people_are_found_by_name_phone_and_dwelling(village: Village) -> None:
    one = await village.person("张秀兰", phone="13800138000")
    two = await village.person("李明", phone="13800138001")
    await open_household(
        village.conn,
        estate_id=village.estate_id,
        dwelling_id=village.dwellings[0],
        head_resident_id=two,
        tenure="tenant",
        on=TODAY,
        actor_user_id=village.clerk,
    )

    async def ids(**asked: str) -> list[int]:
        found = await queries.search_people(village.conn, village.estate_id, today=TODAY, **asked)
        assert all(person.name in ("张*", "李*") for person in found)
        return [person.resident_id for person in found]

    assert await ids(name="秀兰") == [one]
    assert await ids(phone="+86 138-0013-8001") == [two]
    assert await ids(phone="1380013") == []
    assert await ids(dwelling="3栋1单元0101") == [two]
    assert await ids(name="%") == []
    await change_phone(
        village.conn, estate_id=village.estate_id, resident_id=one, phone="13900139000"
    )
    assert await ids(phone="13800138000") == []
    assert await ids(phone="13900139000") == [one]
    await change_phone(village.conn, estate_id=village.estate_id, resident_id=one, phone=None)
    assert await ids(phone="13900139000") == []


async def test_another_estates_people_are_not_here(village: Village) -> None:
    other = await found_village(village.conn, "other")
    stranger = await other.person("张秀兰", phone="13800138000")
    with pytest.raises(ObjectIsNotHere):
        await queries.read_person(village.conn, village.estate_id, stranger)
    with pytest.raises(ObjectIsNotHere):
        await change_phone(
            village.conn, estate_id=village.estate_id, resident_id=stranger, phone=None
        )
    with pytest.raises(ObjectIsNotHere):
        await read_paper(village.conn, village.estate_id, await other.paper())
    assert (
        await queries.search_people(
            village.conn, village.estate_id, today=TODAY, phone="13800138000"
        )
        == []
    )


async def test_who_lives_in_a_dwelling_and_who_did(village: Village) -> None:
    conn, estate_id, dwelling_id = village.conn, village.estate_id, village.dwellings[0]
    old, young, lodger = [await village.person(n) for n in ("张秀兰", "张明", "李四")]
    first = await open_household(
        conn, estate_id=estate_id, dwelling_id=dwelling_id, head_resident_id=old, tenure="owner",
        on=date(2020, 1, 1), actor_user_id=village.clerk,
    )  # fmt: skip
    by = {"estate_id": estate_id, "actor_user_id": village.clerk}
    stay = await move_in(
        conn, household_id=first, resident_id=young, relation="child", on=date(2021, 1, 1), **by
    )
    with pytest.raises(PersonLivesElsewhere):
        await open_household(
            conn, dwelling_id=village.dwellings[1], head_resident_id=young, tenure="tenant",
            on=TODAY, **by,
        )  # fmt: skip
    with pytest.raises(HouseholdHasAHead):
        await move_in(conn, household_id=first, resident_id=lodger, relation="head", on=TODAY, **by)
    with pytest.raises(MoveIsOutOfOrder):
        await move_in(
            conn,
            household_id=first,
            resident_id=lodger,
            relation="other",
            on=date(2019, 1, 1),
            **by,
        )
    with pytest.raises(MoveIsOutOfOrder):
        await move_out(conn, household_member_id=stay, on=date(2020, 12, 31), **by)
    await move_out(conn, household_member_id=stay, on=TODAY, **by)
    with pytest.raises(MoveIsOutOfOrder):
        await move_out(conn, household_member_id=stay, on=TODAY, **by)
    # The lodger rents a room of the same dwelling.
    await open_household(
        conn, dwelling_id=dwelling_id, head_resident_id=lodger, tenure="tenant", on=TODAY, **by
    )
    people = await queries.people_of_dwelling(conn, estate_id, dwelling_id)
    assert [(p.name, p.tenure, p.moved_out_on) for p in people] == [
        ("李四", "tenant", None),
        ("张秀兰", "owner", None),
        ("张明", "owner", TODAY),
    ]
    assert [p.name for p in await queries.household_of(conn, estate_id, old)] == ["张秀兰"]
    assert await queries.household_of(conn, estate_id, young) == []
    assert [p.moved_in_on.year for p in await queries.stays_of(conn, estate_id, young)] == [2021]


async def test_a_household_ends_with_its_last_member(village: Village) -> None:
    conn, estate_id = village.conn, village.estate_id
    head = await village.person()
    household_id = await open_household(
        conn, estate_id=estate_id, dwelling_id=village.dwellings[0], head_resident_id=head,
        tenure="tenant", on=date(2026, 1, 1), actor_user_id=village.clerk,
    )  # fmt: skip
    (stay,) = await queries.stays_of(conn, estate_id, head)
    await move_out(
        conn, estate_id=estate_id, household_member_id=stay.household_member_id, on=TODAY,
        actor_user_id=village.clerk,
    )  # fmt: skip
    with pytest.raises(ObjectIsNotHere, match="这一户"):
        await move_in(
            conn, estate_id=estate_id, household_id=household_id, resident_id=head,
            relation="other", on=TODAY, actor_user_id=village.clerk,
        )  # fmt: skip
    with pytest.raises(ObjectIsNotHere, match="这套房"):
        await open_household(
            conn, estate_id=estate_id, dwelling_id=10**9, head_resident_id=head, tenure="owner",
            on=TODAY, actor_user_id=village.clerk,
        )  # fmt: skip


async def test_papers_are_sealed(village: Village) -> None:
    paper_id = await village.paper()
    sealed = await village.conn.scalar(
        text("select content_sealed from personal_paper where personal_paper_id = :id"),
        {"id": paper_id},
    )
    assert b"signed" not in sealed
    paper = await read_paper(village.conn, village.estate_id, paper_id)
    assert (paper.content, paper.media_type) == (b"%PDF-1.7 signed", "application/pdf")
