"""The worker as a process: beside the server as its child, or on its own; it ends in order.

A child of its own, because what it does (expiring a town's points, signing a thousand books) must
not hold up an answer at the counter.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait

import structlog

from ledger.settings import Settings
from ledger.web.request_log import configure_logging

STOPS_WITHIN_SECONDS = 15
"""Longer than a gateway's answer may take; what is cut off then is tried again later."""
RESTARTED_AFTER_SECONDS = 2.0
POLITENESS = 5
"""How far the worker stands back where the processors are busy (nice)."""

_log = structlog.get_logger("ledger.worker")


def end_with_parent() -> None:
    """Stop this process in order when its parent is gone, however it went; blocks until then."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def work_here(settings: Settings) -> None:
    """Work in this process until a signal ends it."""
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    # Only this process pays for what the jobs need, and a signal is heard while it loads.
    from ledger.worker.running import run_worker

    _log.info("worker started", pid=os.getpid())
    await run_worker(settings, stop)
    _log.info("worker ended", pid=os.getpid())


def _child(settings: Settings) -> None:
    configure_logging(as_json=not sys.stderr.isatty())
    threading.Thread(target=end_with_parent, daemon=True).start()
    with contextlib.suppress(AttributeError, OSError):
        os.nice(POLITENESS)
    work_here(settings)


@contextmanager
def worker_beside(settings: Settings) -> Iterator[None]:
    """Keep a worker running beside this process while the block runs; one that dies comes back."""
    processes = multiprocessing.get_context("spawn")
    stop = threading.Event()
    running: list[multiprocessing.process.BaseProcess] = []

    def start() -> None:
        process = processes.Process(target=_child, args=(settings,), name="worker")
        process.start()
        running[:] = [process]

    def keep() -> None:
        while not stop.is_set():
            if running[0].is_alive():
                wait([running[0].sentinel], timeout=1)
            elif not stop.wait(RESTARTED_AFTER_SECONDS):
                _log.error("worker_died", exit_code=running[0].exitcode)
                start()

    start()
    keeper = threading.Thread(target=keep, name="worker-keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        running[0].terminate()
        running[0].join(STOPS_WITHIN_SECONDS)
        if running[0].is_alive():
            running[0].kill()
            running[0].join()
        keeper.join(RESTARTED_AFTER_SECONDS + 2)
