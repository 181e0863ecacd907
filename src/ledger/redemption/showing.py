"""A fresh pay code as the phone that shows it gets it; nobody keeps this answer."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from litestar import Request, Response

from ledger.db.ids import now_utc
from ledger.identity.sessions import COOKIE
from ledger.redemption import code_images, codes
from ledger.redemption.pay_codes import IssuedPayCode
from ledger.redemption.payloads import PayCodeView


def session_digest(request: Request[Any, Any, Any]) -> bytes:
    """Return the digest of the session in which a code is shown: it ends with that session."""
    return sha256(request.cookies.get(COOKIE, "").encode()).digest()


def shown(issued: IssuedPayCode) -> Response[PayCodeView]:
    """Return the code as digits and pictures, for no cache to keep."""
    view = PayCodeView(
        digits=issued.digits,
        groups=codes.in_groups(issued.digits),
        qr_svg=code_images.qr_svg(issued.digits),
        code128_svg=code_images.code128_svg(issued.digits),
        issued_at=issued.issued_at,
        expires_at=issued.expires_at,
        refresh_seconds=codes.REFRESH_SECONDS,
        server_now=now_utc(),
    )
    return Response(view, headers={"Cache-Control": "no-store"})
