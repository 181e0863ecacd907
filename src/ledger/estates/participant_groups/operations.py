"""Taking somebody into a group, and ending it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere, Refusal


class PersonIsInTheGroup(Refusal):
    """One membership of a group at a time."""

    code = "person_is_in_the_group"


class MembershipIsOver(Refusal):
    """A membership ends once, and not before it began."""

    code = "membership_is_over"


_JOIN = text("""
    insert into participant_group_member (estate_id, resident_id, group_name, starts_on, reason,
        recorded_by)
    select estate_id, resident_id, :group_name, :starts_on, :reason, :actor from resident
    where estate_id = :estate_id and resident_id = :resident_id
    returning participant_group_member_id
""")

_END = text("""
    update participant_group_member set ends_on = :ends_on
    where estate_id = :estate_id and participant_group_member_id = :member_id
        and ends_on is null and starts_on <= :ends_on
    returning 1
""")

_IS_THERE = text("""
    select 1 from participant_group_member
    where estate_id = :estate_id and participant_group_member_id = :member_id
""")


async def join_group(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    group_name: str,
    starts_on: date,
    reason: str,
    actor_user_id: int,
) -> int:
    """Take a resident into a group from a day on and return the membership's id.

    Raises `ObjectIsNotHere` or `PersonIsInTheGroup`.
    """
    said = {
        "estate_id": estate_id,
        "resident_id": resident_id,
        "group_name": group_name,
        "starts_on": starts_on,
        "reason": reason,
        "actor": actor_user_id,
    }
    try:
        async with conn.begin_nested():
            joined: int | None = (await conn.execute(_JOIN, said)).scalar_one_or_none()
    except IntegrityError as fault:
        raise PersonIsInTheGroup(
            f"这位居民已在“{group_name}”里，不用重复登记；要改起始日请先结束原来的。"
        ) from fault
    if joined is None:
        raise ObjectIsNotHere("这位居民")
    return joined


async def leave_group(
    conn: AsyncConnection, *, estate_id: int, member_id: int, ends_on: date
) -> None:
    """Set the last day of a membership; raises `ObjectIsNotHere` or `MembershipIsOver`."""
    named = {"estate_id": estate_id, "member_id": member_id}
    if (await conn.execute(_END, named | {"ends_on": ends_on})).first() is not None:
        return
    if (await conn.execute(_IS_THERE, named)).first() is None:
        raise ObjectIsNotHere("这条登记")
    raise MembershipIsOver("这条登记已经结束，或结束日早于起始日，请核对日期。")
