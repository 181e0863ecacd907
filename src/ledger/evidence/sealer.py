"""The keys that sign checkpoints: files outside the database, so that its owner cannot sign.

Each is PKCS 8 in PEM, readable by the program alone. The newest signs; all of them verify, so
that what an older one signed stays good. Of a key that was replaced only the public half is left.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ledger.db.secret_files import secret_of
from ledger.errors import Refusal
from ledger.evidence.checkpoint_text import Checkpoint, origin_of
from ledger.evidence.key_history import Handover, KeyHistory
from ledger.evidence.signed_note import (
    PUBLIC_KEY_BYTES,
    NoteIsForged,
    NoteIsMalformed,
    SignedNote,
    VerifierKey,
    decoded,
    signed_by,
)
from ledger.settings import Settings

FIRST_KEY = "checkpoint-key-0001.pem"
_FILE = re.compile(r"checkpoint-key-(\d{4})\.(pem|pub|note)")


class KeyFilesAreBroken(Refusal):
    """The folder of keys holds a file that is not what its name says, or lacks the present key."""

    code = "key_files_are_broken"
    status = 503


def fresh_key_pem() -> str:
    """Return a new private key as the text of its file."""
    return key_pem(Ed25519PrivateKey.generate())


def key_pem(key: Ed25519PrivateKey) -> str:
    """Return a private key as the text of its file."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def read_key(pem: str) -> Ed25519PrivateKey:
    """Read a private key; raises ValueError when it is of another kind."""
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("a checkpoint is signed with an Ed25519 key")
    return key


def public_text(public_key: bytes) -> str:
    """Return what is kept in the file of a key that was replaced."""
    return base64.b64encode(public_key).decode() + "\n"


def _files(folder: Path) -> dict[tuple[str, int], Path]:
    """Return the files of keys by kind and number."""
    found = ((_FILE.fullmatch(file.name), file) for file in sorted(folder.glob("checkpoint-key-*")))
    return {(match[2], int(match[1])): file for match, file in found if match}


@dataclass(frozen=True, slots=True)
class Sealer:
    """Signs for this installation's books; `keys` are in the order of age.

    `retired` are public keys that were replaced, older than all of `keys`.
    """

    keys: tuple[Ed25519PrivateKey, ...]
    public_base_url: str | None = None
    retired: tuple[bytes, ...] = ()
    handovers: tuple[Handover, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Sealer:
        """Read the keys of the secrets folder; the first is made when there is none.

        Raises `KeyFilesAreBroken`.
        """
        try:
            return cls._read(settings)
        except FileNotFoundError:
            # A rotation has just taken the old key's file away.
            return cls._read(settings)

    @classmethod
    def _read(cls, settings: Settings) -> Sealer:
        folder = settings.secrets_dir
        files = _files(folder)
        if not files:
            secret_of(folder, FIRST_KEY, fresh=fresh_key_pem())
            files = _files(folder)
        private = sorted(number for kind, number in files if kind == "pem")
        public = sorted(number for kind, number in files if kind == "pub")
        if not private or (public and public[-1] > private[-1]):
            raise KeyFilesAreBroken(
                f"{folder} 里没有现用的签名私钥（checkpoint-key-….pem），请从备份恢复。"
            )
        try:
            # Between the two steps of a rotation the old key has both files.
            return cls(
                tuple(read_key(files["pem", number].read_text("ascii")) for number in private),
                settings.public_base_url,
                tuple(
                    _public(files["pub", number].read_text("ascii"))
                    for number in public
                    if number not in private
                ),
                tuple(
                    Handover.parse(file.read_text("utf-8"))
                    for (kind, _), file in sorted(files.items())
                    if kind == "note"
                ),
            )
        except (NoteIsMalformed, NoteIsForged, UnicodeDecodeError) as error:
            raise KeyFilesAreBroken(f"{folder} 里有读不懂的密钥文件（{error}）。") from error

    @classmethod
    def existing(cls, settings: Settings) -> Sealer | None:
        """Read the keys of the secrets folder, or return None where there are none."""
        return cls.of(settings) if _files(settings.secrets_dir) else None

    @property
    def history(self) -> KeyHistory:
        """The public halves of all keys, and how they followed one another."""
        present = tuple(key.public_key().public_bytes_raw() for key in self.keys)
        return KeyHistory((*self.retired, *present), self.handovers)

    def origin_of(self, estate_code: str) -> str:
        """Return the origin line for a book that has signed nothing yet."""
        return origin_of(estate_code, public_base_url=self.public_base_url)

    def verifier_keys(self, origin: str) -> list[VerifierKey]:
        """Return the keys that may have signed for this origin, the present one first."""
        return self.history.verifier_keys(origin)

    def seal(self, checkpoint: Checkpoint) -> SignedNote:
        """Sign a checkpoint with the newest key, in the name of its origin."""
        return self.sign(checkpoint.text, origin=checkpoint.origin)

    def sign(self, text: str, *, origin: str) -> SignedNote:
        """Sign a text, whose first line is the origin, with the newest key."""
        return SignedNote(text, (signed_by(text, name=origin, key=self.keys[-1]),))


def _public(text: str) -> bytes:
    public_key = decoded(text.strip())
    if len(public_key) != PUBLIC_KEY_BYTES:
        raise NoteIsMalformed("an Ed25519 key has 32 bytes")
    return public_key
