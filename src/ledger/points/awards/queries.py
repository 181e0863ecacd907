"""Every read of lists of awards: who stands in them, what they had before, what became of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.estates.masking import mask_person
from ledger.estates.rule_profile import RuleProfile
from ledger.points.awards.rules import AwardRow, AwardSource, Holder
from ledger.points.caps import Tally, caps_of, counted_from
from ledger.points.entries import household_holder, resident_holder, team_holder

_RESIDENTS = text("""
    select r.resident_id, r.name, r.forgotten_at is not null as is_gone,
        acts_for_holder(r.estate_id, r.resident_id, null, :actor) as is_own
    from resident r
    where r.estate_id = :estate_id and r.resident_id = any(cast(:ids as bigint[]))
""")

_HOUSEHOLDS = text("""
    select h.household_id, d.building_no || '栋' || d.entrance_no || '单元' || d.room_no as label,
        h.closed_on is not null as is_gone,
        acts_for_holder(h.estate_id, null, h.household_id, :actor) as is_own
    from household h
    join dwelling d on d.estate_id = h.estate_id and d.dwelling_id = h.dwelling_id
    where h.estate_id = :estate_id and h.household_id = any(cast(:ids as bigint[]))
""")

_TEAMS = text("""
    select t.volunteer_team_id, t.name, t.closed_at is not null as is_gone,
        acts_for_holder(t.estate_id, null, null, t.volunteer_team_id, :actor) as is_own
    from volunteer_team t
    where t.estate_id = :estate_id and t.volunteer_team_id = any(cast(:ids as bigint[]))
""")

# Points that were taken back as an error leave their room free again.
_GIVEN = text("""
    select w.resident_id, w.household_id, w.volunteer_team_id, l.granted_on,
        sum(w.points - coalesce((
            select sum(d.points - coalesce(d.points_restored, 0)) from points_deduction d
            where d.estate_id = w.estate_id and d.granted_seq = w.seq and d.points > 0
            ), 0))::bigint as points
    from award_row w
    join award_list l on l.estate_id = w.estate_id and l.award_list_id = w.award_list_id
    where w.estate_id = :estate_id and l.state = 'approved' and l.source_code <> 'P2301'
        and l.granted_on >= :first_day and w.points > 0
        and (w.resident_id = any(cast(:resident_ids as bigint[]))
            or w.household_id = any(cast(:household_ids as bigint[]))
            or w.volunteer_team_id = any(cast(:team_ids as bigint[])))
    group by w.resident_id, w.household_id, w.volunteer_team_id, l.granted_on
""")

_LIST_COLUMNS = """
    l.estate_id, l.award_list_id, l.title, l.source_code, l.basis, l.document_id, l.state,
    l.prepared_by,
    l.prepared_at, p.display_name as prepared_by_name, l.decided_by, l.decided_at,
    d.display_name as decided_by_name, l.decision_reason, l.granted_on, l.spendable_from,
    l.expires_on, l.rule_version, w.people, w.points_asked, w.points
"""
_LIST_SOURCES = """
    from award_list l
    join app_user p on p.user_id = l.prepared_by
    left join app_user d on d.user_id = l.decided_by
    cross join lateral (
        select count(*)::int as people, sum(r.points_asked)::bigint as points_asked,
            sum(r.points)::bigint as points
        from award_row r
        where r.estate_id = l.estate_id and r.award_list_id = l.award_list_id
    ) w
"""

_LISTS = text(f"""
    select {_LIST_COLUMNS} {_LIST_SOURCES}
    where l.estate_id = :estate_id
        and l.award_list_id < coalesce(cast(:before as bigint), 9223372036854775807)
        and (cast(:state as text) is null or l.state = :state)
    order by l.award_list_id desc
    limit :limit
""")

_LIST = text(f"""
    select {_LIST_COLUMNS} {_LIST_SOURCES}
    where l.estate_id = :estate_id and l.award_list_id = :award_list_id
""")

_LOCK = text("""
    select 1 from award_list
    where estate_id = :estate_id and award_list_id = :award_list_id
    for no key update
""")

_ROWS = text("""
    select w.line_no, w.resident_id, w.household_id, w.volunteer_team_id, w.points_asked, w.reason,
        w.points, w.cut_reason, w.seq, r.name, t.name as team_name,
        (select d.building_no || '栋' || d.entrance_no || '单元' || d.room_no
            from household h
            join dwelling d on d.estate_id = h.estate_id and d.dwelling_id = h.dwelling_id
            where h.estate_id = w.estate_id and h.household_id = w.household_id) as label
    from award_row w
    left join resident r on r.estate_id = w.estate_id and r.resident_id = w.resident_id
    left join volunteer_team t on t.estate_id = w.estate_id
        and t.volunteer_team_id = w.volunteer_team_id
    where w.estate_id = :estate_id and w.award_list_id = :award_list_id
    order by w.line_no
""")

_HEADS = text("""
    select m.household_id, m.resident_id from household_member m
    where m.estate_id = :estate_id and m.household_id = any(cast(:ids as bigint[]))
        and m.relation = 'head' and m.moved_out_on is null
""")

_LEADERS = text("""
    select m.volunteer_team_id, m.resident_id from volunteer_team_member m
    where m.estate_id = :estate_id and m.volunteer_team_id = any(cast(:ids as bigint[]))
        and m.role = 'leader' and m.left_at is null
