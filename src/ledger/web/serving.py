"""The built pages: two entries, hashed assets, and the API's documentation without a CDN."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from litestar import Request, get
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import SwaggerRenderPlugin
from litestar.response import File, Redirect
from litestar.router import Router
from litestar.static_files import create_static_files_router

from ledger.errors import ObjectIsNotHere

_PHONE_FIRST_SEGMENT = "m"


def static_dir() -> Path:
    """Return the folder that the pages are built into."""
    return Path(str(files("ledger.web"))) / "static"


@get("/", exclude_from_auth=True, include_in_schema=False)
async def to_pages() -> Redirect:
    """Lead a bare address to the pages."""
    return Redirect("/ui/")


@get(
    ["/ui/", "/ui/desk", "/ui/desk/{page:path}", "/ui/m", "/ui/m/{page:path}"],
    exclude_from_auth=True,
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
        media_type="text/html; charset=utf-8",
        headers={"cache-control": "no-cache"},
    )


def static_router() -> Router:
    """Serve the built files under /ui/; names with a hash may be kept for a year."""
    return create_static_files_router(
        path="/ui",
        directories=[static_dir()],
        opt={"exclude_from_auth": True},
        include_in_schema=False,
    )


def openapi_config(version: str) -> OpenAPIConfig:
    """Return the OpenAPI 3.1 description with a documentation page that asks no other host."""
    base = "/ui/swagger"
    return OpenAPIConfig(
        title="邻里账本 API",
        version=version,
        path="/api/docs",
        use_handler_docstrings=True,
        render_plugins=[
            SwaggerRenderPlugin(
                js_url=f"{base}/swagger-ui-bundle.js",
                css_url=f"{base}/swagger-ui.css",
                standalone_preset_js_url=f"{base}/swagger-ui-standalone-preset.js",
                favicon="",
            )
        ],
    )
