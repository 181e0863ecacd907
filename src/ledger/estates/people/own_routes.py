"""What a resident sees and decides of their own: consents, household, proxies."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.estates.people import guardians, proxies, queries
from ledger.estates.people.consent_texts import purpose_of
from ledger.estates.people.consents import give_consent, withdraw_consent
from ledger.estates.people.payloads import (
    ConsentsView,
    MembersView,
    MemberView,
    Nothing,
    OwnConsentBody,
    OwnProxiesView,
    ProxyView,
    Recorded,
)
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.web.idempotency import Once

ME = "/api/v1/estates/{estate_id:int}/me"


@get(f"{ME}/household", guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"])
async def read_own_household(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> MembersView:
    """和我同住的人。"""
    rows = await queries.household_of(conn, estate_id, resident_of(actor))
    return MembersView(items=[MemberView.of(row) for row in rows])


@get(f"{ME}/consents", guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"])
async def list_own_consents(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> ConsentsView:
    """我的同意书：现在的文字、签过和撤回的记录。"""
    return ConsentsView.of(await queries.consents_of(conn, estate_id, resident_of(actor)))


@post(f"{ME}/consents", guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"])
async def give_own_consent(
    estate_id: FromPath[int],
    data: JSONBody[OwnConsentBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """签一份同意书。"""
    resident_id = resident_of(actor)

    async def work() -> Recorded:
        consent_id = await give_consent(
            conn,
            estate_id=estate_id,
            resident_id=resident_id,
            purpose=purpose_of(data.purpose),
            text_version=data.text_version,
            given_by="self",
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
        )
        return Recorded(recorded_id=consent_id)

    return await once(conn, data, work)


@post(
    f"{ME}/children/{{child_resident_id:int}}/consents",
    guards=[may(Permission.KEEP_OWN_DATA)],
    tags=["me"],
)
async def give_consent_for_child(
    estate_id: FromPath[int],
    child_resident_id: FromPath[int],
    data: JSONBody[OwnConsentBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """以监护人身份替孩子签同意书。"""
    guardian_id = resident_of(actor)

    async def work() -> Recorded:
        consent_id = await give_consent(
            conn,
            estate_id=estate_id,
            resident_id=child_resident_id,
            purpose=purpose_of(data.purpose),
            text_version=data.text_version,
            given_by="guardian",
            actor_user_id=actor.user_id,
            now=now_utc(),
            today=today_in_china(),
            guardian_resident_id=guardian_id,
        )
        return Recorded(recorded_id=consent_id)

    return await once(conn, data, work)


@post(f"{ME}/consents/{{purpose:str}}/withdraw", guards=[may(Permission.KEEP_OWN_DATA)],
      tags=["me"], status_code=200)  # fmt: skip
async def withdraw_own_consent(
    estate_id: FromPath[int],
    purpose: FromPath[str],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """撤回同意，立即生效。"""
    resident_id = resident_of(actor)

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


@post(f"{ME}/guardianships/{{guardianship_id:int}}/withdraw",
      guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"], status_code=200)  # fmt: skip
async def withdraw_own_guardianship(
    estate_id: FromPath[int],
    guardianship_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """撤回我作为监护人的同意：孩子的账号随即停用。"""
    resident_id = resident_of(actor)

    async def work() -> Recorded:
        await guardians.withdraw_guardian(
            conn,
            estate_id=estate_id,
            guardianship_id=guardianship_id,
            now=now_utc(),
            today=today_in_china(),
            actor_user_id=actor.user_id,
            guardian_resident_id=resident_id,
        )
        return Recorded(recorded_id=guardianship_id)

    return await once(conn, data, work, status=200)


@get(f"{ME}/family-proxies", guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"])
async def list_own_proxies(
    estate_id: FromPath[int], actor: NamedDependency[Actor], conn: NamedDependency[AsyncConnection]
) -> OwnProxiesView:
    """谁为我代办、我为谁代办。"""
    resident_id, today = resident_of(actor), today_in_china()
    rows = await proxies.proxies_of(conn, estate_id, resident_id)
    return OwnProxiesView(
        for_me=[ProxyView.of(row, today) for row in rows if row.resident_id == resident_id],
        by_me=[ProxyView.of(row, today) for row in rows if row.proxy_resident_id == resident_id],
    )


@post(f"{ME}/family-proxies/{{family_proxy_id:int}}/withdraw",
      guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"], status_code=200)  # fmt: skip
async def withdraw_own_proxy(
    estate_id: FromPath[int],
    family_proxy_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """取消代办，立即生效。"""
    resident_id = resident_of(actor)

    async def work() -> Recorded:
        await proxies.withdraw_proxy(
            conn,
            estate_id=estate_id,
            family_proxy_id=family_proxy_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            of_resident_id=resident_id,
        )
        return Recorded(recorded_id=family_proxy_id)

    return await once(conn, data, work, status=200)


OWN_HANDLERS = [
    read_own_household,
    list_own_consents,
    give_own_consent,
    give_consent_for_child,
    withdraw_own_consent,
    withdraw_own_guardianship,
    list_own_proxies,
    withdraw_own_proxy,
]
