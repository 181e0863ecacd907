"""Counting: one process, several, dead ones; and who may read it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.lane import BatchMustBeRepeated, Lane
from ledger.errors import Refusal, ServiceIsBusy
from ledger.web.metrics import FOLDER_VARIABLE, Counters, numbers_of_lane
from tests.web.online import Online


def test_what_is_counted_is_told() -> None:
    counters = Counters()
    assert counters.exposition() == ""
    counters.add('done_total{status="201"}')
    counters.add('done_total{status="409"}', 2)
    counters.add('done_total{status="201"}', 40)
    counters.set("depth", 7)
    counters.set("depth", -3)
    counters.read_from(lambda: {"batches_total": 5})
    assert counters.exposition() == (
        "# TYPE batches_total counter\n"
        "batches_total 5\n"
        "# TYPE depth gauge\n"
        "depth -3\n"
        "# TYPE done_total counter\n"
        'done_total{status="201"} 41\n'
        'done_total{status="409"} 2\n'
    )


def test_a_page_that_is_full_says_so() -> None:
    counters = Counters()
    for number in range(128):
        counters.add(f"number_{number}_total")
    with pytest.raises(ValueError, match="no room"):
        counters.add("one_more_total")
    with pytest.raises(ValueError, match="no room"):
        Counters().add("x" * 121)
    assert len(counters.totals()) == 128


COUNTING = """
import sys
from ledger.web.metrics import Counters
counters = Counters.of_this_process()
counters.add("done_total", 10)
counters.set("depth", 5)
print("counted", flush=True)
sys.stdin.read()
"""


def test_processes_are_summed_and_a_dead_one_keeps_only_what_it_has_done(tmp_path: Path) -> None:
    folder = tmp_path / "metrics"
    others = [
        subprocess.Popen(
            [sys.executable, "-c", COUNTING],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {FOLDER_VARIABLE: str(folder)},
        )
        for _ in range(2)
    ]
    try:
        for other in others:
            assert other.stdout is not None
            assert other.stdout.readline() == "counted\n"
        mine = Counters(folder)
        mine.add("done_total", 1)
        mine.set("depth", 1)
        assert mine.totals() == {"done_total": 21, "depth": 11}
        others[0].send_signal(signal.SIGKILL)
        others[0].wait(10)
        assert mine.totals() == {"done_total": 21, "depth": 6}
    finally:
        for other in others:
            other.kill()
            other.communicate()


async def test_a_lane_tells_what_it_has_done(engine: AsyncEngine) -> None:
    attempts = 0

    async def work(
        _conn: AsyncConnection, commands: Sequence[int], *, insistent: int
    ) -> list[int | Refusal]:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise BatchMustBeRepeated
        return list(commands)

    lane: Lane[int, int] = Lane(engine, work, waiting_max=3)
    answers = await asyncio.gather(*(lane.submit(n) for n in range(5)), return_exceptions=True)
    assert answers[:3] == [0, 1, 2]
    assert all(isinstance(answer, ServiceIsBusy) for answer in answers[3:])
    counters = Counters()
    counters.read_from(lambda: numbers_of_lane("test", lane))
    assert counters.totals() == {
        'ledger_lane_waiting{lane="test"}': 0,
        'ledger_lane_largest_batch{lane="test"}': 3,
        'ledger_lane_commands_total{lane="test"}': 3,
        'ledger_lane_batches_total{lane="test"}': 1,
        'ledger_lane_bisections_total{lane="test"}': 0,
        'ledger_lane_refused_for_load_total{lane="test"}': 2,
        'ledger_lane_postponed_total{lane="test"}': 0,
        'ledger_lane_retries_total{lane="test",reason="repeat"}': 1,
    }


# Over HTTP ---------------------------------------------------------------------------------------


def numbers(said: str) -> dict[str, int]:
    lines = [line for line in said.splitlines() if not line.startswith("#")]
    return {name: int(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def test_requests_are_counted_by_status(online: Online) -> None:
    local = online.browser(address="127.0.0.1")
    before = numbers((await local.get("/metrics")).text)
    browser = await online.signed_in("treasurer")
    for _ in range(3):
        await browser.get("/api/v1/session")
    await browser.get("/nothing")
    answer = await local.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    after = numbers(answer.text)
    grown = {name: after[name] - before.get(name, 0) for name in after}
    assert grown['ledger_requests_total{status="200"}'] >= 4
    assert grown['ledger_requests_total{status="404"}'] == 1
    assert grown["ledger_session_questions_total"] >= 3
    assert 0 < grown["ledger_session_reads_total"] <= grown["ledger_session_questions_total"]
    assert grown["ledger_request_microseconds_total"] > 0
    assert after["ledger_requests_under_way"] == 1
    assert after["ledger_session_questions_waiting"] == 0


@pytest.mark.parametrize(
    "address, headers, status",
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.0.0.9", {}, 404),
        ("10.0.0.9", {"x-forwarded-for": "127.0.0.1"}, 404),
        ("127.0.0.1", {"x-forwarded-for": "10.0.0.9"}, 404),
        ("127.0.0.1", {"forwarded": "for=10.0.0.9"}, 404),
        ("127.0.0.1", {"via": "1.1 proxy"}, 404),
        ("", {}, 404),
        ("testclient", {}, 404),
    ],
)
async def test_only_programs_on_the_machine_may_read(
    online: Online, address: str, headers: dict[str, str], status: int
) -> None:
    answer = await online.browser(address=address).get("/metrics", headers=headers)
    assert answer.status_code == status
    assert ("ledger_requests_total" in answer.text) == (status == 200)
