"""Every read of deductions: the grant they correct, and how far each has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.period import Month
from ledger.errors import ObjectIsNotHere
from ledger.estates.masking import mask_person
from ledger.points.deductions.entries import Funding
from ledger.points.deductions.rules import EntryIsNoGrant, Grant
from ledger.points.entries import wallet_of
from ledger.posting.reversal_queries import posted_entry

# Points that came from an issuing account or the pool, in one lot; what was moved is no grant.
_GRANT = text("""
    select e.seq, e.series, e.fiscal_month, e.number, e.narration, e.effective_on, l.lot_id,
        l.points_granted, l.points_left, a.holder,
        case when a.code = 'P2101' then cast(substring(a.holder from 10) as bigint) end
            as resident_id,
        case when a.code = 'P2102' then cast(substring(a.holder from 11) as bigint) end
            as household_id,
        case when a.code = 'P2103' then cast(substring(a.holder from 6) as bigint) end
            as volunteer_team_id,
        coalesce((
            select sum(u.points) from points_lot_use u
            join journal_entry o on o.estate_id = u.estate_id and o.seq = u.seq
            where u.estate_id = l.estate_id and u.lot_id = l.lot_id and o.reverses_seq = e.seq
        ), 0)::bigint + coalesce((
            select sum(case when d.state = 'restored' then d.points - d.points_restored
                else d.points_asked end)
            from points_deduction d
            where d.estate_id = e.estate_id and d.granted_seq = e.seq
                and d.state in ('posted', 'appealed', 'upheld', 'restored')
        ), 0)::bigint as points_back
    from journal_entry e
    join points_lot l on l.estate_id = e.estate_id and l.granted_seq = e.seq
    join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    where e.estate_id = :estate_id and e.reverses_seq is null and exists (
        select from entry_line x
        join account i on i.estate_id = x.estate_id and i.account_id = x.account_id
        where x.estate_id = e.estate_id and x.seq = e.seq and x.side = 1
            and (i.type = 'issued' or i.code = 'P2301'))
        and (e.seq = cast(:seq as bigint)
            or (e.series = '积' and e.fiscal_month = cast(:month as int)
                and e.number = cast(:number as int)))
""")

_COLUMNS = """
    d.estate_id, d.points_deduction_id, d.granted_seq, d.resident_id, d.household_id,
    d.volunteer_team_id,
    d.points_asked, d.reason, d.document_id, d.state, d.proposed_by, d.proposed_at, d.decided_by,
    d.decided_at, d.decision_reason, d.points, d.deducted_on, d.seq, d.appeal_until,
    d.appealed_by, d.appealed_at, d.appeal_reason, d.answered_by, d.answered_at, d.answer,
    d.restored_seq, d.payable_fen, d.money_seq, d.points_restored, d.restored_money_seq,
    e.series, e.fiscal_month, e.number, e.narration as granted_for, r.name,
    coalesce((select w.building_no || '栋' || w.entrance_no || '单元' || w.room_no
        from household h
        join dwelling w on w.estate_id = h.estate_id and w.dwelling_id = h.dwelling_id
        where h.estate_id = d.estate_id and h.household_id = d.household_id),
        (select t.name from volunteer_team t where t.estate_id = d.estate_id
            and t.volunteer_team_id = d.volunteer_team_id)) as label,
    p.display_name as proposed_by_name, c.display_name as decided_by_name,
    n.display_name as answered_by_name,
    case when d.appeal_act_id is not null then o.display_name end as assisted_by
"""
_SOURCES = """
    from points_deduction d
    join journal_entry e on e.estate_id = d.estate_id and e.seq = d.granted_seq
    left join resident r on r.estate_id = d.estate_id and r.resident_id = d.resident_id
    join app_user p on p.user_id = d.proposed_by
    left join app_user c on c.user_id = d.decided_by
    left join app_user n on n.user_id = d.answered_by
    left join app_user o on o.user_id = d.appealed_by
"""

_DEDUCTIONS = text(f"""
    select {_COLUMNS} {_SOURCES}
    where d.estate_id = :estate_id
        and d.points_deduction_id < coalesce(cast(:before as bigint), 9223372036854775807)
        and (cast(:state as text) is null or d.state = :state)
    order by d.points_deduction_id desc
    limit :limit
""")

_DEDUCTION = text(f"""
    select {_COLUMNS} {_SOURCES}
    where d.estate_id = :estate_id and d.points_deduction_id = :points_deduction_id
