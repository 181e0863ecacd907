"""A phone number is written down by an estate's desk: it opens no work, and no other estate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.identity.operations import grant_role
from ledger.identity.roles import Role
from ledger.identity.session_rules import Proof, is_withheld
from tests.identity.test_proofs import ask, code_in, register, say
from tests.web.online import Online, people_of, running


@pytest.fixture
async def fresh(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Online]:
    town = await people_of(engine)
    async with running(engine, tmp_path) as app:
        yield Online(app, engine, town)


async def make_resident(online: Online, login: str, estate: int) -> None:
    """Let a user be a resident, too; their phone is `PHONE` from now on."""
    await register(online, estate, 1)
    estate_id = online.town.estates[estate]
    async with online.engine.begin() as conn:
        await grant_role(
            conn,
            estate_id=estate_id,
            user_id=(
                await conn.execute(
                    text("select user_id from app_user where login = :login"), {"login": login}
                )
            ).scalar_one(),
            role=Role.RESIDENT,
            starts_on=date(2026, 1, 1),
            resident_id=online.town.residents[estate_id][1],
        )


@pytest.mark.parametrize("estate", [0, 1])
@pytest.mark.parametrize("login", ["supervisor", "cashier", "organiser", "shopkeeper"])
async def test_whoever_writes_down_a_number_does_not_come_to_the_work_of_its_person(
    fresh: Online, capsys: pytest.CaptureFixture[str], login: str, estate: int
) -> None:
    await make_resident(fresh, login, estate)
    browser = fresh.browser()
    await ask(browser)
    answer = await say(browser, code_in(capsys.readouterr().out))
    assert answer.status_code == 201
    assert [grant["role"] for grant in answer.json()["grants"]] == ["resident"]
    assert answer.json()["withheld"] == [Role(login).chinese_title]


async def test_a_number_is_another_than_none_in_another_estate(
    fresh: Online, capsys: pytest.CaptureFixture[str]
) -> None:
    await make_resident(fresh, "resident", 1)
    browser = fresh.browser()
    await ask(browser)
    answer = await say(browser, code_in(capsys.readouterr().out))
    assert (answer.status_code, answer.json()["code"]) == (409, "phone_is_unclear")


async def test_a_role_that_was_given_by_mistake_and_taken_away_opens_nothing(
    fresh: Online, capsys: pytest.CaptureFixture[str]
) -> None:
    await make_resident(fresh, "supervisor", 0)
    async with fresh.engine.begin() as conn:
        await conn.execute(
            text("""update role_grant set revoked_at = clock_timestamp(), revoked_by = user_id,
                    revocation_reason = '授予错了人'
                where role = 'resident' and user_id = (
                    select user_id from app_user where login = 'supervisor')""")
        )
    browser = fresh.browser()
    await ask(browser)
    answer = await say(browser, code_in(capsys.readouterr().out))
    assert answer.json()["code"] == "code_is_wrong"


def test_a_second_factor_opens_the_rest() -> None:
    for proof in (Proof.PHONE, Proof.WECHAT):
        for role in Role:
            is_shut = is_withheld(role, proof=proof, factor_is_proved=False, has_factor=True)
            assert is_shut == (role is not Role.RESIDENT)
            assert not is_withheld(role, proof=proof, factor_is_proved=True, has_factor=True)
