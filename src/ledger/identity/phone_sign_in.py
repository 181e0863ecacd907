"""Whose phone a number is: from what estate staff registered to the one user of the person.

A phone opens a user only where every resident that this user is has that phone. So nobody comes
into another estate by having a number written down in theirs, and a number that has changed in one
place is settled at the service point before it opens anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.errors import Refusal
from ledger.identity.operations import grant_role
from ledger.identity.roles import Role


class PhoneIsUnclear(Refusal):
    """The number stands for several people, or a person has several numbers on record."""

    code = "phone_is_unclear"
    status = 409


@dataclass(frozen=True, slots=True)
class RegisteredResident:
    """A resident with this phone, and the users that are or were this resident."""

    estate_id: int
    resident_id: int
    name: str
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PersonOfPhone:
    """Who signs in: a user, or nobody yet; and the residents that have no user."""

    user_id: int | None
    display_name: str
    without_user: tuple[RegisteredResident, ...]


_RESIDENTS = text("""
    select r.estate_id, r.resident_id, r.name,
        coalesce(array_agg(distinct g.user_id) filter (where g.user_id is not null), '{}')
    from resident r
    left join role_grant g on g.estate_id = r.estate_id and g.resident_id = r.resident_id
        and g.role = 'resident'
    where r.phone_digest = any(:digests) and r.forgotten_at is null
        -- A child under 14 signs in only while a guardian agrees; the database refuses it, too.
        and (coalesce(r.guardian_needed_until
                <= (clock_timestamp() at time zone 'Asia/Shanghai')::date, true)
            or exists (select from guardianship w where w.estate_id = r.estate_id
                and w.child_resident_id = r.resident_id and w.withdrawn_at is null))
    group by r.estate_id, r.resident_id order by r.estate_id, r.resident_id
""")

_OTHER_PHONES = text("""
    select count(*) from role_grant g
    join resident r on r.estate_id = g.estate_id and r.resident_id = g.resident_id
    where g.user_id = :user_id and g.role = 'resident'
        and :today between g.starts_on and coalesce(g.ends_on, :today) and g.revoked_at is null
        -- No number on record in another estate is not this number either.
        and case when r.phone_digest is null then not r.estate_id = any(:estates)
            else not r.phone_digest = any(:digests) end
""")

# Somebody whose role as this resident was taken away is this resident no more.
_IS_STILL_ONE = text("""
    select exists (select from role_grant g
        join resident r on r.estate_id = g.estate_id and r.resident_id = g.resident_id
        where g.user_id = :user_id and g.role = 'resident' and g.revoked_at is null
            and r.phone_digest = any(:digests))
""")


async def residents_of_phone(
    conn: AsyncConnection, digests: Sequence[bytes]
) -> list[RegisteredResident]:
    """Return the residents of all estates who are registered with this phone."""
    rows = await conn.execute(_RESIDENTS, {"digests": list(digests)})
    return [
        RegisteredResident(estate_id, resident_id, name, tuple(sorted(users)))
        for estate_id, resident_id, name, users in rows
    ]


def choose_person(residents: Sequence[RegisteredResident]) -> PersonOfPhone:
    """Return whom residents with one phone stand for; raises `PhoneIsUnclear`.

    Two residents of one estate are two people, whatever their phones say.
    """
    estates = [resident.estate_id for resident in residents]
    if len(set(estates)) < len(estates):
        raise PhoneIsUnclear(
            "这个手机号登记在几位居民名下，分不清是哪一位，请到服务点请工作人员核对登记。"
        )
    users = sorted({user_id for resident in residents for user_id in resident.user_ids})
    return PersonOfPhone(
        user_id=users[0] if users else None,
        display_name=residents[0].name,
        without_user=tuple(resident for resident in residents if not resident.user_ids),
    )


async def user_of_phone(
    conn: AsyncConnection,
    *,
    digests: Sequence[bytes],
    fresh_login: str,
    today: date,
    request_id: str,
    address: str,
) -> int | None:
    """Return the user whose phone this is; None where nobody is registered or all is over.

    On the first sign-in of a resident the user and the resident's role are made and audited. A
    role that was taken away is not given again. Raises `PhoneIsUnclear`.
    """
    residents = await residents_of_phone(conn, digests)
    if not residents:
        return None
    person = choose_person(residents)
    user_id = person.user_id
    if user_id is None:
        added = await conn.execute(
            text("""insert into app_user (login, display_name) values (:login, :name)
                returning user_id"""),
            {"login": fresh_login, "name": person.display_name},
        )
        user_id = added.scalar_one()
    elif await conn.scalar(
        _OTHER_PHONES,
        {
            "user_id": user_id,
            "today": today,
            "digests": list(digests),
            "estates": [resident.estate_id for resident in residents],
        },
    ):
        raise PhoneIsUnclear(
            "您在另一个小区登记的手机号和这个不一样，请到服务点请工作人员核对后再登录。"
        )
    for resident in person.without_user:
        await grant_role(
            conn,
            estate_id=resident.estate_id,
            user_id=user_id,
            role=Role.RESIDENT,
            starts_on=today,
            resident_id=resident.resident_id,
        )
        await write_audit_line(
            conn,
            estate_id=resident.estate_id,
            actor_user_id=user_id,
            action="open_user_by_phone",
            object_=f"resident:{resident.resident_id}",
            outcome="done",
            request_id=request_id,
            address=address,
        )
    if not await conn.scalar(_IS_STILL_ONE, {"user_id": user_id, "digests": list(digests)}):
        return None
    is_disabled = await conn.scalar(
        text("select is_disabled from app_user where user_id = :id"), {"id": user_id}
    )
    return None if is_disabled else user_id
