"""What everybody keeps for themselves: password, second factor, devices, WeChat."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.router import Router
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.audit_log.operations import write_audit_line
from ledger.db.ids import new_base32, now_utc
from ledger.db.session import in_installation
from ledger.errors import ObjectIsNotHere, PermissionIsMissing
from ledger.identity import attempts, operations, second_factor, session_records, wechat
from ledger.identity.guards import may
from ledger.identity.open_session import OpenSession
from ledger.identity.permissions import Permission
from ledger.identity.qr_image import qr_svg
from ledger.identity.roles import Actor, SignedInUser
from ledger.identity.session_rules import Proof
from ledger.identity.sessions import BEFORE_SECOND_FACTOR, begin_session, session_of
from ledger.identity.sign_in_keys import sign_in_keys
from ledger.identity.sign_in_payloads import (
    AccountView,
    DevicesView,
    DeviceView,
    EndedView,
    EnrolmentView,
    FactorProof,
    FactorRemoval,
    FactorReset,
    FactorResetView,
    NewPassword,
    RecoveryCodesView,
)
from ledger.identity.signing_in import address_of, audit
from ledger.settings import Settings
from ledger.web.idempotency import Once

OwnRequest = Request[SignedInUser, Any, Any]
_OWN = [may(Permission.KEEP_OWN_ACCOUNT)]
_EARLY: dict[str, Any] = {BEFORE_SECOND_FACTOR: True}


def _own(request: OwnRequest) -> OpenSession:
    opened = session_of(request)
    assert opened is not None, "a machine has no account of its own"
    return opened


@get("/api/v1/account", guards=_OWN)
async def read_account(request: OwnRequest, conn: NamedDependency[AsyncConnection]) -> AccountView:
    """自己的账号：密码、两步验证、微信的现状。"""
    opened = _own(request)
    user_id = opened.user.user_id
    return AccountView.of(
        opened,
        has_password=await operations.has_password(conn, user_id),
        factor=await second_factor.factor_state(conn, user_id),
        wechat=await wechat.is_linked(conn, user_id),
    )


# Password ----------------------------------------------------------------------------------------


async def _check_password(
    conn: AsyncConnection, request: OwnRequest, opened: OpenSession, password: str
) -> bool:
    """Tell whether it is the user's password; counted like signing in. Commit either way."""
    login, address = opened.whole_user.login, address_of(request)
    await attempts.check_attempts(conn, login=login, address=address)
    user_id = await operations.authenticate(conn, login=login, password=password)
    is_right = user_id == opened.user.user_id
    await attempts.record_attempt(conn, login=login, address=address, succeeded=is_right)
    return is_right


async def _check_factor(
    conn: AsyncConnection, request: OwnRequest, opened: OpenSession, code: str | None, keys: Any
) -> bool:
    return code is not None and await second_factor.take_factor(
        conn,
        user_id=opened.user.user_id,
        said=code,
        address=address_of(request),
        now=now_utc(),
        keys=keys,
    )


def _outcome(is_right: bool, is_proved: bool) -> str:
    """Return what the audit log says of an act that asks for the password and then the factor."""
    if not is_right:
        return operations.PasswordIsWrong.code
    return "done" if is_proved else second_factor.SecondFactorIsWrong.code


_WRONG_FACTOR = "口令不对、已经用过或过了时间，请等手机上换了新的 6 位数字再输入，或用一个恢复码。"


@post("/api/v1/account/password", guards=_OWN, status_code=204)
async def change_password(
    request: OwnRequest,
    data: JSONBody[NewPassword],
    engine: NamedDependency[AsyncEngine],
    settings: NamedDependency[Settings],
) -> None:
    """修改密码：要旧密码，绑定了动态口令的还要口令；其他设备上的登录随之结束。"""
    opened = _own(request)
    user_id = opened.user.user_id
    async with in_installation(engine, actor=user_id) as conn:
        is_right = await _check_password(
            conn, request, opened, data.old_password.get_secret_value()
        )
        is_proved = not opened.has_factor or (
            is_right
            and await _check_factor(
                conn, request, opened, data.code, sign_in_keys(settings.secrets_dir)
            )
        )
        if is_right and is_proved:
            await operations.set_password(
                conn, user_id=user_id, password=data.new_password.get_secret_value()
            )
            await session_records.end_sessions_of(conn, user_id=user_id, but=opened.session_id)
        await audit(
            conn,
            request,
            action="change_password",
            user_id=user_id,
            outcome=_outcome(is_right, is_proved),
        )
    if not is_right:
        raise operations.PasswordIsWrong("旧密码不对，密码没有改，请核对后再试。")
    if not is_proved:
        raise second_factor.SecondFactorIsWrong(_WRONG_FACTOR)
    await begin_session(
        request,
        engine,
        opened.whole_user,
        proof=opened.proof,
        factor_is_proved=opened.factor_is_proved,
        has_factor=opened.has_factor,
    )


