"""Raw SQL that writes what the engine would not: the database refuses it too."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.posting.attacks import (
    APPEND_ONLY,
    CHECK,
    CLOSED,
    FOREIGN,
    NOT_BALANCED,
    NOT_GAPLESS,
    NOT_NULL,
    UNIQUE,
    attempt,
)
from tests.posting.town import Town, checksums, rows

BOOK = "update book set size = size + 1 where estate_id = :e"
NUMBER = """insert into entry_number values (:e, :series, :month, 1)
    on conflict (estate_id, series, fiscal_month)
    do update set last_number = entry_number.last_number + 1"""
ENTRY = """with entered as (
        insert into journal_entry (estate_id, seq, series, number, kind, effective_on,
            recorded_at, narration, source, rule_version, prepared_by, approved_by, posted_by,
            reverses_seq, own_key, line_count, leaf_hash)
        values (:e, :seq, :series, :number, :kind, :day, now(), :narration, :source, '',
            :treasurer, :approver, :treasurer, :reverses, :key, :line_count, sha256('l'))
        returning 1
    )
    insert into entry_line (estate_id, seq, line_no, account_id, side_and_currency, amount,
        balance_after, account_version)
    select :e, :seq, line_no, (select account_id from account
            where estate_id = :account_e and code = l.code and holder = l.holder),
        side * case currency when 'CNY' then 1 when 'PTS' then 2 when 'MIN' then 3 end, amount,
        0, 1 + (
            select count(*) from entry_line k join account a using (estate_id, account_id)
            where k.estate_id = :account_e and a.code = l.code and a.holder = l.holder
        ) + (
            select count(*) from jsonb_to_recordset(cast(:lines as jsonb))
                as e (line_no int, code text, holder text)
            where e.code = l.code and e.holder = l.holder and e.line_no < l.line_no)
    from jsonb_to_recordset(cast(:lines as jsonb))
        as l (line_no int, code text, holder text, side int, amount bigint, currency text)"""


def a_line(
    no: int, code: str, side: int, amount: int, *, currency: str = "CNY", holder: str = ""
) -> dict[str, Any]:
    return {
        "line_no": no,
        "code": code,
        "holder": holder,
        "side": side,
        "amount": amount,
        "currency": currency,
    }


GOOD_LINES = [a_line(1, "1002001", 1, 5), a_line(2, "4301001", -1, 5)]


def raw_entry(town: Town, **changes: Any) -> dict[str, Any]:
    """Return the values of the entry that would be next in the first estate's book."""
    values: dict[str, Any] = {
        "e": town.estate,
        "account_e": town.estate,
        "seq": 4,
        "series": "记",
        "month": 202606,
        "number": 3,
        "kind": "cash_book",
        "day": date(2026, 6, 18),
        "narration": "x",
        "source": "",
        "treasurer": town.treasurer,
        "approver": town.committee,
        "reverses": None,
        "key": "raw",
        "line_count": 2,
        "lines": GOOD_LINES,
    }
    values |= changes
    values["lines"] = msgspec.json.encode(values["lines"]).decode()
    return values


async def test_the_raw_entry_is_let_in_when_nothing_is_wrong_with_it(
    engines: dict[str, AsyncEngine], town: Town
) -> None:
    """Otherwise the attacks below would prove nothing."""
    for role in ("service", "owner"):
        assert await attempt(engines[role], BOOK, NUMBER, ENTRY, **raw_entry(town)) is None


