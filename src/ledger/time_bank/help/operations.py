"""The verbs of helping each other before it is paid: publish, accept, serve, appeal.

Locks: accounts first, all of an act in one call, then the request's row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import today_in_china
from ledger.errors import ObjectIsNotHere
from ledger.estates.people.operations import living_person
from ledger.messages.operations import put_messages
from ledger.posting.holds import place_hold, void_hold
from ledger.posting.operations import lock_accounts
from ledger.time_bank.entries import payer
from ledger.time_bank.help import queries, telling
from ledger.time_bank.help.rules import (
    HELD_LONGER_THAN_WANTED,
    HelpAddressIsClosed,
    HelpIsNotForOneself,
    HelpNeedsHome,
    HelpState,
    Service,
    check_helper,
    check_service,
    check_state,
    check_wanted,
    check_words,
    may_see_address,
)
from ledger.time_bank.offers.rules import check_skills
from ledger.time_bank.offers.skills import all_skills

_PUBLISH = text("""
    insert into help_request (estate_id, resident_id, dwelling_id, category, skill, words, minutes,
        wanted_from, wanted_to, hold_id, pool_grant_id, published_by, published_at)
    values (:estate_id, :resident_id, :dwelling_id, :category, :skill, :words, :minutes,
        :wanted_from, :wanted_to, :hold_id, :pool_grant_id, :published_by, :published_at)
    returning help_request_id
""")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for; strangers read all of it."""

    category: str
    words: str
    minutes: int
    wanted_from: datetime
    wanted_to: datetime
    skill: str | None = None
    """What the helper should be good at, of the list of skills."""


@dataclass(frozen=True, slots=True)
class Acting:
    """In whose name an act on a request is done, and when."""

    estate_id: int
    help_request_id: int
    user_id: int
    resident_id: int | None
    now: datetime
    act_on_paper_id: int | None = None
    """The act at the desk, where the office does it for the resident."""

    @property
    def today(self) -> date:
        return today_in_china(self.now)

    @property
    def ids(self) -> dict[str, int]:
        return {"estate_id": self.estate_id, "help_request_id": self.help_request_id}


async def _check_adult(
    conn: AsyncConnection, estate_id: int, resident_id: int, today: date
) -> None:
    person = await living_person(conn, estate_id, resident_id)
    check_helper(is_child=person.is_child(today))


async def check_wish(
    conn: AsyncConnection, wish: Wish, *, estate_id: int, resident_id: int, now: datetime
) -> queries.Home:
    """Return where somebody lives who may ask for this.

    Raises `ObjectIsNotHere`, `HelpNeedsAdult`, `HelpWordsTellTooMuch`, `HelpTimeIsWrong`,
    `SkillIsUnknown`, `HelpNeedsHome`, in this order.
    """
    await _check_adult(conn, estate_id, resident_id, today_in_china(now))
    check_words(wish.words)
    check_wanted(wish.wanted_from, wish.wanted_to, now=now)
    check_skills([wish.skill] if wish.skill else [], all_skills())
    home = await queries.home_of(conn, estate_id=estate_id, resident_id=resident_id)
    if home is None:
        raise HelpNeedsHome("还没有登记您住在哪里，请先到服务台登记，再发布求助。")
    return home


async def publish_request(
    conn: AsyncConnection,
    wish: Wish,
    *,
    estate_id: int,
    resident_id: int,
    idempotency_key: str,
    actor_user_id: int,
    now: datetime,
    pool_grant_id: int | None = None,
) -> int:
    """Ask for help and have the minutes held; return the request's number.

    They are one's own, or with `pool_grant_id` those of the pool. Raises what `check_wish` raises,
    and then `BalanceIsTooLow`.
    """
    home = await check_wish(conn, wish, estate_id=estate_id, resident_id=resident_id, now=now)
    hold_id = await place_hold(
        conn,
        estate_id=estate_id,
        account=payer(resident_id, pool_grant_id=pool_grant_id),
        amount=wish.minutes,
        expires_at=wish.wanted_to + HELD_LONGER_THAN_WANTED,
        purpose=f"互助 {wish.category}",
        placed_by=actor_user_id,
        idempotency_key=f"help_request:{actor_user_id}:{idempotency_key}",
    )
    published = await conn.execute(
        _PUBLISH,
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "dwelling_id": home.dwelling_id,
            "category": wish.category,
            "skill": wish.skill,
            "words": wish.words.strip(),
            "minutes": wish.minutes,
            "wanted_from": wish.wanted_from,
            "wanted_to": wish.wanted_to,
            "hold_id": hold_id,
            "pool_grant_id": pool_grant_id,
            "published_by": actor_user_id,
            "published_at": now,
        },
    )
    help_request_id: int = published.scalar_one()
    return help_request_id


async def change(conn: AsyncConnection, acting: Acting, **values: Any) -> None:
    """Write these columns of a request that is locked."""
    columns = ", ".join(f"{name} = :{name}" for name in values)
    await conn.execute(
        text(f"""update help_request set {columns}
            where estate_id = :estate_id and help_request_id = :help_request_id"""),  # noqa: S608
        values | acting.ids,
    )


