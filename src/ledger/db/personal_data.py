"""Personal data at rest: phone numbers, identity numbers, birth dates.

Sealed with AES-256-GCM under keys that lie outside the database, and found again by a keyed digest
(HMAC-SHA-256). Keys have versions: a new one seals from the moment it exists, the old ones go on
opening, and `ledger personal-data rotate` seals everything again under the newest.

A sealed datum is

    1 byte   format, 0x01
    4 bytes  version of the key, big endian
    12 bytes nonce
    the ciphertext and its tag of 16 bytes

where the format, the version and the datum's name are authenticated too: a phone number that was
put where a birth date belongs does not open.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import random_bytes
from ledger.db.secret_files import secret_of
from ledger.errors import Refusal

KEY_SIZE_BYTES = 32
NONCE_SIZE_BYTES = 12
ENGINE_OPTION = "personal_data"
"""Under this name an engine carries the keys to every operation that gets a connection of it."""

_FORMAT = b"\x01"
_HEADER_SIZE_BYTES = 5
_FILE = "personal-data-{version}.key"
_FILE_PATTERN = re.compile(r"personal-data-([1-9]\d{0,8})\.key")


class PersonalDatum(StrEnum):
    """What is sealed. The name is part of every seal and digest, so it never changes."""

    PHONE = "person.phone"
    IDENTITY_NUMBER = "person.identity_number"
    BIRTH_DATE = "person.birth_date"
    PAPER = "person.paper"
    WECHAT_OPEN_ID = "person.wechat_open_id"
    SECOND_FACTOR = "user.second_factor"
    DRAFT = "form.draft"
    CERTIFICATE_HOLDER = "certificate.holder"


class PersonalDataCannotBeOpened(Refusal):
    """The key is not in the folder of secrets, or the sealed bytes were altered."""

    code = "personal_data_cannot_be_opened"
    status = 503


def normalised(value: str, datum: PersonalDatum) -> str:
    """Return what two writings of the same datum have in common.

    Phones become their digits as E.164 writes them, a number of the mainland with its 86; identity
    numbers lose their spaces and hyphens and end in an upper-case X.
    """
    plain = unicodedata.normalize("NFKC", value).strip()
    if datum is PersonalDatum.PHONE:
        return _phone_digits(plain)
    if datum is PersonalDatum.IDENTITY_NUMBER:
        return re.sub(r"[\s-]", "", plain).upper()
    return plain


def _phone_digits(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    if written.startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    if digits.startswith("0"):
        return "86" + digits[1:]
    return "86" + digits if len(digits) == 11 and digits.startswith("1") else digits


@dataclass(frozen=True, slots=True)
class _Key:
    """One version: two keys of different use, derived from the secret in its file."""

    sealing: AESGCM
    digesting: bytes

    @classmethod
    def of(cls, secret: bytes) -> Self:
        def derived(use: bytes) -> bytes:
            info = b"ledger personal data " + use
            return HKDF(SHA256(), KEY_SIZE_BYTES, salt=None, info=info).derive(secret)

        return cls(AESGCM(derived(b"seal")), derived(b"digest"))


@dataclass(slots=True)
class PersonalDataKeys:
    """The keys in a folder of secrets; a key that another process makes is noticed at once."""

    folder: Path
    _keys: dict[int, _Key] = field(default_factory=dict, repr=False)

    @classmethod
    def open(cls, secrets_dir: Path) -> Self:
        """Return the keys of the folder, with a first one where there is none."""
        keys = cls(secrets_dir)
        keys._look()
        if not keys._keys:
            keys._make(1)
        return keys

    @property
    def newest_version(self) -> int:
        """The version that seals."""
        self._look()
        return max(self._keys)

    def rotate(self) -> int:
        """Make a new key, which seals from now on, and return its version; old ones still open."""
        version = self.newest_version + 1
        self._make(version)
        return version

    def seal(self, value: str, datum: PersonalDatum = PersonalDatum.PHONE) -> bytes:
        """Return the value as only the keys' holder can read it; each call's bytes differ."""
        return self._sealed(value.encode(), datum, random_bytes(NONCE_SIZE_BYTES))

    def seal_paper(self, content: bytes) -> bytes:
        """Return a scanned paper's bytes as only the keys' holder can read them."""
        return self._sealed(content, PersonalDatum.PAPER, random_bytes(NONCE_SIZE_BYTES))

    def _sealed(self, value: bytes, datum: PersonalDatum, nonce: bytes) -> bytes:
        version = self.newest_version
        header = _FORMAT + version.to_bytes(4, "big")
        sealing = self._keys[version].sealing
        return header + nonce + sealing.encrypt(nonce, value, header + datum.encode())

    def reveal(self, sealed: bytes, datum: PersonalDatum = PersonalDatum.PHONE) -> str:
        """Return the value that was sealed; raises `PersonalDataCannotBeOpened`."""
        return self._opened(sealed, datum).decode()

    def reveal_paper(self, sealed: bytes) -> bytes:
        """Return the bytes of a paper that were sealed; raises `PersonalDataCannotBeOpened`."""
        return self._opened(sealed, PersonalDatum.PAPER)

    def _opened(self, sealed: bytes, datum: PersonalDatum) -> bytes:
        header, rest = sealed[:_HEADER_SIZE_BYTES], sealed[_HEADER_SIZE_BYTES:]
        nonce, ciphertext = rest[:NONCE_SIZE_BYTES], rest[NONCE_SIZE_BYTES:]
        if version_of(sealed) not in self._keys:
            self._look()
        key = self._keys.get(version_of(sealed))
        if key is None or header[:1] != _FORMAT:
            raise PersonalDataCannotBeOpened(
                "这项个人信息的密钥不在密钥文件夹里，请运维从备份里恢复 secrets 文件夹。",
                key_version=version_of(sealed),
            )
        try:
            return key.sealing.decrypt(nonce, ciphertext, header + datum.encode())
        except (InvalidTag, ValueError) as error:
            raise PersonalDataCannotBeOpened(
                "这项个人信息打不开：密钥不对，或者内容被改动过。请运维核对 secrets 文件夹和备份。",
                key_version=version_of(sealed),
            ) from error

    def digest(self, value: str, datum: PersonalDatum = PersonalDatum.PHONE) -> bytes:
        """Return the keyed digest to be written beside a sealed value: 32 bytes, newest key."""
        return self._digest(value, datum, self.newest_version)

    def digests(self, value: str, datum: PersonalDatum = PersonalDatum.PHONE) -> list[bytes]:
        """Return the digests to look for, newest key first: rows may still bear an older key's."""
        self._look()
        return [self._digest(value, datum, v) for v in sorted(self._keys, reverse=True)]

    def _digest(self, value: str, datum: PersonalDatum, version: int) -> bytes:
        message = datum.encode() + b"\x00" + normalised(value, datum).encode()
        return hmac.digest(self._keys[version].digesting, message, sha256)

    def _make(self, version: int) -> None:
        fresh = b64encode(random_bytes(KEY_SIZE_BYTES)).decode()
        secret_of(self.folder, _FILE.format(version=version), fresh=fresh)
        self._look()

    def _look(self) -> None:
        """Read the keys that have come into the folder since it was looked at."""
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            found = _FILE_PATTERN.fullmatch(path.name)
            if found is not None and int(found[1]) not in self._keys:
                self._keys[int(found[1])] = _Key.of(_secret_in(path))


def version_of(sealed: bytes) -> int:
    """Return the version of the key that sealed this."""
    return int.from_bytes(sealed[1:_HEADER_SIZE_BYTES], "big")


def _secret_in(path: Path) -> bytes:
    try:
        secret = b64decode(path.read_text("utf-8").strip(), validate=True)
    except ValueError:
        secret = b""
    if len(secret) != KEY_SIZE_BYTES:
        raise PersonalDataCannotBeOpened(
            f"密钥文件 {path.name} 读不懂，请运维从备份里恢复 secrets 文件夹。"
        )
    return secret


def personal_data_of(conn: AsyncConnection) -> PersonalDataKeys:
    """Return the keys that the connection's engine carries."""
    keys = conn.sync_connection.engine.get_execution_options().get(ENGINE_OPTION)  # type: ignore[union-attr]
    if not isinstance(keys, PersonalDataKeys):
        raise TypeError("this engine was made without the keys of personal data")
    return keys
