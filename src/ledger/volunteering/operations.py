"""The verb that writes what a sheet says: records, and entries for those that count at once.

Locks are taken in the order of posting.operations: all wallets that will be touched first, then
service records, then (inside posting) the head of the book.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.intake.importer import Progress
from ledger.points.budgets.issuing import read_room, withhold
from ledger.points.earning import Award
from ledger.points.entries import WALLET, resident_holder
from ledger.points.operations import grant_points
from ledger.posting.operations import PostingCommand, lock_accounts, post_entries
from ledger.volunteering import queries
from ledger.volunteering.earned import activity_ids_on, earning_facts, service_types
from ledger.volunteering.entries import (
    MINUTES_RECOGNISED,
    MINUTES_WALLET,
    VerifiedService,
    minutes_entry,
    service_grant,
    withheld_service,
)
from ledger.volunteering.limits import ServiceClaim, settled_award
from ledger.volunteering.notice import put_under_notice
from ledger.volunteering.rules import ServiceSpan, WaitingReason, first_overlaps

BATCH_ROWS = 500

_ADD_ACTIVITIES = text("""
    insert into activity (estate_id, held_on, name, service_type, organiser)
    select * from unnest(cast(:estate_ids as bigint[]), cast(:days as date[]),
        cast(:names as text[]), cast(:service_types as text[]), cast(:organisers as text[]))
    on conflict (estate_id, held_on, name, service_type) do nothing
""")

_ADD_RECORDS = text("""
    insert into service_record (estate_id, activity_id, resident_id, served_on, checked_in,
        checked_out, service_minutes, confirmer, waiting_reasons, source_key, import_id, row_no,
        recorded_by, recorded_at)
    select :estate_id, n.activity_id, n.resident_id, n.served_on, n.checked_in, n.checked_out,
        n.service_minutes, n.confirmer, string_to_array(n.waiting_reasons, ','), n.source_key,
        :import_id, n.row_no, :recorded_by, :recorded_at
    from unnest(cast(:activity_ids as bigint[]), cast(:resident_ids as bigint[]),
        cast(:days as date[]), cast(:checked_ins as time[]), cast(:checked_outs as time[]),
        cast(:service_minutes as int[]), cast(:confirmers as text[]),
        cast(:waiting_reasons as text[]), cast(:source_keys as text[]), cast(:row_nos as int[]))
        as n (activity_id, resident_id, served_on, checked_in, checked_out, service_minutes,
            confirmer, waiting_reasons, source_key, row_no)
    on conflict (estate_id, source_key) do nothing
    returning service_record_id, source_key, activity_id
""")

_VERIFY_RECORDS = text("""
    update service_record s set state = 'verified', waiting_reasons = '{}', points = v.points,
        points_cut = v.points_cut, cut_reason = v.cut_reason,
        rule_version = v.rule_version, minutes_seq = v.minutes_seq, points_seq = v.points_seq,
        verified_by = cast(:verified_by as bigint), verified_at = :verified_at
    from unnest(cast(:ids as bigint[]), cast(:points as bigint[]),
        cast(:rule_versions as text[]), cast(:minutes_seqs as bigint[]),
        cast(:points_seqs as bigint[]), cast(:points_cut as bigint[]),
        cast(:cut_reasons as text[]))
        as v (service_record_id, points, rule_version, minutes_seq, points_seq, points_cut,
            cut_reason)
    where s.estate_id = :estate_id and s.service_record_id = v.service_record_id
""")


@dataclass(frozen=True, slots=True)
class NewServiceRecord:
    """One service as a sheet tells it; `award` is there when it may be booked at once."""

    source_key: str
    activity: str
    service_type: str
    organiser: str
    span: ServiceSpan
    service_minutes: int | None
    confirmer: str | None
    waiting_reasons: tuple[WaitingReason, ...]
    award: Award | None
    row_no: int


@dataclass(frozen=True, slots=True)
class RecordingResult:
    """How many records were booked, now wait, or were there already; and the entries' span."""

    booked: int
    waiting: int
    known: int
    overlapping: int
    first_seq: int | None
    last_seq: int | None


