"""Pure decisions about teams: who takes in whom, who leaves, who leads.

The hours of a team: a verified service counts for the team through which the person signed up for
its activity. Where somebody came by themselves, or by a sheet of signatures, it counts for the team
of the activity's category to which they belonged on that day. Nobody belongs to two teams of one
category at a time, so no service counts twice.
"""

from __future__ import annotations

from enum import StrEnum

from ledger.errors import Refusal

SIGNED_UP_AT_ONCE_MAX = 50


class TeamNameIsTaken(Refusal):
    code = "team_name_is_taken"


class TeamHasEnded(Refusal):
    code = "team_has_ended"


class TeamHasPoints(Refusal):
    """What a team was given is shared out or donated before it ends."""

    code = "team_has_points"


class TeamHasAnAppeal(Refusal):
    """What was taken back from a team may come again; its appeal is answered before it ends."""

    code = "team_has_an_appeal"


class TeamOfThisCategoryIsJoined(Refusal):
    """One team of a category at a time, so that each hour counts for one team."""

    code = "team_of_this_category_is_joined"


class MembershipIsDecided(Refusal):
    code = "membership_is_decided"


class NobodyTakesThemselvesIn(Refusal):
    """Who wishes to belong to a team is taken in by somebody else."""

    code = "nobody_takes_themselves_in"
    status = 403


class LeaderHandsOverFirst(Refusal):
    """A team with members has somebody who leads it."""

    code = "leader_hands_over_first"


class TeamIsLedByOthers(Refusal):
    """Only its leader, or a deputy, acts for a team."""

    code = "team_is_led_by_others"
    status = 403


class TeamMemberCannotSignUp(Refusal):
    """One of those whom the team would sign up cannot come; nobody was signed up."""

    code = "team_member_cannot_sign_up"


class TeamRole(StrEnum):
    """What somebody is in a team."""

    LEADER = "leader"
    DEPUTY = "deputy"
    MEMBER = "member"

    @property
    def chinese_title(self) -> str:
        return {
            TeamRole.LEADER: "队长",
            TeamRole.DEPUTY: "副队长",
            TeamRole.MEMBER: "队员",
        }[self]


ACTING = frozenset({TeamRole.LEADER, TeamRole.DEPUTY})
"""Who takes members in and signs the team up."""


def check_acting(role: TeamRole | None) -> None:
    """Raise `TeamIsLedByOthers` unless this role acts for the team; None is no member."""
    if role not in ACTING:
        raise TeamIsLedByOthers("只有队长、副队长能替服务队办理，请联系他们。")


def check_leading(role: TeamRole | None) -> None:
    """Raise `TeamIsLedByOthers` unless this is the leader."""
    if role is not TeamRole.LEADER:
        raise TeamIsLedByOthers("只有队长能安排职务，请联系队长或组织者。")


def check_ending(*, points: int, appeals: bool) -> None:
    """Raise `TeamHasPoints` or `TeamHasAnAppeal` for a team that cannot end yet."""
    if points:
        raise TeamHasPoints(
            f"队里还有 {points} 分，请先分给队员、捐入公益池，或等到期，再解散。", points=points
        )
    if appeals:
        raise TeamHasAnAppeal("队里对积分更正的申诉还没有答复，请答复以后再解散。")


def check_leaving(role: TeamRole, *, others: int) -> None:
    """Raise `LeaderHandsOverFirst`; who is alone may go, and the team waits for new members."""
    if role is TeamRole.LEADER and others > 0:
        raise LeaderHandsOverFirst("您是队长，请先把队长交给另一位队员，再退出。")
