"""What a whole run leaves in the logs: neither a secret nor a person's datum."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.embedded import EmbeddedPostgres
from ledger.db.ids import today_in_china
from ledger.db.session import create_engine
from tests.live_server import Caller, LiveServer

WRONG_PASSWORD = "geheim-4711-nicht-richtig"
PHONE, CODE, FACTOR = "13987650042", "735190", "902817"
NAME = "欧阳测试某人"
FORGED_COOKIE = "forged-session-0815"
RECOVERY = "abcd-efgh-jkmn"


def _texts(answer: Any) -> list[str]:
    """Return every text in an answer."""
    if isinstance(answer, dict):
        return [found for value in answer.values() for found in _texts(value)]
    if isinstance(answer, list):
        return [found for value in answer for found in _texts(value)]
    return [answer] if isinstance(answer, str) else []


async def _sign_in_in_every_way(server: LiveServer, said: set[str]) -> None:
    """As the pages do: wrong and right passwords, codes, a forged cookie, a forged key."""
    async with server.http() as http:
        for login, password in (
            ("treasurer", WRONG_PASSWORD), (NAME, WRONG_PASSWORD), ("treasurer", server.password),
            ("resident01", server.password),
        ):  # fmt: skip
            await http.post("/api/v1/session", json={"login": login, "password": password})
            said.update(http.cookies.values())
        await http.get("/api/v1/health")
        token = {"x-csrftoken": http.cookies.get("csrftoken") or ""}
        for path, body in (
            ("second-factor", {"code": FACTOR}),
            ("second-factor", {"code": RECOVERY}),
            ("phone-codes", {"phone": PHONE}),
            ("phone", {"phone": PHONE, "code": CODE}),
            ("wechat", {"code": "wechat-code-9"}),
        ):
            await http.post(f"/api/v1/session/{path}", json=body, headers=token)
        http.cookies.set("ledger_session", FORGED_COOKIE)
        await http.get("/api/v1/session")
    async with server.http() as http:
        answer = await http.get(
            "/api/v1/estates/1/chart", headers={"Authorization": f"Bearer {FORGED_COOKIE}"}
        )
        assert answer.status_code == 401
    said |= {WRONG_PASSWORD, server.password, PHONE, CODE, FACTOR, RECOVERY, FORGED_COOKIE, NAME}
    said.add("wechat-code-9")


async def _enrol(caller: Caller, said: set[str]) -> None:
    """Set up a second factor; its secret is shown once."""
    for path in ("/api/v1/account/second-factor", "/api/v1/account/second-factor/confirmation"):
        answer = await caller.http.post(path, json={}, headers=caller.headers())
        if answer.status_code < 300:
            said.update(each for each in _texts(answer.json()) if len(each) > 15)


async def _use_everything(server: LiveServer, said: set[str]) -> None:
    async with server.signed_in("resident01", "shop01", "operator", "treasurer") as callers:
        resident, shop, operator, treasurer = callers
        for caller in callers:
            said.update(caller.http.cookies.values())
        await _enrol(resident, said)
        code = await resident.do("me/pay-codes")
        said.update({code["digits"], code["groups"]})
        await shop.post("counter/code-checks", {"code": code["digits"]})
        items = (await shop.read("counter"))["items"]
        for digits in (code["digits"], code["digits"], "9" * 20):
            await shop.post(
                "counter/redemptions",
                {"code": digits, "lines": [{"item_id": items[0]["item_id"], "quantity": 1}]},
            )
        # Imports, of which one cannot be read; the shop's own name must not be quoted.
        goods = f"编号,名称\nX,{NAME}\n".encode()
        await treasurer.upload("imports", f"{NAME}.csv", goods, kind="catalogue")
        await treasurer.upload("imports", "a.xlsx", b"PK\x03\x04" + NAME.encode(), kind="cash_book")
        await operator.get("dwellings", q=NAME)
        await operator.post(
            "users",
            {"login": "new.user", "display_name": NAME, "password": WRONG_PASSWORD,
             "role": "auditor"},
        )  # fmt: skip
        key = await operator.post(
            "api-keys",
            {"name": "流水", "role": "treasurer", "scopes": ["read_books"],
             "expires_on": today_in_china().replace(year=2099).isoformat()},
        )  # fmt: skip
        if key.status_code == 201:
            said.update(each for each in _texts(key.json()) if len(each) > 30)
        # Errors: nothing is quoted of what could not be stored or read.
        await operator.post("users", {"login": "x\0", "display_name": NAME})
        await operator.get(f"/api/v1/nowhere/{'x' * 40}")
        await operator.http.post(f"{operator.estate}/users", content=NAME.encode() + b"{")


async def _people(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as conn:
        names = (await conn.execute(text("select name from resident"))).scalars().all()
    assert len(names) > 50
    return {name for name in names if len(name) > 1}


async def test_a_full_run_leaves_no_secret_and_no_person_in_the_logs(
    live_server: LiveServer, postgres: EmbeddedPostgres
) -> None:
    engine = create_engine(live_server.database_url, pool_size=1)
    said = await _people(engine)
    await engine.dispose()
    await _sign_in_in_every_way(live_server, said)
    await _use_everything(live_server, said)
    written = live_server.log.read_text("utf-8")
    # The run has been logged at all, with its paths and refusals.
    for expected in ("/counter/redemptions", "/imports", "sign_in_failed", "object_is_not_here"):
        assert expected in written
    of_database = (postgres.data_dir / "server.log").read_text("utf-8", errors="replace")
    secrets = {each for each in said if each and not each.startswith("/")}
    assert len(secrets) > 60
    for log in (written, of_database):
        assert sorted(secret for secret in secrets if secret in log) == []
