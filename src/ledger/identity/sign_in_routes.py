"""Signing in: by password and second factor, by phone and code; and out again."""

from __future__ import annotations

from typing import Any

import structlog
from litestar import Request, Response, delete, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.router import Router
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.ids import new_digits, new_token, now_utc, today_in_china
from ledger.db.session import in_installation
from ledger.errors import Refusal
from ledger.identity import attempts, one_time_codes, operations, phone_sign_in, wechat
from ledger.identity.browser_cookie import (
    browser_cookie,
    browser_of,
    digest_of_browser,
    from_own_page,
    new_browser,
)
from ledger.identity.code_sender import CodesCannotBeSent, CodeSender
from ledger.identity.guards import may
from ledger.identity.known_browser import (
    known_browser,
    known_cookie,
    subject_of_login,
    subject_of_phone,
)
from ledger.identity.payloads import SessionView, SignIn
from ledger.identity.permissions import Permission
from ledger.identity.roles import SignedInUser
from ledger.identity.second_factor import SecondFactorIsWrong, take_factor
from ledger.identity.session_rules import Proof
from ledger.identity.sessions import BEFORE_SECOND_FACTOR, begin_session, session_of
from ledger.identity.sign_in_keys import phone_digits, sign_in_keys
from ledger.identity.sign_in_payloads import (
    CodeRequest,
    CodeRequested,
    FactorProof,
    PhoneSignIn,
    SignInWays,
)
from ledger.identity.signing_in import (
    AnyRequest,
    address_of,
    audit,
    audit_sign_in,
    begin_unless_disabled,
)
from ledger.identity.wechat_routes import begin_with_wechat, finish_with_wechat
from ledger.settings import Settings

_log = structlog.get_logger("ledger.sign_in")

OPENS_EARLY: dict[str, Any] = {BEFORE_SECOND_FACTOR: True}


# Password and second factor ----------------------------------------------------------------------


@post(
    "/api/v1/session",
    exclude_from_auth=True,
    guards=[may(Permission.SIGN_IN), from_own_page],
    exclude_from_csrf=True,
)
async def sign_in(
    request: AnyRequest,
    data: JSONBody[SignIn],
    engine: NamedDependency[AsyncEngine],
    settings: NamedDependency[Settings],
) -> Response[SessionView]:
    """登录：登录名和密码正确时开始一个会话；`standing` 说明还要不要动态口令。"""
    address = address_of(request)
    keys, subject = sign_in_keys(settings.secrets_dir), subject_of_login(data.login)
    known = known_browser(request, keys=keys, subject=subject)
    counted = data.login if known is None else f"{subject} in {known}"
    # Whoever signs in has no estate yet, and may come to have several.
    async with in_installation(engine) as conn:
        await attempts.check_attempts(conn, login=counted, address=address)
        user_id = await operations.authenticate(conn, login=data.login, password=data.password)
        await attempts.record_attempt(
            conn, login=counted, address=address, succeeded=user_id is not None
        )
        await audit_sign_in(
            conn,
            request,
            proof=Proof.PASSWORD,
            user_id=user_id,
            outcome="done" if user_id is not None else operations.SignInFailed.code,
        )
    opened = (
        None
        if user_id is None
        else await begin_unless_disabled(request, engine, user_id, Proof.PASSWORD)
    )
    if opened is None:
        raise operations.SignInFailed("登录名或密码不对，请核对后再试。")
    return Response(
        SessionView.of(opened),
        cookies=[known_cookie(keys=keys, subject=subject, settings=settings)],
    )


