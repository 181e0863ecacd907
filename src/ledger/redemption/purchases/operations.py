"""The verbs of purchases: registered at the counter, confirmed or sent back at the desk.

Locks are taken in the order of posting.operations: the book by its accounts, then the purchase.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.estates.queries import rule_profile
from ledger.points.budgets.issuing import check_may_issue
from ledger.points.deductions.entries import MERCHANT_PAYABLE
from ledger.points.entries import WALLET, resident_holder
from ledger.points.operations import grant_points
from ledger.points.papers import paper_digests
from ledger.points.payables import lock_owed
from ledger.posting.operations import PostingCommand, lock_accounts, post_entries
from ledger.redemption.pay_codes import IS_GOOD, PayCodeIsNotValid
from ledger.redemption.purchases import queries
from ledger.redemption.purchases.entries import (
    RESERVE,
    ConfirmedPurchase,
    funding_entry,
    purchase_grant,
)
from ledger.redemption.purchases.rules import (
    PURCHASE_SOURCE,
    PurchaseIsDecided,
    PurchaseNeedsSecondPerson,
    ReceiptIsKnown,
    Worth,
    check_buyer,
    check_day,
    check_merchant,
    check_paid,
    worth_of,
)
from ledger.redemption.queries import merchant_of
from ledger.redemption.rules import Merchant

_BURN = text(f"""
    delete from pay_code c
    where c.estate_id = :estate_id and c.code_digest = :digest
        and c.expires_at > clock_timestamp() and {IS_GOOD}
        and (c.card_opening_id is null or c.user_id = :actor)
    returning c.resident_id
""")  # noqa: S608

_REGISTER = text("""
    insert into merchant_purchase (estate_id, merchant_id, receipt_no, bought_on, amount_fen,
        resident_id, registered_by, registered_at)
    values (:estate_id, :merchant_id, :receipt_no, :bought_on, :amount_fen, :resident_id, :actor,
        :now)
    on conflict (estate_id, merchant_id, receipt_no) do nothing
    returning merchant_purchase_id
""")

_REGISTER_FILED = text("""
    insert into merchant_purchase (estate_id, merchant_id, receipt_no, bought_on, amount_fen,
        resident_id, import_id, registered_by, registered_at)
    select :estate_id, n.merchant_id, n.receipt_no, n.bought_on, n.amount_fen, n.resident_id,
        :import_id, :actor, :now
    from unnest(cast(:merchant_ids as bigint[]), cast(:receipt_nos as text[]),
        cast(:days as date[]), cast(:amounts as bigint[]), cast(:resident_ids as bigint[]))
        as n (merchant_id, receipt_no, bought_on, amount_fen, resident_id)
    order by n.merchant_id, n.receipt_no
    on conflict (estate_id, merchant_id, receipt_no) do nothing
    returning 1
""")

_DECIDE = text("""
    update merchant_purchase set state = :state, decided_by = :actor, decided_at = :now,
        decision_reason = :reason, points = :points, points_cut = :points_cut,
        cut_reason = :cut_reason, payable_fen = :payable_fen, rule_version = :rule_version,
        points_seq = :points_seq, money_seq = :money_seq
    where estate_id = :estate_id and merchant_purchase_id = :merchant_purchase_id
