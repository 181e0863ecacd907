"""The keys of signing in: digests of codes and numbers, seals of second factors."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from ledger.db.ids import new_token
from ledger.db.personal_data import PersonalDataKeys, PersonalDatum, normalised
from ledger.db.secret_files import secret_of

_FILE = "sign-in"


@dataclass(frozen=True, slots=True)
class SignInKeys:
    """What turns a code or a number into what is stored of it; kept outside the database."""

    personal: PersonalDataKeys
    secret: bytes = field(repr=False)

    def digest(self, use: str, *parts: str | bytes) -> bytes:
        """Return the keyed digest of some parts for one use; 32 bytes."""
        message = b"\x00".join(
            len(part).to_bytes(4, "big") + part
            for part in (p.encode() if isinstance(p, str) else p for p in (use, *parts))
        )
        return hmac.digest(self.secret, message, sha256)

    def phone_digest(self, phone: str) -> bytes:
        """Return what codes and throttles know of a phone number."""
        return self.digest("phone", phone)


@cache
def sign_in_keys(secrets_dir: Path) -> SignInKeys:
    """Return the keys in the folder of secrets, making those that are missing."""
    secret = secret_of(secrets_dir, _FILE, fresh=new_token(32))
    return SignInKeys(PersonalDataKeys.open(secrets_dir), secret.encode())


def phone_digits(written: str) -> str:
    """Return the digits of a phone number as people write it, with its country: 8619910070721."""
    return normalised(written, PersonalDatum.PHONE)
