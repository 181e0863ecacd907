"""The time bank as a careful person would keep it on paper: a few lists, and arithmetic.

Nothing here imports what decides in the program. A step that is refused answers with the code that
the program has to answer with, and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

CAP = 150
FAMILY = {0, 1}
"""Two of the three residents live together."""
ORGANISER, COMMITTEE = "organiser", "committee"
IN_ANOTHER_STATE = "help_request_is_in_another_state"
NOT_HERE = "object_is_not_here"
TOO_LOW = "balance_is_too_low"


@dataclass(eq=False)
class Served:
    on: date
    minutes: int
    deposited: int = 0


@dataclass(eq=False)
class Request:
    asker: int
    minutes: int
    from_pool: bool
    published_by: str | int
    state: str = "open"
    volunteer: int | None = None
    served_at: datetime | None = None
    served_minutes: int = 0

    @property
    def is_held(self) -> bool:
        return self.state in ("open", "accepted", "served", "appealed")


@dataclass(eq=False)
class Grant:
    who: int
    minutes: int
    proposed_by: str
    wanted_to: datetime
    state: str = "proposed"
    request: Request | None = None


@dataclass
class PaperBank:
    """Three residents, the pool, and what was asked for; all in minutes."""

    now: datetime
    served: list[list[Served]] = field(default_factory=lambda: [[], [], []])
    saved: Counter[int] = field(default_factory=Counter)
    """What each ever saved for themselves; it never falls."""
    balance: Counter[int] = field(default_factory=Counter)
    pool: int = 0
    spent: int = 0
    wishes: dict[int, tuple[bool, date, bool]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)

    def hours(self, who: int) -> int:
        return sum(each.minutes for each in self.served[who])

    def held(self, who: int) -> int:
        own = [r for r in self.requests if r.asker == who and not r.from_pool]
        return sum(r.minutes for r in own if r.is_held)

    @property
    def pool_held(self) -> int:
        return sum(r.minutes for r in self.requests if r.is_held and r.from_pool)

    @property
    def deposited(self) -> int:
        return sum(each.deposited for one in self.served for each in one)

    # What is put in ------------------------------------------------------------------------------

    def serve(self, who: int, on: date, minutes: int) -> None:
        self.served[who].append(Served(on, minutes))

    def _left(self, who: int, since: date) -> list[Served]:
        waiting = [s for s in self.served[who] if s.on >= since and s.minutes > s.deposited]
        # Of one day the first that was recorded.
        return sorted(waiting, key=lambda each: each.on)

    def _move(self, waiting: list[Served], most: int) -> int:
        moved = 0
        for each in waiting:
            minutes = min(most - moved, each.minutes - each.deposited)
            each.deposited += minutes
            moved += minutes
        return moved

    def deposit(self, who: int, since: date = date.min) -> str | None:
        waiting = self._left(who, since)
        if not waiting:
            return "nothing_to_deposit"
        if self.saved[who] >= CAP:
            return "time_bank_is_full"
        moved = self._move(waiting, CAP - self.saved[who])
        self.saved[who] += moved
        self.balance[who] += moved
        return None

    def donate_excess(self, who: int, since: date = date.min) -> str | None:
        waiting = self._left(who, since)
        if not waiting or self.saved[who] < CAP:
            return "nothing_beyond_the_cap"
        self.pool += self._move(waiting, 10**6)
        return None

    def choose(
        self, who: int, is_on: bool, starts_on: date, donates: bool, today: date
    ) -> str | None:
        was_on, chosen, _ = self.wishes.get(who, (False, today, False))
        if is_on and starts_on < today and not (was_on and chosen == starts_on):
            return "deposit_wish_reaches_back"
        self.wishes[who] = (is_on, starts_on, donates)
        return None

    def clock_deposits(self) -> None:
        for who, (is_on, starts_on, donates) in self.wishes.items():
            if is_on:
                self.deposit(who, starts_on)
                if donates:
                    self.donate_excess(who, starts_on)

    # What goes out -------------------------------------------------------------------------------

    def _take(self, who: int, minutes: int) -> str | None:
        if minutes > self.balance[who] - self.held(who):
            return TOO_LOW
        self.balance[who] -= minutes
        return None

    def give(self, who: int, to: int, minutes: int) -> str | None:
        if who == to:
            return "gift_of_minutes_is_to_oneself"
        if {who, to} != FAMILY:
            return "taker_is_no_relative"
        refused = self._take(who, minutes)
        if refused is None:
            self.balance[to] += minutes
        return refused

    def donate(self, who: int, minutes: int) -> str | None:
        refused = self._take(who, minutes)
        if refused is None:
            self.pool += minutes
        return refused

    # Help ----------------------------------------------------------------------------------------

    def ask(self, who: int, minutes: int) -> str | None:
        if minutes > self.balance[who] - self.held(who):
            return TOO_LOW
        self.requests.append(Request(who, minutes, from_pool=False, published_by=who))
        return None

    def propose(self, who: int, minutes: int, by: str) -> None:
        self.grants.append(Grant(who, minutes, by, self.now + timedelta(hours=9)))

    def _deciding(self, grant: Grant, by: str) -> str | None:
        if grant.state != "proposed":
            return "pool_grant_is_decided"
        return "pool_grant_needs_another" if grant.proposed_by == by else None

    def approve(self, number: int, by: str) -> str | None:
        grant = self.grants[number]
        refused = self._deciding(grant, by)
        if refused is None and self.now >= grant.wanted_to:
            refused = "help_time_is_wrong"
        if refused is None and grant.minutes > self.pool - self.pool_held:
            refused = TOO_LOW
        if refused is None:
            grant.state = "approved"
            grant.request = Request(grant.who, grant.minutes, from_pool=True, published_by=by)
            self.requests.append(grant.request)
        return refused

    def reject(self, number: int, by: str) -> str | None:
        grant = self.grants[number]
        refused = self._deciding(grant, by)
        if refused is None:
            grant.state = "rejected"
        return refused

    def withdraw_grant(self, number: int) -> str | None:
        grant = self.grants[number]
        if grant.request is not None:
            return self._end(grant.request, "open", "withdrawn")
        if grant.state != "proposed":
            return "pool_grant_is_decided"
        grant.state = "withdrawn"
        return None

    def _end(self, request: Request, from_state: str, to_state: str) -> str | None:
        if request.state != from_state:
            return IN_ANOTHER_STATE
        request.state = to_state
        return None

    def accept(self, number: int, who: int) -> str | None:
        request = self.requests[number]
        if request.asker == who:
            return "help_is_not_for_oneself"
        refused = self._end(request, "open", "accepted")
        if refused is None:
            request.volunteer = who
        return refused

    def give_back(self, number: int, who: int) -> str | None:
        request = self.requests[number]
        if request.volunteer != who:
            return NOT_HERE
        refused = self._end(request, "accepted", "open")
        if refused is None:
            request.volunteer = None
        return refused

    def withdraw(self, number: int, who: int) -> str | None:
        request = self.requests[number]
        return NOT_HERE if request.asker != who else self._end(request, "open", "withdrawn")

    def report(self, number: int, who: int, minutes: int) -> str | None:
        request = self.requests[number]
        if request.volunteer != who:
            return NOT_HERE
        refused = self._end(request, "accepted", "served")
        if refused is None:
            request.served_at, request.served_minutes = self.now, minutes
        return refused

    def _pay(self, request: Request, from_state: str, minutes: int) -> str | None:
        refused = self._end(request, from_state, "confirmed")
        if refused is None:
            paid = min(request.minutes, minutes)
            if request.from_pool:
                self.pool -= paid
            else:
                self.balance[request.asker] -= paid
            self.spent += paid
        return refused

    def confirm(self, number: int, who: int) -> str | None:
        request = self.requests[number]
        if request.asker != who:
            return NOT_HERE
        return self._pay(request, "served", request.served_minutes)

    def clock_confirms(self) -> int:
        due = [
            request
            for request in self.requests
            if request.state == "served"
            and request.served_at is not None
            and self.now - request.served_at >= timedelta(days=3)
        ]
        for request in due:
            self._pay(request, "served", request.served_minutes)
        return len(due)

    def dispute(self, number: int, who: int) -> str | None:
        request = self.requests[number]
        if who not in (request.asker, request.volunteer):
            return NOT_HERE
        return self._end(request, "served", "appealed")

    def settle(self, number: int, by: str, minutes: int) -> str | None:
        request = self.requests[number]
        if request.published_by == by:
            return "arbiter_takes_part"
        if minutes == 0:
            return self._end(request, "appealed", "released")
        return self._pay(request, "appealed", minutes)
