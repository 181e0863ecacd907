"""Every route, asked by every role and by a stranger, in the right, the wrong and no estate.

What comes out equals the permission table. Guards run before a body is read, so that the requests
need not make sense: whatever is neither "sign in", "not yours" nor "no such estate" was let in.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import text

from ledger.db.session import in_installation
from ledger.identity.guards import permission_of
from ledger.identity.permissions import Audience, Permission
from ledger.identity.role_grants import give_region_role
from ledger.identity.role_queries import region_of_path
from ledger.identity.roles import RegionRole, Role
from tests.conftest import Database
from tests.posting.town import scalar
from tests.web.online import Browser, Online, town_online

COMMUNITY = ["川南市", "江北县", "东门街道", "书香社区"]
MISSING_ESTATE = 999_999
MISSING_REGION = 999_999
REGION_OF_ROLE = {
    RegionRole.COMMUNITY_OFFICE: COMMUNITY,
    RegionRole.SUBDISTRICT_OFFICE: COMMUNITY[:3],
    RegionRole.DISTRICT_OFFICE: COMMUNITY[:2],
    RegionRole.CITY_OFFICE: COMMUNITY[:1],
    RegionRole.PLATFORM_OPERATOR: None,
}
# Endless answers: being let in shows by nothing coming to an end.
STREAMS = ("/me/events",)
STREAM_SECONDS = 0.5
# Whoever signs out is a stranger from then on; these are asked in the tests of sign-in.
ENDS_THE_SESSION = re.compile(r"DELETE /api/v1/(session|account/sessions)")
NOT_HERE = {"estate_id": "没有找到这个小区", "region_id": "没有找到这个地区"}


@pytest.fixture(scope="module")
async def town(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Online]:
    async with town_online(module_database, tmp_path_factory.mktemp("data")) as online:
        async with in_installation(online.engine) as conn:
            for role, path in REGION_OF_ROLE.items():
                user_id = await scalar(
                    conn,
                    """insert into app_user (login, display_name, password_hash)
                    select :login, :login, password_hash from app_user where login = 'nobody'
                    returning user_id""",
                    login=role.value,
                )
                region = await region_of_path(conn, path) if path else None
                await give_region_role(
                    conn,
                    granter=None,
                    user_id=user_id,
                    role=role,
                    region_id=region.region_id if region else None,
                    starts_on=date(2026, 1, 1),
                )
            await conn.execute(
                text("insert into region (level, name) values ('city', :name)"),
                {"name": "川北市"},
            )
        yield online


def operations(app: Litestar) -> Iterator[tuple[str, str, Permission]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            if not isinstance(handler, HTTPRouteHandler):
                continue
            for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                permission = permission_of(handler)
                assert permission is not None, (method, route.path)
                if not ENDS_THE_SESSION.search(f"{method} {route.path}"):
                    yield method, route.path, permission


def filled(path: str, **ids: int) -> str:
    for name, number in ids.items():
        path = path.replace(f"{{{name}:int}}", str(number))
    path = re.sub(r"\{(estate_)?code:str\}", "estate1", path)
    path = re.sub(r"\{\w+:int\}", "1", path)
    path = re.sub(r"\{\w+:path\}", "nothing", path)
    return re.sub(r"\{\w+:\w+\}", "2026-04", path)


async def outcome(browser: Browser, method: str, address: str) -> str:
    """Return `sign in`, `not yours`, `no estate`, `no region` or `let in`."""
    options: dict[str, Any] = {} if method == "GET" else {"body": {}}
    try:
        async with asyncio.timeout(STREAM_SECONDS if address.endswith(STREAMS) else None):
            answer = await browser.write(address, method=method, **options)
    except TimeoutError:
        return "let in"
    said = answer.json() if "problem" in answer.headers.get("content-type", "") else {}
    if answer.status_code == 401 and said.get("code") == "sign_in_required":
        return "sign in"
    if answer.status_code == 403 and said.get("code") == "permission_is_missing":
        return "not yours"
    if answer.status_code == 404 and said.get("detail", "").startswith(NOT_HERE["estate_id"]):
        return "no estate"
    if answer.status_code == 404 and said.get("detail", "").startswith(NOT_HERE["region_id"]):
        return "no region"
    return "let in"


def expected(
    permission: Permission, *, roles: set[Role], region_roles: set[RegionRole], is_signed_in: bool
) -> str:
    """What the table says for somebody in the right place."""
    if permission.audience is Audience.ANYONE:
        return "let in"
    if not is_signed_in:
        return "sign in"
    if permission.audience is Audience.SIGNED_IN:
        return "let in"
    if permission.audience is Audience.REGIONS:
        if not region_roles:
            return "no region"
        return "let in" if region_roles & permission.region_roles else "not yours"
    if not roles:
        return "no estate"
    return "let in" if roles & permission.roles else "not yours"


CALLERS: list[tuple[str, set[Role], set[RegionRole]]] = [
    ("", set(), set()),
    ("nobody", set(), set()),
    *((role.value, {role}, set()) for role in Role),
    *((role.value, set(), {role}) for role in RegionRole),
]


@pytest.mark.parametrize(
    "login, roles, region_roles", CALLERS, ids=[login or "stranger" for login, _, _ in CALLERS]
)
async def test_the_program_answers_as_the_table_says(
    town: Online, login: str, roles: set[Role], region_roles: set[RegionRole]
) -> None:
    browser = await town.signed_in(login) if login else town.browser()
    if not login:
        await browser.get("/api/v1/health")
    async with in_installation(town.engine) as conn:
        right_region = (await region_of_path(conn, COMMUNITY)).region_id
        wrong_region = (await region_of_path(conn, ["川北市"])).region_id
    differing = []
    asked = 0
    for method, path, permission in operations(town.app):
        places = [(town.town.estate, right_region, False)]
        if "{estate_id:int}" in path or "{region_id:int}" in path:
            places += [
                (town.town.estates[1], wrong_region, True),
                (MISSING_ESTATE, MISSING_REGION, True),
            ]
        for estate_id, region_id, is_elsewhere in places:
            address = filled(path, estate_id=estate_id, region_id=region_id)
            should = expected(
                permission, roles=roles, region_roles=region_roles, is_signed_in=bool(login)
            )
            if is_elsewhere and should in ("let in", "not yours"):
                should = in_the_wrong_place(permission, path, region_roles, region_id)
            said = await outcome(browser, method, address)
            if permission.audience is Audience.ANYONE and said == "no estate":
                said = "let in"  # Nothing was published there yet.
            asked += 1
            if said != should:
                differing.append((method, address, should, said))
    assert differing == []
    assert asked > 200


def in_the_wrong_place(
    permission: Permission, path: str, region_roles: set[RegionRole], region_id: int
) -> str:
    if permission.audience is Audience.REGIONS:
        # The platform reaches every region that there is.
        if RegionRole.PLATFORM_OPERATOR in region_roles and region_id != MISSING_REGION:
            return "let in"
        return "no region"
    return "no estate" if permission.audience is Audience.ROLES else "let in"
