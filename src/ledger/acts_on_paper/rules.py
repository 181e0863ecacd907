"""What the office may do for a resident in their presence, and who may not; pure.

Every act has a paper that the resident has signed, and it stands for whom and by whom it was done.
Whoever took part in what it is about does not write it down.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ledger.errors import Refusal

TOOK_PART = "您经手过，请另一位工作人员代办"
"""Beside what the page does not offer."""


class HelperTookPart(Refusal):
    """Whose own decision or work it is about does not write down what is said of it."""

    code = "helper_took_part"


class HelperIsTheResident(Refusal):
    """One's own affairs, and those of whom one acts for, are not done from behind the desk."""

    code = "helper_is_the_resident"


class PaperIsSomebodyElses(Refusal):
    """A signed paper speaks for one resident."""

    code = "paper_is_somebody_elses"


class Kind(StrEnum):
    SERVICE_APPEAL = "service_appeal"
    ABSENCE_APPEAL = "absence_appeal"
    ACTIVITY_RATING = "activity_rating"
    POINTS_APPEAL = "points_appeal"
    HELP_CONFIRMATION = "help_confirmation"
    HELP_APPEAL = "help_appeal"

    @property
    def chinese_title(self) -> str:
        return _TITLES[self]


_TITLES = {
    Kind.SERVICE_APPEAL: "对服务记录申诉",
    Kind.ABSENCE_APPEAL: "申诉活动没有记上",
    Kind.ACTIVITY_RATING: "评价活动",
    Kind.POINTS_APPEAL: "对积分更正申诉",
    Kind.HELP_CONFIRMATION: "确认得到了帮助",
    Kind.HELP_APPEAL: "对互助提出异议",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is about: a record, an activity, a deduction or a request, by its kind."""

    kind: Kind
    object_id: int


def check_helper(*, is_own: bool, took_part: bool, paper_is_other: bool) -> None:
    """Raise `HelperIsTheResident`, `HelperTookPart`, `PaperIsSomebodyElses`, in this order."""
    if is_own:
        raise HelperIsTheResident("这是您自己的事，请用自己的手机办理，或请另一位工作人员代办。")
    if took_part:
        raise HelperTookPart(
            "这件事您经手过（登记、核实、决定，或是当事人），请另一位工作人员代办。"
        )
    if paper_is_other:
        raise PaperIsSomebodyElses("这份材料是另一位住户的，请上传这位住户自己签字的材料。")
