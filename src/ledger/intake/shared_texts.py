"""What the shared texts of a workbook come to once every cell has its own copy.

A cell names a shared text by its place, so that a file of a few kilobytes can ask for the same
megabytes thousands of times over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_TEXT_START = re.compile(rb"<(?:\w+:)?si\b")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^<>]*>([^<]*)(</|<|$)")
_NO_PLACE = re.compile(rb"[-.\deE]*")


def shared_lengths(xml: bytes) -> list[int]:
    """Return the length in bytes of each shared text of a part, mark-up included."""
    starts = [start.start() for start in _TEXT_START.finditer(xml)]
    return [end - start for start, end in pairwise([*starts, len(xml)])]


def copied_bytes(sheets: Sequence[bytes], shared: Sequence[Sequence[int]], *, enough: int) -> int:
    """Return no less than the bytes of all copies that the cells of these sheets ask for.

    `shared` has the lengths of each part with shared texts; a proper workbook has one. A value is
    counted as if it named a text, and as the longest where it is not plain which one. The count
    is exact only beyond `enough`, since up to there an upper bound will do.
    """
    longest = max((length for lengths in shared for length in lengths), default=0)
    copied = 0
    for xml in sheets:
        bound = longest * (xml.count(b"<v") + xml.count(b":v"))
        if copied + bound > enough:
            bound = sum(
                _length_of(value.group(1).strip(), value.group(2), shared, longest)
                for value in _VALUE.finditer(xml)
            )
        copied += bound
    return copied


def _length_of(value: bytes, end: bytes, shared: Sequence[Sequence[int]], longest: int) -> int:
    if end != b"</" or len(shared) > 1:
        return longest
    if value.isdigit():
        place = int(value[:12])
        return shared[0][place] if place < len(shared[0]) else 0
    return 0 if _NO_PLACE.fullmatch(value) else longest
