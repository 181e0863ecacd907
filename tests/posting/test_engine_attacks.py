"""Raw SQL against what is written: no role changes it, and no balance leaves its bounds.

`service` is the role that the program runs as, `owner` the owner of the tables, whom only the
triggers stop. Every attack runs in a transaction of its own that is rolled back.
"""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.posting.attacks import (
    APPEND_ONLY,
    CHECK,
    DENIED,
    FOREIGN,
    TOO_LOW,
    UNIQUE,
    attempt,
)
from tests.posting.town import Town, scalar

EVIDENCE = ("journal_entry", "entry_line", "log_node", "audit_line", "source_document")
CHANGES = {
    "update": "update {0} set estate_id = estate_id",
    "update nothing": "update {0} set estate_id = estate_id where false",
    "delete": "delete from {0}",
    "delete nothing": "delete from {0} where false",
    "truncate": "truncate {0} cascade",
    "merge": "merge into {0} t using (select 1) on true when matched then delete",
}


@pytest.mark.parametrize("change", ["update", "update nothing", "delete", "delete nothing",
                                    "truncate", "merge"])  # fmt: skip
@pytest.mark.parametrize("table", EVIDENCE)
async def test_evidence_is_append_only(
    engines: dict[str, AsyncEngine], town: Town, table: str, change: str
) -> None:
    statement = CHANGES[change].format(table)
    assert await attempt(engines["service"], statement) == DENIED
    assert await attempt(engines["owner"], statement) == APPEND_ONLY


EDITS = [
    "update journal_entry set narration = 'x' where seq = 1",
    "update journal_entry set effective_on = effective_on - 1",
    "update entry_line set amount = amount * 2, balance_after = balance_after * 2",
    "delete from entry_line where seq = 2; delete from journal_entry where seq = 2",
    """insert into journal_entry (estate_id, seq, number, effective_on, recorded_at, prepared_by,
            approved_by, posted_by, line_count, leaf_hash, series, kind, narration, source,
            rule_version, own_key)
        select estate_id, seq, number, effective_on, recorded_at, prepared_by,
            approved_by, posted_by, line_count, leaf_hash, series, kind, narration, source,
            rule_version, own_key
        from journal_entry where seq = 1
        on conflict (estate_id, seq) do update set narration = 'x'""",
    """insert into entry_line (estate_id, seq, amount, balance_after, account_version, account_id,
            line_no, side_and_currency)
        select estate_id, seq, amount, balance_after, account_version, account_id, line_no,
            side_and_currency
        from entry_line
        on conflict (estate_id, account_id, seq, line_no) do update set amount = 1""",
    "with gone as (delete from entry_line returning *) select count(*) from gone",
    "truncate estate, book cascade",
]


@pytest.mark.parametrize("statement", EDITS)
async def test_no_wording_changes_a_posted_entry(
    engines: dict[str, AsyncEngine], town: Town, statement: str
) -> None:
    first = statement.partition(";")[0]
    assert await attempt(engines["service"], first) == DENIED
    assert await attempt(engines["owner"], first) == APPEND_ONLY


@pytest.mark.parametrize(
    "statement",
    [
        "alter table journal_entry disable trigger append_only",
        "drop trigger append_only on entry_line",
        "create or replace function refuse_change() returns trigger language sql as 'select 1'",
        "alter table entry_line drop constraint entry_line_pkey",
        "set session_replication_role = replica",
        "set role ledger_owner",
        "create table journal_of_mine ()",
        "update account set floor = null",
        "delete from balance",
        "delete from request_outcome",
        "delete from hold",
        "delete from period",
        "truncate user_session",
    ],
)
async def test_the_service_cannot_take_the_locks_off(
    engines: dict[str, AsyncEngine], town: Town, statement: str
) -> None:
    assert await attempt(engines["service"], statement) == DENIED


async def test_the_owner_cannot_switch_triggers_off_for_a_session(
    engines: dict[str, AsyncEngine], town: Town
) -> None:
    statement = "set session_replication_role = replica"
    assert await attempt(engines["owner"], statement) == DENIED


BALANCES = {
    "a wallet emptied below nothing": (
        "update balance set posted = 1 where account_id = :wallet", TOO_LOW,
    ),
    "cash below nothing": (
        "update balance set posted = -1 where account_id = :bank", TOO_LOW,
    ),
    "more held than is there": ("update balance set held = 61 where account_id = :wallet", TOO_LOW),
    "held below nothing": ("update balance set held = -1 where account_id = :wallet", CHECK),
    "held all that is there": ("update balance set held = 60 where account_id = :wallet", None),
    "a second balance": ("insert into balance select * from balance", UNIQUE),
    "a hold of nothing": (
        """insert into hold (estate_id, account_id, amount, purpose, placed_by, expires_at,
            idempotency_key) values (:e, :wallet, 0, 'x', :u, now(), 'h')""", CHECK,
    ),
    "a hold on another estate's account": (
        """insert into hold (estate_id, account_id, amount, purpose, placed_by, expires_at,
            idempotency_key) values (:other, :wallet, 1, 'x', :u, now(), 'h')""", FOREIGN,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BALANCES)
async def test_a_balance_has_a_floor_in_the_database_too(
    engines: dict[str, AsyncEngine], town: Town, name: str
) -> None:
    statement, sqlstate = BALANCES[name]
    find = "select account_id from account where estate_id = :e and code = :c and holder = :h"
    async with engines["owner"].connect() as conn:
        wallet = await scalar(conn, find, e=town.estate, c="M2102", h=town.wallet())
        bank = await scalar(conn, find, e=town.estate, c="1002001", h="")
    values = {"wallet": wallet, "bank": bank, "u": town.treasurer, "other": town.estates[1]}
    got = await attempt(engines["service"], statement, e=town.estate, **values)
    assert got == sqlstate


async def test_the_bytes_of_a_document_are_those_of_its_digest(
    engines: dict[str, AsyncEngine], town: Town
) -> None:
    statement = """insert into source_document (estate_id, sha256, filename, media_type, size_bytes,
        content, uploaded_by) values (:e, sha256('{0}'), 'x', 'x', {1}, 'invoice', :u)"""
    service, values = engines["service"], {"e": town.estate, "u": town.treasurer}
    assert await attempt(service, statement.format("invoice", 7), **values) is None
    assert await attempt(service, statement.format("Invoice", 7), **values) == CHECK
    assert await attempt(service, statement.format("invoice", 8), **values) == CHECK
