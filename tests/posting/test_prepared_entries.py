"""制单, 审核, 记账 and 冲销 on the real database."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import EntryIsNotBalanced, EntryNeedsTwoLines, credit, debit
from ledger.bookkeeping.period import (
    DateIsBeforeTheBook,
    DateIsInTheFuture,
    Month,
    PeriodIsClosed,
)
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.intake.operations import store_document
from ledger.intake.source_file import SourceFile
from ledger.posting.approval import (
    PreparedEntryIsDone,
    PreparedEntryIsNotApproved,
    PreparedEntryIsNotWaiting,
    approve_prepared_entries,
    approve_prepared_entry,
    post_prepared_entries,
    reject_prepared_entry,
)
from ledger.posting.periods import close_period
from ledger.posting.prepared_entries import SourceRowIsKnown
from ledger.posting.prepared_queries import list_prepared
from ledger.posting.rules import (
    AccountIsNotPostable,
    AccountIsUnknown,
    DimensionIsMissing,
    PreparerMayNotApprove,
)
from tests.funds.estate import (
    NOW,
    TODAY,
    approve_and_post_all,
    draft,
    open_estate,
    prepare,
    yuan,
)
from tests.posting.steps import INCOME, approve, balance_of, post


async def test_an_entry_goes_from_the_preparer_over_the_approver_into_the_books(
    conn: AsyncConnection,
) -> None:
    estate = await open_estate(conn)
    file = SourceFile.of("合同.pdf", b"%PDF-1.7 a contract")
    document = await store_document(
        conn, estate_id=estate.estate_id, file=file, actor_user_id=estate.treasurer
    )
    entry = await prepare(
        conn, estate, replace(draft(INCOME), document_ids=(document.document_id,))
    )
    assert entry.state == "prepared"
    assert entry.prepared_by_name == "财务委员"
    assert [line.account_name for line in entry.lines] == ["银行存款-公共收益专户", "场地"]
    assert entry.total_fen == 900_000
    assert await balance_of(conn, estate, "1002001") == 0

    entry = await approve(conn, estate, entry)
    assert (entry.state, entry.approved_by) == ("approved", estate.committee)
    entry = await post(conn, estate, entry)
    assert entry.state == "posted"
    assert entry.entry_no == "记-202606-0001"
    assert await balance_of(conn, estate, "1002001") == 900_000
    row = (
        await conn.execute(
            text("select documents, idempotency_key from journal_entry where seq = :seq"),
            {"seq": entry.seq},
        )
    ).one()
    assert row.documents == [file.sha256]
    assert row.idempotency_key == f"prepared:{entry.prepared_entry_id}"


@pytest.mark.parametrize(
    "lines, on, refusal",
    [
        (INCOME[:1], TODAY, EntryNeedsTwoLines),
        (
            (debit("1002001", 2, Currency.CNY), credit("4301005", 1, Currency.CNY)),
            TODAY,
            EntryIsNotBalanced,
        ),
        (yuan("1002001", "9999", 1), TODAY, AccountIsUnknown),
        (yuan("1002", "4301005", 1), TODAY, AccountIsNotPostable),
        (yuan("1002001", "P2101", 1), TODAY, AccountIsUnknown),
        (yuan("1002002", "3102001", 1), TODAY, DimensionIsMissing),
        (INCOME, date(2025, 12, 31), DateIsBeforeTheBook),
        (INCOME, date(2026, 7, 6), DateIsInTheFuture),
    ],
)
async def test_what_could_not_be_posted_is_not_even_prepared(
    conn: AsyncConnection, lines, on: date, refusal: type[Refusal]
) -> None:
    estate = await open_estate(conn)
    with pytest.raises(refusal):
        await prepare(conn, estate, draft(lines, on=on))
    assert await list_prepared(conn, estate.estate_id) == []


async def test_an_unknown_account_names_its_code(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    with pytest.raises(AccountIsUnknown) as refused:
        await prepare(conn, estate, draft(yuan("1002001", "9999", 1)))
    assert refused.value.code == "account_is_unknown"
    assert refused.value.details["account_code"] == "9999"


async def test_a_closed_month_takes_no_entry(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    await close_period(
        conn,
        estate_id=estate.estate_id,
        month=Month(2026, 1),
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )
    with pytest.raises(PeriodIsClosed):
        await prepare(conn, estate, draft(INCOME, on=date(2026, 1, 31)))


async def test_a_document_of_another_estate_is_not_there(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    other = await open_estate(conn, "jinxiuyuan")
    document = await store_document(
        conn,
        estate_id=other.estate_id,
        file=SourceFile.of("发票.pdf", b"%PDF-"),
        actor_user_id=other.treasurer,
    )
    with pytest.raises(ObjectIsNotHere):
        await prepare(conn, estate, replace(draft(INCOME), document_ids=(document.document_id,)))


async def test_nobody_approves_what_they_prepared_not_even_with_both_roles(
    conn: AsyncConnection,
) -> None:
    estate = await open_estate(conn)
    entry = await prepare(conn, estate, draft(INCOME))
    with pytest.raises(PreparerMayNotApprove):
        await approve_prepared_entry(
            conn,
            estate_id=estate.estate_id,
            prepared_entry_id=entry.prepared_entry_id,
            actor_user_id=estate.treasurer,
            now=NOW,
        )


@pytest.mark.parametrize(
    "change",
    [
        "state = 'approved', approved_by = prepared_by, approved_at = now()",
        "state = 'posted', seq = 1",
        "total_fen = total_fen + 1",
        "lines = '[]'",
        "effective_on = effective_on + 1",
        "prepared_by = prepared_by + 1",
        "source_key = 'another'",
        "state = 'prepared'",
    ],
)
async def test_the_database_says_the_same(conn: AsyncConnection, change: str) -> None:
    estate = await open_estate(conn)
    await prepare(conn, estate, draft(INCOME))
    with pytest.raises(DBAPIError):
        await conn.execute(text(f"update prepared_entry set {change}"))


async def test_steps_out_of_order_are_refused(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    entry = await prepare(conn, estate, draft(INCOME))
    with pytest.raises(PreparedEntryIsNotApproved):
        await post(conn, estate, entry)
    await approve(conn, estate, entry)
    with pytest.raises(PreparedEntryIsNotWaiting):
        await approve(conn, estate, entry)
    await post(conn, estate, entry)
    with pytest.raises(PreparedEntryIsNotApproved):
        await post(conn, estate, entry)
    with pytest.raises(PreparedEntryIsDone):
        await reject_prepared_entry(
            conn,
            estate_id=estate.estate_id,
            prepared_entry_id=entry.prepared_entry_id,
            reason="太晚了",
        )


async def test_an_entry_of_another_estate_is_not_there(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    other = await open_estate(conn, "jinxiuyuan")
    entry = await prepare(conn, estate, draft(INCOME))
    with pytest.raises(ObjectIsNotHere):
        await approve(conn, other, entry)


async def test_a_row_that_was_sent_back_can_come_in_again(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    row = replace(draft(INCOME), source_key="cash_book:1002001:记-0001:2026-06-08:income:900000")
    entry = await prepare(conn, estate, row)
    with pytest.raises(SourceRowIsKnown):
        await prepare(conn, estate, row)
    sent_back = await reject_prepared_entry(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_id=entry.prepared_entry_id,
        reason="请补合同",
    )
    assert (sent_back.state, sent_back.rejected_reason) == ("rejected", "请补合同")
    again = await prepare(conn, estate, row)
    assert again.state == "prepared"


async def test_sixty_entries_are_posted_in_the_order_of_their_dates(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    for day in range(30, 0, -1):
        await prepare(conn, estate, draft(INCOME, on=date(2026, 6, day)))
        await prepare(conn, estate, draft(INCOME, on=date(2026, 5, day)))
    assert await approve_and_post_all(conn, estate) == ["done"] * 60
    rows = await conn.execute(
        text("""select effective_on, fiscal_month, number from journal_entry
            where estate_id = :estate_id order by seq"""),
        {"estate_id": estate.estate_id},
    )
    found = rows.all()
    assert [row.effective_on for row in found] == sorted(row.effective_on for row in found)
    assert [row.number for row in found] == [*range(1, 31), *range(1, 31)]


async def test_one_bad_item_does_not_hold_up_the_others(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    good = await prepare(conn, estate, draft(INCOME))
    # More than the account has: only posting can know.
    too_much = await prepare(conn, estate, draft(yuan("5103", "1002001", 900_001)))
    spent = await prepare(conn, estate, draft(yuan("5103", "1002001", 900_000)))
    unapproved = await prepare(conn, estate, draft(INCOME))
    ids = [good.prepared_entry_id, too_much.prepared_entry_id, spent.prepared_entry_id]
    outcomes = await approve_prepared_entries(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_ids=[*ids, 10**9],
        actor_user_id=estate.committee,
        now=NOW,
    )
    assert [each.outcome for each in outcomes] == ["done", "done", "done", "object_is_not_here"]
    outcomes = await post_prepared_entries(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_ids=[*ids, unapproved.prepared_entry_id],
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )
    assert [each.outcome for each in outcomes] == [
        "done",
        "balance_is_too_low",
        "done",
        "prepared_entry_is_not_approved",
    ]
    assert await balance_of(conn, estate, "1002001") == 0


async def test_a_self_approval_in_a_bulk_request_is_remembered(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    entry = await prepare(conn, estate, draft(INCOME))
    [outcome] = await approve_prepared_entries(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_ids=[entry.prepared_entry_id],
        actor_user_id=estate.treasurer,
        now=NOW,
    )
    assert outcome.outcome == "preparer_may_not_approve"
    found = await conn.execute(
        text("select object from audit_line where outcome = 'preparer_may_not_approve'")
    )
    assert found.scalars().all() == [f"prepared_entry:{entry.prepared_entry_id}"]


async def test_two_posters_at_once_post_once(engine: AsyncEngine) -> None:
    async with engine.begin() as conn:
        estate = await open_estate(conn)
        entry = await prepare(conn, estate, draft(INCOME))
        await approve(conn, estate, entry)

    async def try_to_post() -> str:
        try:
            async with engine.begin() as conn:
                await post(conn, estate, entry)
        except Refusal as refusal:
            return refusal.code
        return "done"

    outcomes = await asyncio.gather(*(try_to_post() for _ in range(8)))
    assert sorted(outcomes) == ["done"] + ["prepared_entry_is_not_approved"] * 7
    async with engine.connect() as conn:
        assert await balance_of(conn, estate, "1002001") == 900_000


async def test_pages_show_the_waiting_ones_oldest_first_and_find_words(
    conn: AsyncConnection,
) -> None:
    estate = await open_estate(conn)
    entries = [
        await prepare(conn, estate, replace(draft(INCOME), narration=f"场地费 {number}"))
        for number in range(5)
    ]
    ids = [entry.prepared_entry_id for entry in entries]
    first = await list_prepared(conn, estate.estate_id, state="prepared", limit=2)
    assert [entry.prepared_entry_id for entry in first] == ids[:2]
    rest = await list_prepared(conn, estate.estate_id, state="prepared", after=ids[1])
    assert [entry.prepared_entry_id for entry in rest] == ids[2:]
    newest = await list_prepared(conn, estate.estate_id, limit=1)
    assert [entry.prepared_entry_id for entry in newest] == ids[-1:]
    assert [e.narration for e in await list_prepared(conn, estate.estate_id, q="费 3")] == [
        "场地费 3"
    ]
    assert await list_prepared(conn, estate.estate_id, q="%") == []
