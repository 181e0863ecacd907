"""Teams against the real database: joining, roles, leaving, signing up, whose hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.volunteering.activities.queries import sign_ups_of
from ledger.volunteering.activities.rules import GuardianHasNotAgreed
from ledger.volunteering.activities.sign_ups import sign_up
from ledger.volunteering.teams import operations, queries
from ledger.volunteering.teams.operations import NewTeam, found_team
from ledger.volunteering.teams.rules import (
    LeaderHandsOverFirst,
    MembershipIsDecided,
    NobodyTakesThemselvesIn,
    TeamHasEnded,
    TeamIsLedByOthers,
    TeamMemberCannotSignUp,
    TeamNameIsTaken,
    TeamOfThisCategoryIsJoined,
    TeamRole,
    check_acting,
    check_leading,
)
from ledger.volunteering.teams.team_sign_ups import sign_up_as_team
from tests.points.estate import SmallEstate, make_estate
from tests.volunteering.activities.planning import (
    NOW,
    STARTS,
    add_resident,
    announced,
    messages_to,
    times,
)
from tests.volunteering.test_verification import bring_in

EARLIER = datetime(2026, 4, 10, 1, 0, tzinfo=UTC)


@pytest.fixture
async def estate(module_conn: AsyncConnection) -> SmallEstate:
    return await make_estate(module_conn)


class Desk:
    """The estate's organiser, who founds teams; the first resident leads them."""

    def __init__(self, conn: AsyncConnection, estate: SmallEstate) -> None:
        self.conn, self.estate = conn, estate

    async def found(
        self, name: str = "清扫队", category: str = "人居环境", leader: int | None = None
    ) -> int:
        team = await found_team(
            self.conn,
            NewTeam(name, category, "", leader or self.estate.residents[0]),
            estate_id=self.estate.estate_id,
            actor_user_id=self.estate.organiser,
            now=EARLIER,
        )
        return team.volunteer_team_id

    async def ask(self, team_id: int, who: int, *, at: datetime = EARLIER) -> int:
        team = await operations.ask_to_join(
            self.conn,
            estate_id=self.estate.estate_id,
            team_id=team_id,
            resident_id=who,
            actor_user_id=self.estate.committee,
            now=at,
        )
        assert team.my_member_id is not None
        return team.my_member_id

    async def decide(
        self, team_id: int, member_id: int, *, yes: bool = True, at: datetime = EARLIER
    ) -> None:
        await operations.decide_membership(
            self.conn,
            estate_id=self.estate.estate_id,
            team_id=team_id,
            member_id=member_id,
            is_accepted=yes,
            actor_user_id=self.estate.organiser,
            now=at,
        )

    async def joined(self, team_id: int, who: int, *, at: datetime = EARLIER) -> int:
        member_id = await self.ask(team_id, who, at=at)
        await self.decide(team_id, member_id, at=at)
        return member_id

    async def leave(
        self, team_id: int, member_id: int, *, who: int | None = None, at: datetime = NOW
    ) -> None:
        await operations.end_membership(
            self.conn,
            estate_id=self.estate.estate_id,
            team_id=team_id,
            member_id=member_id,
            resident_id=who,
            actor_user_id=self.estate.organiser,
            now=at,
        )

    async def team(self, team_id: int) -> queries.TeamRow:
        return await queries.read_team(self.conn, estate_id=self.estate.estate_id, team_id=team_id)

    async def sign_up(self, team_id: int, activity_id: int, *who: int) -> list[str | None]:
        listed = await sign_up_as_team(
            self.conn,
            estate_id=self.estate.estate_id,
            team_id=team_id,
            activity_id=activity_id,
            resident_ids=who,
            own_resident_id=self.estate.residents[0],
            actor_user_id=self.estate.organiser,
            now=NOW,
        )
        return [activity.my_state for activity in listed]


@pytest.fixture
def desk(module_conn: AsyncConnection, estate: SmallEstate) -> Desk:
    return Desk(module_conn, estate)


async def test_who_asks_is_taken_in_by_another(desk: Desk, module_conn: AsyncConnection) -> None:
    zhang, li, wang = desk.estate.residents
    team_id = await desk.found()
    member_id = await desk.ask(team_id, li)
    team = await desk.team(team_id)
    assert (team.leader_name, team.members, team.asking) == ("张三", 1, 1)
    assert await messages_to(module_conn, zhang) == ["team_asked"]
    with pytest.raises(TeamOfThisCategoryIsJoined):
        await desk.ask(team_id, li)
    await desk.decide(team_id, member_id)
    assert await messages_to(module_conn, li) == ["team_accepted"]
    with pytest.raises(MembershipIsDecided):
        await desk.decide(team_id, member_id, yes=False)
    # Turned down, one may ask again, here or elsewhere.
    refused = await desk.ask(team_id, wang)
    await desk.decide(team_id, refused, yes=False)
    await desk.joined(team_id, wang)
    assert (await desk.team(team_id)).members == 3


