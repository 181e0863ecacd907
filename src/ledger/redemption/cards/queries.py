"""Every read of cards, and the lock that their operations take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.redemption.cards.rules import CardState


@dataclass(frozen=True, slots=True)
class LockedCard:
    """A card under its lock, with whom it belongs to."""

    card_id: int
    state: CardState
    last_four: str
    resident_id: int | None
    resident_name: str
    pin_hash: str | None


@dataclass(frozen=True, slots=True)
class ActiveCard:
    """A card that is in use, and whose."""

    card_id: int
    resident_id: int


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card as the desk and its holder see it."""

    card_id: int
    card_batch_id: int
    last_four: str
    state: str
    resident_id: int | None
    resident_name: str | None
    dwelling: str | None
    has_pin: bool
    bound_at: datetime | None
    changed_at: datetime
    changed: str
    reason: str
    unblocking_id: int | None
    """What waits for a second look, who asked for it and why."""
    unblocking_by: int | None
    unblocking_reason: str | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of a card's trail."""

    card_change_id: int
    what: str
    to_state: str
    reason: str
    acted_as: str
    changed_by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch of cards and what became of them."""

    card_batch_id: int
    cards: int
    blank: int
    in_use: int
    dead: int
    made_by_name: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """What cards of one person spend a day at most, in points: by PIN, and known by sight."""

    pin_points_max: int
    sight_points_max: int


@dataclass(frozen=True, slots=True)
class UseRow:
    """A redemption by card, as its holder sees it."""

    at: datetime
    merchant_name: str
    points: int
    way: str


_LOCK = """
    select k.card_id, k.state, k.last_four, k.resident_id, r.name as resident_name, k.pin_hash
    from card k
    left join resident r on r.estate_id = k.estate_id and r.resident_id = k.resident_id
    where k.estate_id = :estate_id and {which}
    for no key update of k
"""

_CARDS = """
    select k.card_id, k.card_batch_id, k.last_four, k.state, k.resident_id,
        r.name as resident_name, w.label as dwelling, k.pin_hash is not null as has_pin,
        k.bound_at, c.at as changed_at, c.what as changed, c.reason,
        u.card_unblocking_id as unblocking_id, u.asked_by as unblocking_by,
        u.reason as unblocking_reason
    from card k
    left join resident r on r.estate_id = k.estate_id and r.resident_id = k.resident_id
    left join lateral (
        select d.building_no || '栋' as label from household_member m
        join household h on h.estate_id = m.estate_id and h.household_id = m.household_id
        join dwelling d on d.estate_id = h.estate_id and d.dwelling_id = h.dwelling_id
        where m.estate_id = k.estate_id and m.resident_id = k.resident_id
            and m.moved_out_on is null
        union all
        select d.building_no || '栋' from dwelling_owner o
        join dwelling d on d.estate_id = o.estate_id and d.dwelling_id = o.dwelling_id
        where o.estate_id = k.estate_id and o.resident_id = k.resident_id
        limit 1
    ) w on true
    join lateral (
        select x.at, x.what, x.reason from card_change x
        where x.estate_id = k.estate_id and x.card_id = k.card_id
        order by x.card_change_id desc limit 1
    ) c on true
    left join card_unblocking u on u.estate_id = k.estate_id and u.card_id = k.card_id
        and u.decided_by is null
    where k.estate_id = :estate_id
"""

_BATCHES = text("""
    select b.card_batch_id, b.cards, count(*) filter (where k.state = 'blank') as blank,
        count(*) filter (where k.state in ('active', 'locked', 'blocked')) as in_use,
        count(*) filter (where k.state = 'dead') as dead,
        u.display_name as made_by_name, b.made_at
    from card_batch b
    join card k on k.estate_id = b.estate_id and k.card_batch_id = b.card_batch_id
    join app_user u on u.user_id = b.made_by
    where b.estate_id = :estate_id
    group by b.card_batch_id, b.cards, u.display_name, b.made_at
    order by b.card_batch_id desc
    limit 200
""")

_TRAIL = text("""
    select c.card_change_id, c.what, c.to_state, c.reason, c.acted_as,
        u.display_name as changed_by_name, c.at
    from card_change c join app_user u on u.user_id = c.changed_by
    where c.estate_id = :estate_id and c.card_id = :card_id
    order by c.card_change_id desc
