"""The tables that repeat what other files of a package say: they must say the same.

`lines.csv` repeats the entries for people with a spreadsheet; `audit_lines.csv` remembers what
was published.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from itertools import groupby
from typing import Any

from ledger.evidence import package_format as form
from ledger.evidence.package_reader import PackageReader
from ledger.evidence.report import Fault, Report

_DIMENSIONS = ("fund_grant", "merchant", "dwelling", "activity")
_LIKE_THE_ENTRY = (
    "seq", "effective_on", "recorded_at", "kind", "narration", "source", "rule_version",
    "prepared_by", "approved_by", "posted_by", "reverses", "key",
)  # fmt: skip

Rows = list[dict[str, str]]


class LinesTable:
    """`lines.csv`, read beside the entries and compared with them, entry by entry."""

    def __init__(
        self, package: PackageReader, report: Report, account_names: Mapping[str, str]
    ) -> None:
        self._report = report
        self._names = account_names
        self.is_torn = False
        self._groups = self._read(package)
        self._next: tuple[int, Rows] | None = next(self._groups, None)

    def _read(self, package: PackageReader) -> Generator[tuple[int, Rows], None, None]:
        rows = package.rows(form.LINES, form.LINE_COLUMNS)
        try:
            for seq, group in groupby(rows, key=lambda row: int(row["seq"])):
                yield seq, list(group)
        except ValueError as error:
            self.is_torn = True
            name_fault(self._report, form.LINES, f"读不懂：{error}")

    def compare(self, fields: Mapping[str, Any]) -> None:
        """Compare the rows of one entry, given by its leaf's fields, in order of `seq`."""
        kept = self._take(fields["seq"])
        said = [self._row(fields, number) for number in range(1, len(fields["lines"]) + 1)]
        if self.is_torn or kept == said:
            return
        for expected, found in zip(said, kept, strict=False):
            for name in form.LINE_COLUMNS:
                if expected[name] != found[name]:
                    self._fault(
                        fields["seq"], f"第 {expected['line_no']} 行与凭证不符。", name,
                        expected[name], found[name],
                    )  # fmt: skip
        if len(kept) != len(said):
            self._fault(
                fields["seq"], "行数与凭证不符。", "line_no", str(len(said)), str(len(kept))
            )

    def skip(self, seq: int) -> None:
        """Leave the rows of an entry aside that is itself at fault."""
        self._take(seq)

    def finish(self) -> None:
        """Name the rows behind the last entry."""
        self._take(None)

    def close(self) -> None:
        """Let go of the file, also when the table was not read to its end."""
        self._groups.close()

    def _take(self, seq: int | None) -> Rows:
        """Return the rows of `seq`; rows of entries that are not there are named."""
        while self._next is not None and (seq is None or self._next[0] < seq):
            self._fault(self._next[0], "这笔凭证不在凭证原文里，或者次序不对。", "seq", None, None)
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != seq:
            return []
        rows = self._next[1]
        self._next = next(self._groups, None)
        return rows

    def _row(self, fields: Mapping[str, Any], number: int) -> dict[str, str]:
        line = fields["lines"][number - 1]
        row = {name: _cell(fields[name]) for name in _LIKE_THE_ENTRY}
        row |= {name: _cell(line["dimensions"].get(name)) for name in _DIMENSIONS}
        return row | {
            "entry_no": fields["number"],
            "documents": " ".join(fields["documents"]),
            "line_no": str(number),
            "account": line["account"],
            "account_name": self._names.get(line["account"], ""),
            "holder": line["holder"],
            "side": line["side"],
            "amount": str(line["amount"]),
            "currency": line["currency"],
            "line_narration": line["narration"],
        }

    def _fault(
        self, seq: int, sentence: str, field: str, expected: str | None, found: str | None
    ) -> None:
        where = f"文件 {form.LINES} 第 {seq} 笔"
        self._report.add(
            Fault("line_differs", where, sentence, seq, form.LINES, field, expected, found)
        )


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def check_publications_kept(
    package: PackageReader, report: Report, records: Sequence[Mapping[str, Any]]
) -> None:
    """Name every publication that the log of acts remembers and that is not in the package."""
    kept = {f"disclosure:{record['disclosure_id']}" for record in records}
    try:
        for row in package.rows(form.AUDIT_LINES, form.AUDIT_LINE_COLUMNS):
            if (row["action"], row["outcome"]) != ("disclosure_published", "done"):
                continue
            if row["object"] not in kept:
                report.add(
                    Fault(
                        "publication_is_missing", row["object"], "操作日志里发布过的公示不见了。",
                        file=form.DISCLOSURES,
                    )
                )  # fmt: skip
    except ValueError as error:
        name_fault(report, form.AUDIT_LINES, f"读不懂：{error}")


def name_fault(report: Report, file: str, sentence: str) -> None:
    """Report a table that cannot be read, unless its file is named already."""
    if all(fault.file != file for fault in report.faults):
        report.add(Fault("file_differs", f"文件 {file}", sentence, file=file))
