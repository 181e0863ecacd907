"""Pure decisions about honours lists: what they may say, who decides, and when they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from ledger.errors import Refusal

HONOURS_MAX = 200
# A telephone, or a room: 3栋2单元0301, 3-2-301.
_TELLS = re.compile(r"\d{7,}|\d+\s*栋?\s*\d+\s*单元\s*\d+|\d+[-—]\d+[-—]\d{3,4}")


class HonoursListIsDecided(Refusal):
    """A list that was approved, turned down or withdrawn stays as it is."""

    code = "honours_list_is_decided"


class ProposerMayNotApproveHonours(Refusal):
    """A list is proposed by one person and approved by another (domain.md §2.8)."""

    code = "proposer_may_not_approve_honours"
    status = 403


class NobodyApprovesTheirOwnHonour(Refusal):
    code = "nobody_approves_their_own_honour"
    status = 403


class ChildIsOnNoPublicList(Refusal):
    """Below fourteen nobody is named in public, whoever agrees to it (domain.md §2.9)."""

    code = "child_is_on_no_public_list"


class HonourIsNamedTwice(Refusal):
    code = "honour_is_named_twice"
    status = 400


class FamilyIsNotRegistered(Refusal):
    """A family is honoured as the household that is registered."""

    code = "family_is_not_registered"


class HonourWordsTellTooMuch(Refusal):
    """A reason is read by everybody: no full name, no telephone, no room."""

    code = "honour_words_tell_too_much"
    status = 400


class HonoursNeedReasonToTurnDown(Refusal):
    code = "honours_need_reason_to_turn_down"
    status = 400


class HonoursNoticeIsOver(Refusal):
    """Objections are taken while a list stands in its notice."""

    code = "honours_notice_is_over"


class HonourIsObjectedTo(Refusal):
    """The same person once against the same honour."""

    code = "honour_is_objected_to"


class HonourObjectionIsSettled(Refusal):
    code = "honour_objection_is_settled"


class NobodySettlesTheirOwnObjection(Refusal):
    code = "nobody_settles_their_own_objection"
    status = 403


class HonourCategory(StrEnum):
    """What a list honours; families as households, the others person by person."""

    FAMILY = "family"
    VOLUNTEER = "volunteer"
    BUILDING_LEAD = "building_lead"
    OTHER = "other"

    @property
    def chinese_title(self) -> str:
        return _CATEGORIES[self]


_CATEGORIES = {
    HonourCategory.FAMILY: "最美家庭",
    HonourCategory.VOLUNTEER: "优秀志愿者",
    HonourCategory.BUILDING_LEAD: "优秀楼栋长",
    HonourCategory.OTHER: "其他表彰",
}


class Phase(StrEnum):
    """Where a list is on its way onto the board."""

    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    TURNED_DOWN = "turned_down"
    ON_NOTICE = "on_notice"
    STANDING = "standing"

    @property
    def chinese_title(self) -> str:
        return _PHASES[self]


_PHASES = {
    Phase.PROPOSED: "待审定",
    Phase.WITHDRAWN: "已撤回",
    Phase.TURNED_DOWN: "没有通过",
    Phase.ON_NOTICE: "公示中",
    Phase.STANDING: "已生效",
}


def phase_of(
    *,
    withdrawn_at: datetime | None,
    is_approved: bool | None,
    notice_until: date | None,
    today: date,
) -> Phase:
    """Return where a list stands on a day."""
    if withdrawn_at is not None:
        return Phase.WITHDRAWN
    if is_approved is None:
        return Phase.PROPOSED
    if notice_until is None:
        return Phase.TURNED_DOWN
    return Phase.ON_NOTICE if today <= notice_until else Phase.STANDING


def notice_ends(*, approved_on: date, notice_days: int) -> date:
    """Return the last day of the notice; the day of the approval is not counted."""
    return approved_on + timedelta(days=notice_days)


def check_words(words: str, *, names: Collection[str]) -> None:
    """Raise `HonourWordsTellTooMuch` for words with a full name, a telephone or a room in them."""
    plain = unicodedata.normalize("NFKC", words)
    if _TELLS.search(plain) or any(len(name) > 1 and name in plain for name in names):
        raise HonourWordsTellTooMuch(
            "名单的标题和事迹会公开，请不要写全名、电话和房号；写做了什么就可以。"
        )


def check_undecided(phase: Phase) -> None:
    """Raise `HonoursListIsDecided`."""
    if phase is not Phase.PROPOSED:
        raise HonoursListIsDecided(
            f"这份名单{phase.chinese_title}，不能再改；要改请另拟一份。", phase=phase.value
        )


def check_approver(*, proposed_by: int, approver: int, honours_the_approver: bool) -> None:
    """Raise `ProposerMayNotApproveHonours` or `NobodyApprovesTheirOwnHonour`, in this order."""
    if proposed_by == approver:
        raise ProposerMayNotApproveHonours("拟名单的人不能自己审定，请另一位委员来审定。")
    if honours_the_approver:
        raise NobodyApprovesTheirOwnHonour("名单里有您本人或您家，请另一位委员来审定。")
