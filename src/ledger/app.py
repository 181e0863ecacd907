"""Put the program together: every feature's routes, one engine, one session, one error form.

Routes are found by name (`ledger.<feature>.routes`), so a feature needs no line here.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import pkgutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from types import ModuleType
from typing import Any

from litestar import Litestar, Request, Response
from litestar.background_tasks import BackgroundTask
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.di import NamedDependency, Provide
from litestar.handlers import BaseRouteHandler
from litestar.middleware import DefineMiddleware
from litestar.plugins.pydantic import PydanticPlugin
from litestar.router import Router
from litestar.security.session_auth import SessionAuth
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

import ledger
from ledger.audit_log.operations import AuditLine, write_audit_line
from ledger.audit_log.refused_requests import REFUSAL_IS_RECORDED, RefusedRequests, is_kept
from ledger.db.ids import new_token, today_in_china
from ledger.db.secret_files import secret_of
from ledger.db.session import engine_of_requests, installation_engine, scope, service_engine
from ledger.errors import Refusal
from ledger.identity.guards import actor_of
from ledger.identity.roles import Actor, SignedInUser
from ledger.identity.sessions import (
    COOKIE,
    SessionConfig,
    SessionStore,
    user_of_session,
)
from ledger.identity.wechat import shipped_wechat
from ledger.messages.channels import code_sender_of
from ledger.settings import Settings
from ledger.web.api_description import StrictBodies
from ledger.web.compression import CompressionOfLongAnswers
from ledger.web.forgery import CsrfUnlessKey
from ledger.web.idempotency import Once, key_of
from ledger.web.json_body import JsonRequest
from ledger.web.metrics import Counters, numbers_of_lane
from ledger.web.problems import EXCEPTION_HANDLERS
from ledger.web.request_log import request_log
from ledger.web.serving import entry_page, favicon, openapi_config, static_routers, to_pages

UPLOAD_BYTES_MAX = 21 * 1024 * 1024
INSTALLATION_POOL = 6
"""Connections of a process for its lanes and the reads of sessions, beside those of requests."""


def feature_modules(name: str) -> list[ModuleType]:
    """Return `ledger.<feature>.<name>` of every feature that has it, in order of their names."""
    features = sorted(pkgutil.iter_modules(ledger.__path__, "ledger."), key=lambda m: m.name)
    return [
        importlib.import_module(f"{feature.name}.{name}")
        for feature in features
        if feature.ispkg and importlib.util.find_spec(f"{feature.name}.{name}") is not None
    ]


def feature_routes() -> list[BaseRouteHandler | Router]:
    """Return every route handler and router that a `routes` module of a feature defines."""
    return [
        value
        for module in feature_modules("routes")
        for value in vars(module).values()
        if isinstance(value, BaseRouteHandler | Router)
    ]


class AppRequest(JsonRequest[SignedInUser, Any]):
    """Every request; a class without parameters is checked at a glance where it is handed in."""


# Each provider names the one before it, so that they are called one after the other: for several
# at a time the framework starts tasks, which cost more than all of these together.


async def _provide_engine(request: AppRequest) -> AsyncEngine:
    engine: AsyncEngine = request.app.state.engine
    return engine


async def _provide_conn(
    request: AppRequest, engine: NamedDependency[AsyncEngine]
) -> AsyncIterator[AsyncConnection]:
    """One request, one database transaction: committed when the handler has returned.

    It sees the rows of the estate of the path; where the path names none, of the estates in which
    the user holds a role today.
    """
    user: SignedInUser | None = request.scope.get("user")
    estate_id = request.path_params.get("estate_id")
    if estate_id is not None:
        estates = {int(estate_id)} if int(estate_id) < 2**63 else set()
    else:
        estates = {grant.estate_id for grant in user.grants} if user is not None else set()
    async with engine.begin() as conn:
        await scope(conn, estates=estates, actor=None if user is None else user.user_id)
        yield conn


async def _provide_settings(request: AppRequest) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _provide_actor(request: AppRequest, engine: NamedDependency[AsyncEngine]) -> Actor:
    return actor_of(request)


async def _provide_once(request: AppRequest, actor: NamedDependency[Actor]) -> Once:
    async def record(conn: AsyncConnection, *, action: str, outcome: str, object_: str) -> None:
        await write_audit_line(
            conn,
            estate_id=actor.estate_id,
            actor_user_id=actor.user_id,
            action=action,
            outcome=outcome,
            object_=object_,
            request_id=actor.request_id,
            address=actor.address,
        )

    return Once(
        estate_id=actor.estate_id,
        actor_user_id=actor.user_id,
        key=key_of(request),
        route=f"{request.method} {request.scope['path']}",
        action=request.route_handler.handler_name,
        record=record,
    )


def _csrf_config(settings: Settings) -> CSRFConfig:
    return CSRFConfig(
        secret=secret_of(settings.secrets_dir, "csrf", fresh=new_token()),
        cookie_secure=settings.base_url.startswith("https://"),
        # What a cache may keep for everybody must not carry one visitor's token.
        exclude=["^/ui/assets/", "^/ui/swagger/", "^/d/", "^/p/", "^/favicon"],
    )


def _kept_in_audit_log(answer_fault: Callable[[Any, Any], Response[Any]]) -> Any:
    """Return an exception handler that answers like the given one and leaves an audit line."""

    def handle(request: Request[Any, Any, Any], fault: Exception) -> Response[Any]:
        answer = answer_fault(request, fault)
        user: SignedInUser | None = request.scope.get("user")
        handler: Any = request.scope.get("route_handler")
        if user is None or handler is None or request.scope["state"].get(REFUSAL_IS_RECORDED):
            return answer
        named = request.path_params.get("estate_id")
        holds_role = named is not None and bool(user.roles_in(int(named)))
        if is_kept(
            method=request.method,
            status=answer.status_code or 500,
            is_refusal=isinstance(fault, Refusal),
            is_stranger=named is not None and not holds_role,
        ):
            state = request.scope["state"]
            line = AuditLine(
                estate_id=int(named) if named is not None and holds_role else None,
                actor_user_id=user.user_id,
                action=handler.handler_name,
                object_="" if named is None or holds_role else f"estate:{named}"[:40],
                outcome=str(state.get("problem_code", "")),
                request_id=str(state.get("request_id", "")),
                address=request.client.host if request.client else "",
            )
            answer.background = BackgroundTask(request.app.state.refused_requests.keep, line)
        return answer

    return handle


def create_app(settings: Settings, *, engine: AsyncEngine | None = None) -> Litestar:
    """Return the application; it opens the database when it starts and closes it when it ends.

    A given `engine` is that of the whole installation; requests get one of their own beside it.
    """
    installation = engine or installation_engine(settings, pool_size=INSTALLATION_POOL)
    service = service_engine(settings) if engine is None else engine_of_requests(engine)
    sessions = SessionStore(installation)
    counters = Counters.of_this_process()
    counters.read_from(sessions.numbers)

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        app.state.engine = service
        app.state.installation = installation
        app.state.settings = settings
        app.state.code_sender = code_sender_of(settings)
        app.state.wechat = shipped_wechat(settings)
        app.state.counters = counters
        app.state.refused_requests = refused = RefusedRequests(installation)
        app.state.lanes = lanes = {
            name: lane
            for module in feature_modules("lanes")
            for name, lane in module.lanes_of(installation, today_in_china).items()
        }
        for name, lane in lanes.items():
            counters.read_from(partial(numbers_of_lane, name, lane))
        refreshing = asyncio.create_task(counters.keep_fresh())
        try:
            yield
        finally:
            refreshing.cancel()
            for lane in lanes.values():
                await lane.close()
            await refused.close()
            await service.dispose()
            await installation.dispose()

    auth = SessionAuth[SignedInUser, Any](
        retrieve_user_handler=user_of_session,
        session_backend_config=SessionConfig(
            key=COOKIE,
            secure=settings.base_url.startswith("https://"),
            exclude=["^/ui/", "^/d/", "^/p/", "^/$", "^/favicon"],
        ),
        exclude=["^/ui/", "^/d/", "^/p/", "^/$", "^/favicon", "^/api/docs"],
    )
    hooks: Sequence[Any] = [
        auth.on_app_init,
        *(module.on_app_init for module in feature_modules("live_events")),
    ]
    app = Litestar(
        route_handlers=[*feature_routes(), to_pages, favicon, entry_page, *static_routers()],
        on_app_init=hooks,
        lifespan=[lifespan],
        dependencies={
            "conn": Provide(_provide_conn),
            "engine": Provide(_provide_engine),
            "settings": Provide(_provide_settings),
            "actor": Provide(_provide_actor),
            "once": Provide(_provide_once),
        },
        stores={"sessions": sessions},
        exception_handlers={
            kind: _kept_in_audit_log(answer) for kind, answer in EXCEPTION_HANDLERS.items()
        },
        middleware=[DefineMiddleware(CsrfUnlessKey, config=_csrf_config(settings))],
        openapi_config=openapi_config(ledger.__version__),
        request_class=AppRequest,
        request_max_body_size=UPLOAD_BYTES_MAX,
        # None leaves strictness to each field; the default, False, would turn every strict field
        # off and read the text "5" as an amount.
        plugins=[StrictBodies(), PydanticPlugin(validate_strict=None)],  # type: ignore[arg-type]
        compression_config=CompressionConfig(
            backend="gzip",
            middleware_class=CompressionOfLongAnswers,
            exclude=["/me/events$", "/content$"],
        ),
        debug=False,
        logging_config=None,
    )
    # Outside of everything, so that addresses nobody serves are logged and carry the headers too.
    app.asgi_handler = request_log(
        app.asgi_handler, counters, is_https=settings.base_url.startswith("https://")
    )
    return app
