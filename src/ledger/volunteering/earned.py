"""Reading what people have earned so far, which is what caps count, and what caps took away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.participant_groups.queries import groups_of
from ledger.estates.rule_profile import RuleProfile
from ledger.points.caps import Tally, caps_of, counted_from
from ledger.volunteering.limits import EarningFacts, service_counted_from
from ledger.volunteering.queries import profiles_on

# Points that wait for a budget are earned: they count for the caps as if they had come. What was
# taken back as an error leaves its room free again.
_EARNED_BY_SORTING = text("""
    with taken as (
        select granted_seq, sum(points - coalesce(points_restored, 0)) as points
        from points_deduction
        where estate_id = :estate_id and points > 0
        group by granted_seq
    )
    select s.resident_id, s.occurred_on,
        sum(
            s.points + coalesce(w.points, 0) - coalesce(t.points, 0) - coalesce(l.points, 0)
        )::bigint as points
    from sorting_event s
    left join points_withheld w on w.estate_id = s.estate_id and w.event_no = s.event_no
    left join taken t on t.granted_seq = s.points_seq
    left join taken l on l.granted_seq = w.granted_seq
    where s.estate_id = :estate_id and s.occurred_on >= :first_day
        and (s.points > 0 or w.points > 0)
    group by s.resident_id, s.occurred_on
""")

_EARNED_BY_SERVICE = text("""
    with taken as (
        select g.service_record_id, sum(d.points - coalesce(d.points_restored, 0)) as points
        from points_deduction d
        cross join lateral (
            select r.service_record_id from service_record r
            where r.estate_id = d.estate_id and r.points_seq = d.granted_seq
            union all
            select w.service_record_id from points_withheld w
            where w.estate_id = d.estate_id and w.granted_seq = d.granted_seq
            union all
            select c.service_record_id from service_correction_entry e
            join service_correction c using (estate_id, service_correction_id)
            where e.estate_id = d.estate_id and e.seq = d.granted_seq and e.amount > 0
        ) g
        where d.estate_id = :estate_id and d.resident_id = any(cast(:resident_ids as bigint[]))
            and d.points > 0
        group by g.service_record_id
    )
    select s.resident_id, s.served_on, a.service_type, sum(n.points)::bigint as points,
        count(*) as times
    from service_record s
    join activity a on a.estate_id = s.estate_id and a.activity_id = s.activity_id
    left join (
        select estate_id, service_record_id, sum(points) as points from service_correction
        where estate_id = :estate_id and state = 'posted'
        group by estate_id, service_record_id
    ) c on c.estate_id = s.estate_id and c.service_record_id = s.service_record_id
    left join points_withheld w
        on w.estate_id = s.estate_id and w.service_record_id = s.service_record_id
    left join taken t on t.service_record_id = s.service_record_id
    cross join lateral (
        select s.points + coalesce(w.points, 0) + coalesce(c.points, 0) - coalesce(t.points, 0)
            as points
    ) n
    where s.estate_id = :estate_id and s.resident_id = any(cast(:resident_ids as bigint[]))
        and s.served_on >= :first_day and s.state = 'verified' and n.points > 0
        and s.service_record_id <> :but
    group by s.resident_id, s.served_on, a.service_type
""")

_SERVICE_TYPES = text("""
    select activity_id, service_type from activity
    where estate_id = :estate_id and activity_id = any(cast(:activity_ids as bigint[]))
""")

_ACTIVITY_IDS = text("""
    select held_on, name, service_type, activity_id from activity
    where estate_id = :estate_id and held_on = any(cast(:days as date[]))
