"""A sign-in on a device never seen before is told; the first one and known ones are not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.ids import now_utc, today_in_china
from ledger.db.session import in_installation
from ledger.identity.role_grants import give_region_role
from ledger.identity.roles import RegionRole
from ledger.messages.security_notices import tell_new_devices, tell_region_roles
from tests.points.estate import add_user, make_estate
from tests.posting.town import rows
from tests.web.online import PASSWORD, Online, people_of, running

PHONE = "Mozilla/5.0 (Linux; Android 14; HBP-AL00) MicroMessenger/8.0.{n}"
COMPUTER = "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/140.0.0.{n}"


async def signs_in(online: Online, device: str, password: str = PASSWORD) -> None:
    browser = online.browser()
    browser.http.headers["user-agent"] = device
    await browser.sign_in("supervisor", password)


async def told(engine: AsyncEngine) -> int:
    async with in_installation(engine) as conn:
        return await tell_new_devices(conn, now=now_utc(), today=today_in_china())


async def test_a_device_that_was_never_seen_is_told_once(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    town = await people_of(engine)
    async with running(engine, tmp_path) as app:
        online = Online(app, engine, town)
        await signs_in(online, COMPUTER.format(n=1))
        assert await told(engine) == 0, "the first device of all is no news"
        # A new version of the same program is no new device; a wrong password opens nothing.
        await signs_in(online, COMPUTER.format(n=2))
        await signs_in(online, PHONE.format(n=1), "wrong")
        assert await told(engine) == 0
        await signs_in(online, PHONE.format(n=1))
        assert await told(engine) == 1
        await signs_in(online, PHONE.format(n=2))
        assert await told(engine) == 0
        async with in_installation(engine) as conn:
            messages = await rows(
                conn,
                """select m.template, u.login from message m join app_user u using (user_id)""",
            )
            kept = await rows(conn, "select device_digest from known_device")
    assert messages == [("new_device", "supervisor")]
    assert len(kept) == 2


async def roles_told(conn: AsyncConnection, days: int = 0) -> int:
    later = timedelta(days=days)
    return await tell_region_roles(conn, now=now_utc() + later, today=today_in_china() + later)


async def messages_of(conn: AsyncConnection) -> list[tuple[str, str, str]]:
    found = await rows(
        conn,
        """select u.login, m.template, m.args ->> 'role' from message m
            join app_user u using (user_id) order by m.message_id""",
    )
    return [tuple(row) for row in found]


async def test_roles_above_the_estates_are_told_when_they_begin_and_end(
    conn: AsyncConnection,
) -> None:
    await make_estate(conn)
    today = today_in_china()
    clerk, operator = await add_user(conn, "clerk"), await add_user(conn, "operator")
    (street,) = (await rows(conn, "select region_id from region where name = '东门街道'"))[0]
    given = await give_region_role(
        conn,
        granter=None,
        user_id=clerk,
        role=RegionRole.SUBDISTRICT_OFFICE,
        region_id=street,
        starts_on=today,
    )
    await give_region_role(
        conn,
        granter=None,
        user_id=operator,
        role=RegionRole.PLATFORM_OPERATOR,
        region_id=None,
        starts_on=today,
        ends_on=today + timedelta(days=9),
    )
    assert (await roles_told(conn), await roles_told(conn)) == (2, 0)
    assert sorted(await messages_of(conn)) == [
        ("clerk", "role_granted", "东门街道工作人员"),
        ("operator", "role_granted", "平台运维"),
    ]
    await conn.execute(
        text("""update region_role_grant set revoked_by = :by, revoked_at = clock_timestamp(),
                revocation_reason = '调离' where region_role_grant_id = :id"""),
        {"by": operator, "id": given},
    )
    assert (await roles_told(conn), await roles_told(conn)) == (1, 0)
    # What ends by itself is told on the day after its last.
    assert (await roles_told(conn, 9), await roles_told(conn, 10)) == (0, 1)
    assert (await messages_of(conn))[2:] == [
        ("clerk", "role_ended", "东门街道工作人员"),
        ("operator", "role_ended", "平台运维"),
    ]


async def test_a_role_in_a_region_without_estates_has_nowhere_to_be_told(
    conn: AsyncConnection,
) -> None:
    region_id = await conn.scalar(
        text("insert into region (level, name) values ('city', '远山市') returning region_id")
    )
    await give_region_role(
        conn,
        granter=None,
        user_id=await add_user(conn, "far"),
        role=RegionRole.CITY_OFFICE,
        region_id=region_id,
        starts_on=today_in_china(),
    )
    assert await roles_told(conn) == 0
