"""Secrets that the program makes for itself, each in a file that only it may read."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def secret_of(folder: Path, name: str, *, fresh: str) -> str:
    """Return the secret `name`, keeping `fresh` as the secret when there is none yet."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        # Complete or absent: a program that dies between making and writing the file would leave
        # an empty secret, which everybody knows.
        with tempfile.NamedTemporaryFile("w", dir=folder) as file:
            file.write(fresh)
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text("utf-8").strip()
