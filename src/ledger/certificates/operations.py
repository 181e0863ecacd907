"""The verb that issues a certificate.

The series of the year is locked first: certificates are numbered without a gap, and two requests
for the same become one certificate and one refusal.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import canonical_json
from ledger.certificates import queries
from ledger.certificates.rules import (
    AskedAs,
    CertificateHolderIsForgotten,
    CertificateHolderWasAltered,
    CertificateIsThere,
    CertificateNeedsGuardian,
    CertifiedService,
    CertifiedStars,
    Holder,
    certificate_number,
    check_services,
    check_time,
    frozen_content,
    identity_end,
    record_hash,
    stars_reached,
)
from ledger.db.personal_data import PersonalDatum, personal_data_of
from ledger.errors import ObjectIsNotHere
from ledger.estates.people.operations import living_person
from ledger.estates.people.queries import Person
from ledger.estates.queries import read_estate, rule_book

_ISSUE = text("""
    insert into service_certificate (estate_id, year, position, number, resident_id,
        service_minutes, issued_at, issued_by, asked_as, token, holder_commitment, content,
        record_hash)
    values (:estate_id, :year, :position, :number, :resident_id, :service_minutes, :issued_at,
        :issued_by, :asked_as, :token, :holder_commitment, :content, :record_hash)
    returning certificate_id
""")
_KEEP_HOLDER = text("""
    insert into certificate_holder (estate_id, certificate_id, holder_sealed)
    values (:estate_id, :certificate_id, :holder_sealed)
""")


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for whose certificate, over which time; both days are included."""

    resident_id: int
    from_on: date | None
    to_on: date | None
    asked_as: AskedAs
    guardian_resident_id: int | None = None


async def issue_certificate(
    conn: AsyncConnection,
    asking: Asking,
    *,
    estate_id: int,
    actor_user_id: int,
    token: str,
    salt: str,
    now: datetime,
    today: date,
) -> queries.Certificate:
    """Number and freeze a certificate, free of charge, and return it.

    It takes the place of older ones of the same person in which a service was corrected since.
    `token` and `salt` are random. Raises `CertificateTimeIsWrong`, `ObjectIsNotHere`,
    `CertificateNeedsGuardian`, `NothingToCertify`, `CertificateIsTooLong`, `CertificateIsThere`.
    """
    check_time(asking.from_on, asking.to_on)
    person = await living_person(conn, estate_id, asking.resident_id)
    await _check_asking(conn, asking, person, estate_id=estate_id, today=today)
    last_position, previous = await queries.lock_series(conn, estate_id=estate_id, year=today.year)
    # Read before the services: what is reversed in between counts as corrected, never as known.
    size = await queries.book_size(conn, estate_id)
    services = await queries.services_to_certify(
        conn,
        estate_id=estate_id,
        resident_id=asking.resident_id,
        from_on=asking.from_on,
        to_on=asking.to_on,
    )
    check_services(services)
    number = await queries.identity_number_of(
        conn, estate_id=estate_id, resident_id=asking.resident_id
    )
    holder = Holder(person.name, identity_end(number), salt)
    older = await queries.certificates_of(
        conn, estate_id=estate_id, resident_ids=[asking.resident_id]
    )
    said = {
        "issued_on": today.isoformat(),
        "from_on": (asking.from_on or services[0].on).isoformat(),
        "to_on": (asking.to_on or services[-1].on).isoformat(),
    }
    profile = (await rule_book(conn, estate_id)).on(today)
    stars = None
    if profile is not None:
        minutes = sum(service.service_minutes for service in services)
        stars = stars_reached(minutes, profile.recognition, rule_version=profile.version_text)
    for each in older:
        if each.state == "valid" and _says_the_same(conn, each, holder, services, stars, said):
            raise CertificateIsThere(
                f"今天已经开具过内容相同的证明 {each.number}，可以直接下载，不用重开。",
                certificate_id=each.certificate_id,
                number=each.number,
            )
    estate = await read_estate(conn, estate_id)
    position = last_position + 1
    row = {
        "estate_id": estate_id,
        "year": today.year,
        "position": position,
        "number": certificate_number(today.year, position),
        "resident_id": asking.resident_id,
        "issued_by": actor_user_id,
        "asked_as": asking.asked_as,
        "token": token,
    }
    moment = now.isoformat(timespec="seconds")
    content = frozen_content(
        services=services,
        details=row
        | said
        | {
            "estate_name": estate.name,
            "region": estate.region,
            "issued_at": moment,
            "book_size": size,
            "holder_commitment": holder.commitment.hex(),
        },
        stars=stars,
        supersedes=[each.number for each in older if each.state == "corrected"],
        previous=previous,
    )
    certificate_id: int = (
        await conn.execute(
            _ISSUE,
            row
            | {
                "service_minutes": sum(service.service_minutes for service in services),
                "issued_at": datetime.fromisoformat(moment),
                "holder_commitment": holder.commitment,
                "content": content,
                "record_hash": record_hash(content),
            },
        )
    ).scalar_one()
    sealed = personal_data_of(conn).seal(
        canonical_json(asdict(holder)), PersonalDatum.CERTIFICATE_HOLDER
    )
    await conn.execute(
        _KEEP_HOLDER,
        {"estate_id": estate_id, "certificate_id": certificate_id, "holder_sealed": sealed},
    )
    return await queries.read_certificate(conn, estate_id=estate_id, certificate_id=certificate_id)


async def _check_asking(
    conn: AsyncConnection, asking: Asking, person: Person, *, estate_id: int, today: date
) -> None:
    if asking.asked_as == "guardian":
        children = await queries.children_of(
            conn,
            estate_id=estate_id,
            resident_id=asking.guardian_resident_id or 0,
            today=today,
        )
        if asking.resident_id not in {child.resident_id for child in children}:
            raise ObjectIsNotHere("这位住户")
    elif asking.asked_as == "self" and person.is_child(today):
        raise CertificateNeedsGuardian("未满 14 岁，请监护人用自己的手机替你开具，或到服务台办理。")


def _says_the_same(
    conn: AsyncConnection,
    older: queries.Certificate,
    holder: Holder,
    services: list[CertifiedService],
    stars: CertifiedStars | None,
    said: dict[str, str],
) -> bool:
    if (older.services, older.stars) != (services, stars) or any(
        older.content[name] != said[name] for name in said
    ):
        return False
    known = holder_of(conn, older)
    return (known.name, known.identity_end) == (holder.name, holder.identity_end)


def holder_of(conn: AsyncConnection, certificate: queries.Certificate) -> Holder:
    """Return whom a certificate is about.

    Raises `CertificateHolderIsForgotten` and `CertificateHolderWasAltered`.
    """
    if certificate.holder_sealed is None:
        raise CertificateHolderIsForgotten("持证人已经注销，姓名已删除，这份证明不能再打印。")
    holder = queries.revealed_holder(conn, certificate.holder_sealed)
    if holder.commitment != certificate.holder_commitment:
        raise CertificateHolderWasAltered(
            "证明上的姓名与开具时不符，不能打印，请联系运维核对账簿。"
        )
    return holder
