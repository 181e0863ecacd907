"""Opening a real estate beside the sample, and the first roles above the estates."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.db.session import create_engine
from tests.cli.commands import Shell
from tests.databases import Database

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
PASSWORD = ("--password", "用一句长一点的话做密码")
OPEN = (
    "estate", "open", "jinxiuyuan", "--name", "锦绣苑", "--kind", "老旧", "--model", "三无",
    "--region", "川南市/江北县/西门街道/锦绣社区", "--first-month", "2026-07",
    "--operator-name", "王运维",
)  # fmt: skip


async def _ask(url: str, sql: str) -> list[tuple[object, ...]]:
    engine = create_engine(url, pool_size=1)
    async with engine.connect() as conn:
        found = [tuple(row) for row in await conn.execute(text(sql))]
    await engine.dispose()
    return found


@pytest.fixture
def shell(database: Database, tmp_path: Path) -> Shell:
    """Commands of an operator who brings their own PostgreSQL."""
    return Shell(
        tmp_path,
        {
            "LEDGER_DATABASE_URL": database.owner_url,
            "LEDGER_SERVICE_DATABASE_URL": database.service_url,
        },
    )


def test_an_estate_is_opened_whole_or_not_at_all(shell: Shell, database: Database) -> None:
    said = shell(*OPEN, "--operator", "wang.op", *PASSWORD)
    assert said.code == DONE, said.err
    assert "已开通 锦绣苑" in said.out
    rows = asyncio.run(
        _ask(
            database.owner_url,
            """select e.name, region_path(e.region_id), b.first_month, u.login, g.role, g.ends_on,
                (select count(*) > 50 from account a where a.estate_id = e.estate_id)
            from estate e join book b using (estate_id) join role_grant g using (estate_id)
            join app_user u using (user_id) where e.code = 'jinxiuyuan'""",
        )
    )
    path = "川南市/江北县/西门街道/锦绣社区"
    assert rows == [("锦绣苑", path, 202607, "wang.op", "operator", None, True)]

    again = shell(*OPEN, "--operator", "li.op", *PASSWORD)
    assert (again.code, "estate_code_is_taken" in again.err) == (REFUSED, True)
    # The login is taken: nothing of the other estate is left behind.
    other = [part.replace("jinxiuyuan", "other") for part in OPEN]
    refused = shell(*other, "--operator", "wang.op", *PASSWORD)
    assert (refused.code, "login_is_taken" in refused.err) == (REFUSED, True)
    malformed = shell(
        *[p.replace("jinxiuyuan", "锦绣苑") for p in OPEN], "--operator", "x.op", *PASSWORD
    )
    assert (malformed.code, "estate_code_is_malformed" in malformed.err) == (REFUSED, True)
    codes = asyncio.run(_ask(database.owner_url, "select code from estate"))
    assert codes == [("jinxiuyuan",)]

    # The street's office, by name and password of its own; then the platform's operator.
    street = shell(
        "region-role", "grant", "ximen.street", "--role", "subdistrict_office",
        "--region", "川南市/江北县/西门街道", "--name", "西门街道",
        typed="用一句长一点的话做密码\n用一句长一点的话做密码\n",
    )  # fmt: skip
    assert street.code == DONE, street.err
    assert "街道工作人员" in street.out
    wrong = shell(
        "region-role", "grant", "wang.op", "--role", "city_office",
        "--region", "川南市/江北县/西门街道",
    )  # fmt: skip
    assert (wrong.code, "role_is_not_of_this_region" in wrong.err) == (REFUSED, True)
    platform = shell("region-role", "grant", "wang.op", "--role", "platform_operator")
    assert platform.code == DONE, platform.err
    granted = asyncio.run(
        _ask(database.owner_url, "select role, level from region_role_grant order by 1")
    )
    assert granted == [("platform_operator", None), ("subdistrict_office", "subdistrict")]


@pytest.mark.parametrize(
    "change",
    [("--region", "川南市/江北县"), ("--kind", "别墅"), ("--first-month", "七月")],
)
def test_what_is_written_wrong_is_said(shell: Shell, change: tuple[str, str]) -> None:
    arguments = list(OPEN)
    arguments[arguments.index(change[0]) + 1] = change[1]
    said = shell(*arguments, "--operator", "wang.op", *PASSWORD)
    assert said.code in (REFUSED, WRONG_USAGE), said
