"""The stored subtrees of a book's log, rebuilt from the leaves that the journal keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ledger.bookkeeping.merkle_log import STORED_EVERY, Frontier, NodeAt
from ledger.evidence.report import Fault, Report


@dataclass(slots=True)
class NodeCheck:
    """Builds the subtrees again, page by page, and names every stored one that differs.

    It goes by the leaves as they are kept: whether an entry fits its leaf is told elsewhere, and
    one altered entry is then one fault and not one for each subtree above it.
    """

    report: Report
    frontier: Frontier = field(default_factory=Frontier)
    is_broken: bool = False
    _completed: dict[NodeAt, bytes] = field(default_factory=dict)

    def feed(self, seq: int, leaf: bytes) -> None:
        """Take the leaf that entry `seq` keeps; after a gap no subtree can be built again."""
        self.is_broken = self.is_broken or seq != self.frontier.size + 1
        if not self.is_broken:
            self.frontier, completed = self.frontier.grown(leaf)
            self._completed.update(
                (at, hash_) for at, hash_ in completed if at.level % STORED_EVERY == 0
            )

    def compare(self, stored: Mapping[NodeAt, bytes]) -> None:
        """Compare what was completed since the last comparison with what is stored."""
        for at, expected in sorted(self._completed.items()):
            found = stored.get(at)
            if found is None:
                self._fault("log_node_is_missing", at, "存下的子树哈希不见了。", expected, None)
            elif found != expected:
                self._fault(
                    "log_node_differs", at, "存下的子树哈希与凭证的叶子不符。", expected, found
                )
        self._completed.clear()

    def finish(self, beyond: Iterable[NodeAt]) -> None:
        """Name the stored subtrees that lie behind the last entry."""
        if not self.is_broken:
            for at in beyond:
                self._fault("log_node_is_extra", at, "账簿之外多出的子树哈希。", None, None)

    def _fault(
        self, code: str, at: NodeAt, sentence: str, expected: bytes | None, found: bytes | None
    ) -> None:
        first = (at.node_index << at.level) + 1
        self.report.add(
            Fault(
                code,
                f"日志子树 level {at.level} index {at.node_index}"
                f"（第 {first} 至 {first + (1 << at.level) - 1} 笔）",
                sentence,
                field="log_node.hash",
                expected=expected.hex() if expected is not None else None,
                found=found.hex() if found is not None else None,
            )
        )
