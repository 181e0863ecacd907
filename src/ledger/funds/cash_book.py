"""公共收益流水账: read the treasurer's cash book and say what is wrong with it.

Pure: what stands in the books already comes in as `Known`. Amounts in fen. Each check adds a
reason to the row and names the other row or entry; the order of checks is the order below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ledger.bookkeeping.entry import yuan
from ledger.bookkeeping.period import Month
from ledger.funds.categories import BANK_ACCOUNT, CATEGORIES, Category
from ledger.funds.entries import opening_date
from ledger.intake.headers import FileColumn
from ledger.intake.reading import Table, TableRow
from ledger.intake.row_reader import RowReader
from ledger.posting.document_numbers import EarlierUse, normal_document_no, same_document

COLUMNS = (
    FileColumn("on", "日期", ("记账日期", "业务日期")),
    FileColumn("number", "凭证号", ("凭证编号",)),
    FileColumn("narration", "摘要"),
    FileColumn("category", "类别", ("科目", "项目")),
    FileColumn("income_fen", "收入", ("收入金额", "收入(元)")),
    FileColumn("expense_fen", "支出", ("支出金额", "支出(元)")),
    FileColumn("balance_fen", "余额", ("结余", "余额(元)")),
    FileColumn("counterparty", "对方", ("对方户名", "往来单位"), is_required=False),
    FileColumn("document_no", "票据号", ("发票号", "发票号码"), is_required=False),
    FileColumn("attachments", "附件张数", ("附件",), is_required=False),
)
_TITLES = {column.key: column.title for column in COLUMNS}


EARLIEST_MONTH = Month(1990, 1)


@dataclass(frozen=True, slots=True)
class Known:
    """What the books know: rows by key, document numbers, closed months, the first month.

    `opening` is what 公共收益专户 stands at before the file's first day (None: nothing yet).
    """

    source_keys: Mapping[str, str] = field(default_factory=dict)
    """Source key to the words that name the entry."""
    document_numbers: Mapping[str, Sequence[EarlierUse]] = field(default_factory=dict)
    closed_months: frozenset[int] = frozenset()
    first_month: Month = EARLIEST_MONTH
    opening_fen: int | None = None
    has_opening: bool = False
    """Whether an opening balance was entered before, on whatever day."""


@dataclass(slots=True)
class CashRow:
    """One row of the cash book as read; what could not be read is None."""

    reader: RowReader
    on: date | None
    number: str
    narration: str
    category_title: str
    category: Category | None
    income_fen: int
    expense_fen: int
    balance_fen: int | None
    counterparty: str
    document_no: str
    attachments: int | None

    @property
    def row_no(self) -> int:
        return self.reader.row_no

    @property
    def amount_fen(self) -> int:
        return self.income_fen or self.expense_fen

    @property
    def key(self) -> str:
        """The row's identity: number, date and amount, whatever file it stands in."""
        side = "income" if self.income_fen else "expense"
        return f"{self.number_key}{side}:{self.amount_fen}"

    @property
    def number_key(self) -> str:
        """The part of the key without the amount."""
        return f"cash_book:{BANK_ACCOUNT}:{self.number}:{self.on}:"

    @property
    def words(self) -> str:
        """The row as another row's reason names it."""
        day = f"{self.on.month}月{self.on.day}日 " if self.on else ""
        return f"第 {self.row_no} 行（{day}{self.narration} {yuan(self.amount_fen)} 元）"


OPENING_KEY = f"opening:{BANK_ACCOUNT}"


@dataclass(slots=True)
class CashBook:
    """A whole cash book: its rows, its opening row, and sentences about it as a whole."""

    rows: list[CashRow]
    opening: RowReader | None = None
    opening_fen: int | None = None
    opening_on: date | None = None
    notes: list[str] = field(default_factory=list)


def read_cash_book(table: Table, known: Known) -> CashBook:
    """Read the rows and add every reason; the rows keep the order of the file."""
    rows = [_read_row(row) for row in table.rows]
    book = CashBook(rows)
    _read_opening(book, table, known)
    for row in rows:
        _check_amounts(row)
        _check_category(row)
        _check_period(row, known)
    _check_balances(book)
    _check_numbers(book, known)
    _check_documents(rows, known)
    _check_split(rows)
    _check_totals(book, table)
    return book


def _read_row(row: TableRow) -> CashRow:
    reader = RowReader(row, _TITLES)
    category = reader.text("category", longest=40) or ""
    return CashRow(
        reader=reader,
        on=reader.date("on"),
        number=reader.text("number", longest=40) or "",
        narration=reader.text("narration") or "",
        category_title=category,
        category=CATEGORIES.get(category),
        income_fen=reader.money("income_fen", required=False, at_least_fen=0) or 0,
        expense_fen=reader.money("expense_fen", required=False, at_least_fen=0) or 0,
        balance_fen=reader.money("balance_fen", required=False),
        counterparty=reader.text("counterparty", required=False, longest=100) or "",
        document_no=normal_document_no(
            reader.text("document_no", required=False, longest=100) or ""
        ),
        attachments=reader.whole("attachments", required=False, at_most=999),
    )


