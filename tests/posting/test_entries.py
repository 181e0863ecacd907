"""结转 as a pure function: what income and expense leave goes where it belongs."""

from __future__ import annotations

from ledger.bookkeeping.account import Side
from ledger.bookkeeping.entry import Dimensions
from ledger.bookkeeping.period import Month
from ledger.posting.entries import Leftover, closing_entries

DECEMBER = Month(2026, 12)
GRANT = Dimensions(fund_grant_id=7)


def told(leftovers: list[Leftover]) -> list[str]:
    """Write each entry as an accountant does: 借 and 贷, account, fen, grant."""
    return [
        " ".join(
            f"{'借' if line.side is Side.DEBIT else '贷'}{line.account_code}"
            + (f"#{line.dimensions.fund_grant_id}" if line.dimensions.fund_grant_id else "")
            + f":{line.amount}"
            for line in entry.lines
        )
        for entry in closing_entries(DECEMBER, leftovers, grant_accounts={7: "3102001"})
    ]


def test_income_and_expense_go_to_the_surplus_each_in_its_entry() -> None:
    assert told(
        [
            Leftover("5103", "expense", 300),
            Leftover("4301001", "income", -900),
            Leftover("4901001", "income", -1),
        ]
    ) == ["借4301001:900 借4901001:1 贷3101001:901", "贷5103:300 借3101001:300"]


def test_a_loss_on_an_income_account_is_carried_too() -> None:
    assert told([Leftover("4301001", "income", 50)]) == ["贷4301001:50 借3101001:50"]


def test_what_cancels_needs_no_line_of_the_surplus() -> None:
    assert told([Leftover("4301001", "income", -50), Leftover("4301002", "income", 50)]) == [
        "借4301001:50 贷4301002:50"
    ]


def test_what_a_grant_paid_goes_back_to_the_account_that_keeps_it() -> None:
    assert told(
        [
            Leftover("5102", "expense", 1200, GRANT),
            Leftover("5102", "expense", 300),
            Leftover("4101", "income", -1200, GRANT),
        ]
    ) == [
        "借4101#7:1200 贷3102001#7:1200",
        "贷5102#7:1200 贷5102:300 借3101001:300 借3102001#7:1200",
    ]


def test_nothing_left_is_nothing_to_carry() -> None:
    assert closing_entries(DECEMBER, [], grant_accounts={}) == []
    assert told([Leftover("5103", "expense", 0)]) == []


def test_the_entry_says_what_it_is() -> None:
    [entry] = closing_entries(DECEMBER, [Leftover("4301001", "income", -900)], grant_accounts={})
    assert (entry.kind, entry.source) == ("closing", "closing:2026-12")
    assert entry.effective_on == DECEMBER.last_day
    assert entry.narration == "结转收入（截至2026年12月末）"
