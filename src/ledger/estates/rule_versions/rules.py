"""Pure decisions about rule versions: what rules may say, and that they follow without a gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import ValidationError

from ledger.errors import JsonValue, Refusal
from ledger.estates.rule_profile import Rules


class RulesAreMalformed(Refusal):
    """The rules do not have the form of a profile; `fields` names each place."""

    code = "rules_are_malformed"
    status = 400


class RuleWouldPayNegativePoints(Refusal):
    """No number in the rules may be below zero: points are corrected, never earned negatively."""

    code = "rule_would_pay_negative_points"
    status = 400


class RulesEndBeforeTheyBegin(Refusal):
    code = "rules_end_before_they_begin"
    status = 400


class RulesReachBack(Refusal):
    """Facts keep the rules they were made under, so new rules begin tomorrow at the earliest."""

    code = "rules_reach_back"


class RulesOverlap(Refusal):
    """Each version begins after the one before, or a day would have two rules."""

    code = "rules_overlap"


class RulesLeaveAHole(Refusal):
    """After rules on trial the next ones begin at once, or some days would have none."""

    code = "rules_leave_a_hole"


class SamePersonMayNotAdopt(Refusal):
    """Rules are drafted by one person and adopted by another (domain.md §2.8)."""

    code = "same_person_may_not_adopt"


class RuleDraftIsDecided(Refusal):
    """An adopted or withdrawn draft stays as it is; a new one can be made from it."""

    code = "rule_draft_is_decided"


class RuleDraftIsSomebodyElses(Refusal):
    """Only its drafter changes a draft, so that who adopts it is a second person."""

    code = "rule_draft_is_somebody_elses"


class ResolutionIsMissing(Refusal):
    """Rules are adopted on a resolution: its number is cited and a copy of it attached."""

    code = "resolution_is_missing"


@dataclass(frozen=True, slots=True)
class Term:
    """When a version holds; `ends_on` is the last day of rules on trial."""

    effective_on: date
    ends_on: date | None = None


def read_rules(body: Mapping[str, JsonValue]) -> Rules:
    """Return the rules that a draft says.

    Raises `RuleWouldPayNegativePoints`, then `RulesAreMalformed`.
    """
    below_zero = [path for path, number in _numbers(body, "") if number < 0]
    if below_zero:
        raise RuleWouldPayNegativePoints(
            f"规则里的数不能小于零（{'、'.join(below_zero)}）：积分不能倒扣，"
            "发错的积分请走“更正扣减”。",
            fields=[{"field": path, "message": "不能小于零"} for path in below_zero],
        )
    try:
        return Rules.model_validate(body)
    except ValidationError as fault:
        places = [".".join(map(str, each["loc"])) for each in fault.errors()]
        raise RulesAreMalformed(
            f"规则写得不对，请检查这些地方：{'；'.join(places)}。",
            fields=[{"field": place, "message": "请检查"} for place in places],
        ) from None


def _numbers(value: object, path: str) -> Iterator[tuple[str, int | float]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _numbers(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for part in value:
            yield from _numbers(part, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def check_next_term(adopted: Sequence[Term], term: Term, *, today: date) -> None:
    """Raise what keeps a version from following the adopted ones, the last of them open or not.

    Raises `RulesEndBeforeTheyBegin`, `RulesReachBack`, `RulesOverlap`, `RulesLeaveAHole`, in
    this order.
    """
    if term.ends_on is not None and term.ends_on < term.effective_on:
        raise RulesEndBeforeTheyBegin(
            "试行的最后一天早于生效日，请核对两个日期。",
            fields=[{"field": "ends_on", "message": "不能早于生效日"}],
        )
    if term.effective_on <= today:
        raise RulesReachBack(
            f"规则最早从明天（{today + timedelta(days=1)}）起生效：已经发生的事沿用当时的规则。",
            fields=[{"field": "effective_on", "message": "要晚于今天"}],
        )
    if not adopted:
        return
    last = max(adopted, key=lambda each: each.effective_on)
    if term.effective_on <= last.effective_on:
        raise RulesOverlap(
            f"已有一版规则从 {last.effective_on} 起生效，新的一版要晚于这一天，"
            "否则同一天会有两套规则。",
            fields=[{"field": "effective_on", "message": f"要晚于 {last.effective_on}"}],
        )
    if last.ends_on is not None and term.effective_on > last.ends_on + timedelta(days=1):
        raise RulesLeaveAHole(
            f"现行规则试行到 {last.ends_on}，新的一版最晚从 {last.ends_on + timedelta(days=1)} "
            "起生效，否则中间几天没有规则。",
            fields=[
                {
                    "field": "effective_on",
                    "message": f"不能晚于 {last.ends_on + timedelta(days=1)}",
                }
            ],
        )
