"""Families on their phones: a proxy asked for, confirmed and approved; a guardian's consent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.db.ids import today_in_china
from ledger.estates.people import family_routes
from ledger.estates.people.assisted_routes import ChildNeedsItsGuardian, LogInNeedsAPhone
from ledger.estates.people.family_routes import PapersAreTooMany
from ledger.estates.people.operations import (
    NewPerson,
    change_phone,
    move_in,
    open_household,
    register_person,
)
from ledger.estates.people.proxies import ProxyIsNotConfirmed, ProxyNeedsSecondPerson
from tests.conftest import Database
from tests.posting.town import rows
from tests.web.online import Browser, Online, town_online

TODAY = today_in_china()
PHOTO = b"\x89PNG\r\n\x1a\n a photo of the book of families"


class Street:
    """A mother (login `mother`), her daughter (`daughter`), and a child who lives with them."""

    def __init__(self, online: Online) -> None:
        self.online = online
        self.people: dict[str, int] = {}

    @property
    def me(self) -> str:
        return f"{self.online.estate}/me"

    async def person(self, login: str, name: str, phone: str, born: Any = None) -> None:
        async with self.online.engine.begin() as conn:
            resident_id = await register_person(
                conn,
                NewPerson(name, phone, None, born),
                estate_id=self.online.town.estate,
                today=TODAY,
            )
            self.people[login] = resident_id
            if born is None:
                await conn.execute(
                    text("""with u as (
                            insert into app_user (login, display_name, password_hash)
                            values (:login, :name, '-') returning user_id)
                        insert into role_grant (estate_id, user_id, role, resident_id, starts_on)
                        select :e, user_id, 'resident', :r, :today from u"""),
                    {
                        "login": login,
                        "name": name,
                        "e": self.online.town.estate,
                        "r": resident_id,
                        "today": TODAY,
                    },
                )

    async def settle(self) -> None:
        await self.person("mother", "张秀兰", "13800138000")
        await self.person("daughter", "李小明", "13800138001")
        await self.person("stranger", "王五", "13800138002")
        await self.person("child", "张小宝", "", born=TODAY.replace(year=TODAY.year - 5, day=1))
        async with self.online.engine.begin() as conn:
            user_id = await conn.scalar(text("select min(user_id) from app_user"))
            dwelling_id = await conn.scalar(
                text("""insert into dwelling (estate_id, building_no, entrance_no, room_no,
                        area_hundredths, resident_count)
                    values (:e, '9', '1', '0101', 8000, 2) returning dwelling_id"""),
                {"e": self.online.town.estate},
            )
            common = {"estate_id": self.online.town.estate, "on": TODAY, "actor_user_id": user_id}
            household_id = await open_household(
                conn,
                **common,
                dwelling_id=dwelling_id,
                head_resident_id=self.people["daughter"],
                tenure="owner",
            )
            await move_in(
                conn,
                **common,
                household_id=household_id,
                resident_id=self.people["child"],
                relation="child",
            )

    async def phone(self, login: str) -> Browser:
        return await self.online.signed_in(login)

    async def photo(self, login: str, key: str | None = None) -> Any:
        phone = await self.phone(login)
        return await phone.write(
            f"{self.me}/personal-papers",
            key=key,
            files={"file": ("户口本.png", PHOTO, "image/png")},
        )

    async def ask(self, login: str, status: int = 201, **more: Any) -> Any:
        phone = await self.phone(login)
        paper = (await self.photo(login)).json()["personal_paper_id"]
        body = {
            "who_acts": "i_act",
            "name": "张秀兰",
            "phone": "138 0013 8000",
            "relation": "child",
            "personal_paper_id": paper,
            "daily_points_max": 30,
        }
        answer = await phone.write(f"{self.me}/family-proxies", body | more)
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture
async def street(database: Database, tmp_path: Path) -> AsyncIterator[Street]:
    async with town_online(database, tmp_path) as online:
        street = Street(online)
        await street.settle()
        yield street


async def state(street: Street, login: str) -> list[str]:
    found = (await (await street.phone(login)).get(f"{street.me}/family-proxies")).json()
    return [one["state"] for side in ("for_me", "by_me") for one in found[side]]


async def test_a_daughter_asks_her_mother_confirms_and_the_desk_approves(street: Street) -> None:
    proxy_id = (await street.ask("daughter"))["recorded_id"]
    assert await state(street, "mother") == await state(street, "daughter") == ["unconfirmed"]
    decide = f"{street.online.estate}/family-proxies/{proxy_id}/decide"
    chair = await street.online.signed_in("committee")
    early = await chair.write(decide, {"approves": True})
    assert early.json()["code"] == ProxyIsNotConfirmed.code
    confirm = f"{street.me}/family-proxies/{proxy_id}/confirm"
    for nobody in ("daughter", "stranger"):
        answer = await (await street.phone(nobody)).write(confirm, {})
        assert answer.status_code == 404
    mother = await street.phone("mother")
    assert (await mother.write(confirm, {})).status_code == 200
    assert (await mother.write(confirm, {})).json()["code"] == "proxy_is_decided"
    assert await state(street, "mother") == ["waiting"]
    assert (await chair.write(decide, {"approves": True})).status_code == 200
    assert await state(street, "daughter") == ["active"]
    # Either of the two ends it at once.
    daughter = await street.phone("daughter")
    ended = await daughter.write(f"{street.me}/family-proxies/{proxy_id}/withdraw", {})
    assert ended.status_code == 200
    assert await state(street, "mother") == ["withdrawn"]


async def test_the_desk_confirms_with_a_paper_and_another_approves(street: Street) -> None:
    proxy_id = (await street.ask("daughter"))["recorded_id"]
    clerk = await street.online.signed_in("organiser")
    paper = await clerk.write(
        f"{street.online.estate}/personal-papers",
        files={"file": ("委托书.png", PHOTO, "image/png")},
    )
    at_desk = f"{street.online.estate}/family-proxies/{proxy_id}"
    body = {"personal_paper_id": paper.json()["personal_paper_id"], "reason": "本人签字的委托书"}
    [waiting] = (await clerk.get(f"{street.online.estate}/family-proxies/waiting")).json()["items"]
    assert (waiting["state"], waiting["asked_how"], waiting["confirmed_by"]) == (
        "unconfirmed", "phone", None,
    )  # fmt: skip
    assert (await clerk.write(f"{at_desk}/confirm", body)).status_code == 200
    [waiting] = (await clerk.get(f"{street.online.estate}/family-proxies/waiting")).json()["items"]
    assert waiting["state"] == "waiting"
    async with street.online.engine.connect() as conn:
        [(user_id, reason)] = await rows(
            conn,
            """select actor_user_id, details->>'reason' from audit_line
            where action = 'confirm_proxy_at_desk' and details ? 'reason'""",
        )
    assert (waiting["confirmed_by"], reason) == (user_id, body["reason"])
    own = await clerk.write(f"{at_desk}/decide", {"approves": True})
    assert own.json()["code"] == ProxyNeedsSecondPerson.code
    chair = await street.online.signed_in("committee")
    assert (await chair.write(f"{at_desk}/decide", {"approves": True})).status_code == 200


async def test_the_database_approves_nothing_that_nobody_confirmed(street: Street) -> None:
    await street.ask("daughter")
    with pytest.raises(DBAPIError, match="family_proxy"):
        async with street.online.engine.begin() as conn:
            await conn.execute(
                text("""update family_proxy set is_approved = true, decided_at = now(),
                    decided_by = (select user_id from app_user where login = 'committee')""")
            )


async def test_who_asks_for_their_own_proxy_has_confirmed_it(street: Street) -> None:
    await street.ask("mother", who_acts="they_act", name="李小明", phone="13800138001")
    assert await state(street, "mother") == ["waiting"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "张秀"},
        {"phone": "13800138002"},
        {"name": "", "phone": ""},
        {"household_member_id": 999_999},
        {"personal_paper_id": 999_999},
    ],
)
async def test_nobody_is_found_by_half(street: Street, wrong: dict[str, Any]) -> None:
    assert (await street.ask("daughter", 404, **wrong))["code"] == "object_is_not_here"


async def test_anothers_paper_proves_nothing(street: Street) -> None:
    paper = (await street.photo("stranger")).json()["personal_paper_id"]
    await street.ask("daughter", 404, personal_paper_id=paper)


async def test_three_at_most_and_ten_papers_a_day(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, name in enumerate(("赵一", "钱二", "孙三", "周四")):
        await street.person(f"helper{number}", name, "")
        await street.ask(f"helper{number}", 201 if number < 3 else 409)
    monkeypatch.setattr(family_routes, "PAPERS_A_DAY", 2)
    codes = [(await street.photo("stranger", key=f"k{n}")).status_code for n in range(3)]
    assert codes == [201, 201, 409]
    assert (await street.photo("stranger")).json()["code"] == PapersAreTooMany.code


async def test_a_guardian_agrees_and_takes_it_back(street: Street) -> None:
    mother = await street.phone("daughter")
    listed = (await mother.get(f"{street.me}/children")).json()
    [child] = listed["items"]
    assert (child["name_masked"], child["has_guardian"]) == ("张*", False)
    path = f"{street.me}/children/{child['child_resident_id']}"
    agreeing = {"text_version": listed["text_version"], "agrees": True}
    old = await mother.write(f"{path}/guardianship", agreeing | {"text_version": "2001-1"})
    assert old.json()["code"] == "consent_text_has_changed"
    unticked = await mother.write(f"{path}/guardianship", agreeing | {"agrees": False})
    assert unticked.status_code == 400
    assert (await mother.write(f"{path}/guardianship", agreeing)).status_code == 201
    again = await mother.write(f"{path}/guardianship", agreeing)
    assert again.json()["code"] == "guardian_is_not_fit"
    photos = {"purpose": "activity_photos", "text_version": listed["photos_version"]}
    assert (await mother.write(f"{path}/consents", photos)).status_code == 201
    honours = {"purpose": "public_honours", "text_version": "2026-1"}
    refused = await mother.write(f"{path}/consents", honours)
    assert refused.json()["code"] == "consent_needs_guardian"
    [child] = (await mother.get(f"{street.me}/children")).json()["items"]
    assert child["photos_agreed"]
    ending = f"{path}/consents/activity_photos/withdraw"
    assert (await (await street.phone("stranger")).write(ending, {})).status_code == 404
    assert (await mother.write(ending, {})).status_code == 200
    end = f"{street.me}/guardianships/{child['guardianship_id']}/withdraw"
    assert (await mother.write(end, {})).status_code == 200
    [child] = (await mother.get(f"{street.me}/children")).json()["items"]
    assert (child["guardianship_id"], child["photos_agreed"]) == (None, False)


async def test_nobody_agrees_for_another_households_child(street: Street) -> None:
    body = {"text_version": "2026-1", "agrees": True}
    for login in ("mother", "daughter"):
        phone = await street.phone(login)
        path = f"{street.me}/children/{street.people['mother']}/guardianship"
        assert (await phone.write(path, body)).status_code in {404, 409}


async def test_the_desk_helps_to_open_a_log_in_and_says_who_helped(street: Street) -> None:
    clerk = await street.online.signed_in("organiser")
    reason = {"reason": "本人到服务台，请人帮忙"}

    def opening(who: str) -> str:
        return f"{street.online.estate}/people/{street.people[who]}/assisted-openings"

    slip = (await clerk.write(opening("mother"), reason)).json()
    assert (slip["name_masked"], slip["last_four"]) == ("张*", "8000")
    assert (slip["has_signed_in"], slip["helped_by"]) == (True, "organiser")
    await street.person("phoneless", "赵六", "")
    none = await clerk.write(opening("phoneless"), reason)
    assert none.json()["code"] == LogInNeedsAPhone.code
    async with street.online.engine.begin() as conn:
        await change_phone(
            conn,
            estate_id=street.online.town.estate,
            resident_id=street.people["child"],
            phone="13800138009",
        )
    young = await clerk.write(opening("child"), reason)
    assert young.json()["code"] == ChildNeedsItsGuardian.code
    assert (
        await (await street.phone("mother")).write(opening("mother"), reason)
    ).status_code == 403
    async with street.online.engine.connect() as conn:
        lines = await conn.scalars(
            text("""select details ->> 'reason' from audit_line
                where action = 'help_open_log_in_because'""")
        )
        assert list(lines) == [reason["reason"]]
