"""The least that the HTTP stack can do: one handler that answers a few bytes of JSON."""

from __future__ import annotations

from litestar import Litestar, get


@get("/", sync_to_thread=False)
def hello() -> dict[str, str]:
    return {"status": "done"}


app = Litestar([hello], openapi_config=None, logging_config=None)
