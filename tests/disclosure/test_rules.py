"""Numbers, titles and who may publish."""

from __future__ import annotations

import pytest

from ledger.bookkeeping.period import Month, PeriodState
from ledger.disclosure.masking import name_masker
from ledger.disclosure.public.words import hours, kilobytes, yuan
from ledger.disclosure.rules import (
    DisclosureMonthsAreWrong,
    PeriodIsStillOpen,
    PreparerMayNotPublish,
    check_closed,
    check_months,
    check_publisher,
    months_title,
    numbered,
    title_of,
)

NAMED = [
    ("2026-04", "2026-06", "2026-Q2", "2026年第二季度"),
    ("2026-10", "2026-12", "2026-Q4", "2026年第四季度"),
    ("2026-01", "2026-06", "2026-H1", "2026年上半年"),
    ("2026-07", "2026-12", "2026-H2", "2026年下半年"),
    ("2026-01", "2026-12", "2026", "2026年度"),
    ("2026-05", "2026-05", "2026-05", "2026年5月"),
    ("2026-05", "2026-07", "2026-05--2026-07", "2026年5月至2026年7月"),
    ("2025-11", "2026-01", "2025-11--2026-01", "2025年11月至2026年1月"),
]


@pytest.mark.parametrize("first, last, number, title", NAMED)
def test_months_have_a_number_and_a_name(first: str, last: str, number: str, title: str) -> None:
    months = Month.parse(first), Month.parse(last)
    assert numbered(*months, earlier=0) == number
    assert numbered(*months, earlier=2) == f"{number}-R2"
    assert months_title(*months) == title


def test_a_correction_says_so() -> None:
    quarter = Month(2026, 4), Month(2026, 6)
    assert title_of("书香苑", *quarter, earlier=0) == "书香苑2026年第二季度财务公示"
    assert title_of("书香苑", *quarter, earlier=1) == "书香苑2026年第二季度财务公示（第 1 次更正）"


@pytest.mark.parametrize(
    "first, last", [("2026-06", "2026-04"), ("2026-02", "2026-04"), ("2026-03", "2027-03")]
)
def test_wrong_months_are_refused(first: str, last: str) -> None:
    with pytest.raises(DisclosureMonthsAreWrong):
        check_months(Month.parse(first), Month.parse(last), first_of_book=Month(2026, 3))


def test_twelve_months_are_allowed() -> None:
    check_months(Month(2026, 3), Month(2027, 2), first_of_book=Month(2026, 3))


def test_open_months_are_named() -> None:
    months = Month(2026, 4).through(Month(2026, 6))
    with pytest.raises(PeriodIsStillOpen) as refused:
        check_closed(months, {202604: PeriodState.CLOSED, 202605: PeriodState.ADJUSTING})
    assert refused.value.details["months"] == ["2026-05", "2026-06"]


def test_the_preparer_does_not_publish() -> None:
    check_publisher(prepared_by=1, actor_user_id=2)
    with pytest.raises(PreparerMayNotPublish):
        check_publisher(prepared_by=1, actor_user_id=1)


def test_residents_names_are_masked_wherever_they_stand() -> None:
    mask = name_masker(["张三", "欧阳小明", "李", "张三丰"])
    assert mask("张三丰和张三的补贴，欧阳小明代领") == "张*和张*的补贴，欧*代领"
    assert mask("李子树补种") == "李子树补种"
    assert name_masker([])("张三") == "张三"


def test_words() -> None:
    assert [yuan(0), yuan(-5), yuan(123456789)] == ["0.00", "-0.05", "1,234,567.89"]
    assert [yuan(149, short=True), yuan(-150, short=True)] == ["1", "-2"]
    assert [hours(150), hours(1), hours(60_000)] == ["2.50", "0.02", "1,000.00"]
    assert [kilobytes(1), kilobytes(999_000), kilobytes(3_449_999)] == ["1 KB", "999 KB", "3.4 MB"]
