"""Consents, guardians and proxies: what counts, from when, and until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from ledger.errors import ObjectIsNotHere
from ledger.estates.people import proxies, queries
from ledger.estates.people.consent_texts import (
    CONSENT_TEXTS,
    ConsentPurposeIsUnknown,
    Purpose,
    purpose_of,
)
from ledger.estates.people.consents import (
    ConsentIsGiven,
    ConsentNeedsGuardian,
    ConsentTextHasChanged,
    give_consent,
    withdraw_consent,
)
from ledger.estates.people.guardians import GuardianIsNotFit, record_guardian, withdraw_guardian
from ledger.estates.people.operations import open_household
from ledger.estates.people.proxies import (
    ProxiesAreTooMany,
    ProxyIsDecided,
    ProxyIsNotFit,
    ProxyIsNotYours,
    ProxyNeedsSecondPerson,
)
from tests.estates.people.village import NOW, TODAY, Village, found_village

HONOURS, PHOTOS = Purpose.PUBLIC_HONOURS, Purpose.ACTIVITY_PHOTOS


async def give(village: Village, resident_id: int, purpose: Purpose, **more: Any) -> int:
    said: dict[str, Any] = {
        "estate_id": village.estate_id,
        "resident_id": resident_id,
        "purpose": purpose,
        "text_version": CONSENT_TEXTS[purpose].version,
        "given_by": "self",
        "actor_user_id": village.neighbour,
        "now": NOW,
        "today": TODAY,
    }
    return await give_consent(village.conn, **said | more)


async def public_names(village: Village, *residents: int) -> dict[int, str]:
    return await queries.names_for_the_public(
        village.conn, village.estate_id, residents, today=TODAY
    )


async def test_a_public_list_names_only_who_agreed_and_masks_them(village: Village) -> None:
    willing, silent, lodger = [await village.person(n) for n in ("张秀兰", "李明", "王五")]
    await open_household(
        village.conn,
        estate_id=village.estate_id,
        dwelling_id=village.dwellings[0],
        head_resident_id=lodger,
        tenure="tenant",
        on=TODAY,
        actor_user_id=village.clerk,
    )
    everybody = (willing, silent, lodger)
    assert await public_names(village, *everybody) == {}
    await give(village, willing, HONOURS)
    await give(village, lodger, HONOURS)
    await give(village, silent, PHOTOS)
    assert await public_names(village, *everybody) == {willing: "张*", lodger: "3栋 王*"}
    with pytest.raises(ConsentIsGiven):
        await give(village, willing, HONOURS)
    # Taken back, it counts no more from that moment; and it can be given again.
    said: dict[str, Any] = {
        "estate_id": village.estate_id,
        "resident_id": willing,
        "purpose": HONOURS,
        "actor_user_id": village.neighbour,
        "now": NOW + timedelta(minutes=1),
    }
    await withdraw_consent(village.conn, **said)
    assert await public_names(village, *everybody) == {lodger: "3栋 王*"}
    with pytest.raises(ObjectIsNotHere):
        await withdraw_consent(village.conn, **said)
    await give(village, willing, HONOURS)
    history = await queries.consents_of(village.conn, village.estate_id, willing)
    assert [row.withdrawn_at is None for row in history] == [True, False]


async def test_consent_is_to_the_words_in_force(village: Village) -> None:
    person = await village.person()
    with pytest.raises(ConsentTextHasChanged):
        await give(village, person, HONOURS, text_version="2025-1")
    assert purpose_of("activity_photos") is PHOTOS
    with pytest.raises(ConsentPurposeIsUnknown):
        purpose_of("everything")


async def test_staff_record_only_what_was_signed(village: Village) -> None:
    person, other = await village.person(), await found_village(village.conn, "other")
    with pytest.raises(ObjectIsNotHere):
        await give(village, person, HONOURS, given_by="staff")
    paper = await other.paper()
    with pytest.raises(ObjectIsNotHere):
        await give(village, person, HONOURS, given_by="staff", personal_paper_id=paper)
    await give(village, person, HONOURS, given_by="staff", personal_paper_id=await village.paper())
    with pytest.raises(IntegrityError):
        await village.conn.execute(
            text("""insert into consent (estate_id, resident_id, purpose, text_version, given_at,
                given_by, given_by_user) values (:e, :r, 'x', '1', now(), 'staff', :u)"""),
            {"e": village.estate_id, "r": person, "u": village.clerk},
        )


async def guard(village: Village, child: int, guardian: int, **more: Any) -> int:
    said: dict[str, Any] = {
        "estate_id": village.estate_id,
        "child_resident_id": child,
        "guardian_resident_id": guardian,
        "personal_paper_id": await village.paper(),
        "consented_on": TODAY,
        "today": TODAY,
        "actor_user_id": village.clerk,
    }
    return await record_guardian(village.conn, **said | more)


async def test_a_child_is_never_named_and_never_decides(village: Village) -> None:
    child, mother, stranger = await village.child(), await village.person(), await village.person()
    for purpose in (HONOURS, PHOTOS):
        with pytest.raises(ConsentNeedsGuardian):
            await give(village, child, purpose)
    await guard(village, child, mother)
    with pytest.raises(ConsentNeedsGuardian, match="不上任何公开名单"):
        await give(village, child, HONOURS, given_by="guardian", guardian_resident_id=mother)
    with pytest.raises(ObjectIsNotHere):
        await give(village, child, PHOTOS, given_by="guardian", guardian_resident_id=stranger)
    await give(village, child, PHOTOS, given_by="guardian", guardian_resident_id=mother)
    # Even a row that should not be there names no child.
    await village.conn.execute(
        text("""insert into consent (estate_id, resident_id, purpose, text_version, given_at,
            given_by, given_by_user) values (:e, :r, 'public_honours', '1', now(), 'self', :u)"""),
        {"e": village.estate_id, "r": child, "u": village.clerk},
    )
    assert await public_names(village, child) == {}
    named = await queries.names_for_the_public(
        village.conn, village.estate_id, [child], today=date(2032, 6, 1)
    )
    assert named == {child: "张*"}


async def test_who_is_fit_to_be_a_guardian(village: Village) -> None:
    child, other_child = await village.child(), await village.child("李小宝")
    mother = await village.person()
    for wrong in ((child, child), (child, other_child), (mother, mother)):
        with pytest.raises(GuardianIsNotFit):
            await guard(village, *wrong)
    with pytest.raises(GuardianIsNotFit, match="今天之后"):
        await guard(village, child, mother, consented_on=TODAY + timedelta(days=1))
    with pytest.raises(ObjectIsNotHere):
        await guard(village, child, 10**9)
    await guard(village, child, mother)
    with pytest.raises(GuardianIsNotFit, match="已经登记"):
        await guard(village, child, mother)


async def test_a_child_signs_in_only_while_a_guardian_agrees(village: Village) -> None:
    child, mother = await village.child(), await village.person()
    attempt = await village.conn.begin_nested()
    with pytest.raises(DBAPIError, match="no guardian who agreed"):
        await village.login_of(child)
    await attempt.rollback()
    guardianship_id = await guard(village, child, mother)
    await village.login_of(child)
    grants = text("select revocation_reason from role_grant where resident_id = :child")
    assert await village.conn.scalar(grants, {"child": child}) == ""
    said: dict[str, Any] = {
        "estate_id": village.estate_id,
        "guardianship_id": guardianship_id,
        "now": NOW,
        "today": TODAY,
        "actor_user_id": village.neighbour,
    }
    with pytest.raises(ObjectIsNotHere):
        await withdraw_guardian(village.conn, **said, guardian_resident_id=child)
    await withdraw_guardian(village.conn, **said, guardian_resident_id=mother)
    assert await village.conn.scalar(grants, {"child": child}) == "监护人撤回同意"


async def ask(village: Village, person: int, proxy: int, **more: Any) -> int:
    said: dict[str, Any] = {
        "estate_id": village.estate_id,
        "resident_id": person,
        "proxy_resident_id": proxy,
        "relation": "child",
        "personal_paper_id": await village.paper(),
        "daily_points_max": 30,
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=30),
        "today": TODAY,
        "actor_user_id": village.clerk,
    }
    return await proxies.ask_proxy(village.conn, **said | more)


async def decide(village: Village, proxy_id: int, by: int, *, approves: bool = True) -> None:
    await proxies.decide_proxy(
        village.conn,
        estate_id=village.estate_id,
        family_proxy_id=proxy_id,
        approves=approves,
        actor_user_id=by,
        now=NOW,
    )


async def in_force(village: Village, proxy_id: int, proxy: int, today: date = TODAY) -> str:
    row = await proxies.proxy_in_force(
        village.conn,
        estate_id=village.estate_id,
        family_proxy_id=proxy_id,
        proxy_resident_id=proxy,
        today=today,
    )
    return row.resident_name


async def test_a_proxy_acts_from_approval_to_withdrawal(village: Village) -> None:
    mother, daughter = await village.person("张秀兰"), await village.person("李敏")
    proxy_id = await ask(village, mother, daughter)
    with pytest.raises(ProxyIsNotYours):
        await in_force(village, proxy_id, daughter)
    with pytest.raises(ProxyNeedsSecondPerson):
        await decide(village, proxy_id, village.clerk)
    waiting = await proxies.proxies_waiting(village.conn, village.estate_id)
    assert [row.family_proxy_id for row in waiting] == [proxy_id]
    await decide(village, proxy_id, village.chair)
    assert await in_force(village, proxy_id, daughter) == "张秀兰"
    with pytest.raises(ProxyIsDecided):
        await decide(village, proxy_id, village.chair, approves=False)
    for who, day in (
        (mother, TODAY),
        (daughter, TODAY - timedelta(days=1)),
        (daughter, TODAY + timedelta(days=31)),
    ):
        with pytest.raises(ProxyIsNotYours):
            await in_force(village, proxy_id, who, day)
    stranger = await village.person()
    end: dict[str, Any] = {
        "estate_id": village.estate_id,
        "family_proxy_id": proxy_id,
        "actor_user_id": village.neighbour,
        "now": NOW,
    }
    with pytest.raises(ObjectIsNotHere):
        await proxies.withdraw_proxy(village.conn, **end, of_resident_id=stranger)
    await proxies.withdraw_proxy(village.conn, **end, of_resident_id=mother)
    with pytest.raises(ProxyIsNotYours):
        await in_force(village, proxy_id, daughter)
    with pytest.raises(ObjectIsNotHere):
        await proxies.withdraw_proxy(village.conn, **end)


async def test_nobody_at_the_desk_makes_themselves_a_proxy(village: Village) -> None:
    mother, daughter = await village.person("张秀兰"), await village.person("李敏")
    await village.conn.execute(
        text("""insert into role_grant (estate_id, user_id, role, resident_id, starts_on)
            values (:estate_id, :chair, 'resident', :daughter, '2026-01-01')"""),
        {"estate_id": village.estate_id, "chair": village.chair, "daughter": daughter},
    )
    with pytest.raises(ProxyNeedsSecondPerson):
        await decide(village, await ask(village, mother, daughter), village.chair)
    father = await village.person("李强")
    from_phone = await ask(
        village, father, daughter, actor_user_id=village.chair, asked_how="phone"
    )
    with pytest.raises(ProxyNeedsSecondPerson):
        await proxies.confirm_proxy(
            village.conn,
            estate_id=village.estate_id,
            family_proxy_id=from_phone,
            actor_user_id=village.chair,
            now=NOW,
            personal_paper_id=await village.paper(),
        )


async def test_three_proxies_are_enough(village: Village) -> None:
    mother = await village.person()
    family = [await village.person(f"李{n}") for n in "一二三四"]
    asked = [await ask(village, mother, each) for each in family[:3]]
    with pytest.raises(ProxiesAreTooMany):
        await ask(village, mother, family[3])
    # One that was refused makes room.
    await decide(village, asked[0], village.chair, approves=False)
    await ask(village, mother, family[3])


async def test_who_is_fit_to_be_a_proxy(village: Village) -> None:
    mother, daughter = await village.person(), await village.person()
    for wrong, more in (
        (mother, {}),
        (await village.child(), {}),
        (daughter, {"ends_on": TODAY - timedelta(days=1)}),
        (daughter, {"starts_on": TODAY + timedelta(days=99)}),
    ):
        with pytest.raises(ProxyIsNotFit):
            await ask(village, mother, wrong, **more)
    await ask(village, mother, daughter)
    with pytest.raises(ProxyIsNotFit, match="已经登记"):
        await ask(village, mother, daughter)
