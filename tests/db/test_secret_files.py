"""A secret is made once, complete, and readable by nobody else."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.db.secret_files import secret_of


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    assert secret_of(folder, "csrf", fresh="one") == "one"
    assert secret_of(folder, "csrf", fresh="two") == "one"
    assert secret_of(folder, "signing", fresh="three") == "three"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "csrf").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in folder.iterdir()) == ["csrf", "signing"]


def test_programs_that_start_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda n: secret_of(tmp_path, "s", fresh=f"{n}" * 999), range(64)))
    assert len(set(found)) == 1
    assert len(found[0]) >= 999


def test_a_program_that_dies_leaves_no_empty_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        # The last step that can fail before the secret has its name.
        patched.setattr(os, "link", die)
        with pytest.raises(KeyboardInterrupt):
            secret_of(tmp_path, "csrf", fresh="one")
    assert list(tmp_path.iterdir()) == []
    assert secret_of(tmp_path, "csrf", fresh="two") == "two"
