"""What people are asked to agree to. A text that changes gets a new version; old consents keep
the version they were given to, and count until they are withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ledger.errors import Refusal


class Purpose(StrEnum):
    """What a consent is for; nothing else may be done with it."""

    PUBLIC_HONOURS = "public_honours"
    ACTIVITY_PHOTOS = "activity_photos"
    LEADERBOARD_NAME = "leaderboard_name"
    LEADERBOARD_BUILDING = "leaderboard_building"


LISTS = frozenset({Purpose.PUBLIC_HONOURS, Purpose.LEADERBOARD_NAME, Purpose.LEADERBOARD_BUILDING})
"""Lists that others read; a child under 14 is on none of them, whatever was agreed to."""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The words that are in force."""

    title: str
    version: str
    body: str


CONSENT_TEXTS = {
    Purpose.PUBLIC_HONOURS: ConsentText(
        "光荣榜和公示名单",
        "2026-1",
        "同意小区在光荣榜、志愿服务公示等公开名单上列出我：只写姓氏（如“张*”）和楼栋，"
        "不写全名、房号和电话。不同意不影响积分和服务时长；撤回后新的名单立即不再列出。",
    ),
    Purpose.ACTIVITY_PHOTOS: ConsentText(
        "活动照片",
        "2026-1",
        "同意小区在公告栏和公示网页上使用有我的活动照片。随时可以撤回，撤回后不再使用。",
    ),
    Purpose.LEADERBOARD_NAME: ConsentText(
        "时长榜（写姓氏和楼栋）",
        "2026-1",
        "同意在志愿服务时长榜上列出我的时长，写姓氏和楼栋（如“3栋 张*”），给登录的本小区居民看。"
        "不写全名、房号和积分。随时可以撤回，撤回后马上不再列出。",
    ),
    Purpose.LEADERBOARD_BUILDING: ConsentText(
        "时长榜（只写楼栋）",
        "2026-1",
        "同意在志愿服务时长榜上列出我的时长，只写楼栋（如“3栋 一位邻居”），给登录的本小区居民看。"
        "随时可以撤回，撤回后马上不再列出。",
    ),
}


GUARDIAN_TEXT = ConsentText(
    "监护人同意书",
    "2026-1",
    "我是这个孩子的监护人，同意小区登记孩子的姓名、出生日期和住处，记录孩子参加活动的服务时长和积分。"
    "孩子不上任何公开名单。我可以随时撤回同意；撤回后孩子的账号马上停用，账目依法保留。",
)
"""What a guardian of a child under 14 agrees to on the phone (个人信息保护法 §31)."""


class ConsentPurposeIsUnknown(Refusal):
    code = "consent_purpose_is_unknown"
    status = 400


def purpose_of(written: str) -> Purpose:
    """Return the purpose with this code; raises `ConsentPurposeIsUnknown`."""
    try:
        return Purpose(written)
    except ValueError:
        raise ConsentPurposeIsUnknown("没有这种同意书，请刷新页面后重新选择。") from None
