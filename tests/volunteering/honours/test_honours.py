"""Honours against the real database: two people, consents, children, objections."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.estates.people.consent_texts import CONSENT_TEXTS, Purpose
from ledger.estates.people.consents import give_consent, withdraw_consent
from ledger.estates.people.operations import (
    NewPerson,
    move_in,
    open_household,
    register_person,
)
from ledger.volunteering.honours import operations
from ledger.volunteering.honours.board import board_of
from ledger.volunteering.honours.operations import NewHonour, decide_list, propose_list
from ledger.volunteering.honours.queries import honours_lists, honours_of
from ledger.volunteering.honours.rules import (
    ChildIsOnNoPublicList,
    FamilyIsNotRegistered,
    HonourCategory,
    HonourIsNamedTwice,
    HonourIsObjectedTo,
    HonourObjectionIsSettled,
    HonoursListIsDecided,
    HonoursNeedReasonToTurnDown,
    HonoursNoticeIsOver,
    HonourWordsTellTooMuch,
    NobodyApprovesTheirOwnHonour,
    NobodySettlesTheirOwnObjection,
    ProposerMayNotApproveHonours,
)
from tests.points.estate import SmallEstate, add_user, make_estate
from tests.volunteering.activities.planning import add_resident, messages_to

NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 5)
REASON = "全年照看独居邻居，风雨无阻"


@pytest.fixture
async def estate(module_conn: AsyncConnection) -> SmallEstate:
    return await make_estate(module_conn)


async def propose(
    conn: AsyncConnection,
    estate: SmallEstate,
    *who: int,
    category: HonourCategory = HonourCategory.VOLUNTEER,
    reason: str = REASON,
) -> int:
    return await propose_list(
        conn,
        category,
        "2026年第二季度优秀志愿者",
        [NewHonour(each, reason) for each in who],
        estate_id=estate.estate_id,
        actor_user_id=estate.organiser,
        now=NOW,
    )


async def decide(conn: AsyncConnection, estate: SmallEstate, list_id: int, **changed: Any) -> None:
    said: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "honours_list_id": list_id,
        "is_approved": True,
        "reason": "",
        "actor_user_id": estate.committee,
        "now": NOW,
    }
    await decide_list(conn, **said | changed)


async def agree(conn: AsyncConnection, estate: SmallEstate, who: int) -> None:
    await give_consent(
        conn,
        estate_id=estate.estate_id,
        resident_id=who,
        purpose=Purpose.PUBLIC_HONOURS,
        text_version=CONSENT_TEXTS[Purpose.PUBLIC_HONOURS].version,
        given_by="self",
        actor_user_id=estate.organiser,
        now=NOW,
        today=TODAY,
    )


async def shown(conn: AsyncConnection, estate: SmallEstate) -> tuple[list[str], int]:
    """Return the names on the board, and how many are not named."""
    board = await board_of(conn, estate_id=estate.estate_id, today=TODAY)
    names = [line.public_name or "" for each in board for line in each.named]
    return names, sum(each.unnamed_count for each in board)


async def test_a_name_is_public_from_approval_while_consent_stands(
    module_conn: AsyncConnection, estate: SmallEstate
) -> None:
    zhang, li, _ = estate.residents
    list_id = await propose(module_conn, estate, zhang, li)
    await agree(module_conn, estate, zhang)
    assert await shown(module_conn, estate) == ([], 0)
    assert await messages_to(module_conn, zhang) == []
    await decide(module_conn, estate, list_id)
    assert await shown(module_conn, estate) == (["1栋 张*"], 1)
    assert await messages_to(module_conn, li) == ["honour_given"]
    await withdraw_consent(
        module_conn,
        estate_id=estate.estate_id,
        resident_id=zhang,
        purpose=Purpose.PUBLIC_HONOURS,
        actor_user_id=estate.organiser,
        now=NOW,
    )
    assert await shown(module_conn, estate) == ([], 2)


async def test_nobody_approves_what_they_proposed_or_what_honours_them(
    module_conn: AsyncConnection, estate: SmallEstate
) -> None:
    list_id = await propose(module_conn, estate, estate.residents[0])
    with pytest.raises(ProposerMayNotApproveHonours):
        await decide(module_conn, estate, list_id, actor_user_id=estate.organiser)
    await module_conn.execute(
        text("""insert into role_grant (estate_id, user_id, role, resident_id, starts_on)
            values (:estate_id, :user_id, 'resident', :resident_id, '2026-01-01')"""),
        {
            "estate_id": estate.estate_id,
            "user_id": estate.committee,
            "resident_id": estate.residents[0],
        },
    )
    with pytest.raises(NobodyApprovesTheirOwnHonour):
        await decide(module_conn, estate, list_id)
    other = await add_user(module_conn, "another-member")
    with pytest.raises(HonoursNeedReasonToTurnDown):
        await decide(module_conn, estate, list_id, is_approved=False, actor_user_id=other)
    await decide(module_conn, estate, list_id, actor_user_id=other)
    with pytest.raises(HonoursListIsDecided):
        await decide(module_conn, estate, list_id, actor_user_id=other)
    with pytest.raises(HonoursListIsDecided):
        await operations.withdraw_list(
            module_conn, estate_id=estate.estate_id, honours_list_id=list_id, now=NOW
        )


APPROVE = """update honours_list set decided_by = {}, decided_at = :now, is_approved = true,
    notice_until = '2026-07-12' where honours_list_id = :list_id"""


@pytest.mark.parametrize(
    "statement, code",
    [
        # The proposer's own word, a committee member's own honour, a second decision.
        (APPROVE.format("proposed_by"), "23514"),
        (APPROVE.format(":honoured"), "LG065"),
        ("update honours_list set withdrawn_at = :now where honours_list_id = :decided", "23514"),
        (
            """update honours_list set decision_reason = '另有原因'
            where honours_list_id = :decided""",
            "LG065",
        ),
        # Approved as it is written down.
        (
            """insert into honours_list (estate_id, category, title, notice_days, rule_version,
                proposed_by, proposed_at, decided_by, decided_at, is_approved, notice_until)
            select estate_id, category, title, notice_days, rule_version, proposed_by, proposed_at,
                decided_by, decided_at, is_approved, notice_until
            from honours_list where honours_list_id = :decided""",
            "LG065",
        ),
        # An objection that is settled as it is raised, or by the one who is honoured.
        (
            """insert into honour_objection (estate_id, honour_id, resident_id, raised_by,
                raised_at, reason, settled_by, settled_at, is_upheld, reply)
            select estate_id, honour_id, :li, proposed_by, :now, '不对', :honoured, :now, false,
                '对'
            from honour join honours_list using (estate_id, honours_list_id)
            where honours_list_id = :decided""",
            "LG066",
        ),
        (
            """update honour_objection set settled_by = :honoured, settled_at = :now,
                is_upheld = false, reply = '对'""",
            "LG066",
        ),
        # Onto a list that is decided; a child onto any; an objection to what nobody approved.
        (
            """insert into honour (estate_id, honours_list_id, resident_id, reason)
            values (:estate_id, :decided, :li, '好')""",
            "LG066",
        ),
        (
            """insert into honour (estate_id, honours_list_id, resident_id, reason)
            values (:estate_id, :list_id, :child, '好')""",
            "LG066",
        ),
        (
            """insert into honour_objection (estate_id, honour_id, resident_id, raised_by,
                raised_at, reason)
            select :estate_id, max(honour_id), :li, :honoured, :now, '不对' from honour
            where honours_list_id = :list_id""",
            "LG066",
        ),
        ("delete from honour where honours_list_id = :list_id", "42501"),
    ],
)
async def test_the_database_keeps_two_people_apart_and_children_off(
    module_conn: AsyncConnection, estate: SmallEstate, statement: str, code: str
) -> None:
    zhang, li, _ = estate.residents
    decided = await propose(module_conn, estate, zhang)
    await decide(module_conn, estate, decided)
    list_id = await propose(module_conn, estate, zhang)
    honoured = await add_user(module_conn, "honoured")
    await module_conn.execute(
        text("""insert into role_grant (estate_id, user_id, role, resident_id, starts_on)
            values (:estate_id, :user_id, 'resident', :resident_id, '2026-01-01')"""),
        {"estate_id": estate.estate_id, "user_id": honoured, "resident_id": zhang},
    )
    child = await add_resident(module_conn, estate, "张小宝", child_until=date(2030, 1, 1))
    values = {
        "estate_id": estate.estate_id,
        "list_id": list_id,
        "decided": decided,
        "honoured": honoured,
        "child": child,
        "li": li,
        "now": NOW,
    }
    named = {name: value for name, value in values.items() if f":{name}" in statement}
    await module_conn.execute(
        text("""insert into honour_objection (estate_id, honour_id, resident_id, raised_by,
                raised_at, reason)
            select estate_id, honour_id, resident_id, :by, :now, '不对' from honour
            where honours_list_id = :decided"""),
        {"by": estate.organiser, "decided": decided, "now": NOW},
    )
    with pytest.raises(DBAPIError) as refused:
        await module_conn.execute(text(statement), named)
    assert getattr(refused.value.orig, "sqlstate", None) == code


async def test_what_cannot_be_proposed(module_conn: AsyncConnection, estate: SmallEstate) -> None:
    zhang, li, _ = estate.residents
    other = await make_estate(module_conn, code="other")
    child = await add_resident(module_conn, estate, "张小宝", child_until=date(2030, 1, 1))
    with pytest.raises(ObjectIsNotHere):
        await propose(module_conn, estate, zhang, other.residents[0])
    with pytest.raises(ChildIsOnNoPublicList):
        await propose(module_conn, estate, child)
    with pytest.raises(HonourIsNamedTwice):
        await propose(module_conn, estate, zhang, zhang)
    with pytest.raises(HonourWordsTellTooMuch):
        await propose(module_conn, estate, zhang, li, reason="感谢李四的帮忙")
    with pytest.raises(FamilyIsNotRegistered):
        await propose(module_conn, estate, zhang, category=HonourCategory.FAMILY)
    for estate_id in (other.estate_id, estate.estate_id):
        assert await honours_lists(module_conn, estate_id=estate_id, limit=1) == []


async def test_a_family_is_shown_while_everybody_grown_up_agrees(
    module_conn: AsyncConnection, estate: SmallEstate
) -> None:
    zhang, li, wang = estate.residents
    child = await register_person(
        module_conn,
        NewPerson("张小宝", None, None, date(2018, 5, 20)),
        estate_id=estate.estate_id,
        today=TODAY,
    )
    dwelling_id = await module_conn.scalar(
        text("select min(dwelling_id) from dwelling where estate_id = :estate_id"),
        {"estate_id": estate.estate_id},
    )
    home: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "on": date(2026, 1, 1),
        "actor_user_id": estate.organiser,
    }
    household_id = await open_household(
        module_conn, **home, dwelling_id=dwelling_id, head_resident_id=zhang, tenure="owner"
    )
    for who, relation in ((li, "spouse"), (child, "child")):
        await move_in(
            module_conn, **home, household_id=household_id, resident_id=who, relation=relation
        )
    # The same family by two of its members is one family.
    with pytest.raises(HonourIsNamedTwice):
        await propose(module_conn, estate, zhang, li, category=HonourCategory.FAMILY)
    with pytest.raises(HonourWordsTellTooMuch):
        await propose(
            module_conn, estate, li, category=HonourCategory.FAMILY, reason="张小宝最懂事"
        )
    list_id = await propose(module_conn, estate, li, category=HonourCategory.FAMILY)
    await decide(module_conn, estate, list_id)
    assert await messages_to(module_conn, li) == ["honour_given"]
    assert await messages_to(module_conn, child) == []
    await agree(module_conn, estate, zhang)
    assert await shown(module_conn, estate) == ([], 1)
    await agree(module_conn, estate, li)
    assert await shown(module_conn, estate) == (["1栋 张*一家"], 0)
    [found] = await honours_of(module_conn, estate_id=estate.estate_id, honours_list_ids=[list_id])
    assert (found.household_id, found.resident_id) == (household_id, None)
    assert wang not in (zhang, li)


async def test_an_objection_that_is_upheld_takes_the_honour_back(
    module_conn: AsyncConnection, estate: SmallEstate
) -> None:
    zhang, li, wang = estate.residents
    await agree(module_conn, estate, zhang)
    list_id = await propose(module_conn, estate, zhang, li)
    await decide(module_conn, estate, list_id)
    honoured: dict[str, Any] = {"estate_id": estate.estate_id, "honours_list_ids": [list_id]}
    of_zhang, of_li = await honours_of(module_conn, **honoured)
    [listed] = await honours_lists(module_conn, estate_id=estate.estate_id, limit=1)
    assert listed.notice_until == TODAY + timedelta(days=7)
    objector = await add_user(module_conn, "objector")

    async def object_to(honour_id: int, **changed: Any) -> int:
        said: dict[str, Any] = {
            "estate_id": estate.estate_id,
            "honour_id": honour_id,
            "reason": "这次活动他没有参加",
            "resident_id": wang,
            "actor_user_id": objector,
            "now": NOW,
        }
        return await operations.object_to_honour(module_conn, **said | changed)

    objection = await object_to(of_zhang.honour_id)
    with pytest.raises(HonourIsObjectedTo):
        await object_to(of_zhang.honour_id)
    with pytest.raises(HonoursNoticeIsOver):
        await object_to(of_li.honour_id, now=NOW + timedelta(days=8))

    async def settle(by: int) -> None:
        await operations.settle_objection(
            module_conn,
            estate_id=estate.estate_id,
            honour_objection_id=objection,
            is_upheld=True,
            reply="签到表上没有他",
            actor_user_id=by,
            now=NOW,
        )

    with pytest.raises(NobodySettlesTheirOwnObjection):
        await settle(objector)
    with pytest.raises(ProposerMayNotApproveHonours):
        await settle(estate.organiser)
    await settle(estate.committee)
    with pytest.raises(HonourObjectionIsSettled):
        await settle(estate.committee)
    assert await shown(module_conn, estate) == ([], 1)
    left = await honours_of(module_conn, **honoured)
    assert [each.resident_id for each in left if each.revoked_at is None] == [li]
    with pytest.raises(ObjectIsNotHere):
        await object_to(of_zhang.honour_id, resident_id=li)