def _read_opening(book: CashBook, table: Table, known: Known) -> None:
    days = [row.on for row in book.rows if row.on is not None]
    if days:
        book.opening_on = opening_date(min(days))
    if len(table.opening_rows) > 1:
        book.notes.append("文件里有几行期初，只看第一行；请核对。")
    if not table.opening_rows:
        book.notes.append("文件里没有“上期结余”行，不登记期初余额。")
        return
    book.opening = RowReader(table.opening_rows[0], _TITLES)
    book.opening_fen = book.opening.money("balance_fen")
    if book.opening_fen is not None and book.opening_fen < 0:
        book.opening.refuse("opening_is_negative", "上期结余不能是负数，请核对。", "balance_fen")
    if book.opening_on is None:
        return
    if known.opening_fen is None:
        _check_opening_month(book.opening, book.opening_on, known)
    elif book.opening_fen not in (None, known.opening_fen):
        book.notes.append(
            f"注意：文件的上期结余是 {yuan(book.opening_fen or 0)} 元，账上"
            f"{book.opening_on.isoformat()} 的余额是 {yuan(known.opening_fen)} 元，请查明差额。"
        )


def _check_opening_month(reader: RowReader, day: date, known: Known) -> None:
    if Month.of(day) < known.first_month:
        reader.refuse(
            "date_is_before_the_book",
            f"期初余额应记在 {day.isoformat()}，早于账簿的第一个月（{known.first_month.title}），"
            "请联系运维核对建账月份。",
        )
    if Month.of(day).number in known.closed_months:
        reader.refuse(
            "period_is_closed", f"{Month.of(day).title}已经结账或正在结账，不能再登记期初余额。"
        )


def _check_amounts(row: CashRow) -> None:
    if row.income_fen and row.expense_fen:
        row.reader.refuse(
            "row_has_income_and_expense", "一行里同时有收入和支出，请分成两行。", "expense_fen"
        )
    elif not row.amount_fen and not row.reader.is_refused:
        row.reader.refuse("row_has_no_amount", "收入和支出都没有金额，请补填。", "income_fen")


def _check_category(row: CashRow) -> None:
    if not row.category_title:
        return
    if row.category is None:
        row.reader.refuse(
            "category_is_unknown",
            f"没有“{row.category_title}”这个类别，可用的类别有：{'、'.join(CATEGORIES)}。",
            "category",
        )
    elif row.amount_fen and row.category.is_income != bool(row.income_fen):
        should = "收入" if row.category.is_income else "支出"
        row.reader.refuse(
            "category_is_on_the_other_side",
            f"“{row.category_title}”是{should}类别，金额却填在另一栏，请核对。",
            "category",
        )


def _check_period(row: CashRow, known: Known) -> None:
    if row.on is None:
        return
    month = Month.of(row.on)
    if month < known.first_month:
        row.reader.refuse(
            "date_is_before_the_book", f"账簿从{known.first_month.title}开始，日期太早。", "on"
        )
    elif month.number in known.closed_months and row.key not in known.source_keys:
        row.reader.refuse(
            "period_is_closed",
            f"{month.title}已经结账或正在结账，请记在未结账的月份并注明原日期。",
            "on",
        )


def _check_balances(book: CashBook) -> None:
    """Follow the running balance; after a break, go on from what the file says."""
    balance = book.opening_fen
    for row in book.rows:
        expected = None if balance is None else balance + row.income_fen - row.expense_fen
        if row.balance_fen is None:
            balance = expected
            continue
        if expected is not None and expected != row.balance_fen:
            row.reader.doubt(
                "balance_does_not_follow",
                f"余额应为 {yuan(expected)} 元，表上是 {yuan(row.balance_fen)} 元，"
                f"相差 {yuan(row.balance_fen - expected)} 元，请查漏记或错记。",
                "balance_fen",
            )
        balance = row.balance_fen