PTS = {"currency": "PTS"}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "unbalanced": ({"lines": [GOOD_LINES[0], a_line(2, "4301001", -1, 4)]}, NOT_BALANCED),
    "both on one side": ({"lines": [GOOD_LINES[0], a_line(2, "4301001", 1, 5)]}, NOT_BALANCED),
    "no lines": ({"lines": []}, NOT_BALANCED),
    "a line too few": ({"line_count": 3}, NOT_BALANCED),
    "a line too many": (
        {
            "lines": [
                a_line(1, "1002001", 1, 9),
                a_line(2, "4301001", -1, 5),
                a_line(3, "4301001", -1, 4),
            ]
        },
        NOT_BALANCED,
    ),
    "one line": ({"line_count": 1, "lines": GOOD_LINES[:1]}, CHECK),
    "a hole in the lines": ({"lines": [GOOD_LINES[0], a_line(3, "4301001", -1, 5)]}, NOT_BALANCED),
    "line zero": ({"lines": [GOOD_LINES[0], a_line(0, "4301001", -1, 5)]}, CHECK),
    "a line of nothing": (
        {"line_count": 3, "lines": [*GOOD_LINES, a_line(3, "1001", 1, 0)]},
        CHECK,
    ),
    "no side": ({"lines": [a_line(1, "1002001", 0, 5), a_line(2, "1001", 1, 5)]}, CHECK),
    "red outside a reversal": (
        {"lines": [a_line(1, "1002001", 1, -5), a_line(2, "4301001", -1, -5)]},
        NOT_BALANCED,
    ),
    "balanced over two currencies": (
        {"lines": [GOOD_LINES[0], a_line(2, "P2301", -1, 5, **PTS)]},
        NOT_BALANCED,
    ),
    "points balanced in a money entry": (
        {
            "line_count": 4,
            "lines": [
                *GOOD_LINES,
                a_line(3, "P1101", 1, 5, **PTS),
                a_line(4, "P2301", -1, 5, **PTS),
            ],
        },
        NOT_BALANCED,
    ),
    "money in the points series": ({"series": "积", "number": 1}, NOT_BALANCED),
    "points called money": (
        {"lines": [a_line(1, "P1101", 1, 5), a_line(2, "P2301", -1, 5)]},
        NOT_BALANCED,
    ),
    "an account that has children": (
        {"lines": [a_line(1, "1002", 1, 5), GOOD_LINES[1]]},
        NOT_BALANCED,
    ),
    "nobody's wallet": (
        {
            "series": "时",
            "number": 2,
            "kind": "service_minutes",
            "lines": [
                a_line(1, "M1102", 1, 5, currency="MIN"),
                a_line(2, "M2102", -1, 5, currency="MIN"),
            ],
        },
        NOT_BALANCED,
    ),
    "no such account": ({"lines": [a_line(1, "7777", 1, 5), GOOD_LINES[1]]}, NOT_NULL),
    "seq skipped": ({"seq": 5}, NOT_GAPLESS),
    "seq used": ({"seq": 3}, UNIQUE),
    "seq zero": ({"seq": 0}, CHECK),
    "number skipped": ({"number": 4}, NOT_GAPLESS),
    "number used": ({"number": 2}, UNIQUE),
    "another series' number": ({"series": "银", "number": 1}, CHECK),
    "counted in another month than its day's": ({"month": 202605}, NOT_GAPLESS),
    "a month that is not open": ({"month": 202604, "number": 1, "day": "2026-04-02"}, CLOSED),
    "a used key": ({"key": "k2"}, UNIQUE),
    "a used key behind an equals sign": ({"key": "=k2"}, UNIQUE),
    "approved by its preparer": ({"approver": "treasurer"}, CHECK),
    "approved by nobody": ({"approver": None}, CHECK),
    "an adjustment approved by nobody": ({"kind": "adjusting", "approver": None}, CHECK),
    "结转 of a month that goes on": ({"kind": "closing"}, CLOSED),
    "said nothing": ({"narration": ""}, CHECK),
    "reverses itself": ({"reverses": 4}, CHECK),
    "reverses what is to come": ({"reverses": 5}, CHECK),
    "another estate's account": ({"account_e": "other"}, FOREIGN),
}


def spelled(town: Town, changes: dict[str, Any]) -> dict[str, Any]:
    """Put the ids of the town in for their names."""
    given = dict(changes)
    if given.get("approver") == "treasurer":
        given["approver"] = town.treasurer
    if given.get("account_e") == "other":
        given["account_e"] = town.estates[1]
    if isinstance(given.get("day"), str):
        given["day"] = date.fromisoformat(given["day"])
    return given


@pytest.mark.parametrize("role", ["service", "owner"])
@pytest.mark.parametrize("name", WRONG)
async def test_a_wrong_entry_is_kept_out(
    engines: dict[str, AsyncEngine], town: Town, name: str, role: str
) -> None:
    changes, sqlstate = WRONG[name]
    values = raw_entry(town, **spelled(town, changes))
    assert await attempt(engines[role], BOOK, NUMBER, ENTRY, **values) == sqlstate


