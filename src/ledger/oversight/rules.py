"""例外清单: what an honest book should explain. Pure; amounts in fen.

Each finding is one sentence that names the entry, its date and its amount, and says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.bookkeeping.entry import yuan
from ledger.posting.document_numbers import same_document

NEEDS_NO_INVOICE = ("5201", "5401")
"""税金 and 手续费: the assessor's and the bank's own papers stand for the invoice."""


class ExceptionKind(StrEnum):
    DUPLICATE_INVOICE = "duplicate_invoice"
    EXPENSE_WITHOUT_INVOICE = "expense_without_invoice"
    SPLIT_PURCHASE = "split_purchase"
    SELF_APPROVAL = "self_approval"
    WAITING_TOO_LONG = "waiting_too_long"
    DOUBTFUL_ROW_LEFT = "doubtful_row_left"
    MANY_HOURS_AT_ONCE = "many_hours_at_once"
    OVERLAPPING_SERVICE = "overlapping_service"
    ONE_DEVICE_FOR_MANY = "one_device_for_many"
    MORE_THAN_CAPACITY = "more_than_capacity"
    NIGHT_HOURS = "night_hours"
    TO_AND_FRO = "to_and_fro"
    BACK_DATED_BY_ONE = "back_dated_by_one"
    SAME_PAIR_CONFIRMS = "same_pair_confirms"

    @property
    def chinese_title(self) -> str:
        return _TITLES[self]


_TITLES = {
    ExceptionKind.DUPLICATE_INVOICE: "发票重复使用",
    ExceptionKind.EXPENSE_WITHOUT_INVOICE: "支出没有票据",
    ExceptionKind.SPLIT_PURCHASE: "疑似拆分付款",
    ExceptionKind.SELF_APPROVAL: "试图自己审核",
    ExceptionKind.WAITING_TOO_LONG: "制单后久未记账",
    ExceptionKind.DOUBTFUL_ROW_LEFT: "流水账里没有入账的行",
    ExceptionKind.MANY_HOURS_AT_ONCE: "几分钟录入很多时长",
    ExceptionKind.OVERLAPPING_SERVICE: "同一人同时在两处",
    ExceptionKind.ONE_DEVICE_FOR_MANY: "一部手机替多人签到",
    ExceptionKind.MORE_THAN_CAPACITY: "人数超过名额",
    ExceptionKind.NIGHT_HOURS: "深夜的服务时长",
    ExceptionKind.TO_AND_FRO: "两人互相来回转赠",
    ExceptionKind.BACK_DATED_BY_ONE: "一人补录很多旧记录",
    ExceptionKind.SAME_PAIR_CONFIRMS: "总是同两人核实",
}


@dataclass(frozen=True, slots=True)
class Record:
    """One record that a finding stands on, and the page that shows it."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class ExceptionFound:
    """One line of the list; `key` stays the same as long as the finding does."""

    key: str
    kind: ExceptionKind
    sentence: str
    seq: int | None = None
    prepared_entry_id: int | None = None
    import_id: int | None = None
    amount_fen: int | None = None
    on: date | None = None
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpenseEntry:
    """An expense on its way or posted, neither sent back nor reversed; `entry_no` once posted."""

    prepared_entry_id: int
    seq: int | None
    entry_no: str | None
    effective_on: date
    narration: str
    counterparty: str
    document_no: str
    expense_fen: int
    account_codes: tuple[str, ...]

    @property
    def words(self) -> str:
        name = f"凭证 {self.entry_no}" if self.entry_no else "待记账的凭证"
        day = f"{self.effective_on.month}月{self.effective_on.day}日"
        return f"{name}（{day} {self.narration} {yuan(self.expense_fen)} 元）"


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """A prepared entry and how many whole days it has waited."""

    prepared_entry_id: int
    effective_on: date
    narration: str
    total_fen: int
    state: str
    days: int


@dataclass(frozen=True, slots=True)
class SelfApprovalAttempt:
    """Somebody tried to approve what they had prepared; the program refused."""

    audit_line_id: int
    on: date
    actor_name: str
    prepared_entry_id: int | None


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """A row of an imported cash book that was doubtful and that nobody accepted."""

    import_id: int
    row_no: int
    on: date | None
    narration: str
    amount_fen: int
    invoice_was_used: bool
    reasons: tuple[str, ...]


def duplicate_invoices(expenses: Sequence[ExpenseEntry]) -> Iterator[ExceptionFound]:
    """Name each expense whose document number an earlier expense has used."""
    by_number: dict[str, list[ExpenseEntry]] = {}
    for expense in _in_order(expenses):
        if not expense.document_no:
            continue
        for earlier in by_number.get(expense.document_no, []):
            if same_document(expense.document_no, expense.effective_on, earlier.effective_on):
                yield _about(
                    expense,
                    ExceptionKind.DUPLICATE_INVOICE,
                    f"{expense.words}的票据号 {expense.document_no} 已用于{earlier.words}，"
                    "请说明是不是重复报销。",
                )
                break
        by_number.setdefault(expense.document_no, []).append(expense)


