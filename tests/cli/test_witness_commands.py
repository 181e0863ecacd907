"""`ledger witness`, `ledger witnesses` and `ledger keys`: by files on a stick, with no network."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.commands import Shell
from tests.live_server import SampleEstate

ESTATE = ("--estate", "shuxiangyuan")
QUARTER = (*ESTATE, "--from", "2026-04", "--to", "2026-06")


@pytest.fixture
def office(shell: Shell, sample_estate: SampleEstate, tmp_path: Path) -> Shell:
    """The operator's machine, with keys of its own that may be replaced."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    shutil.copytree(sample_estate.data_dir / "secrets", data_dir / "secrets")
    return Shell(data_dir, shell.settings)


@pytest.fixture
def witness(tmp_path: Path) -> Shell:
    """The witness's machine: no database, no service."""
    return Shell(tmp_path / "w", {"LEDGER_WITNESS_DIR": str(tmp_path / "w" / "witness")})


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


def test_a_stick_goes_there_and_back(office: Shell, witness: Shell, tmp_path: Path) -> None:
    key = last_line(witness("witness", "init", "--name", "物业公司").out)
    assert office("witnesses", "add", *ESTATE, "--name", "幸福物业", "--key", key).code == 0
    assert office("witnesses", "add", *ESTATE, "--name", "x", "--key", key).code == 1
    book_key = office("keys", "list", *ESTATE).out.split()[0]
    assert witness("witness", "trust", book_key).code == 0

    request, back = tmp_path / "request.txt", tmp_path / "back.txt"
    assert office("checkpoint", *ESTATE).code == 0
    assert office("witnesses", "request", *ESTATE, "-o", request).code == 0
    said = witness("witness", "sign", request, "-o", back)
    assert (said.code, "核对无误" in said.out) == (0, True), said
    said = office("witnesses", "accept", *ESTATE, back)
    assert (said.code, said.out.startswith("幸福物业 见证到第")) == (0, True), said
    assert "早已收下" in office("witnesses", "accept", *ESTATE, back).out
    assert office("witnesses", "accept", *ESTATE, request).code == 1
    listed = office("witnesses", "list", *ESTATE).out
    assert "幸福物业  见证到第" in listed

    # What the witness saw, and its key, hold the live book and the package.
    state = tmp_path / "w" / "witness" / "witness-state.json"
    package = tmp_path / "package.zip"
    assert office("export", *QUARTER, "-o", package).code == 0
    for where in (("--database",), (str(package),)):
        said = office("verify", *where, "--witness", key, "--witness", state)
        assert (said.code, "见证方 幸福物业：最后见证到第" in said.out) == (0, True), said
    stranger = last_line(
        Shell(tmp_path / "x", {"LEDGER_WITNESS_DIR": str(tmp_path / "x" / "y")})(
            "witness", "init", "--name", "x"
        ).out
    )
    said = office("verify", package, "--witness", stranger)
    assert (said.code, "没有它的签名" in said.out) == (1, True), said
    assert office("verify", package, "--witness", book_key).code == 2
    assert office("witnesses", "end", *ESTATE, listed.split()[0]).code == 0
    assert "已停用" in office("witnesses", "list", *ESTATE).out


def test_a_key_is_replaced_and_old_packages_verify(office: Shell, tmp_path: Path) -> None:
    old, new, history = (tmp_path / name for name in ("old.zip", "new.zip", "keys.json"))
    assert office("export", *QUARTER, "-o", old).code == 0
    old_key = office("keys", "list", *ESTATE).out.split()[0]
    assert office("keys", "rotate").code == 0
    assert office("checkpoint", *ESTATE).code == 0
    assert office("export", *QUARTER, "-o", new).code == 0
    said = office("keys", "list", *ESTATE, "-o", history)
    lines = said.out.splitlines()
    assert lines[0].split()[0] == old_key
    assert ["用到" in lines[0], "现用" in lines[1]] == [True, True]
    new_key = lines[1].split()[0]

    elsewhere = Shell(tmp_path / "elsewhere")
    for package, key, more in (
        (old, old_key, ()), (new, new_key, ()), (new, old_key, ()),
        (old, new_key, ("--keys", history)),
    ):  # fmt: skip
        said = elsewhere("verify", package, "--key", key, *more)
        assert said.code == 0, said
    assert elsewhere("verify", old, "--key", new_key).code == 1
    assert office("verify", "--database").code == 0
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    assert elsewhere("verify", old, "--keys", broken).code == 2
