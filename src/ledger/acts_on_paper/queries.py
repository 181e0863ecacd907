"""What a resident could do at the desk today, what was done for them, and who took part in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.acts_on_paper.rules import Kind, Subject
from ledger.db.ids import CHINA
from ledger.points.deductions.queries import own_deductions
from ledger.time_bank.help.queries import requests_of
from ledger.time_bank.help.rules import HelpState
from ledger.volunteering.appeals.rules import APPEAL_WITHIN, may_be_appealed
from ledger.volunteering.ratings.queries import own_ratings
from ledger.volunteering.ratings.rules import RATING_WITHIN

SHOWN_AT_MOST = 50

# What says so since when may be appealed still, and is not appealed or answered already.
_RECORDS = text("""
    select * from (
        select s.service_record_id, a.name, s.served_on, s.checked_in, s.checked_out,
            greatest(s.recorded_at, s.completed_at, s.verified_at, (
                select max(c.decided_at) from service_correction c
                where c.estate_id = s.estate_id and c.service_record_id = s.service_record_id
                    and c.state = 'posted')) as says_so_since
        from service_record s
        join activity a using (estate_id, activity_id)
        where s.estate_id = :estate_id and s.resident_id = :resident_id
    ) r
    where r.says_so_since > :since and not exists (
        select from service_appeal p
        where p.estate_id = :estate_id and p.service_record_id = r.service_record_id
            and (p.state = 'waiting'
                or p.state = 'refused' and p.answered_at >= r.says_so_since))
    order by r.served_on desc, r.service_record_id desc limit :most
""")

_ABSENCES = text("""
    select a.activity_id, a.name, a.held_on
    from activity a
    where a.estate_id = :estate_id and a.state in ('confirmed', 'closed')
        and a.held_on between :since and :today
        and not exists (select from service_record s
            where s.estate_id = a.estate_id and s.activity_id = a.activity_id
                and s.resident_id = :resident_id)
        and not exists (select from service_appeal p
            where p.estate_id = a.estate_id and p.activity_id = a.activity_id
                and p.resident_id = :resident_id and p.state <> 'granted')
    order by a.held_on desc, a.activity_id desc limit :most
""")

_TOOK_PART = text("""
    select k.kind, k.object_id
    from unnest(cast(:kinds as text[]), cast(:ids as bigint[])) as k (kind, object_id)
    where case k.kind
        when 'service_appeal' then took_part_in_service(:estate_id, (
            select s.activity_id from service_record s
            where s.estate_id = :estate_id and s.service_record_id = k.object_id),
            k.object_id, :user_id)
        when 'absence_appeal' then took_part_in_service(:estate_id, k.object_id, null, :user_id)
        when 'activity_rating' then took_part_in_activity(:estate_id, k.object_id, :user_id)
        when 'points_appeal' then took_part_in_deduction(:estate_id, k.object_id, :user_id)
        else took_part_in_help(:estate_id, k.object_id, :user_id) end
""")

_IS_OWN = text("select acts_for_holder(:estate_id, :resident_id, null, :user_id)")
_PAPER_IS_OTHER = text("select paper_is_anothers(:estate_id, :paper_id, :resident_id)")

_DONE = text("""
    select p.act_on_paper_id, p.kind, u.display_name as acted_by_name, p.acted_at
    from act_on_paper p join app_user u on u.user_id = p.acted_by
    where p.estate_id = :estate_id and p.resident_id = :resident_id
    order by p.act_on_paper_id desc limit :most
""")


@dataclass(frozen=True, slots=True)
class Possible:
    """Something that the resident could do now, until a day; in words without a name."""

    subject: Subject
    what: str
    until: date | None
    has_check_out: bool = True
    came: time | None = None
    gone: time | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What was done for the resident, by whom."""

    act_on_paper_id: int
    kind: Kind
    acted_by_name: str
    acted_at: datetime


async def possible_acts(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, now: datetime
) -> list[Possible]:
    """Return what a resident may object to, confirm and rate now, by the rules of each."""
    today = now.astimezone(CHINA).date()
    wanted = {"estate_id": estate_id, "resident_id": resident_id}
    return [
        *await _help(conn, wanted),
        *await _points(conn, wanted, today),
        *await _records(conn, wanted, today, now),
        *[
            Possible(
                Subject(Kind.ACTIVITY_RATING, each.activity_id),
                f"{each.held_on.isoformat()} {each.activity}",
                (each.finished_at + RATING_WITHIN).astimezone(CHINA).date(),
            )
            for each in await own_ratings(conn, **wanted, now=now)
            if each.stars is None
        ],
        *await _absences(conn, wanted, today),
    ]


