"""The patterns of a period, counted by the database; reads only, nothing of it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA
from ledger.oversight.patterns import rules
from ledger.oversight.patterns.rules import DEFAULTS, Thresholds
from ledger.oversight.rules import ExceptionFound, Record

# What somebody wrote down by hand: whole presences, and what a record lacked. A presence that was
# written down is in its record again, which says so of the same person.
_ENTERED = """
    entered as (
        select e.entered_by as user_id, e.entered_at as at, e.activity_id, a.name as activity,
            a.held_on as served_on, (extract(epoch from e.left_at - e.came_at) / 60)::int as minutes
        from attendance_entry e
        join activity a on a.estate_id = e.estate_id and a.activity_id = e.activity_id
        where e.estate_id = :estate_id and e.entered_at >= :since
        union all
        select s.completed_by, s.completed_at, s.activity_id, a.name, s.served_on,
            coalesce(s.service_minutes, 0)
        from service_record s
        join activity a on a.estate_id = s.estate_id and a.activity_id = s.activity_id
        where s.estate_id = :estate_id and s.completed_at >= :since
            and not exists (select from attendance_entry e
                where e.estate_id = s.estate_id and e.activity_id = s.activity_id
                    and e.resident_id = s.resident_id)
    )
"""

_MANY_HOURS = text(f"""
    with {_ENTERED},
    within as (
        select user_id, at, sum(minutes) over w as minutes, count(*) over w as people,
            array_agg(activity_id) over w as activity_ids, array_agg(activity) over w as activities
        from entered
        window w as (partition by user_id order by at
            range between cast(:within as interval) preceding and current row)
    )
    select distinct on (w.user_id, (w.at at time zone 'Asia/Shanghai')::date)
        w.user_id, u.display_name, (w.at at time zone 'Asia/Shanghai')::date as on,
        w.minutes::bigint, w.people, w.activity_ids, w.activities
    from within w join app_user u using (user_id)
    where w.minutes >= :minutes
    order by w.user_id, (w.at at time zone 'Asia/Shanghai')::date, w.minutes desc
""")  # noqa: S608

_BACK_DATED = text(f"""
    with {_ENTERED}
    select e.user_id, u.display_name, count(*) as rows,
        max((e.at at time zone 'Asia/Shanghai')::date) as on,
        array_agg(e.activity_id order by e.at desc) as activity_ids,
        array_agg(e.activity order by e.at desc) as activities
    from entered e join app_user u using (user_id)
    where (e.at at time zone 'Asia/Shanghai')::date - e.served_on > :days
    group by e.user_id, u.display_name
    having count(*) >= :rows
    order by e.user_id
""")  # noqa: S608

# When people served, after corrections; of what was taken back whole nothing is left.
_SERVED = """
    served as (
        select s.estate_id, s.service_record_id, s.activity_id, a.name as activity, s.resident_id,
            s.served_on, coalesce(k.checked_in, s.checked_in) as checked_in,
            coalesce(k.checked_out, s.checked_out) as checked_out
        from service_record s
        join activity a on a.estate_id = s.estate_id and a.activity_id = s.activity_id
        left join service_correction_in_force k
            on k.estate_id = s.estate_id and k.service_record_id = s.service_record_id
        where s.estate_id = :estate_id and s.served_on >= :since_day
            and coalesce(k.to_minutes, 1) > 0
    )
"""

_OVERLAPPING = text(f"""
    with {_SERVED},
    span as (
        select s.resident_id, s.served_on, s.served_on + s.checked_in as starts,
            s.served_on + s.checked_out as ends, 'service_record' as what,
            s.service_record_id as id, s.activity as title
        from served s where s.checked_out is not null
        union all
        select h.volunteer_id, h.served_on, h.served_on + h.started,
            h.served_on + h.started + make_interval(mins => h.served_minutes), 'help_request',
            h.help_request_id, h.category
        from help_request h
        where h.estate_id = :estate_id and h.served_on >= :since_day and h.started is not null
            and h.state in ('served', 'confirmed', 'appealed')
    )
    select r.name, one.served_on as on, one.what as one_what, one.id as one_id,
        one.title as one_title, other.what as other_what, other.id as other_id,
        other.title as other_title
    from span one
    join span other on other.resident_id = one.resident_id and other.served_on = one.served_on
        and (other.what, other.id) > (one.what, one.id)
        and other.starts < one.ends and one.starts < other.ends
    join resident r on r.estate_id = :estate_id and r.resident_id = one.resident_id
    order by one.served_on, one.id, other.id
""")  # noqa: S608

_DEVICES = text("""
    select left(encode(m.device_digest, 'hex'), 12) as device,
        count(distinct m.resident_id) as people,
        max((m.marked_at at time zone 'Asia/Shanghai')::date) as on,
        array_agg(m.activity_id order by m.marked_at desc) as activity_ids,
        array_agg(a.name order by m.marked_at desc) as activities
    from attendance_mark m
    join activity a on a.estate_id = m.estate_id and a.activity_id = m.activity_id
    where m.estate_id = :estate_id and m.marked_at >= :since and m.device_digest is not null
    group by m.device_digest
    having count(distinct m.resident_id) >= :people
    order by 3, 1
