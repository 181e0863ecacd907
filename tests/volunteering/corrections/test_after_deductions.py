"""Corrections of a service whose points were taken back, and appeals granted after them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.points.caps import Span
from ledger.points.deductions.booking import give_back
from ledger.points.deductions.queries import deduction
from ledger.points.queries import wallet_balance
from ledger.volunteering.corrections.rules import Presence
from ledger.volunteering.earned import earning_facts
from tests.points.deductions import deducting
from tests.points.estate import TODAY, SmallEstate, add_user, make_estate
from tests.volunteering.corrections.correcting import NOT_THERE, NOW, booked, correct, there
from tests.volunteering.corrections.spending import give_away


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    return await make_estate(conn)


async def has(conn: AsyncConnection, estate: SmallEstate) -> tuple[int, int]:
    """Return minutes and points of 张三."""
    mine = {"estate_id": estate.estate_id, "resident_id": estate.residents[0]}
    balance = await wallet_balance(conn, **mine)
    return balance.service_minutes, balance.points


async def taken(
    conn: AsyncConnection,
    estate: SmallEstate,
    points: int,
    *,
    of: str = "select points_seq from service_record",
) -> int:
    """Take points of the record back as an error, and return the deduction, which is appealed."""
    granted = await conn.scalar(text(of))
    number = await deducting.propose(conn, estate, points, seq=granted)
    await deducting.approve(conn, estate, number)
    await deducting.appeal(conn, estate, number)
    return number


@pytest.mark.parametrize(
    "spent, asked, presence, restored",
    [
        # Nothing was served: nothing goes back, whatever the deduction had taken.
        (0, 2, NOT_THERE, 0),
        (0, 1, NOT_THERE, 0),
        (1, 2, NOT_THERE, 0),
        # One point is due for one hour: what is not there already goes back.
        (0, 2, there("09:00", "10:00"), 1),
        (0, 1, there("09:00", "10:00"), 0),
        (1, 2, there("09:00", "10:00"), 0),
        # More is due than before: all of it goes back.
        (0, 2, there("09:00", "12:00"), 2),
    ],
)
async def test_an_appeal_gives_back_what_the_corrected_service_is_worth(
    conn: AsyncConnection,
    estate: SmallEstate,
    spent: int,
    asked: int,
    presence: Presence,
    restored: int,
) -> None:
    record = await booked(conn, estate)
    if spent:
        await give_away(conn, estate, points=spent)
    number = await taken(conn, estate, asked)
    await correct(conn, estate, record, presence)
    there_before = (await has(conn, estate))[1]
    await deducting.answer(conn, estate, number, by=await add_user(conn, "third"))
    found = await deduction(conn, estate_id=estate.estate_id, points_deduction_id=number)
    assert (found.state, found.points_restored) == ("restored", restored)
    assert (found.restored_seq is None) == (restored == 0)
    assert (await has(conn, estate))[1] == there_before + restored
    # What did not go back is due as soon as the minutes are.
    if presence.minutes < 120:
        await correct(conn, estate, record, there("09:00", "11:00"))
        assert (await has(conn, estate)) == (120, 2 - spent)
    await conn.execute(text("set constraints all immediate"))


async def test_points_that_a_correction_brought_are_of_its_service_too(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    await correct(conn, estate, record, there("09:00", "12:00"))
    number = await taken(
        conn, estate, 1, of="select seq from service_correction_entry where currency = 'PTS'"
    )
    await correct(conn, estate, record, NOT_THERE)
    await deducting.answer(conn, estate, number, by=await add_user(conn, "third"))
    found = await deduction(conn, estate_id=estate.estate_id, points_deduction_id=number)
    assert (found.points, found.points_restored) == (1, 0)
    assert await has(conn, estate) == (0, 0)


async def test_no_appeal_gives_back_what_a_correction_took(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    record = await booked(conn, estate)
    number = await taken(conn, estate, 1)
    await correct(conn, estate, record, NOT_THERE)
    with pytest.raises(DBAPIError, match="gives back other points than are due"):
        await conn.execute(
            text("""update points_deduction set state = 'restored', answered_by = :third,
                    answered_at = :now, answer = '成立', points_restored = 1,
                    restored_seq = (select max(seq) from journal_entry
                        where reverses_seq is not null)
                where points_deduction_id = :number"""),
            {"third": await add_user(conn, "third"), "now": NOW, "number": number},
        )


async def test_an_appeal_says_as_many_points_as_its_entry_gives_back(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    await booked(conn, estate)
    number = await taken(conn, estate, 2)
    third = await add_user(conn, "third")
    seq, _ = await give_back(
        conn,
        await deduction(conn, estate_id=estate.estate_id, points_deduction_id=number),
        1,
        None,
        actor_user_id=third,
        today=TODAY,
    )
    with pytest.raises(DBAPIError, match="gives back other points than are due"):
        await conn.execute(
            text("""update points_deduction set state = 'restored', answered_by = :third,
                    answered_at = :now, answer = '成立', points_restored = 2, restored_seq = :seq
                where points_deduction_id = :number"""),
            {"third": third, "now": NOW, "number": number, "seq": seq},
        )


async def test_room_that_a_deduction_freed_is_earned_again(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    await booked(conn, estate)
    wanted: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "resident_ids": [estate.residents[0]],
        "days": [date(2026, 6, 12)],
    }
    await set_caps(conn, estate, {"month": 2})
    facts = await earning_facts(conn, **wanted)
    assert facts.tallies[estate.residents[0]].points_of(Span.MONTH, date(2026, 6, 12)) == 2
    number = await taken(conn, estate, 1)
    facts = await earning_facts(conn, **wanted)
    assert facts.tallies[estate.residents[0]].points_of(Span.MONTH, date(2026, 6, 12)) == 1
    await deducting.answer(conn, estate, number, by=await add_user(conn, "third"))
    facts = await earning_facts(conn, **wanted)
    assert facts.tallies[estate.residents[0]].points_of(Span.MONTH, date(2026, 6, 12)) == 2


async def set_caps(conn: AsyncConnection, estate: SmallEstate, caps: dict[str, int]) -> None:
    await conn.execute(
        text("""insert into rule_version (estate_id, version, name, effective_on, source, body)
            select estate_id, version + 1, name, '2026-06-02', source, body || jsonb_build_object(
                'version', version + 1, 'effective_on', '2026-06-02', 'service',
                body -> 'service' || jsonb_build_object('caps', cast(:caps as jsonb)))
            from rule_version where estate_id = :estate_id order by version desc limit 1"""),
        {"estate_id": estate.estate_id, "caps": json.dumps(caps)},
    )
