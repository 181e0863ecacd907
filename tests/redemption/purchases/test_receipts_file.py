"""What each row of a merchant's file of receipts would do, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ledger.estates.rule_profile import Caps, RuleBook, shipped_profile
from ledger.intake.reading import read_table
from ledger.intake.source_file import SourceFile
from ledger.redemption.purchases.receipts_file import (
    COLUMNS,
    JudgedReceipt,
    KnownReceipt,
    Receipt,
    ReceiptFacts,
    judge_receipts,
    totals,
)
from ledger.redemption.rules import Merchant, Settlement

TODAY = date(2026, 6, 20)
SHOP = Merchant(4, "M04", "便民食堂", Settlement.CASH, 80)
OTHER = Merchant(5, "M05", "老街理发", Settlement.CASH, 100)
STORE = Merchant(1, "M01", "红邻积分超市", Settlement.GOODS, 80)
HEAD = "小票号,消费日期,消费金额(元),业主编号,商户编号"

PROFILE = shipped_profile("shuxiangyuan", 1)
CAPPED = PROFILE.model_copy(
    update={"purchases": PROFILE.purchases.model_copy(update={"caps": Caps(day=6)})}
)
FACTS = ReceiptFacts(
    merchants={each.code: each for each in (SHOP, OTHER, STORE)},
    merchant=None,
    residents={"O1": 11, "O2": 12},
    known={},
    own=frozenset(),
    earned={},
    rules=RuleBook([CAPPED]),
    today=TODAY,
)


def judged(*rows: str, facts: ReceiptFacts = FACTS, head: str = HEAD) -> list[JudgedReceipt]:
    file = SourceFile.of("小票.csv", "\n".join([head, *rows]).encode())
    return judge_receipts(read_table(file, COLUMNS).rows, facts)


def codes(row: JudgedReceipt) -> list[str]:
    return [reason.code for reason in row.reader.reasons]


def test_a_receipt_says_what_it_brings_and_what_the_merchant_pays() -> None:
    [row] = judged('A-1,2026-06-18,"¥56.80",O1,M04')
    assert (row.status, row.values["points"], row.values["payable_fen"]) == ("new", 5, 400)
    assert row.values["merchant"] == "便民食堂"
    assert row.receipt == Receipt(date(2026, 6, 18), 5680, 11)


@pytest.mark.parametrize(
    "row, status, reason",
    [
        ("A-1,2026-06-18,9.99,O1,M04", "refused", "purchase_earns_nothing"),
        ("A-1,2026-06-21,56.80,O1,M04", "refused", "date_is_in_the_future"),
        ("A-1,2026-05-01,56.80,O1,M04", "doubtful", "purchase_is_old"),
        ("A-1,2019-05-01,56.80,O1,M04", "refused", "rules_are_not_in_force"),
        ("A-1,2026-06-18,56.80,O9,M04", "refused", "owner_is_unknown"),
        ("A-1,2026-06-18,56.80,O1,M09", "refused", "merchant_is_unknown"),
        ("A-1,2026-06-18,56.80,O1,M01", "refused", "merchant_gives_no_points"),
        ("A-1,2026-06-18,56.80,O1,", "refused", "cell_is_blank"),
        ("小票一,2026-06-18,56.80,O1,M04", "refused", "receipt_no_is_odd"),
        (",2026-06-18,56.80,O1,M04", "refused", "cell_is_blank"),
        ("A-1,2026-06-18,100000.01,O1,M04", "refused", "amount_is_too_large"),
        ("A-1,2026-06-18,0,O1,M04", "refused", "money_is_too_small"),
    ],
)
def test_each_row_has_its_reason(row: str, status: str, reason: str) -> None:
    # The good one beside it loses nothing.
    one, other = judged(row, "A-2,2026-06-18,20,O2,M04")
    assert one.status == status
    assert reason in codes(one)
    assert other.status == "new"


def test_the_same_receipt_is_one_and_another_content_is_refused() -> None:
    known = {(4, "A-1"): KnownReceipt(Receipt(date(2026, 6, 18), 2000, 11), False)}
    rows = judged(
        "A-1,2026-06-18,20.00,O1,M04",
        "A-1,2026-06-18,21.00,O1,M04",
        "A-1,2026-06-18,20.00,O1,M05",
        "A-2,2026-06-18,20.00,O1,M05",
        "A-2,2026-06-18,20,O1,M05",
        "A-2,2026-06-18,20,O2,M05",
        facts=replace(FACTS, known=known),
    )
    assert [row.status for row in rows] == ["known", "refused", "new", "new", "known", "refused"]
    assert "receipt_was_registered_differently" in codes(rows[1])
    assert codes(rows[4]) == ["row_is_repeated"]
    assert codes(rows[5]) == ["receipt_contradicts_another"]


def test_what_was_sent_back_is_not_registered_again() -> None:
    known = {(4, "A-1"): KnownReceipt(Receipt(date(2026, 6, 18), 2000, 11), True)}
    [row] = judged("A-1,2026-06-18,20.00,O1,M04", facts=replace(FACTS, known=known))
    assert (row.status, codes(row)) == ("known", ["receipt_was_sent_back"])


def test_caps_are_used_up_in_the_order_of_days_by_all_receipts_together() -> None:
    rows = judged(
        "A-3,2026-06-18,50,O1,M05",
        "A-1,2026-06-17,50,O1,M04",
        "A-2,2026-06-18,40,O1,M04",
        "A-4,2026-06-18,50,O1,M04",
        "A-5,2026-06-18,50,O2,M04",
    )
    assert [row.values["points"] for row in rows] == [5, 5, 1, None, 5]
    assert [row.status for row in rows] == ["new", "new", "new", "refused", "new"]
    assert codes(rows[2]) == ["cap_is_reached"]
    assert codes(rows[3]) == ["purchase_earns_nothing"]
    assert {total.key: total.value for total in totals(rows)} == {
        "receipts": 4,
        "amount_fen": 19000,
        "points": 16,
        "payable_fen": 11 * 80 + 5 * 100,
    }


def test_a_shop_hands_in_its_own_receipts_only_and_need_not_name_itself() -> None:
    facts = replace(FACTS, merchant=SHOP, own=frozenset({12}))
    mine, another, own = judged(
        "A-1,2026-06-18,20,O1,M04",
        "A-2,2026-06-18,20,O1,M05",
        "A-3,2026-06-18,20,O2,M04",
        facts=facts,
    )
    assert (mine.status, codes(another)) == ("new", ["merchant_is_another"])
    assert codes(own) == ["purchase_is_ones_own"]
    [bare] = judged("A-1,2026-06-18,20,O1", facts=facts, head="单号,日期,金额,会员号")
    assert (bare.status, bare.merchant) == ("new", SHOP)
