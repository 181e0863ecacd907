"""Signing in with WeChat: the port, the adapter to the real service, and what is kept.

The page leads to WeChat with a `state` that is random, good once, for ten minutes, and for the
browser that asked. WeChat answers with a code, which the server turns into the person's openid. An
openid that no user has yet is kept for that browser until it has signed in by phone; then it is
linked. An openid is found by a keyed digest and kept sealed, for messages to its owner alone.

Setting it up: the official account (服务号) needs 网页授权; its 网页授权域名 is the host of
LEDGER_PUBLIC_BASE_URL. LEDGER_WECHAT_APP_ID names the account, and the file `wechat-app-secret` in
the folder of secrets holds its AppSecret. Described by WeChat under 微信网页开发 / 网页授权.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlencode

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import Refusal
from ledger.settings import Settings

AUTHORIZE_URL: Final = "https://open.weixin.qq.com/connect/oauth2/authorize"
API_URL: Final = "https://api.weixin.qq.com"
TOKEN_PATH: Final = "/sns/oauth2/access_token"  # noqa: S105
TIMEOUT_SECONDS: Final = 8.0
STATE_MINUTES: Final = 10
SECRET_FILE: Final = "wechat-app-secret"  # noqa: S105


class WechatIsNotSetUp(Refusal):
    code = "wechat_is_not_set_up"
    status = 503


class WechatDidNotAnswer(Refusal):
    """WeChat could not be reached, or refused the code that the browser brought."""

    code = "wechat_did_not_answer"
    status = 502


class WechatStateIsWrong(Refusal):
    """The answer does not belong to a sign-in that this browser began and has not finished."""

    code = "wechat_state_is_wrong"
    status = 400


class WeChatSignIn(Protocol):
    """Leads a browser to WeChat, and learns from WeChat who came back."""

    @property
    def is_set_up(self) -> bool: ...

    def authorize_url(self, *, state: str, return_to: str) -> str:
        """Return the address in WeChat that asks the person; raises `WechatIsNotSetUp`."""
        ...

    async def openid_of(self, code: str) -> str:
        """Turn a code into an openid; raises `WechatIsNotSetUp` and `WechatDidNotAnswer`."""
        ...


class NoWeChat:
    """The adapter while WeChat is not set up, in development above all: it says so."""

    is_set_up = False

    def authorize_url(self, *, state: str, return_to: str) -> str:
        raise WechatIsNotSetUp("本系统还没有开通微信登录，请用手机号登录。")

    async def openid_of(self, code: str) -> str:
        raise WechatIsNotSetUp("本系统还没有开通微信登录，请用手机号登录。")


class WeChatOAuth:
    """The real service, by OAuth 2.0 with the scope `snsapi_base`, which asks for no profile."""

    is_set_up = True

    def __init__(
        self,
        app_id: str,
        app_secret: str,
        *,
        api_url: str = API_URL,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._app_id = app_id
        self._app_secret = app_secret
        self._token_url = api_url + TOKEN_PATH
        self._transport = transport

    def authorize_url(self, *, state: str, return_to: str) -> str:
        query = urlencode(
            {
                "appid": self._app_id,
                "redirect_uri": return_to,
                "response_type": "code",
                "scope": "snsapi_base",
                "state": state,
            }
        )
        # WeChat asks for the parameters in this order, and for the fragment.
        return f"{AUTHORIZE_URL}?{query}#wechat_redirect"

    async def openid_of(self, code: str) -> str:
        parameters = {
            "appid": self._app_id,
            "secret": self._app_secret,
            "code": code,
            "grant_type": "authorization_code",
        }
        try:
            async with httpx.AsyncClient(
                timeout=TIMEOUT_SECONDS, transport=self._transport
            ) as client:
                answer = await client.get(self._token_url, params=parameters)
                said = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError):
            # Not chained: the error's text would carry the address, and with it the secret.
            raise WechatDidNotAnswer("微信暂时没有答复，请稍后再试，或用手机号登录。") from None
        openid = said.get("openid") if isinstance(said, dict) else None
        if not isinstance(openid, str) or not openid:
            raise WechatDidNotAnswer("微信没有认出这次登录，请重新点“微信登录”，或用手机号登录。")
        return openid


def shipped_wechat(settings: Settings) -> WeChatSignIn:
    """Return the adapter that the settings name."""
    secret_file: Path = settings.secrets_dir / SECRET_FILE
    if settings.wechat_app_id is None or not secret_file.is_file():
        return NoWeChat()
    return WeChatOAuth(settings.wechat_app_id, secret_file.read_text("utf-8").strip())


# What is kept ------------------------------------------------------------------------------------


async def keep_state(conn: AsyncConnection, *, state_digest: bytes, browser_digest: bytes) -> None:
    """Remember that this browser was led to WeChat."""
    await conn.execute(
        text("delete from wechat_sign_in where expires_at < clock_timestamp() - interval '1 day'")
    )
    await conn.execute(
        text("""insert into wechat_sign_in (state_digest, browser_digest, expires_at)
            values (:state, :browser, clock_timestamp() + make_interval(mins => :minutes))"""),
        {"state": state_digest, "browser": browser_digest, "minutes": STATE_MINUTES},
    )


async def take_state(conn: AsyncConnection, *, state_digest: bytes, browser_digest: bytes) -> None:
    """Use a state up; raises `WechatStateIsWrong` for one that is not this browser's, or not good.

    Commit before WeChat is asked, so that a state is good once whatever WeChat answers.
    """
    taken = await conn.execute(
        text("""update wechat_sign_in set used_at = clock_timestamp()
            where state_digest = :state and browser_digest = :browser and used_at is null
                and expires_at > clock_timestamp()
            returning state_digest"""),
        {"state": state_digest, "browser": browser_digest},
    )
    if taken.first() is None:
        raise WechatStateIsWrong("这次微信登录已经过期，请回到登录页重新点“微信登录”。")


async def user_of_openid(conn: AsyncConnection, openid_digest: bytes) -> int | None:
    """Return the user whom this openid is linked to, or None."""
    user_id: int | None = await conn.scalar(
        text("""select user_id from wechat_identity join app_user using (user_id)
            where openid_digest = :digest and not is_disabled"""),
        {"digest": openid_digest},
    )
    return user_id


async def await_phone(
    conn: AsyncConnection, *, state_digest: bytes, openid_digest: bytes, openid_sealed: bytes
) -> None:
    """Keep an openid for the browser of this state, until it signs in by phone."""
    await conn.execute(
        text("""update wechat_sign_in set openid_digest = :openid, openid_sealed = :sealed
            where state_digest = :state"""),
        {"openid": openid_digest, "sealed": openid_sealed, "state": state_digest},
    )


async def link_awaited(conn: AsyncConnection, *, browser_digest: bytes, user_id: int) -> bool:
    """Link the openid that this browser came with to who has just signed in; True if one was."""
    found = await conn.execute(
        text("""delete from wechat_sign_in
            where browser_digest = :browser and openid_digest is not null
                and expires_at > clock_timestamp()
            returning openid_digest, openid_sealed"""),
        {"browser": browser_digest},
    )
    openids = found.all()
    if not openids:
        return False
    digest, sealed = openids[-1]
    await unlink(conn, user_id=user_id)
    await conn.execute(
        text("delete from wechat_identity where openid_digest = :digest"), {"digest": digest}
    )
    await conn.execute(
        text("""insert into wechat_identity (openid_digest, openid_sealed, user_id)
            values (:digest, :sealed, :user_id)"""),
        {"digest": digest, "sealed": sealed, "user_id": user_id},
    )
    return True


async def unlink(conn: AsyncConnection, *, user_id: int) -> bool:
    """Take a user's WeChat away; True if there was one."""
    ended = await conn.execute(
        text("delete from wechat_identity where user_id = :user_id returning user_id"),
        {"user_id": user_id},
    )
    return ended.first() is not None


async def is_linked(conn: AsyncConnection, user_id: int) -> bool:
    """Tell whether the user has a WeChat."""
    return bool(
        await conn.scalar(
            text("select exists (select from wechat_identity where user_id = :user_id)"),
            {"user_id": user_id},
        )
    )
