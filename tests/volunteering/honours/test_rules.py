"""What honours may say and when they stand, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ledger.volunteering.honours.rules import (
    HonoursListIsDecided,
    HonourWordsTellTooMuch,
    NobodyApprovesTheirOwnHonour,
    Phase,
    ProposerMayNotApproveHonours,
    check_approver,
    check_undecided,
    check_words,
    notice_ends,
    phase_of,
)

TODAY = date(2026, 7, 5)
NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "withdrawn_at, is_approved, notice_until, phase",
    [
        (None, None, None, Phase.PROPOSED),
        (NOW, None, None, Phase.WITHDRAWN),
        (None, False, None, Phase.TURNED_DOWN),
        (None, True, TODAY, Phase.ON_NOTICE),
        (None, True, TODAY - timedelta(days=1), Phase.STANDING),
    ],
)
def test_phases(
    withdrawn_at: datetime | None,
    is_approved: bool | None,
    notice_until: date | None,
    phase: Phase,
) -> None:
    found = phase_of(
        withdrawn_at=withdrawn_at,
        is_approved=is_approved,
        notice_until=notice_until,
        today=TODAY,
    )
    assert found is phase
    if phase is Phase.PROPOSED:
        check_undecided(found)
    else:
        with pytest.raises(HonoursListIsDecided):
            check_undecided(found)


def test_the_day_of_the_approval_is_not_counted() -> None:
    assert notice_ends(approved_on=TODAY, notice_days=7) == date(2026, 7, 12)
    assert notice_ends(approved_on=TODAY, notice_days=0) == TODAY


@pytest.mark.parametrize(
    "words",
    ["感谢张秀兰照看邻居", "联系13800138000", "３栋２单元0301的一家", "3-2-0301 的一家"],
)
def test_what_everybody_reads_tells_no_name_no_telephone_and_no_room(words: str) -> None:
    with pytest.raises(HonourWordsTellTooMuch):
        check_words(words, names={"张秀兰", "李"})


@pytest.mark.parametrize(
    "words", ["全年照看独居邻居", "2026年第二季度", "李子树下的清扫做了 20 次", "3栋的楼道最干净"]
)
def test_what_was_done_may_be_told(words: str) -> None:
    check_words(words, names={"张秀兰", "李"})


def test_a_list_is_approved_by_another_and_by_nobody_whom_it_honours() -> None:
    check_approver(proposed_by=1, approver=2, honours_the_approver=False)
    with pytest.raises(ProposerMayNotApproveHonours):
        check_approver(proposed_by=1, approver=1, honours_the_approver=True)
    with pytest.raises(NobodyApprovesTheirOwnHonour):
        check_approver(proposed_by=1, approver=2, honours_the_approver=True)
