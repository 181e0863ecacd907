"""The rules of acts on paper: who may do one, and what each kind needs."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ledger.acts_on_paper.payloads import ActOnPaperBody
from ledger.acts_on_paper.rules import (
    HelperIsTheResident,
    HelperTookPart,
    PaperIsSomebodyElses,
    check_helper,
)


@pytest.mark.parametrize(
    "is_own, took_part, paper_is_other, refusal",
    [
        (True, True, True, HelperIsTheResident),
        (False, True, True, HelperTookPart),
        (False, False, True, PaperIsSomebodyElses),
    ],
)
def test_who_may_not_is_told_why(
    is_own: bool, took_part: bool, paper_is_other: bool, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        check_helper(is_own=is_own, took_part=took_part, paper_is_other=paper_is_other)
    check_helper(is_own=False, took_part=False, paper_is_other=False)


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "service_appeal", "words": "我到十一点半"},
        {"kind": "service_appeal", "words": "我", "claim": "longer", "came": "09:00",
         "gone": "11:00"},
        {"kind": "absence_appeal", "words": "手机没电", "claim": "longer", "came": "09:00",
         "gone": "11:00"},
        {"kind": "activity_rating"},
        {"kind": "points_appeal", "words": "两次不同", "stars": 3},
        {"kind": "points_appeal", "words": "两次不同", "came": "09:00", "gone": "10:00"},
        {"kind": "help_appeal"},
    ],
)  # fmt: skip
def test_each_kind_needs_its_own(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ActOnPaperBody(object_id=1, personal_paper_id=1, reason="本人到场", **said)