""")

_CAPACITY = text("""
    select a.activity_id, a.name, a.held_on as on, p.capacity, n.people
    from activity a
    join activity_plan p on p.estate_id = a.estate_id and p.activity_id = a.activity_id
    cross join lateral (
        select count(*) as people from (
            select m.resident_id from attendance_mark m
            where m.estate_id = a.estate_id and m.activity_id = a.activity_id
            union
            select e.resident_id from attendance_entry e
            where e.estate_id = a.estate_id and e.activity_id = a.activity_id
            union
            select s.resident_id from service_record s
            where s.estate_id = a.estate_id and s.activity_id = a.activity_id) there
    ) n
    where a.estate_id = :estate_id and a.held_on >= :since_day and n.people > p.capacity
    order by a.held_on, a.activity_id
""")

_NIGHT = text(f"""
    with {_SERVED}
    select s.activity_id, s.activity as name, s.served_on as on, count(*) as people,
        array_agg(s.service_record_id order by s.service_record_id) as ids
    from served s
    where s.checked_in < :until or s.checked_in >= :from or s.checked_out > :from
    group by s.activity_id, s.activity, s.served_on
    order by s.served_on, s.activity_id
""")  # noqa: S608

# A gift of points is an entry for each kind of lot that it takes from; its key has one beginning.
_TO_AND_FRO = text("""
    with traded as (
        select giver.holder as giver, taker.holder as taker, e.effective_on as on, e.seq,
            null::bigint as help_request_id,
            case when e.kind = 'points_gift' then regexp_replace(e.idempotency_key, ':[0-9]+$', '')
                else e.idempotency_key end as act
        from journal_entry e
        join entry_line d on d.estate_id = e.estate_id and d.seq = e.seq and d.side = 1
        join account giver on giver.estate_id = d.estate_id and giver.account_id = d.account_id
        join entry_line c on c.estate_id = e.estate_id and c.seq = e.seq and c.side = -1
        join account taker on taker.estate_id = c.estate_id and taker.account_id = c.account_id
        where e.estate_id = :estate_id and e.effective_on >= :since_day
            and e.kind in ('points_gift', 'time_bank_gift') and e.reverses_seq is null
            and giver.holder like 'resident:%' and taker.holder like 'resident:%'
        union all
        select 'resident:' || h.volunteer_id, 'resident:' || h.resident_id, h.served_on, null,
            h.help_request_id, 'help:' || h.help_request_id
        from help_request h
        where h.estate_id = :estate_id and h.served_on >= :since_day and h.state = 'confirmed'
    )
    select one.resident_id as one_id, one.name as one_name, other.resident_id as other_id,
        other.name as other_name, pair.there, pair.back, pair.on, pair.seqs, pair.helps
    from (
        select least(giver, taker) as one, greatest(giver, taker) as other, max(t.on) as on,
            count(distinct act) filter (where giver < taker) as there,
            count(distinct act) filter (where giver > taker) as back,
            array_agg(seq order by seq desc) filter (where seq is not null) as seqs,
            array_agg(help_request_id order by help_request_id desc)
                filter (where help_request_id is not null) as helps
        from traded t
        group by 1, 2
    ) pair
    join resident one on one.estate_id = :estate_id
        and one.resident_id = split_part(pair.one, ':', 2)::bigint
    join resident other on other.estate_id = :estate_id
        and other.resident_id = split_part(pair.other, ':', 2)::bigint
    where pair.there >= :times and pair.back >= :times
    order by pair.on, 1, 3
""")

_SAME_PAIR = text("""
    with said as (
        select service_record_id, user_id, confirmed_at from service_confirmation
        where estate_id = :estate_id and confirmed_at >= :since
    ),
    totals as (select user_id, count(*) as records from said group by user_id),
    pairs as (
        select one.user_id as one_id, other.user_id as other_id, count(*) as together,
            max((other.confirmed_at at time zone 'Asia/Shanghai')::date) as on,
            array_agg(one.service_record_id order by one.service_record_id desc) as ids
        from said one
        join said other using (service_record_id)
        where one.user_id < other.user_id
        group by 1, 2
    )
    select p.one_id, one.display_name as one_name, p.other_id, other.display_name as other_name,
        p.together, p.on, p.ids[1:20] as ids, array(select a.name from unnest(p.ids[1:20])
            with ordinality as x (id, place)
            join service_record s on s.estate_id = :estate_id and s.service_record_id = x.id
            join activity a on a.estate_id = s.estate_id and a.activity_id = s.activity_id
            order by x.place) as activities
    from pairs p
    join app_user one on one.user_id = p.one_id
    join app_user other on other.user_id = p.other_id
    join totals t on t.user_id = p.one_id
    join totals u on u.user_id = p.other_id
    where p.together >= :together
        and p.together * 100 >= :percent * greatest(t.records, u.records)
    order by p.one_id, p.other_id
