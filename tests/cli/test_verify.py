"""`ledger export` and `ledger verify`: a package proves itself, and tells where it was altered."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import make_url

from ledger.db.embedded import EmbeddedPostgres
from ledger.evidence.sealer import Sealer
from ledger.evidence.signed_note import VerifierKey
from ledger.settings import Settings
from tests.cli.commands import Shell
from tests.databases import Database, fresh_database

UNALTERED, ALTERED, UNREADABLE = 0, 1, 3
QUARTER = ("--estate", "shuxiangyuan", "--from", "2026-04", "--to", "2026-06")


@pytest.fixture(scope="module")
def package(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("package") / "书香苑.zip"
    said = shell("export", *QUARTER, "-o", path)
    assert said.code == 0, said
    assert str(path) in said.out
    return path


def altered(package: Path, folder: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Return a copy of the package in which one file was changed."""
    copy = folder / "altered.zip"
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(copy, "w") as target:
        for each in source.namelist():
            content = source.read(each)
            target.writestr(each, change(content) if each == name else content)
    return copy


def test_a_package_is_verified_without_database_or_network(package: Path, tmp_path: Path) -> None:
    elsewhere = Shell(tmp_path, {"LEDGER_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/x"})
    said = elsewhere("verify", package)
    assert said.code == UNALTERED, said
    assert "没有发现改动" in said.out
    with zipfile.ZipFile(package) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    root = next(value for key, value in flat(manifest) if key.endswith("root_hash"))
    assert elsewhere("verify", package, "--root", root).code == UNALTERED
    grouped = " ".join(root[at : at + 16] for at in range(0, 64, 16))
    assert elsewhere("verify", package, "--root", grouped).code == UNALTERED
    said = elsewhere("verify", package, "--root", "0" * 64)
    assert said.code == ALTERED
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


def printed_key(shell: Shell) -> str:
    """The public key as residents see it, of the settings that the shell works with."""
    sealer = Sealer.of(Settings(data_dir=shell.data_dir))
    return str(sealer.verifier_keys(sealer.origin_of("shuxiangyuan"))[0])


def test_the_seal_needs_the_printed_key(shell: Shell, package: Path, tmp_path: Path) -> None:
    key, elsewhere = printed_key(shell), Shell(tmp_path)
    said = elsewhere("verify", package, "--key", key)
    assert (said.code, "--key" in said.out) == (UNALTERED, False), said
    assert "--key 公钥" in elsewhere("verify", package).out
    copy = altered(package, tmp_path, "manifest.json", lambda old: old + b" ")
    said = elsewhere("verify", copy, "--key", key)
    assert said.code == ALTERED
    assert "manifest.json" in said.out.splitlines()[0]
    foreign = VerifierKey.of(key.partition("+")[0], Ed25519PrivateKey.generate())
    assert elsewhere("verify", package, "--key", str(foreign)).code == ALTERED
    for usage in (("verify", package, "--key", key[:-2]), ("verify", "--database", "--key", key)):
        assert elsewhere(*usage).code == 2


def flat(value: object, path: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [pair for key, inner in value.items() for pair in flat(inner, f"{path}.{key}")]
    return [(path, str(value))]


def test_an_altered_entry_is_named(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        lines = archive.read("entries.jsonl").splitlines(keepends=True)
    place = next(at for at, line in enumerate(lines) if "端午".encode() in line)
    entry = json.loads(lines[place])

    def change(content: bytes) -> bytes:
        assert b"".join(lines) == content
        return b"".join(
            [
                *lines[:place],
                lines[place].replace("端午".encode(), "中秋".encode()),
                *lines[place + 1 :],
            ]
        )

    said = Shell(tmp_path)("verify", altered(package, tmp_path, "entries.jsonl", change))
    assert said.code == ALTERED
    assert "最先改动的是" in said.out
    named = entry.get("entry_no") or f"第 {entry['seq']} 笔"
    assert str(named) in said.out.splitlines()[0]


def test_an_altered_attachment_is_named(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        name = next(each for each in archive.namelist() if each.startswith("documents/"))
    said = Shell(tmp_path)("verify", altered(package, tmp_path, name, lambda old: old + b" "))
    assert said.code == ALTERED
    assert name.removeprefix("documents/")[:16] in said.out


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"a text"])
def test_what_is_no_package(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    for path in (file, tmp_path / "absent.zip"):
        said = Shell(tmp_path)("verify", path)
        assert said.code == UNREADABLE, said
        assert "无法核验" in said.out


def test_a_package_that_was_taken_apart_and_packed_again(package: Path, tmp_path: Path) -> None:
    copy = tmp_path / "again.zip"
    copy.write_bytes(package.read_bytes())
    with zipfile.ZipFile(copy, "a") as target:
        for folder in ("books/", "documents/", "journals/"):
            target.writestr(folder, b"")
    assert Shell(tmp_path)("verify", copy).code == UNALTERED
    with zipfile.ZipFile(copy, "a") as target:
        target.writestr("more/", b"hidden")
    said = Shell(tmp_path)("verify", copy)
    assert said.code == ALTERED
    assert "more/" in said.out


def test_a_folder_is_no_package(tmp_path: Path) -> None:
    said = Shell(tmp_path)("verify", tmp_path)
    assert said.code == UNREADABLE
    assert "文件夹" in said.out


def test_a_database_without_a_book_does_not_pass(
    postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    with fresh_database(postgres) as empty:
        urls = {
            "LEDGER_DATABASE_URL": empty.owner_url,
            "LEDGER_SERVICE_DATABASE_URL": empty.service_url,
        }
        said = Shell(tmp_path, urls)("verify", "--database")
    assert said.code == UNREADABLE
    assert "LEDGER_DATA_DIR" in said.err


def test_a_superusers_edit_in_the_database_is_named(shell: Shell, sample_copy: Database) -> None:
    assert shell("verify", "--database").code == UNALTERED
    entry_no = asyncio.run(edit_as_superuser(sample_copy))
    said = shell("verify", "--database")
    assert said.code == ALTERED, said
    assert entry_no in said.out.splitlines()[0]


async def edit_as_superuser(database: Database) -> str:
    """Raise an amount in a journal line behind everybody's back; return the entry's number."""
    url = make_url(database.superuser_url)
    conn = await asyncpg.connect(
        host=url.query["host"], port=5432, user=url.username, database=url.database
    )
    try:
        await conn.execute("set session_replication_role = replica")
        row = await conn.fetchrow(
            """select estate_id, seq, series, fiscal_month, number from journal_entry
               where narration like '%端午%' and series = '记' limit 1"""
        )
        await conn.execute(
            "update entry_line set amount = amount + 100 where estate_id = $1 and seq = $2",
            row["estate_id"],
            row["seq"],
        )
        return f"{row['series']}-{row['fiscal_month']}-{row['number']:04d}"
    finally:
        await conn.close()
