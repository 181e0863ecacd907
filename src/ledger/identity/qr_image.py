"""The enrolment's QR code as an SVG in a data URI, black on white whatever the page's theme."""

from __future__ import annotations

import base64

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET_MODULES = 4
"""ISO/IEC 18004 §6.3.8."""


def qr_svg(said: str) -> str:
    """Return the code of a text as a data URI."""
    drawing = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_MODULES)
    drawing.add_data(said)
    matrix: list[list[bool]] = drawing.get_matrix()
    size = len(matrix)
    path = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(matrix)
        for column, dark in enumerate(modules)
        if dark
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
