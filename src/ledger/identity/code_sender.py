"""How a one-time code reaches a phone: the port, and the adapter of development.

What sends real text messages stands above this package and is handed in by the application. The
console shows codes in the window of the program, so it is only taken where nobody but the operator
looks: never by itself behind an https address.
"""

from __future__ import annotations

import sys
from typing import Protocol

from ledger.errors import Refusal
from ledger.settings import Settings

CODE_MESSAGE = (
    "【邻里账本】验证码 {code}，5 分钟内有效。工作人员不会向您索要验证码，请勿告诉任何人。"
)
"""What the person reads; a gateway with templates registers these words."""


class CodesCannotBeSent(Refusal):
    """No way to send a text message has been set up, so nobody can sign in by phone."""

    code = "codes_cannot_be_sent"
    status = 503


class CodeSender(Protocol):
    """Sends a one-time code as a text message.

    `phone` is in the digits of E.164, with its country: 8619910070721. Called after the request
    has been answered, so that the answer's time tells nothing; what it raises is logged without
    phone and code.
    """

    def check_ready(self) -> None:
        """Raise `CodesCannotBeSent` when no message could be sent to anybody."""
        ...

    async def send_code(self, *, phone: str, code: str) -> None:
        """Hand the message over; raises whatever the way there raises."""
        ...


class ConsoleCodeSender:
    """Prints the message in the window in which the program runs; for development and the demo."""

    def check_ready(self) -> None:
        """Nothing is needed for printing."""

    async def send_code(self, *, phone: str, code: str) -> None:
        sys.stdout.write(f"短信 → {phone}：{CODE_MESSAGE.format(code=code)}\n")
        sys.stdout.flush()


class NoCodeSender:
    """Says that text messages are not set up."""

    def check_ready(self) -> None:
        raise CodesCannotBeSent(
            "本系统还没有开通短信，暂时不能用手机号登录，请用账号密码登录或到服务点办理。"
        )

    async def send_code(self, *, phone: str, code: str) -> None:
        self.check_ready()


def shipped_code_sender(settings: Settings) -> CodeSender:
    """Return what the settings name: the console by default on a plain address, else nothing."""
    if settings.code_sender == "console":
        return ConsoleCodeSender()
    if settings.code_sender is None and not settings.base_url.startswith("https://"):
        return ConsoleCodeSender()
    return NoCodeSender()
