"""A book that nobody touched verifies; what a superuser touched is found and named."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.session import create_engine
from ledger.evidence import record_comparisons
from ledger.evidence.database_verification import verify_database
from ledger.evidence.report import ExitCode, Fault
from tests.databases import Database
from tests.reporting import books


@pytest.fixture
async def estate(engine: AsyncEngine, owner_engine: AsyncEngine) -> books.Estate:
    async with owner_engine.begin() as conn:
        made = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, made)
    return made


async def test_an_untouched_book_verifies(engine: AsyncEngine, estate: books.Estate) -> None:
    seen: list[tuple[int, int]] = []
    async with engine.connect() as conn:
        (report,) = await verify_database(conn, progress=lambda *step: seen.append(step))
        root = await conn.scalar(text("select root_hash from book"))
    assert report.lines()[0].endswith("没有发现改动。"), report.lines()
    assert report.exit_code is ExitCode.UNALTERED
    assert report.root_hash == root
    assert report.entries_checked == report.size == seen[-1][0] == 17


async def as_superuser(database: Database, *statements: str) -> None:
    """Run statements with triggers and foreign keys off."""
    engine = create_engine(database.superuser_url)
    try:
        async with engine.begin() as conn:
            await conn.execute(text("set local session_replication_role = replica"))
            for statement in statements:
                await conn.execute(text(statement))
    finally:
        await engine.dispose()


async def put_goods_on_the_shelf(engine: AsyncEngine, estate: books.Estate) -> None:
    """Take the opening count of rice: 40; of soap there is none, and so no movement."""
    ids = {"estate_id": estate.estate_id, "by": estate.treasurer}
    async with engine.begin() as conn:
        await conn.execute(
            text("""
                with shop as (
                    insert into merchant (estate_id, code, name, settlement, rate_fen_per_point)
                    values (:estate_id, 'A', '邻里小店', 'goods', 80)
                    returning estate_id, merchant_id
                )
                insert into item (estate_id, merchant_id, sku, name, unit, points_price,
                    market_price_fen, counts_stock)
                select estate_id, merchant_id, sku, name, '件', 10, 800, true
                from shop, (values ('R', '大米'), ('S', '肥皂')) as goods (sku, name)
            """),
            ids,
        )
        await conn.execute(
            text("""insert into stock (estate_id, item_id, quantity)
                select estate_id, item_id, case sku when 'R' then 40 else 0 end from item
                where estate_id = :estate_id"""),
            ids,
        )
        await conn.execute(
            text("""insert into stock_movement (estate_id, item_id, delta, quantity_after, reason,
                    at, by_user)
                select estate_id, item_id, 40, 40, 'opening', now(), :by from item
                where estate_id = :estate_id and sku = 'R'"""),
            ids,
        )


@pytest.mark.parametrize(
    "edit, code, named, field, expected, found",
    [
        ("update stock set quantity = 39 where quantity = 40",
         "stock_differs", "大米", "quantity", "40", "39"),
        ("update stock_movement set delta = 41",
         "stock_differs", "大米", "quantity", "41", "40"),
        ("update stock set quantity = 1 where quantity = 0",
         "stock_differs", "肥皂", "quantity", "0", "1"),
        ("delete from stock_movement", "stock_differs", "大米", "quantity", "0", "40"),
        ("delete from stock where quantity = 40",
         "stock_differs", "大米", "quantity", "40", None),
        ("update fund_grant set amount_fen = amount_fen + 1 where donor = '街道办'",
         "grant_differs", "街道办", "amount_fen", "5000000", "5000001"),
        ("update prepared_entry set total_fen = 1 where kind = 'fund_grant' and state = 'prepared' "
         "and prepared_entry_id = (select max(prepared_entry_id) from fund_grant)",
         "grant_differs", "还没入账", "amount_fen", "1", "70000"),
    ],
)  # fmt: skip
async def test_a_superusers_edit_of_a_record_is_named(
    engine: AsyncEngine,
    owner_engine: AsyncEngine,
    database: Database,
    estate: books.Estate,
    edit: str,
    code: str,
    named: str,
    field: str,
    expected: str,
    found: str | None,
) -> None:
    await put_goods_on_the_shelf(owner_engine, estate)
    async with owner_engine.begin() as conn:
        await books.add_grant(conn, estate, fen=5_000_000, on="2026-06-01", donor="街道办")
        await conn.execute(
            text("""
                with prepared as (
                    insert into prepared_entry (estate_id, kind, effective_on, narration, lines,
                        total_fen, prepared_by, prepared_at)
                    values (:estate_id, 'fund_grant', '2026-06-02', '拨款', '[]', 70000, :by, now())
                    returning estate_id, prepared_entry_id
                )
                insert into fund_grant (estate_id, granted_on, source, donor, amount_fen, purpose,
                    is_refundable, is_anonymous, account_code, source_key, prepared_entry_id)
                select estate_id, '2026-06-02', '社会捐赠', '还没入账', 70000, '启动资金', false,
                    false, '3102001', 'k', prepared_entry_id
                from prepared
            """),
            {"estate_id": estate.estate_id, "by": estate.treasurer},
        )
    async with engine.connect() as conn:
        (report,) = await verify_database(conn)
    assert report.is_unaltered, report.lines()
    await as_superuser(database, edit)
    async with engine.connect() as conn:
        (report,) = await verify_database(conn)
    first = report.faults[0]
    assert (first.code, first.field, first.expected, first.found) == (code, field, expected, found)
    assert named in first.where


def test_what_is_kept_beside_the_entries_is_never_taken_for_the_entries() -> None:
    for each in record_comparisons._COMPARISONS:
        kind = Fault(each.code, each.kind, each.sentence).kind
        assert kind in (ExitCode.DERIVED, ExitCode.RECORDS, ExitCode.PUBLISHED), each.code
