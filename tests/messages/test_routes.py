"""One's own messages over HTTP, and what an operator sees of those that did not arrive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.messages.operations import put_messages
from ledger.messages.outbox import NewMessage
from tests.conftest import Database
from tests.web.online import Browser, Online, town_online

POINTS = {"points": "12", "count": "2"}


@pytest.fixture(scope="module")
async def online(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Online]:
    async with town_online(module_database, tmp_path_factory.mktemp("data")) as online:
        yield online


async def user_id(online: Online, login: str) -> int:
    async with online.engine.begin() as conn:
        found = await conn.scalar(
            text("select user_id from app_user where login = :login"), {"login": login}
        )
    assert found is not None
    return int(found)


async def put(online: Online, login: str, *keys: str) -> None:
    reader = await user_id(online, login)
    async with online.engine.begin() as conn:
        await put_messages(
            conn,
            [
                NewMessage(online.town.estate, "points_granted", key, POINTS, user_id=reader)
                for key in keys
            ],
        )


async def unread(online: Online, browser: Browser) -> int:
    answer = await browser.get(f"{online.estate}/me/messages/unread")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["unread"])


async def test_messages_are_listed_counted_and_read(online: Online) -> None:
    await put(online, "treasurer", *(f"list:{number}" for number in range(5)))
    browser = await online.signed_in("treasurer")
    assert await unread(online, browser) == 5
    first = (await browser.get(f"{online.estate}/me/messages", params={"limit": 3})).json()
    assert len(first["items"]) == 3
    assert first["items"][0]["title"] == "积分到账"
    assert first["items"][0]["text"] == "您的积分到账 12 分，共 2 笔。"
    rest = (
        await browser.get(f"{online.estate}/me/messages", params={"after": first["next"]})
    ).json()
    assert [len(rest["items"]), rest["next"]] == [2, None]
    newest, second = (item["message_id"] for item in first["items"][:2])

    one = await browser.write(f"{online.estate}/me/messages/read", {"message_id": newest})
    assert (one.status_code, one.json()) == (200, {"unread": 4})
    still = await browser.get(f"{online.estate}/me/messages", params={"unread_only": True})
    assert newest not in [item["message_id"] for item in still.json()["items"]]
    rest_read = await browser.write(
        f"{online.estate}/me/messages/read", {"until_message_id": second}
    )
    assert rest_read.json() == {"unread": 0}


@pytest.mark.parametrize(
    "body", [{}, {"message_id": 1, "until_message_id": 1}, {"message_id": "1"}, {"message_id": 0}]
)
async def test_what_is_read_must_be_said(online: Online, body: dict[str, object]) -> None:
    browser = await online.signed_in("treasurer")
    answer = await browser.write(f"{online.estate}/me/messages/read", body)
    assert answer.status_code == 400, answer.text


async def test_anothers_message_is_as_good_as_missing(online: Online) -> None:
    await put(online, "committee", "of the committee")
    mine = await online.signed_in("committee")
    (item, *_) = (await mine.get(f"{online.estate}/me/messages")).json()["items"]
    other = await online.signed_in("supervisor")
    assert (await other.get(f"{online.estate}/me/messages")).json()["items"] == []
    theirs = await other.write(
        f"{online.estate}/me/messages/read", {"message_id": item["message_id"]}
    )
    missing = await other.write(f"{online.estate}/me/messages/read", {"message_id": 2**62})
    assert (theirs.status_code, theirs.json()["detail"]) == (404, missing.json()["detail"])
    # And "all of them" reads one's own only.
    await other.write(f"{online.estate}/me/messages/read", {"until_message_id": 2**62})
    assert await unread(online, mine) == 1


async def test_a_resident_reads_what_is_for_the_resident(online: Online) -> None:
    browser = await online.signed_in("resident")
    async with online.engine.begin() as conn:
        resident = await conn.scalar(
            text("""select g.resident_id from role_grant g join app_user using (user_id)
                where login = 'resident' and estate_id = :estate"""),
            {"estate": online.town.estate},
        )
        await put_messages(
            conn,
            [NewMessage(online.town.estate, "points_granted", "his", POINTS, resident_id=resident)],
        )
    assert await unread(online, browser) == 1


async def test_wishes_are_kept(online: Online) -> None:
    browser = await online.signed_in("resident")
    where = f"{online.estate}/me/message-settings"
    before = (await browser.get(where)).json()
    assert before == {
        "sms": True,
        "wechat": True,
        "quiet_from": "21:00",
        "quiet_until": "08:00",
        "told_from_points": None,
    }
    wanted = before | {"sms": False, "quiet_from": "20:30", "told_from_points": 200}
    assert (await browser.write(where, wanted)).json() == wanted
    assert (await browser.get(where)).json() == wanted
    for wrong in ({"quiet_from": "24:00"}, {"told_from_points": 0}, {"sms": "no"}, {"more": 1}):
        assert (await browser.write(where, before | wrong)).status_code == 400, wrong


async def test_an_operator_sees_what_did_not_arrive_and_sends_it_again(online: Online) -> None:
    resident = await user_id(online, "resident")
    async with online.engine.begin() as conn:
        await put_messages(
            conn,
            [
                NewMessage(
                    online.town.estate,
                    "role_ended",
                    f"dead:{number}",
                    {"role": "财务委员", "ended_on": "2026年6月30日"},
                    user_id=resident,
                )
                for number in range(3)
            ],
        )
        await conn.execute(
            text("""update message_delivery set state = 'dead', reason = 'ConnectError',
                attempts = 10, ended_at = now()""")
        )
        await conn.execute(text("delete from jobs.pgqueuer"))
    browser = await online.signed_in("operator")
    where = f"{online.estate}/messages"
    first = (await browser.get(f"{where}/failed", params={"limit": 4})).json()
    second = (await browser.get(f"{where}/failed", params={"after": first["next"]})).json()
    ways = [(item["message_id"], item["channel"]) for item in first["items"] + second["items"]]
    assert len(ways) == len(set(ways)) == 6
    assert first["items"][0]["reason_title"] == "连不上通道"
    message_id, channel = ways[0]
    again = await browser.write(f"{where}/{message_id}/retry", {"channel": channel})
    assert again.status_code == 200, again.text
    assert (
        await browser.write(f"{where}/{message_id}/retry", {"channel": channel})
    ).status_code == 404
    counts = (await browser.get(f"{where}/summary")).json()["counts"]
    assert {(c["channel"], c["state"]): c["count"] for c in counts}[channel, "waiting"] == 1
    async with online.engine.begin() as conn:
        assert await conn.scalar(text("select count(*) from jobs.pgqueuer")) == 1
    for login in ("treasurer", "resident", "shopkeeper"):
        other = await online.signed_in(login)
        assert (await other.get(f"{where}/failed")).status_code == 403


async def test_the_jobs_are_listed_before_any_has_run(online: Online) -> None:
    browser = await online.signed_in("operator")
    jobs = (await browser.get(f"{online.estate}/jobs")).json()["jobs"]
    by_name = {job["name"]: job for job in jobs}
    assert by_name["expire_points"]["when"] == "每天 02:10"
    assert by_name["expire_points"]["next_run"] is None
    assert by_name["deliver_message"]["failures"] == 0


async def test_another_estates_messages_are_not_there(online: Online, tmp_path: Path) -> None:
    browser = await online.signed_in("treasurer")
    answer = await browser.get(f"/api/v1/estates/{online.town.estate + 999}/me/messages")
    assert answer.status_code == 404
