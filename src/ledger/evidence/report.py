"""What a verification found: faults that name their place, and an exit code for the shell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from ledger.bookkeeping.merkle_log import EMPTY_ROOT

FAULTS_KEPT = 1000

Progress = Callable[[int, int], None]
"""Called with the entries done and the entries there are."""


def silent(done: int, total: int) -> None:
    """Report progress to nobody."""


class ExitCode(IntEnum):
    """How `ledger verify` ends: with the gravest kind of fault that it found.

    2 is the shell's word for wrong usage.
    """

    UNALTERED = 0
    ALTERED = 1
    """Entries, lines, the log, attachments, files of a package, what was signed or witnessed."""
    UNREADABLE = 3
    """There is nothing that could be checked, or it could not be checked to its end."""
    DERIVED = 4
    """Only what the entries give again: balances, numbers, lots, stock, subtrees of the log."""
    RECORDS = 5
    """Records beside the journal, from the counter to the months; and perhaps what is derived."""
    PUBLISHED = 6
    """What residents were shown; and perhaps records and what is derived."""

    @classmethod
    def gravest(cls, codes: Iterable[ExitCode]) -> ExitCode:
        """Return the code that speaks for all of these."""
        return max(codes, key=_GRAVITY.index, default=cls.UNALTERED)


_GRAVITY = (
    ExitCode.UNALTERED, ExitCode.DERIVED, ExitCode.RECORDS, ExitCode.PUBLISHED, ExitCode.ALTERED,
    ExitCode.UNREADABLE,
)  # fmt: skip

_KINDS = {
    ExitCode.DERIVED: (
        "account_version_breaks", "balance_chain_breaks", "fiscal_month_differs",
        "frontier_differs", "held_differs", "issued_differs", "last_number_differs",
        "log_node_differs", "log_node_is_extra", "log_node_is_missing", "lot_differs",
        "lot_record_differs", "lots_differ", "posted_differs", "stock_differs",
        "stock_movement_differs", "version_differs", "wallet_differs_from_lots",
    ),
    ExitCode.RECORDS: (
        "account_differs", "award_differs", "award_is_missing", "certificate_differs",
        "certificate_is_missing", "certificate_series_differs", "certificate_service_differs",
        "deduction_differs", "deduction_is_missing", "grant_differs", "grant_record_differs",
        "help_request_differs", "help_request_is_missing", "hold_differs", "lot_budget_differs",
        "lot_notice_differs", "period_change_differs", "period_change_is_missing", "period_differs",
        "period_differs_from_its_trace", "period_was_reopened_by_one_person", "pool_grant_differs",
        "prepared_entry_differs", "prepared_entry_is_missing", "purchase_differs",
        "purchase_is_missing", "record_has_no_book", "redemption_differs", "redemption_is_missing",
        "reference_is_broken", "reopening_differs", "service_correction_differs",
        "service_correction_entry_differs", "service_correction_is_missing", "service_differs",
        "service_is_missing", "sorting_event_differs", "sorting_event_is_missing",
        "team_points_plan_differs", "team_points_plan_is_missing", "team_points_share_differs",
        "time_bank_deposit_differs", "time_bank_deposit_is_missing", "withheld_points_are_missing",
        "withheld_points_differ",
    ),
    ExitCode.PUBLISHED: (
        "figure_differs", "publication_differs", "publication_is_missing",
        "publication_record_differs", "published_backing_differs",
    ),
}  # fmt: skip
_KIND_OF = {code: kind for kind, codes in _KINDS.items() for code in codes}


@dataclass(frozen=True, slots=True)
class Fault:
    """One difference between what is claimed and what the entries give.

    `code` is stable; `where` is the entry number, the file or the object as a person finds it;
    `sentence` is Chinese. `seq` or `file` places the fault; `field`, `expected` and `found` are
    given where they can be known.
    """

    code: str
    where: str
    sentence: str
    seq: int | None = None
    file: str | None = None
    field: str | None = None
    expected: str | None = None
    found: str | None = None

    @property
    def kind(self) -> ExitCode:
        """What the fault is about; whatever is not listed is about the entries themselves."""
        return _KIND_OF.get(self.code, ExitCode.ALTERED)

    def __str__(self) -> str:
        text = f"{self.where}：{self.sentence}"
        if self.field is not None:
            text += f"［{self.field}］"
        if self.expected is not None or self.found is not None:
            text += f" 应为 {self.expected or '（无）'}，实为 {self.found or '（无）'}。"
        return text


@dataclass(slots=True)
class Report:
    """The outcome of one verification.

    `size` and `root_hash` are what was recomputed, to be compared with a printed notice.
    `remarks` are Chinese sentences on what was not checked; they are no faults.
    """

    subject: str
    size: int = 0
    root_hash: bytes = EMPTY_ROOT
    entries_checked: int = 0
    files_checked: int = 0
    disclosures_checked: int = 0
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    is_readable: bool = True
    remarks: list[str] = field(default_factory=list)
    _kinds: set[ExitCode] = field(default_factory=set)

    def add(self, fault: Fault) -> None:
        """Keep a fault; the list is cut at `FAULTS_KEPT`, the count is not."""
        self.fault_count += 1
        self._kinds.add(fault.kind)
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(fault)

    def put_first(self, other: Report) -> None:
        """Take over what another pass over the same subject found and counted, before one's own.

        A file that both found to differ is named once.
        """
        named = {fault.file for fault in other.faults if fault.file is not None}
        own = [f for f in self.faults if f.code != "file_differs" or f.file not in named]
        self.fault_count += other.fault_count - (len(self.faults) - len(own))
        self.faults = (other.faults + own)[:FAULTS_KEPT]
        self._kinds |= other._kinds
        self.files_checked += other.files_checked

    @property
    def is_unaltered(self) -> bool:
        return self.is_readable and self.fault_count == 0

    @property
    def first(self) -> Fault | None:
        """The fault to look at first: the earliest entry, or else the first file or object."""
        placed = [fault for fault in self.faults if fault.seq is not None]
        if placed:
            return min(placed, key=lambda fault: fault.seq or 0)
        return self.faults[0] if self.faults else None

    @property
    def exit_code(self) -> ExitCode:
        if not self.is_readable:
            return ExitCode.UNREADABLE
        return ExitCode.gravest(self._kinds)

    def lines(self) -> list[str]:
        """Return the report as Chinese sentences for a terminal, the verdict first."""
        if not self.is_readable:
            return [f"{self.subject}：无法核验。", *(str(fault) for fault in self.faults)]
        counted = (
            f"共核对 {self.entries_checked} 笔凭证、{self.files_checked} 个文件、"
            f"{self.disclosures_checked} 期公示；账簿长度 {self.size}，"
            f"根哈希 {in_groups(self.root_hash)}"
        )
        first = self.first
        if first is None:
            return [f"{self.subject}：没有发现改动。", counted, *self.remarks]
        more = self.fault_count - len(self.faults)
        return [
            f"{self.subject}：发现 {self.fault_count} 处不符，最先改动的是 {first}",
            *(f"- {fault}" for fault in self.faults),
            *([f"…… 另有 {more} 处未列出。"] if more else []),
            counted,
            *self.remarks,
        ]


def in_groups(root_hash: bytes) -> str:
    """Write a root hash as four groups of sixteen hexadecimal digits, as printed on a notice."""
    digits = root_hash.hex()
    return " ".join(digits[at : at + 16] for at in range(0, len(digits), 16))
