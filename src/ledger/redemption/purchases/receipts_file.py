"""收银机的小票文件: what each receipt of a merchant's file would bring. Pure.

The file names the buyer by the owner number, as the buyer says it at the till; nobody sees more of
a buyer than the file itself says. A row becomes a registered purchase, which somebody else than
the one who handed the file in confirms or sends back, one by one.

A receipt of a merchant is one, whatever file or counter names it: with the same content it is
known, with another one it is refused, because nobody can say which is true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from ledger.estates.rule_profile import RuleBook, RuleProfile
from ledger.intake.headers import FileColumn
from ledger.intake.preview import (
    Column,
    PreviewRow,
    RowStatus,
    RowValue,
    Total,
    status_by_reasons,
)
from ledger.intake.reading import TableRow
from ledger.intake.row_reader import RowReader
from ledger.points.caps import Tally
from ledger.points.earning import cut_sentence
from ledger.redemption.purchases.rules import (
    AMOUNT_FEN_MAX,
    RECEIPT_NO,
    PurchaseEarnsNothing,
    worth_of,
)
from ledger.redemption.rules import Merchant, Settlement

DAYS_BACK: Final = 31
"""What is older is registered only where a person has looked at it."""

COLUMNS: Final = (
    FileColumn("receipt_no", "小票号", ("小票编号", "小票", "单号", "交易单号")),
    FileColumn("bought_on", "消费日期", ("日期", "交易日期", "消费时间", "交易时间")),
    FileColumn(
        "amount_fen", "消费金额(元)", ("消费金额", "消费金额（元）", "金额", "金额(元)", "实付金额")
    ),
    FileColumn("owner_no", "业主编号", ("会员号", "用户编号")),
    FileColumn("merchant_code", "商户编号", ("门店编号",), is_required=False),
)
_TITLES: Final = {column.key: column.title for column in COLUMNS}

PREVIEW_COLUMNS: Final = (
    Column("receipt_no", "小票号"),
    Column("bought_on", "消费日期"),
    Column("amount_fen", "消费金额", "fen"),
    Column("owner_no", "业主编号"),
    Column("merchant", "商户"),
    Column("points", "积分", "points"),
    Column("payable_fen", "商户承担", "fen"),
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """All that a row says about a receipt beside its number and its merchant."""

    bought_on: date
    amount_fen: int
    resident_id: int


@dataclass(frozen=True, slots=True)
class KnownReceipt:
    """A receipt that is registered; `is_refused` where it was sent back."""

    receipt: Receipt
    is_refused: bool


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What the file is held against.

    `merchant` is the only one whose receipts may be handed in, None for whichever the file names;
    `known` is by merchant and receipt number; `own` are residents whom the one who asks acts for;
    `earned` holds what residents already have by purchases.
    """

    merchants: Mapping[str, Merchant]
    merchant: Merchant | None
    residents: Mapping[str, int]
    known: Mapping[tuple[int, str], KnownReceipt]
    own: frozenset[int]
    earned: Mapping[int, Tally]
    rules: RuleBook
    today: date


@dataclass(slots=True)
class JudgedReceipt:
    """One row of the file; `receipt` and `merchant` are there when the row can be read."""

    reader: RowReader
    values: dict[str, RowValue]
    receipt_no: str = ""
    merchant: Merchant | None = None
    receipt: Receipt | None = None
    profile: RuleProfile | None = None
    status: RowStatus = field(default="refused")

    @property
    def row_no(self) -> int:
        return self.reader.row_no

    def preview_row(self) -> PreviewRow:
        """Return the row as the preview shows it."""
        code = self.merchant.code if self.merchant else ""
        key = f"{code}:{self.receipt_no}" if self.receipt_no else str(self.row_no)
        return PreviewRow(self.row_no, self.status, self.values, self.reader.reasons, key)


def judge_receipts(rows: Sequence[TableRow], facts: ReceiptFacts) -> list[JudgedReceipt]:
    """Return what every row would do, in the file's order.

    The room under a cap is used up in the order of the days; what each brings is decided again when
    it is confirmed.
    """
    judged = [_read_row(RowReader(row, _TITLES), facts) for row in rows]
    seen: dict[tuple[int, str], JudgedReceipt] = {}
    for row in judged:
        _judge_repetition(row, facts, seen)
    earned = defaultdict(Tally, {who: tally.copy() for who, tally in facts.earned.items()})
    days = [(row.receipt.bought_on, row.row_no, row) for row in judged if row.receipt is not None]
    for _, _, row in sorted(days, key=lambda each: each[:2]):
        if row.status in ("new", "doubtful"):
            _judge_worth(row, facts, earned)
    return judged


def totals(rows: Sequence[JudgedReceipt]) -> tuple[Total, ...]:
    """Return what the file comes to, of the rows that can be registered."""
    open_rows = [row for row in rows if row.status in ("new", "doubtful")]

    def sum_of(key: str) -> int:
        return sum(int(row.values[key] or 0) for row in open_rows)

    return (
        Total("receipts", "可登记的小票", len(open_rows), "rows"),
        Total("amount_fen", "消费金额", sum_of("amount_fen"), "fen"),
        Total("points", "积分（确认时按当时的上限再算）", sum_of("points"), "points"),
        Total("payable_fen", "商户承担", sum_of("payable_fen"), "fen"),
    )


