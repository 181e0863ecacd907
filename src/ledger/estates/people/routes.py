"""The desk's register of people. Whoever looks at a person says why; the audit log keeps it."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, Router, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, MultipartBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.db.ids import today_in_china
from ledger.db.personal_data import personal_data_of
from ledger.errors import Refusal
from ledger.estates.people import operations, proxies, queries
from ledger.estates.people.papers import keep_paper, read_paper
from ledger.estates.people.payloads import (
    FoundPeopleView,
    FoundPersonView,
    NewPersonBody,
    PaperIdView,
    PersonIdView,
    PersonView,
    PhoneBody,
    Search,
    WithReason,
)
from ledger.identity.guards import may, scope_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.intake.documents import download_headers, safe_filename
from ledger.intake.routes import UNREADABLE
from ledger.intake.source_file import SourceFile
from ledger.web.idempotency import Once, key_of

E = "/api/v1/estates/{estate_id:int}"
PERSON = f"{E}/people/{{resident_id:int}}"
_UNREADABLE: MutableMapping[int | type[Exception], Any] = UNREADABLE


class SearchIsEmpty(Refusal):
    """Nobody lists everybody: a search names a name, a phone or a dwelling."""

    code = "search_is_empty"
    status = 400


async def log_reading(
    conn: AsyncConnection, actor: Actor, *, action: str, object_: str, reason: str
) -> None:
    """Write down who looked at whose data and why, in the same database transaction."""
    await write_audit_line(
        conn,
        estate_id=actor.estate_id,
        actor_user_id=actor.user_id,
        action=action,
        outcome="done",
        object_=object_,
        request_id=actor.request_id,
        address=actor.address,
        details={"reason": reason},
    )


@post(
    f"{E}/people/searches", guards=[may(Permission.FIND_PEOPLE)], tags=["people"], status_code=200
)
async def search_people(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    data: JSONBody[Search],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> FoundPeopleView:
    """查找住户：按姓名、完整手机号或房号，要写理由；楼栋长、网格员只查得到自己楼栋的人。"""
    key_of(request)
    wanted = [value.strip() for value in (data.name, data.phone, data.dwelling)]
    if not any(wanted):
        raise SearchIsEmpty("请写姓名、手机号或房号中的一项。")
    name, phone, dwelling = wanted
    found = await queries.search_people(
        conn,
        estate_id,
        today=today_in_china(),
        name=name,
        phone=phone,
        dwelling=dwelling,
        buildings=scope_of(actor, Permission.FIND_PEOPLE),
    )
    await log_reading(
        conn, actor, action="search_people", object_=f"people:{len(found)}", reason=data.reason
    )
    return FoundPeopleView(items=[FoundPersonView.of(person) for person in found])


@post(f"{E}/people", guards=[may(Permission.KEEP_PEOPLE)], tags=["people"])
async def register_person(
    estate_id: FromPath[int],
    data: JSONBody[NewPersonBody],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PersonIdView]:
    """登记住户：当面核对证件。"""
    keys = personal_data_of(conn)

    async def work() -> PersonIdView:
        person = operations.NewPerson(
            data.name.strip(), data.phone, data.identity_number, data.born_on
        )
        resident_id = await operations.register_person(
            conn, person, estate_id=estate_id, today=today_in_china()
        )
        return PersonIdView(resident_id=resident_id)

    # The key's record must know a repetition without knowing the data.
    said = {"person": keys.digest(data.model_dump_json()).hex()}
    return await once(conn, said, work)


@post(f"{PERSON}/views", guards=[may(Permission.READ_PEOPLE)], tags=["people"], status_code=200)
async def view_person(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    resident_id: FromPath[int],
    data: JSONBody[WithReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> PersonView:
    """查看住户：全名、电话、同住的人、同意书和代办，要写理由。"""
    key_of(request)
    person = await queries.read_person(conn, estate_id, resident_id)
    await log_reading(
        conn, actor, action="view_person", object_=f"resident:{resident_id}", reason=data.reason
    )
    return PersonView.of(
        person,
        today=today_in_china(),
        dwellings_owned=await queries.dwellings_owned(conn, estate_id, resident_id),
        household=await queries.household_of(conn, estate_id, resident_id),
        stays=await queries.stays_of(conn, estate_id, resident_id),
        guardians=await queries.guardianships_of(conn, estate_id, resident_id),
        consents=await queries.consents_of(conn, estate_id, resident_id),
        proxies=await proxies.proxies_of(conn, estate_id, resident_id),
    )


@post(f"{PERSON}/phone", guards=[may(Permission.KEEP_PEOPLE)], tags=["people"], status_code=200)
async def change_phone(
    estate_id: FromPath[int],
    resident_id: FromPath[int],
    data: JSONBody[PhoneBody],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PersonIdView]:
    """更换住户的手机号。"""
    keys = personal_data_of(conn)

    async def work() -> PersonIdView:
        await operations.change_phone(
            conn, estate_id=estate_id, resident_id=resident_id, phone=data.phone
        )
        return PersonIdView(resident_id=resident_id)

    return await once(conn, {"phone": keys.digest(data.phone or "").hex()}, work, status=200)


# Papers -----------------------------------------------------------------------------------------


@dataclass
class PaperUpload:
    """一份证件或同意书的扫描件。"""

    file: UploadFile


@post(
    f"{E}/personal-papers",
    guards=[may(Permission.KEEP_PEOPLE)],
    tags=["people"],
    exception_handlers=_UNREADABLE,
)
async def upload_paper(
    estate_id: FromPath[int],
    data: MultipartBody[PaperUpload],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
) -> Response[PaperIdView]:
    """保存一份个人材料：加密保存，只有写明理由才能打开。"""
    file = SourceFile.of(safe_filename(data.file.filename), await data.file.read())

    async def work() -> PaperIdView:
        paper_id = await keep_paper(
            conn, estate_id=estate_id, file=file, actor_user_id=actor.user_id
        )
        return PaperIdView(personal_paper_id=paper_id)

    return await once(conn, {"sha256": file.sha256.hex()}, work)


@post(
    f"{E}/personal-papers/{{personal_paper_id:int}}/views",
    guards=[may(Permission.READ_PEOPLE)],
    tags=["people"],
    status_code=200,
    media_type="application/octet-stream",
)
async def view_paper(
    request: Request[Any, Any, Any],
    estate_id: FromPath[int],
    personal_paper_id: FromPath[int],
    data: JSONBody[WithReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> Response[bytes]:
    """打开一份个人材料，要写理由。"""
    key_of(request)
    paper = await read_paper(conn, estate_id, personal_paper_id)
    await log_reading(
        conn,
        actor,
        action="view_paper",
        object_=f"personal_paper:{personal_paper_id}",
        reason=data.reason,
    )
    return Response(
        paper.content, media_type=paper.media_type, headers=download_headers(paper.filename)
    )


people = Router(
    path="/",
    route_handlers=[
        search_people,
        register_person,
        view_person,
        change_phone,
        upload_paper,
        view_paper,
    ],
)
