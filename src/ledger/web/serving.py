"""The built pages: two entries, hashed assets, and the API's documentation without a CDN."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from litestar import Request, get
from litestar.connection import ASGIConnection
from litestar.datastructures import CacheControlHeader
from litestar.handlers.base import BaseRouteHandler
from litestar.response import File, Redirect
from litestar.router import Router
from litestar.static_files import create_static_files_router

from ledger.errors import ObjectIsNotHere
from ledger.web.api_description import CompleteOpenAPIConfig
from ledger.web.api_page import ApiPage

_PHONE_FIRST_SEGMENT = "m"
FILE_PATH_BYTES_MAX = 200
"""Longer than any built file's path; file systems end at 255 bytes for each name."""


def static_dir() -> Path:
    """Return the folder that the pages are built into."""
    return Path(str(files("ledger.web"))) / "static"


@get("/", exclude_from_auth=True, opt={"permission": "open_pages"}, include_in_schema=False)
async def to_pages() -> Redirect:
    """Lead a bare address to the pages."""
    return Redirect("/ui/")


@get(
    "/favicon.ico",
    exclude_from_auth=True,
    opt={"permission": "open_pages"},
    include_in_schema=False,
)
async def favicon() -> Redirect:
    """What a browser asks for by itself, whatever a page says."""
    return Redirect("/ui/icon.svg")


@get(
    ["/ui/", "/ui/desk", "/ui/desk/{page:path}", "/ui/m", "/ui/m/{page:path}"],
    exclude_from_auth=True,
    opt={"permission": "open_pages"},
    include_in_schema=False,
)
async def entry_page(request: Request[Any, Any, Any]) -> File:
    """Serve the entry that a page of the front end belongs to; the entry's router does the rest."""
    phone = request.url.path.removeprefix("/ui/").partition("/")[0] == _PHONE_FIRST_SEGMENT
    entry = static_dir() / ("m.html" if phone else "index.html")
    if not entry.exists():
        raise ObjectIsNotHere("页面文件（请先构建 admin_ui）")
    return File(
        path=entry,
        filename=entry.name,
        content_disposition_type="inline",
        media_type="text/html",
        headers={"cache-control": "no-cache"},
    )


def static_routers() -> list[Router]:
    """Serve the built files; those under assets/ carry a hash in their names and never change."""
    forever = CacheControlHeader(max_age=365 * 24 * 3600, public=True, immutable=True)
    return [
        _files_under("/ui/assets", static_dir() / "assets", forever),
        _files_under("/ui", static_dir(), CacheControlHeader(no_cache=True)),
    ]


def _names_a_file(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse what no file can be called, which the file system would answer with an error."""
    path = str(connection.path_params.get("file_path", ""))
    if "\0" in path or len(path.encode()) > FILE_PATH_BYTES_MAX:
        raise ObjectIsNotHere


def _files_under(path: str, folder: Path, cache_control: CacheControlHeader) -> Router:
    return create_static_files_router(
        path=path,
        directories=[folder],
        cache_control=cache_control,
        guards=[_names_a_file],
        opt={"exclude_from_auth": True, "permission": "open_pages"},
        include_in_schema=False,
        name=f"files {path}",
    )


def openapi_config(version: str) -> CompleteOpenAPIConfig:
    """Return the OpenAPI 3.1 description with a documentation page that asks no other host."""
    return CompleteOpenAPIConfig(
        title="邻里账本 API",
        version=version,
        openapi_router=Router(
            "/api/docs",
            route_handlers=[],
            opt={"permission": "read_api_description"},
            include_in_schema=False,
        ),
        use_handler_docstrings=True,
        render_plugins=[ApiPage(path="/swagger")],
    )
