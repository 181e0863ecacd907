"""A page of a PDF as a picture, to be looked at as a camera looks at the printed notice."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import typst
import zxingcpp
from PIL import Image

DOTS_PER_INCH = 200.0


def printed_page(pdf: bytes, folder: Path, *, number: int = 1) -> Image.Image:
    """Print one page of an A4 document into a picture; `folder` is for the files in between."""
    (folder / "notice.pdf").write_bytes(pdf)
    sheet = folder / "sheet.typ"
    sheet.write_text(
        "#set page(width: 210mm, height: 297mm, margin: 0pt)\n"
        f'#image("notice.pdf", page: {number}, width: 210mm)\n'
    )
    png = typst.compile(str(sheet), root=str(folder), format="png", ppi=DOTS_PER_INCH)
    return Image.open(io.BytesIO(png))


def codes_in(pdf: bytes, folder: Path) -> set[str]:
    """Return the texts of all codes on all pages."""
    pages = range(1, len(pypdf.PdfReader(io.BytesIO(pdf)).pages) + 1)
    return {code for number in pages for code in codes_on(printed_page(pdf, folder, number=number))}


def codes_on(picture: Image.Image) -> list[str]:
    """Return the texts of the codes that a scanner finds."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]
