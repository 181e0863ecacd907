"""脱敏 of free text: residents' names in a narration are masked before the public sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ledger.estates.masking import mask_person

NAME_LENGTH_MIN = 2


def name_masker(names: Iterable[str]) -> Callable[[str], str]:
    """Return a function that masks every one of these names where it stands in a text."""
    known = sorted({name for name in names if len(name) >= NAME_LENGTH_MIN}, key=len, reverse=True)
    if not known:
        return str
    pattern = re.compile("|".join(re.escape(name) for name in known))
    return lambda text: pattern.sub(lambda found: mask_person(found[0]), text)
