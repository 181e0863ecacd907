"""One-time codes by SMS: sent at once, past the outbox, and never written down anywhere."""

from __future__ import annotations

from ledger.db.ids import uuid7
from ledger.identity.one_time_codes import LIFE_MINUTES
from ledger.messages.gateways import Gateway, OutgoingMessage

TEMPLATE = "sign_in_code"
"""The gateway's settings name the approved template; its places are the code and the minutes."""


class GatewayCodeSender:
    """Implements `ledger.identity.code_sender.CodeSender` over an SMS gateway.

    Raises what the gateway raises; the outbox, its quiet hours and its repetitions are not asked,
    because a code is wanted now or not at all.
    """

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def check_ready(self) -> None:
        """A gateway that is set up is taken for ready; each sending says whether it was."""

    async def send_code(self, *, phone: str, code: str) -> None:
        await self._gateway.send(
            OutgoingMessage(
                delivery_id=str(uuid7()),
                address=phone,
                template=TEMPLATE,
                values={"code": code, "minutes": str(LIFE_MINUTES)},
                text=f"验证码 {code}，{LIFE_MINUTES} 分钟内有效，请勿告诉任何人。",
            )
        )
