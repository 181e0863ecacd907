"""Whose matters are one's own: one meaning, by the database's day (docs/adr/0040)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.db.ids import now_utc, today_in_china
from tests.estates.people.village import Village

# What there may be between the chair and the old lady, until a moment or for good.
ROLE = """insert into role_grant (estate_id, user_id, role, resident_id, starts_on, revoked_at,
        revoked_by, revocation_reason)
    values (:e, :chair, 'resident', :who, :began, cast(:ended as timestamptz),
        case when cast(:ended as timestamptz) is not null then cast(:clerk as bigint) end,
        case when cast(:ended as timestamptz) is null then '' else '换号' end)"""
PROXY = """insert into family_proxy (estate_id, resident_id, proxy_resident_id, relation,
        personal_paper_id, daily_points_max, starts_on, ends_on, asked_by)
    values (:e, :lady, :who, 'child', :paper, 10, :began, :later, :clerk)"""
AGREED = """update family_proxy set decided_by = :neighbour, decided_at = now(), is_approved = true
    where estate_id = :e"""
WITHDRAWN = """update family_proxy set withdrawn_at = :ended, withdrawn_by = :clerk
    where estate_id = :e"""
GUARDIAN = """insert into guardianship (estate_id, child_resident_id, guardian_resident_id,
        consented_on, personal_paper_id, recorded_by, withdrawn_at, withdrawn_by, text_version)
    values (:e, :lady, :who, :began, :paper, :clerk, cast(:ended as timestamptz),
        case when cast(:ended as timestamptz) is not null then cast(:clerk as bigint) end, '1')"""


async def write(village: Village, statement: str, **said: Any) -> None:
    today = today_in_china()
    values = said | {
        "e": village.estate_id,
        "chair": village.chair,
        "clerk": village.clerk,
        "neighbour": village.neighbour,
        "began": today - timedelta(days=30),
        "later": today + timedelta(days=30),
    }
    asked = {name: value for name, value in values.items() if f":{name}" in statement}
    await village.conn.execute(text(statement), asked)


async def is_own(village: Village, resident_id: int, household_id: int | None = None) -> bool:
    own: bool = await village.conn.scalar(
        text("select acts_for_holder(:e, :resident, :household, :chair)"),
        {
            "e": village.estate_id,
            "resident": None if household_id is not None else resident_id,
            "household": household_id,
            "chair": village.chair,
        },
    )
    return own


@pytest.mark.parametrize("days_ago, counts", [(None, True), (0, True), (1, False), (40, False)])
async def test_what_ended_counts_until_the_days_end(
    village: Village, days_ago: int | None, counts: bool
) -> None:
    ended = None if days_ago is None else now_utc() - timedelta(days=days_ago)
    lady = await village.person()
    await write(village, ROLE, who=lady, ended=ended)
    assert await is_own(village, lady) is counts
    assert not await is_own(village, await village.person("别人"))


@pytest.mark.parametrize("ended_days_ago", [None, 0, 1])
async def test_a_proxy_has_a_part_while_the_agreement_lasts(
    village: Village, ended_days_ago: int | None
) -> None:
    lady, daughter, paper = await village.person(), await village.person(), await village.paper()
    await write(village, ROLE, who=daughter, ended=None)
    await write(village, PROXY, lady=lady, who=daughter, paper=paper)
    assert not await is_own(village, lady), "nobody has agreed yet"
    await write(village, AGREED)
    if ended_days_ago is not None:
        await write(village, WITHDRAWN, ended=now_utc() - timedelta(days=ended_days_ago))
    assert await is_own(village, lady) is (ended_days_ago != 1)


@pytest.mark.parametrize("ended_days_ago", [None, 0, 1])
async def test_a_guardian_has_a_part_in_what_is_the_childs(
    village: Village, ended_days_ago: int | None
) -> None:
    child, mother, paper = await village.child(), await village.person(), await village.paper()
    ended = None if ended_days_ago is None else now_utc() - timedelta(days=ended_days_ago)
    await write(village, ROLE, who=mother, ended=None)
    await write(village, GUARDIAN, lady=child, who=mother, paper=paper, ended=ended)
    assert await is_own(village, child) is (ended_days_ago != 1)


ATTACKS = {
    "to agree to oneself": AGREED.replace(":neighbour", ":chair"),
    "to refuse oneself": AGREED.replace(":neighbour", ":chair").replace("= true", "= false"),
    "to say at the desk that it is wanted": """update family_proxy set confirmed_by = :chair,
        confirmed_at = now(), confirmation_paper_id = :paper where estate_id = :e""",
    "to begin with an agreement": PROXY.replace(
        "asked_by)", "asked_by, decided_by, decided_at, is_approved)"
    )
    .replace(":clerk)", ":clerk, :neighbour, now(), true)")
    .replace(":lady", ":other"),
}


@pytest.mark.parametrize("attack", ATTACKS)
async def test_a_proxy_does_not_agree_to_themselves_in_the_database_either(
    village: Village, attack: str
) -> None:
    lady, daughter, paper = await village.person(), await village.person(), await village.paper()
    other = await village.person("李强")
    await write(village, ROLE, who=daughter, ended=None)
    await write(village, PROXY, lady=lady, who=daughter, paper=paper)
    with pytest.raises(DBAPIError) as refused:
        await write(village, ATTACKS[attack], who=daughter, other=other, paper=paper)
    assert getattr(refused.value.orig, "sqlstate", None) == "LG106"


async def test_what_was_agreed_or_ended_stays(village: Village) -> None:
    lady, daughter, paper = await village.person(), await village.person(), await village.paper()
    await write(village, PROXY, lady=lady, who=daughter, paper=paper)
    await write(village, AGREED)
    await write(village, WITHDRAWN, ended=now_utc())
    with pytest.raises(DBAPIError, match="is decided, has ended"):
        await write(village, "update family_proxy set withdrawn_at = null, withdrawn_by = null"
                    " where estate_id = :e")  # fmt: skip


@pytest.mark.parametrize("becomes", ["the proxy's", "nobody's"])
async def test_an_agreement_ends_whoever_its_decider_has_become(
    village: Village, becomes: str
) -> None:
    lady, daughter, paper = await village.person(), await village.person(), await village.paper()
    await write(village, PROXY, lady=lady, who=daughter, paper=paper)
    await write(village, AGREED.replace(":neighbour", ":chair"))
    if becomes == "the proxy's":
        await write(village, ROLE, who=daughter, ended=None)
    await write(village, WITHDRAWN, ended=now_utc())
    assert await village.conn.scalar(text("select max(withdrawn_by) from family_proxy"))
