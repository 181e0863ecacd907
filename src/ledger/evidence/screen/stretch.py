"""One stretch of the journal read and recomputed, with whole columns at a time.

A stretch is some whole books, or a part of one book too long for one go. Nothing is named here:
a book in which anything is not as it should be gets a doubt, and the exact verifier reads it
entry by entry. What is checked is what `evidence.replay`, `evidence.log_nodes` and
`evidence.lots` check.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ledger.bookkeeping.merkle_log import Frontier
from ledger.evidence.lots import WALLETS
from ledger.evidence.replay import KINDS_THAT_NEED_APPROVAL
from ledger.evidence.screen import stream_queries
from ledger.evidence.screen.chains import Chains, Ledger, chains_of
from ledger.evidence.screen.columns import (
    ACCOUNTS,
    DIMENSIONS,
    ENTRIES,
    LINES,
    LOT_USES,
    LOTS,
    NODES,
    Columns,
    have_dimensions,
    in_order,
)
from ledger.evidence.screen.entry_rules import check_entries, numbers_of
from ledger.evidence.screen.leaves import LeafHasher, line_texts
from ledger.evidence.screen.line_rules import check_lines
from ledger.evidence.screen.lot_rules import Shelf, check_lots, points_owed
from ledger.evidence.screen.streams import (
    CopySource,
    StreamIsOdd,
    Table,
    Whole,
    column,
    each_text_block,
    read_table,
    read_texts,
)
from ledger.evidence.screen.subtrees import (
    HASH_BYTES,
    PART_LEVEL,
    check_nodes,
    subtrees_of,
)

PART_ENTRIES = 1 << PART_LEVEL
"""Entries of a stretch: a whole subtree of the log when it is a part of one book."""
_FAR = 1 << 61


@dataclass(frozen=True, slots=True)
class BookToScreen:
    """What is known of a book before its entries.

    `sealed` gives, for a closed month, the last moment at which anything is recorded in it, in
    microseconds since 2000.
    """

    estate_id: int
    first_month: int
    sealed: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole books that follow one another by id, or the `position`-th part of one book."""

    books: tuple[BookToScreen, ...]
    position: int = 0
    is_last: bool = True
    size: int = 0
    """Entries to be expected, for the progress."""

    @property
    def first_seq(self) -> int:
        return self.position * PART_ENTRIES + 1

    @property
    def span(self) -> tuple[int, int, int, int]:
        """First and last estate, first and last `seq`; what lies outside a book is seen too."""
        first = self.first_seq if self.position else -_FAR
        last = _FAR if self.is_last else self.first_seq + PART_ENTRIES - 1
        return self.books[0].estate_id, self.books[-1].estate_id, first, last

    @property
    def is_whole(self) -> bool:
        return self.is_last and self.position == 0


@dataclass(slots=True)
class BookPart:
    """What was found of one book in one stretch."""

    estate_id: int
    position: int
    is_last: bool
    is_whole: bool
    """It is all of the book."""
    entries: int = 0
    frontier: Frontier = field(default_factory=Frontier)
    """Over the entries of this stretch alone."""
    numbers: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Series, month, first and last number."""
    reversals: list[tuple[int, int]] = field(default_factory=list)
    """`seq` of each reversal and of the entry that it names (-1: none)."""
    documents: set[str] = field(default_factory=set)
    """Digests of all documents that the entries cite, in hexadecimal."""
    doubts: list[str] = field(default_factory=list)
    keys: Whole | None = None
    """Digests of the idempotency keys, where other parts of the book have more of them."""
    chains: Chains | None = None
    accounts: int = 0
    """How many accounts `chains` count their rows in."""
    ledger: Ledger | None = None
    """The balances as the book keeps them, with the last part."""
    shelf: Shelf | None = None
    """The lots, where other parts of the book have more of them or of their uses."""
    owed: Whole | None = None
    """What the lots of each account must hold, with the last part."""


async def screen_stretch(source: CopySource, stretch: Stretch) -> list[BookPart]:
    """Return what a stretch holds, in the caller's snapshot, book by book."""
    parts = {
        book.estate_id: BookPart(
            book.estate_id, stretch.position, stretch.is_last, stretch.is_whole
        )
        for book in stretch.books
    }
    try:
        await _Screening(source, stretch, parts).run()
    except (StreamIsOdd, ValueError, IndexError, OverflowError):
        # Rows that no row of ours can be; the exact verifier says what they are.
        for part in parts.values():
            part.doubts.append("stream")
    return list(parts.values())


