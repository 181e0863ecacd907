"""A crowd of callers in a closed loop: each asks, waits for its answer, and asks again."""

from __future__ import annotations

import asyncio
import cProfile
import importlib.util
import multiprocessing
import os
import queue
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.bars import percentile
from benchmarks.stage import StageIsUnfit
from ledger.server import settle_memory

READY_SECONDS_MAX = 120.0
"""By then the processes of a crowd have imported the program and are connected."""


@dataclass(slots=True)
class Answers:
    """What a crowd was answered within the measured time; latencies in milliseconds."""

    seconds: float
    latencies_ms: list[float] = field(default_factory=list)
    refused: int = 0
    first_refusal: str = ""
    ran_out: bool = False
    counters: dict[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return len(self.latencies_ms) / self.seconds

    def percentile(self, percent: float) -> float:
        return percentile(self.latencies_ms, percent)

    def check(self) -> None:
        """Raise `StageIsUnfit` when the rate is not that of work done from start to end."""
        if self.refused:
            raise StageIsUnfit(f"{self.refused} were refused, the first: {self.first_refusal}")
        if self.ran_out:
            raise StageIsUnfit("there was less work than time")
        if not self.latencies_ms:
            raise StageIsUnfit("nothing was answered")


class NothingIsLeft(Exception):
    """A caller has no more work prepared."""


async def closed_loop(
    ask: Callable[[], Awaitable[None]],
    *,
    callers: int,
    start: float,
    seconds: float,
    warm_up_seconds: float,
) -> Answers:
    """Let the callers ask from `start` on; count what is answered after the warm-up.

    Times are of the system's monotonic clock, which all processes share.
    """
    measured_from = start + warm_up_seconds
    end = measured_from + seconds
    answers = Answers(seconds)

    async def call() -> None:
        while True:
            before = time.monotonic()
            if before >= end:
                return
            try:
                await ask()
            except NothingIsLeft:
                answers.ran_out = True
                return
            except Exception as refusal:  # noqa: BLE001 - whatever it is, the figure is void
                answers.refused += 1
                answers.first_refusal = answers.first_refusal or repr(refusal)[:500]
                if answers.refused > callers:
                    return
                continue
            after = time.monotonic()
            if measured_from <= after < end:
                answers.latencies_ms.append((after - before) * 1000)

    async def watch() -> None:
        await asyncio.sleep(max(0.0, measured_from - time.monotonic()))
        before = time.process_time()
        await asyncio.sleep(max(0.0, end - time.monotonic()))
        answers.counters["% of a core in Python"] = 100 * (time.process_time() - before) / seconds

    await asyncio.sleep(max(0.0, start - time.monotonic()))
    await asyncio.gather(watch(), *(call() for _ in range(callers)))
    return answers


async def through(gate: Any) -> float:
    """Wait until every process is ready; return the moment at which all begin."""
    await asyncio.to_thread(gate.wait, READY_SECONDS_MAX)
    return time.monotonic() + 0.05


def merged(parts: Sequence[Answers]) -> Answers:
    """Return what the processes of one crowd were answered together."""
    whole = Answers(parts[0].seconds)
    for part in parts:
        whole.latencies_ms += part.latencies_ms
        whole.refused += part.refused
        whole.first_refusal = whole.first_refusal or part.first_refusal
        whole.ran_out = whole.ran_out or part.ran_out
        for name, value in part.counters.items():
            whole.counters[name] = whole.counters.get(name, 0) + value
    return whole


def run_answers(work: Coroutine[Any, Any, Answers], answers: Any) -> None:
    """Run the work of one process on the event loop that the server uses, and hand in its answers.

    With LEDGER_BENCH_PROFILE the profile of the process is written beside that name.
    """
    # As a server process does when it has started.
    settle_memory()
    profile_to = os.environ.get("LEDGER_BENCH_PROFILE")
    profiler = cProfile.Profile() if profile_to else None
    if profiler is not None:
        profiler.enable()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        found = runner.run(work)
    if profiler is not None:
        profiler.disable()
        profiler.dump_stats(f"{profile_to}.{os.getpid()}")
    answers.put(found)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's where uvicorn would find it."""
    if importlib.util.find_spec("uvloop") is None:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = importlib.import_module(
        "uvloop"
    ).new_event_loop
    return factory


async def in_processes(target: Callable[..., None], tasks: Sequence[tuple[Any, ...]]) -> Answers:
    """Run `target(*task, gate, answers_queue)` in a fresh process for each task.

    Each calls `through(gate)` when it is ready to ask, and they begin together.
    """
    spawn = multiprocessing.get_context("spawn")
    answers = spawn.Queue()
    gate = spawn.Barrier(len(tasks))
    processes = [
        spawn.Process(target=target, args=(*task, gate, answers), daemon=True) for task in tasks
    ]
    for process in processes:
        process.start()
    parts: list[Answers] = []
    while len(parts) < len(processes):
        try:
            parts.append(await asyncio.to_thread(answers.get, timeout=2))
        except queue.Empty:
            if any(process.exitcode for process in processes):
                raise StageIsUnfit("a process of callers has died") from None
    for process in processes:
        await asyncio.to_thread(process.join, 20)
        if process.exitcode is None:
            process.kill()
    return merged(parts)
