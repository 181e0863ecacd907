"""People over HTTP, as the desk and the phone call it, under row-level security."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ledger.db.ids import today_in_china
from ledger.db.session import create_engine
from ledger.estates.people.routes import SearchIsEmpty
from tests.conftest import Database
from tests.web.online import Browser, Online, town_online

PHONE = "13800138000"
REASON = {"reason": "本人到服务台办理"}
TODAY = today_in_china()


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    async with town_online(database, tmp_path) as online:
        async with online.engine.begin() as conn:
            await conn.execute(
                text("""insert into dwelling (estate_id, building_no, entrance_no, room_no,
                        area_hundredths, resident_count)
                    values (:estate_id, '3', '1', '0101', 8000, 2)"""),
                {"estate_id": online.town.estate},
            )
        yield online


async def said(browser: Browser, path: str, body: Any, status: int = 201) -> dict[str, Any]:
    answer = await browser.write(path, body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def register(online: Online, name: str, **more: Any) -> int:
    clerk = await online.signed_in("organiser")
    person = await said(clerk, f"{online.estate}/people", {"name": name, **more})
    return int(person["resident_id"])


async def lines(online: Online, action: str) -> list[Any]:
    async with online.engine.connect() as conn:
        found = await conn.execute(
            text("""select object, details, outcome from audit_line where action = :action
                order by audit_line_id"""),
            {"action": action},
        )
        return list(found.all())


async def paper(online: Online) -> int:
    clerk = await online.signed_in("organiser")
    answer = await clerk.write(
        f"{online.estate}/personal-papers",
        files={"file": ("委托书.pdf", b"%PDF-1.7 signed", "application/pdf")},
    )
    assert answer.status_code == 201, answer.text
    return int(answer.json()["personal_paper_id"])


async def test_the_desk_finds_and_sees_a_person_for_a_reason(online: Online) -> None:
    clerk = await online.signed_in("organiser")
    person = await register(online, "张秀兰", phone=PHONE)
    search = f"{online.estate}/people/searches"
    empty = await clerk.write(search, REASON | {"name": " "})
    assert (empty.status_code, empty.json()["code"]) == (400, SearchIsEmpty.code)
    assert (await clerk.write(search, {"phone": PHONE})).status_code == 400
    found = await said(clerk, search, REASON | {"phone": "138-0013-8000"}, 200)
    assert found["items"] == [
        {"resident_id": person, "name_masked": "张*", "dwellings": [], "is_child": False}
    ]
    seen = await said(clerk, f"{online.estate}/people/{person}/views", REASON, 200)
    assert (seen["name"], seen["phone"]) == ("张秀兰", PHONE)
    (line,) = await lines(online, "view_person")
    assert (line.object, line.details) == (f"resident:{person}", REASON)
    balance = f"{online.estate}/people/{person}/assisted-views"
    assert (await said(clerk, balance, REASON, 200))["points"] == 0
    assert len(await lines(online, "view_balance_for_resident")) == 1
    # Neither the request's record nor the audit log knows the number.
    async with online.engine.connect() as conn:
        for table in ("request_outcome", "audit_line"):
            kept = await conn.scalar(text(f"select string_agg(t::text, ' ') from {table} t"))
            assert PHONE not in kept
            assert "张秀兰" not in kept


async def test_another_estates_person_is_not_here(online: Online) -> None:
    clerk = await online.signed_in("organiser")
    stranger = online.town.residents[online.town.estates[1]][0]
    for path in ("views", "assisted-views"):
        answer = await clerk.write(f"{online.estate}/people/{stranger}/{path}", REASON)
        assert answer.status_code == 404


async def test_a_family_moves_in_and_one_acts_for_another(online: Online) -> None:
    clerk, chair = await online.signed_in("organiser"), await online.signed_in("committee")
    mother = await register(online, "张秀兰", phone=PHONE)
    daughter = online.town.residents[online.town.estate][0]  # who signs in as "resident"
    async with online.engine.connect() as conn:
        dwelling_id = await conn.scalar(text("select dwelling_id from dwelling"))
    household = await said(
        clerk,
        f"{online.estate}/dwellings/{dwelling_id}/households",
        {"head_resident_id": mother, "tenure": "owner", "moved_in_on": "2020-01-01"},
    )
    await said(
        clerk,
        f"{online.estate}/households/{household['household_id']}/members",
        {"resident_id": daughter, "relation": "child", "moved_in_on": "2021-01-01"},
    )
    phone = await online.signed_in("resident")
    living = (await phone.get(f"{online.estate}/me/household")).json()["items"]
    assert [one["relation"] for one in living] == ["head", "child"]

    asked = await said(
        clerk,
        f"{online.estate}/people/{mother}/family-proxies",
        {
            "proxy_resident_id": daughter,
            "relation": "child",
            "personal_paper_id": await paper(online),
            "daily_points_max": 30,
            "starts_on": TODAY.isoformat(),
            "ends_on": (TODAY + timedelta(days=30)).isoformat(),
        },
    )
    proxy = f"{online.estate}/family-proxies/{asked['recorded_id']}"
    codes = f"{online.estate}/me/family-proxies/{asked['recorded_id']}/pay-codes"
    assert (await phone.write(codes, {})).status_code == 403
    assert (await clerk.write(f"{proxy}/decide", {"approves": True})).status_code == 409
    waiting = (await chair.get(f"{online.estate}/family-proxies/waiting")).json()["items"]
    assert [one["resident_masked"] for one in waiting] == ["张*"]
    await said(chair, f"{proxy}/decide", {"approves": True}, 200)
    assert len((await said(phone, codes, {}))["digits"]) == 20
    (line,) = await lines(online, "show_pay_code_as_proxy")
    assert line.object == f"resident:{mother}"
    mine = (await phone.get(f"{online.estate}/me/family-proxies")).json()
    assert [one["state"] for one in mine["by_me"]] == ["active"]
    end = f"{online.estate}/me/family-proxies/{asked['recorded_id']}/withdraw"
    await said(phone, end, {}, 200)
    assert (await phone.write(codes, {})).status_code == 403

    seen = await said(clerk, f"{online.estate}/people/{mother}/views", REASON, 200)
    stay = seen["stays"][0]["household_member_id"]
    gone = {"moved_out_on": TODAY.isoformat()}
    await said(clerk, f"{online.estate}/household-members/{stay}/move-out", gone, 200)
    people = (await clerk.get(f"{online.estate}/dwellings/{dwelling_id}/people")).json()["items"]
    assert [one["moved_out_on"] for one in people] == [None, TODAY.isoformat()]


async def test_a_paper_is_opened_for_a_reason(online: Online) -> None:
    chair = await online.signed_in("committee")
    paper_id = await paper(online)
    opened = await chair.write(f"{online.estate}/personal-papers/{paper_id}/views", REASON)
    assert opened.content == b"%PDF-1.7 signed"
    assert opened.headers["content-disposition"].startswith("attachment")
    assert [line.object for line in await lines(online, "view_paper")] == [
        f"personal_paper:{paper_id}"
    ]


async def test_a_guardian_on_paper_and_from_the_phone(online: Online) -> None:
    clerk, phone = await online.signed_in("organiser"), await online.signed_in("resident")
    guardian = online.town.residents[online.town.estate][0]
    child = await register(online, "李小宝", born_on=f"{TODAY.year - 8}-03-07")
    recorded = await said(
        clerk,
        f"{online.estate}/people/{child}/guardians",
        {
            "guardian_resident_id": guardian,
            "personal_paper_id": await paper(online),
            "consented_on": TODAY.isoformat(),
        },
    )
    consent = {"purpose": "activity_photos", "text_version": "2026-1"}
    await said(phone, f"{online.estate}/me/children/{child}/consents", consent)
    end = f"{online.estate}/me/guardianships/{recorded['recorded_id']}/withdraw"
    await said(phone, end, {}, 200)
    again = await phone.write(f"{online.estate}/me/children/{child}/consents", consent)
    assert again.status_code == 404


async def test_consents_of_ones_own_and_on_paper(online: Online) -> None:
    clerk, phone = await online.signed_in("organiser"), await online.signed_in("resident")
    own = f"{online.estate}/me/consents"
    honours = {"purpose": "public_honours", "text_version": "2026-1"}
    await said(phone, own, honours)
    texts = (await phone.get(own)).json()["texts"]
    agreed = [each["purpose"] for each in texts if each["agreed_at"]]
    assert agreed == ["public_honours"]
    assert len(texts) == 4
    await said(phone, f"{own}/public_honours/withdraw", {}, 200)
    person = online.town.residents[online.town.estate][0]
    papers = f"{online.estate}/people/{person}/consents"
    await said(clerk, papers, honours | {"personal_paper_id": await paper(online)})
    await said(clerk, f"{papers}/public_honours/withdraw", REASON, 200)
    history = (await phone.get(own)).json()["history"]
    assert [each["given_by_title"] for each in history] == ["工作人员凭纸质同意书", "本人"]
    assert all(each["withdrawn_at"] for each in history)


async def test_a_copy_and_two_steps_to_be_forgotten(online: Online, database: Database) -> None:
    phone, operator = await online.signed_in("resident"), await online.signed_in("operator")
    answer = await phone.write(f"{online.estate}/me/data-copy", {})
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "我的数据.html" in archive.namelist()
    own = f"{online.estate}/me/deletion"
    assert (await phone.get(own)).json()["asked_at"] is None
    asked = await said(phone, own, {"donates_points": False})
    await said(phone, f"{own}/take-back", {}, 200)
    asked = await said(phone, own, {"donates_points": False})
    await said(phone, f"{own}/confirm", {"words": "确认注销"}, 200)
    due = (await operator.get(f"{online.estate}/deletion-requests")).json()["items"]
    assert [one["deletion_request_id"] for one in due] == [asked["deletion_request_id"]]
    carry = f"{online.estate}/deletion-requests/{asked['deletion_request_id']}/carry-out"
    assert (await operator.write(carry, {})).json()["code"] == "deletion_is_too_early"
    # The same person lives in another estate, too.
    other = online.town.estates[1]
    async with online.engine.begin() as conn:
        await conn.execute(
            text("""insert into role_grant (estate_id, user_id, role, resident_id, starts_on)
                select :estate_id, user_id, 'resident', :resident_id, '2026-01-01'
                from app_user where login = 'resident'"""),
            {"estate_id": other, "resident_id": online.town.residents[other][0]},
        )
    # A week goes by.
    owner = create_engine(database.owner_url, pool_size=1)
    async with owner.begin() as conn:
        await conn.execute(
            text("""update deletion_request set asked_at = asked_at - interval '8 days',
                confirmed_at = confirmed_at - interval '8 days' where confirmed_at is not null""")
        )
    await owner.dispose()
    done = await said(operator, carry, {}, 200)
    assert done["pseudonym"].startswith("住户-")
    assert (await phone.get(own)).status_code == 401
    async with online.engine.connect() as conn:
        logins = text("select is_disabled from app_user where login = 'resident'")
        assert await conn.scalar(logins) is False
