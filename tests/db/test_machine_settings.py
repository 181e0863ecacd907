"""The embedded server takes its share of the machine, and never less than it needs."""

from __future__ import annotations

from pathlib import Path

from ledger.db.machine_settings import machine_settings, settings_for

GIB = 2**30


def test_an_old_office_pc() -> None:
    found = settings_for(memory_bytes=4 * GIB, free_disk_bytes=20 * GIB)
    assert (found["shared_buffers"], found["max_wal_size"]) == ("512MB", "1024MB")


def test_bounds() -> None:
    least = settings_for(memory_bytes=0, free_disk_bytes=0)
    most = settings_for(memory_bytes=512 * GIB, free_disk_bytes=10_000 * GIB)
    assert (least["shared_buffers"], least["max_wal_size"]) == ("128MB", "512MB")
    assert (most["shared_buffers"], most["max_wal_size"]) == ("4096MB", "8192MB")


def test_this_machine(tmp_path: Path) -> None:
    assert (
        machine_settings(tmp_path).keys() == settings_for(memory_bytes=0, free_disk_bytes=0).keys()
    )
