"""The verb of the counter: burn a code and redeem goods with it, for one or many at a time.

Lock order of a batch: codes, then book heads, under which wallets, lots and stock change. A lane
runs `redeem_batch`; there is no other way to redeem.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.lane import POSTPONED, Postponed
from ledger.errors import Refusal
from ledger.estates.queries import rule_versions
from ledger.points.entries import WALLETS, wallet_of
from ledger.points.operations import read_shelf, write_shelf
from ledger.posting.operations import open_batch
from ledger.posting.rules import AccountKey
from ledger.posting.writing import write_batch
from ledger.redemption import batch_queries
from ledger.redemption.batch_writing import burn_codes, write_redemptions
from ledger.redemption.code_failures import read_failures, record_failures, serialise_failures
from ledger.redemption.counter_batch import (
    CodeKey,
    CounterBatch,
    LockedCode,
    ObjectKey,
    Redeemed,
    Submission,
    estates_of,
)
from ledger.redemption.entries import accounts_touched
from ledger.redemption.rules import Merchant


async def redeem_batch(
    conn: AsyncConnection,
    submissions: Sequence[Submission],
    *,
    today: date,
    insist_on: Collection[int] | None = None,
) -> list[Redeemed | Refusal | Postponed]:
    """Decide submissions in order in the caller's database transaction; each has its own answer.

    A code is burnt by the first submission that names it while it is alive, whatever comes of the
    redemption. Books the points entry and the money entry, uses the lots, takes the goods from
    stock, and notifies the residents' phones at commit.

    The refusals are `CodeAttemptsAreThrottled`, `PayCodeIsNotValid`, those of `price_order`,
    `PointsAreTooFew`, and those of posting; after the second, every sentence says that the code
    is used up.
    """
    codes = await batch_queries.lock_codes(conn, submissions)
    merchants = await batch_queries.merchants_of(conn, submissions)
    batch = await open_batch(
        conn, _touched(submissions, codes, merchants), today=today, insist_on=insist_on
    )
    free = [each for each in submissions if each.estate_id not in batch.busy]
    wallets = [
        (key[0], item.account.account_id)
        for key, item in batch.accounts.items()
        if key[1] in WALLETS
    ]
    items = await batch_queries.items_of(conn, free)
    shelf = await read_shelf(conn, wallets)
    versions = await rule_versions(conn, estates_of(free), on=today)
    ids = await batch_queries.next_redemption_ids(conn, len(free))
    in_vain = [
        (each.estate_id, each.terminal)
        for each in free
        if (code := codes.get((each.estate_id, each.digest))) is None
        or not code.is_alive(at=batch.recorded_at, terminal=each.terminal)
    ]
    await serialise_failures(conn, in_vain)
    decided = CounterBatch(
        codes=codes,
        failures=await read_failures(conn, {(each.estate_id, each.terminal) for each in free}),
        merchants=merchants,
        items=items,
        rule_versions=versions,
        shelf=shelf,
        proxy_days=await batch_queries.proxy_days(conn, codes.items(), today=today),
        card_days=await batch_queries.card_days(conn, codes.items(), today=today),
        redemption_ids=iter(ids),
        today=today,
        at=batch.recorded_at,
    )
    answers: list[Redeemed | Refusal | Postponed] = []
    for submission in submissions:
        if submission.estate_id in batch.busy:
            answers.append(POSTPONED)
            continue
        try:
            answers.append(decided.redeem(submission, batch))
        except Refusal as refusal:
            answers.append(refusal)

    async def alongside() -> None:
        await write_shelf(conn, shelf)
        await write_redemptions(conn, decided)

    await write_batch(conn, batch, alongside)
    await burn_codes(conn, decided.burnt_in_vain)
    await record_failures(conn, decided.failures.added)
    return answers


async def redeem(conn: AsyncConnection, submission: Submission, *, today: date) -> Redeemed:
    """Redeem one submission; raises its refusal, after which the caller still commits."""
    (answer,) = await redeem_batch(conn, [submission], today=today)
    if isinstance(answer, Refusal):
        raise answer
    assert isinstance(answer, Redeemed)
    return answer


def _touched(
    submissions: Sequence[Submission],
    codes: dict[CodeKey, LockedCode],
    merchants: dict[ObjectKey, Merchant],
) -> set[AccountKey]:
    """Return every account that the submissions write to, as far as it can be known."""
    touched: set[AccountKey] = set()
    for each in submissions:
        code = codes.get((each.estate_id, each.digest))
        merchant = merchants.get((each.estate_id, each.merchant_id))
        if code is None:
            continue
        touched.add((each.estate_id, wallet_of(code.holder), code.holder))
        if merchant is not None:
            touched |= {
                (each.estate_id, account, holder)
                for account, holder in accounts_touched(merchant.settlement, holder=code.holder)
            }
    return touched
