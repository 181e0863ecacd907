"""Replace the key that signs the books: the new one takes over, the old one's private half goes.

Whoever steals an old key later can so not sign with it. Its public half and the handover that both
keys signed stay, and what it signed verifies for ever.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from pathlib import Path

from ledger.db.secret_files import secret_of
from ledger.evidence.key_history import Handover
from ledger.evidence.sealer import Sealer, fresh_key_pem, public_text, read_key
from ledger.settings import Settings


def _name(number: int, kind: str) -> str:
    return f"checkpoint-key-{number:04d}.{kind}"


def _numbers(folder: Path, kind: str) -> list[int]:
    return sorted(int(file.stem[-4:]) for file in folder.glob(f"checkpoint-key-????.{kind}"))


def rotate_keys(settings: Settings, *, now: datetime) -> Sealer:
    """Make a new key that signs from now on, and return the keys as they are then.

    Each step leaves a folder that can sign and verify, so that a program that dies in between
    loses nothing; run again, it finishes what was begun before it makes another key.
    """
    folder = settings.secrets_dir
    Sealer.of(settings)
    if not _finish(folder, now):
        number = _numbers(folder, "pem")[-1] + 1
        secret_of(folder, _name(number, "pem"), fresh=fresh_key_pem())
        _finish(folder, now)
    return Sealer.of(settings)


def _finish(folder: Path, now: datetime) -> bool:
    """Hand over from each private key to the next, and keep only the public half of the older."""
    private = _numbers(folder, "pem")
    for older, newer in pairwise(private):
        old, new = (
            read_key((folder / _name(each, "pem")).read_text("ascii")) for each in (older, newer)
        )
        secret_of(folder, _name(newer, "note"), fresh=Handover.make(old, new, now).note)
        public = old.public_key().public_bytes_raw()
        secret_of(folder, _name(older, "pub"), fresh=public_text(public))
        (folder / _name(older, "pem")).unlink()
    return len(private) > 1
