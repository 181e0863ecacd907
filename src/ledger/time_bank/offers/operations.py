"""Saying what one is good at and when one has time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import today_in_china
from ledger.estates.people.operations import living_person
from ledger.time_bank.help.rules import check_helper
from ledger.time_bank.offers.rules import WEEKLY_TIMES, check_skills
from ledger.time_bank.offers.skills import all_skills

_CHOOSE = text("""
    insert into help_offer (estate_id, resident_id, skills, weekly_times, wants_calls, chosen_at)
    values (:estate_id, :resident_id, :skills, :weekly_times, :wants_calls, :now)
    on conflict (estate_id, resident_id) do update set skills = excluded.skills,
        weekly_times = excluded.weekly_times, wants_calls = excluded.wants_calls,
        chosen_at = excluded.chosen_at
""")


async def choose_offer(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    skills: Collection[str],
    weekly_times: Collection[str],
    now: datetime,
    wants_calls: bool = True,
) -> None:
    """Keep what somebody offers in the place of what they offered before; nothing ends it.

    Raises `ObjectIsNotHere`, `HelpNeedsAdult`, `SkillIsUnknown`.
    """
    person = await living_person(conn, estate_id, resident_id)
    check_helper(is_child=person.is_child(today_in_china(now)))
    check_skills(skills, all_skills())
    await conn.execute(
        _CHOOSE,
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "skills": [each.title for each in all_skills() if each.title in skills],
            "weekly_times": [each for each in WEEKLY_TIMES if each in weekly_times],
            "wants_calls": wants_calls,
            "now": now,
        },
    )
