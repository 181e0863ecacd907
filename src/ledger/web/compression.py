"""Compress answers that gain by it, and spend nothing on the others."""

from __future__ import annotations

from litestar.middleware.compression import CompressionMiddleware
from litestar.types import HTTPResponseStartEvent, Message, Scope, Send


class CompressionOfLongAnswers(CompressionMiddleware):
    """The framework's compression, set up when an answer turns out to be worth it.

    The framework's own opens a compressor for every answer, and most are a few hundred bytes.
    """

    def create_compression_send_wrapper(
        self, send: Send, compression_encoding: str, scope: Scope
    ) -> Send:
        start: HTTPResponseStartEvent | None = None
        compressing: Send | None = None

        async def send_wrapper(message: Message) -> None:
            nonlocal start, compressing
            if compressing is not None:
                await compressing(message)
            elif message["type"] == "http.response.start":
                start = message
            elif start is None or message["type"] != "http.response.body":
                await send(message)
            elif len(message["body"]) < self.config.minimum_size and not message.get("more_body"):
                await send(start)
                await send(message)
            else:
                compressing = create(send, compression_encoding, scope)
                await compressing(start)
                await compressing(message)

        create = super().create_compression_send_wrapper
        return send_wrapper
