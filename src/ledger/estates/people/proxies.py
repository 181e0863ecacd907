"""代办: family who show somebody's pay code from their own phone, each act recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.estates.people.papers import check_paper
from ledger.estates.people.queries import read_person
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.messages.words import day_words

PROXIES_MAX = 3
DAILY_POINTS_MAX = 200
"""More a day than this is nobody's errand."""


class ProxiesAreTooMany(Refusal):
    code = "proxies_are_too_many"


class ProxyIsNotFit(Refusal):
    """A proxy is a grown-up somebody else; one agreement between two people at a time."""

    code = "proxy_is_not_fit"


class ProxyIsDecided(Refusal):
    code = "proxy_is_decided"


class ProxyNeedsSecondPerson(Refusal):
    """Who wrote the request down does not approve it."""

    code = "proxy_needs_second_person"


class ProxyIsNotConfirmed(Refusal):
    """Asked for from a phone: whose points it is about has not said yes yet."""

    code = "proxy_is_not_confirmed"


class ProxyIsNotYours(Refusal):
    """Nobody made the caller their proxy, or it has ended; strangers get the same answer."""

    code = "proxy_is_not_yours"
    status = 403


@dataclass(frozen=True, slots=True)
class ProxyRow:
    """An agreement: who acts for whom, how far, and where it stands."""

    family_proxy_id: int
    resident_id: int
    resident_name: str
    proxy_resident_id: int
    proxy_name: str
    relation: str
    daily_points_max: int
    starts_on: date
    ends_on: date
    asked_by: int
    asked_by_name: str
    decided_by_name: str | None
    is_approved: bool | None
    withdrawn_at: datetime | None
    personal_paper_id: int
    asked_how: str
    confirmed_by: int | None
    confirmed_at: datetime | None

    def state(self, today: date) -> str:
        """`unconfirmed`, `waiting`, `refused`, `withdrawn`, `ended`, `coming` or `active`."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.is_approved is None and self.asked_how == "phone" and self.confirmed_at is None:
            return "unconfirmed"
        if self.is_approved is None:
            return "waiting"
        if not self.is_approved:
            return "refused"
        if today > self.ends_on:
            return "ended"
        return "active" if today >= self.starts_on else "coming"


async def ask_proxy(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    proxy_resident_id: int,
    relation: str,
    personal_paper_id: int,
    daily_points_max: int,
    starts_on: date,
    ends_on: date,
    today: date,
    actor_user_id: int,
    asked_how: Literal["desk", "phone"] = "desk",
    confirmed_at: datetime | None = None,
) -> int:
    """Write down that a resident wants somebody to act for them; a second person decides.

    What is asked for from a phone waits until the resident confirms it; `confirmed_at` is given
    where it was the resident who asked. Raises `ObjectIsNotHere`, `ProxyIsNotFit`,
    `ProxiesAreTooMany`.
    """
    person = await read_person(conn, estate_id, resident_id)
    proxy = await read_person(conn, estate_id, proxy_resident_id)
    if person.forgotten_at is not None or proxy.forgotten_at is not None:
        raise ObjectIsNotHere("这位住户")
    await check_paper(conn, estate_id, personal_paper_id)
    if resident_id == proxy_resident_id or proxy.is_child(today):
        raise ProxyIsNotFit("代办人应当是另一位成年人，请重新选择。")
    if not starts_on <= ends_on or ends_on < today:
        raise ProxyIsNotFit("代办的起止日期不对，请核对。")
    try:
        async with conn.begin_nested():
            asked = await conn.execute(
                text("""insert into family_proxy (estate_id, resident_id, proxy_resident_id,
                        relation, personal_paper_id, daily_points_max, starts_on, ends_on, asked_by,
                        asked_how, confirmed_by, confirmed_at)
                    values (:estate_id, :resident_id, :proxy, :relation, :paper, :daily_points,
                        :starts_on, :ends_on, :actor, :asked_how, :confirmed_by, :confirmed_at)
                    returning family_proxy_id"""),
                {
                    "estate_id": estate_id,
                    "resident_id": resident_id,
                    "proxy": proxy_resident_id,
                    "relation": relation,
                    "paper": personal_paper_id,
                    "daily_points": daily_points_max,
                    "starts_on": starts_on,
                    "ends_on": ends_on,
                    "actor": actor_user_id,
                    "asked_how": asked_how,
                    "confirmed_by": None if confirmed_at is None else actor_user_id,
                    "confirmed_at": confirmed_at,
                },
            )
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == "LG021":
            raise ProxiesAreTooMany(
                f"一位居民最多有 {PROXIES_MAX} 位代办人，请先取消一位。"
            ) from None
        if "family_proxy_now" in str(error.orig):
            raise ProxyIsNotFit("这位代办人已经登记过，请先取消原来的登记。") from None
        raise
    family_proxy_id: int = asked.scalar_one()
    return family_proxy_id


async def decide_proxy(
    conn: AsyncConnection,
    *,
    estate_id: int,
    family_proxy_id: int,
    approves: bool,
    actor_user_id: int,
    now: datetime,
) -> None:
    """Approve or refuse what the resident wants.

    Raises `ObjectIsNotHere`, `ProxyNeedsSecondPerson`, `ProxyIsDecided`, `ProxyIsNotConfirmed`.
    """
    row = await _lock(conn, estate_id, family_proxy_id)
    if actor_user_id in (row.asked_by, row.confirmed_by):
        raise ProxyNeedsSecondPerson("登记代办的人不能自己批准，请换一位工作人员。")
    await _check_not_the_proxy(conn, estate_id, row.proxy_resident_id, actor_user_id)
    if row.decided_by is not None or row.withdrawn_at is not None:
        raise ProxyIsDecided("这份代办已经处理过，请刷新页面。")
    if approves and row.asked_how == "phone" and row.confirmed_at is None:
        raise ProxyIsNotConfirmed(
            "本人还没有确认。请本人在手机“家庭与代办”里确认，或凭本人签字的材料在服务台登记确认。"
        )
    await conn.execute(
        text("""update family_proxy set decided_by = :actor, decided_at = :now,
                is_approved = :approves
            where estate_id = :estate_id and family_proxy_id = :family_proxy_id"""),
        {
            "estate_id": estate_id,
            "family_proxy_id": family_proxy_id,
            "approves": approves,
            "actor": actor_user_id,
            "now": now,
        },
    )
    if approves:
        # Both hear of it: who is acted for above all.
        await put_messages(
            conn,
            [
                NewMessage(
                    estate_id=estate_id,
                    template="proxy_approved",
                    key=f"proxy_approved:{family_proxy_id}:{resident_id}",
                    args={
                        "starts_on": day_words(row.starts_on),
                        "points": f"{row.daily_points_max:,}",
                    },
                    resident_id=resident_id,
                )
                for resident_id in (row.resident_id, row.proxy_resident_id)
            ],
        )


async def confirm_proxy(
    conn: AsyncConnection,
    *,
    estate_id: int,
    family_proxy_id: int,
    actor_user_id: int,
    now: datetime,
    of_resident_id: int | None = None,
    personal_paper_id: int | None = None,
) -> None:
    """Record that the resident wants what was asked for from a phone.

    Either the resident says so (`of_resident_id`), or the desk with a paper. Raises
    `ObjectIsNotHere`, `ProxyNeedsSecondPerson` for the proxy at the desk, `ProxyIsDecided`.
    """
    row = await _lock(conn, estate_id, family_proxy_id)
    if of_resident_id is not None and of_resident_id != row.resident_id:
        raise ObjectIsNotHere("这份代办")
    if of_resident_id is None:
        if personal_paper_id is None:
            raise ObjectIsNotHere("本人签字的材料")
        await _check_not_the_proxy(conn, estate_id, row.proxy_resident_id, actor_user_id)
        await check_paper(conn, estate_id, personal_paper_id)
    if row.decided_by is not None or row.withdrawn_at is not None or row.confirmed_at is not None:
        raise ProxyIsDecided("这份代办已经处理过，请刷新页面。")
    await conn.execute(
        text("""update family_proxy set confirmed_by = :actor, confirmed_at = :now,
                confirmation_paper_id = :paper
            where estate_id = :estate_id and family_proxy_id = :family_proxy_id"""),
        {
            "estate_id": estate_id,
            "family_proxy_id": family_proxy_id,
            "actor": actor_user_id,
            "now": now,
            "paper": personal_paper_id,
        },
    )


async def withdraw_proxy(
    conn: AsyncConnection,
    *,
    estate_id: int,
    family_proxy_id: int,
    actor_user_id: int,
    now: datetime,
    of_resident_id: int | None = None,
) -> None:
    """End an agreement at once, with the codes that the proxy's phone shows.

    Where `of_resident_id` is given, only one in which that person is one of the two. Raises
    `ObjectIsNotHere`, also for what has ended.
    """
    row = await _lock(conn, estate_id, family_proxy_id)
    of_person = of_resident_id is None or of_resident_id in (row.resident_id, row.proxy_resident_id)
    if not of_person or row.withdrawn_at is not None:
        raise ObjectIsNotHere("这份代办")
    await conn.execute(
        text("""update family_proxy set withdrawn_at = :now, withdrawn_by = :actor
            where estate_id = :estate_id and family_proxy_id = :family_proxy_id"""),
        {
            "estate_id": estate_id,
            "family_proxy_id": family_proxy_id,
            "actor": actor_user_id,
            "now": now,
        },
    )
    await conn.execute(
        text("""update pay_code set expires_at = least(expires_at, clock_timestamp())
            where estate_id = :estate_id and family_proxy_id = :family_proxy_id"""),
        {"estate_id": estate_id, "family_proxy_id": family_proxy_id},
    )


async def _check_not_the_proxy(
    conn: AsyncConnection, estate_id: int, proxy_resident_id: int, actor_user_id: int
) -> None:
    """Whoever works at the desk does not let themselves spend somebody's points."""
    is_proxy = await conn.scalar(
        text("select acts_for_holder(:estate_id, :proxy, null, :actor)"),
        {"estate_id": estate_id, "proxy": proxy_resident_id, "actor": actor_user_id},
    )
    if is_proxy:
        raise ProxyNeedsSecondPerson("代办人不能自己登记确认或批准，请换一位工作人员。")


