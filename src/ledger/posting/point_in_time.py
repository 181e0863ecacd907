"""What an account stood at: as of a `seq`, as of a moment of recording, as of a business day.

- as of `seq` n: the sum of the account's lines in entries 1 to n;
- as of `recorded_at` t: the balance as of the last entry that was recorded at t or earlier;
- as of `effective_on` d: the sum of the account's lines in all entries posted so far whose
  business date is d or earlier.

Nothing is summed from the beginning and no snapshot is kept: each line carries the balance that
it left. A question about what has not happened yet, or about a time before the book, is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.period import DateIsBeforeTheBook, DateIsInTheFuture, Month
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.posting import point_in_time_queries as queries
from ledger.posting.point_in_time_queries import BookHead
from ledger.posting.rules import BookIsNotOpened

FEW_LINES = 500
"""Up to so many later lines of the asked accounts are looked at one by one."""


class SeqIsBeyondTheBook(Refusal):
    """The book has no such entry yet."""

    code = "seq_is_beyond_the_book"
    status = 400


class MomentIsInTheFuture(Refusal):
    """Entries may still be recorded until then."""

    code = "moment_is_in_the_future"
    status = 400


class MomentIsBeforeTheBook(Refusal):
    """Nothing had been recorded then; zero would be taken for a balance."""

    code = "moment_is_before_the_book"
    status = 400


class MomentHasNoTimeZone(Refusal):
    code = "moment_has_no_time_zone"
    status = 400


class OnePointInTimeIsAsked(Refusal):
    """A balance is asked as of exactly one of seq, moment and day."""

    code = "one_point_in_time_is_asked"
    status = 400


@dataclass(frozen=True, slots=True)
class BalanceAt:
    """A balance in minor units, debit-positive.

    `through_seq` is the last entry that the answer takes into account, out of `book_size`.
    """

    account_code: str
    account_name: str
    holder: str | None
    currency: Currency
    balance: int
    through_seq: int
    book_size: int


@dataclass(frozen=True, slots=True)
class DatedSum:
    """What some accounts stood at by business date, in minor units, debit-positive.

    All entries up to `through_seq` are dated by the day; `later_lines` lines of the accounts stand
    behind it, of which some may be dated by the day too.
    """

    balance: int
    through_seq: int
    later_lines: int


async def balance_as_of(
    conn: AsyncConnection,
    *,
    estate_id: int,
    account_code: str,
    holder: str | None = None,
    seq: int | None = None,
    recorded_at: datetime | None = None,
    effective_on: date | None = None,
    today: date,
) -> BalanceAt:
    """Return what an account stood at, as of exactly one of the three points in time.

    Without `holder` the accounts below the code and those of all its holders count together.

    Raises `OnePointInTimeIsAsked`, `BookIsNotOpened`, `ObjectIsNotHere` for an unknown account,
    then for `seq` `SeqIsBeyondTheBook`; for `recorded_at` `MomentHasNoTimeZone`,
    `MomentIsInTheFuture` or `MomentIsBeforeTheBook`; for `effective_on` `DateIsBeforeTheBook` or
    `DateIsInTheFuture`.
    """
    if sum(each is not None for each in (seq, recorded_at, effective_on)) != 1:
        raise OnePointInTimeIsAsked("请按账簿序号、入账时刻、业务日期三者之一来问，不多不少。")
    head = await queries.book_head(conn, estate_id)
    if head is None:
        raise BookIsNotOpened("这个小区还没有建账，请先建账。")
    accounts = await queries.asked_accounts(conn, estate_id, account_code, holder)
    if accounts is None:
        raise ObjectIsNotHere("这个科目", account_code=account_code, holder=holder)
    if effective_on is not None:
        through, size = head.size, head.size
        _check_day(effective_on, head.first_month, today)
        dated = await sum_dated_by(
            conn, estate_id=estate_id, account_ids=accounts.account_ids, head=head,
            day=effective_on,
        )  # fmt: skip
        balance = dated.balance
    else:
        if recorded_at is not None:
            through, size = await _seq_by_then(conn, estate_id, head, recorded_at)
        else:
            through, size = seq or 0, head.size
            _check_seq(through, size)
        balance, _ = await queries.balances_at(conn, estate_id, accounts.account_ids, through)
    return BalanceAt(account_code, accounts.name, holder, accounts.currency, balance, through, size)


def _check_seq(seq: int, size: int) -> None:
    if not 1 <= seq <= size:
        raise SeqIsBeyondTheBook(
            f"账簿现有 {size} 笔，没有第 {seq} 笔，请核对账簿序号。", as_of_seq=seq, book_size=size
        )


async def _seq_by_then(
    conn: AsyncConnection, estate_id: int, head: BookHead, moment: datetime
) -> tuple[int, int]:
    """Return the last entry recorded by `moment`, and how far the book reaches."""
    if moment.tzinfo is None:
        raise MomentHasNoTimeZone("入账时刻要写明时区，如 2026-06-30T18:00:00+08:00。")
    if moment >= head.asked_at:
        raise MomentIsInTheFuture("这个时刻还没有到，还可能有凭证记入，请换一个过去的时刻。")
    if head.last_recorded_at is None or moment >= head.last_recorded_at:
        # An entry that is being posted right now may bear an earlier moment. Whoever posts after
        # this wait takes a later one, because the clock has passed `moment` already.
        await queries.wait_for_writer(conn, estate_id)
        head = await queries.book_head(conn, estate_id) or head
    found = await queries.last_seq_recorded_by(conn, estate_id, size=head.size, moment=moment)
    if found == 0:
        raise MomentIsBeforeTheBook("那时账簿里还没有凭证，请换一个晚一些的时刻。")
    return found, head.size


def _check_day(day: date, first_month: Month, today: date) -> None:
    if Month.of(day) < first_month:
        raise DateIsBeforeTheBook(
            f"账簿从{first_month.title}开始，没有更早的余额，请换一个日期。",
            effective_on=day.isoformat(),
        )
    if day > today:
        raise DateIsInTheFuture(
            f"{day.isoformat()} 还没有到，请换一个日期。", effective_on=day.isoformat()
        )


async def sum_dated_by(
    conn: AsyncConnection,
    *,
    estate_id: int,
    account_ids: Sequence[int],
    head: BookHead,
    day: date,
) -> DatedSum:
    """Sum what is dated by `day`: the running balance before the first entry that is dated later,
    and whatever was posted behind that entry with an earlier date.

    Costs a few index lookups for each month of the book, and one for each entry that was posted
    late, or for each later line of the accounts when those are few.
    """
    first_later = await queries.first_seq_after(conn, estate_id, day=day, size=head.size)
    ordered = head.size if first_later is None else first_later - 1
    balance, lines = await queries.balances_at(conn, estate_id, account_ids, ordered)
    if ordered == head.size:
        return DatedSum(balance, ordered, 0)
    _, all_lines = await queries.balances_at(conn, estate_id, account_ids, head.size)
    late = await queries.late_amount(
        conn,
        estate_id,
        account_ids,
        day=day,
        seq=ordered,
        size=head.size,
        by_line=all_lines - lines <= FEW_LINES,
    )
    return DatedSum(balance + late, ordered, all_lines - lines)
