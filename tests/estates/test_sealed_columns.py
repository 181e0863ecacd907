"""Phones lie sealed in the database, also those of older databases, and keys can be changed."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.personal_data import PersonalDataKeys, PersonalDatum, version_of
from ledger.estates import sealed_columns
from ledger.estates.importers import DwellingsImporter
from ledger.estates.sealed_columns import reseal, seal_plain_phones
from ledger.intake.source_file import SourceFile
from tests.conftest import personal_data_keys
from tests.estates.test_operations import found

SHEET = """楼栋,单元,房号,专有部分面积(㎡),业主编号,业主姓名,手机号
9,1,0101,76.05,Y1,张三,138 0013 8000
9,1,0102,76.05,Y2,李四,
"""
IDENTITY_NO = "51050219900307899X"
RESIDENTS = text("select owner_no, phone, phone_sealed, phone_digest from resident order by 1")


@pytest.fixture
def keys(tmp_path: Path) -> PersonalDataKeys:
    return PersonalDataKeys.open(tmp_path / "secrets")


async def book(conn: AsyncConnection, estate_id: int, sheet: str) -> None:
    await DwellingsImporter().book(
        conn,
        estate_id=estate_id,
        file=SourceFile.of("dwellings.csv", sheet.encode()),
        accepted_rows=frozenset(range(9)),
        actor_user_id=1,
        now=datetime(2026, 6, 1, tzinfo=UTC),
        today=datetime(2026, 6, 1, tzinfo=UTC).date(),
        progress=None,
    )


async def test_an_imported_phone_is_sealed_and_found(conn: AsyncConnection) -> None:
    estate_id = await found(conn, "a")
    file = SourceFile.of("dwellings.csv", SHEET.encode())
    preview = await DwellingsImporter().preview(conn, estate_id=estate_id, file=file)
    # The preview is shown, and kept under the key of the request.
    assert "8000" not in str([row.to_json() for row in preview.rows])
    await book(conn, estate_id, SHEET)
    keys = personal_data_keys()
    first, second = (await conn.execute(RESIDENTS)).all()
    assert (first.phone, second.phone, second.phone_sealed) == ("", "", None)
    assert keys.reveal(first.phone_sealed) == "138 0013 8000"
    assert first.phone_digest in keys.digests("+86-138-0013-8000")
    # A list without phones takes none away; one with another phone changes it.
    await book(conn, estate_id, SHEET.replace("76.05", "76.06").replace("138 0013 8000", ""))
    assert (await conn.execute(RESIDENTS)).all()[0].phone_digest == first.phone_digest
    await book(conn, estate_id, SHEET.replace("8000", "8001"))
    assert (await conn.execute(RESIDENTS)).all()[0].phone_digest == keys.digest("13800138001")


async def test_nobody_writes_a_readable_phone(conn: AsyncConnection) -> None:
    await found(conn, "a")
    with pytest.raises(IntegrityError, match="resident_phone_is_sealed"):
        await conn.execute(
            text(
                "insert into resident (estate_id, name, phone) select estate_id, '张三', '138'"
                " from estate"
            )
        )


async def plain_phones(owner: AsyncEngine, count: int) -> None:
    """Bring the table into the state that migration 0017 finds: readable phones, not validated."""
    async with owner.begin() as conn:
        await found(conn, "a")
        await conn.execute(text("alter table resident drop constraint resident_phone_is_sealed"))
        await conn.execute(
            text("""insert into resident (estate_id, owner_no, name, phone)
                select estate_id, 'Y' || n, '张三', '138' || (10000000 + n)
                from estate, generate_series(1, :count) n"""),
            {"count": count},
        )
        await conn.execute(
            text(
                "alter table resident add constraint resident_phone_is_sealed"
                " check (phone = '') not valid"
            )
        )


async def test_the_phones_of_an_older_database_are_sealed_once(
    owner_engine: AsyncEngine, keys: PersonalDataKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_columns, "ROWS_OF_A_BATCH", 3)
    await plain_phones(owner_engine, 8)
    assert await seal_plain_phones(owner_engine, keys) == 8
    async with owner_engine.connect() as conn:
        found_rows = (await conn.execute(RESIDENTS)).all()
        assert {row.phone for row in found_rows} == {""}
        assert {keys.reveal(row.phone_sealed) for row in found_rows} == {
            f"138{10000000 + n}" for n in range(1, 9)
        }
        by_digest = await conn.scalar(
            text("select owner_no from resident where phone_digest = any(:digests)"),
            {"digests": keys.digests("138-1000-0005")},
        )
        assert by_digest == "Y5"
    # The constraint says so from now on, and nobody has to look again.
    assert await seal_plain_phones(owner_engine, keys) == 0
    async with owner_engine.connect() as conn:
        validated = "select convalidated from pg_constraint where conname = :name"
        assert await conn.scalar(text(validated), {"name": "resident_phone_is_sealed"})


async def test_sealing_that_was_interrupted_goes_on(
    owner_engine: AsyncEngine, keys: PersonalDataKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plain_phones(owner_engine, 8)
    monkeypatch.setattr(sealed_columns, "ROWS_OF_A_BATCH", 3)
    seals = iter([True] * 4 + [False])

    def seal(
        self: PersonalDataKeys, value: str, datum: PersonalDatum = PersonalDatum.PHONE
    ) -> bytes:
        if not next(seals):
            raise KeyboardInterrupt
        return self._sealed(value.encode(), datum, bytes(12))

    with monkeypatch.context() as interrupted:
        interrupted.setattr(PersonalDataKeys, "seal", seal)
        with pytest.raises(KeyboardInterrupt):
            await seal_plain_phones(owner_engine, keys)
    assert await seal_plain_phones(owner_engine, keys) == 5


async def add_people(owner: AsyncEngine, keys: PersonalDataKeys, count: int) -> None:
    async with owner.begin() as conn:
        await found(conn, "a")
        for n in range(count):
            phone = f"1380013{n:04d}"
            await conn.execute(
                text("""insert into resident (estate_id, name, phone_sealed, phone_digest,
                        identity_sealed, identity_digest, birth_date_sealed,
                        guardian_needed_until)
                    select estate_id, '张三', :p, :pd, :i, :id, :b, '2034-07-01' from estate"""),
                {
                    "p": keys.seal(phone),
                    "pd": keys.digest(phone),
                    "i": keys.seal(IDENTITY_NO, PersonalDatum.IDENTITY_NUMBER),
                    "id": keys.digest(IDENTITY_NO, PersonalDatum.IDENTITY_NUMBER),
                    "b": keys.seal("2020-06-01", PersonalDatum.BIRTH_DATE),
                },
            )


async def test_all_rows_follow_a_change_of_keys(
    owner_engine: AsyncEngine, keys: PersonalDataKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_columns, "ROWS_OF_A_BATCH", 2)
    await add_people(owner_engine, keys, 5)
    assert await reseal(owner_engine, keys) == 0
    keys.rotate()
    seen: list[tuple[int, int]] = []

    def stop_after_four(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await reseal(owner_engine, keys, stop_after_four)
    assert seen == [(2, 15), (4, 15)]
    assert await reseal(owner_engine, keys) == 11
    async with owner_engine.connect() as conn:
        for row in (await conn.execute(text("select * from resident"))).all():
            sealed = (row.phone_sealed, row.identity_sealed, row.birth_date_sealed)
            assert {version_of(each) for each in sealed} == {2}
            assert row.identity_digest == keys.digest(IDENTITY_NO, PersonalDatum.IDENTITY_NUMBER)
            assert row.phone_digest == keys.digest(keys.reveal(row.phone_sealed))
            assert keys.reveal(row.birth_date_sealed, PersonalDatum.BIRTH_DATE) == "2020-06-01"


async def test_what_belongs_to_a_login_follows_a_change_of_keys(
    owner_engine: AsyncEngine, keys: PersonalDataKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_columns, "ROWS_OF_A_BATCH", 2)
    async with owner_engine.begin() as conn:
        for n in range(5):
            await conn.execute(
                text("""with u as (
                        insert into app_user (login, display_name, password_hash)
                        values (:login, :login, '-') returning user_id
                    ), f as (
                        insert into second_factor (user_id, sealed_secret, confirmed_at)
                        select user_id, :secret, now() from u
                    )
                    insert into wechat_identity (openid_digest, openid_sealed, user_id)
                    select sha256(cast(:login as bytea)), :openid, user_id from u"""),
                {
                    "login": f"user{n}",
                    "secret": keys.seal(f"{n}:SECRET", PersonalDatum.SECOND_FACTOR),
                    "openid": keys.seal(f"openid-{n}", PersonalDatum.WECHAT_OPEN_ID),
                },
            )
        # One from before openids were sealed.
        await conn.execute(
            text("update wechat_identity set openid_sealed = null where user_id = 1")
        )
    assert await reseal(owner_engine, keys) == 0
    keys.rotate()
    async with owner_engine.connect() as conn:
        linked = await conn.scalar(
            text("select count(*) from wechat_identity where openid_sealed is not null")
        )
    assert await reseal(owner_engine, keys) == linked + 5
    async with owner_engine.connect() as conn:
        rows = await conn.execute(
            text("""select login, openid_digest, openid_sealed, sealed_secret
                from app_user join second_factor using (user_id)
                join wechat_identity using (user_id) order by login""")
        )
        for n, row in enumerate(rows):
            assert version_of(row.sealed_secret) == 2
            secret = keys.reveal(row.sealed_secret, PersonalDatum.SECOND_FACTOR)
            assert secret == f"{n}:SECRET"
            assert row.openid_digest == sha256(row.login.encode()).digest()
            if row.openid_sealed is not None:
                openid = keys.reveal(row.openid_sealed, PersonalDatum.WECHAT_OPEN_ID)
                assert (version_of(row.openid_sealed), openid) == (2, f"openid-{n}")


async def test_every_sealed_column_follows_a_change_of_keys(conn: AsyncConnection) -> None:
    found = await conn.execute(
        text("""select table_name, column_name from information_schema.columns
            where table_schema = 'public' and data_type = 'bytea' and column_name like '%seal%'""")
    )
    in_database = {(row.table_name, row.column_name) for row in found}
    followed = {(column.table, column.sealed) for column in sealed_columns.SEALED_COLUMNS}
    # Forgotten by themselves after thirty days, and after ten minutes.
    left_as_they_are = {("form_draft", "body_sealed"), ("wechat_sign_in", "openid_sealed")}
    assert in_database == followed | left_as_they_are
