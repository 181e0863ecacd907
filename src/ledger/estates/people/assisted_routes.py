"""Opening a resident's log-in in their presence: what stands in its way, who helped, and the slip.

The log-in itself opens when the resident types the code that comes to their own phone: nobody at
the desk can open it without them.
"""

from __future__ import annotations

from litestar import Response, Router, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.db.ids import today_in_china
from ledger.errors import Refusal
from ledger.estates.masking import mask_person
from ledger.estates.people.operations import living_person
from ledger.estates.people.payloads import WithReason
from ledger.estates.people.queries import guardianships_of
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor
from ledger.settings import Settings
from ledger.web.idempotency import Once


class LogInNeedsAPhone(Refusal):
    """Residents sign in by a code to their own phone; who has none gets a card."""

    code = "log_in_needs_a_phone"


class ChildNeedsItsGuardian(Refusal):
    """Below fourteen nobody signs in before a guardian has agreed."""

    code = "child_needs_its_guardian"


class OpeningSlipView(BaseModel):
    """What the resident takes home on paper; it holds no secret and no whole phone number."""

    resident_id: int = Field(examples=[17])
    name_masked: str = Field(examples=["张*"])
    last_four: str = Field(examples=["8000"], description="登记的手机号后四位")
    has_signed_in: bool = Field(description="以前是否已经登录过")
    address: str = Field(examples=["https://ledger.example.cn/ui/m/"])
    helped_by: str = Field(examples=["网格员02"])


_HAS_SIGNED_IN = text("""
    select exists (select from role_grant where estate_id = :estate_id
        and resident_id = :resident_id and revoked_at is null)
""")


@post(
    "/api/v1/estates/{estate_id:int}/people/{resident_id:int}/assisted-openings",
    guards=[may(Permission.KEEP_PEOPLE)],
    tags=["people"],
)
async def help_open_log_in(
    estate_id: FromPath[int],
    resident_id: FromPath[int],
    data: JSONBody[WithReason],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    once: NamedDependency[Once],
    settings: NamedDependency[Settings],
) -> Response[OpeningSlipView]:
    """当着本人的面协助开通登录：核对能不能开，记下谁帮的忙，给出要打印的说明。"""

    async def work() -> OpeningSlipView:
        person = await living_person(conn, estate_id, resident_id)
        if not person.phone:
            raise LogInNeedsAPhone(
                "还没有登记手机号，不能用手机登录。请先登记本人的手机号，或者发一张居民卡。"
            )
        if person.is_child(today_in_china()) and not any(
            row.child_resident_id == resident_id and row.withdrawn_at is None
            for row in await guardianships_of(conn, estate_id, resident_id)
        ):
            raise ChildNeedsItsGuardian("未满 14 岁，请先登记监护人同意，再开通登录。")
        await write_audit_line(
            conn,
            estate_id=estate_id,
            actor_user_id=actor.user_id,
            action="help_open_log_in_because",
            outcome="done",
            object_=f"resident:{resident_id}",
            request_id=actor.request_id,
            address=actor.address,
            details={"reason": data.reason},
        )
        values = {"estate_id": estate_id, "resident_id": resident_id}
        return OpeningSlipView(
            resident_id=resident_id,
            name_masked=mask_person(person.name),
            last_four="".join(filter(str.isdigit, person.phone))[-4:],
            has_signed_in=bool(await conn.scalar(_HAS_SIGNED_IN, values)),
            address=f"{settings.base_url.rstrip('/')}/ui/m/",
            helped_by=actor.display_name,
        )

    return await once(conn, data, work)


assisted_openings = Router(path="/", route_handlers=[help_open_log_in])
