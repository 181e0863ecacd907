"""The printed notice: A4, Chinese, PDF/A-2b, the same bytes for the same frozen figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ledger.disclosure.public.backing import backing_lines, backing_sentence, coverage_text
from ledger.disclosure.public.bridge import bridge
from ledger.disclosure.public.qr import qr_svg
from ledger.disclosure.public.words import day_text, moment_text, month_text
from ledger.disclosure.queries import Correction, DisclosureDocument, DisclosureRow
from ledger.disclosure.rules import months_title
from ledger.evidence.proofs import Seal
from ledger.evidence.report import in_groups
from ledger.typesetting import typeset


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
        "backing": _backing(row.figures),
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


def _backing(figures: Mapping[str, Any]) -> dict[str, Any] | None:
    figure = figures.get("points_backing")
    if figure is None:
        return None
    return {
        "lines": [asdict(line) for line in backing_lines(figure)],
        "backing_fen": figure["backing_fen"],
        "coverage": coverage_text(figure),
        "floor_percent": figure["floor_percent"],
        "sentence": backing_sentence(figure),
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
    template = (files("ledger.disclosure.public") / "poster.typ").read_bytes()
    return typeset(template, data, timestamp=timestamp)
