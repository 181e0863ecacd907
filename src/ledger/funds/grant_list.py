"""小区共享发展金明细: read the list of grants by source. Pure; amounts in fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ledger.bookkeeping.entry import yuan
from ledger.bookkeeping.period import Month
from ledger.funds.cash_book import EARLIEST_MONTH
from ledger.funds.categories import SOURCES, FundSource
from ledger.funds.entries import restricted_account
from ledger.intake.headers import FileColumn
from ledger.intake.reading import Table
from ledger.intake.row_reader import RowReader

COLUMNS = (
    FileColumn("granted_on", "日期", ("到账日期",)),
    FileColumn("source", "来源", ("资金来源",)),
    FileColumn("donor", "出资方", ("出资单位", "捐赠人")),
    FileColumn("amount_fen", "金额(元)", ("金额",)),
    FileColumn("purpose", "用途", ("约定用途",)),
    FileColumn("is_refundable", "可退还", ("是否可退还",)),
    FileColumn("expires_on", "到期日", ("截止日期",), is_required=False),
    FileColumn("is_anonymous", "匿名", ("是否匿名",), is_required=False),
)
_TITLES = {column.key: column.title for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class KnownGrants:
    """What the books know: rows by key, closed months, the first month."""

    source_keys: Mapping[str, str] = field(default_factory=dict)
    closed_months: frozenset[int] = frozenset()
    first_month: Month = EARLIEST_MONTH


@dataclass(slots=True)
class GrantRow:
    """One grant as read; what could not be read is None."""

    reader: RowReader
    granted_on: date | None
    source: FundSource | None
    donor: str
    amount_fen: int
    purpose: str
    is_refundable: bool
    expires_on: date | None
    is_anonymous: bool

    @property
    def key(self) -> str:
        """The row's identity, whatever file it stands in."""
        title = self.source.title if self.source else ""
        return f"fund_grant:{self.granted_on}:{title}:{self.donor}:{self.amount_fen}:{self.purpose}"

    @property
    def account_code(self) -> str | None:
        if self.source is None:
            return None
        return restricted_account(self.source, is_refundable=self.is_refundable)


def read_grants(table: Table, known: KnownGrants) -> list[GrantRow]:
    """Read the rows and add every reason; the rows keep the order of the file."""
    rows = [_read_row(RowReader(row, _TITLES)) for row in table.rows]
    seen: dict[str, GrantRow] = {}
    for row in rows:
        _check_row(row, known)
        earlier = seen.setdefault(row.key, row)
        if earlier is not row:
            row.reader.refuse(
                "row_is_repeated", f"与第 {earlier.reader.row_no} 行完全相同，请删去一行。"
            )
    return rows


def _read_row(reader: RowReader) -> GrantRow:
    return GrantRow(
        reader=reader,
        granted_on=reader.date("granted_on"),
        source=reader.choice("source", SOURCES),
        donor=reader.text("donor", longest=100) or "",
        amount_fen=reader.money("amount_fen", at_least_fen=1) or 0,
        purpose=reader.text("purpose", longest=100) or "",
        is_refundable=reader.yes_no("is_refundable") or False,
        expires_on=reader.date("expires_on", required=False),
        is_anonymous=reader.yes_no("is_anonymous", required=False) or False,
    )


def _check_row(row: GrantRow, known: KnownGrants) -> None:
    reader = row.reader
    if row.granted_on is not None:
        month = Month.of(row.granted_on)
        if month < known.first_month:
            reader.refuse(
                "date_is_before_the_book",
                f"账簿从{known.first_month.title}开始，日期太早，请联系运维核对建账月份。",
                "granted_on",
            )
        elif month.number in known.closed_months and row.key not in known.source_keys:
            reader.refuse(
                "period_is_closed", f"{month.title}已经结账或正在结账，请改记未结账的月份。"
            )
        if row.expires_on is not None and row.expires_on < row.granted_on:
            reader.refuse(
                "grant_expires_before_it_begins", "到期日早于日期，请核对。", "expires_on"
            )
    source = row.source
    if source is None:
        return
    if row.is_refundable and source.refundable_account is None:
        reader.refuse(
            "source_is_never_refundable",
            f"“{source.title}”不是可退还的来源，请核对“可退还”一栏。",
            "is_refundable",
        )
    if row.is_refundable and row.expires_on is None:
        reader.doubt(
            "refundable_grant_has_no_end",
            "可退还的资金没有到期日，请补填约定的退还日期，或确认后接受。",
            "expires_on",
        )
    if source.moves_money:
        return
    reader.note(
        "grant_moves_no_money",
        f"“{source.title}”是在公共收益结余里划定用途，不动银行存款：借 3101001、"
        f"贷 {source.account_code} {yuan(row.amount_fen)} 元。"
        "发展金是对用途的限制，不是另一个银行户。",
        "source",
    )
