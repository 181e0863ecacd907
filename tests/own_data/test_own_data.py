"""A copy of everything, and being forgotten without a scratch on the books."""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import JournalEntry, credit, debit
from ledger.db.ids import now_utc
from ledger.db.session import in_installation, scope
from ledger.drafts.operations import save_draft
from ledger.errors import ObjectIsNotHere
from ledger.estates.people.operations import change_phone, open_household
from ledger.estates.people.queries import read_person, search_people
from ledger.evidence.database_verification import verify_database
from ledger.evidence.sealer import Sealer
from ledger.own_data import operations, queries
from ledger.own_data.copy_of_data import zip_of
from ledger.own_data.operations import (
    CONFIRMATION,
    DeletionIsAsked,
    DeletionIsTooEarly,
    DeletionNeedsConfirmation,
    PointsAreLeft,
)
from ledger.points.entries import PointsGrant
from ledger.points.households.operations import give_points_back, put_points_in
from ledger.points.operations import grant_points
from ledger.posting.operations import PostingCommand, post_entries
from ledger.settings import Settings
from tests.redemption.cards.deck import Deck
from tests.redemption.world import DAY, NOW, World, build_world

PHONE = "13800138000"


@pytest.fixture
async def world(engine: Any) -> World:
    """Two residents with points; the first has a phone, a home, a login and a redemption."""
    world = await build_world(engine)
    await world.submit(
        await world.show_code(0), world.lines(S007=1), key="lunch", user_id=world.cook
    )
    async with engine.begin() as conn:
        me = {"estate_id": world.estate_id, "resident_id": world.residents[0]}
        await change_phone(conn, **me, phone=PHONE)
        await conn.execute(
            text("""insert into role_grant (estate_id, user_id, role, resident_id, starts_on)
                values (:estate_id, :user_id, 'resident', :resident_id, :day)"""),
            me | {"user_id": world.users[0], "day": DAY},
        )
        dwelling_id = await conn.scalar(
            text("""insert into dwelling (estate_id, building_no, entrance_no, room_no,
                    area_hundredths, resident_count)
                values (:estate_id, '3', '1', '0101', 8000, 2) returning dwelling_id"""),
            {"estate_id": world.estate_id},
        )
        await conn.execute(
            text("insert into dwelling_owner values (:estate_id, :dwelling_id, :resident_id)"),
            me | {"dwelling_id": dwelling_id},
        )
        await open_household(
            conn,
            estate_id=world.estate_id,
            dwelling_id=dwelling_id,
            head_resident_id=world.residents[0],
            tenure="owner",
            on=DAY,
            actor_user_id=world.grocer,
        )
        await conn.execute(
            text("update resident set name = '=王小芳' where resident_id = :resident_id"), me
        )
    return world


def me(world: World) -> dict[str, int]:
    return {"estate_id": world.estate_id, "resident_id": world.residents[0]}


async def test_the_copy_holds_everything_and_no_formula(world: World) -> None:
    async with world.engine.begin() as conn:
        sections = await queries.sections_about(conn, *me(world).values(), today=DAY)
    packed = zip_of(sections)
    assert packed == zip_of(sections)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        files = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert len(files) == 2 + len(sections)
    said = json.loads(files["我的数据.json"])
    person = {row["项目"]: row["内容"] for row in said["person"]}
    assert (person["姓名"], person["手机号"], person["积分余额"]) == ("=王小芳", PHONE, 50)
    assert [row["房屋"] for row in said["homes"]] == ["3栋1单元0101", "3栋1单元0101"]
    assert [row["积分"] for row in said["points"]] == [60, -10]
    assert [row["商品"] for row in said["redemptions"]] == ["社区食堂午餐 ×1"]
    rows = {row["项目"]: row["内容"] for row in csv.DictReader(io.StringIO(files["个人信息.csv"]))}
    assert not rows["姓名"].startswith("=")
    page = files["我的数据.html"]
    assert PHONE in page
    assert "<script" not in page
    # Nothing of the neighbour's.
    assert "王小1" not in str(files)


# What names a resident and has no statement of the copy's own.
NOT_ASKED_HERE = {
    # The paper of a presence that was entered by hand, which is the activity's.
    "attendance_document",
    # Read by the queries of people.
    "consent",
    "dwelling_owner",
    # A digest that lives for ninety seconds.
    "pay_code",
}


