"""The seed chart: the accounts of the domain, once each, in a tree that adds up."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from ledger.bookkeeping.account import AccountType
from ledger.bookkeeping.currency import Currency
from ledger.chart.seed import SeedAccount, seed_chart

CHART = {seed.code: seed for seed in seed_chart()}


def codes(*written: str) -> list[str]:
    """Read codes as the design writes them: 3102001…005 is five accounts."""
    found = []
    for part in " ".join(written).split():
        first, dots, last = part.partition("…")
        if not dots:
            found.append(part)
            continue
        width = len(last)
        head, begin = first[:-width], int(first[-width:])
        found += [f"{head}{number:0{width}d}" for number in range(begin, int(last) + 1)]
    return found


# What the design calls for, by type; every one of these takes postings.
WANTED = {
    AccountType.ASSET: codes(
        "1001 1002001…003 1009001 1121001 1122001…003 1141 1201001…002 1501 1502 1801001"
    ),
    AccountType.LIABILITY: codes("2202001…002 2203001…002 2204 2206 2209001…005 2301001 2601001"),
    AccountType.EQUITY: codes("3101001…002 3102001…005 3201"),
    AccountType.INCOME: codes("4101 4301001…009 4401 4901001…002"),
    AccountType.EXPENSE: codes(
        "5101001…005 5102 5103 5104001…003 5105 5106 5107 5108 5201 5301001…009 5401 5901"
    ),
    AccountType.ISSUED: codes("P1101…1105 P1109 M1101 M1102"),
    AccountType.HOLDING: codes("P2101…2104 P2201 P2301 M2101 M2102 M2301"),
    AccountType.RETIRED: codes("P3101…3104 M3101"),
}


@pytest.mark.parametrize(
    "kind, code", [(kind, code) for kind, wanted in WANTED.items() for code in wanted]
)
def test_every_account_of_the_design_is_there_and_takes_postings(
    kind: AccountType, code: str
) -> None:
    assert CHART[code].type is kind
    assert CHART[code].is_postable


def test_there_is_no_leaf_that_the_design_does_not_name() -> None:
    named = {code for wanted in WANTED.values() for code in wanted}
    assert {code for code, seed in CHART.items() if seed.is_postable} == named


def test_no_code_stands_twice() -> None:
    text = (files("ledger.chart") / "seed_chart.csv").read_text("utf-8")
    written = [row["code"] for row in csv.DictReader(text.splitlines())]
    assert len(written) == len(set(written)) == len(CHART)


@pytest.mark.parametrize("seed", CHART.values(), ids=lambda seed: seed.code)
def test_an_account_fits_its_parent(seed: SeedAccount) -> None:
    if seed.parent_code is None:
        assert len(seed.code) == 4 or not seed.code.isdigit()
        return
    parent = CHART[seed.parent_code]
    assert seed.code.startswith(parent.code)
    assert len(seed.code) == len(parent.code) + 3
    assert (parent.type, parent.currency) == (seed.type, seed.currency)
    assert not parent.is_postable
    assert not parent.required_dimensions
    assert parent.floor is None
    assert parent.per_holder is None


@pytest.mark.parametrize("seed", CHART.values(), ids=lambda seed: seed.code)
def test_only_leaves_take_postings(seed: SeedAccount) -> None:
    children = [other for other in CHART.values() if other.parent_code == seed.code]
    assert seed.is_postable == (not children)


def test_letters_and_types_say_the_currency() -> None:
    money = {AccountType.ASSET, AccountType.LIABILITY, AccountType.EQUITY, AccountType.INCOME,
             AccountType.EXPENSE}  # fmt: skip
    for seed in CHART.values():
        assert (seed.currency is Currency.PTS) == seed.code.startswith("P")
        assert (seed.currency is Currency.MIN) == seed.code.startswith("M")
        assert (seed.currency is Currency.CNY) == (seed.type in money)


def test_the_first_digit_of_a_money_code_says_its_type() -> None:
    digits = {"1": "asset", "2": "liability", "3": "equity", "4": "income", "5": "expense"}
    for seed in CHART.values():
        if seed.currency is Currency.CNY:
            assert digits[seed.code[0]] == seed.type.value


def test_cash_bank_and_wallets_have_a_floor_and_results_have_none() -> None:
    for code in ("1001", "1002001", "1002002", "1002003", "P2101", "M2101"):
        assert CHART[code].floor == 0
    for seed in CHART.values():
        if seed.type in (AccountType.INCOME, AccountType.EXPENSE, AccountType.ISSUED):
            assert seed.floor is None


def test_restricted_money_names_its_grant_and_payables_their_merchant() -> None:
    needing = {seed.code: seed.required_dimensions for seed in CHART.values()}
    grants = codes("3102001…005 2209004")
    merchants = ["2202001", "P2201"]
    assert {code for code, needed in needing.items() if needed == ("fund_grant",)} == set(grants)
    assert {code for code, needed in needing.items() if needed == ("merchant",)} == set(merchants)
    assert all(not needed for code, needed in needing.items() if code not in grants + merchants)


def test_wallets_are_kept_per_holder() -> None:
    per_holder = {seed.code: seed.per_holder for seed in CHART.values() if seed.per_holder}
    assert per_holder == {
        "P2101": "resident",
        "P2102": "household",
        "P2103": "team",
        "M2101": "resident",
        "M2102": "resident",
    }


def test_depreciation_stands_on_the_other_side() -> None:
    assert [seed.code for seed in CHART.values() if seed.is_contra] == ["1502"]


def test_every_account_has_a_name_of_its_own_within_its_type() -> None:
    leaves = [(seed.type, seed.name) for seed in CHART.values() if seed.is_postable]
    assert len(leaves) == len(set(leaves))
    assert all(seed.name == seed.name.strip() != "" for seed in CHART.values())