def expenses_without_invoice(expenses: Sequence[ExpenseEntry]) -> Iterator[ExceptionFound]:
    """Name each expense without a document number, those with papers of their own left out."""
    for expense in _in_order(expenses):
        excused = all(code.startswith(NEEDS_NO_INVOICE) for code in expense.account_codes)
        if not expense.document_no and not excused:
            yield _about(
                expense,
                ExceptionKind.EXPENSE_WITHOUT_INVOICE,
                f"{expense.words}没有票据号，请补票或写明原因。",
            )


def split_purchases(expenses: Sequence[ExpenseEntry]) -> Iterator[ExceptionFound]:
    """Name each group of expenses to one payee on one day of one amount, once."""
    groups: dict[tuple[date, str, int], list[ExpenseEntry]] = {}
    for expense in _in_order(expenses):
        if expense.counterparty:
            key = (expense.effective_on, expense.counterparty, expense.expense_fen)
            groups.setdefault(key, []).append(expense)
    for (_, counterparty, amount_fen), group in groups.items():
        if len(group) > 1:
            total_fen = amount_fen * len(group)
            yield _about(
                group[-1],
                ExceptionKind.SPLIT_PURCHASE,
                f"同一天付给{counterparty} {len(group)} 笔各 {yuan(amount_fen)} 元，"
                f"合计 {yuan(total_fen)} 元：{'、'.join(each.words for each in group)}，"
                "请说明是不是拆分付款。",
                amount_fen=total_fen,
            )


def self_approvals(attempts: Iterable[SelfApprovalAttempt]) -> Iterator[ExceptionFound]:
    """Name each attempt; the program refused it, the board should still know."""
    for attempt in attempts:
        yield ExceptionFound(
            key=f"{ExceptionKind.SELF_APPROVAL}:{attempt.audit_line_id}",
            kind=ExceptionKind.SELF_APPROVAL,
            sentence=f"{attempt.actor_name}在 {attempt.on.isoformat()} 试图审核自己制的凭证，"
            "系统没有允许。",
            prepared_entry_id=attempt.prepared_entry_id,
            on=attempt.on,
        )


def waiting_too_long(waiting: Iterable[WaitingEntry], *, days_max: int) -> Iterator[ExceptionFound]:
    """Name each prepared entry that has waited for more than `days_max` days."""
    for entry in waiting:
        if entry.days > days_max:
            step = "还没有审核" if entry.state == "prepared" else "已审核，还没有记账"
            yield ExceptionFound(
                key=f"{ExceptionKind.WAITING_TOO_LONG}:{entry.prepared_entry_id}",
                kind=ExceptionKind.WAITING_TOO_LONG,
                sentence=f"{entry.effective_on.isoformat()} 的“{entry.narration}”"
                f" {yuan(entry.total_fen)} 元制单 {entry.days} 天，{step}。",
                prepared_entry_id=entry.prepared_entry_id,
                amount_fen=entry.total_fen,
                on=entry.effective_on,
            )


def doubtful_rows(rows: Iterable[DoubtfulRow]) -> Iterator[ExceptionFound]:
    """Name each row of a cash book that was left out, with the reason why it was doubtful."""
    for row in rows:
        kind = (
            ExceptionKind.DUPLICATE_INVOICE
            if row.invoice_was_used
            else ExceptionKind.DOUBTFUL_ROW_LEFT
        )
        yield ExceptionFound(
            key=f"{kind}:import:{row.import_id}:{row.row_no}",
            kind=kind,
            sentence=f"流水账第 {row.row_no} 行“{row.narration}” {yuan(row.amount_fen)} 元"
            f"没有入账：{''.join(row.reasons)}",
            import_id=row.import_id,
            amount_fen=row.amount_fen,
            on=row.on,
        )


def _in_order(expenses: Sequence[ExpenseEntry]) -> list[ExpenseEntry]:
    return sorted(expenses, key=lambda each: (each.effective_on, each.prepared_entry_id))


def _about(
    expense: ExpenseEntry, kind: ExceptionKind, sentence: str, *, amount_fen: int | None = None
) -> ExceptionFound:
    return ExceptionFound(
        key=f"{kind}:{expense.prepared_entry_id}",
        kind=kind,
        sentence=sentence,
        seq=expense.seq,
        prepared_entry_id=expense.prepared_entry_id,
        amount_fen=expense.expense_fen if amount_fen is None else amount_fen,
        on=expense.effective_on,
    )
