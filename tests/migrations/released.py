"""The states in which the releases left their databases."""

from __future__ import annotations

import lzma
import re
import subprocess
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ledger.db.embedded import SUPERUSER_ROLE, EmbeddedPostgres
from ledger.db.postgres_programs import environment, program

PASSWORD = "released-sample"


@dataclass(frozen=True)
class Release:
    """A release and its dump; `revision` is the last of the migrations that it had."""

    revision: str

    @property
    def dump(self) -> Path:
        return Path(__file__).with_name(f"released_{self.revision}.sql.xz")


RELEASES = (Release("0007"), Release("0025"))
"""In their order. The first one's phones are readable."""

# A token that pg_dump draws anew each time.
_RANDOM_LINE = re.compile(rb"^\\(?:un)?restrict .*$", re.MULTILINE)


def write_secrets(folder: Path) -> None:
    """Write the password of all users and the keys that signed and sealed.

    They are known to every reader.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "demo-password").write_text(PASSWORD)
    key = Ed25519PrivateKey.from_private_bytes(sha256(b"the released sample estate").digest())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "checkpoint-key-0001.pem").write_bytes(pem)
    sealing = sha256(b"the people of the released sample estate").digest()
    (folder / "personal-data-1.key").write_text(b64encode(sealing).decode())


def _run(
    postgres: EmbeddedPostgres, name: str, database: str, *arguments: str, given: bytes = b""
) -> bytes:
    outcome = subprocess.run(
        [
            program(name), "--host", str(postgres.socket_folder), "--port", "5432",
            "--username", SUPERUSER_ROLE, *arguments, database,
        ],
        input=given, env=environment(), capture_output=True, check=False,
    )  # fmt: skip
    assert outcome.returncode == 0, outcome.stderr.decode()
    return outcome.stdout


def restore(postgres: EmbeddedPostgres, database: str, release: Release) -> None:
    """Load the released state into an empty database."""
    load(postgres, database, lzma.decompress(release.dump.read_bytes()))


def load(postgres: EmbeddedPostgres, database: str, sql: bytes) -> None:
    """Load a dump into an empty database."""
    _run(
        postgres, "psql", database, "--no-psqlrc", "--quiet", "--output", "/dev/null",
        "--set", "ON_ERROR_STOP=1", "--single-transaction", given=sql,
    )  # fmt: skip


def dumped(postgres: EmbeddedPostgres, database: str, *options: str) -> bytes:
    """Return the whole content of a database as text, the same for the same content."""
    return _RANDOM_LINE.sub(b"", _run(postgres, "pg_dump", database, *options))
