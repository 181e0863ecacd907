"""Carrying one message out of the program: claim, send, note down; safe to die in between.

The claim is committed before the gateway is called, with one attempt counted. Whoever dies then
leaves a job that the queue hands out again: the gateway may hear of a message twice, under the same
`delivery_id`, but nothing is lost and nothing is noted as sent that was not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.ids import CHINA, jitter
from ledger.db.personal_data import (
    PersonalDataCannotBeOpened,
    PersonalDataKeys,
    PersonalDatum,
)
from ledger.db.session import in_installation
from ledger.messages.gateways import Gateway, GatewayIsUnavailable, GatewayRefused, OutgoingMessage
from ledger.messages.outbox import DeliveryRef
from ledger.messages.queries import DueDelivery, lock_delivery, sent_lately
from ledger.messages.rules import (
    ATTEMPTS_MAX,
    end_of_quiet_hours,
    wait_after_failure,
    wait_for_calm,
)
from ledger.messages.templates import Template, ValuesDoNotFit, template_of

_log = structlog.get_logger("ledger.messages")


@dataclass(frozen=True, slots=True)
class Postponed:
    """The delivery must be tried again after this time."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class Ended:
    """The delivery is over: `sent`, `skipped` (nobody wants it or nowhere to send), or `dead`."""

    state: str


@dataclass(frozen=True, slots=True)
class Deliverer:
    """What a delivery needs besides the database: the gateways by channel, keys, an address."""

    gateways: Mapping[str, Gateway]
    personal_data: PersonalDataKeys
    base_url: str

    async def deliver(
        self, engine: AsyncEngine, delivery: DeliveryRef, *, now: datetime
    ) -> Postponed | Ended:
        """Carry one message out, or say when to try again."""
        async with in_installation(engine) as conn:
            claimed = await self._claim(conn, delivery, now=now)
        if not isinstance(claimed, OutgoingMessage):
            return claimed
        try:
            number = await self.gateways[delivery.channel].send(claimed)
        except GatewayRefused as failure:
            return await self._give_up(engine, delivery, failure.reason, now=now)
        except GatewayIsUnavailable as failure:
            return await self._postpone(engine, delivery, failure.reason, now=now)
        async with in_installation(engine) as conn:
            await _end(conn, delivery, "sent", now=now, gateway_number=number)
        return Ended("sent")

    async def _claim(
        self, conn: AsyncConnection, delivery: DeliveryRef, *, now: datetime
    ) -> OutgoingMessage | Postponed | Ended:
        due = await lock_delivery(conn, delivery, today=now.astimezone(CHINA).date())
        if due is None:
            return Ended("skipped")
        if due.state != "waiting":
            return Ended(due.state)
        try:
            template = template_of(due.template)
            template.values_of(due.args)
        except (KeyError, ValuesDoNotFit):
            # Put by an older version, whose words are gone.
            return await _skip(conn, delivery, "template_changed", now=now)
        if not due.wishes.wants(delivery.channel) and not template.urgent:
            return await _skip(conn, delivery, "not_wanted", now=now)
        address = await self._address(conn, delivery, due)
        if address is None:
            return await _skip(conn, delivery, "no_address", now=now)
        wait = await _wait(conn, delivery, due, template, now=now)
        if wait is not None:
            await _note_wait(conn, delivery, now + wait)
            return Postponed(wait)
        await conn.execute(_COUNT, delivery.values())
        is_sms = delivery.channel == "sms"
        return OutgoingMessage(
            delivery_id=due.delivery_id,
            address=address,
            template=due.template,
            values=template.sms_values(due.args) if is_sms else template.values_of(due.args),
            text=template.sms_words(due.args) if is_sms else template.words(due.args),
            link=f"{self.base_url}{due.link}" if due.link else "",
        )

    async def _address(
        self, conn: AsyncConnection, delivery: DeliveryRef, due: DueDelivery
    ) -> str | None:
        """Return where to send, in the clear for the moment of sending only."""
        try:
            if delivery.channel == "sms":
                sealed = due.phone_sealed
                return None if sealed is None else self.personal_data.reveal(sealed)
            sealed = due.openid_sealed
            if sealed is not None:
                return self.personal_data.reveal(sealed, PersonalDatum.WECHAT_OPEN_ID)
        except PersonalDataCannotBeOpened:
            _log.error("address_cannot_be_opened", estate_id=delivery.estate_id)
        return None

    async def _give_up(
        self, engine: AsyncEngine, delivery: DeliveryRef, reason: str, *, now: datetime
    ) -> Ended:
        async with in_installation(engine) as conn:
            await _end(conn, delivery, "dead", now=now, reason=reason)
        _log.warning(
            "message_given_up",
            estate_id=delivery.estate_id,
            message_id=delivery.message_id,
            channel=delivery.channel,
            reason=reason,
        )
        return Ended("dead")

    async def _postpone(
        self, engine: AsyncEngine, delivery: DeliveryRef, reason: str, *, now: datetime
    ) -> Postponed | Ended:
        async with in_installation(engine) as conn:
            attempts = int(
                (await conn.execute(_FAILED, delivery.values() | {"reason": reason[:120]}))
                .scalar_one()
            )  # fmt: skip
            wait = wait_after_failure(attempts)
            wait += timedelta(seconds=jitter(wait.total_seconds() / 4))
            if attempts < ATTEMPTS_MAX:
                await _note_wait(conn, delivery, now + wait)
        if attempts >= ATTEMPTS_MAX:
            return await self._give_up(engine, delivery, reason, now=now)
        return Postponed(wait)


