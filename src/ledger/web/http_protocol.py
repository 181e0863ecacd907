"""The server's HTTP protocol, with an end to what a client may send without saying anything."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SILENT_BYTES_MAX = 64 * 1024
"""How long the head of a request may be, and what may stand between and after parts of a body."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """The parser in C keeps a line until it ends; one that never ends would fill the memory."""

    _is_in_head = False
    _has_progressed = False
    _silent_bytes = 0

    def data_received(self, data: bytes) -> None:
        self._has_progressed = False
        super().data_received(data)
        self._silent_bytes = 0 if self._has_progressed else self._silent_bytes + len(data)
        if self._silent_bytes > SILENT_BYTES_MAX and not self.transport.is_closing():
            self.send_400_response("Request head is too large.")

    def on_message_begin(self) -> None:
        self._is_in_head = True
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        # What stands after the body came too late to be looked at, and must not look as if it had.
        if self._is_in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._has_progressed = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._has_progressed = True
        super().on_body(body)
