"""The API as it describes itself, and who may call what, read from the program's own routes."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from litestar.routes import HTTPRoute

from ledger.app import create_app
from ledger.identity.guards import permission_of
from ledger.identity.roles import Role
from ledger.settings import Settings
from ledger.web.api_description import is_public, needs_idempotency_key
from ledger.web.api_description import operations_of as operations_of

Json = dict[str, Any]

LOGINS = {role: role.value for role in Role} | {
    Role.RESIDENT: "resident01",
    Role.SHOPKEEPER: "shop01",
}
OFFICE = "district-office"
# An endless answer; the story of the resident's phone reads it.
STREAMS = ("/me/events",)


@cache
def description() -> Json:
    """Return the OpenAPI document."""
    with tempfile.TemporaryDirectory() as folder:
        return create_app(Settings(data_dir=Path(folder))).openapi_schema.to_schema()


@cache
def allowed_roles() -> dict[str, frozenset[Role]]:
    """Return who may call each operation, by `METHOD /path`, from the guards of the routes."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder)))
    found: dict[str, frozenset[Role]] = {}
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for method, (handler, _) in route.route_handler_map.items():
            permission = permission_of(handler)
            if permission is not None and permission.roles:
                found[f"{method} {route.path_format}"] = permission.roles
    return found


def label(path: str, method: str) -> str:
    return f"{method.upper()} {path}"


def labels(*, writes_only: bool = False, private_only: bool = False) -> list[str]:
    """Return `METHOD /path` of all operations, or of some."""
    return [
        label(path, method)
        for path, method, _ in operations_of(description())
        if not (writes_only and not needs_idempotency_key(path, method))
        and not (private_only and is_public(path, method))
    ]


def operation(wanted: str) -> Json:
    """Return the operation object of a label."""
    method, path = wanted.split(" ")
    found: Json = description()["paths"][path][method.lower()]
    return found


def filled_path(path: str, **values: str | int) -> str:
    """Fill in a path template with the sample estate and ids that need not exist."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name in values:
            return str(values[name])
        return "2026-06" if name == "month" else "1"

    return re.sub(r"\{(\w+)\}", fill, path)
