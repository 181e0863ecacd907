"""A program that serves HTTP in processes of its own, as an operator would start it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.stage import Stage, StageIsUnfit

WORKERS = 2
START_SECONDS_MAX = 90


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@asynccontextmanager
async def serving(
    stage: Stage, command: Sequence[str], port: int, environment: Mapping[str, str]
) -> AsyncIterator[str]:
    """Run `command` until the block ends and yield its address once it accepts connections."""
    log = stage.folder.parent / "served.log"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LEDGER")}
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=inherited | dict(environment),
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        await _accepting(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), 20)
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def _accepting(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    for _ in range(START_SECONDS_MAX * 10):
        if process.returncode is not None:
            break
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            # The other worker needs a moment longer than the first.
            await asyncio.sleep(2)
            return
        await asyncio.sleep(0.1)
    raise StageIsUnfit(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def ledger_command(port: int) -> list[str]:
    """Return the command that serves the books, as an operator gives it."""
    ledger = Path(sys.executable).with_name("ledger")
    return [str(ledger), "serve", "--port", str(port), "--workers", str(WORKERS)]


def uvicorn_command(application: str, port: int) -> list[str]:
    """Return the command that serves an application as `ledger serve` would."""
    return [
        sys.executable, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(WORKERS), "--no-access-log", "--log-level", "warning",
        "--no-server-header",
    ]  # fmt: skip