async def _lock(conn: AsyncConnection, estate_id: int, family_proxy_id: int) -> Any:
    found = await conn.execute(
        text("""select resident_id, proxy_resident_id, daily_points_max, starts_on, asked_by,
                decided_by, withdrawn_at, asked_how, confirmed_by, confirmed_at
            from family_proxy
            where estate_id = :estate_id and family_proxy_id = :family_proxy_id
            for no key update"""),
        {"estate_id": estate_id, "family_proxy_id": family_proxy_id},
    )
    row = found.one_or_none()
    if row is None:
        raise ObjectIsNotHere("这份代办")
    return row


_PROXIES = """
    select p.family_proxy_id, p.resident_id, r.name as resident_name, p.proxy_resident_id,
        x.name as proxy_name, p.relation, p.daily_points_max, p.starts_on, p.ends_on, p.asked_by,
        a.display_name as asked_by_name, d.display_name as decided_by_name, p.is_approved,
        p.withdrawn_at, p.personal_paper_id, p.asked_how,
        p.confirmed_by, p.confirmed_at
    from family_proxy p
    join resident r on r.estate_id = p.estate_id and r.resident_id = p.resident_id
    join resident x on x.estate_id = p.estate_id and x.resident_id = p.proxy_resident_id
    join app_user a on a.user_id = p.asked_by
    left join app_user d on d.user_id = p.decided_by
"""


