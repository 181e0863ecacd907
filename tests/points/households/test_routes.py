"""The household's account over HTTP, as its members' phones and the desk use it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ledger.db.ids import today_in_china
from ledger.estates.people.household_spenders import (
    ChildMovesNoPoints,
    HouseholdAccountIsClosedToYou,
    HouseholdHeadDecides,
)
from ledger.estates.people.operations import move_in, open_household
from ledger.points.entries import PointsGrant
from ledger.points.operations import grant_points
from tests.conftest import Database
from tests.web.online import Browser, Online, town_online

TODAY = today_in_china()
REASON = {"reason": "户主本人到服务台办理"}


class Family:
    """A head with a login (`resident`), a wife with one (`wife`), and a child without."""

    def __init__(self, online: Online) -> None:
        self.online = online
        self.estate_id = online.town.estate
        self.household_id = 0
        self.members: dict[str, int] = {}
        self.residents: dict[str, int] = {}

    @property
    def me(self) -> str:
        return f"{self.online.estate}/me/household-points"

    @property
    def desk(self) -> str:
        return f"{self.online.estate}/households/{self.household_id}"

    async def resident(self, login: str, name: str) -> int:
        async with self.online.engine.begin() as conn:
            resident_id: int = await conn.scalar(
                text("""insert into resident (estate_id, name) values (:e, :name)
                    returning resident_id"""),
                {"e": self.estate_id, "name": name},
            )
            if login:
                await conn.execute(
                    text("""with u as (
                            insert into app_user (login, display_name, password_hash)
                            values (:login, :name, '-') returning user_id)
                        insert into role_grant (estate_id, user_id, role, resident_id, starts_on)
                        select :e, user_id, 'resident', :r, :today from u"""),
                    {
                        "login": login,
                        "name": name,
                        "e": self.estate_id,
                        "r": resident_id,
                        "today": TODAY,
                    },
                )
        self.residents[login or name] = resident_id
        return resident_id

    async def settle(self) -> None:
        head = await self.resident("head", "张秀兰")
        wife = await self.resident("wife", "李小明")
        async with self.online.engine.begin() as conn:
            user_id = await conn.scalar(text("select min(user_id) from app_user"))
            dwelling_id = await conn.scalar(
                text("""insert into dwelling (estate_id, building_no, entrance_no, room_no,
                        area_hundredths, resident_count)
                    values (:e, '9', '1', '0101', 8000, 2) returning dwelling_id"""),
                {"e": self.estate_id},
            )
            self.household_id = await open_household(
                conn,
                estate_id=self.estate_id,
                dwelling_id=dwelling_id,
                head_resident_id=head,
                tenure="owner",
                on=TODAY,
                actor_user_id=user_id,
            )
            self.members["wife"] = await move_in(
                conn,
                estate_id=self.estate_id,
                household_id=self.household_id,
                resident_id=wife,
                relation="spouse",
                on=TODAY,
                actor_user_id=user_id,
            )
            self.members["head"] = await conn.scalar(
                text("""select household_member_id from household_member
                    where household_id = :h and relation = 'head'"""),
                {"h": self.household_id},
            )
            await grant_points(
                conn,
                [
                    PointsGrant(
                        estate_id=self.estate_id,
                        resident_id=resident_id,
                        points=46,
                        source_code="P1101",
                        kind="service_points",
                        narration="清扫",
                        on=TODAY,
                        expires_on=None,
                        rule_version="shuxiangyuan/1",
                        source="test:1",
                        idempotency_key=f"g{resident_id}",
                    )
                    for resident_id in (head, wife)
                ],
                prepared_by=user_id,
                posted_by=user_id,
                today=TODAY,
            )

    async def phone(self, login: str) -> Browser:
        return await self.online.signed_in(login)


@pytest.fixture
async def family(database: Database, tmp_path: Path) -> AsyncIterator[Family]:
    async with town_online(database, tmp_path) as online:
        family = Family(online)
        await family.settle()
        yield family


async def said(browser: Browser, path: str, body: Any, status: int = 201) -> dict[str, Any]:
    answer = await browser.write(path, body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def refused(browser: Browser, path: str, body: Any) -> str:
    answer = await browser.write(path, body)
    assert answer.status_code >= 400, answer.text
    code: str = answer.json()["code"]
    return code


async def test_points_go_in_with_their_effect_and_stand_in_the_history(family: Family) -> None:
    head = await family.phone("head")
    put_in = await said(head, f"{family.me}/transfers", {"points": 20})
    assert put_in == {
        "household_id": family.household_id,
        "points": 20,
        "own_before": 46,
        "own_after": 26,
        "household_before": 0,
        "household_after": 20,
    }
    wife = await family.phone("wife")
    account = (await wife.get(family.me)).json()
    assert (account["points"], account["spendable"], account["own_points"]) == (20, 20, 46)
    assert (account["is_head"], account["may_spend"]) == (False, False)
    assert [(m["name"], m["may_spend"], m["is_me"]) for m in account["members"]] == [
        ("张秀兰", True, False),
        ("李小明", False, True),
    ]
    [line] = (await wife.get(f"{family.me}/history")).json()["items"]
    assert (line["who"], line["points"], line["balance_after"]) == ("张秀兰", 20, 20)
    assert line["text"] == "转入家庭账户（志愿服务积分，长期有效）"
    assert await refused(head, f"{family.me}/transfers", {"points": 27}) == "points_are_too_few"
    for nothing in (0, -5, 1_000_001):
        answer = await head.write(f"{family.me}/transfers", {"points": nothing})
        assert answer.status_code == 400


async def test_a_double_click_moves_once(family: Family) -> None:
    head = await family.phone("head")
    first, second = await asyncio.gather(
        *(head.write(f"{family.me}/transfers", {"points": 20}, key="one") for _ in range(2))
    )
    assert first.json() == second.json()
    assert sorted("Idempotent-Replayed" in each.headers for each in (first, second)) == [
        False,
        True,
    ]
    assert (await head.get(family.me)).json()["points"] == 20


async def test_twenty_at_once_never_overdraw(family: Family) -> None:
    head = await family.phone("head")
    answers = await asyncio.gather(
        *(head.write(f"{family.me}/transfers", {"points": 5}) for _ in range(20))
    )
    assert sorted(answer.status_code for answer in answers) == [201] * 9 + [409] * 11
    account = (await head.get(family.me)).json()
    assert (account["points"], account["own_points"]) == (45, 1)


async def test_the_head_decides_who_may_use_it(family: Family) -> None:
    head, wife = await family.phone("head"), await family.phone("wife")
    codes = f"{family.me}/pay-codes"
    assert await refused(wife, codes, {}) == HouseholdAccountIsClosedToYou.code
    allowing = {"household_member_id": family.members["wife"]}
    assert await refused(wife, f"{family.me}/spenders", allowing) == HouseholdHeadDecides.code
    await said(head, f"{family.me}/spenders", allowing)
    assert await refused(head, f"{family.me}/spenders", allowing) == "spender_is_not_fit"
    assert (await said(wife, codes, {}))["digits"].startswith("90")
    # She may lay it down herself, but not end another's.
    ending = f"{family.me}/spenders/{family.members['head']}/end"
    assert await refused(wife, ending, {}) == HouseholdHeadDecides.code
    await said(wife, f"{family.me}/spenders/{family.members['wife']}/end", {}, 200)
    assert await refused(wife, codes, {}) == HouseholdAccountIsClosedToYou.code
    assert await refused(wife, f"{family.me}/give-back", {}) == HouseholdHeadDecides.code


async def test_a_child_moves_nothing(family: Family) -> None:
    child = await family.resident("child", "张小宝")
    async with family.online.engine.begin() as conn:
        user_id = await conn.scalar(text("select min(user_id) from app_user"))
        member = await move_in(
            conn,
            estate_id=family.estate_id,
            household_id=family.household_id,
            resident_id=child,
            relation="child",
            on=TODAY,
            actor_user_id=user_id,
        )
        await conn.execute(
            text("""update resident
                set birth_date_sealed = '\\x00', guardian_needed_until = '2099-01-01'
                where resident_id = :r"""),
            {"r": child},
        )
    phone = await family.phone("child")
    for path, body in ((f"{family.me}/transfers", {"points": 1}), (f"{family.me}/pay-codes", {})):
        assert await refused(phone, path, body) == ChildMovesNoPoints.code
    head = await family.phone("head")
    allowing = {"household_member_id": member}
    assert await refused(head, f"{family.me}/spenders", allowing) == "spender_is_not_fit"


async def test_the_desk_sees_masked_names_and_acts_for_a_reason(family: Family) -> None:
    head, wife = await family.phone("head"), await family.phone("wife")
    await said(head, f"{family.me}/transfers", {"points": 20})
    await said(wife, f"{family.me}/transfers", {"points": 6})
    clerk = await family.online.signed_in("organiser")
    seen = (await clerk.get(f"{family.desk}/points")).json()
    assert (seen["points"], [m["name"] for m in seen["members"]]) == (26, ["张*", "李*"])
    assert [line["who"] for line in seen["latest"]] == ["李*", "张*"]
    allowing = {"household_member_id": family.members["wife"], **REASON}
    await said(clerk, f"{family.desk}/spenders", allowing)
    await said(clerk, f"{family.desk}/spenders/end", allowing, 200)
    await said(clerk, f"{family.desk}/head", allowing, 200)
    back = await said(clerk, f"{family.desk}/points/give-back", REASON)
    assert back == {"household_id": family.household_id, "points": 26, "people": 2}
    assert await refused(clerk, f"{family.desk}/points/give-back", REASON) == (
        "household_has_no_points"
    )
    async with family.online.engine.connect() as conn:
        lines = await conn.execute(
            text("""select details ->> 'what', details ->> 'reason' from audit_line
                where action = 'help_household' order by audit_line_id""")
        )
        told = await conn.scalars(
            text("select args ->> 'points' from message where template = 'household_points_back'")
        )
        assert [tuple(line) for line in lines] == [
            (what, REASON["reason"])
            for what in ("allow_spender", "end_spender", "choose_head", "give_back")
        ]
        assert sorted(told) == ["20", "6"]
    assert (
        (await head.get(family.me)).json()["is_head"],
        (await wife.get(family.me)).json()["is_head"],
    ) == (False, True)


async def test_another_estates_household_is_as_if_it_were_not_there(family: Family) -> None:
    clerk = await family.online.signed_in("organiser")
    other = family.online.town.estates[1]
    elsewhere = f"/api/v1/estates/{other}/households/{family.household_id}/points"
    assert (await clerk.get(elsewhere)).status_code == 404
    missing = f"{family.online.estate}/households/{family.household_id + 99}/points"
    assert (await clerk.get(missing)).status_code == 404
    head = await family.phone("head")
    assert (await head.get(f"/api/v1/estates/{other}/me/household-points")).status_code == 404


async def test_who_lives_nowhere_is_told_what_to_do(family: Family) -> None:
    await family.resident("lonely", "王五")
    lonely = await family.phone("lonely")
    answer = await lonely.get(family.me)
    assert (answer.status_code, answer.json()) == (200, None)
    assert (await lonely.get(f"{family.me}/history")).json()["items"] == []
    answer = await lonely.write(f"{family.me}/transfers", {"points": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "household_is_missing")
