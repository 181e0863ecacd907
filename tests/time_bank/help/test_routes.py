"""互助 over HTTP: what strangers see, the address and its line in the log, arbitration."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ledger.db.ids import now_utc, today_in_china
from ledger.identity.operations import grant_role
from ledger.identity.roles import Role
from tests.certificates.conftest import serve
from tests.conftest import Database
from tests.web.online import Browser, Online, town_online


@pytest.fixture
async def online(database: Database, tmp_path: Path) -> AsyncIterator[Online]:
    """The resident lives in 3栋 and has 150 minutes; a neighbour can sign in, too."""
    async with town_online(database, tmp_path) as online:
        me, neighbour = online.town.residents[online.town.estate][:2]
        async with online.engine.begin() as conn:
            await serve(conn, online.town, me, on=date(2026, 6, 18), minutes=150)
            dwelling = await conn.scalar(
                text("""insert into dwelling (estate_id, building_no, entrance_no, room_no,
                        area_hundredths, resident_count)
                    values (:e, '3', '1', '0101', 8000, 2) returning dwelling_id"""),
                {"e": online.town.estate},
            )
            await conn.execute(
                text("insert into dwelling_owner values (:e, :dwelling, :me)"),
                {"e": online.town.estate, "dwelling": dwelling, "me": me},
            )
            user = await conn.scalar(
                text("""insert into app_user (login, display_name, password_hash)
                    values ('neighbour', '邻居', '-') returning user_id""")
            )
            await grant_role(
                conn,
                estate_id=online.town.estate,
                user_id=user,
                role=Role.RESIDENT,
                starts_on=date(2026, 1, 1),
                resident_id=neighbour,
            )
        resident = await online.signed_in("resident")
        await resident.write(f"{online.estate}/me/time-bank/deposits", {})
        yield online


def wish(**changes: Any) -> dict[str, Any]:
    now = now_utc()
    return {
        "category": "陪同就医",
        "words": "想请人陪我去量血压",
        "minutes": 60,
        "wanted_from": (now + timedelta(minutes=10)).isoformat(),
        "wanted_to": (now + timedelta(hours=2)).isoformat(),
    } | changes


async def publish(online: Online) -> tuple[Browser, Browser, str]:
    resident, neighbour = await online.signed_in("resident"), await online.signed_in("neighbour")
    made = await resident.write(f"{online.estate}/me/help-requests", wish())
    assert made.status_code == 201, made.text
    one = f"{online.estate}/me/help-requests/{made.json()['help_request_id']}"
    return resident, neighbour, one


async def test_strangers_see_the_building_and_no_dwelling(online: Online) -> None:
    resident, neighbour, one = await publish(online)
    listed = await neighbour.get(f"{online.estate}/me/help-requests/open")
    [shown] = listed.json()["items"]
    assert (shown["building_no"], shown["asked_by"]) == ("3", "张*")
    assert "0101" not in listed.text
    assert (await resident.get(f"{online.estate}/me/help-requests/open")).json()["items"] == []
    other = await neighbour.get(f"{online.estate}/me/help-requests/open?category=其他")
    assert other.json()["items"] == []
    early = await neighbour.write(f"{one}/address", {})
    assert (early.status_code, early.json()["code"]) == (403, "help_address_is_closed")
    await neighbour.write(f"{one}/acceptance", {})
    seen = await neighbour.write(f"{one}/address", {})
    assert seen.json() == {"address": "3栋1单元0101"}
    async with online.engine.begin() as conn:
        lines = await conn.execute(
            text("""select action, object, outcome from audit_line
                where action = 'see_help_address' order by audit_line_id""")
        )
        assert [tuple(line) for line in lines] == [
            ("see_help_address", "", "help_address_is_closed"),
            ("see_help_address", f"help_request:{one.rpartition('/')[2]}", "done"),
        ]
        kept = await conn.scalars(text("select body::text from request_outcome"))
        assert not any("0101" in (body or "") for body in kept)


async def test_an_appeal_is_decided_at_the_desk(online: Online) -> None:
    resident, neighbour, one = await publish(online)
    await neighbour.write(f"{one}/acceptance", {})
    said = {"on": today_in_china().isoformat(), "started": "08:00", "minutes": 45}
    served = await neighbour.write(f"{one}/service", said)
    assert served.json()["state_title"] == "等待确认"
    appealed = await resident.write(f"{one}/appeal", {"reason": "只来了半小时"})
    assert appealed.json()["state"] == "appealed"
    number = one.rpartition("/")[2]
    committee = await online.signed_in("committee")
    desk = f"{online.estate}/help-requests"
    [waiting] = (await committee.get(f"{desk}?state=appealed")).json()["items"]
    assert waiting["appeal_reason"] == "只来了半小时"
    settled = await committee.write(
        f"{desk}/{number}/settlement", {"minutes": 30, "reason": "问过双方"}
    )
    assert settled.json()["state"] == "confirmed", settled.text
    bank = (await resident.get(f"{online.estate}/me/time-bank")).json()
    assert (bank["balance_minutes"], bank["held_minutes"]) == (120, 0)
    treasurer = await online.signed_in("treasurer")
    refused = await treasurer.write(f"{desk}/{number}/settlement", {"minutes": 0, "reason": "看看"})
    assert refused.status_code == 403


async def test_bad_wishes_are_refused_in_words(online: Online) -> None:
    resident, neighbour = await online.signed_in("resident"), await online.signed_in("neighbour")
    path = f"{online.estate}/me/help-requests"
    for changes, code in (
        ({"words": "打 13800138000 找我"}, "help_words_tell_too_much"),
        ({"wanted_to": "2020-01-01T00:00:00Z"}, "help_time_is_wrong"),
        ({"minutes": 151}, "balance_is_too_low"),
    ):
        refused = await resident.write(path, wish(**changes))
        assert refused.json()["code"] == code
        assert len(refused.json()["detail"]) > 8
    assert (await neighbour.write(path, wish())).json()["code"] == "help_needs_home"
    assert (await resident.write(path, wish(minutes=5))).status_code == 400
    assert (await resident.write(f"{path}/999/acceptance", {})).status_code == 404
    assert (await resident.get(path)).json()["items"] == []
