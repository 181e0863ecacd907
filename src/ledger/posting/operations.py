"""Post a list of entries, for one or many books, in the caller's database transaction.

Lock order, everywhere: accounts by id, then book heads by estate id. A caller that must look at
other rows first (lots, stock) takes its account locks with `lock_accounts` before them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.account import Account
from ledger.bookkeeping.balance import Balance, available
from ledger.bookkeeping.period import Month
from ledger.db.lane import POSTPONED, Postponed
from ledger.errors import Refusal
from ledger.posting import queries
from ledger.posting.rules import (
    AccountIsUnknown,
    AccountKey,
    ChartAccount,
    OpenBatch,
    PostedEntry,
    PostingCommand,
)
from ledger.posting.writing import Alongside, write_batch

__all__ = [
    "LockedAccount",
    "PostedEntry",
    "PostingCommand",
    "PostingGroup",
    "lock_accounts",
    "post_entries",
    "post_groups",
]


@dataclass(frozen=True, slots=True)
class LockedAccount:
    """An account whose balance row this database transaction holds."""

    account: Account
    balance: Balance

    @property
    def available(self) -> int:
        """What can still leave the account, in minor units, holds counted."""
        return available(self.account, self.balance)


async def lock_keys(
    conn: AsyncConnection, keys: Iterable[AccountKey]
) -> tuple[dict[AccountKey, ChartAccount], dict[int, Balance]]:
    """Lock the balances of accounts of any estates, in one order, opening holders' accounts.

    Returns those that exist and their balances by account id.
    """
    wanted = sorted(set(keys))
    accounts = await queries.read_accounts(conn, wanted)
    missing = [key for key in wanted if key not in accounts]
    if missing:
        # Before the first lock: opening an account may wait for somebody who opens the same one,
        # and whoever waits there must hold no balance that the other still needs.
        await queries.create_holder_accounts(conn, missing)
        accounts = await queries.read_accounts(conn, wanted)
    balances = await queries.lock_balances(
        conn, [(key[0], item.account.account_id) for key, item in accounts.items()]
    )
    return accounts, balances


async def lock_accounts(
    conn: AsyncConnection, estate_id: int, accounts: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], LockedAccount]:
    """Lock the balances of (code, holder) pairs of one estate, opening holders' accounts.

    Raises `AccountIsUnknown` when a code is not in the chart or a holder does not fit it.
    """
    keys = [(estate_id, code, holder) for code, holder in accounts]
    found, balances = await lock_keys(conn, keys)
    for _, code, holder in keys:
        if (estate_id, code, holder) not in found:
            raise AccountIsUnknown(
                f"科目 {code} 不在本小区的科目表里，请联系运维核对科目表。",
                account_code=code,
                holder=holder,
            )
    return {
        (key[1], key[2]): LockedAccount(item.account, balances[item.account.account_id])
        for key, item in found.items()
    }


@dataclass(frozen=True, slots=True)
class PostingGroup:
    """Entries that are posted together or not at all, and who posts them."""

    commands: tuple[PostingCommand, ...]
    posted_by: int


async def post_groups(
    conn: AsyncConnection,
    groups: Sequence[PostingGroup],
    *,
    today: date,
    insistent: int | None = None,
) -> list[list[PostedEntry] | Refusal | Postponed]:
    """Post groups in order in the caller's database transaction; each has its own answer.

    A refused group is answered with its refusal and harms no other. This is what a lane runs: with
    `insistent`, groups after the first so many are postponed where another batch has their book.
    """
    commands = [command for group in groups for command in group.commands]
    if not commands:
        return [[] for _ in groups]
    accounts, balances = await lock_keys(conn, account_keys(commands))
    insist_on = None
    if insistent is not None:
        insist_on = {c.estate_id for group in groups[:insistent] for c in group.commands}
    batch = await open_batch(
        conn, commands, accounts=accounts, balances=balances, today=today, insist_on=insist_on
    )
    answers: list[list[PostedEntry] | Refusal | Postponed] = []
    for group in groups:
        if any(command.estate_id in batch.busy for command in group.commands):
            answers.append(POSTPONED)
            continue
        try:
            answers.append(batch.post(group.commands, posted_by=group.posted_by))
        except Refusal as refusal:
            answers.append(refusal)
    await write_batch(conn, batch)
    return answers


async def post_entries(
    conn: AsyncConnection,
    commands: Sequence[PostingCommand],
    *,
    posted_by: int,
    today: date,
    alongside: Alongside | None = None,
) -> list[PostedEntry]:
    """Post the commands in order and say where each entry stands.

    Everything is written in the caller's database transaction or, when any command is refused,
    nothing is: the refusal of the first bad command is raised and the caller rolls back. A
    command whose key was posted before answers with the first entry. `today` bounds business
    dates; `recorded_at` is the database's clock, read after the book's lock.

    `alongside` writes what must agree with the wallets that these entries move (lots and their
    uses): it is called with the answers when the entries stand and the balances do not yet.

    Raises the refusals of `posting.rules`, `bookkeeping.balance` and `bookkeeping.period`.
    """
    if not commands:
        return []
    accounts, balances = await lock_keys(conn, account_keys(commands))
    batch = await open_batch(conn, commands, accounts=accounts, balances=balances, today=today)
    posted = batch.post(commands, posted_by=posted_by)
    await write_batch(conn, batch, None if alongside is None else lambda: alongside(posted))
    return posted


def account_keys(commands: Iterable[PostingCommand]) -> list[AccountKey]:
    """Return the accounts that the commands' lines are on."""
    return [
        (command.estate_id, line.account_code, line.holder)
        for command in commands
        for line in command.entry.lines
    ]


async def open_batch(
    conn: AsyncConnection,
    commands: Sequence[PostingCommand],
    *,
    accounts: dict[AccountKey, ChartAccount],
    balances: dict[int, Balance],
    today: date,
    insist_on: Collection[int] | None = None,
) -> OpenBatch:
    """Lock the books of the commands, whose accounts are locked, and return the batch to decide."""
    months = {Month.of(command.entry.effective_on).number for command in commands}
    reversals = [
        (command.estate_id, command.entry.reverses_seq)
        for command in commands
        if command.entry.reverses_seq is not None
    ]
    books, recorded_at, busy = await queries.lock_books(
        conn,
        estate_ids=sorted({command.estate_id for command in commands}),
        months=sorted(months),
        keys=[(command.estate_id, command.idempotency_key) for command in commands],
        reversals=reversals,
        insist_on=insist_on,
    )
    return OpenBatch(books, accounts, balances, recorded_at, today, busy)


async def open_books(
    conn: AsyncConnection,
    estate_ids: Sequence[int],
    *,
    on: date,
    accounts: dict[AccountKey, ChartAccount],
    balances: dict[int, Balance],
    today: date,
    insist_on: Collection[int] | None = None,
) -> OpenBatch:
    """Lock books for entries of one business date whose keys are new, and return the batch."""
    books, recorded_at, busy = await queries.lock_books(
        conn,
        estate_ids=estate_ids,
        months=[Month.of(on).number],
        keys=[],
        reversals=[],
        insist_on=insist_on,
    )
    return OpenBatch(books, accounts, balances, recorded_at, today, busy)
