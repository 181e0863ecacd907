"""代办 over HTTP: what a resident at the desk could do, and doing it with their paper."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.acts_on_paper import operations, queries
from ledger.acts_on_paper.payloads import (
    ActDoneView,
    ActOnPaperBody,
    ActsOnPaperView,
    PaperActView,
    PossibleActView,
)
from ledger.db.ids import now_utc, today_in_china
from ledger.estates.people.operations import living_person
from ledger.estates.people.payloads import WithReason
from ledger.estates.people.routes import log_reading
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.web.idempotency import Once, key_of

ACTS = "/api/v1/estates/{estate_id:int}/people/{resident_id:int}/acts-on-paper"


@post(f"{ACTS}/views", guards=[may(Permission.ACT_ON_PAPER)], tags=["people"], status_code=200)
async def view_acts_on_paper(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    resident_id: FromPath[int],
    data: JSONBody[WithReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> ActsOnPaperView:
    """这位住户现在能申诉、确认、评价什么，以前由谁代办过什么；要写理由。"""
    key_of(request)
    await living_person(conn, estate_id, resident_id)
    wanted = {"estate_id": estate_id, "resident_id": resident_id}
    await log_reading(
        conn,
        actor,
        action="view_acts_on_paper",
        object_=f"resident:{resident_id}",
        reason=data.reason,
    )
    possible = await queries.possible_acts(conn, **wanted, now=now_utc())
    taken = await queries.took_part(
        conn, [each.subject for each in possible], estate_id=estate_id, user_id=actor.user_id
    )
    return ActsOnPaperView(
        possible=[PossibleActView.of(each, took_part=taken) for each in possible],
        done=[PaperActView.of(each) for each in await queries.done_acts(conn, **wanted)],
    )


@post(ACTS, guards=[may(Permission.ACT_ON_PAPER)], tags=["people"])
async def act_on_paper(
    estate_id: FromPath[int],
    resident_id: FromPath[int],
    data: JSONBody[ActOnPaperBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[ActDoneView]:
    """当着本人的面、凭本人签字的材料代办：申诉、确认或评价；经手过这件事的人不能代办。"""

    async def work() -> ActDoneView:
        act = data.act()
        number = await operations.act_for_resident(
            conn,
            act,
            estate_id=estate_id,
            resident_id=resident_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        await log_reading(
            conn,
            actor,
            action="act_on_paper_because",
            object_=f"resident:{resident_id}",
            reason=data.reason,
        )
        return ActDoneView(act_on_paper_id=number, kind_title=act.subject.kind.chinese_title)

    return await once(conn, data, work)
