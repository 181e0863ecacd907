"""脱敏: persons are masked before they leave the desk; companies stay in the clear (PIPL)."""

from __future__ import annotations

_ORGANISATION_MARKS = (
    "公司", "部", "局", "所", "会", "厂", "店", "行", "社", "中心", "超市", "食堂", "银行",
    "学校", "集团", "大会", "队", "电力", "电器", "园艺", "国企", "企业", "茶舍", "理发",
    "业主", "委员", "扫码收款", "摊主",
)  # fmt: skip


def mask_person(name: str) -> str:
    """Return a person's name with everything but the family name hidden: 张*."""
    trimmed = name.strip()
    return f"{trimmed[0]}*" if trimmed else ""


def mask_counterparty(name: str) -> str:
    """Mask a counterparty when it reads like a person's name; leave organisations as they are."""
    plain = name.strip()
    looks_like_person = 2 <= len(plain) <= 4 and not any(
        mark in plain for mark in _ORGANISATION_MARKS
    )
    return mask_person(plain) if looks_like_person else plain
