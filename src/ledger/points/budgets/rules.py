"""Pure decisions about budgets of points: may this be issued, out of what, and is it backed.

Points are whole numbers, money is in fen, ratios are exact fractions. Whatever is issued is decided
here, one issue after the other, under the lock of the estate's book.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from ledger.bookkeeping.entry import yuan
from ledger.bookkeeping.period import Month
from ledger.errors import Refusal
from ledger.estates.rule_profile import RuleBook
from ledger.points.rules import source_title

BUDGETED_SOURCES = ("P1101", "P1102", "P1103", "P1104", "P1105")
"""Accounts that issue out of a budget; P1109 takes over what people had before the book began."""

RESERVE = "2301001"
"""积分兑付准备."""


class BudgetKind(StrEnum):
    """For what a budget is: the facts of a quarter, or a campaign that has its own."""

    QUARTER = "quarter"
    CAMPAIGN = "campaign"


class Backing(StrEnum):
    """What stands behind the points of a budget."""

    RESERVE = "reserve"
    """积分兑付准备, account `RESERVE`."""
    FUND_GRANT = "fund_grant"


class NoPointsBudgetIsAdopted(Refusal):
    """The estate issues out of budgets, and for this day or campaign it has adopted none."""

    code = "no_points_budget_is_adopted"


class SourceIsNotInTheBudget(Refusal):
    """The budget gives nothing to the account that would issue."""

    code = "source_is_not_in_the_budget"


class PointsBudgetIsUsedUp(Refusal):
    """What is left of the budget does not carry the points."""

    code = "points_budget_is_used_up"


class CoverageWouldFallBelowTheFloor(Refusal):
    """Money behind the outstanding points would be less than the rules ask for."""

    code = "coverage_would_fall_below_the_floor"


@dataclass(frozen=True, slots=True)
class Permit:
    """That something may be issued, and out of which budget; None where the estate has none."""

    budget_id: int | None = None

    @property
    def line_text(self) -> str:
        """What the issuing line of the entry says of it: `预算 3 号`."""
        return "" if self.budget_id is None else f"预算 {self.budget_id} 号"


NO_BUDGET = Permit()


@dataclass(frozen=True, slots=True)
class Withheld:
    """That points were not issued, and why: the code and the sentence of the refusal."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Points that somebody wants to issue.

    `on` is the business date; `campaign_id` is the budget of a campaign, where it is known, and
    else the campaign of the activity counts. `brings_fen` is money that the same act adds to the
    reserve.
    """

    source_code: str
    points: int
    on: date
    campaign_id: int | None = None
    activity_id: int | None = None
    brings_fen: int = 0


@dataclass(frozen=True, slots=True)
class AdoptedBudget:
    """The version of a budget that is in force; `limits` says points by issuing account."""

    budget_id: int
    kind: BudgetKind
    name: str
    starts_on: date
    ends_on: date
    limits: Mapping[str, int]
    activity_ids: frozenset[int] = frozenset()

    @property
    def title(self) -> str:
        return budget_title(self.kind, self.name)


@dataclass(frozen=True, slots=True)
class PledgedGrant:
    """What a fund grant has left for points; after `expires_on` it backs nothing."""

    fen: int
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is outstanding and what stands behind it: points, the reserve in fen, the grants."""

    outstanding: int = 0
    reserve_fen: int = 0
    grants: Sequence[PledgedGrant] = ()

    def backing_fen(self, on: date) -> int:
        """Return what backs the points on a day, in fen."""
        return max(0, self.reserve_fen) + sum(
            grant.fen for grant in self.grants if grant.expires_on is None or grant.expires_on >= on
        )


