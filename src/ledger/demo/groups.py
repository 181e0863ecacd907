"""Who the rules of the sample estate count apart: two of those who live there."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.demo.counter import people_of
from ledger.estates.participant_groups.operations import join_group

# By login.
MEMBERS = (
    ("resident01", "楼栋长", date(2026, 4, 1), "2026年3月业主大会选为楼栋长"),
    ("resident02", "高龄志愿者", date(2026, 1, 1), "年满 70 岁，本人到服务台登记"),
)


async def name_groups(conn: AsyncConnection) -> None:
    """Take the members into their groups, once."""
    estate_id, people = await people_of(conn)
    if await conn.scalar(
        text("""select exists (select from participant_group_member
            where estate_id = :estate_id)"""),
        {"estate_id": estate_id},
    ):
        return
    for login, group_name, starts_on, reason in MEMBERS:
        resident_id = people[login].resident_id
        assert resident_id is not None
        await join_group(
            conn,
            estate_id=estate_id,
            resident_id=resident_id,
            group_name=group_name,
            starts_on=starts_on,
            reason=reason,
            actor_user_id=people["organiser"].user_id,
        )
