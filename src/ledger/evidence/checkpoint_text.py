"""The text of a checkpoint, as https://c2sp.org/tlog-checkpoint specifies it.

Origin, number of entries, root hash, each on its line, and one extension line with the time at
which the book had this head.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from ledger.bookkeeping.canonical import recorded_text
from ledger.evidence.signed_note import NoteIsMalformed, decoded

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_TIME = re.compile(r"time (\S+)")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log; `extensions` are the lines behind the root hash."""

    origin: str
    size: int
    root_hash: bytes
    extensions: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read a note's text; raises `NoteIsMalformed`."""
        if not text.endswith("\n"):
            raise NoteIsMalformed("a checkpoint ends in a newline")
        lines = text[:-1].split("\n")
        if len(lines) < 3 or not all(lines) or not _SIZE.fullmatch(lines[1]):
            raise NoteIsMalformed("a checkpoint is an origin, a size and a root hash")
        root_hash = decoded(lines[2])
        if len(root_hash) != 32:
            raise NoteIsMalformed("a root hash has 32 bytes")
        return cls(lines[0], int(lines[1]), root_hash, tuple(lines[3:]))

    @property
    def text(self) -> str:
        root = base64.b64encode(self.root_hash).decode()
        return "\n".join((self.origin, str(self.size), root, *self.extensions)) + "\n"

    @property
    def time_text(self) -> str | None:
        """The time that the log states, as it states it."""
        found = (_TIME.fullmatch(line) for line in self.extensions)
        return next((match[1] for match in found if match), None)


def checkpoint_at(origin: str, *, size: int, root_hash: bytes, made_at: datetime) -> Checkpoint:
    """Return the checkpoint of a head at an aware moment."""
    return Checkpoint(origin, size, root_hash, (f"time {recorded_text(made_at)}",))


def origin_of(estate_code: str, *, public_base_url: str | None) -> str:
    """Return the origin line of an estate's log: `<host or estate code>/ledger/<estate code>`.

    Witnesses know a log by this line, so the first one is kept even when the address changes.
    """
    code = quote(estate_code, safe="")
    host = urlsplit(public_base_url or "").hostname
    return f"{host or code}/ledger/{code}"