# Second factor -----------------------------------------------------------------------------------


@post("/api/v1/account/second-factor", guards=_OWN, opt=_EARLY)
async def begin_enrolment(
    request: OwnRequest,
    engine: NamedDependency[AsyncEngine],
    settings: NamedDependency[Settings],
) -> EnrolmentView:
    """开始绑定动态口令：返回二维码和可以手工输入的密钥，确认以前可以重来。"""
    opened = _own(request)
    if opened.proof is not Proof.PASSWORD:
        raise PermissionIsMissing("请先用账号密码登录，再绑定动态口令。")
    user_id = opened.user.user_id
    async with in_installation(engine, actor=user_id) as conn:
        enrolment = await second_factor.begin_enrolment(
            conn,
            user_id=user_id,
            login=opened.whole_user.login,
            secret=new_base32(),
            keys=sign_in_keys(settings.secrets_dir),
        )
        await audit(conn, request, action="begin_second_factor", user_id=user_id)
    return EnrolmentView(secret=enrolment.secret, uri=enrolment.uri, qr=qr_svg(enrolment.uri))


@post("/api/v1/account/second-factor/confirmation", guards=_OWN, opt=_EARLY)
async def confirm_enrolment(
    request: OwnRequest,
    data: JSONBody[FactorProof],
    engine: NamedDependency[AsyncEngine],
    settings: NamedDependency[Settings],
) -> RecoveryCodesView:
    """用第一个动态口令确认绑定，返回十个恢复码，只显示这一次。"""
    opened = _own(request)
    user_id = opened.user.user_id
    async with in_installation(engine, actor=user_id) as conn:
        await attempts.check_attempts(
            conn, login=f"enrolment {user_id}", address=address_of(request)
        )
    try:
        async with in_installation(engine, actor=user_id) as conn:
            codes = await second_factor.confirm_enrolment(
                conn,
                user_id=user_id,
                code=data.code.strip(),
                now=now_utc(),
                keys=sign_in_keys(settings.secrets_dir),
            )
            await session_records.end_sessions_of(conn, user_id=user_id, but=opened.session_id)
            await audit(conn, request, action="set_second_factor", user_id=user_id)
    except second_factor.SecondFactorIsWrong:
        async with in_installation(engine, actor=user_id) as conn:
            await attempts.record_attempt(
                conn,
                login=f"enrolment {user_id}",
                address=address_of(request),
                succeeded=False,
            )
        raise
    await begin_session(
        request,
        engine,
        opened.whole_user,
        proof=opened.proof,
        factor_is_proved=True,
        has_factor=True,
    )
    return RecoveryCodesView(recovery_codes=list(codes))


@post("/api/v1/account/recovery-codes", guards=_OWN)
async def renew_recovery_codes(
    request: OwnRequest,
    data: JSONBody[FactorProof],
    engine: NamedDependency[AsyncEngine],
    settings: NamedDependency[Settings],
) -> RecoveryCodesView:
    """换十个新的恢复码，旧的作废；要当前的动态口令。"""
    opened = _own(request)
    user_id = opened.user.user_id
    keys = sign_in_keys(settings.secrets_dir)
    codes: tuple[str, ...] = ()
    async with in_installation(engine, actor=user_id) as conn:
        is_good = await _check_factor(conn, request, opened, data.code, keys)
        if is_good:
            codes = await second_factor.make_recovery_codes(conn, user_id=user_id, keys=keys)
        await audit(
            conn,
            request,
            action="renew_recovery_codes",
            user_id=user_id,
            outcome="done" if is_good else second_factor.SecondFactorIsWrong.code,
        )
    if not is_good:
        raise second_factor.SecondFactorIsWrong(_WRONG_FACTOR)
    return RecoveryCodesView(recovery_codes=list(codes))


