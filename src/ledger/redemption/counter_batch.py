"""Deciding what counters submit, in arrival order, in memory.

Everything that may change has been locked and read. A refused submission leaves the books as they
were; its code stays burnt, because somebody has seen it. The order of checks is: too many failures
from this account or address, the code, the merchant, then `redemption.rules`, the points, and the
posting rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ledger.bookkeeping.balance import available
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.points.entries import household_holder, resident_holder, spend_entry, wallet_of
from ledger.points.lot_shelf import LotShelf
from ledger.posting.rules import OpenBatch, PostedEntry, PostingCommand
from ledger.redemption.cards.rules import check_card_day
from ledger.redemption.code_failures import Failures, Terminal
from ledger.redemption.entries import money_entry, spend_order
from ledger.redemption.pay_codes import PayCodeIsNotValid
from ledger.redemption.rules import Item, Merchant, Order, RequestedLine, price_order

ObjectKey = tuple[int, int]
"""Estate id and an id within it."""
CodeKey = tuple[int, bytes]
"""Estate id and a code's digest."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a counter asks for: goods of its merchant for a code, once under its key."""

    estate_id: int
    merchant_id: int
    digest: bytes
    lines: tuple[RequestedLine, ...]
    terminal: Terminal
    idempotency_key: str


@dataclass(slots=True)
class LockedCode:
    """A code under its lock; `is_good` leaves the time aside: nobody signed out or was disabled."""

    resident_id: int
    resident_name: str
    expires_at: datetime
    is_good: bool
    user_id: int
    """Who showed it: the resident's login, or their proxy's."""
    family_proxy_id: int | None = None
    card_opening_id: int | None = None
    """The opening of a card that this code came of, at the till of `user_id`."""
    household_id: int | None = None
    """Whose account pays, where it is not the resident's own."""
    is_burnt: bool = False
    """By an earlier submission of the same batch; one of an earlier batch is not there any more."""

    @property
    def holder(self) -> str:
        """Whose wallet pays."""
        if self.household_id is not None:
            return household_holder(self.household_id)
        return resident_holder(self.resident_id)

    def is_alive(self, *, at: datetime, terminal: Terminal) -> bool:
        """Tell whether it may be submitted now; a card's code only at the till that opened it."""
        is_here = self.card_opening_id is None or self.user_id == terminal.user_id
        return is_here and self.is_good and not self.is_burnt and self.expires_at > at


@dataclass(slots=True)
class ProxyDay:
    """How many points a proxy may spend for somebody in a day, and has spent today."""

    points_max: int
    points_spent: int


@dataclass(slots=True)
class CardDay:
    """How many points a person's cards may spend in a day, opened in this way, and have today."""

    points_max: int
    spent: list[int]
    """One number for all openings of a person's cards: what is spent by one counts for all."""


