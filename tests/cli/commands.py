"""Runs `ledger` as the operator does: as a process of its own, with an environment of its own."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.live_server import LEDGER, server_environment

TIMEOUT_S = 120


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Shell:
    """A place to run commands in; `settings` are LEDGER_… of the environment."""

    data_dir: Path
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        return server_environment(self.data_dir, **self.settings)

    def __call__(self, *arguments: str | Path, typed: str = "") -> Said:
        done = subprocess.run(
            [LEDGER, *arguments],
            input=typed,
            capture_output=True,
            text=True,
            env=self.environment(),
            timeout=TIMEOUT_S,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Said(done.returncode, done.stdout, done.stderr)
