"""Every read of service records and sorting events, and the facts that files are held against."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import rule_book
from ledger.estates.rule_profile import RuleProfile
from ledger.volunteering.rules import ServiceSpan
from ledger.volunteering.sign_in_sheet import KnownRecord
from ledger.volunteering.sorting_feed import EventContent

MINUTES_TODAY = """
    case when s.service_record_id in (
            select k.service_record_id from service_correction k
            where k.estate_id = :estate_id and k.state = 'posted'
            union all
            select o.service_record_id from journal_entry e
            join service_record o on o.estate_id = e.estate_id and o.minutes_seq = e.reverses_seq
            where e.estate_id = :estate_id and e.reverses_seq is not null)
        then booked_minutes(s.estate_id, s.service_record_id) else s.service_minutes end
"""
"""What a verified record `s` counts by the books, for statements over many: few were corrected."""

_BOOK = text("""
    select b.first_month,
        (clock_timestamp() at time zone 'Asia/Shanghai')::date as today,
        array(select p.fiscal_month from period p
            where p.estate_id = b.estate_id and p.state <> 'open') as closed_months
    from book b where b.estate_id = :estate_id
""")

_KNOWN_RECORDS = text("""
    select source_key, state, checked_out, confirmer from service_record
    where estate_id = :estate_id and served_on = any(cast(:days as date[]))
""")

# When somebody served, after corrections; a record of which nothing is left stands in no way.
_SPANS = """
    select s.resident_id, s.served_on, coalesce(k.checked_in, s.checked_in) as checked_in,
        coalesce(k.checked_out, s.checked_out) as checked_out
    from service_record s
    left join service_correction_in_force k
        on k.estate_id = s.estate_id and k.service_record_id = s.service_record_id
    where s.estate_id = :estate_id and s.served_on = any(cast(:days as date[]))
        and coalesce(k.to_minutes, 1) > 0
"""
_VERIFIED_SPANS = text(_SPANS + "and s.state = 'verified'")
_RECORDED_SPANS = text(_SPANS)

_KNOWN_EVENTS = text("""
    select event_no, resident_id, device, category, weight_grams, occurred_on, occurred_at
    from sorting_event
    where estate_id = :estate_id and event_no = any(cast(:event_nos as text[]))
""")

_IMPORT_OF_FILE = text("""
    select max(i.import_id) from import_batch i
    join source_document d on d.estate_id = i.estate_id and d.document_id = i.document_id
    where i.estate_id = :estate_id and i.kind = :kind and d.sha256 = :sha256
""")

_RECORDS = text("""
    select * from service_record_detail
    where estate_id = :estate_id
        and (cast(:state as text) is null or state = :state)
        and service_record_id > :after
        and (:q = '' or strpos(activity, :q) > 0 or strpos(volunteer, :q) > 0
            or strpos(service_type, :q) > 0)
        and (cast(:buildings as text[]) is null
            or dwells_in(estate_id, resident_id, cast(:buildings as text[])))
    order by service_record_id
    limit :limit
""")

_RECORD = text("""
    select * from service_record_detail
    where estate_id = :estate_id and service_record_id = :service_record_id
""")

_RECORD_FOR_CHANGE = text("""
    select 1 from service_record
    where estate_id = :estate_id and service_record_id = :service_record_id
    for no key update
""")

_RECORDS_OF_RESIDENT = text("""
    select * from service_record_detail
    where estate_id = :estate_id and resident_id = :resident_id
        and (cast(:before_day as date) is null
            or (served_on, service_record_id) < (:before_day, :before_id))
    order by served_on desc, service_record_id desc
    limit :limit
