"""Figures and dates as residents read them."""

from __future__ import annotations

from datetime import date, datetime

from ledger.bookkeeping.period import Month
from ledger.db.ids import CHINA


def yuan(amount_fen: int, *, short: bool = False) -> str:
    """Write fen as `1,208.00`, or without the fen where a chart has little room."""
    sign = "-" if amount_fen < 0 else ""
    if short:
        return f"{sign}{(abs(amount_fen) + 50) // 100:,}"
    return f"{sign}{abs(amount_fen) // 100:,}.{abs(amount_fen) % 100:02d}"


def count(number: int) -> str:
    """Write a whole number with thousands separators."""
    return f"{number:,}"


def hours(minutes: int) -> str:
    """Write minutes as hours with two decimals, rounded half up: `2.50`."""
    hundredths = (minutes * 100 + 30) // 60
    return f"{hundredths // 100:,}.{hundredths % 100:02d}"


def day_text(day: date) -> str:
    """Write a date as 2026年6月18日."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_text(moment: datetime) -> str:
    """Write a moment in China's time to the minute."""
    local = moment.astimezone(CHINA)
    return f"{day_text(local.date())} {local:%H:%M}"


def month_text(month: str) -> str:
    """Write `2026-04` as 2026年4月."""
    return Month.parse(month).title


def kilobytes(size_bytes: int) -> str:
    """Write a file's size: `12 KB`, `3.4 MB`."""
    if size_bytes < 1_000_000:
        return f"{(size_bytes + 999) // 1000} KB"
    tenths = (size_bytes + 50_000) // 100_000
    return f"{tenths // 10}.{tenths % 10} MB"
