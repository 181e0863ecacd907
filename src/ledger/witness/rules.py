"""What a witness signs, and what it refuses to sign (https://c2sp.org/tlog-witness)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ledger.bookkeeping.merkle_log import root_from_consistency
from ledger.errors import Refusal
from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.signed_note import NoteIsForged, NoteIsMalformed, VerifierKey
from ledger.evidence.witness_request import WitnessRequest


class RequestIsMalformed(Refusal):
    """The file is not what a book hands to a witness."""

    code = "witness_request_is_malformed"


class BookIsNotTrusted(Refusal):
    """The checkpoint is of a book whose public key this witness was never given."""

    code = "book_is_not_trusted"


class BookKeyHasChanged(Refusal):
    """No signature is of the key that the witness pinned."""

    code = "book_key_has_changed"


class CheckpointIsForged(Refusal):
    """The signature bears the book's key id and does not verify."""

    code = "checkpoint_is_forged"


class RequestStartsElsewhere(Refusal):
    """The proof leads from another size than the one that the witness saw last."""

    code = "request_starts_elsewhere"


class RequestIsOld(Refusal):
    """The checkpoint is older than the one that the witness saw last."""

    code = "request_is_old"


class Contradiction(Refusal):
    """Two signed heads of one book of which the later does not continue the earlier."""


class BookHasShrunk(Contradiction):
    """A later checkpoint has fewer entries than an earlier one."""

    code = "book_has_shrunk"


class BookHasForked(Contradiction):
    """The book of the same size has another root: its past was rewritten."""

    code = "book_has_forked"


class ProofDoesNotFit(Contradiction):
    """The proof does not show that the longer book begins with the one that was seen."""

    code = "proof_does_not_fit"


@dataclass(frozen=True, slots=True)
class SeenBook:
    """What a witness knows of one book: its pinned keys, and the head that it saw last."""

    origin: str
    keys: tuple[VerifierKey, ...]
    url: str = ""
    size: int = 0
    root_hash: bytes = b""
    note: str = ""
    seen_at: str = ""

    def after(self, said: Checkpoint, *, note: str, seen_at: str) -> SeenBook:
        """Return what is known once this head was seen."""
        return replace(self, size=said.size, root_hash=said.root_hash, note=note, seen_at=seen_at)


def judge(book: SeenBook | None, request: WitnessRequest) -> Checkpoint:
    """Return the head that the witness may sign; raises a refusal that says why it may not.

    In this order: `RequestIsMalformed`, `BookIsNotTrusted`, `CheckpointIsForged`,
    `BookKeyHasChanged`, `BookHasForked`, `RequestIsOld`, `BookHasShrunk`,
    `RequestStartsElsewhere`, `ProofDoesNotFit`.
    """
    try:
        said = Checkpoint.parse(request.note.text)
    except NoteIsMalformed as error:
        raise RequestIsMalformed("文件里没有检查点。", reason=str(error)) from None
    if book is None or book.origin != said.origin:
        raise BookIsNotTrusted(
            f"还没有登记“{said.origin}”这本账的公钥。请照张贴的公示单抄下公钥，"
            "先执行 ledger witness trust 公钥。",
            origin=said.origin,
        )
    _check_signature(book, request)
    if not book.note:
        if request.old_size or request.proof:
            raise RequestStartsElsewhere("这是第一次见证这本账，请取从第 0 笔开始的文件。", old=0)
        return said
    if said.size == book.size:
        if said.root_hash != book.root_hash:
            raise BookHasForked(
                f"拒绝签名：同样是 {said.size} 笔，账簿的根哈希与您见过的不同，从前的账被改写过。"
                "请立即告诉监事会和街道，并保存本程序写出的对照文件。"
            )
        return said
    if said.size < book.size:
        _refuse_shorter(book, said)
    if request.old_size != book.size:
        raise RequestStartsElsewhere(
            f"您见过的是第 {book.size} 笔，请取从第 {book.size} 笔开始的文件。", old=book.size
        )
    grown = root_from_consistency(
        book.root_hash, old_size=book.size, size=said.size, proof=request.proof
    )
    if book.size and grown != said.root_hash:
        raise ProofDoesNotFit(
            f"拒绝签名：不能证明现在的 {said.size} 笔以您见过的 {book.size} 笔开头。"
            "请重新取一次文件；仍然这样，就是从前的账被改写过，请告诉监事会和街道。"
        )
    return said


def _check_signature(book: SeenBook, request: WitnessRequest) -> None:
    try:
        signers = request.note.signers(book.keys)
    except NoteIsForged:
        raise CheckpointIsForged("检查点上账簿的签名不对，文件被改过，请重新取。") from None
    if not signers:
        raise BookKeyHasChanged(
            "检查点不是用您登记过的公钥签的。账簿换过签名钥匙的，请照最新张贴的公示单核对新公钥，"
            "再执行 ledger witness trust 新公钥。"
        )


def _refuse_shorter(book: SeenBook, said: Checkpoint) -> None:
    seen = Checkpoint.parse(book.note.rpartition("\n\n")[0] + "\n")
    if (said.time_text or "") <= (seen.time_text or ""):
        raise RequestIsOld(
            f"这个检查点只有 {said.size} 笔，比您见过的 {book.size} 笔早，请取最新的文件。",
            old=book.size,
        )
    raise BookHasShrunk(
        f"拒绝签名：账簿原有 {book.size} 笔，后来签的检查点只有 {said.size} 笔，末尾的账不见了。"
        "请立即告诉监事会和街道，并保存本程序写出的对照文件。"
    )
