"""Which request fits which volunteer, and in which order."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.time_bank.help.rules import CATEGORIES
from ledger.time_bank.offers.rules import (
    CALLS_A_DAY,
    WEEKLY_TIMES,
    Match,
    Offer,
    SkillIsUnknown,
    Wanted,
    check_skills,
    match,
    weekly_times_of,
    why_not_called,
)
from ledger.time_bank.offers.skills import all_skills

# A Wednesday.
MORNING = datetime.combine(date(2026, 7, 8), time(9))
HAIRCUT = Wanted("其他", "理发", MORNING, MORNING + timedelta(hours=2), "3")
DOCTOR = Wanted("陪同就医", None, MORNING, MORNING + timedelta(hours=2), "3")


def offer(*skills: str, times: tuple[str, ...] = (), building: str | None = None) -> Offer:
    return Offer(frozenset(skills), frozenset(times), building)


@pytest.mark.parametrize(
    "wants_calls, was_called, calls_today, is_asked",
    [(True, False, 0, True), (True, False, CALLS_A_DAY - 1, True),
     (True, False, CALLS_A_DAY, False), (True, True, 1, False), (False, False, 0, False)],
)  # fmt: skip
def test_nobody_is_asked_too_often_or_against_their_wish(
    *, wants_calls: bool, was_called: bool, calls_today: int, is_asked: bool
) -> None:
    why = why_not_called(
        wants_calls=wants_calls, was_called_for_this=was_called, calls_today=calls_today
    )
    assert (why is None) is is_asked


def test_a_call_does_not_tell_where_the_one_who_asks_lives() -> None:
    near = offer("理发", times=("周三上午",), building="3")
    assert match(HAIRCUT, near, all_skills()).words_of_call == "您会理发"
    assert match(DOCTOR, near, all_skills()).words_of_call == "您周三上午有空"
    assert match(DOCTOR, offer(building="3"), all_skills()).words_of_call == "您说过愿意帮忙"


def test_every_skill_is_of_use_for_a_kind_of_help() -> None:
    assert {"助医陪诊", "家电维修", "理发", "辅导作业", "心理陪伴", "代购跑腿", "智能手机教学",
            "法律咨询"} <= {skill.title for skill in all_skills()}  # fmt: skip
    for skill in all_skills():
        assert skill.categories
        assert skill.categories <= set(CATEGORIES)
    with pytest.raises(SkillIsUnknown):
        check_skills(["理发", "飞行"], all_skills())
    check_skills(["理发"], all_skills())


@pytest.mark.parametrize(
    "wanted, offered, reasons",
    [
        (HAIRCUT, offer("理发", building="3"), ["您会理发", "同一栋楼"]),
        (HAIRCUT, offer("法律咨询", building="5"), ["隔 2 栋楼"]),
        (HAIRCUT, offer("理发", times=("周三上午",)), ["您会理发", "周三上午有空"]),
        (DOCTOR, offer("助医陪诊"), ["您会助医陪诊"]),
        (DOCTOR, offer("理发", times=("周三上午", "周四上午"), building="甲"), ["您周三上午有空"]),
        (DOCTOR, offer(building="12"), ["隔 9 栋楼"]),
        (DOCTOR, offer(), []),
    ],
)
def test_why_it_fits_is_said(wanted: Wanted, offered: Offer, reasons: list[str]) -> None:
    assert match(wanted, offered, all_skills()).reasons_to_oneself == reasons


def test_skill_comes_before_time_and_time_before_distance() -> None:
    ranks = [match.rank for match in (
        Match("理发", None, 20), Match(None, "周三上午", 9), Match(None, None, 0),
        Match(None, None, 3), Match(None, None, None),
    )]  # fmt: skip
    assert all(better < worse for better, worse in pairwise(ranks))


@given(
    st.datetimes(min_value=MORNING, max_value=MORNING + timedelta(days=9)),
    st.integers(1, 12 * 60),
)
def test_a_span_touches_the_times_in_which_it_has_a_minute(starts: datetime, minutes: int) -> None:
    ends = starts + timedelta(minutes=minutes)
    found = set()
    moment = starts
    while moment < ends:
        part = next(
            (p for p, (a, b) in {"上午": (8, 12), "下午": (12, 18), "晚上": (18, 22)}.items()
             if a <= moment.hour < b), None,
        )  # fmt: skip
        if part:
            found.add(f"周{'一二三四五六日'[moment.weekday()]}{part}")
        moment += timedelta(seconds=30)
    said = weekly_times_of(starts, ends)
    assert found <= set(said) <= set(WEEKLY_TIMES)
    assert len(said) - len(found) <= 1
