"""What each role sees first: the answer to its question, figures, charts and what waits. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ledger.bookkeeping.entry import yuan
from ledger.db.ids import CHINA
from ledger.identity.roles import Role
from ledger.reporting.payloads import (
    ApprovalView,
    ChartView,
    CheckView,
    DeskTodayView,
    FigureView,
    WaitingView,
)
from ledger.reporting.today_charts import (
    entries_chart,
    expense_chart,
    findings_chart,
    minutes_chart,
    money_chart,
    points_chart,
)
from ledger.reporting.today_facts import DeskFacts
from ledger.reporting.today_queries import QuarterStanding, WaitingApproval
from ledger.reporting.today_waiting import HREFS, appeals, decisions, team_plans, waits

SEALED_WITHIN = timedelta(hours=26)
"""The daily seal may be a little late; later than this somebody should look."""

QUESTIONS = {
    Role.TREASURER: "这个季度能公示了吗？每一笔都打得开吗？",
    Role.CASHIER: "钱还剩多少？",
    Role.COMMITTEE: "我要审核的是什么？",
    Role.SUPERVISOR: "哪些支出没有审批、没有票据或者被拆开？",
    Role.AUDITOR: "账在这里；能证明没有改过吗？",
    Role.ORGANISER: "谁来了，谁来确认？",
    Role.OPERATOR: "系统是否正常？",
}
"""Roles of the desk, in the order in which one is chosen for somebody who holds several."""


@dataclass(frozen=True, slots=True)
class StartPage:
    """One role's choice."""

    answer: str
    figures: list[FigureView]
    waiting: list[WaitingView]
    charts: list[ChartView]
    checks: list[CheckView] = field(default_factory=list)
    approvals: list[ApprovalView] = field(default_factory=list)


def start_page(role: Role, facts: DeskFacts) -> DeskTodayView:
    """Choose what a role sees first."""
    choose: dict[Role, Callable[[DeskFacts], StartPage]] = {
        Role.TREASURER: _treasurer,
        Role.CASHIER: _cashier,
        Role.COMMITTEE: _committee,
        Role.SUPERVISOR: _supervisor,
        Role.AUDITOR: _auditor,
        Role.ORGANISER: _organiser,
        Role.OPERATOR: _operator,
    }
    page = choose[role](facts)
    return DeskTodayView(
        role=role.value,
        question=QUESTIONS[role],
        answer=page.answer,
        checks=page.checks,
        approvals=page.approvals,
        figures=page.figures,
        waiting=page.waiting,
        charts=page.charts,
    )


def _treasurer(facts: DeskFacts) -> StartPage:
    checks = quarter_checks(facts)
    return StartPage(
        answer=quarter_answer(facts.quarter, checks),
        checks=checks,
        figures=_money_figures(facts),
        waiting=[
            waits("imports", "导入后还没入账的文件", facts.waiting.imports),
            waits("approved", "已审核，等您记账的凭证", facts.waiting.approved),
            waits("exceptions", "例外清单上要说明的事", facts.findings_total),
            waits("purchases", "等确认的消费积分", facts.waiting.purchases),
            waits("drafts", "没有发布的公示草稿", facts.waiting.drafts),
        ],
        charts=[money_chart(facts), *expense_chart(facts)],
    )


def quarter_checks(facts: DeskFacts) -> list[CheckView]:
    """Return what must be so before the quarter can be published."""
    quarter = facts.quarter
    days_left = (quarter.last.last_day - facts.now.astimezone(CHINA).date()).days
    without = sum(each.count for each in facts.findings if each.kind == "expense_without_invoice")
    return [
        CheckView(
            key="over", title="季度已经过完", is_met=days_left < 0,
            detail="已过完" if days_left < 0 else f"还有 {days_left + 1} 天",
        ),
        CheckView(
            key="unposted", title="凭证都已记账", is_met=quarter.unposted == 0,
            detail=f"{quarter.unposted} 张还没记账" if quarter.unposted else "没有漏下的",
            href=HREFS["prepared"],
        ),
        CheckView(
            key="documents", title="支出都有票据", is_met=without == 0,
            detail=f"{without} 笔没有票据" if without else "笔笔都打得开",
            href=f"{HREFS['exceptions']}?kind=expense_without_invoice",
        ),
        CheckView(
            key="months", title="各月都已结账", is_met=quarter.months_closed == quarter.months,
            detail=f"{quarter.months} 个月里结了 {quarter.months_closed} 个",
            href=HREFS["periods"],
        ),
    ]  # fmt: skip


def quarter_answer(quarter: QuarterStanding, checks: Sequence[CheckView]) -> str:
    """Return whether the quarter can be published, in one sentence."""
    if quarter.disclosure_state == "published":
        return f"{quarter.title}已经公示。"
    if quarter.disclosure_state == "draft":
        return f"{quarter.title}的公示已经编好，等委员发布。"
    missing = [check.detail for check in checks if not check.is_met]
    if missing:
        return f"{quarter.title}还不能公示：{'，'.join(missing)}。"
    return f"{quarter.title}可以公示了。"


