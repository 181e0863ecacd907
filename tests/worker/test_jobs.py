"""The jobs: each does its work once, may be stopped anywhere, and tells what it did."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.messages.delivery import Deliverer
from ledger.messages.operations import set_wishes
from ledger.messages.rules import Wishes
from ledger.points.entries import SpendOrder
from ledger.points.operations import grant_points, post_spends, spend_points
from ledger.points.telling import NOTICE_DAYS, expiry_message
from ledger.settings import Settings
from ledger.worker import jobs
from ledger.worker.schedule import SCHEDULED, wait_of_job
from ledger.worker.workbench import Workbench
from tests.conftest import personal_data_keys
from tests.messages.conftest import NOON, TODAY, Clock, Town
from tests.messages.conftest import clock as clock
from tests.messages.conftest import town as town
from tests.points.estate import grant


@pytest.fixture
def bench(engine: AsyncEngine, clock: Clock, tmp_path: Path) -> Workbench:
    deliverer = Deliverer({}, personal_data_keys(), "")
    return Workbench(engine, Settings(data_dir=tmp_path), deliverer, clock)


async def messages(town: Town) -> list[tuple[str, dict[str, Any]]]:
    async with town.engine.begin() as conn:
        rows = await conn.execute(
            text("select template, args from message order by estate_id, message_id")
        )
        return [(row.template, row.args) for row in rows]


async def give(town: Town, points: int, key: str, **more: Any) -> None:
    async with town.engine.begin() as conn:
        await grant_points(
            conn,
            [grant(town.estate, points, key=key, **more)],
            prepared_by=town.estate.organiser,
            approved_by=town.estate.committee,
            posted_by=town.estate.committee,
            today=TODAY,
        )


async def spend(town: Town, points: int, key: str) -> None:
    async with town.engine.begin() as conn:
        order = SpendOrder(
            estate_id=town.estate_id,
            resident_id=town.estate.residents[0],
            points=points,
            to_account="P3104",
            to_holder="",
            kind="redemption",
            narration="积分超市",
            on=TODAY,
            source="test:1",
        )
        prepared = await spend_points(
            conn, order, idempotency_key=key, prepared_by=town.estate.organiser, today=TODAY
        )
        await post_spends(conn, [prepared], posted_by=town.estate.organiser, today=TODAY)


async def test_what_came_and_went_is_told_once(town: Town, bench: Workbench) -> None:
    await give(town, 5, "before anybody listened")
    assert await jobs.tell_points(bench) == "通知 0 条"
    await give(town, 12, "a")
    await give(town, 30, "b")
    await give(town, 7, "of somebody without a login", resident=1)
    async with town.engine.begin() as conn:
        await set_wishes(conn, user_id=town.reader, wishes=Wishes(told_from_points=40), now=NOON)
    await spend(town, 1, "small")
    await spend(town, 40, "large")
    assert await jobs.tell_points(bench) == "通知 3 条"
    assert await jobs.tell_points(bench) == "通知 0 条"
    assert sorted(await messages(town)) == [
        ("points_granted", {"points": "42", "count": "2"}),
        ("points_redeemed", {"points": "41", "count": "2"}),
        ("points_redeemed_large", {"points": "40"}),
    ]


async def test_a_run_that_is_undone_tells_nothing_and_forgets_nothing(
    town: Town, bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await jobs.tell_points(bench)
    await give(town, 12, "a")

    async def die(*_: object) -> int:
        raise OSError("the power is gone")

    with monkeypatch.context() as broken:
        broken.setattr("ledger.points.telling.put_messages", die)
        with pytest.raises(OSError, match="power"):
            await jobs.tell_points(bench)
    assert await messages(town) == []
    assert await jobs.tell_points(bench) == "通知 1 条"


async def test_holders_are_told_60_30_and_7_days_before(
    town: Town, bench: Workbench, clock: Clock
) -> None:
    last_day = date(2026, 12, 31)
    await give(town, 12, "a", expires_on=last_day)
    await give(town, 8, "b", expires_on=last_day)
    told: dict[int, str] = {}
    clock.now = NOON + (last_day - TODAY - timedelta(days=62))
    seen = 0
    for left in range(62, -2, -1):
        await jobs.tell_expiring_points(bench)
        await jobs.tell_expiring_points(bench)
        found = await messages(town)
        if len(found) > seen:
            assert len(found) == seen + 1
            assert found[-1][1] == {
                "points": "20", "expires_on": "2026年12月31日", "days": str(left)
            }  # fmt: skip
            told[left] = found[-1][0]
        seen = len(found)
        clock.go_on(days=1)
    assert told == {60: "points_expiring", 30: "points_expiring", 7: "points_expiring_soon"}


@pytest.mark.parametrize(
    "left, key", [(60, "60"), (45, "60"), (31, "60"), (30, "30"), (8, "30"), (7, "7"), (0, "7")]
)
def test_a_notice_that_was_missed_is_made_up_for(left: int, key: str) -> None:
    made = expiry_message(1, 2, TODAY + timedelta(days=left), 5, today=TODAY)
    assert made.key.endswith(f":{key}")
    assert int(key) in NOTICE_DAYS


async def test_expired_points_go_once_in_the_workers_name(
    town: Town, bench: Workbench, clock: Clock
) -> None:
    await give(town, 12, "a", expires_on=date(2026, 7, 31))
    assert await jobs.expire_points(bench) == "注销到期积分 0 批共 0 分"
    clock.now = NOON + timedelta(days=27)
    assert await jobs.expire_points(bench) == "注销到期积分 1 批共 12 分"
    assert await jobs.expire_points(bench) == "注销到期积分 0 批共 0 分"
    async with town.engine.begin() as conn:
        row = (
            await conn.execute(
                text("""select u.login, u.is_disabled, u.password_hash
                    from journal_entry e join app_user u on u.user_id = e.posted_by
                    where e.kind = 'points_expiry'""")
            )
        ).one()
        lines = await conn.scalar(text("select count(*) from audit_line where action = 'expire'"))
    assert (row.login, row.is_disabled, row.password_hash) == ("worker", True, None)
    assert lines == 1
    # An expiry is told beforehand and not as a movement.
    await jobs.tell_points(bench)
    assert await messages(town) == []


async def test_roles_and_new_devices_are_told_once(
    town: Town, bench: Workbench, clock: Clock
) -> None:
    async def write(statement: str, **values: Any) -> None:
        async with town.engine.begin() as conn:
            await conn.execute(text(statement), values)

    await write(
        """insert into role_grant (estate_id, user_id, role, starts_on, ends_on, granted_at)
        values (:estate, :user, 'organiser', :today, :today, :now)""",
        estate=town.estate_id, user=town.estate.organiser, today=TODAY, now=NOON,
    )  # fmt: skip
    assert await jobs.tell_security(bench) == "角色 1 条，新设备 0 条"
    clock.go_on(days=1)
    assert await jobs.tell_security(bench) == "角色 1 条，新设备 0 条"
    assert await messages(town) == [
        ("role_granted", {"role": "活动组织者", "starts_on": "2026年7月5日"}),
        ("role_ended", {"role": "活动组织者", "ended_on": "2026年7月6日"}),
    ]

    async def sign_in(device: str, outcome: str = "done") -> None:
        await write(
            """insert into audit_line (at, actor_user_id, action, outcome, details)
            values (:at, :user, 'sign_in', :outcome,
                jsonb_build_object('device', cast(:device as text)))""",
            at=clock.now, user=town.reader, outcome=outcome, device=device,
        )  # fmt: skip

    await sign_in("her phone")
    assert await jobs.tell_security(bench) == "角色 0 条，新设备 0 条"
    await sign_in("her phone")
    await sign_in("a stranger's", outcome="sign_in_failed")
    assert await jobs.tell_security(bench) == "角色 0 条，新设备 0 条"
    await sign_in("a stranger's")
    assert await jobs.tell_security(bench) == "角色 0 条，新设备 1 条"
    assert await jobs.tell_security(bench) == "角色 0 条，新设备 0 条"
    assert (await messages(town))[-1] == ("new_device", {"at": "7月6日 12:00"})


async def test_what_has_had_its_time_is_deleted(town: Town, bench: Workbench, clock: Clock) -> None:
    async with town.engine.begin() as conn:
        for days in (29, 31):
            await conn.execute(
                text("""insert into sign_in_attempt (login_digest, address, at, succeeded)
                    values (sha256('x'), '10.0.0.1', :at, false)"""),
                {"at": NOON - timedelta(days=days)},
            )
            await conn.execute(
                text("""insert into jobs.pgqueuer_log (created, job_id, status, priority,
                    entrypoint) values (:at, 1, 'successful', 0, 'x')"""),
                {"at": NOON - timedelta(days=days)},
            )
    done = await jobs.clean_up(bench)
    assert "登录尝试 1 条" in done
    assert "任务记录 1 条" in done
    assert "登录尝试 0 条" in await jobs.clean_up(bench)


async def test_a_delivery_whose_job_is_lost_gets_another_and_no_second_one(
    town: Town, bench: Workbench, clock: Clock
) -> None:
    await town.put()

    async def waiting() -> int:
        async with town.engine.begin() as conn:
            return int(await conn.scalar(text("select count(*) from jobs.pgqueuer")) or 0)

    async with town.engine.begin() as conn:
        await conn.execute(text("update message_delivery set next_at = :noon"), {"noon": NOON})
        await conn.execute(text("delete from jobs.pgqueuer where id = 1"))
    before = await waiting()
    clock.go_on(minutes=14)
    await jobs.find_lost_deliveries(bench)
    assert await waiting() == before
    clock.go_on(minutes=2)
    for _ in range(2):
        await jobs.find_lost_deliveries(bench)
        assert await waiting() == 2


def test_times_of_day_are_those_of_china() -> None:
    lines = {each.name: each.when.cron for each in SCHEDULED}
    assert lines["expire_points"] == "10 18 * * *"
    assert lines["tell_expiring_points"] == "0 1 * * *"
    assert lines["tell_points"] == "*/2 * * * *"


def test_a_failing_job_waits_longer_and_longer() -> None:
    waits = [wait_of_job(attempts) for attempts in range(20)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=30)
    assert waits[-1] == timedelta(minutes=30)
