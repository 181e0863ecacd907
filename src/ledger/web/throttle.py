"""How often one address may do what needs no login: so many times in a minute, in each process."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ledger.errors import Refusal

WINDOW_SECONDS = 60
ADDRESSES_MAX = 10_000


class TooManyRequests(Refusal):
    """The address has asked too often; nothing was done."""

    code = "too_many_requests"
    status = 429


@dataclass(slots=True)
class Throttle:
    """Counts by address in windows of a minute; its memory is bounded."""

    times: int
    _window: int = 0
    _counts: dict[str, int] = field(default_factory=dict)

    def pass_through(self, address: str, *, now: datetime) -> None:
        """Count one request of the address; raises `TooManyRequests`."""
        window = int(now.timestamp()) // WINDOW_SECONDS
        if window != self._window:
            self._window, self._counts = window, {}
        count = self._counts.get(address, 0) + 1
        if count > self.times or (count == 1 and len(self._counts) >= ADDRESSES_MAX):
            raise TooManyRequests("操作太频繁，请一分钟后再试。", retry_after=WINDOW_SECONDS)
        self._counts[address] = count
