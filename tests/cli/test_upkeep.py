"""`ledger expire` for the daily timer; what it retires is told in tests/points."""

from __future__ import annotations

from tests.cli.commands import Shell

EXPIRE = ("expire", "--estate", "shuxiangyuan", "--as")


def test_a_day_on_which_nothing_runs_out(shell: Shell) -> None:
    said = shell(*EXPIRE, "operator")
    assert (said.code, "0 批共 0 分" in said.out) == (0, True), said
    assert shell("verify", "--database").code == 0


def test_only_an_operator_of_the_estate_may(shell: Shell) -> None:
    said = shell(*EXPIRE, "treasurer")
    assert (said.code, "permission_is_missing" in said.err) == (1, True), said
    assert shell(*EXPIRE, "nobody").code == 1
    assert shell("expire", "--estate", "nowhere", "--as", "operator").code == 1