def _cashier(facts: DeskFacts) -> StartPage:
    """Whoever pays sees what there is, without the books: keeping them is another's (§2.8)."""
    figures = [figure.model_copy(update={"href": None}) for figure in _money_figures(facts)]
    bank = sum(line.amount_fen for line in facts.money.bank_lines)
    income_fen, expense_fen = facts.money.income_total_fen, facts.money.expense_total_fen
    return StartPage(
        answer=f"银行与现金共 {yuan(bank)} 元；"
        f"{facts.month.month}月收入 {yuan(income_fen)} 元，支出 {yuan(expense_fen)} 元。",
        figures=figures,
        waiting=[],
        charts=[money_chart(facts)],
    )


def _committee(facts: DeskFacts) -> StartPage:
    count, flagged = facts.waiting.prepared, sum(bool(each.flags) for each in facts.approvals)
    answer = "没有等您审核的凭证。"
    if count:
        answer = f"{count} 张凭证等您审核，合计 {yuan(facts.waiting.prepared_fen)} 元"
        answer += f"，金额最大的几张里有 {flagged} 张带提示。" if flagged else "。"
    return StartPage(
        answer=answer,
        approvals=[ApprovalView.model_validate(_shown(each)) for each in facts.approvals],
        figures=[
            FigureView(
                key="prepared_fen", title="待审核金额合计", value=facts.waiting.prepared_fen,
                unit="fen", href=HREFS["prepared"],
            ),
            *_money_figures(facts),
        ],
        waiting=[
            waits("prepared", "待您审核的凭证", count),
            waits("service_records", "待核实的服务", facts.waiting.service_records),
            *appeals(facts.waiting),
            *decisions(facts.waiting),
            waits("drafts", "待您发布的公示", facts.waiting.drafts),
            waits("periods", "待您办理的重新打开申请", facts.waiting.reopenings),
        ],
        charts=[money_chart(facts), *expense_chart(facts)],
    )  # fmt: skip


def _shown(approval: WaitingApproval) -> dict[str, object]:
    return {
        "prepared_entry_id": approval.prepared_entry_id,
        "on": approval.effective_on,
        "narration": approval.narration,
        "counterparty": approval.counterparty,
        "total_fen": approval.total_fen,
        "counterparty_year_fen": approval.counterparty_year_fen,
        "documents": approval.documents,
        "flags": list(approval.flags),
    }


def _supervisor(facts: DeskFacts) -> StartPage:
    answer = "例外清单是空的。"
    if facts.findings:
        kinds = "、".join(f"{each.title} {each.count} 条" for each in facts.findings)
        answer = f"例外清单上有 {facts.findings_total} 条：{kinds}。"
    return StartPage(
        answer=answer,
        figures=_money_figures(facts),
        waiting=[
            *(
                WaitingView(key=each.kind, title=each.title, count=each.count, href=each.href)
                for each in facts.findings
            ),
            waits("prepared", "还没审核的凭证", facts.waiting.prepared),
            waits("service_records", "还没核实的服务", facts.waiting.service_records),
            waits("service_appeals", "还没答复的服务记录申诉", facts.waiting.service_appeals),
            waits("points_appeals", "等答复的积分更正申诉", facts.waiting.points_appeals),
            waits("low_ratings", "近 30 天的低分评价", facts.waiting.low_ratings),
        ],
        charts=[*findings_chart(facts), money_chart(facts), points_chart(facts)],
    )


def _auditor(facts: DeskFacts) -> StartPage:
    checks = seal_checks(facts)
    answer = f"账簿共 {facts.health.size} 笔，逐笔进入哈希链；"
    if facts.seal.made_at is None:
        answer += "还没有封印。"
    else:
        answer += f"{_day(facts.seal.made_at)}封印到第 {facts.seal.size} 笔"
        witnesses = facts.seal.witnesses
        answer += f"，{witnesses} 个见证方联署。" if witnesses else "，还没有见证方联署。"
    return StartPage(
        answer=answer + "数据包可以离线重算，改过一个字都会被指出来。",
        checks=checks,
        figures=[_entries_figure(facts), *_money_figures(facts)],
        waiting=[waits("exceptions", "例外清单上的事", facts.findings_total)],
        charts=[entries_chart(facts), money_chart(facts), *findings_chart(facts)],
    )


def seal_checks(facts: DeskFacts) -> list[CheckView]:
    """Return what makes the book provable from outside."""
    unsealed = facts.health.size - facts.seal.size
    return [
        CheckView(
            key="sealed", title="封印到最后一笔", is_met=unsealed == 0,
            detail=f"还有 {unsealed} 笔等下一次封印" if unsealed else "没有漏下的",
            href=HREFS["journal"],
        ),
        CheckView(
            key="witnessed", title="最近的封印有见证方联署", is_met=facts.seal.witnesses > 0,
            detail=f"{facts.seal.witnesses} 个" if facts.seal.witnesses else "没有",
        ),
        CheckView(
            key="package", title="数据包可以导出", is_met=facts.health.size > 0,
            detail="不用联网就能重算", href=HREFS["audit_package"],
        ),
    ]  # fmt: skip


