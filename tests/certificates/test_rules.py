"""Figures, content and states of a certificate, without a database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

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
    state_of,
)

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
