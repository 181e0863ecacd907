"""Secrets that the program makes for itself, each in a file that only it may read."""

from __future__ import annotations

import os
from pathlib import Path


def secret_of(folder: Path, name: str, *, fresh: str) -> str:
    """Return the secret `name`, keeping `fresh` as the secret when there is none yet."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(fresh)
    except FileExistsError:
        pass
    return path.read_text("utf-8").strip()
