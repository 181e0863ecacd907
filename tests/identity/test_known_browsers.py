"""A stranger who fails on purpose keeps nobody out who has signed in on the same device before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.identity.known_browser import KNOWN_COOKIE
from ledger.identity.one_time_codes import (
    CODES_A_DAY,
    CODES_AN_HOUR,
    PHONE_CODES_OF_ADDRESS_A_DAY,
)
from tests.identity.test_proofs import ask, code_in, register, say
from tests.web.online import Browser, Online, people_of, running


@pytest.fixture
async def fresh(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Online]:
    town = await people_of(engine)
    async with running(engine, tmp_path) as app:
        yield Online(app, engine, town)


async def let_pass(owner: AsyncEngine, past: timedelta) -> None:
    """Move what was sent and tried into the past; the service itself may not."""
    async with owner.begin() as conn:
        for table, column in (("one_time_code", "sent_at"), ("sign_in_attempt", "at")):
            await conn.execute(
                text(f"update {table} set {column} = {column} - cast(:past as interval)"),
                {"past": past},
            )


async def asked_until_refused(owner: AsyncEngine, browser: Browser, *, wait: timedelta) -> int:
    """Return how many codes for `PHONE` the browser gets, asking again after each wait."""
    for times in range(20):
        if (await ask(browser)).status_code == 429:
            return times
        await let_pass(owner, wait)
    raise AssertionError("nothing stops it")


async def test_who_has_signed_in_here_gets_codes_whatever_strangers_ask_for(
    fresh: Online, owner_engine: AsyncEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    await register(fresh, 0, 1)
    own = fresh.browser()
    await ask(own)
    assert (await say(own, code_in(capsys.readouterr().out))).status_code == 201
    await own.write("/api/v1/session", method="DELETE")
    await let_pass(owner_engine, timedelta(days=2))
    # From one address a stranger gets half of what there is for the phone, from two the rest.
    halves = [
        await asked_until_refused(
            owner_engine, fresh.browser(address=address), wait=timedelta(minutes=20)
        )
        for address in ("10.1.1.1", "10.1.1.2")
    ]
    assert halves == [PHONE_CODES_OF_ADDRESS_A_DAY, CODES_A_DAY - PHONE_CODES_OF_ADDRESS_A_DAY]
    assert (await ask(fresh.browser(address="10.1.1.3"))).status_code == 429
    capsys.readouterr()
    assert (await ask(own)).status_code == 202
    assert (await say(own, code_in(capsys.readouterr().out))).status_code == 201


async def test_a_known_browser_has_limits_of_its_own(
    fresh: Online, owner_engine: AsyncEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    await register(fresh, 0, 1)
    own = fresh.browser()
    await ask(own)
    await say(own, code_in(capsys.readouterr().out))
    await let_pass(owner_engine, timedelta(days=2))
    assert await asked_until_refused(owner_engine, own, wait=timedelta(seconds=61)) == CODES_AN_HOUR


async def test_who_has_signed_in_here_gets_in_however_often_strangers_guess(
    fresh: Online, owner_engine: AsyncEngine
) -> None:
    own = fresh.browser()
    assert (await own.sign_in("supervisor")).status_code == 201
    await own.write("/api/v1/session", method="DELETE")
    for n in range(6):
        await fresh.browser(address="10.6.6.6").sign_in("supervisor", f"guess {n}")
    assert (await fresh.browser().sign_in("supervisor")).status_code == 429
    assert (await own.sign_in("supervisor")).status_code == 201
    # What the known browser does wrong is counted, too, and for it alone.
    answers = [(await own.sign_in("supervisor", f"wrong {n}")).status_code for n in range(6)]
    assert answers == [401] * 5 + [429]
    assert (await own.sign_in("supervisor")).status_code == 429
    await let_pass(owner_engine, timedelta(minutes=16))
    assert (await own.sign_in("supervisor")).status_code == 201


async def test_being_known_is_neither_made_up_nor_carried_over(fresh: Online) -> None:
    own = fresh.browser()
    await own.sign_in("supervisor")
    given = own.http.cookies[KNOWN_COOKIE]
    name, proof = given.split(".")
    assert (await fresh.browser().get("/api/v1/health")).cookies.get(KNOWN_COOKIE) is None
    for n in range(6):
        await fresh.browser(address="10.6.6.6").sign_in("organiser", f"guess {n}")
        await fresh.browser(address="10.6.6.6").sign_in("supervisor", f"guess {n}")
    for login, cookie in (
        # Somebody else's, a name of one's own, another digest, nothing of the kind.
        ("organiser", given),
        ("supervisor", f"{'A' * 43}.{proof}"),
        ("supervisor", f"{name}.{'0' * 64}"),
        ("supervisor", f"{name}"),
    ):
        browser = fresh.browser()
        browser.http.cookies.set(KNOWN_COOKIE, cookie, domain="ledger.test", path="/")
        assert (await browser.sign_in(login)).status_code == 429, cookie


async def test_a_known_browser_is_let_in_by_nothing_but_the_proof(fresh: Online) -> None:
    own = fresh.browser()
    await own.sign_in("supervisor")
    thief = fresh.browser()
    cookie = own.http.cookies[KNOWN_COOKIE]
    thief.http.cookies.set(KNOWN_COOKIE, cookie, domain="ledger.test", path="/")
    assert (await thief.get("/api/v1/session")).status_code == 401
    assert (await thief.sign_in("supervisor", "wrong")).status_code == 401
