"""Reading a body: to its end, and as JSON only what says that it is JSON and can be decoded."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, TypeVar

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import ClientException, InternalServerException

User = TypeVar("User")
Auth = TypeVar("Auth")


class JsonRequest(Request[User, Auth, State]):
    """The application's request."""

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """Yield the body; raises `ClientException` when the client goes away before its end."""
        try:
            async for chunk in super().stream():
                yield chunk
        except InternalServerException as error:
            # A phone that leaves the network is no fault of ours, and nobody hears the answer.
            raise ClientException("the body broke off") from error

    async def json(self) -> Any:
        """Return the body; raises `ClientException` for one that is not JSON, or does not say so.

        A form on a stranger's page can send JSON only under another name, and so not at all; this
        is what keeps it from signing somebody in, which needs no CSRF token.
        """
        if self.content_type[0] != "application/json":
            raise ClientException("the body is not declared as application/json")
        try:
            return await super().json()
        except (UnicodeDecodeError, RecursionError) as error:
            raise ClientException("the body is not UTF-8, or nested too deeply") from error
