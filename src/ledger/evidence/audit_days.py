"""The audit log closed day by day: a digest over each day's lines, signed outside the database.

The lines themselves carry no chain, because every act would then wait for the one before it. When a
day (UTC) has been over for an hour, its lines get one digest, which covers the day before, and a
signed note. Whoever can write to the database but has not the signing key cannot change, add or
take away a line of a closed day unnoticed; nor can he sign another digest.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import canonical_json
from ledger.evidence.sealer import Sealer
from ledger.evidence.signed_note import NoteIsForged, NoteIsMalformed, SignedNote

CLOSED_AFTER = timedelta(hours=1)
NO_ESTATE = 0
"""Stands for the lines that belong to no estate."""
TITLE = "audit log day"
ORIGIN_OF_ALL = "installation"
_NOTHING_BEFORE = bytes(32)

_LAST = text("""
    select day, digest from audit_day where estate_id = :estate_id
    order by day desc limit 1
""")
_DAYS = text("""
    select cast(at at time zone 'UTC' as date) as day, count(*) as lines,
        max(audit_line_id) as last_line_id
    from audit_line
    where coalesce(estate_id, 0) = :estate_id and at >= :since and at < :until
    group by 1 order by 1
""")
_LINES = text("""
    select audit_line_id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
        actor_user_id, action, object, outcome, request_id, address, details
    from audit_line
    where coalesce(estate_id, 0) = :estate_id and at >= :since and at < :until
    order by audit_line_id
""")
_INSERT = text("""
    insert into audit_day (estate_id, day, lines, last_line_id, digest, seal)
    values (:estate_id, :day, :lines, :last_line_id, :digest, :seal)
    on conflict (estate_id, day) do nothing
""")


@dataclass(frozen=True, slots=True)
class AuditFault:
    """A closed day that is not what was signed, and in what."""

    estate_id: int
    day: date
    sentence: str

    def __str__(self) -> str:
        where = "不属于小区的" if self.estate_id == NO_ESTATE else f"小区 {self.estate_id} 的"
        return f"{where}操作日志 {self.day}：{self.sentence}"


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


async def _digest_of(
    conn: AsyncConnection, estate_id: int, day: date, before: bytes
) -> tuple[bytes, int]:
    """Return the digest of a day as the table shows it now, and its number of lines."""
    found = sha256(before + day.isoformat().encode() + b"\n")
    rows = await conn.execute(
        _LINES,
        {"estate_id": estate_id, "since": _start(day), "until": _start(day) + timedelta(days=1)},
    )
    lines = 0
    for row in rows:
        fields: dict[str, Any] = dict(row._mapping)
        found.update(canonical_json(fields).encode() + b"\n")
        lines += 1
    return found.digest(), lines


def _sealed_text(origin: str, estate_id: int, day: date, lines: int, digest: bytes) -> str:
    said = base64.b64encode(digest).decode()
    return f"{origin}\n{TITLE}\n{estate_id} {day} {lines}\n{said}\n"


async def close_days(
    conn: AsyncConnection, *, estate_id: int, sealer: Sealer, now: datetime
) -> int:
    """Close the days of an estate's log that are over; return how many were closed."""
    last = (await conn.execute(_LAST, {"estate_id": estate_id})).one_or_none()
    since = _start(last.day + timedelta(days=1)) if last else datetime(2000, 1, 1, tzinfo=UTC)
    until = _start((now - CLOSED_AFTER).astimezone(UTC).date())
    if until <= since:
        return 0
    before: bytes = last.digest if last else _NOTHING_BEFORE
    origin = sealer.origin_of(ORIGIN_OF_ALL)
    days = await conn.execute(_DAYS, {"estate_id": estate_id, "since": since, "until": until})
    closed = 0
    for day, _, last_line_id in days.all():
        digest, lines = await _digest_of(conn, estate_id, day, before)
        note = sealer.sign(_sealed_text(origin, estate_id, day, lines, digest), origin=origin)
        await conn.execute(
            _INSERT,
            {"estate_id": estate_id, "day": day, "lines": lines, "last_line_id": last_line_id,
             "digest": digest, "seal": str(note)},
        )  # fmt: skip
        before, closed = digest, closed + 1
    return closed


async def close_days_of_all(conn: AsyncConnection, *, sealer: Sealer, now: datetime) -> int:
    """Close what is over in every estate's log and in that of no estate."""
    found = await conn.execute(text("select estate_id from estate order by estate_id"))
    closed = 0
    for estate_id in (NO_ESTATE, *found.scalars().all()):
        closed += await close_days(conn, estate_id=estate_id, sealer=sealer, now=now)
    return closed


async def faults_of_days(conn: AsyncConnection, *, sealer: Sealer) -> Sequence[AuditFault]:
    """Compute every closed day again and compare it with what was signed.

    Days that the policy has removed are held by their signed digests alone.
    """
    pruned: datetime | None = await conn.scalar(
        text("""select max(cast(details ->> 'older_than' as timestamptz)) from audit_line
            where action = 'prune_audit_log' and estate_id is null""")
    )
    keys = sealer.verifier_keys(sealer.origin_of(ORIGIN_OF_ALL))
    rows = await conn.execute(
        text("select estate_id, day, lines, digest, seal from audit_day order by estate_id, day")
    )
    faults: list[AuditFault] = []
    before: dict[int, bytes] = {}
    for estate_id, day, lines, digest, seal in rows.all():
        said = _sealed_text(sealer.origin_of(ORIGIN_OF_ALL), estate_id, day, lines, digest)
        try:
            note = SignedNote.parse(seal)
            is_signed = note.text == said and bool(note.signers(keys))
        except (NoteIsForged, NoteIsMalformed):
            is_signed = False
        if not is_signed:
            faults.append(AuditFault(estate_id, day, "封签不符，摘要或封签被改过。"))
        elif pruned is None or _start(day) >= pruned:
            found, count = await _digest_of(
                conn, estate_id, day, before.get(estate_id, _NOTHING_BEFORE)
            )
            if found != digest:
                kept = f"签名时 {lines} 行，现在 {count} 行" if count != lines else f"{lines} 行"
                faults.append(AuditFault(estate_id, day, f"内容在封签之后被改过（{kept}）。"))
        before[estate_id] = digest
    return faults
