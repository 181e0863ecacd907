"""The program as a whole: every route guarded, every write repeatable, every feature found."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.app import create_app, feature_modules, feature_routes
from ledger.identity.guards import permission_of
from ledger.identity.permissions import Audience, Permission
from ledger.identity.roles import Role
from ledger.intake.routes import IMPORTS_OF
from ledger.settings import Settings
from ledger.web.forgery import CsrfUnlessKey
from tests.web.online import Online, people_of, running

# What anybody on the internet may ask for. Whoever adds a line here says why.
PUBLIC = {
    ("GET", "/"): "leads to the pages",
    ("GET", "/favicon.ico"): "the sign of the pages",
    ("GET", "/ui"): "the pages themselves hold no data",
    ("GET", "/ui/desk"): "the pages themselves hold no data",
    ("GET", "/ui/desk/{page:path}"): "the pages themselves hold no data",
    ("GET", "/ui/m"): "the pages themselves hold no data",
    ("GET", "/ui/m/{page:path}"): "the pages themselves hold no data",
    ("GET", "/ui/{file_path:path}"): "built files",
    ("GET", "/ui/assets/{file_path:path}"): "built files",
    ("GET", "/api/docs"): "the description of the API",
    ("GET", "/api/docs/start.js"): "comes with the documentation page",
    ("GET", "/api/docs/openapi.json"): "the description of the API",
    ("GET", "/api/docs/swagger"): "the description of the API",
    ("GET", "/api/docs/oauth2-redirect.html"): "comes with the documentation page",
    ("GET", "/api/docs/{path:str}"): "the description of the API",
    ("GET", "/api/v1/health"): "says ok and nothing more",
    ("GET", "/metrics"): "whole numbers, for programs on the same machine only",
    ("POST", "/api/v1/session"): "signing in",
    ("POST", "/api/v1/session/phone-codes"): "signing in",
    ("POST", "/api/v1/session/phone"): "signing in",
    ("POST", "/api/v1/session/wechat"): "signing in",
    ("GET", "/api/v1/session/wechat/answer"): "signing in",
    ("GET", "/api/v1/session/ways"): "says which ways of signing in are set up",
}
# What residents are shown without a login: published disclosures and what they cite.
PUBLISHED = re.compile(r"/d/|/p/|/api/v1/public/")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application, put together and not started: no database is asked."""
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("data")))


