"""Words of a forgotten person go, out of every table that keeps any; the books stay."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.ids import now_utc, today_in_china
from ledger.db.session import create_engine
from ledger.evidence.database_verification import verify_database
from ledger.evidence.sealer import Sealer
from ledger.own_data import operations, queries
from ledger.own_data.forgotten_words import FORGOTTEN_WORD, FREE_WORDS
from ledger.posting.holds import void_hold
from ledger.settings import Settings
from ledger.time_bank.help.operations import Acting, withdraw_request
from tests.conftest import Database
from tests.invariants.populated import Populated, populate
from tests.own_data.kept_words import KEPT, REMOVED
from tests.own_data.words_of_two import write_words

# Columns in which people write, or in which a program might keep what they wrote.
_COLUMNS = text("""
    with recursive of_people as (
        select c.oid from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and (
            c.relname in ('resident', 'app_user', 'household')
            or exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
                and a.attname ~ '(^|_)(resident_id|user_id|household_id|volunteer_id|holder)$'))
        union
        select f.conrelid from pg_constraint f
        join of_people p on p.oid = f.confrelid where f.contype = 'f'
    )
    select c.relname || '.' || a.attname
    from of_people p
    join pg_class c on c.oid = p.oid
    join pg_attribute a on a.attrelid = p.oid and a.attnum > 0 and not a.attisdropped
    where (format_type(a.atttypid, null) in ('text', 'text[]', 'jsonb', 'json', 'character varying')
            or a.attname ~ '_sealed$|^sealed_|^content$')
        -- A word of a list that the table itself knows is nobody's own.
        and not exists (
            select from pg_constraint k
            where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]
                and pg_get_constraintdef(k.oid)
                    ~ ('^CHECK \\(\\(' || a.attname || ' = ANY \\(ARRAY\\[[^\\]]*\\]\\)\\)\\)$'))
    order by 1
""")
_GUARDED = text("""
    select c.relname || '.' || w.word
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    cross join lateral unnest(string_to_array(
        rtrim(encode(t.tgargs, 'escape'), '\\000'), '\\000')) w (word)
    where t.tgname = 'keep_words' and w.word <> ''
