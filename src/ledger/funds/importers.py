"""The treasurer's two files: the cash book of public revenue, and the list of grants."""

from __future__ import annotations

from ledger.funds.cash_book_importer import CashBookImporter
from ledger.funds.grant_importer import FundGrantsImporter
from ledger.intake.importer import Importer

IMPORTERS: tuple[Importer, ...] = (CashBookImporter(), FundGrantsImporter())