async def proxies_of(conn: AsyncConnection, estate_id: int, resident_id: int) -> list[ProxyRow]:
    """Return who acts for a person and for whom they act, newest first."""
    rows = await conn.execute(
        text(f"""{_PROXIES} where p.estate_id = :estate_id
            and :resident_id in (p.resident_id, p.proxy_resident_id)
            order by p.family_proxy_id desc"""),
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    return [ProxyRow(**row._mapping) for row in rows]


async def proxies_waiting(conn: AsyncConnection, estate_id: int) -> list[ProxyRow]:
    """Return what waits for a second person, oldest first."""
    rows = await conn.execute(
        text(f"""{_PROXIES} where p.estate_id = :estate_id and p.decided_by is null
            and p.withdrawn_at is null order by p.family_proxy_id"""),
        {"estate_id": estate_id},
    )
    return [ProxyRow(**row._mapping) for row in rows]


async def proxy_in_force(
    conn: AsyncConnection,
    *,
    estate_id: int,
    family_proxy_id: int,
    proxy_resident_id: int,
    today: date,
) -> ProxyRow:
    """Return the agreement under which somebody acts today; raises `ProxyIsNotYours`."""
    rows = await conn.execute(
        text(f"""{_PROXIES} where p.estate_id = :estate_id
            and p.family_proxy_id = :family_proxy_id and p.proxy_resident_id = :proxy"""),
        {"estate_id": estate_id, "family_proxy_id": family_proxy_id, "proxy": proxy_resident_id},
    )
    row = rows.one_or_none()
    if row is None or (found := ProxyRow(**row._mapping)).state(today) != "active":
        raise ProxyIsNotYours("没有在有效期内的代办，请请家人到服务台登记或核对日期。")
    return found
