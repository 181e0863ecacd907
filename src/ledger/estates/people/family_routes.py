"""What families ask for and agree to on their phones: proxies, and children under 14."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, Literal

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, MultipartBody
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.db.personal_data import personal_data_of
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.estates.masking import mask_person
from ledger.estates.people import guardians, proxies
from ledger.estates.people.consent_texts import CONSENT_TEXTS, GUARDIAN_TEXT, Purpose, purpose_of
from ledger.estates.people.consents import withdraw_consent
from ledger.estates.people.household_spenders import stay_if_any, stay_of, stays_in
from ledger.estates.people.own_routes import ME, OWN_HANDLERS
from ledger.estates.people.papers import keep_paper
from ledger.estates.people.payloads import (
    Body,
    FamilyRelation,
    Nothing,
    PaperIdView,
    Recorded,
    WithReason,
)
from ledger.estates.people.proxies import DAILY_POINTS_MAX
from ledger.estates.people.queries import agreed_to, guardianships_of
from ledger.estates.people.routes import PaperUpload, log_reading
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.intake.documents import safe_filename
from ledger.intake.routes import UNREADABLE
from ledger.intake.source_file import SourceFile
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.web.idempotency import Once

E = "/api/v1/estates/{estate_id:int}"
_UNREADABLE: MutableMapping[int | type[Exception], Any] = UNREADABLE
PAPERS_A_DAY = 10
"""More proofs than these nobody has to show in a day; a phone fills no disk."""


class PapersAreTooMany(Refusal):
    code = "papers_are_too_many"


class OwnProxyBody(Body):
    """Ask for a proxy: `i_act` for somebody else, or `they_act` for me.

    The other is somebody of one's household, or is named with the phone that is registered.
    """

    who_acts: Literal["i_act", "they_act"] = Field(examples=["i_act"])
    household_member_id: int | None = Field(default=None, ge=1, examples=[4])
    name: str = Field(default="", max_length=40, examples=["张秀兰"])
    phone: str = Field(default="", max_length=20, examples=["13800138000"])
    relation: FamilyRelation = Field(examples=["child"], description="代办人是本人的什么人")
    personal_paper_id: int = Field(ge=1, examples=[5], description="关系证明的照片")
    daily_points_max: int = Field(ge=1, le=DAILY_POINTS_MAX, examples=[30])


class ConfirmBody(WithReason):
    personal_paper_id: int = Field(ge=1, examples=[5], description="本人签字的材料")


class GuardianConsentBody(Body):
    """The words that were read, and the tick beneath them."""

    text_version: str = Field(max_length=20, examples=["2026-1"])
    agrees: Literal[True]


class OwnChildView(BaseModel):
    child_resident_id: int = Field(examples=[18])
    name_masked: str = Field(examples=["张*"])
    guardianship_id: int | None = Field(examples=[2], description="我作为监护人的同意；没有就是空")
    has_guardian: bool
    photos_agreed: bool = Field(description="活动照片的同意书")


class OwnChildrenView(BaseModel):
    title: str = Field(examples=["监护人同意书"])
    text_version: str = Field(examples=["2026-1"])
    body: str = Field(examples=["我是这个孩子的监护人，同意……"])
    photos_version: str = Field(examples=["2026-1"])
    photos_body: str = Field(examples=["同意小区在公告栏和公示网页上使用……"])
    items: list[OwnChildView]


@post(f"{ME}/personal-papers", guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"],
      exception_handlers=_UNREADABLE)  # fmt: skip
async def upload_own_paper(
    estate_id: FromPath[int],
    data: MultipartBody[PaperUpload],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PaperIdView]:
    """上传一张证明的照片：加密保存，工作人员写明理由才能打开。"""
    resident_of(actor)
    file = SourceFile.of(safe_filename(data.file.filename), await data.file.read())

    async def work() -> PaperIdView:
        kept = await conn.scalar(
            text("""select count(*) from personal_paper where estate_id = :estate_id
                and uploaded_by = :user and uploaded_at > clock_timestamp() - interval '1 day'"""),
            {"estate_id": estate_id, "user": actor.user_id},
        )
        if kept >= PAPERS_A_DAY:
            raise PapersAreTooMany(
                f"一天最多上传 {PAPERS_A_DAY} 张，请明天再传，或带材料到服务台办理。"
            )
        paper_id = await keep_paper(
            conn, estate_id=estate_id, file=file, actor_user_id=actor.user_id
        )
        return PaperIdView(personal_paper_id=paper_id)

    return await once(conn, {"sha256": file.sha256.hex()}, work)


async def _other(conn: AsyncConnection, estate_id: int, mine: int, asked: OwnProxyBody) -> int:
    """Return whom the request names; raises `ObjectIsNotHere`."""
    found: list[Any]
    if asked.household_member_id is not None:
        today = today_in_china()
        stay = await stay_of(conn, estate_id=estate_id, resident_id=mine, today=today)
        household = await stays_in(
            conn, estate_id=estate_id, household_id=stay.household_id, today=today
        )
        found = [
            one.resident_id
            for one in household
            if one.household_member_id == asked.household_member_id
        ]
    else:
        digests = personal_data_of(conn).digests(asked.phone) if asked.phone else []
        rows = await conn.scalars(
            text("""select resident_id from resident where estate_id = :estate_id
                and name = :name and phone_digest = any(:digests) and forgotten_at is null"""),
            {"estate_id": estate_id, "name": asked.name.strip(), "digests": digests},
        )
        found = list(rows)
    if len(found) != 1:
        raise ObjectIsNotHere("这位家人（姓名和手机号要和登记的一样）")
    other: int = found[0]
    return other


@post(f"{ME}/family-proxies", guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"])
async def ask_own_proxy(
    estate_id: FromPath[int],
    data: JSONBody[OwnProxyBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """在手机上申请代办：替家人代办要本人确认，再由社区批准；期限一年。"""
    mine, today = resident_of(actor), today_in_china()
    i_act = data.who_acts == "i_act"

    async def work() -> Recorded:
        own = await conn.scalar(
            text("""select 1 from personal_paper where estate_id = :estate_id
                and personal_paper_id = :paper and uploaded_by = :user"""),
            {"estate_id": estate_id, "paper": data.personal_paper_id, "user": actor.user_id},
        )
        if own is None:
            raise ObjectIsNotHere("这份材料")
        other = await _other(conn, estate_id, mine, data)
        family_proxy_id = await proxies.ask_proxy(
            conn,
            estate_id=estate_id,
            resident_id=other if i_act else mine,
            proxy_resident_id=mine if i_act else other,
            relation=data.relation,
            personal_paper_id=data.personal_paper_id,
            daily_points_max=data.daily_points_max,
            starts_on=today,
            ends_on=today.replace(year=today.year + 1, day=min(today.day, 28)),
            today=today,
            actor_user_id=actor.user_id,
            asked_how="phone",
            confirmed_at=None if i_act else now_utc(),
        )
        if i_act:
            await put_messages(
                conn,
                [
                    NewMessage(
                        estate_id=estate_id,
                        template="proxy_asked",
                        key=f"proxy_asked:{family_proxy_id}",
                        args={"points": str(data.daily_points_max)},
                        resident_id=other,
                    )
                ],
            )
        return Recorded(recorded_id=family_proxy_id)

    return await once(conn, data, work)


@post(f"{ME}/family-proxies/{{family_proxy_id:int}}/confirm",
      guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"], status_code=200)  # fmt: skip
async def confirm_own_proxy(
    estate_id: FromPath[int],
    family_proxy_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """本人确认：同意这位家人替我代办，再等社区批准。"""
    resident_id = resident_of(actor)

    async def work() -> Recorded:
        await proxies.confirm_proxy(
            conn,
            estate_id=estate_id,
            family_proxy_id=family_proxy_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            of_resident_id=resident_id,
        )
        return Recorded(recorded_id=family_proxy_id)

    return await once(conn, data, work, status=200)


@post(f"{E}/family-proxies/{{family_proxy_id:int}}/confirm",
      guards=[may(Permission.KEEP_PEOPLE)], tags=["people"], status_code=200)  # fmt: skip
async def confirm_proxy_at_desk(
    estate_id: FromPath[int],
    family_proxy_id: FromPath[int],
    data: JSONBody[ConfirmBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """凭本人签字的材料登记本人确认；批准由另一位工作人员办。"""

    async def work() -> Recorded:
        await proxies.confirm_proxy(
            conn,
            estate_id=estate_id,
            family_proxy_id=family_proxy_id,
            actor_user_id=actor.user_id,
            now=now_utc(),
            personal_paper_id=data.personal_paper_id,
        )
        proxy = f"family_proxy:{family_proxy_id}"
        await log_reading(
            conn, actor, action="confirm_proxy_at_desk", object_=proxy, reason=data.reason
        )
        return Recorded(recorded_id=family_proxy_id)

    return await once(conn, data, work, status=200)


# Children under 14 -------------------------------------------------------------------------------


@get(f"{ME}/children", guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"])
async def list_own_children(
    estate_id: FromPath[int],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> OwnChildrenView:
    """同住的、未满 14 岁的孩子，和监护人要同意的文字。"""
    resident_id, today = resident_of(actor), today_in_china()
    stay = await stay_if_any(conn, estate_id=estate_id, resident_id=resident_id, today=today)
    household = (
        []
        if stay is None
        else await stays_in(conn, estate_id=estate_id, household_id=stay.household_id, today=today)
    )
    children = [one for one in household if one.is_child and one.resident_id != resident_id]
    photos = await agreed_to(
        conn,
        estate_id,
        [child.resident_id for child in children],
        Purpose.ACTIVITY_PHOTOS,
        today=today,
    )
    items = []
    for child in children:
        kept = [
            row
            for row in await guardianships_of(conn, estate_id, child.resident_id)
            if row.child_resident_id == child.resident_id and row.withdrawn_at is None
        ]
        mine = [row for row in kept if row.guardian_resident_id == resident_id]
        items.append(
            OwnChildView(
                child_resident_id=child.resident_id,
                name_masked=mask_person(child.name),
                guardianship_id=mine[0].guardianship_id if mine else None,
                has_guardian=bool(kept),
                photos_agreed=child.resident_id in photos,
            )
        )
    words = CONSENT_TEXTS[Purpose.ACTIVITY_PHOTOS]
    return OwnChildrenView(
        title=GUARDIAN_TEXT.title,
        text_version=GUARDIAN_TEXT.version,
        body=GUARDIAN_TEXT.body,
        photos_version=words.version,
        photos_body=words.body,
        items=items,
    )


@post(f"{ME}/children/{{child_resident_id:int}}/guardianship",
      guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"])  # fmt: skip
async def consent_for_own_child(
    estate_id: FromPath[int],
    child_resident_id: FromPath[int],
    data: JSONBody[GuardianConsentBody],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """监护人同意登记同住的孩子。"""
    resident_id = resident_of(actor)

    async def work() -> Recorded:
        guardianship_id = await guardians.consent_as_guardian(
            conn,
            estate_id=estate_id,
            child_resident_id=child_resident_id,
            guardian_resident_id=resident_id,
            text_version=data.text_version,
            today=today_in_china(),
            actor_user_id=actor.user_id,
        )
        return Recorded(recorded_id=guardianship_id)

    return await once(conn, data, work)


@post(f"{ME}/children/{{child_resident_id:int}}/consents/{{purpose:str}}/withdraw",
      guards=[may(Permission.KEEP_OWN_DATA)], tags=["me"], status_code=200)  # fmt: skip
async def withdraw_consent_for_child(
    estate_id: FromPath[int],
    child_resident_id: FromPath[int],
    purpose: FromPath[str],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[Recorded]:
    """监护人替孩子撤回一份同意书，立即生效。"""
    resident_id = resident_of(actor)

    async def work() -> Recorded:
        rows = await guardianships_of(conn, estate_id, child_resident_id)
        if not any(
            row.child_resident_id == child_resident_id
            and row.guardian_resident_id == resident_id
            and row.withdrawn_at is None
            for row in rows
        ):
            raise ObjectIsNotHere("这位住户")
        await withdraw_consent(
            conn,
            estate_id=estate_id,
            resident_id=child_resident_id,
            purpose=purpose_of(purpose),
            actor_user_id=actor.user_id,
            now=now_utc(),
        )
        return Recorded(recorded_id=child_resident_id)

    return await once(conn, data, work, status=200)


# One router, because a path may be read and written.
own_people = Router(
    path="/",
    route_handlers=[
        *OWN_HANDLERS,
        upload_own_paper,
        ask_own_proxy,
        confirm_own_proxy,
        confirm_proxy_at_desk,
        list_own_children,
        consent_for_own_child,
        withdraw_consent_for_child,
    ],
)
