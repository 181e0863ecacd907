"""What the book signed, who cosigned it, and with which keys: the package's own evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import recorded_text
from ledger.evidence import package_format as form
from ledger.evidence.log_queries import checkpoints_of_book
from ledger.evidence.queries import BookHead
from ledger.evidence.sealer import Sealer
from ledger.evidence.witnesses.queries import (
    Cosignature,
    cosignatures_of_book,
    with_cosignatures,
    witnesses_of,
)


async def write_evidence(
    conn: AsyncConnection, head: BookHead, folder: Path, sealer: Sealer | None
) -> None:
    """Write checkpoints with their cosignatures, the witnesses and, with a `sealer`, the keys."""
    cosignatures: dict[int, list[Cosignature]] = {}
    for each in await cosignatures_of_book(conn, head.estate_id):
        cosignatures.setdefault(each.checkpoint_id, []).append(each)
    rows = await checkpoints_of_book(conn, head.estate_id)
    checkpoints = [
        {
            "checkpoint_id": row.checkpoint_id,
            "made_at": recorded_text(row.made_at),
            "reason": row.reason,
            "note": str(with_cosignatures(row, cosignatures.get(row.checkpoint_id, []))),
        }
        for row in rows
    ]
    witnesses = [
        {
            "name": each.name,
            "key": each.verifier_key,
            "withdrawn_at": recorded_text(each.withdrawn_at) if each.withdrawn_at else None,
        }
        for each in await witnesses_of(conn, head.estate_id)
    ]
    _write(folder / form.CHECKPOINTS, checkpoints)
    _write(folder / form.WITNESSES, witnesses)
    if sealer is not None:
        origin = rows[-1].checkpoint.origin if rows else sealer.origin_of(head.estate_code)
        _write(folder / form.KEYS, sealer.history.to_json(origin))


def _write(path: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
