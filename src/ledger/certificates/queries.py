"""Reading what can be certified, and what was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.certificates.rules import (
    CertifiedService,
    CertifiedStars,
    Holder,
    State,
    state_of,
)
from ledger.db.personal_data import PersonalDatum, personal_data_of
from ledger.errors import ObjectIsNotHere

# What a service counts today: what the books say of it, corrections and all.
_SERVICES = text("""
    select s.served_on as on, a.name as activity, a.service_type, a.organiser,
        b.minutes as service_minutes, s.minutes_seq as seq
    from service_record s
    join activity a on a.estate_id = s.estate_id and a.activity_id = s.activity_id
    cross join lateral (
        select booked_minutes(s.estate_id, s.service_record_id) as minutes
    ) b
    where s.estate_id = :estate_id and s.resident_id = :resident_id and s.state = 'verified'
        and s.served_on >= coalesce(:from_on, s.served_on)
        and s.served_on <= coalesce(:to_on, s.served_on)
        and b.minutes > 0
    order by s.served_on, s.service_record_id
""")

_COLUMNS = """
    c.estate_id, c.certificate_id, c.number, c.resident_id, c.service_minutes, c.issued_at,
    c.asked_as, c.token, c.content, c.record_hash, c.holder_commitment, h.holder_sealed,
    p.name as resident_name,
    array(
        select distinct (s ->> 'seq')::bigint
        from jsonb_array_elements(c.content::jsonb -> 'services') as s
        cross join lateral (
            select r.seq from journal_entry r
            where r.estate_id = c.estate_id and r.reverses_seq = (s ->> 'seq')::bigint
            union all
            select e.seq from service_record o
            join service_correction k using (estate_id, service_record_id)
            join service_correction_entry e using (estate_id, service_correction_id)
            where o.estate_id = c.estate_id and o.minutes_seq = (s ->> 'seq')::bigint
                and e.currency = 'MIN'
        ) r
        where r.seq > (c.content::jsonb ->> 'book_size')::bigint
        order by 1) as corrected_seqs,
    (select min(n.number) from service_certificate n
        where n.estate_id = c.estate_id and n.resident_id = c.resident_id
            and n.certificate_id > c.certificate_id
            and n.content::jsonb -> 'supersedes' ? c.number) as superseded_by
"""
_FROM = """
    from service_certificate c
    join certificate_holder h using (estate_id, certificate_id)
    join resident p on p.estate_id = c.estate_id and p.resident_id = c.resident_id
"""
_ONE = text(f"select {_COLUMNS} {_FROM} where c.estate_id = :estate_id and c.certificate_id = :id")
_BY_TOKEN = text(f"select {_COLUMNS} {_FROM} where c.token = :token")
_OF_RESIDENTS = text(
    f"""select {_COLUMNS} {_FROM}
    where c.estate_id = :estate_id and c.resident_id = any(:resident_ids)
    order by c.certificate_id desc"""
)
_LIST = text(
    f"""select {_COLUMNS} {_FROM}
    where c.estate_id = :estate_id and c.certificate_id < :before
        and (:q = '' or strpos(c.number, :q) > 0 or strpos(p.name, :q) > 0)
    order by c.certificate_id desc limit :limit"""
)
_CHILDREN = text("""
    select g.child_resident_id as resident_id, r.name
    from guardianship g
    join resident r on r.estate_id = g.estate_id and r.resident_id = g.child_resident_id
    where g.estate_id = :estate_id and g.guardian_resident_id = :resident_id
        and g.withdrawn_at is null and r.guardian_needed_until > :today
    order by r.resident_id
""")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as it was frozen, and how it stands today."""

    estate_id: int
    certificate_id: int
    number: str
    resident_id: int
    service_minutes: int
    issued_at: datetime
    asked_as: str
    token: str
    content: dict[str, Any]
    record_hash: bytes
    holder_commitment: bytes
    holder_sealed: bytes | None
    resident_name: str
    corrected_seqs: list[int]
    superseded_by: str | None

    @property
    def corrections(self) -> int:
        """How many of its services were corrected after it was issued."""
        return len(self.corrected_seqs)

    @property
    def state(self) -> State:
        return state_of(corrections=self.corrections, superseded_by=self.superseded_by)

    @property
    def stars(self) -> CertifiedStars | None:
        """What the paper says of stars; None on one that was issued before it did."""
        said = self.content.get("stars")
        return None if said is None else CertifiedStars(**said)

    @property
    def services(self) -> list[CertifiedService]:
        """The services on the paper."""
        return [
            CertifiedService(**line | {"on": date.fromisoformat(line["on"])})
            for line in self.content["services"]
        ]


