"""今日: every role gets an answer to its question, from facts that are written down here."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from ledger.bookkeeping.period import Month
from ledger.identity.roles import Role
from ledger.reporting.findings import FindingCount
from ledger.reporting.fund_statement import fund_statement
from ledger.reporting.income_statement import income_statement
from ledger.reporting.monthly import MonthlyMovement
from ledger.reporting.movements import Range, StatementLine
from ledger.reporting.payloads import DeskTodayView
from ledger.reporting.points_statement import points_statement
from ledger.reporting.queries import BookHealth, Waiting
from ledger.reporting.today_facts import DeskFacts
from ledger.reporting.today_pages import QUESTIONS, quarter_answer, quarter_checks, start_page
from ledger.reporting.today_queries import (
    Attendance,
    QuarterStanding,
    SealStanding,
    WaitingApproval,
)

APRIL, JUNE = Month(2026, 4), Month(2026, 6)
NOW = datetime(2026, 7, 3, 2, 0, tzinfo=UTC)
NOTHING_WAITS = Waiting(**{each.name: 0 for each in fields(Waiting)})
NO_INVOICE = FindingCount(
    "expense_without_invoice", "支出没有票据", 2, "/ui/desk/exceptions?kind=expense_without_invoice"
)
SPLIT = FindingCount("split_purchase", "疑似拆分付款", 1, "/ui/desk/exceptions?kind=split_purchase")
GARDENERS = WaitingApproval(
    prepared_entry_id=53, effective_on=date(2026, 6, 18), narration="绿化补种",
    counterparty="青禾园艺", total_fen=120_000, counterparty_year_fen=480_000,
    documents=0, flags=("同一天付给同一对方两笔",),
)  # fmt: skip


def facts(**changed: object) -> DeskFacts:
    """A quarter that is over, closed and clean, sealed an hour ago; with what a test changes."""
    months = Range(APRIL, JUNE)
    calm = DeskFacts(
        month=JUNE,
        now=NOW,
        waiting=NOTHING_WAITS,
        health=BookHealth(202604, 434, bytes(32), NOW, 202606, {"记": 400, "积": 34}, 48_000_000),
        quarter=QuarterStanding(APRIL, JUNE, 3, 0, None, None),
        money=income_statement({}, [], Range(JUNE, JUNE)),
        quarter_money=income_statement({}, [], months),
        funds=fund_statement({}, [], {}, months),
        points=points_statement({}, [], months, rate_fen_per_point=0),
        monthly=[MonthlyMovement("2026-05", 10, 20, 30, 4), MonthlyMovement("2026-06", 1, 2, 3, 4)],
        entries={202605: {"记": 7}, 202606: {"记": 5, "积": 2}},
        minutes={202606: 90},
        attendance=Attendance(3, 41, 0, 0),
        seal=SealStanding(434, datetime(2026, 7, 3, 1, 0, tzinfo=UTC), 1),
        approvals=[],
        findings=[],
    )
    return replace(calm, **changed)  # type: ignore[arg-type]


def page(role: Role, **changed: object) -> DeskTodayView:
    return start_page(role, facts(**changed))


@pytest.mark.parametrize("role", QUESTIONS)
def test_a_role_gets_question_answer_and_figures(role: Role) -> None:
    shown = page(role)
    assert shown.question == QUESTIONS[role]
    assert shown.answer.endswith("。")
    assert shown.figures
    assert all(item.count == 0 for item in shown.waiting)
    for chart in shown.charts:
        assert all(len(series.values) == len(chart.categories) for series in chart.series)


def test_the_treasurer_may_publish_a_quarter_that_is_over_posted_documented_and_closed() -> None:
    assert page(Role.TREASURER).answer == "2026年第二季度可以公示了。"


@pytest.mark.parametrize(
    "changed, key, sentence",
    [
        (
            {"quarter": QuarterStanding(APRIL, JUNE, 2, 0, None, None)},
            "months",
            "3 个月里结了 2 个",
        ),
        ({"quarter": QuarterStanding(APRIL, JUNE, 3, 4, None, None)}, "unposted", "4 张还没记账"),
        ({"findings": [NO_INVOICE]}, "documents", "2 笔没有票据"),
        ({"now": datetime(2026, 6, 29, 2, tzinfo=UTC)}, "over", "还有 2 天"),
        # Still the thirtieth of June in China, where the day ends eight hours earlier than in UTC.
        ({"now": datetime(2026, 6, 30, 15, 59, tzinfo=UTC)}, "over", "还有 1 天"),
    ],
)
def test_the_treasurer_is_told_what_is_missing(
    changed: dict[str, object], key: str, sentence: str
) -> None:
    shown = page(Role.TREASURER, **changed)
    assert shown.answer == f"2026年第二季度还不能公示：{sentence}。"
    assert [check.key for check in shown.checks if not check.is_met] == [key]


def test_the_quarter_is_over_at_midnight_in_china() -> None:
    checks = quarter_checks(facts(now=datetime(2026, 6, 30, 16, 0, tzinfo=UTC)))
    assert checks[0].is_met


@pytest.mark.parametrize("state, sentence", [("published", "已经公示"), ("draft", "等委员发布")])
def test_a_quarter_with_a_disclosure_needs_no_other_answer(state: str, sentence: str) -> None:
    quarter = QuarterStanding(APRIL, JUNE, 0, 9, 1, state)
    assert sentence in quarter_answer(quarter, quarter_checks(facts(quarter=quarter)))


def test_the_committee_sees_the_largest_with_what_the_other_side_got_this_year() -> None:
    waiting = replace(NOTHING_WAITS, prepared=1, prepared_fen=120_000)
    shown = page(Role.COMMITTEE, waiting=waiting, approvals=[GARDENERS])
    assert shown.answer == "1 张凭证等您审核，合计 1200.00 元，金额最大的几张里有 1 张带提示。"
    assert [(a.total_fen, a.counterparty_year_fen, a.flags) for a in shown.approvals] == [
        (120_000, 480_000, ["同一天付给同一对方两笔"])
    ]


def test_the_supervisor_sees_the_exceptions_by_kind_each_with_its_list() -> None:
    shown = page(Role.SUPERVISOR, findings=[NO_INVOICE, SPLIT])
    assert shown.answer == "例外清单上有 3 条：支出没有票据 2 条、疑似拆分付款 1 条。"
    assert [(item.count, item.href) for item in shown.waiting[:2]] == [
        (2, NO_INVOICE.href), (1, SPLIT.href),
    ]  # fmt: skip
    assert shown.charts[0].series[0].values == [2, 1]


@pytest.mark.parametrize(
    "seal, sentence, unmet",
    [
        (SealStanding(434, NOW, 1), "封印到第 434 笔，1 个见证方联署", []),
        (SealStanding(430, NOW, 0), "封印到第 430 笔，还没有见证方联署", ["sealed", "witnessed"]),
        (SealStanding(0, None, 0), "还没有封印", ["sealed", "witnessed"]),
    ],
)
def test_the_auditor_is_told_how_far_the_seal_reaches(
    seal: SealStanding, sentence: str, unmet: list[str]
) -> None:
    shown = page(Role.AUDITOR, seal=seal)
    assert sentence in shown.answer
    assert [check.key for check in shown.checks if not check.is_met] == unmet


def test_the_organiser_sees_who_came_and_what_waits_to_be_confirmed() -> None:
    assert page(Role.ORGANISER).answer == "6月办了 3 次活动，41 人来过；记录都已确认。"
    shown = page(
        Role.ORGANISER,
        waiting=replace(NOTHING_WAITS, service_records=6),
        attendance=Attendance(3, 41, 4, 2),
    )
    assert "还有 6 条记录等着确认（没有签退 4 条，没有核实人 2 条）" in shown.answer
    assert shown.charts[0].series[0].values == [0, 90], (
        "a month without service has its bar of zero"
    )


def test_the_operator_hears_of_a_seal_that_is_late() -> None:
    assert page(Role.OPERATOR).answer == "系统正常。"
    late = SealStanding(434, datetime(2026, 7, 1, 1, 0, tzinfo=UTC), 1)
    assert page(Role.OPERATOR, seal=late).answer == "要看一下：每天封印没有做到。"


def test_small_lines_of_the_expense_chart_are_added_up() -> None:
    lines = [StatementLine(f"53010{n:02}", f"费用{n}", n * 100, 1) for n in range(1, 11)]
    money = replace(facts().quarter_money, expense=lines)
    chart = page(Role.TREASURER, quarter_money=money).charts[1]
    assert chart.categories[0] == "费用10"
    assert chart.categories[-1] == "其他"
    assert sum(chart.series[0].values) == sum(line.amount_fen for line in lines)


def test_the_committee_sees_all_that_it_decides_as_the_second_person() -> None:
    waiting = replace(
        NOTHING_WAITS, awards=1, honours=2, pool_grants=3, purchases=4, budgets=5, team_plans=6
    )
    shown = {item.key: item.count for item in page(Role.COMMITTEE, waiting=waiting).waiting}
    kept = (
        "awards", "deductions", "honours", "pool_grants", "purchases", "budgets", "team_plans",
    )  # fmt: skip
    assert [shown[key] for key in kept] == [1, 0, 2, 3, 4, 5, 6]
