"""An estate with a family of two and a neighbour, and rules with caps, grace and appeals."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.points.estate import SmallEstate, add_user, make_estate
from tests.points.paper_points import APPEAL_DAYS, CAP_OF_DAY, CAP_OF_WEEK, GRACE_DAYS

_FAMILY = text("""
    with home as (
        insert into household (estate_id, dwelling_id, tenure, opened_on, opened_by)
        select estate_id, min(dwelling_id), 'owner', '2026-01-01', :user from dwelling
        where estate_id = :estate_id group by estate_id
        returning estate_id, household_id
    )
    insert into household_member (estate_id, household_id, resident_id, relation, moved_in_on,
        recorded_by)
    select h.estate_id, h.household_id, p.resident_id, p.relation, '2026-01-01', :user
    from home h
    cross join (values (cast(:head as bigint), 'head'), (cast(:spouse as bigint), 'spouse'))
        as p (resident_id, relation)
""")
_RULES = text("""
    insert into rule_version (estate_id, version, name, effective_on, source, body)
    select estate_id, 2, name, '2026-06-15', source, body || jsonb_build_object(
        'version', 2, 'effective_on', '2026-06-15',
        'points', body -> 'points' || jsonb_build_object('refund_grace_days', cast(:grace as int),
            'appeal_days', cast(:appeal as int)),
        'service', body -> 'service' || jsonb_build_object('validity_months', 2, 'caps',
            jsonb_build_object('day', cast(:day as int), 'week', cast(:week as int))))
    from rule_version where estate_id = :estate_id
""")


@dataclass(frozen=True)
class FamilyEstate(SmallEstate):
    """`appellant` appeals in the residents' name, and `supervisor` answers."""

    appellant: int
    supervisor: int


async def make_family_estate(conn: AsyncConnection, *, code: str) -> FamilyEstate:
    """Found it; the first two of the three residents live together."""
    estate = await make_estate(conn, code=code)
    family = {"estate_id": estate.estate_id, "user": estate.organiser}
    head, spouse, _ = estate.residents
    await conn.execute(_FAMILY, family | {"head": head, "spouse": spouse})
    await conn.execute(
        _RULES,
        {
            "estate_id": estate.estate_id,
            "grace": GRACE_DAYS,
            "appeal": APPEAL_DAYS,
            "day": CAP_OF_DAY,
            "week": CAP_OF_WEEK,
        },
    )
    return FamilyEstate(
        **asdict(estate),
        appellant=await add_user(conn, f"{code}-appellant"),
        supervisor=await add_user(conn, f"{code}-supervisor"),
    )
