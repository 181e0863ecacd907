"""What the server has done, as whole numbers, summed over its processes; no names, no secrets.

Each process counts in a file of its own that is mapped into memory, so that counting costs no more
than adding, and what a killed process had counted stays counted. Without a folder (one process, or
a test) the same page is plain memory. A scrape reads all pages, whichever process it reaches.
"""

from __future__ import annotations

import asyncio
import contextlib
import mmap
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ledger.db.lane import Lane

try:
    import fcntl
except ImportError:  # Windows: a dead process's gauges are taken for alive.
    fcntl = None  # type: ignore[assignment]

FOLDER_VARIABLE = "LEDGER_METRICS_FOLDER"
"""Set by the parent for the processes that it starts; nobody else needs it."""
REFRESH_SECONDS = 1.0

_SLOTS = 128
_SLOT_BYTES = 128
_NAME_BYTES = _SLOT_BYTES - 8
_PAGE_BYTES = _SLOTS * _SLOT_BYTES

Source = Callable[[], Mapping[str, int]]


class Counters:
    """The numbers of one process; the name of one that only grows ends in `_total`."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._page: memoryview
        if folder is None:
            self._page = memoryview(bytearray(_PAGE_BYTES))
        else:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Never closed: its lock says that this process is alive.
            file = os.open(folder / f"{os.getpid()}-{id(self):x}", os.O_RDWR | os.O_CREAT, 0o600)
            os.truncate(file, _PAGE_BYTES)
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX)
            self._page = memoryview(mmap.mmap(file, _PAGE_BYTES))
        self._numbers = self._page.cast("q")
        self._slot_of: dict[str, int] = {}
        self._sources: list[Source] = []

    @classmethod
    def of_this_process(cls) -> Counters:
        """Return a new page, in the folder that the parent named if there is a parent."""
        folder = os.environ.get(FOLDER_VARIABLE)
        return cls(Path(folder) if folder else None)

    def add(self, name: str, by: int = 1) -> None:
        slot = self._slot_of.get(name)
        self._numbers[self._new_slot(name) if slot is None else slot] += by

    def set(self, name: str, value: int) -> None:
        slot = self._slot_of.get(name)
        self._numbers[self._new_slot(name) if slot is None else slot] = value

    def read_from(self, source: Source) -> None:
        """Take over what `source` returns whenever `refresh` is called."""
        self._sources.append(source)

    def refresh(self) -> None:
        """Write down what the sources say now."""
        for source in self._sources:
            for name, value in source().items():
                self.set(name, value)

    async def keep_fresh(self) -> None:
        """Refresh until cancelled, where other processes show these numbers, too."""
        while self._folder is not None:
            self.refresh()
            await asyncio.sleep(REFRESH_SECONDS)

    def totals(self) -> dict[str, int]:
        """Return every number, summed over the processes that share the folder."""
        self.refresh()
        totals: dict[str, int] = {}
        for page, is_alive in self._pages():
            for name, value in _entries(page):
                if is_alive or _is_counter(name):
                    totals[name] = totals.get(name, 0) + value
        return totals

    def exposition(self) -> str:
        """Return the totals in Prometheus' text form."""
        lines, last = [], ""
        for name, value in sorted(self.totals().items()):
            family = name.partition("{")[0]
            if family != last:
                lines.append(f"# TYPE {family} {'counter' if _is_counter(name) else 'gauge'}")
                last = family
            lines.append(f"{name} {value}")
        return "".join(f"{line}\n" for line in lines)

    def _new_slot(self, name: str) -> int:
        index = len(self._slot_of)
        encoded = name.encode("ascii")
        if index >= _SLOTS or len(encoded) > _NAME_BYTES:
            raise ValueError(f"no room for {name}")
        at = index * _SLOT_BYTES
        self._page[at : at + len(encoded)] = encoded
        self._slot_of[name] = slot = (at + _NAME_BYTES) // 8
        return slot

    def _pages(self) -> Iterator[tuple[bytes, bool]]:
        """Yield the page of every process, and whether the process is alive."""
        if self._folder is None:
            yield self._page.tobytes(), True
            return
        for path in sorted(self._folder.iterdir()):
            with path.open("rb") as file:
                yield file.read(_PAGE_BYTES), _is_locked(file.fileno())


def numbers_of_lane(name: str, lane: Lane[Any, Any]) -> dict[str, int]:
    """Return what a lane has done and how many wait for it."""
    done = lane.metrics
    numbers = {
        f'ledger_lane_waiting{{lane="{name}"}}': lane.depth,
        f'ledger_lane_largest_batch{{lane="{name}"}}': done.largest_batch,
        f'ledger_lane_commands_total{{lane="{name}"}}': done.commands,
        f'ledger_lane_batches_total{{lane="{name}"}}': done.batches,
        f'ledger_lane_bisections_total{{lane="{name}"}}': done.bisections,
        f'ledger_lane_refused_for_load_total{{lane="{name}"}}': done.refused_for_load,
        f'ledger_lane_postponed_total{{lane="{name}"}}': done.postponed,
    }
    for reason, times in done.retries.items():
        numbers[f'ledger_lane_retries_total{{lane="{name}",reason="{reason}"}}'] = times
    return numbers


def _is_counter(name: str) -> bool:
    return name.partition("{")[0].endswith("_total")


def _entries(page: bytes) -> Iterator[tuple[str, int]]:
    for at in range(0, len(page), _SLOT_BYTES):
        name = page[at : at + _NAME_BYTES].rstrip(b"\0").decode("ascii")
        if not name:
            return
        yield (
            name,
            int.from_bytes(page[at + _NAME_BYTES : at + _SLOT_BYTES], sys.byteorder, signed=True),
        )


def _is_locked(descriptor: int) -> bool:
    if fcntl is None:
        return True
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return False
    return True
