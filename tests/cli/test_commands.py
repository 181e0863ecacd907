"""The operator's commands: what they say, and the exit codes that scripts can rely on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from ledger.db.embedded import OWNER_ROLE, EmbeddedPostgres
from ledger.intake.importer import discover_importers
from tests.cli.commands import Shell
from tests.databases import Database, as_superuser
from tests.live_server import SampleEstate, assert_problem, free_port, running_server

SAMPLES = files("ledger.estates") / "sample_estate"
ESTATE = ("--estate", "shuxiangyuan")
GOODS = "货号,名称,单位,积分价,市价(元),库存,商户编号\nS950,雨伞,把,18,17.90,20,M01\n"

DONE, REFUSED, WRONG_USAGE, NO_DATABASE = 0, 1, 2, 3


def is_chinese(text: str) -> bool:
    return any("一" <= letter <= "鿿" for letter in text)


def test_help_is_for_the_operator(shell_without_database: Shell) -> None:
    said = shell_without_database("--help")
    assert said.code == DONE
    commands = ("create-user", "demo", "export", "import", "migrate", "openapi", "serve", "verify")
    for command in commands:
        assert command in said.out
        explained = shell_without_database(command, "--help")
        assert explained.code == DONE
        assert is_chinese(explained.out)
    assert shell_without_database("--version").out.startswith("ledger")


@pytest.mark.parametrize(
    "arguments",
    [
        ("sing",),
        ("serve", "--port", "70000"),
        ("export", *ESTATE, "--from", "2026-04"),
        ("export", *ESTATE, "--from", "2026-06", "--to", "2026-04", "-o", "x.zip"),
        ("export", *ESTATE, "--from", "2026-04", "--to", "2026-06", "-o", "nowhere/x.zip"),
        ("import", "catalogue"),
        ("verify",),
        ("verify", "x.zip", "--database"),
        ("verify", "x.zip", "--root", "abc"),
        ("create-user", "zhang", *ESTATE, "--role", "king", "--name", "张"),
    ],
)
def test_wrong_usage(shell_without_database: Shell, arguments: tuple[str, ...]) -> None:
    said = shell_without_database(*arguments)
    assert said.code == WRONG_USAGE, said
    assert "Usage:" in said.err


@pytest.mark.parametrize("command", ["migrate", "demo", "serve"])
def test_a_database_that_cannot_be_reached(shell_without_database: Shell, command: str) -> None:
    options = ("--port", str(free_port())) if command == "serve" else ()
    said = shell_without_database(command, *options)
    assert said.code == NO_DATABASE, said
    assert is_chinese(said.err)


def test_a_month_that_is_none_is_refused(shell: Shell, tmp_path: Path) -> None:
    package = tmp_path / "x.zip"
    said = shell("export", *ESTATE, "--from", "2026-13", "--to", "2026-13", "-o", package)
    assert said.code == REFUSED
    assert "month_is_not_readable" in said.err
    assert not package.exists()


def test_the_description_of_the_api_needs_no_database(shell_without_database: Shell) -> None:
    said = shell_without_database("openapi")
    assert said.code == DONE
    assert json.loads(said.out)["openapi"].startswith("3.1")


@pytest.fixture
def bare_database(postgres: EmbeddedPostgres) -> Iterator[str]:
    as_superuser(postgres, f"CREATE DATABASE bare OWNER {OWNER_ROLE} TEMPLATE template0")
    yield postgres.url("bare", OWNER_ROLE)
    as_superuser(postgres, "DROP DATABASE bare WITH (FORCE)")


def test_migrating_twice(bare_database: str, tmp_path: Path) -> None:
    shell = Shell(tmp_path / "data", {"LEDGER_DATABASE_URL": bare_database})
    said = shell("migrate")
    assert (said.code, said.out.strip()) == (DONE, "数据库已升级。")
    said = shell("migrate")
    assert (said.code, said.out.strip()) == (DONE, "数据库已经是最新的。")


def test_the_sample_estate_is_loaded_once(shell: Shell) -> None:
    before = shell("verify", "--database").out
    said = shell("demo")
    assert said.code == DONE
    assert "treasurer" in said.out
    assert shell("verify", "--database").out == before


async def test_a_new_user_signs_in(
    shell: Shell, sample_copy: Database, sample_estate: SampleEstate, tmp_path: Path
) -> None:
    words = ("create-user", "zhang.audit", *ESTATE, "--role", "auditor", "--name", "张审计")
    said = shell(*words, typed="a long sentence to sign in\n" * 2)
    assert said.code == DONE, said
    assert "已新建 zhang.audit（审计师）" in said.out
    assert "a long sentence" not in said.out + said.err
    with running_server(sample_estate, sample_copy, tmp_path / "log") as server:
        login = {"login": "zhang.audit", "password": "a long sentence to sign in"}
        async with server.http() as anybody:
            answer = await anybody.post("/api/v1/session", json=login)
            assert answer.status_code == 201
            assert answer.json()["standing"] == "must_enrol"
            assert answer.json()["withheld"] == ["审计师"]
            answer = await anybody.post("/api/v1/session", json=login | {"password": "another"})
            assert_problem(answer, 401, "sign_in_failed")

    said = shell(*words, "--password", "a long sentence to sign in")
    assert said.code == REFUSED
    assert is_chinese(said.err)
    words = ("create-user", "li.audit", "--estate", "nowhere", "--role", "auditor", "--name", "李")
    said = shell(*words, "--password", "a long sentence to sign in")
    assert said.code == REFUSED
    assert "没有找到代码为 nowhere 的小区" in said.err


def test_an_import_is_previewed_then_booked_then_known(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "新品.csv"
    file.write_bytes(GOODS.encode("gb18030"))
    words = ("import", "catalogue", file, *ESTATE, "--as", "treasurer")
    for _ in range(2):
        said = shell(*words)
        assert said.code == DONE, said
        assert "新增 1" in said.out
        assert "只是预览，没有入账" in said.out
    said = shell(*words, "--book")
    assert said.code == DONE
    assert "入账 1 行" in said.out
    said = shell(*words, "--book")
    assert said.code == DONE
    assert "入账 0 行，已有 1 行" in said.out


@pytest.mark.parametrize(
    "kind, login, content, code",
    [
        ("catalogue", "treasurer", b"", "file_is_empty"),
        ("catalogue", "treasurer", b"\x89PNG\r\n\x1a\n" + bytes(99), "file_kind_is_unknown"),
        ("catalogue", "treasurer", "货号,名称\n1,米\n".encode(), "file_column_is_missing"),
        ("catalogue", "organiser", GOODS.encode(), "permission_is_missing"),
        ("catalogue", "nobody", GOODS.encode(), "object_is_not_here"),
        ("horoscope", "treasurer", GOODS.encode(), "import_kind_is_unknown"),
    ],
)
def test_an_import_that_is_refused(
    shell: Shell, tmp_path: Path, kind: str, login: str, content: bytes, code: str
) -> None:
    file = tmp_path / "文件.csv"
    file.write_bytes(content)
    said = shell("import", kind, file, *ESTATE, "--as", login, "--book")
    assert said.code == REFUSED, said
    assert code in said.err
    assert is_chinese(said.err)


def test_the_help_names_every_kind_of_file(shell_without_database: Shell) -> None:
    said = shell_without_database("import", "--help")
    for importer in discover_importers().values():
        assert re.search(rf"\b{importer.kind} +{importer.title}", said.out), importer.kind


def test_all_files_of_the_sample_are_known(shell: Shell) -> None:
    """The command line knows the rows that came in through the pages."""
    for kind, name, login in (
        ("sorting_events", "sorting_events_2026Q2.csv", "organiser"),
        ("cash_book", "cashbook_2026Q2.xlsx", "treasurer"),
    ):
        said = shell("import", kind, str(SAMPLES / name), *ESTATE, "--as", login, "--book")
        assert said.code == DONE, said
        assert "入账 0 行" in said.out


def test_secrets_are_for_the_program_only(shell: Shell, sample_estate: SampleEstate) -> None:
    shell("openapi")
    for path in (sample_estate.data_dir / "secrets").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
