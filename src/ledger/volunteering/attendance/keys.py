"""The key of the codes; it lies outside the database."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ledger.db.ids import new_token
from ledger.db.secret_files import secret_of

_FILE = "check-in"


@cache
def check_in_key(secrets_dir: Path) -> bytes:
    """Return the key in the folder of secrets, making it when there is none."""
    return secret_of(secrets_dir, _FILE, fresh=new_token(32)).encode()
