"""Figures, content and states of a certificate, without a database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.certificates.rules import (
    SERVICES_MAX,
    CertificateIsTooLong,
    CertificateTimeIsWrong,
    CertifiedService,
    Holder,
    NothingToCertify,
    certificate_number,
    check_services,
    check_time,
    frozen_content,
    hours_in_two_decimals,
    identity_end,
    record_hash,
    stars_reached,
    state_of,
    with_stars,
)
from ledger.estates.rule_profile import RecognitionRules

SERVICE = CertifiedService(date(2026, 6, 18), "端午包粽", "邻里活动", "文明实践站", 150, 7)


@pytest.mark.parametrize(
    "minutes, written",
    [(150, "2.50"), (100, "1.67"), (1, "0.02"), (3, "0.05"), (60 * 1500, "1,500.00")],
)
def test_hours_have_two_decimals(minutes: int, written: str) -> None:
    assert hours_in_two_decimals(minutes) == written


@given(st.integers(1, 10**6))
def test_hours_are_never_wrong_by_more_than_half_of_the_last_digit(minutes: int) -> None:
    written = Decimal(hours_in_two_decimals(minutes).replace(",", ""))
    assert abs(written * 60 - minutes) <= Decimal("0.3")
    assert written.as_tuple().exponent == -2


@given(st.lists(st.integers(1, 600), min_size=1, max_size=20))
def test_the_sum_is_rounded_once_from_minutes(minutes: list[int]) -> None:
    services = [replace(SERVICE, service_minutes=each) for each in minutes]
    said = json.loads(frozen_content(services=services, details={}, supersedes=(), previous=b""))
    assert said["service_minutes"] == sum(minutes)


def test_numbers_are_written_with_year_and_six_digits() -> None:
    assert certificate_number(2026, 1) == "志证-2026-000001"
    assert certificate_number(2027, 123456) == "志证-2027-123456"


def test_an_identity_number_shows_its_end_only() -> None:
    holder = Holder("王小芳", identity_end("51010119900307561X"), "salt")
    assert holder.identity_text == "居民身份证 **************561X"
    assert "19900307" not in holder.identity_text
    assert Holder("王小芳", identity_end(None), "salt").identity_text == "未登记证件号码"


@given(st.text(max_size=8), st.text(max_size=4), st.text(max_size=22))
def test_a_commitment_is_of_one_holder(name: str, end: str, salt: str) -> None:
    holder = Holder(name, end, salt)
    assert holder.commitment == Holder(name, end, salt).commitment
    for other in (Holder(name + "x", end, salt), Holder(name, end, salt + "x")):
        assert other.commitment != holder.commitment


@pytest.mark.parametrize(
    "minutes, stars, hours_needed",
    [(0, 0, 0), (5_999, 0, 0), (6_000, 1, 100), (18_000, 2, 300), (10**6, 5, 1_500)],
)
def test_stars_are_reached_by_whole_hours(minutes: int, stars: int, hours_needed: int) -> None:
    reached = stars_reached(minutes, RecognitionRules(), rule_version="sxy/1")
    assert (reached.stars, reached.hours_needed) == (stars, hours_needed)
    assert bool(reached.paper_text) == bool(stars)


def test_the_paper_names_the_rule_of_its_stars() -> None:
    rules = RecognitionRules(star_hours=[50, 80], star_source="本小区志愿服务办法第五条")
    text = stars_reached(5_000, rules, rule_version="sxy/1").paper_text
    assert text == "二星级（所列时长达到 80 小时，依据本小区志愿服务办法第五条）"


def test_an_exported_row_says_how_far_the_hours_had_come() -> None:
    rules = RecognitionRules(star_hours=[3, 5])
    assert [stars for _, stars in with_stars([SERVICE, SERVICE], rules)] == [0, 2]


def test_what_was_certified_before_stars_keeps_its_bytes() -> None:
    said: dict[str, Any] = {
        "services": [SERVICE], "details": {"number": "志证-2026-000001"}, "supersedes": (),
        "previous": bytes(2),
    }  # fmt: skip
    assert frozen_content(**said) == (
        '{"number":"志证-2026-000001","previous":"0000","service_minutes":150,"services":'
        '[{"activity":"端午包粽","on":"2026-06-18","organiser":"文明实践站","seq":7,'
        '"service_minutes":150,"service_type":"邻里活动"}],"supersedes":[]}'
    )
    stars = stars_reached(6_000, RecognitionRules(), rule_version="sxy/1")
    assert json.loads(frozen_content(**said, stars=stars))["stars"]["stars"] == 1


def test_the_hash_covers_every_part() -> None:
    content = frozen_content(
        services=[SERVICE], details={"number": "志证-2026-000001"}, supersedes=("a",),
        previous=bytes(32),
    )  # fmt: skip
    assert content == frozen_content(
        services=[SERVICE], details={"number": "志证-2026-000001"}, supersedes=("a",),
        previous=bytes(32),
    )  # fmt: skip
    for changed in (
        content.replace("150", "151"),
        content.replace("000001", "000002"),
        content.replace('"a"', '"b"'),
        content.replace("00" * 32, "11" * 32),
    ):
        assert changed != content
        assert record_hash(changed) != record_hash(content)


def test_a_certificate_with_nothing_or_too_much_in_it_is_refused() -> None:
    with pytest.raises(NothingToCertify):
        check_services([])
    with pytest.raises(CertificateIsTooLong):
        check_services([SERVICE] * (SERVICES_MAX + 1))
    check_services([SERVICE] * SERVICES_MAX)


def test_a_time_that_ends_before_it_begins_is_refused() -> None:
    day = date(2026, 6, 18)
    check_time(day, day)
    check_time(None, day)
    with pytest.raises(CertificateTimeIsWrong):
        check_time(day, date(2026, 6, 17))


def test_a_later_certificate_comes_before_a_correction() -> None:
    assert state_of(corrections=0, superseded_by=None) == "valid"
    assert state_of(corrections=2, superseded_by=None) == "corrected"
    assert state_of(corrections=2, superseded_by="志证-2026-000002") == "superseded"