def accounts_of(resident_ids: Iterable[int], source_codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return every account that booking service for these residents may touch."""
    holders = [resident_holder(resident_id) for resident_id in sorted(set(resident_ids))]
    return [
        (MINUTES_RECOGNISED, ""),
        *((code, "") for code in sorted(set(source_codes))),
        *((MINUTES_WALLET, holder) for holder in holders),
        *((WALLET, holder) for holder in holders),
    ]


async def record_services(
    conn: AsyncConnection,
    records: Sequence[NewServiceRecord],
    *,
    estate_id: int,
    documents: tuple[bytes, ...],
    import_id: int | None,
    actor_user_id: int,
    now: datetime,
    today: date,
    progress: Progress | None,
) -> RecordingResult:
    """Write records, and book at once those that are complete and clash with nothing.

    Of two new records of one person that overlap, the first in order is booked and the other
    waits. A record whose source key is there already is passed over. Raises the refusals of
    posting; then the caller rolls back and nothing is written.
    """
    if not records:
        return RecordingResult(0, 0, 0, 0, None, None)
    residents = [record.span.resident_id for record in records]
    sources = [record.award.source_code for record in records if record.award]
    await lock_accounts(conn, estate_id, accounts_of(residents, sources))
    days = sorted({record.span.served_on for record in records})
    verified = await queries.verified_spans(conn, estate_id=estate_id, days=days)
    known = await queries.known_records(conn, estate_id=estate_id, days=days)
    fresh = [record for record in records if record.source_key not in known]
    ready = [record for record in fresh if record.award and not record.waiting_reasons]
    clashes = first_overlaps([record.span for record in ready], verified=verified)
    overlapping = {record.source_key for record, clash in zip(ready, clashes, strict=True) if clash}
    bookable = {record.source_key for record in ready} - overlapping
    activity_ids = await _add_activities(conn, fresh, estate_id=estate_id)

    first_seq = last_seq = None
    for start in range(0, len(fresh), BATCH_ROWS):
        batch = fresh[start : start + BATCH_ROWS]
        ids = await _add_records(
            conn,
            batch,
            activity_ids=activity_ids,
            overlapping=overlapping,
            stamp={
                "estate_id": estate_id,
                "import_id": import_id,
                "recorded_by": actor_user_id,
                "recorded_at": now,
            },
        )
        services = [
            _verified_service(record, ids[record.source_key], estate_id, documents)
            for record in batch
            if record.source_key in bookable and record.source_key in ids
        ]
        seqs = await book_services(
            conn, services, prepared_by=actor_user_id, posted_by=actor_user_id, now=now, today=today
        )
        if seqs:
            first_seq, last_seq = first_seq or seqs[0], seqs[-1]
        if progress is not None:
            progress(start + len(batch), len(fresh))
    return RecordingResult(
        booked=len(bookable),
        waiting=len(fresh) - len(bookable),
        known=len(records) - len(fresh),
        overlapping=len(overlapping),
        first_seq=first_seq,
        last_seq=last_seq,
    )


async def _add_activities(
    conn: AsyncConnection, records: Sequence[NewServiceRecord], *, estate_id: int
) -> dict[tuple[date, str, str], int]:
    """Add the activities that are not there yet and return all ids by day, name and type."""
    organisers: dict[tuple[date, str, str], str] = {}
    for record in records:
        key = (record.span.served_on, record.activity, record.service_type)
        organisers[key] = organisers.get(key) or record.organiser
    keys = sorted(organisers)
    await conn.execute(
        _ADD_ACTIVITIES,
        {
            "estate_ids": [estate_id] * len(keys),
            "days": [key[0] for key in keys],
            "names": [key[1] for key in keys],
            "service_types": [key[2] for key in keys],
            "organisers": [organisers[key] for key in keys],
        },
    )
    return await activity_ids_on(conn, estate_id=estate_id, days={key[0] for key in keys})


async def _add_records(
    conn: AsyncConnection,
    records: Sequence[NewServiceRecord],
    *,
    activity_ids: dict[tuple[date, str, str], int],
    overlapping: set[str],
    stamp: dict[str, object],
) -> dict[str, tuple[int, int]]:
    """Insert records as waiting; return (service record id, activity id) by source key."""
    spans = [record.span for record in records]
    rows = await conn.execute(
        _ADD_RECORDS,
        stamp
        | {
            "activity_ids": [
                activity_ids[record.span.served_on, record.activity, record.service_type]
                for record in records
            ],
            "resident_ids": [span.resident_id for span in spans],
            "days": [span.served_on for span in spans],
            "checked_ins": [span.checked_in for span in spans],
            "checked_outs": [span.checked_out for span in spans],
            "service_minutes": [record.service_minutes for record in records],
            "confirmers": [record.confirmer for record in records],
            "waiting_reasons": [
                ",".join(
                    [*record.waiting_reasons]
                    + ([WaitingReason.TIMES_OVERLAP] if record.source_key in overlapping else [])
                )
                for record in records
            ],
            "source_keys": [record.source_key for record in records],
            "row_nos": [record.row_no for record in records],
        },
    )
    return {row.source_key: (row.service_record_id, row.activity_id) for row in rows}


def _verified_service(
    record: NewServiceRecord, ids: tuple[int, int], estate_id: int, documents: tuple[bytes, ...]
) -> VerifiedService:
    assert record.award is not None
    assert record.service_minutes is not None
    return VerifiedService(
        estate_id=estate_id,
        service_record_id=ids[0],
        resident_id=record.span.resident_id,
        activity_id=ids[1],
        activity=record.activity,
        served_on=record.span.served_on,
        on=record.span.served_on,
        service_minutes=record.service_minutes,
        award=record.award,
        documents=documents,
    )


async def book_services(
    conn: AsyncConnection,
    services: Sequence[VerifiedService],
    *,
    prepared_by: int,
    posted_by: int,
    now: datetime,
    today: date,
    approved_by: int | None = None,
) -> list[int]:
    """Post minutes and points of services and mark their records verified; return the seqs.

    The caller holds the book, so what caps and budgets leave is decided here, in the order of the
    records, and nobody else uses it up meanwhile. Minutes are always recognised; points that no
    budget carries are put down to wait.
    """
    if not services:
        return []
    services = await _settled(conn, services)
    minutes = await post_entries(
        conn,
        [
            PostingCommand(
                estate_id=service.estate_id,
                entry=minutes_entry(service),
                idempotency_key=f"{service.source}:minutes",
                prepared_by=prepared_by,
                approved_by=approved_by,
            )
            for service in services
        ],
        posted_by=posted_by,
        today=today,
    )
    earning = [service for service in services if service.points_issued > 0]
    granted = await grant_points(
        conn,
        await put_under_notice(
            conn,
            [(service.service_record_id, service_grant(service)) for service in earning],
            estate_id=services[0].estate_id,
            today=today,
        ),
        prepared_by=prepared_by,
        approved_by=approved_by,
        posted_by=posted_by,
        today=today,
    )
    points_seqs = {
        service.service_record_id: entry.seq
        for service, entry in zip(earning, granted, strict=True)
    }
    await conn.execute(
        _VERIFY_RECORDS,
        {
            "estate_id": services[0].estate_id,
            "verified_by": approved_by,
            "verified_at": now,
            "ids": [service.service_record_id for service in services],
            "points": [service.points_issued for service in services],
            "points_cut": [service.award.points_cut for service in services],
            "cut_reasons": [service.award.cut_reason for service in services],
            "rule_versions": [service.award.rule_version for service in services],
            "minutes_seqs": [entry.seq for entry in minutes],
            "points_seqs": [points_seqs.get(service.service_record_id) for service in services],
        },
    )
    waiting = [withheld_service(service) for service in services]
    await withhold(
        conn,
        [each for each in waiting if each is not None],
        actor_user_id=approved_by or posted_by,
    )
    return sorted([*(entry.seq for entry in minutes), *points_seqs.values()])


async def _settled(
    conn: AsyncConnection, services: Sequence[VerifiedService]
) -> list[VerifiedService]:
    """Return the services with the awards that groups, frequency, caps and budgets leave."""
    estate_id = services[0].estate_id
    facts = await earning_facts(
        conn,
        estate_id=estate_id,
        resident_ids={service.resident_id for service in services},
        days={service.served_on for service in services},
    )
    types = await service_types(
        conn, estate_id=estate_id, activity_ids={service.activity_id for service in services}
    )
    room = await read_room(conn, estate_id=estate_id, days={service.on for service in services})
    settled: dict[int, VerifiedService] = {}
    for service in sorted(services, key=lambda each: (each.served_on, each.service_record_id)):
        award = settled_award(
            ServiceClaim(
                resident_id=service.resident_id,
                service_type=types[service.activity_id],
                served_on=service.served_on,
                service_minutes=service.service_minutes,
                on=service.on,
            ),
            facts,
        )
        awarded = replace(service, award=award)
        settled[service.service_record_id] = replace(awarded, decided=room.settle(awarded.issue))
    return [settled[each.service_record_id] for each in services]
