"""The screen of all books: stretches for the workers, and what their answers come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ledger.evidence.queries import BookHead
from ledger.evidence.report import Progress
from ledger.evidence.screen.merging import Merged
from ledger.evidence.screen.stretch import (
    PART_ENTRIES,
    BookPart,
    BookToScreen,
    Stretch,
    screen_stretch,
)
from ledger.evidence.screen.workers import Snapshot, Workers, answers_in_process

_SINCE = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StretchTask:
    """A stretch as a worker's task."""

    stretch: Stretch

    async def run(self, source: Any) -> list[BookPart]:
        return await screen_stretch(source, self.stretch)


def microseconds(moment: str) -> int:
    """Return a canonical moment as microseconds since 2000, as the database sends it."""
    since = datetime.fromisoformat(moment) - _SINCE
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def stretches_of(books: Sequence[tuple[BookHead, BookToScreen]]) -> Iterator[Stretch]:
    """Cut the books into stretches of about the same size, in order; long books first."""
    long = [each for each in books if each[0].size > PART_ENTRIES]
    for head, book in long:
        parts = -(-head.size // PART_ENTRIES)
        for position in range(parts):
            rest = head.size - position * PART_ENTRIES
            yield Stretch((book,), position, position == parts - 1, min(rest, PART_ENTRIES))
    gathered: list[BookToScreen] = []
    size = 0
    for head, book in books:
        is_long = head.size > PART_ENTRIES
        if gathered and (is_long or size + head.size > PART_ENTRIES):
            yield Stretch(tuple(gathered), size=size)
            gathered, size = [], 0
        if not is_long:
            gathered.append(book)
            size += head.size
    if gathered:
        yield Stretch(tuple(gathered), size=size)


async def screen_books(
    snapshot: Snapshot,
    books: Sequence[tuple[BookHead, BookToScreen]],
    *,
    jobs: int,
    progress: Progress,
) -> dict[int, Merged]:
    """Read every stretch of the books with `jobs` processes; returns what each book came to.

    One job is done in this process. Raises `workers.WorkerFailed`.
    """
    stretches = list(stretches_of(books))
    tasks = [StretchTask(each) for each in stretches]
    total = sum(stretch.size for stretch in stretches)
    merged = {head.estate_id: Merged(head.estate_id) for head, _ in books}
    done = 0
    with ExitStack() as stack:
        if jobs > 1:
            workers = stack.enter_context(Workers(snapshot, min(jobs, len(tasks))))
            answers = workers.answers(tasks)
        else:
            answers = answers_in_process(snapshot, tasks)
        # An error here must not leave the reader's snapshot open.
        async with aclosing(answers):
            async for task, parts in answers:
                for part in parts:
                    merged[part.estate_id].take(part)
                assert isinstance(task, StretchTask)
                done += task.stretch.size
                progress(done, total)
    for head, _ in books:
        compare_head(merged[head.estate_id], head)
    return merged


def compare_head(book: Merged, head: BookHead) -> None:
    """Compare what a book came to with what its row claims."""
    found = book.frontier
    if (found.size, found.root(), found.to_bytes()) != (head.size, head.root_hash, head.frontier):
        book.doubts.append("head")
