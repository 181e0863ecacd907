"""Every checkpoint that a book signed, held to the entries: a rewritten past cannot have made it.

A copy of a checkpoint in a resident's or a witness's hands says the same; these are the copies
that the book keeps itself.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.key_history import KeyHistory
from ledger.evidence.log_queries import SignedHead
from ledger.evidence.replay import Replay
from ledger.evidence.report import Fault
from ledger.evidence.signed_note import (
    NoteIsForged,
    NoteIsMalformed,
    SignedNote,
    VerifierKey,
)


@dataclass(slots=True)
class SignedHeads:
    """The heads still to be compared, smallest first; signatures are checked where `keys` are.

    `origin` is the book's name in its checkpoints; without it the first one's counts.
    """

    replay: Replay
    heads: deque[SignedHead]
    keys: KeyHistory | None
    origin: str | None = None

    def compare(self) -> None:
        """Compare the heads that the replay has reached; called at every size, from 0 on."""
        size = self.replay.frontier.size
        while self.heads and self.heads[0].size <= size:
            head = self.heads.popleft()
            if head.size < size:
                self._fault(head, "checkpoint_differs", "size", "检查点的笔数与凭证不符。", size)
                continue
            root = self.replay.frontier.root().hex()
            if head.root_hash.hex() != root:
                self._fault(
                    head, "checkpoint_differs", "root_hash", "签过的根哈希与凭证重算的不符。",
                    root, head.root_hash.hex(),
                )  # fmt: skip
            self._check_note(head)

    def finish(self) -> None:
        """Name the heads that lie behind the last entry."""
        self.compare()
        size = self.replay.frontier.size
        for head in self.heads:
            self._fault(
                head, "checkpoint_differs", "size", "签过的检查点在账簿之外：末尾的凭证不见了。",
                head.size, size,
            )  # fmt: skip

    def _check_note(self, head: SignedHead) -> None:
        try:
            note = SignedNote.parse(head.note)
            said = Checkpoint.parse(note.text)
            keys = self.keys.verifier_keys(said.origin) if self.keys is not None else []
            signers = note.signers(keys)
        except (NoteIsMalformed, NoteIsForged) as error:
            sentence = f"检查点的原文或签名不对（{error}）。"
            self._fault(head, "checkpoint_is_forged", "note", sentence, None)
            return
        if (said.size, said.root_hash) != (head.size, head.root_hash):
            self._fault(
                head, "checkpoint_differs", "note", "检查点的原文与它的笔数、根哈希不符。",
                f"{said.size} {said.root_hash.hex()}", f"{head.size} {head.root_hash.hex()}",
            )  # fmt: skip
        elif said.origin != (self.origin or said.origin):
            self._fault(
                head, "checkpoint_differs", "note", "检查点是另一本账的。", self.origin, said.origin
            )
        elif self.keys is not None:
            self._check_signers(head, said, signers)
        self.origin = self.origin or said.origin

    def _check_signers(
        self, head: SignedHead, said: Checkpoint, signers: list[VerifierKey]
    ) -> None:
        assert self.keys is not None
        if not signers:
            self._fault(head, "checkpoint_is_forged", "note", "检查点没有这本账的签名。", None)
            return
        try:
            made_at = datetime.fromisoformat(said.time_text or "")
            in_time = any(self.keys.signed_in_its_time(key, made_at) for key in signers)
        except (ValueError, TypeError):
            return
        if not in_time:
            sentence = "签这个检查点的钥匙在那时还没有启用，或已经换下。"
            self._fault(head, "checkpoint_is_forged", "note", sentence, None, said.time_text)

    def _fault(
        self,
        head: SignedHead,
        code: str,
        field: str,
        sentence: str,
        expected: object,
        found: object = None,
    ) -> None:
        self.replay.report.add(
            Fault(
                code,
                f"检查点 {head.checkpoint_id}（第 {head.size} 笔）",
                sentence,
                field=f"checkpoint.{field}",
                expected=None if expected is None else str(expected),
                found=None if found is None else str(found),
            )
        )
