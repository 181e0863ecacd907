"""Cursors: opaque, exact, and safe against whatever comes back."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.web.paging import PageCursorIsMalformed, decode_cursor, encode_cursor, page_of

numbers = st.integers(-(2**63), 2**63 - 1)
keys = st.lists(numbers | st.text(max_size=20), min_size=1, max_size=4)


@given(keys)
def test_a_cursor_comes_back_as_it_went(key: list[int | str]) -> None:
    cursor = encode_cursor(*key)
    assert cursor.isascii()
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert decode_cursor(cursor, *(type(part) for part in key)) == tuple(key)


def test_no_cursor_is_the_first_page() -> None:
    assert decode_cursor(None, int) is None


def forged(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


FORGED = [
    "", "!", "!!!", "AAAA", "W", "W1", "WzFd=====", "💩", "null", "eyJhIjoxfQ", "x" * 200, "[1]",
    forged(None), forged(1), forged("x"), forged({"0": 1}), forged([]), forged([1, 2]),
    forged(["1"]), forged([1.0]), forged([True]), forged([None]), forged([[1]]),
    forged([2**63]), forged([-(2**63) - 1]), forged([10**200]), forged([float("nan")]),
    base64.urlsafe_b64encode(b"[" * 140).decode(), base64.urlsafe_b64encode(b"\xff").decode(),
]  # fmt: skip


@pytest.mark.parametrize("cursor", FORGED)
def test_a_forged_cursor_is_refused(cursor: str) -> None:
    if cursor == "WzFd=====":
        # Superfluous padding is no forgery.
        assert decode_cursor(cursor, int) == (1,)
        return
    with pytest.raises(PageCursorIsMalformed) as caught:
        decode_cursor(cursor, int)
    assert caught.value.status == 400


@given(st.text(max_size=200))
def test_any_text_is_a_cursor_or_is_refused(text: str) -> None:
    try:
        key = decode_cursor(text, int, str)
    except PageCursorIsMalformed:
        return
    assert key is not None
    assert [type(part) for part in key] == [int, str]


@given(st.lists(st.integers(0, 10**6), unique=True, max_size=60), st.integers(1, 10))
def test_pages_put_together_are_the_list(all_rows: list[int], limit: int) -> None:
    """Following `next` from page to page gives each row once, in order, and ends."""
    all_rows.sort()
    seen: list[int] = []
    cursor: str | None = None
    for _ in range(len(all_rows) // limit + 1):
        key = decode_cursor(cursor, int)
        after = key[0] if key else -1
        fetched = [row for row in all_rows if row > after][: limit + 1]
        page = page_of(fetched, limit=limit, key=lambda row: (row,), item=lambda row: row)
        assert len(page.items) <= limit
        seen += page.items
        cursor = page.next
        if cursor is None:
            break
    assert cursor is None
    assert seen == all_rows


def test_a_full_last_page_has_no_next() -> None:
    full = page_of([1, 2], limit=2, key=lambda row: (row,), item=str)
    assert (full.items, full.next) == (["1", "2"], None)
    assert page_of([], limit=2, key=lambda row: (row,), item=str).model_dump() == {
        "items": [],
        "next": None,
    }
