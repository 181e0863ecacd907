"""Y: what the same server does with pgbench's TPC-B-like script, the unit of every bar."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

from benchmarks.stage import Stage, StageIsUnfit
from ledger.db.embedded import SUPERUSER_ROLE
from ledger.db.postgres_programs import environment, program

DATABASE = "yardstick"
CLIENTS = 16
THREADS = 2

_RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_LATENCY = re.compile(r"^latency average = ([0-9.]+) ms", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Yard:
    """One measurement of Y: transfers a second, and their mean latency in milliseconds."""

    rate: float
    latency_ms: float


def read_report(report: str) -> Yard:
    """Return what pgbench printed; raises `StageIsUnfit` when it printed something else."""
    rate, latency = _RATE.search(report), _LATENCY.search(report)
    if rate is None or latency is None:
        raise StageIsUnfit(f"pgbench did not report a rate:\n{report}")
    return Yard(float(rate[1]), float(latency[1]))


async def prepare(stage: Stage) -> None:
    """Make pgbench's tables unless they are there."""

    async def fill(database: str) -> None:
        await _pgbench(stage, "-i", "-q", "-s", str(stage.sizes.pgbench_scale), database)

    made_of = f"pgbench scale {stage.sizes.pgbench_scale}"
    await stage.database(DATABASE, made_of, fill, books=False)


async def measure(stage: Stage) -> Yard:
    """Run the script once for the length of a measurement."""
    await stage.settle()
    seconds = max(1, round(stage.sizes.seconds))
    arguments = ["-M", "prepared", "-n", "-c", str(CLIENTS), "-j", str(THREADS)]
    yard = read_report(await _pgbench(stage, *arguments, "-T", str(seconds), DATABASE))
    stage.say(f"  Y {yard.rate:,.0f}/s, mean {yard.latency_ms:.2f} ms")
    return yard


async def _pgbench(stage: Stage, *arguments: str) -> str:
    # A client may be root; only the server refuses to be.
    command: list[str | Path] = [
        program("pgbench"), "-h", stage.server.socket_folder, "-p", "5432", "-U", SUPERUSER_ROLE,
    ]  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *command,
        *arguments,
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    if process.returncode:
        raise StageIsUnfit(f"pgbench failed: {complained.decode()[-1000:]}")
    return said.decode()
