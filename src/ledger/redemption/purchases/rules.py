"""What a purchase is worth, who pays for it, and who may confirm it. Pure.

The rule, in the order of its sentences:

1. The merchant registers the receipt with the pay code that the buyer shows, which is used up by
   it; or the merchant or the office hands in a file of receipts, which is kept (`receipts_file`).
   A receipt of a merchant earns once.
2. Somebody of the estate confirms it: who registered or bought it does not. Where the buyer was
   forgotten meanwhile it is sent back.
3. There is one point for every full `purchases.fen_per_point` of the amount, under the caps of the
   rules; a purchase that brings none is not registered, or sent back.
4. The merchant pays: what the estate owes it becomes less by points × its rate, and stands in
   积分兑付准备 until the points are redeemed. Where the estate owes it less than that, the merchant
   settles first; points that nobody has paid for are not issued.
5. Where goods are brought back, what is still paid for is worth so many points; the others are
   taken back as every correction is: a second person approves it, the buyer may appeal, and the
   merchant gets its money of them (`points.deductions`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.bookkeeping.entry import yuan
from ledger.errors import Refusal
from ledger.estates.rule_profile import RuleProfile
from ledger.points.caps import Tally, capped, caps_of
from ledger.points.rules import expiry_day
from ledger.redemption.rules import Merchant, Settlement

DAYS_BACK_MAX = 7
AMOUNT_FEN_MAX = 10_000_000
RECEIPT_NO = re.compile("[0-9A-Za-z-]{1,40}")
PURCHASE_SOURCE = "P1104"


class ReceiptIsKnown(Refusal):
    """This receipt of this merchant was registered before."""

    code = "receipt_is_known"


class PurchaseIsTooOld(Refusal):
    """A purchase is registered on its day or within a week."""

    code = "purchase_is_too_old"
    status = 400


class PurchaseEarnsNothing(Refusal):
    """The amount, or what the caps leave of it, does not come to a point."""

    code = "purchase_earns_nothing"


class MerchantGivesNoPoints(Refusal):
    """The estate's own store is owed nothing and cannot pay for points."""

    code = "merchant_gives_no_points"


class PurchaseIsDecided(Refusal):
    code = "purchase_is_decided"


class PurchaseNeedsSecondPerson(Refusal):
    """Who registered a purchase, or made it, does not confirm it."""

    code = "purchase_needs_second_person"


class BuyerIsGone(Refusal):
    """Nobody could use the points, and the merchant would pay for them."""

    code = "buyer_is_gone"


class MerchantCannotPay(Refusal):
    """The estate owes the merchant less than the points cost."""

    code = "merchant_cannot_pay"


class ReturnChangesNothing(Refusal):
    """What is still paid for is worth the points that are still there."""

    code = "return_changes_nothing"


class PurchaseIsNotConfirmed(Refusal):
    """Only points that were given can be taken back."""

    code = "purchase_is_not_confirmed"


@dataclass(frozen=True, slots=True)
class Worth:
    """What a purchase brings, and what its merchant pays for that, in fen."""

    points: int
    points_cut: int
    cut_reason: str | None
    payable_fen: int
    expires_on: date | None
    rule_version: str


def check_buyer(*, is_gone: bool) -> None:
    """Raise `BuyerIsGone` for a buyer who was forgotten since the receipt was registered."""
    if is_gone:
        raise BuyerIsGone("这位顾客已经注销，发给他的积分没有人能用；请退回这张小票，写明原因。")


def check_merchant(merchant: Merchant) -> None:
    """Raise `MerchantGivesNoPoints` for a store that the estate does not owe anything."""
    if merchant.settlement is not Settlement.CASH:
        raise MerchantGivesNoPoints("本店的商品是小区自己的，不能发消费积分；请联系业委会。")


def check_day(bought_on: date, *, today: date) -> None:
    """Raise `PurchaseIsTooOld` for a day in the future or more than a week ago."""
    if not today - timedelta(days=DAYS_BACK_MAX) <= bought_on <= today:
        raise PurchaseIsTooOld(f"只登记 {DAYS_BACK_MAX} 天以内的消费，请核对小票上的日期。")


def worth_of(
    amount_fen: int,
    *,
    merchant: Merchant,
    profile: RuleProfile,
    tally: Tally,
    bought_on: date,
    today: date,
) -> Worth:
    """Return what a purchase brings today; raises `PurchaseEarnsNothing`."""
    rules = profile.purchases
    full = amount_fen // rules.fen_per_point
    left = capped(full, caps=rules.caps, tally=tally, on=bought_on)
    reason = None
    if left.cut_by is not None:
        reason = f"{left.cut_by.chinese_title}最多 {dict(caps_of(rules.caps))[left.cut_by]} 分"
    if left.points <= 0:
        why = f"已到上限（{reason}）" if full else f"每满 {yuan(rules.fen_per_point)} 元 1 分"
        raise PurchaseEarnsNothing(f"这笔消费不够 1 分：{why}。")
    return Worth(
        points=left.points,
        points_cut=full - left.points,
        cut_reason=reason,
        payable_fen=left.points * merchant.rate_fen_per_point,
        expires_on=expiry_day(today, months=rules.validity_months),
        rule_version=profile.version_text,
    )


def check_paid(worth: Worth, *, merchant: Merchant, owed_fen: int) -> None:
    """Raise `MerchantCannotPay` where the estate owes the merchant less than the points cost."""
    if worth.payable_fen > owed_fen:
        raise MerchantCannotPay(
            f"应付{merchant.name}的兑换款只有 {yuan(max(0, owed_fen))} 元，不够抵这些积分的 "
            f"{yuan(worth.payable_fen)} 元；请商户先交款，或等下次结算。",
            owed_fen=owed_fen,
            payable_fen=worth.payable_fen,
        )


def points_to_return(
    *, amount_fen: int, amount_left_fen: int, fen_per_point: int, points: int, points_left: int
) -> int:
    """Return how many points a returned purchase gave too many, after what went back before.

    `points` is what the receipt brought, caps counted, `points_left` what of it can still be
    corrected. Raises `ReturnChangesNothing`.
    """
    due = min(points, amount_left_fen // fen_per_point)
    too_many = points_left - due
    if amount_left_fen >= amount_fen or too_many <= 0:
        raise ReturnChangesNothing(
            f"退货以后实付 {yuan(amount_left_fen)} 元，仍值 {due} 分，没有积分要扣。",
            points_due=due,
        )
    return too_many
