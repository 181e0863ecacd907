"""请志愿者帮忙: the office tells those who fit of a request that nobody has accepted.

Each is asked once for a request and no more than so many times a day, and nobody who does not want
it; outside the program the message waits for the end of their quiet hours. Who asks for help, and
where they live, is not in it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import today_in_china
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.messages.words import moment_words
from ledger.points.rules import hours_text
from ledger.time_bank.help.queries import HelpRequest, lock_request
from ledger.time_bank.help.rules import HelpState, HelpTimeIsWrong, check_state
from ledger.time_bank.offers.fitting import wanted_of
from ledger.time_bank.offers.queries import Volunteer, volunteers
from ledger.time_bank.offers.rules import Match, match
from ledger.time_bank.offers.skills import all_skills

# In one order, so that two who call at once wait for each other and count one after the other.
_LOCK = text("""
    select 1 from help_offer
    where estate_id = :estate_id and resident_id = any(cast(:ids as bigint[]))
    order by resident_id for no key update
""")
_CALL = text("""
    insert into help_call (estate_id, help_request_id, resident_id, called_by, called_at)
    select :estate_id, :help_request_id, resident_id, :actor, :now
    from unnest(cast(:ids as bigint[])) as resident_id
""")


@dataclass(frozen=True, slots=True)
class Called:
    """How many were told now, and why others were not, by resident."""

    count: int
    passed_over: dict[int, str]


async def call_volunteers(
    conn: AsyncConnection,
    resident_ids: Collection[int],
    *,
    estate_id: int,
    help_request_id: int,
    actor_user_id: int,
    now: datetime,
) -> Called:
    """Tell these volunteers of an open request, but for those who may not be asked now.

    Raises `ObjectIsNotHere`, `HelpRequestIsInAnotherState`, `HelpTimeIsWrong`.
    """
    ids = {"estate_id": estate_id, "help_request_id": help_request_id}
    request = await lock_request(conn, **ids)
    check_state(request.state, HelpState.OPEN)
    if request.wanted_to <= now:
        raise HelpTimeIsWrong("约定的时间已经过了，不用再找人；请本人撤回或另外发布。")
    await conn.execute(_LOCK, {"estate_id": estate_id, "ids": sorted(resident_ids)})
    offering = {
        each.resident_id: each
        for each in await volunteers(
            conn, **ids, asked_by=request.resident_id, today=today_in_china(now)
        )
    }
    passed_over: dict[int, str] = {}
    chosen: list[Volunteer] = []
    for resident_id in sorted(set(resident_ids)):
        volunteer = offering.get(resident_id)
        if volunteer is None:
            passed_over[resident_id] = "已经不再提供帮助"
        elif volunteer.why_not_called is not None:
            passed_over[resident_id] = volunteer.why_not_called
        else:
            chosen.append(volunteer)
    await conn.execute(
        _CALL,
        ids | {"actor": actor_user_id, "now": now, "ids": [each.resident_id for each in chosen]},
    )
    wanted = wanted_of(request)
    await put_messages(
        conn,
        [
            _message(estate_id, request, each, match(wanted, each.offer, all_skills()))
            for each in chosen
        ],
    )
    return Called(len(chosen), passed_over)


def _message(estate_id: int, request: HelpRequest, volunteer: Volunteer, fit: Match) -> NewMessage:
    return NewMessage(
        estate_id=estate_id,
        template="help_wanted",
        key=f"help_wanted:{request.help_request_id}:{volunteer.resident_id}",
        args={
            "category": request.category,
            "at": moment_words(request.wanted_from),
            "hours": hours_text(request.minutes),
            "outcome": fit.words_of_call,
        },
        resident_id=volunteer.resident_id,
    )
