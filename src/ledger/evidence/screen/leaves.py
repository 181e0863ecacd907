"""The leaf hashes of a stretch of entries, built again from their rows.

It writes the same bytes as `bookkeeping.canonical`, piece by piece for many entries at once; what
it cannot write in its simple way it gets wrong, and a wrong leaf is looked at again by the exact
verifier.
"""

from __future__ import annotations

from collections.abc import Sequence
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

# What stands between the texts of an entry, which `LeafHasher` joins in this order.
_HEAD = _PREFIX + b'{"approved_by":%b,"documents":['
_DAY = b'],"effective_on":"%b","estate":%d,"key":"'
_KIND, _LINES = b'","kind":"', b'","lines":['
_NARRATION = b'],"narration":"'
_NUMBER = '","number":"{}-{}-'
_PEOPLE = b'","posted_by":%d,"prepared_by":%d,"recorded_at":"%b","reverses":%b,"rule_version":"'
_SEQ, _SOURCE = b'","seq":', b',"source":"'
_END = b'"}'


def line_texts(
    columns: Columns, accounts: Sequence[bytes], narrations: Sequence[bytes]
) -> list[bytes]:
    """Return the texts of lines; `accounts` are codes and holders with a tab between them.

    `narrations` are those of the lines that have one, in order. Lines that say the same share
    their text.
    """
    lines = columns.lines
    amounts = column(lines, "amount")
    parts = [columns.account_at, columns.is_debit.astype(np.int64), columns.currency]
    parts += [columns.about(name) for name in _DIMENSIONS]
    first, which = _distinct(parts)
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
    first, each_of = _distinct([which, amounts - amounts.min(initial=0)])
    distinct = [
        b"%b%d%b" % (before[at], amount, after[at])
        for at, amount in zip(which[first].tolist(), amounts[first].tolist(), strict=True)
    ]
    texts = [distinct[each] for each in each_of.tolist()]
    told = np.flatnonzero(columns.has_narration).tolist()
    for at, narration in zip(told, narrations, strict=True):
        whole = texts[at]
        cut = whole.rindex(b'"narration":""') + len(b'"narration":"')
        texts[at] = whole[:cut] + narration + whole[cut:]
    return texts


def _distinct(parts: Sequence[Whole]) -> tuple[Whole, Whole]:
    """Return the first rows of those that differ, and for each row which of them it equals.

    Raises `StreamIsOdd` where a part is negative, or all together are too wide.
    """
    packed = np.zeros(len(parts[0]), np.int64)
    bits = 0
    for part in parts:
        width = int(part.max()).bit_length() if len(part) else 0
        if bits + width > 62 or (len(part) and part.min() < 0):
            raise StreamIsOdd
        packed = (packed << width) | part
        bits += width
    _, first, which = np.unique(packed, return_index=True, return_inverse=True)
    return first, which


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


def _openings(columns: Columns) -> list[bytes]:
    """Return what stands before the key of entries without documents."""
    entries = columns.entries
    parts = [column(entries, "approved_by"), column(entries, "effective_on"), columns.estate]
    first, run = _runs(parts)
    days = np.datetime_as_string(_SINCE.astype("M8[D]") + parts[1][first].astype("timedelta64[D]"))
    texts = [
        _HEAD % _nullable(approver) + _DAY % (day.encode(), estate)
        for approver, day, estate in zip(
            parts[0][first].tolist(), days.tolist(), parts[2][first].tolist(), strict=True
        )
    ]
    return [texts[at] for at in run]


def _with_documents(opening: bytes, digests: bytes) -> bytes:
    """Put documents into what stands before the key; `digests` has commas between them."""
    cut = opening.index(_DAY[:2])
    return b'%b"%b"%b' % (opening[:cut], digests.replace(b",", b'","'), opening[cut:])


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
    """Return what stands between the narration and the number: series and month."""
    slots = (columns.series << 32) | columns.month
    distinct, which = np.unique(slots, return_inverse=True)
    texts = [
        _NUMBER.format(_SERIES[each >> 32], each & 0xFFFFFFFF).encode()
        for each in distinct.tolist()
    ]
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

    def __init__(self, columns: Columns, lines: list[bytes]) -> None:
        self.digests: list[bytes] = []
        self.documents: list[tuple[int, bytes]] = []
        """Row of an entry that cites documents, and their digests in hex with commas between."""
        self._lines = lines
        self._line_at = 0
        self._size = len(columns.entries)
        self._openings, self._slots = _openings(columns), _slots(columns)
        self._people = _people(columns)
        self._numbers = column(columns.entries, "number")
        self._seqs, self._line_counts = columns.seq, columns.line_counts

    def take(self, rows: list[bytes]) -> None:
        """Hash the entries with these texts; raises `StreamIsOdd` when there are too many."""
        done = len(self.digests)
        end = done + len(rows)
        if end > self._size:
            raise StreamIsOdd
        keep, join = self.digests.append, b"".join
        at, lines = self._line_at, self._lines
        for row, opening, slot, number, people, seq, count in zip(
            rows,
            self._openings[done:end],
            self._slots[done:end],
            self._numbers[done:end].tolist(),
            self._people[done:end],
            self._seqs[done:end].tolist(),
            self._line_counts[done:end].tolist(),
            strict=True,
        ):
            key, kind, narration, rules, source, documents = row.split(b"\t")
            if documents:
                self.documents.append((len(self.digests), documents))
                opening = _with_documents(opening, documents)  # noqa: PLW2901
            if count == 2:
                leaf = join((
                    opening, key, _KIND, kind, _LINES, lines[at], b",", lines[at + 1], _NARRATION,
                    narration, slot, b"%04d" % number, people, rules, _SEQ, b"%d" % seq, _SOURCE,
                    source, _END,
                ))  # fmt: skip
            else:
                leaf = join((
                    opening, key, _KIND, kind, _LINES, b",".join(lines[at : at + count]),
                    _NARRATION, narration, slot, b"%04d" % number, people, rules, _SEQ,
                    b"%d" % seq, _SOURCE, source, _END,
                ))  # fmt: skip
            at += count
            keep(sha256(leaf).digest())
        self._line_at = at
