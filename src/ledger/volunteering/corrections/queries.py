"""Reading corrections, how records stand after them, and what can be taken back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.volunteering.corrections.rules import Portion, Standing

_STANDINGS = text("""
    select s.service_record_id, coalesce(k.to_minutes, s.service_minutes) as service_minutes,
        (s.points + coalesce(w.points, 0) + coalesce(sum.points, 0)
            - coalesce(taken.points_kept, 0))::bigint as points,
        coalesce(w.granted_seq is null and w.points > 0, false) as points_wait,
        coalesce(taken.points, 0)::bigint as points_deducted,
        case when k.to_minutes is null then s.checked_in else k.checked_in end as checked_in,
        case when k.to_minutes is null then s.checked_out else k.checked_out end as checked_out,
        coalesce(sum.corrections, 0)::int as corrections
    from service_record s
    left join service_correction_in_force k
        on k.estate_id = s.estate_id and k.service_record_id = s.service_record_id
    left join lateral (
        select sum(c.points) as points, count(*) as corrections from service_correction c
        where c.estate_id = s.estate_id and c.service_record_id = s.service_record_id
            and c.state = 'posted'
    ) sum on true
    left join points_withheld w
        on w.estate_id = s.estate_id and w.service_record_id = s.service_record_id
    left join lateral (
        select sum(d.points_asked) filter (where d.state <> 'restored') as points,
            -- What a granted appeal did not give back was not due after a correction.
            sum(d.points - d.points_restored) filter (where d.state = 'restored') as points_kept
        from points_deduction d
        where d.estate_id = s.estate_id and d.state in ('posted', 'appealed', 'upheld', 'restored')
            and (d.granted_seq in (s.points_seq, w.granted_seq) or d.granted_seq in (
                select e.seq from service_correction c
                join service_correction_entry e using (estate_id, service_correction_id)
                where c.estate_id = s.estate_id and c.service_record_id = s.service_record_id
                    and e.currency = 'PTS' and e.amount > 0))
    ) taken on true
    where s.estate_id = :estate_id and s.service_record_id = any(cast(:ids as bigint[]))
        and s.state = 'verified'
""")

_COLUMNS = """
    c.service_correction_id, c.service_record_id, c.correction_no, c.from_minutes, c.to_minutes,
    c.checked_in, c.checked_out, c.reason, c.document_id, c.service_appeal_id, c.state,
    c.prepared_by, p.display_name as prepared_by_name, c.prepared_at,
    d.display_name as decided_by_name, c.decided_at, c.decision_reason, c.points, c.points_left,
    s.resident_id, r.name as volunteer, a.name as activity, s.served_on,
    array(select e.seq from service_correction_entry e
        where e.estate_id = c.estate_id
            and e.service_correction_id = c.service_correction_id
        order by e.seq) as seqs
"""
_FROM = """
    from service_correction c
    join service_record s using (estate_id, service_record_id)
    join activity a using (estate_id, activity_id)
    join resident r on r.estate_id = s.estate_id and r.resident_id = s.resident_id
    join app_user p on p.user_id = c.prepared_by
    left join app_user d on d.user_id = c.decided_by
    where c.estate_id = :estate_id
"""
_ONE = text(f"select {_COLUMNS} {_FROM} and c.service_correction_id = :id")
_CHAIN = text(
    f"select {_COLUMNS} {_FROM} and c.service_record_id = :id order by c.service_correction_id"
)
_LIST = text(
    f"""select {_COLUMNS} {_FROM} and (cast(:state as text) is null or c.state = :state)
        and c.service_correction_id < :before
    order by c.service_correction_id desc limit :limit"""
)
_LOCK = text("""
    select 1 from service_correction
    where estate_id = :estate_id and service_correction_id = :id for no key update
