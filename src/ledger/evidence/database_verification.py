"""`ledger verify --database`: recompute a live book from its rows.

Someone with the database's superuser password can change rows and silence triggers. They cannot
make the changed rows hash to the leaves, the leaves to the root, and the root to a notice that
residents hold in their hands.
"""

from __future__ import annotations

from collections import deque

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import leaf_bytes
from ledger.bookkeeping.merkle_log import leaf_hash
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
from ledger.evidence.log_queries import completed_nodes, heads_signed, nodes_beyond
from ledger.evidence.lots import LotBook
from ledger.evidence.period_trace import check_period_trace
from ledger.evidence.publications import check_publications, published_figures
from ledger.evidence.queries import BookHead, KeptEntry
from ledger.evidence.record_comparisons import record_faults
from ledger.evidence.record_queries import RecordDifference, grant_differences, stock_differences
from ledger.evidence.replay import Replay, sealed_moments
from ledger.evidence.report import Fault, Progress, Report, silent
from ledger.evidence.sealer import Sealer
from ledger.evidence.signed_heads import SignedHeads
from ledger.evidence.witnesses.checks import WitnessClaims
from ledger.evidence.witnesses.database_checks import witnessed_heads_of

CULPRITS_SOUGHT = 20


async def verify_database(
    conn: AsyncConnection,
    *,
    estate_id: int | None = None,
    progress: Progress = silent,
    sealer: Sealer | None = None,
    claims: WitnessClaims | None = None,
) -> list[Report]:
    """Verify one estate's book, or every book, and return a report for each.

    The signatures of checkpoints are checked where the keys are at hand in a `sealer`; `claims`
    are what witnesses brought along.
    A connection that has no database transaction yet gets a read-only one with a snapshot.
    """
    if not conn.in_transaction():
        await conn.execute(text("set transaction isolation level repeatable read, read only"))
    return [
        await _Verification(conn, head, sealer, claims).run(progress)
        for head in await queries.book_heads(conn, estate_id)
    ]


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

    async def run(self, progress: Progress) -> Report:
        conn, head = self.conn, self.head
        self.replay = Replay(
            report=self.report,
            estate_id=head.estate_id,
            first_month=head.first_month,
            accounts=await queries.account_facts(conn, head.estate_id),
            sealed_at=sealed_moments(await queries.closing_times(conn, head.estate_id)),
        )
        lots = LotBook.of(*await queries.lots_and_uses(conn, head.estate_id))
        records = await queries.published_disclosures(conn, head.estate_id)
        check_publications(self.report, records)
        for gone in await queries.publications_gone(conn, head.estate_id):
            self._fault("publication_is_missing", gone, "操作日志里发布过的公示不见了。")
        published = published_figures(records)
        signed = SignedHeads(
            self.replay,
            deque(await heads_signed(conn, head.estate_id)),
            self.sealer.history if self.sealer is not None else None,
        )
        signed.compare()
        witnessed = await witnessed_heads_of(
            conn,
            self.replay,
            estate_id=head.estate_id,
            estate_code=head.estate_code,
            claims=self.claims,
        )
        witnessed.compare()
        done = 0
        async for page in queries.entry_pages(conn, head.estate_id):
            old_size = self.nodes.frontier.size
            for kept in page:
                self._feed(kept, lots)
                self.nodes.feed(kept.fields["seq"], kept.leaf_hash)
                signed.compare()
                witnessed.compare()
                while published and published[0].size <= self.replay.frontier.size:
                    check_figures(self.replay, published.pop(0))
                    self.report.disclosures_checked += 1
            size = self.nodes.frontier.size
            self.nodes.compare(
                await completed_nodes(conn, head.estate_id, old_size=old_size, size=size)
            )
            done += len(page)
            progress(done, max(head.size, done))
        signed.finish()
        witnessed.finish()
        for left in published:
            self._fault("checkpoint_differs", f"公示 {left.number}", "检查点在账簿之外。")
        for seq in await queries.lines_without_entry(conn, head.estate_id):
            self._fault("lines_without_entry", f"第 {seq} 笔", "只剩分录，凭证不见了。", seq=seq)
        await self._name_altered_fields()
        await self._finish(lots)
        return self.report

    async def _finish(self, lots: LotBook) -> None:
        conn, head, replay = self.conn, self.head, self.replay
        check_head(replay, size=head.size, root_hash=head.root_hash, where="账簿首页（book）")
        if head.frontier != replay.frontier.to_bytes():
            self._fault("frontier_differs", "账簿首页（book）", "存下的子树哈希与凭证重算的不符。")
        self.nodes.finish(await nodes_beyond(conn, head.estate_id, self.nodes.frontier.size))
        check_numbers(replay, await queries.last_numbers(conn, head.estate_id))
        check_balances(replay, await queries.balance_claims(conn, head.estate_id))
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
        for fault in await record_faults(conn, head.estate_id):
            self.report.add(fault)
        await check_period_trace(conn, self.report, head.estate_id)
        check_points_identity(replay)
        replay.finish_reversals(
            await queries.entries_again(conn, head.estate_id, replay.originals_wanted)
        )
        lots.finish(replay)
        for document_id, filename in await queries.altered_documents(conn, head.estate_id):
            self._fault(
                "document_differs", f"附件 {document_id}（{filename}）",
                "附件内容与它的哈希不符。", field="sha256",
            )  # fmt: skip
        present = await queries.document_digests(conn, head.estate_id)
        self.report.files_checked = len(present)
        check_documents(replay, present, where="数据库")

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
