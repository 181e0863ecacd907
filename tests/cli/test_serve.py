"""`ledger serve` with its own database: it stops without a trace, and a kill loses nothing."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from ledger.db.embedded import OWNER_ROLE, EmbeddedPostgres
from tests.cli.commands import Shell
from tests.live_server import LEDGER, LiveServer, free_port, server_environment, wait_until_healthy

STOPPED_IN_ORDER = 0
PATIENCE_S = 60


def processes_of(data_dir: Path) -> list[int]:
    """Return the processes whose command line or environment names the data directory."""
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        with suppress(OSError):
            said = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            if os.fsencode(data_dir) in said:
                found.append(int(process.name))
    return found


def wait_until_gone(data_dir: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while (left := processes_of(data_dir)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == [], "processes are left behind"


class Serving:
    """A `ledger serve` process over a data directory of its own."""

    def __init__(self, data_dir: Path, log: Path, *options: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [LEDGER, "serve", "--port", str(self.port), *options],
                stdout=output,
                stderr=output,
                env=server_environment(data_dir),
                start_new_session=True,
            )
        wait_until_healthy(self.url, lambda: self.process.poll() is None, log)

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)

    @property
    def database_url(self) -> str:
        return EmbeddedPostgres(self.data_dir / "postgres").url(user=OWNER_ROLE)

    @property
    def postmaster(self) -> int:
        pid_file = self.data_dir / "postgres" / "pgdata" / "postmaster.pid"
        return int(pid_file.read_text().splitlines()[0])


@contextmanager
def serving(data_dir: Path, log: Path, *options: str) -> Iterator[Serving]:
    server = Serving(data_dir, log, *options)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop(signal.SIGTERM)
        wait_until_gone(data_dir)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a database in it, made by the first start."""
    folder = tmp_path_factory.mktemp("serve") / "data"
    with serving(folder, folder.parent / "first.log"):
        assert processes_of(folder)
    return folder


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_leaves_no_process(data_dir: Path, tmp_path: Path, number: signal.Signals) -> None:
    with serving(data_dir, tmp_path / "log") as server:
        # A request that is still open does not keep it alive.
        with httpx.Client(base_url=server.url, trust_env=False) as client:
            client.get("/api/v1/health")
            assert server.stop(number) == STOPPED_IN_ORDER
        wait_until_gone(data_dir)
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", server.port), timeout=1)


# Several processes -------------------------------------------------------------------------------


def started_processes(log: Path) -> list[int]:
    """Return the processes that have begun to serve, in order."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return [line["pid"] for line in lines if line["event"] == "process started"]


def wait_for(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def answered(server: Serving) -> int:
    """Ask on a new connection; one that a dying process had taken may break."""
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        for _ in range(20):
            with suppress(httpx.TransportError):
                return client.get("/api/v1/health").status_code
    raise AssertionError("nobody answers")


def test_several_processes_share_the_port_and_one_that_dies_is_replaced(
    data_dir: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with serving(data_dir, log, "--workers", "2") as server:
        wait_for(lambda: len(started_processes(log)) == 2, "the second process does not start")
        os.kill(started_processes(log)[0], signal.SIGKILL)
        assert answered(server) == 200
        wait_for(lambda: len(started_processes(log)) == 3, "the dead process is not replaced")
        assert answered(server) == 200
        assert server.stop(signal.SIGTERM) == STOPPED_IN_ORDER
        wait_until_gone(data_dir)
        assert not any(is_running(pid) for pid in started_processes(log))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_processes_end_with_their_parent(
    data_dir: Path, tmp_path: Path, number: signal.Signals
) -> None:
    log = tmp_path / "log"
    with serving(data_dir, log, "--workers", "2") as server:
        wait_for(lambda: len(started_processes(log)) == 2, "the second process does not start")
        server.stop(number)
        wait_for(
            lambda: not any(is_running(pid) for pid in started_processes(log)),
            "a process outlives its parent",
        )
        if number is signal.SIGKILL:
            # The database, too, lost its parent; the next start takes it over and stops it.
            with serving(data_dir, tmp_path / "next.log") as following:
                assert answered(following) == 200


def test_the_port_of_somebody_else(data_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        said = Shell(data_dir)("serve", "--port", str(other.getsockname()[1]))
    assert said.code == 1
    assert "端口" in said.err
    wait_until_gone(data_dir)


async def test_a_kill_of_program_and_database_loses_nothing(tmp_path: Path) -> None:
    data_dir, log = tmp_path / "data", tmp_path / "log"
    with serving(data_dir, log, "--demo") as server:
        password = (data_dir / "secrets" / "demo-password").read_text().strip()
        live = LiveServer(server.url, password, log, server.database_url)
        async with live.signed_in("treasurer") as (treasurer,):
            today = (await treasurer.read(""))["today"]
            prepared = await treasurer.do(
                "prepared-entries",
                {
                    "effective_on": today,
                    "narration": "断电之前的一笔",
                    "lines": [
                        {"account_code": "5401", "side": "debit", "amount_fen": 1200},
                        {"account_code": "1002001", "side": "credit", "amount_fen": 1200},
                    ],
                    "document_ids": [],
                },
            )
        server.process.kill()
        server.process.wait()

        # The next start finds the database that the dead program left, takes it over, and has
        # everything that was answered.
        with serving(data_dir, log, "--demo") as again:
            live = LiveServer(again.url, password, log, again.database_url)
            async with live.signed_in("treasurer") as (treasurer,):
                found = await treasurer.read(f"prepared-entries/{prepared['prepared_entry_id']}")
                assert found == prepared

            os.kill(again.postmaster, signal.SIGKILL)
            again.process.kill()
            again.process.wait()

        with serving(data_dir, log) as once_more:
            live = LiveServer(once_more.url, password, log, once_more.database_url)
            async with live.signed_in("treasurer") as (treasurer,):
                found = await treasurer.read(f"prepared-entries/{prepared['prepared_entry_id']}")
                assert found == prepared
    said = Shell(data_dir)("verify", "--database")
    assert said.code == 0, said
    assert "没有发现改动" in said.out
    wait_until_gone(data_dir)
