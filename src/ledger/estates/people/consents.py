"""Giving and withdrawing consent; what is withdrawn counts no more from that moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.estates.people.consent_texts import CONSENT_TEXTS, LISTS, Purpose
from ledger.estates.people.papers import check_paper
from ledger.estates.people.queries import Person, read_person

GivenBy = Literal["self", "guardian", "staff"]


class ConsentTextHasChanged(Refusal):
    """Somebody agreed to words that are no longer in force."""

    code = "consent_text_has_changed"


class ConsentNeedsGuardian(Refusal):
    """Below fourteen a guardian consents, and no public list is consented to at all."""

    code = "consent_needs_guardian"


class ConsentIsGiven(Refusal):
    code = "consent_is_given"


async def give_consent(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    purpose: Purpose,
    text_version: str,
    given_by: GivenBy,
    actor_user_id: int,
    now: datetime,
    today: date,
    personal_paper_id: int | None = None,
    guardian_resident_id: int | None = None,
) -> int:
    """Record a consent and return its number; staff record only what was signed on paper.

    Raises `ObjectIsNotHere`, `ConsentTextHasChanged`, `ConsentNeedsGuardian`, `ConsentIsGiven`.
    """
    person = await read_person(conn, estate_id, resident_id)
    if person.forgotten_at is not None:
        raise ObjectIsNotHere("这位住户")
    if text_version != CONSENT_TEXTS[purpose].version:
        raise ConsentTextHasChanged("同意书有了新的版本，请刷新页面，读过新版本再选择。")
    if given_by == "guardian" or person.is_child(today):
        await _check_guardian(conn, person, estate_id, purpose, given_by, guardian_resident_id)
    if given_by == "staff":
        if personal_paper_id is None:
            raise ObjectIsNotHere("签过字的同意书")
        await check_paper(conn, estate_id, personal_paper_id)
    given = await conn.execute(
        text("""insert into consent (estate_id, resident_id, purpose, text_version, given_at,
                given_by, given_by_user, personal_paper_id)
            values (:estate_id, :resident_id, :purpose, :text_version, :now, :given_by, :actor,
                :paper)
            on conflict do nothing returning consent_id"""),
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "purpose": purpose.value,
            "text_version": text_version,
            "now": now,
            "given_by": given_by,
            "actor": actor_user_id,
            "paper": personal_paper_id,
        },
    )
    consent_id: int | None = given.scalar_one_or_none()
    if consent_id is None:
        raise ConsentIsGiven("这份同意书已经签过，不用再签。")
    return consent_id


async def _check_guardian(
    conn: AsyncConnection,
    child: Person,
    estate_id: int,
    purpose: Purpose,
    given_by: GivenBy,
    guardian_resident_id: int | None,
) -> None:
    if given_by == "self":
        raise ConsentNeedsGuardian("未满 14 岁，请由监护人来同意。")
    if purpose in LISTS:
        raise ConsentNeedsGuardian("未满 14 岁的孩子不上任何公开名单，不用签这份同意书。")
    if given_by == "staff":
        return
    found = await conn.execute(
        text("""select 1 from guardianship where estate_id = :estate_id
            and child_resident_id = :child and guardian_resident_id = :guardian
            and withdrawn_at is null"""),
        {
            "estate_id": estate_id,
            "child": child.resident_id,
            "guardian": guardian_resident_id,
        },
    )
    if found.first() is None:
        raise ObjectIsNotHere("这位住户")


async def withdraw_consent(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    purpose: Purpose,
    actor_user_id: int,
    now: datetime,
) -> None:
    """Withdraw a consent at once; raises `ObjectIsNotHere` where none counts."""
    withdrawn = await conn.execute(
        text("""update consent set withdrawn_at = greatest(:now, given_at),
                withdrawn_by_user = :actor
            where estate_id = :estate_id and resident_id = :resident_id and purpose = :purpose
                and withdrawn_at is null"""),
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "purpose": purpose.value,
            "now": now,
            "actor": actor_user_id,
        },
    )
    if withdrawn.rowcount == 0:
        raise ObjectIsNotHere("签过的这份同意书")
