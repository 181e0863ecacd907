"""The charts of the start pages; each has its table under it on the page."""

from __future__ import annotations

from ledger.reporting.payloads import ChartView, SeriesView
from ledger.reporting.today_facts import DeskFacts

LINES_SHOWN = 8
"""Bars of a chart by account; what is smaller is added up as 其他."""

_SERIES_TITLES = {"记": "记（资金）", "积": "积（积分）", "时": "时（服务时长）"}


def money_chart(facts: DeskFacts) -> ChartView:
    return ChartView(
        key="money_by_month",
        title="每月收入与支出",
        kind="bar",
        unit="fen",
        categories=[row.month for row in facts.monthly],
        series=[
            SeriesView(name="收入", values=[row.income_fen for row in facts.monthly]),
            SeriesView(name="支出", values=[row.expense_fen for row in facts.monthly]),
        ],
    )


def expense_chart(facts: DeskFacts) -> list[ChartView]:
    """Return what the quarter's expense went to, largest first; nothing before there is any."""
    lines = sorted(facts.quarter_money.expense, key=lambda line: -line.amount_fen)
    if not lines:
        return []
    shown = [(line.title, line.amount_fen) for line in lines[:LINES_SHOWN]]
    rest = sum(line.amount_fen for line in lines[LINES_SHOWN:])
    if rest:
        shown.append(("其他", rest))
    return [
        ChartView(
            key="expense_by_line",
            title=f"{facts.quarter.title}支出用在哪里",
            kind="bar",
            unit="fen",
            categories=[title for title, _ in shown],
            series=[SeriesView(name="支出", values=[amount_fen for _, amount_fen in shown])],
        )
    ]


def findings_chart(facts: DeskFacts) -> list[ChartView]:
    if not facts.findings:
        return []
    return [
        ChartView(
            key="findings_by_kind",
            title="例外清单，按种类",
            kind="bar",
            unit="records",
            categories=[each.title for each in facts.findings],
            series=[SeriesView(name="条数", values=[each.count for each in facts.findings])],
        )
    ]


def points_chart(facts: DeskFacts) -> ChartView:
    return ChartView(
        key="points_by_month",
        title="每月发放与核销积分",
        kind="bar",
        unit="points",
        categories=[row.month for row in facts.monthly],
        series=[
            SeriesView(name="发放", values=[row.issued_points for row in facts.monthly]),
            SeriesView(name="核销", values=[row.redeemed_points for row in facts.monthly]),
        ],
    )


def minutes_chart(facts: DeskFacts) -> ChartView:
    return ChartView(
        key="minutes_by_month",
        title="每月服务时长",
        kind="bar",
        unit="minutes",
        categories=[row.month for row in facts.monthly],
        series=[
            SeriesView(
                name="已核实", values=[facts.minutes.get(number, 0) for number in _numbers(facts)]
            )
        ],
    )


def entries_chart(facts: DeskFacts) -> ChartView:
    return ChartView(
        key="entries_by_month",
        title="每月记账凭证",
        kind="bar",
        unit="entries",
        categories=[row.month for row in facts.monthly],
        series=[
            SeriesView(
                name=title,
                values=[facts.entries.get(number, {}).get(series, 0) for number in _numbers(facts)],
            )
            for series, title in _SERIES_TITLES.items()
        ],
    )


def _numbers(facts: DeskFacts) -> list[int]:
    """Return the chart's months as the journal keeps them (`202606`)."""
    return [int(row.month.replace("-", "")) for row in facts.monthly]
