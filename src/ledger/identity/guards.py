"""Who may call a handler: its permission, checked before anything of the request is read."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Guard

from ledger.errors import ObjectIsNotHere, PermissionIsMissing
from ledger.identity.permissions import Audience, Permission, permission_of_code
from ledger.identity.roles import BUILDING_ROLES, Actor, SignedInUser


def may(permission: Permission) -> Guard:
    """Return the guard of a handler that does what `permission` names.

    Somebody without any role in the estate of the path gets `ObjectIsNotHere`, as for an estate
    that does not exist.
    """
    allowed = permission.roles

    # The framework runs a guard that is no coroutine in a thread, which costs more than it asks.
    async def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        # Whoever is not asked to sign in was let through; the session is enough where none is.
        if permission.audience is Audience.ANYONE:
            return
        user: SignedInUser = connection.user
        # A machine may do what its key is for, whatever else its role would let it do.
        if user.scopes is not None and permission.code not in user.scopes:
            raise PermissionIsMissing("这个接口密钥没有这项权限，请运维另发一个密钥。")
        if permission.audience is Audience.SIGNED_IN:
            return
        if permission.audience is Audience.REGIONS:
            _check_region_roles(user, permission)
        else:
            held = user.roles_in(int(connection.path_params["estate_id"]))
            if not held:
                raise ObjectIsNotHere("这个小区")
            if not held & allowed:
                raise PermissionIsMissing
        # No object has such a number, and the database could not even be asked for it.
        if any(isinstance(part, int) and part >= 2**63 for part in connection.path_params.values()):
            raise ObjectIsNotHere

    # `permission_of` reads this from each route.
    guard.permission = permission  # type: ignore[attr-defined]
    return guard


def _check_region_roles(user: SignedInUser, permission: Permission) -> None:
    # Whether one's region reaches the one of the path, the handler asks the database.
    held = {grant.role for grant in user.region_grants}
    if not held:
        raise ObjectIsNotHere("这个地区")
    if not held & permission.region_roles:
        raise PermissionIsMissing


def permission_of(handler: BaseRouteHandler) -> Permission | None:
    """Return the permission that a handler names, or None.

    Handlers below `identity` cannot import the guard and name it in `opt["permission"]`: they serve
    everybody.
    """
    named = [guard.permission for guard in handler.guards or () if hasattr(guard, "permission")]
    code = handler.opt.get("permission")
    if code is not None:
        named.append(permission_of_code(code))
    if len(named) > 1:
        raise RuntimeError(f"{handler} names {len(named)} permissions")
    return named[0] if named else None


def resident_of(actor: Actor) -> int:
    """Return the resident whom the caller's role names; raises `PermissionIsMissing`."""
    if actor.resident_id is None:
        raise PermissionIsMissing
    return actor.resident_id


def scope_of(actor: Actor, permission: Permission) -> frozenset[str] | None:
    """Return the buildings within which the caller has this permission; None: in all of them.

    Whoever has it by a role of the whole estate is not bound by the buildings of another.
    """
    if (actor.roles & permission.roles).difference(BUILDING_ROLES):
        return None
    return actor.buildings


def actor_of(request: Request[SignedInUser, Any, Any]) -> Actor:
    """Return who acts in the estate of the path; `may` has let them in."""
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
        buildings=frozenset(building for grant in grants for building in grant.buildings),
    )
