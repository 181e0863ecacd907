"""Reading requests for help; the dwelling is read in one place only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.time_bank.entries import payer

_COLUMNS = """
    h.help_request_id, h.resident_id, r.name as asked_by, d.building_no, h.category, h.words,
    h.minutes, h.wanted_from, h.wanted_to, h.hold_id, h.state, h.published_by, h.published_at,
    h.volunteer_id, v.name as volunteer, h.accepted_by, h.accepted_at, h.served_on, h.started,
    h.served_minutes, h.served_at, h.appealed_by, h.appeal_reason, h.ended_how,
    h.settlement_reason, h.rating, h.remark, h.spent_seq, h.skill, h.pool_grant_id,
    case when h.appeal_act_id is not null then p.display_name end as appeal_assisted_by,
    case when h.confirmation_act_id is not null then e.display_name end
        as confirmation_assisted_by
    from help_request h
    join resident r on r.estate_id = h.estate_id and r.resident_id = h.resident_id
    join dwelling d on d.estate_id = h.estate_id and d.dwelling_id = h.dwelling_id
    left join resident v on v.estate_id = h.estate_id and v.resident_id = h.volunteer_id
    left join app_user p on p.user_id = h.appealed_by
    left join app_user e on e.user_id = h.ended_by
"""
_ONE = text(f"select {_COLUMNS} where h.estate_id = :estate_id and h.help_request_id = :id")
_LOCK = text("""
    select 1 from help_request
    where estate_id = :estate_id and help_request_id = :id for no key update
""")
_OPEN = text(
    f"""select {_COLUMNS} where h.estate_id = :estate_id and h.state = 'open'
        and h.resident_id <> :resident_id and h.wanted_to > :now
    order by h.wanted_from, h.help_request_id limit 200"""
)
_OWN = text(
    f"""select {_COLUMNS} where h.estate_id = :estate_id
        and :resident_id in (h.resident_id, h.volunteer_id)
    order by h.help_request_id desc limit 200"""
)
_LIST = text(
    f"""select {_COLUMNS} where h.estate_id = :estate_id and h.help_request_id < :before
        and (cast(:state as text) is null or h.state = :state)
    order by h.help_request_id desc limit :limit"""
)
_SERVED = text(
    f"""select {_COLUMNS} where h.estate_id = :estate_id and h.state = 'served'
        and h.served_at > :after and h.served_at <= :until
    order by h.help_request_id"""
)
_HOME = text("""
    select d.dwelling_id, d.building_no from (
        select m.estate_id, h.dwelling_id, 0 as place
        from household_member m
        join household h using (estate_id, household_id)
        where m.estate_id = :estate_id and m.resident_id = :resident_id
            and m.moved_out_on is null
        union all
        select o.estate_id, o.dwelling_id, 1 from dwelling_owner o
        where o.estate_id = :estate_id and o.resident_id = :resident_id
    ) home
    join dwelling d using (estate_id, dwelling_id)
    order by home.place, d.dwelling_id limit 1
""")


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """A request as it stands; names are whole here and masked where they are shown."""

    help_request_id: int
    resident_id: int
    asked_by: str
    building_no: str
    category: str
    words: str
    minutes: int
    wanted_from: datetime
    wanted_to: datetime
    hold_id: int
    state: str
    published_by: int
    published_at: datetime
    volunteer_id: int | None
    volunteer: str | None
    accepted_by: int | None
    accepted_at: datetime | None
    served_on: date | None
    started: time | None
    served_minutes: int | None
    served_at: datetime | None
    appealed_by: int | None
    appeal_reason: str | None
    ended_how: str | None
    settlement_reason: str | None
    rating: int | None
    remark: str | None
    spent_seq: int | None
    skill: str | None
    pool_grant_id: int | None
    appeal_assisted_by: str | None
    """Who at the desk objected for one of the two; None where they did it themselves."""
    confirmation_assisted_by: str | None

    @property
    def payer(self) -> tuple[str, str]:
        """The account that holds the minutes for it."""
        return payer(self.resident_id, pool_grant_id=self.pool_grant_id)


@dataclass(frozen=True, slots=True)
class Home:
    dwelling_id: int
    building_no: str


async def read_request(
    conn: AsyncConnection, *, estate_id: int, help_request_id: int
) -> HelpRequest:
    """Return one request; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "id": help_request_id}
    row = (await conn.execute(_ONE, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这个求助")
    return HelpRequest(**row._mapping)


async def lock_request(
    conn: AsyncConnection, *, estate_id: int, help_request_id: int
) -> HelpRequest:
    """Lock one request and return it as it stands then; raises `ObjectIsNotHere`."""
    await conn.execute(_LOCK, {"estate_id": estate_id, "id": help_request_id})
    return await read_request(conn, estate_id=estate_id, help_request_id=help_request_id)


async def open_requests(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, now: datetime
) -> list[HelpRequest]:
    """Return what others ask for and nobody has accepted, the soonest first."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id, "now": now}
    return [HelpRequest(**row._mapping) for row in await conn.execute(_OPEN, wanted)]


async def requests_of(
    conn: AsyncConnection, *, estate_id: int, resident_id: int
) -> list[HelpRequest]:
    """Return what a resident asked for and helped with, the newest first."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id}
    return [HelpRequest(**row._mapping) for row in await conn.execute(_OWN, wanted)]


async def requests(
    conn: AsyncConnection, *, estate_id: int, state: str | None, before: int | None, limit: int
) -> list[HelpRequest]:
    """Return an estate's requests, the newest first."""
    wanted = {"estate_id": estate_id, "state": state, "before": before or 2**62, "limit": limit}
    return [HelpRequest(**row._mapping) for row in await conn.execute(_LIST, wanted)]


async def home_of(conn: AsyncConnection, *, estate_id: int, resident_id: int) -> Home | None:
    """Return where a resident lives, or else owns; None for nowhere."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id}
    row = (await conn.execute(_HOME, wanted)).one_or_none()
    return None if row is None else Home(**row._mapping)


async def dwelling_of(conn: AsyncConnection, *, estate_id: int, help_request_id: int) -> str:
    """Return the dwelling of a request in words; whoever asks leaves a line in the log."""
    label: str = (
        await conn.execute(
            text("""select d.building_no || '栋' || d.entrance_no || '单元' || d.room_no
                from help_request h join dwelling d using (estate_id, dwelling_id)
                where h.estate_id = :estate_id and h.help_request_id = :id"""),
            {"estate_id": estate_id, "id": help_request_id},
        )
    ).scalar_one()
    return label


async def served_before(
    conn: AsyncConnection, *, estate_id: int, before: datetime, limit: int
) -> list[int]:
    """Return requests that were served before a moment and wait for their confirmation."""
    rows = await conn.scalars(
        text("""select help_request_id from help_request
            where estate_id = :estate_id and state = 'served' and served_at <= :before
            order by help_request_id limit :limit"""),
        {"estate_id": estate_id, "before": before, "limit": limit},
    )
    return list(rows)


async def served_between(
    conn: AsyncConnection, *, estate_id: int, after: datetime, until: datetime
) -> list[HelpRequest]:
    """Return requests that were served in a span and wait for their confirmation."""
    wanted = {"estate_id": estate_id, "after": after, "until": until}
    return [HelpRequest(**row._mapping) for row in await conn.execute(_SERVED, wanted)]
