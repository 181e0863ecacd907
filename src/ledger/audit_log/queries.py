"""Reading the audit log: by person, time, object and action, newest first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

ROWS_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """What is looked for; an empty text and None leave a condition out.

    `person` is part of a name or login, `object_` an object ("entry:12") or a kind of objects
    ("entry"), and `outcome` is "done", "refused", or a refusal's code. `since` is included,
    `before` is not.
    """

    since: datetime
    before: datetime
    person: str = ""
    actor_user_id: int | None = None
    object_: str = ""
    action: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line, with the name of whoever acted; `is_of_estate` is false for signing in."""

    audit_line_id: int
    at: datetime
    is_of_estate: bool
    actor_user_id: int | None
    actor_name: str | None
    action: str
    object_: str
    outcome: str
    request_id: str
    address: str
    details: dict[str, Any]


# Two halves, each of which an index answers: the estate's own lines, and those of no estate whose
# actor holds or held a role in it.
_CONDITIONS = """
    a.at >= :since and a.at < :before
    and (cast(:after as bigint) is null or a.audit_line_id < :after)
    and (cast(:actor_user_id as bigint) is null or a.actor_user_id = :actor_user_id)
    and (:action = '' or a.action = :action)
    and (:object = '' or a.object = :object
        or (strpos(:object, ':') = 0 and starts_with(a.object, :object || ':')))
    and (:outcome = '' or a.outcome = :outcome or (:outcome = 'refused' and a.outcome <> 'done'))
    and (:person = '' or exists (select from app_user p where p.user_id = a.actor_user_id
        and (strpos(p.display_name, :person) > 0 or strpos(p.login, lower(:person)) > 0)))
    order by a.audit_line_id desc limit :limit
"""
_SEARCH = text(f"""
    select l.audit_line_id, l.at, l.estate_id is not null, l.actor_user_id, u.display_name,
        l.action, l.object, l.outcome, l.request_id, l.address, l.details
    from (
        (select * from audit_line a where a.estate_id = :estate_id and {_CONDITIONS})
        union all
        (select * from audit_line a where a.estate_id is null and a.actor_user_id in
            (select g.user_id from role_grant g where g.estate_id = :estate_id)
            and {_CONDITIONS})
    ) l
    left join app_user u on u.user_id = l.actor_user_id
    order by l.audit_line_id desc limit :limit
""")  # noqa: S608 - put together from constants


async def search_audit_lines(
    conn: AsyncConnection, estate_id: int, asked: AuditSearch, *, after: int | None, limit: int
) -> list[AuditRow]:
    """Return lines about an estate, newest first, from below the line `after`."""
    rows = await conn.execute(
        _SEARCH,
        {
            "estate_id": estate_id,
            "since": asked.since,
            "before": asked.before,
            "person": asked.person,
            "actor_user_id": asked.actor_user_id,
            "object": asked.object_,
            "action": asked.action,
            "outcome": asked.outcome,
            "after": after,
            "limit": limit,
        },
    )
    return [AuditRow(*row) for row in rows]


async def all_audit_lines(
    conn: AsyncConnection, estate_id: int, asked: AuditSearch
) -> AsyncIterator[AuditRow]:
    """Yield every line that is looked for, newest first."""
    after = None
    while True:
        rows = await search_audit_lines(conn, estate_id, asked, after=after, limit=ROWS_AT_A_TIME)
        for row in rows:
            yield row
        if len(rows) < ROWS_AT_A_TIME:
            return
        after = rows[-1].audit_line_id
