"""kill -9 while counters redeem: nothing that was acknowledged is lost, nothing happens twice.

The moments and the victims are drawn from the run's seed (`LEDGER_TEST_SEED`); the rounds are
counted in `tests/profiles.py`.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter as Tally
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.embedded import SERVICE_ROLE
from ledger.db.ids import today_in_china
from ledger.db.session import create_engine
from ledger.evidence.database_verification import verify_database
from ledger.evidence.sealer import Sealer
from ledger.points.entries import PointsGrant
from ledger.points.operations import grant_points
from ledger.settings import Settings
from tests.cli.commands import Shell
from tests.crash.counters import PATIENCE_SECONDS, Counter, Told
from tests.crash.killing import Victim, Victims, served
from tests.live_server import LiveServer
from tests.profiles import chosen_profile, chosen_seed

RESIDENTS = tuple(f"resident0{number}" for number in range(1, 7))
SHOPS = ("shop02", "shop03", "shop04") * 2
"""Merchants whose goods do not run out; two terminals each."""
POINTS_EACH = 1_000_000
FIRST_VICTIMS = (Victim.WORKER, Victim.POSTMASTER, Victim.BACKEND)
MOMENT_SECONDS = (0.0, 1.5)
"""How long after the first answer of a round the kill comes."""
AFTER_SECONDS = 1.0
"""How long the counters go on after the kill, so that they meet what it left behind."""


@dataclass
class Town:
    """The served estate, its database, and what its counters were told."""

    server: LiveServer
    victims: Victims
    engine: AsyncEngine
    sealer: Sealer
    told: Told
    redeemed_before: set[int]
    points_before: int

    async def points(self) -> int:
        """Return what all wallets hold."""
        return int(
            await self._scalar(
                """select coalesce(-sum(b.posted), 0)::bigint from balance b
                join account a using (estate_id, account_id) where a.code = 'P2101'"""
            )
        )

    async def _scalar(self, sql: str) -> int:
        async with self.engine.connect() as conn:
            found: int = await conn.scalar(text(sql))
            return found

    async def check(self) -> None:
        """Hold the database to what the counters were told, and verify it."""
        async with self.engine.connect() as conn:
            rows = (
                await conn.execute(
                    text("""select r.redemption_id, o.idempotency_key, r.points
                        from redemption r
                        left join request_outcome o on o.estate_id = r.estate_id
                            and o.status = 201
                            and (o.body ->> 'redemption_id')::int = r.redemption_id""")
                )
            ).all()
        new = [row for row in rows if row.redemption_id not in self.redeemed_before]
        found = {row.idempotency_key: row.redemption_id for row in new}
        lost = {key: said for key, said in self.told.done.items() if found.get(key) != said}
        assert not lost, f"acknowledged and lost: {lost}"
        doubled = [key for key, times in Tally(r.idempotency_key for r in new).items() if times > 1]
        assert not doubled, f"booked twice: {doubled}"
        unsaid = found.keys() - self.told.done.keys()
        assert not unsaid, f"booked, and never acknowledged or refused: {unsaid}"
        assert not self.told.refused, self.told.refused
        spent = sum(row.points for row in new)
        assert await self.points() == self.points_before - spent
        async with self.engine.connect() as conn:
            for report in await verify_database(conn, sealer=self.sealer):
                assert report.is_unaltered, "\n".join(report.lines())


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    data_dir, log = tmp_path / "data", tmp_path / "server.log"
    with served(data_dir, log) as (url, victims):
        engine = create_engine(victims.postgres.url(user=SERVICE_ROLE), pool_size=1)
        settings = Settings(
            data_dir=data_dir, database_url=SecretStr(victims.postgres.url()), host="127.0.0.1"
        )
        password = (data_dir / "secrets" / "demo-password").read_text().strip()
        server = LiveServer(url, password, log, victims.postgres.url(), data_dir)
        town = Town(server, victims, engine, Sealer.of(settings), Told(), set(), 0)
        await give_points(engine)
        async with engine.connect() as conn:
            known = await conn.execute(text("select redemption_id from redemption"))
            town.redeemed_before = set(known.scalars())
        town.points_before = await town.points()
        yield town
        await engine.dispose()


async def give_points(engine: AsyncEngine) -> None:
    """Grant the residents of the counters more points than they can spend here."""
    async with engine.begin() as conn:
        found = await conn.execute(
            text("""select g.estate_id, g.resident_id, t.user_id from role_grant g
                join app_user u using (user_id)
                join app_user t on t.login = 'treasurer'
                where u.login = any(cast(:logins as text[]))"""),
            {"logins": list(RESIDENTS)},
        )
        rows = found.all()
        assert len(rows) == len(RESIDENTS)
        today = today_in_china()
        await grant_points(
            conn,
            [
                PointsGrant(
                    estate_id=row.estate_id,
                    resident_id=row.resident_id,
                    points=POINTS_EACH,
                    source_code="P1109",
                    kind="service_points",
                    narration="崩溃测试用积分",
                    on=today,
                    expires_on=None,
                    rule_version="shuxiangyuan/1",
                    source="crash_test",
                    idempotency_key=f"crash:{row.resident_id}",
                )
                for row in rows
            ],
            prepared_by=rows[0].user_id,
            posted_by=rows[0].user_id,
            today=today,
        )


async def open_counters(town: Town) -> list[Counter]:
    """Let each resident stand before a shopkeeper."""
    counters = []
    for resident, shop in zip(RESIDENTS, SHOPS, strict=True):
        selling = await town.server.sign_in(shop)
        items = (await selling.read("counter"))["items"]
        cheapest = min(items, key=lambda item: int(item["points_price"]))
        counters.append(
            Counter(await town.server.sign_in(resident), selling, cheapest["item_id"], town.told)
        )
    return counters


def victims_of(rounds: int, chance: random.Random) -> list[Victim]:
    """Return whom each round kills: each kind first, then as chance has it."""
    drawn = [chance.choice(list(Victim)) for _ in range(rounds)]
    return [*FIRST_VICTIMS, *drawn][:rounds]


async def test_nothing_is_lost_and_nothing_is_doubled(town: Town, tmp_path: Path) -> None:
    seed = chosen_seed()
    chance = random.Random(seed)
    counters = await open_counters(town)
    try:
        for number, victim in enumerate(victims_of(chosen_profile().crash_rounds, chance), 1):
            moment = chance.uniform(*MOMENT_SECONDS)
            before = len(town.told.done)
            stop = asyncio.Event()
            working = [asyncio.create_task(counter.work(stop)) for counter in counters]
            async with asyncio.timeout(PATIENCE_SECONDS):
                while len(town.told.done) == before:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            await asyncio.sleep(moment)
            killed = await asyncio.to_thread(town.victims.kill, victim, chance)
            await asyncio.sleep(AFTER_SECONDS)
            stop.set()
            await asyncio.gather(*working)
            done = len(town.told.done) - before
            print(
                f"seed {seed}, round {number}: {victim} {killed} after {moment:.2f} s,"
                f" {done} redemptions, {town.told.retried} retries so far"
            )
            await town.check()
    finally:
        for counter in counters:
            await counter.resident.http.aclose()
            await counter.shop.http.aclose()
    said = await asyncio.to_thread(
        Shell(town.victims.postgres.data_dir.parent), "verify", "--database"
    )
    assert said.code == 0, said
