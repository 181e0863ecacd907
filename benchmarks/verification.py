"""B8: `ledger verify` on ten million lines, as a process whose memory is watched from outside."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

from benchmarks import reads, yardstick
from benchmarks.bars import BARS_BY_CODE, Figure, ratio_of_rounds
from benchmarks.stage import Stage, StageIsUnfit

WATCH_SECONDS = 0.25


async def b8(stage: Stage) -> Figure:
    database, _ = await reads.many(stage)
    async with stage.superuser(database) as conn:
        lines: int = await conn.fetchval("select count(*) from entry_line")
    yards, rates, peaks = [], [], []
    for _ in range(stage.sizes.rounds):
        yards.append((await yardstick.measure(stage)).rate)
        seconds, peak = await _verify(stage, database)
        rates.append(lines / seconds)
        peaks.append(peak)
        stage.say(f"  verified {lines:,} lines in {seconds:.1f} s, peak {peak:,.0f} MiB")
    values = {"rate": ratio_of_rounds(rates, yards), "peak MiB": max(peaks)}
    note = (
        f"{lines:,} lines at {', '.join(f'{rate:,.0f}' for rate in rates)}/s"
        f" to Y {', '.join(f'{yard:,.0f}' for yard in yards)}/s"
    )
    return Figure(BARS_BY_CODE["B8"], values, (note,))


async def _verify(stage: Stage, database: str) -> tuple[float, float]:
    """Return the seconds that a clean verification took, and its peak memory in MiB."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LEDGER")}
    environment = inherited | {
        "LEDGER_DATABASE_URL": stage.owner_url(database),
        "LEDGER_SERVICE_DATABASE_URL": stage.service_url(database),
        "LEDGER_DATA_DIR": str(stage.folder.parent / "served"),
    }
    await stage.settle()
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("ledger")), "verify", "--database",
        env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    watch = asyncio.create_task(_peak_of(process.pid))
    said, _ = await process.communicate()
    seconds = time.monotonic() - began
    watch.cancel()
    peak = await watch
    if process.returncode:
        raise StageIsUnfit(f"verification found faults:\n{said.decode()[:2000]}")
    return seconds, peak


async def _peak_of(pid: int) -> float:
    """Watch a process and its children until cancelled; return the most they held at once, MiB.

    A page that several of them share is counted once, by its shares.
    """
    peak = 0.0
    try:
        while True:
            peak = max(peak, sum(_resident_mib(each) for each in _family(pid)))
            await asyncio.sleep(WATCH_SECONDS)
    except asyncio.CancelledError:
        return peak


def _family(pid: int) -> list[int]:
    """Return the process and all its descendants."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def _resident_mib(pid: int) -> float:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    kib = next((line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")), "0")
    return int(kib) / 1024
