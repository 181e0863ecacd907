"""The launcher against a real server: start, share, and every way to die."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from ledger.db import DatabaseUnusable, postgres_programs
from ledger.db.embedded import EmbeddedPostgres

# A program that uses the server until its standard input closes, or a signal ends it.
HOST = """
import signal, sys
from pathlib import Path
from ledger.db.embedded import EmbeddedPostgres

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
# Whoever runs the tests in the background of a shell has this one ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
with EmbeddedPostgres(Path(sys.argv[1]), durable=False) as server:
    print(server.postmaster_pid, flush=True)
    sys.stdin.read()
"""


class Host:
    """Another program that uses the same data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOST, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def postmaster_pid(self) -> int:
        """Wait until the server is up and return its process id."""
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def end_by(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.ended()

    def leave(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.ended()

    def ended(self) -> int:
        status = self.process.wait(timeout=30)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()
        return status


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Callable[[], Host]]:
    hosts: list[Host] = []

    def start() -> Host:
        hosts.append(Host(tmp_path / "postgres"))
        return hosts[-1]

    yield start
    for each in hosts:
        if each.process.poll() is None:
            each.end_by(signal.SIGTERM)
    # Whatever a test did, it leaves nothing running.
    with EmbeddedPostgres(tmp_path / "postgres", durable=False):
        pass
    assert processes_in(tmp_path / "postgres") == []


def processes_in(data_dir: Path) -> list[int]:
    """Return the living processes that work in the cluster of `data_dir`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            if state != "Z" and (process / "cwd").readlink() == data_dir / "pgdata":
                found.append(int(process.name))
        except OSError:
            continue
    return found


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "waited 20 s in vain"
        time.sleep(0.01)


async def ask(server: EmbeddedPostgres, query: str, user: str = "ledger_owner") -> object:
    conn = await asyncpg.connect(
        host=str(server.socket_folder), port=5432, user=user, database="ledger"
    )
    try:
        return await conn.fetchval(query)
    finally:
        await conn.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server on a new folder, for the tests that only look at it."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("running"), durable=False) as server:
        yield server


async def test_a_new_folder_becomes_a_running_server_with_both_roles(
    running: EmbeddedPostgres,
) -> None:
    assert await ask(running, "SELECT current_user") == "ledger_owner"
    assert await ask(running, "SELECT current_user", user="ledger_service") == "ledger_service"
    assert await ask(running, "SHOW data_checksums") == "on"
    assert await ask(running, "SHOW server_encoding") == "UTF8"


@pytest.mark.parametrize("role", ["ledger_owner", "ledger_service"])
async def test_neither_role_is_mighty(running: EmbeddedPostgres, role: str) -> None:
    might = await ask(
        running,
        "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls "
        "FROM pg_roles WHERE rolname = current_user",
        user=role,
    )
    assert might is False


async def test_the_service_role_cannot_make_tables(running: EmbeddedPostgres) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await ask(running, "CREATE TABLE mine (a int)", user="ledger_service")


async def test_the_server_is_private_to_its_user_and_off_the_network(
    running: EmbeddedPostgres,
) -> None:
    assert running.socket_folder.stat().st_mode & 0o777 == 0o700
    assert await ask(running, "SHOW listen_addresses") == ""


async def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres") as server:
        await ask(server, "CREATE TABLE kept AS SELECT 42 AS n")
    with EmbeddedPostgres(tmp_path / "postgres") as server:
        assert await ask(server, "SELECT n FROM kept") == 42


def test_two_programs_share_one_server_and_the_last_one_stops_it(
    tmp_path: Path, host: Callable[[], Host]
) -> None:
    first, second = host(), host()
    pid = first.postmaster_pid()
    assert second.postmaster_pid() == pid
    assert first.leave() == 0
    assert pid in processes_in(tmp_path / "postgres")
    assert second.leave() == 0
    assert processes_in(tmp_path / "postgres") == []


def test_five_programs_that_start_at_once_on_a_new_folder_make_one_server(
    tmp_path: Path, host: Callable[[], Host]
) -> None:
    hosts = [host() for _ in range(5)]
    assert len({each.postmaster_pid() for each in hosts}) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_program_that_is_told_to_end_leaves_no_process(
    tmp_path: Path, host: Callable[[], Host], number: signal.Signals
) -> None:
    program = host()
    program.postmaster_pid()
    program.end_by(number)
    assert processes_in(tmp_path / "postgres") == []


async def test_a_killed_program_leaves_a_server_that_the_next_one_joins_and_stops(
    tmp_path: Path, host: Callable[[], Host]
) -> None:
    program = host()
    pid = program.postmaster_pid()
    program.end_by(signal.SIGKILL)
    with EmbeddedPostgres(tmp_path / "postgres", durable=False) as server:
        assert server.postmaster_pid == pid
        assert await ask(server, "SELECT 1") == 1
    assert processes_in(tmp_path / "postgres") == []


async def test_a_killed_postmaster_is_followed_by_a_clean_start_with_nothing_lost(
    tmp_path: Path, host: Callable[[], Host]
) -> None:
    with EmbeddedPostgres(tmp_path / "postgres") as server:
        await ask(server, "CREATE TABLE kept AS SELECT 42 AS n")
        killed = server.postmaster_pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: server.postmaster_pid is None)
        # This process is its parent and has not reaped it: a zombie now holds the pid.
        next_program = host()
        assert next_program.postmaster_pid() != killed
        assert await ask(server, "SELECT n FROM kept") == 42


async def test_a_program_brings_its_own_server_back(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", durable=False) as server:
        killed = server.postmaster_pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: server.postmaster_pid is None)
        server.ensure_running()
        assert await ask(server, "SELECT 1") == 1
        assert server.postmaster_pid != killed


@pytest.mark.parametrize("whose", ["a stranger's", "our own"])
def test_a_pid_that_another_process_has_by_now_is_no_server(tmp_path: Path, whose: str) -> None:
    folder = tmp_path / "postgres"
    with EmbeddedPostgres(folder, durable=False) as server:
        socket_lock = server.socket_folder / ".s.PGSQL.5432.lock"
        left_behind = (folder / "pgdata" / "postmaster.pid").read_text().splitlines()
        left_behind_lock = socket_lock.read_text().splitlines()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pid = str(stranger.pid if whose == "a stranger's" else os.getpid())
        (folder / "pgdata" / "postmaster.pid").write_text("\n".join([pid, *left_behind[1:], ""]))
        socket_lock.parent.mkdir(mode=0o700, exist_ok=True)
        socket_lock.write_text("\n".join([pid, *left_behind_lock[1:], ""]))
        with EmbeddedPostgres(folder, durable=False) as server:
            assert server.postmaster_pid not in {None, int(pid)}
        assert stranger.poll() is None
        stranger.kill()


def test_a_program_that_dies_while_it_makes_the_cluster_leaves_nothing_half_done(
    tmp_path: Path, host: Callable[[], Host]
) -> None:
    program = host()
    wait_until(lambda: any((tmp_path / "postgres").glob("pgdata.new-*/PG_VERSION")))
    program.end_by(signal.SIGKILL)
    assert host().postmaster_pid() > 0


async def test_a_long_path_puts_the_socket_in_the_temporary_folder(tmp_path: Path) -> None:
    folder = tmp_path / ("很长的目录名" * 8) / "postgres"
    with EmbeddedPostgres(folder, durable=False) as server:
        assert server.socket_folder.name.startswith(f"ledger-{os.getuid()}-")
        assert server.socket_folder.stat().st_mode & 0o777 == 0o700
        assert await ask(server, "SELECT 1") == 1
    assert not server.socket_folder.exists()


def test_a_socket_folder_open_to_others_is_refused(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    server.socket_folder.mkdir(parents=True)
    server.socket_folder.chmod(0o777)
    try:
        with pytest.raises(DatabaseUnusable, match="权限过宽"):
            server.start()
    finally:
        server.socket_folder.rmdir()


async def test_strange_characters_in_the_path_are_only_characters(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "社区 的'账$本", durable=False) as server:
        assert await ask(server, "SELECT 1") == 1


def test_a_cluster_of_another_version_is_refused_in_words(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", durable=False):
        pass
    (tmp_path / "postgres" / "pgdata" / "PG_VERSION").write_text("17\n")
    with pytest.raises(DatabaseUnusable, match="PostgreSQL 17"):
        EmbeddedPostgres(tmp_path / "postgres", durable=False).start()


def test_a_server_that_cannot_start_says_what_its_log_says(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", durable=False):
        pass
    (tmp_path / "postgres" / "pgdata" / "global" / "pg_control").unlink()
    with pytest.raises(DatabaseUnusable, match="pg_control"):
        EmbeddedPostgres(tmp_path / "postgres", durable=False).start()


def test_a_data_folder_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "postgres").write_text("")
    with pytest.raises(DatabaseUnusable, match="不能写入数据目录"):
        EmbeddedPostgres(tmp_path / "postgres", durable=False).start()


async def test_variables_of_other_postgres_programs_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "6000")
    monkeypatch.setenv("PGDATA", "/nowhere")
    with EmbeddedPostgres(tmp_path / "postgres", durable=False) as server:
        assert (server.socket_folder / ".s.PGSQL.5432").is_socket()
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(server.socket_folder / ".s.PGSQL.5432"))


@pytest.mark.skipif(os.geteuid() != 0, reason="optional: only root has to change its identity")
class TestAsRoot:
    async def test_where_namespaces_are_forbidden_the_server_becomes_nobody(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import tempfile

        really = postgres_programs._succeeds

        def all_but_unshare(command: list[str]) -> bool:
            return command[0] != "unshare" and really(command)

        monkeypatch.setattr(postgres_programs, "_succeeds", all_but_unshare)
        # Not pytest's own temporary folder: "nobody" cannot enter that.
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o711)
            data_dir = Path(folder) / "postgres"
            with EmbeddedPostgres(data_dir, durable=False) as server:
                assert await ask(server, "SELECT 1") == 1
                assert data_dir.stat().st_uid == postgres_programs.NOBODY_ID
            assert processes_in(data_dir) == []

    def test_where_no_identity_can_be_changed_the_message_says_what_to_do(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgres_programs, "_succeeds", lambda _: False)
        with pytest.raises(DatabaseUnusable, match="请用普通用户运行"):
            EmbeddedPostgres(tmp_path / "postgres", durable=False).start()
