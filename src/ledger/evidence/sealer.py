"""The keys that sign checkpoints: files outside the database, so that its owner cannot sign.

Each is PKCS 8 in PEM, readable by the program alone. The newest signs; all of them verify, so
that what an older one signed stays good.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ledger.db.secret_files import secret_of
from ledger.evidence.checkpoint_text import Checkpoint, origin_of
from ledger.evidence.signed_note import SignedNote, VerifierKey, signed_by
from ledger.settings import Settings

FIRST_KEY = "checkpoint-key-0001.pem"
_KEY_FILE = re.compile(r"checkpoint-key-(\d{4})\.pem")


def fresh_key_pem() -> str:
    """Return a new private key as the text of its file."""
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        .decode()
    )


def read_key(pem: str) -> Ed25519PrivateKey:
    """Read a private key; raises ValueError when it is of another kind."""
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("a checkpoint is signed with an Ed25519 key")
    return key


@dataclass(frozen=True, slots=True)
class Sealer:
    """Signs for this installation's books; `keys` are in the order of age."""

    keys: tuple[Ed25519PrivateKey, ...]
    public_base_url: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> Sealer:
        """Read the keys of the secrets folder; the first is made when there is none."""
        folder = settings.secrets_dir
        names = sorted(file.name for file in folder.glob("*.pem") if _KEY_FILE.fullmatch(file.name))
        if not names:
            secret_of(folder, FIRST_KEY, fresh=fresh_key_pem())
            names = [FIRST_KEY]
        keys = tuple(read_key((folder / name).read_text("ascii")) for name in names)
        return cls(keys, settings.public_base_url)

    @classmethod
    def existing(cls, settings: Settings) -> Sealer | None:
        """Read the keys of the secrets folder, or return None where there are none."""
        has_keys = any(_KEY_FILE.fullmatch(file.name) for file in settings.secrets_dir.glob("*"))
        return cls.of(settings) if has_keys else None

    def origin_of(self, estate_code: str) -> str:
        """Return the origin line for a book that has signed nothing yet."""
        return origin_of(estate_code, public_base_url=self.public_base_url)

    def verifier_keys(self, origin: str) -> list[VerifierKey]:
        """Return the keys that may have signed for this origin, the present one first."""
        return [VerifierKey.of(origin, key) for key in reversed(self.keys)]

    def seal(self, checkpoint: Checkpoint) -> SignedNote:
        """Sign a checkpoint with the newest key, in the name of its origin."""
        return self.sign(checkpoint.text, origin=checkpoint.origin)

    def sign(self, text: str, *, origin: str) -> SignedNote:
        """Sign a text, whose first line is the origin, with the newest key."""
        return SignedNote(text, (signed_by(text, name=origin, key=self.keys[-1]),))
