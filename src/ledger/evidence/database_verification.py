"""`ledger verify --database`: recompute a live book from its rows.

Someone with the database's superuser password can change rows and silence triggers. They cannot
make the changed rows hash to the leaves, the leaves to the root, and the root to a notice that
residents hold in their hands.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Container, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import leaf_bytes
from ledger.bookkeeping.merkle_log import Frontier, complete_subtrees, leaf_hash
from ledger.evidence import queries
from ledger.evidence.book_checks import (
    check_balances,
    check_documents,
    check_head,
    check_numbers,
    check_points_identity,
)
from ledger.evidence.culprits import Witnesses, proven_differences
from ledger.evidence.entry_fields import EntryFields, EntryIsMalformed, read_fields
from ledger.evidence.figures import check_figures
from ledger.evidence.log_nodes import NodeCheck
from ledger.evidence.log_queries import completed_nodes, heads_signed, nodes_beyond, read_nodes
from ledger.evidence.lots import LotBook
from ledger.evidence.period_trace import check_period_trace
from ledger.evidence.publications import check_publications, published_figures
from ledger.evidence.queries import BookHead, KeptEntry
from ledger.evidence.record_comparisons import LOT_RECORDS, record_faults
from ledger.evidence.record_queries import RecordDifference, grant_differences, stock_differences
from ledger.evidence.replay import Replay, sealed_moments
from ledger.evidence.report import Fault, Progress, Report, silent
from ledger.evidence.screen.book_queries import add_movements, disagreements, lots_of
from ledger.evidence.screen.books_in_doubt import verify_screened
from ledger.evidence.screen.merging import Merged
from ledger.evidence.screen.screening import microseconds
from ledger.evidence.screen.stretch import BookToScreen
from ledger.evidence.sealer import Sealer
from ledger.evidence.signed_heads import SignedHeads
from ledger.evidence.witnesses.checks import WitnessClaims
from ledger.evidence.witnesses.database_checks import witnessed_heads_of

CULPRITS_SOUGHT = 20
REVERSALS_READ = 2000
"""More reversals than these in a screened book are quicker read with all its entries."""
SCREENED_FROM = 50_000
"""Fewer entries than these are read one by one before a worker has started."""


async def verify_database(
    conn: AsyncConnection,
    *,
    estate_id: int | None = None,
    progress: Progress = silent,
    sealer: Sealer | None = None,
    claims: WitnessClaims | None = None,
    jobs: int | None = None,
) -> list[Report]:
    """Verify one estate's book, or every book, and return a report for each.

    The signatures of checkpoints are checked where the keys are at hand in a `sealer`; `claims`
    are what witnesses brought along.
    A connection that has no database transaction yet gets a read-only one with a snapshot. Many
    entries are then screened by `jobs` processes (by default one for each core) at that snapshot,
    and only the books that they doubt are read entry by entry; 0 jobs read every book so. Raises
    `screen.workers.WorkerFailed`.
    """
    has_snapshot = not conn.in_transaction()
    if has_snapshot:
        await conn.execute(text("set transaction isolation level repeatable read, read only"))
        await conn.execute(text("set local idle_in_transaction_session_timeout = 0"))
    books = [
        _Verification(conn, head, sealer, claims)
        for head in await queries.book_heads(conn, estate_id)
    ]
    entries = sum(book.head.size for book in books)
    if jobs is None:
        jobs = (os.cpu_count() or 1) if entries >= SCREENED_FROM else 0
    if jobs and has_snapshot and books:
        return await verify_screened(conn, books, jobs=jobs, progress=progress)
    return [await book.run(progress) for book in books]


class _Verification:
    def __init__(
        self,
        conn: AsyncConnection,
        head: BookHead,
        sealer: Sealer | None,
        claims: WitnessClaims | None,
    ) -> None:
        self.conn = conn
        self.head = head
        self.sealer = sealer
        self.claims = claims
        self.report = Report(subject=f"{head.estate_name}（{head.estate_code}）的账簿")
        self.nodes = NodeCheck(self.report)
        self.witnesses = Witnesses()
        self.suspects: list[tuple[KeptEntry, list[int]]] = []
        self._moved = 0

    async def run(self, progress: Progress) -> Report:
        """Read the book entry by entry and name everything that is wrong."""
        conn, head = self.conn, self.head
        await self._open()
        lots = LotBook.of(*await queries.lots_and_uses(conn, head.estate_id))
        done = 0
        async for page in queries.entry_pages(conn, head.estate_id):
            old_size = self.nodes.frontier.size
            for kept in page:
                self._feed(kept, lots)
                self.nodes.feed(kept.fields["seq"], kept.leaf_hash)
                self._compare_heads()
            size = self.nodes.frontier.size
            self.nodes.compare(
                await completed_nodes(conn, head.estate_id, old_size=old_size, size=size)
            )
            done += len(page)
            progress(done, max(head.size, done))
        self._finish_heads()
        for seq in await queries.lines_without_entry(conn, head.estate_id):
            self._fault("lines_without_entry", f"第 {seq} 笔", "只剩分录，凭证不见了。", seq=seq)
        await self._name_altered_fields()
        await self._finish(lots)
        await self._check_records()
        check_documents(self.replay, await self._documents(), where="数据库")
        return self.report

    async def to_screen(self) -> BookToScreen:
        """Return what a screen must know of the book before its entries."""
        closed = sealed_moments(await queries.closing_times(self.conn, self.head.estate_id))
        return BookToScreen(
            self.head.estate_id,
            self.head.first_month,
            {month: microseconds(moment) for month, moment in closed.items()},
        )

    async def look_around(self) -> bool:
        """Check all but the entries, while a screen reads them; tell whether there is a doubt.

        The heads that were signed, seen or published are taken from the kept subtrees of the log,
        which are the screen's to check.
        """
        conn, estate_id = self.conn, self.head.estate_id
        await self._open()
        sizes = {0, self.head.size}
        sizes.update(head.size for head in self.signed.heads)
        sizes.update(head.size for head in self.witnessed.heads)
        sizes.update(published.size for published in self.published)
        try:
            for size in sorted(sizes):
                if size <= self.head.size:
                    await self._go_to(size)
        except KeyError:
            return True
        self._finish_heads()
        # Lots are held to their entries with the entries.
        await self._check_records(left_out={LOT_RECORDS})
        return self.report.fault_count > 0 or bool(await disagreements(conn, estate_id))

    async def accept(self, screened: Merged) -> Report | None:
        """Return the report on a book that the screen has read, or None where a doubt is left."""
        if screened.doubts or len(screened.reversals) > REVERSALS_READ:
            return None
        if screened.last_numbers != await queries.last_numbers(self.conn, self.head.estate_id):
            return None
        if not await self._reversals_are_right(screened.reversals):
            return None
        if not screened.documents <= set(await self._documents()):
            return None
        self.report.entries_checked = screened.entries
        self.report.size = screened.frontier.size
        self.report.root_hash = screened.frontier.root()
        return self.report

    async def _reversals_are_right(self, pairs: Sequence[tuple[int, int]]) -> bool:
        if not pairs:
            return True
        conn, replay, estate_id = self.conn, self.replay, self.head.estate_id
        seqs = sorted({seq for pair in pairs for seq in pair if seq > 0})
        lots = await lots_of(conn, estate_id, seqs)
        for entry in await queries.entries_again(conn, estate_id, seqs):
            replay.see_reversal(entry)
            lots.check_entry(replay, entry)
        replay.finish_reversals(
            await queries.entries_again(conn, estate_id, replay.originals_wanted)
        )
        return not lots.has_strays and self.report.fault_count == 0

    def again(self) -> _Verification:
        """Return a verification of the same book that has seen nothing yet."""
        return _Verification(self.conn, self.head, self.sealer, self.claims)

    async def _open(self) -> None:
        """Read what the entries will be held to."""
        conn, head = self.conn, self.head
        self.replay = Replay(
            report=self.report,
            estate_id=head.estate_id,
            first_month=head.first_month,
            accounts=await queries.account_facts(conn, head.estate_id),
            sealed_at=sealed_moments(await queries.closing_times(conn, head.estate_id)),
        )
        records = await queries.published_disclosures(conn, head.estate_id)
        check_publications(self.report, records)
        for gone in await queries.publications_gone(conn, head.estate_id):
            self._fault("publication_is_missing", gone, "操作日志里发布过的公示不见了。")
        self.published = deque(published_figures(records))
        self.signed = SignedHeads(
            self.replay,
            deque(await heads_signed(conn, head.estate_id)),
            self.sealer.history if self.sealer is not None else None,
        )
        self.witnessed = await witnessed_heads_of(
            conn,
            self.replay,
            estate_id=head.estate_id,
            estate_code=head.estate_code,
            claims=self.claims,
        )
        self.signed.compare()
        self.witnessed.compare()

    async def _go_to(self, size: int) -> None:
        """Let the replay stand at a size of the log that it has not read itself."""
        wanted = complete_subtrees(range(size))
        nodes = await read_nodes(self.conn, self.head.estate_id, wanted)
        if self.published and self.published[0].size <= size:
            await add_movements(
                self.conn,
                self.replay.movements,
                estate_id=self.head.estate_id,
                first_month=self.head.first_month,
                old_size=self._moved,
                size=size,
            )
            self._moved = size
        self.replay.frontier = Frontier(size, tuple(nodes[at] for at in wanted))
        self._compare_heads()

    def _compare_heads(self) -> None:
        self.signed.compare()
        self.witnessed.compare()
        while self.published and self.published[0].size <= self.replay.frontier.size:
            check_figures(self.replay, self.published.popleft())
            self.report.disclosures_checked += 1

    def _finish_heads(self) -> None:
        self.signed.finish()
        self.witnessed.finish()
        for left in self.published:
            self._fault("checkpoint_differs", f"公示 {left.number}", "检查点在账簿之外。")

    async def _finish(self, lots: LotBook) -> None:
        conn, head, replay = self.conn, self.head, self.replay
        check_head(replay, size=head.size, root_hash=head.root_hash, where="账簿首页（book）")
        if head.frontier != replay.frontier.to_bytes():
            self._fault("frontier_differs", "账簿首页（book）", "存下的子树哈希与凭证重算的不符。")
        self.nodes.finish(await nodes_beyond(conn, head.estate_id, self.nodes.frontier.size))
        check_numbers(replay, await queries.last_numbers(conn, head.estate_id))
        check_balances(replay, await queries.balance_claims(conn, head.estate_id))
        check_points_identity(replay)
        replay.finish_reversals(
            await queries.entries_again(conn, head.estate_id, replay.originals_wanted)
        )
        lots.finish(replay)

    async def _check_records(self, *, left_out: Container[str] = ()) -> None:
        """Compare what stands beside the journal with it."""
        conn, head = self.conn, self.head
        for code, holder, expected, found in await queries.held_differences(conn, head.estate_id):
            self._fault(
                "held_differs", f"科目余额 {code}（{holder}）", "预占与未了结的预占单不符。",
                field="held", expected=str(expected), found=str(found),
            )  # fmt: skip
        for stock in await stock_differences(conn, head.estate_id):
            self._record_fault("stock_differs", "商品", stock, "quantity", "库存与出入库之和不符。")
        for grant in await grant_differences(conn, head.estate_id):
            self._record_fault(
                "grant_differs", "共享发展金", grant, "amount_fen", "拨款金额与它的凭证不符。"
            )
        for fault in await record_faults(conn, head.estate_id, left_out=left_out):
            self.report.add(fault)
        await check_period_trace(conn, self.report, head.estate_id)
        for document_id, filename in await queries.altered_documents(conn, head.estate_id):
            self._fault(
                "document_differs", f"附件 {document_id}（{filename}）",
                "附件内容与它的哈希不符。", field="sha256",
            )  # fmt: skip

    async def _documents(self) -> list[str]:
        """Return the digests of the documents that are there, and count them."""
        present = await queries.document_digests(self.conn, self.head.estate_id)
        self.report.files_checked = len(present)
        return present

    def _feed(self, kept: KeptEntry, lots: LotBook) -> None:
        replay = self.replay
        leaf = leaf_hash(leaf_bytes(kept.fields))
        try:
            entry = read_fields(kept.fields)
        except EntryIsMalformed as error:
            seq = kept.fields["seq"]
            self._fault(
                "entry_is_malformed", f"第 {seq} 笔", f"凭证内容不合规则（{error}）。", seq=seq
            )
            replay.skip(seq, leaf)
            return
        self._check_columns(kept, entry)
        amounts = self._amounts_of_balances(kept, entry)
        if leaf != kept.leaf_hash:
            self.suspects.append((kept, amounts))
        else:
            self.witnesses.see(kept.fields)
        replay.feed(entry, leaf=leaf, claims=kept.claims)
        lots.check_entry(replay, entry)

    def _amounts_of_balances(self, kept: KeptEntry, entry: EntryFields) -> list[int]:
        """Return the amounts that the balances kept after each line give."""
        running: dict[tuple[str, str], int] = {}
        amounts = []
        for line, claim in zip(entry.lines, kept.claims, strict=True):
            key = (line.account, line.holder)
            before = running.get(key, self.replay.balances.get(key, [0, 0])[0])
            amounts.append(line.side * (claim.balance_after - before))
            running[key] = claim.balance_after
        return amounts

    def _check_columns(self, kept: KeptEntry, entry: EntryFields) -> None:
        """Check what the row keeps beside the leaf's own fields."""
        for code, field, expected, found in (
            ("fiscal_month_differs", "fiscal_month", entry.month, kept.fiscal_month),
            ("line_is_missing", "line_count", kept.line_count, len(entry.lines)),
            ("line_is_missing", "line_no", list(range(1, kept.line_count + 1)), kept.line_nos),
        ):
            if expected != found:
                self.replay.fault(
                    entry, code, "凭证行的附属内容与凭证不符。", field=field, expected=expected,
                    found=found,
                )  # fmt: skip

    async def _name_altered_fields(self) -> None:
        """Report the entries that do not hash to their leaf, with the field where it is proven."""
        self.witnesses.accounts.update(self.replay.balances)
        for position, (kept, amounts) in enumerate(self.suspects):
            seq = kept.fields["seq"]
            where = f"{kept.fields['number']}（第 {seq} 笔）"
            proven = []
            if position < CULPRITS_SOUGHT:
                witness = await queries.prepared_entry_witness(self.conn, self.head.estate_id, seq)
                proven = proven_differences(
                    kept.fields,
                    leaf=kept.leaf_hash,
                    candidates=self.witnesses.candidates(
                        kept.fields,
                        kept_amounts=amounts,
                        others=[witness] if witness is not None else [],
                    ),
                )
            for difference in proven:
                self._fault(
                    "entry_was_altered", where, "凭证被改动，改回后与叶子哈希一致。", seq=seq,
                    field=difference.field, expected=difference.expected, found=difference.found,
                )  # fmt: skip
            if not proven:
                self._fault(
                    "leaf_differs", where, "凭证内容与叶子哈希不符。", seq=seq, field="leaf_hash",
                    expected=kept.leaf_hash.hex(), found=leaf_hash(leaf_bytes(kept.fields)).hex(),
                )  # fmt: skip

    def _record_fault(
        self, code: str, kind: str, record: RecordDifference, field: str, sentence: str
    ) -> None:
        self._fault(
            code, f"{kind} {record.record_id}（{record.name}）", sentence, field=field,
            expected=None if record.expected is None else str(record.expected),
            found=None if record.found is None else str(record.found),
        )  # fmt: skip

    def _fault(
        self,
        code: str,
        where: str,
        sentence: str,
        *,
        seq: int | None = None,
        field: str | None = None,
        expected: str | None = None,
        found: str | None = None,
    ) -> None:
        self.report.add(Fault(code, where, sentence, seq, None, field, expected, found))
