"""The trace of the months in an audit package, and somebody who rewrites it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.bookkeeping.period import Month
from ledger.evidence import package_format as form
from ledger.evidence.package_verification import verify_package
from ledger.reporting.audit_package import write_audit_package
from ledger.reporting.movements import Range
from tests.evidence.packages import Change, Files, rewritten
from tests.evidence.test_package_verification import replaced
from tests.evidence.test_period_trace import reopened_estate

MONTHS = Range(Month(2026, 1), Month(2026, 2))


@pytest.fixture
async def package(engine: AsyncEngine, tmp_path: Path) -> Path:
    async with engine.begin() as conn:
        estate = await reopened_estate(conn)
    async with engine.connect() as conn:
        await write_audit_package(
            conn, estate_id=estate.estate_id, months=MONTHS, path=tmp_path / "a.zip"
        )
    return tmp_path / "a.zip"


def taken_out(files: Files) -> None:
    del files[form.PERIOD_CHANGES]


# what somebody does who also rewrites the manifest, the faults that `ledger verify` names
ATTACKS: dict[str, tuple[Change, set[tuple[str, str | None]]]] = {
    "another reason": (
        replaced(form.PERIOD_CHANGES, "停车费", "广告费"),
        {("period_change_differs", "record_hash")},
    ),
    "a month that is said to be open": (
        replaced(form.PERIODS, "202601,closed", "202601,open"),
        {("period_differs_from_its_trace", "state")},
    ),
    "the book's size moved behind the adjustment": (
        replaced(form.PERIOD_CHANGES, "closed,adjusting,2", "closed,adjusting,3"),
        {("period_change_differs", "record_hash"), ("entry_is_in_a_closed_period", "seq")},
    ),
    "the whole trace taken out": (
        taken_out,
        {
            ("period_change_is_missing", None),
            ("period_differs_from_its_trace", "state"),
            ("period_differs_from_its_trace", "closed_at"),
        },
    ),
    "a number that is none": (
        replaced(form.PERIOD_CHANGES, "closed,adjusting,2", "closed,adjusting,zwei"),
        {
            ("file_differs", None),
            ("period_change_is_missing", None),
            ("period_differs_from_its_trace", "state"),
            ("period_differs_from_its_trace", "closed_at"),
        },
    ),
}


async def test_a_package_brings_the_trace_and_verifies(package: Path) -> None:
    assert verify_package(package).faults == []


@pytest.mark.parametrize("name", ATTACKS)
async def test_who_rewrites_the_trace_in_a_package_is_found(package: Path, name: str) -> None:
    change, expected = ATTACKS[name]
    report = rewritten(package, change, seal=True)
    assert {(fault.code, fault.field) for fault in report.faults} == expected


async def test_a_package_of_the_first_version_has_no_trace_and_verifies(package: Path) -> None:
    def as_it_was(files: Files) -> None:
        del files[form.PERIOD_CHANGES]
        lines = files[form.AUDIT_LINES].split(b"\n")
        files[form.AUDIT_LINES] = b"\n".join(
            each for each in lines if b"period_changed" not in each
        )

    assert rewritten(package, as_it_was, seal=True).faults == []
