"""SMS through Tencent Cloud: `SendSms` of 2021-01-11, signed with TC3-HMAC-SHA256.

Chosen because its request is a JSON body: neither a number nor a key ever stands in an address,
where proxies and libraries write it down. https://cloud.tencent.com/document/api/382/55981
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from ledger.db.ids import now_utc
from ledger.messages.gateway_settings import TencentSms
from ledger.messages.gateways import GatewayIsUnavailable, GatewayRefused, OutgoingMessage

SERVICE = "sms"
ACTION = "SendSms"
VERSION = "2021-01-11"
ALGORITHM = "TC3-HMAC-SHA256"
CONTENT_TYPE = "application/json; charset=utf-8"
TIMEOUT_S = 10.0

# What passes by itself; every other code needs somebody to change a setting or a number.
_PASSING = (
    "InternalError",
    "RequestLimitExceeded",
    "LimitExceeded.DeliveryFrequencyLimit",
    "LimitExceeded.PhoneNumberThirtySecondLimit",
    "LimitExceeded.PhoneNumberOneHourLimit",
    "LimitExceeded.PhoneNumberDailyLimit",
    "LimitExceeded.AppDailyLimit",
    "LimitExceeded.DailyLimit",
    "ResourceUnavailable",
    "AuthFailure.SignatureExpire",
    "FailedOperation.InsufficientBalanceInSmsPackage",
)


class TencentSmsGateway:
    """Sends one SMS for each call; keys and numbers stay out of every error and log."""

    def __init__(
        self,
        settings: TencentSms,
        *,
        client: httpx.AsyncClient | None = None,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        self._settings = settings
        self._client = client or httpx.AsyncClient(timeout=TIMEOUT_S)
        self._clock = clock

    async def send(self, message: OutgoingMessage) -> str:
        template = self._settings.templates.get(message.template)
        if template is None:
            raise GatewayRefused("template_not_set_up")
        body = msgspec.json.encode(
            {
                "PhoneNumberSet": [international(message.address)],
                "SmsSdkAppId": self._settings.sdk_app_id,
                "SignName": self._settings.sign_name,
                "TemplateId": template,
                "TemplateParamSet": list(message.values.values()),
                # Comes back in receipts and stands in the gateway's own records.
                "SessionContext": message.delivery_id,
            }
        )
        headers = signed_headers(self._settings, body, now=self._clock())
        try:
            answer = await self._client.post(self._settings.url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise GatewayIsUnavailable(type(error).__name__) from None
        if answer.status_code >= 500 or answer.status_code == 429:
            raise GatewayIsUnavailable(f"HTTP {answer.status_code}")
        return _number_of(_response(answer))

    async def close(self) -> None:
        await self._client.aclose()


def international(phone: str) -> str:
    """Return a number in the form +8613812345678; eleven digits are a Chinese mobile's."""
    digits = phone.replace(" ", "").replace("-", "").removeprefix("+")
    return f"+86{digits}" if len(digits) == 11 and digits.startswith("1") else f"+{digits}"


def _response(answer: httpx.Response) -> dict[str, Any]:
    try:
        response = answer.json()["Response"]
    except (ValueError, KeyError, TypeError):
        raise GatewayIsUnavailable(f"HTTP {answer.status_code}") from None
    if not isinstance(response, dict):
        raise GatewayIsUnavailable("answer_not_understood")
    return response


def _number_of(response: dict[str, Any]) -> str:
    """Return the message's serial number, or raise what the answer says."""
    error = response.get("Error")
    statuses = response.get("SendStatusSet")
    if isinstance(error, dict):
        _refuse(str(error.get("Code", "")))
    if not isinstance(statuses, list) or len(statuses) != 1 or not isinstance(statuses[0], dict):
        raise GatewayIsUnavailable("answer_not_understood")
    code = str(statuses[0].get("Code", ""))
    if code != "Ok":
        _refuse(code)
    return str(statuses[0].get("SerialNo", ""))


def _refuse(code: str) -> None:
    # Only the code: the gateway's sentence may quote the number.
    reason = code[:80]
    if code.startswith(_PASSING):
        raise GatewayIsUnavailable(reason)
    raise GatewayRefused(reason)


def signed_headers(settings: TencentSms, body: bytes, *, now: datetime) -> dict[str, str]:
    """Return the headers of a signed request, after Tencent's "签名方法 v3"."""
    host = urlsplit(settings.url).netloc
    timestamp = int(now.timestamp())
    day = now.astimezone(UTC).strftime("%Y-%m-%d")
    signed = "content-type;host;x-tc-action"
    canonical = "\n".join(
        [
            "POST",
            "/",
            "",
            f"content-type:{CONTENT_TYPE}\nhost:{host}\nx-tc-action:{ACTION.lower()}\n",
            signed,
            hashlib.sha256(body).hexdigest(),
        ]
    )
    scope = f"{day}/{SERVICE}/tc3_request"
    to_sign = "\n".join(
        [ALGORITHM, str(timestamp), scope, hashlib.sha256(canonical.encode()).hexdigest()]
    )
    key = f"TC3{settings.secret_key.get_secret_value()}".encode()
    for part in (day, SERVICE, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    credential = f"{settings.secret_id.get_secret_value()}/{scope}"
    return {
        "Authorization": f"{ALGORITHM} Credential={credential}, SignedHeaders={signed}, "
        f"Signature={signature}",
        "Content-Type": CONTENT_TYPE,
        "Host": host,
        "X-TC-Action": ACTION,
        "X-TC-Version": VERSION,
        "X-TC-Region": settings.region,
        "X-TC-Timestamp": str(timestamp),
    }
