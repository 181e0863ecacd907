"""Every template with its example: it fits its channels and gives nothing away."""

from __future__ import annotations

import re

import pytest

from ledger.messages.templates import SMS_LENGTH_MAX, ValuesDoNotFit, all_templates, template_of

CODES = sorted(all_templates().templates)
PERSONAL = re.compile(r"1\d{10}|\d{17}[\dXx]|[\w.]+@[\w.]+")
# What a place may hold: figures, dates, the titles of roles and of public notices, where an
# announced activity takes place, and the end of a card's number.
HARMLESS_PLACES = {
    "amount", "at", "category", "count", "days", "ended_on", "expires_on", "first_day", "hours",
    "last_four", "on", "outcome", "place", "points", "result", "role", "stars", "starts_on",
    "state", "team", "title", "until",
}  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_a_template_reads_well_with_its_example(code: str) -> None:
    template = template_of(code)
    words = template.words(template.example)
    assert "{" not in words
    assert words.endswith("。")
    assert all(value in words for value in template.example.values())


@pytest.mark.parametrize("code", [c for c in CODES if "sms" in template_of(c).channels])
def test_an_sms_is_one_sms(code: str) -> None:
    template = template_of(code)
    words = template.sms_words(template.example)
    assert len(words) <= SMS_LENGTH_MAX, len(words)
    # 70 characters are one message, the longest signature and its brackets included.
    assert SMS_LENGTH_MAX + 12 + 2 <= 70
    assert "http" not in words, "gateways refuse addresses, and people should not learn to tap them"


@pytest.mark.parametrize("code", CODES)
def test_no_template_carries_personal_data(code: str) -> None:
    template = template_of(code)
    assert set(template.places) <= HARMLESS_PLACES
    assert not PERSONAL.search(template.text + template.sms + "".join(template.example.values()))


def test_values_that_do_not_fit_are_refused() -> None:
    template = template_of("points_granted")
    for wrong in (
        {"points": "1"},
        {"points": "1", "count": "1", "name": "张三"},
        {"points": "1\n2", "count": "1"},
        {"points": "9" * 61, "count": "1"},
    ):
        with pytest.raises(ValuesDoNotFit):
            template.words(wrong)


def test_a_value_is_not_taken_for_a_place() -> None:
    assert "{count}" in template_of("points_granted").words({"points": "{count}", "count": "1"})
