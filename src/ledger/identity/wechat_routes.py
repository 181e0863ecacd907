"""Signing in with WeChat: out to its page, and back with its answer."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.ids import new_token, now_utc
from ledger.db.personal_data import PersonalDatum
from ledger.db.session import in_installation
from ledger.errors import Refusal
from ledger.identity import attempts, wechat
from ledger.identity.browser_cookie import (
    browser_cookie,
    browser_of,
    digest_of_browser,
    from_own_page,
    new_browser,
)
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.identity.session_rules import Proof
from ledger.identity.sign_in_keys import sign_in_keys
from ledger.identity.sign_in_payloads import WeChatStart
from ledger.identity.signing_in import (
    AnyRequest,
    address_of,
    audit_sign_in,
    begin_unless_disabled,
)
from ledger.settings import Settings
from ledger.web.throttle import Throttle

BEGINNINGS_A_MINUTE = 60
"""Of one address, in each process; each leaves a row for a day."""

_beginnings = Throttle(times=BEGINNINGS_A_MINUTE)


@post(
    "/api/v1/session/wechat",
    exclude_from_auth=True,
    guards=[may(Permission.SIGN_IN), from_own_page],
)
async def begin_with_wechat(
    request: AnyRequest,
    engine: NamedDependency[AsyncEngine],
    settings: NamedDependency[Settings],
) -> Response[WeChatStart]:
    """开始微信登录：返回微信的授权网址，只对这个浏览器有效一次。"""
    service: wechat.WeChatSignIn = request.app.state.wechat
    state, browser = new_token(24), browser_of(request) or new_browser()
    url = service.authorize_url(
        state=state, return_to=f"{settings.base_url}/api/v1/session/wechat/answer"
    )
    _beginnings.pass_through(address_of(request), now=now_utc())
    async with in_installation(engine) as conn:
        await attempts.check_address(conn, address=address_of(request))
        await wechat.keep_state(
            conn,
            state_digest=sign_in_keys(settings.secrets_dir).digest("wechat state", state),
            browser_digest=digest_of_browser(browser),
        )
    return Response(WeChatStart(authorize_url=url), cookies=[browser_cookie(browser, settings)])


@get(
    "/api/v1/session/wechat/answer",
    exclude_from_auth=True,
    guards=[may(Permission.SIGN_IN)],
    status_code=302,
)
async def finish_with_wechat(
    request: AnyRequest,
    engine: NamedDependency[AsyncEngine],
    settings: NamedDependency[Settings],
    code: Annotated[str, QueryParameter(max_length=200)] = "",
    # The framework keeps the word for itself.
    state_said: Annotated[str, QueryParameter(name="state", max_length=100)] = "",
) -> Redirect:
    """微信授权后的回跳：认得的人直接登录，不认得的先用手机号登录一次。"""
    async with in_installation(engine) as conn:
        try:
            await attempts.check_address(conn, address=address_of(request))
        except attempts.SignInIsThrottled:
            # Each failure below writes a line of the log; nobody may write them without end.
            return Redirect("/ui/m/sign-in?wechat=failed")
    try:
        user_id = await _user_of_wechat(request, engine, settings, code=code, state=state_said)
    except Refusal as refusal:
        async with in_installation(engine) as conn:
            await attempts.record_attempt(
                conn, login="wechat", address=address_of(request), succeeded=False
            )
            await audit_sign_in(
                conn, request, proof=Proof.WECHAT, user_id=None, outcome=refusal.code
            )
        return Redirect("/ui/m/sign-in?wechat=failed")
    if user_id is None:
        return Redirect("/ui/m/sign-in?wechat=link")
    async with in_installation(engine) as conn:
        await audit_sign_in(conn, request, proof=Proof.WECHAT, user_id=user_id)
    opened = await begin_unless_disabled(request, engine, user_id, Proof.WECHAT)
    return Redirect("/ui/m" if opened is not None else "/ui/m/sign-in?wechat=failed")


async def _user_of_wechat(
    request: AnyRequest, engine: AsyncEngine, settings: Settings, *, code: str, state: str
) -> int | None:
    service: wechat.WeChatSignIn = request.app.state.wechat
    keys = sign_in_keys(settings.secrets_dir)
    state_digest = keys.digest("wechat state", state)
    browser_digest = digest_of_browser(browser_of(request) or "")
    async with in_installation(engine) as conn:
        await wechat.take_state(conn, state_digest=state_digest, browser_digest=browser_digest)
    openid = await service.openid_of(code)
    openid_digest = keys.digest("openid", openid)
    sealed = keys.personal.seal(openid, PersonalDatum.WECHAT_OPEN_ID)
    async with in_installation(engine) as conn:
        user_id = await wechat.user_of_openid(conn, openid_digest)
        if user_id is None:
            await wechat.await_phone(
                conn,
                state_digest=state_digest,
                openid_digest=openid_digest,
                openid_sealed=sealed,
            )
    return user_id
