"""The life of a pay code on a real database: issued, looked up, burnt once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.ids import new_digits
from ledger.posting.rules import OpenBatch
from ledger.posting.writing import write_batch
from ledger.redemption import operations, pay_codes
from ledger.redemption.code_failures import CodeAttemptsAreThrottled, Terminal
from ledger.redemption.codes import pay_code, read_pay_code
from tests.redemption.world import World, build_world
from tests.signed_in import keep_session


def unknown_code() -> str:
    return pay_code(new_digits(17))


async def expire(world: World, owner_engine: AsyncEngine, digits: str) -> None:
    """Let the database believe that a code was shown ninety seconds ago."""
    async with owner_engine.begin() as conn:
        await conn.execute(
            text("""update pay_code set issued_at = issued_at - interval '90 seconds',
                    expires_at = expires_at - interval '90 seconds'
                where estate_id = :estate_id and code_digest = :digest"""),
            {"estate_id": world.estate_id, "digest": world.digest(digits)},
        )


async def test_only_the_digest_of_a_code_is_kept(world: World) -> None:
    digits = await world.show_code()
    assert read_pay_code(digits) == digits
    rows = await world.value("select string_agg(c::text, '|') from pay_code c")
    assert digits not in str(rows)
    assert world.digest(digits).hex() in str(rows)


async def test_a_code_lives_for_ninety_seconds_of_the_databases_clock(world: World) -> None:
    await world.show_code()
    life = await world.value("select extract(epoch from expires_at - issued_at)::int from pay_code")
    assert life == 90
    fresh = await world.value("select clock_timestamp() - issued_at < '5 seconds' from pay_code")
    assert fresh is True


async def test_three_codes_of_a_user_live_and_the_fourth_ends_the_oldest(world: World) -> None:
    shown = [await world.show_code() for _ in range(5)]
    burnt = [await world.burn(code, key=f"k{n}") for n, code in enumerate(shown)]
    assert burnt == [False, False, True, True, True]


async def test_issuing_at_the_same_moment_leaves_three_codes_alive(world: World) -> None:
    await asyncio.gather(*(world.show_code() for _ in range(8)))
    alive = await world.value("select count(*) from pay_code where expires_at > clock_timestamp()")
    assert alive == 3


async def test_another_residents_codes_are_left_alone(world: World) -> None:
    mine = await world.show_code(0)
    for _ in range(4):
        await world.show_code(1)
    assert await world.burn(mine, key="k")


async def test_a_code_is_burnt_once_whatever_the_key(world: World) -> None:
    digits = await world.show_code()
    assert await world.burn(digits, key="first")
    assert not await world.burn(digits, key="first")
    assert not await world.burn(digits, key="second")
    assert not await world.burn(digits, key="first", user_id=world.cook)


async def test_a_burnt_code_is_gone(world: World) -> None:
    used, shown = await world.show_code(0), await world.show_code(1)
    assert await world.burn(used, key="k")
    assert await world.value("select array_agg(code_digest) from pay_code") == [world.digest(shown)]


async def test_fifty_keys_at_once_burn_a_code_once(world: World) -> None:
    digits = await world.show_code()
    burnt = await asyncio.gather(*(world.burn(digits, key=f"k{n}") for n in range(50)))
    assert sorted(burnt) == [False] * 49 + [True]


async def test_an_expired_code_is_not_valid(world: World, owner_engine: AsyncEngine) -> None:
    digits = await world.show_code()
    await expire(world, owner_engine, digits)
    assert not await world.burn(digits, key="k")


async def test_a_code_of_another_estate_is_not_valid(world: World) -> None:
    other = await build_world(world.engine, code="yinghua")
    digits = await other.show_code()
    assert not await world.burn(digits, key="k")
    assert await other.burn(digits, key="k")


async def test_signing_out_ends_the_codes_of_the_session(world: World) -> None:
    session = sha256(b"cookie").digest()
    async with world.engine.begin() as conn:
        await keep_session(conn, user_id=world.users[0], cookie="cookie")
        shown = [
            await pay_codes.issue_pay_code(
                conn,
                estate_id=world.estate_id,
                resident_id=world.residents[0],
                user_id=world.users[0],
                random_digits=new_digits(17),
                session_digest=session,
            )
            for _ in range(2)
        ]
    assert await world.burn(shown[0].digits, key="k0")
    async with world.engine.begin() as conn:
        await conn.execute(text("delete from user_session"))
    assert not await world.burn(shown[1].digits, key="k1")


async def test_a_disabled_login_has_no_live_codes(world: World) -> None:
    digits = await world.show_code()
    async with world.engine.begin() as conn:
        await conn.execute(
            text("update app_user set is_disabled = true where user_id = :id"),
            {"id": world.users[0]},
        )
    assert not await world.burn(digits, key="k")


async def look_up(world: World, digits: str, terminal: Terminal) -> bool:
    async with world.engine.begin() as conn:
        holder = await pay_codes.look_up_pay_code(
            conn, estate_id=world.estate_id, digest=world.digest(digits), terminal=terminal
        )
    return holder is not None


async def test_looking_up_burns_nothing(world: World) -> None:
    digits = await world.show_code()
    terminal = Terminal(world.grocer, "10.0.0.1")
    for _ in range(3):
        assert await look_up(world, digits, terminal)
    assert await world.burn(digits, key="k")
    assert not await look_up(world, digits, terminal)


async def test_five_wrong_codes_close_the_counter_for_a_while(world: World) -> None:
    good = await world.show_code()
    for n in range(5):
        assert not await world.burn(unknown_code(), key=f"k{n}")
    with pytest.raises(CodeAttemptsAreThrottled) as caught:
        await world.burn(unknown_code(), key="k5")
    retry_after = caught.value.details["retry_after"]
    assert isinstance(retry_after, int)
    assert 890 <= retry_after <= 900
    # A right guess is of no use now, and the code was not burnt by it.
    with pytest.raises(CodeAttemptsAreThrottled):
        await world.burn(good, key="k6")
    assert await world.burn(good, key="k7", user_id=world.cook, address="10.0.0.2")


async def test_one_stale_code_scanned_again_and_again_counts_once(world: World) -> None:
    stale = unknown_code()
    for n in range(12):
        assert not await world.burn(stale, key=f"k{n}")
    assert await world.burn(await world.show_code(), key="good")


async def test_the_throttle_counts_by_address_too(world: World) -> None:
    for n in range(5):
        who = world.grocer if n % 2 else world.cook
        assert not await world.burn(unknown_code(), key=f"k{n}", user_id=who)
    with pytest.raises(CodeAttemptsAreThrottled):
        await world.burn(unknown_code(), key="k5", user_id=world.cook)
    assert await world.burn(
        await world.show_code(), key="k6", user_id=world.cook, address="10.9.9.9"
    )


async def test_checks_and_submissions_share_the_throttle(world: World) -> None:
    terminal = Terminal(world.grocer, "10.0.0.1")
    for n in range(3):
        assert not await look_up(world, unknown_code(), terminal)
        if n < 2:
            assert not await world.burn(unknown_code(), key=f"k{n}")
    with pytest.raises(CodeAttemptsAreThrottled):
        await look_up(world, unknown_code(), terminal)


async def test_guessing_in_parallel_gives_no_more_than_five_tries(world: World) -> None:
    outcomes = await asyncio.gather(
        *(world.burn(unknown_code(), key=f"k{n}") for n in range(30)), return_exceptions=True
    )
    assert outcomes.count(False) == 5
    throttled = [each for each in outcomes if isinstance(each, CodeAttemptsAreThrottled)]
    assert len(throttled) == 25


async def test_failures_are_forgotten_after_a_quarter_of_an_hour(
    world: World, owner_engine: AsyncEngine
) -> None:
    for n in range(5):
        assert not await world.burn(unknown_code(), key=f"k{n}")
    async with owner_engine.begin() as conn:
        await conn.execute(text("update code_attempt set at = at - interval '15 minutes'"))
    assert await world.burn(await world.show_code(), key="k")


@pytest.mark.parametrize(
    "attack",
    [
        "update pay_code set expires_at = issued_at + interval '91 seconds'",
        "update pay_code set issued_at = clock_timestamp(), expires_at = clock_timestamp()",
        "update pay_code set code_digest = sha256('mine')",
        "update pay_code set resident_id = resident_id + 1",
        "insert into pay_code select * from pay_code",
        "update code_attempt set at = at - interval '1 hour'",
    ],
)
async def test_the_service_cannot_make_a_code_live_longer(world: World, attack: str) -> None:
    digits = await world.show_code()
    with pytest.raises(DBAPIError):
        async with world.engine.begin() as conn:
            await conn.execute(text(attack))
    assert await world.burn(digits, key="k")


RAW = """insert into redemption (estate_id, redemption_id, resident_id, merchant_id, points,
        balance_after, to_be_settled, rate_fen_per_point, cost_fen, code_digest, points_seq,
        money_seq, at, effective_on, by_user)
    select estate_id, redemption_id + {more}, resident_id, merchant_id, points, balance_after,
        to_be_settled, rate_fen_per_point, cost_fen, {code}, points_seq, money_seq, at,
        effective_on, by_user
    from redemption"""


@pytest.mark.parametrize(
    "more, code, sqlstate",
    [
        ("0", "code_digest", "23505"),
        ("1", "code_digest", "23503"),
        ("1", "(select code_digest from pay_code)", "23503"),
    ],
)
async def test_nobody_writes_a_second_redemption(
    world: World, owner_engine: AsyncEngine, more: str, code: str, sqlstate: str
) -> None:
    await world.submit(await world.show_code(), world.lines(S003=1), key="k")
    await world.show_code()
    for engine in (world.engine, owner_engine):
        with pytest.raises(DBAPIError) as refused:
            async with engine.begin() as conn:
                await conn.execute(text(RAW.format(more=more, code=code)))
        assert getattr(refused.value.orig, "sqlstate", None) == sqlstate


@pytest.mark.parametrize(
    "spoil",
    [
        "delete from pay_code",
        "update pay_code set expires_at = issued_at",
        "update pay_code set resident_id = resident_id + 1",
    ],
)
async def test_the_database_wants_a_living_code_for_each_redemption(
    world: World, owner_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, spoil: str
) -> None:
    """Somebody changes the code after the counter has looked at it; the rule saw nothing."""
    digits = await world.show_code()

    async def spoilt(conn: AsyncConnection, batch: OpenBatch, alongside: Any) -> None:
        await conn.execute(text(spoil))
        await write_batch(conn, batch, alongside)

    monkeypatch.setattr(operations, "write_batch", spoilt)
    by_owner = replace(world, engine=owner_engine)
    with pytest.raises(DBAPIError) as refused:
        await by_owner.submit(digits, world.lines(S003=1), key="k")
    assert getattr(refused.value.orig, "sqlstate", None) == "LG008"
    assert await world.count("redemption") == 0


async def test_codes_that_nobody_used_are_swept_after_an_hour(
    world: World, owner_engine: AsyncEngine
) -> None:
    await world.show_code()
    async with owner_engine.begin() as conn:
        await conn.execute(
            text("""update pay_code set issued_at = issued_at - interval '2 hours',
                expires_at = expires_at - interval '2 hours'""")
        )
    fresh = await world.show_code()
    assert await world.value("select array_agg(code_digest) from pay_code") == [world.digest(fresh)]
