"""Keyset paging: a page and the cursor of the next one, never an offset."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from litestar.params import QueryParameter
from pydantic import BaseModel, ConfigDict, Field

from ledger.errors import Refusal

T = TypeVar("T")
R = TypeVar("R")


class PageCursorIsMalformed(Refusal):
    code = "page_cursor_is_malformed"
    status = 400


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is the `after` of the following page, or null at the end."""

    model_config = ConfigDict(frozen=True)

    items: list[T]
    next: str | None = Field(default=None, examples=["WzQyXQ"])


Limit = Annotated[int, QueryParameter(ge=1, le=200, description="每页条数")]
After = Annotated[str | None, QueryParameter(max_length=200, description="上一页返回的 next")]


def encode_cursor(*key: int | str) -> str:
    """Return the opaque form of a sort key."""
    plain = json.dumps(key, ensure_ascii=True, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def decode_cursor(cursor: str | None, *types: type) -> tuple[Any, ...] | None:
    """Return the sort key in a cursor, or None without one; raises `PageCursorIsMalformed`."""
    if cursor is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        key = None
    fits = isinstance(key, list) and len(key) == len(types)
    if not fits or any(type(part) is not kind for part, kind in zip(key, types, strict=True)):
        raise PageCursorIsMalformed("翻页位置无法识别，请从第一页重新打开列表。")
    if any(type(part) is int and not -(2**63) <= part < 2**63 for part in key):
        raise PageCursorIsMalformed("翻页位置无法识别，请从第一页重新打开列表。")
    return tuple(key)


def page_of(
    rows: Sequence[R],
    *,
    limit: int,
    key: Callable[[R], tuple[int | str, ...]],
    item: Callable[[R], T],
) -> Page[T]:
    """Make a page from `limit + 1` fetched rows: the surplus row says that there is more."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page[Any](
        items=[item(row) for row in shown],
        next=encode_cursor(*key(shown[-1])) if more else None,
    )
