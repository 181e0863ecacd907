"""A large package has its repeats checked by a second process, and the report is the same."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from ledger.evidence import package_repeats
from ledger.evidence.package_repeats import check_repeats
from ledger.evidence.package_verification import verify_package
from ledger.evidence.report import FAULTS_KEPT, ExitCode, Fault, Report
from tests.evidence.packages import rewritten
from tests.evidence.test_package_verification import CHANGES

OF_EVERY_FILE = (
    "an entry is taken out", "an entry is not JSON", "an amount in the table of lines",
    "the table of lines is torn", "a document's bytes",
)  # fmt: skip


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat every package as a large one."""
    monkeypatch.setattr(package_repeats, "ENTRIES_BESIDE_MIN", 0)


@pytest.mark.parametrize("name", OF_EVERY_FILE)
async def test_two_processes_report_what_one_does(
    package: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = next(each[1] for each in CHANGES if each[0] == name)
    alone = rewritten(package, change, seal=True)
    assert alone.fault_count
    monkeypatch.setattr(package_repeats, "ENTRIES_BESIDE_MIN", 0)
    assert verify_package(package.with_name(alone.subject)) == alone


@pytest.mark.usefixtures("beside")
async def test_a_sound_package_is_sound_to_two_processes(package: Path) -> None:
    report = verify_package(package)
    assert report.is_unaltered
    assert report.files_checked >= 18


def _die(path: Path) -> Report:
    os.kill(os.getpid(), signal.SIGKILL)
    return check_repeats(path)


@pytest.mark.usefixtures("beside")
async def test_a_process_that_dies_leaves_no_verdict(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_repeats, "check_repeats", _die)
    report = verify_package(package)
    assert report.exit_code is ExitCode.UNREADABLE
    assert "没有校验完" in report.lines()[1]


def test_another_pass_comes_first_and_the_list_is_cut() -> None:
    own, other = Report("p"), Report("p", files_checked=3)
    for _ in range(FAULTS_KEPT):
        own.add(Fault("leaf_differs", "own", "。"))
    other.add(Fault("lot_differs", "other", "。"))
    own.put_first(other)
    assert [fault.where for fault in own.faults[:2]] == ["other", "own"]
    assert (len(own.faults), own.fault_count, own.files_checked) == (
        FAULTS_KEPT, FAULTS_KEPT + 1, 3,
    )  # fmt: skip
    assert own.exit_code is ExitCode.ALTERED


def test_a_file_that_both_found_is_named_once() -> None:
    own, other = Report("p"), Report("p")
    other.add(Fault("file_is_torn", "other", "。", file="a.csv"))
    for file in ("a.csv", "b.csv"):
        own.add(Fault("file_differs", "own", "。", file=file))
    own.put_first(other)
    assert [fault.file for fault in own.faults] == ["a.csv", "b.csv"]
    assert own.fault_count == 2
