"""操作日志: found by person, time, object and action; what is refused is in it, too."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from ledger.audit_log.refused_requests import is_kept
from ledger.db.ids import today_in_china
from ledger.identity.roles import Role
from tests.web.online import Online

FORMULA = "=HYPERLINK(1)"


async def kept(online: Online, **query: str | int) -> list[dict[str, Any]]:
    """Return what the supervisor finds, page by page."""
    supervisor = await online.signed_in("supervisor")
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        asked = query | {"limit": 3} | ({"after": after} if after else {})
        answer = await supervisor.get(f"{online.estate}/audit-log", params=asked)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        after = answer.json()["next"]
        if after is None:
            return found


async def write_lines(online: Online, *lines: dict[str, Any]) -> None:
    async with online.engine.begin() as conn:
        for line in lines:
            await conn.execute(
                text("""insert into audit_line (estate_id, actor_user_id, action, object, outcome,
                        at, details)
                    values (:estate, (select user_id from app_user where login = :who), :action,
                        :object, :outcome, coalesce(cast(:at as timestamptz), clock_timestamp()),
                        jsonb_build_object('reason', cast(:reason as text)))"""),
                {"estate": online.town.estate, "who": "treasurer", "action": "test_search",
                 "object": "thing:1", "outcome": "done", "at": None, "reason": ""} | line,
            )  # fmt: skip


async def test_lines_are_found_by_person_object_action_outcome_and_day(online: Online) -> None:
    long_ago = today_in_china() - timedelta(days=90)
    await write_lines(
        online,
        {},
        {"who": "committee", "object": "thing:12"},
        {"object": "other:1", "outcome": "it_was_refused", "reason": "核对补贴名单"},
        {"object": "thing:9", "at": long_ago},
        {"estate": online.town.estates[1], "object": "thing:77"},
    )

    async def objects(**query: str | int) -> list[str]:
        found = await kept(online, action="test_search", **query)
        assert [line["audit_line_id"] for line in found] == sorted(
            (line["audit_line_id"] for line in found), reverse=True
        )
        return [line["object"] for line in found]

    assert await objects() == ["other:1", "thing:12", "thing:1"]
    assert await objects(person="committee") == ["thing:12"]
    assert await objects(object="thing") == ["thing:12", "thing:1"]
    assert await objects(object="thing:1") == ["thing:1"]
    assert await objects(outcome="done") == ["thing:12", "thing:1"]
    assert await objects(outcome="refused") == ["other:1"]
    assert await objects(outcome="it_was_refused") == ["other:1"]
    day = long_ago.isoformat()
    assert await objects(**{"from": day, "to": day}) == ["thing:9"]
    assert await objects(**{"from": "0001-01-01", "to": "9999-12-31"}) == [
        "thing:9", "other:1", "thing:12", "thing:1"]  # fmt: skip
    (line,) = await kept(online, action="test_search", outcome="refused")
    assert line["actor_name"]
    assert (line["reason"], line["is_done"]) == ("核对补贴名单", False)
    people = await kept(online, actor_user_id=line["actor_user_id"], action="test_search")
    assert {each["object"] for each in people} == {"other:1", "thing:1"}


async def test_signing_in_is_found_where_the_person_has_a_role(online: Online) -> None:
    treasurer = online.browser()
    await treasurer.sign_in("treasurer")
    stranger = online.browser()
    await stranger.sign_in("nobody")
    found = await kept(online, action="sign_in", person="treasurer")
    assert found
    assert found[0]["action_title"] == "登录"
    assert await kept(online, action="sign_in", person="nobody") == []


async def test_what_is_refused_is_kept_with_the_one_who_asked(online: Online) -> None:
    treasurer = await online.signed_in("treasurer")
    other = online.town.estates[1]
    refused = await treasurer.get(f"{online.estate}/users")
    assert refused.status_code == 403
    assert (await treasurer.get(f"/api/v1/estates/{other}/chart")).status_code == 404
    # What is only mistyped is nobody's offence.
    assert (await treasurer.get(f"{online.estate}/chart?x=%00")).status_code in {200, 400}
    assert (await online.browser().get(f"{online.estate}/users")).status_code == 401
    await online.app.state.refused_requests.close()
    (line,) = await kept(online, action="list_users", outcome="permission_is_missing")
    assert line["request_id"] == refused.headers["x-request-id"]
    assert line["address"] == "10.0.0.9"
    (probe,) = await kept(online, outcome="object_is_not_here", object=f"estate:{other}")
    assert probe["actor_name"] == line["actor_name"]


async def test_a_write_that_a_rule_refuses_is_kept_once(online: Online) -> None:
    operator = await online.signed_in("operator")
    body = {"login": "treasurer", "display_name": "x", "password": "用一句长一点的话做密码",
            "role": "auditor"}  # fmt: skip
    refused = await operator.write(f"{online.estate}/users", body)
    assert refused.status_code == 409
    await online.app.state.refused_requests.close()
    lines = await kept(online, outcome=refused.json()["code"])
    assert [line["action"] for line in lines] == ["add_user"]


@pytest.mark.parametrize("role", Role)
async def test_the_log_is_read_by_those_who_watch(online: Online, role: Role) -> None:
    browser = await online.signed_in(role.value)
    may = role in {Role.SUPERVISOR, Role.AUDITOR, Role.OPERATOR}
    for path in ("", "/actions", "/export"):
        answer = await browser.get(f"{online.estate}/audit-log{path}")
        assert answer.status_code == (200 if may else 403), path


async def test_the_export_says_what_the_search_says_and_runs_nothing(online: Online) -> None:
    await write_lines(online, {"object": FORMULA, "reason": "@SUM(1)", "action": "test_export"})
    auditor = await online.signed_in("auditor")
    answer = await auditor.get(f"{online.estate}/audit-log/export?action=test_export")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert table[0][:4] == ["编号", "时间", "谁", "做了什么"]
    (row,) = table[1:]
    assert row[4] == f"'{FORMULA}"
    assert row[6] == "'@SUM(1)"
    workbook = await auditor.get(f"{online.estate}/audit-log/export?action=test_export&format=xlsx")
    with zipfile.ZipFile(io.BytesIO(workbook.content)) as opened:
        parts = {name: opened.read(name).decode() for name in opened.namelist()}
    assert FORMULA in "".join(parts.values())
    assert [name for name, part in parts.items() if "<f>" in part or "<f " in part] == []
    exported = await kept(online, action="export_audit_log")
    assert exported[0]["action_title"] == "导出操作日志"


async def test_every_action_that_a_route_may_log_has_a_chinese_name(online: Online) -> None:
    auditor = await online.signed_in("auditor")
    answer = (await auditor.get(f"{online.estate}/audit-log/actions")).json()
    assert answer["kept_months"] >= 6
    titles = {each["action"]: each["title"] for each in answer["items"]}
    assert titles["sign_in"] == "登录"
    assert len(titles) > 60
    assert [name for name, title in titles.items() if title.isascii()] == []


@pytest.mark.parametrize(
    "method, status, is_refusal, is_stranger, expected",
    [
        ("GET", 403, True, False, True),
        ("GET", 429, True, False, True),
        ("GET", 404, True, True, True),
        ("GET", 404, True, False, False),
        ("POST", 404, True, False, True),
        ("POST", 409, True, False, True),
        ("POST", 400, False, False, False),
        ("POST", 503, True, False, False),
        ("DELETE", 410, True, False, True),
    ],
)
def test_which_refusals_are_kept(
    method: str, status: int, is_refusal: bool, is_stranger: bool, expected: bool
) -> None:
    found = is_kept(method=method, status=status, is_refusal=is_refusal, is_stranger=is_stranger)
    assert found is expected