class _Screening:
    def __init__(self, source: CopySource, stretch: Stretch, parts: dict[int, BookPart]) -> None:
        self.source, self.stretch, self.parts = source, stretch, parts

    async def run(self) -> None:
        source, span = self.source, self.stretch.span
        lines = in_order(await read_table(source, stream_queries.LINE_NUMBERS, *span, row=LINES))
        dimensions = None
        if have_dimensions(lines).any():
            dimensions = await read_table(
                source, stream_queries.LINE_DIMENSIONS, *span, row=DIMENSIONS
            )
        columns = Columns(
            accounts=await read_table(
                source, stream_queries.ACCOUNT_NUMBERS, *span[:2], list(WALLETS), row=ACCOUNTS
            ),
            entries=await read_table(
                source, stream_queries.ENTRY_NUMBERS, *span, sorted(KINDS_THAT_NEED_APPROVAL),
                row=ENTRIES,
            ),
            lines=lines,
            dimensions=dimensions,
        )  # fmt: skip
        hasher = await self._hash(columns)
        leaves = hasher.digests
        self._compare_leaves(columns, leaves)
        for doubt in check_entries(columns, self.stretch):
            self._doubt(*doubt)
        for doubt in check_lines(columns):
            self._doubt(*doubt)
        lots = await read_table(source, stream_queries.LOT_NUMBERS, *span, row=LOTS)
        uses = await read_table(source, stream_queries.LOT_USE_NUMBERS, *span, row=LOT_USES)
        for doubt in check_lots(columns, lots, uses):
            self._doubt(*doubt)
        self._count_lots(columns, Shelf.of(columns, lots, uses))
        self._follow_chains(columns)
        nodes = await read_table(source, stream_queries.NODES, *span, row=NODES)
        self._grow_logs(columns, leaves, nodes)
        self._keep_the_rest(columns, hasher.documents)

    def _doubt(self, reason: str, estates: Whole) -> None:
        for estate_id in np.unique(estates).tolist():
            if estate_id in self.parts and reason not in self.parts[estate_id].doubts:
                self.parts[estate_id].doubts.append(reason)

    async def _hash(self, columns: Columns) -> LeafHasher:
        source, span = self.source, self.stretch.span
        accounts = await read_texts(source, stream_queries.ACCOUNT_TEXTS, *span[:2])
        narrations: list[bytes] = []
        if columns.has_narration.any():
            narrations = await read_texts(source, stream_queries.LINE_NARRATIONS, *span)
        hasher = LeafHasher(columns, line_texts(columns, accounts, narrations))
        await each_text_block(source, stream_queries.ENTRY_TEXTS, *span, take=hasher.take)
        return hasher

    def _compare_leaves(self, columns: Columns, leaves: list[bytes]) -> None:
        kept = columns.kept_leaves
        if b"".join(leaves) == kept:
            return
        leaves += [b""] * (len(columns.entries) - len(leaves))
        differs = [
            kept[at * HASH_BYTES : (at + 1) * HASH_BYTES] != leaf for at, leaf in enumerate(leaves)
        ]
        self._doubt("leaf", columns.estate[np.array(differs, np.bool_)])

    def _follow_chains(self, columns: Columns) -> None:
        chains = chains_of(columns.lines, columns.signed, columns.account_at)
        self._doubt("chain", columns.line_estate[chains.breaks])
        accounts = columns.accounts
        kept = Ledger(column(accounts, "posted"), column(accounts, "version"))
        if self.stretch.is_whole:
            ledger = Ledger.empty(len(accounts))
            wrong = np.concatenate((ledger.follow(chains), ledger.differs(kept)))
            self._doubt("balance", column(accounts, "estate")[wrong])
            return
        for part in self.parts.values():
            part.chains = chains
            part.accounts = len(accounts)
            part.ledger = kept if self.stretch.is_last else None

    def _count_lots(self, columns: Columns, shelf: Shelf) -> None:
        owed = points_owed(columns)
        if self.stretch.is_whole:
            self._doubt("lot_left", shelf.unexplained())
            self._doubt("wallet", column(columns.accounts, "estate")[shelf.left != owed])
            return
        for part in self.parts.values():
            part.shelf = shelf
            part.owed = owed if self.stretch.is_last else None

    def _grow_logs(self, columns: Columns, leaves: list[bytes], nodes: Table) -> None:
        node_estates = column(nodes, "estate")
        for book in self.stretch.books:
            part = self.parts[book.estate_id]
            start, end = columns.entries_of(book.estate_id)
            part.entries = end - start
            if part.entries == 0:
                if (node_estates == book.estate_id).any() and self.stretch.is_whole:
                    part.doubts.append("node")
                continue
            tree = subtrees_of(columns.kept_leaves[start * HASH_BYTES : end * HASH_BYTES])
            part.frontier = tree.frontier()
            before = self.stretch.first_seq - 1
            first, last = np.searchsorted(node_estates, [book.estate_id, book.estate_id + 1])
            if not check_nodes(
                tree, nodes[first:last], before=before, is_whole=self.stretch.is_whole
            ):
                part.doubts.append("node")

    def _keep_the_rest(self, columns: Columns, documents: list[tuple[int, bytes]]) -> None:
        for estate_id, *number in numbers_of(columns):
            if estate_id in self.parts:
                series, month, first, last = number
                self.parts[estate_id].numbers.append((series, month, first, last))
        reverses = column(columns.entries, "reverses")
        for at in np.flatnonzero(columns.is_reversal | columns.names_original).tolist():
            if (estate_id := int(columns.estate[at])) in self.parts:
                pair = int(columns.seq[at]), int(reverses[at])
                self.parts[estate_id].reversals.append(pair)
        for at, digests in documents:
            if (estate_id := int(columns.estate[at])) in self.parts:
                self.parts[estate_id].documents.update(digests.decode().split(","))
        if not self.stretch.is_whole:
            for part in self.parts.values():
                part.keys = column(columns.entries, "key")
