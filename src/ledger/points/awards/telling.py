"""Telling those to whom a list gave something, once it is approved."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.messages.words import day_words
from ledger.points.awards import queries
from ledger.points.awards.rules import ApprovedList, LookedAt


async def tell_those_given(
    conn: AsyncConnection, approved: ApprovedList, given: Sequence[tuple[int, LookedAt]]
) -> None:
    """Tell each person, the head of each household, and who leads each team, from when on."""
    heads = await queries.heads_of(
        conn,
        estate_id=approved.estate_id,
        household_ids=[each.row.household_id for _, each in given if each.row.household_id],
    )
    leaders = await queries.leaders_of(
        conn,
        estate_id=approved.estate_id,
        team_ids=[each.row.volunteer_team_id for _, each in given if each.row.volunteer_team_id],
    )
    first_day = approved.spendable_from or approved.granted_on
    messages = []
    for line_no, each in given:
        row = each.row
        team_id = row.volunteer_team_id
        if team_id is not None:
            resident_id = leaders.get(team_id)
        else:
            resident_id = row.resident_id or heads.get(row.household_id or 0)
        if resident_id is not None:
            messages.append(
                NewMessage(
                    estate_id=approved.estate_id,
                    template="award_given" if team_id is None else "team_award_given",
                    key=f"award_given:{approved.award_list_id}:{line_no}",
                    args={
                        "points": f"{each.points:,}",
                        "title": approved.title,
                        "first_day": day_words(first_day),
                    },
                    resident_id=resident_id,
                    link="" if team_id is None else f"/ui/m/teams/{team_id}/points",
                )
            )
    await put_messages(conn, messages)
