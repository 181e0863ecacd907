"""What the desk records of agreements: guardians, consents on paper, proxies."""

from __future__ import annotations

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.estates.people import guardians, proxies
from ledger.estates.people.consent_texts import purpose_of
from ledger.estates.people.consents import give_consent, withdraw_consent
from ledger.estates.people.payloads import (
    ConsentBody,
    GuardianBody,
    Nothing,
    ProxiesView,
    ProxyBody,
    ProxyDecision,
    ProxyView,
    Recorded,
    WithReason,
)
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.web.idempotency import Once

E = "/api/v1/estates/{estate_id:int}"
PERSON = f"{E}/people/{{resident_id:int}}"


@post(f"{PERSON}/guardians", guards=[may(Permission.KEEP_PEOPLE)], tags=["people"])
async def record_guardian(
    estate_id: FromPath[int],
    resident_id: FromPath[int],
    data: JSONBody[GuardianBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """登记监护人同意：未满 14 岁的孩子。"""

    async def work() -> Recorded:
        guardianship_id = await guardians.record_guardian(
            conn,
            estate_id=estate_id,
            child_resident_id=resident_id,
            guardian_resident_id=data.guardian_resident_id,
            personal_paper_id=data.personal_paper_id,
            consented_on=data.consented_on,
            today=today_in_china(),
            actor_user_id=actor.user_id,
        )
        return Recorded(recorded_id=guardianship_id)

    return await once(conn, data, work)


@post(f"{PERSON}/consents", guards=[may(Permission.KEEP_PEOPLE)], tags=["people"])
async def record_consent(
    estate_id: FromPath[int],
    resident_id: FromPath[int],
    data: JSONBody[ConsentBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """录入纸质同意书。"""

    async def work() -> Recorded:
        consent_id = await give_consent(
            conn,
            estate_id=estate_id,
            resident_id=resident_id,
            purpose=purpose_of(data.purpose),
            text_version=data.text_version,
            given_by="staff",
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
            personal_paper_id=data.personal_paper_id,
        )
        return Recorded(recorded_id=consent_id)

    return await once(conn, data, work)


@post(
    f"{PERSON}/consents/{{purpose:str}}/withdraw",
    guards=[may(Permission.KEEP_PEOPLE)],
    tags=["people"],
    status_code=200,
)
async def withdraw_persons_consent(
    estate_id: FromPath[int],
    resident_id: FromPath[int],
    purpose: FromPath[str],
    data: JSONBody[WithReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """代住户撤回同意，立即生效。"""

    async def work() -> Recorded:
        await withdraw_consent(
            conn,
            estate_id=estate_id,
            resident_id=resident_id,
            purpose=purpose_of(purpose),
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return Recorded(recorded_id=resident_id)

    return await once(conn, data, work, status=200)


# Proxies ----------------------------------------------------------------------------------------


@get(f"{E}/family-proxies/waiting", guards=[may(Permission.READ_PEOPLE)], tags=["people"])
async def list_waiting_proxies(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> ProxiesView:
    """等人批准的代办；姓名已脱敏。"""
    rows = await proxies.proxies_waiting(conn, estate_id)
    return ProxiesView(items=[ProxyView.of(row, today_in_china()) for row in rows])


@post(f"{PERSON}/family-proxies", guards=[may(Permission.KEEP_PEOPLE)], tags=["people"])
async def ask_proxy(
    estate_id: FromPath[int],
    resident_id: FromPath[int],
    data: JSONBody[ProxyBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """登记代办人，等另一位工作人员批准。"""

    async def work() -> Recorded:
        family_proxy_id = await proxies.ask_proxy(
            conn,
            estate_id=estate_id,
            resident_id=resident_id,
            proxy_resident_id=data.proxy_resident_id,
            relation=data.relation,
            personal_paper_id=data.personal_paper_id,
            daily_points_max=data.daily_points_max,
            starts_on=data.starts_on,
            ends_on=data.ends_on,
            today=today_in_china(),
            actor_user_id=actor.user_id,
        )
        return Recorded(recorded_id=family_proxy_id)

    return await once(conn, data, work)


@post(
    f"{E}/family-proxies/{{family_proxy_id:int}}/decide",
    guards=[may(Permission.DECIDE_PROXIES)],
    tags=["people"],
    status_code=200,
)
async def decide_proxy(
    estate_id: FromPath[int],
    family_proxy_id: FromPath[int],
    data: JSONBody[ProxyDecision],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """批准或驳回代办：不能是登记的人。"""

    async def work() -> Recorded:
        await proxies.decide_proxy(
            conn,
            estate_id=estate_id,
            family_proxy_id=family_proxy_id,
            approves=data.approves,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return Recorded(recorded_id=family_proxy_id)

    return await once(conn, data, work, status=200)


@post(
    f"{E}/family-proxies/{{family_proxy_id:int}}/withdraw",
    guards=[may(Permission.KEEP_PEOPLE)],
    tags=["people"],
    status_code=200,
)
async def withdraw_proxy(
    estate_id: FromPath[int],
    family_proxy_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """取消代办，立即生效。"""

    async def work() -> Recorded:
        await proxies.withdraw_proxy(
            conn,
            estate_id=estate_id,
            family_proxy_id=family_proxy_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return Recorded(recorded_id=family_proxy_id)

    return await once(conn, data, work, status=200)


agreements = Router(
    path="/",
    route_handlers=[
        record_guardian,
        record_consent,
        withdraw_persons_consent,
        list_waiting_proxies,
        ask_proxy,
        decide_proxy,
        withdraw_proxy,
    ],
)
