"""The outbox: written with what it tells, delivered once by our count, and nothing is lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.errors import ObjectIsNotHere
from ledger.messages.delivery import Deliverer, Ended, Postponed
from ledger.messages.operations import put_messages, set_wishes, try_again
from ledger.messages.outbox import DeliveryRef, NewMessage
from ledger.messages.rules import ATTEMPTS_MAX, Wishes
from ledger.messages.templates import LOST_WORDS, as_read
from tests.messages.conftest import NOON, PHONE, Clock, Town
from tests.messages.gateway_server import GatewayServer, sms_error, sms_status

SENDS_SMS = "/"
SENDS_WECHAT = "/cgi-bin/message/template/send"


async def jobs_waiting(town: Town) -> int:
    async with town.engine.begin() as conn:
        return int(await conn.scalar(text("select count(*) from jobs.pgqueuer")) or 0)


async def test_a_message_is_told_exactly_if_its_cause_is_committed(town: Town) -> None:
    message = NewMessage(
        town.estate_id,
        "points_expiring_soon",
        "k",
        {"points": "1", "expires_on": "明天", "days": "1"},
        resident_id=town.estate.residents[0],
    )
    async with town.engine.connect() as conn:
        await put_messages(conn, [message])
        await conn.rollback()
    assert (await town.states(), await jobs_waiting(town)) == ({}, 0)
    async with town.engine.begin() as conn:
        assert await put_messages(conn, [message]) == 1
        assert await put_messages(conn, [message]) == 0
    assert set(await town.states()) == {"sms", "wechat"}
    assert await jobs_waiting(town) == 2


async def test_a_key_is_told_once_although_many_put_it_at_once(town: Town) -> None:
    async def put() -> None:
        await town.put(key="same")

    await asyncio.gather(*(put() for _ in range(4)))
    async with town.engine.begin() as conn:
        assert await conn.scalar(text("select count(*) from message")) == 1
    assert await jobs_waiting(town) == 2


async def test_both_channels_carry_it(
    town: Town, deliverer: Deliverer, gateway: GatewayServer
) -> None:
    for way in await town.put():
        assert await deliverer.deliver(town.engine, way, now=NOON) == Ended("sent")
    (sms,) = gateway.sent(SENDS_SMS)
    assert sms.body["PhoneNumberSet"] == [f"+{PHONE}"]
    assert sms.body["TemplateParamSet"] == ["120", "2026年12月31日"]
    (told,) = gateway.sent(SENDS_WECHAT)
    assert told.body["data"]["character_string1"] == {"value": "120"}
    assert told.body["url"] == "https://ledger.example/ui/m/points"
    assert await town.states() == {"sms": ("sent", "", 1), "wechat": ("sent", "", 1)}
    # Handed out again, as after a lost confirmation of the queue: nothing more is sent.
    for way in await town.put():
        assert await deliverer.deliver(town.engine, way, now=NOON) == Ended("sent")
    assert len(gateway.sent(SENDS_SMS)) == 1


async def test_who_dies_after_sending_sends_again_under_the_same_number(
    town: Town, deliverer: Deliverer, gateway: GatewayServer
) -> None:
    sms = next(way for way in await town.put() if way.channel == "sms")

    async def die() -> None:
        delivering.cancel()

    gateway.on_send = die
    delivering = asyncio.create_task(deliverer.deliver(town.engine, sms, now=NOON))
    with pytest.raises(asyncio.CancelledError):
        await delivering
    assert (await town.states())["sms"] == ("waiting", "", 1)
    gateway.on_send = None
    assert await deliverer.deliver(town.engine, sms, now=NOON) == Ended("sent")
    first, second = gateway.sent(SENDS_SMS)
    assert first.body["SessionContext"] == second.body["SessionContext"] != ""


async def test_a_passing_failure_is_tried_again_later_and_later(
    town: Town, deliverer: Deliverer, gateway: GatewayServer, clock: Clock
) -> None:
    sms = next(way for way in await town.put("role_granted") if way.channel == "sms")
    waits = []
    for attempt in range(1, ATTEMPTS_MAX + 1):
        gateway.sms_answers = [
            (503, {}) if attempt % 2 else (200, sms_error("RequestLimitExceeded"))
        ]
        outcome = await deliverer.deliver(town.engine, sms, now=clock.now)
        if attempt == ATTEMPTS_MAX:
            assert outcome == Ended("dead")
        else:
            assert isinstance(outcome, Postponed)
            waits.append(outcome.wait)
            clock.now += outcome.wait
    assert waits == sorted(waits)
    assert waits[0] >= timedelta(seconds=30)
    state, reason, attempts = (await town.states())["sms"]
    assert (state, attempts) == ("dead", ATTEMPTS_MAX)
    assert reason in {"HTTP 503", "RequestLimitExceeded"}


async def test_a_lasting_failure_is_given_up_at_once_and_can_be_tried_again(
    town: Town, deliverer: Deliverer, gateway: GatewayServer
) -> None:
    sms = next(way for way in await town.put() if way.channel == "sms")
    gateway.sms_answers = [(200, sms_status("FailedOperation.PhoneNumberInBlacklist"))]
    assert await deliverer.deliver(town.engine, sms, now=NOON) == Ended("dead")
    assert (await town.states())["sms"] == (
        "dead",
        "FailedOperation.PhoneNumberInBlacklist",
        1,
    )

    async def again(channel: str) -> None:
        async with town.engine.begin() as conn:
            await try_again(
                conn, estate_id=town.estate_id, message_id=sms.message_id, channel=channel, now=NOON
            )

    with pytest.raises(ObjectIsNotHere):
        await again("wechat")
    await again("sms")
    assert (await town.states())["sms"] == ("waiting", "", 0)
    assert await deliverer.deliver(town.engine, sms, now=NOON) == Ended("sent")
    with pytest.raises(ObjectIsNotHere):
        await again("sms")


async def test_quiet_hours_hold_back_all_but_the_urgent(
    town: Town, deliverer: Deliverer, gateway: GatewayServer
) -> None:
    late = NOON + timedelta(hours=11)
    for way in await town.put():
        outcome = await deliverer.deliver(town.engine, way, now=late)
        assert isinstance(outcome, Postponed)
        assert timedelta(hours=9) <= outcome.wait <= timedelta(hours=9, minutes=10)
    assert gateway.heard == []
    assert {state for state, _, _ in (await town.states()).values()} == {"waiting"}
    for way in await town.put("role_granted", key="urgent"):
        assert await deliverer.deliver(town.engine, way, now=late) == Ended("sent")


async def test_who_wants_no_sms_gets_none_unless_it_is_urgent(
    town: Town, deliverer: Deliverer, gateway: GatewayServer
) -> None:
    async with town.engine.begin() as conn:
        await set_wishes(conn, user_id=town.reader, wishes=Wishes(sms=False), now=NOON)
    for way in await town.put():
        await deliverer.deliver(town.engine, way, now=NOON)
    assert {channel: state for channel, (state, _, _) in (await town.states()).items()} == {
        "sms": "skipped",
        "wechat": "sent",
    }
    for way in await town.put("new_device", key="urgent", resident_id=None, user_id=town.reader):
        assert await deliverer.deliver(town.engine, way, now=NOON) == Ended("sent")
    assert len(gateway.sent(SENDS_SMS)) == 1


async def test_who_has_no_phone_is_passed_over(
    town: Town, deliverer: Deliverer, gateway: GatewayServer
) -> None:
    for way in await town.put(resident_id=town.estate.residents[1]):
        assert await deliverer.deliver(town.engine, way, now=NOON) == Ended("skipped")
    assert gateway.heard == []
    assert await town.states() == {
        "sms": ("skipped", "no_address", 0),
        "wechat": ("skipped", "no_address", 0),
    }


async def test_who_is_a_resident_no_more_gets_nothing_on_the_residents_phone(
    town: Town, deliverer: Deliverer, gateway: GatewayServer, owner_engine: AsyncEngine
) -> None:
    ways = await town.put("new_device", resident_id=None, user_id=town.reader)
    async with owner_engine.begin() as conn:
        await conn.execute(
            text("""update role_grant set revoked_at = now(), revoked_by = user_id,
                    revocation_reason = '搬走了' where user_id = :user"""),
            {"user": town.reader},
        )
    sms = next(way for way in ways if way.channel == "sms")
    assert await deliverer.deliver(town.engine, sms, now=NOON) == Ended("skipped")
    assert gateway.sent(SENDS_SMS) == []


async def test_nobody_is_flooded(
    town: Town, deliverer: Deliverer, gateway: GatewayServer, clock: Clock
) -> None:
    outcomes = []
    for number in range(5):
        ways = await town.put(key=f"flood:{number}")
        sms = next(way for way in ways if way.channel == "sms")
        outcomes.append(await deliverer.deliver(town.engine, sms, now=clock.now))
        clock.go_on(minutes=1)
    assert outcomes[:4] == [Ended("sent")] * 4
    assert isinstance(outcomes[4], Postponed)
    assert len(gateway.sent(SENDS_SMS)) == 4


async def test_a_delivery_that_is_not_there_is_no_fault(town: Town, deliverer: Deliverer) -> None:
    nowhere = DeliveryRef(town.estate_id, 404, "sms")
    assert await deliverer.deliver(town.engine, nowhere, now=NOON) == Ended("skipped")


async def test_what_an_older_version_put_is_passed_over_and_stays_readable(
    town: Town, deliverer: Deliverer, gateway: GatewayServer
) -> None:
    ways = await town.put()
    assert as_read("points_expiring_soon", {"of": "before"}) == ("积分即将到期", LOST_WORDS)
    assert as_read("gone", {}) == ("消息", LOST_WORDS)
    for way in ways:
        with pytest.MonkeyPatch.context() as newer:
            newer.setattr("ledger.messages.delivery.template_of", {}.__getitem__)
            assert await deliverer.deliver(town.engine, way, now=NOON) == Ended("skipped")
    assert gateway.heard == []
