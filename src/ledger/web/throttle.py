"""How often an address or a key may ask: so many times in a minute, in each process."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ledger.errors import Refusal

WINDOW_SECONDS = 60
SUBJECTS_MAX = 10_000


class TooManyRequests(Refusal):
    """Who asks has asked too often; nothing was done."""

    code = "too_many_requests"
    status = 429


@dataclass(slots=True)
class Throttle:
    """Counts by subject in windows of a minute; its memory is bounded."""

    times: int
    _window: int = 0
    _counts: dict[str, int] = field(default_factory=dict)

    def pass_through(self, subject: str, *, now: datetime) -> None:
        """Count one request of an address or a key; raises `TooManyRequests`."""
        window = int(now.timestamp()) // WINDOW_SECONDS
        if window != self._window:
            self._window, self._counts = window, {}
        count = self._counts.get(subject, 0) + 1
        if count > self.times or (count == 1 and len(self._counts) >= SUBJECTS_MAX):
            raise TooManyRequests("操作太频繁，请一分钟后再试。", retry_after=WINDOW_SECONDS)
        self._counts[subject] = count
