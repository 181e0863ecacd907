"""A team signs up its members for an activity, all or none; each is subject to capacity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.estates.masking import mask_person
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.messages.words import moment_words
from ledger.volunteering.activities.queries import PlannedActivity
from ledger.volunteering.activities.sign_ups import sign_up
from ledger.volunteering.teams.operations import lock_team
from ledger.volunteering.teams.queries import members_of
from ledger.volunteering.teams.rules import TeamMemberCannotSignUp


async def sign_up_as_team(
    conn: AsyncConnection,
    *,
    estate_id: int,
    team_id: int,
    activity_id: int,
    resident_ids: Sequence[int],
    own_resident_id: int,
    actor_user_id: int,
    now: datetime,
) -> list[PlannedActivity]:
    """Put members on an activity's list as one team, in this order; tell them, and return each.

    Who finds no place waits, like everybody. Raises `ObjectIsNotHere` for somebody who is no
    member, `TeamHasEnded`, `TeamMemberCannotSignUp` with the reason of the first who cannot.
    """
    team = await lock_team(conn, estate_id=estate_id, team_id=team_id)
    members = {
        member.resident_id: member
        for member in await members_of(conn, estate_id=estate_id, team_id=team_id)
        if member.is_accepted
    }
    listed = []
    for resident_id in dict.fromkeys(resident_ids):
        member = members.get(resident_id)
        if member is None:
            raise ObjectIsNotHere("这位队员")
        try:
            activity = await sign_up(
                conn,
                estate_id=estate_id,
                activity_id=activity_id,
                resident_id=resident_id,
                actor_user_id=actor_user_id,
                now=now,
                team_id=team_id,
            )
        except ObjectIsNotHere:
            raise
        except Refusal as refusal:
            raise TeamMemberCannotSignUp(
                f"{mask_person(member.name)}不能报名：{refusal.sentence}去掉这位队员再报。",
                member_id=member.volunteer_team_member_id,
                reason=refusal.code,
            ) from refusal
        listed.append((resident_id, activity))
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id=estate_id,
                template="team_signed_up",
                key=f"team_signed_up:{activity_id}:{resident_id}:{now.isoformat()}",
                args={
                    "team": team.name,
                    "title": activity.name,
                    "at": moment_words(activity.starts_at),
                    "state": "候补" if activity.my_state == "waiting" else "报名",
                },
                resident_id=resident_id,
                link=f"/ui/m/activities/{activity_id}",
            )
            for resident_id, activity in listed
            if resident_id != own_resident_id
        ],
    )
    return [activity for _, activity in listed]
