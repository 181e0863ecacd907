"""Honours lists: proposed, approved by somebody else, on notice, objected to and settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import today_in_china
from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import rule_profile
from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from ledger.volunteering.honours.queries import (
    HonoursListRow,
    ObjectionRow,
    adults_of,
    honours_of,
    honours_the_user,
    lock_list,
    lock_objection,
    place_of_honour,
)
from ledger.volunteering.honours.rules import (
    ChildIsOnNoPublicList,
    FamilyIsNotRegistered,
    HonourCategory,
    HonourIsNamedTwice,
    HonourIsObjectedTo,
    HonourObjectionIsSettled,
    HonoursNeedReasonToTurnDown,
    HonoursNoticeIsOver,
    NobodySettlesTheirOwnObjection,
    Phase,
    check_approver,
    check_undecided,
    check_words,
    notice_ends,
)

_PEOPLE = text("""
    select r.resident_id, r.name,
        coalesce(r.guardian_needed_until > :today, false) as is_child,
        (select m.household_id from household_member m
            where m.estate_id = r.estate_id and m.resident_id = r.resident_id
                and m.moved_out_on is null) as household_id,
        array(select o.name from household_member m
            join household_member n on n.estate_id = m.estate_id
                and n.household_id = m.household_id and n.moved_out_on is null
            join resident o on o.estate_id = n.estate_id and o.resident_id = n.resident_id
            where m.estate_id = r.estate_id and m.resident_id = r.resident_id
                and m.moved_out_on is null) as family
    from resident r
    where r.estate_id = :estate_id and r.resident_id = any(cast(:ids as bigint[]))
        and r.forgotten_at is null
""")

_ADD_LIST = text("""
    insert into honours_list (estate_id, category, title, notice_days, rule_version, proposed_by,
        proposed_at)
    values (:estate_id, :category, :title, :notice_days, :rule_version, :actor, :now)
    returning honours_list_id
""")

_ADD_HONOURS = text("""
    insert into honour (estate_id, honours_list_id, resident_id, household_id, reason)
    select :estate_id, :list_id, n.resident_id, n.household_id, n.reason
    from unnest(cast(:residents as bigint[]), cast(:households as bigint[]),
        cast(:reasons as text[])) with ordinality as n (resident_id, household_id, reason, place)
    order by n.place
""")

_WITHDRAW = text("""
    update honours_list set withdrawn_at = :now
    where estate_id = :estate_id and honours_list_id = :list_id
""")

_DECIDE = text("""
    update honours_list set decided_by = :actor, decided_at = :now, is_approved = :is_approved,
        decision_reason = :reason, notice_until = :notice_until
    where estate_id = :estate_id and honours_list_id = :list_id
""")

_OBJECT = text("""
    insert into honour_objection (estate_id, honour_id, resident_id, raised_by, raised_at, reason)
    values (:estate_id, :honour_id, :resident_id, :actor, :now, :reason)
    on conflict (estate_id, honour_id, resident_id) do nothing
    returning honour_objection_id
""")

_SETTLE = text("""
    update honour_objection set settled_by = :actor, settled_at = :now, is_upheld = :is_upheld,
        reply = :reply
    where estate_id = :estate_id and honour_objection_id = :objection_id
""")

_REVOKE = text("""
    update honour set revoked_at = :now, revoked_by = :actor, revoked_reason = :reason
    where estate_id = :estate_id and honour_id = :honour_id and revoked_at is null