async def _wait(
    conn: AsyncConnection,
    delivery: DeliveryRef,
    due: DueDelivery,
    template: Template,
    *,
    now: datetime,
) -> timedelta | None:
    """Return how long the receiver is to be left alone, or None."""
    if not template.urgent:
        quiet_until = end_of_quiet_hours(now.astimezone(CHINA), due.wishes)
        if quiet_until is not None:
            # Not all at the first minute of the morning.
            return quiet_until - now + timedelta(seconds=jitter(600))
    last_hour, last_day = await sent_lately(conn, delivery, due, now=now)
    return wait_for_calm(
        sent_last_hour=last_hour, sent_last_day=last_day, is_urgent=template.urgent
    )


_COUNT = text("""
    update message_delivery set attempts = attempts + 1
    where estate_id = :estate_id and message_id = :message_id and channel = :channel
""")
_FAILED = text("""
    update message_delivery set reason = :reason
    where estate_id = :estate_id and message_id = :message_id and channel = :channel
    returning attempts
""")
_NEXT = text("""
    update message_delivery set next_at = :next_at
    where estate_id = :estate_id and message_id = :message_id and channel = :channel
""")
_END = text("""
    update message_delivery
    set state = :state, ended_at = :now, reason = :reason, gateway_number = :gateway_number
    where estate_id = :estate_id and message_id = :message_id and channel = :channel
        and state = 'waiting'
""")


async def _note_wait(conn: AsyncConnection, delivery: DeliveryRef, next_at: datetime) -> None:
    await conn.execute(_NEXT, delivery.values() | {"next_at": next_at})


async def _skip(
    conn: AsyncConnection, delivery: DeliveryRef, reason: str, *, now: datetime
) -> Ended:
    await _end(conn, delivery, "skipped", now=now, reason=reason)
    return Ended("skipped")


async def _end(
    conn: AsyncConnection,
    delivery: DeliveryRef,
    state: str,
    *,
    now: datetime,
    reason: str = "",
    gateway_number: str = "",
) -> None:
    await conn.execute(
        _END,
        delivery.values()
        | {
            "state": state,
            "now": now,
            "reason": reason[:120],
            "gateway_number": gateway_number[:120],
        },
    )
