"""Reading the fields of a leaf that somebody may have altered: every shape is checked first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from ledger.bookkeeping.canonical import canonical_json
from ledger.bookkeeping.currency import EntrySeries

FIELD_NAMES = frozenset({
    "approved_by", "documents", "effective_on", "estate", "key", "kind", "lines", "narration",
    "number", "posted_by", "prepared_by", "recorded_at", "reverses", "rule_version", "seq",
    "source",
})  # fmt: skip
LINE_NAMES = frozenset(
    {"account", "amount", "currency", "dimensions", "holder", "narration", "side"}
)
DIMENSION_NAMES = frozenset({"activity", "dwelling", "fund_grant", "merchant"})

_NUMBER = re.compile(r"([记积时])-(\d{6})-(\d{4,})")
_RECORDED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class EntryIsMalformed(ValueError):
    """The fields are not those of a leaf; the message names the field."""


@dataclass(frozen=True, slots=True)
class LineFields:
    """One line as the leaf states it; `amount` in minor units, `side` 1 debit or -1 credit."""

    account: str
    holder: str
    currency: str
    side: int
    amount: int
    fund_grant: int | None

    @property
    def signed(self) -> int:
        return self.side * self.amount


@dataclass(frozen=True, slots=True)
class EntryFields:
    """An entry as its leaf states it, with the entry number taken apart."""

    seq: int
    entry_no: str
    series: EntrySeries
    number_month: int
    number: int
    kind: str
    effective_on: date
    recorded_at: str
    narration: str
    documents: tuple[str, ...]
    prepared_by: int
    approved_by: int | None
    posted_by: int
    reverses: int | None
    key: str
    lines: tuple[LineFields, ...]

    @property
    def month(self) -> int:
        return self.effective_on.year * 100 + self.effective_on.month

    def lines_digest(self, sign: int) -> int:
        """Return 64 bits over the lines with every amount times `sign`, to recognise a mirror."""
        text = canonical_json({
            "lines": [
                [line.account, line.holder, line.currency, line.side, sign * line.amount,
                 line.fund_grant]
                for line in self.lines
            ]
        })  # fmt: skip
        return int.from_bytes(sha256(text.encode()).digest()[:8])


def _require(is_right: bool, field: str) -> None:
    if not is_right:
        raise EntryIsMalformed(field)


def _is_int(value: object) -> bool:
    return type(value) is int


def _is_id(value: object) -> bool:
    return type(value) is int and value > 0


def read_fields(fields: Any) -> EntryFields:
    """Take a leaf's fields apart; raises `EntryIsMalformed` naming the first wrong field."""
    _require(isinstance(fields, dict) and fields.keys() == FIELD_NAMES, "fields")
    for name in ("key", "kind", "narration", "rule_version", "source", "recorded_at"):
        _require(isinstance(fields[name], str), name)
    for name in ("estate", "posted_by", "prepared_by", "seq"):
        _require(_is_id(fields[name]), name)
    for name in ("approved_by", "reverses"):
        _require(fields[name] is None or _is_id(fields[name]), name)
    number = _NUMBER.fullmatch(fields["number"]) if isinstance(fields["number"], str) else None
    _require(number is not None, "number")
    assert number is not None
    _require(bool(_RECORDED.fullmatch(fields["recorded_at"])), "recorded_at")
    documents = fields["documents"]
    _require(
        isinstance(documents, list)
        and all(isinstance(each, str) and bool(_DIGEST.fullmatch(each)) for each in documents),
        "documents",
    )
    _require(isinstance(fields["lines"], list), "lines")
    return EntryFields(
        seq=fields["seq"],
        entry_no=fields["number"],
        series=EntrySeries(number[1]),
        number_month=int(number[2]),
        number=int(number[3]),
        kind=fields["kind"],
        effective_on=_read_date(fields["effective_on"]),
        recorded_at=fields["recorded_at"],
        narration=fields["narration"],
        documents=tuple(documents),
        prepared_by=fields["prepared_by"],
        approved_by=fields["approved_by"],
        posted_by=fields["posted_by"],
        reverses=fields["reverses"],
        key=fields["key"],
        lines=tuple(_read_line(at, line) for at, line in enumerate(fields["lines"], start=1)),
    )


def _read_date(text: Any) -> date:
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError):
        raise EntryIsMalformed("effective_on") from None
    _require(day.isoformat() == text, "effective_on")
    return day


def _read_line(number: int, line: Any) -> LineFields:
    where = f"lines[{number}]"
    _require(isinstance(line, dict) and line.keys() == LINE_NAMES, where)
    for name in ("account", "currency", "holder", "narration"):
        _require(isinstance(line[name], str), f"{where}.{name}")
    _require(_is_int(line["amount"]), f"{where}.amount")
    _require(line["side"] in ("debit", "credit"), f"{where}.side")
    dimensions = line["dimensions"]
    _require(
        isinstance(dimensions, dict)
        and dimensions.keys() <= DIMENSION_NAMES
        and all(_is_id(each) for each in dimensions.values()),
        f"{where}.dimensions",
    )
    return LineFields(
        account=line["account"],
        holder=line["holder"],
        currency=line["currency"],
        side=1 if line["side"] == "debit" else -1,
        amount=line["amount"],
        fund_grant=dimensions.get("fund_grant"),
    )
