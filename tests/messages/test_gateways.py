"""The gateways against a real HTTP server: signatures, tokens, failures, and silence in logs."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import os
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from ledger.db.secret_files import secret_of
from ledger.identity.code_sender import ConsoleCodeSender
from ledger.messages.channels import code_sender_of, gateways_of
from ledger.messages.gateway_settings import (
    FILE_NAME,
    GatewaySettingsAreWrong,
    read_gateway_settings,
)
from ledger.messages.gateways import (
    ConsoleGateway,
    GatewayIsUnavailable,
    GatewayRefused,
    OutgoingMessage,
)
from ledger.messages.one_time_codes import GatewayCodeSender
from ledger.messages.tencent_sms import TencentSmsGateway, international
from ledger.messages.wechat_template import WechatTemplateGateway
from ledger.settings import Settings
from tests.messages.conftest import ALL_TEMPLATES, OPEN_ID, PHONE, Clock, tencent, wechat_gateway
from tests.messages.gateway_server import GatewayServer, sms_error, sms_status

SECRETS = ("the-secret-key-of-tencent", "the-app-secret-of-wechat", "TOKEN-OF-WECHAT", PHONE,
           PHONE[2:], OPEN_ID, "AKID-of-the-test")  # fmt: skip


def message(address: str = PHONE, template: str = "points_granted") -> OutgoingMessage:
    return OutgoingMessage(
        "0197-1", address, template, {"points": "12", "count": "2"}, "您的积分到账 12 分。"
    )


async def test_an_sms_is_signed_as_tencent_says(gateway: GatewayServer, clock: Clock) -> None:
    sms = TencentSmsGateway(tencent(gateway), clock=clock)
    assert await sms.send(message()) == "5000:1"
    await sms.close()
    (heard,) = gateway.heard
    stamp = heard.headers["x-tc-timestamp"]
    assert stamp == str(int(clock.now.timestamp()))
    # Put together by hand from the description, on what arrived over the wire.
    canonical = (
        "POST\n/\n\ncontent-type:application/json; charset=utf-8\n"
        f"host:{heard.headers['host']}\nx-tc-action:sendsms\n\ncontent-type;host;x-tc-action\n"
        + hashlib.sha256(heard.raw).hexdigest()
    )
    to_sign = (
        f"TC3-HMAC-SHA256\n{stamp}\n2026-07-05/sms/tc3_request\n"
        + hashlib.sha256(canonical.encode()).hexdigest()
    )

    def digest(key: bytes, words: str) -> bytes:
        return hmac.new(key, words.encode(), hashlib.sha256).digest()

    day = digest(b"TC3the-secret-key-of-tencent", "2026-07-05")
    key = digest(digest(day, "sms"), "tc3_request")
    assert heard.headers["authorization"] == (
        "TC3-HMAC-SHA256 Credential=AKID-of-the-test/2026-07-05/sms/tc3_request, "
        f"SignedHeaders=content-type;host;x-tc-action, Signature={digest(key, to_sign).hex()}"
    )
    assert heard.headers["x-tc-action"] == "SendSms"
    assert heard.body["SessionContext"] == "0197-1"
    assert heard.body["SmsSdkAppId"] == "1400000000"
    assert heard.body["TemplateId"] == ALL_TEMPLATES["points_granted"]


@pytest.mark.parametrize(
    "answer, failure, reason",
    [
        ((500, {}), GatewayIsUnavailable, "HTTP 500"),
        ((429, {}), GatewayIsUnavailable, "HTTP 429"),
        ((200, {}), GatewayIsUnavailable, "HTTP 200"),
        ((200, {"Response": []}), GatewayIsUnavailable, "answer_not_understood"),
        ((200, {"Response": {"SendStatusSet": []}}), GatewayIsUnavailable, "answer_not_understood"),
        ((200, sms_error("InternalError.Timeout")), GatewayIsUnavailable, "InternalError.Timeout"),
        (
            (200, sms_status("LimitExceeded.PhoneNumberDailyLimit")),
            GatewayIsUnavailable,
            "LimitExceeded.PhoneNumberDailyLimit",
        ),
        (
            (200, sms_error("AuthFailure.SignatureFailure")),
            GatewayRefused,
            "AuthFailure.SignatureFailure",
        ),
        (
            (200, sms_status("InvalidParameterValue.IncorrectPhoneNumber")),
            GatewayRefused,
            "InvalidParameterValue.IncorrectPhoneNumber",
        ),
    ],
)
async def test_lasting_and_passing_failures_of_an_sms(
    gateway: GatewayServer,
    answer: tuple[int, dict[str, object]],
    failure: type[Exception],
    reason: str,
) -> None:
    gateway.sms_answers = [answer]
    sms = TencentSmsGateway(tencent(gateway))
    with pytest.raises(failure) as caught:
        await sms.send(message())
    await sms.close()
    assert str(caught.value) == reason


async def test_a_template_that_is_not_set_up_is_a_lasting_failure(gateway: GatewayServer) -> None:
    for made in (
        TencentSmsGateway(tencent(gateway, templates={})),
        wechat_gateway(gateway, changed={"templates": {}}),
    ):
        with pytest.raises(GatewayRefused, match="template_not_set_up"):
            await made.send(message())
        await made.close()
    assert gateway.heard == []


async def test_a_gateway_that_is_away_is_a_passing_failure(gateway: GatewayServer) -> None:
    nobody = "http://127.0.0.1:9"
    for made in (
        TencentSmsGateway(tencent(gateway, url=nobody)),
        wechat_gateway(gateway, changed={"url": nobody}),
    ):
        with pytest.raises(GatewayIsUnavailable, match="ConnectError"):
            await made.send(message())
        await made.close()


async def test_wechats_token_is_asked_for_once_and_again_when_it_is_over(
    gateway: GatewayServer, clock: Clock
) -> None:
    made = wechat_gateway(gateway, clock=clock)
    await asyncio.gather(*(made.send(message(OPEN_ID)) for _ in range(3)))
    assert gateway.tokens == 1
    clock.go_on(minutes=114)
    await made.send(message(OPEN_ID))
    assert gateway.tokens == 1
    clock.go_on(minutes=2)
    assert await made.send(message(OPEN_ID)) == "200228332"
    assert gateway.tokens == 2
    # Somebody else renewed it: this sending is tried again, with a new one.
    gateway.wechat_codes = [40001]
    with pytest.raises(GatewayIsUnavailable, match="errcode 40001"):
        await made.send(message(OPEN_ID))
    await made.send(message(OPEN_ID))
    assert gateway.tokens == 3
    await made.close()
    asked = gateway.sent("/cgi-bin/stable_token")[0]
    assert asked.body["secret"] == "the-app-secret-of-wechat"
    assert asked.query == {}
    told = gateway.sent("/cgi-bin/message/template/send")[0]
    assert told.query == {"access_token": ["TOKEN-OF-WECHAT-1"]}
    assert told.body["client_msg_id"] == "0197-1"


@pytest.mark.parametrize(
    "code, failure", [(-1, GatewayIsUnavailable), (43004, GatewayRefused), (40037, GatewayRefused)]
)
async def test_lasting_and_passing_failures_of_wechat(
    gateway: GatewayServer, code: int, failure: type[Exception]
) -> None:
    gateway.wechat_codes = [code]
    made = wechat_gateway(gateway)
    with pytest.raises(failure, match=f"errcode {code}"):
        await made.send(message(OPEN_ID))
    await made.close()


async def test_nothing_secret_and_nothing_personal_is_logged_or_raised(
    gateway: GatewayServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    gateway.sms_answers = [
        (200, sms_status("Ok")),
        (200, sms_error("AuthFailure.SignatureFailure")),
    ]
    gateway.wechat_codes = [0, 43004]
    said = []
    with capture_logs() as logs:
        for made, address in (
            (TencentSmsGateway(tencent(gateway)), PHONE),
            (wechat_gateway(gateway), OPEN_ID),
        ):
            await made.send(message(address))
            with pytest.raises(GatewayRefused) as caught:
                await made.send(message(address))
            said.append(repr(caught.value) + repr(caught.value.__cause__) + repr(made.__dict__))
            await made.close()
        await ConsoleGateway("sms").send(message())
    # The gateway of the test writes a log of its own.
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("uvicorn")]
    told = repr(ours) + repr(logs) + "".join(said).replace("'_token': 'TOKEN-OF-WECHAT-1'", "")
    assert "您的积分到账" in told
    assert [secret for secret in SECRETS if secret in told] == []


async def test_a_one_time_code_goes_out_at_once_and_is_written_down_nowhere(
    gateway: GatewayServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = tencent(gateway, templates={"sign_in_code": "77"})
    sms = TencentSmsGateway(settings)
    sender = GatewayCodeSender(sms)
    sender.check_ready()
    with capture_logs() as logs:
        await sender.send_code(phone=PHONE, code="493817")
    await sms.close()
    (heard,) = gateway.heard
    assert heard.body["TemplateParamSet"] == ["493817", "5"]
    assert heard.body["PhoneNumberSet"] == [f"+{PHONE}"]
    assert "493817" not in caplog.text + repr(logs)


def test_numbers_are_written_as_the_gateway_wants_them() -> None:
    assert international("13812345678") == "+8613812345678"
    assert international("8613812345678") == "+8613812345678"
    assert international("+852 6123 4567") == "+85261234567"


def test_the_settings_are_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    assert read_gateway_settings(tmp_path).sms is None
    path = tmp_path / FILE_NAME
    path.write_text('{"sms": {"secret_key": "the-secret-key-of-tencent", "surprise": 1}}')
    path.chmod(0o644)
    if os.name == "posix":
        with pytest.raises(GatewaySettingsAreWrong, match="chmod 600"):
            read_gateway_settings(tmp_path)
    path.chmod(0o600)
    with pytest.raises(GatewaySettingsAreWrong) as caught:
        read_gateway_settings(tmp_path)
    assert "sms.secret_id" in str(caught.value)
    assert "the-secret-key" not in str(caught.value)


async def test_channels_without_settings_are_shown_instead_of_sent(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    made = gateways_of(settings)
    assert {channel: type(each) for channel, each in made.items()} == {
        "sms": ConsoleGateway,
        "wechat": ConsoleGateway,
    }
    secret_of(
        settings.secrets_dir,
        FILE_NAME,
        fresh="""{"sms": {"secret_id": "a", "secret_key": "b", "sdk_app_id": "1",
            "sign_name": "书香苑", "templates": {}}}""",
    )
    (settings.secrets_dir / FILE_NAME).chmod(0o600)
    made = gateways_of(settings)
    assert type(made["sms"]) is TencentSmsGateway
    await made["sms"].close()
    assert type(code_sender_of(settings)) is GatewayCodeSender


async def test_wechats_templates_need_the_account_of_signing_in(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, wechat_app_id="wx0000000000000000")
    assert type(code_sender_of(settings)) is ConsoleCodeSender
    secret_of(settings.secrets_dir, FILE_NAME, fresh='{"wechat": {"templates": {}}}')
    (settings.secrets_dir / FILE_NAME).chmod(0o600)
    with pytest.raises(GatewaySettingsAreWrong, match="wechat-app-secret"):
        gateways_of(settings)
    secret_of(settings.secrets_dir, "wechat-app-secret", fresh="the-app-secret-of-wechat")
    made = gateways_of(settings)["wechat"]
    assert type(made) is WechatTemplateGateway
    await made.close()


async def test_a_proxys_words_are_no_answer(gateway: GatewayServer) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text="<html>sign in</html>"))
    for made in (
        TencentSmsGateway(tencent(gateway), client=httpx.AsyncClient(transport=transport)),
        wechat_gateway(gateway, client=httpx.AsyncClient(transport=transport)),
    ):
        with pytest.raises(GatewayIsUnavailable):
            await made.send(message())
        await made.close()
