"""`ledger verify PACKAGE`: recompute an audit package with no database and no network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from ledger.bookkeeping.canonical import LEAF_VERSION, canonical_json
from ledger.bookkeeping.merkle_log import leaf_hash
from ledger.evidence import package_format as form
from ledger.evidence.book_checks import (
    BalanceClaim,
    check_balances,
    check_documents,
    check_head,
    check_numbers,
    check_points_identity,
)
from ledger.evidence.culprits import differences
from ledger.evidence.entry_fields import EntryFields, EntryIsMalformed, read_fields
from ledger.evidence.figures import check_figures
from ledger.evidence.key_history import KeyHistory
from ledger.evidence.lots import Lot, LotBook, LotUse
from ledger.evidence.package_checkpoints import PackageHeads, keys_of_package
from ledger.evidence.package_periods import PackagePeriods
from ledger.evidence.package_reader import PackageIsUnreadable, PackageReader
from ledger.evidence.package_repeats import repeats_checked
from ledger.evidence.package_seal import check_seal
from ledger.evidence.publications import check_publications, published_figures
from ledger.evidence.replay import AccountFacts, Replay, sealed_moments
from ledger.evidence.report import Fault, Progress, Report, silent
from ledger.evidence.signed_note import VerifierKey
from ledger.evidence.witnesses.checks import WitnessClaims


def verify_package(
    path: Path,
    *,
    progress: Progress = silent,
    expected_root: bytes | None = None,
    public_key: VerifierKey | None = None,
    history: KeyHistory | None = None,
    claims: WitnessClaims | None = None,
) -> Report:
    """Recompute everything that the package claims and report every difference.

    `expected_root` is the root hash of a printed notice or of a witness; a package that was
    rewritten from end to end agrees with itself, and only this can tell. `public_key` is the key
    printed beside it: with it the seal of the manifest must hold, and so every file's hash. A key
    that was replaced, or has replaced it, holds too where the package's handovers or `history`
    lead there. `claims` are what witnesses brought along.
    """
    report = Report(subject=path.name)
    try:
        with (
            PackageReader(path) as package,
            repeats_checked(path, entries=package.manifest["book"]["size"]) as repeats,
        ):
            try:
                _replay(package, report, progress, expected_root, public_key, history, claims)
            finally:
                report.put_first(repeats.result())
    except BrokenExecutor as error:
        report.add(Fault("package_is_unreadable", path.name, f"没有校验完，请再执行一次。{error}"))
        report.is_readable = False
    except (PackageIsUnreadable, ValueError, KeyError, TypeError, RecursionError) as error:
        report.add(Fault("package_is_unreadable", path.name, str(error) or "读不懂。"))
        report.is_readable = not isinstance(error, PackageIsUnreadable)
    return report


def _replay(
    package: PackageReader,
    report: Report,
    progress: Progress,
    expected_root: bytes | None,
    public_key: VerifierKey | None,
    history: KeyHistory | None,
    claims: WitnessClaims | None,
) -> None:
    keys = keys_of_package(package, report, key=public_key, history=history)
    check_seal(
        report,
        manifest=package.manifest_bytes,
        note=package.seal(),
        key=public_key,
        vouched_for=keys.verifier_keys(public_key.name) if keys and public_key else (),
    )
    verification = _Verification(package, report)
    heads = PackageHeads.of(
        package,
        verification.replay,
        keys=keys,
        origin=public_key.name if public_key else None,
        claims=claims,
    )
    verification.run(progress, expected_root, heads)


class _Verification:
    """One pass over a package that could be opened."""

    def __init__(self, package: PackageReader, report: Report) -> None:
        self.package = package
        self.report = report
        manifest = package.manifest
        self.size: int = manifest["book"]["size"]
        self.root = bytes.fromhex(manifest["book"]["root_hash"])
        self.replay = Replay(
            report=report,
            estate_id=manifest["estate"]["estate_id"],
            first_month=manifest["book"]["first_month"],
            accounts={facts.code: facts for facts in self._accounts()},
            sealed_at=sealed_moments(
                {
                    int(row["fiscal_month"]): row["closed_at"]
                    for row in package.rows(form.PERIODS, form.PERIOD_COLUMNS)
                    if row["state"] == "closed" and row["closed_at"]
                }
            ),
        )
        self.periods = PackagePeriods(package, report, self.replay.estate_id)
        self.altered: dict[int, tuple[dict[str, Any], str, bytes]] = {}

    def run(self, progress: Progress, expected_root: bytes | None, heads: PackageHeads) -> None:
        lots = self._lots()
        records = self.package.json(form.DISCLOSURES)
        check_publications(self.report, records)
        published = published_figures(records)
        leaves = self.package.rows(form.LEAVES, form.LEAF_COLUMNS)
        for done, line in enumerate(self.package.text_lines(form.ENTRIES), start=1):
            self._feed(line, next(leaves, None), lots)
            heads.compare()
            while published and published[0].size <= self.replay.frontier.size:
                check_figures(self.replay, published.pop(0))
                self.report.disclosures_checked += 1
            if done % 500 == 0 or done == self.size:
                progress(done, self.size)
        heads.finish()
        for row in leaves:
            self._file_fault(form.LEAVES, f"多出第 {row['seq']} 笔的叶子哈希。")
        for left in published:
            self._file_fault(form.DISCLOSURES, f"公示 {left.number} 的检查点在账簿之外。")
        self._name_altered_fields()
        self._finish(lots, expected_root)

    def _finish(self, lots: LotBook, expected_root: bytes | None) -> None:
        replay, package = self.replay, self.package
        check_head(replay, size=self.size, root_hash=self.root, where=form.MANIFEST)
        if expected_root is not None and expected_root != replay.frontier.root():
            self.report.add(
                Fault(
                    code="root_is_not_the_expected_one", where="根哈希",
                    sentence="与您给出的根哈希不同：这不是同一本账，或整本账被重写过。",
                    expected=expected_root.hex(), found=replay.frontier.root().hex(),
                )
            )  # fmt: skip
        check_numbers(
            replay,
            {
                (row["series"], int(row["fiscal_month"])): int(row["last_number"])
                for row in package.rows(form.ENTRY_NUMBERS, form.NUMBER_COLUMNS)
            },
        )
        check_balances(
            replay,
            (
                BalanceClaim(row["code"], row["holder"], int(row["posted"]), int(row["version"]))
                for row in package.rows(form.BALANCES, form.BALANCE_COLUMNS)
            ),
        )
        self.periods.finish()
        check_points_identity(replay)
        replay.finish_reversals(self._again(set(replay.originals_wanted)))
        lots.finish(replay)
        self._check_documents()

    def _feed(self, line: bytes, kept: dict[str, str] | None, lots: LotBook) -> None:
        leaf = leaf_hash(LEAF_VERSION.encode() + b"\n" + line)
        expected_seq = self.replay.last_seq + 1
        try:
            fields = json.loads(line)
            entry = read_fields(fields)
            if canonical_json(fields).encode() != line:
                raise EntryIsMalformed("canonical form")
        except (ValueError, RecursionError) as error:
            self.report.add(
                Fault(
                    code="entry_is_malformed", where=f"第 {expected_seq} 笔", seq=expected_seq,
                    sentence=f"凭证原文读不懂或不是规范写法（{error}）。", file=form.ENTRIES,
                )
            )  # fmt: skip
            self.replay.skip(expected_seq, leaf)
            return
        if fields["estate"] != self.replay.estate_id:
            self.replay.fault(
                entry, "entry_is_of_another_estate", "凭证属于另一个小区。", field="estate",
                expected=self.replay.estate_id, found=fields["estate"],
            )  # fmt: skip
        if kept is None or kept["seq"] != str(entry.seq):
            self.replay.fault(
                entry, "leaf_is_missing", "叶子哈希表里没有对应的一行。",
                expected=entry.seq, found=kept["seq"] if kept else None,
            )  # fmt: skip
        elif kept["leaf_hash"] != leaf.hex():
            # Which of the two tables is wrong is told at the end, field by field.
            self.altered[entry.seq] = (fields, kept["leaf_hash"], leaf)
        self.replay.feed(entry, leaf=leaf)
        self.periods.see(entry)
        lots.check_entry(self.replay, entry)

    def _again(self, seqs: set[int]) -> Iterator[EntryFields]:
        """Yield entries that were read before, once more; what is malformed is left out."""
        if not seqs:
            return
        for line in self.package.text_lines(form.ENTRIES):
            with suppress(ValueError, RecursionError):
                entry = read_fields(json.loads(line))
                if entry.seq in seqs:
                    yield entry

    def _name_altered_fields(self) -> None:
        """Report the entries whose leaf differs, with the field that lines.csv gives otherwise."""
        if not self.altered:
            return
        printed = _entries_of_lines(self.package, self.altered.keys())
        for seq, (fields, kept, leaf) in self.altered.items():
            other = printed.get(seq)
            found = list(differences(other, fields)) if other is not None else []
            where = f"{fields['number']}（第 {seq} 笔）"
            for difference in found:
                self.report.add(
                    Fault(
                        code="entry_was_altered", where=where, seq=seq, file=form.ENTRIES,
                        sentence="凭证内容与留存的叶子哈希、分录表不符。",
                        field=difference.field, expected=difference.expected,
                        found=difference.found,
                    )
                )  # fmt: skip
            if not found:
                self.report.add(
                    Fault(
                        code="leaf_differs", where=where, seq=seq, file=form.LEAVES,
                        sentence="凭证内容与留存的叶子哈希不符。", field="leaf_hash",
                        expected=leaf.hex(), found=kept,
                    )
                )  # fmt: skip

    def _accounts(self) -> Iterator[AccountFacts]:
        for row in self.package.rows(form.ACCOUNTS, form.ACCOUNT_COLUMNS):
            yield AccountFacts(
                code=row["code"],
                name=row["name"],
                currency=row["currency"],
                type=row["type"],
                is_postable=row["is_postable"] == "1",
                parent_code=row["parent_code"] or None,
                is_fund="fund_grant" in row["dimensions"].split(),
            )

    def _lots(self) -> LotBook:
        return LotBook.of(
            (
                Lot(
                    lot_id=int(row["lot_id"]),
                    holder=row["holder"],
                    granted_seq=int(row["granted_seq"]),
                    points_granted=int(row["points_granted"]),
                    points_left=int(row["points_left"]),
                )
                for row in self.package.rows(form.LOTS, form.LOT_COLUMNS)
            ),
            (
                LotUse(int(row["seq"]), int(row["lot_id"]), int(row["points"]))
                for row in self.package.rows(form.LOT_USES, form.LOT_USE_COLUMNS)
            ),
        )

    def _check_documents(self) -> None:
        names = (name for name in self.package.names if name.startswith(form.DOCUMENTS))
        check_documents(self.replay, map(form.document_digest, names), where="数据包")

    def _file_fault(self, file: str, sentence: str) -> None:
        self.report.add(Fault("file_differs", f"文件 {file}", sentence, file=file))


def _entries_of_lines(package: PackageReader, seqs: Any) -> dict[int, dict[str, Any]]:
    """Rebuild the leaves of the wanted entries from the table of lines; broken rows give none."""
    wanted = {str(seq) for seq in seqs}
    entries: dict[int, dict[str, Any]] = {}
    try:
        for row in package.rows(form.LINES, form.LINE_COLUMNS):
            if row["seq"] in wanted:
                entry = entries.setdefault(int(row["seq"]), _entry_of_row(row, package))
                entry["lines"].append(_line_of_row(row))
    except ValueError:
        return {}
    return entries


def _entry_of_row(row: dict[str, str], package: PackageReader) -> dict[str, Any]:
    return {
        "approved_by": int(row["approved_by"]) if row["approved_by"] else None,
        "documents": row["documents"].split(),
        "effective_on": row["effective_on"],
        "estate": package.manifest["estate"]["estate_id"],
        "key": row["key"],
        "kind": row["kind"],
        "lines": [],
        "narration": row["narration"],
        "number": row["entry_no"],
        "posted_by": int(row["posted_by"]),
        "prepared_by": int(row["prepared_by"]),
        "recorded_at": row["recorded_at"],
        "reverses": int(row["reverses"]) if row["reverses"] else None,
        "rule_version": row["rule_version"],
        "seq": int(row["seq"]),
        "source": row["source"],
    }


def _line_of_row(row: dict[str, str]) -> dict[str, Any]:
    return {
        "account": row["account"],
        "amount": int(row["amount"]),
        "currency": row["currency"],
        "dimensions": {
            name: int(row[name])
            for name in ("activity", "dwelling", "fund_grant", "merchant")
            if row[name]
        },
        "holder": row["holder"],
        "narration": row["line_narration"],
        "side": row["side"],
    }
