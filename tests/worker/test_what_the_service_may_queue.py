"""The queue as somebody meets it who has taken over the role of requests, `ledger_service`.

That role puts jobs and sees those that wait. It can neither take, change nor delete one, nor touch
the clock; and what a job says is no more than which delivery it means, so that a job of one's own
sends nothing twice, nothing else and to nobody else.
"""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.session import in_estates
from ledger.messages.delivery import Deliverer, Ended
from ledger.messages.outbox import DeliveryRef
from ledger.messages.tencent_sms import TencentSmsGateway
from tests.conftest import personal_data_keys
from tests.messages.conftest import NOON, Town, tencent
from tests.messages.conftest import gateway as gateway
from tests.messages.conftest import town as town
from tests.messages.gateway_server import GatewayServer

FORBIDDEN = (
    "update jobs.pgqueuer set payload = ''",
    "delete from jobs.pgqueuer",
    "truncate jobs.pgqueuer",
    "update jobs.pgqueuer_log set status = 'successful'",
    "delete from jobs.pgqueuer_log",
    "insert into jobs.pgqueuer_schedules (expression, entrypoint) values ('* * * * *', 'x')",
    "update jobs.pgqueuer_schedules set next_run = now()",
    "delete from jobs.pgqueuer_schedules",
    "create table jobs.mine (x int)",
    "alter table jobs.pgqueuer add column x int",
    "create or replace function jobs.fn_pgqueuer_changed() returns trigger as "
    "$$ begin return new; end $$ language plpgsql",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_service_neither_takes_nor_changes_jobs(
    engine: AsyncEngine, statement: str
) -> None:
    async with in_estates(engine, 1) as conn:
        assert await conn.scalar(text("select current_user")) == "ledger_service"
        with pytest.raises(DBAPIError) as refused:
            await conn.execute(text(statement))
    assert getattr(refused.value.orig, "sqlstate", "") == "42501", refused.value


async def test_the_service_has_these_rights_and_no_others(owner_engine: AsyncEngine) -> None:
    async with owner_engine.connect() as conn:
        granted = await conn.execute(
            text("""select table_name, privilege_type from information_schema.role_table_grants
                where grantee = 'ledger_service' and table_schema = 'jobs' order by 1, 2""")
        )
        rights = {(row[0], row[1]) for row in granted}
    assert rights == {
        ("pgqueuer", "INSERT"), ("pgqueuer", "SELECT"),
        ("pgqueuer_log", "INSERT"), ("pgqueuer_log", "SELECT"),
        ("pgqueuer_schedules", "SELECT"),
    }  # fmt: skip


async def test_a_job_of_ones_own_sends_nothing_twice_and_nothing_else(
    town: Town, gateway: GatewayServer
) -> None:
    ways = await town.put()
    sms = next(each for each in ways if each.channel == "sms")
    carrier = TencentSmsGateway(tencent(gateway))
    deliverer = Deliverer({"sms": carrier}, personal_data_keys(), "http://ledger.test")
    assert await deliverer.deliver(town.engine, sms, now=NOON) == Ended("sent")
    for claimed in (
        sms,
        DeliveryRef(sms.estate_id + 1, sms.message_id, "sms"),
        DeliveryRef(sms.estate_id, sms.message_id + 999, "sms"),
    ):
        ended = await deliverer.deliver(town.engine, claimed, now=NOON)
        assert ended in (Ended("sent"), Ended("skipped"))
    assert len(gateway.sent("/")) == 1
    await carrier.close()
