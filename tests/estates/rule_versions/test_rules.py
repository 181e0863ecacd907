"""Rules follow one another without a gap, and say nothing that would pay below zero."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Refusal
from ledger.estates.rule_profile import RuleBook, Rules, shipped_profile
from ledger.estates.rule_versions.rules import (
    RulesAreMalformed,
    RulesEndBeforeTheyBegin,
    RulesLeaveAHole,
    RulesOverlap,
    RulesReachBack,
    RuleWouldPayNegativePoints,
    Term,
    check_next_term,
    read_rules,
)

SHIPPED = shipped_profile("shuxiangyuan", 1)
BODY: dict[str, Any] = SHIPPED.model_dump(mode="json", include=set(Rules.model_fields))
TODAY = date(2026, 7, 5)


def changed(**at: object) -> dict[str, Any]:
    """Return the shipped rules with values put at `part__field`."""
    body = deepcopy(BODY)
    for path, value in at.items():
        part, field = path.split("__")
        body[part][field] = value
    return body


def test_the_shipped_rules_are_read_without_what_came_later() -> None:
    body = {key: dict(value) for key, value in BODY.items() if key != "time_bank"}
    for later in ("frequency", "group_percent", "caps"):
        del body["service"][later]
    rules = read_rules(body)
    assert rules == read_rules(BODY)
    assert rules.time_bank.minutes_lifetime_max == 1500 * 60
    assert rules.service.caps.lifetime is None
    assert rules.sorting.all_caps.day == 8


@pytest.mark.parametrize("cap, per_day, lower", [(None, 8, 8), (5, 8, 5), (9, 8, 8), (0, 8, 0)])
def test_of_two_caps_for_a_day_the_lower_counts(cap: int | None, per_day: int, lower: int) -> None:
    body = changed(sorting__caps={"day": cap}, sorting__points_per_day_max=per_day)
    assert read_rules(body).sorting.all_caps.day == lower


@pytest.mark.parametrize(
    "body, path",
    [
        (changed(service__points_per_hour=-1), "service.points_per_hour"),
        (changed(service__quality_percent={"助老": -50}), "service.quality_percent.助老"),
        (changed(service__group_percent={"老年": -1}), "service.group_percent.老年"),
        (changed(sorting__points={"有害": -5}), "sorting.points.有害"),
        (changed(service__caps={"week": -1}), "service.caps.week"),
    ],
)
def test_a_rule_that_would_pay_below_zero_is_refused(body: dict[str, Any], path: str) -> None:
    with pytest.raises(RuleWouldPayNegativePoints, match=path) as refused:
        read_rules(body)
    assert refused.value.details["fields"] == [{"field": path, "message": "不能小于零"}]


@pytest.mark.parametrize(
    "body",
    [
        {},
        changed(service__frequency={"巡逻": {"times": 0, "per": "week"}}),
        changed(service__frequency={"巡逻": {"times": 1, "per": "decade"}}),
        changed(service__points_per_hour=1.5),
        changed(service__surprise=1),
        BODY | {"surprise": {}},
    ],
)
def test_rules_of_another_form_are_refused(body: dict[str, Any]) -> None:
    with pytest.raises(RulesAreMalformed):
        read_rules(body)


DAY = TODAY + timedelta(days=10)


@pytest.mark.parametrize(
    "adopted, term, refusal",
    [
        ([], Term(DAY), None),
        ([Term(date(2026, 1, 1))], Term(DAY), None),
        ([Term(date(2026, 1, 1))], Term(DAY, DAY), None),
        ([Term(date(2026, 1, 1), DAY - timedelta(days=1))], Term(DAY), None),
        ([Term(date(2026, 1, 1), DAY)], Term(DAY), None),
        ([Term(date(2026, 1, 1), DAY - timedelta(days=2))], Term(DAY), RulesLeaveAHole),
        ([Term(DAY)], Term(DAY), RulesOverlap),
        ([Term(DAY + timedelta(days=1))], Term(DAY), RulesOverlap),
        ([Term(date(2026, 1, 1))], Term(TODAY), RulesReachBack),
        ([Term(date(2026, 1, 1))], Term(TODAY + timedelta(days=1)), None),
        ([Term(DAY)], Term(TODAY), RulesReachBack),
        ([], Term(DAY, DAY - timedelta(days=1)), RulesEndBeforeTheyBegin),
        ([], Term(TODAY, TODAY - timedelta(days=1)), RulesEndBeforeTheyBegin),
    ],
)
def test_a_version_follows_the_one_before(
    adopted: list[Term], term: Term, refusal: type[Refusal] | None
) -> None:
    if refusal is None:
        check_next_term(adopted, term, today=TODAY)
        return
    with pytest.raises(refusal):
        check_next_term(adopted, term, today=TODAY)


days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(st.lists(st.tuples(days, st.none() | days), max_size=8))
def test_whatever_is_adopted_no_day_has_two_rules_or_none_in_between(
    asked: list[tuple[date, date | None]],
) -> None:
    """Terms in any order: those that are let through cover each day once, up to the last end."""
    terms: list[Term] = []
    for effective_on, ends_on in asked:
        try:
            check_next_term(terms, Term(effective_on, ends_on), today=date(2025, 12, 31))
        except Refusal:
            continue
        terms.append(Term(effective_on, ends_on))
    book = RuleBook(
        [
            SHIPPED.model_copy(
                update={
                    "version": number,
                    "effective_on": term.effective_on,
                    "ends_on": term.ends_on,
                }
            )
            for number, term in enumerate(terms, start=1)
        ]
    )
    for one, after in zip(book.versions, book.versions[1:], strict=False):
        until = book.last_day_of(one)
        assert until == after.effective_on - timedelta(days=1)
        assert book.on(one.effective_on) == book.on(until) == one
        assert book.on(after.effective_on) == after
    if terms:
        assert book.on(terms[0].effective_on - timedelta(days=1)) is None
        assert book.last_day_of(book.versions[-1]) == terms[-1].ends_on
