"""A `ledger serve` with its own durable database, and the processes in it that can be killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ledger.db.embedded import SERVICE_ROLE, EmbeddedPostgres
from tests.cli.commands import Shell
from tests.live_server import LEDGER, free_port, server_environment, wait_until_healthy

WORKERS = 2
STOP_SECONDS = 60


class Victim(StrEnum):
    """Whom kill -9 hits."""

    WORKER = "worker"
    POSTMASTER = "postmaster"
    BACKEND = "backend"
    """One PostgreSQL process; the postmaster then restarts them all."""
    WORKER_AND_POSTMASTER = "worker and postmaster"


@dataclass(frozen=True)
class Victims:
    """The processes of one running server."""

    server: int
    postgres: EmbeddedPostgres
    log: Path

    def kill(self, victim: Victim, chance: random.Random) -> list[int]:
        """Kill and return the process ids; the server's own processes, nobody else's."""
        found: list[int] = []
        if victim in (Victim.WORKER, Victim.WORKER_AND_POSTMASTER):
            found.append(chance.choice(self.workers()))
        if victim in (Victim.POSTMASTER, Victim.WORKER_AND_POSTMASTER):
            found.append(self.postmaster())
        if victim is Victim.BACKEND:
            found.append(chance.choice(self.backends()))
        for pid in found:
            os.kill(pid, signal.SIGKILL)
        return found

    def workers(self) -> list[int]:
        """Return the processes that said that they serve and are the server's children still."""
        said = [
            json.loads(line)
            for line in self.log.read_text("utf-8", errors="replace").splitlines()
            if line.startswith("{")
        ]
        started = {line["pid"] for line in said if line.get("event") == "process started"}
        return sorted(started & set(_children(self.server)))

    def postmaster(self) -> int:
        pid = self.postgres.postmaster_pid
        assert pid is not None
        return pid

    def backends(self) -> list[int]:
        """Return the PostgreSQL processes that work for the service."""
        return [
            pid for pid in _children(self.postmaster()) if SERVICE_ROLE.encode() in _command(pid)
        ]


def _children(pid: int) -> list[int]:
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with suppress(OSError):
                after_name = (process / "stat").read_text().rpartition(")")[2].split()
                if int(after_name[1]) == pid:
                    found.append(int(process.name))
    return sorted(found)


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return (Path("/proc") / str(pid) / "cmdline").read_bytes()
    return b""


@contextmanager
def served(data_dir: Path, log: Path) -> Iterator[tuple[str, Victims]]:
    """Load the sample estate, serve it, and yield the address and who can be killed."""
    loaded = Shell(data_dir)("demo")
    assert loaded.code == 0, loaded
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [LEDGER, "serve", "--port", str(port), "--workers", str(WORKERS)],
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            env=server_environment(data_dir),
        )
    try:
        wait_until_healthy(url, lambda: process.poll() is None, log)
        victims = Victims(process.pid, EmbeddedPostgres(data_dir / "postgres"), log)
        deadline = time.monotonic() + STOP_SECONDS
        while len(victims.workers()) < WORKERS:
            assert time.monotonic() < deadline, "a process does not start"
            time.sleep(0.05)
        yield url, victims
        assert process.poll() is None, "the server has ended"
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
