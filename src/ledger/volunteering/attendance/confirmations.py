"""Two people's word for each hour of a planned activity: who confirmed its list, and others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import Refusal
from ledger.identity.roles import Role
from ledger.volunteering.attendance.queries import dwells_in
from ledger.volunteering.rules import comes_late


class LateListNeedsReason(Refusal):
    """More than a week afterwards a list needs a reason and a document (domain.md §2.8)."""

    code = "late_list_needs_reason"
    status = 400


class ConfirmedAlready(Refusal):
    """Each of two confirmations is another person's."""

    code = "confirmed_already"


class PersonIsOutsideYourBuildings(Refusal):
    """楼栋长 and 网格员 confirm for those alone who dwell in their buildings."""

    code = "person_is_outside_your_buildings"
    status = 403


@dataclass(frozen=True, slots=True)
class Finishing:
    """Who confirms a list, as what, and why so late; `document_id` is a stored source document."""

    user_id: int
    display_name: str
    roles: frozenset[Role]
    reason: str | None = None
    document_id: int | None = None


def check_lateness(held_on: date, finishing: Finishing, *, today: date) -> bool:
    """Tell whether a list is confirmed late; raises `LateListNeedsReason`."""
    is_late = comes_late(held_on, today=today)
    if is_late and (not finishing.reason or finishing.document_id is None):
        raise LateListNeedsReason(
            "活动已过去七天以上，补录要写明原因、附上材料（如签到纸的照片），并要三个人核实。",
            fields=[{"field": "reason", "message": "请写明原因并附材料"}],
        )
    return is_late


async def check_scope(
    conn: AsyncConnection, buildings: Collection[str] | None, *, estate_id: int, resident_id: int
) -> None:
    """Raise `PersonIsOutsideYourBuildings`; None stands for the whole estate."""
    if buildings is not None and not await dwells_in(
        conn, buildings, estate_id=estate_id, resident_id=resident_id
    ):
        raise PersonIsOutsideYourBuildings(
            "这位住户不住在您负责的楼栋，请由那一栋的楼栋长、网格员或活动组织者核实。"
        )


def role_titles(roles: Iterable[Role]) -> str:
    """Return somebody's roles as a confirmation keeps them."""
    return "、".join(sorted(role.chinese_title for role in roles))


_ADD_FINISH = text("""
    insert into activity_finish (estate_id, activity_id, finished_by, finished_at, is_late, reason,
        document_id)
    values (:estate_id, :activity_id, :user_id, :now, :is_late, :reason, :document_id)
""")

_CONFIRM_LIST = text("""
    insert into service_confirmation (estate_id, service_record_id, user_id, roles, confirmed_at)
    select estate_id, service_record_id, :user_id, :roles, :now from service_record
    where estate_id = :estate_id and activity_id = :activity_id and state = 'waiting'
        and import_id is null and recorded_by = :user_id and confirmer is not null
""")

_CONFIRM = text("""
    insert into service_confirmation (estate_id, service_record_id, user_id, roles, confirmed_at)
    values (:estate_id, :service_record_id, :user_id, :roles, :now)
    on conflict do nothing
""")


async def record_finish(
    conn: AsyncConnection,
    finishing: Finishing,
    *,
    estate_id: int,
    activity_id: int,
    is_late: bool,
    now: datetime,
) -> None:
    """Write who confirmed the list: the first confirmation of every record but their own."""
    said = {
        "estate_id": estate_id,
        "activity_id": activity_id,
        "user_id": finishing.user_id,
        "roles": role_titles(finishing.roles),
        "now": now,
    }
    await conn.execute(
        _ADD_FINISH,
        said
        | {
            "is_late": is_late,
            "reason": finishing.reason,
            "document_id": finishing.document_id,
        },
    )
    await conn.execute(_CONFIRM_LIST, said)


async def confirm_record(
    conn: AsyncConnection,
    *,
    estate_id: int,
    service_record_id: int,
    user_id: int,
    roles: Iterable[Role],
    now: datetime,
) -> None:
    """Add one person's word for a record; raises `ConfirmedAlready`."""
    added = await conn.execute(
        _CONFIRM,
        {
            "estate_id": estate_id,
            "service_record_id": service_record_id,
            "user_id": user_id,
            "roles": role_titles(roles),
            "now": now,
        },
    )
    if added.rowcount == 0:
        raise ConfirmedAlready("您已经核实过这一条，还要另外的人核实。")
