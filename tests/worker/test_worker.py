"""The worker as a process: it delivers, shares the queue, survives kills and ends in order."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from ledger.db.embedded import EmbeddedPostgres
from ledger.db.secret_files import secret_of
from ledger.messages.gateway_settings import FILE_NAME
from ledger.messages.outbox import DELIVERY_JOB
from tests.cli.commands import Shell
from tests.cli.test_serve import serving
from tests.cli.test_serve import wait_for as wait_until
from tests.conftest import personal_data_keys
from tests.databases import Database, as_superuser
from tests.live_server import LEDGER, server_environment
from tests.messages.conftest import ALL_TEMPLATES, PHONE, Town
from tests.messages.conftest import gateway as gateway
from tests.messages.conftest import town as town
from tests.messages.gateway_server import GatewayServer

PATIENCE_S = 90


async def wait_for(is_so: Callable[[], Awaitable[bool]], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not await is_so():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.1)


class Workers:
    """Starts workers on the test's database, whose gateway is the test's own."""

    def __init__(self, folder: Path, database: Database, gateway: GatewayServer) -> None:
        self.log = folder / "worker.log"
        self._environment = server_environment(
            folder,
            LEDGER_DATABASE_URL=database.owner_url,
            LEDGER_SERVICE_DATABASE_URL=database.service_url,
        )
        secrets = folder / "secrets"
        for path in personal_data_keys().folder.glob("personal-data-*.key"):
            secret_of(secrets, path.name, fresh=path.read_text())
        settings = {
            "sms": {
                "secret_id": "AKID-of-the-test",
                "secret_key": "the-secret-key-of-tencent",
                "sdk_app_id": "1400000000",
                "sign_name": "书香苑",
                "templates": ALL_TEMPLATES,
                "url": gateway.url,
            }
        }
        secret_of(secrets, FILE_NAME, fresh=json.dumps(settings))
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                [LEDGER, "worker"], stdout=output, stderr=output, env=self._environment
            )
        self.running.append(process)
        return process

    def lines(self) -> list[dict[str, object]]:
        if not self.log.exists():
            return []
        return [json.loads(each) for each in self.log.read_text().splitlines() if each[:1] == "{"]

    async def started(self) -> bool:
        """Whether every one of them says that it works: before that it does not hear a signal."""
        said = [line["event"] for line in self.lines()]
        return said.count("worker started") == len(self.running)

    def end(self) -> None:
        for process in self.running:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()


@pytest.fixture
async def workers(
    tmp_path: Path, database: Database, gateway: GatewayServer
) -> AsyncIterator[Workers]:
    made = Workers(tmp_path, database, gateway)
    yield made
    made.end()


async def states(town: Town) -> list[str]:
    async with town.engine.begin() as conn:
        found = await conn.execute(text("select state from message_delivery where channel = 'sms'"))
        return sorted(found.scalars())


async def test_two_workers_share_the_queue_and_end_in_order(
    town: Town, gateway: GatewayServer, workers: Workers
) -> None:
    pair = [workers.start(), workers.start()]
    for number in range(12):
        await town.put("role_granted", key=f"shared:{number}", user_id=town.reader,
                       resident_id=None)  # fmt: skip

    async def all_sent() -> bool:
        return await states(town) == ["sent"] * 12

    await wait_for(all_sent, "messages are left behind")
    await wait_for(workers.started, "a worker did not start")
    numbers = [each.body["SessionContext"] for each in gateway.sent("/")]
    assert (len(numbers), len(set(numbers))) == (12, 12), "none was sent twice"
    for process in pair:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(PATIENCE_S) for process in pair] == [0, 0]
    logged = workers.log.read_text()
    assert [
        word for word in (PHONE, PHONE[2:], "the-secret-key-of-tencent") if word in logged
    ] == []
    assert "Traceback" not in logged
    events = [line["event"] for line in workers.lines()]
    assert events.count("worker started") == events.count("worker ended") == 2


async def test_what_a_killed_worker_had_taken_is_taken_again(
    town: Town, gateway: GatewayServer, workers: Workers
) -> None:
    first = workers.start()

    async def kill() -> None:
        # Dies after the gateway has heard of it and before anything is noted down.
        first.kill()
        first.wait()
        gateway.on_send = None

    gateway.on_send = kill
    await town.put("role_granted", user_id=town.reader, resident_id=None)

    async def is_dead() -> bool:
        return first.poll() is not None

    await wait_for(is_dead, "nothing was sent")
    assert await states(town) == ["waiting"]
    # Half a minute of silence later it is taken for dead; the test does not wait that long.
    async with town.engine.begin() as conn:
        await conn.execute(
            text("""update jobs.pgqueuer set heartbeat = heartbeat - interval '1 minute'
                where entrypoint = :job"""),
            {"job": DELIVERY_JOB},
        )
    workers.start()

    async def sent() -> bool:
        return await states(town) == ["sent"]

    await wait_for(sent, "the message is lost")
    once, again = gateway.sent("/")
    assert once.body["SessionContext"] == again.body["SessionContext"]


async def test_a_worker_comes_back_when_the_database_drops_it(
    town: Town, workers: Workers, postgres: EmbeddedPostgres, database: Database
) -> None:
    process = workers.start()

    async def signed() -> bool:
        return any(line.get("job") == "sign_books" for line in workers.lines())

    await wait_for(signed, "the books are not signed at the start")
    await asyncio.to_thread(
        as_superuser,
        postgres,
        f"""SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = '{database.name}' AND application_name = 'ledger'""",
    )
    await town.put("role_granted", user_id=town.reader, resident_id=None)

    async def sent() -> bool:
        return await states(town) == ["sent"]

    await wait_for(sent, "it does not come back")
    assert process.poll() is None


def test_serve_brings_a_worker_that_comes_back_and_shows_what_it_does(tmp_path: Path) -> None:
    log = tmp_path / "log"

    def started() -> list[int]:
        lines = [json.loads(each) for each in log.read_text().splitlines() if each[:1] == "{"]
        return [line["pid"] for line in lines if line["event"] == "worker started"]

    with serving(tmp_path / "data", log) as server:
        wait_until(lambda: len(started()) == 1, "no worker")
        os.kill(started()[0], signal.SIGKILL)
        wait_until(lambda: len(started()) == 2, "the worker does not come back")

        def is_measured() -> bool:
            numbers = httpx.get(f"{server.url}/metrics", trust_env=False).text
            return 'ledger_job_runs_total{job="sign_books"}' in numbers

        wait_until(is_measured, "nothing is measured")
    assert "worker ended" in log.read_text()


def test_wrong_settings_are_told_in_a_sentence_before_anything_starts(tmp_path: Path) -> None:
    secret_of(tmp_path / "secrets", FILE_NAME, fresh='{"sms": {"secret_key": "the-secret"}}')
    shell = Shell(tmp_path, {"LEDGER_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/x"})
    for command in ("worker", "serve"):
        said = shell(command)
        assert (said.code, "gateway_settings_are_wrong" in said.err) == (1, True), said
        assert "the-secret" not in said.out + said.err
