"""The server: one process, or several that share the port and the database.

With several, the parent starts them, replaces one that dies, and ends them when it ends. A process
keeps nothing that another would need: sessions, keys and counts of attempts are in the database,
and each hears of redemptions through its own listening connection.
"""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from typing import Any

import structlog
import uvicorn
from litestar import Litestar
from uvicorn.supervisors import Multiprocess

from ledger.app import create_app
from ledger.db.ids import new_token
from ledger.db.secret_files import secret_of
from ledger.settings import Settings
from ledger.web.http_protocol import BoundedHttpProtocol
from ledger.web.metrics import FOLDER_VARIABLE
from ledger.web.request_log import configure_logging
from ledger.worker.process import end_with_parent

GRACE_SECONDS = 5
"""How long open requests may take to end when the server stops."""
SILENCE_SECONDS = 30
"""A process that says nothing for so long is taken for dead; a large PDF takes a few seconds."""

_OPTIONS: dict[str, Any] = {
    "http": BoundedHttpProtocol,
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "timeout_graceful_shutdown": GRACE_SECONDS,
    "timeout_worker_healthcheck": SILENCE_SECONDS,
}

PROXIES_TRUSTED = ["127.0.0.1", "::1"]
"""Where a proxy may be whose word about the caller's address is taken."""

_log = structlog.get_logger("ledger.server")


def _proxy_options(settings: Settings) -> dict[str, Any]:
    return {
        "proxy_headers": settings.trust_forwarded,
        "forwarded_allow_ips": PROXIES_TRUSTED if settings.trust_forwarded else [],
    }


def serve(settings: Settings, *, workers: int) -> None:
    """Answer requests until a signal ends it."""
    configure_logging(as_json=not sys.stderr.isatty())
    if workers == 1:
        app = create_app(settings)
        settle_memory()
        options = _OPTIONS | _proxy_options(settings)
        uvicorn.run(app, host=settings.host, port=settings.port, **options)
        return
    # Made before anybody needs it, so that all of them sign with the same.
    secret_of(settings.secrets_dir, "csrf", fresh=new_token())
    # The processes are started afresh and read their settings from the environment.
    os.environ |= {"LEDGER_HOST": settings.host, "LEDGER_PORT": str(settings.port)}
    options = _OPTIONS | _proxy_options(settings)
    config = uvicorn.Config(
        "ledger.server:one_of_several", factory=True, workers=workers, **options
    )
    with shared_metrics(), listening_socket(settings.host, settings.port) as reserved:
        port: Any = _OwnListeningSocket(reserved) if _SHARES_FAIRLY else reserved
        Multiprocess(config, [port]).run()


@contextlib.contextmanager
def shared_metrics() -> Iterator[None]:
    """Let the processes that are started in the block count into one folder."""
    if FOLDER_VARIABLE in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="ledger-metrics-") as metrics:
        os.environ[FOLDER_VARIABLE] = metrics
        try:
            yield
        finally:
            del os.environ[FOLDER_VARIABLE]


# Where the system deals out new connections among the sockets on a port. From one socket that all
# share, whoever is quickest takes them, three quarters of them on two processors.
_SHARES_FAIRLY = sys.platform == "linux"


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a socket at the address, which other processes of the same user may share."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if _SHARES_FAIRLY:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind((host, port))
    return listener


class _OwnListeningSocket:
    """Arrives in another process as a socket of that process, at the same address."""

    def __init__(self, reserved: socket.socket) -> None:
        self._address = reserved.getsockname()[:2]

    def __reduce__(self) -> tuple[Callable[[str, int], socket.socket], tuple[str, int]]:
        return listening_socket, self._address


def one_of_several() -> Litestar:
    """Return the application of one of several processes; called in that process."""
    configure_logging(as_json=not sys.stderr.isatty())
    threading.Thread(target=end_with_parent, daemon=True).start()
    app = create_app(Settings())
    settle_memory()
    _log.info("process started", pid=os.getpid())
    return app


def settle_memory() -> None:
    """Let the garbage collector look seldom, and never at the program itself.

    A batch makes thousands of short-lived objects without cycles. Searching them, and all that is
    loaded, once took up to a tenth of a second, in which nobody is answered.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
