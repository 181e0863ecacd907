"""The canonical bytes of a posted entry: what a leaf of the log hashes.

The form is one line of JSON with sorted ASCII keys, no spaces, UTF-8 text, whole numbers and no
floats, behind a version line, so that a stranger can rebuild it in any language. Every field
that bears evidence is covered: who prepared, approved and posted, when, under which rule, which
documents, and each line (I6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec

from ledger.bookkeeping.entry import Dimensions, JournalEntry
from ledger.bookkeeping.period import Month

LEAF_VERSION = "ledger-entry/v1"


@dataclass(frozen=True, slots=True)
class PostedFacts:
    """What posting adds to an entry: its place in the book and the people who answer for it.

    `posted_by`, `prepared_by` and `approved_by` are user ids; `recorded_at` is the database's
    clock after the book's lock was taken.
    """

    estate_id: int
    seq: int
    number: int
    recorded_at: datetime
    posted_by: int
    prepared_by: int
    approved_by: int | None
    idempotency_key: str


def entry_no(series: str, month: Month, number: int) -> str:
    """Write an entry number as printed: `记-202604-0001`."""
    return f"{series}-{month.number}-{number:04d}"


def _dimensions(dimensions: Dimensions) -> dict[str, int]:
    named = {
        "activity": dimensions.activity_id,
        "dwelling": dimensions.dwelling_id,
        "fund_grant": dimensions.fund_grant_id,
        "merchant": dimensions.merchant_id,
    }
    return {name: value for name, value in named.items() if value is not None}


def canonical_fields(entry: JournalEntry, facts: PostedFacts) -> dict[str, Any]:
    """Return the fields of a leaf before they are written as canonical JSON."""
    return {
        "approved_by": facts.approved_by,
        "documents": [digest.hex() for digest in entry.documents],
        "effective_on": entry.effective_on.isoformat(),
        "estate": facts.estate_id,
        "key": facts.idempotency_key,
        "kind": entry.kind,
        "lines": [
            {
                "account": line.account_code,
                "amount": line.amount,
                "currency": line.currency.value,
                "dimensions": _dimensions(line.dimensions),
                "holder": line.holder,
                "narration": line.narration,
                "side": "debit" if line.side > 0 else "credit",
            }
            for line in entry.lines
        ],
        "narration": entry.narration,
        "number": entry_no(entry.series.value, Month.of(entry.effective_on), facts.number),
        "posted_by": facts.posted_by,
        "prepared_by": facts.prepared_by,
        "recorded_at": recorded_text(facts.recorded_at),
        "reverses": entry.reverses_seq,
        "rule_version": entry.rule_version,
        "seq": facts.seq,
        "source": entry.source,
    }


@lru_cache(maxsize=64)
def recorded_text(recorded_at: datetime) -> str:
    """Write an aware moment in UTC with six decimals: `2026-06-30T02:00:00.000000Z`."""
    return recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical_json(fields: dict[str, Any]) -> str:
    """Write a leaf's fields as its one canonical line of JSON."""
    return _encoder.encode(fields).decode()


_encoder = msgspec.json.Encoder(order="sorted")


def leaf_bytes(fields: dict[str, Any]) -> bytes:
    """Return the exact bytes that the log hashes for these fields."""
    return b"%b\n%b" % (LEAF_VERSION.encode(), _encoder.encode(fields))
