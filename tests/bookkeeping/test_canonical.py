"""The bytes of a leaf, against golden vectors that any other program can repeat."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.bookkeeping.account import Side
from ledger.bookkeeping.canonical import (
    PostedFacts,
    canonical_fields,
    canonical_json,
    entry_no,
    leaf_bytes,
    recorded_text,
)
from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import Dimensions, EntryLine, JournalEntry
from ledger.bookkeeping.merkle_log import leaf_hash
from ledger.bookkeeping.period import Month
from tests.bookkeeping.strategies import entries

# Each file: an entry and its facts as a person writes them, the bytes of the leaf, its hash.
VECTORS = sorted((Path(__file__).parent / "vectors").glob("*.json"))


def entry_of(said: dict[str, Any]) -> JournalEntry:
    return JournalEntry(
        series=EntrySeries(said["series"]),
        kind=said["kind"],
        effective_on=date.fromisoformat(said["effective_on"]),
        narration=said["narration"],
        lines=tuple(
            EntryLine(
                account_code=line["account"],
                side=Side[line["side"].upper()],
                amount=line["amount"],
                currency=Currency(line["currency"]),
                holder=line.get("holder", ""),
                narration=line.get("narration", ""),
                dimensions=Dimensions(
                    **{f"{name}_id": value for name, value in line.get("dimensions", {}).items()}
                ),
            )
            for line in said["lines"]
        ),
        source=said.get("source", ""),
        rule_version=said.get("rule_version", ""),
        documents=tuple(bytes.fromhex(digest) for digest in said.get("documents", [])),
        reverses_seq=said.get("reverses_seq"),
    )


def facts_of(said: dict[str, Any]) -> PostedFacts:
    return PostedFacts(**said | {"recorded_at": datetime.fromisoformat(said["recorded_at"])})


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_golden_vectors(path: Path) -> None:
    vector = json.loads(path.read_text("utf-8"))
    leaf = leaf_bytes(canonical_fields(entry_of(vector["entry"]), facts_of(vector["facts"])))
    assert leaf.decode() == vector["leaf"]
    assert leaf_hash(leaf).hex() == vector["leaf_hash"]
    # The same hash without any code of ours.
    assert sha256(b"\x00" + vector["leaf"].encode()).hexdigest() == vector["leaf_hash"]


def test_there_is_a_vector_for_each_series_and_for_a_reversal() -> None:
    found = [json.loads(path.read_text("utf-8"))["entry"] for path in VECTORS]
    assert {entry["series"] for entry in found} == {"记", "积", "时"}
    assert any(entry.get("reverses_seq") for entry in found)
    assert any(entry.get("documents") for entry in found)


FACTS = PostedFacts(
    estate_id=1,
    seq=7,
    number=3,
    recorded_at=datetime(2026, 6, 30, 2, tzinfo=UTC),
    posted_by=4,
    prepared_by=5,
    approved_by=6,
    idempotency_key="k",
)


def parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value, *(part for each in value.values() for part in parts(each))]
    if isinstance(value, list):
        return [part for each in value for part in parts(each)]
    return [value]


@given(entries())
def test_the_form_is_one_sorted_line_without_floats(entry: JournalEntry) -> None:
    fields = canonical_fields(entry, FACTS)
    assert all(isinstance(part, str | int | None | dict) for part in parts(fields))
    for part in parts(fields):
        if isinstance(part, dict):
            assert all(key.isascii() and re.fullmatch(r"[a-z_]+", key) for key in part)
    text = canonical_json(fields)
    assert "\n" not in text
    # Sorted, unspaced, unescaped, and nothing lost on the way.
    again = json.loads(text)
    assert again == fields
    assert list(again) == sorted(again)
    assert json.dumps(again, ensure_ascii=False, separators=(",", ":"), sort_keys=True) == text
    assert leaf_bytes(fields) == b"ledger-entry/v1\n" + text.encode()


def leaf_of(entry: JournalEntry, facts: PostedFacts = FACTS) -> bytes:
    return leaf_bytes(canonical_fields(entry, facts))


PLAIN = JournalEntry(
    series=EntrySeries.MONEY,
    kind="manual",
    effective_on=date(2026, 6, 18),
    narration="采购",
    lines=(
        EntryLine("5103", Side.DEBIT, 100, Currency.CNY),
        EntryLine("1001", Side.CREDIT, 100, Currency.CNY),
    ),
)
FIRST, SECOND = PLAIN.lines
OTHER_LINES = {
    "account": replace(FIRST, account_code="5105"),
    "holder": replace(FIRST, holder="resident:1"),
    "narration": replace(FIRST, narration="粽叶"),
    "fund_grant": replace(FIRST, dimensions=Dimensions(fund_grant_id=1)),
    "merchant": replace(FIRST, dimensions=Dimensions(merchant_id=1)),
    "dwelling": replace(FIRST, dimensions=Dimensions(dwelling_id=1)),
    "activity": replace(FIRST, dimensions=Dimensions(activity_id=1)),
}
OTHER_ENTRIES = {
    "kind": replace(PLAIN, kind="opening"),
    "day": replace(PLAIN, effective_on=date(2026, 6, 19)),
    "narration": replace(PLAIN, narration="采购 "),
    "source": replace(PLAIN, source="import:1"),
    "rule version": replace(PLAIN, rule_version="shuxiangyuan/1"),
    "documents": replace(PLAIN, documents=(b"\0" * 32,)),
    "reverses": replace(PLAIN, reverses_seq=1),
    "amounts": replace(PLAIN, lines=(replace(FIRST, amount=101), replace(SECOND, amount=101))),
    "sides": replace(
        PLAIN, lines=(replace(FIRST, side=Side.CREDIT), replace(SECOND, side=Side.DEBIT))
    ),
    "order of lines": replace(PLAIN, lines=(SECOND, FIRST)),
    **{f"line {name}": replace(PLAIN, lines=(line, SECOND)) for name, line in OTHER_LINES.items()},
}
OTHER_FACTS = {
    "estate": replace(FACTS, estate_id=2),
    "seq": replace(FACTS, seq=8),
    "number": replace(FACTS, number=4),
    "recorded_at": replace(FACTS, recorded_at=FACTS.recorded_at + timedelta(microseconds=1)),
    "posted_by": replace(FACTS, posted_by=9),
    "prepared_by": replace(FACTS, prepared_by=9),
    "approved_by": replace(FACTS, approved_by=None),
    "key": replace(FACTS, idempotency_key="l"),
}


@pytest.mark.parametrize("other", OTHER_ENTRIES.values(), ids=OTHER_ENTRIES.keys())
def test_the_leaf_covers_every_field_of_the_entry(other: JournalEntry) -> None:
    assert leaf_of(other) != leaf_of(PLAIN)


@pytest.mark.parametrize("other", OTHER_FACTS.values(), ids=OTHER_FACTS.keys())
def test_the_leaf_covers_every_fact_of_posting(other: PostedFacts) -> None:
    assert leaf_of(PLAIN, other) != leaf_of(PLAIN)


def test_no_field_was_forgotten_above() -> None:
    """A new field of an entry, a line or the facts must be covered, and tested, before it is in."""
    assert len(OTHER_FACTS) == len(PostedFacts.__slots__)
    # Series and currency are covered by the entry number and by one another; amount and side of
    # a line and the lines themselves stand in the table under names of their own.
    assert len(OTHER_LINES) == len(Dimensions.__slots__) + len(EntryLine.__slots__) - 4
    covered = {"kind", "day", "narration", "source", "rule version", "documents", "reverses"}
    assert len(covered) == len(JournalEntry.__slots__) - len(("series", "lines"))


def test_fields_cannot_flow_into_each_other() -> None:
    """Quotes and braces in a text stay text."""
    sly = replace(PLAIN, narration='采购","number":"记-202606-9999')
    fields = json.loads(leaf_of(sly).partition(b"\n")[2])
    assert (fields["number"], fields["narration"]) == ("记-202606-0003", sly.narration)


@pytest.mark.parametrize(
    "moment, written",
    [
        (datetime(2026, 6, 30, 2, tzinfo=UTC), "2026-06-30T02:00:00.000000Z"),
        (datetime(2026, 6, 30, 2, 0, 0, 7, tzinfo=UTC), "2026-06-30T02:00:00.000007Z"),
        (
            datetime(2026, 6, 30, 1, 30, tzinfo=timezone(timedelta(hours=8))),
            "2026-06-29T17:30:00.000000Z",
        ),
    ],
)
def test_moments_are_written_in_utc_with_six_decimals(moment: datetime, written: str) -> None:
    assert recorded_text(moment) == written


@given(st.datetimes(datetime.fromisoformat("1970-01-01")), st.integers(-14 * 60, 14 * 60))
def test_a_moment_is_written_the_same_in_every_zone(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=UTC)
    try:
        elsewhere = aware.astimezone(timezone(timedelta(minutes=minutes)))
    except OverflowError:
        return
    assert recorded_text(elsewhere) == recorded_text(aware)
    assert datetime.fromisoformat(recorded_text(aware)) == aware


@pytest.mark.parametrize(
    "series, month, number, printed",
    [
        ("记", Month(2026, 4), 1, "记-202604-0001"),
        ("积", Month(2026, 12), 10000, "积-202612-10000"),
    ],
)
def test_entry_numbers_as_printed(series: str, month: Month, number: int, printed: str) -> None:
    assert entry_no(series, month, number) == printed