async def test_the_copy_asks_every_table_that_names_a_resident(world: World) -> None:
    statements = " ".join(sql for *_, sql in queries.TABLES) + inspect.getsource(queries)
    async with world.engine.connect() as conn:
        named = await conn.scalars(
            text("""select distinct c.table_name from information_schema.columns c
                join information_schema.tables t using (table_schema, table_name)
                where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
                    and c.column_name = 'resident_id'""")
        )
        found = {name for name in named if not re.search(rf"\b{name}\b", statements)}
    assert found == NOT_ASKED_HERE


async def ask(world: World, *, donates: bool = True) -> int:
    async with world.engine.begin() as conn:
        return await operations.ask_deletion(
            conn, **me(world), donates_points=donates, actor_user_id=world.users[0], now=NOW
        )


async def confirm(world: World, words: str = CONFIRMATION) -> None:
    async with world.engine.begin() as conn:
        await operations.confirm_deletion(conn, **me(world), words=words, now=NOW)


async def carry_out(world: World, request_id: int, *, days: int) -> str:
    async with world.engine.begin() as conn:
        return await operations.carry_out_deletion(
            conn,
            estate_id=world.estate_id,
            deletion_request_id=request_id,
            actor_user_id=world.grocer,
            now=NOW + timedelta(days=days),
            today=DAY + timedelta(days=days),
        )


async def test_points_are_not_lost_by_a_slip(world: World) -> None:
    with pytest.raises(PointsAreLeft) as refused:
        await ask(world, donates=False)
    assert refused.value.details["points"] == 50


async def test_nobody_is_forgotten_with_points_in_a_notice(world: World) -> None:
    """They could neither be used nor given to the pool, and would stand in the books for good."""
    request_id = await ask(world)
    await confirm(world)
    in_notice = PointsGrant(
        estate_id=world.estate_id, resident_id=world.residents[0], points=8, source_code="P1105",
        kind="honour_points", narration="表彰", on=DAY, expires_on=None,
        rule_version="shuxiangyuan/1", source="award_list:1", idempotency_key="notice",
        spendable_from=DAY + timedelta(days=9),
    )  # fmt: skip
    async with world.engine.begin() as conn:
        await grant_points(
            conn, [in_notice], prepared_by=world.grocer, posted_by=world.grocer, today=DAY
        )
    with pytest.raises(PointsAreLeft):
        await carry_out(world, request_id, days=8)
    await carry_out(world, request_id, days=9)
    assert await world.wallet(0) == 0


async def test_it_takes_two_steps_and_a_week(world: World) -> None:
    request_id = await ask(world)
    with pytest.raises(DeletionIsAsked):
        await ask(world)
    with pytest.raises(ObjectIsNotHere):
        await carry_out(world, request_id, days=30)
    with pytest.raises(DeletionNeedsConfirmation):
        await confirm(world, "好")
    await confirm(world)
    with pytest.raises(DeletionIsTooEarly):
        await carry_out(world, request_id, days=6)
    # The database keeps the week, too.
    async with world.engine.begin() as conn:
        with pytest.raises(IntegrityError):
            await conn.execute(
                text("update deletion_request set carried_out_at = confirmed_at"),
            )
        await conn.rollback()
    async with world.engine.begin() as conn:
        await operations.take_back_deletion(conn, **me(world), now=NOW)
    with pytest.raises(ObjectIsNotHere):
        await carry_out(world, request_id, days=30)
    assert await world.wallet(0) == 50


async def test_being_forgotten_gives_saved_minutes_to_the_pool(world: World) -> None:
    request_id = await ask(world)
    await confirm(world)
    async with world.engine.begin() as conn:
        holder = f"resident:{world.residents[0]}"
        entry = JournalEntry(
            EntrySeries.MINUTES,
            "time_bank_deposit",
            DAY,
            "存入 巡楼 1.5 小时",
            (
                debit("M1102", 90, Currency.MIN),
                credit("M2102", 90, Currency.MIN, holder=holder),
            ),
        )
        command = PostingCommand(world.estate_id, entry, "saved", prepared_by=world.grocer)
        await post_entries(conn, [command], posted_by=world.grocer, today=DAY)
    await carry_out(world, request_id, days=7)
    assert await world.balance("M2102", holder) == 0
    assert -await world.balance("M2301") == 90


async def test_what_was_typed_is_copied_and_goes_with_the_person(world: World) -> None:
    async with world.engine.begin() as conn:
        await scope(conn, estates=world.estate_id, actor=world.users[0])
        await save_draft(
            conn, estate_id=world.estate_id, user_id=world.users[0], form="help-request",
            body='{"words":"帮我读信"}', now=now_utc(),
        )  # fmt: skip
        sections = await queries.sections_about(conn, *me(world).values(), today=DAY)
    (drafts,) = [section for section in sections if section.name == "drafts"]
    assert [(row[0], row[2]) for row in drafts.rows] == [("help-request", '{"words":"帮我读信"}')]
    request_id = await ask(world)
    await confirm(world)
    await carry_out(world, request_id, days=7)
    async with in_installation(world.engine) as conn:
        assert await conn.scalar(text("select count(*) from form_draft")) == 0