""")


@dataclass(frozen=True, slots=True)
class NewPurchase:
    """A receipt as the merchant has it; `code_digest` is of the code that the buyer showed."""

    code_digest: bytes
    receipt_no: str
    bought_on: date
    amount_fen: int


async def register_purchase(
    conn: AsyncConnection,
    asked: NewPurchase,
    *,
    estate_id: int,
    merchant_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> int:
    """Burn the buyer's code and write the receipt down for the estate to confirm.

    Raises `ObjectIsNotHere`, `MerchantGivesNoPoints`, `PurchaseIsTooOld`, `PayCodeIsNotValid`,
    `PurchaseNeedsSecondPerson` for one's own purchase, `PurchaseEarnsNothing`, `ReceiptIsKnown`,
    in this order; then nothing is written and the code is as good as before.
    """
    merchant = await merchant_at(conn, estate_id, merchant_id)
    check_merchant(merchant)
    check_day(asked.bought_on, today=today)
    burnt = await conn.execute(
        _BURN, {"estate_id": estate_id, "digest": asked.code_digest, "actor": actor_user_id}
    )
    resident_id: int | None = burnt.scalar_one_or_none()
    if resident_id is None:
        raise PayCodeIsNotValid
    await _check_not_own(conn, estate_id, resident_id, actor_user_id)
    await worth_today(
        conn,
        merchant,
        estate_id=estate_id,
        resident_id=resident_id,
        amount_fen=asked.amount_fen,
        bought_on=asked.bought_on,
        today=today,
    )
    written = await conn.execute(
        _REGISTER,
        {
            "estate_id": estate_id,
            "merchant_id": merchant_id,
            "receipt_no": asked.receipt_no,
            "bought_on": asked.bought_on,
            "amount_fen": asked.amount_fen,
            "resident_id": resident_id,
            "actor": actor_user_id,
            "now": now,
        },
    )
    merchant_purchase_id: int | None = written.scalar_one_or_none()
    if merchant_purchase_id is None:
        raise ReceiptIsKnown(f"小票 {asked.receipt_no} 已经登记过，一张小票只计一次。")
    return merchant_purchase_id


@dataclass(frozen=True, slots=True)
class FiledReceipt:
    """A receipt as a merchant's file has it, judged by `receipts_file`."""

    merchant_id: int
    receipt_no: str
    bought_on: date
    amount_fen: int
    resident_id: int


async def register_filed_receipts(
    conn: AsyncConnection,
    receipts: Sequence[FiledReceipt],
    *,
    estate_id: int,
    import_id: int,
    actor_user_id: int,
    now: datetime,
) -> int:
    """Write receipts of a file down for somebody else to confirm; return how many were new."""
    if not receipts:
        return 0
    written = await conn.execute(
        _REGISTER_FILED,
        {
            "estate_id": estate_id,
            "import_id": import_id,
            "merchant_ids": [each.merchant_id for each in receipts],
            "receipt_nos": [each.receipt_no for each in receipts],
            "days": [each.bought_on for each in receipts],
            "amounts": [each.amount_fen for each in receipts],
            "resident_ids": [each.resident_id for each in receipts],
            "actor": actor_user_id,
            "now": now,
        },
    )
    return len(written.all())