WITHOUT = {
    "the book's size left as it was": ((NUMBER, ENTRY), NOT_GAPLESS),
    "the book grown by two": ((BOOK, BOOK, NUMBER, ENTRY), NOT_GAPLESS),
    "the number not counted": ((BOOK, ENTRY), NOT_GAPLESS),
    "the number counted twice": ((BOOK, NUMBER, NUMBER, ENTRY), NOT_GAPLESS),
    "the month closed": (
        (
            "insert into period_change (estate_id, fiscal_month, to_state, changed_by, changed_at)"
            " select :e, :month, 'closed', min(user_id), now() from app_user",
            BOOK, NUMBER, ENTRY,
        ),
        CLOSED,
    ),
    "the month in adjustment": (
        (
            "insert into period_change (estate_id, fiscal_month, to_state, changed_by, changed_at)"
            " select :e, :month, 'adjusting', min(user_id), now() from app_user",
            BOOK, NUMBER, ENTRY,
        ),
        CLOSED,
    ),
    "the month gone": (
        ("delete from period where estate_id = :e and fiscal_month = :month", BOOK, NUMBER, ENTRY),
        APPEND_ONLY,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WITHOUT)
async def test_book_numbers_and_month_must_agree_with_the_entry(
    engines: dict[str, AsyncEngine], town: Town, name: str
) -> None:
    statements, sqlstate = WITHOUT[name]
    assert await attempt(engines["owner"], *statements, **raw_entry(town)) == sqlstate


async def test_a_reversal_is_consumed_once(engines: dict[str, AsyncEngine], town: Town) -> None:
    red = {
        "reverses": 1,
        "kind": "reversal",
        "lines": [a_line(1, "1002001", 1, -500_00), a_line(2, "4301001", -1, -500_00)],
    }
    first = raw_entry(town, **red)
    assert await attempt(engines["service"], BOOK, NUMBER, ENTRY, **first) is None
    async with engines["service"].connect() as conn:
        for statement in (BOOK, NUMBER, ENTRY):
            await conn.execute(text(statement), first)
        again = raw_entry(town, **red) | {"seq": 5, "number": 4, "key": "raw2"}
        for statement in (BOOK, NUMBER):
            await conn.execute(text(statement), again)
        with pytest.raises(DBAPIError, match="reversals of entry 1 of estate"):
            await conn.execute(text(ENTRY), again)
        await conn.rollback()


PARTS: dict[str, tuple[int, str, int, bool]] = {
    "a part": (1, "4301001", -200_00, True),
    "too much": (1, "4301001", -500_01, False),
    "another account": (1, "4301002", -5, False),
    "more instead of less": (1, "4301001", 5, False),
    "a reversal": (4, "4301001", -5, False),
}


@pytest.mark.parametrize("name", PARTS)
async def test_a_reversal_stays_within_its_original(
    engines: dict[str, AsyncEngine], town: Town, name: str
) -> None:
    seq, code, amount, is_let_in = PARTS[name]
    first, second = (
        raw_entry(
            town,
            reverses=of,
            kind="reversal",
            lines=[a_line(1, "1002001", 1, fen), a_line(2, credited, -1, fen)],
        )
        for of, credited, fen in ((1, "4301001", -5), (seq, code, amount))
    )
    async with engines["service"].connect() as conn:
        for statement in (BOOK, NUMBER, ENTRY):
            await conn.execute(text(statement), first)
        second |= {"seq": 5, "number": 4, "key": "raw2"}
        for statement in (BOOK, NUMBER):
            await conn.execute(text(statement), second)
        if is_let_in:
            await conn.execute(text(ENTRY), second)
        else:
            with pytest.raises(DBAPIError) as refused:
                await conn.execute(text(ENTRY), second)
            assert getattr(refused.value.orig, "sqlstate", None) == "LG010"
        await conn.rollback()


OLD_ENTRY = """insert into entry_line (estate_id, seq, line_no, account_id, side_and_currency,
        amount, balance_after, account_version)
    select estate_id, seq, {line_no}, account_id, side_and_currency, amount, 0, 900 + line_no
    from entry_line where estate_id = :e and seq = 1"""


@pytest.mark.parametrize(
    "line_no, sqlstate",
    [("line_no + 2", NOT_BALANCED), ("line_no", UNIQUE), ("-line_no", CHECK)],
)
@pytest.mark.parametrize("role", ["service", "owner"])
async def test_no_line_is_added_to_an_old_entry(
    engines: dict[str, AsyncEngine], town: Town, role: str, line_no: str, sqlstate: str
) -> None:
    statement = OLD_ENTRY.format(line_no=line_no)
    assert await attempt(engines[role], statement, e=town.estate) == sqlstate


async def test_lines_cannot_come_before_their_entry(
    engines: dict[str, AsyncEngine], town: Town
) -> None:
    statement = OLD_ENTRY.format(line_no="line_no").replace(
        "select estate_id, seq", "select estate_id, 4"
    )
    assert await attempt(engines["service"], statement, e=town.estate) == FOREIGN


async def test_nothing_of_all_this_left_a_trace(
    engines: dict[str, AsyncEngine], town: Town
) -> None:
    before = await checksums(engines["owner"])
    for name in WRONG:
        changes, _ = WRONG[name]
        values = raw_entry(town, **spelled(town, changes))
        await attempt(engines["owner"], BOOK, NUMBER, ENTRY, **values)
    assert await checksums(engines["owner"]) == before
    async with engines["owner"].connect() as conn:
        assert await rows(
            conn, "select estate_id, count(*) from journal_entry group by 1 order by 1"
        ) == [
            (town.estates[0], 3),
            (town.estates[1], 1),
        ]
