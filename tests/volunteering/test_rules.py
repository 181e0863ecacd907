"""How long a service lasts, when two clash, and who may confirm one."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.volunteering.rules import (
    CheckOutIsNotAfterCheckIn,
    People,
    SamePersonMayNotVerify,
    ServiceSpan,
    VolunteerMayNotConfirm,
    WaitingReason,
    check_confirmer,
    check_verifier,
    first_overlaps,
    missing_parts,
    service_minutes,
    to_the_minute,
)

DAY = date(2026, 6, 11)


def span(start: str, end: str | None, *, resident: int = 1, day: date = DAY) -> ServiceSpan:
    checked_out = time.fromisoformat(end) if end else None
    return ServiceSpan(resident, day, time.fromisoformat(start), checked_out)


@pytest.mark.parametrize(
    "start, end, minutes",
    [("09:00", "11:30", 150), ("00:00", "23:59", 1439), ("09:59", "10:00", 1)],
)
def test_minutes_from_check_in_to_check_out(start: str, end: str, minutes: int) -> None:
    assert service_minutes(time.fromisoformat(start), time.fromisoformat(end)) == minutes


@pytest.mark.parametrize("end", ["09:00", "08:59", "00:00"])
def test_check_out_before_check_in_is_refused(end: str) -> None:
    with pytest.raises(CheckOutIsNotAfterCheckIn) as refused:
        service_minutes(time(9, 0), time.fromisoformat(end))
    assert "不晚于签到 09:00" in refused.value.sentence


def test_seconds_are_cut_off() -> None:
    assert to_the_minute(time(9, 7, 59, 999_999)) == time(9, 7)


@pytest.mark.parametrize(
    "first, second, clash",
    [
        (("09:00", "11:00"), ("10:00", "12:00"), True),
        (("09:00", "11:00"), ("09:30", "10:00"), True),
        (("09:00", "11:00"), ("11:00", "12:00"), False),
        (("09:00", "11:00"), ("07:00", "09:00"), False),
        (("09:00", None), ("09:00", "12:00"), False),
    ],
)
def test_when_two_services_clash(
    first: tuple[str, str | None], second: tuple[str, str | None], clash: bool
) -> None:
    assert span(*first).overlaps(span(*second)) is clash
    assert span(*second).overlaps(span(*first)) is clash
    assert not span(*first).overlaps(span(*second, resident=2))
    assert not span(*first).overlaps(span(*second, day=date(2026, 6, 12)))


def test_of_two_new_services_the_first_is_taken() -> None:
    spans = [span("09:00", "11:00"), span("10:00", "12:00"), span("11:00", "12:00")]
    assert first_overlaps(spans, verified=[]) == [False, True, False]
    assert first_overlaps(spans, verified=[span("08:00", "09:01")]) == [True, False, True]


minutes_of_day = st.integers(0, 1438)


@st.composite
def spans(draw: st.DrawFn) -> ServiceSpan:
    start = draw(minutes_of_day)
    end = draw(st.integers(start + 1, 1439))
    resident = draw(st.integers(1, 2))
    return ServiceSpan(resident, DAY, time(start // 60, start % 60), time(end // 60, end % 60))


@given(st.lists(spans(), max_size=12), st.lists(spans(), max_size=2))
def test_what_is_taken_never_clashes(new: list[ServiceSpan], verified: list[ServiceSpan]) -> None:
    clashes = first_overlaps(new, verified=verified)
    taken = [each for each, clash in zip(new, clashes, strict=True) if not clash]
    for position, each in enumerate(taken):
        assert not any(each.overlaps(other) for other in taken[position + 1 :])
        assert not any(each.overlaps(other) for other in verified)
    for each, clash in zip(new, clashes, strict=True):
        if clash:
            assert any(each.overlaps(other) for other in [*taken, *verified])


@pytest.mark.parametrize(
    "checked_out, confirmer, missing",
    [
        (time(11), "3栋栋长", ()),
        (None, "3栋栋长", (WaitingReason.CHECK_OUT_IS_MISSING,)),
        (time(11), None, (WaitingReason.CONFIRMER_IS_MISSING,)),
        (time(11), "", (WaitingReason.CONFIRMER_IS_MISSING,)),
        (None, None, (WaitingReason.CHECK_OUT_IS_MISSING, WaitingReason.CONFIRMER_IS_MISSING)),
    ],
)
def test_what_a_record_lacks(
    checked_out: time | None, confirmer: str | None, missing: tuple[WaitingReason, ...]
) -> None:
    assert missing_parts(checked_out, confirmer) == missing


@pytest.mark.parametrize("verifier, may", [(1, False), (2, False), (3, True)])
def test_whoever_brought_it_in_or_completed_it_may_not_verify(verifier: int, may: bool) -> None:
    people = People(recorded_by=1, completed_by=2)
    if may:
        check_verifier(people, verifier_user_id=verifier)
        return
    with pytest.raises(SamePersonMayNotVerify):
        check_verifier(people, verifier_user_id=verifier)


def test_nobody_confirms_their_own_service() -> None:
    check_confirmer(confirmer="3栋栋长", volunteer="张三")
    with pytest.raises(VolunteerMayNotConfirm):
        check_confirmer(confirmer="张三", volunteer="张三")
