"""Regions over HTTP: down from one's own, giving and ending, and the platform above them all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ledger.db.ids import today_in_china
from ledger.db.session import in_installation
from ledger.identity.role_grants import give_region_role
from ledger.identity.role_queries import region_of_path
from ledger.identity.roles import RegionRole
from tests.posting.town import scalar
from tests.web.online import Browser, Online

TODAY = today_in_china()
OFFICES = {
    "city.office": (RegionRole.CITY_OFFICE, ["川南市"]),
    "street.office": (RegionRole.SUBDISTRICT_OFFICE, ["川南市", "江北县", "东门街道"]),
    "platform.ops": (RegionRole.PLATFORM_OPERATOR, None),
}


@pytest.fixture
async def offices(online: Online) -> dict[str, Browser]:
    async with in_installation(online.engine) as conn:
        for login, (role, path) in OFFICES.items():
            user_id = await scalar(
                conn,
                """insert into app_user (login, display_name, password_hash)
                select :login, :login, password_hash from app_user where login = 'nobody'
                on conflict (login) do update set display_name = excluded.display_name
                returning user_id""",
                login=login,
            )
            held = "select count(*) from region_role_grant where user_id = :user_id"
            if not await scalar(conn, held, user_id=user_id):
                region = await region_of_path(conn, path) if path else None
                await give_region_role(
                    conn, granter=None, user_id=user_id, role=role,
                    region_id=region.region_id if region else None, starts_on=date(2026, 1, 1),
                )  # fmt: skip
    return {login: await online.signed_in(login) for login in OFFICES}


async def read(browser: Browser, address: str) -> Any:
    answer = await browser.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_one_goes_down_from_ones_own_region_and_not_above_it(
    offices: dict[str, Browser],
) -> None:
    city = offices["city.office"]
    [own] = (await read(city, "/api/v1/regions"))["items"]
    place = await read(city, f"/api/v1/regions/{own['region_id']}")
    assert (place["above"], place["may_grant"]) == ([], False)
    [district] = place["below"]
    place = await read(city, f"/api/v1/regions/{district['region_id']}")
    assert [above["path"] for above in place["above"]] == ["川南市"]
    assert (place["role"], place["may_grant"]) == ("district_office", True)
    [street] = place["below"]
    place = await read(city, f"/api/v1/regions/{street['region_id']}")
    assert [above["path"] for above in place["above"]] == ["川南市", "川南市/江北县"]

    clerk = offices["street.office"]
    place = await read(clerk, f"/api/v1/regions/{street['region_id']}")
    # What lies above is not theirs to see, not even by name beyond the path.
    assert (place["above"], place["may_grant"]) == ([], False)
    assert (await clerk.get(f"/api/v1/regions/{district['region_id']}")).status_code == 404


async def test_a_role_is_given_for_a_time_and_ended_with_a_reason(
    online: Online, offices: dict[str, Browser]
) -> None:
    clerk = offices["street.office"]
    [street] = (await read(clerk, "/api/v1/regions"))["items"]
    [community] = (await read(clerk, f"/api/v1/regions/{street['region_id']}"))["below"]
    address = f"/api/v1/regions/{community['region_id']}/role-grants"
    asked = {
        "login": "nobody", "role": "community_office", "starts_on": str(TODAY),
        "ends_on": str(TODAY + timedelta(300)),
    }  # fmt: skip
    given = await clerk.write(address, asked)
    assert given.status_code == 201, given.text
    said = given.json()
    assert (said["state"], said["granted_by_name"], said["may_revoke"]) == (
        "held", "street.office", True,
    )  # fmt: skip
    listed = (await read(clerk, f"/api/v1/regions/{street['region_id']}/role-grants"))["items"]
    # One sees whoever works on one's own level, and ends none of them.
    assert {row["login"]: row["may_revoke"] for row in listed} == {
        "street.office": False, "nobody": True,
    }  # fmt: skip
    end = f"{address}/{said['region_role_grant_id']}/revocation"
    ended = await clerk.write(end, {"reason": "已离任"})
    assert ended.status_code == 200, ended.text
    assert (ended.json()["state_title"], ended.json()["may_revoke"]) == ("已收回", False)
    assert (await clerk.write(end, {"reason": "已离任"})).json()["code"] == "role_was_revoked"


async def test_the_platform_gives_and_ends_its_own(offices: dict[str, Browser]) -> None:
    platform, city = offices["platform.ops"], offices["city.office"]
    address = "/api/v1/platform/role-grants"
    assert (await city.get(address)).json()["code"] == "permission_is_missing"
    asked = {"login": "treasurer", "starts_on": str(TODAY)}
    assert (await city.write(address, asked)).status_code == 403
    [own] = (await read(platform, address))["items"]
    last = await platform.write(
        f"{address}/{own['region_role_grant_id']}/revocation", {"reason": "轮换"}
    )
    assert last.json()["code"] == "last_operator_stays"
    given = (await platform.write(address, asked)).json()
    assert (given["region_id"], given["region_path"], given["state"]) == (None, "平台", "held")
    # A region's address reaches nothing of the platform, nor the other way round.
    [place, *_] = (await read(city, "/api/v1/regions"))["items"]
    crossed = f"/api/v1/regions/{place['region_id']}/role-grants/{given['region_role_grant_id']}"
    crossed_end = await platform.write(f"{crossed}/revocation", {"reason": "试试"})
    assert crossed_end.status_code == 404
    done = await platform.write(
        f"{address}/{given['region_role_grant_id']}/revocation", {"reason": "临时值守结束"}
    )
    assert done.json()["state"] == "revoked"
