"""The leaf hashes of a stretch of entries, built again from their rows.

It writes the same bytes as `bookkeeping.canonical`, piece by piece for many entries at once; what
it cannot write in its simple way it gets wrong, and a wrong leaf is looked at again by the exact
verifier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from ledger.bookkeeping.canonical import LEAF_VERSION
from ledger.evidence.screen.columns import Columns
from ledger.evidence.screen.streams import StreamIsOdd, Whole, column

_SINCE = np.datetime64("2000-01-01T00:00:00", "us")
_PREFIX = b"\x00" + LEAF_VERSION.encode() + b"\n"
_CURRENCIES = (b"CNY", b"PTS", b"MIN", b"?")
_SERIES = ("记", "积", "时", "?")
_DIMENSIONS = ("activity", "dwelling", "fund_grant", "merchant")

# Before the key; before the rules; and around them what changes with every entry.
_HEAD = _PREFIX + b'{"approved_by":%b,"documents":['
_DAY = b'],"effective_on":"%b","estate":%d,"key":"'
_PEOPLE = b'","posted_by":%d,"prepared_by":%d,"recorded_at":"%b","reverses":%b,"rule_version":"'
_ENTRY = (
    b'%b%b%b%b","kind":"%b","lines":[%b],"narration":"%b","number":"%b%04d%b%b","seq":%d,'
    b'"source":"%b"}'
)
_TWO_LINES = (
    b'%b%b%b%b","kind":"%b","lines":[%b%d%b,%b%d%b],"narration":"%b","number":"%b%04d%b%b",'
    b'"seq":%d,"source":"%b"}'
)


@dataclass(slots=True)
class LineTexts:
    """What stands before and after the amount of each line, and the amounts."""

    before: list[bytes]
    after: list[bytes]
    amounts: list[int]

    def of(self, start: int, count: int) -> bytes:
        """Return the lines of one entry, with commas between them."""
        return b",".join(
            b"%b%d%b" % (self.before[at], self.amounts[at], self.after[at])
            for at in range(start, start + count)
        )


def line_texts(
    columns: Columns, accounts: Sequence[bytes], narrations: Sequence[bytes]
) -> LineTexts:
    """Return the texts of lines; `accounts` are codes and holders with a tab between them.

    `narrations` are those of the lines that have one, in order. Lines that differ in the amount
    alone share their texts.
    """
    lines = columns.lines
    parts = [columns.account_at, columns.is_debit.astype(np.int64), columns.currency]
    parts += [column(lines, name) for name in _DIMENSIONS]
    packed = np.zeros(len(lines), np.int64)
    bits = 0
    for part in parts:
        width = int(part.max()).bit_length() if len(part) else 0
        if bits + width > 62 or (len(part) and part.min() < 0):
            raise StreamIsOdd
        packed = (packed << width) | part
        bits += width
    _, first, which = np.unique(packed, return_index=True, return_inverse=True)
    before, after = [], []
    for at, is_debit, currency, *ids in zip(*(part[first].tolist() for part in parts), strict=True):
        code, _, holder = accounts[at].partition(b"\t")
        named = zip(_DIMENSIONS, ids, strict=True)
        dimensions = ",".join(f'"{name}":{each}' for name, each in named if each)
        before.append(b'{"account":"%b","amount":' % code)
        after.append(
            b',"currency":"%b","dimensions":{%b},"holder":"%b","narration":"","side":"%b"}'
            % (
                _CURRENCIES[currency],
                dimensions.encode(),
                holder,
                b"debit" if is_debit else b"credit",
            )
        )
    chosen = which.tolist()
    texts = LineTexts(
        [before[each] for each in chosen],
        [after[each] for each in chosen],
        column(lines, "amount").tolist(),
    )
    told = np.flatnonzero(columns.has_narration).tolist()
    for at, narration in zip(told, narrations, strict=True):
        whole = texts.after[at]
        cut = whole.rindex(b'"narration":""') + len(b'"narration":"')
        texts.after[at] = whole[:cut] + narration + whole[cut:]
    return texts


def recorded_texts(moments: Whole) -> list[bytes]:
    """Write moments in microseconds since 2000 as `canonical.recorded_text` does."""
    seconds, micros = np.divmod(moments, 1_000_000)
    days, seconds = np.divmod(seconds, 86_400)
    dates = np.datetime_as_string((_SINCE + days.astype("timedelta64[D]")).astype("M8[D]"))
    texts = np.empty((len(moments), 27), np.uint8)
    texts[:, :10] = _ascii(dates, 10)
    texts[:, 10] = ord("T")
    for at, value, digits in (
        (11, seconds // 3600, 2),
        (14, seconds // 60 % 60, 2),
        (17, seconds % 60, 2),
        (20, micros, 6),
    ):
        for digit in range(digits):
            texts[:, at + digits - 1 - digit] = ord("0") + value % 10
            value = value // 10  # noqa: PLW2901
    texts[:, [13, 16]] = ord(":")
    texts[:, 19] = ord(".")
    texts[:, 26] = ord("Z")
    return list(texts.view("S27").ravel().tolist())


def _ascii(texts: NDArray[np.str_], width: int) -> NDArray[np.uint8]:
    return texts.astype(f"S{width}").view(np.uint8).reshape(len(texts), width)


def _nullable(value: int) -> bytes:
    return b"null" if value == -1 else b"%d" % value


def _heads(columns: Columns) -> tuple[list[bytes], list[bytes]]:
    """Return what stands before the documents, and between them and the key."""
    entries = columns.entries
    parts = [column(entries, "approved_by"), column(entries, "effective_on"), columns.estate]
    first, run = _runs(parts)
    approved_by, day, estate = (part[first] for part in parts)
    days = np.datetime_as_string(_SINCE.astype("M8[D]") + day.astype("timedelta64[D]"))
    heads = [_HEAD % _nullable(each) for each in approved_by.tolist()]
    named = [
        _DAY % (text.encode(), each)
        for text, each in zip(days.tolist(), estate.tolist(), strict=True)
    ]
    return [heads[at] for at in run], [named[at] for at in run]


def _people(columns: Columns) -> list[bytes]:
    """Return what stands between the number and the rules."""
    entries = columns.entries
    names = ("posted_by", "prepared_by", "recorded_at", "reverses")
    parts = [column(entries, name) for name in names]
    first, run = _runs(parts)
    posted_by, prepared_by, recorded_at, reverses = (part[first] for part in parts)
    texts = [
        _PEOPLE % (poster, preparer, moment, _nullable(original))
        for poster, preparer, moment, original in zip(
            posted_by.tolist(),
            prepared_by.tolist(),
            recorded_texts(recorded_at),
            reverses.tolist(),
            strict=True,
        )
    ]
    return [texts[at] for at in run]


def _slots(columns: Columns) -> list[bytes]:
    """Return what stands before the number: series and month."""
    slots = (columns.series << 32) | column(columns.entries, "month")
    distinct, which = np.unique(slots, return_inverse=True)
    texts = [f"{_SERIES[each >> 32]}-{each & 0xFFFFFFFF}-".encode() for each in distinct.tolist()]
    return [texts[at] for at in which.tolist()]


def _runs(parts: Sequence[Whole]) -> tuple[Whole, list[int]]:
    """Return the first rows of runs of equal rows, and the run of each row."""
    changes = np.zeros(len(parts[0]), np.bool_)
    for part in parts:
        changes[1:] |= part[1:] != part[:-1]
    changes[:1] = True
    return np.flatnonzero(changes), (np.cumsum(changes) - 1).tolist()


class LeafHasher:
    """Hashes the entries of a stretch in order, while their texts arrive."""

    def __init__(self, columns: Columns, lines: LineTexts) -> None:
        self.digests: list[bytes] = []
        self.documents: list[tuple[int, bytes]] = []
        """Row of an entry that cites documents, and their digests in hex with commas between."""
        self._lines = lines
        self._line_at = 0
        self._size = len(columns.entries)
        self._columns = (
            *_heads(columns),
            _slots(columns),
            column(columns.entries, "number").tolist(),
            _people(columns),
            columns.seq.tolist(),
            columns.line_counts.tolist(),
        )

    def take(self, rows: list[bytes]) -> None:
        """Hash the entries with these texts; raises `StreamIsOdd` when there are too many."""
        done = len(self.digests)
        if done + len(rows) > self._size:
            raise StreamIsOdd
        keep = self.digests.append
        at, texts = self._line_at, self._lines
        before, after, amounts = texts.before, texts.after, texts.amounts
        parts = (each[done : done + len(rows)] for each in self._columns)
        for row, head, day, slot, number, people, seq, count in zip(rows, *parts, strict=True):
            key, kind, narration, rules, source, documents = row.split(b"\t")
            if documents:
                self.documents.append((len(self.digests), documents))
                documents = b'"%b"' % documents.replace(b",", b'","')
            if count == 2:
                leaf = _TWO_LINES % (
                    head, documents, day, key, kind, before[at], amounts[at], after[at],
                    before[at + 1], amounts[at + 1], after[at + 1], narration, slot, number,
                    people, rules, seq, source,
                )  # fmt: skip
            else:
                leaf = _ENTRY % (
                    head, documents, day, key, kind, texts.of(at, count), narration, slot, number,
                    people, rules, seq, source,
                )  # fmt: skip
            at += count
            keep(sha256(leaf).digest())
        self._line_at = at
