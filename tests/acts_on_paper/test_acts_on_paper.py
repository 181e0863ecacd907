"""What the office does for a resident at the desk: by whom, and never by who took part."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.acts_on_paper import operations, queries
from ledger.acts_on_paper.operations import NewAct
from ledger.acts_on_paper.rules import (
    HelperIsTheResident,
    HelperTookPart,
    Kind,
    PaperIsSomebodyElses,
    Subject,
)
from ledger.errors import ObjectIsNotHere
from ledger.estates.people.papers import destroy_papers_of, keep_paper
from ledger.intake.source_file import SourceFile
from ledger.points.deductions.queries import deduction, own_deductions
from ledger.points.deductions.rules import AppealNeedsAnotherPerson
from ledger.time_bank.help.completion import settle_appeal
from ledger.time_bank.help.operations import Acting
from ledger.time_bank.help.rules import ArbiterTakesPart
from ledger.volunteering.appeals.operations import Answer, answer_appeal
from ledger.volunteering.appeals.queries import appeals_of
from ledger.volunteering.appeals.rules import Claim, ConfirmerMayNotAnswer
from ledger.volunteering.attendance.codes import Direction
from ledger.volunteering.ratings.operations import name_served_person
from ledger.volunteering.ratings.queries import own_ratings, ratings_of
from tests.points.deductions.deducting import answer, approve, propose
from tests.points.deductions.deducting import appeal as appeal_deduction
from tests.points.estate import SmallEstate, add_user, grant, make_estate
from tests.points.teams.sharing import team_of_three
from tests.points.test_operations import give
from tests.time_bank.help.test_operations import NOW as HELP_NOW
from tests.time_bank.help.test_operations import TODAY as HELP_TODAY
from tests.time_bank.help.test_operations import Street, street
from tests.volunteering.activities.planning import ENDS, STARTS, messages_to
from tests.volunteering.attendance.attending import AFTERWARDS, act_as, finish, running, scan
from tests.volunteering.corrections.correcting import NOW, booked

__all__ = ["street"]

LATER = AFTERWARDS + timedelta(hours=1)


@pytest.fixture
def conn(module_conn: AsyncConnection) -> AsyncConnection:
    """All that these tests do is rolled back, so they share a database."""
    return module_conn


@pytest.fixture
async def estate(conn: AsyncConnection) -> SmallEstate:
    return await make_estate(conn)


@pytest.fixture
async def clerk(conn: AsyncConnection) -> int:
    return await add_user(conn, "clerk")


async def paper(conn: AsyncConnection, estate_id: int, by: int, words: str = "signed") -> int:
    file = SourceFile.of("本人签字.pdf", b"%PDF-1.7 " + words.encode())
    return await keep_paper(conn, estate_id=estate_id, file=file, actor_user_id=by)


async def act(
    conn: AsyncConnection,
    estate_id: int,
    resident_id: int,
    by: int,
    kind: Kind,
    object_id: int,
    *,
    at: datetime = NOW,
    on_paper: int | None = None,
    **said: Any,
) -> int:
    said = {"words": "本人说不对"} | said
    new = NewAct(Subject(kind, object_id), on_paper or await paper(conn, estate_id, by), **said)
    return await operations.act_for_resident(
        conn,
        new,
        estate_id=estate_id,
        resident_id=resident_id,
        actor_user_id=by,
        now=at,
        today=at.date(),
    )


async def possible(
    conn: AsyncConnection, estate_id: int, resident_id: int, *, at: datetime = NOW
) -> list[tuple[Kind, int]]:
    found = await queries.possible_acts(conn, estate_id=estate_id, resident_id=resident_id, now=at)
    return [(each.subject.kind, each.subject.object_id) for each in found]


LONGER: dict[str, Any] = {"claim": Claim.LONGER, "came": time(9), "gone": time(11, 30)}


async def test_an_appeal_of_a_record_says_by_whom(
    conn: AsyncConnection, estate: SmallEstate, clerk: int
) -> None:
    record = await booked(conn, estate)
    me = estate.residents[0]
    appeal = (Kind.SERVICE_APPEAL, record)
    assert appeal in await possible(conn, estate.estate_id, me)
    with pytest.raises(HelperTookPart):
        await act(conn, estate.estate_id, me, estate.organiser, *appeal, **LONGER)
    with pytest.raises(ObjectIsNotHere):
        await act(conn, estate.estate_id, estate.residents[1], clerk, *appeal, **LONGER)
    signed = await paper(conn, estate.estate_id, clerk)
    number = await act(conn, estate.estate_id, me, clerk, *appeal, on_paper=signed, **LONGER)
    [made] = await appeals_of(conn, estate_id=estate.estate_id, resident_id=me)
    assert (made.appealed_by, made.assisted_by) == (clerk, "clerk")
    assert appeal not in await possible(conn, estate.estate_id, me)
    [done] = await queries.done_acts(conn, estate_id=estate.estate_id, resident_id=me)
    assert (done.act_on_paper_id, done.acted_by_name) == (number, "clerk")
    assert "acted_on_paper" in await messages_to(conn, me)
    # Who wrote it down does not answer it.
    with pytest.raises(ConfirmerMayNotAnswer):
        await answer_appeal(
            conn, Answer("不同意"), estate_id=estate.estate_id,
            service_appeal_id=made.service_appeal_id, actor_user_id=clerk, display_name="clerk",
            roles=frozenset(), now=NOW, today=NOW.date(),
        )  # fmt: skip
    # The paper speaks for one person, and goes with them; so does one that somebody agreed with.
    await conn.execute(
        text("""insert into consent (estate_id, resident_id, purpose, text_version, given_at,
                given_by, given_by_user, personal_paper_id)
            values (:e, :who, 'public_name', '1', :now, 'staff', :by, :paper)"""),
        {
            "e": estate.estate_id, "who": estate.residents[2], "now": NOW, "by": clerk,
            "paper": (agreed := await paper(conn, estate.estate_id, clerk)),
        },
    )  # fmt: skip
    with pytest.raises(PaperIsSomebodyElses):
        await act(conn, estate.estate_id, me, clerk, *appeal, on_paper=agreed, **LONGER)
    with pytest.raises(PaperIsSomebodyElses):
        await act(
            conn, estate.estate_id, estate.residents[1], clerk, *appeal, on_paper=signed, **LONGER
        )
    assert await destroy_papers_of(conn, estate_id=estate.estate_id, resident_id=me, now=NOW) == 1


async def test_nobody_does_their_own_affairs_from_behind_the_desk(
    conn: AsyncConnection, estate: SmallEstate, clerk: int
) -> None:
    record = await booked(conn, estate)
    await act_as(conn, estate, clerk, estate.residents[0])
    with pytest.raises(HelperIsTheResident):
        await act(
            conn, estate.estate_id, estate.residents[0], clerk, Kind.SERVICE_APPEAL, record,
            **LONGER,
        )  # fmt: skip


async def held(conn: AsyncConnection, estate: SmallEstate) -> int:
    """An activity in which 张三 served and which was for 李四; 王五 says to have been there."""
    activity = await running(conn, estate, estate.residents[0])
    await name_served_person(
        conn,
        estate_id=estate.estate_id,
        activity_id=activity,
        resident_id=estate.residents[1],
        actor_user_id=estate.organiser,
        now=STARTS,
    )
    for direction, at in ((Direction.IN, STARTS), (Direction.OUT, ENDS)):
        await scan(conn, estate, activity, estate.residents[0], direction, at)
    await finish(conn, estate, activity)
    return activity


async def test_the_old_man_rates_and_the_absent_appeals_at_the_desk(
    conn: AsyncConnection, estate: SmallEstate, clerk: int
) -> None:
    activity = await held(conn, estate)
    served, absent = estate.residents[1:]
    rating = (Kind.ACTIVITY_RATING, activity)
    assert rating in await possible(conn, estate.estate_id, served, at=LATER)
    volunteer = await add_user(conn, "volunteer")
    await act_as(conn, estate, volunteer, estate.residents[0])
    for who in (estate.organiser, volunteer):
        with pytest.raises(HelperTookPart):
            await act(conn, estate.estate_id, served, who, *rating, at=LATER, stars=5)
    await act(conn, estate.estate_id, served, clerk, *rating, at=LATER, stars=2, words="等了很久")
    [said] = await ratings_of(conn, estate_id=estate.estate_id, activity_id=activity)
    [own] = await own_ratings(conn, estate_id=estate.estate_id, resident_id=served, now=LATER)
    assert (said.stars, said.is_assisted, own.is_assisted) == (2, True, True)
    absence = (Kind.ABSENCE_APPEAL, activity)
    assert absence in await possible(conn, estate.estate_id, absent, at=LATER)
    await act(
        conn, estate.estate_id, absent, clerk, *absence, at=LATER, came=time(9), gone=time(10)
    )
    [made] = await appeals_of(conn, estate_id=estate.estate_id, resident_id=absent)
    assert (made.claim, made.assisted_by) == ("not_recorded", "clerk")


async def refused(conn: AsyncConnection, code: str, statement: str, **values: Any) -> None:
    """Assert that the database itself refuses this, whoever asks."""
    with pytest.raises(DBAPIError) as caught:
        async with conn.begin_nested():
            await conn.execute(text(statement), values)
    assert getattr(caught.value.orig, "sqlstate", None) == code


async def test_the_database_refuses_who_took_part(
    conn: AsyncConnection, estate: SmallEstate, clerk: int
) -> None:
    activity = await held(conn, estate)
    record = await conn.scalar(text("select max(service_record_id) from service_record"))
    signed = await paper(conn, estate.estate_id, clerk)
    ids = {"e": estate.estate_id, "paper": signed, "now": LATER}
    put = """insert into act_on_paper (estate_id, resident_id, kind, object_id, personal_paper_id,
            acted_by, acted_at) values (:e, :who, :kind, :about, :paper, :by, :now)
        returning act_on_paper_id"""

    async def recorded(who: int, kind: Kind, about: int, by: int) -> int:
        said = {"who": estate.residents[who], "kind": kind.value, "about": about, "by": by}
        number: int = await conn.scalar(text(put), ids | said | {"paper": await paper(
            conn, estate.estate_id, clerk, f"{who}")})  # fmt: skip
        return number

    await act_as(conn, estate, clerk, estate.residents[2])
    await refused(
        conn, "LG099", put, **ids, who=estate.residents[2], kind="absence_appeal", about=activity,
        by=clerk,
    )  # fmt: skip
    rate = """insert into activity_rating (estate_id, activity_id, resident_id, said_as, stars,
            words, rated_by, rated_at, act_on_paper_id)
        values (:e, :activity, :who, 'served', 5, '', :by, :now, :act)"""
    rated = {"e": estate.estate_id, "activity": activity, "who": estate.residents[1], "now": LATER}
    by_organiser = await recorded(1, Kind.ACTIVITY_RATING, activity, estate.organiser)
    await refused(conn, "LG075", rate, **rated, by=estate.organiser, act=by_organiser)
    # Nor with an act of another kind, or of somebody else.
    other = await recorded(1, Kind.ABSENCE_APPEAL, activity, clerk)
    await refused(conn, "LG075", rate, **rated, by=clerk, act=other)
    appeal = """insert into service_appeal (estate_id, resident_id, activity_id, service_record_id,
            claim, came, gone, words, appealed_by, appealed_at, act_on_paper_id)
        values (:e, :who, :activity, :record, 'longer', '09:00', '10:00', '不对', :by, :now,
            :act)"""
    made = await recorded(0, Kind.SERVICE_APPEAL, record, estate.organiser)
    await refused(
        conn, "LG076", appeal, **rated | {"who": estate.residents[0]}, record=record,
        by=estate.organiser, act=made,
    )  # fmt: skip
    await refused(
        conn, "42501", "update act_on_paper set acted_by = :by where act_on_paper_id = :act",
        by=clerk, act=made,
    )  # fmt: skip


async def test_points_that_were_taken_back_are_appealed_at_the_desk(
    conn: AsyncConnection, estate: SmallEstate, clerk: int
) -> None:
    await give(conn, estate, grant(estate, 10, key="wrong", expires_on=date(2026, 9, 30)))
    number = await propose(conn, estate)
    await approve(conn, estate, number)
    me = estate.residents[0]
    appeal = (Kind.POINTS_APPEAL, number)
    assert appeal in await possible(conn, estate.estate_id, me)
    for who in (estate.organiser, estate.committee):
        with pytest.raises(HelperTookPart):
            await act(conn, estate.estate_id, me, who, *appeal)
        await refused(
            conn, "LG099",
            """update points_deduction set state = 'appealed', appealed_by = :who,
                appealed_at = :now, appeal_reason = '不对' where points_deduction_id = :id""",
            who=who, now=NOW, id=number,
        )  # fmt: skip
    await act(conn, estate.estate_id, me, clerk, *appeal)
    made = await deduction(conn, estate_id=estate.estate_id, points_deduction_id=number)
    [own] = await own_deductions(conn, estate_id=estate.estate_id, resident_id=me, limit=5)
    assert (made.state, made.assisted_by, own.assisted_by) == ("appealed", "clerk", "clerk")
    with pytest.raises(AppealNeedsAnotherPerson):
        await answer(conn, estate, number, by=clerk)


async def test_a_leader_without_a_phone_appeals_at_the_desk_for_the_team(
    conn: AsyncConnection,
) -> None:
    team = await team_of_three(conn)
    seq = await team.give(10, key="wrong")
    number = await propose(conn, team.estate, seq=seq)
    await approve(conn, team.estate, number)
    leader = team.estate.residents[0]
    appeal = (Kind.POINTS_APPEAL, number)
    assert appeal in await possible(conn, team.estate_id, leader)
    with pytest.raises(ObjectIsNotHere):
        await act(conn, team.estate_id, team.estate.residents[1], team.clerk, *appeal)
    await act(conn, team.estate_id, leader, team.clerk, *appeal)
    made = await deduction(conn, estate_id=team.estate_id, points_deduction_id=number)
    assert (made.state, made.assisted_by) == ("appealed", "clerk")


async def test_a_leader_who_saw_the_mistake_may_appeal_for_the_team(conn: AsyncConnection) -> None:
    team = await team_of_three(conn)
    seq = await team.give(10, key="wrong")
    number = await propose(conn, team.estate, seq=seq, by=team.leader)
    await approve(conn, team.estate, number)
    await appeal_deduction(conn, team.estate, number, by=team.leader)
    made = await deduction(conn, estate_id=team.estate_id, points_deduction_id=number)
    assert (made.state, made.appealed_by) == ("appealed", team.leader)


async def test_help_is_confirmed_and_objected_to_at_the_desk(
    engine: AsyncEngine, street: Street
) -> None:
    """`d` works at the desk; `b` helped, and `a` asked."""
    confirmed, objected = await street.publish(), await street.publish(key="second")
    for request in (confirmed, objected):
        await street.accept(request)
        await street.serve(request, minutes=45 if request == confirmed else 30)
    me, helper = street.people[:2]
    async with engine.begin() as conn:
        assert await possible(conn, street.estate_id, me, at=HELP_NOW) == [
            (Kind.HELP_CONFIRMATION, objected), (Kind.HELP_APPEAL, objected),
            (Kind.HELP_CONFIRMATION, confirmed), (Kind.HELP_APPEAL, confirmed),
        ]  # fmt: skip
        signed = await paper(conn, street.estate_id, street.users[3])

    async def do(who: int, kind: Kind, request: int, by: int, **said: Any) -> int:
        async with engine.begin() as conn:
            return await act(
                conn, street.estate_id, who, street.users[by], kind, request, at=HELP_NOW, **said
            )

    # Neither of the two sides, by the login that published or accepted.
    for by in (0, 1):
        with pytest.raises(HelperTookPart):
            await do(me, Kind.HELP_CONFIRMATION, confirmed, by)
    # The one who helped confirms nothing, at the desk neither.
    with pytest.raises(ObjectIsNotHere):
        await do(helper, Kind.HELP_CONFIRMATION, confirmed, 3)
    await do(me, Kind.HELP_CONFIRMATION, confirmed, 3, stars=5, words="很好", on_paper=signed)
    done = await street.read(confirmed)
    assert (done.state, done.rating, done.confirmation_assisted_by) == ("confirmed", 5, "d")
    await do(helper, Kind.HELP_APPEAL, objected, 3, words="做了一个小时")
    frozen = await street.read(objected)
    assert (frozen.state, frozen.appeal_assisted_by) == ("appealed", "d")
    with pytest.raises(ArbiterTakesPart):
        await street.do(
            lambda conn: settle_appeal(
                conn,
                Acting(street.estate_id, objected, street.users[3], None, HELP_NOW),
                minutes=30,
                reason="问过",
                key="s",
            )
        )
    # The act of one request is not another's.
    async with engine.connect() as conn:
        await refused(
            conn, "LG099",
            """update help_request set appeal_act_id = (select max(act_on_paper_id)
                from act_on_paper where kind = 'help_confirmation') where help_request_id = :id""",
            id=objected,
        )  # fmt: skip
    assert done.served_on == HELP_TODAY
