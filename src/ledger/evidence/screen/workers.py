"""Processes that read a database side by side, all of them at one exported snapshot.

A worker ends with its parent, whatever ends the parent; what goes wrong in a worker is raised in
the parent.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import traceback
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection
from typing import Any, Protocol, Self

import asyncpg

from ledger.evidence.processes import end_with_parent

_SETTINGS = {
    "application_name": "ledger verify",
    "timezone": "UTC",
    "jit": "off",
    "work_mem": "64MB",
    # The cores are taken by the workers themselves.
    "max_parallel_workers_per_gather": "0",
    # What is read lies in order, and mostly in memory.
    "random_page_cost": "1.1",
    "idle_in_transaction_session_timeout": "0",
}
_END_SECONDS = 5


class WorkerFailed(Exception):
    """A worker ended or raised; the message says what it said."""


class Task(Protocol):
    """What a worker does: it is sent to it, and its answer comes back."""

    async def run(self, source: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where and what to read: the driver's connection arguments, and an exported snapshot."""

    arguments: dict[str, Any]
    role: str | None
    name: str

    async def open(self) -> Any:
        """Return a connection that sees the snapshot and nothing later, and cannot write."""
        settings = _SETTINGS | ({"role": self.role} if self.role else {})
        conn = await asyncpg.connect(**self.arguments, server_settings=settings)
        await conn.execute("begin isolation level repeatable read, read only")
        await conn.execute(f"set transaction snapshot '{self.name}'")
        return conn


async def answers_in_process(
    snapshot: Snapshot, tasks: Iterable[Task]
) -> AsyncGenerator[tuple[Task, Any], None]:
    """Yield each task with its answer, without any worker."""
    conn = await snapshot.open()
    try:
        for task in tasks:
            yield task, await task.run(conn)
    finally:
        conn.terminate()


class Workers:
    """Some processes at work on tasks. Use it as a context manager."""

    def __init__(self, snapshot: Snapshot, count: int) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipes: list[connection.Connection] = []
        self._processes = []
        for _ in range(count):
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=_work, args=(snapshot, theirs), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            if exception[0] is not None:
                process.terminate()
            process.join(_END_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()

    async def answers(self, tasks: Iterable[Task]) -> AsyncGenerator[tuple[Task, Any], None]:
        """Yield each task with its answer, as they come; raises `WorkerFailed`."""
        waiting = deque(tasks)
        busy: dict[connection.Connection, Task] = {}
        idle = list(self._pipes)
        while waiting or busy:
            while waiting and idle:
                pipe = idle.pop()
                busy[pipe] = waiting.popleft()
                self._send(pipe, busy[pipe])
            ready = await asyncio.to_thread(connection.wait, list(busy))
            for each in ready:
                assert isinstance(each, connection.Connection)
                answer = self._receive(each)
                task = busy.pop(each)
                idle.append(each)
                yield task, answer

    def _send(self, pipe: connection.Connection, task: Task) -> None:
        try:
            pipe.send(task)
        except OSError as error:
            raise WorkerFailed(self._how_it_ended(pipe)) from error

    def _receive(self, pipe: connection.Connection) -> Any:
        try:
            is_done, answer = pipe.recv()
        except (EOFError, OSError) as error:
            raise WorkerFailed(self._how_it_ended(pipe)) from error
        if not is_done:
            raise WorkerFailed(answer)
        return answer

    def _how_it_ended(self, pipe: connection.Connection) -> str:
        process = self._processes[self._pipes.index(pipe)]
        process.join(_END_SECONDS)
        return f"a worker ended with exit code {process.exitcode}"


def _work(snapshot: Snapshot, pipe: connection.Connection) -> None:
    end_with_parent()
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(snapshot, pipe))


async def _serve(snapshot: Snapshot, pipe: connection.Connection) -> None:
    try:
        conn = await snapshot.open()
        while True:
            try:
                task: Task = pipe.recv()
            except EOFError:
                break
            pipe.send((True, await task.run(conn)))
        conn.terminate()
    except Exception:  # noqa: BLE001 - whatever it is, the parent must hear of it
        with suppress(OSError):
            pipe.send((False, traceback.format_exc()))