""")

# One's own, those of the household that one is head of, and those of the team that one leads; what
# was never approved is nobody's.
_OWN = text(f"""
    select {_COLUMNS} {_SOURCES}
    where d.estate_id = :estate_id and d.points is not null
        and (d.resident_id = :resident_id or exists (
            select from household_member m
            where m.estate_id = d.estate_id and m.household_id = d.household_id
                and m.resident_id = :resident_id and m.relation = 'head'
                and m.moved_out_on is null) or exists (
            select from volunteer_team_member m
            where m.estate_id = d.estate_id and m.volunteer_team_id = d.volunteer_team_id
                and m.resident_id = :resident_id and m.role = 'leader' and m.left_at is null))
    order by d.points_deduction_id desc
    limit :limit
""")  # noqa: S608

_LOCK = text("""
    select 1 from points_deduction
    where estate_id = :estate_id and points_deduction_id = :points_deduction_id
    for no key update
""")

_FUNDED = text("""
    select points, money_seq from merchant_purchase
    where estate_id = :estate_id and points_seq = cast(:seq as bigint)
""")

_TO_RESTORE = text("select points_to_restore(:estate_id, :points_deduction_id)")

_REVERSAL_OF = text("""
    select seq from journal_entry
    where estate_id = :estate_id and reverses_seq = cast(:seq as bigint)
""")

_IS_OWN = text("""
    select acts_for_holder(:estate_id, :resident_id, :household_id,
        cast(:volunteer_team_id as bigint), :actor)
""")

_IS_GONE = text("""
    select is_gone(:estate_id, :resident_id, :household_id, cast(:volunteer_team_id as bigint))
""")

_TEAM_APPEALS = text("""
    select exists (select from points_deduction d where d.estate_id = :estate_id
        and d.volunteer_team_id = :team_id and d.state = 'appealed')
""")

_HEAD = text("""
    select m.resident_id from household_member m
    where m.estate_id = :estate_id and m.household_id = :household_id and m.relation = 'head'
        and m.moved_out_on is null
    union all
    select m.resident_id from volunteer_team_member m
    where m.estate_id = :estate_id and m.volunteer_team_id = :volunteer_team_id
        and m.role = 'leader' and m.left_at is null
""")


# What is held is covered by points that can be spent, never by these.
_NOTICE_BESIDE = text("""
    select coalesce(sum(l.points_left), 0)::bigint
    from account a
    join points_lot l on l.estate_id = a.estate_id and l.account_id = a.account_id
    where a.estate_id = :estate_id and a.code = :code and a.holder = :holder
        and l.points_left > 0 and l.spendable_from > :today
        and l.granted_seq <> all(cast(:seqs as bigint[]))
