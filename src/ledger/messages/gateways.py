"""What carries a message out of the program: SMS and WeChat behind one Protocol.

A gateway is told once or more often: a program that dies between sending and noting it down sends
again, with the same `delivery_id`, by which the gateway or its operator can tell the repetition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

_log = structlog.get_logger("ledger.messages")


class DeliveryFailed(Exception):
    """The gateway did not take a message; `reason` is a word of ours or the gateway's code.

    Never a number, a name or a text of the message: reasons are shown and logged.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class GatewayIsUnavailable(DeliveryFailed):
    """A passing failure: no connection, too many requests, the gateway's own error. Try again."""


class GatewayRefused(DeliveryFailed):
    """A lasting failure: a wrong number, a template that is not approved. Trying again is vain."""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to one address: a phone number for SMS, an open id for WeChat."""

    delivery_id: str
    address: str
    template: str
    """Our template's code; a gateway's settings name its own template for it."""
    values: Mapping[str, str]
    """What the template's places are filled with, as text, in the template's order."""
    text: str
    """The whole message in words, for gateways that take words."""
    link: str = ""

    def __repr__(self) -> str:
        # An address is personal and a text may be: neither belongs into a log by accident.
        return f"OutgoingMessage({self.delivery_id}, {self.template})"


class Gateway(Protocol):
    """Carries one message; returns the gateway's own number for it, which may be empty.

    Raises `GatewayIsUnavailable` or `GatewayRefused`.
    """

    async def send(self, message: OutgoingMessage) -> str: ...

    async def close(self) -> None: ...


class ConsoleGateway:
    """For development: what would be sent appears in the program's log, the address masked."""

    def __init__(self, channel: str) -> None:
        self._channel = channel

    async def send(self, message: OutgoingMessage) -> str:
        _log.info(
            "message_shown_instead_of_sent",
            channel=self._channel,
            template=message.template,
            to=masked_address(message.address),
            text=message.text,
        )
        return f"console-{message.delivery_id}"

    async def close(self) -> None:
        """Nothing to close."""


def masked_address(address: str) -> str:
    """Return what may be shown of a number or an open id: its last two characters."""
    return f"***{address[-2:]}"
