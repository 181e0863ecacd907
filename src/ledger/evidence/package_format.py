"""The audit package: which files it holds and what their columns are called.

docs/evidence.md explains each of them to somebody who does not have this program.
"""

from __future__ import annotations

FORMAT = "ledger-audit-package/v1"

MANIFEST = "manifest.json"
SEAL = "manifest.note"
"""The signed note over the manifest; the manifest cannot list it."""
README = "README.txt"
ENTRIES = "entries.jsonl"
LEAVES = "leaves.csv"
LINES = "lines.csv"
ACCOUNTS = "accounts.csv"
BALANCES = "balances.csv"
ENTRY_NUMBERS = "entry_numbers.csv"
PERIODS = "periods.csv"
LOTS = "lots.csv"
LOT_USES = "lot_uses.csv"
GRANTS = "fund_grants.csv"
DISCLOSURES = "disclosures.json"
CHECKPOINTS = "checkpoints.json"
WITNESSES = "witnesses.json"
KEYS = "keys.json"
"""These three are missing in packages of the first version."""
PERIOD_CHANGES = "period_changes.csv"
"""This one too."""
AUDIT_LINES = "audit_lines.csv"
USERS = "users.csv"
DOCUMENT_LIST = "documents.csv"
WORKBOOK = "books/books.xlsx"
TRIAL_BALANCE = "books/trial_balance.csv"
HLEDGER = "journals/book.journal"
BEANCOUNT = "journals/book.beancount"
DOCUMENTS = "documents/"

NEEDED = (
    ENTRIES, LEAVES, LINES, ACCOUNTS, BALANCES, ENTRY_NUMBERS, PERIODS, LOTS, LOT_USES,
    DISCLOSURES, AUDIT_LINES,
)  # fmt: skip
"""Files without which a package cannot be checked at all."""

LEAF_COLUMNS = ("seq", "entry_no", "leaf_hash")
LINE_COLUMNS = (
    "seq", "entry_no", "effective_on", "recorded_at", "kind", "narration", "source",
    "rule_version", "documents", "prepared_by", "approved_by", "posted_by", "reverses", "key",
    "line_no", "account", "account_name", "holder", "side", "amount", "currency",
    "line_narration", "fund_grant", "merchant", "dwelling", "activity",
)  # fmt: skip
ACCOUNT_COLUMNS = (
    "code", "name", "currency", "type", "parent_code", "is_postable", "is_contra", "dimensions",
    "floor",
)  # fmt: skip
BALANCE_COLUMNS = ("code", "holder", "currency", "posted", "held", "version")
NUMBER_COLUMNS = ("series", "fiscal_month", "last_number")
PERIOD_COLUMNS = ("fiscal_month", "state", "closed_at")
PERIOD_CHANGE_COLUMNS = (
    "change_no", "fiscal_month", "from_state", "to_state", "book_size", "requested_by",
    "changed_by", "changed_at", "reopening_request_id", "reason", "record_hash",
)  # fmt: skip
LOT_COLUMNS = (
    "lot_id", "holder", "source", "rule_version", "granted_on", "expires_on", "points_granted",
    "points_left", "granted_seq",
)  # fmt: skip
LOT_USE_COLUMNS = ("seq", "lot_id", "points")
GRANT_COLUMNS = (
    "fund_grant_id", "granted_on", "source", "donor", "amount_fen", "purpose", "is_refundable",
    "expires_on", "account",
)  # fmt: skip
USER_COLUMNS = ("user_id", "display_name")
DOCUMENT_COLUMNS = ("path", "filename", "size_bytes")
AUDIT_LINE_COLUMNS = (
    "audit_line_id", "at", "actor_user_id", "action", "object", "outcome", "details",
)  # fmt: skip


def document_digest(name: str) -> str:
    """Return the SHA-256 (hex) that an attachment's path in the package says it has."""
    return name.removeprefix(DOCUMENTS).partition(".")[0]


FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
"""What a spreadsheet may run, where Chinese is written in its wide form, too.

The apostrophe that hides them is itself hidden.
"""


def escaped_cell(value: str) -> str:
    """Return the text as a CSV cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def unescaped_cell(value: str) -> str:
    """Return what `escaped_cell` was given."""
    return value[1:] if value.startswith("'") and value[1:].startswith(FORMULA_STARTS) else value