""")

# Somebody's own card, and those of whom they act for: as a proxy today, as a guardian.
_MINE = """
    and k.state in ('active', 'locked', 'blocked') and (
        k.resident_id = :resident_id
        or exists (select from family_proxy f
            where f.estate_id = k.estate_id and f.resident_id = k.resident_id
                and f.proxy_resident_id = :resident_id and f.is_approved
                and f.withdrawn_at is null and :today between f.starts_on and f.ends_on)
        or exists (select from guardianship g
            where g.estate_id = k.estate_id and g.child_resident_id = k.resident_id
                and g.guardian_resident_id = :resident_id and g.withdrawn_at is null))
"""

_FAILURES = text("""
    select count(*) from code_attempt a
    where a.estate_id = :estate_id and a.code_digest = :digest
        and a.at > clock_timestamp() - make_interval(secs => :window_seconds)
        and a.at > coalesce((select max(c.at) from card_change c
            where c.estate_id = :estate_id and c.card_id = :card_id), '-infinity')
        and a.at > coalesce((select max(o.at) from card_opening o
            where o.estate_id = :estate_id and o.card_id = :card_id), '-infinity')
""")

_LIMITS = text("""
    select card_points_max(:estate_id, 'pin') as pin_points_max,
        card_points_max(:estate_id, 'sight') as sight_points_max
""")

_SPENT = text("""
    select coalesce(sum(r.points), 0)::bigint from redemption r
    where r.estate_id = :estate_id and r.resident_id = :resident_id
        and r.effective_on = :today and r.card_opening_id is not null
""")

_USES = text("""
    select r.at, m.name as merchant_name, r.points, o.way
    from redemption r
    join merchant m on m.estate_id = r.estate_id and m.merchant_id = r.merchant_id
    join card_opening o on o.estate_id = r.estate_id and o.card_opening_id = r.card_opening_id
    where r.estate_id = :estate_id and r.resident_id = :resident_id
        and r.card_opening_id is not null
    order by r.redemption_id desc limit 10
""")


async def lock_card(conn: AsyncConnection, estate_id: int, card_id: int) -> LockedCard:
    """Return the card under its lock; raises `ObjectIsNotHere`."""
    found = await _locked(conn, "k.card_id = :card_id", estate_id=estate_id, card_id=card_id)
    if found is None:
        raise ObjectIsNotHere("这张卡")
    return found


async def lock_card_of_number(
    conn: AsyncConnection, estate_id: int, number_digest: bytes
) -> LockedCard | None:
    """Return the card with this number under its lock, or None."""
    return await _locked(
        conn, "k.number_digest = :digest", estate_id=estate_id, digest=number_digest
    )


async def active_card_of_number(
    conn: AsyncConnection, estate_id: int, number_digest: bytes
) -> ActiveCard | None:
    """Return the card with this number where it is in use, or None."""
    found = await conn.execute(
        text("""select card_id, resident_id from card
            where estate_id = :estate_id and number_digest = :digest and state = 'active'"""),
        {"estate_id": estate_id, "digest": number_digest},
    )
    row = found.one_or_none()
    return None if row is None else ActiveCard(**row._mapping)


async def card_in_use_of(
    conn: AsyncConnection, estate_id: int, resident_id: int
) -> LockedCard | None:
    """Return the card that a resident has in hand under its lock, or None."""
    return await _locked(
        conn,
        "k.resident_id = :resident_id and k.state in ('active', 'locked', 'blocked')",
        estate_id=estate_id,
        resident_id=resident_id,
    )


async def _locked(conn: AsyncConnection, which: str, **named: object) -> LockedCard | None:
    row = (await conn.execute(text(_LOCK.format(which=which)), named)).one_or_none()
    if row is None:
        return None
    return LockedCard(
        row.card_id,
        CardState(row.state),
        row.last_four,
        row.resident_id,
        row.resident_name or "",
        row.pin_hash,
    )


async def cards_of_estate(
    conn: AsyncConnection, estate_id: int, *, state: str | None, before: int | None, limit: int
) -> list[CardRow]:
    """Return the estate's cards below id `before`, the newest first; of one state where given."""
    rows = await conn.execute(
        text(f"""{_CARDS}
            and (cast(:state as text) is null or k.state = :state)
            and (cast(:before as bigint) is null or k.card_id < :before)
            order by k.card_id desc limit :limit"""),
        {"estate_id": estate_id, "state": state, "before": before, "limit": limit},
    )
    return [CardRow(**row._mapping) for row in rows]


async def card_of(conn: AsyncConnection, estate_id: int, card_id: int) -> CardRow:
    """Return one card; raises `ObjectIsNotHere`."""
    rows = await conn.execute(
        text(f"{_CARDS} and k.card_id = :card_id"), {"estate_id": estate_id, "card_id": card_id}
    )
    row = rows.one_or_none()
    if row is None:
        raise ObjectIsNotHere("这张卡")
    return CardRow(**row._mapping)


async def own_cards(
    conn: AsyncConnection, estate_id: int, resident_id: int, *, today: date
) -> list[CardRow]:
    """Return the cards that somebody may block: their own first, then family's."""
    rows = await conn.execute(
        text(f"{_CARDS} {_MINE} order by k.resident_id <> :resident_id, k.card_id"),
        {"estate_id": estate_id, "resident_id": resident_id, "today": today},
    )
    return [CardRow(**row._mapping) for row in rows]


async def acts_as(
    conn: AsyncConnection, estate_id: int, card_id: int, *, resident_id: int, today: date
) -> Literal["holder", "guardian", "proxy"]:
    """Return in which part somebody may block a card: `holder`, `guardian` or `proxy`.

    Raises `ObjectIsNotHere`, for strangers as for a card that is not there.
    """
    row = (
        await conn.execute(
            text(f"""select k.resident_id, exists (select from guardianship g
                    where g.estate_id = k.estate_id and g.child_resident_id = k.resident_id
                        and g.guardian_resident_id = :resident_id and g.withdrawn_at is null)
                    as is_guardian
                from card k where k.estate_id = :estate_id and k.card_id = :card_id {_MINE}"""),  # noqa: S608
            {
                "estate_id": estate_id,
                "card_id": card_id,
                "resident_id": resident_id,
                "today": today,
            },
        )
    ).one_or_none()
    if row is None:
        raise ObjectIsNotHere("这张卡")
    if row.resident_id == resident_id:
        return "holder"
    return "guardian" if row.is_guardian else "proxy"


async def batches_of(conn: AsyncConnection, estate_id: int) -> list[BatchRow]:
    """Return the latest two hundred batches, the newest first."""
    rows = await conn.execute(_BATCHES, {"estate_id": estate_id})
    return [BatchRow(**row._mapping) for row in rows]


async def trail_of(conn: AsyncConnection, estate_id: int, card_id: int) -> Sequence[ChangeRow]:
    """Return what became of a card, the latest first."""
    rows = await conn.execute(_TRAIL, {"estate_id": estate_id, "card_id": card_id})
    return [ChangeRow(**row._mapping) for row in rows]


async def failures_of(
    conn: AsyncConnection, estate_id: int, card_id: int, *, digest: bytes, window_seconds: int
) -> int:
    """Return how often a card's PIN was wrong since it was last right, set or unlocked."""
    found = await conn.execute(
        _FAILURES,
        {
            "estate_id": estate_id,
            "card_id": card_id,
            "digest": digest,
            "window_seconds": window_seconds,
        },
    )
    count: int = found.scalar_one()
    return count


async def limits_of(conn: AsyncConnection, estate_id: int) -> Limits:
    """Return what holds now."""
    return Limits(**(await conn.execute(_LIMITS, {"estate_id": estate_id})).one()._mapping)


async def spent_by_card(
    conn: AsyncConnection, estate_id: int, resident_id: int, *, today: date
) -> int:
    """Return the points that a resident's cards have spent today."""
    found = await conn.execute(
        _SPENT, {"estate_id": estate_id, "resident_id": resident_id, "today": today}
    )
    points: int = found.scalar_one()
    return points


async def uses_of(conn: AsyncConnection, estate_id: int, resident_id: int) -> list[UseRow]:
    """Return the last ten redemptions by card."""
    rows = await conn.execute(_USES, {"estate_id": estate_id, "resident_id": resident_id})
    return [UseRow(**row._mapping) for row in rows]