""")

_ACTIVITIES_SEEN_BY = text("""
    select a.activity_id, a.name, a.service_type, a.held_on, a.organiser,
        mine.minutes as my_minutes, mine.records as my_records, mine.waiting as my_waiting_records
    from activity a
    cross join lateral (
        select coalesce(sum(booked_minutes(s.estate_id, s.service_record_id))
                filter (where s.state = 'verified'), 0)::int as minutes,
            (count(*) filter (where s.state = 'verified'))::int as records,
            (count(*) filter (where s.state = 'waiting'))::int as waiting
        from service_record s
        where s.estate_id = a.estate_id and s.activity_id = a.activity_id
            and s.resident_id = :resident_id
    ) mine
    where a.estate_id = :estate_id and a.state in ('confirmed', 'closed')
        and (not :is_mine or mine.records + mine.waiting > 0)
        and (cast(:before_day as date) is null
            or (a.held_on, a.activity_id) < (:before_day, :before_id))
    order by a.held_on desc, a.activity_id desc
    limit :limit
""")


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity of the estate and one resident's part in it: verified minutes, records."""

    activity_id: int
    name: str
    service_type: str
    held_on: date
    organiser: str
    my_minutes: int
    my_records: int
    my_waiting_records: int


@dataclass(frozen=True, slots=True)
class BookFacts:
    """Where the book begins, which months are closed, and the database's date in China."""

    first_month: Month
    closed_months: frozenset[int]
    today: date


@dataclass(frozen=True, slots=True)
class ServiceRecordRow:
    """A service record with its activity and its volunteer; `room` is None for a non-owner.

    `document_sha256` is the digest of the sheet it came from, None without an upload. A record of a
    planned activity needs `confirmations_required` people's word; for others it is 0.
    """

    estate_id: int
    service_record_id: int
    resident_id: int
    activity_id: int
    activity: str
    service_type: str
    volunteer: str
    served_on: date
    checked_in: time
    checked_out: time | None
    service_minutes: int | None
    confirmer: str | None
    state: str
    waiting_reasons: list[str]
    recorded_by: int
    completed_by: int | None
    completed_by_name: str | None
    completion_reason: str | None
    verified_by: int | None
    points: int | None
    minutes_seq: int | None
    points_seq: int | None
    document_sha256: bytes | None
    room: str | None
    confirmations: int
    confirmations_required: int

    @property
    def span(self) -> ServiceSpan:
        """When the volunteer was there."""
        return ServiceSpan(self.resident_id, self.served_on, self.checked_in, self.checked_out)


async def book_facts(conn: AsyncConnection, *, estate_id: int) -> BookFacts:
    """Return what bounds business dates; raises `ObjectIsNotHere` before a book is opened."""
    row = (await conn.execute(_BOOK, {"estate_id": estate_id})).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这个小区的账簿")
    return BookFacts(Month.from_number(row.first_month), frozenset(row.closed_months), row.today)


async def profiles_on(
    conn: AsyncConnection, *, estate_id: int, days: Iterable[date]
) -> dict[date, RuleProfile]:
    """Return the rules in force by day; a day without rules is left out."""
    book = await rule_book(conn, estate_id)
    profiles = {day: book.on(day) for day in set(days)}
    return {day: profile for day, profile in profiles.items() if profile is not None}


async def known_records(
    conn: AsyncConnection, *, estate_id: int, days: Collection[date]
) -> dict[str, KnownRecord]:
    """Return the records of these days by their source key."""
    rows = await conn.execute(_KNOWN_RECORDS, {"estate_id": estate_id, "days": list(days)})
    return {row.source_key: KnownRecord(row.state, row.checked_out, row.confirmer) for row in rows}


async def verified_spans(
    conn: AsyncConnection, *, estate_id: int, days: Collection[date]
) -> list[ServiceSpan]:
    """Return when anybody verifiably served on these days."""
    rows = await conn.execute(_VERIFIED_SPANS, {"estate_id": estate_id, "days": list(days)})
    return [ServiceSpan(r.resident_id, r.served_on, r.checked_in, r.checked_out) for r in rows]


async def recorded_spans(
    conn: AsyncConnection, *, estate_id: int, days: Collection[date]
) -> list[ServiceSpan]:
    """Return when anybody served on these days by any record, verified or waiting."""
    rows = await conn.execute(_RECORDED_SPANS, {"estate_id": estate_id, "days": list(days)})
    return [ServiceSpan(r.resident_id, r.served_on, r.checked_in, r.checked_out) for r in rows]


