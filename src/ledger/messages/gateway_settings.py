"""The gateways' settings: one JSON file among the program's secrets, which the operator writes.

`messages.json` in the secrets folder (docs/运维手册.md, “短信与微信”). Without it messages appear
in the log instead of being sent, which is what development and a first trial want.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from ledger.errors import Refusal

FILE_NAME = "messages.json"


class GatewaySettingsAreWrong(Refusal):
    """The file cannot be used; the sentence says where, and quotes nothing of it."""

    code = "gateway_settings_are_wrong"
    status = 503


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TencentSms(_Strict):
    """An account at Tencent Cloud SMS; `templates` maps our template codes to its approved ids."""

    provider: Literal["tencent"] = "tencent"
    secret_id: SecretStr
    secret_key: SecretStr
    sdk_app_id: str = Field(min_length=1)
    sign_name: str = Field(min_length=2, max_length=12)
    templates: dict[str, str]
    region: str = "ap-guangzhou"
    url: str = "https://sms.tencentcloudapi.com"


class WechatTemplates(_Strict):
    """Templates of the 服务号; `templates` maps our codes to the ids in its list of templates.

    `keywords` maps our places (such as `points`) to the keywords of those templates. The account
    itself is that of signing in: LEDGER_WECHAT_APP_ID and the file `wechat-app-secret`.
    """

    templates: dict[str, str]
    keywords: dict[str, dict[str, str]] = {}
    url: str = "https://api.weixin.qq.com"


class GatewaySettings(_Strict):
    """Which channels are set up; None: shown in the log instead."""

    sms: TencentSms | None = None
    wechat: WechatTemplates | None = None


def read_gateway_settings(secrets_dir: Path) -> GatewaySettings:
    """Return the settings, or those of a program without gateways when there is no file.

    Raises `GatewaySettingsAreWrong` for a file that others may read or that cannot be understood.
    """
    path = secrets_dir / FILE_NAME
    if not path.exists():
        return GatewaySettings()
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise GatewaySettingsAreWrong(f"{path} 只能由程序自己读取，请执行 chmod 600。")
    try:
        return GatewaySettings.model_validate_json(path.read_bytes())
    except ValidationError as error:
        places = "、".join(
            sorted({".".join(str(part) for part in fault["loc"]) or "整个文件"
                    for fault in error.errors(include_input=False, include_context=False)})
        )  # fmt: skip
        raise GatewaySettingsAreWrong(f"{path} 写法不对：{places}。") from None
