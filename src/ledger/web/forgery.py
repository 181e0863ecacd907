"""Protection of writes against other sites' pages, which machines with a key do not need."""

from __future__ import annotations

from litestar.enums import ScopeType
from litestar.middleware.csrf import CSRFMiddleware
from litestar.types import Receive, Scope, Send

_AUTHORIZATION = b"authorization"


class CsrfUnlessKey(CSRFMiddleware):
    """The framework's check of the page's token, for whoever comes with a cookie.

    A browser adds an Authorization header to no request of another site's page, and whoever sends
    one is known by it alone: their cookie is not looked at.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and any(
            name == _AUTHORIZATION for name, _ in scope["headers"]
        ):
            await self.app(scope, receive, send)
            return
        await super().__call__(scope, receive, send)
