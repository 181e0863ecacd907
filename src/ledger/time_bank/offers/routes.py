"""Offers of help over HTTP: one's own, and for the desk who fits a request."""

from __future__ import annotations

from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.time_bank.help.queries import read_request
from ledger.time_bank.offers import calling, operations, queries
from ledger.time_bank.offers.fitting import wanted_of
from ledger.time_bank.offers.payloads import (
    CallBody,
    CalledView,
    FittingVolunteersView,
    FittingVolunteerView,
    OfferBody,
    OfferView,
)
from ledger.time_bank.offers.rules import match
from ledger.time_bank.offers.skills import all_skills
from ledger.web.idempotency import Once

E = "/api/v1/estates/{estate_id:int}"
OWN = f"{E}/me/help-offer"
SHOWN_AT_MOST = 20


async def _own(conn: AsyncConnection, actor: Actor) -> OfferView:
    offer = await queries.offer_of(
        conn, estate_id=actor.estate_id, resident_id=resident_of(actor), building_no=None
    )
    return OfferView.of(offer, all_skills())


@get(OWN, guards=[may(Permission.HELP_EACH_OTHER)], tags=["me"])
async def read_own_help_offer(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> OfferView:
    """我会什么、每周什么时候有空，以及可以选的本领。"""
    return await _own(conn, actor)


@put(OWN, guards=[may(Permission.HELP_EACH_OTHER)], tags=["me"])
async def choose_own_help_offer(
    estate_id: FromPath[int],
    data: JSONBody[OfferBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[OfferView]:
    """写明我会什么、每周什么时候有空；代替原来写的，都不选就是不再提供。"""

    async def work() -> OfferView:
        await operations.choose_offer(
            conn,
            estate_id=estate_id,
            resident_id=resident_of(actor),
            skills=data.skills,
            weekly_times=data.weekly_times,
            wants_calls=data.wants_calls,
            now=now_utc(),
        )
        return await _own(conn, actor)

    return await once(conn, data, work, status=200)


@get(f"{E}/help-requests/{{help_request_id:int}}/volunteers",
     guards=[may(Permission.READ_HELP_REQUESTS)], tags=["time bank"])  # fmt: skip
async def list_fitting_volunteers(
    estate_id: FromPath[int],
    help_request_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
) -> FittingVolunteersView:
    """哪些志愿者适合这个求助：先看本领，再看时间，再看隔几栋楼；姓名已脱敏，没有住址。"""
    request = await read_request(conn, estate_id=estate_id, help_request_id=help_request_id)
    wanted = wanted_of(request)
    found = [
        (volunteer, match(wanted, volunteer.offer, all_skills()))
        for volunteer in await queries.volunteers(
            conn,
            estate_id=estate_id,
            help_request_id=help_request_id,
            asked_by=request.resident_id,
            today=today_in_china(),
        )
    ]
    found.sort(key=lambda each: each[1].rank)
    return FittingVolunteersView(
        items=[FittingVolunteerView.of(*each) for each in found[:SHOWN_AT_MOST]]
    )


@post(f"{E}/help-requests/{{help_request_id:int}}/calls",
      guards=[may(Permission.CALL_VOLUNTEERS)], tags=["time bank"], status_code=200)  # fmt: skip
async def call_volunteers(
    estate_id: FromPath[int],
    help_request_id: FromPath[int],
    data: JSONBody[CallBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[CalledView]:
    """没有人接的求助，发消息请合适的志愿者：每人一个求助一次，一天不超过两次，不写谁求助、住哪里。"""

    async def work() -> CalledView:
        called = await calling.call_volunteers(
            conn,
            data.resident_ids,
            estate_id=estate_id,
            help_request_id=help_request_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return CalledView.of(called)

    return await once(conn, data, work, status=200)


help_offers = Router(
    path="/",
    route_handlers=[
        read_own_help_offer,
        choose_own_help_offer,
        list_fitting_volunteers,
        call_volunteers,
    ],
)