""")


@dataclass(frozen=True, slots=True)
class NewHonour:
    """Whom a list honours; on a list of families the household in which this person lives."""

    resident_id: int
    reason: str


async def propose_list(
    conn: AsyncConnection,
    category: HonourCategory,
    title: str,
    honours: Sequence[NewHonour],
    *,
    estate_id: int,
    actor_user_id: int,
    now: datetime,
) -> int:
    """Propose a list and return its number; nobody is shown before another person approves it.

    Raises `HonourIsNamedTwice`, `ObjectIsNotHere`, `ChildIsOnNoPublicList`,
    `FamilyIsNotRegistered`, `HonourWordsTellTooMuch`.
    """
    today = today_in_china(now)
    ids = [each.resident_id for each in honours]
    wanted = {"estate_id": estate_id, "ids": ids, "today": today}
    people = {row.resident_id: row for row in await conn.execute(_PEOPLE, wanted)}
    is_family = category is HonourCategory.FAMILY
    for each in honours:
        person = people.get(each.resident_id)
        if person is None:
            raise ObjectIsNotHere(f"住户 {each.resident_id}")
        if person.is_child and not is_family:
            raise ChildIsOnNoPublicList(
                f"住户 {each.resident_id} 未满 14 岁，不上公开名单；可以当面表扬，或者表彰全家。"
            )
        if is_family and person.household_id is None:
            raise FamilyIsNotRegistered(
                f"住户 {each.resident_id} 没有登记在哪一户，请先在“住户”里登记。"
            )
    taken = [people[i].household_id if is_family else i for i in ids]
    if len(set(taken)) != len(taken):
        raise HonourIsNamedTwice("同一个人（或同一户）写了两次，请去掉一个。")
    names = {name for person in people.values() for name in (person.name, *person.family)}
    for words in (title, *(each.reason for each in honours)):
        check_words(words, names=names)
    profile = await rule_profile(conn, estate_id, on=today)
    list_id: int = (
        await conn.execute(
            _ADD_LIST,
            {
                "estate_id": estate_id,
                "category": category.value,
                "title": title,
                "notice_days": profile.recognition.honours_notice_days,
                "rule_version": profile.version_text,
                "actor": actor_user_id,
                "now": now,
            },
        )
    ).scalar_one()
    await conn.execute(
        _ADD_HONOURS,
        {
            "estate_id": estate_id,
            "list_id": list_id,
            "residents": [None if is_family else i for i in ids],
            "households": [people[i].household_id if is_family else None for i in ids],
            "reasons": [each.reason for each in honours],
        },
    )
    return list_id


async def withdraw_list(
    conn: AsyncConnection, *, estate_id: int, honours_list_id: int, now: datetime
) -> None:
    """Withdraw a list before it is decided; raises `ObjectIsNotHere`, `HonoursListIsDecided`."""
    row = await lock_list(conn, estate_id=estate_id, honours_list_id=honours_list_id)
    check_undecided(row.phase(today_in_china(now)))
    await conn.execute(_WITHDRAW, {"estate_id": estate_id, "list_id": honours_list_id, "now": now})


async def decide_list(
    conn: AsyncConnection,
    *,
    estate_id: int,
    honours_list_id: int,
    is_approved: bool,
    reason: str,
    actor_user_id: int,
    now: datetime,
) -> None:
    """Approve a list, or turn it down with a reason; whom it honours is told.

    Raises `ObjectIsNotHere`, `HonoursListIsDecided`, `ProposerMayNotApproveHonours`,
    `NobodyApprovesTheirOwnHonour`, `HonoursNeedReasonToTurnDown`, in this order.
    """
    today = today_in_china(now)
    row = await lock_list(conn, estate_id=estate_id, honours_list_id=honours_list_id)
    check_undecided(row.phase(today))
    check_approver(
        proposed_by=row.proposed_by,
        approver=actor_user_id,
        honours_the_approver=await honours_the_user(
            conn,
            estate_id=estate_id,
            honours_list_id=honours_list_id,
            user_id=actor_user_id,
        ),
    )
    if not is_approved and not reason:
        raise HonoursNeedReasonToTurnDown(
            "没有通过的名单要写明理由，拟名单的人才知道怎样改。",
            fields=[{"field": "reason", "message": "请写理由"}],
        )
    until = notice_ends(approved_on=today, notice_days=row.notice_days) if is_approved else None
    await conn.execute(
        _DECIDE,
        {
            "estate_id": estate_id,
            "list_id": honours_list_id,
            "actor": actor_user_id,
            "now": now,
            "is_approved": is_approved,
            "reason": reason or None,
            "notice_until": until,
        },
    )
    if is_approved:
        await _tell(conn, row, estate_id=estate_id, now=now)


async def _tell(
    conn: AsyncConnection, row: HonoursListRow, *, estate_id: int, now: datetime
) -> None:
    found = await honours_of(conn, estate_id=estate_id, honours_list_ids=[row.honours_list_id])
    households = [each.household_id for each in found if each.household_id is not None]
    adults = await adults_of(
        conn, estate_id=estate_id, household_ids=households, today=today_in_china(now)
    )
    persons = {each.resident_id for each in found if each.resident_id is not None}
    persons |= {adult.resident_id for adult in adults}
    await put_messages(
        conn,
        [
            NewMessage(
                estate_id=estate_id,
                template="honour_given",
                key=f"honour_given:{row.honours_list_id}:{resident_id}",
                args={"title": row.title},
                resident_id=resident_id,
            )
            for resident_id in sorted(persons)
        ],
    )


async def object_to_honour(
    conn: AsyncConnection,
    *,
    estate_id: int,
    honour_id: int,
    reason: str,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
) -> int:
    """Object to an honour while it is on notice; the committee settles it.

    Raises `ObjectIsNotHere`, `HonoursNoticeIsOver`, `HonourIsObjectedTo`.
    """
    list_id, is_revoked = await place_of_honour(conn, estate_id=estate_id, honour_id=honour_id)
    row = await lock_list(conn, estate_id=estate_id, honours_list_id=list_id)
    phase = row.phase(today_in_china(now))
    if is_revoked or phase not in (Phase.ON_NOTICE, Phase.STANDING):
        raise ObjectIsNotHere("这项荣誉")
    if phase is Phase.STANDING:
        raise HonoursNoticeIsOver("公示期已过，不能再提异议；发现弄虚作假请直接向监事会反映。")
    objection_id: int | None = (
        await conn.execute(
            _OBJECT,
            {
                "estate_id": estate_id,
                "honour_id": honour_id,
                "resident_id": resident_id,
                "actor": actor_user_id,
                "now": now,
                "reason": reason,
            },
        )
    ).scalar_one_or_none()
    if objection_id is None:
        raise HonourIsObjectedTo("您已经对这项荣誉提过异议，请等业委会处理。")
    return objection_id


async def settle_objection(
    conn: AsyncConnection,
    *,
    estate_id: int,
    honour_objection_id: int,
    is_upheld: bool,
    reply: str,
    actor_user_id: int,
    now: datetime,
) -> ObjectionRow:
    """Settle an objection with a reply; an honour that does not stand is taken back.

    Raises `ObjectIsNotHere`, `HonourObjectionIsSettled`, `NobodySettlesTheirOwnObjection`,
    `NobodyApprovesTheirOwnHonour`.
    """
    seen = await lock_objection(conn, estate_id=estate_id, honour_objection_id=honour_objection_id)
    if seen.settled_at is not None:
        raise HonourObjectionIsSettled("这份异议已经处理过，请刷新页面。")
    if seen.raised_by == actor_user_id:
        raise NobodySettlesTheirOwnObjection("自己提的异议要由另一位委员处理。")
    list_id, _ = await place_of_honour(conn, estate_id=estate_id, honour_id=seen.honour_id)
    row = await lock_list(conn, estate_id=estate_id, honours_list_id=list_id)
    check_approver(
        proposed_by=row.proposed_by,
        approver=actor_user_id,
        honours_the_approver=await honours_the_user(
            conn, estate_id=estate_id, honours_list_id=list_id, user_id=actor_user_id
        ),
    )
    stamp = {"estate_id": estate_id, "actor": actor_user_id, "now": now}
    await conn.execute(
        _SETTLE,
        stamp | {"objection_id": honour_objection_id, "is_upheld": is_upheld, "reply": reply},
    )
    if is_upheld:
        await conn.execute(_REVOKE, stamp | {"honour_id": seen.honour_id, "reason": reply})
    return await lock_objection(conn, estate_id=estate_id, honour_objection_id=honour_objection_id)
