"""An estate whose residents have served, and certificates asked for as the pages do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.certificates.operations import Asking, issue_certificate
from ledger.certificates.queries import Certificate
from ledger.db.ids import new_token
from ledger.estates.queries import rule_profile
from ledger.points.earning import service_award
from ledger.volunteering.operations import NewServiceRecord, record_services
from ledger.volunteering.rules import ServiceSpan, source_key
from tests.posting.town import Town, found_town

NOW = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 6)


@dataclass
class Volunteers:
    """The estate; `me` has served twice, 2.50 and 1.67 hours."""

    engine: AsyncEngine
    town: Town

    @property
    def estate_id(self) -> int:
        return self.town.estate

    @property
    def me(self) -> int:
        return self.town.residents[self.town.estate][0]

    async def issue(
        self,
        resident_id: int | None = None,
        *,
        conn: AsyncConnection | None = None,
        now: datetime = NOW,
        **asking: Any,
    ) -> Certificate:
        said = {"from_on": None, "to_on": None, "asked_as": "self"} | asking
        wanted = Asking(resident_id=resident_id or self.me, **said)
        if conn is None:
            async with self.engine.begin() as own:
                return await self._issue(own, wanted, now)
        return await self._issue(conn, wanted, now)

    async def _issue(self, conn: AsyncConnection, asking: Asking, now: datetime) -> Certificate:
        return await issue_certificate(
            conn,
            asking,
            estate_id=self.estate_id,
            actor_user_id=self.town.treasurer,
            token=new_token(16),
            salt=new_token(16),
            now=now,
            today=(now + timedelta(hours=8)).date(),
        )


async def serve(
    conn: AsyncConnection,
    town: Town,
    resident_id: int,
    *,
    on: date,
    minutes: int,
    starts: time = time(9),
    activity: str = "端午包粽",
) -> None:
    """Record and book a service as an imported sheet does."""
    profile = await rule_profile(conn, town.estate, on=on)
    ends = (datetime.combine(on, starts) + timedelta(minutes=minutes)).time()
    record = NewServiceRecord(
        source_key=source_key(
            served_on=on,
            activity=activity,
            service_type="邻里活动",
            resident_id=resident_id,
            checked_in=starts,
        ),
        activity=activity,
        service_type="邻里活动",
        organiser="文明实践站",
        span=ServiceSpan(resident_id, on, starts, ends),
        service_minutes=minutes,
        confirmer="栋长",
        waiting_reasons=(),
        award=service_award(profile, service_type="邻里活动", service_minutes=minutes, on=on),
        row_no=1,
    )
    done = await record_services(
        conn,
        [record],
        estate_id=town.estate,
        documents=(),
        import_id=None,
        actor_user_id=town.treasurer,
        now=NOW,
        today=TODAY,
        progress=None,
    )
    assert done.booked == 1


async def found_volunteers(engine: AsyncEngine) -> Volunteers:
    """Found the estate and let `me` serve."""
    async with engine.begin() as conn:
        town = await found_town(conn)
        await conn.execute(
            text("update resident set name = '王小芳' where resident_id = :id"),
            {"id": town.residents[town.estate][0]},
        )
        me = town.residents[town.estate][0]
        await serve(conn, town, me, on=date(2026, 6, 18), minutes=150)
        await serve(conn, town, me, on=date(2026, 7, 2), minutes=100, activity="巡楼")
    return Volunteers(engine, town)


@pytest.fixture
async def volunteers(engine: AsyncEngine) -> Volunteers:
    return await found_volunteers(engine)
