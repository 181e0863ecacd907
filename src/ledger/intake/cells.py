"""One cell to one typed value, or the reason why not.

None of these functions raises: a bad cell spoils its row, never the file. Every cell is either a
text from a CSV or a typed value from a spreadsheet; both must give the same result. A value that
a person would want to look at comes back together with a doubtful reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeGuard, TypeVar

from ledger.bookkeeping.currency import LARGEST_ENTERED
from ledger.intake.preview import ReasonSeverity, RowReason
from ledger.intake.workbook import Cell

T = TypeVar("T")

EARLIEST_YEAR, LATEST_YEAR = 1990, 2099
LARGEST_FEN = LARGEST_ENTERED
LONGEST_TEXT = 200
# A spreadsheet keeps fifteen digits of a number and turns the rest into zeros.
_KEPT_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A value, a reason, or a value with a doubtful reason or a note."""

    value: T | None
    reason: RowReason | None = None


_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u00ad"))
_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-"})
_MONEY = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[-+])?\s*(?:¥|RMB|CNY|人民币)?\s*(?P<inner_sign>[-+])?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*元?\s*(?P<close>\))?",
    re.IGNORECASE | re.ASCII,
)
_WHOLE = re.compile(r"([-+]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?", re.ASCII)
_AREA = re.compile(r"(\d+(?:\.\d+)?)\s*(?:m2|平方米|平米|平方)?", re.IGNORECASE | re.ASCII)
_DATE = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})[日号]?", re.ASCII
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?|(\d{1,2})[时点](\d{2})分?", re.ASCII)
_COMPACT_DATETIME = re.compile(r"(\d{8})\s*(\d{2})(\d{2})(\d{2})", re.ASCII)
_YES = frozenset({"是", "y", "yes", "true", "1", "√"})
_NO = frozenset({"否", "n", "no", "false", "0", "×"})


def normal_text(text: str) -> str:
    """Return NFKC text without invisible characters and outer blanks."""
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE).strip()


def shown(cell: Cell) -> str:
    """Return a cell as the person who reads the reason would see it, shortened."""
    if cell is None:
        return ""
    text = format(cell, "f") if isinstance(cell, Decimal) else str(cell)
    return text if len(text) <= 40 else text[:39] + "…"


def parse_money(cell: Cell, *, field: str, at_least_fen: int | None = None) -> Parsed[int]:
    """Return fen. Reads `1,234.50`, `￥1234.5元`, `(80.00)` as negative, spreadsheet numbers.

    More than two decimals are a reason, unless the further ones are zeros.
    """
    number = _money_number(cell)
    if number is None:
        return _refused(field, "money_is_unreadable", f"“{shown(cell)}”不是金额，请写成 1234.50。")
    fen = number * 100
    if fen != fen.to_integral_value():
        return _refused(
            field,
            "money_has_too_many_decimals",
            f"金额“{shown(cell)}”的小数超过两位（分），请核对。",
        )
    if abs(fen) > LARGEST_FEN:
        return _refused(field, "money_is_too_large", f"金额“{shown(cell)}”太大，请核对。")
    if at_least_fen is not None and fen < at_least_fen:
        least = f"{Decimal(at_least_fen) / 100:.2f}"
        return _refused(
            field, "money_is_too_small", f"金额“{shown(cell)}”不能小于 {least} 元，请核对。"
        )
    return Parsed(int(fen))


def _money_number(cell: Cell) -> Decimal | None:
    if isinstance(cell, int | Decimal):
        return Decimal(cell)
    match = _MONEY.fullmatch(normal_text(cell).translate(_DASHES)) if _is_text(cell) else None
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    signs = [sign for sign in (match["open"], match["sign"], match["inner_sign"]) if sign]
    if len(signs) > 1 or len(match["number"]) > 24:
        return None
    number = Decimal(match["number"].replace(",", ""))
    return -number if signs and signs[0] in "(-" else number


