"""Values as messages write them."""

from __future__ import annotations

from datetime import date, datetime

from ledger.db.ids import CHINA


def day_words(day: date) -> str:
    """Return a day as 2026年6月18日."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_words(at: datetime) -> str:
    """Return a moment (aware) as 6月18日 14:05, by the clock of China."""
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def yuan_words(amount_fen: int) -> str:
    """Return an amount as 1,208.00, to be followed by 元."""
    sign = "-" if amount_fen < 0 else ""
    yuan, fen = divmod(abs(amount_fen), 100)
    return f"{sign}{yuan:,}.{fen:02d}"