""")


@dataclass(frozen=True, slots=True)
class Deduction:
    """One deduction; `points` is what was taken, None before the approval."""

    estate_id: int
    points_deduction_id: int
    granted_seq: int
    granted_entry_no: str
    granted_for: str
    resident_id: int | None
    household_id: int | None
    volunteer_team_id: int | None
    name: str
    points_asked: int
    reason: str
    document_id: int | None
    state: str
    proposed_by: int
    proposed_by_name: str
    proposed_at: datetime
    decided_by: int | None
    decided_by_name: str | None
    decided_at: datetime | None
    decision_reason: str | None
    points: int | None
    deducted_on: date | None
    seq: int | None
    appeal_until: date | None
    appealed_by: int | None
    appealed_at: datetime | None
    appeal_reason: str | None
    assisted_by: str | None
    """Who at the desk wrote the appeal down; None where the person did it themselves."""
    answered_by: int | None
    answered_by_name: str | None
    answered_at: datetime | None
    answer: str | None
    restored_seq: int | None
    payable_fen: int | None
    money_seq: int | None
    points_restored: int | None
    restored_money_seq: int | None


async def grant_of(
    conn: AsyncConnection, *, estate_id: int, seq: int | None = None, no: tuple[int, int] = (0, 0)
) -> Grant:
    """Return the grant that an entry gave, by its place or by (fiscal month, number).

    Raises `EntryIsNoGrant` for any other entry, and for one that is not there.
    """
    wanted = {"estate_id": estate_id, "seq": seq, "month": no[0], "number": no[1]}
    row = (await conn.execute(_GRANT, wanted)).one_or_none()
    if row is None:
        raise EntryIsNoGrant("这张凭证没有给住户、家庭或服务队发放积分，请核对积分凭证的编号。")
    return Grant(
        seq=row.seq,
        entry_no=entry_no(row.series, Month.from_number(row.fiscal_month), row.number),
        text=row.narration,
        on=row.effective_on,
        holder=row.holder,
        resident_id=row.resident_id,
        household_id=row.household_id,
        volunteer_team_id=row.volunteer_team_id,
        lot_id=row.lot_id,
        points_granted=row.points_granted,
        points_left=row.points_left,
        points_back=row.points_back,
    )


async def funding_of(conn: AsyncConnection, *, estate_id: int, seq: int) -> Funding | None:
    """Return the money that a merchant paid for a grant, None where the estate gave it itself."""
    row = (await conn.execute(_FUNDED, {"estate_id": estate_id, "seq": seq})).one_or_none()
    if row is None:
        return None
    found = await posted_entry(conn, estate_id, row.money_seq)
    if found is None:
        raise ObjectIsNotHere("这张凭证", seq=row.money_seq)
    return Funding(*found, points=row.points)


async def reversal_of(conn: AsyncConnection, *, estate_id: int, seq: int) -> int:
    """Return the place of the one entry that takes this one back."""
    found: int = (
        await conn.execute(_REVERSAL_OF, {"estate_id": estate_id, "seq": seq})
    ).scalar_one()
    return found


async def points_to_restore(
    conn: AsyncConnection, *, estate_id: int, points_deduction_id: int
) -> int:
    """Return how many of its points a granted appeal gives back; see `rules`."""
    wanted = {"estate_id": estate_id, "points_deduction_id": points_deduction_id}
    points: int = (await conn.execute(_TO_RESTORE, wanted)).scalar_one()
    return points


async def notice_beside(
    conn: AsyncConnection, *, estate_id: int, holder: str, seqs: Sequence[int], today: date
) -> int:
    """Return what stands in a notice in a wallet and came by other entries than these.

    Whoever takes back what these entries gave leaves so much in the wallet beside what is held.
    """
    wanted = {
        "estate_id": estate_id,
        "code": wallet_of(holder),
        "holder": holder,
        "seqs": list(seqs),
        "today": today,
    }
    points: int = (await conn.execute(_NOTICE_BESIDE, wanted)).scalar_one()
    return points


async def deductions(
    conn: AsyncConnection, *, estate_id: int, state: str | None, before: int | None, limit: int
) -> list[Deduction]:
    """Return deductions, the newest first; names masked."""
    wanted = {"estate_id": estate_id, "state": state, "before": before, "limit": limit}
    return [_deduction(row) for row in await conn.execute(_DEDUCTIONS, wanted)]


async def deduction(
    conn: AsyncConnection, *, estate_id: int, points_deduction_id: int
) -> Deduction:
    """Return one deduction; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "points_deduction_id": points_deduction_id}
    row = (await conn.execute(_DEDUCTION, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这一条更正")
    return _deduction(row)


async def lock_deduction(
    conn: AsyncConnection, *, estate_id: int, points_deduction_id: int
) -> Deduction:
    """Lock one deduction and return it as it stands; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "points_deduction_id": points_deduction_id}
    await conn.execute(_LOCK, wanted)
    return await deduction(conn, **wanted)


async def own_deductions(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, limit: int
) -> list[Deduction]:
    """Return what was taken back from a resident, their household as its head, a team they lead."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id, "limit": limit}
    return [_deduction(row) for row in await conn.execute(_OWN, wanted)]


async def is_own(conn: AsyncConnection, found: Deduction, *, actor_user_id: int) -> bool:
    """Tell whether somebody acts for the one whose points these are."""
    wanted = {
        "estate_id": found.estate_id,
        "resident_id": found.resident_id,
        "household_id": found.household_id,
        "volunteer_team_id": found.volunteer_team_id,
        "actor": actor_user_id,
    }
    return bool(await conn.scalar(_IS_OWN, wanted))


async def is_gone(conn: AsyncConnection, found: Deduction) -> bool:
    """Tell whether nobody is left who could use the points."""
    wanted = {
        "estate_id": found.estate_id,
        "resident_id": found.resident_id,
        "household_id": found.household_id,
        "volunteer_team_id": found.volunteer_team_id,
    }
    return bool(await conn.scalar(_IS_GONE, wanted))


async def team_appeals(conn: AsyncConnection, estate_id: int, team_id: int) -> bool:
    """Tell whether an appeal of a team waits for its answer."""
    wanted = {"estate_id": estate_id, "team_id": team_id}
    return bool(await conn.scalar(_TEAM_APPEALS, wanted))


async def reader_of(conn: AsyncConnection, found: Deduction) -> int | None:
    """Return who is told of a deduction: the resident, the household's head, the team's leader."""
    if found.resident_id is not None:
        return found.resident_id
    wanted = {
        "estate_id": found.estate_id,
        "household_id": found.household_id,
        "volunteer_team_id": found.volunteer_team_id,
    }
    head: int | None = (await conn.execute(_HEAD, wanted)).scalar_one_or_none()
    return head


def _deduction(row: Row[Any]) -> Deduction:
    said = dict(row._mapping)
    month, number = Month.from_number(said.pop("fiscal_month")), said.pop("number")
    printed = entry_no(said.pop("series"), month, number)
    name, label = said.pop("name"), said.pop("label")
    return Deduction(
        granted_entry_no=printed, name=mask_person(name) if label is None else label, **said
    )