def parse_whole(
    cell: Cell, *, field: str, at_least: int | None = 0, at_most: int | None = 10**12
) -> Parsed[int]:
    """Return a whole number; by default none below zero."""
    number: int | None = None
    if isinstance(cell, int):
        number = cell
    elif _is_text(cell):
        match = _WHOLE.fullmatch(normal_text(cell).translate(_DASHES))
        if match and len(match[2]) <= 24:
            number = int(match[1] + match[2].replace(",", ""))
    if number is None:
        return _refused(field, "number_is_not_whole", f"“{shown(cell)}”不是整数，请核对。")
    if at_least is not None and number < at_least:
        return _refused(field, "number_is_too_small", f"“{shown(cell)}”不能小于 {at_least}。")
    if at_most is not None and number > at_most:
        return _refused(field, "number_is_too_large", f"“{shown(cell)}”不能大于 {at_most}。")
    return Parsed(number)


def parse_area(cell: Cell, *, field: str) -> Parsed[int]:
    """Return hundredths of a square metre, above zero: `76.05㎡` is 7605."""
    number: Decimal | None = None
    if isinstance(cell, int | Decimal):
        number = Decimal(cell)
    elif _is_text(cell):
        match = _AREA.fullmatch(normal_text(cell))
        number = Decimal(match[1]) if match and len(match[1]) <= 24 else None
    if number is None:
        return _refused(field, "area_is_unreadable", f"“{shown(cell)}”不是面积，请写成 76.05。")
    hundredths = number * 100
    if hundredths != hundredths.to_integral_value():
        return _refused(
            field, "area_has_too_many_decimals", f"面积“{shown(cell)}”的小数超过两位，请核对。"
        )
    if not 0 < hundredths <= 10**9:
        return _refused(field, "area_is_out_of_range", f"面积“{shown(cell)}”不合理，请核对。")
    return Parsed(int(hundredths))


def parse_date(cell: Cell, *, field: str) -> Parsed[date]:
    """Return a date from 2026-04-01, 2026/4/1, 2026.4.1, 2026年4月1日, 20260401 or a date cell.

    A time of day behind it is left out with a note. The bare serial number of an unformatted
    spreadsheet cell is read and marked doubtful, because it depends on the workbook's epoch.
    """
    parsed = parse_datetime(cell, field=field)
    if parsed.value is None:
        return Parsed(None, parsed.reason)
    if parsed.reason is None and parsed.value.time() != time():
        return _with(
            parsed.value.date(), field, "time_was_left_out", f"“{shown(cell)}”只取日期。", "note"
        )
    return Parsed(parsed.value.date(), parsed.reason)


def parse_datetime(cell: Cell, *, field: str) -> Parsed[datetime]:
    """Return local wall-clock time without zone; a date alone is its midnight."""
    if isinstance(cell, int) and 36526 <= cell <= 73050:
        serial = datetime.combine(date(1899, 12, 30) + timedelta(days=cell), time())
        return _with(
            serial,
            field,
            "date_is_a_serial_number",
            f"“{cell}”是没有设成日期格式的数字，读作 {serial.date()}，请核对。",
            "doubtful",
        )
    moment = _moment(cell)
    if moment is None:
        return _refused(
            field, "date_is_unreadable", f"“{shown(cell)}”不是有效的日期，请写成 2026-04-01。"
        )
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        return _refused(
            field,
            "date_is_out_of_range",
            f"日期“{shown(cell)}”不在 {EARLIEST_YEAR} 到 {LATEST_YEAR} 年之间，请核对。",
        )
    return Parsed(moment)


def _moment(cell: Cell) -> datetime | None:
    if isinstance(cell, datetime):
        return _whole_second(cell) if cell.year <= LATEST_YEAR else cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, int):
        cell = str(cell)
    if not _is_text(cell):
        return None
    text = normal_text(cell)
    compact = _COMPACT_DATETIME.fullmatch(text)
    if compact:
        text = f"{compact[1]} {compact[2]}:{compact[3]}:{compact[4]}"
    head, _, tail = text.replace("T", " ", 1).partition(" ")
    day = _day(head)
    moment_of_day = _time_of_day(tail.strip()) if tail.strip() else time()
    if day is None or moment_of_day is None:
        return None
    return datetime.combine(day, moment_of_day)


