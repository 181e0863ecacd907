"""The page that shows the API's description: files of this host only, and no script in the page."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.router import Router

_FILES = "/ui/swagger"
_START = "/api/docs/start.js"

_PAGE = f"""<!DOCTYPE html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <title>邻里账本 API</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="/ui/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="{_FILES}/swagger-ui.css">
    <script src="{_FILES}/swagger-ui-bundle.js" defer></script>
    <script src="{_START}" defer></script>
  </head>
  <body>
    <div id="description"></div>
    <noscript>接口说明需要启用脚本；原文在 /api/docs/openapi.json。</noscript>
  </body>
</html>
"""

_SCRIPT = """SwaggerUIBundle({
  url: '/api/docs/openapi.json',
  dom_id: '#description',
  deepLinking: true,
  // Or it would ask another host whether the description is right.
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  requestInterceptor: (request) => {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)
    if (token) request.headers['x-csrftoken'] = token[1]
    return request
  },
})
"""


class ApiPage(OpenAPIRenderPlugin):
    """Swagger UI, started by a script of its own address."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Return the page; it loads the description by itself."""
        return _PAGE.encode()

    def receive_router(self, router: Router) -> None:
        """Serve the script beside the page."""
        router.register(start_script)


@get(
    "/start.js",
    exclude_from_auth=True,
    opt={"permission": "read_api_description"},
    include_in_schema=False,
)
async def start_script() -> Response[str]:
    """The few lines that start the page."""
    headers = {"cache-control": "no-cache"}
    return Response(_SCRIPT, media_type="text/javascript; charset=utf-8", headers=headers)
