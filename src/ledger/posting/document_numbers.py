"""票据号: when two numbers mean one paper. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

INVOICE_DIGITS_MIN = 8
"""税务发票: 8 digits on paper, 20 since they are electronic; shorter numbers are the estate's own
receipts and payrolls, whose numbers begin anew every year."""


@dataclass(frozen=True, slots=True)
class EarlierUse:
    """A document number in the books: which entry used it, and in words."""

    source_key: str | None
    effective_on: date
    where: str


def normal_document_no(text: str) -> str:
    """Return a document number without blanks and width differences."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def is_invoice_number(document_no: str) -> bool:
    """Tell a tax invoice's number, which is unique for ever, from the estate's own papers."""
    return sum(character.isdigit() for character in document_no) >= INVOICE_DIGITS_MIN


def same_document(document_no: str, one: date | None, other: date | None) -> bool:
    """Tell whether two uses of a number mean one paper: own receipts begin anew each year."""
    if not any(character.isdigit() for character in document_no):
        return False
    if is_invoice_number(document_no):
        return True
    return one is not None and other is not None and one.year == other.year
