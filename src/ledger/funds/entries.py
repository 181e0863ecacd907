"""The accounting of public revenue and of the development fund, on one page."""

from __future__ import annotations

from datetime import date

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import Dimensions, EntryLine, credit, debit
from ledger.bookkeeping.period import Month
from ledger.funds.categories import BANK_ACCOUNT, SURPLUS_ACCOUNT, Category, FundSource


def cash_book_lines(category: Category, *, amount_fen: int) -> tuple[EntryLine, ...]:
    """Return the lines of one cash book row: the public revenue account against its category."""
    if category.is_income:
        return (
            debit(BANK_ACCOUNT, amount_fen, Currency.CNY),
            credit(category.account_code, amount_fen, Currency.CNY),
        )
    return (
        debit(category.account_code, amount_fen, Currency.CNY),
        credit(BANK_ACCOUNT, amount_fen, Currency.CNY),
    )


def opening_lines(*, balance_fen: int) -> tuple[EntryLine, ...]:
    """Return the lines that bring 上期结余 in: what stands in the bank is the owners' surplus."""
    return (
        debit(BANK_ACCOUNT, balance_fen, Currency.CNY),
        credit(SURPLUS_ACCOUNT, balance_fen, Currency.CNY),
    )


def opening_date(first_row: date) -> date:
    """Return the last day of the month before the book's first row."""
    return Month.of(first_row).previous().last_day


def fund_grant_lines(
    source: FundSource, *, fund_grant_id: int, amount_fen: int, is_refundable: bool
) -> tuple[EntryLine, ...]:
    """Return the lines of a grant; the restricted side names it, so that its rest can be told.

    Refundable money is a liability until it is spent; money set apart by the owners moves within
    net assets and touches no bank account (domain.md §2.4).
    """
    restricted = restricted_account(source, is_refundable=is_refundable)
    return (
        debit(source.money_account, amount_fen, Currency.CNY),
        credit(
            restricted,
            amount_fen,
            Currency.CNY,
            dimensions=Dimensions(fund_grant_id=fund_grant_id),
        ),
    )


def restricted_account(source: FundSource, *, is_refundable: bool) -> str:
    """Return the account that shows the restriction of a grant."""
    if is_refundable and source.refundable_account is not None:
        return source.refundable_account
    return source.account_code
