"""The program as its users meet it: a server process on a free port, over the sample estate.

The sample estate is loaded once for the whole run, through `ledger.demo` as `make run` loads it;
each server works on a copy of that database.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import pytest
from pydantic import SecretStr

from ledger.db.embedded import DATABASE, SERVICE_ROLE, EmbeddedPostgres
from ledger.db.ids import now_utc
from ledger.db.personal_data import PersonalDataKeys
from ledger.db.session import create_engine
from ledger.settings import Settings
from tests.databases import Database, as_superuser, fresh_database
from tests.signed_in import COOKIE, cookie_at

LEDGER = Path(sys.executable).with_name("ledger")
TEMPLATE = "sample_estate"
START_TIMEOUT_S = 90.0
STOP_TIMEOUT_S = 15.0


@dataclass(frozen=True)
class SampleEstate:
    """The template database with the sample estate; `password` is that of all its users."""

    template: str
    data_dir: Path
    password: str


@pytest.fixture(scope="session")
def sample_estate(postgres: EmbeddedPostgres) -> SampleEstate:
    """Load the sample estate unless another worker has, and name the database to copy."""
    data_dir = postgres.data_dir / "sample"
    with (postgres.data_dir / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = postgres.data_dir / "sample.ready"
        if not ready.exists():
            as_superuser(postgres, f"CREATE DATABASE {TEMPLATE} TEMPLATE {DATABASE}")
            asyncio.run(_load(postgres, data_dir))
            # Each test copies the template before the server would have counted its rows by itself.
            as_superuser(postgres, "ANALYZE", database=TEMPLATE)
            ready.touch()
    return SampleEstate(TEMPLATE, data_dir, (data_dir / "secrets" / "demo-password").read_text())


async def _load(postgres: EmbeddedPostgres, data_dir: Path) -> None:
    # Only a run that needs the sample estate pays for importing the whole program.
    from ledger.demo import load_demo

    settings = Settings(
        data_dir=data_dir, database_url=SecretStr(postgres.url(TEMPLATE)), host="127.0.0.1"
    )
    engine = create_engine(
        postgres.url(TEMPLATE, SERVICE_ROLE),
        pool_size=2,
        personal_data=PersonalDataKeys.open(settings.secrets_dir),
    )
    try:
        await load_demo(engine, settings, lambda _done, _total: None)
    finally:
        await engine.dispose()


@dataclass
class Caller:
    """One user's connection to the server: session, CSRF token, and a fresh key for each write."""

    http: httpx.AsyncClient
    estate: str = ""
    grant: dict[str, Any] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.http.aclose()

    def _address(self, path: str) -> str:
        return path if path.startswith("/") else f"{self.estate}/{path}"

    async def get(self, path: str, **query: str | int) -> httpx.Response:
        """GET `path`; a path without a slash in front is the estate's."""
        return await self.http.get(self._address(path), params=query)

    async def read(self, path: str, **query: str | int) -> dict[str, Any]:
        """GET an answer that must be a success, as JSON."""
        answer = await self.get(path, **query)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        body: dict[str, Any] = answer.json()
        return body

    async def read_all(self, path: str, **query: str | int) -> list[dict[str, Any]]:
        """Read all pages of a list."""
        items: list[dict[str, Any]] = []
        page = await self.read(path, **query)
        items.extend(page["items"])
        while page["next"] is not None:
            page = await self.read(path, **query, after=page["next"])
            items.extend(page["items"])
        return items

    def headers(self, key: str | None = None) -> dict[str, str]:
        return {
            "Idempotency-Key": key or str(uuid.uuid4()),
            "x-csrftoken": self.http.cookies.get("csrftoken") or "",
        }

    async def post(
        self, path: str, body: dict[str, Any] | None = None, *, key: str | None = None
    ) -> httpx.Response:
        return await self.http.post(self._address(path), json=body or {}, headers=self.headers(key))

    async def do(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """POST something that must be a success, and return the answer."""
        answer = await self.post(path, body)
        assert answer.status_code in {200, 201}, (path, answer.status_code, answer.text)
        done: dict[str, Any] = answer.json()
        return done

    async def upload(
        self, path: str, name: str, content: bytes, *, key: str | None = None, **form: str
    ) -> httpx.Response:
        return await self.http.post(
            self._address(path), data=form, files={"file": (name, content)},
            headers=self.headers(key),
        )  # fmt: skip


def assert_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Assert that an answer refuses in the documented form, and return its body."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    body: dict[str, Any] = answer.json()
    assert any("一" <= letter <= "鿿" for letter in body["detail"]), "a sentence in Chinese"
    return body


@dataclass(frozen=True)
class LiveServer:
    """A running server; `password` is that of all its users, `log` what it has said.

    `database_url` is that of its database, for the tables' owner.
    """

    url: str
    password: str
    log: Path
    database_url: str = ""
    data_dir: Path = Path()

    def one_time_password(self) -> str:
        """Return what the authenticator of the staff shows; each user may give it once."""
        # Like _load: only who asks pays for importing the demo.
        from ledger.demo.logins import demo_one_time_password

        shown, _ = demo_one_time_password(self.data_dir / "secrets", now=now_utc())
        return shown

    def http(self, *, connections: int = 20) -> httpx.AsyncClient:
        """Return a client without a session."""
        return httpx.AsyncClient(
            base_url=self.url,
            timeout=30,
            trust_env=False,
            limits=httpx.Limits(max_connections=connections),
        )

    async def sign_in(self, login: str, *, connections: int = 20) -> Caller:
        """Sign a user in, past the form and its second factor."""
        http = self.http(connections=connections)
        http.cookies.set(COOKIE, await cookie_at(self.database_url, login))
        # Any GET brings the CSRF cookie.
        await http.get("/api/v1/health")
        answer = await http.get("/api/v1/session")
        assert answer.status_code == 200, answer.text
        grant = answer.json()["grants"][0]
        return Caller(http, f"/api/v1/estates/{grant['estate_id']}", grant)

    @asynccontextmanager
    async def signed_in(self, *logins: str) -> AsyncIterator[list[Caller]]:
        """Sign several users in, for the length of a block."""
        callers = [await self.sign_in(login) for login in logins]
        try:
            yield callers
        finally:
            for caller in callers:
                await caller.http.aclose()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def server_environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a `ledger` process that knows nothing of this machine's own."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("LEDGER_")
    }
    return inherited | {"LEDGER_DATA_DIR": str(data_dir)} | settings


