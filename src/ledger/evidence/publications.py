"""The chain of publications: each disclosure's hash covers itself and the one before it.

Figures that no entry can prove (a donor's name, a purpose, a title) are held by this chain, and
a publication that was taken out leaves a hole in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from ledger.bookkeeping.canonical import canonical_json
from ledger.evidence.figures import PublishedFigures
from ledger.evidence.report import Fault, Report

RECORD_VERSION = "ledger-disclosure/v1"
NO_PREVIOUS = bytes(32)


def record_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """Choose the fields that a publication's hash covers; times as canonical text, roots as hex."""
    return {
        name: row[name]
        for name in (
            "estate", "disclosure_id", "number", "title", "token", "from_month", "to_month",
            "figures", "prepared_by", "published_by", "published_at", "publication_no",
            "checkpoint_size", "checkpoint_root", "supersedes",
        )
    }  # fmt: skip


def record_hash(fields: Mapping[str, Any], *, previous: bytes) -> bytes:
    """Return the hash of a publication's record after the one with hash `previous`."""
    record = canonical_json(dict(fields) | {"previous": previous.hex()})
    return sha256(f"{RECORD_VERSION}\n{record}".encode()).digest()


def check_publications(report: Report, records: Sequence[Mapping[str, Any]]) -> None:
    """Follow the chain from the first publication.

    `records` are in the order of publication and hold what `record_fields` chooses, besides
    `record_hash` in hex.
    """
    previous = NO_PREVIOUS
    expected = 1
    for record in records:
        where = f"公示 {record['number']}"
        if record["publication_no"] != expected:
            report.add(
                Fault(
                    "publication_is_missing", where, "之前有一期公示不见了（被删除或移走）。",
                    field="publication_no", expected=str(expected),
                    found=str(record["publication_no"]),
                )
            )  # fmt: skip
        found = record_hash(record_fields(record), previous=previous).hex()
        if found != record["record_hash"]:
            report.add(
                Fault(
                    "publication_differs", where, "公示的内容与发布时的指纹不符。",
                    field="record_hash", expected=record["record_hash"], found=found,
                )
            )  # fmt: skip
        previous = bytes.fromhex(record["record_hash"])
        expected = record["publication_no"] + 1


def published_figures(records: Sequence[Mapping[str, Any]]) -> list[PublishedFigures]:
    """Return what is to be compared with the entries, in the order of the checkpoints."""
    items = [
        PublishedFigures(
            number=record["number"],
            from_month=record["from_month"],
            to_month=record["to_month"],
            figures=record["figures"] if isinstance(record["figures"], dict) else {},
            size=record["checkpoint_size"],
            root_hash=bytes.fromhex(record["checkpoint_root"]),
        )
        for record in records
    ]
    return sorted(items, key=lambda item: item.size)
