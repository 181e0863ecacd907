"""Holding a book to what its witnesses signed, and to what a witness remembers.

A book that is rewritten from its first entry, hashed again and signed again with its own key agrees
with itself. It cannot agree with a head that somebody outside signed or noted down before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.replay import Replay
from ledger.evidence.report import Fault, Report
from ledger.evidence.signed_note import NoteIsMalformed, SignedNote, VerifierKey, verifies

UNWITNESSED = (
    "还没有见证方签过这本账：从头到尾重写过的账可以自圆其说，"
    "请用公示单上的根哈希核对，并请业委会、物业或街道做见证方（ledger witness）。"
)


@dataclass(frozen=True, slots=True)
class WitnessedHead:
    """A size and a root that somebody outside has seen; `seen_at` as text."""

    witness: str
    seen_at: str
    size: int
    root_hash: bytes


@dataclass(frozen=True, slots=True)
class Memory:
    """What a witness's own file says of a book: the head that it saw last."""

    witness: str
    origin: str
    seen_at: str
    size: int
    root_hash: bytes

    def is_of(self, estate_code: str) -> bool:
        """Tell whether it speaks of this estate's book, whatever host it was served from."""
        return self.origin.rpartition("/")[2] == quote(estate_code, safe="")


@dataclass(slots=True)
class WitnessClaims:
    """What the reader brings along to hold the books to: keys of witnesses, and their files."""

    keys: tuple[VerifierKey, ...] = ()
    memories: tuple[Memory, ...] = ()
    _met: set[VerifierKey | Memory] = field(default_factory=set)

    def met(self, claim: VerifierKey | Memory) -> None:
        """Remember that a book was held to this claim."""
        self._met.add(claim)

    def unmet(self) -> Report | None:
        """Return a report on the claims that no book answered, after all were verified."""
        report = Report(subject="见证")
        for key in self.keys:
            if key not in self._met:
                report.add(
                    Fault(
                        "witness_is_missing", f"见证方 {key.name}",
                        "账里没有它的签名：它没有见证过这本账，或者它的签名被删掉了。",
                        field="cosignature", expected=str(key),
                    )
                )  # fmt: skip
        for memory in self.memories:
            if memory not in self._met:
                report.add(
                    Fault(
                        "witness_knows_another_book", f"见证方 {memory.witness}",
                        "没有一本账是它的状态文件里记的那一本。", expected=memory.origin,
                    )
                )  # fmt: skip
        return report if report.faults else None


@dataclass(slots=True)
class WitnessedHeads:
    """The heads still to be compared, smallest first."""

    replay: Replay
    heads: deque[WitnessedHead]
    _agreed: int = 0
    _last: dict[str, WitnessedHead] = field(default_factory=dict)
    _is_broken: bool = False

    @classmethod
    def of(cls, replay: Replay, heads: Iterable[WitnessedHead]) -> WitnessedHeads:
        return cls(replay, deque(sorted(heads, key=lambda head: head.size)))

    def compare(self) -> None:
        """Compare the heads that the replay has reached; called at every size, from 0 on."""
        frontier = self.replay.frontier
        while self.heads and self.heads[0].size <= frontier.size:
            head = self.heads.popleft()
            self._last[head.witness] = head
            if head.size == frontier.size and head.root_hash == frontier.root():
                self._agreed = head.size
                continue
            sentence = "与见证方见过的账簿不符：这些凭证里有被改写的，"
            self._fault(
                head, f"第 {self._agreed + 1} 至 {head.size} 笔",
                sentence + "即使哈希和签名都重新做过。", frontier.root().hex(),
            )  # fmt: skip

    def finish(self) -> None:
        """Name the heads that lie behind the last entry; say how far the witnesses have seen."""
        self.compare()
        size = self.replay.frontier.size
        for head in self.heads:
            self._fault(
                head, f"第 {size + 1} 至 {head.size} 笔", "见证方见过这些凭证，现在不见了。", None
            )
        if self._is_broken:
            return
        self.replay.report.remarks.extend(
            f"见证方 {head.witness}：最后见证到第 {head.size} 笔（{head.seen_at}），与本账相符。"
            for head in self._last.values()
        )
        if not self._last:
            self.replay.report.remarks.append(UNWITNESSED)

    def _fault(self, head: WitnessedHead, where: str, sentence: str, found: str | None) -> None:
        self._is_broken = True
        self.replay.report.add(
            Fault(
                "witness_differs", f"{where}（见证方 {head.witness}，{head.seen_at}）", sentence,
                field="root_hash", expected=head.root_hash.hex(), found=found,
            )
        )  # fmt: skip


def witnessed_heads(
    report: Report,
    notes: Iterable[SignedNote],
    *,
    names: Mapping[str, str],
    estate_code: str,
    claims: WitnessClaims,
) -> list[WitnessedHead]:
    """Check the cosignatures under a book's checkpoints, and return what they and `claims` saw.

    `names` gives the witnesses' names by their keys as registered with the book. Keys that the
    reader brought count beside them.
    """
    by_key = {key: key.name for key in claims.keys}
    for text, name in names.items():
        try:
            by_key[VerifierKey.parse(text)] = name
        except NoteIsMalformed as error:
            report.add(Fault("witness_was_altered", f"见证方 {name}", f"公钥读不懂（{error}）。"))
    heads = [head for note in notes for head in _heads_of(report, note, by_key, claims)]
    for memory in claims.memories:
        if memory.is_of(estate_code):
            claims.met(memory)
            heads.append(
                WitnessedHead(memory.witness, memory.seen_at, memory.size, memory.root_hash)
            )
    return heads


def _heads_of(
    report: Report,
    note: SignedNote,
    by_key: Mapping[VerifierKey, str],
    claims: WitnessClaims,
) -> Iterable[WitnessedHead]:
    try:
        said = Checkpoint.parse(note.text)
    except NoteIsMalformed:
        # Named where the checkpoints themselves are checked.
        return
    for signature in note.signatures:
        if signature.name == said.origin:
            continue
        key = next((key for key in by_key if signature.is_of(key)), None)
        where = f"检查点（第 {said.size} 笔）的见证签名 {signature.name}"
        if key is None:
            report.add(Fault("cosignature_is_foreign", where, "不是登记过的见证方签的。"))
        elif not verifies(key, note.text, signature):
            report.add(Fault("cosignature_is_forged", where, "签名不对，检查点或签名被改过。"))
        else:
            claims.met(key)
            seen_at = f"{datetime.fromtimestamp(signature.cosigned_at, UTC):%Y-%m-%d %H:%M:%S} UTC"
            yield WitnessedHead(by_key[key], seen_at, said.size, said.root_hash)