""")

_POINTS_CUT = text("""
    select * from (
        select s.served_on as day, a.name || '（' || a.service_type || '）' as what,
            s.points + coalesce(w.points, 0) as points, s.points_cut, s.cut_reason,
            'service:' || s.service_record_id as fact
        from service_record s
        join activity a on a.estate_id = s.estate_id and a.activity_id = s.activity_id
        left join points_withheld w
            on w.estate_id = s.estate_id and w.service_record_id = s.service_record_id
        where s.estate_id = :estate_id and s.resident_id = :resident_id and s.points_cut > 0
        union all
        select s.occurred_on, '垃圾分类（' || s.category || '）',
            s.points + coalesce(w.points, 0), s.points_cut, s.cut_reason, 'sorting:' || s.event_no
        from sorting_event s
        left join points_withheld w on w.estate_id = s.estate_id and w.event_no = s.event_no
        where s.estate_id = :estate_id and s.resident_id = :resident_id and s.points_cut > 0
    ) cut
    where cast(:before_day as date) is null or (day, fact) < (:before_day, :before_fact)
    order by day desc, fact desc
    limit :limit
""")


@dataclass(frozen=True, slots=True)
class CutRow:
    """A fact that brought fewer points than it was worth; `fact` tells it from others."""

    day: date
    what: str
    points: int
    points_cut: int
    cut_reason: str
    fact: str


async def earned_by_sorting(
    conn: AsyncConnection, *, estate_id: int, profiles: Mapping[date, RuleProfile]
) -> dict[int, Tally]:
    """Return what residents have by sorting in the spans that the caps of these days count."""
    if not profiles:
        return {}
    spans = {span for each in profiles.values() for span, _ in caps_of(each.sorting.all_caps)}
    tallies: dict[int, Tally] = {}
    for row in await conn.execute(
        _EARNED_BY_SORTING,
        {"estate_id": estate_id, "first_day": counted_from(spans, profiles)},
    ):
        tallies.setdefault(row.resident_id, Tally()).add(row.occurred_on, row.points)
    return tallies


async def earning_facts(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_ids: Collection[int],
    days: Collection[date],
    but_record_id: int = 0,
) -> EarningFacts:
    """Return what services of these people and days are held against; lock the wallets first.

    `but_record_id` is the record that is being corrected: it does not limit itself.
    """
    profiles = await profiles_on(conn, estate_id=estate_id, days=days)
    people = sorted(resident_ids)
    tallies: dict[int, Tally] = {}
    first_day = service_counted_from(profiles.values(), profiles)
    if first_day is not None:
        wanted = {
            "estate_id": estate_id,
            "resident_ids": people,
            "first_day": first_day,
            "but": but_record_id,
        }
        for row in await conn.execute(_EARNED_BY_SERVICE, wanted):
            tallies.setdefault(row.resident_id, Tally()).add(
                row.served_on, row.points, service_type=row.service_type, times=row.times
            )
    has_groups = any(profile.service.group_percent for profile in profiles.values())
    groups = await groups_of(conn, estate_id, people) if has_groups else {}
    return EarningFacts(profiles, tallies, groups)


async def service_types(
    conn: AsyncConnection, *, estate_id: int, activity_ids: Collection[int]
) -> dict[int, str]:
    """Return the service type of each of these activities."""
    wanted = {"estate_id": estate_id, "activity_ids": sorted(activity_ids)}
    rows = await conn.execute(_SERVICE_TYPES, wanted)
    return {row.activity_id: row.service_type for row in rows}


async def activity_ids_on(
    conn: AsyncConnection, *, estate_id: int, days: Collection[date]
) -> dict[tuple[date, str, str], int]:
    """Return the activities of these days by day, name and service type."""
    rows = await conn.execute(_ACTIVITY_IDS, {"estate_id": estate_id, "days": sorted(days)})
    return {(row.held_on, row.name, row.service_type): row.activity_id for row in rows}


async def points_cut(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    before: tuple[date, str] | None,
    limit: int,
) -> list[CutRow]:
    """Return a resident's services and sorting events that a cap cut, newest day first."""
    day, fact = before or (None, "")
    rows = await conn.execute(
        _POINTS_CUT,
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "before_day": day,
            "before_fact": fact,
            "limit": limit,
        },
    )
    return [CutRow(**row._mapping) for row in rows]
