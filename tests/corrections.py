"""A correction of a closed quarter, made as the people of the desk make it."""

from __future__ import annotations

from typing import Any

from tests.live_server import Caller


async def corrected_entry(treasurer: Caller, committee: Caller) -> dict[str, Any]:
    """Cancel an entry of June, which is closed, today; return the reversal as it was posted."""
    entries = await treasurer.read_all(
        "books/journal", series="记", **{"from": "2026-06", "to": "2026-06"}
    )
    wrong = next(entry for entry in entries if entry["kind"] == "cash_book")
    today = (await treasurer.read(""))["today"]
    red = await treasurer.do(
        f"entries/{wrong['seq']}/reversal", {"reason": "记错了账户", "effective_on": today}
    )
    address = f"prepared-entries/{red['prepared_entry_id']}"
    await committee.do(f"{address}/approve")
    return await treasurer.do(f"{address}/post")
