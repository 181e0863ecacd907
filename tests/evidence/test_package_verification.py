"""A package altered in any place is found with no database, and the place is named."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.evidence.package_format import escaped_cell, unescaped_cell
from ledger.evidence.package_seal import seal_text
from ledger.evidence.package_verification import verify_package
from ledger.evidence.report import ExitCode
from ledger.evidence.sealer import Sealer
from ledger.evidence.signed_note import VerifierKey
from ledger.evidence.witnesses.checks import UNWITNESSED
from tests.evidence.packages import KEY, OLDER, ORIGIN, SEALER, Change, Files, rewritten


def entries_changed(change: Callable[[list[bytes]], None]) -> Change:
    def apply(files: Files) -> None:
        lines = files["entries.jsonl"].splitlines()
        change(lines)
        files["entries.jsonl"] = b"".join(line + b"\n" for line in lines)

    return apply


def replaced(name: str, old: str, new: str) -> Change:
    def apply(files: Files) -> None:
        before = files[name]
        files[name] = before.replace(old.encode(), new.encode(), 1)
        assert files[name] != before

    return apply


def entry_replaced(seq: int, old: str, new: str) -> Change:
    def apply(lines: list[bytes]) -> None:
        before = lines[seq - 1]
        lines[seq - 1] = before.replace(old.encode(), new.encode())
        assert lines[seq - 1] != before

    return entries_changed(apply)


def rows_changed(change: Callable[[list[bytes]], None]) -> Change:
    def apply(files: Files) -> None:
        rows = files["lines.csv"].splitlines(keepends=True)
        change(rows)
        files["lines.csv"] = b"".join(rows)

    return apply


def _swap(lines: list[bytes]) -> None:
    lines[3], lines[4] = lines[4], lines[3]


CHANGES: list[tuple[str, Change, str, dict[str, object]]] = [
    (
        "amounts of one entry",
        entry_replaced(5, '"amount":1235000', '"amount":1935000'),
        "entry_was_altered",
        {"seq": 5, "field": "lines[1].amount", "expected": "1235000", "found": "1935000"},
    ),
    (
        "a business date",
        entry_replaced(5, '"effective_on":"2026-05-09"', '"effective_on":"2026-05-29"'),
        "entry_was_altered",
        {"seq": 5, "field": "effective_on", "expected": "2026-05-09", "found": "2026-05-29"},
    ),
    (
        "a narration",
        entry_replaced(5, "3栋外墙渗漏维修", "3栋外墙翻新"),
        "entry_was_altered",
        {"seq": 5, "field": "narration", "expected": "3栋外墙渗漏维修"},
    ),
    (
        "one side only",
        entry_replaced(
            5, '"amount":1235000,"currency":"CNY","dimensions":{},"holder":"","narration":"",'
            '"side":"debit"',
            '"amount":1,"currency":"CNY","dimensions":{},"holder":"","narration":"",'
            '"side":"debit"',
        ),
        "entry_is_not_balanced",
        {"seq": 5},
    ),
    ("an entry is taken out", entries_changed(lambda lines: lines.__delitem__(4)),
     "entry_is_missing", {"seq": 5}),
    ("the last entry is taken out", entries_changed(lambda lines: lines.__delitem__(-1)),
     "entry_is_missing", {"seq": 17}),
    ("two entries are swapped", entries_changed(_swap), "entry_is_out_of_order", {"seq": 4}),
    ("an entry is doubled", entries_changed(lambda lines: lines.insert(5, lines[4])),
     "entry_is_out_of_order", {"seq": 5}),
    ("an entry is not JSON", entries_changed(lambda lines: lines.__setitem__(4, b"{")),
     "entry_is_malformed", {"seq": 5}),
    ("an entry is deeply nested", entries_changed(
        lambda lines: lines.__setitem__(4, b"[" * 200_000)), "entry_is_malformed", {"seq": 5}),
    ("an entry is spaced differently",
     entries_changed(lambda lines: lines.__setitem__(4, lines[4].replace(b'":', b'": '))),
     "entry_is_malformed", {"seq": 5}),
    ("a leaf hash", replaced("leaves.csv", "记-202605-0001,", "记-202605-0001,00"),
     "leaf_differs", {"seq": 5}),
    ("a balance", replaced("balances.csv", "1002001,,CNY,", "1002001,,CNY,9"),
     "posted_differs", {}),
    ("what is left of a lot", replaced("lots.csv", ",46,2,", ",46,3,"), "lot_differs", {}),
    ("a use of a lot", replaced("lot_uses.csv", ",44", ",43"), "lots_differ", {"seq": 17}),
    ("an entry number", replaced("entry_numbers.csv", "记,202604,3", "记,202604,4"),
     "last_number_differs", {}),
    ("a published figure", replaced("disclosures.json", '"income_total_fen": 3780000',
                                    '"income_total_fen": 3780001'), "figure_differs", {}),
    ("a published title", replaced("disclosures.json", "第二季度", "第三季度"),
     "publication_differs", {}),
    ("the root", replaced("manifest.json", '"root_hash": "', '"root_hash": "00'),
     "package_is_unreadable", {}),
    ("an amount in the table of lines", replaced("lines.csv", ",1235000,", ",1935000,"),
     "line_differs",
     {"seq": 5, "file": "lines.csv", "field": "amount", "expected": "1235000",
      "found": "1935000"}),
    ("an account's name in the table of lines", replaced("lines.csv", ",停车月租,", ",停车费,"),
     "line_differs", {"field": "account_name", "expected": "停车月租"}),
    ("a row of the table of lines is taken out", rows_changed(lambda rows: rows.__delitem__(-1)),
     "line_differs", {"seq": 17, "field": "line_no"}),
    ("a row of the table of lines is doubled", rows_changed(lambda rows: rows.append(rows[-1])),
     "line_differs", {"seq": 17, "field": "line_no"}),
    ("the table of lines has an entry of its own",
     rows_changed(lambda rows: rows.append(b"18" + rows[-1][2:])), "line_differs", {"seq": 18}),
    ("the table of lines is empty", rows_changed(lambda rows: rows.__delitem__(slice(1, None))),
     "line_differs", {"seq": 1}),
    ("the table of lines is torn", rows_changed(lambda rows: rows.append(b"x\r\n")),
     "file_differs", {"file": "lines.csv"}),
    ("all publications are taken out",
     lambda files: files.__setitem__("disclosures.json", b"[]\n"), "publication_is_missing", {}),
    ("the account's type", replaced("accounts.csv", "停车月租,CNY,income", "停车月租,CNY,expense"),
     "figure_differs", {}),
    ("a document is taken out",
     lambda files: files.__delitem__(next(n for n in files if n.startswith("documents/"))),
     "document_is_missing", {}),
    ("a document's bytes",
     lambda files: files.__setitem__(
         next(n for n in files if n.startswith("documents/")), b"other"),
     "document_differs", {}),
]  # fmt: skip


@pytest.mark.parametrize("name, change, code, wanted", CHANGES, ids=[c[0] for c in CHANGES])
async def test_change_is_found_and_named(
    package: Path, name: str, change: Change, code: str, wanted: dict[str, object]
) -> None:
    """The manifest is made to fit, so that only the entries themselves can tell."""
    assert verify_package(package).is_unaltered
    report = rewritten(package, change, seal=True)
    assert report.exit_code is not ExitCode.UNALTERED
    fitting = [
        fault
        for fault in report.faults
        if fault.code == code and all(getattr(fault, key) == value for key, value in wanted.items())
    ]
    assert fitting, "\n".join(report.lines())
    if "seq" in wanted:
        assert report.first is not None
        assert report.first.seq == wanted["seq"], report.lines()


@pytest.mark.parametrize(
    "file", ["books/books.xlsx", "journals/book.journal", "README.txt", "audit_lines.csv"]
)
async def test_a_changed_file_is_named_by_the_manifest(package: Path, file: str) -> None:
    report = rewritten(
        package, lambda files: files.__setitem__(file, files[file] + b" "), seal=False
    )
    assert [(fault.code, fault.file) for fault in report.faults] == [("file_differs", file)]


async def test_the_seal_holds_with_its_key(package: Path) -> None:
    report = verify_package(package, public_key=KEY)
    assert (report.is_unaltered, report.remarks) == (True, [UNWITNESSED]), report.lines()
    report = verify_package(package)
    assert report.is_unaltered
    assert "ledger verify 数据包.zip --key 公钥" in "".join(report.lines())


async def test_every_file_is_sealed(package: Path) -> None:
    """Whoever alters a file and makes the manifest fit cannot sign the manifest."""
    with zipfile.ZipFile(package) as opened:
        names = sorted(set(opened.namelist()) - {"manifest.json", "manifest.note"})
    assert len(names) >= 18
    for name in names:
        report = rewritten(
            package,
            lambda files, name=name: files.__setitem__(name, files[name] + b"\n"),  # type: ignore[misc]
            seal=True,
            key=KEY,
        )
        assert ("seal_differs", "manifest.json") in [(f.code, f.file) for f in report.faults], name
        report = rewritten(package, lambda files, name=name: files.pop(name), seal=True, key=KEY)  # type: ignore[misc]
        assert report.exit_code is not ExitCode.UNALTERED, name


def _without_seal(files: Files) -> None:
    del files["manifest.note"]


def _sealed_by(key: Ed25519PrivateKey) -> Change:
    def apply(files: Files) -> None:
        text = seal_text(ORIGIN, files["manifest.json"])
        files["manifest.note"] = str(Sealer((key,)).sign(text, origin=ORIGIN)).encode()

    return apply


def _checkpoint_for_a_seal(files: Files) -> None:
    """Put a note there that the right key did sign, but as something else."""
    note = SEALER.sign(f"{ORIGIN}\n17\n{'A' * 43}=\n", origin=ORIGIN)
    files["manifest.note"] = str(note).encode()


@pytest.mark.parametrize(
    "change, key, code",
    [
        (_without_seal, KEY, "seal_is_missing"),
        (_sealed_by(Ed25519PrivateKey.from_private_bytes(bytes(32))), KEY, "seal_is_foreign"),
        (_sealed_by(SEALER.keys[0]), KEY, "seal_is_foreign"),
        (_sealed_by(SEALER.keys[1]), OLDER, "seal_is_foreign"),
        (_checkpoint_for_a_seal, KEY, "seal_differs"),
        (_checkpoint_for_a_seal, None, "seal_differs"),
        (replaced("manifest.note", "audit package", "audit packets"), KEY, "seal_is_forged"),
        (replaced("manifest.note", "\u2014 ", "- "), None, "seal_is_malformed"),
        (lambda files: files.__setitem__("manifest.note", b"\xff"), KEY, "seal_is_malformed"),
        (replaced("manifest.json", '"2026-06"', '"2026-05"'), None, "seal_differs"),
    ],
)  # fmt: skip
async def test_a_wrong_seal_names_the_manifest(
    package: Path, change: Change, key: VerifierKey | None, code: str
) -> None:
    report = rewritten(package, change, seal=False, key=key)
    assert [(fault.code, fault.file) for fault in report.faults] == [(code, "manifest.json")]
    assert report.exit_code is ExitCode.ALTERED


async def test_without_key_or_seal_the_report_says_what_is_not_proven(package: Path) -> None:
    report = rewritten(package, _without_seal, seal=False)
    assert report.is_unaltered
    assert "没有封签" in "".join(report.lines())


async def test_a_foreign_and_a_repeated_file_are_named(package: Path) -> None:
    report = rewritten(package, lambda files: files.__setitem__("extra.txt", b"x"), seal=False)
    assert [fault.code for fault in report.faults] == ["file_is_not_listed"]
    with zipfile.ZipFile(package, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr("README.txt", b"x")
    assert "file_is_repeated" in [fault.code for fault in verify_package(package).faults]


async def test_what_is_no_package_is_unreadable(tmp_path: Path, package: Path) -> None:
    no_zip = tmp_path / "no.zip"
    no_zip.write_bytes(b"PK no zip")
    assert verify_package(no_zip).exit_code is ExitCode.UNREADABLE
    assert verify_package(tmp_path / "missing.zip").exit_code is ExitCode.UNREADABLE
    for name in ("manifest.json", "entries.jsonl"):
        report = rewritten(package, lambda files, name=name: files.__delitem__(name), seal=False)  # type: ignore[misc]
        assert report.exit_code is ExitCode.UNREADABLE
        assert report.lines()[0].endswith("无法核验。")


@pytest.mark.parametrize("content", [b"[" * 200_000, b'{"a":' * 200_000, b"[" * 900 + b"]" * 900])
@pytest.mark.parametrize("name", ["manifest.json", "disclosures.json"])
async def test_deeply_nested_json_is_unreadable(package: Path, name: str, content: bytes) -> None:
    report = rewritten(package, lambda files: files.__setitem__(name, content), seal=False)
    assert "package_is_unreadable" in [fault.code for fault in report.faults]
    assert report.exit_code is not ExitCode.UNALTERED


@pytest.mark.parametrize("at", range(1, 10))
async def test_a_zip_torn_anywhere_is_altered(package: Path, at: int) -> None:
    content = bytearray(package.read_bytes())
    place = len(content) * at // 10
    content[place : place + 64] = bytes(64)
    package.write_bytes(content)
    assert verify_package(package).exit_code is not ExitCode.UNALTERED


async def test_a_torn_zip_is_altered(package: Path) -> None:
    content = bytearray(package.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(64)
    package.write_bytes(content)
    assert verify_package(package).exit_code is not ExitCode.UNALTERED


@pytest.mark.parametrize(
    "text", ["", "普通", "=1+1", "-60000", "'引号", "'=x", "@a", "\tb", "''", "＝1", "\nx"]
)
def test_cells_come_back_as_they_were(text: str) -> None:
    assert unescaped_cell(escaped_cell(text)) == text
    assert not escaped_cell(text).startswith(
        ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
    )