""")


@pytest.fixture(scope="module")
async def conn(module_database: Database) -> AsyncIterator[AsyncConnection]:
    engine = create_engine(module_database.owner_url, pool_size=1)
    async with engine.connect() as conn:
        yield conn
    await engine.dispose()


async def test_every_column_of_words_goes_or_stays_for_a_reason(conn: AsyncConnection) -> None:
    found = set(await conn.scalars(_COLUMNS))
    forgotten = {f"{words.table}.{name}" for words in FREE_WORDS for name in words.columns}
    assert len(found) > 100
    assert not forgotten & (KEPT.keys() | REMOVED)
    assert not REMOVED & KEPT.keys()
    named = forgotten | REMOVED | KEPT.keys()
    assert found - named == set(), "goes with the person, or stays for a reason"
    assert named - found == set()


async def test_the_database_guards_what_the_program_forgets(conn: AsyncConnection) -> None:
    guarded = set(await conn.scalars(_GUARDED))
    assert guarded == {f"{words.table}.{name}" for words in FREE_WORDS for name in words.columns}


async def test_the_copy_shows_all_that_would_be_forgotten() -> None:
    statements = [sql for *_, sql in queries.TABLES]
    for words in FREE_WORDS:
        asking = [sql for sql in statements if re.search(rf"\b{words.table}\b", sql)]
        missing = [name for name in words.columns if not any(name in sql for sql in asking)]
        assert not missing, (words.table, missing)


# A secret word in every column that is forgotten, put there by the tables' owner with the watches
# silenced; then the whole database is searched for it.
SECRET = "这句话不该留下来"


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    return Sealer.of(Settings(data_dir=tmp_path))


@pytest.fixture
async def populated(engine: AsyncEngine, sealer: Sealer) -> Populated:
    return await populate(engine, sealer)


async def where_it_is_said(conn: asyncpg.Connection, words: str) -> set[str]:
    """Search every row of every table."""
    tables = await conn.fetch(
        "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace"
        " and c.relkind = 'r'"
    )
    return {
        name
        for (name,) in tables
        if await conn.fetchval(
            f"select exists (select from {name} t where position($1 in t::text) > 0)", words
        )
    }


async def end_what_is_held(
    engine: AsyncEngine, estate_id: int, resident_id: int, user_id: int
) -> None:
    async with engine.begin() as conn:
        requests = await conn.scalars(
            text("select help_request_id from help_request where state = 'open' order by 1")
        )
        for request in list(requests):
            acting = Acting(estate_id, request, user_id, resident_id, now_utc())
            await withdraw_request(conn, acting, key=f"withdraw:{request}")
        for hold in list(await conn.scalars(text("select hold_id from hold where state = 'open'"))):
            await void_hold(
                conn, estate_id=estate_id, hold_id=hold, voided_by=user_id,
                idempotency_key=f"end:{hold}",
            )  # fmt: skip


# An entry repeats these words, or their writer may still choose others.
NOT_GUARDED = {
    "award_row": "seq is not null",
    "points_deduction": "seq is not null",
    "service_record": "state = 'waiting'",
}


async def check_that_nobody_rewrites(engine: AsyncEngine, superuser: asyncpg.Connection) -> None:
    """Neither what was forgotten, in other words, nor by that word what somebody else said."""
    for words in FREE_WORDS:
        for column in words.columns:
            rows = await superuser.fetch(
                f"""select ctid::text, {column} from {words.table} where {column} <> ''
                    and not ({NOT_GUARDED.get(words.table, "false")})"""
            )
            assert rows or words.table in NOT_GUARDED, (words.table, column)
            for place, said in rows:
                put = "改过的话" if said == FORGOTTEN_WORD else FORGOTTEN_WORD
                refused = await attempt(
                    engine, f"update {words.table} set {column} = '{put}' where ctid = '{place}'"
                )
                assert str(refused).startswith("LG"), (words.table, column, put, refused)
    assert await attempt(engine, "delete from message") == "LG105"
    assert await attempt(engine, "update request_outcome set status = 200") == "LG001"
    # Nor outside of the act that forgets somebody, nor by calling somebody forgotten who is not.
    emptied = "update request_outcome set fingerprint = '{}', body = null where status is not null"
    assert await attempt(engine, emptied) == "LG001"
    # Nor is the act opened again.
    anew = """insert into deletion_request (estate_id, resident_id, asked_by, asked_at,
            donates_points, confirmed_at)
        select estate_id, resident_id, asked_by, asked_at, true, confirmed_at
        from deletion_request"""
    assert await attempt(engine, anew, emptied) == "LG001"
    undone = "update deletion_request set carried_out_at = null, carried_out_by = null"
    assert await attempt(engine, undone) == "LG104"
    nobody = "update app_user set is_disabled = true, login = 'forgotten-' || user_id"
    assert await attempt(engine, nobody, "delete from message") == "LG105"
    gone = """update resident set forgotten_at = {}, owner_no = null, phone_sealed = null,
        phone_digest = null, identity_sealed = null, identity_digest = null,
        birth_date_sealed = null, guardian_needed_until = null where forgotten_at is {} null"""
    assert await attempt(engine, gone.format("now()", "")) == "LG104"
    assert await attempt(engine, gone.format("null", "not")) == "LG104"
    assert await attempt(engine, "update activity_rating set stars = 5") is not None


async def attempt(engine: AsyncEngine, *statements: str) -> str | None:
    """Return the code with which the service's statements are refused, and take them back."""
    async with engine.connect() as conn, conn.begin() as transaction:
        try:
            for statement in statements:
                await conn.execute(text(statement))
            await conn.execute(text("set constraints all immediate"))
        except DBAPIError as error:
            return getattr(error.orig, "sqlstate", None)
        finally:
            await transaction.rollback()
    return None


