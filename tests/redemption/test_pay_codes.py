"""The life of a pay code on a real database: issued, looked up, burnt once."""

from __future__ import annotations

import asyncio
from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.ids import new_digits
from ledger.redemption import pay_codes
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
    assert await world.burn(digits, key="first")
    assert not await world.burn(digits, key="second")


async def test_another_terminal_is_refused_even_with_the_same_key(world: World) -> None:
    digits = await world.show_code()
    assert await world.burn(digits, key="k", user_id=world.grocer)
    assert not await world.burn(digits, key="k", user_id=world.cook)


async def test_a_key_burns_one_code(world: World) -> None:
    first, second = await world.show_code(0), await world.show_code(1)
    assert await world.burn(first, key="k")
    # The edge would have found the key's outcome; here the database refuses by itself.
    with pytest.raises(IntegrityError):
        await world.burn(second, key="k")
    # The second code is as good as before.
    assert await world.burn(second, key="other")


async def test_two_codes_under_one_key_at_once_burn_one(world: World) -> None:
    codes = [await world.show_code(0), await world.show_code(1)]
    outcomes = await asyncio.gather(
        *(world.burn(code, key="k") for code in codes * 5), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in outcomes) == (
        ["IntegrityError"] * 5 + ["bool"] * 5
    )
    assert await world.value("select count(*) from pay_code where burnt_at is not null") == 1


async def test_fifty_keys_at_once_burn_a_code_once(world: World) -> None:
    digits = await world.show_code()
    burnt = await asyncio.gather(*(world.burn(digits, key=f"k{n}") for n in range(50)))
    assert sorted(burnt) == [False] * 49 + [True]


async def test_an_expired_code_is_not_valid(world: World, owner_engine: AsyncEngine) -> None:
    digits = await world.show_code()
    await expire(world, owner_engine, digits)
    assert not await world.burn(digits, key="k")


async def test_a_code_burnt_in_time_goes_on_after_it_expired(
    world: World, owner_engine: AsyncEngine
) -> None:
    """The submission was cut off after the burn; the retry comes two minutes later."""
    digits = await world.show_code()
    assert await world.burn(digits, key="k")
    async with owner_engine.begin() as conn:
        await conn.execute(text("alter table pay_code disable trigger user"))
        await conn.execute(
            text("""update pay_code set issued_at = issued_at - interval '5 minutes',
                expires_at = expires_at - interval '5 minutes',
                burnt_at = burnt_at - interval '5 minutes'""")
        )
        await conn.execute(text("alter table pay_code enable trigger user"))
    assert await world.burn(digits, key="k")


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
        "update pay_code set burnt_at = null, burnt_by = null, burnt_key = null",
        "update pay_code set burnt_key = 'mine'",
        "delete from pay_code",
        "update pay_code set expires_at = issued_at + interval '1 day'",
        "update code_attempt set at = at - interval '1 hour'",
    ],
)
async def test_the_service_cannot_revive_a_burnt_code(world: World, attack: str) -> None:
    digits = await world.show_code()
    assert await world.burn(digits, key="k")
    with pytest.raises(DBAPIError):
        async with world.engine.begin() as conn:
            await conn.execute(text(attack))
    assert not await world.burn(digits, key="another")


async def test_the_owner_cannot_revive_a_burnt_code_either(
    world: World, owner_engine: AsyncEngine
) -> None:
    digits = await world.show_code()
    assert await world.burn(digits, key="k")
    with pytest.raises(DBAPIError, match="used up for ever"):
        async with owner_engine.begin() as conn:
            await conn.execute(text("delete from pay_code"))


async def test_codes_that_nobody_used_are_swept_after_a_day(
    world: World, owner_engine: AsyncEngine
) -> None:
    used, unused = await world.show_code(), await world.show_code()
    assert await world.burn(used, key="k")
    async with owner_engine.begin() as conn:
        await conn.execute(
            text("""update pay_code set issued_at = issued_at - interval '2 days',
                expires_at = expires_at - interval '2 days' where burnt_at is null""")
        )
    await world.show_code()
    kept = await world.value("select array_agg(code_digest) from pay_code")
    assert isinstance(kept, list)
    assert len(kept) == 2
    assert world.digest(used) in kept
    assert world.digest(unused) not in kept
