"""评价 over HTTP: one's own, what the organiser sees, and the supervisory board's list."""

from __future__ import annotations

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.volunteering.activities.queries import planned_activity
from ledger.volunteering.ratings import operations, queries
from ledger.volunteering.ratings.payloads import (
    OwnRatingsView,
    OwnRatingView,
    RatedView,
    RatingBody,
    RatingsView,
    RatingView,
    ServedPersonBody,
    ServedPersonView,
)
from ledger.web.idempotency import Once
from ledger.web.paging import After, Limit, Page, decode_cursor, page_of

E = "/api/v1/estates/{estate_id:int}"


@get(f"{E}/me/ratings", guards=[may(Permission.RATE_ACTIVITIES)], tags=["me"])
async def list_own_ratings(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> OwnRatingsView:
    """我能评价的活动（确认名单后 14 天内），和我评过的。"""
    rows = await queries.own_ratings(
        conn, estate_id=estate_id, resident_id=resident_of(actor), now=now_utc()
    )
    return OwnRatingsView(items=[OwnRatingView.of(row) for row in rows])


@post(
    f"{E}/me/activities/{{activity_id:int}}/rating",
    guards=[may(Permission.RATE_ACTIVITIES)],
    tags=["me"],
)
async def rate_activity(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    data: JSONBody[RatingBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[RatedView]:
    """评价参加过的活动，或者为我办的活动；每人一次，组织者看不到是谁。"""
    resident_id = resident_of(actor)

    async def work() -> RatedView:
        await operations.rate_activity(
            conn,
            data.rating(),
            estate_id=estate_id,
            activity_id=activity_id,
            resident_id=resident_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return RatedView(activity_id=activity_id, stars=data.stars)

    return await once(conn, data, work)


@post(
    f"{E}/activity-plans/{{activity_id:int}}/served-people",
    guards=[may(Permission.KEEP_ACTIVITIES)],
    tags=["activities"],
)
async def name_served_person(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    data: JSONBody[ServedPersonBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ServedPersonView]:
    """登记这次活动为谁服务，他以后可以评价。"""

    async def work() -> ServedPersonView:
        await operations.name_served_person(
            conn,
            estate_id=estate_id,
            activity_id=activity_id,
            resident_id=data.resident_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return ServedPersonView(activity_id=activity_id, resident_id=data.resident_id)

    return await once(conn, data, work)


@get(
    f"{E}/activity-plans/{{activity_id:int}}/ratings",
    guards=[may(Permission.READ_RATINGS)],
    tags=["activities"],
)
async def list_ratings(
    estate_id: FromPath[int],
    activity_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
) -> RatingsView:
    """一次活动的评价：平均几颗星，大家怎么说；不写是谁。"""
    await planned_activity(conn, estate_id=estate_id, activity_id=activity_id)
    rows = await queries.ratings_of(conn, estate_id=estate_id, activity_id=activity_id)
    return RatingsView.of(activity_id, rows)


@get(f"{E}/low-ratings", guards=[may(Permission.READ_LOW_RATINGS)], tags=["activities"])
async def list_low_ratings(
    estate_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    limit: Limit = 50,
    after: After = None,
) -> Page[RatingView]:
    """两颗星以下的评价，从新到旧；不写是谁。"""
    key = decode_cursor(after, int, int)
    before = (key[0], key[1]) if key else None
    rows = await queries.low_ratings(conn, estate_id=estate_id, before=before, limit=limit + 1)
    return page_of(
        rows,
        limit=limit,
        key=lambda row: (row.activity_id, row.resident_id),
        item=RatingView.of,
    )


ratings = Router(
    path="/",
    route_handlers=[
        list_own_ratings,
        rate_activity,
        name_served_person,
        list_ratings,
        list_low_ratings,
    ],
)
