"""How help comes to its end: confirmed by whom it was for, by the clock, or settled by a third.

Locks: accounts first, all of an act in one call, then the request's row.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.entry import JournalEntry
from ledger.messages.operations import put_messages
from ledger.posting.holds import capture_hold, void_hold
from ledger.posting.operations import PostingCommand, lock_accounts
from ledger.time_bank.entries import SPENT, pool_spend_entry, spend_entry
from ledger.time_bank.help import queries, telling
from ledger.time_bank.help.operations import Acting, change, read_as
from ledger.time_bank.help.rules import (
    CONFIRMED_BY_ITSELF_AFTER,
    REMINDED_AFTER,
    ArbiterTakesPart,
    HelpState,
    Service,
    check_state,
    minutes_paid,
)
from ledger.volunteering.operations import NewServiceRecord, accounts_of, record_services
from ledger.volunteering.rules import ServiceSpan, source_key

SERVICE_TYPE = "邻里互助"
AT_ONCE = 100


async def confirm_service(
    conn: AsyncConnection, acting: Acting, *, rating: int | None, remark: str
) -> int:
    """Let the one who asked confirm and rate; pay the minutes; return the entry's seq.

    Raises `ObjectIsNotHere`, `HelpRequestIsInAnotherState` and the refusals of posting.
    """
    request = await read_as(conn, acting, "asker")
    return await _pay(
        conn, acting, request, HelpState.SERVED, how="requester",
        values={
            "rating": rating,
            "remark": remark.strip() or None,
            "confirmation_act_id": acting.act_on_paper_id,
        },
    )  # fmt: skip


async def confirm_by_clock(conn: AsyncConnection, *, estate_id: int, actor_user_id: int,
                           now: datetime) -> int:  # fmt: skip
    """Confirm what was served three days ago and nobody objected to; return how many.

    A hundred at most: the caller asks again until there is none left.
    """
    before = now - CONFIRMED_BY_ITSELF_AFTER
    due = await queries.served_before(conn, estate_id=estate_id, before=before, limit=AT_ONCE)
    for help_request_id in due:
        acting = Acting(estate_id, help_request_id, actor_user_id, None, now)
        request = await queries.read_request(conn, **acting.ids)
        await _pay(conn, acting, request, HelpState.SERVED, how="clock", values={})
    return len(due)


async def remind_of_confirming(conn: AsyncConnection, *, estate_id: int, now: datetime) -> int:
    """Tell who asked, a day before the clock confirms; return how many were told now."""
    waiting = await queries.served_between(
        conn,
        estate_id=estate_id,
        after=now - CONFIRMED_BY_ITSELF_AFTER,
        until=now - REMINDED_AFTER,
    )
    return await put_messages(
        conn, [telling.confirm_soon(estate_id, request) for request in waiting]
    )


async def settle_appeal(
    conn: AsyncConnection, acting: Acting, *, minutes: int, reason: str, key: str
) -> None:
    """Decide an appeal: pay so many minutes, or with none give all of them back.

    Raises `ObjectIsNotHere`, `ArbiterTakesPart`, `HelpRequestIsInAnotherState` and the refusals of
    posting.
    """
    request = await queries.read_request(conn, **acting.ids)
    logins = {request.published_by, request.accepted_by, request.appealed_by}
    people = {request.resident_id, request.volunteer_id} - {None}
    if acting.user_id in logins or acting.resident_id in people:
        raise ArbiterTakesPart("求助的人、接单的人和申诉的人不能裁定，请另一位委员来办。")
    if minutes > 0:
        values = {"served_minutes": minutes, "settlement_reason": reason.strip()}
        await _pay(conn, acting, request, HelpState.APPEALED, how="arbitration", values=values)
        await put_messages(conn, telling.settled(acting.estate_id, request, paid_minutes=minutes))
        return
    await lock_accounts(conn, acting.estate_id, [request.payer])
    request = await queries.lock_request(conn, **acting.ids)
    check_state(request.state, HelpState.APPEALED)
    await void_hold(
        conn,
        estate_id=acting.estate_id,
        hold_id=request.hold_id,
        voided_by=acting.user_id,
        idempotency_key=f"help_request:{key}",
    )
    await change(
        conn,
        acting,
        state=HelpState.RELEASED,
        ended_by=acting.user_id,
        ended_at=acting.now,
        ended_how="arbitration",
        settlement_reason=reason.strip(),
    )
    await put_messages(conn, telling.settled(acting.estate_id, request, paid_minutes=0))


async def _pay(
    conn: AsyncConnection,
    acting: Acting,
    seen: queries.HelpRequest,
    from_state: HelpState,
    *,
    how: str,
    values: dict[str, Any],
) -> int:
    """Spend the held minutes, and write the volunteer's record, which a second person verifies."""
    check_state(seen.state, from_state)
    assert seen.volunteer_id is not None
    accounts = [seen.payer, (SPENT, ""), *accounts_of([seen.volunteer_id], [])]
    await lock_accounts(conn, acting.estate_id, accounts)
    request = await queries.lock_request(conn, **acting.ids)
    check_state(request.state, from_state)
    served_minutes: int | None = values.get("served_minutes", request.served_minutes)
    assert served_minutes is not None
    minutes = minutes_paid(held_minutes=request.minutes, served_minutes=served_minutes)
    source = f"help_request:{request.help_request_id}"
    posted = await capture_hold(
        conn,
        hold_id=request.hold_id,
        command=PostingCommand(
            estate_id=acting.estate_id,
            entry=_spending(request, minutes, acting.today, source),
            idempotency_key=f"{source}:spent",
            prepared_by=acting.user_id,
        ),
        posted_by=acting.user_id,
        today=acting.today,
    )
    await _record(conn, acting, request, served_minutes)
    await change(
        conn,
        acting,
        **values,
        state=HelpState.CONFIRMED,
        spent_seq=posted.seq,
        ended_by=acting.user_id,
        ended_at=acting.now,
        ended_how=how,
    )
    return posted.seq


def _spending(request: queries.HelpRequest, minutes: int, on: date, source: str) -> JournalEntry:
    if request.pool_grant_id is not None:
        return pool_spend_entry(minutes=minutes, what=request.category, on=on, source=source)
    return spend_entry(
        resident_id=request.resident_id,
        minutes=minutes,
        what=request.category,
        on=on,
        source=source,
    )


async def _record(
    conn: AsyncConnection, acting: Acting, request: queries.HelpRequest, minutes: int
) -> None:
    assert request.volunteer_id is not None
    assert request.served_on is not None
    assert request.started is not None
    service = Service(request.served_on, request.started, minutes)
    activity = f"互助：{request.category}"
    record = NewServiceRecord(
        source_key=source_key(
            served_on=service.on,
            activity=activity,
            service_type=SERVICE_TYPE,
            resident_id=request.volunteer_id,
            checked_in=service.started,
        ),
        activity=activity,
        service_type=SERVICE_TYPE,
        organiser="志愿服务网",
        span=ServiceSpan(request.volunteer_id, service.on, service.started, service.ended),
        service_minutes=minutes,
        confirmer=request.asked_by,
        waiting_reasons=(),
        award=None,
        row_no=1,
    )
    await record_services(
        conn,
        [record],
        estate_id=acting.estate_id,
        documents=(),
        import_id=None,
        actor_user_id=acting.user_id,
        now=acting.now,
        today=acting.today,
        progress=None,
    )
