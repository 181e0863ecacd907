"""The treasurer hands in the quarter's cash book and the list of grants; the books say the same."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.funds.queries import fund_grants
from ledger.intake.operations import book_import, preview_import
from ledger.posting.prepared_queries import list_prepared
from tests.funds.estate import (
    NOW,
    TODAY,
    SmallEstate,
    approve_and_post_all,
    open_estate,
    sample,
    upload,
)

TWICE_USED_ROW = 59
HALVES = (52, 53)


async def balances(conn: AsyncConnection, estate: SmallEstate) -> dict[str, int]:
    """Return the posted, debit-positive balances that are not zero, by account code."""
    rows = await conn.execute(
        text("""select a.code, b.posted from balance b join account a using (estate_id, account_id)
            where b.estate_id = :estate_id and b.posted <> 0"""),
        {"estate_id": estate.estate_id},
    )
    return {row.code: row.posted for row in rows}


async def test_the_quarter_from_the_cash_book_to_the_books(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    uploaded = await upload(conn, estate, "cash_book", sample("cashbook_2026Q2.xlsx"))

    # Before anything is booked, the preview adds up to the file's own total row.
    preview = uploaded.preview
    totals = {total.key: total.value for total in preview.totals}
    assert totals["opening"] == 184_700_00
    assert totals["income"] == 123_081_62
    assert totals["expense"] == 66_066_87
    assert "各行余额前后相接，合计行与各行之和一致。" in preview.notes
    doubtful = {row.row_no: row for row in preview.rows if row.status == "doubtful"}
    assert sorted(doubtful) == [*HALVES, TWICE_USED_ROW]
    assert preview.counts["new"] == 57
    [reason] = doubtful[TWICE_USED_ROW].reasons
    assert reason.code == "invoice_was_used"
    assert "第 40 行（5月20日 楼道灯更换 3600.00 元）" in reason.message

    # The treasurer accepts the two halves and leaves the invoice that was used twice.
    result = await book_import(
        conn,
        estate_id=estate.estate_id,
        import_id=uploaded.batch.import_id,
        accepted_rows=frozenset(HALVES),
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )
    assert (result.booked, result.left_doubtful, result.skipped_known) == (59, 1, 0)
    waiting = await list_prepared(conn, estate.estate_id, state="prepared", limit=200)
    assert len(waiting) == 59
    assert {entry.prepared_by for entry in waiting} == {estate.treasurer}
    halves = [entry for entry in waiting if entry.narration == "绿化补种"]
    assert {flag["code"] for entry in halves for flag in entry.flags} == {
        "expense_has_no_invoice",
        "purchase_may_be_split",
    }
    assert await balances(conn, estate) == {}

    # The committee approves, the treasurer posts.
    assert await approve_and_post_all(conn, estate) == ["done"] * 59
    posted = await balances(conn, estate)
    income = -sum(amount for code, amount in posted.items() if code.startswith("4"))
    expense = sum(amount for code, amount in posted.items() if code.startswith("5"))
    assert income == 123_081_62
    assert expense == 66_066_87 - 3_600_00
    # The bank account of the books stands higher by the invoice that nobody explained.
    assert posted["1002001"] == 241_714_75 + 3_600_00
    assert posted["3101001"] == -184_700_00
    assert posted["5301001"] == 6_000_00
    assert posted["5301004"] == 8_000_00
    assert posted["4301001"] == -48_000_00

    # Every entry cites the very bytes of the file, its preparer and its approver.
    entries = (
        await conn.execute(
            text("""select kind, effective_on, source, documents, prepared_by, approved_by, series,
                    fiscal_month, number
                from journal_entry where estate_id = :estate_id order by seq"""),
            {"estate_id": estate.estate_id},
        )
    ).all()
    assert entries[0].kind == "opening"
    assert entries[0].effective_on.isoformat() == "2026-03-31"
    assert entries[1].source == "cash_book:记-0001"
    assert all(entry.documents == [uploaded.batch.sha256] for entry in entries)
    assert {(entry.prepared_by, entry.approved_by) for entry in entries} == {
        (estate.treasurer, estate.committee)
    }
    # The ledger's own numbers have no gap, whatever the cash book's were.
    june = [entry.number for entry in entries if entry.fiscal_month == 202606]
    assert june == list(range(1, len(june) + 1))

    # The same file once more: everything is known, nothing is new.
    again = await upload(conn, estate, "cash_book", sample("cashbook_2026Q2.xlsx"))
    assert again.batch.document_id == uploaded.batch.document_id
    assert again.preview.counts == {
        "new": 0, "known": 59, "doubtful": 1, "refused": 0, "waiting": 0,
    }  # fmt: skip
    result = await book_import(
        conn,
        estate_id=estate.estate_id,
        import_id=again.batch.import_id,
        accepted_rows=frozenset(),
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )
    assert (result.booked, result.skipped_known, result.left_doubtful) == (0, 59, 1)
    assert await balances(conn, estate) == posted


async def test_the_grants_become_restricted_money(conn: AsyncConnection) -> None:
    estate = await open_estate(conn)
    for kind, filename in (
        ("cash_book", "cashbook_2026Q2.xlsx"),
        ("fund_grants", "development_fund_grants.csv"),
    ):
        uploaded = await upload(conn, estate, kind, sample(filename))
        await book_import(
            conn,
            estate_id=estate.estate_id,
            import_id=uploaded.batch.import_id,
            accepted_rows=frozenset(),
            actor_user_id=estate.treasurer,
            now=NOW,
            today=TODAY,
        )
    before = {grant.donor: grant for grant in await fund_grants(conn, estate.estate_id)}
    assert before["县住建局"].balance_fen == 0
    assert before["县住建局"].state == "prepared"

    assert set(await approve_and_post_all(conn, estate)) == {"done"}
    posted = await balances(conn, estate)
    assert posted["1002002"] == 110_000_00
    assert posted["3102001"] == -50_000_00
    assert posted["3102002"] == -20_000_00
    assert posted["3102003"] == -30_000_00
    # Money that must be given back is owed, and the owners' own designation moves no cash.
    assert posted["2209004"] == -10_000_00
    assert posted["3102004"] == -12_000_00
    assert posted["3101001"] == -184_700_00 + 12_000_00

    grants = await fund_grants(conn, estate.estate_id)
    assert [(grant.source, grant.amount_fen, grant.balance_fen) for grant in grants] == [
        ("财政补贴", 50_000_00, 50_000_00),
        ("群团联筹", 20_000_00, 20_000_00),
        ("预存活动经费", 30_000_00, 30_000_00),
        ("预存活动经费", 10_000_00, 10_000_00),
        ("公共收益定向补充", 12_000_00, 12_000_00),
    ]
    again = await upload(conn, estate, "fund_grants", sample("development_fund_grants.csv"))
    assert again.preview.counts["known"] == 5
    preview = await preview_import(
        conn, estate_id=estate.estate_id, import_id=again.batch.import_id
    )
    assert preview.preview.counts["new"] == 0
