"""Blank cards as a printable sheet: A4, ten of the size of a bank card, with QR of level H.

The sheet holds the numbers and is made once, for the answer that hands it over; nothing of it is
kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_H

from ledger.redemption.code_images import QR_QUIET_MODULES
from ledger.redemption.codes import in_groups
from ledger.typesetting import typeset


def card_sheet(
    numbers: Sequence[str], *, estate_name: str, report_to: str, made_at: datetime
) -> bytes:
    """Return the PDF of some cards. It takes a moment of processor time: call it in a thread.

    `report_to` is where a lost card is reported: a place, or a telephone number.
    """
    data = {
        "title": f"{estate_name} 居民积分卡 {len(numbers)} 张",
        "estate_name": estate_name,
        "report_to": report_to,
        "cards": [{"qr": qr_svg(number), "groups": in_groups(number)} for number in numbers],
    }
    template = (files("ledger.redemption.cards") / "sheet.typ").read_bytes()
    return typeset(
        template,
        json.dumps(data, ensure_ascii=False, sort_keys=True),
        timestamp=int(made_at.timestamp()),
    )


def qr_svg(number: str) -> str:
    """Return a card's QR code as an SVG element, black on white with its quiet zone.

    Level H: a card is carried for years, and a third of it may be worn off.
    """
    drawing = QRCode(error_correction=ERROR_CORRECT_H, border=QR_QUIET_MODULES)
    drawing.add_data(number)
    matrix: list[list[bool]] = drawing.get_matrix()
    size = len(matrix)
    path = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(matrix)
        for column, dark in enumerate(modules)
        if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path d="{path}" fill="#000"/></svg>'
    )
