"""From the request to the minutes paid, in a real database; two who accept at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.balance import BalanceIsTooLow
from ledger.db.ids import now_utc, today_in_china
from ledger.db.personal_data import PersonalDatum, personal_data_of
from ledger.errors import ObjectIsNotHere
from ledger.time_bank.help import completion, operations, queries
from ledger.time_bank.help.operations import Acting, Wish
from ledger.time_bank.help.rules import (
    ArbiterTakesPart,
    HelpAddressIsClosed,
    HelpIsNotForOneself,
    HelpNeedsAdult,
    HelpNeedsHome,
    HelpRequestIsInAnotherState,
    Service,
)
from ledger.time_bank.operations import deposit_minutes
from ledger.volunteering.queries import service_records
from ledger.volunteering.verification import verify_service_record
from tests.certificates.conftest import Volunteers, found_volunteers
from tests.certificates.test_operations import faults
from tests.posting.town import stands_at

# Holds run out by the clock of the database.
NOW = now_utc()
TODAY = today_in_china(NOW)
HOUR = timedelta(hours=1)
WISH = Wish("陪同就医", "想请人陪我去量血压", 60, NOW + HOUR, NOW + 3 * HOUR)


class Street:
    """`me` has 250 minutes and a home; the two others may help."""

    def __init__(self, volunteers: Volunteers) -> None:
        self.volunteers = volunteers
        self.estate_id = volunteers.estate_id
        self.people = volunteers.town.residents[volunteers.estate_id]
        self.users: list[int] = []

    def acting(self, request: int, who: int, *, now: datetime = NOW) -> Acting:
        return Acting(self.estate_id, request, self.users[who], self.people[who], now)

    async def do(self, act: Callable[[AsyncConnection], Awaitable[Any]]) -> Any:
        async with self.volunteers.engine.begin() as conn:
            return await act(conn)

    async def publish(self, who: int = 0, *, wish: Wish = WISH, key: str = "k") -> int:
        said: dict[str, Any] = {
            "estate_id": self.estate_id, "resident_id": self.people[who],
            "idempotency_key": key, "actor_user_id": self.users[who], "now": NOW,
        }  # fmt: skip
        published: int = await self.do(lambda conn: operations.publish_request(conn, wish, **said))
        return published

    async def accept(self, request: int, who: int = 1) -> None:
        await self.do(lambda conn: operations.accept_request(conn, self.acting(request, who)))

    async def serve(self, request: int, *, minutes: int = 45, who: int = 1) -> None:
        service = Service(TODAY, time(10), minutes)
        await self.do(
            lambda conn: operations.report_service(conn, self.acting(request, who), service)
        )

    async def confirm(self, request: int, who: int = 0) -> None:
        await self.do(
            lambda conn: completion.confirm_service(
                conn, self.acting(request, who), rating=5, remark="很好"
            )
        )

    async def read(self, request: int) -> queries.HelpRequest:
        async with self.volunteers.engine.connect() as conn:
            return await queries.read_request(
                conn, estate_id=self.estate_id, help_request_id=request
            )

    async def left(self) -> tuple[int, int]:
        """What `me` has, and how much of it is held."""
        async with self.volunteers.engine.connect() as conn:
            row = (
                await conn.execute(
                    text("""select -b.posted, b.held from balance b
                        join account a using (estate_id, account_id)
                        where a.code = 'M2102' and a.holder = :holder"""),
                    {"holder": self.volunteers.town.wallet()},
                )
            ).one()
        return row[0], row[1]


@pytest.fixture
async def street(engine: AsyncEngine) -> Street:
    street = Street(await found_volunteers(engine))
    async with engine.begin() as conn:
        dwelling = await conn.scalar(
            text("""insert into dwelling (estate_id, building_no, entrance_no, room_no,
                    area_hundredths, resident_count)
                values (:e, '3', '1', '0101', 8000, 2) returning dwelling_id"""),
            {"e": street.estate_id},
        )
        await conn.execute(
            text("insert into dwelling_owner values (:e, :dwelling, :me)"),
            {"e": street.estate_id, "dwelling": dwelling, "me": street.people[0]},
        )
        rows = await conn.scalars(
            text("""insert into app_user (login, display_name, password_hash)
                select name, name, '-' from unnest(array['a', 'b', 'c', 'd']) as name
                returning user_id""")
        )
        street.users = list(rows)
        await deposit_minutes(
            conn, estate_id=street.estate_id, resident_id=street.people[0],
            actor_user_id=street.users[0], today=TODAY,
        )  # fmt: skip
    return street


async def test_from_the_request_to_the_hours(street: Street, tmp_path: Path) -> None:
    request = await street.publish()
    assert await street.left() == (250, 60)
    await street.accept(request)
    await street.serve(request, minutes=45)
    await street.confirm(request)
    # Fifteen of the held minutes were not served and are free again.
    assert await street.left() == (205, 0)
    assert -await stands_at(street.volunteers.engine, "M3101") == 45
    done = await street.read(request)
    assert (done.state, done.rating, done.ended_how) == ("confirmed", 5, "requester")
    # The volunteer's hours wait for a second person, and then count.
    async with street.volunteers.engine.begin() as conn:
        [record] = await service_records(
            conn, estate_id=street.estate_id, state="waiting", q="互助", after=0, limit=5
        )
        assert (record.service_minutes, record.resident_id) == (45, street.people[1])
        await verify_service_record(
            conn, estate_id=street.estate_id, service_record_id=record.service_record_id,
            actor_user_id=street.users[3], now=NOW, today=TODAY,
        )  # fmt: skip
    assert (
        -await stands_at(street.volunteers.engine, "M2101", street.volunteers.town.wallet(1)) == 45
    )
    assert await faults(street.volunteers.engine, tmp_path) == []


async def test_of_two_who_accept_at_once_one_has_it(street: Street) -> None:
    request = await street.publish()
    done = await asyncio.gather(
        street.accept(request, 1), street.accept(request, 2), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == [
        "HelpRequestIsInAnotherState", "NoneType",
    ]  # fmt: skip
    winner = 1 if done[0] is None else 2
    assert (await street.read(request)).volunteer_id == street.people[winner]


async def test_minutes_are_held_once_and_never_more_than_there_are(street: Street) -> None:
    wish = Wish("其他", "想请人聊聊天", 100, WISH.wanted_from, WISH.wanted_to)
    done = await asyncio.gather(
        *(street.publish(wish=wish, key=f"k{number}") for number in range(5)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, int) for each in done) == 2
    assert sum(isinstance(each, BalanceIsTooLow) for each in done) == 3
    assert await street.left() == (250, 200)


async def test_nobody_helps_themselves_or_acts_for_others(street: Street) -> None:
    request = await street.publish()
    with pytest.raises(HelpIsNotForOneself):
        await street.accept(request, 0)
    with pytest.raises(HelpNeedsHome):
        await street.publish(1, key="home")
    await street.accept(request, 1)
    with pytest.raises(ObjectIsNotHere):
        await street.serve(request, who=2)
    with pytest.raises(HelpRequestIsInAnotherState):
        await street.confirm(request)
    await street.serve(request)
    for who in (1, 2):
        with pytest.raises(ObjectIsNotHere):
            await street.confirm(request, who)
    assert await street.left() == (250, 60)


async def test_what_nobody_accepted_is_withdrawn_and_what_one_cannot_do_given_back(
    street: Street,
) -> None:
    request = await street.publish()
    await street.accept(request)
    withdraw = lambda conn: operations.withdraw_request(  # noqa: E731
        conn, street.acting(request, 0), key="w"
    )
    with pytest.raises(HelpRequestIsInAnotherState):
        await street.do(withdraw)
    await street.do(lambda conn: operations.give_back_request(conn, street.acting(request, 1)))
    assert (await street.read(request)).volunteer_id is None
    await street.do(withdraw)
    assert (await street.read(request)).state == "withdrawn"
    assert await street.left() == (250, 0)


async def test_after_three_days_the_clock_confirms(street: Street, tmp_path: Path) -> None:
    request = await street.publish()
    await street.accept(request)
    await street.serve(request)

    async def clock(now: datetime) -> int:
        done: int = await street.do(
            lambda conn: completion.confirm_by_clock(
                conn, estate_id=street.estate_id, actor_user_id=street.users[3], now=now
            )
        )
        return done

    assert await clock(NOW + timedelta(days=3, seconds=-1)) == 0
    assert await clock(NOW + timedelta(days=3)) == 1
    assert await clock(NOW + timedelta(days=4)) == 0
    assert (await street.read(request)).ended_how == "clock"
    assert await street.left() == (205, 0)
    assert await faults(street.volunteers.engine, tmp_path) == []


@pytest.mark.parametrize("paid", [0, 30])
async def test_an_appeal_freezes_until_somebody_else_decides(
    street: Street, tmp_path: Path, paid: int
) -> None:
    request = await street.publish()
    await street.accept(request)
    await street.serve(request)
    await street.do(
        lambda conn: operations.appeal(conn, street.acting(request, 0), reason="只来了半小时")
    )
    later = NOW + timedelta(days=9)
    assert await street.do(
        lambda conn: completion.confirm_by_clock(
            conn, estate_id=street.estate_id, actor_user_id=street.users[3], now=later
        )
    ) == 0  # fmt: skip
    with pytest.raises(HelpRequestIsInAnotherState):
        await street.confirm(request)

    async def settle(acting: Acting) -> None:
        await street.do(
            lambda conn: completion.settle_appeal(
                conn, acting, minutes=paid, reason="问过双方", key="s"
            )
        )

    for who in (0, 1):
        with pytest.raises(ArbiterTakesPart):
            await settle(street.acting(request, who))
    await settle(Acting(street.estate_id, request, street.users[3], None, NOW))
    done = await street.read(request)
    assert (done.state, done.ended_how) == ("confirmed" if paid else "released", "arbitration")
    assert await street.left() == (250 - paid, 0)
    assert await faults(street.volunteers.engine, tmp_path) == []


async def test_the_address_opens_for_the_volunteer_around_the_time(street: Street) -> None:
    request = await street.publish()

    async def look(who: int, now: datetime) -> Any:
        acting = street.acting(request, who, now=now)
        return await street.do(lambda conn: operations.see_address(conn, acting))

    with pytest.raises(HelpAddressIsClosed):
        await look(1, NOW)
    await street.accept(request)
    assert await look(1, NOW) == "3栋1单元0101"
    for who, now in ((2, NOW), (0, NOW), (1, NOW + 6 * HOUR)):
        with pytest.raises(HelpAddressIsClosed):
            await look(who, now)
    await street.serve(request)
    with pytest.raises(HelpAddressIsClosed):
        await look(1, NOW)


async def test_states_follow_each_other_whoever_writes_them(
    street: Street, owner_engine: AsyncEngine
) -> None:
    await street.publish()
    for attack in ("state = 'released'", "state = 'served', volunteer_id = 2, served_minutes = 5"):
        async with owner_engine.connect() as conn:
            with pytest.raises(DBAPIError):
                await conn.execute(text(f"update help_request set {attack}"))
    async with owner_engine.connect() as conn:
        with pytest.raises(DBAPIError):
            await conn.execute(text("delete from help_request"))


async def test_a_child_neither_asks_strangers_nor_helps_them(street: Street) -> None:
    request = await street.publish()
    async with street.volunteers.engine.begin() as conn:
        sealed = personal_data_of(conn).seal("2016-05-01", PersonalDatum.BIRTH_DATE)
        await conn.execute(
            text("""update resident set birth_date_sealed = :sealed,
                guardian_needed_until = '2100-06-01' where resident_id = any(:ids)"""),
            {"sealed": sealed, "ids": list(street.people[:2])},
        )
    with pytest.raises(HelpNeedsAdult):
        await street.accept(request)
    with pytest.raises(HelpNeedsAdult):
        await street.publish(key="child")
