"""What a session may do, for how long, and when it needs another proof. Pure decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from ledger.errors import Refusal
from ledger.identity.roles import BUILDING_ROLES, STAFF, Role, SignedInUser

FACTOR_IS_FORCED = frozenset({Role.TREASURER, Role.COMMITTEE, Role.AUDITOR, Role.OPERATOR})
"""Who keeps, approves or examines the books, or the program: a password alone is not enough."""
_WORKERS = frozenset({*STAFF, *BUILDING_ROLES})


class Proof(StrEnum):
    """How a session's user first proved who they are."""

    PASSWORD = "password"  # noqa: S105
    PHONE = "phone"
    WECHAT = "wechat"

    @property
    def chinese_title(self) -> str:
        return {"password": "密码", "phone": "手机验证码", "wechat": "微信"}[self.value]


class Standing(StrEnum):
    """What a session is good for."""

    OPEN = "open"
    WAITS_FOR_FACTOR = "waits_for_factor"
    """The password was right; nothing but the second factor is taken now."""
    MUST_ENROL = "must_enrol"
    """The role asks for a second factor and there is none; nothing but enrolling is possible."""


class SecondFactorIsMissing(Refusal):
    """The session is not open yet; `details["next"]` says whether to prove or to enrol."""

    code = "second_factor_is_missing"
    status = 403


@dataclass(frozen=True, slots=True)
class Life:
    """How long a session lasts without use, and at all."""

    idle: timedelta
    whole: timedelta


LIFE_OF_STAFF = Life(timedelta(hours=12), timedelta(days=7))
LIFE_OF_OTHERS = Life(timedelta(days=30), timedelta(days=180))
LIFE_OF_PENDING = Life(timedelta(minutes=15), timedelta(minutes=15))


def factor_is_forced(roles: Iterable[Role], *, above_estates: bool) -> bool:
    """Tell whether somebody with these roles has to have a second factor.

    Whoever has a role above the estates (`above_estates`) has to, because it opens many at once.
    """
    return above_estates or bool(FACTOR_IS_FORCED & set(roles))


def standing_of(
    *, proof: Proof, factor_is_proved: bool, has_factor: bool, is_forced: bool
) -> Standing:
    """Return what a session is good for.

    A session that began with a phone or with WeChat is open for what a resident may do; see
    `is_withheld`.
    """
    if factor_is_proved or proof is not Proof.PASSWORD:
        return Standing.OPEN
    if has_factor:
        return Standing.WAITS_FOR_FACTOR
    return Standing.MUST_ENROL if is_forced else Standing.OPEN


def is_withheld(role: Role, *, proof: Proof, factor_is_proved: bool, has_factor: bool) -> bool:
    """Tell whether a session does not carry this role until the second factor is proved.

    A phone, and WeChat that was linked with it, open nothing but what a resident has: the number
    is written down by the desk of any estate, so it must not lead to the work of somebody else.
    """
    if factor_is_proved:
        return False
    if proof is not Proof.PASSWORD and role is not Role.RESIDENT:
        return True
    return role in FACTOR_IS_FORCED or (has_factor and role in _WORKERS)


def life_of(roles: Iterable[Role], standing: Standing, *, above_estates: bool) -> Life:
    """Return how long a session lasts: staff shorter, and one that waits for a proof minutes."""
    if standing is not Standing.OPEN:
        return LIFE_OF_PENDING
    return LIFE_OF_STAFF if above_estates or _WORKERS & set(roles) else LIFE_OF_OTHERS


def roles_key(user: SignedInUser) -> str:
    """Return a short text that differs whenever the roles do; a session remembers it."""
    said = sorted(
        [
            f"{g.role}:{g.estate_id}:{g.resident_id}:{g.merchant_id}"
            + "".join(f":{building}" for building in g.buildings)
            for g in user.grants
        ]
        + [f"{g.role}:{g.region_id}" for g in user.region_grants]
    )
    return sha256("\n".join(said).encode()).hexdigest()[:32]


def device_named(user_agent: str) -> str:
    """Return what a browser calls itself as people would say it: 微信 · 安卓手机."""
    systems = (
        ("HarmonyOS", "鸿蒙"), ("iPhone", "苹果手机"), ("iPad", "苹果平板"),
        ("Android", "安卓手机"), ("Windows", "Windows 电脑"),
        ("Mac OS", "苹果电脑"), ("Linux", "Linux 电脑"),
    )  # fmt: skip
    programs = (
        ("MicroMessenger", "微信"), ("QQBrowser", "QQ 浏览器"), ("Edg", "Edge"),
        ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    )  # fmt: skip
    system = next((name for mark, name in systems if mark in user_agent), "其他设备")
    program = next((name for mark, name in programs if mark in user_agent), "其他程序")
    return f"{program} · {system}"
