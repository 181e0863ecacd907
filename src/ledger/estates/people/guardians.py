"""Guardians of children under 14: what they agreed to on paper, and taking it back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.estates.people.consent_texts import GUARDIAN_TEXT
from ledger.estates.people.consents import ConsentTextHasChanged
from ledger.estates.people.household_spenders import stay_of, stays_in
from ledger.estates.people.operations import end_logins, living_person
from ledger.estates.people.papers import check_paper
from ledger.estates.people.queries import read_person


class GuardianIsNotFit(Refusal):
    """A guardian is grown up and somebody else than the child; only a child has one."""

    code = "guardian_is_not_fit"


async def record_guardian(
    conn: AsyncConnection,
    *,
    estate_id: int,
    child_resident_id: int,
    guardian_resident_id: int,
    personal_paper_id: int,
    consented_on: date,
    today: date,
    actor_user_id: int,
) -> int:
    """Record that a guardian agreed, on paper, to the registration of a child under 14.

    Raises `ObjectIsNotHere` and `GuardianIsNotFit`.
    """
    child = await living_person(conn, estate_id, child_resident_id)
    guardian = await living_person(conn, estate_id, guardian_resident_id)
    await check_paper(conn, estate_id, personal_paper_id)
    if not child.is_child(today):
        raise GuardianIsNotFit("只有登记了出生日期、未满 14 岁的孩子才需要监护人同意。")
    if guardian.resident_id == child.resident_id or guardian.is_child(today):
        raise GuardianIsNotFit("监护人应当是另一位成年人，请重新选择。")
    if consented_on > today:
        raise GuardianIsNotFit("同意书的日期在今天之后，请核对。")
    recorded = await conn.execute(
        text("""insert into guardianship (estate_id, child_resident_id, guardian_resident_id,
                consented_on, personal_paper_id, recorded_by)
            values (:estate_id, :child, :guardian, :consented_on, :paper, :actor)
            on conflict do nothing returning guardianship_id"""),
        {
            "estate_id": estate_id,
            "child": child_resident_id,
            "guardian": guardian_resident_id,
            "consented_on": consented_on,
            "paper": personal_paper_id,
            "actor": actor_user_id,
        },
    )
    guardianship_id: int | None = recorded.scalar_one_or_none()
    if guardianship_id is None:
        raise GuardianIsNotFit("这位监护人的同意已经登记过。")
    return guardianship_id


async def consent_as_guardian(
    conn: AsyncConnection,
    *,
    estate_id: int,
    child_resident_id: int,
    guardian_resident_id: int,
    text_version: str,
    today: date,
    actor_user_id: int,
) -> int:
    """Record that a grown-up agreed on their phone to the registration of a child of the household.

    The desk has registered both as living together. Raises `ObjectIsNotHere` for anybody else's
    child, `ConsentTextHasChanged`, `GuardianIsNotFit`.
    """
    if text_version != GUARDIAN_TEXT.version:
        raise ConsentTextHasChanged("同意书有了新的版本，请刷新页面，读过新版本再选择。")
    mine = await stay_of(conn, estate_id=estate_id, resident_id=guardian_resident_id, today=today)
    household = await stays_in(
        conn, estate_id=estate_id, household_id=mine.household_id, today=today
    )
    child = next((one for one in household if one.resident_id == child_resident_id), None)
    if child is None or not child.is_child:
        raise ObjectIsNotHere("同住的这个孩子")
    if mine.is_child:
        raise GuardianIsNotFit("监护人应当是另一位成年人，请重新选择。")
    recorded = await conn.execute(
        text("""insert into guardianship (estate_id, child_resident_id, guardian_resident_id,
                consented_on, text_version, recorded_by)
            values (:estate_id, :child, :guardian, :today, :text_version, :actor)
            on conflict do nothing returning guardianship_id"""),
        {
            "estate_id": estate_id,
            "child": child_resident_id,
            "guardian": guardian_resident_id,
            "today": today,
            "text_version": text_version,
            "actor": actor_user_id,
        },
    )
    guardianship_id: int | None = recorded.scalar_one_or_none()
    if guardianship_id is None:
        raise GuardianIsNotFit("这位监护人的同意已经登记过。")
    return guardianship_id


_HAS_GUARDIAN = text("""
    select exists (select from guardianship where estate_id = :estate_id
        and child_resident_id = :child and withdrawn_at is null)
""")


async def withdraw_guardian(
    conn: AsyncConnection,
    *,
    estate_id: int,
    guardianship_id: int,
    now: datetime,
    today: date,
    actor_user_id: int,
    guardian_resident_id: int | None = None,
) -> None:
    """End a guardian's consent at once; without another's the child can no longer sign in.

    Where `guardian_resident_id` is given, only that guardian's. Raises `ObjectIsNotHere`.
    """
    ended = await conn.execute(
        text("""update guardianship set withdrawn_at = :now, withdrawn_by = :actor
            where estate_id = :estate_id and guardianship_id = :guardianship_id
                and withdrawn_at is null
                and guardian_resident_id = coalesce(:guardian, guardian_resident_id)
            returning child_resident_id"""),
        {
            "estate_id": estate_id,
            "guardianship_id": guardianship_id,
            "guardian": guardian_resident_id,
            "now": now,
            "actor": actor_user_id,
        },
    )
    child_id = ended.scalar_one_or_none()
    if child_id is None:
        raise ObjectIsNotHere("这份监护人同意")
    child = await read_person(conn, estate_id, child_id)
    guarded = await conn.scalar(_HAS_GUARDIAN, {"estate_id": estate_id, "child": child_id})
    if child.is_child(today) and not guarded:
        await end_logins(
            conn,
            estate_id=estate_id,
            resident_id=child_id,
            reason="监护人撤回同意",
            actor_user_id=actor_user_id,
            now=now,
        )
