"""Activities that somebody can look at, sign up for, and sign in to on the day of the demo."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA
from ledger.demo.counter import people_of
from ledger.volunteering.activities.operations import (
    ActivityDraft,
    plan_activities,
    publish_activities,
)
from ledger.volunteering.activities.rules import CANCEL_BEFORE, Repeats, Times
from ledger.volunteering.activities.sign_ups import sign_up
from ledger.volunteering.attendance.operations import start_activity

MIDNIGHT = time(0)
LAST_SECOND = time(23, 59, 59)
LATEST_START = time(20)


def _times(starts_at: datetime, *, hours: float) -> Times:
    return Times(
        starts_at.astimezone(UTC),
        (starts_at + timedelta(hours=hours)).astimezone(UTC),
        starts_at.astimezone(UTC),
        (starts_at - CANCEL_BEFORE).astimezone(UTC),
    )


def _under_way(now: datetime) -> Times:
    """Around this moment, within the day in China: the screen can be tried at once."""
    here = now.astimezone(CHINA).replace(second=0, microsecond=0)
    first = datetime.combine(here.date(), MIDNIGHT, CHINA)
    last = datetime.combine(here.date(), LAST_SECOND, CHINA)
    evening = datetime.combine(here.date(), LATEST_START, CHINA)
    starts = min(max(here - timedelta(minutes=30), first), evening)
    ends = min(here + timedelta(hours=4), last)
    return Times(starts, ends, ends, starts - CANCEL_BEFORE)


async def announce_activities(conn: AsyncConnection, *, now: datetime) -> None:
    """Plan and publish a few activities, with residents on their lists, unless they are there."""
    estate_id, people = await people_of(conn)
    organiser = people["organiser"].user_id
    if await conn.scalar(
        text("select exists (select from activity_plan where estate_id = :estate_id)"),
        {"estate_id": estate_id},
    ):
        return
    today = now.astimezone(CHINA).date()
    saturday = today + timedelta(days=(5 - today.weekday() - 1) % 7 + 1)
    evening = datetime.combine(today + timedelta(days=2), time(19, 30), CHINA)
    morning = datetime.combine(saturday, time(9), CHINA)
    drafts = (
        (
            ActivityDraft(
                "垃圾分类值守", "垃圾分类", "社区志愿服务队", "2栋桶站",
                "桶边劝导，手套和夹子由服务队准备。", _under_way(now), 12, 2,
            ),
            None, 0, 4,
        ),
        (
            ActivityDraft(
                "夜间平安巡访", "平安巡访", "网格员 02", "小区南门集合",
                "两人一组，走一圈约一小时，请穿反光背心。", _times(evening, hours=1), 2, 2,
            ),
            None, 0, 4,
        ),
        (
            ActivityDraft(
                "周末清扫", "人居环境", "社区志愿服务队", "3栋楼前",
                "清理楼道杂物和小广告，工具现场领。", _times(morning, hours=2), 20, 2,
            ),
            Repeats.WEEKLY, 21, 2,
        ),
        (
            ActivityDraft(
                "独居老人探访", "助老", "文明实践站", "社区服务中心",
                "陪老人说说话，看看缺什么。", _times(morning + timedelta(hours=5), hours=2), 6, 3,
            ),
            None, 0, 1,
        ),
    )  # fmt: skip
    residents = [
        (person.resident_id, person.user_id)
        for login, person in sorted(people.items())
        if login.startswith("resident") and person.resident_id is not None
    ]
    for place, (draft, repeats, days, signed_up) in enumerate(drafts):
        ids = await plan_activities(
            conn,
            draft,
            estate_id=estate_id,
            repeats=repeats,
            last_on=draft.times.held_on + timedelta(days=days) if repeats else None,
            actor_user_id=organiser,
            now=now,
        )
        await publish_activities(conn, estate_id=estate_id, activity_ids=ids, now=now)
        for resident_id, user_id in residents[:signed_up]:
            await sign_up(
                conn,
                estate_id=estate_id,
                activity_id=ids[0],
                resident_id=resident_id,
                actor_user_id=user_id,
                now=now,
            )
        if place == 0:
            await start_activity(conn, estate_id=estate_id, activity_id=ids[0], now=now)
