"""So many requests a minute from one address; the memory of addresses is bounded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ledger.web.throttle import SUBJECTS_MAX, Throttle, TooManyRequests

NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)


def test_an_address_has_so_many_times_a_minute() -> None:
    throttle = Throttle(2)
    for _ in range(2):
        throttle.pass_through("a", now=NOW)
    with pytest.raises(TooManyRequests) as refusal:
        throttle.pass_through("a", now=NOW + timedelta(seconds=59))
    assert refusal.value.details["retry_after"] == 60
    throttle.pass_through("b", now=NOW)
    throttle.pass_through("a", now=NOW + timedelta(seconds=60))


def test_a_flood_of_addresses_does_not_fill_the_memory() -> None:
    throttle = Throttle(2)
    for number in range(SUBJECTS_MAX):
        throttle.pass_through(str(number), now=NOW)
    with pytest.raises(TooManyRequests):
        throttle.pass_through("one more", now=NOW)
    # Those who are known go on.
    throttle.pass_through("1", now=NOW)
    throttle.pass_through("one more", now=NOW + timedelta(seconds=60))
