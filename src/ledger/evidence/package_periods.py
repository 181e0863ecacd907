"""The trace of the months in a package, beside the entries, the months and the log of acts."""

from __future__ import annotations

import json
from typing import Any

from ledger.bookkeeping.period import ADJUSTING_KINDS
from ledger.evidence import package_format as form
from ledger.evidence.entry_fields import EntryFields
from ledger.evidence.package_reader import PackageReader
from ledger.evidence.package_tables import name_fault
from ledger.evidence.period_trace import PeriodTrace, Stray, check_trace
from ledger.evidence.report import FAULTS_KEPT, Report

_NUMBERS = (
    "change_no", "fiscal_month", "book_size", "requested_by", "changed_by",
    "reopening_request_id",
)  # fmt: skip


class PackagePeriods:
    """`period_changes.csv`; show it every entry, then `finish`.

    Packages of the first version have no such table; nothing is said where nothing remembers one.
    """

    def __init__(self, package: PackageReader, report: Report, estate_id: int) -> None:
        self._package = package
        self._report = report
        self._estate_id = estate_id
        self._strays: list[Stray] = []
        self._changes: list[dict[str, Any]] = []
        if form.PERIOD_CHANGES in package.names:
            try:
                self._changes = [
                    _change(row)
                    for row in package.rows(form.PERIOD_CHANGES, form.PERIOD_CHANGE_COLUMNS)
                ]
            except ValueError as error:
                name_fault(report, form.PERIOD_CHANGES, f"读不懂：{error}")
        self._by_month: dict[int, list[dict[str, Any]]] = {}
        for change in self._changes:
            self._by_month.setdefault(change["fiscal_month"], []).append(change)

    def see(self, entry: EntryFields) -> None:
        """Take an entry in the order of `seq`: did its month take it then?"""
        state = "open"
        for change in self._by_month.get(entry.month, ()):
            if change["book_size"] < entry.seq:
                state = change["to_state"]
        is_stray = state == "closed" or (state == "adjusting" and entry.kind not in ADJUSTING_KINDS)
        if is_stray and len(self._strays) < FAULTS_KEPT:
            self._strays.append(Stray(entry.seq, entry.entry_no, entry.kind, state))

    def finish(self) -> None:
        """Compare the trace with itself, the months and the log of acts."""
        remembered = self._remembered()
        if form.PERIOD_CHANGES not in self._package.names and not remembered:
            return
        states = {
            int(row["fiscal_month"]): (row["state"], row["closed_at"] or None)
            for row in self._package.rows(form.PERIODS, form.PERIOD_COLUMNS)
        }
        check_trace(
            self._report,
            PeriodTrace(self._estate_id, self._changes, states, remembered, self._strays),
        )

    def _remembered(self) -> dict[int, str]:
        found: dict[int, str] = {}
        try:
            for row in self._package.rows(form.AUDIT_LINES, form.AUDIT_LINE_COLUMNS):
                kind, _, number = row["object"].partition(":")
                if (row["action"], kind) == ("period_changed", "period_change"):
                    found[int(number)] = str(json.loads(row["details"])["record_hash"])
        except (ValueError, KeyError, TypeError) as error:
            name_fault(self._report, form.AUDIT_LINES, f"读不懂：{error}")
        return found


def _change(row: dict[str, str]) -> dict[str, Any]:
    change: dict[str, Any] = dict(row)
    for name in _NUMBERS:
        change[name] = int(row[name]) if row[name] else None
    change["changed_at"] = row["changed_at"] or None
    return change
