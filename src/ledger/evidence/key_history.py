"""The keys that signed for the books, one after the other, and how one vouches for the next.

A handover is a signed note of both keys: text `ledger key handover`, the old and the new public
key in base64, the time; signed by both under the name `ledger-key`. Whoever trusts one key of the
chain, from a notice of its time, can so come to trust the others, each for its own time.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.bookkeeping.canonical import recorded_text
from ledger.evidence.signed_note import (
    PUBLIC_KEY_BYTES,
    NoteIsForged,
    NoteIsMalformed,
    SignatureType,
    SignedNote,
    VerifierKey,
    decoded,
    signed_by,
)

FORMAT = "ledger-keys/v1"
TITLE = "ledger key handover"
SIGNER = "ledger-key"
CLOCK_TOLERANCE = timedelta(minutes=10)
"""A program that read its key just before the handover may sign with it just after."""


def _key_of(public_key: bytes) -> VerifierKey:
    return VerifierKey(SIGNER, SignatureType.ED25519, public_key)


@dataclass(frozen=True, slots=True)
class Handover:
    """From `at` on the new key signs; both keys have signed that it is so."""

    old: bytes
    new: bytes
    at: datetime
    note: str

    @classmethod
    def make(cls, old: Ed25519PrivateKey, new: Ed25519PrivateKey, at: datetime) -> Handover:
        """Sign a handover with both keys, at an aware moment."""
        publics = [key.public_key().public_bytes_raw() for key in (old, new)]
        said = "\n".join(base64.b64encode(each).decode() for each in publics)
        text = f"{TITLE}\n{said}\ntime {recorded_text(at)}\n"
        signatures = tuple(signed_by(text, name=SIGNER, key=key) for key in (old, new))
        return cls.parse(str(SignedNote(text, signatures)))

    @classmethod
    def parse(cls, text: str) -> Handover:
        """Read a handover; raises `NoteIsMalformed`, or `NoteIsForged` unless both keys signed."""
        note = SignedNote.parse(text)
        lines = note.text[:-1].split("\n")
        if len(lines) != 4 or lines[0] != TITLE or not lines[3].startswith("time "):
            raise NoteIsMalformed("not a handover of keys")
        old, new = decoded(lines[1]), decoded(lines[2])
        if {len(old), len(new)} != {PUBLIC_KEY_BYTES} or old == new:
            raise NoteIsMalformed("a handover has two different keys of 32 bytes")
        try:
            at = datetime.fromisoformat(lines[3].removeprefix("time "))
            if recorded_text(at) != lines[3].removeprefix("time "):
                raise ValueError("another spelling")
        except (ValueError, TypeError) as error:
            raise NoteIsMalformed("the time of a handover is malformed") from error
        if len(note.signers([_key_of(old), _key_of(new)])) != 2:
            raise NoteIsForged("a handover is signed by the old and the new key")
        return cls(old, new, at, text)


@dataclass(frozen=True, slots=True)
class KeyHistory:
    """The public keys of an installation, oldest first, with the handovers between them."""

    public_keys: tuple[bytes, ...]
    handovers: tuple[Handover, ...] = ()

    def since(self, public_key: bytes) -> datetime | None:
        """When the key took over; None where that is not told."""
        return next((each.at for each in self.handovers if each.new == public_key), None)

    def until(self, public_key: bytes) -> datetime | None:
        """When the key was replaced; None for one that still signs, or where it is not told."""
        return next((each.at for each in self.handovers if each.old == public_key), None)

    def signed_in_its_time(self, key: VerifierKey, moment: datetime) -> bool:
        """Tell whether the key was the one to sign at an aware moment."""
        since, until = self.since(key.public_key), self.until(key.public_key)
        return (since is None or moment >= since - CLOCK_TOLERANCE) and (
            until is None or moment <= until + CLOCK_TOLERANCE
        )

    def verifier_keys(self, origin: str) -> list[VerifierKey]:
        """Return the keys under the name of an origin, the newest first."""
        return [
            VerifierKey(origin, SignatureType.ED25519, each) for each in reversed(self.public_keys)
        ]

    def trusted_with(self, trusted: Iterable[bytes]) -> KeyHistory:
        """Return the part of the history that these keys vouch for, directly or in a chain."""
        known = set(trusted)
        while True:
            more = {
                key
                for each in self.handovers
                if known & {each.old, each.new}
                for key in (each.old, each.new)
            } - known
            if not more:
                break
            known |= more
        listed = tuple(key for key in self.public_keys if key in known)
        return KeyHistory(
            tuple(key for key in known if key not in listed) + listed,
            tuple(each for each in self.handovers if each.old in known),
        )

    def merged_with(self, other: KeyHistory) -> KeyHistory:
        """Return one history of both; the other's keys are taken for the newer ones."""
        return KeyHistory(
            tuple(dict.fromkeys((*self.public_keys, *other.public_keys))),
            tuple(dict.fromkeys((*self.handovers, *other.handovers))),
        )

    def to_json(self, origin: str) -> dict[str, Any]:
        """Return what is handed out for one book; keys oldest first, as on its notices."""
        return {
            "format": FORMAT,
            "origin": origin,
            "keys": [str(key) for key in reversed(self.verifier_keys(origin))],
            "handovers": [each.note for each in self.handovers],
        }

    @classmethod
    def from_json(cls, said: Any) -> KeyHistory:
        """Read what `to_json` wrote; raises `NoteIsMalformed` or `NoteIsForged`."""
        try:
            if said["format"] != FORMAT:
                raise NoteIsMalformed("another format")
            keys: Sequence[str] = list(said["keys"])
            notes: Sequence[str] = list(said["handovers"])
            parsed = [VerifierKey.parse(each) for each in keys]
            return cls(
                tuple(dict.fromkeys(each.public_key for each in parsed)),
                tuple(Handover.parse(each) for each in notes),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise NoteIsMalformed("not a history of keys") from error
