"""Appeals of the sample estate: one granted and corrected, one that waits; and a few ratings."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.demo.counter import Person, people_of
from ledger.demo.night_patrol import NAME as PATROL
from ledger.identity.roles import Role
from ledger.volunteering.appeals.operations import (
    Answer,
    NewAppeal,
    answer_appeal,
    appeal_record,
)
from ledger.volunteering.appeals.rules import Claim, Times
from ledger.volunteering.corrections.operations import approve_correction
from ledger.volunteering.ratings.operations import rate_activity
from ledger.volunteering.ratings.rules import Rating

MORE = timedelta(minutes=20)
RATINGS = (
    ("resident01", Rating(5, "路线走得很细，队长一路都在提醒安全。")),
    ("resident02", Rating(4, "")),
    ("resident03", Rating(2, "拖到快十二点才结束，第二天要上班。")),
)

# The last service of somebody to which some minutes can be added without another point.
_A_SERVICE = text("""
    select s.service_record_id, s.served_on, s.checked_in, s.checked_out from service_record s
    where s.estate_id = :estate_id and s.resident_id = :resident_id and s.state = 'verified'
        and s.service_minutes % 60 < 40
        and not exists (select from service_record o where o.estate_id = s.estate_id
            and o.resident_id = s.resident_id and o.served_on = s.served_on
            and o.service_record_id <> s.service_record_id)
        and not exists (select from activity_plan p where p.estate_id = s.estate_id
            and p.activity_id = s.activity_id)
    order by s.served_on desc, s.service_record_id desc limit 1
""")


async def put_services_right(conn: AsyncConnection, *, now: datetime, today: date) -> None:
    """Let two volunteers appeal, grant one of them, and let three rate; once."""
    estate_id, people = await people_of(conn)
    if await conn.scalar(
        text("select exists (select from service_appeal where estate_id = :estate_id)"),
        {"estate_id": estate_id},
    ):
        return
    granted = await _appeal(conn, estate_id, people["resident02"], now=now, today=today)
    if granted is not None:
        number, times = granted
        committee = people["committee"].user_id
        await answer_appeal(
            conn,
            Answer("签到纸背面写着离开的时间，抄的时候漏看了", times),
            estate_id=estate_id,
            service_appeal_id=number,
            actor_user_id=committee,
            display_name="业委会主任",
            roles=frozenset({Role.COMMITTEE}),
            now=now,
            today=today,
        )
        correction: int = await conn.scalar(
            text("""select service_correction_id from service_correction
                where estate_id = :estate_id and service_appeal_id = :number"""),
            {"estate_id": estate_id, "number": number},
        )
        await approve_correction(
            conn,
            estate_id=estate_id,
            service_correction_id=correction,
            actor_user_id=people["organiser"].user_id,
            now=now,
            today=today,
        )
    for login in ("resident03", "resident04", "resident05", "resident06"):
        if await _appeal(conn, estate_id, people[login], now=now, today=today) is not None:
            break
    activity: int = await conn.scalar(
        text("select activity_id from activity where estate_id = :estate_id and name = :name"),
        {"estate_id": estate_id, "name": PATROL},
    )
    for login, rating in RATINGS:
        person = people[login]
        assert person.resident_id is not None
        await rate_activity(
            conn,
            rating,
            estate_id=estate_id,
            activity_id=activity,
            resident_id=person.resident_id,
            actor_user_id=person.user_id,
            now=now,
        )


async def _appeal(
    conn: AsyncConnection, estate_id: int, person: Person, *, now: datetime, today: date
) -> tuple[int, Times] | None:
    """Appeal that the last service was longer; None where there is none to appeal against."""
    assert person.resident_id is not None
    wanted = {"estate_id": estate_id, "resident_id": person.resident_id}
    service = (await conn.execute(_A_SERVICE, wanted)).one_or_none()
    if service is None:
        return None
    until = (datetime.combine(service.served_on, service.checked_out) + MORE).time()
    times = Times(service.checked_in, until)
    appeal = await appeal_record(
        conn,
        NewAppeal(Claim.LONGER, times, "收完东西才走，比签退的时间晚二十分钟"),
        estate_id=estate_id,
        service_record_id=service.service_record_id,
        resident_id=person.resident_id,
        actor_user_id=person.user_id,
        now=now,
        today=today,
    )
    return appeal.service_appeal_id, times
