"""Which gateway carries which channel here: as the operator's file says, or the console."""

from __future__ import annotations

from pydantic import SecretStr

from ledger.identity.code_sender import CodeSender, shipped_code_sender
from ledger.identity.wechat import SECRET_FILE
from ledger.messages.gateway_settings import (
    GatewaySettingsAreWrong,
    WechatTemplates,
    read_gateway_settings,
)
from ledger.messages.gateways import ConsoleGateway, Gateway
from ledger.messages.one_time_codes import GatewayCodeSender
from ledger.messages.tencent_sms import TencentSmsGateway
from ledger.messages.wechat_template import WechatTemplateGateway
from ledger.settings import Settings


def gateways_of(settings: Settings) -> dict[str, Gateway]:
    """Return the gateway of each channel. Raises `GatewaySettingsAreWrong`."""
    found = read_gateway_settings(settings.secrets_dir)
    return {
        "sms": ConsoleGateway("sms") if found.sms is None else TencentSmsGateway(found.sms),
        "wechat": ConsoleGateway("wechat")
        if found.wechat is None
        else _wechat_of(found.wechat, settings),
    }


def check_channels(settings: Settings) -> None:
    """Raise `GatewaySettingsAreWrong` before anything is started that would stumble over it."""
    if read_gateway_settings(settings.secrets_dir).wechat is not None:
        _wechat_account(settings)


def _wechat_of(templates: WechatTemplates, settings: Settings) -> Gateway:
    app_id, secret = _wechat_account(settings)
    return WechatTemplateGateway(templates, app_id=app_id, app_secret=secret)


def _wechat_account(settings: Settings) -> tuple[str, SecretStr]:
    secret_file = settings.secrets_dir / SECRET_FILE
    if settings.wechat_app_id is None or not secret_file.is_file():
        raise GatewaySettingsAreWrong(
            f"要发微信模板消息，还要设置 LEDGER_WECHAT_APP_ID 和密钥文件 {SECRET_FILE}。"
        )
    return settings.wechat_app_id, SecretStr(secret_file.read_text("utf-8").strip())


def code_sender_of(settings: Settings) -> CodeSender:
    """Return what sends sign-in codes: the SMS gateway where one is set up.

    Otherwise what identity ships: the program's window in development, nothing behind https.
    """
    sms = read_gateway_settings(settings.secrets_dir).sms
    if sms is None:
        return shipped_code_sender(settings)
    return GatewayCodeSender(TencentSmsGateway(sms))
