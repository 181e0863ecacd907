"""Register a witness, end one, and take in what a witness signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.bookkeeping.canonical import recorded_text
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.log_queries import CheckpointRow
from ledger.evidence.signed_note import (
    NoteIsMalformed,
    NoteSignature,
    SignatureType,
    SignedNote,
    VerifierKey,
    verifies,
)
from ledger.evidence.witnesses.queries import Witness, checkpoints_of_size, witnesses_of

NAME_CHARACTERS_MAX = 60
COSIGNED_NOTE_CHARACTERS_MAX = 20_000
WITNESSES_MAX = 20
"""Notes carry all of their cosignatures, and a reader takes no more than 100 signatures."""
CLOCK_TOLERANCE = timedelta(minutes=5)

REGISTERED = "witness_registered"
WITHDRAWN = "witness_withdrawn"

_REGISTER = text("""
    insert into witness (estate_id, name, verifier_key) values (:estate_id, :name, :verifier_key)
    on conflict do nothing
    returning witness_id
""")
_WITHDRAW = text("""
    insert into witness_withdrawal (estate_id, witness_id, withdrawn_at)
    values (:estate_id, :witness_id, :now)
    on conflict do nothing
    returning witness_id
""")
_KEEP = text("""
    insert into cosignature (estate_id, checkpoint_id, witness_id, cosigned_at, signature)
    values (:estate_id, :checkpoint_id, :witness_id, :cosigned_at, :signature)
    on conflict do nothing
    returning witness_id
""")
_LOCK_BOOK = text("select 1 from book where estate_id = :estate_id for no key update")


class WitnessKeyIsWrong(Refusal):
    """What was given as a witness's key is none, or is of another kind."""

    code = "witness_key_is_wrong"
    status = 400


class WitnessIsKnown(Refusal):
    """The key is registered already; a key is never registered twice."""

    code = "witness_is_known"


class WitnessesAreTooMany(Refusal):
    """A book has room for so many witnesses and no more."""

    code = "witnesses_are_too_many"


class WitnessHasEnded(Refusal):
    """The witness was withdrawn before."""

    code = "witness_has_ended"


class CheckpointIsNotOurs(Refusal):
    """The text under the cosignature is not what this book signed."""

    code = "checkpoint_is_not_ours"


class CosignatureIsMalformed(Refusal):
    """The file is not a checkpoint with signatures."""

    code = "cosignature_is_malformed"
    status = 400


class CosignatureHasNoWitness(Refusal):
    """No signature is of a witness that the committee registered."""

    code = "cosignature_has_no_witness"


class CosignatureIsForged(Refusal):
    """A signature bears a witness's name and is not theirs, or is of another text."""

    code = "cosignature_is_forged"


class WitnessClockIsWrong(Refusal):
    """The time of the signature lies before the checkpoint or in the future."""

    code = "witness_clock_is_wrong"


@dataclass(frozen=True, slots=True)
class Accepted:
    """One cosignature that is kept; `is_new` is false for one that was kept before."""

    witness: Witness
    size: int
    cosigned_at: datetime
    is_new: bool


async def register_witness(
    conn: AsyncConnection,
    *,
    estate_id: int,
    name: str,
    verifier_key: str,
    actor_user_id: int | None,
    address: str = "",
) -> Witness:
    """Let whoever holds this key cosign the book, under a name that residents read.

    Raises `ObjectIsNotHere` (no book), `WitnessKeyIsWrong`, `WitnessIsKnown` or
    `WitnessesAreTooMany`.
    """
    try:
        key = VerifierKey.parse(verifier_key)
    except NoteIsMalformed:
        raise WitnessKeyIsWrong(
            "这不是一把公钥。见证方的公钥是“名称+编号+密文”一整行，由 ledger witness init 显示。"
        ) from None
    if key.kind is not SignatureType.COSIGNATURE:
        raise WitnessKeyIsWrong("这是账簿自己的公钥，不是见证方的；请向见证方要它的公钥。")
    if (await conn.execute(_LOCK_BOOK, {"estate_id": estate_id})).first() is None:
        raise ObjectIsNotHere("这个小区的账簿")
    known = await witnesses_of(conn, estate_id)
    if any(each.verifier_key == str(key) for each in known):
        raise WitnessIsKnown("这把公钥已经登记过，不必再登记。")
    if len(known) >= WITNESSES_MAX:
        raise WitnessesAreTooMany(f"一本账最多登记 {WITNESSES_MAX} 个见证方。")
    witness_id: int = (
        await conn.execute(
            _REGISTER,
            {"estate_id": estate_id, "name": name.strip(), "verifier_key": str(key)},
        )
    ).scalar_one()
    # `ledger verify` compares the table with this line.
    await write_audit_line(
        conn,
        estate_id=estate_id,
        actor_user_id=actor_user_id,
        action=REGISTERED,
        outcome="done",
        object_=f"witness:{witness_id}",
        address=address,
        details={"name": name.strip(), "key": str(key)},
    )
    return await _witness(conn, estate_id, witness_id)