@dataclass(slots=True)
class IssuingRoom:
    """How much may still be issued, as read under the lock; moves forward with every issue."""

    budgets: Sequence[AdoptedBudget] = ()
    used: dict[tuple[int, str], int] = field(default_factory=dict)
    standing: Standing = field(default_factory=Standing)
    rules: RuleBook = field(default_factory=lambda: RuleBook(()))
    issued: int = 0
    """What was permitted since this was read."""
    brought_fen: int = 0

    @property
    def asks_nothing(self) -> bool:
        """Tell whether everything may be issued: no budget was adopted and no rule has a floor."""
        return not self.budgets and all(
            version.points.coverage_floor_percent is None for version in self.rules.versions
        )

    def copy(self) -> IssuingRoom:
        """Return a room that moves forward by itself, for a preview."""
        return IssuingRoom(
            self.budgets,
            dict(self.used),
            self.standing,
            self.rules,
            self.issued,
            self.brought_fen,
        )

    def take(self, issue: Issue) -> Permit:
        """Permit an issue and count it.

        Raises `NoPointsBudgetIsAdopted`, `SourceIsNotInTheBudget`, `PointsBudgetIsUsedUp`,
        `CoverageWouldFallBelowTheFloor`, in this order, and then counts nothing.
        """
        if issue.source_code not in BUDGETED_SOURCES:
            return NO_BUDGET
        budget = self._budget_for(issue)
        if budget is not None:
            self._check_limit(budget, issue)
        self._check_floor(issue)
        self.issued += issue.points
        self.brought_fen += issue.brings_fen
        if budget is None:
            return NO_BUDGET
        key = (budget.budget_id, issue.source_code)
        self.used[key] = self.used.get(key, 0) + issue.points
        return Permit(budget.budget_id)

    def settle(self, issue: Issue) -> Permit | Withheld:
        """Permit an issue and count it, or say why its points wait; none are always permitted."""
        if issue.points <= 0:
            return NO_BUDGET
        try:
            return self.take(issue)
        except Refusal as refusal:
            return Withheld(refusal.code, refusal.sentence)

    def left(self, budget: AdoptedBudget, source_code: str) -> int:
        """Return how many points of a budget one account may still issue."""
        limit = budget.limits.get(source_code, 0)
        return max(0, limit - self.used.get((budget.budget_id, source_code), 0))

    def _budget_for(self, issue: Issue) -> AdoptedBudget | None:
        """Return the budget that carries an issue: the campaign's, or else the quarter's."""
        for each in self.budgets:
            if each.kind is BudgetKind.CAMPAIGN and (
                each.budget_id == issue.campaign_id
                or (issue.campaign_id is None and issue.activity_id in each.activity_ids)
            ):
                return each
        if issue.campaign_id is not None:
            raise NoPointsBudgetIsAdopted(
                f"这个专项还没有通过的积分预算，{issue.points} 分不能发放。"
                "请先提出预算，由另一位委员通过。",
                points_budget_id=issue.campaign_id,
                points=issue.points,
            )
        quarters = [each for each in self.budgets if each.kind is BudgetKind.QUARTER]
        for each in quarters:
            if each.starts_on <= issue.on <= each.ends_on:
                return each
        if not quarters or issue.on < min(each.starts_on for each in quarters):
            return None
        raise NoPointsBudgetIsAdopted(
            f"{Month.of(issue.on).quarter_title}还没有通过的积分预算，{issue.points} 分不能发放。"
            "请先提出预算，由另一位委员通过。",
            on=issue.on.isoformat(),
            points=issue.points,
        )

    def _check_limit(self, budget: AdoptedBudget, issue: Issue) -> None:
        title = source_title(issue.source_code)
        if issue.source_code not in budget.limits:
            raise SourceIsNotInTheBudget(
                f"{budget.title}没有给“{title}”安排积分，{issue.points} 分不能发放。"
                "请提出新的一版预算，由另一位委员通过。",
                points_budget_id=budget.budget_id,
                source_code=issue.source_code,
                points=issue.points,
            )
        left = self.left(budget, issue.source_code)
        if issue.points > left:
            raise PointsBudgetIsUsedUp(
                f"{budget.title}里“{title}”的积分还剩 {left} 分，不够发放 {issue.points} 分。"
                "请追加预算（提出新的一版，由另一位委员通过）。",
                points_budget_id=budget.budget_id,
                source_code=issue.source_code,
                points_left=left,
                points=issue.points,
            )

    def _check_floor(self, issue: Issue) -> None:
        rules = self.rules.on(issue.on)
        floor = None if rules is None else rules.points.coverage_floor_percent
        if rules is None or floor is None:
            return
        owed = (self.standing.outstanding + self.issued + issue.points) * rules.points.rate_fen
        backing = self.standing.backing_fen(issue.on) + self.brought_fen + issue.brings_fen
        if keeps_the_floor(backing, owed, floor_percent=floor):
            return
        raise CoverageWouldFallBelowTheFloor(
            f"再发 {issue.points} 分，未用积分折合 {yuan(owed)} 元，保障资金 {yuan(backing)} 元，"
            f"保障率 {percent_text(coverage(backing, owed))}，低于规则规定的 {floor}%。"
            "请先增加积分兑付准备或专项资金。",
            outstanding_fen=owed,
            backing_fen=backing,
            floor_percent=floor,
            points=issue.points,
        )


def coverage(backing_fen: int, outstanding_fen: int) -> Fraction | None:
    """Return what stands behind each fen owed, exactly; None where nothing is owed."""
    return Fraction(backing_fen, outstanding_fen) if outstanding_fen > 0 else None


def keeps_the_floor(backing_fen: int, outstanding_fen: int, *, floor_percent: int) -> bool:
    """Tell whether the coverage is at the floor or above; where nothing is owed it always is."""
    return backing_fen * 100 >= outstanding_fen * floor_percent


def percent_text(ratio: Fraction | None) -> str:
    """Write a ratio with one decimal, rounded down: what is not quite 100 % never reads 100.0%."""
    if ratio is None:
        return "不适用"
    tenths = ratio * 1000 // 1
    return f"{tenths // 10}.{tenths % 10}%"


def budget_title(kind: BudgetKind, name: str) -> str:
    """Name a budget in a sentence."""
    return f"{name}预算" if kind is BudgetKind.QUARTER else f"专项“{name}”预算"


def points_that_fit(
    backing_fen: int, *, outstanding: int, rate_fen: int, floor_percent: int | None
) -> int | None:
    """Return how many more points the backing carries at the floor; None where there is none."""
    if floor_percent is None or rate_fen * floor_percent == 0:
        return None
    return max(0, backing_fen * 100 // (rate_fen * floor_percent) - outstanding)
