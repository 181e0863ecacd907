"""What a dry run replays: verified services and sorting events of some months, and what was before.

Read by columns, not by objects of the database's adapter: there may be a hundred thousand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.estates.participant_groups.queries import groups_of
from ledger.estates.rule_profile import RuleProfile
from ledger.points.caps import Tally, caps_of, counted_from
from ledger.points.earning import spans_that_limit_service
from ledger.volunteering.dry_run.rules import PastService, PastSorting, Replay, replay

# What services count today: corrections and points that wait for a budget are part of it.
_STANDING = """
    from service_record s
    join activity a on a.estate_id = s.estate_id and a.activity_id = s.activity_id
    left join (
        select service_record_id, sum(points) as points
        from service_correction
        where estate_id = :estate_id and state = 'posted'
        group by service_record_id
    ) c on c.service_record_id = s.service_record_id
    left join service_correction_in_force k
        on k.estate_id = s.estate_id and k.service_record_id = s.service_record_id
    left join points_withheld w
        on w.estate_id = s.estate_id and w.service_record_id = s.service_record_id
    where s.estate_id = :estate_id and s.state = 'verified'
        and s.served_on between :first_day and :last_day
"""
_POINTS = "(s.points + coalesce(w.points, 0) + coalesce(c.points, 0))::bigint"

_SERVICES = text(f"""
    select s.resident_id, a.service_type, s.served_on,
        coalesce(k.to_minutes, s.service_minutes) as service_minutes, {_POINTS} as points
    {_STANDING}
    order by s.served_on, s.service_record_id
""")

_SORTINGS = text("""
    select s.resident_id, s.category, s.weight_grams, s.occurred_on,
        s.points + coalesce(w.points, 0) as points
    from sorting_event s
    left join points_withheld w on w.estate_id = s.estate_id and w.event_no = s.event_no
    where s.estate_id = :estate_id and s.occurred_on between :first_day and :last_day
    order by s.occurred_on, s.occurred_at, s.event_no
""")

_SERVED_BEFORE = text(f"""
    select s.resident_id, s.served_on, a.service_type, sum({_POINTS})::bigint as points,
        count(*) as times
    {_STANDING} and {_POINTS} > 0
    group by s.resident_id, s.served_on, a.service_type
""")

_SORTED_BEFORE = text("""
    select s.resident_id, s.occurred_on, sum(s.points + coalesce(w.points, 0))::bigint as points
    from sorting_event s
    left join points_withheld w on w.estate_id = s.estate_id and w.event_no = s.event_no
    where s.estate_id = :estate_id and (s.points > 0 or w.points > 0)
        and s.occurred_on between :first_day and :last_day
    group by s.resident_id, s.occurred_on
""")

_NAMES = text("""
    select resident_id, name from resident
    where estate_id = :estate_id and resident_id = any(cast(:resident_ids as bigint[]))
""")


async def past_services(
    conn: AsyncConnection, *, estate_id: int, first: date, last: date
) -> list[PastService]:
    """Return the verified services of these days in their order."""
    wanted = {"estate_id": estate_id, "first_day": first, "last_day": last}
    return [PastService(*row) for row in await conn.execute(_SERVICES, wanted)]


async def past_sortings(
    conn: AsyncConnection, *, estate_id: int, first: date, last: date
) -> list[PastSorting]:
    """Return the sorting events of these days in their order."""
    wanted = {"estate_id": estate_id, "first_day": first, "last_day": last}
    return [PastSorting(*row) for row in await conn.execute(_SORTINGS, wanted)]


async def replay_months(
    conn: AsyncConnection, profile: RuleProfile, *, estate_id: int, first: Month, last: Month
) -> Replay:
    """Replay what happened in these months under the profile; what was before keeps its points."""
    days = (first.first_day, last.last_day)
    services = await past_services(conn, estate_id=estate_id, first=days[0], last=days[1])
    sortings = await past_sortings(conn, estate_id=estate_id, first=days[0], last=days[1])
    service_tallies: dict[int, Tally] = {}
    sorting_tallies: dict[int, Tally] = {}
    spans = spans_that_limit_service(profile)
    if spans:
        before = _before(estate_id, counted_from(spans, days), days[0])
        for row in await conn.execute(_SERVED_BEFORE, before):
            service_tallies.setdefault(row.resident_id, Tally()).add(
                row.served_on, row.points, service_type=row.service_type, times=row.times
            )
    of_sorting = {span for span, _ in caps_of(profile.sorting.all_caps)}
    before = _before(estate_id, counted_from(of_sorting, days), days[0])
    for row in await conn.execute(_SORTED_BEFORE, before):
        sorting_tallies.setdefault(row.resident_id, Tally()).add(row.occurred_on, row.points)
    groups = (
        await groups_of(conn, estate_id, sorted({each.resident_id for each in services}))
        if profile.service.group_percent
        else {}
    )
    # A long quarter takes seconds, in which the server has others to answer.
    return await asyncio.to_thread(
        replay,
        profile,
        services,
        sortings,
        service_tallies=service_tallies,
        sorting_tallies=sorting_tallies,
        groups=groups,
    )


async def names_of(
    conn: AsyncConnection, *, estate_id: int, resident_ids: Collection[int]
) -> dict[int, str]:
    """Return the names of residents in the clear; mask them before they leave the program."""
    wanted = {"estate_id": estate_id, "resident_ids": list(resident_ids)}
    return {row.resident_id: row.name for row in await conn.execute(_NAMES, wanted)}


def _before(estate_id: int, first: date, until: date) -> dict[str, object]:
    return {
        "estate_id": estate_id,
        "first_day": first,
        "last_day": until - timedelta(days=1),
    }