async def test_one_team_of_a_category_and_one_name(desk: Desk) -> None:
    _, li, wang = desk.estate.residents
    first = await desk.found()
    with pytest.raises(TeamNameIsTaken):
        await desk.found(leader=li)
    with pytest.raises(TeamOfThisCategoryIsJoined):
        await desk.found("另一队")
    other = await desk.found("另一队二", leader=li)
    await desk.joined(first, wang)
    with pytest.raises(TeamOfThisCategoryIsJoined):
        await desk.ask(other, wang)
    # Of another category one may.
    await desk.joined(await desk.found("桶边队", "垃圾分类", leader=li), wang)


async def test_nobody_takes_themselves_in(desk: Desk, module_conn: AsyncConnection) -> None:
    zhang, li, _ = desk.estate.residents
    team_id = await desk.found()
    member_id = await desk.ask(team_id, li)
    await module_conn.execute(
        text("""insert into role_grant (estate_id, user_id, role, resident_id, starts_on)
            values (:estate_id, :user_id, 'resident', :resident_id, '2026-01-01')"""),
        {
            "estate_id": desk.estate.estate_id,
            "user_id": desk.estate.organiser,
            "resident_id": li,
        },
    )
    with pytest.raises(NobodyTakesThemselvesIn):
        await desk.decide(team_id, member_id)
    with pytest.raises(NobodyTakesThemselvesIn):
        await desk.found("别的队", "文化", leader=li)
    with pytest.raises(DBAPIError) as refused:
        await module_conn.execute(
            text("""update volunteer_team_member set decided_by = :user, decided_at = :now,
                    is_accepted = true
                where volunteer_team_member_id = :id"""),
            {"user": desk.estate.organiser, "now": NOW, "id": member_id},
        )
    assert getattr(refused.value.orig, "sqlstate", None) == "LG067"
    assert zhang != li


async def test_a_child_joins_with_a_guardian_only(desk: Desk, module_conn: AsyncConnection) -> None:
    team_id = await desk.found()
    child = await add_resident(module_conn, desk.estate, "张小宝", child_until=date(2030, 1, 1))
    with pytest.raises(GuardianHasNotAgreed):
        await desk.ask(team_id, child)
    with pytest.raises(DBAPIError) as refused:
        await module_conn.execute(
            text("""insert into volunteer_team_member (estate_id, volunteer_team_id, category,
                    resident_id, role, asked_by, asked_at)
                values (:estate_id, :team_id, '人居环境', :child, 'member', :user, :now)"""),
            {
                "estate_id": desk.estate.estate_id,
                "team_id": team_id,
                "child": child,
                "user": desk.estate.organiser,
                "now": NOW,
            },
        )
    assert getattr(refused.value.orig, "sqlstate", None) == "LG067"


async def test_a_leader_hands_over_before_leaving(desk: Desk) -> None:
    zhang, li, _ = desk.estate.residents
    team_id = await desk.found()
    await desk.joined(team_id, li)
    leader, member = await queries.members_of(
        desk.conn, estate_id=desk.estate.estate_id, team_id=team_id
    )
    where: dict[str, Any] = {"estate_id": desk.estate.estate_id, "team_id": team_id}
    with pytest.raises(LeaderHandsOverFirst):
        await desk.leave(team_id, leader.volunteer_team_member_id)
    with pytest.raises(LeaderHandsOverFirst):
        await operations.give_role(
            desk.conn,
            **where,
            member_id=leader.volunteer_team_member_id,
            role=TeamRole.MEMBER,
        )
    # Whose membership it is, is not for the caller to say.
    with pytest.raises(ObjectIsNotHere):
        await desk.leave(team_id, member.volunteer_team_member_id, who=zhang)
    team = await operations.give_role(
        desk.conn, **where, member_id=member.volunteer_team_member_id, role=TeamRole.LEADER
    )
    assert team.leader_name == "李四"
    await desk.leave(team_id, leader.volunteer_team_member_id, who=zhang)
    assert await queries.role_in_team(desk.conn, **where, resident_id=zhang) is None
    await operations.close_team(desk.conn, **where, actor_user_id=desk.estate.organiser, now=NOW)
    with pytest.raises(TeamHasEnded):
        await desk.ask(team_id, zhang)
    assert await queries.teams_of(desk.conn, estate_id=desk.estate.estate_id) == []


def test_only_who_leads_acts() -> None:
    for role in (None, TeamRole.MEMBER):
        with pytest.raises(TeamIsLedByOthers):
            check_acting(role)
    check_acting(TeamRole.DEPUTY)
    with pytest.raises(TeamIsLedByOthers):
        check_leading(TeamRole.DEPUTY)


async def test_a_team_of_another_estate_is_not_there(
    desk: Desk, module_conn: AsyncConnection
) -> None:
    other = await make_estate(module_conn, code="other")
    team_id = await desk.found()
    with pytest.raises(ObjectIsNotHere):
        await queries.read_team(module_conn, estate_id=other.estate_id, team_id=team_id)
    with pytest.raises(ObjectIsNotHere):
        await desk.ask(team_id, other.residents[0])
    elsewhere = await announced(module_conn, other)
    with pytest.raises(ObjectIsNotHere):
        await desk.sign_up(team_id, elsewhere, desk.estate.residents[0])
    here = await announced(module_conn, desk.estate)
    with pytest.raises(ObjectIsNotHere):
        await desk.sign_up(team_id, here, other.residents[0])