async def test_being_forgotten_leaves_the_books_as_they_were(world: World, tmp_path: Path) -> None:
    request_id = await ask(world)
    await confirm(world)
    async with world.engine.connect() as conn:
        before = (
            await conn.execute(text("select seq, leaf_hash from journal_entry order by seq"))
        ).all()
    assert await carry_out(world, request_id, days=7) == f"住户-{world.residents[0]:04d}"
    async with world.engine.connect() as conn:
        after = (
            await conn.execute(text("select seq, leaf_hash from journal_entry order by seq"))
        ).all()
        assert after[: len(before)] == before
        assert len(after) == len(before) + 1
        person = await read_person(conn, **me(world))
        assert (person.name, person.phone, person.has_identity_number) == (
            f"住户-{world.residents[0]:04d}",
            None,
            False,
        )
        assert await search_people(conn, world.estate_id, today=DAY, phone=PHONE) == []
        assert await search_people(conn, world.estate_id, today=DAY, dwelling="3栋") == []
        user = (
            await conn.execute(
                text("select login, display_name, is_disabled from app_user where user_id = :id"),
                {"id": world.users[0]},
            )
        ).one()
        assert user == (f"forgotten-{world.users[0]}", person.name, True)
    # What was left went to the pool, and the neighbour kept everything.
    assert await world.wallet(0) == 0
    assert -await world.balance("P2301") == 50
    assert await world.wallet(1) == 60
    async with world.engine.connect() as conn:
        sealer = Sealer.of(Settings(data_dir=tmp_path))
        reports = await verify_database(conn, sealer=sealer)
    for report in reports:
        assert report.is_unaltered, "\n".join(report.lines())
    with pytest.raises(ObjectIsNotHere):
        await carry_out(world, request_id, days=8)


async def test_who_lives_on_elsewhere_keeps_the_login(world: World) -> None:
    other = await build_world(world.engine, code="other")
    async with world.engine.begin() as conn:
        await conn.execute(
            text("""insert into role_grant (estate_id, user_id, role, resident_id, starts_on)
                values (:estate_id, :user_id, 'resident', :resident_id, :day)"""),
            {
                "estate_id": other.estate_id,
                "user_id": world.users[0],
                "resident_id": other.residents[0],
                "day": DAY,
            },
        )
    request_id = await ask(world)
    await confirm(world)
    await carry_out(world, request_id, days=7)
    async with world.engine.connect() as conn:
        assert not await conn.scalar(
            text("select is_disabled from app_user where user_id = :id"), {"id": world.users[0]}
        )


async def test_being_forgotten_kills_the_card(world: World) -> None:
    deck = await Deck.of(world)
    number, card_id = await deck.bind(0)
    async with world.engine.begin() as conn:
        sections = await queries.sections_about(conn, *me(world).values(), today=DAY)
    (cards,) = [section for section in sections if section.name == "cards"]
    assert [row[1:3] for row in cards.rows] == [
        [number[-4:], "制作"],
        [number[-4:], "发卡"],
    ]
    request_id = await ask(world)
    await confirm(world)
    await carry_out(world, request_id, days=7)
    assert await deck.state(card_id) == "dead"
    assert await deck.open(number) is None
    assert await world.count("card", "pin_hash is not null") == 0


async def test_the_last_of_a_household_leaves_none_behind(world: World) -> None:
    """What is in its account would be nobody's; without it the household ends with its member."""
    async with world.engine.begin() as conn:
        await put_points_in(
            conn, **me(world), points=10, idempotency_key="in", actor_user_id=world.users[0],
            today=DAY,
        )  # fmt: skip
    with pytest.raises(PointsAreLeft, match="最后一位"):
        await ask(world)
    async with world.engine.begin() as conn:
        household_id = await conn.scalar(text("select household_id from household"))
        await give_points_back(
            conn, estate_id=world.estate_id, household_id=household_id, idempotency_key="out",
            actor_user_id=world.users[0], today=DAY,
        )  # fmt: skip
    request_id = await ask(world)
    await confirm(world)
    await carry_out(world, request_id, days=7)
    assert await world.count("household", "closed_on is null") == 0
