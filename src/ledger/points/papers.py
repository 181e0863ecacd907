"""The paper that a decision about points rests on, as its entry names it."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere

_DIGEST = text("""
    select sha256 from source_document where estate_id = :estate_id and document_id = :document_id
""")


async def paper_digests(
    conn: AsyncConnection, *, estate_id: int, document_id: int | None
) -> tuple[bytes, ...]:
    """Return the SHA-256 of a document of this estate, nothing for none.

    Raises `ObjectIsNotHere` for a document of another estate.
    """
    if document_id is None:
        return ()
    wanted = {"estate_id": estate_id, "document_id": document_id}
    digest: bytes | None = (await conn.execute(_DIGEST, wanted)).scalar_one_or_none()
    if digest is None:
        raise ObjectIsNotHere("这份附件")
    return (bytes(digest),)
