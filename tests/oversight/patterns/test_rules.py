"""What each pattern says, and of whom; no database."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from ledger.oversight.patterns import rules
from ledger.oversight.patterns.rules import DEFAULTS, Thresholds

DAY = date(2026, 7, 11)


def test_a_resident_is_masked_and_the_records_are_linked() -> None:
    first, second = rules.service_record(3, "周末清扫"), rules.help_record(8)
    found = rules.overlapping_service(
        resident_name="张三丰", on=DAY, first=first, second=second, key="a"
    )
    assert found.sentence.startswith("张*在 2026-07-11 的两次服务时间重叠")
    assert "三丰" not in found.sentence
    assert found.records == (first, second)
    assert first.href == "/ui/desk/service-records/3"
    assert rules.activity_record(4, "清扫").href == "/ui/desk/activities?q=%E6%B8%85%E6%89%AB"
    other = rules.to_and_fro(
        one_id=1, one_name="张三", other_id=2, other_name="李四", there=2, back=3, on=DAY,
        records=[rules.entry_record(9)],
    )  # fmt: skip
    assert "张*和李*" in other.sentence
    assert "去 2 次、回 3 次" in other.sentence


def test_a_record_is_linked_once_and_not_a_hundred_are() -> None:
    many = [rules.entry_record(each % 20) for each in range(100)]
    found = rules.one_device_for_many(device="ab", people=9, on=DAY, records=many)
    assert len(found.records) == rules.RECORDS_SHOWN == len(set(found.records))
    assert found.key == "one_device_for_many:ab"


def test_the_sentence_says_from_when_on_it_counts() -> None:
    found = rules.many_hours_at_once(
        user_id=1, name="网格员 02", on=DAY, minutes=2_550, people=17, records=[]
    )
    assert "10 分钟里录入了 17 人共 42.5 小时（从 40 小时起列出）" in found.sentence
    stricter = Thresholds(entered_minutes=90)
    said = rules.many_hours_at_once(
        user_id=1, name="甲", on=DAY, minutes=120, people=1, records=[], thresholds=stricter
    )
    assert "从 1.5 小时起" in said.sentence


def test_every_threshold_has_its_default_in_one_place() -> None:
    assert Thresholds() == DEFAULTS
    assert all(getattr(DEFAULTS, each.name) is not None for each in fields(Thresholds))