def _check_numbers(book: CashBook, known: Known) -> None:
    # Known keys by everything but side and amount.
    known_numbers = {key.rsplit(":", 2)[0] + ":": key for key in known.source_keys}
    first_use: dict[str, CashRow] = {}
    numbered = [row for row in book.rows if row.number]
    previous: CashRow | None = None
    for row in numbered:
        earlier = first_use.get(row.number)
        if earlier is None:
            first_use[row.number] = row
        elif earlier.key == row.key:
            row.reader.refuse("row_is_repeated", f"与{earlier.words}是同一笔，请删去一行。")
        else:
            row.reader.doubt(
                "number_is_repeated", f"凭证号 {row.number} 与{earlier.words}相同。", "number"
            )
        other_key = known_numbers.get(row.number_key, row.key)
        if other_key != row.key and row.key not in known.source_keys:
            row.reader.doubt(
                "number_was_used",
                f"同日同号的凭证已经导入过，金额不同（{known.source_keys[other_key]}），"
                "请核对是不是改过金额。",
                "number",
            )
        if previous is not None:
            _check_sequence(previous, row)
        previous = row


def _check_sequence(previous: CashRow, row: CashRow) -> None:
    before, now = _trailing_number(previous.number), _trailing_number(row.number)
    if before is not None and now is not None and now > before + 1:
        missing = f"{before + 1}" if now == before + 2 else f"{before + 1} 到 {now - 1}"
        row.reader.note("number_has_gap", f"凭证号在这一行前面缺 {missing} 号。", "number")
    if before is not None and now is not None and now < before:
        row.reader.note("number_goes_back", f"凭证号比上一行的 {previous.number} 小。", "number")
    if previous.on is not None and row.on is not None and row.on < previous.on:
        row.reader.note("date_goes_back", "日期比上一行早。", "on")


def _trailing_number(number: str) -> int | None:
    digits = re.search(r"\d+$", number, re.ASCII)
    return int(digits.group()) if digits and len(digits.group()) <= 12 else None


def _check_documents(rows: Sequence[CashRow], known: Known) -> None:
    seen: dict[str, list[CashRow]] = {}
    for row in rows:
        if row.document_no:
            where = next(_earlier_uses(row, seen.get(row.document_no, []), known), None)
            if where is not None:
                row.reader.doubt(
                    "invoice_was_used",
                    f"票据号 {row.document_no} 已用于{where}，请核对是不是重复报销。",
                    "document_no",
                )
            seen.setdefault(row.document_no, []).append(row)
        elif row.expense_fen and row.category is not None and row.category.needs_invoice:
            row.reader.doubt(
                "expense_has_no_invoice",
                "支出没有票据号，请补票，或由审核人确认后接受。",
                "document_no",
            )


def _earlier_uses(row: CashRow, in_file: Sequence[CashRow], known: Known) -> Iterator[str]:
    for earlier in in_file:
        if same_document(row.document_no, row.on, earlier.on):
            yield earlier.words
    for use in known.document_numbers.get(row.document_no, ()):
        itself = use.source_key == row.key
        if not itself and same_document(row.document_no, row.on, use.effective_on):
            yield use.where


def _check_split(rows: Sequence[CashRow]) -> None:
    """Find purchases in two halves: same payee, same day, same amount."""
    groups: dict[tuple[date, str, int], list[CashRow]] = {}
    for row in rows:
        if row.on is not None and row.expense_fen and row.counterparty:
            groups.setdefault((row.on, row.counterparty, row.expense_fen), []).append(row)
    for group in groups.values():
        for row in group if len(group) > 1 else ():
            others = "、".join(other.words for other in group if other is not row)
            row.reader.doubt(
                "purchase_may_be_split",
                f"同一天付给同一对方同样的金额，还有{others}，请核对是不是一笔拆成几笔或重复记账。",
                "expense_fen",
            )


def _check_totals(book: CashBook, table: Table) -> None:
    sums = {
        "income_fen": sum(row.income_fen for row in book.rows),
        "expense_fen": sum(row.expense_fen for row in book.rows),
    }
    for total_row in table.total_rows:
        reader = RowReader(total_row, _TITLES)
        for key, expected in sums.items():
            stated = reader.money(key, required=False)
            if stated is not None and stated != expected:
                book.notes.append(
                    f"注意：第 {total_row.row_no} 行{_TITLES[key]}合计是 {yuan(stated)} 元，"
                    f"各行相加是 {yuan(expected)} 元，相差 {yuan(stated - expected)} 元。"
                )
        stated = reader.money("balance_fen", required=False)
        last = next((r.balance_fen for r in reversed(book.rows) if r.balance_fen is not None), None)
        if stated is not None and last is not None and stated != last:
            book.notes.append(
                f"注意：第 {total_row.row_no} 行的余额是 {yuan(stated)} 元，"
                f"最后一行的余额是 {yuan(last)} 元。"
            )
    broken = any(
        reason.code == "balance_does_not_follow"
        for row in book.rows
        for reason in row.reader.reasons
    )
    if table.total_rows and not broken and not any(n.startswith("注意") for n in book.notes):
        book.notes.append("各行余额前后相接，合计行与各行之和一致。")