""")


def _activities(ids: Sequence[int], names: Sequence[str]) -> list[Record]:
    return [rules.activity_record(*each) for each in zip(ids, names, strict=True)]


def _record_of(what: str, number: int, title: str) -> Record:
    if what == "help_request":
        return rules.help_record(number)
    return rules.service_record(number, title)


async def patterns(
    conn: AsyncConnection, estate_id: int, *, now: datetime, thresholds: Thresholds = DEFAULTS
) -> list[ExceptionFound]:
    """Return every pattern of the last `thresholds.period_days` days, by kind and then by date."""
    since_day: date = now.astimezone(CHINA).date() - timedelta(days=thresholds.period_days)
    looked = _Looked(conn, estate_id, since_day, thresholds)
    return [
        *await looked.many_hours(),
        *await looked.overlapping(),
        *await looked.devices(),
        *await looked.capacity(),
        *await looked.night(),
        *await looked.to_and_fro(),
        *await looked.back_dated(),
        *await looked.same_pair(),
    ]


class _Looked:
    """One estate and one period, looked at for each pattern in turn."""

    def __init__(
        self, conn: AsyncConnection, estate_id: int, since_day: date, thresholds: Thresholds
    ) -> None:
        self._conn = conn
        self._thresholds = thresholds
        self._estate_id = estate_id
        self._since_day = since_day

    async def _rows(self, query: TextClause, **asked: object) -> Sequence[Any]:
        period = {
            "estate_id": self._estate_id,
            "since_day": self._since_day,
            "since": datetime.combine(self._since_day, time(), CHINA),
        }
        return (await self._conn.execute(query, period | asked)).all()

    async def many_hours(self) -> list[ExceptionFound]:
        limits = self._thresholds
        rows = await self._rows(
            _MANY_HOURS,
            within=limits.entered_within,
            minutes=limits.entered_minutes,
        )
        return [
            rules.many_hours_at_once(
                user_id=row.user_id,
                name=row.display_name,
                on=row.on,
                minutes=row.minutes,
                people=row.people,
                records=_activities(row.activity_ids, row.activities),
                thresholds=limits,
            )
            for row in rows
        ]

    async def overlapping(self) -> list[ExceptionFound]:
        return [
            rules.overlapping_service(
                resident_name=row.name,
                on=row.on,
                first=_record_of(row.one_what, row.one_id, row.one_title),
                second=_record_of(row.other_what, row.other_id, row.other_title),
                key=f"{row.one_what}:{row.one_id}:{row.other_what}:{row.other_id}",
            )
            for row in await self._rows(_OVERLAPPING)
        ]

    async def devices(self) -> list[ExceptionFound]:
        rows = await self._rows(_DEVICES, people=self._thresholds.people_of_a_device)
        return [
            rules.one_device_for_many(
                device=row.device,
                people=row.people,
                on=row.on,
                records=_activities(row.activity_ids, row.activities),
            )
            for row in rows
        ]

    async def capacity(self) -> list[ExceptionFound]:
        return [rules.more_than_capacity(**row._mapping) for row in await self._rows(_CAPACITY)]

    async def night(self) -> list[ExceptionFound]:
        limits = self._thresholds
        rows = await self._rows(_NIGHT, **{"from": limits.night_from, "until": limits.night_until})
        return [
            rules.night_hours(
                activity_id=row.activity_id,
                name=row.name,
                on=row.on,
                people=row.people,
                records=[rules.service_record(each, row.name) for each in row.ids],
                thresholds=limits,
            )
            for row in rows
        ]

    async def to_and_fro(self) -> list[ExceptionFound]:
        rows = await self._rows(_TO_AND_FRO, times=self._thresholds.gifts_each_way)
        return [
            rules.to_and_fro(
                one_id=row.one_id,
                one_name=row.one_name,
                other_id=row.other_id,
                other_name=row.other_name,
                there=row.there,
                back=row.back,
                on=row.on,
                records=[
                    *(rules.entry_record(seq) for seq in row.seqs or ()),
                    *(rules.help_record(each) for each in row.helps or ()),
                ],
            )
            for row in rows
        ]

    async def back_dated(self) -> list[ExceptionFound]:
        limits = self._thresholds
        rows = await self._rows(
            _BACK_DATED, days=limits.back_dated_days, rows=limits.back_dated_rows
        )
        return [
            rules.back_dated_by_one(
                user_id=row.user_id,
                name=row.display_name,
                on=row.on,
                rows=row.rows,
                records=_activities(row.activity_ids, row.activities),
                thresholds=limits,
            )
            for row in rows
        ]

    async def same_pair(self) -> list[ExceptionFound]:
        limits = self._thresholds
        rows = await self._rows(
            _SAME_PAIR,
            together=limits.confirmed_together,
            percent=limits.confirmed_share_percent,
        )
        return [
            rules.same_pair_confirms(
                one_id=row.one_id,
                one_name=row.one_name,
                other_id=row.other_id,
                other_name=row.other_name,
                together=row.together,
                share_percent=limits.confirmed_share_percent,
                on=row.on,
                records=[
                    rules.service_record(*each)
                    for each in zip(row.ids, row.activities, strict=True)
                ],
            )
            for row in rows
        ]