async def test_not_a_word_is_left_and_the_books_verify(
    populated: Populated, engine: AsyncEngine, database: Database, sealer: Sealer
) -> None:
    world = populated.world
    (person, neighbour), now = world.residents[:2], now_utc()
    superuser = await asyncpg.connect(dsn=database.superuser_url.replace("+asyncpg", ""))
    tables = {words.table for words in FREE_WORDS} | {"message", "request_outcome"}
    for number, (resident_id, user_id) in enumerate(
        zip((person, neighbour), world.users[:2], strict=True)
    ):
        await superuser.execute(
            """insert into role_grant (estate_id, user_id, role, resident_id, starts_on)
            values ($1, $2, 'resident', $3, '2026-01-01')""",
            world.estate_id, user_id, resident_id,
        )  # fmt: skip
        await write_words(
            superuser, estate_id=world.estate_id, resident_id=resident_id,
            user_id=user_id, words=f"{SECRET}{number}",
        )  # fmt: skip
    # Help is asked for and given by the program itself, as are the pool's and corrections.
    await superuser.execute("set session_replication_role = replica")
    await superuser.execute(
        "update help_request set remark = $1, appeal_reason = $1, settlement_reason = $1",
        f"{SECRET}0",
    )
    await superuser.execute("update help_request set words = $1", f"{SECRET}0")
    await superuser.execute(
        "update time_bank_pool_grant set words = $1, reason = $1, decision_reason = $1",
        f"{SECRET}0",
    )
    await superuser.execute("set session_replication_role = origin")
    assert await where_it_is_said(superuser, f"{SECRET}0") >= tables
    kept = await where_it_is_said(superuser, f"{SECRET}1")
    await end_what_is_held(engine, world.estate_id, person, world.grocer)

    async with engine.begin() as conn:
        about = {"estate_id": world.estate_id, "resident_id": person}
        request = await operations.ask_deletion(
            conn, **about, donates_points=True, actor_user_id=world.users[0], now=now
        )
        await operations.confirm_deletion(conn, **about, words=operations.CONFIRMATION, now=now)
        await operations.carry_out_deletion(
            conn,
            estate_id=world.estate_id,
            deletion_request_id=request,
            actor_user_id=world.grocer,
            now=now + timedelta(days=7),
            today=today_in_china(now) + timedelta(days=7),
        )
    assert await where_it_is_said(superuser, f"{SECRET}0") == set()
    # What is somebody else's stays, in the same tables.
    assert await where_it_is_said(superuser, f"{SECRET}1") == kept
    assert tables - {"help_request", "time_bank_pool_grant"} <= kept
    assert await superuser.fetchval("select need from time_bank_pool_grant") == FORGOTTEN_WORD
    async with engine.connect() as conn:
        reports = await verify_database(conn, sealer=sealer, claims=populated.claims)
    for report in reports:
        assert report.is_unaltered, "\n".join(report.lines())
    await check_that_nobody_rewrites(engine, superuser)
    details = await superuser.fetchval(
        "select details from audit_line where action = 'forget_words' and outcome = 'done'"
    )
    assert json.loads(details)["activity_rating"] == 1
    await superuser.close()


async def test_who_is_forgotten_has_asked_and_somebody_says_to_have_done_it(
    populated: Populated, engine: AsyncEngine
) -> None:
    person, clerk = populated.world.residents[0], populated.world.grocer
    ask = f"""insert into deletion_request (estate_id, resident_id, asked_by, asked_at,
            donates_points, confirmed_at)
        select estate_id, resident_id, {clerk}, now() - interval '9 days', true,
            now() - interval '{{}} days'
        from resident where resident_id = {person}"""
    forget = f"""update resident set forgotten_at = now(), owner_no = null, phone_sealed = null,
            phone_digest = null, identity_sealed = null, identity_digest = null,
            birth_date_sealed = null, guardian_needed_until = null
        where resident_id = {person}"""
    done = f"update deletion_request set carried_out_at = now(), carried_out_by = {clerk}"
    assert await attempt(engine, ask.format(6), forget) == "LG104"
    assert await attempt(engine, ask.format(8), forget) == "LG104"
    assert await attempt(engine, ask.format(8), forget, done) is None
