"""A sign-in on a device never seen before is told; the first one and known ones are not."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.ids import now_utc, today_in_china
from ledger.db.session import in_installation
from ledger.messages.security_notices import tell_new_devices
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
