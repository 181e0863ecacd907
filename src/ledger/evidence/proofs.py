"""Proofs from a book's stored subtrees: an entry is in it, a longer book begins with a shorter."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import canonical_json
from ledger.bookkeeping.merkle_log import (
    complete_subtrees,
    consistency_proof,
    consistency_spans,
    inclusion_proof,
    inclusion_spans,
)
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.evidence.log_queries import (
    checkpoint_for,
    latest_checkpoint,
    read_nodes,
    touches_resident,
)
from ledger.evidence.queries import kept_entry
from ledger.evidence.sealer import Sealer
from ledger.evidence.witness_request import WitnessRequest
from ledger.evidence.witnesses.queries import (
    Cosignature,
    cosignatures_of,
    cosigned_note,
    first_to_reach,
    with_cosignatures,
)


class EntryAwaitsCheckpoint(Refusal):
    """The entry is newer than the last checkpoint, so nothing signed covers it yet."""

    code = "entry_awaits_checkpoint"


class SizesAreOutOfOrder(Refusal):
    """A book does not shrink: the proof leads from the smaller to the larger size."""

    code = "sizes_are_out_of_order"
    status = 400


@dataclass(frozen=True, slots=True)
class EntryProof:
    """One entry, its audit path and the signed head that the path leads to."""

    canonical: str
    leaf_hash: bytes
    index: int
    size: int
    path: list[bytes]
    checkpoint: str
    """With the cosignatures of the witnesses."""
    public_key: str
    cosignatures: tuple[Cosignature, ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed checkpoint as printed, and the key that signed it.

    `witnessed` are the witnesses who have seen the book as far as this checkpoint or further.
    """

    note: str
    public_key: str
    witnessed: tuple[Cosignature, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The lines of the note that are not blank."""
        return [line for line in self.note.split("\n") if line]


async def seal_for(
    conn: AsyncConnection, *, estate_id: int, reason: str, sealer: Sealer
) -> Seal | None:
    """Return what was signed for this reason; None where nothing was signed yet."""
    found = await checkpoint_for(conn, estate_id, reason)
    if found is None:
        return None
    keys = sealer.verifier_keys(found.checkpoint.origin)
    # A note of a key that is gone names no signer; the present key is shown and will not fit.
    signers = [key for key in keys if any(s.is_of(key) for s in found.signed.signatures)]
    witnessed = await first_to_reach(conn, estate_id, found.checkpoint.size)
    return Seal(found.note, str((signers or keys)[0]), tuple(witnessed))


async def request_for_witness(
    conn: AsyncConnection, *, estate_id: int, old_size: int
) -> WitnessRequest:
    """Return the latest checkpoint with the proof from what a witness saw last.

    Raises `ObjectIsNotHere` where nothing was signed, `SizesAreOutOfOrder` when the witness saw
    more than the book has.
    """
    last = await latest_checkpoint(conn, estate_id)
    if last is None:
        raise ObjectIsNotHere("这个小区的检查点")
    size = last.checkpoint.size
    _, proof = await consistency_between(conn, estate_id=estate_id, old_size=old_size, size=size)
    return WitnessRequest(old_size, tuple(proof), await cosigned_note(conn, last))


async def consistency_between(
    conn: AsyncConnection, *, estate_id: int, old_size: int, size: int
) -> tuple[str, list[bytes]]:
    """Return the log's origin and the proof that the book of `size` begins with `old_size`.

    Raises `SizesAreOutOfOrder`, or `ObjectIsNotHere` for a size that no checkpoint reaches.
    """
    if old_size > size:
        raise SizesAreOutOfOrder("起始笔数不能大于截止笔数，请对调。", old_size=old_size, size=size)
    last = await latest_checkpoint(conn, estate_id)
    if last is None or last.checkpoint.size < size:
        raise ObjectIsNotHere("这个笔数的检查点", size=size)
    wanted = [
        node for span in consistency_spans(old_size, size) for node in complete_subtrees(span)
    ]
    nodes = await read_nodes(conn, estate_id, wanted)
    proof = consistency_proof(nodes.__getitem__, old_size=old_size, size=size)
    return last.checkpoint.origin, proof


async def entry_proof(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, seq: int, sealer: Sealer
) -> EntryProof:
    """Return the proof of an entry that touches the resident's own accounts.

    Raises `ObjectIsNotHere` for any other entry, `EntryAwaitsCheckpoint` when the last checkpoint
    does not reach it.
    """
    if not await touches_resident(conn, estate_id, seq=seq, resident_id=resident_id):
        raise ObjectIsNotHere("这笔记录")
    kept = await kept_entry(conn, estate_id, seq)
    if kept is None:
        raise ObjectIsNotHere("这笔记录")
    last = await latest_checkpoint(conn, estate_id)
    if last is None or last.checkpoint.size < seq:
        raise EntryAwaitsCheckpoint(
            "这笔记录刚刚入账，还没有签名存证，请过一小时再来下载。", seq=seq
        )
    index, size = seq - 1, last.checkpoint.size
    wanted = [node for span in inclusion_spans(index, size) for node in complete_subtrees(span)]
    nodes = await read_nodes(conn, estate_id, wanted)
    keys = sealer.verifier_keys(last.checkpoint.origin)
    signers = last.signed.signers(keys)
    cosignatures = await cosignatures_of(conn, last)
    return EntryProof(
        canonical=canonical_json(kept.fields),
        leaf_hash=kept.leaf_hash,
        index=index,
        size=size,
        path=inclusion_proof(nodes.__getitem__, index=index, size=size),
        checkpoint=str(with_cosignatures(last, cosignatures)),
        public_key=str((signers or keys)[0]),
        cosignatures=tuple(cosignatures),
    )
