"""验真码: the QR code on a printed paper that opens its public page, as one SVG path with its quiet
zone inside.
"""

from __future__ import annotations

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_Q

QUIET_MODULES = 4
"""ISO/IEC 18004 §6.3.8; level Q, because a printed notice gets dirty."""


def qr_svg(address: str, *, label: str = "公示验真码") -> str:
    """Return the code of an address as an SVG element, black on white, sized by its container."""
    drawing = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_MODULES)
    drawing.add_data(address)
    matrix: list[list[bool]] = drawing.get_matrix()
    size = len(matrix)
    path = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(matrix)
        for column, dark in enumerate(modules)
        if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" '
        f'aria-label="{label}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )
