"""Choosing that deposits make themselves, and making them.

A deposit of the clock is the deposit of a tap: the same locks, entries and keys, so that the two
never meet in one minute of service, and a job that is killed and runs again goes on where it was.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import today_in_china
from ledger.estates.people.operations import living_person
from ledger.estates.queries import rule_profile
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.points.rules import hours_text
from ledger.time_bank.automatic import queries
from ledger.time_bank.operations import Moved, deposit_minutes, donate_excess
from ledger.time_bank.rules import (
    NothingBeyondTheCap,
    NothingToDeposit,
    TimeBankIsFull,
    check_adult,
    check_starts_on,
)

AT_ONCE = 100

_CHOOSE = text("""
    insert into deposit_wish (estate_id, resident_id, is_on, starts_on, donates_excess, chosen_by,
        chosen_at)
    values (:estate_id, :resident_id, :is_on, :starts_on, :donates_excess, :actor, :now)
    on conflict (estate_id, resident_id) do update set is_on = excluded.is_on,
        starts_on = excluded.starts_on, donates_excess = excluded.donates_excess,
        chosen_by = excluded.chosen_by, chosen_at = excluded.chosen_at
""")


async def choose_automatic_deposit(
    conn: AsyncConnection,
    wish: queries.DepositWish,
    *,
    estate_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
) -> None:
    """Keep what a volunteer chose for the services to come; what is deposited stays.

    Raises `ObjectIsNotHere`, `TimeBankNeedsAdult` (for donating), `DepositWishReachesBack`.
    """
    today = today_in_china(now)
    who = {"estate_id": estate_id, "resident_id": resident_id}
    person = await living_person(conn, estate_id, resident_id)
    check_adult(is_child=wish.donates_excess and person.is_child(today))
    before = await queries.wish_of(conn, **who)
    if wish.is_on:
        chosen = before.starts_on if before is not None and before.is_on else None
        check_starts_on(wish.starts_on, chosen_before=chosen, today=today)
    await conn.execute(
        _CHOOSE,
        {
            **who,
            "is_on": wish.is_on,
            "starts_on": wish.starts_on,
            "donates_excess": wish.donates_excess,
            "actor": actor_user_id,
            "now": now,
        },
    )


async def deposit_by_clock(
    conn: AsyncConnection, *, estate_id: int, actor_user_id: int, today: date
) -> int:
    """Deposit for those who chose so, and donate what lies beyond the cap where they chose that.

    Returns for how many. A hundred at most: the caller asks again until there is nobody left.
    Raises the refusals of posting.
    """
    profile = await rule_profile(conn, estate_id, on=today)
    due = await queries.waiting(
        conn,
        estate_id=estate_id,
        lifetime_max=profile.time_bank.minutes_lifetime_max,
        limit=AT_ONCE,
    )
    moved_for = 0
    for each in due:
        act: dict[str, Any] = {
            "estate_id": estate_id,
            "resident_id": each.resident_id,
            "actor_user_id": actor_user_id,
            "today": today,
            "since": each.starts_on,
        }
        told = []
        try:
            moved = await deposit_minutes(conn, **act)
            told.append(_told("time_bank_deposited", estate_id, each.resident_id, moved))
        except (NothingToDeposit, TimeBankIsFull):
            # Deposited by a tap meanwhile, or full: what lies beyond is for the pool.
            pass
        if each.donates_excess:
            try:
                moved = await donate_excess(conn, **act)
                told.append(_told("time_bank_excess_given", estate_id, each.resident_id, moved))
            except NothingBeyondTheCap:
                pass
        await put_messages(conn, told)
        # Who is due and cannot be moved is not asked for again and again.
        moved_for += bool(told)
    return moved_for


def _told(template: str, estate_id: int, resident_id: int, moved: Moved) -> NewMessage:
    return NewMessage(
        estate_id=estate_id,
        template=template,
        key=f"{template}:{moved.seq}",
        args={"hours": hours_text(moved.minutes)},
        resident_id=resident_id,
    )
