"""星级与时长榜 on the phone."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.estates.queries import rule_profile
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.volunteering.standing import operations, queries
from ledger.volunteering.standing.payloads import (
    LeaderboardChoiceBody,
    LeaderboardChoiceView,
    LeaderboardView,
    OwnStarsView,
    SpanName,
)
from ledger.volunteering.standing.rules import ShownAs, Span
from ledger.web.idempotency import Once

ME = "/api/v1/estates/{estate_id:int}/me"


@get(f"{ME}/stars", guards=[may(Permission.READ_BOARDS)], tags=["me"])
async def read_own_stars(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> OwnStarsView:
    """我是几星级志愿者、什么时候到的、下一颗星还差多少小时。"""
    me = resident_of(actor)
    profile = await rule_profile(conn, estate_id, on=today_in_china())
    return OwnStarsView.of(
        await queries.stars_of_resident(conn, estate_id=estate_id, resident_id=me),
        await queries.lifetime_minutes(conn, estate_id=estate_id, resident_id=me),
        profile.recognition,
    )


@get(f"{ME}/leaderboard", guards=[may(Permission.READ_BOARDS)], tags=["me"])
async def read_leaderboard(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    span: Annotated[SpanName, QueryParameter(description="本月或今年")] = "month",
) -> LeaderboardView:
    """本小区的志愿服务时长榜，只有愿意上榜的人；自己的名次只有自己看得到。"""
    me, over = resident_of(actor), Span(span)
    board = await operations.leaderboard(
        conn, over, estate_id=estate_id, resident_id=me, today=today_in_china()
    )
    chosen = await operations.shown_as(conn, estate_id=estate_id, resident_id=me)
    return LeaderboardView.of(board, over, chosen=chosen, resident_id=me)


@post(
    f"{ME}/leaderboard-choice",
    guards=[may(Permission.READ_BOARDS)],
    tags=["me"],
    status_code=200,
)
async def choose_leaderboard(
    estate_id: FromPath[int],
    data: JSONBody[LeaderboardChoiceBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[LeaderboardChoiceView]:
    """选择要不要上时长榜、怎样写；马上生效。"""
    resident_id = resident_of(actor)
    choice = ShownAs(data.shown_as)

    async def work() -> LeaderboardChoiceView:
        await operations.choose_shown_as(
            conn,
            choice,
            estate_id=estate_id,
            resident_id=resident_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return LeaderboardChoiceView(shown_as=choice.value, shown_as_title=choice.chinese_title)

    return await once(conn, data, work, status=200)


standing = Router(path="/", route_handlers=[read_own_stars, read_leaderboard, choose_leaderboard])
