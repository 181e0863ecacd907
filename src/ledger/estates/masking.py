"""脱敏: persons are masked before they leave the desk; companies stay in the clear (PIPL)."""

from __future__ import annotations

import re

# How a name of two to four characters ends when it is not a person's.
_ORGANISATION_ENDINGS = (
    "公司", "集团", "企业", "国企", "单位", "中心", "银行", "支行", "分行", "学校", "医院", "街道",
    "社区", "物业", "置业", "超市", "食堂", "饭店", "书店", "商店", "药店", "商行", "茶舍", "理发",
    "电力", "电器", "园艺", "传媒", "科技", "建材", "装饰", "五金", "物流", "快递", "铁塔",
    "工会", "委会", "协会", "商会", "大会", "事会", "学会", "妇联", "供销社", "合作社", "旅行社",
    "服务部", "经营部", "工程部", "门市部", "营业部", "施工队", "服务队", "工程队", "消防队",
    "事务所", "派出所", "供电所", "管理所", "业主", "居民", "商户", "委员", "摊主", "收款",
)  # fmt: skip
# Alone these end a word only where something stands before them: 税务局, and not 某局.
_ENDINGS_OF_LONGER_NAMES = ("局", "厂", "店")
# 玉泉置业(开发企业), but not 张三(业主).
_ORGANISATION_NOTES = ("公司", "企业", "单位", "机关")
IDENTITY_LENGTH = 18
"""居民身份号码, GB 11643."""
_NAME_AND_NOTE = re.compile(r"([^(（]*)([(（].*)?", re.DOTALL)


def mask_person(name: str) -> str:
    """Return a person's name with everything but the family name hidden: 张*."""
    trimmed = name.strip()
    return f"{trimmed[0]}*" if trimmed else ""


def mask_identity_but(end: str) -> str:
    """Return an identity number of which only its last characters are shown."""
    return end.rjust(IDENTITY_LENGTH, "*")


def mask_counterparty(name: str) -> str:
    """Mask a counterparty when it reads like a person's name; leave organisations as they are.

    A note in brackets behind the name stays: 李*(停车管理员). In doubt the name is masked.
    """
    parts = _NAME_AND_NOTE.fullmatch(name.strip())
    assert parts is not None
    plain, note = parts[1].strip(), parts[2] or ""
    return name.strip() if _is_organisation(plain, note) else mask_person(plain) + note


def _is_organisation(plain: str, note: str) -> bool:
    if "·" in plain:
        return False
    return (
        len(plain) > 4
        or plain.endswith(_ORGANISATION_ENDINGS)
        or (len(plain) > 2 and plain.endswith(_ENDINGS_OF_LONGER_NAMES))
        or any(mark in note for mark in _ORGANISATION_NOTES)
    )
