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
from ledger.evidence.screen.streams import StreamIsOdd, Table, Whole, column

_PREFIX = b"\x00" + LEAF_VERSION.encode() + b"\n"
_CURRENCIES = (b"CNY", b"PTS", b"MIN", b"?")
_DIMENSIONS = ("activity", "dwelling", "fund_grant", "merchant")

_ENTRY = (
    _PREFIX + b'{"approved_by":%b,"documents":[%b],"effective_on":"%b","estate":%d,"key":"%b",'
    b'"kind":"%b","lines":[%b],"narration":"%b","number":"%b-%d-%04d","posted_by":%d,'
    b'"prepared_by":%d,"recorded_at":"%b","reverses":%b,"rule_version":"%b","seq":%d,'
    b'"source":"%b"}'
)
_TWO_LINES = b"%b%d%b,%b%d%b"


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
    lines: Table,
    accounts_at: Whole,
    accounts: Sequence[bytes],
    narrations: Sequence[bytes],
) -> LineTexts:
    """Return the texts of lines whose accounts stand at `accounts_at` in `accounts`.

    An account is its code and holder with a tab between them. `narrations` are those of the
    lines that have one, in order. Lines that differ in the amount alone share their texts.
    """
    parts = [accounts_at, (column(lines, "side") > 0).astype(np.int64)]
    parts.append(column(lines, "currency") & 3)
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
    told = np.flatnonzero(lines["has_narration"]).tolist()
    for at, narration in zip(told, narrations, strict=True):
        whole = texts.after[at]
        cut = whole.rindex(b'"narration":""') + len(b'"narration":"')
        texts.after[at] = whole[:cut] + narration + whole[cut:]
    return texts


def recorded_texts(moments: Whole) -> list[bytes]:
    """Write moments in microseconds since 2000 as `canonical.recorded_text` does."""
    since = np.datetime64("2000-01-01T00:00:00", "us")
    seconds, micros = np.divmod(moments, 1_000_000)
    days, seconds = np.divmod(seconds, 86_400)
    dates = np.datetime_as_string((since + days.astype("timedelta64[D]")).astype("M8[D]"))
    # Entries of a day follow each other, so there are few different dates.
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


class LeafHasher:
    """Hashes the entries of a stretch in order, while their texts arrive.

    `counts` are the lines that each entry has in `lines`.
    """

    def __init__(self, entries: Table, counts: Whole, lines: LineTexts) -> None:
        self.digests: list[bytes] = []
        self.documents: list[tuple[int, bytes]] = []
        """Row of an entry that cites documents, and their digests in hex with commas between."""
        self._lines = lines
        self._line_at = 0
        names = (
            "approved_by", "estate", "month", "number", "posted_by", "prepared_by", "reverses",
            "seq",
        )  # fmt: skip
        self._columns = [column(entries, name).tolist() for name in names]
        self._columns.append(counts.tolist())
        self._columns.append(recorded_texts(column(entries, "recorded_at")))
        self._size = len(entries)

    def take(self, rows: list[bytes]) -> None:
        """Hash the entries with these texts; raises `StreamIsOdd` when there are too many."""
        done = len(self.digests)
        if done + len(rows) > self._size:
            raise StreamIsOdd
        keep = self.digests.append
        at, texts = self._line_at, self._lines
        before, after, amounts = texts.before, texts.after, texts.amounts
        parts = (each[done : done + len(rows)] for each in self._columns)
        for (
            row, approved_by, estate, month, number, posted_by, prepared_by, reverses, seq, count,
            recorded_at,
        ) in zip(rows, *parts, strict=True):  # fmt: skip
            day, key, kind, narration, series, rules, source, documents = row.split(b"\t")
            if count == 2:
                lines = _TWO_LINES % (
                    before[at], amounts[at], after[at],
                    before[at + 1], amounts[at + 1], after[at + 1],
                )  # fmt: skip
            else:
                lines = texts.of(at, count)
            at += count
            if documents:
                self.documents.append((len(self.digests), documents))
                documents = b'"%b"' % documents.replace(b",", b'","')
            leaf = _ENTRY % (
                b"null" if approved_by == -1 else b"%d" % approved_by, documents,
                day, estate, key, kind, lines, narration, series, month, number, posted_by,
                prepared_by, recorded_at,
                b"null" if reverses == -1 else b"%d" % reverses,
                rules, seq, source,
            )  # fmt: skip
            keep(sha256(leaf).digest())
        self._line_at = at
