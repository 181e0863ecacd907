"""Who decides is not who asked, begins with no decision, and decides once: in the database itself.

The tables come from the catalogue: one with somebody's decision that nobody thought of fails here.
The rows are the program's own, decided; each attack is the service's and is taken back.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import pytest

from ledger.db.embedded import SERVICE_ROLE
from ledger.db.session import create_engine
from ledger.evidence.sealer import Sealer
from ledger.own_data.forgotten_words import FREE_WORDS
from ledger.settings import Settings
from tests.conftest import Database, personal_data_keys
from tests.invariants.decided_rows import write_decided
from tests.invariants.populated import populate

_DECISIONS = """
    select c.table_name from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name
        ~ '^(decided|approved|posted|answered|settled|adopted|verified)_by$'
"""


@dataclass(frozen=True)
class Case:
    """A table of papers: who asks, who decides, and what a paper is like before."""

    asks: str
    decides: str
    waiting: dict[str, Any]
    fresh: dict[str, Any] = field(default_factory=dict)
    """What keeps a copy from meeting a unique constraint before anything looks at it."""
    which: str = "true"


NOTHING = {"decided_by": None, "decided_at": None}
CASES = {
    "award_list": Case(
        "prepared_by", "decided_by",
        NOTHING | {"state": "proposed", "granted_on": None, "rule_version": None,
                   "spendable_from": None, "expires_on": None},
        which="state = 'approved'",
    ),
    "card_unblocking": Case("asked_by", "decided_by", NOTHING | {"is_granted": None}),
    "family_proxy": Case(
        "asked_by", "decided_by", NOTHING | {"is_approved": None},
        {"proxy_resident_id": 3},
    ),
    "honour_objection": Case(
        "raised_by", "settled_by",
        {"settled_by": None, "settled_at": None, "is_upheld": None, "reply": None},
        {"resident_id": 1},
    ),
    "honours_list": Case(
        "proposed_by", "decided_by",
        NOTHING | {"is_approved": None, "notice_until": None, "decision_reason": None},
    ),
    "merchant_purchase": Case(
        "registered_by", "decided_by",
        NOTHING | {"state": "registered", "points": None, "points_cut": None, "cut_reason": None,
                   "payable_fen": None, "rule_version": None, "points_seq": None,
                   "money_seq": None},
        {"receipt_no": "ANOTHER", "points_seq": 1, "money_seq": 2}, "state = 'confirmed'",
    ),
    "points_budget_version": Case(
        "proposed_by", "decided_by", NOTHING | {"state": "proposed"}, {"version": 99},
        "state = 'adopted'",
    ),
    "points_deduction": Case(
        "proposed_by", "decided_by",
        NOTHING | {"state": "proposed", "points": None, "deducted_on": None, "appeal_until": None,
                   "seq": None, "appealed_by": None, "appealed_at": None, "appeal_reason": None,
                   "answered_by": None, "answered_at": None, "answer": None, "restored_seq": None,
                "points_restored": None,
                "payable_fen": None,
                "money_seq": None,
                "restored_money_seq": None},
        {"seq": 1, "restored_seq": 2}, "state = 'restored'",
    ),
    "reopening_request": Case(
        "requested_by", "decided_by", NOTHING | {"state": "waiting", "answer": ""},
    ),
    "rule_draft": Case("drafted_by", "decided_by", NOTHING | {"state": "draft"}),
    "service_appeal": Case(
        "appealed_by", "answered_by",
        {"answered_by": None, "answered_at": None, "answer": None, "state": "waiting"},
    ),
    "service_correction": Case(
        "prepared_by", "decided_by",
        NOTHING | {"state": "prepared", "points": None, "points_left": None,
                   "rule_version": None},
        {"correction_no": 99}, "state = 'posted'",
    ),
    "time_bank_pool_grant": Case(
        "proposed_by", "decided_by", NOTHING | {"state": "proposed"}, which="state = 'approved'",
    ),
}  # fmt: skip

ELSEWHERE = {
    "journal_entry": "nobody but the engine writes it; tests/posting/test_engine_raw_entries.py",
    "prepared_entry": "tests/posting/test_final_by_trigger.py, and a check on who approves",
    "rule_version": "only grows, and only out of an adopted draft",
    "service_record": "two people's words: service_confirmation, and the entry's two names",
    "team_points_plan": "tests/points/teams: one plans, another confirms, each share is a member's",
    "volunteer_team_member": "a leader may take somebody in at once; never themselves (LG067)",
}


@pytest.fixture(scope="module")
def filled(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    sealer = Sealer.of(Settings(data_dir=tmp_path_factory.mktemp("keys")))

    async def fill() -> None:
        engine = create_engine(
            module_database.service_url, pool_size=2, personal_data=personal_data_keys()
        )
        made = await populate(engine, sealer)
        await engine.dispose()
        superuser = await connect(module_database)
        await write_decided(
            superuser, estate_id=made.world.estate_id, user_id=made.estate.treasurer
        )
        await superuser.close()

    asyncio.run(fill())
    return module_database


async def connect(database: Database) -> asyncpg.Connection:
    return await asyncpg.connect(dsn=database.superuser_url.replace("+asyncpg", ""))


async def columns_of(conn: asyncpg.Connection, table: str) -> list[str]:
    rows = await conn.fetch(
        "select column_name from information_schema.columns where table_schema = 'public'"
        " and table_name = $1 and is_generated = 'NEVER' order by ordinal_position",
        table,
    )
    return [row[0] for row in rows]


async def own_id(conn: asyncpg.Connection, table: str) -> str | None:
    """Return the column of the table's own numbers, if it has one."""
    name: str | None = await conn.fetchval(
        "select column_name from information_schema.columns where table_schema = 'public'"
        " and table_name = $1 and is_identity = 'YES'",
        table,
    )
    return name