@post(
    "/api/v1/session/second-factor",
    guards=[may(Permission.KEEP_OWN_SESSION)],
    opt=OPENS_EARLY,
)
async def prove_second_factor(
    request: Request[SignedInUser, Any, Any],
    data: JSONBody[FactorProof],
    engine: NamedDependency[AsyncEngine],
    settings: NamedDependency[Settings],
) -> SessionView:
    """第二步：动态口令或恢复码正确时，会话换发新的标识并完全打开。"""
    opened = session_of(request)
    assert opened is not None
    async with in_installation(engine) as conn:
        is_good = await take_factor(
            conn,
            user_id=opened.user.user_id,
            said=data.code,
            address=address_of(request),
            now=now_utc(),
            keys=sign_in_keys(settings.secrets_dir),
        )
        await audit(
            conn,
            request,
            action="prove_second_factor",
            user_id=opened.user.user_id,
            outcome="done" if is_good else SecondFactorIsWrong.code,
            kind="code" if len(data.code.strip()) == 6 else "recovery_code",
        )
    if not is_good:
        raise SecondFactorIsWrong(
            "口令不对、已经用过或过了时间，请等手机上换了新的 6 位数字再输入，或用一个恢复码。"
        )
    return SessionView.of(
        await begin_session(
            request,
            engine,
            opened.whole_user,
            proof=opened.proof,
            factor_is_proved=True,
            has_factor=True,
        )
    )


# Phone and code ----------------------------------------------------------------------------------


@get("/api/v1/session/ways", exclude_from_auth=True, guards=[may(Permission.SIGN_IN)])
async def ways_to_sign_in(request: AnyRequest) -> SignInWays:
    """本系统开通了哪些登录方式。"""
    sender: CodeSender = request.app.state.code_sender
    service: wechat.WeChatSignIn = request.app.state.wechat
    try:
        sender.check_ready()
    except CodesCannotBeSent:
        return SignInWays(phone=False, wechat=service.is_set_up)
    return SignInWays(phone=True, wechat=service.is_set_up)


@post(
    "/api/v1/session/phone-codes",
    exclude_from_auth=True,
    guards=[may(Permission.SIGN_IN), from_own_page],
    status_code=202,
)
async def request_code(
    request: AnyRequest,
    data: JSONBody[CodeRequest],
    engine: NamedDependency[AsyncEngine],
    settings: NamedDependency[Settings],
) -> Response[CodeRequested]:
    """发一条登录验证码；没有登记的号码得到同样的答复，但收不到短信。"""
    sender: CodeSender = request.app.state.code_sender
    sender.check_ready()
    keys = sign_in_keys(settings.secrets_dir)
    phone = phone_digits(data.phone)
    phone_digest = keys.phone_digest(phone)
    known = known_browser(request, keys=keys, subject=subject_of_phone(phone_digest))
    browser = known or browser_of(request) or new_browser()
    code = new_digits(one_time_codes.CODE_LENGTH)
    async with in_installation(engine) as conn:
        await one_time_codes.check_code_requests(
            conn,
            phone_digest=phone_digest,
            address=address_of(request),
            known_browser_digest=None if known is None else digest_of_browser(known),
        )
        await one_time_codes.keep_code(
            conn,
            phone_digest=phone_digest,
            browser_digest=digest_of_browser(browser),
            code=code,
            address=address_of(request),
            keys=keys,
        )
        residents = await phone_sign_in.residents_of_phone(conn, keys.personal.digests(phone))
        await audit(conn, request, action="request_code", user_id=None)
    return Response(
        CodeRequested(
            resend_seconds=one_time_codes.RESEND_SECONDS, life_minutes=one_time_codes.LIFE_MINUTES
        ),
        status_code=202,
        cookies=[browser_cookie(browser, settings)],
        # After the answer, so that its time does not tell whether a message goes out.
        background=BackgroundTask(_send, sender, phone, code) if residents else None,
    )


async def _send(sender: CodeSender, phone: str, code: str) -> None:
    try:
        await sender.send_code(phone=phone, code=code)
    except Exception as error:  # noqa: BLE001
        # Whatever a gateway raises may quote the number; its kind is enough to begin with.
        _log.error("code was not sent", error=type(error).__name__)