@post("/api/v1/account/second-factor/removal", guards=_OWN, status_code=204)
async def remove_second_factor(
    request: OwnRequest,
    data: JSONBody[FactorRemoval],
    engine: NamedDependency[AsyncEngine],
    settings: NamedDependency[Settings],
) -> None:
    """解除动态口令，例如换手机：要密码和口令；岗位要求的人接着就要重新绑定。"""
    opened = _own(request)
    user_id = opened.user.user_id
    async with in_installation(engine, actor=user_id) as conn:
        is_right = await _check_password(conn, request, opened, data.password.get_secret_value())
        is_good = is_right and await _check_factor(
            conn, request, opened, data.code, sign_in_keys(settings.secrets_dir)
        )
        if is_good:
            await second_factor.remove_factor(conn, user_id=user_id)
            await session_records.end_sessions_of(conn, user_id=user_id, but=opened.session_id)
        await audit(
            conn,
            request,
            action="remove_second_factor",
            user_id=user_id,
            outcome=_outcome(is_right, is_good),
        )
    if not is_right:
        raise operations.PasswordIsWrong("密码不对，动态口令没有解除，请核对后再试。")
    if not is_good:
        raise second_factor.SecondFactorIsWrong(_WRONG_FACTOR)
    await begin_session(
        request,
        engine,
        opened.whole_user,
        proof=opened.proof,
        factor_is_proved=False,
        has_factor=False,
    )


@post(
    "/api/v1/estates/{estate_id:int}/users/{user_id:int}/second-factor-reset",
    guards=[may(Permission.RESET_SECOND_FACTOR)],
    tags=["users"],
)
async def reset_second_factor(
    estate_id: FromPath[int],
    user_id: FromPath[int],
    data: JSONBody[FactorReset],
    actor: NamedDependency[Actor],
    conn: NamedDependency[AsyncConnection],
    engine: NamedDependency[AsyncEngine],
    once: NamedDependency[Once],
) -> Response[FactorResetView]:
    """重置他人丢失的两步验证，写明理由；那个人的登录全部结束，下次登录要重新绑定。"""

    async def work() -> FactorResetView:
        async with in_installation(engine) as everywhere:
            await operations.check_works_here_alone(
                everywhere, estate_id=estate_id, user_id=user_id
            )
        await operations.reset_second_factor(
            conn, estate_id=estate_id, user_id=user_id, actor_user_id=actor.user_id
        )
        # Beside the line of the write, because of the reason.
        await write_audit_line(
            conn,
            estate_id=estate_id,
            actor_user_id=actor.user_id,
            action="reset_second_factor_because",
            object_=f"user:{user_id}",
            outcome="done",
            request_id=actor.request_id,
            address=actor.address,
            details={"reason": data.reason},
        )
        return FactorResetView(user_id=user_id)

    return await once(conn, data, work)


# Devices -----------------------------------------------------------------------------------------


@get("/api/v1/account/sessions", guards=_OWN)
async def list_sessions(request: OwnRequest, conn: NamedDependency[AsyncConnection]) -> DevicesView:
    """自己的登录：哪些设备、从哪里、什么时候。"""
    opened = _own(request)
    rows = await session_records.sessions_of(conn, opened.user.user_id)
    return DevicesView(items=[DeviceView.of(row, this=opened.session_id) for row in rows])


@delete("/api/v1/account/sessions/{session_id:int}", guards=_OWN)
async def end_session(
    request: OwnRequest, session_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> None:
    """结束自己的一个登录。"""
    user_id = _own(request).user.user_id
    ended = session_id < 2**63 and await session_records.end_sessions_of(
        conn, user_id=user_id, session_id=session_id
    )
    if not ended:
        raise ObjectIsNotHere("这个登录")
    await audit(
        conn, request, action="end_session", user_id=user_id, object_=f"session:{session_id}"
    )


@post("/api/v1/account/sessions/end-others", guards=_OWN, status_code=200)
async def end_other_sessions(
    request: OwnRequest, conn: NamedDependency[AsyncConnection]
) -> EndedView:
    """结束自己在其他设备上的登录。"""
    opened = _own(request)
    user_id = opened.user.user_id
    ended = await session_records.end_sessions_of(conn, user_id=user_id, but=opened.session_id)
    await audit(conn, request, action="end_other_sessions", user_id=user_id)
    return EndedView(ended=ended)


@delete("/api/v1/account/wechat", guards=_OWN)
async def unlink_wechat(request: OwnRequest, conn: NamedDependency[AsyncConnection]) -> None:
    """解除微信登录。"""
    user_id = _own(request).user.user_id
    if not await wechat.unlink(conn, user_id=user_id):
        raise ObjectIsNotHere("绑定的微信")
    await audit(conn, request, action="unlink_wechat", user_id=user_id)


ROUTER = Router(
    "/",
    tags=["account"],
    route_handlers=[
        read_account,
        change_password,
        begin_enrolment,
        confirm_enrolment,
        renew_recovery_codes,
        remove_second_factor,
        reset_second_factor,
        list_sessions,
        end_session,
        end_other_sessions,
        unlink_wechat,
    ],
)