""")

# What is still left of the minutes that an entry of the record booked.
_MINUTES_BOOKED = text("""
    select own.seq, -sum(l.side * l.amount)::int as amount
    from (
        select s.minutes_seq as seq from service_record s
        where s.estate_id = :estate_id and s.service_record_id = :id
        union all
        select e.seq from service_correction c
        join service_correction_entry e using (estate_id, service_correction_id)
        where c.estate_id = :estate_id and c.service_record_id = :id and e.currency = 'MIN'
            and e.amount > 0
    ) own
    cross join lateral (
        select own.seq
        union all
        select r.seq from journal_entry r
        where r.estate_id = :estate_id and r.reverses_seq = own.seq
    ) j
    join entry_line l on l.estate_id = :estate_id and l.seq = j.seq
    join account a on a.estate_id = :estate_id and a.account_id = l.account_id
        and a.code = 'M2101'
    group by own.seq having -sum(l.side * l.amount) > 0
""")

_LOTS = text("""
    select t.granted_seq as seq, t.points_left::int as amount
    from points_lot t
    where t.estate_id = :estate_id and t.points_left > 0 and t.granted_seq in (
        select s.points_seq from service_record s
        where s.estate_id = :estate_id and s.service_record_id = :id
        union all
        select w.granted_seq from points_withheld w
        where w.estate_id = :estate_id and w.service_record_id = :id
        union all
        select e.seq from service_correction c
        join service_correction_entry e using (estate_id, service_correction_id)
        where c.estate_id = :estate_id and c.service_record_id = :id and e.currency = 'PTS'
            and e.amount > 0)
""")

# Deposits of the record's minutes, less what was taken back of them; only those to oneself.
_DEPOSITS = text("""
    select d.seq, (d.minutes + coalesce(r.minutes, 0))::int as amount, d.to_pool
    from time_bank_deposit d
    left join lateral (
        select sum(l.amount) as minutes from journal_entry j
        join entry_line l on l.estate_id = j.estate_id and l.seq = j.seq and l.line_no = 1
        where j.estate_id = d.estate_id and j.reverses_seq = d.seq
    ) r on true
    where d.estate_id = :estate_id and d.service_record_id = :id
""")

_OVERLAPS = text("""
    select exists (
        select from service_record s
        left join service_correction_in_force k
            on k.estate_id = s.estate_id and k.service_record_id = s.service_record_id
        where s.estate_id = :estate_id and s.resident_id = :resident_id
            and s.served_on = :served_on and s.state = 'verified'
            and s.service_record_id <> :except_id and coalesce(k.to_minutes, 1) > 0
            and coalesce(k.checked_in, s.checked_in) < :checked_out
            and :checked_in < coalesce(k.checked_out, s.checked_out))
""")

_DOCUMENTS = text("""
    select distinct d.sha256
    from source_document d
    where d.estate_id = :estate_id and d.document_id in (
        select i.document_id from service_record s
        join import_batch i using (estate_id, import_id)
        where s.estate_id = :estate_id and s.service_record_id = :id
        union all
        select f.document_id from service_record s
        join activity_finish f using (estate_id, activity_id)
        where s.estate_id = :estate_id and s.service_record_id = :id and s.import_id is null
        union all
        select t.document_id from service_record s
        join attendance_document t using (estate_id, activity_id, resident_id)
        where s.estate_id = :estate_id and s.service_record_id = :id and s.import_id is null
        union all
        select n.document_id from service_addition n
        where n.estate_id = :estate_id and n.service_record_id = :id)
    order by d.sha256
""")


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction with the record and the people behind it; `seqs` are its entries."""

    service_correction_id: int
    service_record_id: int
    correction_no: int
    from_minutes: int
    to_minutes: int
    checked_in: time | None
    checked_out: time | None
    reason: str
    document_id: int | None
    service_appeal_id: int | None
    state: str
    prepared_by: int
    prepared_by_name: str
    prepared_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    decision_reason: str | None
    points: int | None
    points_left: int | None
    resident_id: int
    volunteer: str
    activity: str
    served_on: date
    seqs: list[int]


@dataclass(frozen=True, slots=True)
class Deposited:
    """Minutes of a record in the time bank: what of each deposit can come back, and all of them."""

    own: tuple[Portion, ...]
    minutes: int


