"""The store's check on entries that somebody prepares or posts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.entry import JournalEntry, yuan
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.points.deductions.entries import MERCHANT_PAYABLE
from ledger.points.payables import lock_owed
from ledger.posting.entry_checks import CheckStage, EntryCheck
from ledger.redemption.queries import known_merchant_ids


class MerchantIsOverpaid(Refusal):
    """One merchant would be paid what another one is owed: the account has a single floor."""

    code = "merchant_is_overpaid"


async def check_merchants(
    conn: AsyncConnection,
    *,
    estate_id: int,
    entries: Sequence[JournalEntry],
    stage: CheckStage,
) -> None:
    """Raise `ObjectIsNotHere` when a line names a merchant that the estate does not have.

    A payable to nobody could never be reconciled with a merchant's statement.
    """
    named = {
        line.dimensions.merchant_id
        for entry in entries
        for line in entry.lines
        if line.dimensions.merchant_id is not None
    }
    unknown = named - await known_merchant_ids(conn, estate_id, sorted(named)) if named else set()
    if unknown:
        raise ObjectIsNotHere("这个商户", merchant_id=min(unknown))


async def check_merchant_payables(
    conn: AsyncConnection,
    *,
    estate_id: int,
    entries: Sequence[JournalEntry],
    stage: CheckStage,
) -> None:
    """Raise `MerchantIsOverpaid` when more than is owed to a merchant would leave its payable.

    An entry being prepared competes with all that wait; an entry being posted, which waited
    itself, only with what is posted.
    """
    change: dict[int, int] = {}
    for entry in entries:
        for line in entry.lines:
            merchant_id = line.dimensions.merchant_id
            if line.account_code == MERCHANT_PAYABLE and merchant_id is not None:
                change[merchant_id] = change.get(merchant_id, 0) - line.signed_amount
    paid = {merchant_id: -amount for merchant_id, amount in change.items() if amount < 0}
    if not paid:
        return
    for merchant_id, owed in (await lock_owed(conn, estate_id, sorted(paid))).items():
        left = owed.posted_fen + (owed.waiting_fen if stage == "prepare" else 0)
        if paid[merchant_id] > left:
            raise MerchantIsOverpaid(
                f"应付“{owed.name}”的结算款还有 {yuan(max(left, 0))} 元，"
                f"这次要付 {yuan(paid[merchant_id])} 元，请与对账单核对后改小金额；"
                "预付给商户的钱请记在 1141 预付账款。",
                merchant_id=merchant_id,
                left_fen=left,
                wanted_fen=paid[merchant_id],
            )


ENTRY_CHECKS: tuple[EntryCheck, ...] = (check_merchants, check_merchant_payables)
