"""What a proposed budget must satisfy before anybody adopts it. Pure; money in fen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ledger.bookkeeping.entry import yuan
from ledger.errors import Refusal
from ledger.points.budgets.rules import keeps_the_floor
from ledger.points.rules import source_title


class BudgetHasNoPoints(Refusal):
    code = "budget_has_no_points"
    status = 400


class CampaignEndsBeforeItBegins(Refusal):
    code = "campaign_ends_before_it_begins"
    status = 400


class SamePersonMayNotAdoptBudget(Refusal):
    """A budget is proposed by one person and adopted by another (domain.md §2.8)."""

    code = "same_person_may_not_adopt_budget"


class BudgetIsDecided(Refusal):
    """A version that was adopted or rejected stays as it is; a new one amends it."""

    code = "budget_is_decided"


class BudgetIsProposedAlready(Refusal):
    """One proposal at a time: the one that is open is decided first."""

    code = "budget_is_proposed_already"


class BudgetIsThereAlready(Refusal):
    """There is a budget for this quarter or campaign; a new version amends it."""

    code = "budget_is_there_already"


class BudgetIsBelowWhatWasIssued(Refusal):
    """A new version may not allow less than was issued out of the ones before."""

    code = "budget_is_below_what_was_issued"


class BackingIsNotThere(Refusal):
    """The reserve or the grant that a budget names has less in it than the budget says."""

    code = "backing_is_not_there"


class BudgetIsBackedTooLittle(Refusal):
    """The money that a budget names does not reach the floor for the points that it allows."""

    code = "budget_is_backed_too_little"


class ActivityIsInAnotherCampaign(Refusal):
    code = "activity_is_in_another_campaign"


def check_limits(limits: Mapping[str, int]) -> None:
    """Raise `BudgetHasNoPoints` for a budget that allows nothing at all."""
    if not any(limits.values()):
        raise BudgetHasNoPoints(
            "预算里一分也没有，请至少给一个来源写上积分数。",
            fields=[{"field": "limits", "message": "至少给一个来源写上积分数"}],
        )


def check_campaign_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise CampaignEndsBeforeItBegins(
            "专项的最后一天早于第一天，请核对两个日期。",
            fields=[{"field": "ends_on", "message": "不能早于第一天"}],
        )


def check_not_below_issued(
    limits: Mapping[str, int], issued: Mapping[str, int], *, title: str
) -> None:
    """Raise `BudgetIsBelowWhatWasIssued` where an account has issued more than it would get."""
    for source_code, points in sorted(issued.items()):
        if points > limits.get(source_code, 0):
            raise BudgetIsBelowWhatWasIssued(
                f"{title}里“{source_title(source_code)}”已经发放 {points} 分，"
                f"不能改成 {limits.get(source_code, 0)} 分。",
                source_code=source_code,
                points_issued=points,
            )


def check_backing(
    limits: Mapping[str, int],
    *,
    backing_fen: int,
    there_fen: int,
    rate_fen: int,
    floor_percent: int | None,
) -> None:
    """Check the money that a budget names: it is there, and reaches the floor for its points.

    Raises `BackingIsNotThere`, then `BudgetIsBackedTooLittle`.
    """
    if backing_fen > there_fen:
        raise BackingIsNotThere(
            f"写明的保障资金 {yuan(backing_fen)} 元，账上只有 {yuan(max(0, there_fen))} 元。"
            "请改小金额，或先入账。",
            fields=[{"field": "backing_fen", "message": "账上没有这么多"}],
            there_fen=there_fen,
        )
    worth = sum(limits.values()) * rate_fen
    if floor_percent is not None and not keeps_the_floor(
        backing_fen, worth, floor_percent=floor_percent
    ):
        raise BudgetIsBackedTooLittle(
            f"预算的积分折合 {yuan(worth)} 元，写明的保障资金 {yuan(backing_fen)} 元，"
            f"不到规则规定的 {floor_percent}%。请减少积分或增加资金。",
            fields=[{"field": "backing_fen", "message": f"不到规则规定的 {floor_percent}%"}],
            worth_fen=worth,
            floor_percent=floor_percent,
        )
