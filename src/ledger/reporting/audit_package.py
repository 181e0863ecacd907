"""数据包: the whole book in one zip that anybody can check without this program.

The same book gives the same bytes: files are sorted, their times fixed, and nothing in them says
when the package was made. Everything is written to a folder first, a page at a time, so that the
size of the book does not matter.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import zipfile
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import canonical_json
from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.period import Month
from ledger.errors import ObjectIsNotHere
from ledger.evidence import package_format as form
from ledger.evidence.log_queries import latest_checkpoint
from ledger.evidence.package_seal import seal_text
from ledger.evidence.queries import BookHead, book_heads, entry_pages, published_disclosures
from ledger.evidence.report import Progress, silent
from ledger.evidence.sealer import Sealer
from ledger.posting.point_in_time_queries import book_head
from ledger.reporting import beancount_journal, hledger_journal, package_queries
from ledger.reporting.account_ledger import AskedRange, ledger_pages
from ledger.reporting.csv_tables import CsvTable, write_csv
from ledger.reporting.journal_queries import JournalRow, journal_rows
from ledger.reporting.ledger_queries import account_ids
from ledger.reporting.movements import Chart, Movement, Range
from ledger.reporting.package_evidence import write_evidence
from ledger.reporting.plain_text import Positions
from ledger.reporting.queries import chart_by_code, movements_through
from ledger.reporting.spreadsheets import (
    BookWorkbook,
    JournalSheets,
    LedgerSheet,
    monthly_turnovers,
    write_general_ledger,
    write_trial_balance,
)
from ledger.reporting.trial_balance import TrialBalance, trial_balance

PAGE = 500
_EXTENSIONS = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "text/xml": "xml",
    "application/xml": "xml", "application/ofd": "ofd", "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}  # fmt: skip
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)

Seal = Callable[[bytes], bytes]
"""Makes the note over the manifest's bytes."""


@dataclass(frozen=True, slots=True)
class PackageSummary:
    """What was packed: `sha256` is of the zip itself, to be noted beside it."""

    filename: str
    size_bytes: int
    sha256: str
    book_size: int
    root_hash: bytes


async def write_audit_package(
    conn: AsyncConnection,
    *,
    estate_id: int,
    months: Range,
    path: Path,
    sealer: Sealer | None = None,
    progress: Progress = silent,
) -> PackageSummary:
    """Write the package of a book to `path`; `months` are the range of the books in it.

    The entries are those of the whole book, because a root hash covers all of it. `conn` should
    hold a snapshot (repeatable read), so that every file shows the same moment. The newest key of
    `sealer` signs the manifest; without one the package has no seal. Raises `ObjectIsNotHere`
    when the estate has no book.
    """
    heads = await book_heads(conn, estate_id)
    if not heads:
        raise ObjectIsNotHere("这个小区的账簿")
    seal = await _seal_of(conn, heads[0], sealer) if sealer is not None else None
    with tempfile.TemporaryDirectory(prefix="ledger-package-") as folder:
        packer = _Packer(conn, heads[0], months, Path(folder), progress)
        await packer.write_files()
        await write_evidence(conn, heads[0], Path(folder), sealer)
        await asyncio.to_thread(_zip, Path(folder), path, packer.manifest(), seal)
    return PackageSummary(
        filename=f"{heads[0].estate_code}-{months.first}-{months.last}.zip",
        size_bytes=path.stat().st_size,
        sha256=await asyncio.to_thread(_digest, path),
        book_size=heads[0].size,
        root_hash=heads[0].root_hash,
    )


async def _seal_of(conn: AsyncConnection, head: BookHead, sealer: Sealer) -> Seal:
    """Return what seals a manifest in the name under which the book's checkpoints are signed."""
    last = await latest_checkpoint(conn, head.estate_id)
    origin = last.checkpoint.origin if last is not None else sealer.origin_of(head.estate_code)
    return lambda manifest: str(sealer.sign(seal_text(origin, manifest), origin=origin)).encode()