@post(
    "/api/v1/session/phone",
    exclude_from_auth=True,
    guards=[may(Permission.SIGN_IN), from_own_page],
)
async def sign_in_by_phone(
    request: AnyRequest,
    data: JSONBody[PhoneSignIn],
    engine: NamedDependency[AsyncEngine],
    settings: NamedDependency[Settings],
) -> Response[SessionView]:
    """用手机号和验证码登录；一个人在几个小区的身份一起打开。"""
    keys = sign_in_keys(settings.secrets_dir)
    phone = phone_digits(data.phone)
    browser_digest = digest_of_browser(browser_of(request) or "")
    user_id, unclear = await _user_behind(request, engine, settings, data, browser_digest)
    async with in_installation(engine) as conn:
        if user_id is not None and await wechat.link_awaited(
            conn, browser_digest=browser_digest, user_id=user_id
        ):
            await audit(conn, request, action="link_wechat", user_id=user_id)
        await attempts.record_attempt(
            conn,
            login=f"phone {keys.phone_digest(phone).hex()}",
            address=address_of(request),
            succeeded=user_id is not None,
        )
        await audit_sign_in(
            conn,
            request,
            proof=Proof.PHONE,
            user_id=user_id,
            outcome="done" if user_id is not None else (unclear or one_time_codes.CodeIsWrong).code,
        )
    if unclear is not None:
        raise unclear
    opened = (
        None
        if user_id is None
        else await begin_unless_disabled(request, engine, user_id, Proof.PHONE)
    )
    if opened is None:
        raise one_time_codes.CodeIsWrong(
            "验证码不对或已经失效，请核对短信里的 6 位数字；不行就重新取一个验证码。"
        )
    subject = subject_of_phone(keys.phone_digest(phone))
    return Response(
        SessionView.of(opened),
        cookies=[known_cookie(keys=keys, subject=subject, settings=settings)],
    )


async def _user_behind(
    request: AnyRequest,
    engine: AsyncEngine,
    settings: Settings,
    data: PhoneSignIn,
    browser_digest: bytes,
) -> tuple[int | None, Refusal | None]:
    """Use the code up, and return whose phone it is, or why that cannot be said."""
    keys = sign_in_keys(settings.secrets_dir)
    phone = phone_digits(data.phone)
    async with in_installation(engine) as conn:
        await attempts.check_address(conn, address=address_of(request))
        is_good = await one_time_codes.take_code(
            conn,
            phone_digest=keys.phone_digest(phone),
            browser_digest=browser_digest,
            code=data.code,
            keys=keys,
        )
    if not is_good:
        return None, None
    try:
        async with in_installation(engine) as conn:
            await attempts.take_turn(conn, f"person {keys.phone_digest(phone).hex()}")
            user_id = await phone_sign_in.user_of_phone(
                conn,
                digests=keys.personal.digests(phone),
                fresh_login=f"phone-{new_token(9)}",
                today=today_in_china(),
                request_id=str(request.scope["state"].get("request_id", "")),
                address=address_of(request),
            )
    except phone_sign_in.PhoneIsUnclear as unclear:
        return None, unclear
    return user_id, None


# The session itself ------------------------------------------------------------------------------


@get("/api/v1/session", guards=[may(Permission.KEEP_OWN_SESSION)], opt=OPENS_EARLY)
async def read_session(request: Request[SignedInUser, Any, Any]) -> SessionView:
    """当前会话：登录的人和各小区的角色。"""
    opened = session_of(request)
    assert opened is not None
    return SessionView.of(opened)


@delete("/api/v1/session", guards=[may(Permission.KEEP_OWN_SESSION)], opt=OPENS_EARLY)
async def sign_out(request: Request[SignedInUser, Any, Any]) -> None:
    """退出登录：会话立即失效。"""
    request.clear_session()


ROUTER = Router(
    "/",
    tags=["session"],
    route_handlers=[
        sign_in,
        prove_second_factor,
        ways_to_sign_in,
        request_code,
        sign_in_by_phone,
        begin_with_wechat,
        finish_with_wechat,
        read_session,
        sign_out,
    ],
)
