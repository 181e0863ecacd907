"""Passwords are hashed slowly, compared safely, and weak ones refused."""

from __future__ import annotations

import pytest

from ledger.identity.passwords import (
    PasswordIsTooWeak,
    check_password_strength,
    hash_password,
    password_matches,
)
from tests.quick_passwords import PROGRAMS_HASHER

GOOD = "四个不同的字就够了吗不够"


async def test_a_hash_is_argon2id_and_never_twice_the_same() -> None:
    first, second = await hash_password(GOOD), await hash_password(GOOD)
    assert first.startswith("$argon2id$")
    assert first != second
    assert GOOD not in first
    assert await password_matches(first, GOOD)
    assert await password_matches(second, GOOD)


async def test_the_programs_hashes_cost_whoever_guesses() -> None:
    """As RFC 9106 asks for where memory is short: three passes over 64 MiB."""
    hashed = PROGRAMS_HASHER.hash(GOOD)
    assert "$m=65536,t=3,p=4$" in hashed
    # The tests' own are quick, and each is read by what it says of itself.
    assert await password_matches(hashed, GOOD)


@pytest.mark.parametrize("other", ["", GOOD + " ", GOOD[:-1], GOOD.upper() + "x", "x" * 200])
async def test_another_password_does_not_match(other: str) -> None:
    assert not await password_matches(await hash_password(GOOD), other)


@pytest.mark.parametrize("stored", [None, "", "plain text", "$argon2id$v=19$broken"])
async def test_nothing_matches_a_login_without_a_usable_hash(stored: str | None) -> None:
    for said in ("", "nobody has this password", "plain text", GOOD):
        assert not await password_matches(stored, said)


@pytest.mark.parametrize(
    "weak", ["", "短", "a" * 9, "123456789", "aaaaaaaaaaaaaaaa", "abcabcabcabcabc", "x" * 201]
)
def test_a_weak_password_is_refused_beside_its_field(weak: str) -> None:
    with pytest.raises(PasswordIsTooWeak) as caught:
        check_password_strength(weak)
    assert caught.value.details["fields"] == [{"field": "password", "message": "密码太简单"}]


@pytest.mark.parametrize("strong", ["abcdefghij", GOOD, "a b c d e f", "0123456789" * 20])
def test_a_long_password_is_taken_whatever_its_letters(strong: str) -> None:
    check_password_strength(strong)
