"""A replay under the same rules changes nothing; under others it says who gains and who loses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.estates.participant_groups.membership import Membership
from ledger.estates.rule_profile import RuleProfile, Rules, shipped_profile
from ledger.points.caps import Tally
from ledger.volunteering.dry_run.rules import (
    SORTING,
    PastService,
    PastSorting,
    Replay,
    as_profile,
    replay,
)

SHIPPED = shipped_profile("shuxiangyuan", 1)
DAY = date(2026, 4, 6)
"""A Monday."""


def profile(**service: Any) -> RuleProfile:
    rules = SHIPPED.model_dump(include=set(Rules.model_fields))
    return as_profile(Rules.model_validate(rules | {"service": rules["service"] | service}), of=DAY)


def run(
    rules: RuleProfile,
    services: list[PastService],
    sortings: list[PastSorting] | None = None,
    **before: Any,
) -> Replay:
    return replay(
        rules,
        services,
        sortings or [],
        service_tallies=before.get("service_tallies", {}),
        sorting_tallies=before.get("sorting_tallies", {}),
        groups=before.get("groups", {}),
    )


def served(
    who: int, points: int, *, day: int = 0, hours: int = 3, kind: str = "助老"
) -> PastService:
    return PastService(who, kind, DAY + timedelta(days=day), hours * 60, points)


def test_it_says_who_gains_who_loses_and_by_how_much() -> None:
    rules = profile(caps={"week": 4}, quality_percent={"托幼": 200})
    found = run(
        rules,
        [served(1, 3), served(1, 3, day=1), served(2, 3, kind="托幼", hours=2), served(3, 3)],
    )
    changes = {who: (each.before, each.after) for who, each in found.by_resident.items()}
    assert changes == {1: (6, 4), 2: (3, 4), 3: (3, 3)}
    assert (found.gaining, found.losing, found.facts) == (1, 1, 4)
    assert (found.total.before, found.total.after, found.total.difference) == (12, 11, -1)
    assert {kind: each.difference for kind, each in found.by_type.items()} == {
        "助老": -2,
        "托幼": 1,
    }
    assert [who for who, _ in found.most_changed(9)] == [1, 2]
    assert [who for who, _ in found.most_changed(1)] == [1]


def test_what_was_before_the_months_fills_the_caps_and_stays_as_it_was() -> None:
    before = Tally()
    before.add(DAY - timedelta(days=90), 95)
    rules = profile(caps={"year": 97})
    tallies = {1: before}
    for _ in range(2):
        found = run(rules, [served(1, 3)], service_tallies=tallies)
        assert found.total.after == 2


def test_a_group_counts_on_its_days_only() -> None:
    rules = profile(group_percent={"楼栋长": 200})
    groups = {1: [Membership("楼栋长", DAY, DAY)]}
    found = run(rules, [served(1, 3), served(1, 3, day=1)], groups=groups)
    assert found.total.after == 6 + 3


def test_sorting_that_the_draft_does_not_pay_brings_nothing() -> None:
    rules = SHIPPED.model_copy(
        update={"sorting": SHIPPED.sorting.model_copy(
            update={"points": {"有害": 7}, "weight_grams_min": 200})}
    )  # fmt: skip
    events = [PastSorting(1, kind, grams, DAY, 3) for kind, grams in
              (("有害", 200), ("有害", 199), ("可回收", 500), ("有害", 900))]  # fmt: skip
    found = run(rules, [], events)
    # Seven, too light, not paid, and one more under the cap of eight a day.
    assert found.by_type[SORTING].after == 8


days = st.integers(0, 90)


@given(
    st.lists(st.tuples(st.integers(1, 3), days, st.integers(1, 6)), max_size=20),
    st.lists(st.tuples(st.integers(1, 3), days, st.sampled_from(["可回收", "厨余", "有害"])),
             max_size=30),
)  # fmt: skip
def test_the_same_rules_replayed_change_nothing(
    services: list[tuple[int, int, int]], sortings: list[tuple[int, int, str]]
) -> None:
    """What one replay says that facts bring is what a second one finds that they brought."""
    rules = profile(caps={"week": 7, "month": 12}, frequency={"助老": {"times": 1, "per": "day"}})
    past = [served(who, 0, day=day, hours=hours) for who, day, hours in sorted(services, key=str)]
    events = [PastSorting(who, kind, 500, DAY + timedelta(days=day), 0)
              for who, day, kind in sortings]  # fmt: skip
    for number, fact in enumerate(past):
        upto = run(rules, past[: number + 1]).total.after
        points = upto - run(rules, past[:number]).total.after
        past[number] = PastService(
            fact.resident_id, fact.service_type, fact.served_on, fact.service_minutes, points
        )
    for number, event in enumerate(events):
        upto = run(rules, [], events[: number + 1]).total.after
        points = upto - run(rules, [], events[:number]).total.after
        events[number] = PastSorting(
            event.resident_id, event.category, event.weight_grams, event.occurred_on, points
        )
    again = run(rules, past, events)
    assert (again.gaining, again.losing, again.total.difference) == (0, 0, 0)
