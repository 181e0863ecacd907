"""Issuing, correcting, forging and forgetting certificates in a real database."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import Dimensions, JournalEntry, credit, debit
from ledger.certificates import queries
from ledger.certificates.operations import holder_of
from ledger.certificates.pages import certificate_page
from ledger.certificates.paper import paper_data, paper_pdf
from ledger.certificates.rules import (
    CertificateHolderIsForgotten,
    CertificateHolderWasAltered,
    CertificateIsThere,
    CertificateNeedsGuardian,
    CertificateTimeIsWrong,
    NothingToCertify,
)
from ledger.db.embedded import SUPERUSER_ROLE, EmbeddedPostgres
from ledger.db.personal_data import PersonalDatum, personal_data_of
from ledger.errors import ObjectIsNotHere
from ledger.evidence.database_verification import verify_database
from ledger.evidence.sealer import Sealer
from ledger.posting.operations import PostingCommand, post_entries
from ledger.settings import Settings
from tests.certificates.conftest import NOW, TODAY, Volunteers, serve
from tests.databases import Database


async def faults(engine: AsyncEngine, folder: Path) -> list[str]:
    async with engine.connect() as conn:
        reports = await verify_database(conn, sealer=Sealer.of(Settings(data_dir=folder)))
    return [f"{fault.code} {fault.field}" for report in reports for fault in report.faults]


async def reverse(volunteers: Volunteers, seq: int, minutes: int) -> None:
    """Cancel minutes of a service in red, under a second person."""
    town = volunteers.town
    dimensions = Dimensions(activity_id=await activity_of(volunteers, seq))
    entry = JournalEntry(
        EntrySeries.MINUTES,
        "service_correction",
        TODAY,
        "签到人弄错，更正",
        (
            debit("M1101", -minutes, Currency.MIN, dimensions=dimensions),
            credit("M2101", -minutes, Currency.MIN, holder=town.wallet(), dimensions=dimensions),
        ),
        reverses_seq=seq,
    )
    async with volunteers.engine.begin() as conn:
        command = PostingCommand(
            town.estate,
            entry,
            f"correction:{seq}:{minutes}",
            prepared_by=town.treasurer,
            approved_by=town.committee,
        )
        await post_entries(conn, [command], posted_by=town.treasurer, today=TODAY)


async def activity_of(volunteers: Volunteers, seq: int) -> int:
    async with volunteers.engine.connect() as conn:
        found: int = await conn.scalar(
            text("select min(activity_id) from entry_line where seq = :seq"), {"seq": seq}
        )
    return found


async def test_a_certificate_says_what_the_books_say(
    volunteers: Volunteers, tmp_path: Path
) -> None:
    issued = await volunteers.issue()
    assert issued.number == "志证-2026-000001"
    assert [service.service_minutes for service in issued.services] == [150, 100]
    assert issued.service_minutes == 250
    assert (issued.content["from_on"], issued.content["to_on"]) == ("2026-06-18", "2026-07-02")
    assert issued.state == "valid"
    assert "王小芳" not in str(issued.content)
    async with volunteers.engine.connect() as conn:
        assert holder_of(conn, issued).name == "王小芳"
    assert await faults(volunteers.engine, tmp_path) == []


async def stars_need(volunteers: Volunteers, version: int, on: date, hours: str) -> None:
    async with volunteers.engine.begin() as conn:
        await conn.execute(
            text("""insert into rule_version (estate_id, version, name, effective_on, source, body)
                select estate_id, :version, name, :on, source, body || jsonb_build_object(
                    'version', cast(:version as int), 'effective_on', cast(:on as date),
                    'recognition', jsonb_build_object('star_hours', cast(:hours as jsonb)))
                from rule_version where estate_id = :estate_id and version = 1"""),
            {"estate_id": volunteers.estate_id, "version": version, "on": on, "hours": hours},
        )


async def test_stars_are_frozen_with_the_rules_of_the_day(
    volunteers: Volunteers, tmp_path: Path
) -> None:
    await stars_need(volunteers, 2, TODAY - timedelta(days=3), "[2, 4, 6]")
    issued = await volunteers.issue()
    assert issued.stars is not None
    assert (issued.stars.stars, issued.stars.hours_needed) == (2, 4)
    async with volunteers.engine.connect() as conn:
        holder = holder_of(conn, issued)
    on_paper = paper_data(issued, holder, address="https://example.invalid/x")["stars"]
    assert on_paper.startswith("二星级（所列时长达到 4 小时，依据《志愿服务记录")
    assert on_paper in certificate_page(issued, holder, written_name=None)
    # Rules that come later change what comes later, and no certificate.
    await stars_need(volunteers, 3, TODAY + timedelta(days=1), "[100]")
    later = await volunteers.issue(now=NOW + timedelta(days=1))
    assert later.stars is not None
    assert later.stars.stars == 0
    async with volunteers.engine.connect() as conn:
        again = await queries.read_certificate(
            conn, estate_id=volunteers.estate_id, certificate_id=issued.certificate_id
        )
    assert again.stars == issued.stars
    assert paper_data(later, holder, address="https://example.invalid/x")["stars"] == ""
    assert "服务星级" not in certificate_page(later, holder, written_name=None)
    assert paper_pdf(issued, holder, address="https://example.invalid/x").startswith(b"%PDF")
    assert await faults(volunteers.engine, tmp_path) == []


async def test_a_time_is_chosen_with_both_its_days(volunteers: Volunteers) -> None:
    day = date(2026, 6, 18)
    assert (await volunteers.issue(from_on=day, to_on=day)).service_minutes == 150
    with pytest.raises(NothingToCertify):
        await volunteers.issue(to_on=date(2026, 6, 17))
    with pytest.raises(CertificateTimeIsWrong):
        await volunteers.issue(from_on=day, to_on=date(2026, 6, 1))


async def test_the_same_is_certified_once_a_day(volunteers: Volunteers) -> None:
    first = await volunteers.issue()
    with pytest.raises(CertificateIsThere) as refused:
        await volunteers.issue()
    assert refused.value.details["number"] == first.number
    assert (await volunteers.issue(now=NOW + timedelta(days=1))).number == "志证-2026-000002"


async def test_twenty_at_once_are_numbered_without_a_gap(
    volunteers: Volunteers, tmp_path: Path
) -> None:
    days = [date(2026, 4, 1) + timedelta(days=number) for number in range(20)]
    async with volunteers.engine.begin() as conn:
        for day in days:
            await serve(conn, volunteers.town, volunteers.me, on=day, minutes=60)
    # Every third is refused after it held the lock, and leaves no gap.
    asked = [volunteers.issue(from_on=day, to_on=day) for day in days]
    asked += [volunteers.issue(to_on=date(2026, 3, 1)) for _ in range(7)]
    done = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(each, NothingToCertify) for each in done) == 7
    numbers = sorted(each.number for each in done if isinstance(each, queries.Certificate))
    assert numbers == [f"志证-2026-{position:06d}" for position in range(1, 21)]
    assert await faults(volunteers.engine, tmp_path) == []


async def test_years_are_numbered_apart(volunteers: Volunteers) -> None:
    await volunteers.issue()
    # The first hour of the year in China is still the old year in UTC.
    later = NOW.replace(month=12, day=31, hour=16, minute=30)
    assert (await volunteers.issue(now=later)).number == "志证-2027-000001"


async def test_a_correction_ends_it_and_a_new_one_takes_its_place(
    volunteers: Volunteers, tmp_path: Path
) -> None:
    june = await volunteers.issue(to_on=date(2026, 6, 30))
    july = await volunteers.issue(from_on=date(2026, 7, 1))
    await reverse(volunteers, july.services[0].seq, 40)
    again = {"estate_id": volunteers.estate_id}
    async with volunteers.engine.connect() as conn:
        assert (
            await queries.read_certificate(conn, **again, certificate_id=july.certificate_id)
        ).state == "corrected"
    new = await volunteers.issue()
    assert [service.service_minutes for service in new.services] == [150, 60]
    assert new.content["supersedes"] == [july.number]
    assert new.state == "valid"
    async with volunteers.engine.connect() as conn:
        old = await queries.read_certificate(conn, **again, certificate_id=july.certificate_id)
        assert (old.state, old.superseded_by) == ("superseded", new.number)
        assert old.content == july.content
        kept = await queries.read_certificate(conn, **again, certificate_id=june.certificate_id)
        assert kept.state == "valid"
    await reverse(volunteers, july.services[0].seq, 60)
    newest = await volunteers.issue()
    assert [service.service_minutes for service in newest.services] == [150]
    assert newest.content["supersedes"] == [new.number]
    assert await faults(volunteers.engine, tmp_path) == []


async def test_a_child_is_certified_by_its_guardian(volunteers: Volunteers) -> None:
    child, stranger = volunteers.town.residents[volunteers.estate_id][1:3]
    async with volunteers.engine.begin() as conn:
        await serve(conn, volunteers.town, child, on=date(2026, 6, 20), minutes=60)
        sealed = personal_data_of(conn).seal("2016-05-01", PersonalDatum.BIRTH_DATE)
        await conn.execute(
            text("""update resident set birth_date_sealed = :sealed,
                guardian_needed_until = '2030-06-01' where resident_id = :id"""),
            {"sealed": sealed, "id": child},
        )
        paper = await conn.scalar(
            text("""insert into personal_paper (estate_id, filename, media_type, size_bytes,
                    content_sealed, uploaded_by)
                values (:e, 'a.pdf', 'application/pdf', 1, 'x', :u) returning personal_paper_id"""),
            {"e": volunteers.estate_id, "u": volunteers.town.treasurer},
        )
        await conn.execute(
            text("""insert into guardianship (estate_id, child_resident_id, guardian_resident_id,
                    consented_on, personal_paper_id, recorded_by)
                values (:e, :child, :me, '2026-01-01', :paper, :u)"""),
            {
                "e": volunteers.estate_id, "child": child, "me": volunteers.me, "paper": paper,
                "u": volunteers.town.treasurer,
            },
        )  # fmt: skip
    with pytest.raises(CertificateNeedsGuardian):
        await volunteers.issue(child)
    with pytest.raises(ObjectIsNotHere):
        await volunteers.issue(child, asked_as="guardian", guardian_resident_id=stranger)
    with pytest.raises(ObjectIsNotHere):
        await volunteers.issue(stranger, asked_as="guardian", guardian_resident_id=volunteers.me)
    issued = await volunteers.issue(child, asked_as="guardian", guardian_resident_id=volunteers.me)
    assert (issued.resident_id, issued.asked_as) == (child, "guardian")
    assert (await volunteers.issue(child, asked_as="staff", now=NOW + timedelta(days=1))).number


async def test_nobody_changes_or_removes_one(
    volunteers: Volunteers, owner_engine: AsyncEngine
) -> None:
    issued = await volunteers.issue()
    for attack in (
        "update service_certificate set content = content",
        "delete from service_certificate",
        "truncate service_certificate cascade",
        "delete from certificate_holder",
        "delete from certificate_series",
        "update certificate_series set last_position = 7",
        "update certificate_series set last_position = 0",
    ):
        async with owner_engine.connect() as conn:
            with pytest.raises(DBAPIError):
                await conn.execute(text(attack))
    # A number of one's own, or a certificate beside the chain.
    for position, previous in ((3, issued.record_hash.hex()), (2, "00" * 32)):
        async with owner_engine.connect() as conn:
            with pytest.raises(DBAPIError) as refused:
                await conn.execute(
                    text("""insert into service_certificate
                        select estate_id, 900, year, cast(:position as int),
                            '志证-2026-' || lpad(cast(cast(:position as int) as text), 6, '0'),
                                resident_id,
                            service_minutes, issued_at, issued_by, asked_as,
                            'aaaaaaaaaaaaaaaaaaaaaa', holder_commitment, c.content,
                            sha256(convert_to(E'ledger-service-certificate/v1\\n' || c.content,
                                'UTF8'))
                        from service_certificate s cross join lateral (
                            select jsonb_set(s.content::jsonb, '{previous}',
                                to_jsonb(cast(:previous as text)))::text as content) c"""),
                    {"position": position, "previous": previous},
                )
            assert getattr(refused.value.orig, "sqlstate", "") == "LG050"


FORGERIES = (
    (
        """update service_certificate set content = replace(content, '150', '950'),
            service_minutes = 950 where position = 1""",
        "certificate_differs record_hash",
    ),
    # With a hash of its own, the next one still bears the old.
    (
        """update service_certificate set service_minutes = 950,
            content = replace(content, '150', '950'), record_hash = sha256(convert_to(
            E'ledger-service-certificate/v1\\n' || replace(content, '150', '950'), 'UTF8'))
        where position = 1""",
        "certificate_differs previous",
    ),
    (
        """update service_certificate set content = replace(content, '100', '190'),
            service_minutes = 190, record_hash = sha256(convert_to(
            E'ledger-service-certificate/v1\\n' || replace(content, '100', '190'), 'UTF8'))
        where position = 2""",
        "certificate_service_differs services.service_minutes",
    ),
    (
        "update service_certificate set token = repeat('a', 22) where position = 2",
        "certificate_differs token",
    ),
    (
        "delete from service_certificate where position = 2",
        "certificate_series_differs last_position",
    ),
    ("delete from service_certificate where position = 1", "certificate_differs previous"),
    ("delete from certificate_series", "certificate_series_differs last_position"),
)


async def test_verification_names_what_was_forged(
    volunteers: Volunteers, database: Database, postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    await volunteers.issue(to_on=date(2026, 6, 30))
    await volunteers.issue(from_on=date(2026, 7, 1))
    conn = await asyncpg.connect(
        host=str(postgres.socket_folder), port=5432, user=SUPERUSER_ROLE, database=database.name
    )
    try:
        await conn.execute("set session_replication_role = replica")
        for row in await conn.fetch(
            """select quote_ident(conname) as name from pg_constraint
            where contype = 'c' and conrelid = 'service_certificate'::regclass"""
        ):
            await conn.execute(f"alter table service_certificate drop constraint {row['name']}")
        for table in ("service_certificate", "certificate_series"):
            await conn.execute(f"create temp table kept_{table} as table {table}")
        for attack, named in FORGERIES:
            await conn.execute(attack)
            assert named in await faults(volunteers.engine, tmp_path), attack
            for table in ("service_certificate", "certificate_series"):
                await conn.execute(f"delete from {table}")
                await conn.execute(f"insert into {table} select * from kept_{table}")
        assert await faults(volunteers.engine, tmp_path) == []
    finally:
        await conn.close()


async def test_a_name_that_was_exchanged_or_destroyed_is_not_printed(
    volunteers: Volunteers, owner_engine: AsyncEngine
) -> None:
    first = await volunteers.issue()
    async with volunteers.engine.begin() as conn:
        other = personal_data_of(conn).seal(
            '{"identity_end":"","name":"李四","salt":"s"}', PersonalDatum.CERTIFICATE_HOLDER
        )
        await conn.execute(
            text("update certificate_holder set holder_sealed = :other"), {"other": other}
        )
        ids = {"estate_id": volunteers.estate_id, "certificate_id": first.certificate_id}
        with pytest.raises(CertificateHolderWasAltered):
            holder_of(conn, await queries.read_certificate(conn, **ids))
        await conn.execute(text("update certificate_holder set holder_sealed = null"))
        with pytest.raises(CertificateHolderIsForgotten):
            holder_of(conn, await queries.read_certificate(conn, **ids))
