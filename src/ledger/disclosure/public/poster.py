"""The printed notice: A4, Chinese, PDF/A-2b, the same bytes for the same frozen figures."""

from __future__ import annotations

import json
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
        "monthly": [
            each | {"month": month_text(each["month"])} for each in row.figures["monthly"]
        ],
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
        "seal": {"lines": seal.lines, "public_key": seal.public_key} if seal else None,
    }


def _corrected(row: DisclosureRow) -> dict[str, str] | None:
    """Return which edition this one corrects, or None for the first."""
    if row.supersedes_number is None or row.supersedes_published_at is None:
        return None
    return {
        "number": row.supersedes_number,
        "published_at": moment_text(row.supersedes_published_at),
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