class _Packer:
    def __init__(
        self,
        conn: AsyncConnection,
        head: BookHead,
        months: Range,
        folder: Path,
        progress: Progress,
    ) -> None:
        self.conn = conn
        self.head = head
        self.months = months
        self.folder = folder
        self.progress = progress
        self.title = f"{head.estate_name} {months.title}"

    def path(self, name: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        return path

    async def write_files(self) -> None:
        self.chart: Chart = await chart_by_code(self.conn, self.head.estate_id)
        self.positions = Positions(self.chart, self.months)
        await self._write_entries()
        self._write_journals()
        await self._write_tables()
        await self._write_documents()
        movements = await movements_through(self.conn, self.head.estate_id, self.months.last)
        balances = {
            currency: trial_balance(self.chart, movements, self.months, currency=currency)
            for currency in Currency
        }
        self._write_trial_balance(balances)
        await self._write_workbook(movements, balances)
        readme = (files("ledger.reporting") / "package_readme.txt").read_text("utf-8")
        self.path(form.README).write_text(
            readme.format(
                estate=self.head.estate_name,
                months=self.months.title,
                size=self.head.size,
                root=self.head.root_hash.hex(),
            ),
            encoding="utf-8-sig",
            newline="\r\n",
        )

    async def _write_entries(self) -> None:
        done = 0
        with (
            self.path(form.ENTRIES).open("wb") as entries,
            self.path(form.LEAVES).open("w", encoding="utf-8-sig", newline="") as leaves_file,
            self.path(form.LINES).open("w", encoding="utf-8-sig", newline="") as lines_file,
        ):
            leaves = CsvTable(leaves_file, form.LEAF_COLUMNS)
            lines = CsvTable(lines_file, form.LINE_COLUMNS)
            async for page in entry_pages(self.conn, self.head.estate_id):
                for kept in page:
                    fields = kept.fields
                    entries.write(canonical_json(fields).encode() + b"\n")
                    leaves.write((fields["seq"], fields["number"], kept.leaf_hash.hex()))
                    for number, line in enumerate(fields["lines"], start=1):
                        lines.write(_line_row(self.chart, fields, number, line))
                    self.positions.add(fields)
                done += len(page)
                self.progress(done, max(done, self.head.size))

    def _write_journals(self) -> None:
        opened_on = Month.from_number(self.head.first_month).first_day
        with (
            self.path(form.ENTRIES).open(encoding="utf-8") as entries,
            self.path(form.HLEDGER).open("w", encoding="utf-8", newline="\n") as hledger,
            self.path(form.BEANCOUNT).open("w", encoding="utf-8", newline="\n") as beancount,
        ):
            _print(hledger, hledger_journal.header(self.title))
            _print(hledger, hledger_journal.accounts(self.positions))
            _print(
                beancount,
                beancount_journal.header(self.title, self.positions, opened_on=opened_on),
            )
            for line in entries:
                fields = json.loads(line)
                _print(hledger, hledger_journal.transaction(self.chart, fields))
                _print(beancount, beancount_journal.transaction(self.chart, fields))
            _print(hledger, hledger_journal.assertions(self.positions))
            _print(beancount, beancount_journal.assertions(self.positions))

    async def _write_tables(self) -> None:
        for table, name, columns in (
            ("accounts", form.ACCOUNTS, form.ACCOUNT_COLUMNS),
            ("balances", form.BALANCES, form.BALANCE_COLUMNS),
            ("entry_numbers", form.ENTRY_NUMBERS, form.NUMBER_COLUMNS),
            ("periods", form.PERIODS, form.PERIOD_COLUMNS),
            ("period_changes", form.PERIOD_CHANGES, form.PERIOD_CHANGE_COLUMNS),
            ("lots", form.LOTS, form.LOT_COLUMNS),
            ("lot_uses", form.LOT_USES, form.LOT_USE_COLUMNS),
            ("grants", form.GRANTS, form.GRANT_COLUMNS),
            ("users", form.USERS, form.USER_COLUMNS),
        ):
            rows = await package_queries.table_rows(self.conn, self.head.estate_id, table)
            write_csv(self.path(name), columns, rows)
        with self.path(form.AUDIT_LINES).open("w", encoding="utf-8-sig", newline="") as file:
            audit_lines = CsvTable(file, form.AUDIT_LINE_COLUMNS)
            async for row in package_queries.audit_lines(self.conn, self.head.estate_id):
                audit_lines.write(row)
        disclosures = await published_disclosures(self.conn, self.head.estate_id)
        text = json.dumps(disclosures, ensure_ascii=False, sort_keys=True, indent=1)
        self.path(form.DISCLOSURES).write_text(text + "\n", encoding="utf-8")

    async def _write_documents(self) -> None:
        found = await package_queries.cited_documents(self.conn, self.head.estate_id)
        names = []
        for document_id, digest, filename, media_type in found:
            name = f"{form.DOCUMENTS}{digest.hex()}.{_extension(filename, media_type)}"
            content = await package_queries.document_content(
                self.conn, self.head.estate_id, document_id
            )
            await asyncio.to_thread(self.path(name).write_bytes, content)
            names.append((name, filename, len(content)))
        write_csv(self.path(form.DOCUMENT_LIST), form.DOCUMENT_COLUMNS, names)

    def _write_trial_balance(self, balances: Mapping[Currency, TrialBalance]) -> None:
        write_csv(
            self.path(form.TRIAL_BALANCE),
            ("科目代码", "科目名称", "币种", "期初(借为正)", "借方", "贷方", "期末(借为正)"),
            (
                (row.code, row.name, currency.value, row.opening, row.debits, row.credits,
                 row.closing)
                for currency, balance in balances.items()
                for row in balance.rows
            ),
        )  # fmt: skip

    async def _write_workbook(
        self, movements: list[Movement], balances: dict[Currency, TrialBalance]
    ) -> None:
        with BookWorkbook(self.path(form.WORKBOOK), title=self.title) as book:
            write_trial_balance(book, balances)
            write_general_ledger(book, self.chart, movements, self.months)
            await self._write_account_ledgers(book, movements, balances)
            for name in ("序时账", "凭证"):
                sheets = JournalSheets(book, name)
                async for row in self._journal():
                    sheets.write(row)

    async def _write_account_ledgers(
        self,
        book: BookWorkbook,
        movements: list[Movement],
        balances: Mapping[Currency, TrialBalance],
    ) -> None:
        sheet = LedgerSheet(book)
        head = await book_head(self.conn, self.head.estate_id)
        assert head is not None
        for balance in balances.values():
            for row in balance.rows:
                if not row.is_postable:
                    continue
                ids = await account_ids(self.conn, self.head.estate_id, [row.code])
                asked = AskedRange(self.head.estate_id, ids, head, self.months)
                has_begun = False
                async for page in ledger_pages(self.conn, asked, limit=PAGE):
                    if not has_begun:
                        turnovers = monthly_turnovers(movements, row.code, self.months)
                        sheet.begin(self.chart[row.code], page.opening, turnovers)
                        has_begun = True
                    sheet.rows(page.rows)
                sheet.end_month()

    async def _journal(self) -> AsyncIterator[JournalRow]:
        after = 0
        while True:
            rows = await journal_rows(
                self.conn, self.head.estate_id, self.months, after=after, limit=PAGE
            )
            for row in rows:
                yield row
            if len(rows) < PAGE:
                return
            after = rows[-1].seq

    def manifest(self) -> dict[str, Any]:
        return {
            "format": form.FORMAT,
            "estate": {
                "estate_id": self.head.estate_id,
                "code": self.head.estate_code,
                "name": self.head.estate_name,
            },
            "book": {
                "first_month": self.head.first_month,
                "size": self.head.size,
                "root_hash": self.head.root_hash.hex(),
            },
            "months": {"from": str(self.months.first), "to": str(self.months.last)},
        }


def _print(file: IO[str], lines: Iterable[str]) -> None:
    file.writelines(line + "\n" for line in lines)


def _line_row(
    chart: Chart, fields: Mapping[str, Any], number: int, line: Mapping[str, Any]
) -> tuple[str | int | None, ...]:
    dimensions = line["dimensions"]
    account = chart.get(line["account"])
    return (
        fields["seq"], fields["number"], fields["effective_on"], fields["recorded_at"],
        fields["kind"], fields["narration"], fields["source"], fields["rule_version"],
        " ".join(fields["documents"]), fields["prepared_by"], fields["approved_by"],
        fields["posted_by"], fields["reverses"], fields["key"], number, line["account"],
        account.name if account is not None else "", line["holder"], line["side"],
        line["amount"], line["currency"], line["narration"], dimensions.get("fund_grant"),
        dimensions.get("merchant"), dimensions.get("dwelling"), dimensions.get("activity"),
    )  # fmt: skip


def _extension(filename: str, media_type: str) -> str:
    given = Path(filename).suffix.lstrip(".").lower()
    if given.isascii() and given.isalnum() and len(given) <= 5:
        return given
    return _EXTENSIONS.get(media_type, "bin")


def _digest(path: Path) -> str:
    hashed = sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            hashed.update(chunk)
    return hashed.hexdigest()


def _zip(folder: Path, target: Path, manifest: dict[str, Any], seal: Seal | None) -> None:
    """Put the manifest, its seal and the files that it lists into one deterministic zip."""
    names = sorted(
        str(path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file()
    )
    manifest["files"] = [
        {
            "path": name,
            "sha256": _digest(folder / name),
            "size_bytes": (folder / name).stat().st_size,
        }
        for name in names
    ]
    content = (json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        package.writestr(_zip_info(form.MANIFEST), content)
        if seal is not None:
            package.writestr(_zip_info(form.SEAL), seal(content))
        for name in names:
            with (folder / name).open("rb") as source, package.open(_zip_info(name), "w") as file:
                while chunk := source.read(1 << 20):
                    file.write(chunk)


def _zip_info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIXED_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info
