"""Checkpoints, cosignatures and keys in the audit package, and what they prove of it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.bookkeeping.period import Month
from ledger.evidence.key_history import KeyHistory
from ledger.evidence.key_rotation import rotate_keys
from ledger.evidence.package_format import CHECKPOINTS, KEYS, WITNESSES
from ledger.evidence.package_verification import verify_package
from ledger.evidence.report import Report
from ledger.evidence.sealer import Sealer
from ledger.evidence.signed_note import SignedNote
from ledger.evidence.witnesses.checks import Memory, WitnessClaims
from ledger.reporting.audit_package import write_audit_package
from ledger.reporting.movements import Range
from ledger.settings import Settings
from tests.databases import Database
from tests.evidence.test_full_rewrite import rewrite
from tests.evidence.witnessing import NOW, SEEN, TestWitness, World, make_world

QUARTER = Range(Month(2026, 4), Month(2026, 6))


@pytest.fixture
async def world(engine: AsyncEngine, owner_engine: AsyncEngine, tmp_path: Path) -> World:
    made = await make_world(engine, owner_engine, tmp_path)
    await made.take(made.witness.cosigned(made.row, SEEN))
    return made


async def packed(world: World, path: Path) -> Path:
    async with world.engine.connect() as conn:
        await write_audit_package(
            conn, estate_id=world.estate.estate_id, months=QUARTER, path=path, sealer=world.sealer
        )
    return path


def codes(report: Report) -> set[str]:
    return {fault.code for fault in report.faults}


def changed(package: Path, name: str, change: Callable[[str], str]) -> Path:
    """A copy in which one file says something else, and the manifest no longer knows of it."""
    copy = package.with_name("changed.zip")
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(copy, "w") as target:
        for each in source.namelist():
            content = source.read(each)
            target.writestr(each, change(content.decode()) if each == name else content)
    return copy


async def test_the_package_brings_what_was_signed_and_witnessed(
    world: World, tmp_path: Path
) -> None:
    package = await packed(world, tmp_path / "a.zip")
    with zipfile.ZipFile(package) as archive:
        (checkpoint,) = json.loads(archive.read(CHECKPOINTS))
        (witness,) = json.loads(archive.read(WITNESSES))
        keys = json.loads(archive.read(KEYS))
    assert checkpoint["note"] == world.witness.cosigned(world.row, SEEN)
    assert witness["key"] == str(world.witness.verifier_key)
    assert KeyHistory.from_json(keys) == world.sealer.history
    claims = WitnessClaims(keys=(world.witness.verifier_key,))
    report = verify_package(package, claims=claims)
    assert report.is_unaltered, report.lines()
    assert claims.unmet() is None
    assert any("凤凰社区居委会：最后见证到第" in line for line in report.lines())
    missing = WitnessClaims(keys=(TestWitness().verifier_key,))
    assert verify_package(package, claims=missing).is_unaltered
    unmet = missing.unmet()
    assert unmet is not None
    assert unmet.exit_code == 1


@dataclass(frozen=True)
class Change:
    file: str
    change: Callable[[str], str]
    code: str


def without_the_books_signature(text: str) -> str:
    rows = json.loads(text)
    note = SignedNote.parse(rows[0]["note"])
    rows[0]["note"] = str(SignedNote(note.text, note.signatures[1:]))
    return json.dumps(rows)


CHANGES = {
    "a checkpoint's size": Change(
        CHECKPOINTS, lambda text: text.replace("sxy\\n17", "sxy\\n16", 1), "checkpoint_is_forged"
    ),
    "a cosignature's name": Change(
        CHECKPOINTS, lambda text: text.replace("juwei", "juvei"), "cosignature_is_foreign"
    ),
    "the witness is taken out": Change(WITNESSES, lambda _: "[]", "cosignature_is_foreign"),
    "the book's own signature": Change(
        CHECKPOINTS, without_the_books_signature, "checkpoint_is_forged"
    ),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_an_altered_checkpoint_is_named(world: World, tmp_path: Path, name: str) -> None:
    package = await packed(world, tmp_path / "a.zip")
    what = CHANGES[name]
    report = verify_package(changed(package, what.file, what.change))
    assert what.code in codes(report), report.lines()


async def test_a_package_of_a_rewritten_book_contradicts_the_witness(
    world: World, database: Database, tmp_path: Path
) -> None:
    said = world.row.checkpoint
    memory = Memory("居委会", said.origin, "2026-07-05", said.size, said.root_hash)
    before = await packed(world, tmp_path / "before.zip")
    assert verify_package(before, claims=WitnessClaims(memories=(memory,))).is_unaltered
    await rewrite(world, database, narration="3栋外墙翻新")
    (key,) = world.sealer.verifier_keys(said.origin)
    after = await packed(world, tmp_path / "after.zip")
    # The cosignature was left in: it is of another text.
    assert codes(verify_package(after, public_key=key)) == {"cosignature_is_forged"}
    claims = WitnessClaims(memories=(memory,))
    assert "witness_differs" in codes(verify_package(after, public_key=key, claims=claims))


async def test_a_checkpoint_under_the_key_of_another_time_is_named(world: World) -> None:
    world.sealer = rotate_keys(Settings(data_dir=world.folder), now=world.now + timedelta(hours=1))
    await world.grow()
    (fault,) = (await world.verified()).faults
    assert (fault.code, "还没有启用" in fault.sentence) == ("checkpoint_is_forged", True)


async def test_a_key_from_any_notice_verifies_every_package(world: World, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    (old_key,) = world.sealer.verifier_keys("sxy/ledger/sxy")
    old = await packed(world, tmp_path / "old.zip")
    world.sealer = rotate_keys(settings, now=NOW + timedelta(hours=1))
    world.now = NOW + timedelta(hours=2)
    await world.grow()
    new = await packed(world, tmp_path / "new.zip")
    new_key = world.sealer.verifier_keys("sxy/ledger/sxy")[0]

    assert verify_package(old, public_key=old_key).is_unaltered
    assert verify_package(new, public_key=new_key).is_unaltered
    # An old notice leads to the new key by the handover that the package brings.
    assert verify_package(new, public_key=old_key).is_unaltered
    # An old package cannot know of the new key: the history of keys does.
    assert "seal_is_foreign" in codes(verify_package(old, public_key=new_key))
    history = world.sealer.history
    report = verify_package(old, public_key=new_key, history=history)
    assert report.is_unaltered, report.lines()
    # A stranger's key leads nowhere.
    stranger = Sealer.of(Settings(data_dir=tmp_path / "x")).verifier_keys("sxy/ledger/sxy")[0]
    report = verify_package(new, public_key=stranger, history=history)
    assert {"seal_is_foreign", "checkpoint_is_forged"} <= codes(report)
    # The live database verifies what both keys signed.
    assert (await world.verified()).is_unaltered
