"""The clock and the random ids."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ledger.db import ids


@pytest.mark.parametrize(
    "moment, business_date",
    [
        (datetime(2026, 4, 30, 15, 59, 59, tzinfo=UTC), date(2026, 4, 30)),
        (datetime(2026, 4, 30, 16, 0, 0, tzinfo=UTC), date(2026, 5, 1)),
        (datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_business_date_turns_at_midnight_in_china(moment: datetime, business_date: date):
    assert ids.today_in_china(moment) == business_date


def test_now_is_aware_and_in_utc():
    assert ids.now_utc().tzinfo is UTC


def test_digits_keep_their_leading_zeros():
    drawn = {ids.new_digits(2) for _ in range(3000)}
    assert all(len(digits) == 2 and digits.isdecimal() for digits in drawn)
    assert "07" in drawn
    assert len(drawn) == 100


def test_tokens_differ_and_fit_into_an_address():
    drawn = {ids.new_token() for _ in range(1000)}
    assert len(drawn) == 1000
    assert all(set(token) <= set("-_" + _letters_and_digits()) for token in drawn)
    assert min(len(token) for token in drawn) >= 43


def _letters_and_digits() -> str:
    return "".join(chr(n) for n in range(128) if chr(n).isalnum())


def test_uuid7_has_its_version_and_sorts_by_time(monkeypatch: pytest.MonkeyPatch):
    moments = iter([1_700_000_000_000_000_000, 1_700_000_000_001_000_000])
    monkeypatch.setattr("time.time_ns", lambda: next(moments))
    first, second = ids.uuid7(), ids.uuid7()
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert first.int >> 80 == 1_700_000_000_000
    assert first < second
