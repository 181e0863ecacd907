"""The exception list's rules; no database."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.oversight.rules import (
    DoubtfulRow,
    ExpenseEntry,
    SelfApprovalAttempt,
    WaitingEntry,
    doubtful_rows,
    duplicate_invoices,
    expenses_without_invoice,
    self_approvals,
    split_purchases,
    waiting_too_long,
)

INVOICE = "26511713067697951557"


def expense(number: int, **facts: Any) -> ExpenseEntry:
    defaults: dict[str, Any] = {
        "prepared_entry_id": number,
        "seq": number,
        "entry_no": f"记-202606-{number:04d}",
        "effective_on": date(2026, 6, 11),
        "narration": "绿化补种",
        "counterparty": "青禾园艺",
        "document_no": INVOICE,
        "expense_fen": 60_000,
        "account_codes": ("5102",),
    }
    return ExpenseEntry(**(defaults | facts))


def test_the_later_use_of_an_invoice_is_named_and_points_to_the_earlier() -> None:
    later = expense(9, effective_on=date(2026, 6, 18))
    earlier = expense(3, effective_on=date(2026, 5, 20))
    [found] = duplicate_invoices([later, earlier])
    assert found.key == "duplicate_invoice:9"
    assert found.seq == 9
    assert "已用于凭证 记-202606-0003（5月20日 绿化补种 600.00 元）" in found.sentence


def test_receipts_of_the_estate_begin_anew_each_year() -> None:
    this_year = expense(2, document_no="工资表4")
    last_year = expense(1, document_no="工资表4", effective_on=date(2025, 6, 11))
    assert list(duplicate_invoices([this_year, last_year])) == []


def test_an_expense_without_a_paper_is_named_unless_the_bank_made_it() -> None:
    found = list(
        expenses_without_invoice(
            [
                expense(1, document_no=""),
                expense(2, document_no="", account_codes=("5401",)),
                expense(3, document_no="", account_codes=("5201", "5102")),
                expense(4),
            ]
        )
    )
    assert [each.key for each in found] == [
        "expense_without_invoice:1",
        "expense_without_invoice:3",
    ]


def test_a_split_purchase_is_one_finding_with_its_sum() -> None:
    halves = [expense(1), expense(2), expense(3, expense_fen=1), expense(4, counterparty="")]
    [found] = split_purchases(halves)
    assert found.amount_fen == 120_000
    assert "2 笔各 600.00 元，合计 1200.00 元" in found.sentence
    assert "记-202606-0001" in found.sentence


def test_waiting_longer_than_the_limit() -> None:
    waiting = [
        WaitingEntry(1, date(2026, 6, 1), "月租", 180_000, "prepared", 8),
        WaitingEntry(2, date(2026, 6, 1), "月租", 180_000, "approved", 9),
        WaitingEntry(3, date(2026, 6, 1), "月租", 180_000, "prepared", 7),
    ]
    found = list(waiting_too_long(waiting, days_max=7))
    assert [each.prepared_entry_id for each in found] == [1, 2]
    assert found[0].sentence.endswith("制单 8 天，还没有审核。")
    assert found[1].sentence.endswith("制单 9 天，已审核，还没有记账。")


def test_attempts_and_rows_that_were_left() -> None:
    [attempt] = self_approvals([SelfApprovalAttempt(5, date(2026, 6, 1), "财务委员", 7)])
    assert (attempt.key, attempt.prepared_entry_id) == ("self_approval:5", 7)
    invoice, other = doubtful_rows(
        [
            DoubtfulRow(1, 59, date(2026, 6, 18), "楼道灯", 360_000, True, ("票据号已用。",)),
            DoubtfulRow(1, 52, None, "绿化补种", 60_000, False, ("没有票据号。",)),
        ]
    )
    assert (invoice.kind, other.kind) == ("duplicate_invoice", "doubtful_row_left")
    assert "流水账第 59 行" in invoice.sentence
    assert invoice.import_id == 1
