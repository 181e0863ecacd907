"""Booking what a correction changes: minutes and points that come, or go back in red."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.points.earning import Award
from ledger.points.lot_restoration import PointsReversal, reverse_points
from ledger.points.operations import grant_points
from ledger.posting.operations import PostingCommand, lock_accounts, post_entries
from ledger.posting.reversal_queries import posted_entry
from ledger.volunteering.corrections import queries
from ledger.volunteering.corrections.entries import (
    TAKEN_BACK,
    AddedService,
    added_points,
    correction_source,
    taken_back,
)
from ledger.volunteering.corrections.queries import Correction
from ledger.volunteering.corrections.rules import PointsMove, Portion, newest_first
from ledger.volunteering.entries import minutes_entry
from ledger.volunteering.notice import first_day_by_hand
from ledger.volunteering.queries import ServiceRecordRow

_KEEP_ENTRIES = text("""
    insert into service_correction_entry (estate_id, service_correction_id, seq, currency, amount)
    select :estate_id, :id, n.seq, n.currency, n.amount
    from unnest(cast(:seqs as bigint[]), cast(:currencies as text[]), cast(:amounts as bigint[]))
        as n (seq, currency, amount)
""")
_POSTED = text("""
    update service_correction set state = 'posted', decided_by = :actor, decided_at = :now,
        points = :points, points_left = :points_left, points_due = :points_due,
        rule_version = :rule_version
    where estate_id = :estate_id and service_correction_id = :id