def handlers(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Yield method, path and handler of every HTTP operation."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler):
                for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                    yield method, route.path, handler


def is_public(handler: HTTPRouteHandler) -> bool:
    return bool(handler.opt.get("exclude_from_auth"))


def roles_of(handler: HTTPRouteHandler) -> frozenset[Role] | None:
    permission = permission_of(handler)
    return permission.roles if permission and permission.audience is Audience.ROLES else None


def test_every_route_names_its_permission(app: Litestar) -> None:
    """Whoever adds a route gives it a line of the table in identity/permissions.py."""
    without = [(method, path) for method, path, handler in handlers(app)
               if permission_of(handler) is None]  # fmt: skip
    assert without == []


def test_every_permission_is_named_by_a_route(app: Litestar) -> None:
    assert {permission_of(handler) for _, _, handler in handlers(app)} == set(Permission)


def test_only_what_the_table_gives_to_anyone_is_public(app: Litestar) -> None:
    for method, path, handler in handlers(app):
        if path.startswith("/api/docs"):  # The framework's own handlers.
            continue
        permission = permission_of(handler)
        assert permission is not None
        assert is_public(handler) == (permission.audience is Audience.ANYONE), (method, path)


def test_what_is_public_is_listed_here_and_nothing_else_is(app: Litestar) -> None:
    public = {
        (method, path)
        for method, path, handler in handlers(app)
        if is_public(handler) and not PUBLISHED.match(path)
    }
    assert public - PUBLIC.keys() == set()
    assert {key for key in PUBLIC if key[1].startswith("/api/v1")} <= public


# A witness needs no account: what counts is the signature, and the same one twice is kept once.
SENT_BY_WITNESSES = ("POST", "/api/v1/public/estates/{code:str}/cosignatures")


def test_what_is_published_is_only_read(app: Litestar) -> None:
    for method, path, handler in handlers(app):
        if PUBLISHED.match(path):
            assert method == "GET" or (method, path) == SENT_BY_WITNESSES, path
            assert is_public(handler), path


def test_whatever_is_of_an_estate_is_guarded_by_role(app: Litestar) -> None:
    for method, path, handler in handlers(app):
        if path.startswith("/api/v1/estates/"):
            roles = roles_of(handler)
            assert roles, (method, path)
            assert roles <= set(Role)
            assert "{estate_id:int}" in path


# Sign-in and sign-out may be repeated by their nature.
# So may what somebody does about their own account: its proofs are used up, its ends are ends.
WITHOUT_KEY = {
    SENT_BY_WITNESSES,
    ("POST", "/api/v1/session"),
    ("DELETE", "/api/v1/session"),
    ("POST", "/api/v1/session/phone"),
    ("POST", "/api/v1/session/phone-codes"),
    ("POST", "/api/v1/session/second-factor"),
    ("POST", "/api/v1/session/wechat"),
    ("POST", "/api/v1/account/password"),
    ("POST", "/api/v1/account/recovery-codes"),
    ("POST", "/api/v1/account/second-factor"),
    ("POST", "/api/v1/account/second-factor/confirmation"),
    ("POST", "/api/v1/account/second-factor/removal"),
    ("POST", "/api/v1/account/sessions/end-others"),
    ("DELETE", "/api/v1/account/sessions/{session_id:int}"),
    ("DELETE", "/api/v1/account/wechat"),
}
# The lane of these keeps the outcome of the key together with what it says.
IN_A_LANE = {"/api/v1/estates/{estate_id:int}/counter/redemptions"}
# These ask for the key and do not keep their answer under it.
_E = "/api/v1/estates/{estate_id:int}"
_PROXY_CODES = f"{_E}/me/family-proxies/{{family_proxy_id:int}}/pay-codes"
ANSWER_NOT_KEPT = {
    f"{_E}/me/pay-codes": "the answer holds the digits of the code",
    _PROXY_CODES: "the answer holds the digits of the code",
    f"{_E}/me/household-points/pay-codes": "the answer holds the digits of the code",
    f"{_E}/counter/card-openings": "the answer holds the digits of the code",
    f"{_E}/card-batches": "the answer holds the numbers of the cards",
    f"{_E}/counter/code-checks": "a kept answer would go out of date",
    # These read, with a reason that the audit log keeps; what they show is about persons.
    f"{_E}/me/data-copy": "the answer is all that is known of a person",
    f"{_E}/people/searches": "the answer names persons",
    f"{_E}/people/{{resident_id:int}}/views": "the answer is about a person",
    f"{_E}/people/{{resident_id:int}}/assisted-views": "the answer is about a person",
    f"{_E}/people/{{resident_id:int}}/acts-on-paper/views": "the answer is about a person",
    f"{_E}/personal-papers/{{personal_paper_id:int}}/views": "the answer is a person's paper",
    f"{_E}/certificates/{{certificate_id:int}}/papers": "the answer is a person's paper",
    f"{_E}/activity-plans/{{activity_id:int}}/entries/preview": "nothing is written",
    f"{_E}/award-lists/preview": "nothing is written",
    f"{_E}/service-records/{{service_record_id:int}}/corrections/preview": "nothing is written",
    f"{_E}/service-records/export": "the answer names persons",
}


_REASON = {"reason": "核对补贴名单"}
_ENTRY = {"resident_id": 1, "came": "09:00", "left": "10:00", "reason": "纸质签到表"}
_AWARD = {"resident_id": 1, "points": 5, "reason": "楼道整洁"}
ASKED_AS: dict[str, tuple[str, dict[str, Any]]] = {
    f"{_E}/counter/code-checks": ("shopkeeper", {"code": "90123456789012345678"}),
    f"{_E}/counter/card-openings": ("shopkeeper", {"card": "8123456789012344", "pin": "407285"}),
    f"{_E}/card-batches": ("organiser", {"cards": 1, "report_to": "服务台"}),
    f"{_E}/people/searches": ("organiser", _REASON),
    f"{_E}/people/{{resident_id:int}}/views": ("organiser", _REASON),
    f"{_E}/people/{{resident_id:int}}/assisted-views": ("organiser", _REASON),
    f"{_E}/people/{{resident_id:int}}/acts-on-paper/views": ("organiser", _REASON),
    f"{_E}/personal-papers/{{personal_paper_id:int}}/views": ("organiser", _REASON),
    f"{_E}/certificates/{{certificate_id:int}}/papers": ("organiser", _REASON),
    f"{_E}/activity-plans/{{activity_id:int}}/entries/preview": ("organiser", {"rows": [_ENTRY]}),
    f"{_E}/award-lists/preview": ("organiser", {"source_code": "P1103", "rows": [_AWARD]}),
    f"{_E}/service-records/{{service_record_id:int}}/corrections/preview": (
        "organiser", {"checked_in": "09:00", "checked_out": "10:00"},
    ),
    f"{_E}/service-records/export": ("organiser", _REASON),
}  # fmt: skip
"""Who asks for each of them with which body; of the others a resident, with none."""


def test_every_write_takes_an_idempotency_key(app: Litestar) -> None:
    without = {
        (method, path)
        for method, path, handler in handlers(app)
        if method != "GET"
        and not takes_once(handler)
        and path not in ANSWER_NOT_KEPT.keys() | IN_A_LANE
    }
    assert without == WITHOUT_KEY


def takes_once(handler: HTTPRouteHandler) -> bool:
    return "once" in inspect.signature(handler.fn).parameters


async def test_where_the_answer_is_not_kept_the_key_is_asked_for_all_the_same(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    town = await people_of(engine)
    async with running(engine, tmp_path) as app:
        online = Online(app, engine, town)
        for template in ANSWER_NOT_KEPT:
            login, body = ASKED_AS.get(template, ("resident", {}))
            path = re.sub(r"\{\w+:int\}", "1", template.replace(_E, online.estate))
            browser = await online.signed_in(login)
            answer = await browser.write(path, body, key="x" * 81)
            said = (answer.status_code, answer.json()["code"])
            assert said == (400, "idempotency_key_is_missing"), path


def test_no_read_takes_a_key(app: Litestar) -> None:
    assert [path for method, path, handler in handlers(app)
            if method == "GET" and takes_once(handler)] == []  # fmt: skip


# Messages are everybody's own: what one is told, and how one wants to be told.
EVERYBODYS_OWN = {
    f"{_E}/me/{path}"
    for path in ("messages", "messages/unread", "messages/read", "message-settings")
}
OWN_DRAFTS = f"{_E}/drafts/{{form:str}}"
# What the estate has in common, without a name.
EVERYBODY_READS = {_E, f"{_E}/time-bank-pool", f"{_E}/time-bank-pool/movements"}


def test_auditors_and_supervisors_only_read_the_books(app: Litestar) -> None:
    """Whoever checks the books does not keep them (domain.md §2.8)."""
    watchers = {Role.AUDITOR, Role.SUPERVISOR}
    writing = {
        path
        for method, path, handler in handlers(app)
        if method != "GET" and (roles_of(handler) or frozenset()) & watchers
    }
    estate = "/api/v1/estates/{estate_id:int}"
    assert writing - EVERYBODYS_OWN == {
        OWN_DRAFTS,
        # An appeal is answered by somebody who had no part in what it is about.
        f"{estate}/points-deductions/{{points_deduction_id:int}}/answer",
        # There the kind of the file says whose it is.
        f"{estate}/imports",
        f"{estate}/imports/{{import_id:int}}/book",
        # The supervisory board appoints the auditor (identity.rules.GRANTERS).
        f"{estate}/role-grants",
        f"{estate}/role-grants/{{role_grant_id:int}}/revocation",
    }
    assert not any(set(roles) & watchers for roles in IMPORTS_OF.values())


def test_the_preparer_is_not_among_those_who_approve(app: Litestar) -> None:
    roles = {(method, path): roles_of(handler) for method, path, handler in handlers(app)}
    base = "/api/v1/estates/{estate_id:int}/prepared-entries"
    approving = {path for method, path in roles if method == "POST" and "approv" in path}
    hours = {path for path in approving if "time-bank-pool" in path or "service" in path}
    assert {path for path in approving if path.startswith(base)}
    assert hours
    for path in approving - hours:
        assert roles["POST", path] == frozenset({Role.COMMITTEE})
    # Whoever keeps the hours proposes and approves, one person never both: LG078, LG085.
    for path in hours:
        assert roles["POST", path] == frozenset({Role.COMMITTEE, Role.ORGANISER})
    assert roles["POST", base] == frozenset({Role.TREASURER})


@pytest.mark.parametrize(
    "role, home", [(Role.RESIDENT, "/me/"), (Role.SHOPKEEPER, "/counter")], ids=["resident", "shop"]
)
def test_residents_and_shopkeepers_have_a_corner_of_their_own(
    app: Litestar, role: Role, home: str
) -> None:
    """They see the estate's name and their own affairs; nobody else has a business there."""
    estate = "/api/v1/estates/{estate_id:int}"
    seen = {path for _, path, handler in handlers(app) if role in (roles_of(handler) or ())}
    assert seen >= EVERYBODYS_OWN
    seen -= EVERYBODYS_OWN | {OWN_DRAFTS}
    assert {path for path in seen if not path.startswith(f"{estate}{home}")} == EVERYBODY_READS
    for _, path, handler in handlers(app):
        if path.startswith(f"{estate}{home}") and path not in EVERYBODYS_OWN:
            assert roles_of(handler) == frozenset({role}), path


def test_every_operation_says_in_chinese_what_it_is_for(app: Litestar) -> None:
    silent = [
        path
        for _, path, handler in handlers(app)
        if path.startswith("/api/v1/") and not re.search("[一-鿿]", handler.fn.__doc__ or "")
    ]
    assert silent == []


def test_every_feature_with_routes_is_served(app: Litestar) -> None:
    package = Path(inspect.getfile(create_app)).parent
    with_routes = {path.parent.name for path in package.glob("*/routes.py")}
    assert {module.__name__.split(".")[1] for module in feature_modules("routes")} == with_routes
    assert feature_routes()
    served = {handler.fn.__module__.split(".")[1] for _, _, handler in handlers(app)
              if handler.fn.__module__.startswith("ledger.")}  # fmt: skip
    assert with_routes <= served


def test_no_handler_is_found_twice(app: Litestar) -> None:
    found = [(method, path) for method, path, _ in handlers(app)]
    assert len(found) == len(set(found))


async def test_every_estates_route_asks_a_stranger_to_sign_in_and_a_foreigner_to_leave(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    """Asked of the running program, so that no exclusion by accident goes unseen."""
    town = await people_of(engine)
    async with running(engine, tmp_path) as app:
        online = Online(app, engine, town)
        nobody, stranger = await online.signed_in("nobody"), online.browser()
        await stranger.get("/api/v1/health")
        asked = 0
        for method, path, _ in handlers(app):
            if not path.startswith("/api/v1/estates/"):
                continue
            address = path.replace("{estate_id:int}", str(town.estate))
            address = re.sub(r"\{\w+:int\}", "1", re.sub(r"\{\w+:str\}", "2026-04", address))
            for browser, status in ((stranger, 401), (nobody, 404)):
                options: dict[str, Any] = {} if method == "GET" else {"body": {}}
                answer = await browser.write(address, method=method, **options)
                assert answer.status_code == status, (method, address, answer.text)
            asked += 1
        assert asked > 20


async def test_the_program_starts_and_ends_without_leaving_connections(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    async with running(engine, tmp_path) as app:
        answer = await Online(app, engine, await people_of(engine)).browser().get("/api/v1/health")
        assert answer.json()["status"] == "ok"
    assert engine.pool.checkedin() == 0  # type: ignore[attr-defined]


def test_two_processes_share_their_secret(tmp_path: Path) -> None:
    """Otherwise a page loaded from one could not write through the other."""
    settings = Settings(data_dir=tmp_path)
    first, second = create_app(settings), create_app(settings)
    secrets = {csrf_secret(app) for app in (first, second)}
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 32


def csrf_secret(app: Litestar) -> str:
    (given,) = [each for each in app.middleware if getattr(each, "middleware", 0) is CsrfUnlessKey]
    secret: str = given.kwargs["config"].secret  # type: ignore[union-attr]
    return secret
