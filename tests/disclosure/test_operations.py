"""Draft, publish, supersede, attach: what is frozen stays, and every refusal has its example."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import credit, debit
from ledger.bookkeeping.period import Month
from ledger.disclosure import operations, queries
from ledger.disclosure.queries import DisclosureRow
from ledger.disclosure.rules import (
    DisclosureChangesNothing,
    DisclosureDraftExists,
    DisclosureIsNotADraft,
    DisclosureMonthsAreWrong,
    DocumentIsAlreadyAttached,
    FiguresHaveChanged,
    PeriodIsStillOpen,
    PreparerMayNotPublish,
)
from ledger.errors import ObjectIsNotHere
from ledger.evidence.database_verification import verify_database
from tests.reporting import books

NOW = datetime(2026, 7, 5, 1, 0, tzinfo=UTC)
QUARTER = (202604, 202605, 202606)


@pytest.fixture
async def estate(engine: AsyncEngine, owner_engine: AsyncEngine) -> books.Estate:
    async with owner_engine.begin() as conn:
        made = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, made)
    return made


async def draft(engine: AsyncEngine, estate: books.Estate) -> DisclosureRow:
    async with engine.begin() as conn:
        return await operations.draft_disclosure(
            conn, estate_id=estate.estate_id, first=Month(2026, 4), last=Month(2026, 6),
            actor_user_id=estate.treasurer, now=NOW,
        )  # fmt: skip


async def publish(
    engine: AsyncEngine, estate: books.Estate, row: DisclosureRow, *, by: int | None = None
) -> DisclosureRow:
    async with engine.begin() as conn:
        return await operations.publish_disclosure(
            conn, estate_id=estate.estate_id, disclosure_id=row.disclosure_id,
            actor_user_id=by or estate.committee, now=NOW,
        )  # fmt: skip


async def close(engine: AsyncEngine, estate: books.Estate) -> None:
    async with engine.begin() as conn:
        await books.close(conn, estate, *QUARTER)


async def test_the_figures_are_those_of_the_entries(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    row = await draft(engine, estate)
    money = row.figures["income_statement"]
    assert [(line["title"], line["amount_fen"], line["entries"]) for line in money["income"]] == [
        ("停车月租", 180_000, 1), ("电梯广告", 3_600_000, 1),
    ]  # fmt: skip
    # Three entries and a reversal in red: 12,350 + 600 + 600 - 600.
    assert [(line["title"], line["amount_fen"], line["entries"]) for line in money["expense"]] == [
        ("公共经营成本-人工", 700_000, 1), ("共用部位维修", 1_295_000, 4),
    ]  # fmt: skip
    assert money["opening_fen"] == 18_470_000
    assert money["closing_fen"] == 18_470_000 + 3_780_000 - 1_995_000
    (grant,) = row.figures["fund_statement"]["rows"]
    assert [grant[f"{name}_fen"] for name in ("opening", "received", "spent", "closing")] == [
        5_000_000, 0, 1_200_000, 3_800_000,
    ]  # fmt: skip
    points = row.figures["points_statement"]
    assert (points["issued"], points["redeemed"], points["closing_outstanding"]) == (66, 44, 22)
    assert (points["service_minutes"], points["outstanding_fen"]) == (450, 2_200)
    assert points["identity_holds"] is True
    assert [month["income_fen"] for month in row.figures["monthly"]] == [3_780_000, 0, 0]
    assert row.state == "draft"
    assert row.checkpoint_size is None


async def test_publishing_freezes_the_head_of_the_book(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    row = await draft(engine, estate)
    await close(engine, estate)
    published = await publish(engine, estate, row)
    async with engine.connect() as conn:
        head = (await conn.execute(text("select size, root_hash from book"))).one()
        (report,) = await verify_database(conn)
    assert (published.checkpoint_size, published.checkpoint_root) == tuple(head)
    assert published.figures == row.figures
    assert report.is_unaltered, report.lines()
    assert report.disclosures_checked == 1
    with pytest.raises(DisclosureIsNotADraft):
        await publish(engine, estate, row)


async def test_an_open_month_is_refused(engine: AsyncEngine, estate: books.Estate) -> None:
    row = await draft(engine, estate)
    async with engine.begin() as conn:
        await books.close(conn, estate, 202604, 202605)
    with pytest.raises(PeriodIsStillOpen, match="2026年6月"):
        await publish(engine, estate, row)


async def test_the_preparer_may_not_publish(engine: AsyncEngine, estate: books.Estate) -> None:
    row = await draft(engine, estate)
    await close(engine, estate)
    with pytest.raises(PreparerMayNotPublish):
        await publish(engine, estate, row, by=estate.treasurer)


async def test_figures_nobody_has_seen_are_refused(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    row = await draft(engine, estate)
    async with engine.begin() as conn:
        await books.post(
            conn, estate, books.income(estate, "2026-06-30", "4901001", 33_924, "专户利息")
        )
    await close(engine, estate)
    with pytest.raises(FiguresHaveChanged):
        await publish(engine, estate, row)


async def test_of_many_drafts_at_once_one_is_kept(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    outcomes = await asyncio.gather(
        *(draft(engine, estate) for _ in range(6)), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        *["DisclosureDraftExists"] * 5,
        "DisclosureRow",
    ]


async def test_one_draft_for_the_same_months(engine: AsyncEngine, estate: books.Estate) -> None:
    row = await draft(engine, estate)
    with pytest.raises(DisclosureDraftExists) as refused:
        await draft(engine, estate)
    assert refused.value.details["disclosure_id"] == row.disclosure_id
    async with engine.begin() as conn:
        await operations.discard_draft(
            conn, estate_id=estate.estate_id, disclosure_id=row.disclosure_id
        )
    again = await draft(engine, estate)
    assert again.disclosure_id != row.disclosure_id
    with pytest.raises(DisclosureIsNotADraft):
        await publish(engine, estate, row)


async def correct_in_july(engine: AsyncEngine, estate: books.Estate) -> None:
    """Cancel the wages of April, which are published, by an entry of the open month."""
    async with engine.begin() as conn:
        wrong = await conn.scalar(
            text("select seq from journal_entry where narration = '4月停车管理员工资'")
        )
        await books.post(
            conn, estate,
            books.money(
                estate, "2026-07-02", "冲销 记-202604-0003：应由张三个人承担",
                debit("5101001", -700_000, Currency.CNY),
                credit(books.BANK, -700_000, Currency.CNY),
                kind="reversal", reverses_seq=wrong,
            ),
        )  # fmt: skip


async def test_a_correction_in_a_later_month_is_listed_and_changes_no_figure(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    row = await draft(engine, estate)
    await close(engine, estate)
    published = await publish(engine, estate, row)
    async with engine.connect() as conn:
        # The reversal of June within June is in the figures, so it is no later correction.
        assert await queries.corrections_of(conn, published) == []
    await correct_in_july(engine, estate)
    async with engine.connect() as conn:
        [found] = await queries.corrections_of(conn, published)
    assert (found.entry_no, found.corrects) == ("记-202607-0001", "记-202604-0003")
    assert (found.on.isoformat(), found.amount_fen) == ("2026-07-02", -700_000)
    assert found.reason == "应由张三个人承担"
    again = await draft(engine, estate)
    assert again.figures == published.figures


async def test_an_edition_that_repeats_the_valid_one_is_refused(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    row = await draft(engine, estate)
    await close(engine, estate)
    await publish(engine, estate, row)
    again = await draft(engine, estate)
    with pytest.raises(DisclosureChangesNothing, match="直接附在那一期公示上") as refused:
        await publish(engine, estate, again)
    assert refused.value.details["number"] == "2026-Q2"
    await correct_in_july(engine, estate)
    second = await publish(engine, estate, again)
    assert second.number == "2026-Q2-R1"
    # The correction that the second edition lists is no reason for a third.
    third = await draft(engine, estate)
    with pytest.raises(DisclosureChangesNothing, match="2026-Q2-R1"):
        await publish(engine, estate, third)


async def test_a_second_disclosure_supersedes_with_a_mark(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    row = await draft(engine, estate)
    await close(engine, estate)
    first = await publish(engine, estate, row)
    await correct_in_july(engine, estate)
    second = await publish(engine, estate, await draft(engine, estate))
    async with engine.connect() as conn:
        old = await queries.read_disclosure(conn, estate.estate_id, first.disclosure_id)
        (report,) = await verify_database(conn)
    assert (old.state, old.superseded_by_token) == ("superseded", second.token)
    assert (second.number, second.supersedes_id) == ("2026-Q2-R1", first.disclosure_id)
    assert second.title.endswith("（第 1 次更正）")
    assert (second.supersedes_token, second.supersedes_number) == (first.token, "2026-Q2")
    assert second.supersedes_published_at == NOW
    assert report.is_unaltered, report.lines()
    assert report.disclosures_checked == 2


async def test_other_estates_and_wrong_months(engine: AsyncEngine, estate: books.Estate) -> None:
    row = await draft(engine, estate)
    async with engine.begin() as conn:
        with pytest.raises(ObjectIsNotHere):
            await operations.publish_disclosure(
                conn, estate_id=estate.estate_id + 1, disclosure_id=row.disclosure_id,
                actor_user_id=estate.committee, now=NOW,
            )  # fmt: skip
        with pytest.raises(DisclosureMonthsAreWrong):
            await operations.draft_disclosure(
                conn, estate_id=estate.estate_id, first=Month(2025, 1), last=Month(2026, 3),
                actor_user_id=estate.treasurer, now=NOW,
            )  # fmt: skip


async def test_documents_are_attached_once_also_after_publication(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    row = await draft(engine, estate)
    await close(engine, estate)
    await publish(engine, estate, row)
    async with engine.begin() as conn:
        report = await books.add_document(conn, estate, b"%PDF audit report", "审计报告.pdf")

    async def attach(document_id: int) -> None:
        async with engine.begin() as conn:
            await operations.attach_document(
                conn, estate_id=estate.estate_id, disclosure_id=row.disclosure_id,
                document_id=document_id, title="2025年度审计报告",
                actor_user_id=estate.treasurer, now=NOW,
            )  # fmt: skip

    await attach(report)
    with pytest.raises(DocumentIsAlreadyAttached):
        await attach(report)
    with pytest.raises(ObjectIsNotHere):
        await attach(report + 1000)
    async with engine.connect() as conn:
        found = await queries.documents_of(conn, estate.estate_id, [row.disclosure_id])
    assert [document.title for document in found[row.disclosure_id]] == ["2025年度审计报告"]


@pytest.mark.parametrize(
    "sql",
    [
        "update disclosure set figures = jsonb_set(figures, '{monthly}', '[]')",
        "update disclosure set title = 'x'",
        "update disclosure set state = 'draft'",
        "update disclosure set state = 'discarded'",
        "update disclosure set published_by = prepared_by",
        "delete from disclosure",
        "truncate disclosure cascade",
        "insert into disclosure (estate_id, number, title, token, from_month, to_month, figures,"
        " prepared_by, prepared_at, state) select estate_id, 'x', 'x', 'aaaaaaaaaaaaaaaaaaaaaa',"
        " 202604, 202606, figures, prepared_by, now(), 'published' from disclosure",
        "delete from disclosure_document",
    ],
)
@pytest.mark.parametrize("who", ["service", "owner"])
async def test_raw_sql_cannot_change_what_was_published(
    engine: AsyncEngine, owner_engine: AsyncEngine, estate: books.Estate, sql: str, who: str
) -> None:
    row = await draft(engine, estate)
    await close(engine, estate)
    await publish(engine, estate, row)
    attacker = engine if who == "service" else owner_engine
    with pytest.raises(DBAPIError, match=r"refused|frozen|permission denied|begins as a draft"):
        async with attacker.begin() as conn:
            await conn.execute(text(sql))


async def test_entries_behind_a_line_add_up_to_it(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    row = await draft(engine, estate)
    money = row.figures["income_statement"]
    async with engine.connect() as conn:
        for kind, sign in (("income", -1), ("expense", 1)):
            for line in money[kind]:
                entries = await queries.entries_behind_line(
                    conn, row, line["account_code"], sign=sign, limit=100
                )
                assert sum(entry.amount_fen for entry in entries) == line["amount_fen"]
                assert len(entries) == line["entries"]