""")


@dataclass(frozen=True, slots=True)
class Booking:
    """A correction that was agreed to, and what it moves; `award` is what is granted anew.

    `points_due` is what the whole service is worth as corrected; `on` is the business date,
    `documents` are digests.
    """

    correction: Correction
    record: ServiceRecordRow
    award: Award
    points: PointsMove
    points_due: int
    on: date
    documents: tuple[bytes, ...]

    @property
    def estate_id(self) -> int:
        return self.record.estate_id

    @property
    def source(self) -> str:
        return correction_source(self.correction.service_correction_id)

    @property
    def minutes(self) -> int:
        return self.correction.to_minutes - self.correction.from_minutes


@dataclass(frozen=True, slots=True)
class _Booked:
    seq: int
    currency: str
    amount: int


async def book_correction(
    conn: AsyncConnection, booking: Booking, *, actor_user_id: int, now: datetime, today: date
) -> None:
    """Post the entries of a correction and mark it posted; the caller holds its locks.

    Raises the refusals of posting; then the caller rolls back and nothing is written.
    """
    if booking.minutes > 0:
        booked = await _add(conn, booking, actor_user_id, today)
    else:
        booked = await _take_back(conn, booking, actor_user_id, today)
    keys = {
        "estate_id": booking.estate_id,
        "id": booking.correction.service_correction_id,
    }
    await conn.execute(
        _KEEP_ENTRIES,
        keys
        | {
            "seqs": [each.seq for each in booked],
            "currencies": [each.currency for each in booked],
            "amounts": [each.amount for each in booked],
        },
    )
    await conn.execute(
        _POSTED,
        keys
        | {
            "actor": actor_user_id,
            "now": now,
            "points": booking.points.points,
            "points_left": booking.points.left,
            "points_due": booking.points_due,
            "rule_version": booking.award.rule_version,
        },
    )


async def _add(
    conn: AsyncConnection, booking: Booking, actor_user_id: int, today: date
) -> list[_Booked]:
    record, correction = booking.record, booking.correction
    added = AddedService(
        estate_id=booking.estate_id,
        service_correction_id=correction.service_correction_id,
        resident_id=record.resident_id,
        activity_id=record.activity_id,
        activity=record.activity,
        served_on=record.served_on,
        on=booking.on,
        service_minutes=booking.minutes,
        award=booking.award,
        documents=booking.documents,
    )
    command = PostingCommand(
        estate_id=booking.estate_id,
        entry=minutes_entry(added),
        idempotency_key=f"{added.source}:minutes",
        prepared_by=correction.prepared_by,
        approved_by=actor_user_id,
    )
    (minutes,) = await post_entries(conn, [command], posted_by=actor_user_id, today=today)
    booked = [_Booked(minutes.seq, "MIN", booking.minutes)]
    if booking.award.points > 0:
        first_day = await first_day_by_hand(conn, estate_id=booking.estate_id, today=today)
        (points,) = await grant_points(
            conn,
            [replace(added_points(added), spendable_from=first_day)],
            prepared_by=correction.prepared_by,
            approved_by=actor_user_id,
            posted_by=actor_user_id,
            today=today,
        )
        booked.append(_Booked(points.seq, "PTS", booking.award.points))
    return booked


async def _take_back(
    conn: AsyncConnection, booking: Booking, actor_user_id: int, today: date
) -> list[_Booked]:
    record_ids = {
        "estate_id": booking.estate_id,
        "service_record_id": booking.record.service_record_id,
    }
    there = await queries.minutes_booked(conn, **record_ids)
    portions = newest_first(-booking.minutes, there)
    seqs = await _reverse_minutes(conn, booking, portions, actor_user_id, today)
    booked = [
        _Booked(seq, "MIN", -portion.amount) for seq, portion in zip(seqs, portions, strict=True)
    ]
    lots = await queries.points_there(conn, **record_ids)
    for portion in newest_first(-booking.points.points, lots):
        red = await reverse_points(
            conn,
            PointsReversal(
                estate_id=booking.estate_id,
                seq=portion.seq,
                reason=TAKEN_BACK,
                on=booking.on,
                idempotency_key=f"{booking.source}:back:{portion.seq}",
                prepared_by=booking.correction.prepared_by,
                approved_by=actor_user_id,
                points=portion.amount,
            ),
            posted_by=actor_user_id,
            today=today,
        )
        booked.append(_Booked(red.seq, "PTS", -portion.amount))
    await _take_out_of_the_bank(conn, booking, actor_user_id, today)
    return booked


async def _take_out_of_the_bank(
    conn: AsyncConnection, booking: Booking, actor_user_id: int, today: date
) -> None:
    """Take saved minutes that were never served out of the bank, as far as they are there."""
    deposited = await queries.deposited(
        conn,
        estate_id=booking.estate_id,
        service_record_id=booking.record.service_record_id,
    )
    beyond = deposited.minutes - booking.correction.to_minutes
    if beyond <= 0 or not deposited.own:
        return
    found = await posted_entry(conn, booking.estate_id, deposited.own[0].seq)
    if found is None:
        raise ObjectIsNotHere("存入的凭证", seq=deposited.own[0].seq)
    (saved,) = [(line.account_code, line.holder) for line in found[0].lines if line.holder]
    locked = (await lock_accounts(conn, booking.estate_id, [saved]))[saved]
    portions = newest_first(min(beyond, max(0, locked.available)), deposited.own)
    # Of today: on an earlier day these minutes may not have been there.
    await _reverse_minutes(conn, replace(booking, on=today), portions, actor_user_id, today)


async def _reverse_minutes(
    conn: AsyncConnection,
    booking: Booking,
    portions: Sequence[Portion],
    actor_user_id: int,
    today: date,
) -> list[int]:
    """Post the red entry of each portion and return the seqs in the same order."""
    commands = []
    for portion in portions:
        found = await posted_entry(conn, booking.estate_id, portion.seq)
        if found is None:
            raise ObjectIsNotHere("这张凭证", seq=portion.seq)
        entry, printed = found
        commands.append(
            PostingCommand(
                estate_id=booking.estate_id,
                entry=taken_back(
                    entry,
                    seq=portion.seq,
                    entry_no=printed,
                    # An entry that was booked late has a day after the service's own.
                    on=max(booking.on, entry.effective_on),
                    minutes=portion.amount,
                    documents=booking.documents,
                ),
                idempotency_key=f"{booking.source}:back:{portion.seq}",
                prepared_by=booking.correction.prepared_by,
                approved_by=actor_user_id,
            )
        )
    posted = await post_entries(conn, commands, posted_by=actor_user_id, today=today)
    return [each.seq for each in posted]