async def withdraw_witness(
    conn: AsyncConnection,
    *,
    estate_id: int,
    witness_id: int,
    actor_user_id: int | None,
    now: datetime,
    address: str = "",
) -> Witness:
    """Take no more cosignatures of a witness. Raises `ObjectIsNotHere` or `WitnessHasEnded`."""
    await _witness(conn, estate_id, witness_id)
    values = {"estate_id": estate_id, "witness_id": witness_id, "now": now}
    if (await conn.execute(_WITHDRAW, values)).first() is None:
        raise WitnessHasEnded("这个见证方早已停用。")
    await write_audit_line(
        conn,
        estate_id=estate_id,
        actor_user_id=actor_user_id,
        action=WITHDRAWN,
        outcome="done",
        object_=f"witness:{witness_id}",
        address=address,
        details={"at": recorded_text(now)},
    )
    return await _witness(conn, estate_id, witness_id)


async def _witness(conn: AsyncConnection, estate_id: int, witness_id: int) -> Witness:
    for each in await witnesses_of(conn, estate_id):
        if each.witness_id == witness_id:
            return each
    raise ObjectIsNotHere("这个见证方")


async def accept_cosignatures(
    conn: AsyncConnection, *, estate_id: int, note: str, now: datetime
) -> list[Accepted]:
    """Keep what registered witnesses signed under a checkpoint of this book.

    `note` is the whole checkpoint with their lines. The signature itself is the authority: no
    session is needed. Other signatures in the note are ignored. Raises `CosignatureIsMalformed`,
    `CheckpointIsNotOurs`, `CosignatureHasNoWitness`, `CosignatureIsForged` or
    `WitnessClockIsWrong`, in this order.
    """
    try:
        signed = SignedNote.parse(note)
        size = Checkpoint.parse(signed.text).size
    except NoteIsMalformed as error:
        raise CosignatureIsMalformed(
            "这不是见证方签过的检查点，请交回 ledger witness 写出的文件。", reason=str(error)
        ) from None
    rows = await checkpoints_of_size(conn, estate_id, size)
    row = next((each for each in rows if each.signed.text == signed.text), None)
    if row is None:
        raise CheckpointIsNotOurs(
            "这本账没有签过这个检查点，请核对是不是别的小区的文件。", size=size
        )
    witnesses = [w for w in await witnesses_of(conn, estate_id) if w.withdrawn_at is None]
    found = _signatures_of(witnesses, signed)
    if not found:
        raise CosignatureHasNoWitness("文件里没有已登记见证方的签名，请先由业委会登记它的公钥。")
    for witness, signature in found:
        _check(row, witness, signature, now)
    return [await _keep(conn, row, size, witness, signature) for witness, signature in found]


def _signatures_of(
    witnesses: Sequence[Witness], signed: SignedNote
) -> list[tuple[Witness, NoteSignature]]:
    return [
        (witness, signature)
        for witness in witnesses
        for signature in dict.fromkeys(signed.signatures)
        if signature.is_of(witness.key)
    ]


def _check(row: CheckpointRow, witness: Witness, signature: NoteSignature, now: datetime) -> None:
    if not verifies(witness.key, row.signed.text, signature):
        raise CosignatureIsForged(
            f"{witness.name}的签名不对，文件可能被改过。", witness=witness.name
        )
    earliest = row.made_at - CLOCK_TOLERANCE
    latest = now + CLOCK_TOLERANCE
    if not earliest.timestamp() <= signature.cosigned_at <= latest.timestamp():
        raise WitnessClockIsWrong(
            f"{witness.name}签名的时间不对，请校准见证电脑的时钟后重新签名。", witness=witness.name
        )


async def _keep(
    conn: AsyncConnection,
    row: CheckpointRow,
    size: int,
    witness: Witness,
    signature: NoteSignature,
) -> Accepted:
    cosigned_at = datetime.fromtimestamp(signature.cosigned_at, UTC)
    kept = await conn.execute(
        _KEEP,
        {
            "estate_id": row.estate_id,
            "checkpoint_id": row.checkpoint_id,
            "witness_id": witness.witness_id,
            "cosigned_at": cosigned_at,
            "signature": signature.signature[8:],
        },
    )
    return Accepted(witness, size, cosigned_at, is_new=kept.first() is not None)
