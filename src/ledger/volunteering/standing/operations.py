"""Stars that are given as hours reach them, and the choice of how to stand on the leaderboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.people.consent_texts import CONSENT_TEXTS, Purpose
from ledger.estates.people.consents import give_consent, withdraw_consent
from ledger.estates.people.queries import names_for_the_public
from ledger.estates.queries import rule_book
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.messages.words import day_words
from ledger.volunteering.standing.queries import RankRow, ranks, services_of, stars_due
from ledger.volunteering.standing.rules import (
    ShownAs,
    Span,
    reached_on,
    span_days,
    star_levels,
)

LISTED_MAX = 20

_ADD = text("""
    insert into volunteer_star (estate_id, resident_id, stars, minutes_needed, service_minutes,
        reached_on, rule_version, awarded_at)
    select :estate_id, n.resident_id, n.stars, n.minutes_needed, n.service_minutes, n.reached_on,
        :rule_version, :now
    from unnest(cast(:residents as bigint[]), cast(:stars as int[]), cast(:needed as int[]),
        cast(:minutes as bigint[]), cast(:days as date[]))
        as n (resident_id, stars, minutes_needed, service_minutes, reached_on)
    on conflict (estate_id, resident_id, stars) do nothing
    returning resident_id, stars, reached_on, minutes_needed
""")

PURPOSE_OF = {
    ShownAs.NAME: Purpose.LEADERBOARD_NAME,
    ShownAs.BUILDING: Purpose.LEADERBOARD_BUILDING,
}


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """Who wished to be listed, as they wished; and one's own place, which only oneself sees."""

    first: date
    last: date
    listed: list[tuple[RankRow, str]]
    own: RankRow | None
    of_all: int


async def award_stars(conn: AsyncConnection, *, estate_id: int, now: datetime, today: date) -> int:
    """Give every star that is due under today's rules, tell who reached it, return how many.

    Safe to repeat: a star is given once. An estate without rules today gives none.
    """
    profile = (await rule_book(conn, estate_id)).on(today)
    if profile is None:
        return 0
    levels = star_levels(profile.recognition.star_hours)
    due = await stars_due(
        conn,
        estate_id=estate_id,
        stars=[level.stars for level in levels],
        minutes_needed=[level.minutes_needed for level in levels],
    )
    if not due:
        return 0
    services = await services_of(
        conn, estate_id=estate_id, resident_ids=sorted({each.resident_id for each in due})
    )
    given = (
        await conn.execute(
            _ADD,
            {
                "estate_id": estate_id,
                "rule_version": profile.version_text,
                "now": now,
                "residents": [each.resident_id for each in due],
                "stars": [each.stars for each in due],
                "needed": [each.minutes_needed for each in due],
                "minutes": [each.minutes for each in due],
                "days": [
                    reached_on(services[each.resident_id], each.minutes_needed) or today
                    for each in due
                ],
            },
        )
    ).all()
    # Whoever reaches several at once is told of the highest.
    highest = {row.resident_id: row for row in sorted(given, key=lambda row: row.stars)}
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id=estate_id,
                template="star_reached",
                key=f"star_reached:{row.resident_id}:{row.stars}",
                args={
                    "stars": row.stars,
                    "hours": row.minutes_needed // 60,
                    "on": day_words(row.reached_on),
                },
                resident_id=row.resident_id,
            )
            for row in highest.values()
        ],
    )
    return len(given)


async def choose_shown_as(
    conn: AsyncConnection,
    shown_as: ShownAs,
    *,
    estate_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> None:
    """Give the consent that fits the choice and withdraw the other; at once.

    Raises `ConsentNeedsGuardian`: a child under 14 is on no list.
    """
    wanted = PURPOSE_OF.get(shown_as)
    me = {"estate_id": estate_id, "resident_id": resident_id, "actor_user_id": actor_user_id}
    for purpose in PURPOSE_OF.values():
        stands = await _stands(conn, estate_id, resident_id, purpose)
        if stands and purpose is not wanted:
            await withdraw_consent(conn, **me, purpose=purpose, now=now)
        elif not stands and purpose is wanted:
            await give_consent(
                conn,
                **me,
                purpose=purpose,
                text_version=CONSENT_TEXTS[purpose].version,
                given_by="self",
                now=now,
                today=today,
            )


async def shown_as(conn: AsyncConnection, *, estate_id: int, resident_id: int) -> ShownAs:
    """Return what somebody has chosen; who agreed to more is shown as that."""
    for choice, purpose in PURPOSE_OF.items():
        if await _stands(conn, estate_id, resident_id, purpose):
            return choice
    return ShownAs.NOT


async def _stands(
    conn: AsyncConnection, estate_id: int, resident_id: int, purpose: Purpose
) -> bool:
    found = await conn.scalar(
        text("""select exists (select from consent
            where estate_id = :estate_id and resident_id = :resident_id and purpose = :purpose
                and withdrawn_at is null)"""),
        {"estate_id": estate_id, "resident_id": resident_id, "purpose": purpose.value},
    )
    return bool(found)


async def leaderboard(
    conn: AsyncConnection, span: Span, *, estate_id: int, resident_id: int, today: date
) -> Leaderboard:
    """Return the leaderboard by hours as this resident sees it."""
    first, last = span_days(span, today)
    rows = await ranks(
        conn,
        estate_id=estate_id,
        resident_id=resident_id,
        purposes=[purpose.value for purpose in PURPOSE_OF.values()],
        first=first,
        last=last,
    )
    names = await _names(conn, estate_id, [row.resident_id for row in rows], today)
    listed = [(row, names[row.resident_id]) for row in rows if row.resident_id in names]
    own = next((row for row in rows if row.resident_id == resident_id), None)
    return Leaderboard(
        first, last, listed[:LISTED_MAX], own, max((row.of_all for row in rows), default=0)
    )


async def _names(
    conn: AsyncConnection, estate_id: int, residents: Sequence[int], today: date
) -> dict[int, str]:
    names: dict[int, str] = {}
    for purpose in (Purpose.LEADERBOARD_BUILDING, Purpose.LEADERBOARD_NAME):
        names |= await names_for_the_public(
            conn, estate_id, residents, today=today, purpose=purpose
        )
    return names
