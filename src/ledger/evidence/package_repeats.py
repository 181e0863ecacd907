"""What a package says more than once: hashes of its files, and tables that repeat the entries.

Nothing of it needs the replay, so a large package has it checked beside the replay, by a process
of its own that reads the same file.
"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from ledger.bookkeeping.canonical import LEAF_VERSION
from ledger.bookkeeping.merkle_log import leaf_hash
from ledger.evidence import package_format as form
from ledger.evidence.entry_fields import EntryIsMalformed, read_fields
from ledger.evidence.package_reader import PackageReader, check_files
from ledger.evidence.package_tables import LinesTable, check_publications_kept
from ledger.evidence.processes import end_with_parent
from ledger.evidence.report import Fault, Report

ENTRIES_BESIDE_MIN = 20_000
"""A process takes a third of a second to start: a smaller package is read in one."""


@contextmanager
def repeats_checked(path: Path, *, entries: int) -> Iterator[Future[Report]]:
    """Check the repeats of a package of so many entries; the report is there when it is asked for.

    The report, when it is asked for, raises what reading the package raised: `ValueError`,
    `KeyError`, `TypeError`, `RecursionError`.
    """
    if entries < ENTRIES_BESIDE_MIN:
        checked: Future[Report] = Future()
        try:
            checked.set_result(check_repeats(path))
        except Exception as error:  # noqa: BLE001 - it is the asker's to handle
            checked.set_exception(error)
        yield checked
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=end_with_parent) as process:
        yield process.submit(check_repeats, path)


def check_repeats(path: Path) -> Report:
    """Report what differs among the files themselves, and between the tables and the entries."""
    report = Report(subject=path.name)
    with PackageReader(path) as package:
        check_files(package, report)
        check_publications_kept(package, report, package.json(form.DISCLOSURES))
        _check_lines(package, report)
        _check_document_names(package, report)
    return report


def _check_lines(package: PackageReader, report: Report) -> None:
    names = {row["code"]: row["name"] for row in package.rows(form.ACCOUNTS, form.ACCOUNT_COLUMNS)}
    leaves = package.rows(form.LEAVES, form.LEAF_COLUMNS)
    lines = LinesTable(package, report, names)
    last_seq = 0
    with closing(lines):
        for line in package.text_lines(form.ENTRIES):
            kept = next(leaves, None)
            fields = _fields(line)
            last_seq = last_seq + 1 if fields is None else max(last_seq, fields["seq"])
            leaf = leaf_hash(LEAF_VERSION.encode() + b"\n" + line).hex()
            if fields is not None and kept is not None and kept["leaf_hash"] == leaf:
                lines.compare(fields)
            else:
                # Which of the two tables is wrong is told where the entries are read.
                lines.skip(last_seq)
        lines.finish()


def _fields(line: bytes) -> dict[str, Any] | None:
    """Return an entry's fields, or None where it is not one."""
    try:
        fields = json.loads(line)
        read_fields(fields)
    except (ValueError, RecursionError, EntryIsMalformed):
        return None
    return dict(fields)


def _check_document_names(package: PackageReader, report: Report) -> None:
    """Compare each attachment with the hash that is its name."""
    for name in sorted(package.names):
        if not name.startswith(form.DOCUMENTS):
            continue
        digest = form.document_digest(name)
        try:
            found, _ = package.digest(name)
        except ValueError:
            # A torn file is named already.
            continue
        if found != digest:
            report.add(
                Fault(
                    code="document_differs", where=f"文件 {name}", file=name, field="sha256",
                    sentence="附件内容与它的哈希不符。", expected=digest, found=found,
                )
            )  # fmt: skip
