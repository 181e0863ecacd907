"""The printed notice: A4, Chinese, PDF/A-2b, the same bytes for the same frozen figures."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache, lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from ledger.disclosure.public.bridge import bridge
from ledger.disclosure.public.qr import qr_svg
from ledger.disclosure.public.words import day_text, moment_text, month_text
from ledger.disclosure.queries import Correction, DisclosureDocument, DisclosureRow
from ledger.disclosure.rules import months_title
from ledger.evidence.proofs import Seal
from ledger.evidence.report import in_groups

_compiling = threading.Lock()


def poster_data(
    row: DisclosureRow,
    documents: Sequence[DisclosureDocument],
    corrections: Sequence[Correction],
    *,
    address: str,
    seal: Seal | None,
) -> dict[str, Any]:
    """Return what the template prints; `address` is what the QR code opens."""
    assert row.published_at is not None
    assert row.checkpoint_root is not None
    return {
        "title": row.title,
        "estate_name": row.estate_name,
        "number": row.number,
        "months_title": months_title(row.first, row.last),
        "published_at": moment_text(row.published_at),
        "is_superseded": row.state == "superseded",
        "corrected": _corrected(row),
        "corrections": [asdict(each) | {"on": day_text(each.on)} for each in corrections],
        "bridge": [asdict(line) for line in bridge(row.figures)],
        "figures": row.figures,
        "monthly": [each | {"month": month_text(each["month"])} for each in row.figures["monthly"]],
        "documents": [
            {
                "title": document.title,
                "filename": document.filename,
                "sha256": document.sha256.hex(),
            }
            for document in documents
        ],
        "address": address,
        "qr": qr_svg(address),
        "checkpoint_size": row.checkpoint_size,
        "root": in_groups(row.checkpoint_root).split(),
        "seal": _seal_data(seal) if seal else None,
    }


def _corrected(row: DisclosureRow) -> dict[str, str] | None:
    """Return which edition this one corrects, or None for the first."""
    if row.supersedes_number is None or row.supersedes_published_at is None:
        return None
    return {
        "number": row.supersedes_number,
        "published_at": moment_text(row.supersedes_published_at),
    }


def _seal_data(seal: Seal) -> dict[str, Any]:
    return {
        "lines": seal.lines,
        "public_key": seal.public_key,
        "witnessed": [
            {
                "witness": each.witness,
                "verifier_key": each.verifier_key,
                "cosigned_at": moment_text(each.cosigned_at),
                "size": each.size,
            }
            for each in seal.witnessed
        ],
    }


def poster_pdf(
    row: DisclosureRow,
    documents: Sequence[DisclosureDocument],
    corrections: Sequence[Correction],
    *,
    address: str,
    seal: Seal | None,
) -> bytes:
    """Return the notice as PDF. It takes a moment of processor time: call it in a thread."""
    assert row.published_at is not None
    data = json.dumps(
        poster_data(row, documents, corrections, address=address, seal=seal),
        ensure_ascii=False,
        sort_keys=True,
    )
    return _compile(data, int(row.published_at.timestamp()))


@lru_cache(maxsize=16)
def _compile(data: str, timestamp: int) -> bytes:
    # One at a time: anybody may ask for the file, and each asks for a whole processor.
    with _compiling:
        try:
            return _typeset(data, timestamp)
        except typst.TypstError:
            # PDF/A takes no character that the font lacks, and a title may hold one (an emoji).
            return _typeset(json.dumps(_printable(json.loads(data))), timestamp)


_NOT_SURELY_IN_THE_FONT = re.compile(
    "[^\n\x20-\x7e\xa1-\xac\xae-\xff\u2010-\u2016\u2018-\u201a\u201c-\u201e\u2020-\u2022"
    "\u2025-\u2027\u2030\u2032\u2033\u2035\u2039-\u203b\u20ac\u2103\u2105\u2109\u2113\u2116"
    "\u2121\u2122\u2126\u2160-\u216b\u2170-\u217b\u2190-\u2199\u2460-\u249b\u25a0-\u25ab\u25b2\u25b3\u25b6\u25b7\u25bc\u25bd"
    "\u25c0\u25c1\u25c6\u25c7\u25cb\u25ce\u25cf"
    "\u3000-\u303e\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fa5\uff01-\uff5e\uffe0-\uffe5]"
)


def _printable(value: Any) -> Any:
    """Return the notice's data with □ for every character that the font may lack."""
    if isinstance(value, str):
        return _NOT_SURELY_IN_THE_FONT.sub("□", value)
    if isinstance(value, list):
        return [_printable(each) for each in value]
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    return value


def _typeset(data: str, timestamp: int) -> bytes:
    pdf = typst.compile(
        (files("ledger.disclosure.public") / "poster.typ").read_bytes(),
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