@contextmanager
def running_server(
    estate: SampleEstate, database: Database, log: Path, **settings: str
) -> Iterator[LiveServer]:
    """Run `ledger serve` on a free port over `database` until the block ends."""
    port = free_port()
    environment = server_environment(
        estate.data_dir,
        LEDGER_DATABASE_URL=database.owner_url,
        LEDGER_SERVICE_DATABASE_URL=database.service_url,
        **settings,
    )
    with log.open("ab") as output:
        process = subprocess.Popen(
            [LEDGER, "serve", "--port", str(port)],
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            env=environment,
        )
    url = f"http://127.0.0.1:{port}"
    server = LiveServer(url, estate.password, log, database.owner_url, estate.data_dir)
    try:
        wait_until_healthy(server.url, lambda: process.poll() is None, log)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
    said = log.read_text("utf-8", errors="replace")
    assert "something_went_wrong" not in said, f"the server met an error nobody foresaw:\n{said}"


def wait_until_healthy(url: str, is_alive: Callable[[], bool], log: Path) -> None:
    """Wait until the server answers its health check; fails with its log when it does not."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and is_alive():
        try:
            if httpx.get(f"{url}/api/v1/health", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail(f"the server did not start:\n{log.read_text('utf-8', errors='replace')}")


@pytest.fixture(scope="module")
def live_server(
    postgres: EmbeddedPostgres,
    sample_estate: SampleEstate,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[LiveServer]:
    """A server of the module's own, over a copy of the sample estate."""
    log = tmp_path_factory.mktemp("server") / "server.log"
    with (
        fresh_database(postgres, template=sample_estate.template) as database,
        running_server(sample_estate, database, log) as server,
    ):
        yield server
