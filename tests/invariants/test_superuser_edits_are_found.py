"""Whoever holds the superuser's password can silence every trigger; `ledger verify` names the row.

Each attack runs with `session_replication_role = replica`, which switches triggers and foreign
keys off, and must be found and named.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.session import create_engine
from ledger.evidence.database_verification import verify_database
from ledger.evidence.report import ExitCode, Report
from tests.databases import Database
from tests.reporting import books


@dataclass(frozen=True)
class Attack:
    """What is done, and what the first named fault must say."""

    name: str
    sql: str
    code: str
    seq: int | None = None
    field: str | None = None
    expected: str | None = None
    found: str | None = None


ATTACKS = [
    Attack(
        "one amount on both sides",
        "update entry_line set amount = 1935000 where seq = 5",
        "balance_chain_breaks", seq=5, field="lines[1].amount",
    ),
    Attack(
        "an amount, its balances and the leaf are all rewritten",
        """update entry_line set amount = amount + 1 where seq = 5;
        update entry_line set balance_after = balance_after + side
            where account_id in (select account_id from entry_line where seq = 5) and seq >= 5;
        update balance b set posted = posted + l.side from entry_line l
            where l.seq = 5 and l.account_id = b.account_id""",
        "leaf_differs", seq=5,
    ),
    Attack(
        "the business date",
        "update journal_entry set effective_on = '2026-05-29' where seq = 5",
        "entry_was_altered", seq=5, field="effective_on", expected="2026-05-09",
        found="2026-05-29",
    ),
    Attack(
        "the narration",
        "update journal_entry set narration = '3栋外墙翻新' where seq = 5",
        "leaf_differs", seq=5,
    ),
    Attack(
        "the approver",
        "update journal_entry set approved_by = 3 where seq = 5",
        "entry_was_altered", seq=5, field="approved_by", expected="2", found="3",
    ),
    Attack(
        "the account",
        """update entry_line set account_id = (select account_id from account
            where code = '5103') where seq = 5 and side = 1""",
        "entry_was_altered", seq=5, field="lines[1].account", expected="5102", found="5103",
    ),
    Attack(
        "the invoice is taken off",
        "update journal_entry set papers = null where seq = 5",
        "leaf_differs", seq=5,
    ),
    Attack(
        "an entry and its lines are deleted",
        "delete from entry_line where seq = 5; delete from journal_entry where seq = 5",
        "entry_is_missing", seq=5,
    ),
    Attack(
        "an entry is deleted and its lines stay",
        "delete from journal_entry where seq = 5",
        "entry_is_missing", seq=5,
    ),
    Attack(
        "a line is deleted",
        "delete from entry_line where seq = 5 and line_no = 2",
        "line_is_missing", seq=5,
    ),
    Attack(
        "the last entry is cut off and the book's size with it",
        """delete from entry_line where seq = 17; delete from journal_entry where seq = 17;
        update book set size = 16""",
        "root_hash_differs",
    ),
    Attack(
        "two entries swap places",
        """update journal_entry set seq = 1000 where seq = 4;
        update journal_entry set seq = 4 where seq = 5;
        update journal_entry set seq = 5 where seq = 1000;
        update entry_line set seq = 1000 where seq = 4;
        update entry_line set seq = 4 where seq = 5;
        update entry_line set seq = 5 where seq = 1000""",
        "balance_chain_breaks", seq=4,
    ),
    Attack(
        "a leaf hash",
        "update journal_entry set leaf_hash = sha256('x') where seq = 5",
        "leaf_differs", seq=5,
    ),
    Attack("a balance", "update balance set posted = posted + 1 where account_id = "
           "(select account_id from account where code = '1002001')", "posted_differs"),
    Attack("held points", "update balance set held = 5 where account_id = "
           "(select account_id from account where holder = 'resident:2' and code = 'P2101')",
           "held_differs"),
    Attack("the book's root", "update book set root_hash = sha256('x')", "root_hash_differs"),
    Attack("the book's frontier", "update book set frontier = sha256('x') || sha256('y')",
           "frontier_differs"),
    Attack("the book's size", "update book set size = 16", "size_differs"),
    Attack("a subtree of the log", "update log_node set hash = sha256('x') "
           "where level = 4 and node_index = 0", "log_node_differs", field="log_node.hash"),
    Attack("a subtree of the log is deleted", "delete from log_node where level = 4",
           "log_node_is_missing"),
    Attack("a subtree is added to the log", "insert into log_node select estate_id, 8, 0, "
           "sha256('x') from book", "log_node_is_extra"),
    Attack("a number", "update entry_number set last_number = 99 where series = '积' "
           "and fiscal_month = 202604", "last_number_differs"),
    Attack("an entry's number", "update journal_entry set number = 9 where seq = 5",
           "entry_number_is_not_continuous", seq=5),
    Attack("what is left of a lot", "update points_lot set points_left = points_left + 1 "
           "where lot_id = 1", "lot_differs"),
    Attack("what a lot was granted", "update points_lot set points_granted = points_granted + 1, "
           "points_left = points_left + 1 where lot_id = 2", "lots_differ", seq=14),
    Attack("a lot is deleted", "delete from points_lot where lot_id = 3", "lots_differ", seq=16),
    Attack("a use of a lot is deleted", "delete from points_lot_use", "lots_differ", seq=17),
    Attack("a document is deleted", "delete from source_document", "document_is_missing"),
    Attack(
        "a document is replaced",
        """update source_document set content = 'other', sha256 = sha256('other'),
            size_bytes = 5""",
        "document_is_missing",
    ),
    Attack(
        "a document's bytes, with its checks taken off",
        """alter table source_document drop constraint source_document_check1;
        update source_document set content = content || 'x', size_bytes = size_bytes + 1""",
        "document_differs",
    ),
]  # fmt: skip


PUBLISHED_ATTACKS = [
    Attack(
        "a published amount",
        """update disclosure set figures = jsonb_set(figures,
            '{income_statement,income,0,amount_fen}', '180001')""",
        "figure_differs", field="income_statement.income.4301001", expected="180000",
        found="180001",
    ),
    Attack(
        "a published title of a grant",
        "update disclosure set figures = jsonb_set(figures, "
        "'{fund_statement,rows,0,donor}', '\"某局\"')",
        "publication_differs",
    ),
    Attack("a published title", "update disclosure set title = '书香苑'", "publication_differs"),
    Attack("a checkpoint's root", "update disclosure set checkpoint_root = sha256('x')",
           "checkpoint_differs"),
    Attack("a checkpoint's size", "update disclosure set checkpoint_size = 3",
           "checkpoint_differs"),
    Attack("figures that are no figures", "update disclosure set figures = '[]'",
           "figure_differs", field="figures"),
    Attack("a disclosure is deleted", "delete from disclosure", "publication_is_missing"),
    Attack("a disclosure is taken back", "update disclosure set state = 'draft', "
           "published_by = null, published_at = null, publication_no = null, "
           "checkpoint_size = null, checkpoint_root = null, record_hash = null",
           "publication_is_missing"),
    Attack(
        "an entry slips into a closed month, with everything around it rewritten",
        "update period set closed_at = closed_at - interval '1 hour'",
        "entry_is_in_a_closed_period", seq=2,
    ),
]  # fmt: skip


@pytest.fixture
async def estate(engine: AsyncEngine, owner_engine: AsyncEngine) -> books.Estate:
    async with owner_engine.begin() as conn:
        made = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, made)
    return made


async def as_superuser(database: Database, sql: str) -> None:
    engine = create_engine(database.superuser_url)
    try:
        async with engine.begin() as conn:
            await conn.execute(text("set local session_replication_role = replica"))
            for statement in sql.split(";"):
                await conn.execute(text(statement))
    finally:
        await engine.dispose()


async def verified(engine: AsyncEngine) -> Report:
    """Return what reading every entry finds; the screen doubts the same books."""
    async with engine.connect() as conn:
        (report,) = await verify_database(conn, jobs=0)
    async with engine.connect() as conn:
        (screened,) = await verify_database(conn, jobs=1)
    assert screened.lines() == report.lines()
    return report


def assert_found(report: Report, attack: Attack) -> None:
    """The report names what was attacked, and the right entry comes first."""
    assert report.exit_code is not ExitCode.UNALTERED
    assert report.exit_code is ExitCode.gravest(fault.kind for fault in report.faults)
    fitting = [
        fault
        for fault in report.faults
        if fault.code == attack.code
        and attack.seq in (None, fault.seq)
        and attack.field in (None, fault.field)
        and attack.expected in (None, fault.expected)
        and attack.found in (None, fault.found)
    ]
    assert fitting, "\n".join(report.lines())
    assert report.first is not None
    if attack.seq is not None:
        assert report.first.seq == attack.seq, report.first


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
async def test_edit_is_found_and_named(
    attack: Attack, engine: AsyncEngine, database: Database, estate: books.Estate
) -> None:
    assert (await verified(engine)).is_unaltered
    await as_superuser(database, attack.sql)
    assert_found(await verified(engine), attack)


@pytest.mark.parametrize("attack", PUBLISHED_ATTACKS, ids=lambda attack: attack.name)
async def test_edit_of_what_was_published_is_found(
    attack: Attack, engine: AsyncEngine, database: Database, estate: books.Estate
) -> None:
    async with engine.begin() as conn:
        await books.close(conn, estate, 202604, 202605, 202606)
        await books.publish_quarter(conn, estate)
    assert (await verified(engine)).is_unaltered
    await as_superuser(database, attack.sql)
    assert_found(await verified(engine), attack)
