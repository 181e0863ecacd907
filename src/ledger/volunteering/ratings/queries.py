"""Reading ratings: what one may rate, what was said of an activity, and what was said badly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.volunteering.ratings.rules import LOW_STARS, RATING_WITHIN, SaidAs

_STANDING = text("""
    select a.name, f.finished_at,
        exists (select from service_record s where s.estate_id = a.estate_id
            and s.activity_id = a.activity_id and s.resident_id = :resident_id) as was_there,
        exists (select from activity_served_person p where p.estate_id = a.estate_id
            and p.activity_id = a.activity_id and p.resident_id = :resident_id) as is_served
    from activity a
    left join activity_finish f using (estate_id, activity_id)
    where a.estate_id = :estate_id and a.activity_id = :activity_id
        and a.state not in ('draft', 'cancelled')
""")

_OWN = text("""
    select a.activity_id, a.name as activity, a.held_on, f.finished_at, r.stars, r.words,
        r.act_on_paper_id is not null as is_assisted
    from activity_finish f
    join activity a using (estate_id, activity_id)
    left join activity_rating r on r.estate_id = f.estate_id and r.activity_id = f.activity_id
        and r.resident_id = :resident_id
    where f.estate_id = :estate_id and f.finished_at > :since
        and (exists (select from service_record s where s.estate_id = f.estate_id
                and s.activity_id = f.activity_id and s.resident_id = :resident_id)
            or exists (select from activity_served_person p where p.estate_id = f.estate_id
                and p.activity_id = f.activity_id and p.resident_id = :resident_id))
    order by f.finished_at desc, a.activity_id desc
""")

_OF_ACTIVITY = text("""
    select a.activity_id, a.name as activity, a.held_on, a.organiser, r.resident_id, r.said_as,
        r.stars, r.words, r.rated_at, r.act_on_paper_id is not null as is_assisted
    from activity_rating r join activity a using (estate_id, activity_id)
    where r.estate_id = :estate_id and r.activity_id = :activity_id
    order by r.rated_at, r.resident_id
""")

_LOW = text("""
    select a.activity_id, a.name as activity, a.held_on, a.organiser, r.resident_id, r.said_as,
        r.stars, r.words, r.rated_at, r.act_on_paper_id is not null as is_assisted
    from activity_rating r join activity a using (estate_id, activity_id)
    where r.estate_id = :estate_id and r.stars <= :low
        and (cast(:before_activity as bigint) is null
            or (r.activity_id, r.resident_id) < (:before_activity, cast(:before_id as bigint)))
    order by r.activity_id desc, r.resident_id desc
    limit :limit
""")


@dataclass(frozen=True, slots=True)
class RatingStanding:
    """One activity as somebody who might rate it stands to it."""

    name: str
    finished_at: datetime | None
    was_there: bool
    is_served: bool


@dataclass(frozen=True, slots=True)
class OwnRating:
    """An activity that somebody may rate still, or has rated (`stars`)."""

    activity_id: int
    activity: str
    held_on: date
    finished_at: datetime
    stars: int | None
    words: str | None
    is_assisted: bool
    """Written down at the desk, for somebody without a phone."""


@dataclass(frozen=True, slots=True)
class RatingRow:
    """What one person said of an activity."""

    activity_id: int
    activity: str
    held_on: date
    organiser: str
    resident_id: int
    said_as: SaidAs
    stars: int
    words: str
    rated_at: datetime
    is_assisted: bool


async def standing_towards(
    conn: AsyncConnection, *, estate_id: int, activity_id: int, resident_id: int
) -> RatingStanding:
    """Return whether a resident was there or is served; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "activity_id": activity_id, "resident_id": resident_id}
    row = (await conn.execute(_STANDING, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这个活动")
    return RatingStanding(**row._mapping)


async def own_ratings(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, now: datetime
) -> list[OwnRating]:
    """Return the activities of the last fortnight that a resident may rate or has rated."""
    rows = await conn.execute(
        _OWN,
        {"estate_id": estate_id, "resident_id": resident_id, "since": now - RATING_WITHIN},
    )
    return [OwnRating(**row._mapping) for row in rows]


async def ratings_of(conn: AsyncConnection, *, estate_id: int, activity_id: int) -> list[RatingRow]:
    """Return what was said of an activity, in the order in which it was."""
    wanted = {"estate_id": estate_id, "activity_id": activity_id}
    return [RatingRow(**row._mapping) for row in await conn.execute(_OF_ACTIVITY, wanted)]


async def low_ratings(
    conn: AsyncConnection,
    *,
    estate_id: int,
    before: tuple[int, int] | None,
    limit: int,
) -> list[RatingRow]:
    """Return the low ratings, those of the newest activity first; `before` is the last one seen."""
    activity_id, resident_id = before or (None, None)
    rows = await conn.execute(
        _LOW,
        {
            "estate_id": estate_id,
            "low": LOW_STARS,
            "before_activity": activity_id,
            "before_id": resident_id,
            "limit": limit,
        },
    )
    return [RatingRow(**row._mapping) for row in rows]
