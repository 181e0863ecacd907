"""Ids of another estate in what a request says: answered like ids that nobody has, nothing written.

The second estate of this test is the first one over again under other numbers, so that each of its
ids exists there and nowhere else. Every write of the description that takes an id in its body is
sent three times: with an id of nobody, with one of the other estate, with one of its own. The
first two must be answered alike; the third otherwise, which shows that the id was looked at.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db import session
from ledger.db.embedded import EmbeddedPostgres
from ledger.db.personal_data import PersonalDataKeys
from ledger.estates.rule_profile import shipped_profile
from tests.api.bodies import Place, example_of, id_places, may_be_null, with_value
from tests.api.described import (
    LOGINS,
    Json,
    allowed_roles,
    description,
    filled_path,
    label,
    operations_of,
)
from tests.databases import Database, fresh_database
from tests.live_server import SampleEstate
from tests.posting.town import Town
from tests.web.ids_not_reached import NOT_REACHED
from tests.web.online import Browser, Online, running
from tests.web.test_estates_apart import without_row_security

SHIFT = 50_000_000
"""Between an id of the first estate and its like in the second."""
NOBODYS = 90_000_000
NAMED_OTHERWISE = {"item": "catalogue_item", "object": "activity"}
PATHS_TRIED = 12
# What the example of the description leaves open, by the end of the path.
BODIES: dict[str, Callable[[], Json]] = {
    "/users": lambda: {"login": f"u{uuid4().hex}"},
    "/rule-drafts": lambda: {"rules": RULES, "ends_on": None},
    "/rule-drafts/{rule_draft_id}": lambda: {"rules": RULES, "ends_on": None},
    "/people/{resident_id}/acts-on-paper": lambda: ABSENCE,
    "/award-lists": lambda: AWARDS,
    "/award-lists/preview": lambda: {"source_code": AWARDS["source_code"], "rows": AWARDS["rows"]},
    "/prepared-entries": lambda: {
        "kind": "manual",
        "effective_on": "2026-07-01",
        "document_ids": [],
        "lines": [
            {"account_code": "5103", "side": "debit", "amount_fen": 100},
            {"account_code": "1002001", "side": "credit", "amount_fen": 100},
        ],
    },
}
BACKING: Json = {"backing": "fund_grant", "backing_fen": 0}
# What goes together with an id, by the end of the path and the name of the field.
BESIDE: dict[tuple[str, str], Json] = {
    ("/users", "resident_id"): {"role": "resident"},
    ("/users", "merchant_id"): {"role": "shopkeeper"},
    ("/role-grants", "resident_id"): {"role": "resident", "login": "auditor"},
    ("/role-grants", "merchant_id"): {"role": "shopkeeper", "login": "auditor"},
    ("/role-grants", "committee_term_id"): {"role": "committee", "login": "auditor"},
    ("/me/messages/read", "message_id"): {"until_message_id": None},
    ("/points-budgets", "fund_grant_id"): BACKING,
    ("/points-budgets/{points_budget_id}/versions", "fund_grant_id"): BACKING,
}
RULES: Json = {
    name: part
    for name, part in shipped_profile("shuxiangyuan", 1).model_dump(mode="json").items()
    if isinstance(part, dict)
}
ABSENCE: Json = {
    "kind": "absence_appeal",
    "words": "签到时手机没电",
    "claim": None,
    "came": "09:00",
    "gone": "10:00",
    "stars": None,
}
AWARDS: Json = {
    "title": "评比",
    "source_code": "P1103",
    "basis": "会议评定",
    "document_id": None,
    "rows": [{"resident_id": 1, "points": 5, "reason": "庭院整洁"}],
}
# Written whatever comes of a request.
ALWAYS_WRITTEN = {
    "audit_line", "request_outcome", "personal_request_outcome", "user_session", "code_attempt",
}  # fmt: skip


async def _other_estate(conn: AsyncConnection, estate_id: int) -> None:
    """Copy an estate under the next number, with `SHIFT` added to every id of its own."""
    await conn.execute(text("set local session_replication_role = replica"))
    shifted = {
        (table, column)
        for table, column in await conn.execute(
            text("""select c.conrelid::regclass::text, a.attname
                from pg_constraint c
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
                join pg_attribute l on l.attrelid = c.conrelid and l.attnum = c.conkey[1]
                where c.contype in ('p', 'f') and cardinality(c.conkey) > 1
                    and l.attname = 'estate_id' and a.attname like '%\\_id'
                    and a.attname not in ('estate_id', 'user_id')
                    and format_type(a.atttypid, null) = 'bigint'""")
        )
    }
    columns: dict[str, list[str]] = {}
    for table, column in await conn.execute(
        text("""select c.relname, a.attname from pg_class c
            join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0
                and not a.attisdropped and a.attgenerated = '' and c.relname <> 'audit_line'
                and exists (select from pg_attribute e where e.attrelid = c.oid
                    and e.attname = 'estate_id')
            order by c.relname, a.attnum""")
    ):
        columns.setdefault(table, []).append(column)
    for table, names in columns.items():
        taken = [
            f"{estate_id + 1}"
            if name == "estate_id"
            else "code || '-2'"
            if (table, name) == ("estate", "code")
            else f'"{name}" + {SHIFT}'
            if (table, name) in shifted
            else f'"{name}"'
            for name in names
        ]
        listed = ", ".join(f'"{name}"' for name in names)
        await conn.execute(
            text(f"""insert into "{table}" ({listed}) overriding system value
                select {", ".join(taken)} from "{table}" where estate_id = {estate_id}
                on conflict do nothing""")
        )


@pytest.fixture(scope="module")
def sample(postgres: EmbeddedPostgres, sample_estate: SampleEstate) -> Iterator[Database]:
    with fresh_database(postgres, template=sample_estate.template) as database:
        yield database


@pytest.fixture(scope="module")
async def estates(
    sample: Database, sample_estate: SampleEstate, tmp_path_factory: Any
) -> AsyncIterator[Online]:
    keys = PersonalDataKeys.open(sample_estate.data_dir / "secrets")
    engine = session.create_engine(sample.service_url, personal_data=keys)
    async with running(engine, tmp_path_factory.mktemp("estates")) as app:
        online = Online(app, engine, Town((1, 2), {}, 0, 0))
        operator = await online.signed_in("operator")
        paper = await operator.write(
            "/api/v1/estates/1/personal-papers",
            files={"file": ("同意书.pdf", b"%PDF-1.4 agreed", "application/pdf")},
        )
        assert paper.status_code == 201, paper.text
        treasurer = await online.signed_in("treasurer")
        draft = example_of(_body_of("/api/v1/estates/{estate_id}/rule-drafts")) | {
            "rules": RULES,
            "ends_on": None,
            "document_id": None,
        }
        drafted = await treasurer.write("/api/v1/estates/1/rule-drafts", draft)
        assert drafted.status_code == 201, drafted.text
        organiser = await online.signed_in("organiser")
        plan = example_of(_body_of("/api/v1/estates/{estate_id}/activity-plans"))
        plan |= {
            "starts_at": "2030-01-10T09:00:00+08:00",
            "ends_at": "2030-01-10T11:00:00+08:00",
            "confirmers_required": 2,
            "capacity": 20,
        }
        for optional in ("sign_up_until", "cancel_until", "repeats", "last_on"):
            plan[optional] = None
        for name in ("清扫一号楼", "清扫二号楼"):
            planned = await organiser.write(
                "/api/v1/estates/1/activity-plans", plan | {"name": name}
            )
            assert planned.status_code == 201, planned.text
        superuser = session.create_engine(sample.superuser_url, pool_size=1)
        async with superuser.begin() as conn:
            await conn.execute(
                text("""insert into committee_term (estate_id, term_no, starts_on, ends_on,
                        resolution)
                    values (1, 1, '2026-01-01', '2031-01-01', '业主大会决议')""")
            )
            await _other_estate(conn, 1)
        await superuser.dispose()
        yield online


def _writes() -> Iterator[tuple[str, str, Json]]:
    for path, method, operation in operations_of(description()):
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content and "{estate_id}" in path:
            yield path, method.upper(), content["application/json"]["schema"]


def _body_of(wanted: str) -> Json:
    return next(schema for path, _, schema in _writes() if path == wanted)


CASES = [
    (path, method, place)
    for path, method, schema in _writes()
    for place, _ in id_places(schema, example_of(schema))
]


# What is asked -----------------------------------------------------------------------------------


async def _ids_of(online: Online, named: str) -> list[int]:
    """Return ids in the first estate of what a field is named for: `proxy_resident`, `item`."""
    async with online.engine.connect() as conn:
        keys = {
            key: table
            for table, key in await conn.execute(
                text("""select c.conrelid::regclass::text, a.attname from pg_constraint c
                    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
                    where c.contype = 'p' and cardinality(c.conkey) = 2
                    -- Of several tables with one key, the one that is named for it.
                    order by c.conrelid::regclass::text || '_id' = a.attname, 1""")
            )
        }
        words = NAMED_OTHERWISE.get(named, named).split("_")
        for start in range(len(words)):
            key = "_".join(words[start:]) + "_id"
            key = "item_id" if key == "catalogue_item_id" and "item_id" in keys else key
            if key in keys:
                found = await conn.execute(
                    text(f"select {key} from {keys[key]} where estate_id = 1 order by {key} desc")
                )
                return list(found.scalars())[:PATHS_TRIED]
    return []


async def _paths(online: Online, path: str) -> list[str]:
    """Return addresses of the route with ids of the first estate."""
    named = [n for n in re.findall(r"{(\w+)_id}", path) if n != "estate"]
    if not named:
        return [filled_path(path)]
    ids = {name: await _ids_of(online, name) for name in named}
    return [
        filled_path(path, **{f"{name}_id": each[n % len(each)] for name, each in ids.items()})
        for n in range(max(map(len, ids.values()), default=0))
        if all(ids.values())
    ]


async def _written(online: Online) -> dict[str, str]:
    """Return a digest of each table, but those that are written whatever is answered."""
    async with session.in_installation(online.engine) as conn:
        tables = await conn.execute(
            text("select relname from pg_class where relkind = 'r' and relnamespace = "
                 "'public'::regnamespace and relname not like 'alembic%' order by 1")
        )  # fmt: skip
        return {
            name: await conn.scalar(
                text(f"select coalesce(sum(hashtextextended(t::text, 0)), 0)::text from {name} t")
            )
            for name in tables.scalars()
            if name not in ALWAYS_WRITTEN
        }


def _said(answer: httpx.Response) -> tuple[int, str]:
    """Return an answer without the numbers in it: they are those that were asked for."""
    assert answer.status_code < 500, answer.text
    return answer.status_code, re.sub(r"\d+", "#", answer.text)


async def _browsers(online: Online, name: str) -> list[Browser]:
    return [await online.signed_in(LOGINS[role]) for role in sorted(allowed_roles()[name])]


def test_the_description_has_ids_in_bodies() -> None:
    assert len(CASES) >= 20
    assert {place for _, _, place in CASES} >= {("personal_paper_id",), ("document_ids", 0)}


@pytest.mark.parametrize(
    "path, method, place",
    CASES,
    ids=[f"{method} {path} {place}" for path, method, place in CASES],
)
async def test_an_id_of_another_estate_is_one_that_nobody_has(
    estates: Online, path: str, method: str, place: Place
) -> None:
    schema = next(s for p, m, s in _writes() if (p, m) == (path, method))
    named = next(n for where, n in id_places(schema, example_of(schema)) if where == place)
    own = await _ids_of(estates, named)
    body = example_of(schema)
    # No other id of the body, or one of the estate's own where there has to be one.
    for where, other in id_places(schema, body):
        if where == place:
            continue
        holder = body if len(where) == 1 else None
        if holder is not None and may_be_null(schema, where):
            holder[where[0]] = None
        elif found := await _ids_of(estates, other):
            body = with_value(body, where, found[0])
    tail = path.removeprefix("/api/v1/estates/{estate_id}")
    own_parts = BODIES.get(tail, dict)
    beside = BESIDE.get((tail, str(place[0])), {})

    def with_id(number: int) -> Json:
        changed: Json = with_value(body | own_parts() | beside, place, number)
        return changed

    reached = False
    nobodys: list[str] = []
    before = await _written(estates)
    for browser in await _browsers(estates, label(path, method)):
        for address in await _paths(estates, path):
            answers = [
                await browser.write(address, with_id(number), method=method)
                for number in (NOBODYS + 7, (own[0] if own else 7) + SHIFT)
            ]
            assert _said(answers[0]) == _said(answers[1]), (address, [a.text for a in answers])
            assert answers[1].status_code < 500
            with without_row_security():
                by_queries = await browser.write(
                    address, with_id((own[0] if own else 7) + SHIFT), method=method
                )
            assert _said(by_queries) == _said(answers[0]), (address, by_queries.text)
    assert await _written(estates) == before, "what was refused wrote something"
    for browser in await _browsers(estates, label(path, method)):
        for address in await _paths(estates, path):
            of_nobody = await browser.write(address, with_id(NOBODYS + 7), method=method)
            nobodys.append(of_nobody.text)
            for number in own:
                theirs = await browser.write(address, with_id(number), method=method)
                assert theirs.status_code < 500, theirs.text
                reached = reached or _said(theirs) != _said(of_nobody)
                if reached:
                    return
    name = f"{method} {path} {'.'.join(map(str, place))}"
    assert name in NOT_REACHED, (name, own[:3], nobodys[:4])


async def test_an_item_of_another_estate_is_not_on_the_counter(estates: Online) -> None:
    resident, shop = [await estates.signed_in(login) for login in ("resident01", "shop01")]
    items = (await shop.get("/api/v1/estates/1/counter")).json()["items"]
    answers = []
    for item_id in (items[0]["item_id"] + SHIFT, NOBODYS, items[0]["item_id"]):
        code = (await resident.write("/api/v1/estates/1/me/pay-codes", {})).json()["digits"]
        lines = [{"item_id": item_id, "quantity": 1}]
        answers.append(
            await shop.write(
                "/api/v1/estates/1/counter/redemptions", {"code": code, "lines": lines}
            )
        )
    assert _said(answers[0]) == _said(answers[1])
    assert (answers[0].status_code, answers[2].status_code) == (404, 201)
