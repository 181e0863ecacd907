"""Identity numbers, ages, and until when a guardian is needed."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.estates.people.rules import (
    BirthDateIsImpossible,
    IdentityNumberIsWrong,
    age_on,
    check_birth_date,
    guardian_needed_until,
    read_identity_number,
)


@pytest.mark.parametrize(
    "written, number, born_on",
    [
        ("11010119900307899X", "11010119900307899X", None),
        ("11010519491231002X", "11010519491231002X", date(1949, 12, 31)),
        ("110105 19491231 002x", "11010519491231002X", date(1949, 12, 31)),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", date(1949, 12, 31)),
    ],
)
def test_identity_numbers_as_people_write_them(
    written: str, number: str, born_on: date | None
) -> None:
    if born_on is None:
        with pytest.raises(IdentityNumberIsWrong):
            read_identity_number(written)
    else:
        assert read_identity_number(written) == (number, born_on)


@pytest.mark.parametrize("written", ["", "1", "110105194912310021", "11010519491331002X", "X" * 18])
def test_wrong_identity_numbers(written: str) -> None:
    with pytest.raises(IdentityNumberIsWrong) as refused:
        read_identity_number(written)
    assert written not in refused.value.sentence or written in ("", "1")


@pytest.mark.parametrize(
    "born, until, age_before, age_after",
    [
        ("2012-06-18", "2026-07-01", 13, 14),
        ("2012-06-19", "2026-07-01", 13, 14),
        ("2012-12-31", "2027-01-01", 13, 14),
        ("2012-02-29", "2026-03-01", 13, 14),
    ],
)
def test_a_guardian_is_needed_until_the_month_after_the_fourteenth_birthday(
    born: str, until: str, age_before: int, age_after: int
) -> None:
    born_on, last = date.fromisoformat(born), date.fromisoformat(until)
    assert guardian_needed_until(born_on) == last
    assert age_on(born_on, last) == age_after
    assert age_on(born_on, born_on.replace(year=2026, day=1)) == age_before


def test_impossible_birth_dates() -> None:
    today = date(2026, 6, 18)
    for born_on in (date(2026, 6, 19), date(1890, 1, 1)):
        with pytest.raises(BirthDateIsImpossible):
            check_birth_date(born_on, today=today, of_identity_number=None)
    with pytest.raises(BirthDateIsImpossible, match="不一样"):
        check_birth_date(date(1950, 1, 1), today=today, of_identity_number=date(1949, 12, 31))
    check_birth_date(today, today=today, of_identity_number=today)
