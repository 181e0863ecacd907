"""Teams, honours, stars and a leaderboard of the sample estate, made as its people would."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.demo.counter import Person, people_of
from ledger.demo.team_points import give_team_points
from ledger.estates.people.consent_texts import CONSENT_TEXTS, Purpose
from ledger.estates.people.consents import give_consent
from ledger.volunteering.honours.operations import NewHonour, decide_list, propose_list
from ledger.volunteering.honours.rules import HonourCategory
from ledger.volunteering.standing.operations import award_stars
from ledger.volunteering.teams.operations import (
    NewTeam,
    ask_to_join,
    found_team,
    give_role,
    take_in,
)
from ledger.volunteering.teams.queries import members_of
from ledger.volunteering.teams.rules import TeamRole
from ledger.volunteering.teams.team_sign_ups import sign_up_as_team

_FOUNDED = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
_TEAMS = (
    ("家园清扫队", "人居环境", "清理楼道杂物和小广告，每周六上午集合。", "resident01"),
    ("绿色桶边队", "垃圾分类", "早晚在桶边劝导，手套和夹子由队里准备。", "resident02"),
    ("银龄探访队", "助老", "陪独居老人说说话，代买代办。", "resident03"),
)
_MEMBERS_A_TEAM = 6

# Who served most in a category, whoever they are.
_TOP = text("""
    select s.resident_id from service_record s
    join activity a using (estate_id, activity_id)
    where s.estate_id = :estate_id and s.state = 'verified' and a.service_type = :category
    group by s.resident_id order by sum(s.service_minutes) desc, s.resident_id limit :limit
""")


async def recognise_volunteers(conn: AsyncConnection, *, now: datetime, today: date) -> None:
    """Found three teams, honour some, give the stars that are due; once."""
    estate_id, people = await people_of(conn)
    if await conn.scalar(
        text("select exists (select from volunteer_team where estate_id = :estate_id)"),
        {"estate_id": estate_id},
    ):
        return
    await _agree(conn, estate_id, people, now=now, today=today)
    teams = [await _found(conn, estate_id, people, *team) for team in _TEAMS]
    await ask_to_join(
        conn,
        estate_id=estate_id,
        team_id=teams[0],
        resident_id=_resident(people, "resident04"),
        actor_user_id=people["resident04"].user_id,
        now=now,
    )
    await _sign_up(conn, estate_id, people, teams[0], now=now)
    await _honour(conn, estate_id, people, now=now)
    await give_team_points(
        conn,
        [(teams[0], people["resident01"]), (teams[1], people["resident02"])],
        people,
        estate_id=estate_id,
        now=now,
        today=today,
    )
    await award_stars(conn, estate_id=estate_id, now=now, today=today)


def _resident(people: dict[str, Person], login: str) -> int:
    resident_id = people[login].resident_id
    assert resident_id is not None
    return resident_id


async def _agree(
    conn: AsyncConnection, estate_id: int, people: dict[str, Person], *, now: datetime, today: date
) -> None:
    wishes = {
        Purpose.PUBLIC_HONOURS: ("resident01", "resident02", "resident05", "resident06"),
        Purpose.LEADERBOARD_NAME: ("resident02", "resident05"),
        Purpose.LEADERBOARD_BUILDING: ("resident01",),
    }
    for purpose, logins in wishes.items():
        for login in logins:
            await give_consent(
                conn,
                estate_id=estate_id,
                resident_id=_resident(people, login),
                purpose=purpose,
                text_version=CONSENT_TEXTS[purpose].version,
                given_by="self",
                actor_user_id=people[login].user_id,
                now=now,
                today=today,
            )


async def _found(
    conn: AsyncConnection,
    estate_id: int,
    people: dict[str, Person],
    name: str,
    category: str,
    about: str,
    leader: str,
) -> int:
    organiser = people["organiser"].user_id
    team = await found_team(
        conn,
        NewTeam(name, category, about, _resident(people, leader)),
        estate_id=estate_id,
        actor_user_id=organiser,
        now=_FOUNDED,
    )
    wanted = {"estate_id": estate_id, "category": category, "limit": _MEMBERS_A_TEAM}
    for resident_id in (await conn.scalars(_TOP, wanted)).all():
        # Who shall ask is not in it yet, and the leader is.
        if resident_id in (_resident(people, leader), _resident(people, "resident04")):
            continue
        await take_in(
            conn,
            team,
            resident_id,
            TeamRole.MEMBER,
            estate_id=estate_id,
            actor_user_id=organiser,
            now=_FOUNDED,
        )
    members = await members_of(conn, estate_id=estate_id, team_id=team.volunteer_team_id)
    deputy = next((each for each in members if each.role is TeamRole.MEMBER), None)
    if deputy is not None:
        await give_role(
            conn,
            estate_id=estate_id,
            team_id=team.volunteer_team_id,
            member_id=deputy.volunteer_team_member_id,
            role=TeamRole.DEPUTY,
        )
    return team.volunteer_team_id


async def _sign_up(
    conn: AsyncConnection, estate_id: int, people: dict[str, Person], team_id: int, *, now: datetime
) -> None:
    """Let the team go to the last Saturday of the series, on which nobody else is yet."""
    leader = people["resident01"]
    activity_id = await conn.scalar(
        text("""select p.activity_id from activity_plan p join activity a
                using (estate_id, activity_id)
            where p.estate_id = :estate_id and a.state = 'open' and a.service_type = '人居环境'
            order by p.starts_at desc limit 1"""),
        {"estate_id": estate_id},
    )
    assert activity_id is not None
    assert leader.resident_id is not None
    members = await members_of(conn, estate_id=estate_id, team_id=team_id)
    await sign_up_as_team(
        conn,
        estate_id=estate_id,
        team_id=team_id,
        activity_id=activity_id,
        resident_ids=[each.resident_id for each in members if each.is_accepted],
        own_resident_id=leader.resident_id,
        actor_user_id=leader.user_id,
        now=now,
    )


async def _honour(
    conn: AsyncConnection, estate_id: int, people: dict[str, Person], *, now: datetime
) -> None:
    lists = (
        (
            HonourCategory.VOLUNTEER, "2026年第二季度优秀志愿者", timedelta(days=30),
            (
                ("resident01", "一个季度没有缺过一次清扫，带着新队员熟悉楼道。"),
                ("resident02", "早晚都在桶边，教会了整栋楼分厨余。"),
                ("resident03", "每周去看独居老人，代买药、修灯泡。"),
            ),
        ),
        (
            HonourCategory.FAMILY, "2026年最美家庭", timedelta(days=1),
            (("resident05", "一家人一起做志愿服务，楼道里的绿植都是他们照看。"),),
        ),
    )  # fmt: skip
    for category, title, ago, honoured in lists:
        list_id = await propose_list(
            conn,
            category,
            title,
            [NewHonour(_resident(people, login), reason) for login, reason in honoured],
            estate_id=estate_id,
            actor_user_id=people["organiser"].user_id,
            now=now - ago,
        )
        await decide_list(
            conn,
            estate_id=estate_id,
            honours_list_id=list_id,
            is_approved=True,
            reason="符合评选办法",
            actor_user_id=people["committee"].user_id,
            now=now - ago,
        )
    # One that waits for the committee.
    await propose_list(
        conn,
        HonourCategory.BUILDING_LEAD,
        "2026年第三季度优秀楼栋长",
        [NewHonour(_resident(people, "resident04"), "谁家有事先想到他，楼里的事当天有回音。")],
        estate_id=estate_id,
        actor_user_id=people["organiser"].user_id,
        now=now,
    )
