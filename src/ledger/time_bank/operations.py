"""The verbs of the time bank: deposit, donate what is beyond the cap, give, donate.

Accounts are locked first, all that an act touches in one call; what is read after that holds until
the act is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.people.operations import living_person
from ledger.estates.queries import rule_profile
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.points.entries import resident_holder
from ledger.points.rules import hours_text
from ledger.posting.operations import PostingCommand, lock_accounts, post_entries
from ledger.time_bank import queries
from ledger.time_bank.entries import (
    DEPOSITED,
    POOL,
    SAVED,
    Deposit,
    deposit_entry,
    donation_entry,
    gift_entry,
)
from ledger.time_bank.rules import (
    Portion,
    check_adult,
    check_gift,
    portions_to_donate,
    portions_to_save,
)


@dataclass(frozen=True, slots=True)
class Moved:
    """How many minutes an act moved, and the last entry that moved them."""

    minutes: int
    seq: int


async def deposit_minutes(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    actor_user_id: int,
    today: date,
    since: date | None = None,
) -> Moved:
    """Put every verified minute that is not in the bank yet into it, up to the lifetime's cap.

    With `since` only what was served on that day and later. Raises `ObjectIsNotHere`,
    `NothingToDeposit`, `TimeBankIsFull` and the refusals of posting.
    """
    await living_person(conn, estate_id, resident_id)
    await lock_accounts(conn, estate_id, [(DEPOSITED, ""), (SAVED, resident_holder(resident_id))])
    services = await queries.services_to_deposit(
        conn, estate_id=estate_id, resident_id=resident_id, since=since
    )
    standing = await queries.standing_of(conn, estate_id=estate_id, resident_id=resident_id)
    profile = await rule_profile(conn, estate_id, on=today)
    wanted = portions_to_save(
        services,
        saved_minutes=standing.saved_minutes,
        lifetime_max=profile.time_bank.minutes_lifetime_max,
    )
    return await _post_portions(
        conn, wanted, estate_id=estate_id, resident_id=resident_id, to_pool=False,
        actor_user_id=actor_user_id, today=today,
    )  # fmt: skip


async def donate_excess(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    actor_user_id: int,
    today: date,
    since: date | None = None,
) -> Moved:
    """Give the pool what somebody served beyond the lifetime's cap.

    With `since` only what was served on that day and later. Raises `ObjectIsNotHere`,
    `NothingBeyondTheCap` and the refusals of posting.
    """
    await living_person(conn, estate_id, resident_id)
    # The member's own account is the lock of the member's services.
    accounts = [(DEPOSITED, ""), (POOL, ""), (SAVED, resident_holder(resident_id))]
    await lock_accounts(conn, estate_id, accounts)
    services = await queries.services_to_deposit(
        conn, estate_id=estate_id, resident_id=resident_id, since=since
    )
    standing = await queries.standing_of(conn, estate_id=estate_id, resident_id=resident_id)
    profile = await rule_profile(conn, estate_id, on=today)
    wanted = portions_to_donate(
        services,
        saved_minutes=standing.saved_minutes,
        lifetime_max=profile.time_bank.minutes_lifetime_max,
    )
    return await _post_portions(
        conn, wanted, estate_id=estate_id, resident_id=resident_id, to_pool=True,
        actor_user_id=actor_user_id, today=today,
    )  # fmt: skip


async def _post_portions(
    conn: AsyncConnection,
    wanted: Sequence[Portion],
    *,
    estate_id: int,
    resident_id: int,
    to_pool: bool,
    actor_user_id: int,
    today: date,
) -> Moved:
    deposits = [Deposit(resident_id, portion, to_pool, today) for portion in wanted]
    commands = [
        PostingCommand(
            estate_id=estate_id,
            entry=deposit_entry(deposit),
            idempotency_key=deposit.idempotency_key,
            prepared_by=actor_user_id,
        )
        for deposit in deposits
    ]
    posted = await post_entries(conn, commands, posted_by=actor_user_id, today=today)
    await queries.keep_deposits(
        conn,
        [
            (portion.service.service_record_id, portion.from_minute, portion.minutes, entry.seq)
            for portion, entry in zip(wanted, posted, strict=True)
        ],
        estate_id=estate_id,
        resident_id=resident_id,
        to_pool=to_pool,
    )
    return Moved(sum(portion.minutes for portion in wanted), posted[-1].seq)


async def give_minutes(
    conn: AsyncConnection,
    *,
    estate_id: int,
    giver_id: int,
    taker_id: int,
    minutes: int,
    idempotency_key: str,
    actor_user_id: int,
    today: date,
) -> Moved:
    """Give saved minutes to a relative.

    Raises `ObjectIsNotHere`, `TimeBankNeedsAdult`, `GiftOfMinutesIsToOneself`,
    `TakerIsNoRelative`, and the refusals of posting, `BalanceIsTooLow` among them.
    """
    giver = await living_person(conn, estate_id, giver_id)
    check_adult(is_child=giver.is_child(today))
    relatives = await queries.relatives_of(
        conn, estate_id=estate_id, resident_id=giver_id, today=today
    )
    check_gift(
        giver_id=giver_id,
        taker_id=taker_id,
        relatives=frozenset(relative.resident_id for relative in relatives),
    )
    entry = gift_entry(giver_id=giver_id, taker_id=taker_id, minutes=minutes, on=today)
    command = PostingCommand(
        estate_id=estate_id,
        entry=entry,
        idempotency_key=f"time_bank_gift:{idempotency_key}",
        prepared_by=actor_user_id,
    )
    (posted,) = await post_entries(conn, [command], posted_by=actor_user_id, today=today)
    told = NewMessage(
        estate_id=estate_id,
        template="time_bank_gift",
        key=f"time_bank_gift:{posted.seq}",
        args={"hours": hours_text(minutes)},
        resident_id=taker_id,
    )
    await put_messages(conn, [told])
    return Moved(minutes, posted.seq)


async def donate_minutes(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    minutes: int,
    idempotency_key: str,
    actor_user_id: int,
    today: date,
) -> Moved:
    """Give saved minutes to the public pool.

    Raises `ObjectIsNotHere`, `TimeBankNeedsAdult`, and the refusals of posting.
    """
    person = await living_person(conn, estate_id, resident_id)
    check_adult(is_child=person.is_child(today))
    return await _donate(
        conn,
        estate_id=estate_id,
        resident_id=resident_id,
        minutes=minutes,
        idempotency_key=idempotency_key,
        actor_user_id=actor_user_id,
        today=today,
    )


async def donate_rest(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    idempotency_key: str,
    actor_user_id: int,
    today: date,
) -> None:
    """Give the pool all that somebody saved who is about to be forgotten, of whatever age.

    Raises the refusals of posting, `BalanceIsTooLow` where a part is held.
    """
    standing = await queries.standing_of(conn, estate_id=estate_id, resident_id=resident_id)
    if standing.balance_minutes > 0:
        await _donate(
            conn,
            estate_id=estate_id,
            resident_id=resident_id,
            minutes=standing.balance_minutes,
            idempotency_key=idempotency_key,
            actor_user_id=actor_user_id,
            today=today,
        )


async def _donate(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    minutes: int,
    idempotency_key: str,
    actor_user_id: int,
    today: date,
) -> Moved:
    command = PostingCommand(
        estate_id=estate_id,
        entry=donation_entry(resident_id=resident_id, minutes=minutes, on=today),
        idempotency_key=f"time_bank_donation:{idempotency_key}",
        prepared_by=actor_user_id,
    )
    (posted,) = await post_entries(conn, [command], posted_by=actor_user_id, today=today)
    return Moved(minutes, posted.seq)