def _read_row(reader: RowReader, facts: ReceiptFacts) -> JudgedReceipt:
    receipt_no = reader.text("receipt_no", longest=60)
    bought_on = reader.date("bought_on")
    amount_fen = reader.money("amount_fen", at_least_fen=1)
    owner_no = reader.text("owner_no", longest=40)
    merchant = _merchant(reader, facts)
    row = JudgedReceipt(
        reader,
        {
            "receipt_no": receipt_no,
            "bought_on": bought_on.isoformat() if bought_on else None,
            "amount_fen": amount_fen,
            "owner_no": owner_no,
            "merchant": merchant.name if merchant else None,
            "points": None,
            "payable_fen": None,
        },
        receipt_no=receipt_no or "",
        merchant=merchant,
    )
    if receipt_no and not RECEIPT_NO.fullmatch(receipt_no):
        reader.refuse(
            "receipt_no_is_odd", "小票号只能用数字、字母和短横线，不超过 40 个字。", "receipt_no"
        )
    if amount_fen is not None and amount_fen > AMOUNT_FEN_MAX:
        reader.refuse("amount_is_too_large", "金额太大，请核对单位是不是元。", "amount_fen")
    resident_id = facts.residents.get(owner_no) if owner_no else None
    if owner_no and resident_id is None:
        reader.refuse(
            "owner_is_unknown",
            f"业主编号 {owner_no} 不在房屋与业主名册里，请向顾客核对。",
            "owner_no",
        )
    if resident_id in facts.own:
        reader.refuse(
            "purchase_is_ones_own", "不能登记自己的消费，请另一个人来导入这一行。", "owner_no"
        )
    if bought_on is not None:
        row.profile = _judge_day(reader, bought_on, facts)
    if receipt_no and bought_on and amount_fen and resident_id and merchant:
        row.receipt = Receipt(bought_on, amount_fen, resident_id)
    return row


def _merchant(reader: RowReader, facts: ReceiptFacts) -> Merchant | None:
    code = reader.text("merchant_code", required=False, longest=20)
    merchant = facts.merchants.get(code) if code else facts.merchant
    if code and merchant is None:
        reader.refuse("merchant_is_unknown", f"没有编号为“{code}”的商户，请核对。", "merchant_code")
    elif merchant is None:
        reader.refuse(
            "cell_is_blank", "要写明是哪家商户的小票：请加“商户编号”一列。", "merchant_code"
        )
    elif facts.merchant is not None and merchant != facts.merchant:
        reader.refuse("merchant_is_another", "只能登记本店的小票。", "merchant_code")
    elif merchant.settlement is not Settlement.CASH:
        reader.refuse(
            "merchant_gives_no_points",
            f"{merchant.name}的商品是小区自己的，不能发消费积分。",
            "merchant_code",
        )
    return merchant


def _judge_day(reader: RowReader, day: date, facts: ReceiptFacts) -> RuleProfile | None:
    profile = facts.rules.on(day)
    if day > facts.today:
        reader.refuse("date_is_in_the_future", "消费日期还没有到，请核对。", "bought_on")
    elif profile is None:
        reader.refuse("rules_are_not_in_force", "这一天还没有生效的积分规则。", "bought_on")
    elif day < facts.today - timedelta(days=DAYS_BACK):
        reader.doubt(
            "purchase_is_old",
            f"已经超过 {DAYS_BACK} 天，请核对收银记录，确实没有登记过再勾选。",
            "bought_on",
        )
    return profile


def _judge_repetition(
    row: JudgedReceipt, facts: ReceiptFacts, seen: dict[tuple[int, str], JudgedReceipt]
) -> None:
    if row.merchant is None or not row.receipt_no:
        row.status = "refused"
        return
    key = (row.merchant.merchant_id, row.receipt_no)
    twin = seen.setdefault(key, row)
    known = facts.known.get(key)
    if twin is not row and twin.receipt != row.receipt:
        row.reader.refuse(
            "receipt_contradicts_another",
            f"与第 {twin.row_no} 行的小票号相同但内容不同，请核对收银记录。",
            "receipt_no",
        )
    if known is not None and row.receipt is not None and known.receipt != row.receipt:
        row.reader.refuse(
            "receipt_was_registered_differently",
            "这张小票已经登记过，但日期、金额或顾客与这一行不同；请核对收银记录。",
            "receipt_no",
        )
    row.status = status_by_reasons(row.reader.reasons)
    if row.status == "refused":
        return
    if known is not None:
        row.status = "known"
        if known.is_refused:
            row.reader.note("receipt_was_sent_back", "这张小票已被退回，不再登记。", "receipt_no")
    elif twin is not row:
        row.status = "known"
        row.reader.note("row_is_repeated", f"与第 {twin.row_no} 行完全相同，只算一次。")


def _judge_worth(row: JudgedReceipt, facts: ReceiptFacts, earned: dict[int, Tally]) -> None:
    merchant, receipt, profile = row.merchant, row.receipt, row.profile
    if merchant is None or receipt is None or profile is None:
        return
    tally = earned[receipt.resident_id]
    try:
        worth = worth_of(
            receipt.amount_fen,
            merchant=merchant,
            profile=profile,
            tally=tally,
            bought_on=receipt.bought_on,
            today=facts.today,
        )
    except PurchaseEarnsNothing as nothing:
        row.reader.refuse(nothing.code, str(nothing), "amount_fen")
        row.status = "refused"
        return
    tally.add(receipt.bought_on, worth.points)
    row.values["points"] = worth.points
    row.values["payable_fen"] = worth.payable_fen
    if worth.cut_reason is not None:
        said = cut_sentence(worth.points, worth.points_cut, worth.cut_reason)
        row.reader.note("cap_is_reached", f"这位顾客的消费积分到了上限：{said}。", "points")
