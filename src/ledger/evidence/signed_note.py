"""Signed notes as https://c2sp.org/signed-note specifies them, and witness cosignatures.

A note is a text, a blank line and signature lines `— <name> <base64(key id, signature)>`. A
signature of a key that nobody told us of is ignored; one of a key that we know must verify.
Cosignatures are of https://c2sp.org/tlog-cosignature, version 1 (Ed25519 with a time).
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

EM_DASH = "\u2014"
KEY_ID_BYTES = 4
PUBLIC_KEY_BYTES = 32
SIGNATURE_BYTES = 64
SIGNATURES_MAX = 100
NOTE_CHARACTERS_MAX = 100_000

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteIsMalformed(ValueError):
    """The text is not a signed note, or the key not a verifier key; says why in English."""


class NoteIsForged(ValueError):
    """A known key's signature does not verify, or no known key signed the note."""


class SignatureType(IntEnum):
    """How a key signs: the byte that its key id covers."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


def key_id_of(name: str, kind: SignatureType, public_key: bytes) -> bytes:
    """Return the four bytes that name a key beside its name."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public_key).digest()[:KEY_ID_BYTES]


def decoded(text: str) -> bytes:
    """Read base64, only in the one form that encoding gives; raises `NoteIsMalformed`."""
    try:
        read = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteIsMalformed("not base64") from error
    if base64.b64encode(read).decode() != text:
        raise NoteIsMalformed("base64 with stray bits")
    return read


def _checked_name(name: str) -> str:
    if not name or "+" in name or name.split() != [name] or _CONTROL.search(name):
        raise NoteIsMalformed("a key name has no spaces and no plus, and is not empty")
    return name


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """What a reader must know to check a signature; written as `name+id+base64`."""

    name: str
    kind: SignatureType
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        return key_id_of(self.name, self.kind, self.public_key)

    @classmethod
    def of(
        cls,
        name: str,
        key: Ed25519PrivateKey,
        kind: SignatureType = SignatureType.ED25519,
    ) -> VerifierKey:
        return cls(_checked_name(name), kind, key.public_key().public_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read a key as printed; raises `NoteIsMalformed`, also when its id does not fit it."""
        name, first, rest = text.strip().partition("+")
        key_id, second, encoded = rest.partition("+")
        if not first or not second:
            raise NoteIsMalformed("a verifier key is name+id+base64")
        material = decoded(encoded)
        try:
            kind = SignatureType(material[0] if material else 0)
        except ValueError as error:
            raise NoteIsMalformed("an unknown type of signature") from error
        if len(material) != 1 + PUBLIC_KEY_BYTES:
            raise NoteIsMalformed("an Ed25519 key has 32 bytes")
        key = cls(_checked_name(name), kind, material[1:])
        if key.key_id.hex() != key_id:
            raise NoteIsMalformed("the key id does not fit the key")
        return key

    def __str__(self) -> str:
        material = base64.b64encode(bytes([self.kind]) + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line, verified or not."""

    name: str
    key_id: bytes
    signature: bytes

    @classmethod
    def parse(cls, line: str) -> NoteSignature:
        """Read a line without its newline; raises `NoteIsMalformed`."""
        prefix, name, encoded = (*line.split(" "), "", "")[:3]
        if prefix != EM_DASH or line.count(" ") != 2:
            raise NoteIsMalformed("a signature line is an em dash, a name and base64")
        material = decoded(encoded)
        if len(material) <= KEY_ID_BYTES:
            raise NoteIsMalformed("a signature begins with four bytes of key id")
        return cls(_checked_name(name), material[:KEY_ID_BYTES], material[KEY_ID_BYTES:])

    @property
    def line(self) -> str:
        """The line with its newline."""
        return f"{EM_DASH} {self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"

    @property
    def cosigned_at(self) -> int:
        """The POSIX seconds that a cosignature states; raises `NoteIsMalformed` for another."""
        if len(self.signature) != 8 + SIGNATURE_BYTES:
            raise NoteIsMalformed("not a timestamped signature")
        seconds: int = struct.unpack(">Q", self.signature[:8])[0]
        if seconds >= 2**63:
            raise NoteIsMalformed("a time beyond all times")
        return seconds

    def is_of(self, key: VerifierKey) -> bool:
        return (self.name, self.key_id) == (key.name, key.key_id)


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text, ending in a newline, with its signatures."""

    text: str
    signatures: tuple[NoteSignature, ...]

    @classmethod
    def parse(cls, note: str) -> SignedNote:
        """Read a whole note; raises `NoteIsMalformed`."""
        if len(note) > NOTE_CHARACTERS_MAX or _CONTROL.search(note):
            raise NoteIsMalformed("too long, or with control characters")
        body, blank, signatures = note.rpartition("\n\n")
        if not blank or not signatures.endswith("\n"):
            raise NoteIsMalformed("a note is a text, a blank line and signature lines")
        lines = signatures[:-1].split("\n")
        if len(lines) > SIGNATURES_MAX:
            raise NoteIsMalformed(f"more than {SIGNATURES_MAX} signatures")
        return cls(body + "\n", tuple(NoteSignature.parse(line) for line in lines))

    def __str__(self) -> str:
        return f"{self.text}\n" + "".join(signature.line for signature in self.signatures)

    def with_signatures(self, more: Iterable[NoteSignature]) -> SignedNote:
        """Return the note with further signatures behind its own, none of them twice."""
        return SignedNote(self.text, tuple(dict.fromkeys((*self.signatures, *more))))

    def signers(self, keys: Sequence[VerifierKey]) -> list[VerifierKey]:
        """Return those of the known keys that signed the text.

        Raises `NoteIsForged` when a known key's signature does not verify.
        """
        found = []
        for signature in self.signatures:
            for key in keys:
                if signature.is_of(key):
                    if not verifies(key, self.text, signature):
                        raise NoteIsForged(f"the signature of {key.name} does not verify")
                    found.append(key)
        return list(dict.fromkeys(found))


def _message(key: VerifierKey, text: str, signature: NoteSignature) -> tuple[bytes, bytes]:
    if key.kind is SignatureType.COSIGNATURE:
        return cosigned_message(text, signature.cosigned_at), signature.signature[8:]
    return text.encode(), signature.signature


def verifies(key: VerifierKey, text: str, signature: NoteSignature) -> bool:
    """Tell whether the signature is this key's and of this text."""
    if not signature.is_of(key):
        return False
    try:
        message, signed = _message(key, text, signature)
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(signed, message)
    except (InvalidSignature, NoteIsMalformed):
        return False
    return True


def signed_by(text: str, *, name: str, key: Ed25519PrivateKey) -> NoteSignature:
    """Sign a text; raises `NoteIsMalformed` when it cannot be a note's."""
    if not text.endswith("\n") or _CONTROL.search(text):
        raise NoteIsMalformed("a note's text ends in a newline and has no control characters")
    return NoteSignature(name, VerifierKey.of(name, key).key_id, key.sign(text.encode()))


def cosigned_message(text: str, seconds: int) -> bytes:
    """Return what a witness signs: the whole text of a checkpoint behind its own time."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def cosigned_by(text: str, *, name: str, key: Ed25519PrivateKey, seconds: int) -> NoteSignature:
    """Cosign a checkpoint's text as a witness, at POSIX `seconds`."""
    identity = VerifierKey.of(name, key, SignatureType.COSIGNATURE)
    signed = struct.pack(">Q", seconds) + key.sign(cosigned_message(text, seconds))
    return NoteSignature(name, identity.key_id, signed)