async def known_events(
    conn: AsyncConnection, *, estate_id: int, event_nos: Sequence[str]
) -> dict[str, EventContent]:
    """Return the booked events among these numbers."""
    wanted = {"estate_id": estate_id, "event_nos": list(event_nos)}
    return {
        row.event_no: EventContent(
            row.resident_id,
            row.device,
            row.category,
            row.weight_grams,
            row.occurred_on,
            row.occurred_at,
        )
        for row in await conn.execute(_KNOWN_EVENTS, wanted)
    }


async def import_of_file(
    conn: AsyncConnection, *, estate_id: int, kind: str, sha256: bytes
) -> int | None:
    """Return the newest import of these bytes, or None when they did not come as an upload."""
    found: int | None = await conn.scalar(
        _IMPORT_OF_FILE, {"estate_id": estate_id, "kind": kind, "sha256": sha256}
    )
    return found


async def service_records(
    conn: AsyncConnection,
    *,
    estate_id: int,
    state: str | None,
    q: str,
    after: int,
    limit: int,
    buildings: Collection[str] | None = None,
) -> list[ServiceRecordRow]:
    """Return records by id; `q` is part of an activity, a type or a volunteer's name.

    With `buildings` those alone whose volunteer dwells in them.
    """
    wanted = {
        "estate_id": estate_id,
        "state": state,
        "q": q,
        "after": after,
        "limit": limit,
        "buildings": None if buildings is None else list(buildings),
    }
    rows = await conn.execute(_RECORDS, wanted)
    return [ServiceRecordRow(**row._mapping) for row in rows]


async def service_record(
    conn: AsyncConnection, *, estate_id: int, service_record_id: int
) -> ServiceRecordRow:
    """Return one record; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "service_record_id": service_record_id}
    row = (await conn.execute(_RECORD, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这条服务记录")
    return ServiceRecordRow(**row._mapping)


async def lock_service_record(
    conn: AsyncConnection, *, estate_id: int, service_record_id: int
) -> ServiceRecordRow:
    """Lock one record and return it as it stands then; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "service_record_id": service_record_id}
    await conn.execute(_RECORD_FOR_CHANGE, wanted)
    return await service_record(conn, estate_id=estate_id, service_record_id=service_record_id)


async def service_records_of(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    before: tuple[date, int] | None,
    limit: int,
) -> list[ServiceRecordRow]:
    """Return a resident's own records, newest day first."""
    wanted = {
        "estate_id": estate_id,
        "resident_id": resident_id,
        "before_day": before[0] if before else None,
        "before_id": before[1] if before else 0,
        "limit": limit,
    }
    rows = await conn.execute(_RECORDS_OF_RESIDENT, wanted)
    return [ServiceRecordRow(**row._mapping) for row in rows]


async def known_activity_ids(
    conn: AsyncConnection, estate_id: int, activity_ids: Sequence[int]
) -> set[int]:
    """Return those of the ids that are activities of the estate."""
    rows = await conn.execute(
        text("""select activity_id from activity
            where estate_id = :estate_id and activity_id = any(cast(:ids as bigint[]))"""),
        {"estate_id": estate_id, "ids": list(activity_ids)},
    )
    return set(rows.scalars())


async def activities_seen_by(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    is_mine: bool,
    before: tuple[date, int] | None,
    limit: int,
) -> list[ActivityRow]:
    """Return the estate's activities from new to old with this resident's part in each.

    `is_mine` leaves out those the resident has no record of; `before` is the day and the id of the
    last one seen.
    """
    day, activity_id = before or (None, None)
    rows = await conn.execute(
        _ACTIVITIES_SEEN_BY,
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "is_mine": is_mine,
            "before_day": day,
            "before_id": activity_id,
            "limit": limit,
        },
    )
    return [ActivityRow(**row._mapping) for row in rows]