def _day(text: str) -> date | None:
    match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if match is None:
        return None
    numbers = [int(group) for group in match.groups() if group and group.isdecimal()]
    try:
        return date(*numbers)
    except ValueError:
        return None


def parse_time(cell: Cell, *, field: str) -> Parsed[time]:
    """Return a time of day from 09:07, 9:07, 9：07, 09:07:30, 9点07分 or a time cell."""
    if isinstance(cell, Decimal) and 0 < cell < 1:
        seconds = int((cell * 86400).to_integral_value())
        moment = time(seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)
        return _with(
            moment,
            field,
            "time_is_a_fraction",
            f"“{shown(cell)}”是没有设成时间格式的数字，读作 {moment:%H:%M}，请核对。",
            "doubtful",
        )
    value: time | None = None
    if isinstance(cell, time):
        value = _whole_second(datetime.combine(date(2000, 1, 1), cell)).time()
    elif _is_text(cell):
        value = _time_of_day(normal_text(cell))
    if value is None:
        return _refused(
            field, "time_is_unreadable", f"“{shown(cell)}”不是有效的时刻，请写成 09:07。"
        )
    return Parsed(value)


def _time_of_day(text: str) -> time | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = [*(int(group) for group in match.groups() if group), 0][:3]
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _whole_second(moment: datetime) -> datetime:
    # Spreadsheets store times as fractions of a day; 09:07 may come out a microsecond short.
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def parse_yes_no(cell: Cell, *, field: str) -> Parsed[bool]:
    """Return True for 是, Y, √, 1 …, False for 否, N, ×, 0 …; anything else is a reason."""
    word = normal_text(str(cell)).casefold()
    if word in _YES:
        return Parsed(True)
    if word in _NO:
        return Parsed(False)
    return _refused(field, "answer_is_not_yes_or_no", f"“{shown(cell)}”请写成“是”或“否”。")


def parse_choice(cell: Cell, *, field: str, choices: Mapping[str, T]) -> Parsed[T]:
    """Return the value that a fixed Chinese word stands for; the reason lists the words."""
    word = normal_text(str(cell))
    if word in choices:
        return Parsed(choices[word])
    return _refused(
        field,
        "word_is_not_a_choice",
        f"“{shown(cell)}”不在可选的词里：{'、'.join(choices)}。",
    )


def parse_text(cell: Cell, *, field: str, longest: int = LONGEST_TEXT) -> Parsed[str]:
    """Return trimmed NFKC text; numbers and dates in the way they are written.

    A number of more than fifteen digits is refused: the spreadsheet has already lost its end.
    """
    if isinstance(cell, int) and len(str(abs(cell))) > _KEPT_DIGITS:
        return _refused(
            field,
            "number_lost_digits",
            f"“{cell}”超过 15 位，表格软件已把后几位变成 0；请把这一列设成文本格式后重新填写。",
        )
    text = normal_text(_as_text(cell))
    if any(unicodedata.category(character) == "Cc" for character in text):
        return _refused(field, "text_has_control_characters", "文字里有换行或不可见字符，请删去。")
    if len(text) > longest:
        return _refused(
            field, "text_is_too_long", f"“{shown(text)}”有 {len(text)} 个字，最多 {longest} 个字。"
        )
    if "\ufffd" in text:
        return _with(
            text, field, "text_has_lost_characters", f"“{shown(text)}”里有丢失的字。", "doubtful"
        )
    return Parsed(text)


def _as_text(cell: Cell) -> str:
    if isinstance(cell, time):
        return cell.isoformat("minutes" if cell.second == 0 else "seconds")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return "" if cell is None else str(cell)


def _is_text(cell: Cell) -> TypeGuard[str]:
    return isinstance(cell, str)


def _refused(field: str, code: str, message: str) -> Parsed[Any]:
    return Parsed(None, RowReason(code, message, field, "refused"))


def _with(value: T, field: str, code: str, message: str, severity: ReasonSeverity) -> Parsed[T]:
    return Parsed(value, RowReason(code, message, field, severity))
