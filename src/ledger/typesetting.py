"""Printed papers: from a template and its data to PDF/A-2b, the same bytes for the same data."""

from __future__ import annotations

import json
import re
import threading
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

_compiling = threading.Lock()


def typeset(template: bytes, data: str, *, timestamp: int) -> bytes:
    """Return the PDF of a template that reads JSON from `sys.inputs.data`.

    `timestamp` is the paper's own moment, in seconds. It takes a moment of processor time: call it
    in a thread.
    """
    # One at a time: anybody may ask for a file, and each asks for a whole processor.
    with _compiling:
        try:
            return _typeset(template, data, timestamp)
        except typst.TypstError:
            # PDF/A takes no character that the font lacks, and a title may hold one (an emoji).
            printable = json.dumps(_printable(json.loads(data)))
            return _typeset(template, printable, timestamp)


_NOT_SURELY_IN_THE_FONT = re.compile(
    "[^\n\x20-\x7e\xa1-\xac\xae-\xff\u2010-\u2016\u2018-\u201a\u201c-\u201e\u2020-\u2022"
    "\u2025-\u2027\u2030\u2032\u2033\u2035\u2039-\u203b\u20ac\u2103\u2105\u2109\u2113\u2116"
    "\u2121\u2122\u2126\u2160-\u216b\u2170-\u217b\u2190-\u2199\u2460-\u249b\u25a0-\u25ab\u25b2\u25b3\u25b6\u25b7\u25bc\u25bd"
    "\u25c0\u25c1\u25c6\u25c7\u25cb\u25ce\u25cf"
    "\u3000-\u303e\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fa5\uff01-\uff5e\uffe0-\uffe5]"
)


def _printable(value: Any) -> Any:
    """Return a paper's data with □ for every character that the font may lack."""
    if isinstance(value, str):
        return _NOT_SURELY_IN_THE_FONT.sub("□", value)
    if isinstance(value, list):
        return [_printable(each) for each in value]
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    return value


def _typeset(template: bytes, data: str, timestamp: int) -> bytes:
    pdf = typst.compile(
        template,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards="a-2b",
        timestamp=timestamp,
    )
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Return the one font that the program ships with; its Python code is not run."""
    spec = find_spec("manimgx_fonts_cjk")
    assert spec is not None
    assert spec.origin is not None
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[Path(spec.origin).parent],
    )
