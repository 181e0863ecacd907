"""Reading what COPY writes: rows of fixed width into arrays, rows of text into bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.void]
Whole = NDArray[np.int64]

_HEADER_BYTES = 19
_TRAILER_BYTES = 2
_TYPES = {"int": ">i4", "bigint": ">i8", "date": ">i4", "timestamptz": ">i8", "digest": "V32"}
# What COPY or JSON writes in another way than it stands.
_SPECIAL = b'"\\' + bytes(each for each in range(32) if each not in b"\t\n")
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_ESCAPED = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


class StreamIsOdd(Exception):
    """A stream has a row that no row of ours can be: a null, or a width of its own."""


class CopySource(Protocol):
    """The part of asyncpg's connection that is used here."""

    async def copy_from_query(self, query: str, *args: Any, **options: Any) -> str: ...


def layout(**columns: str) -> np.dtype[np.void]:
    """Return the bytes of a binary COPY row with these columns, by name of their SQL type.

    Integers are big-endian, dates days and moments microseconds since 2000, digests 32 bytes.
    """
    fields: list[tuple[str, str]] = [("columns", ">i2")]
    for name, kind in columns.items():
        fields += [(f"{name}:width", ">i4"), (name, _TYPES[kind])]
    return np.dtype(fields)


async def read_table(
    source: CopySource, query: str, *args: object, row: np.dtype[np.void]
) -> Table:
    """Return the rows of a query; raises `StreamIsOdd` when one does not have the layout."""
    pieces: list[bytes] = []

    async def take(data: bytes) -> None:
        pieces.append(data)

    await source.copy_from_query(query, *args, output=take, format="binary")
    content = b"".join(pieces)
    size = len(content) - _HEADER_BYTES - _TRAILER_BYTES
    if size % row.itemsize:
        raise StreamIsOdd
    table = np.frombuffer(content, row, size // row.itemsize, _HEADER_BYTES)
    assert row.names is not None
    for name in row.names:
        if name.endswith(":width") and (table[name] != row[name.partition(":")[0]].itemsize).any():
            raise StreamIsOdd
    return table


def column(table: Table, name: str) -> Whole:
    """Return a column of whole numbers in the machine's own order of bytes."""
    return np.ascontiguousarray(table[name], dtype=np.int64)


async def read_texts(source: CopySource, query: str, *args: object) -> list[bytes]:
    """Return the rows of a query as `each_text_block` does, all at once."""
    rows: list[bytes] = []
    await each_text_block(source, query, *args, take=rows.extend)
    return rows


async def each_text_block(
    source: CopySource, query: str, *args: object, take: Callable[[list[bytes]], None]
) -> None:
    """Hand the rows of a query for texts to `take`, some thousands at a time.

    Columns are apart by tabs, and written as the inside of a JSON string in UTF-8.
    """
    rest = b""

    async def block(data: bytes) -> None:
        nonlocal rest
        rows = (rest + data).split(b"\n")
        rest = rows.pop()
        if len(data.translate(None, _SPECIAL)) != len(data) or _is_special(rows[:1]):
            rows = [_as_json(row) if _is_special([row]) else row for row in rows]
        take(rows)

    await source.copy_from_query(query, *args, output=block)


def _is_special(rows: list[bytes]) -> bool:
    return any(len(row.translate(None, _SPECIAL)) != len(row) for row in rows)


def _as_json(row: bytes) -> bytes:
    return b"\t".join(json_text(_ESCAPE.sub(_unescaped, each)) for each in row.split(b"\t"))


def _unescaped(found: re.Match[bytes]) -> bytes:
    return _ESCAPED.get(found[1], found[1])


def json_text(text: bytes) -> bytes:
    """Write UTF-8 text as the inside of a JSON string, in the canonical way."""
    return json.dumps(text.decode(), ensure_ascii=False)[1:-1].encode()
