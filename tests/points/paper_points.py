"""Points as a careful person would keep them on paper: a plain list of lots, and arithmetic.

Nothing here imports what decides in the program. A step that is refused answers with the code that
the program has to answer with, and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

CAP_OF_DAY, CAP_OF_WEEK = 4, 7
GRACE_DAYS = 20
APPEAL_DAYS = 10
FAMILY = {0, 1}
"""Two of the three residents live together."""


@dataclass(eq=False)
class Lot:
    number: int
    holder: int
    source: str
    rule: str
    granted_on: date
    expires_on: date | None
    left: int
    spendable_from: date | None = None
    grace_until: date | None = None

    @property
    def nature(self) -> tuple[str, str, date | None]:
        return self.source, self.rule, self.expires_on

    def waits(self, today: date) -> bool:
        """Tell whether the points still stand in a notice."""
        return self.spendable_from is not None and self.spendable_from > today

    def last_day(self, *, with_grace: bool) -> date:
        if self.expires_on is None:
            return date.max
        return max(self.expires_on, (with_grace and self.grace_until) or self.expires_on)

    def place(self, *, with_grace: bool) -> tuple[date, date, int]:
        return self.last_day(with_grace=with_grace), self.granted_on, self.number


@dataclass(eq=False)
class Entry:
    """What an entry took from lots, and the lot that it opened."""

    total: int
    taken: list[tuple[Lot, int]] = field(default_factory=list)
    opened: Lot | None = None
    went_to: str = ""
    came_from: str = ""
    taken_back: int = 0
    service: tuple[int, date] | None = None
    """Whose service of which day it pays for."""
    corrected: int = 0
    """How many of its points a deduction that stands says were given by mistake."""


@dataclass(eq=False)
class Deduction:
    """A correction of a grant: what was asked for, and what was there to be taken."""

    grant: Entry
    asked: int
    taken: int
    appeal_until: date
    is_appealed: bool = False


@dataclass
class PaperPoints:
    """Three residents' points and minutes, and where all points are."""

    today: date
    lots: list[Lot] = field(default_factory=list)
    holds: list[list[int]] = field(default_factory=list)
    """Holder and amount; an amount of zero is a hold that has ended."""
    entries: list[Entry] = field(default_factory=list)
    minutes: Counter[int] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    """What each account outside the wallets has: issued, handed over, expired, in the pool."""
    served: list[tuple[int, date, int, int]] = field(default_factory=list)
    earned: Counter[tuple[int, str, date]] = field(default_factory=Counter)

    def balance(self, who: int) -> int:
        return sum(lot.left for lot in self.lots if lot.holder == who)

    def held(self, who: int) -> int:
        return sum(amount for holder, amount in self.holds if holder == who)

    def grant(self, who: int, points: int, days: int | None, notice: int) -> str | None:
        if points <= 0:
            return "entry_amount_is_out_of_range"
        ends = None if days is None else self.today + timedelta(days=days)
        self._open(who, "P1105", "shuxiangyuan/1", self.today, ends, points)
        if notice:
            self.lots[-1].spendable_from = self.today + timedelta(days=notice)
        return None

    def serve(self, who: int, day: date, hour: int, hours: int) -> int | None:
        """Return the points that a service brings, None where it overlaps another and waits."""
        begins, ends = hour, hour + hours
        for other, on, begun, ended in self.served:
            if (other, on) == (who, day) and begins < ended and begun < ends:
                return None
        self.served.append((who, day, begins, ends))
        self.minutes[who] += 60 * hours
        monday = day - timedelta(days=day.weekday())
        points = min(
            hours,
            CAP_OF_DAY - self.earned[who, "day", day],
            CAP_OF_WEEK - self.earned[who, "week", monday],
        )
        points = max(0, points)
        if points:
            # Two months on, to the end of that month.
            first = (day.replace(day=1) + timedelta(days=95)).replace(day=1)
            self._open(who, "P1101", "shuxiangyuan/2", day, first - timedelta(days=1), points)
            self.entries[-1].service = who, day
            self._count(self.entries[-1], points)
        return points

    def _count(self, entry: Entry, points: int) -> None:
        """Count a service's points against the caps; what is taken back as an error frees room."""
        if entry.service:
            who, day = entry.service
            self.earned[who, "day", day] += points
            self.earned[who, "week", day - timedelta(days=day.weekday())] += points

    def _open(
        self, who: int, source: str, rule: str, on: date, ends: date | None, points: int
    ) -> None:
        lot = Lot(len(self.lots), who, source, rule, on, ends, points)
        self.lots.append(lot)
        self.entries.append(Entry(points, opened=lot, came_from=source))
        self.totals[source] += points

    def hold(self, who: int, amount: int) -> str | None:
        if amount <= 0:
            return "entry_amount_is_out_of_range"
        if amount > self.balance(who) - self.held(who):
            return "balance_is_too_low"
        self.holds.append([who, amount])
        return None

    def release(self, number: int) -> str | None:
        if not self.holds[number][1]:
            return "hold_has_ended"
        self.holds[number][1] = 0
        return None

    def _choose(self, who: int, points: int, *, with_grace: bool) -> list[tuple[Lot, int]] | str:
        if points <= 0:
            return "points_must_be_positive"
        mine = [lot for lot in self.lots if lot.holder == who and lot.left]
        waiting = sum(lot.left for lot in mine if lot.waits(self.today))
        good = [
            lot
            for lot in mine
            if lot.last_day(with_grace=with_grace) >= self.today and not lot.waits(self.today)
        ]
        free = max(0, self.balance(who) - self.held(who) - waiting)
        if points > min(sum(lot.left for lot in good), free):
            return "points_are_too_few"
        chosen = []
        for lot in sorted(good, key=lambda lot: lot.place(with_grace=with_grace)):
            part = min(lot.left, points)
            if part:
                chosen.append((lot, part))
            points -= part
        return chosen

    def spend(self, who: int, points: int, to: str) -> str | None:
        chosen = self._choose(who, points, with_grace=True)
        if isinstance(chosen, str):
            return chosen
        for lot, part in chosen:
            lot.left -= part
        self.entries.append(Entry(points, chosen, went_to=to))
        self.totals[to] += points
        return None

    def give(self, who: int, to: int, points: int) -> str | None:
        if who == to:
            return "gift_is_to_oneself"
        if not {who, to} <= FAMILY:
            return "taker_is_not_family"
        chosen = self._choose(who, points, with_grace=False)
        if isinstance(chosen, str):
            return chosen
        self._move(chosen, to)
        return None

    def _move(self, chosen: list[tuple[Lot, int]], to: int) -> None:
        """Move parts of lots to another holder, alike ones together."""
        natures = list(dict.fromkeys(lot.nature for lot, _ in chosen))
        for nature in natures:
            parts = [(lot, part) for lot, part in chosen if lot.nature == nature]
            moved = sum(part for _, part in parts)
            for lot, part in parts:
                lot.left -= part
            source, rule, ends = nature
            arrived = Lot(len(self.lots), to, source, rule, self.today, ends, moved)
            self.lots.append(arrived)
            self.entries.append(Entry(moved, parts, opened=arrived))

    def share_out(self, who: int, shares: list[tuple[int, int]]) -> str | None:
        """Let what a team has go to members, the first of them from what ends first."""
        chosen = self._choose(who, sum(points for _, points in shares), with_grace=False)
        if isinstance(chosen, str):
            return chosen
        for to, points in shares:
            parts: list[tuple[Lot, int]] = []
            missing = points
            while missing:
                lot, part = chosen.pop(0)
                parts.append((lot, min(part, missing)))
                if part > missing:
                    chosen.insert(0, (lot, part - missing))
                missing -= parts[-1][1]
            self._move(parts, to)
        return None

    def take_back(self, number: int, points: int) -> str | None:
        entry = self.entries[number]
        left = entry.total - entry.taken_back
        if entry.opened and min(points, left) > entry.opened.left:
            return "granted_points_were_used"
        if not left:
            return "entry_is_already_reversed"
        if points > left:
            return "reversal_takes_too_much"
        if entry.opened:
            who = entry.opened.holder
            if points > self.balance(who) - self.held(who):
                return "balance_is_too_low"
            entry.opened.left -= points
        entry.taken_back += points
        if entry.came_from:
            self.totals[entry.came_from] -= points
        if entry.went_to:
            self.totals[entry.went_to] -= points
        self._fill(entry, points)
        return None

    def _fill(self, entry: Entry, points: int) -> None:
        """What would have been spent last is filled first; past its day it gets grace."""
        order = sorted(entry.taken, key=lambda each: each[0].place(with_grace=False))
        rest = []
        for lot, part in reversed(order):
            back = min(part, points)
            points -= back
            rest.append((lot, part - back))
            self._give_back(lot, back)
        entry.taken = [(lot, part) for lot, part in rest if part]

    def _give_back(self, lot: Lot, back: int) -> None:
        lot.left += back
        if back and lot.expires_on and lot.expires_on < self.today:
            until = self.today + timedelta(days=GRACE_DAYS)
            lot.grace_until = max(until, lot.grace_until or until)

    def deduct(self, number: int, points: int) -> Deduction | str:
        """Take what is left of a grant that gave too much."""
        grant = self.entries[number]
        if not grant.came_from or grant.opened is None:
            return "entry_is_no_grant"
        if points > grant.total - grant.taken_back - grant.corrected:
            return "deduction_is_too_large"
        lot = grant.opened
        beside = sum(
            each.left
            for each in self.lots
            if each.holder == lot.holder and each is not lot and each.waits(self.today)
        )
        free = self.balance(lot.holder) - self.held(lot.holder) - beside
        taken = max(0, min(points, lot.left, free))
        lot.left -= taken
        self.totals["P3103"] += taken
        self._count(grant, -taken)
        grant.corrected += points
        return Deduction(grant, points, taken, self.today + timedelta(days=APPEAL_DAYS))

    def appeal(self, deduction: Deduction) -> str | None:
        """Appeal, and be told that one is right: the same points go back to the same lot."""
        if deduction.is_appealed:
            return "appeal_is_made"
        if self.today > deduction.appeal_until:
            return "appeal_is_too_late"
        assert deduction.grant.opened is not None
        deduction.is_appealed = True
        deduction.grant.corrected -= deduction.asked
        self.totals["P3103"] -= deduction.taken
        self._count(deduction.grant, deduction.taken)
        self._give_back(deduction.grant.opened, deduction.taken)
        return None

    def expire(self) -> dict[int, Entry]:
        """Retire what is over; return an entry for each lot, by the lot's number."""
        retired = {}
        for lot in self.lots:
            over = lot.last_day(with_grace=True) < self.today
            if lot.left and over and not self.held(lot.holder):
                self.totals["P3102"] += lot.left
                retired[lot.number] = Entry(lot.left, [(lot, lot.left)], went_to="P3102")
                lot.left = 0
        return retired

    def write_down(self, entries: Iterable[Entry]) -> None:
        """Add entries in the order in which the book has them."""
        self.entries.extend(entries)
