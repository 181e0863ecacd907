"""钱在哪里: from the money in the accounts to the surplus, so that readers see why they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.funds.categories import SOURCES

REFUNDABLE_ACCOUNTS = frozenset(
    source.refundable_account for source in SOURCES.values() if source.refundable_account
)
"""Liabilities that keep grants: the fund's own table counts them, so the debts leave them out."""


@dataclass(frozen=True, slots=True)
class BridgeLine:
    """One step in fen; what is taken away is shown positive with `减` in its title."""

    title: str
    amount_fen: int
    is_total: bool = False


def bridge(figures: Mapping[str, Any]) -> list[BridgeLine]:
    """Return 现金与银行存款 + 其他资产 − 负债 − 发展金 = 期末结余 of frozen figures.

    Every step comes from another table than the surplus it leads to. Net assets that are neither
    public revenue nor the fund get a line of their own when there are any.
    """
    money = figures["income_statement"]
    leaves = [row for row in figures["trial_balance"]["rows"] if row["is_postable"]]
    bank = sum(line["amount_fen"] for line in money["bank_lines"])
    assets = sum(row["closing"] for row in leaves if row["code"].startswith("1"))
    debts = -sum(
        row["closing"]
        for row in leaves
        if row["code"].startswith("2") and row["code"] not in REFUNDABLE_ACCOUNTS
    )
    fund = figures["fund_statement"]["totals"]["closing_fen"]
    others = assets - debts - fund - money["closing_fen"]
    return [
        BridgeLine("现金与银行存款合计", bank, is_total=True),
        BridgeLine("加：其他资产（应收、预付、物资等）", assets - bank),
        BridgeLine("减：负债（应付、预收、押金等）", debts),
        BridgeLine("减：共享发展金（专款专用，见第二表）", fund),
        *([BridgeLine("减：其他净资产", others)] if others else []),
        BridgeLine("等于：公共收益期末结余", money["closing_fen"], is_total=True),
    ]
