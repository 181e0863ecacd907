"""Reading a team's wallet: balance, what ends soon, its history, and the plans for its points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.period import Month
from ledger.errors import ObjectIsNotHere
from ledger.points.entries import TEAM_WALLET, team_holder
from ledger.points.queries import (
    Expiring,
    InNotice,
    balance_of,
    expiring_of,
    in_notice_of,
    spendable_of,
)
from ledger.points.teams.rules import PlanKind, Share

# `my_role` is what a resident is in the team now, null for who is not of it.
_TEAM = text("""
    select t.volunteer_team_id, t.name, t.closed_at is not null as has_ended, (
        select m.role from volunteer_team_member m
        where m.estate_id = t.estate_id and m.volunteer_team_id = t.volunteer_team_id
            and m.resident_id = cast(:resident_id as bigint) and m.is_accepted
            and m.left_at is null) as my_role
    from volunteer_team t
    where t.estate_id = :estate_id and t.volunteer_team_id = :team_id
""")

_LOCK_TEAM = text("""
    select 1 from volunteer_team
    where estate_id = :estate_id and volunteer_team_id = :team_id for no key update
""")

_MEMBERS = text("""
    select m.resident_id, m.role from volunteer_team_member m
    join resident r using (estate_id, resident_id)
    where m.estate_id = :estate_id and m.volunteer_team_id = :team_id and m.is_accepted
        and m.left_at is null and r.forgotten_at is null
""")

_IS_OWN = text("""
    select acts_for_holder(:estate_id, null, null, cast(:team_id as bigint), :actor)
""")

_COLUMNS = """
    p.estate_id, p.team_points_plan_id, p.volunteer_team_id, t.name as team, p.kind, p.points,
    p.purpose, p.desk_reason, p.state, p.proposed_by, p.proposed_at, p.decided_by, p.decided_at,
    p.decision_reason, p.booked_on, w.display_name as proposed_by_name,
    d.display_name as decided_by_name,
    (select count(*) from team_points_share s where s.estate_id = p.estate_id
        and s.team_points_plan_id = p.team_points_plan_id)::int as people
"""
_SOURCES = """
    from team_points_plan p
    join volunteer_team t using (estate_id, volunteer_team_id)
    join app_user w on w.user_id = p.proposed_by
    left join app_user d on d.user_id = p.decided_by
"""

_PLANS = text(f"""
    select {_COLUMNS} {_SOURCES}
    where p.estate_id = :estate_id
        and p.team_points_plan_id < coalesce(cast(:before as bigint), 9223372036854775807)
        and (cast(:state as text) is null or p.state = :state)
        and (cast(:team_id as bigint) is null or p.volunteer_team_id = :team_id)
    order by p.team_points_plan_id desc
    limit :limit
""")

_PLAN = text(f"""
    select {_COLUMNS} {_SOURCES}
    where p.estate_id = :estate_id and p.team_points_plan_id = :team_points_plan_id
""")

_LOCK_PLAN = text("""
    select 1 from team_points_plan
    where estate_id = :estate_id and team_points_plan_id = :team_points_plan_id
    for no key update
""")

_SHARES = text("""
    select s.line_no, s.resident_id, s.points, r.name from team_points_share s
    join resident r using (estate_id, resident_id)
    where s.estate_id = :estate_id and s.team_points_plan_id = :team_points_plan_id
    order by s.line_no
""")

# Who: the wallet on the other side, where it is a member's.
_HISTORY = text("""
    select m.seq, e.series, e.fiscal_month, e.number, e.effective_on, e.narration, e.kind,
        m.points, m.balance_after, r.name as who
    from (
        select l.seq, -l.side * l.amount as points, -l.balance_after as balance_after, (
            select substring(o.holder from 10) from entry_line x
            join account o on o.estate_id = x.estate_id and o.account_id = x.account_id
            where x.estate_id = l.estate_id and x.seq = l.seq and o.code = 'P2101') as resident
        from entry_line l
        where l.estate_id = :estate_id
            and l.account_id = (
                select a.account_id from account a
                where a.estate_id = :estate_id and a.code = :code and a.holder = :holder)
            and l.seq < coalesce(cast(:before_seq as bigint), 9223372036854775807)
        order by l.seq desc
        limit :limit
    ) m
    join journal_entry e on e.estate_id = :estate_id and e.seq = m.seq
    left join resident r on r.estate_id = :estate_id and r.resident_id = cast(m.resident as bigint)
    order by m.seq desc