""")


@dataclass(frozen=True, slots=True)
class AwardList:
    """One list; `points` is what was granted, None before the approval."""

    estate_id: int
    award_list_id: int
    title: str
    source_code: str
    basis: str
    document_id: int | None
    state: str
    prepared_by: int
    prepared_at: datetime
    prepared_by_name: str
    decided_by: int | None
    decided_at: datetime | None
    decided_by_name: str | None
    decision_reason: str | None
    granted_on: date | None
    spendable_from: date | None
    expires_on: date | None
    rule_version: str | None
    people: int
    points_asked: int
    points: int | None

    @property
    def source(self) -> AwardSource:
        return AwardSource(self.source_code)


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row as it was written, and what became of it."""

    line_no: int
    row: AwardRow
    name_masked: str
    points: int | None
    cut_reason: str | None
    seq: int | None


async def holders_of(
    conn: AsyncConnection, rows: Sequence[AwardRow], *, estate_id: int, actor_user_id: int
) -> dict[str, Holder]:
    """Return who stands behind the rows, by holder; names are masked, households by their door."""
    wanted = {"estate_id": estate_id, "actor": actor_user_id}
    residents = await conn.execute(_RESIDENTS, wanted | {"ids": _residents(rows)})
    found = {
        resident_holder(row.resident_id): Holder(mask_person(row.name), row.is_gone, row.is_own)
        for row in residents
    }
    for row in await conn.execute(_HOUSEHOLDS, wanted | {"ids": _households(rows)}):
        found[household_holder(row.household_id)] = Holder(row.label, row.is_gone, row.is_own)
    for row in await conn.execute(_TEAMS, wanted | {"ids": _teams(rows)}):
        found[team_holder(row.volunteer_team_id)] = Holder(row.name, row.is_gone, row.is_own)
    return found


async def given_so_far(
    conn: AsyncConnection,
    rows: Sequence[AwardRow],
    *,
    estate_id: int,
    profile: RuleProfile,
    today: date,
) -> dict[str, Tally]:
    """Return what lists gave these people, homes and teams in the spans that the caps count."""
    spans = [span for span, _ in caps_of(profile.awards.caps)]
    if not spans:
        return {}
    tallies: dict[str, Tally] = {}
    for row in await conn.execute(
        _GIVEN,
        {
            "estate_id": estate_id,
            "first_day": counted_from(spans, [today]),
            "resident_ids": _residents(rows),
            "household_ids": _households(rows),
            "team_ids": _teams(rows),
        },
    ):
        given_to = AwardRow(0, "", row.resident_id, row.household_id, row.volunteer_team_id)
        tallies.setdefault(given_to.holder, Tally()).add(row.granted_on, row.points)
    return tallies


async def award_lists(
    conn: AsyncConnection, *, estate_id: int, state: str | None, before: int | None, limit: int
) -> list[AwardList]:
    """Return lists, the newest first."""
    wanted = {"estate_id": estate_id, "state": state, "before": before, "limit": limit}
    return [AwardList(**row._mapping) for row in await conn.execute(_LISTS, wanted)]


async def award_list(conn: AsyncConnection, *, estate_id: int, award_list_id: int) -> AwardList:
    """Return one list; raises `ObjectIsNotHere`."""
    wanted = {"estate_id": estate_id, "award_list_id": award_list_id}
    row = (await conn.execute(_LIST, wanted)).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这份名单")
    return AwardList(**row._mapping)


async def lock_award_list(
    conn: AsyncConnection, *, estate_id: int, award_list_id: int
) -> AwardList:
    """Lock one list and return it as it stands; raises `ObjectIsNotHere`."""
    await conn.execute(_LOCK, {"estate_id": estate_id, "award_list_id": award_list_id})
    return await award_list(conn, estate_id=estate_id, award_list_id=award_list_id)


async def rows_of(conn: AsyncConnection, *, estate_id: int, award_list_id: int) -> list[ListedRow]:
    """Return the rows of a list in order, names masked."""
    wanted = {"estate_id": estate_id, "award_list_id": award_list_id}
    return [
        ListedRow(
            line_no=row.line_no,
            row=AwardRow(
                row.points_asked,
                row.reason,
                row.resident_id,
                row.household_id,
                row.volunteer_team_id,
            ),
            name_masked=row.label or row.team_name or mask_person(row.name),
            points=row.points,
            cut_reason=row.cut_reason,
            seq=row.seq,
        )
        for row in await conn.execute(_ROWS, wanted)
    ]


async def heads_of(
    conn: AsyncConnection, *, estate_id: int, household_ids: Collection[int]
) -> dict[int, int]:
    """Return the head of each household that has one."""
    wanted = {"estate_id": estate_id, "ids": sorted(household_ids)}
    return {row.household_id: row.resident_id for row in await conn.execute(_HEADS, wanted)}


async def leaders_of(
    conn: AsyncConnection, *, estate_id: int, team_ids: Collection[int]
) -> dict[int, int]:
    """Return who leads each team that has a leader."""
    wanted = {"estate_id": estate_id, "ids": sorted(team_ids)}
    rows = await conn.execute(_LEADERS, wanted)
    return {row.volunteer_team_id: row.resident_id for row in rows}


def _residents(rows: Sequence[AwardRow]) -> list[int]:
    return sorted({row.resident_id for row in rows if row.resident_id is not None})


def _households(rows: Sequence[AwardRow]) -> list[int]:
    return sorted({row.household_id for row in rows if row.household_id is not None})


def _teams(rows: Sequence[AwardRow]) -> list[int]:
    return sorted({row.volunteer_team_id for row in rows if row.volunteer_team_id is not None})
