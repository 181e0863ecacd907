"""Post a list of entries, for one or many books, in the caller's database transaction.

Lock order, everywhere: book heads by estate id, and then what belongs to them (holds, lots, stock).
Whoever changes a balance holds its book, so that balances are read without locks of their own. A
caller that must look at such rows before it knows what to post calls `lock_accounts` first.
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


async def _read_or_open(
    conn: AsyncConnection, keys: Iterable[AccountKey]
) -> tuple[dict[AccountKey, ChartAccount], dict[int, Balance]]:
    """Return accounts of locked books with their balances, opening holders' accounts."""
    wanted = sorted(set(keys))
    accounts, balances = await queries.read_balances(conn, wanted)
    missing = [key for key in wanted if key not in accounts]
    if missing:
        # Under the book's lock nobody else opens the same one.
        await queries.create_holder_accounts(conn, missing)
        opened, their_balances = await queries.read_balances(conn, missing)
        accounts |= opened
        balances |= their_balances
    return accounts, balances


async def lock_accounts(
    conn: AsyncConnection, estate_id: int, accounts: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], LockedAccount]:
    """Lock (code, holder) pairs of one estate by its book, opening holders' accounts.

    Raises `AccountIsUnknown` when a code is not in the chart or a holder does not fit it.
    """
    await queries.lock_heads(conn, [estate_id])
    keys = [(estate_id, code, holder) for code, holder in accounts]
    found, balances = await _read_or_open(conn, keys)
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
    insist_on = None
    if insistent is not None:
        insist_on = {c.estate_id for group in groups[:insistent] for c in group.commands}
    batch = await open_batch(
        conn, account_keys(commands), commands=commands, today=today, insist_on=insist_on
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
    batch = await open_batch(conn, account_keys(commands), commands=commands, today=today)
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
    accounts: Collection[AccountKey],
    *,
    today: date,
    commands: Sequence[PostingCommand] = (),
    insist_on: Collection[int] | None = None,
) -> OpenBatch:
    """Lock the books of the accounts, read what deciding needs, and return the batch to decide.

    `commands` are those that are known already; what is posted beyond them bears the date `today`
    and keys that nobody has used.
    """
    locked = await queries.lock_books(
        conn,
        estate_ids=sorted(
            {key[0] for key in accounts} | {command.estate_id for command in commands}
        ),
        months=sorted(
            {Month.of(command.entry.effective_on).number for command in commands}
            | {Month.of(today).number}
        ),
        keys=[(command.estate_id, command.idempotency_key) for command in commands],
        reversals=[
            (command.estate_id, command.entry.reverses_seq)
            for command in commands
            if command.entry.reverses_seq is not None
        ],
        insist_on=insist_on,
    )
    found, balances = await _read_or_open(conn, (key for key in accounts if key[0] in locked.books))
    return OpenBatch(locked.books, found, balances, locked.recorded_at, today, locked.busy)
