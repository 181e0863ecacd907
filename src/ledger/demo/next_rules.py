"""Rules of the sample estate that are being talked about: a draft for the year to come."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.demo.counter import people_of
from ledger.estates.rule_profile import Rules, shipped_profile
from ledger.estates.rule_versions.operations import DraftContent, draft_rules


async def draft_next_rules(conn: AsyncConnection, *, today: date) -> None:
    """Draft rules: more for looking after the old, caps by the month, a notice for awards; once."""
    estate_id, people = await people_of(conn)
    if await conn.scalar(
        text("select exists (select from rule_draft where estate_id = :estate_id)"),
        {"estate_id": estate_id},
    ):
        return
    now_in_force = shipped_profile("shuxiangyuan", 1)
    rules = now_in_force.model_dump(mode="json", include=set(Rules.model_fields))
    rules["service"]["quality_percent"] = {"助老": 150}
    rules["sorting"]["caps"]["month"] = 60
    rules["points"]["notice_days"] = 7
    rules["awards"]["caps"]["month"] = 50
    await draft_rules(
        conn,
        DraftContent(rules, date(today.year + 1, 1, 1), None, "", None),
        estate_id=estate_id,
        actor_user_id=people["committee"].user_id,
        today=today,
    )
