"""A 付款码 as pictures: QR of level M and Code 128, each an SVG in a data URI.

The pictures are drawn here, and not by the phone, so that what a scanner meets is tested with
the code it belongs to. Both are black on white whatever the page's theme, with their quiet zones
inside the picture.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

from barcode.codex import Code128
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QR_QUIET_MODULES = 4
"""ISO/IEC 18004 §6.3.8."""
CODE128_QUIET_MODULES = 10
"""ISO/IEC 15417 §4.3.1 asks for ten times the narrowest bar."""
CODE128_HEIGHT_MODULES = 40


def qr_svg(digits: str) -> str:
    """Return the QR code of some digits as a data URI."""
    drawing = QRCode(error_correction=ERROR_CORRECT_M, border=QR_QUIET_MODULES)
    drawing.add_data(digits)
    matrix: list[list[bool]] = drawing.get_matrix()
    path = "".join(
        f"M{start} {row}h{length}v1h-{length}z"
        for row, modules in enumerate(matrix)
        for start, length in _dark_runs(modules)
    )
    return _data_uri(width=len(matrix), height=len(matrix), path=path)


def code128_svg(digits: str) -> str:
    """Return the Code 128 bars of some digits as a data URI."""
    bars = Code128(digits).build()[0]
    height = CODE128_HEIGHT_MODULES
    path = "".join(
        f"M{start + CODE128_QUIET_MODULES} 0h{length}v{height}h-{length}z"
        for start, length in _dark_runs([bar == "1" for bar in bars])
    )
    return _data_uri(width=len(bars) + 2 * CODE128_QUIET_MODULES, height=height, path=path)


def _dark_runs(modules: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield where each run of dark modules starts and how long it is."""
    start = 0
    while start < len(modules):
        end = start
        while end < len(modules) and modules[end] == modules[start]:
            end += 1
        if modules[start]:
            yield start, end - start
        start = end


def _data_uri(*, width: int, height: int, path: str) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'shape-rendering="crispEdges"><rect width="{width}" height="{height}" fill="#fff"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