@dataclass(frozen=True, slots=True)
class Child:
    """A child under 14 for whom a guardian asks."""

    resident_id: int
    name: str


def _certificate(row: Any) -> Certificate:
    return Certificate(**dict(row._mapping) | {"content": json.loads(row.content)})


async def services_to_certify(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    from_on: date | None,
    to_on: date | None,
) -> list[CertifiedService]:
    """Return a resident's verified services in a time, both days included, the oldest first."""
    rows = await conn.execute(
        _SERVICES,
        {"estate_id": estate_id, "resident_id": resident_id, "from_on": from_on, "to_on": to_on},
    )
    return [CertifiedService(**row._mapping) for row in rows]


async def read_certificate(
    conn: AsyncConnection, *, estate_id: int, certificate_id: int
) -> Certificate:
    """Return one certificate; raises `ObjectIsNotHere`."""
    row = (await conn.execute(_ONE, {"estate_id": estate_id, "id": certificate_id})).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这份证明")
    return _certificate(row)


async def certificate_of_token(conn: AsyncConnection, token: str) -> Certificate | None:
    """Return the certificate whose paper bears this token, or None."""
    row = (await conn.execute(_BY_TOKEN, {"token": token})).one_or_none()
    return None if row is None else _certificate(row)


async def certificates_of(
    conn: AsyncConnection, *, estate_id: int, resident_ids: Sequence[int]
) -> list[Certificate]:
    """Return the certificates of these residents, the newest first."""
    wanted = {"estate_id": estate_id, "resident_ids": list(resident_ids)}
    return [_certificate(row) for row in await conn.execute(_OF_RESIDENTS, wanted)]


async def certificates(
    conn: AsyncConnection, *, estate_id: int, q: str, before: int | None, limit: int
) -> list[Certificate]:
    """Return an estate's certificates, the newest first; `q` is part of a number or a name."""
    wanted = {"estate_id": estate_id, "q": q, "before": before or 2**62, "limit": limit}
    return [_certificate(row) for row in await conn.execute(_LIST, wanted)]


async def children_of(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, today: date
) -> list[Child]:
    """Return the children under 14 whose guardian a resident is."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id, "today": today}
    return [Child(**row._mapping) for row in await conn.execute(_CHILDREN, wanted)]


async def identity_number_of(
    conn: AsyncConnection, *, estate_id: int, resident_id: int
) -> str | None:
    """Return the identity number that a resident registered with, or None."""
    sealed = await conn.scalar(
        text("""select identity_sealed from resident
            where estate_id = :estate_id and resident_id = :resident_id"""),
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    if sealed is None:
        return None
    return personal_data_of(conn).reveal(sealed, PersonalDatum.IDENTITY_NUMBER)


def revealed_holder(conn: AsyncConnection, sealed: bytes) -> Holder:
    """Open the sealed holder of a certificate."""
    opened = personal_data_of(conn).reveal(sealed, PersonalDatum.CERTIFICATE_HOLDER)
    return Holder(**json.loads(opened))


async def lock_series(conn: AsyncConnection, *, estate_id: int, year: int) -> tuple[int, bytes]:
    """Lock the numbers of a year and return the last position and the hash of its certificate."""
    wanted = {"estate_id": estate_id, "year": year}
    await conn.execute(
        text("""insert into certificate_series (estate_id, year) values (:estate_id, :year)
            on conflict do nothing"""),
        wanted,
    )
    row = (
        await conn.execute(
            text("""select last_position, last_hash from certificate_series
                where estate_id = :estate_id and year = :year for no key update"""),
            wanted,
        )
    ).one()
    return row.last_position, row.last_hash


async def book_size(conn: AsyncConnection, estate_id: int) -> int:
    """Return how many entries an estate's book has; raises `ObjectIsNotHere` without a book."""
    size: int | None = await conn.scalar(
        text("select size from book where estate_id = :estate_id"), {"estate_id": estate_id}
    )
    if size is None:
        raise ObjectIsNotHere("这个小区的账簿")
    return size
