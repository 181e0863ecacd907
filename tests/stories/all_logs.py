"""What a run says to the program, and all that the program and its libraries write of it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from ledger.web.request_log import configure_logging


@dataclass
class Said:
    """What was said to the program, and by it once: nothing of it may stand in a log."""

    secrets: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)

    def keep(self, answer: Any, *, longer_than: int = 15) -> None:
        """Keep every text in an answer that shows a secret once."""
        match answer:
            case dict():
                for value in answer.values():
                    self.keep(value, longer_than=longer_than)
            case list():
                for value in answer:
                    self.keep(value, longer_than=longer_than)
            case str() if len(answer) > longer_than and not answer.startswith("/"):
                self.secrets.add(answer)


@contextmanager
def everything_written() -> Iterator[io.StringIO]:
    """Let the program and its libraries say all they can, and collect it."""
    written = io.StringIO()
    root = logging.getLogger()
    handler = logging.StreamHandler(written)
    # What stands at the other end of the lines runs in this process, too, with a log of its own.
    handler.addFilter(lambda record: not record.name.startswith("uvicorn."))
    configuration = structlog.get_config()
    levels = {
        logger: logger.level
        for logger in (root, *map(logging.getLogger, sorted(root.manager.loggerDict)))
        # The program silences these for good, because they write whole addresses.
        if not logger.name.startswith(("httpx", "httpcore"))
    }
    root.addHandler(handler)
    for logger in levels:
        # One step below, SQLAlchemy writes the rows themselves, and is asked to nowhere.
        is_rows = logger.name.startswith("sqlalchemy")
        logger.setLevel(logging.INFO if is_rows else logging.DEBUG)
    configure_logging(as_json=True, level=logging.DEBUG)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    try:
        yield written
    finally:
        root.removeHandler(handler)
        for logger, level in levels.items():
            logger.setLevel(level)
        configure_logging(as_json=False)
        # Not to the stream that only this test has.
        structlog.configure(**configuration)
