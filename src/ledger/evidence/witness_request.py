"""What a witness is asked: a signed checkpoint, and the proof that it continues the last one.

The body of `add-checkpoint` in https://c2sp.org/tlog-witness, as a file or over HTTP: a line
`old <size>`, the consistency proof in base64, a blank line, the checkpoint.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from ledger.evidence.signed_note import NoteIsMalformed, SignedNote, decoded

PROOF_LINES_MAX = 63
REQUEST_CHARACTERS_MAX = 110_000
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """A checkpoint with the proof (RFC 6962 §2.1.2) from the book of `old_size` entries."""

    old_size: int
    proof: tuple[bytes, ...]
    note: SignedNote

    @classmethod
    def parse(cls, text: str) -> WitnessRequest:
        """Read a request; raises `NoteIsMalformed`."""
        if len(text) > REQUEST_CHARACTERS_MAX:
            raise NoteIsMalformed("too long")
        head, blank, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        old = _OLD.fullmatch(first)
        if old is None or not blank or len(lines) > PROOF_LINES_MAX:
            raise NoteIsMalformed("a request is `old`, a size, at most 63 hashes and a checkpoint")
        proof = tuple(decoded(line) for line in lines)
        if any(len(each) != 32 for each in proof):
            raise NoteIsMalformed("a hash has 32 bytes")
        return cls(int(old[1]), proof, SignedNote.parse(note))

    def __str__(self) -> str:
        hashes = "".join(base64.b64encode(each).decode() + "\n" for each in self.proof)
        return f"old {self.old_size}\n{hashes}\n{self.note}"