def _organiser(facts: DeskFacts) -> StartPage:
    month, came = f"{facts.month.month}月", facts.attendance
    waiting = facts.waiting.service_records
    answer = f"{month}办了 {came.activities} 次活动，{came.people} 人来过；"
    if waiting:
        answer += f"还有 {waiting} 条记录等着确认"
        answer += (
            f"（没有签退 {came.without_check_out} 条，没有核实人 {came.without_confirmer} 条）。"
        )
    else:
        answer += "记录都已确认。"
    return StartPage(
        answer=answer,
        figures=[
            FigureView(
                key="people", title=f"{month}来过的人", unit="people",
                value=came.people, href=f"{HREFS['service_records']}?state=verified",
            ),
            FigureView(
                key="service_minutes", title=f"{month}服务时长", unit="minutes",
                value=facts.points.service_minutes,
                href=f"{HREFS['service_records']}?state=verified",
            ),
            FigureView(
                key="issued", title=f"{month}发放积分", unit="points",
                value=facts.points.issued, href=HREFS["points"],
            ),
            FigureView(
                key="outstanding", title="居民手中积分", unit="points",
                value=facts.points.closing_outstanding, href=HREFS["points"],
            ),
        ],
        waiting=[
            waits("service_records", "待核实的服务", waiting),
            *appeals(facts.waiting),
            waits("pool_grants", "等批准的公益时长", facts.waiting.pool_grants),
            team_plans(facts.waiting),
            waits("imports", "导入后还没入账的文件", facts.waiting.imports),
        ],
        charts=[minutes_chart(facts), points_chart(facts)],
    )  # fmt: skip


def _operator(facts: DeskFacts) -> StartPage:
    checks = running_checks(facts)
    broken = [check.title for check in checks if not check.is_met]
    answer = f"要看一下：{'、'.join(broken)}没有做到。" if broken else "系统正常。"
    return StartPage(
        answer=answer,
        checks=checks,
        figures=[
            _entries_figure(facts, href=HREFS["health"]),
            FigureView(
                key="database_bytes", title="数据库大小", unit="bytes",
                value=facts.health.database_bytes, href=HREFS["health"],
            ),
            FigureView(
                key="unsealed", title="等下一次封印的凭证", unit="entries",
                value=facts.health.size - facts.seal.size, href=HREFS["health"],
            ),
        ],
        waiting=[waits("imports", "导入后还没入账的文件", facts.waiting.imports)],
        charts=[entries_chart(facts)],
    )  # fmt: skip


def running_checks(facts: DeskFacts) -> list[CheckView]:
    """Return whether what runs by itself has run: the database answered, the seal is fresh."""
    made_at = facts.seal.made_at
    is_fresh = made_at is not None and facts.now - made_at <= SEALED_WITHIN
    return [
        CheckView(
            key="database", title="数据库有应答", is_met=True,
            detail="刚刚读过", href=HREFS["health"],
        ),
        CheckView(
            key="seal", title="每天封印", is_met=is_fresh or facts.health.size == 0,
            detail=f"最近一次：{_day(made_at)}" if made_at else "还没有封印过",
            href=HREFS["health"],
        ),
    ]  # fmt: skip


def _day(moment: datetime) -> str:
    day = moment.astimezone(CHINA)
    return f"{day.year}年{day.month}月{day.day}日"


def _entries_figure(facts: DeskFacts, *, href: str | None = None) -> FigureView:
    return FigureView(
        key="entries", title="账簿里的凭证", value=facts.health.size, unit="entries",
        href=href or HREFS["journal"],
    )  # fmt: skip


def _money_figures(facts: DeskFacts) -> list[FigureView]:
    month = f"{facts.month.month}月"
    months = f"from={facts.month}&to={facts.month}"
    bank = sum(line.amount_fen for line in facts.money.bank_lines)
    return [
        FigureView(
            key="bank_fen", title="银行与现金", value=bank, unit="fen",
            href=HREFS["trial_balance"],
        ),
        FigureView(
            key="income_fen", title=f"{month}公共收益收入", unit="fen",
            value=facts.money.income_total_fen, href=f"{HREFS['trial_balance']}?{months}",
        ),
        FigureView(
            key="expense_fen", title=f"{month}支出", unit="fen",
            value=facts.money.expense_total_fen, href=f"{HREFS['trial_balance']}?{months}",
        ),
        FigureView(
            key="fund_fen", title="小区共享发展金余额", unit="fen",
            value=facts.funds.totals.closing_fen, href=HREFS["funds"],
        ),
    ]  # fmt: skip
