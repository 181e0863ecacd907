"""账簿 as one XLSX workbook: 科目余额表, 总账, 明细账, 序时账, 凭证."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter

from ledger.bookkeeping.account import Side
from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.period import Month
from ledger.chart.queries import ChartRow
from ledger.reporting.account_ledger import LedgerRow
from ledger.reporting.journal_queries import JournalRow
from ledger.reporting.movements import OPENING, Chart, Movement, Range
from ledger.reporting.trial_balance import TrialBalance, trial_balance

CURRENCY_TITLES = {Currency.CNY: "元", Currency.PTS: "积分", Currency.MIN: "分钟"}
# A fixed date: the same book gives the same bytes.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001


def major(amount: int, currency: Currency) -> Decimal:
    """Return an amount in its major unit, exact."""
    return Decimal(amount).scaleb(-currency.scale)


def side_and_balance(amount: int, currency: Currency) -> tuple[str, tuple[int, Currency]]:
    """Return 方向 and 余额 of a debit-positive balance, as Chinese books print them.

    A credit balance is not written as a negative figure: red stands for 红字冲销 alone.
    """
    if amount == 0:
        return "平", (0, currency)
    side = Side.DEBIT if amount > 0 else Side.CREDIT
    return side.word, (abs(amount), currency)


class BookWorkbook:
    """The workbook open for writing. Sheets are written once each, rows from top to bottom."""

    def __init__(self, path: Path, *, title: str) -> None:
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._book.set_properties({"title": title, "created": _CREATED})
        self._title = title
        self._head = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self._big = self._book.add_format({"bold": True, "font_size": 14})
        self._money = self._book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00"})
        self._count = self._book.add_format({"num_format": "#,##0;[Red]-#,##0"})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._book.close()

    def sheet(self, name: str, columns: Sequence[tuple[str, int]]) -> Sheet:
        """Begin a sheet with its title, heads and column widths (in characters)."""
        sheet = self._book.add_worksheet(name)
        for at, (_, width) in enumerate(columns):
            sheet.set_column(at, at, width)
        sheet.freeze_panes(2, 0)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.write_string(0, 0, f"{self._title}  {name}", self._big)
        for at, (head, _) in enumerate(columns):
            sheet.write_string(1, at, head, self._head)
        return Sheet(sheet, self._money, self._count)


class Sheet:
    """One sheet being filled; a cell is text, a count, or (amount, currency) in minor units."""

    def __init__(self, sheet: Any, money: Any, count: Any) -> None:
        self._sheet = sheet
        self._formats = {Currency.CNY: money, Currency.PTS: count, Currency.MIN: count}
        self._count = count
        self._row = 2

    def write(self, cells: Sequence[str | int | tuple[int, Currency] | None]) -> None:
        """Write the next row."""
        for at, cell in enumerate(cells):
            if isinstance(cell, str):
                self._sheet.write_string(self._row, at, cell)
            elif isinstance(cell, tuple):
                amount, currency = cell
                self._sheet.write_number(
                    self._row, at, major(amount, currency), self._formats[currency]
                )
            elif cell is not None:
                self._sheet.write_number(self._row, at, cell, self._count)
        self._row += 1


def write_trial_balance(book: BookWorkbook, balances: dict[Currency, TrialBalance]) -> None:
    """Write 科目余额表, one currency below the other."""
    sheet = book.sheet(
        "科目余额表",
        [("科目代码", 12), ("科目名称", 32), ("单位", 6), ("期初借方", 16), ("期初贷方", 16),
         ("本期借方", 16), ("本期贷方", 16), ("期末借方", 16), ("期末贷方", 16)],
    )  # fmt: skip
    for currency, balance in balances.items():
        for row in balance.rows:
            sheet.write(
                [
                    row.code,
                    "　" * (row.level - 1) + row.name,
                    CURRENCY_TITLES[currency],
                    (max(row.opening, 0), currency),
                    (max(-row.opening, 0), currency),
                    (row.debits, currency),
                    (row.credits, currency),
                    (max(row.closing, 0), currency),
                    (max(-row.closing, 0), currency),
                ]
            )
        totals = balance.totals
        sheet.write([
            "", "合计（明细科目）", CURRENCY_TITLES[currency],
            (totals.opening_debit, currency), (totals.opening_credit, currency),
            (totals.debits, currency), (totals.credits, currency),
            (totals.closing_debit, currency), (totals.closing_credit, currency),
        ])  # fmt: skip


def write_general_ledger(
    book: BookWorkbook, chart: Chart, movements: Sequence[Movement], months: Range
) -> None:
    """Write 总账: each account month by month."""
    sheet = book.sheet(
        "总账",
        [("科目代码", 12), ("科目名称", 32), ("月份", 10), ("单位", 6), ("方向", 6),
         ("期初余额", 16), ("借方", 16), ("贷方", 16), ("方向", 6), ("期末余额", 16)],
    )  # fmt: skip
    by_month = {
        (month, currency): {
            row.code: row
            for row in trial_balance(chart, movements, Range(month, month), currency=currency).rows
        }
        for month in months.first.through(months.last)
        for currency in Currency
    }
    for code in sorted(chart):
        currency = Currency(chart[code].currency)
        for month in months.first.through(months.last):
            row = by_month[month, currency].get(code)
            if row is not None:
                sheet.write([
                    code, row.name, str(month), CURRENCY_TITLES[currency],
                    *side_and_balance(row.opening, currency), (row.debits, currency),
                    (row.credits, currency), *side_and_balance(row.closing, currency),
                ])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turnover:
    """Debits and credits of an account, in minor units."""

    debits: int
    credits: int


def monthly_turnovers(
    movements: Sequence[Movement], code: str, months: Range
) -> dict[int, tuple[Turnover, Turnover]]:
    """Return 本月合计 and 本年累计 of an account by fiscal month, for the months it moved in.

    The year is counted from January, also where the range begins later; 期初 is no turnover.
    """
    found = {}
    own = [each for each in movements if each.account_code == code and each.nature != OPENING]
    for month in months.first.through(months.last):
        in_month = [each for each in own if each.month == month.number]
        if in_month:
            january = Month(month.year, 1).number
            in_year = [each for each in own if january <= each.month <= month.number]
            found[month.number] = (_turnover(in_month), _turnover(in_year))
    return found


def _turnover(movements: Sequence[Movement]) -> Turnover:
    return Turnover(
        sum(movement.debits for movement in movements),
        sum(movement.credits for movement in movements),
    )


class LedgerSheet:
    """明细账: account after account, each with its opening and the balance after every line.

    As in a bound book, 本月合计 and 本年累计 close every month in which the account moved.
    """

    def __init__(self, book: BookWorkbook) -> None:
        self._sheet = book.sheet(
            "明细账",
            [("科目代码", 12), ("科目名称", 28), ("日期", 12), ("凭证号", 16), ("摘要", 40),
             ("对方科目", 36), ("借方", 16), ("贷方", 16), ("方向", 6), ("余额", 16)],
        )  # fmt: skip

    def begin(
        self, account: ChartRow, opening: int, turnovers: Mapping[int, tuple[Turnover, Turnover]]
    ) -> None:
        """Begin an account with its opening line; `turnovers` are its `monthly_turnovers`."""
        self._account, self._balance, self._turnovers = account, opening, turnovers
        self._month: Month | None = None
        self._write("", "", "期初余额", "", None, None)

    def rows(self, rows: Sequence[LedgerRow]) -> None:
        """Write lines of the account in order of date."""
        for row in rows:
            month = Month.of(row.line.on)
            if month != self._month:
                self.end_month()
                self._month = month
            self._balance = row.balance
            self._write(
                row.line.on.isoformat(), row.line.entry_no, row.line.narration,
                "、".join(row.line.counter_accounts),
                row.debit if row.line.side > 0 else None,
                row.credit if row.line.side < 0 else None,
            )  # fmt: skip

    def end_month(self) -> None:
        """Write 本月合计 and 本年累计 of the month whose lines were written last."""
        if self._month is None:
            return
        for title, turnover in zip(
            ("本月合计", "本年累计"), self._turnovers[self._month.number], strict=True
        ):
            self._write(self._month.title, "", title, "", turnover.debits, turnover.credits)

    def _write(
        self,
        on: str,
        number: str,
        text: str,
        counter: str,
        debits: int | None,
        credits_: int | None,
    ) -> None:
        currency = Currency(self._account.currency)
        amounts = [None if each is None else (each, currency) for each in (debits, credits_)]
        self._sheet.write([
            self._account.code, self._account.name, on, number, text, counter, *amounts,
            *side_and_balance(self._balance, currency),
        ])  # fmt: skip


_KIND_TITLES = {
    "opening": "期初", "cash_book": "流水账", "manual": "手工", "fund_grant": "发展金",
    "stocktake": "盘点", "service_minutes": "服务时长", "service_points": "服务积分",
    "sorting_points": "分类积分", "redemption": "兑换", "redemption_payable": "商户应付",
    "redemption_goods": "实物兑换", "points_expiry": "到期", "reversal": "冲销",
    "points_granted_later": "补发积分",
}  # fmt: skip


class JournalSheets:
    """序时账 (one row a line) and 凭证 (with the people who answer for the entry).

    The workbook keeps no rows in memory, so the two sheets are written one after the other.
    """

    def __init__(self, book: BookWorkbook, name: str) -> None:
        self._is_journal = name == "序时账"
        columns = [("顺序号", 8), ("凭证号", 16), ("日期", 12), ("摘要", 40), ("科目代码", 12),
                   ("科目名称", 28), ("借方", 16), ("贷方", 16), ("单位", 6)]  # fmt: skip
        if not self._is_journal:
            columns += [("类别", 10), ("制单", 12), ("审核", 12), ("记账", 12), ("附件数", 8),
                        ("冲销", 10), ("入账时间(UTC)", 22), ("叶子哈希", 66)]  # fmt: skip
        self._sheet = book.sheet(name, columns)

    def write(self, row: JournalRow) -> None:
        """Write the lines of one entry."""
        currency = Currency(row.currency)
        for number, line in enumerate(row.lines, start=1):
            amount = (line.amount, currency)
            name = line.account_name + (f"（{line.holder}）" if line.holder else "")
            cells: list[str | int | tuple[int, Currency] | None] = [
                row.seq, row.entry_no, row.on.isoformat(), line.narration or row.narration,
                line.account_code, name, amount if line.side > 0 else None,
                amount if line.side < 0 else None, CURRENCY_TITLES[currency],
            ]  # fmt: skip
            if not self._is_journal and number == 1:
                cells += [
                    _KIND_TITLES.get(row.kind, row.kind), row.prepared_by, row.approved_by or "",
                    row.posted_by, len(row.documents),
                    f"冲销第 {row.reverses_seq} 笔" if row.reverses_seq else "",
                    row.recorded_at.strftime("%Y-%m-%d %H:%M:%S"), row.leaf_hash.hex(),
                ]  # fmt: skip
            self._sheet.write(cells)
