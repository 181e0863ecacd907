"""What a 志愿服务记录证明 says, decided without a database.

《志愿服务记录与证明出具办法（试行）》(民政部令第67号): true, accurate, complete, free of charge
and timely; it names the volunteer, the services with their dates and hours, who issues it, the day
and a number. Hours have two decimals, and each figure is rounded once, from its own minutes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any, Literal

from ledger.bookkeeping.canonical import canonical_json
from ledger.errors import Refusal
from ledger.estates.masking import mask_identity_but
from ledger.estates.rule_profile import RecognitionRules
from ledger.volunteering.standing.rules import StarLevel, star_levels

CONTENT_VERSION = "ledger-service-certificate/v1"
IDENTITY_DIGITS_SHOWN = 4
SERVICES_MAX = 2000
"""A paper of some forty pages; who has more chooses a shorter time."""

AskedAs = Literal["self", "guardian", "staff"]
State = Literal["valid", "corrected", "superseded"]

STATE_TITLES: dict[State, str] = {
    "valid": "有效",
    "corrected": "已失效（记录有更正）",
    "superseded": "已被新证明取代",
}


class NothingToCertify(Refusal):
    """No verified service in the time that was asked for."""

    code = "nothing_to_certify"


class CertificateTimeIsWrong(Refusal):
    """It ends before it begins."""

    code = "certificate_time_is_wrong"
    status = 400


class CertificateIsTooLong(Refusal):
    """More services than a paper holds."""

    code = "certificate_is_too_long"


class CertificateIsThere(Refusal):
    """The same was certified today (`certificate_id`, `number`)."""

    code = "certificate_is_there"


class CertificateNeedsGuardian(Refusal):
    """Below fourteen a guardian asks (个人信息保护法 §31)."""

    code = "certificate_needs_guardian"


class CertificateHolderIsForgotten(Refusal):
    """The name was destroyed with the person's data; no paper can be printed any more."""

    code = "certificate_holder_is_forgotten"


class CertificateHolderWasAltered(Refusal):
    """The sealed name is not the one that was certified."""

    code = "certificate_holder_was_altered"


@dataclass(frozen=True, slots=True)
class CertifiedService:
    """One service as it stands in the books; `seq` is the entry that recognised its minutes."""

    on: date
    activity: str
    service_type: str
    organiser: str
    service_minutes: int
    seq: int


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate is about: the name, and the last digits of an identity number or ''."""

    name: str
    identity_end: str
    salt: str

    @property
    def commitment(self) -> bytes:
        """What the frozen content keeps of the holder; it tells nothing without the salt."""
        return sha256(canonical_json(asdict(self)).encode()).digest()

    @property
    def identity_text(self) -> str:
        """The identity number as the paper shows it."""
        if not self.identity_end:
            return "未登记证件号码"
        return f"居民身份证 {mask_identity_but(self.identity_end)}"


@dataclass(frozen=True, slots=True)
class CertifiedStars:
    """How many stars the certified hours reach, by which rules; none is 0 stars for 0 hours."""

    stars: int
    hours_needed: int
    source: str
    rule_version: str

    @property
    def paper_text(self) -> str:
        """What the paper says of it; nothing where no star is reached."""
        if not self.stars:
            return ""
        level = f"{_NUMERALS[self.stars - 1]}星级"
        return f"{level}（所列时长达到 {self.hours_needed} 小时，依据{self.source}）"


_NUMERALS = "一二三四五六七八九十"


def stars_reached(
    service_minutes: int, rules: RecognitionRules, *, rule_version: str
) -> CertifiedStars:
    """Return the stars that these minutes alone reach under these rules."""
    level = StarLevel(0, 0)
    for each in star_levels(rules.star_hours):
        if each.minutes_needed <= service_minutes:
            level = each
    return CertifiedStars(level.stars, level.minutes_needed // 60, rules.star_source, rule_version)


def with_stars(
    services: Sequence[CertifiedService], rules: RecognitionRules
) -> list[tuple[CertifiedService, int]]:
    """Return each service with the stars that the minutes up to it reach, in their order."""
    minutes = 0
    rows = []
    for service in services:
        minutes += service.service_minutes
        rows.append((service, stars_reached(minutes, rules, rule_version="").stars))
    return rows


def identity_end(number: str | None) -> str:
    """Return the part of an identity number that is shown."""
    return (number or "")[-IDENTITY_DIGITS_SHOWN:]


def hours_in_two_decimals(service_minutes: int) -> str:
    """Write minutes as hours with two decimals, half up: 150 → `2.50`, 100 → `1.67`."""
    hours = (Decimal(service_minutes) / 60).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{hours:,f}"


def certificate_number(year: int, position: int) -> str:
    """Return `志证-2026-000001`."""
    return f"志证-{year}-{position:06d}"


def check_time(from_on: date | None, to_on: date | None) -> None:
    """Raise `CertificateTimeIsWrong` for a time that ends before it begins."""
    if from_on is not None and to_on is not None and to_on < from_on:
        raise CertificateTimeIsWrong(
            "结束日期早于开始日期，请重新选择。",
            fields=[{"field": "to_on", "message": "不能早于开始日期"}],
        )


def check_services(services: Sequence[CertifiedService]) -> None:
    """Raise `NothingToCertify` and `CertificateIsTooLong`."""
    if not services:
        raise NothingToCertify("这段时间没有已核实的志愿服务，开不出证明。请换一段时间再试。")
    if len(services) > SERVICES_MAX:
        raise CertificateIsTooLong(
            f"这段时间有 {len(services)} 条服务，一份证明最多列 {SERVICES_MAX} 条。请分段开具。"
        )


def frozen_content(
    *,
    services: Sequence[CertifiedService],
    details: Mapping[str, Any],
    stars: CertifiedStars | None = None,
    supersedes: Sequence[str],
    previous: bytes,
) -> str:
    """Return the content of a certificate as its one canonical line of JSON.

    `details` are the number, the estate and all else that is neither a service nor a link;
    `previous` is the hash of the certificate before it. What was issued before stars were
    certified says nothing of them, and so does an estate that has no rules that day.
    """
    lines = [asdict(service) | {"on": service.on.isoformat()} for service in services]
    return canonical_json(
        {
            **details,
            **({} if stars is None else {"stars": asdict(stars)}),
            "services": lines,
            "service_minutes": sum(service.service_minutes for service in services),
            "supersedes": list(supersedes),
            "previous": previous.hex(),
        }
    )


def record_hash(content: str) -> bytes:
    """Return the hash of a certificate, which the next one bears as `previous`."""
    return sha256(f"{CONTENT_VERSION}\n{content}".encode()).digest()


def state_of(*, corrections: int, superseded_by: str | None) -> State:
    """Return how a certificate stands: a later one in its place, or a service in it corrected."""
    if superseded_by is not None:
        return "superseded"
    return "corrected" if corrections else "valid"
