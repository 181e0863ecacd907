"""The witnesses of a live database: their table against the log of acts, their signatures."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import recorded_text
from ledger.evidence.log_queries import CheckpointRow
from ledger.evidence.replay import Replay
from ledger.evidence.report import Fault, Report
from ledger.evidence.signed_note import NoteIsMalformed, SignedNote
from ledger.evidence.witnesses.checks import WitnessClaims, WitnessedHeads, witnessed_heads
from ledger.evidence.witnesses.operations import REGISTERED, WITHDRAWN
from ledger.evidence.witnesses.queries import (
    Cosignature,
    cosignatures_of_book,
    with_cosignatures,
    witnesses_of,
)

_COSIGNED = text("""
    select k.estate_id, k.checkpoint_id, k.note, k.made_at, k.reason from checkpoint k
    where k.estate_id = :estate_id and exists (
        select from cosignature c
        where c.estate_id = k.estate_id and c.checkpoint_id = k.checkpoint_id)
    order by k.checkpoint_id
""")
_ACTS = text("""
    select action, object, details->>'name' as name, details->>'key' as key,
        details->>'at' as at
    from audit_line
    where estate_id = :estate_id and action = any(:actions) and outcome = 'done'
    order by audit_line_id
""")
_ORPHANS = text("""
    select c.checkpoint_id, c.witness_id from cosignature c
    where c.estate_id = :estate_id and (
        not exists (select from checkpoint k
            where k.estate_id = c.estate_id and k.checkpoint_id = c.checkpoint_id)
        or not exists (select from witness w
            where w.estate_id = c.estate_id and w.witness_id = c.witness_id))
    order by 1, 2
""")


async def witnessed_heads_of(
    conn: AsyncConnection,
    replay: Replay,
    *,
    estate_id: int,
    estate_code: str,
    claims: WitnessClaims | None,
) -> WitnessedHeads:
    """Return what the book must be held to; faults of the tables themselves go to the report."""
    report = replay.report
    witnesses = await witnesses_of(conn, estate_id)
    await _check_table(conn, report, estate_id)
    of_checkpoint: dict[int, list[Cosignature]] = {}
    for each in await cosignatures_of_book(conn, estate_id):
        of_checkpoint.setdefault(each.checkpoint_id, []).append(each)
    notes: list[SignedNote] = []
    for found in await conn.execute(_COSIGNED, {"estate_id": estate_id}):
        row = CheckpointRow(*found)
        try:
            notes.append(with_cosignatures(row, of_checkpoint.get(row.checkpoint_id, [])))
        except NoteIsMalformed as error:
            where = f"检查点 {row.checkpoint_id}"
            report.add(Fault("cosignature_is_forged", where, f"见证签名读不懂（{error}）。"))
    heads = witnessed_heads(
        report,
        notes,
        names={each.verifier_key: each.name for each in witnesses},
        estate_code=estate_code,
        claims=claims or WitnessClaims(),
    )
    return WitnessedHeads.of(replay, heads)


async def _check_table(conn: AsyncConnection, report: Report, estate_id: int) -> None:
    """Compare the registered witnesses with the acts that registered and ended them."""
    witnesses = await witnesses_of(conn, estate_id)
    kept = {f"witness:{each.witness_id}": (each.name, each.verifier_key) for each in witnesses}
    ended = {
        f"witness:{each.witness_id}": recorded_text(each.withdrawn_at)
        for each in witnesses
        if each.withdrawn_at is not None
    }
    values = {"estate_id": estate_id, "actions": [REGISTERED, WITHDRAWN]}
    acts = (await conn.execute(_ACTS, values)).all()
    said = {act.object: (act.name, act.key) for act in acts if act.action == REGISTERED}
    said_ended = {act.object: act.at for act in acts if act.action == WITHDRAWN}
    for place in sorted(kept.keys() | said.keys()):
        if kept.get(place) != said.get(place):
            _fault(report, place, "witness", _words(said.get(place)), _words(kept.get(place)))
    for place in sorted(ended.keys() | said_ended.keys()):
        if ended.get(place) != said_ended.get(place):
            field = "witness_withdrawal"
            _fault(report, place, field, said_ended.get(place), ended.get(place))
    for checkpoint_id, witness_id in await conn.execute(_ORPHANS, {"estate_id": estate_id}):
        _fault(report, f"witness:{witness_id}", "cosignature", None, f"检查点 {checkpoint_id}")


def _words(pair: tuple[str | None, str | None] | None) -> str | None:
    return None if pair is None else f"{pair[0]} {pair[1]}"


def _fault(report: Report, place: str, field: str, expected: str | None, found: str | None) -> None:
    report.add(
        Fault(
            "witness_was_altered", f"见证方 {place.partition(':')[2]}",
            "见证方的登记与操作日志不符。", field=field, expected=expected, found=found,
        )
    )  # fmt: skip
