"""Help in the sample estate: hours saved and donated, who is good at what, requests, the pool."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import CHINA
from ledger.demo.counter import Person, people_of
from ledger.time_bank.automatic.operations import choose_automatic_deposit
from ledger.time_bank.automatic.queries import DepositWish
from ledger.time_bank.help.operations import (
    Acting,
    Wish,
    accept_request,
    publish_request,
    report_service,
)
from ledger.time_bank.help.rules import Service
from ledger.time_bank.offers.operations import choose_offer
from ledger.time_bank.operations import deposit_minutes, donate_minutes
from ledger.time_bank.pool.operations import Deciding, Proposal, approve_grant, propose_grant
from ledger.time_bank.rules import NothingToDeposit

_OFFERS = {
    "resident01": (("理发", "心理陪伴"), ("周三上午", "周六上午")),
    "resident02": (("助医陪诊", "代购跑腿"), ("周一上午", "周二上午", "周四上午")),
    "resident03": (("家电维修", "水电小修"), ("周六上午", "周日下午")),
    "resident04": (("智能手机教学", "辅导作业"), ("周二晚上", "周四晚上")),
}
_DONATIONS = {"resident01": 90, "resident02": 60}
_ASKED = (
    ("resident01", "陪同就医", "助医陪诊", "想请人陪着去社区医院量血压、取药", 9),
    ("resident06", "小修小补", "水电小修", "厨房的水龙头滴水，想请人看看", 14),
    ("resident02", "其他", "理发", "老人出不了门，想请人上门理个发", 9),
)
_GRANTS = (
    (
        "resident04", "高龄", "独居，八十三岁，腿脚不便",
        ("打扫整理", "打扫收纳", "想请人帮着擦擦窗户"), True,
    ),
    (
        "resident03", "重病", "刚出院，家人在外地",
        ("代买代取", "代购跑腿", "想请人每周买一次菜"), False,
    ),
)  # fmt: skip


def _resident(person: Person) -> int:
    assert person.resident_id is not None
    return person.resident_id


async def help_each_other(conn: AsyncConnection, *, now: datetime, today: date) -> None:
    """Let the volunteers save, donate, say what they can, ask and accept; once."""
    estate_id, people = await people_of(conn)
    is_done = await conn.scalar(
        text("select exists (select from help_offer where estate_id = :estate_id)"),
        {"estate_id": estate_id},
    )
    if is_done:
        return
    for login in ("resident01", "resident02", "resident03", "resident05", "resident06"):
        await _save(conn, people[login], estate_id=estate_id, today=today)
    for login, minutes in _DONATIONS.items():
        await donate_minutes(
            conn,
            estate_id=estate_id,
            resident_id=_resident(people[login]),
            minutes=minutes,
            idempotency_key=f"demo:{login}",
            actor_user_id=people[login].user_id,
            today=today,
        )
    for login, (skills, weekly_times) in _OFFERS.items():
        await choose_offer(
            conn,
            estate_id=estate_id,
            resident_id=_resident(people[login]),
            skills=skills,
            weekly_times=weekly_times,
            now=now,
        )
    await choose_automatic_deposit(
        conn,
        DepositWish(is_on=True, starts_on=today, donates_excess=True),
        estate_id=estate_id,
        resident_id=_resident(people["resident01"]),
        actor_user_id=people["resident01"].user_id,
        now=now,
    )
    await _ask(conn, people, estate_id=estate_id, now=now, today=today)
    await _grant(conn, people, estate_id=estate_id, now=now)


async def _save(conn: AsyncConnection, person: Person, *, estate_id: int, today: date) -> None:
    try:
        await deposit_minutes(
            conn,
            estate_id=estate_id,
            resident_id=_resident(person),
            actor_user_id=person.user_id,
            today=today,
        )
    except NothingToDeposit:
        # Not every resident of the sample has served.
        return


def _wish(category: str, skill: str | None, words: str, hour: int, *, now: datetime) -> Wish:
    day = now.astimezone(CHINA).date() + timedelta(days=2)
    starts = datetime.combine(day, time(hour), tzinfo=CHINA)
    return Wish(category, words, 60, starts, starts + timedelta(hours=2), skill)


async def _ask(
    conn: AsyncConnection,
    people: dict[str, Person],
    *,
    estate_id: int,
    now: datetime,
    today: date,
) -> None:
    """Ask three times; the first was served yesterday morning and waits to be confirmed."""
    before = now - timedelta(days=3)
    requests = [
        await publish_request(
            conn,
            _wish(category, skill, words, hour, now=asked_at),
            estate_id=estate_id,
            resident_id=_resident(people[login]),
            idempotency_key=f"demo:{login}",
            actor_user_id=people[login].user_id,
            now=asked_at,
        )
        for asked_at, (login, category, skill, words, hour) in zip(
            (before, now, now), _ASKED, strict=True
        )
    ]
    volunteer = people["resident02"]
    acting = Acting(estate_id, requests[0], volunteer.user_id, _resident(volunteer), before)
    await accept_request(conn, acting)
    served = Service(today - timedelta(days=1), time(9, 10), 45)
    await report_service(conn, replace(acting, now=now), served)


async def _grant(
    conn: AsyncConnection, people: dict[str, Person], *, estate_id: int, now: datetime
) -> None:
    """Have the pool pay for one request; another proposal waits for its second person."""
    organiser, committee = people["organiser"].user_id, people["committee"].user_id
    for login, need, reason, wish, is_approved in _GRANTS:
        category, skill, words = wish
        number = await propose_grant(
            conn,
            Proposal(
                _resident(people[login]), need, reason, _wish(category, skill, words, 10, now=now)
            ),
            estate_id=estate_id,
            actor_user_id=organiser,
            now=now,
        )
        if is_approved:
            await approve_grant(conn, Deciding(estate_id, number, committee, now))
