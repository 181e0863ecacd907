"""Statements written the way a person reads them, for golden files and for a look in review."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from ledger.reporting.fund_statement import FundStatement
from ledger.reporting.income_statement import IncomeStatement
from ledger.reporting.monthly import MonthlyMovement
from ledger.reporting.points_statement import PointsStatement
from ledger.reporting.trial_balance import TrialBalance

FOLDER = Path(__file__).parent


def matches(name: str, text: str) -> None:
    """Assert that a golden file says exactly this.

    A report that is meant to change: delete its file, run the test, and read the new one in
    `git diff` before it is committed; the run that writes it fails.
    """
    path = FOLDER / name
    if not path.exists():
        path.write_text(text, "utf-8")
        raise AssertionError(f"{name} was written anew: read it, then run again")
    assert text == path.read_text("utf-8")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cells[0] + " " * (widths[0] - _width(cells[0]))
    rest = [
        " " * (width - _width(cell)) + cell
        for cell, width in zip(cells[1:], widths[1:], strict=True)
    ]
    return " ".join([first, *rest]).rstrip()


def yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def income_text(statement: IncomeStatement, title: str) -> str:
    widths = (40, 6, 16)
    lines = [f"收支表  {title}", "", _row(("期初结余", "", yuan(statement.opening_fen)), widths)]
    for kind, total, rows in (
        ("收入", statement.income_total_fen, statement.income),
        ("支出", statement.expense_total_fen, statement.expense),
    ):
        lines += ["", _row((kind, "笔数", "元"), widths)]
        lines += [
            _row((f"  {row.account_code} {row.title}", str(row.entries), yuan(row.amount_fen)),
                 widths)
            for row in rows
        ]  # fmt: skip
        lines.append(_row((f"{kind}合计", "", yuan(total)), widths))
    lines += [
        "",
        _row(("本期结余", "", yuan(statement.surplus_fen)), widths),
        _row(("其他变动", "", yuan(statement.other_changes_fen)), widths),
        _row(("期末结余", "", yuan(statement.closing_fen)), widths),
        "",
        *(_row((row.title, "", yuan(row.amount_fen)), widths) for row in statement.bank_lines),
    ]
    return "\n".join(lines) + "\n"


def fund_text(statement: FundStatement, title: str) -> str:
    widths = (56, 14, 14, 14, 14)
    rows = [
        _row((
            f"{row.source_title} / {row.donor} / {row.purpose}"
            + ("（可退还）" if row.is_refundable else ""),
            yuan(row.opening_fen), yuan(row.received_fen), yuan(row.spent_fen),
            yuan(row.closing_fen),
        ), widths)
        for row in statement.rows
    ]  # fmt: skip
    totals = statement.totals
    return "\n".join([
        f"共享发展金表  {title}", "",
        _row(("来源 / 出资方 / 用途", "期初", "收到", "使用", "期末"), widths),
        *rows,
        _row(("合计", yuan(totals.opening_fen), yuan(totals.received_fen),
              yuan(totals.spent_fen), yuan(totals.closing_fen)), widths),
    ]) + "\n"  # fmt: skip


def points_text(statement: PointsStatement, title: str) -> str:
    widths = (40, 12)
    facts = [
        ("期初", statement.opening_outstanding),
        ("发放", statement.issued),
        *((f"  {row.code} {row.title}", row.points) for row in statement.by_source),
        ("核销", statement.redeemed),
        ("到期", statement.expired),
        ("更正", statement.corrected),
        ("期末", statement.closing_outstanding),
        ("待结算", statement.awaiting_settlement),
        ("服务分钟", statement.service_minutes),
    ]
    return "\n".join([
        f"积分发行与核销表  {title}", "",
        *(_row((name, f"{value:,}"), widths) for name, value in facts),
        _row((f"折合（每分 {yuan(statement.rate_fen_per_point)} 元）",
              yuan(statement.outstanding_fen)), widths),
        _row(("恒等式", "相符" if statement.identity_holds else "不符"), widths),
    ]) + "\n"  # fmt: skip


def trial_text(balance: TrialBalance, title: str) -> str:
    widths = (48, 15, 15, 15, 15)
    totals = balance.totals
    return "\n".join([
        f"科目余额表  {title}（期初、期末借方为正）", "",
        _row(("科目", "期初", "借方", "贷方", "期末"), widths),
        *(
            _row(("  " * (row.level - 1) + f"{row.code} {row.name}", yuan(row.opening),
                  yuan(row.debits), yuan(row.credits), yuan(row.closing)), widths)
            for row in balance.rows
        ),
        _row(("合计 借", yuan(totals.opening_debit), yuan(totals.debits), "",
              yuan(totals.closing_debit)), widths),
        _row(("合计 贷", yuan(totals.opening_credit), "", yuan(totals.credits),
              yuan(totals.closing_credit)), widths),
    ]) + "\n"  # fmt: skip


def monthly_text(rows: Sequence[MonthlyMovement], title: str) -> str:
    widths = (12, 14, 14, 10, 10)
    return "\n".join([
        f"逐月  {title}", "",
        _row(("月份", "收入", "支出", "发放积分", "核销积分"), widths),
        *(
            _row((row.month, yuan(row.income_fen), yuan(row.expense_fen),
                  f"{row.issued_points:,}", f"{row.redeemed_points:,}"), widths)
            for row in rows
        ),
    ]) + "\n"  # fmt: skip
