"""Drafting and adopting on a real database, which cannot be talked out of the same rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import rule_book
from ledger.estates.rule_profile import Rules, shipped_profile
from ledger.estates.rule_versions import queries
from ledger.estates.rule_versions.operations import (
    DraftContent,
    adopt_draft,
    change_draft,
    draft_rules,
    withdraw_draft,
)
from ledger.estates.rule_versions.rules import (
    ResolutionIsMissing,
    RuleDraftIsDecided,
    RuleDraftIsSomebodyElses,
    RulesOverlap,
    RulesReachBack,
    SamePersonMayNotAdopt,
)
from tests.points.estate import TODAY, SmallEstate, make_estate

NOW = datetime(2026, 7, 5, 3, 0, tzinfo=UTC)
BODY: dict[str, Any] = shipped_profile("shuxiangyuan", 1).model_dump(
    mode="json", include=set(Rules.model_fields)
)
DAY = date(2026, 8, 1)


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    return await make_estate(conn)


async def resolution(conn: AsyncConnection, estate: SmallEstate) -> int:
    document_id: int = (
        await conn.execute(
            text("""insert into source_document (estate_id, sha256, content, size_bytes,
                    filename, media_type, uploaded_by)
                values (:estate_id, sha256('决议'), '决议', length('决议'::bytea), '决议.pdf',
                    'application/pdf', :user) returning document_id"""),
            {"estate_id": estate.estate_id, "user": estate.organiser},
        )
    ).scalar_one()
    return document_id


async def content(conn: AsyncConnection, estate: SmallEstate) -> DraftContent:
    return DraftContent(
        body=BODY | {"service": BODY["service"] | {"points_per_hour": 2}},
        effective_on=DAY,
        ends_on=None,
        source="业主大会2026-决议-07",
        document_id=await resolution(conn, estate),
    )


async def draft(conn: AsyncConnection, estate: SmallEstate, said: DraftContent) -> int:
    return await draft_rules(
        conn,
        said,
        estate_id=estate.estate_id,
        actor_user_id=estate.organiser,
        today=TODAY,
    )


def decision(estate: SmallEstate, draft_id: int, actor: int) -> dict[str, Any]:
    return {
        "estate_id": estate.estate_id,
        "rule_draft_id": draft_id,
        "actor_user_id": actor,
        "now": NOW,
    }


async def test_a_second_person_adopts_and_the_days_keep_their_rules(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    draft_id = await draft(conn, estate, await content(conn, estate))
    adopted = await adopt_draft(conn, **decision(estate, draft_id, estate.committee), today=TODAY)
    assert (adopted.version_text, adopted.effective_on) == ("shuxiangyuan/2", DAY)
    book = await rule_book(conn, estate.estate_id)
    before, after = book.on(DAY - timedelta(days=1)), book.on(DAY)
    assert before is not None
    assert after == adopted
    assert (before.version, before.service.points_per_hour) == (1, 1)
    assert after.service.points_per_hour == 2
    newest, founded = await queries.adopted_versions(conn, estate.estate_id)
    assert (newest.drafted_by_name, newest.adopted_by_name) == ("sxy-organiser", "sxy-committee")
    assert (founded.drafted_by_name, founded.document_id) == (None, None)


async def test_who_drafted_does_not_adopt(conn: AsyncConnection, estate: SmallEstate) -> None:
    draft_id = await draft(conn, estate, await content(conn, estate))
    with pytest.raises(SamePersonMayNotAdopt):
        await adopt_draft(conn, **decision(estate, draft_id, estate.organiser), today=TODAY)


@pytest.mark.parametrize("missing", [{"source": " "}, {"document_id": None}])
async def test_nothing_is_adopted_without_its_resolution(
    conn: AsyncConnection, estate: SmallEstate, missing: dict[str, Any]
) -> None:
    said = replace(await content(conn, estate), **missing)
    draft_id = await draft(conn, estate, said)
    with pytest.raises(ResolutionIsMissing):
        await adopt_draft(conn, **decision(estate, draft_id, estate.committee), today=TODAY)


async def test_only_the_drafter_changes_a_draft_and_nobody_a_decided_one(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    said = await content(conn, estate)
    draft_id = await draft(conn, estate, said)
    later = replace(said, effective_on=DAY + timedelta(days=31))
    with pytest.raises(RuleDraftIsSomebodyElses):
        await change_draft(conn, later, **decision(estate, draft_id, estate.committee), today=TODAY)
    await change_draft(conn, later, **decision(estate, draft_id, estate.organiser), today=TODAY)
    found = await queries.rule_draft(conn, estate_id=estate.estate_id, rule_draft_id=draft_id)
    assert (found.effective_on, found.state) == (later.effective_on, "draft")
    await withdraw_draft(conn, **decision(estate, draft_id, estate.committee))
    for verb in (change_draft(conn, said, **decision(estate, draft_id, estate.organiser),
                              today=TODAY),
                 withdraw_draft(conn, **decision(estate, draft_id, estate.committee)),
                 adopt_draft(conn, **decision(estate, draft_id, estate.committee),
                             today=TODAY)):  # fmt: skip
        with pytest.raises(RuleDraftIsDecided):
            await verb


async def test_a_draft_that_waited_too_long_is_refused_when_adopted(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    draft_id = await draft(conn, estate, await content(conn, estate))
    with pytest.raises(RulesReachBack):
        await adopt_draft(conn, **decision(estate, draft_id, estate.committee), today=DAY)


async def test_of_two_drafts_for_one_day_the_second_overlaps(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    said = await content(conn, estate)
    one, two = await draft(conn, estate, said), await draft(conn, estate, said)
    await adopt_draft(conn, **decision(estate, one, estate.committee), today=TODAY)
    with pytest.raises(RulesOverlap):
        await adopt_draft(conn, **decision(estate, two, estate.committee), today=TODAY)
    with pytest.raises(RulesOverlap):
        await draft(conn, estate, said)


async def test_a_resolution_of_another_estate_is_not_here(
    conn: AsyncConnection, estate: SmallEstate
) -> None:
    other = await make_estate(conn, code="other")
    said = replace(await content(conn, estate), document_id=await resolution(conn, other))
    with pytest.raises(ObjectIsNotHere, match="决议"):
        await draft(conn, estate, said)
    with pytest.raises(ObjectIsNotHere, match="草案"):
        await withdraw_draft(conn, **decision(estate, 999, estate.committee))


# The same by raw SQL ------------------------------------------------------------------------------

_VERSION = """insert into rule_version (estate_id, version, name, effective_on, ends_on, source,
        body{columns})
    select estate_id, {version}, name, '{on}', {ends}, source, body || jsonb_build_object(
        'version', {version}, 'effective_on', '{on}', 'ends_on', {ends}){values}
    from rule_version where version = 1"""


def version(number: int, on: str, *, ends: str = "null::date") -> str:
    return _VERSION.format(version=number, on=on, ends=ends, columns="", values="")


@pytest.mark.parametrize(
    "statements, said",
    [
        ([version(2, "2026-01-01")], "overlap"),
        ([version(3, "2027-01-01"), version(2, "2027-06-01")], "overlap"),
        ([version(2, "2026-08-01", ends="date '2026-08-31'"), version(3, "2026-09-02")],
         "have no rules"),
        ([version(2, "2026-08-01").replace("'version', 2", "'version', 7")], "differ"),
        (["update rule_version set source = 'x'"], "permission denied|append"),
        (["delete from rule_version"], "permission denied|append"),
        (["""update rule_draft set state = 'adopted', decided_by = drafted_by,
            decided_at = now()"""], "check constraint"),
        (["""update rule_draft set state = 'withdrawn', decided_by = drafted_by,
            decided_at = now()""", "update rule_draft set source = 'x'"], "stays as it is"),
        (["update rule_draft set body = jsonb_set(body, '{service,points_per_hour}', '-1')"],
         "nothing_pays_negative_points"),
        ([_VERSION.format(version=2, on="2026-08-01", ends="null::date",
            columns=", rule_draft_id, document_id, adopted_by",
            values=""", (select rule_draft_id from rule_draft),
            (select document_id from source_document), (select drafted_by from rule_draft)""")],
         "differs from its draft"),
    ],
)  # fmt: skip
async def test_the_database_keeps_the_rules_too(
    conn: AsyncConnection, estate: SmallEstate, statements: list[str], said: str
) -> None:
    await draft(conn, estate, await content(conn, estate))
    for statement in statements[:-1]:
        await conn.execute(text(statement))
    with pytest.raises(DBAPIError, match=said):
        async with conn.begin_nested():
            await conn.execute(text(statements[-1]))


async def test_a_trial_is_followed_at_once(conn: AsyncConnection, estate: SmallEstate) -> None:
    await conn.execute(text(version(2, "2026-08-01", ends="date '2026-08-31'")))
    await conn.execute(text(version(3, "2026-09-01")))
    book = await rule_book(conn, estate.estate_id)
    assert [each.version for each in book.versions] == [1, 2, 3]