async def _help(conn: AsyncConnection, wanted: dict[str, int]) -> list[Possible]:
    found = []
    for each in await requests_of(conn, **wanted):
        if each.state != HelpState.SERVED:
            continue
        is_mine = each.resident_id == wanted["resident_id"]
        what = (
            f"{'请人' if is_mine else '替邻居'}“{each.category}”，"
            f"{each.served_on}，{each.served_minutes} 分钟"
        )
        if is_mine:
            found.append(
                Possible(Subject(Kind.HELP_CONFIRMATION, each.help_request_id), what, None)
            )
        found.append(Possible(Subject(Kind.HELP_APPEAL, each.help_request_id), what, None))
    return found


async def _points(conn: AsyncConnection, wanted: dict[str, int], today: date) -> list[Possible]:
    return [
        Possible(
            Subject(Kind.POINTS_APPEAL, each.points_deduction_id),
            f"{each.deducted_on} 扣回 {each.points:,} 分：{each.reason}",
            each.appeal_until,
        )
        for each in await own_deductions(conn, **wanted, limit=SHOWN_AT_MOST)
        if each.state == "posted" and each.appeal_until is not None and today <= each.appeal_until
    ]


async def _records(
    conn: AsyncConnection, wanted: dict[str, int], today: date, now: datetime
) -> list[Possible]:
    rows = await conn.execute(
        _RECORDS,
        wanted | {"since": now - APPEAL_WITHIN - timedelta(days=1), "most": SHOWN_AT_MOST},
    )
    found = []
    for row in rows:
        since = row.says_so_since.astimezone(CHINA).date()
        if not may_be_appealed(since, today=today, is_waiting=False):
            continue
        out = f"{row.checked_out:%H:%M}" if row.checked_out else "没有签退"
        found.append(
            Possible(
                Subject(Kind.SERVICE_APPEAL, row.service_record_id),
                f"{row.served_on} {row.name}，{row.checked_in:%H:%M}–{out}",
                since + APPEAL_WITHIN,
                has_check_out=row.checked_out is not None,
                came=row.checked_in,
                gone=row.checked_out,
            )
        )
    return found


async def _absences(conn: AsyncConnection, wanted: dict[str, int], today: date) -> list[Possible]:
    rows = await conn.execute(
        _ABSENCES,
        wanted | {"since": today - APPEAL_WITHIN, "today": today, "most": SHOWN_AT_MOST},
    )
    return [
        Possible(
            Subject(Kind.ABSENCE_APPEAL, row.activity_id),
            f"{row.held_on} {row.name}",
            row.held_on + APPEAL_WITHIN,
        )
        for row in rows
    ]


async def took_part(
    conn: AsyncConnection, subjects: Sequence[Subject], *, estate_id: int, user_id: int
) -> set[Subject]:
    """Return those of the subjects that are this person's own decision, work or affair."""
    rows = await conn.execute(
        _TOOK_PART,
        {
            "kinds": [each.kind.value for each in subjects],
            "ids": [each.object_id for each in subjects],
            "estate_id": estate_id,
            "user_id": user_id,
        },
    )
    return {Subject(Kind(row.kind), row.object_id) for row in rows}


async def is_own(conn: AsyncConnection, *, estate_id: int, resident_id: int, user_id: int) -> bool:
    """Tell whether this person is, or acts for, the resident."""
    wanted = {"estate_id": estate_id, "resident_id": resident_id, "user_id": user_id}
    return bool(await conn.scalar(_IS_OWN, wanted))


async def paper_is_other(
    conn: AsyncConnection, *, estate_id: int, personal_paper_id: int, resident_id: int
) -> bool:
    """Tell whether a paper was taken in for another resident, for whatever purpose."""
    wanted = {"estate_id": estate_id, "paper_id": personal_paper_id, "resident_id": resident_id}
    return bool(await conn.scalar(_PAPER_IS_OTHER, wanted))


async def done_acts(conn: AsyncConnection, *, estate_id: int, resident_id: int) -> list[Done]:
    """Return what was done for a resident, the newest first."""
    rows = await conn.execute(
        _DONE, {"estate_id": estate_id, "resident_id": resident_id, "most": SHOWN_AT_MOST}
    )
    return [
        Done(row.act_on_paper_id, Kind(row.kind), row.acted_by_name, row.acted_at) for row in rows
    ]
