"""The pay code of a household's account, on the phone of a member who may use it."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, Router, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import new_digits, today_in_china
from ledger.estates.people.household_spenders import (
    ChildMovesNoPoints,
    HouseholdAccountIsClosedToYou,
    stay_of,
)
from ledger.identity.guards import may, resident_of
from ledger.identity.permissions import Permission
from ledger.identity.roles import Actor, SignedInUser
from ledger.redemption import codes, pay_codes
from ledger.redemption.payloads import Nothing, PayCodeView
from ledger.redemption.showing import session_digest, shown
from ledger.web.idempotency import key_of


@post(
    "/api/v1/estates/{estate_id:int}/me/household-points/pay-codes",
    guards=[may(Permission.SHOW_PAY_CODE)],
    tags=["me"],
)
async def issue_household_pay_code(
    request: Request[SignedInUser, Any, State],
    estate_id: FromPath[int],
    data: JSONBody[Nothing],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
) -> Response[PayCodeView]:
    """出示家庭账户的付款码：用家庭的积分，记下是谁使用。"""
    key_of(request)
    stay = await stay_of(
        conn,
        estate_id=estate_id,
        resident_id=resident_of(actor),
        today=today_in_china(),
        locked=True,
    )
    if stay.is_child:
        raise ChildMovesNoPoints("未满 14 岁不能转入、使用家庭账户的积分，请由成年家人办理。")
    if not stay.may_spend:
        raise HouseholdAccountIsClosedToYou(
            "户主还没有允许您使用家庭账户，请请户主在“家庭账户”里允许。"
        )
    issued = await pay_codes.issue_pay_code(
        conn,
        estate_id=estate_id,
        resident_id=stay.resident_id,
        user_id=actor.user_id,
        random_digits=new_digits(codes.RANDOM_DIGITS),
        session_digest=session_digest(request),
        household_id=stay.household_id,
    )
    return shown(issued)


household_codes = Router(path="/", route_handlers=[issue_household_pay_code])