async def standings(
    conn: AsyncConnection, *, estate_id: int, service_record_ids: Collection[int]
) -> dict[int, Standing]:
    """Return how booked records stand, by id; those that wait are left out."""
    wanted = {"estate_id": estate_id, "ids": list(service_record_ids)}
    return {
        row.service_record_id: Standing(
            row.service_minutes,
            row.points,
            row.checked_in,
            row.checked_out,
            row.corrections,
            points_wait=row.points_wait,
            points_deducted=row.points_deducted,
        )
        for row in await conn.execute(_STANDINGS, wanted)
    }


async def read_correction(
    conn: AsyncConnection, *, estate_id: int, service_correction_id: int
) -> Correction:
    """Return one correction; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "id": service_correction_id}
    row = (await conn.execute(_ONE, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这次更正")
    return Correction(**row._mapping)


async def lock_correction(
    conn: AsyncConnection, *, estate_id: int, service_correction_id: int
) -> Correction:
    """Lock a correction and return it as it stands then; raises `ObjectIsNotHere`."""
    ids = {"estate_id": estate_id, "service_correction_id": service_correction_id}
    await conn.execute(_LOCK, {"estate_id": estate_id, "id": service_correction_id})
    return await read_correction(conn, **ids)


async def corrections_of(
    conn: AsyncConnection, *, estate_id: int, service_record_id: int
) -> list[Correction]:
    """Return a record's corrections in order, those that were not agreed to among them."""
    wanted = {"estate_id": estate_id, "id": service_record_id}
    return [Correction(**row._mapping) for row in await conn.execute(_CHAIN, wanted)]


async def corrections(
    conn: AsyncConnection, *, estate_id: int, state: str | None, before: int | None, limit: int
) -> list[Correction]:
    """Return an estate's corrections, the newest first."""
    wanted = {"estate_id": estate_id, "state": state, "before": before or 2**62, "limit": limit}
    return [Correction(**row._mapping) for row in await conn.execute(_LIST, wanted)]


async def minutes_booked(
    conn: AsyncConnection, *, estate_id: int, service_record_id: int
) -> list[Portion]:
    """Return what is left of each entry that booked minutes of a record."""
    wanted = {"estate_id": estate_id, "id": service_record_id}
    return [Portion(row.seq, row.amount) for row in await conn.execute(_MINUTES_BOOKED, wanted)]


async def points_there(
    conn: AsyncConnection, *, estate_id: int, service_record_id: int
) -> list[Portion]:
    """Return what is left in the lots that a record and its corrections brought."""
    wanted = {"estate_id": estate_id, "id": service_record_id}
    return [Portion(row.seq, row.amount) for row in await conn.execute(_LOTS, wanted)]


async def deposited(conn: AsyncConnection, *, estate_id: int, service_record_id: int) -> Deposited:
    """Return what of a record's minutes lies in the time bank."""
    wanted = {"estate_id": estate_id, "id": service_record_id}
    rows = (await conn.execute(_DEPOSITS, wanted)).all()
    return Deposited(
        tuple(Portion(row.seq, row.amount) for row in rows if not row.to_pool),
        sum(row.amount for row in rows),
    )


async def overlaps_another(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    served_on: date,
    checked_in: time,
    checked_out: time,
    except_id: int,
) -> bool:
    """Tell whether somebody was verifiably elsewhere in this time, by another record."""
    found = await conn.scalar(
        _OVERLAPS,
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "served_on": served_on,
            "checked_in": checked_in,
            "checked_out": checked_out,
            "except_id": except_id,
        },
    )
    return bool(found)


async def documents_of_record(
    conn: AsyncConnection, *, estate_id: int, service_record_id: int
) -> tuple[bytes, ...]:
    """Return the digests of the papers behind a record.

    The sheet that it came with, what was handed in with a late list, or with what was written down
    by hand or added afterwards.
    """
    wanted = {"estate_id": estate_id, "id": service_record_id}
    return tuple((await conn.execute(_DOCUMENTS, wanted)).scalars())
