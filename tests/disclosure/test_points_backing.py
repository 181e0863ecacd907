"""A published quarter says what stands behind its points, and verification asks the budgets."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import Dimensions, credit, debit
from ledger.bookkeeping.period import Month
from ledger.disclosure import operations
from ledger.disclosure.figures import compute_figures
from ledger.disclosure.payloads import FiguresView
from ledger.disclosure.public.backing import backing_lines, backing_sentence, coverage_text
from ledger.disclosure.public.pages import disclosure_page
from ledger.disclosure.public.poster import poster_data
from ledger.disclosure.queries import DisclosureRow
from ledger.disclosure.rules import DisclosureChangesNothing
from ledger.evidence.database_verification import verify_database
from ledger.evidence.report import Fault
from ledger.points.budgets.operations import (
    BudgetContent,
    NewBudget,
    decide_version,
    propose_budget,
    propose_version,
)
from ledger.points.budgets.queries import standing_of
from ledger.points.budgets.rules import Backing
from tests.reporting import books

IN_APRIL = datetime(2026, 4, 2, 2, 0, tzinfo=UTC)
# The first moments of July in China.
IN_JULY = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
NOW = datetime(2026, 7, 5, 1, 0, tzinfo=UTC)
TODAY = date(2026, 7, 5)


async def adopt(
    conn: AsyncConnection,
    estate: books.Estate,
    grant_id: int,
    fen: int,
    *,
    at: datetime,
    budget_id: int | None = None,
) -> int:
    """Pledge money of a grant by a budget of the quarter, or by the next version of one."""
    said = BudgetContent({"P1101": 10}, Backing.FUND_GRANT, fen, "决议", grant_id)
    who: dict[str, Any] = {"estate_id": estate.estate_id, "now": at, "today": TODAY}
    version = 1
    if budget_id is None:
        budget_id = await propose_budget(
            conn, NewBudget.of_quarter(at.date()), said, actor_user_id=estate.treasurer, **who
        )
    else:
        version = await propose_version(
            conn, said, points_budget_id=budget_id, actor_user_id=estate.treasurer, **who
        )
    await decide_version(
        conn,
        points_budget_id=budget_id,
        version=version,
        is_adopted=True,
        actor_user_id=estate.committee,
        **who,
    )
    return budget_id


@pytest.fixture
async def estate(engine: AsyncEngine, owner_engine: AsyncEngine) -> books.Estate:
    """A quarter with 22 points outstanding, 3.00 yuan reserved and 15.00 of a grant pledged.

    Of the grant 4.00 were redeemed, and the books of June are closed.
    """
    async with owner_engine.begin() as conn:
        made = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, made)
        grant_id = await conn.scalar(text("select fund_grant_id from fund_grant"))
        of_it = Dimensions(fund_grant_id=grant_id)
        await books.post(
            conn, made,
            books.money(
                made, "2026-06-20", "商户结算",
                debit("5104001", 400, Currency.CNY, dimensions=of_it),
                credit("1002002", 400, Currency.CNY),
            ),
            books.money(
                made, "2026-06-25", "商户出资的消费积分",
                debit(books.BANK, 300, Currency.CNY), credit("2301001", 300, Currency.CNY),
            ),
        )  # fmt: skip
        budget_id = await adopt(conn, made, grant_id, 1_500, at=IN_APRIL)
        await adopt(conn, made, grant_id, 9_999, at=IN_JULY, budget_id=budget_id)
        await books.close(conn, made, 202604, 202605)
        await conn.execute(
            text("""insert into period_change (estate_id, fiscal_month, to_state, changed_by,
                    changed_at)
                values (:estate_id, 202606, 'adjusting', :by, clock_timestamp())"""),
            {"estate_id": made.estate_id, "by": made.treasurer},
        )
        await books.post(
            conn, made,
            books.money(
                made, "2026-06-30", "结转费用（截至2026年6月末）",
                credit("5104001", 400, Currency.CNY, dimensions=of_it),
                debit("3102001", 400, Currency.CNY, dimensions=of_it),
                kind="closing",
            ),
        )  # fmt: skip
        await books.close(conn, made, 202606)
    return made


async def publish(engine: AsyncEngine, estate: books.Estate) -> DisclosureRow:
    async with engine.begin() as conn:
        draft = await operations.draft_disclosure(
            conn, estate_id=estate.estate_id, first=Month(2026, 4), last=Month(2026, 6),
            actor_user_id=estate.treasurer, now=NOW,
        )  # fmt: skip
        return await operations.publish_disclosure(
            conn, estate_id=estate.estate_id, disclosure_id=draft.disclosure_id,
            actor_user_id=estate.committee, now=NOW,
        )  # fmt: skip


async def faults(engine: AsyncEngine) -> list[Fault]:
    async with engine.connect() as conn:
        (report,) = await verify_database(conn)
    assert report.disclosures_checked == 1
    return report.faults


async def test_what_was_pledged_by_the_last_day_counts_and_is_verified(
    engine: AsyncEngine, estate: books.Estate
) -> None:
    row = await publish(engine, estate)
    backing = row.figures["points_backing"]
    [grant] = backing["grants"]
    assert [grant[f"{name}_fen"] for name in ("pledged", "redeemed", "left", "counted")] == [
        1_500, 400, 3_799_600, 1_100,
    ]  # fmt: skip
    assert [(each["version"], each["fen"]) for each in grant["pledges"]] == [(1, 1_500)]
    assert (backing["outstanding_fen"], backing["backing_fen"]) == (2_200, 1_400)
    assert backing["coverage"] == {"numerator": 7, "denominator": 11}
    assert await faults(engine) == []
    async with engine.connect() as conn:
        # Today's figure differs by the version of July alone.
        standing = await standing_of(conn, estate.estate_id)
    assert standing.backing_fen(TODAY) == 300 + 9_999 - 400


ALTERED = (
    ("points_backing.reserve_fen", "9000", "points_backing.reserve_fen"),
    ("points_backing.backing_fen", "2200", "points_backing.backing_fen"),
    ("points_backing.grants.0.redeemed_fen", "0", "redeemed_fen"),
    ("points_backing.grants.0.left_fen", "1", "left_fen"),
    ("points_backing.coverage", "null", "points_backing.coverage"),
    ("points_backing.keeps_floor", '"x"', "points_backing.keeps_floor"),
    ("points_backing.grants.0.pledges.0.fen", "9999", "pledges.1.fen"),
    ("points_backing.grants.0.pledges.0.version", "2", "pledges.1.version"),
    ("points_backing.grants.0.pledges", "[]", "pledges.1.version"),
    ("points_backing.grants.0.expires_on", '"2030-01-01"', "pledges.1.expires_on"),
    ("points_backing.grants", "7", "figures"),
)


async def test_altered_backing_is_named(
    engine: AsyncEngine, owner_engine: AsyncEngine, estate: books.Estate
) -> None:
    await publish(engine, estate)
    for path, value, field in ALTERED:
        async with owner_engine.connect() as conn:
            await conn.execute(text("alter table disclosure disable trigger user"))
            await conn.execute(
                text("""update disclosure set figures = jsonb_set(figures,
                    cast(:path as text[]), cast(:value as jsonb))"""),
                {"path": path.split("."), "value": value},
            )
            (report,) = await verify_database(conn)
            await conn.rollback()
        named = [
            each.field or ""
            for each in report.faults
            if each.code in ("figure_differs", "published_backing_differs")
        ]
        assert any(each.endswith(field) for each in named), (path, named)


async def test_disclosures_from_before_stay_as_they_were(
    engine: AsyncEngine, estate: books.Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def as_before(*args: Any) -> dict[str, Any]:
        figures = await compute_figures(*args)
        del figures["points_backing"]
        return figures

    with monkeypatch.context() as before:
        before.setattr(operations, "compute_figures", as_before)
        row = await publish(engine, estate)
    assert await faults(engine) == []
    said = FiguresView.model_validate(row.figures).model_dump(mode="json")
    assert said == row.figures
    assert "有没有钱兑换" not in disclosure_page(row, [], [], address="/d/x", seal=None)
    assert poster_data(row, [], [], address="/d/x", seal=None)["backing"] is None
    # The new table alone corrects nothing.
    with pytest.raises(DisclosureChangesNothing):
        await publish(engine, estate)


def figure(**changed: Any) -> dict[str, Any]:
    return {
        "outstanding": 22,
        "rate_fen_per_point": 100,
        "outstanding_fen": 2_200,
        "reserve_fen": 300,
        "grants": [{"purpose": "启动资金", "counted_fen": 1_100}],
        "backing_fen": 1_400,
        "coverage": {"numerator": 7, "denominator": 11},
        "floor_percent": 30,
        "keeps_floor": True,
    } | changed


@pytest.mark.parametrize(
    "changed, sentence",
    [
        (
            {},
            "期末居民手中有 22 分没有用，折合 ¥22.00；"
            "专门为它留出的钱有 ¥14.00，够兑换其中的 63.6%，"
            "没有低于规则规定的 30%。",
        ),
        (
            {"keeps_floor": False, "floor_percent": 80},
            "期末居民手中有 22 分没有用，折合 ¥22.00；"
            "专门为它留出的钱有 ¥14.00，够兑换其中的 63.6%，"
            "低于规则规定的 80%，补足以前不再发放新的积分。",
        ),
        (
            {"backing_fen": 2_200, "floor_percent": None, "keeps_floor": None},
            "期末居民手中有 22 分没有用，折合 ¥22.00；"
            "专门为它留出的钱有 ¥22.00，全部拿来兑换也够。",
        ),
        (
            {"backing_fen": 0, "floor_percent": None, "keeps_floor": None},
            "期末居民手中有 22 分没有用，折合 ¥22.00；还没有专门为它留出钱。",
        ),
        ({"outstanding": 0, "outstanding_fen": 0}, "期末居民手中没有未用的积分，不需要留钱。"),
        (
            {"rate_fen_per_point": 0, "outstanding_fen": 0},
            "期末居民手中有 22 分没有用，规则没有规定每分折合多少钱。",
        ),
    ],
)
def test_one_sentence_tells_residents(changed: dict[str, Any], sentence: str) -> None:
    assert backing_sentence(figure(**changed)) == sentence


def test_the_ratio_is_rounded_down_and_told_exactly() -> None:
    assert coverage_text(figure()) == "63.6%（7／11）"
    almost = figure(coverage={"numerator": 9_999, "denominator": 10_000})
    assert coverage_text(almost) == "99.9%（9,999／10,000）"
    assert coverage_text(figure(coverage=None)) == "不适用"
    assert [(line.title, line.amount_fen) for line in backing_lines(figure())] == [
        ("期末积分折合", 2_200),
        ("积分兑付准备", 300),
        ("共享发展金：启动资金", 1_100),
    ]