async def confirm_purchase(
    conn: AsyncConnection,
    *,
    estate_id: int,
    merchant_purchase_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> None:
    """Confirm a receipt: its points are issued, and its merchant pays for them, or neither.

    Raises `ObjectIsNotHere`, `PurchaseIsDecided`, `PurchaseNeedsSecondPerson`, `BuyerIsGone`,
    `PurchaseEarnsNothing`, `MerchantCannotPay`, in this order, then the refusals of the budget and
    of posting.
    """
    seen = await queries.purchase(
        conn, estate_id=estate_id, merchant_purchase_id=merchant_purchase_id
    )
    wallet = (WALLET, resident_holder(seen.resident_id))
    await lock_accounts(
        conn, estate_id, [wallet, (PURCHASE_SOURCE, ""), (MERCHANT_PAYABLE, ""), (RESERVE, "")]
    )
    found = await _lock_to_decide(conn, estate_id, merchant_purchase_id, actor_user_id)
    # Who registered it may have become the buyer's since; then it can only be sent back.
    await _check_not_own(conn, estate_id, found.resident_id, found.registered_by)
    check_buyer(is_gone=found.buyer_is_gone)
    merchant = await merchant_at(conn, estate_id, found.merchant_id)
    worth = await worth_today(
        conn,
        merchant,
        estate_id=estate_id,
        resident_id=found.resident_id,
        amount_fen=found.amount_fen,
        bought_on=found.bought_on,
        today=today,
    )
    owed = (await lock_owed(conn, estate_id, [merchant.merchant_id]))[merchant.merchant_id]
    check_paid(worth, merchant=merchant, owed_fen=owed.can_pay_fen)
    confirmed = ConfirmedPurchase(
        estate_id=estate_id,
        merchant_purchase_id=merchant_purchase_id,
        merchant=merchant,
        receipt_no=found.receipt_no,
        resident_id=found.resident_id,
        worth=worth,
        on=today,
        documents=await paper_digests(conn, estate_id=estate_id, document_id=found.document_id),
    )
    permit = await check_may_issue(
        conn,
        estate_id=estate_id,
        source_code=PURCHASE_SOURCE,
        points=worth.points,
        on=today,
        brings_fen=worth.payable_fen,
    )
    [money] = await post_entries(
        conn,
        [
            PostingCommand(
                estate_id=estate_id,
                entry=funding_entry(confirmed),
                idempotency_key=f"{confirmed.source}:money",
                prepared_by=found.registered_by,
                approved_by=actor_user_id,
            )
        ],
        posted_by=actor_user_id,
        today=today,
    )
    [points] = await grant_points(
        conn,
        [purchase_grant(confirmed, permit)],
        prepared_by=found.registered_by,
        approved_by=actor_user_id,
        posted_by=actor_user_id,
        today=today,
    )
    await _decide(
        conn,
        found,
        "confirmed",
        actor_user_id=actor_user_id,
        now=now,
        worth=worth,
        seqs=(points.seq, money.seq),
    )


async def refuse_purchase(
    conn: AsyncConnection,
    *,
    estate_id: int,
    merchant_purchase_id: int,
    reason: str,
    actor_user_id: int,
    now: datetime,
) -> None:
    """Send a receipt back, with the reason; it earns nothing, and its number stays used.

    Raises `ObjectIsNotHere`, `PurchaseIsDecided`, `PurchaseNeedsSecondPerson`.
    """
    found = await _lock_to_decide(conn, estate_id, merchant_purchase_id, actor_user_id)
    await _decide(conn, found, "refused", actor_user_id=actor_user_id, now=now, reason=reason)


async def merchant_at(conn: AsyncConnection, estate_id: int, merchant_id: int) -> Merchant:
    """Return the merchant of a receipt; raises `ObjectIsNotHere`."""
    merchant = await merchant_of(conn, estate_id, merchant_id)
    if merchant is None:
        raise ObjectIsNotHere("您的商户登记")
    return merchant


async def worth_today(
    conn: AsyncConnection,
    merchant: Merchant,
    *,
    estate_id: int,
    resident_id: int,
    amount_fen: int,
    bought_on: date,
    today: date,
) -> Worth:
    """Return what a purchase would bring today; raises `PurchaseEarnsNothing`."""
    profile = await rule_profile(conn, estate_id, on=bought_on)
    tally = await queries.earned_by_purchases(
        conn, estate_id=estate_id, resident_id=resident_id, profile=profile, bought_on=bought_on
    )
    return worth_of(
        amount_fen,
        merchant=merchant,
        profile=profile,
        tally=tally,
        bought_on=bought_on,
        today=today,
    )


async def _check_not_own(
    conn: AsyncConnection, estate_id: int, resident_id: int, actor_user_id: int
) -> None:
    if await queries.is_own(
        conn, estate_id=estate_id, resident_id=resident_id, actor_user_id=actor_user_id
    ):
        raise PurchaseNeedsSecondPerson(
            "不能登记、确认自己（或您代办、监护的家人）的消费，请另一个人来办。"
        )


async def _lock_to_decide(
    conn: AsyncConnection, estate_id: int, merchant_purchase_id: int, actor_user_id: int
) -> queries.Purchase:
    found = await queries.lock_purchase(
        conn, estate_id=estate_id, merchant_purchase_id=merchant_purchase_id
    )
    if found.state != "registered":
        raise PurchaseIsDecided("这笔消费已经处理过，请刷新页面查看结果。")
    if found.registered_by == actor_user_id:
        raise PurchaseNeedsSecondPerson("登记的人不能自己确认，请另一个人来办。")
    await _check_not_own(conn, estate_id, found.resident_id, actor_user_id)
    return found


async def _decide(
    conn: AsyncConnection,
    found: queries.Purchase,
    state: str,
    *,
    actor_user_id: int,
    now: datetime,
    reason: str | None = None,
    worth: Worth | None = None,
    seqs: tuple[int | None, int | None] = (None, None),
) -> None:
    await conn.execute(
        _DECIDE,
        {
            "estate_id": found.estate_id,
            "merchant_purchase_id": found.merchant_purchase_id,
            "state": state,
            "actor": actor_user_id,
            "now": now,
            "reason": reason,
            "points": worth.points if worth else None,
            "points_cut": worth.points_cut if worth else None,
            "cut_reason": worth.cut_reason if worth else None,
            "payable_fen": worth.payable_fen if worth else None,
            "rule_version": worth.rule_version if worth else None,
            "points_seq": seqs[0],
            "money_seq": seqs[1],
        },
    )