class ProxyLimitIsReached(Refusal):
    """Family spends for somebody no more a day than was agreed to; `points_left` are left."""

    code = "proxy_limit_is_reached"


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A redemption that is decided; `posted` are its points entry and its money entry, if any."""

    submission: Submission
    redemption_id: int
    code: LockedCode
    order: Order
    posted: tuple[PostedEntry, ...]
    balance_after: int
    at: datetime
    on: date

    @property
    def order_no(self) -> str:
        return f"{self.on:%Y%m%d}-{self.redemption_id:06d}"


@dataclass(frozen=True, slots=True)
class StockTaken:
    """One counted item handed over, and how many are left."""

    redeemed: Redeemed
    item_id: int
    quantity: int
    quantity_after: int


@dataclass(slots=True)
class CounterBatch:
    """The facts of a batch as locked, moved forward by what is decided, and what to write."""

    codes: dict[CodeKey, LockedCode]
    failures: Failures
    merchants: Mapping[ObjectKey, Merchant]
    items: dict[ObjectKey, Item]
    rule_versions: Mapping[int, str]
    shelf: LotShelf
    proxy_days: Mapping[ObjectKey, ProxyDay]
    card_days: Mapping[ObjectKey, CardDay]
    redemption_ids: Iterator[int]
    today: date
    at: datetime
    """The database's clock after the last lock."""
    burnt_in_vain: list[CodeKey] = field(default_factory=list)
    """Codes whose redemption was refused; the database burns the others with their redemption."""
    redeemed: list[Redeemed] = field(default_factory=list)
    stock_taken: list[StockTaken] = field(default_factory=list)

    def redeem(self, submission: Submission, batch: OpenBatch) -> Redeemed:
        """Decide one submission or raise its refusal."""
        estate_id = submission.estate_id
        key = (estate_id, submission.digest)
        code = self.codes.get(key)
        self.failures.check(estate_id, submission.digest, submission.terminal)
        if code is None or not code.is_alive(at=self.at, terminal=submission.terminal):
            self.failures.add(estate_id, submission.digest, submission.terminal)
            raise PayCodeIsNotValid
        code.is_burnt = True
        try:
            return self._redeem(submission, code, batch)
        except Refusal as refusal:
            self.burnt_in_vain.append(key)
            refusal.sentence += "这个付款码已经用掉，再扫之前请居民刷新付款码。"
            raise

    def _redeem(self, submission: Submission, code: LockedCode, batch: OpenBatch) -> Redeemed:
        estate_id, resident_id = submission.estate_id, code.resident_id
        merchant = self.merchants.get((estate_id, submission.merchant_id))
        if merchant is None:
            raise ObjectIsNotHere("这家商户")
        asked = {line.item_id for line in submission.lines}
        items = {i: item for i in asked if (item := self.items.get((estate_id, i))) is not None}
        order = price_order(merchant, items, submission.lines)
        rule_version = self.rule_versions.get(estate_id)
        if rule_version is None:
            raise ObjectIsNotHere(f"{self.today.isoformat()} 有效的规则档案")
        day = self._proxy_day(estate_id, code, order)
        card_day = self._card_day(estate_id, code, order)
        account = batch.accounts[estate_id, wallet_of(code.holder), code.holder].account
        balance = batch.balances[account.account_id]
        uses = self.shelf.choose(
            account.account_id,
            points=order.points,
            available=available(account, balance),
            today=self.today,
        )
        redemption_id = next(self.redemption_ids)
        spend = spend_order(
            order,
            estate_id=estate_id,
            redemption_id=redemption_id,
            resident_id=resident_id,
            on=self.today,
            rule_version=rule_version,
            by_card=code.card_opening_id is not None,
            household_id=code.household_id,
        )
        entries = [
            spend_entry(spend),
            money_entry(
                order, redemption_id=redemption_id, on=self.today, rule_version=rule_version
            ),
        ]
        actor = submission.terminal.user_id
        posted = batch.post(
            [
                PostingCommand(
                    estate_id, entry, f"redemption:{redemption_id}:{entry.series.name}", actor
                )
                for entry in entries
                if entry is not None
            ],
            posted_by=actor,
        )
        # Nothing is refused from here on.
        if day is not None:
            day.points_spent += order.points
        if card_day is not None:
            card_day.spent[0] += order.points
        self.shelf.use(estate_id, account.account_id, uses, seq=posted[0].seq)
        redeemed = Redeemed(
            submission,
            redemption_id,
            code,
            order,
            tuple(posted),
            balance_after=-balance.posted - order.points,
            at=self.at,
            on=self.today,
        )
        self.redeemed.append(redeemed)
        self._take_stock(redeemed)
        return redeemed

    def _proxy_day(self, estate_id: int, code: LockedCode, order: Order) -> ProxyDay | None:
        """Return the day of the proxy who showed the code; raises `ProxyLimitIsReached`."""
        if code.family_proxy_id is None:
            return None
        day = self.proxy_days[estate_id, code.family_proxy_id]
        left = max(day.points_max - day.points_spent, 0)
        if order.points > left:
            raise ProxyLimitIsReached(
                f"代办每天最多用 {day.points_max} 分，今天还能用 {left} 分，"
                f"这一单要 {order.points} 分。请减少商品，或请本人来兑换。",
                points_left=left,
                points_needed=order.points,
            )
        return day

    def _card_day(self, estate_id: int, code: LockedCode, order: Order) -> CardDay | None:
        """Return the day of the card that became the code; raises `CardLimitIsReached`."""
        if code.card_opening_id is None:
            return None
        day = self.card_days[estate_id, code.card_opening_id]
        check_card_day(points=order.points, points_max=day.points_max, points_spent=day.spent[0])
        return day

    def _take_stock(self, redeemed: Redeemed) -> None:
        for line in redeemed.order.lines:
            if line.item.stock is None:
                continue
            left = line.item.stock - line.quantity
            key = (redeemed.submission.estate_id, line.item.item_id)
            self.items[key] = replace(line.item, stock=left)
            self.stock_taken.append(StockTaken(redeemed, line.item.item_id, line.quantity, left))


def estates_of(submissions: Sequence[Submission]) -> list[int]:
    """Return the ids of the estates, each once, in order."""
    return sorted({submission.estate_id for submission in submissions})