async def accept_request(conn: AsyncConnection, acting: Acting) -> None:
    """Accept a request; of two who do so at once the first has it.

    Raises `ObjectIsNotHere`, `HelpNeedsAdult`, `HelpIsNotForOneself`,
    `HelpRequestIsInAnotherState`.
    """
    assert acting.resident_id is not None
    await _check_adult(conn, acting.estate_id, acting.resident_id, acting.today)
    request = await queries.lock_request(conn, **acting.ids)
    if request.resident_id == acting.resident_id:
        raise HelpIsNotForOneself("不能接自己发布的求助，请等别人来接。")
    check_state(request.state, HelpState.OPEN)
    await change(
        conn,
        acting,
        state=HelpState.ACCEPTED,
        volunteer_id=acting.resident_id,
        accepted_by=acting.user_id,
        accepted_at=acting.now,
    )
    await put_messages(conn, [telling.accepted(acting.estate_id, request, at=acting.now)])


async def give_back_request(conn: AsyncConnection, acting: Acting) -> None:
    """Let a volunteer who cannot come give the request back, so that others may accept it."""
    request = await _lock_as(conn, acting, "volunteer")
    check_state(request.state, HelpState.ACCEPTED)
    await change(
        conn, acting, state=HelpState.OPEN, volunteer_id=None, accepted_by=None, accepted_at=None
    )


async def withdraw_request(conn: AsyncConnection, acting: Acting, *, key: str) -> None:
    """Withdraw a request that nobody has accepted; its minutes are free again."""
    seen = await read_as(conn, acting, "asker")
    await take_down(conn, acting, seen, key=key)


async def take_down(
    conn: AsyncConnection, acting: Acting, seen: queries.HelpRequest, *, key: str
) -> None:
    """Take an open request from the list; raises `HelpRequestIsInAnotherState`."""
    await lock_accounts(conn, acting.estate_id, [seen.payer])
    request = await queries.lock_request(conn, **acting.ids)
    check_state(request.state, HelpState.OPEN)
    await void_hold(
        conn,
        estate_id=acting.estate_id,
        hold_id=request.hold_id,
        voided_by=acting.user_id,
        idempotency_key=f"help_request:{key}",
    )
    await change(conn, acting, state=HelpState.WITHDRAWN)


async def report_service(conn: AsyncConnection, acting: Acting, service: Service) -> None:
    """Let the volunteer say when and how long; then the one who asked has three days.

    Raises `ObjectIsNotHere`, `HelpRequestIsInAnotherState`, `HelpTimeIsWrong`.
    """
    request = await _lock_as(conn, acting, "volunteer")
    check_state(request.state, HelpState.ACCEPTED)
    assert request.accepted_at is not None
    check_service(service, accepted_on=today_in_china(request.accepted_at), today=acting.today)
    await change(
        conn,
        acting,
        state=HelpState.SERVED,
        served_on=service.on,
        started=service.started,
        served_minutes=service.minutes,
        served_at=acting.now,
    )
    await put_messages(conn, [telling.served(acting.estate_id, request, service)])


async def appeal(conn: AsyncConnection, acting: Acting, *, reason: str) -> None:
    """Freeze a service that is not confirmed yet, for somebody else to decide."""
    request = await _lock_as(conn, acting, "either")
    check_state(request.state, HelpState.SERVED)
    await change(
        conn,
        acting,
        state=HelpState.APPEALED,
        appealed_by=acting.user_id,
        appealed_at=acting.now,
        appeal_reason=reason.strip(),
        appeal_act_id=acting.act_on_paper_id,
    )


async def see_address(conn: AsyncConnection, acting: Acting) -> str:
    """Return the dwelling; raises `ObjectIsNotHere` and `HelpAddressIsClosed`."""
    request = await queries.read_request(conn, **acting.ids)
    if not may_see_address(
        state=request.state,
        is_volunteer=acting.resident_id == request.volunteer_id,
        wanted_from=request.wanted_from,
        wanted_to=request.wanted_to,
        now=acting.now,
    ):
        raise HelpAddressIsClosed("只有接单的人，在约定时间前后两小时内才看得到地址，请到时再看。")
    return await queries.dwelling_of(conn, **acting.ids)


async def read_as(
    conn: AsyncConnection, acting: Acting, part: Literal["asker", "volunteer", "either"]
) -> queries.HelpRequest:
    """Return the request to whom it concerns; raises `ObjectIsNotHere` to others."""
    request = await queries.read_request(conn, **acting.ids)
    parties = {
        "asker": (request.resident_id,),
        "volunteer": (request.volunteer_id,),
        "either": (request.resident_id, request.volunteer_id),
    }
    if acting.resident_id is None or acting.resident_id not in parties[part]:
        raise ObjectIsNotHere("这个求助")
    return request


async def _lock_as(
    conn: AsyncConnection, acting: Acting, part: Literal["asker", "volunteer", "either"]
) -> queries.HelpRequest:
    await queries.lock_request(conn, **acting.ids)
    return await read_as(conn, acting, part)