async def copy(conn: asyncpg.Connection, table: str, case: Case, change: dict[str, Any]) -> str:
    """Insert a decided row once more, changed, under a number of its own; return its place."""
    number = await own_id(conn, table)
    change = case.fresh | change | ({number: 9_999_999} if number else {})
    names = ", ".join(await columns_of(conn, table))
    place: str = await conn.fetchval(
        f"""insert into {table} ({names}) overriding system value
        select {names} from jsonb_populate_record(null::{table}, (
            select to_jsonb(t) || $1::jsonb from {table} t
            where {case.decides} is not null and {case.which} limit 1))
        returning ctid::text""",
        json.dumps(change),
    )
    assert place
    return place


async def refused(conn: asyncpg.Connection, statement: str) -> str | None:
    """Return the code with which the service is refused, or None."""
    await conn.execute(f"savepoint attack; set local role {SERVICE_ROLE}")
    try:
        await conn.execute(statement)
    except asyncpg.PostgresError as error:
        return str(error.sqlstate)
    finally:
        await conn.execute("rollback to savepoint attack")
    return None


OTHERS = {
    "bigint": "coalesce({name}, 0) + 1",
    "boolean": "{name} is not true",
    "date": "coalesce({name}, current_date) + 1",
    "integer": "coalesce({name}, 0) + 1",
    "text": "coalesce({name}, '') || '改'",
    "timestamp with time zone": "coalesce({name}, now()) + interval '1 hour'",
}


def is_of_a_rule(code: str | None) -> bool:
    """A trigger of ours, a check, or the right that the service does not have."""
    return code is not None and (code.startswith("LG") or code in {"23514", "42501"})


@pytest.fixture
async def attacked(filled: Database) -> Any:
    conn = await connect(filled)
    transaction = conn.transaction()
    await transaction.start()
    await conn.execute("set local ledger.estates = '1'")
    yield conn
    await transaction.rollback()
    await conn.close()


async def test_every_table_of_decisions_is_thought_of(attacked: asyncpg.Connection) -> None:
    found = {row[0] for row in await attacked.fetch(_DECISIONS)}
    assert found == CASES.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("table", sorted(CASES))
async def test_nothing_begins_decided(table: str, attacked: asyncpg.Connection) -> None:
    await attacked.execute(f"set local role {SERVICE_ROLE}")
    with pytest.raises(asyncpg.PostgresError) as refused_with:
        await copy(attacked, table, CASES[table], {})
    assert str(refused_with.value.sqlstate).startswith("LG"), refused_with.value


@pytest.mark.parametrize("table", sorted(CASES))
async def test_whoever_asked_does_not_decide(table: str, attacked: asyncpg.Connection) -> None:
    case = CASES[table]
    await attacked.execute("set local session_replication_role = replica")
    place = await copy(attacked, table, case, case.waiting)
    await attacked.execute("set local session_replication_role = origin")
    puts = ", ".join(
        f"{name} = {f't.{case.asks}' if name == case.decides else f'd.{name}'}"
        for name in case.waiting
    )
    code = await refused(
        attacked,
        f"""update {table} t set {puts} from (select * from {table}
            where {case.decides} is not null and {case.which} limit 1) d
            where t.ctid = '{place}'""",
    )
    assert is_of_a_rule(code), code


@pytest.mark.parametrize("table", sorted(CASES))
async def test_what_was_decided_stays(table: str, attacked: asyncpg.Connection) -> None:
    """Not one column that the service may write, and not back to waiting."""
    case = CASES[table]
    words = {name for each in FREE_WORDS if each.table == table for name in each.columns}
    may_write = {
        row[0]
        for row in await attacked.fetch(
            """select column_name from information_schema.column_privileges
            where table_name = $1 and grantee = $2 and privilege_type = 'UPDATE'""",
            table,
            SERVICE_ROLE,
        )
    }
    decided = f"{case.decides} is not null and {case.which}"
    back = ", ".join(
        f"{name} = {'null' if value is None else repr(value)}"
        for name, value in case.waiting.items()
    )
    assert is_of_a_rule(await refused(attacked, f"update {table} set {back} where {decided}"))
    for name in sorted((may_write & case.waiting.keys()) - words):
        type_of = await attacked.fetchval(
            "select data_type from information_schema.columns"
            " where table_schema = 'public' and table_name = $1 and column_name = $2",
            table,
            name,
        )
        other = OTHERS[type_of].format(name=name)
        code = await refused(attacked, f"update {table} set {name} = {other} where {decided}")
        assert is_of_a_rule(code), (name, code)
