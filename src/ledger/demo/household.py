"""A family of the sample estate that keeps points together: two people, and what each put in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.demo.counter import people_of
from ledger.estates.people.household_spenders import allow_spender
from ledger.estates.people.operations import move_in, open_household
from ledger.points.households.operations import put_points_in

_HEAD, _SPOUSE = "resident05", "resident06"
_MOVED_IN = date(2026, 1, 1)
_PUT_IN = ((_HEAD, 12), (_SPOUSE, 8))


async def settle_family(conn: AsyncConnection, *, now: datetime, today: date) -> None:
    """Let two residents live together, put points in, and allow the second to use them; once."""
    estate_id, people = await people_of(conn)
    head, spouse = people[_HEAD], people[_SPOUSE]
    assert head.resident_id is not None
    assert spouse.resident_id is not None
    is_settled = await conn.scalar(
        text("""select exists (select from household_member
            where estate_id = :estate_id and resident_id = :head)"""),
        {"estate_id": estate_id, "head": head.resident_id},
    )
    if is_settled:
        return
    organiser = people["organiser"].user_id
    dwelling_id = await conn.scalar(
        text("""select min(dwelling_id) from dwelling_owner
            where estate_id = :estate_id and resident_id = :head"""),
        {"estate_id": estate_id, "head": head.resident_id},
    )
    household_id = await open_household(
        conn,
        estate_id=estate_id,
        dwelling_id=dwelling_id,
        head_resident_id=head.resident_id,
        tenure="owner",
        on=_MOVED_IN,
        actor_user_id=organiser,
    )
    member_id = await move_in(
        conn,
        estate_id=estate_id,
        household_id=household_id,
        resident_id=spouse.resident_id,
        relation="spouse",
        on=_MOVED_IN,
        actor_user_id=organiser,
    )
    for login, points in _PUT_IN:
        person = people[login]
        assert person.resident_id is not None
        await put_points_in(
            conn,
            estate_id=estate_id,
            resident_id=person.resident_id,
            points=points,
            idempotency_key="demo",
            actor_user_id=person.user_id,
            today=today,
        )
    await allow_spender(
        conn,
        estate_id=estate_id,
        household_id=household_id,
        household_member_id=member_id,
        actor_user_id=head.user_id,
        now=now,
        today=today,
    )