""")


@dataclass(frozen=True, slots=True)
class TeamOfPoints:
    """A team as its points ask for it; `my_role` is None for who is not of it."""

    volunteer_team_id: int
    name: str
    has_ended: bool
    my_role: str | None


@dataclass(frozen=True, slots=True)
class TeamPoints:
    """What a team has, what of it can be shared out today, what waits, and what ends next."""

    points: int
    spendable: int
    in_notice: list[InNotice]
    next_expiry: list[Expiring]


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One movement of a team's wallet; `who` is the member whose wallet is on the other side."""

    seq: int
    entry_no: str
    on: date
    text: str
    points: int
    balance_after: int
    kind: str
    who: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan and how far it has come; `people` is 0 where the pool gets the points."""

    estate_id: int
    team_points_plan_id: int
    volunteer_team_id: int
    team: str
    kind: PlanKind
    points: int
    purpose: str
    desk_reason: str | None
    state: str
    proposed_by: int
    proposed_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    decision_reason: str | None
    booked_on: date | None
    proposed_by_name: str
    decided_by_name: str | None
    people: int


@dataclass(frozen=True, slots=True)
class PlannedShare:
    """A share of a plan with whose it is."""

    line_no: int
    share: Share
    name: str


async def team_of(
    conn: AsyncConnection, *, estate_id: int, team_id: int, resident_id: int | None = None
) -> TeamOfPoints:
    """Return a team, also one that has ended; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "team_id": team_id, "resident_id": resident_id}
    row = (await conn.execute(_TEAM, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这支服务队")
    return TeamOfPoints(**row._mapping)


async def lock_team(
    conn: AsyncConnection, *, estate_id: int, team_id: int, resident_id: int | None = None
) -> TeamOfPoints:
    """Lock a team against leaving and ending, and return it; raises `ObjectIsNotHere`."""
    await conn.execute(_LOCK_TEAM, {"estate_id": estate_id, "team_id": team_id})
    return await team_of(conn, estate_id=estate_id, team_id=team_id, resident_id=resident_id)


async def members_now(conn: AsyncConnection, *, estate_id: int, team_id: int) -> dict[int, str]:
    """Return who belongs to a team now, with what each is in it."""
    rows = await conn.execute(_MEMBERS, {"estate_id": estate_id, "team_id": team_id})
    return {row.resident_id: row.role for row in rows}


async def is_own(
    conn: AsyncConnection, *, estate_id: int, team_id: int, actor_user_id: int
) -> bool:
    """Tell whether somebody of the desk belongs to the team."""
    wanted = {"estate_id": estate_id, "team_id": team_id, "actor": actor_user_id}
    return bool(await conn.scalar(_IS_OWN, wanted))


async def team_points(
    conn: AsyncConnection, *, estate_id: int, team_id: int, today: date
) -> TeamPoints:
    """Return what a team has; all zero before the first points."""
    holder = team_holder(team_id)
    balance = await balance_of(conn, estate_id=estate_id, holder=holder)
    return TeamPoints(
        points=balance.points,
        spendable=await spendable_of(conn, estate_id=estate_id, holder=holder, today=today),
        in_notice=await in_notice_of(conn, estate_id=estate_id, holder=holder, today=today),
        next_expiry=await expiring_of(conn, estate_id=estate_id, holder=holder, today=today),
    )


async def team_history(
    conn: AsyncConnection, *, estate_id: int, team_id: int, before_seq: int | None, limit: int
) -> list[TeamLine]:
    """Return the wallet's movements, newest first, those before `before_seq` only."""
    wanted = {
        "estate_id": estate_id,
        "code": TEAM_WALLET,
        "holder": team_holder(team_id),
        "before_seq": before_seq,
        "limit": limit,
    }
    return [
        TeamLine(
            seq=row.seq,
            entry_no=entry_no(row.series, Month.from_number(row.fiscal_month), row.number),
            on=row.effective_on,
            text=row.narration,
            points=row.points,
            balance_after=row.balance_after,
            kind=row.kind,
            who=row.who,
        )
        for row in await conn.execute(_HISTORY, wanted)
    ]


async def plans(
    conn: AsyncConnection,
    *,
    estate_id: int,
    team_id: int | None = None,
    state: str | None = None,
    before: int | None = None,
    limit: int,
) -> list[Plan]:
    """Return plans, the newest first, of one team or of all."""
    wanted = {"estate_id": estate_id, "team_id": team_id, "state": state}
    rows = await conn.execute(_PLANS, wanted | {"before": before, "limit": limit})
    return [_plan(dict(row._mapping)) for row in rows]


async def plan_of(conn: AsyncConnection, *, estate_id: int, team_points_plan_id: int) -> Plan:
    """Return one plan; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "team_points_plan_id": team_points_plan_id}
    row = (await conn.execute(_PLAN, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这份方案")
    return _plan(dict(row._mapping))


async def lock_plan(conn: AsyncConnection, *, estate_id: int, team_points_plan_id: int) -> Plan:
    """Lock one plan and return it as it stands; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "team_points_plan_id": team_points_plan_id}
    await conn.execute(_LOCK_PLAN, wanted)
    return await plan_of(conn, **wanted)


async def shares_of(
    conn: AsyncConnection, *, estate_id: int, team_points_plan_id: int
) -> list[PlannedShare]:
    """Return the shares of a plan in order."""
    wanted = {"estate_id": estate_id, "team_points_plan_id": team_points_plan_id}
    return [
        PlannedShare(row.line_no, Share(row.resident_id, row.points), row.name)
        for row in await conn.execute(_SHARES, wanted)
    ]


def _plan(said: dict[str, object]) -> Plan:
    return Plan(**said | {"kind": PlanKind(str(said["kind"]))})  # type: ignore[arg-type]
