"""The package recomputes offline, gives the same bytes twice, and other programs accept it."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from pathlib import Path
from subprocess import CompletedProcess

import anyio
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.bookkeeping.period import Month
from ledger.evidence.package_verification import verify_package
from ledger.evidence.report import ExitCode
from ledger.evidence.sealer import Sealer
from ledger.reporting.audit_package import write_audit_package
from ledger.reporting.movements import Range
from tests.reporting import books

QUARTER = Range(Month(2026, 4), Month(2026, 6))
SEALER = Sealer((Ed25519PrivateKey.from_private_bytes(bytes(range(32))),))


@pytest.fixture
async def estate(engine: AsyncEngine, owner_engine: AsyncEngine) -> books.Estate:
    async with owner_engine.begin() as conn:
        made = await books.make_estate(conn)
    async with engine.begin() as conn:
        await books.a_quarter(conn, made)
        await books.post(
            conn, made,
            books.income(made, "2026-06-30", "4901001", 33_924, '=HYPERLINK("x"); 利息 | "季度"'),
        )  # fmt: skip
    return made


@pytest.fixture
async def package(engine: AsyncEngine, estate: books.Estate, tmp_path: Path) -> Path:
    path = tmp_path / "package.zip"
    async with engine.connect() as conn:
        await write_audit_package(
            conn, estate_id=estate.estate_id, months=QUARTER, path=path, sealer=SEALER
        )
    return path


async def test_it_verifies_offline_and_gives_the_books_root(
    engine: AsyncEngine, package: Path
) -> None:
    async with engine.connect() as conn:
        root = await conn.scalar(text("select root_hash from book"))
    report = verify_package(package, expected_root=root)
    assert report.lines()[0] == "package.zip：没有发现改动。", report.lines()
    assert report.exit_code is ExitCode.UNALTERED
    assert report.entries_checked == 18
    assert report.files_checked >= 15


async def test_another_root_is_not_this_book(package: Path) -> None:
    report = verify_package(package, expected_root=bytes(32))
    assert report.exit_code is ExitCode.ALTERED
    assert [fault.code for fault in report.faults] == ["root_is_not_the_expected_one"]


async def test_the_same_book_gives_the_same_bytes(
    engine: AsyncEngine, estate: books.Estate, package: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.zip"
    async with engine.connect() as conn:
        await write_audit_package(
            conn, estate_id=estate.estate_id, months=QUARTER, path=again, sealer=SEALER
        )
    assert again.read_bytes() == package.read_bytes()


async def test_it_holds_the_attachments_and_no_names_of_residents(package: Path) -> None:
    with zipfile.ZipFile(package) as opened:
        documents = [name for name in opened.namelist() if name.startswith("documents/")]
        everything = b"".join(
            opened.read(name) for name in opened.namelist() if not name.endswith(".xlsx")
        )
        assert [opened.read(name) for name in documents] == [b"%PDF-1.7 invoice of the wall repair"]
    assert documents[0].endswith(".pdf")
    for name in ("张三", "李四", "王五"):
        assert name.encode() not in everything


async def test_the_workbook_has_the_five_books(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as opened:
        opened.extract("books/books.xlsx", tmp_path)
    book = CalamineWorkbook.from_path(tmp_path / "books/books.xlsx")
    assert book.sheet_names == ["科目余额表", "总账", "明细账", "序时账", "凭证"]
    balance = {row[0]: row for row in book.get_sheet_by_name("科目余额表").to_python()}
    assert balance["1002001"][3:] == [184700.0, 0.0, 38139.24, 19950.0, 202889.24, 0.0]
    ledger = [row for row in book.get_sheet_by_name("明细账").to_python() if row[0] == "5102"]
    assert [row[8] for row in ledger] == ["平", *["借"] * 8]
    assert [row[9] for row in ledger] == [
        0.0, 12350.0, 12350.0, 12350.0, 12950.0, 13550.0, 12950.0, 12950.0, 12950.0,
    ]  # fmt: skip
    # 红字冲销 is the only negative figure in the books; a credit balance is 贷 and black.
    assert [(row[4], row[6]) for row in ledger] == [
        ("期初余额", ""), ("3栋外墙渗漏维修", 12350.0), ("本月合计", 12350.0),
        ("本年累计", 12350.0), ("绿化补种", 600.0), ("绿化补种", 600.0),
        ("冲销 记-202606-0002：同一笔记了两次", -600.0), ("本月合计", 600.0),
        ("本年累计", 12950.0),
    ]  # fmt: skip
    income = [row for row in book.get_sheet_by_name("总账").to_python() if row[0] == "4901001"]
    assert {row[8] for row in income} == {"贷"}
    assert all(float(str(row[9])) > 0 for row in income)
    narrations = {row[3] for row in book.get_sheet_by_name("序时账").to_python()}
    assert '=HYPERLINK("x"); 利息 | "季度"' in narrations


async def test_the_year_to_date_begins_in_january_and_months_end_once(
    engine: AsyncEngine, estate: books.Estate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two lines a page, so that months go on from one page to the next.
    monkeypatch.setattr("ledger.reporting.audit_package.PAGE", 2)
    path, months = tmp_path / "june.zip", Range(Month(2026, 6), Month(2026, 6))
    async with engine.connect() as conn:
        await write_audit_package(conn, estate_id=estate.estate_id, months=months, path=path)
    with zipfile.ZipFile(path) as opened:
        opened.extract("books/books.xlsx", tmp_path)
    sheet = CalamineWorkbook.from_path(tmp_path / "books/books.xlsx").get_sheet_by_name("明细账")
    bank = [row for row in sheet.to_python() if row[0] == books.BANK]
    titles = [row[4] for row in bank]
    assert titles[0] == "期初余额"
    assert titles[-2:] == ["本月合计", "本年累计"]
    assert (titles.count("本月合计"), len(bank)) == (1, 7)
    # The opening of March is what was there before the book, not a turnover of the year.
    assert [row[6:8] for row in bank[-2:]] == [[339.24, 600.0], [38139.24, 19950.0]]
    assert {row[2] for row in bank[-2:]} == {"2026年6月"}


async def test_csv_cells_are_not_formulas(package: Path) -> None:
    with zipfile.ZipFile(package) as opened:
        lines = opened.read("lines.csv").decode("utf-8-sig")
        raw = opened.read("lines.csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert "\"'=HYPERLINK" in lines
    assert ",=HYPERLINK" not in lines
    assert ",-60000," in lines, "whole numbers stay numbers"


async def test_bean_check_accepts_the_journal(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as opened:
        opened.extractall(tmp_path)
    journal = tmp_path / "journals/book.beancount"
    checker = Path(sys.executable).with_name("bean-check")
    done = await anyio.run_process([checker, journal], check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert "2026-07-01 balance Assets:1002001-银行存款-公共收益专户  202889.24 CNY" in (
        journal.read_text()
    )
    broken = journal.with_name("broken.beancount")
    broken.write_text(journal.read_text().replace("  12350.00 CNY", "  12351.00 CNY"))
    failed = await anyio.run_process([checker, broken], check=False)
    assert failed.returncode != 0


@pytest.mark.skipif(shutil.which("hledger") is None, reason="optional: hledger is not installed")
async def test_hledger_accepts_the_journal_strictly(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as opened:
        opened.extractall(tmp_path)
    journal = tmp_path / "journals/book.journal"

    async def hledger(path: Path, *arguments: str) -> CompletedProcess[bytes]:
        return await anyio.run_process(
            ["hledger", "-f", path, *arguments], check=False, env={"LC_ALL": "C.UTF-8"}
        )

    checked = await hledger(journal, "check", "--strict")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
    balance = await hledger(journal, "balance", "Assets:1002001", "-N", "-e", "2026-07-01")
    assert b"202889.24 CNY" in balance.stdout
    broken = journal.with_name("broken.journal")
    broken.write_text(journal.read_text().replace("0.00 CNY = 202889.24", "0.00 CNY = 202889.25"))
    assert (await hledger(broken, "check", "--strict")).returncode != 0


async def test_the_manifest_lists_every_file_with_its_hash(package: Path) -> None:
    with zipfile.ZipFile(package) as opened:
        manifest = json.loads(opened.read("manifest.json"))
        names = set(opened.namelist())
    assert {"manifest.json", "manifest.note"} < names
    listed = {file["path"] for file in manifest["files"]}
    assert listed == names - {"manifest.json", "manifest.note"}
    assert manifest["format"] == "ledger-audit-package/v1"
    assert manifest["months"] == {"from": "2026-04", "to": "2026-06"}