# Signing up ---------------------------------------------------------------------------------------


async def test_each_member_is_subject_to_capacity(desk: Desk, module_conn: AsyncConnection) -> None:
    zhang, li, wang = desk.estate.residents
    team_id = await desk.found()
    for who in (li, wang):
        await desk.joined(team_id, who)
    activity_id = await announced(module_conn, desk.estate, capacity=2)
    assert await desk.sign_up(team_id, activity_id, zhang, wang, li) == [
        "signed_up",
        "signed_up",
        "waiting",
    ]
    listed = await sign_ups_of(
        module_conn, estate_id=desk.estate.estate_id, activity_id=activity_id
    )
    assert [(row.resident_id, row.state, row.team) for row in listed] == [
        (zhang, "signed_up", "清扫队"),
        (wang, "signed_up", "清扫队"),
        (li, "waiting", "清扫队"),
    ]
    assert "team_signed_up" in await messages_to(module_conn, wang)
    assert "team_signed_up" not in await messages_to(module_conn, zhang)
    going = await queries.activities_of_team(
        module_conn, estate_id=desk.estate.estate_id, team_id=team_id
    )
    assert [(row.signed_up, row.waiting) for row in going] == [(2, 1)]


async def test_who_cannot_come_is_named_and_only_members_are_signed_up(
    desk: Desk, module_conn: AsyncConnection
) -> None:
    zhang, li, wang = desk.estate.residents
    team_id = await desk.found()
    await desk.joined(team_id, li)
    activity_id = await announced(module_conn, desk.estate, capacity=5)
    elsewhere = await announced(
        module_conn, desk.estate, name="巡访", times=times(STARTS + timedelta(hours=1))
    )
    await sign_up(
        module_conn,
        estate_id=desk.estate.estate_id,
        activity_id=elsewhere,
        resident_id=li,
        actor_user_id=desk.estate.organiser,
        now=NOW,
    )
    with pytest.raises(TeamMemberCannotSignUp) as refused:
        await desk.sign_up(team_id, activity_id, zhang, li)
    assert "李*" in refused.value.sentence
    assert refused.value.details["reason"] == "activities_overlap"
    with pytest.raises(ObjectIsNotHere):
        await desk.sign_up(team_id, activity_id, wang)
    with pytest.raises(DBAPIError) as by_hand:
        await module_conn.execute(
            text("""insert into activity_sign_up (estate_id, activity_id, resident_id, state,
                    signed_up_by, signed_up_at, volunteer_team_id)
                values (:estate_id, :activity_id, :who, 'signed_up', :user, :now, :team_id)"""),
            {
                "estate_id": desk.estate.estate_id,
                "activity_id": activity_id,
                "who": wang,
                "user": desk.estate.organiser,
                "now": NOW,
                "team_id": team_id,
            },
        )
    assert getattr(by_hand.value.orig, "sqlstate", None) == "LG069"
    assert issubclass(TeamMemberCannotSignUp, Refusal)


# Hours --------------------------------------------------------------------------------------------


async def test_hours_count_for_one_team_and_only_while_one_belongs_to_it(
    desk: Desk, module_conn: AsyncConnection
) -> None:
    zhang, li, _ = desk.estate.residents
    sweepers = await desk.found()
    member_id = await desk.joined(sweepers, li)
    day = "{},清扫,人居环境,{},1栋1单元{},09:00,{},队,3栋栋长"
    waiting = await bring_in(
        module_conn,
        desk.estate,
        # The day before, the day itself, a day between, the last day, the day after.
        day.format("2026-04-09", "李四", "0201", "10:00"),
        day.format("2026-04-10", "李四", "0201", "11:00"),
        day.format("2026-05-01", "李四", "0201", "10:30"),
        day.format("2026-06-18", "李四", "0201", "10:00"),
        day.format("2026-06-19", "李四", "0201", "10:00"),
        # Of another category, and of the leader.
        "2026-05-02,值守,垃圾分类,李四,1栋1单元0201,09:00,10:00,队,3栋栋长",
        day.format("2026-05-01", "张三", "0101", "10:00"),
    )
    assert waiting == []
    await desk.leave(sweepers, member_id, who=li, at=datetime(2026, 6, 18, 10, 0, tzinfo=UTC))
    assert (await desk.team(sweepers)).service_minutes == 120 + 90 + 60 + 60
    # In another team of the category from then on, a service counts there and not here, too.
    second = await desk.found("第二队", leader=li)
    assert (await desk.team(second)).service_minutes > 0
    together = sum(
        team.service_minutes
        for team in await queries.teams_of(module_conn, estate_id=desk.estate.estate_id)
    )
    everybody = await module_conn.scalar(
        text("""select sum(s.service_minutes) from service_record s
            where s.estate_id = :estate_id and s.state = 'verified'"""),
        {"estate_id": desk.estate.estate_id},
    )
    assert together <= everybody
    assert zhang != li
