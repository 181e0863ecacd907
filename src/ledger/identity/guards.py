"""Who may call a handler: roles per estate, checked before anything of the request is read."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Guard

from ledger.errors import ObjectIsNotHere, PermissionIsMissing
from ledger.identity.roles import Actor, Role, SignedInUser


def allow(*roles: Role) -> Guard:
    """Return a guard for these roles in the estate of the path.

    Somebody without any role there gets `ObjectIsNotHere`, as for an estate that does not exist.
    """
    allowed = frozenset(roles)

    # The framework runs a guard that is no coroutine in a thread, which costs more than it asks.
    async def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        user: SignedInUser = connection.user
        held = user.roles_in(int(connection.path_params["estate_id"]))
        if not held:
            raise ObjectIsNotHere("这个小区")
        if not held & allowed:
            raise PermissionIsMissing
        # No object has such a number, and the database could not even be asked for it.
        if any(isinstance(part, int) and part >= 2**63 for part in connection.path_params.values()):
            raise ObjectIsNotHere

    # The permission test reads this from each route.
    guard.allowed_roles = allowed  # type: ignore[attr-defined]
    return guard


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard of the few handlers that need a session but no estate; the session is enough."""


def actor_of(request: Request[SignedInUser, Any, Any]) -> Actor:
    """Return who acts in the estate of the path; `allow` has let them in."""
    user = request.user
    estate_id = int(request.path_params["estate_id"])
    grants = [grant for grant in user.grants if grant.estate_id == estate_id]
    return Actor(
        user_id=user.user_id,
        display_name=user.display_name,
        estate_id=estate_id,
        roles=frozenset(grant.role for grant in grants),
        resident_id=next((g.resident_id for g in grants if g.resident_id is not None), None),
        merchant_id=next((g.merchant_id for g in grants if g.merchant_id is not None), None),
        request_id=str(request.scope["state"].get("request_id", "")),
        address=request.client.host if request.client else "",
    )
