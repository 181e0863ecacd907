"""What becomes of a team's points, and who decides it (docs/adr/0037). Pure.

The rule, in the order of its sentences:

1. The team's leader writes a plan: so many points for each of these members, or for the public
   pool. For a leader without a phone, or a team without a leader, the desk writes it for a reason.
2. Somebody of the desk who did not write it and is not of the team confirms it. So nobody who is
   given something decides about it alone.
3. One plan of a team waits at a time. Who left the team before the confirmation is given nothing:
   the plan is sent back and written anew.
4. Points leave in the order of spending, the shares in the order of the plan, and keep their
   source, their rules and their last day. A notice (公示期) keeps them in the wallet until its day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.errors import JsonValue, Refusal
from ledger.points.lot_transfer import LotMove, LotOfNature, group_uses
from ledger.points.rules import LotUse, choose_lots

SHARES_MAX = 100


class TeamPointsAreTheLeaders(Refusal):
    """Only its leader plans what becomes of a team's points; the desk does it for them."""

    code = "team_points_are_the_leaders"
    status = 403


class TeamPointsPlanWaits(Refusal):
    """One plan at a time: the one that waits is decided first."""

    code = "team_points_plan_waits"


class TeamPointsPlanIsDecided(Refusal):
    code = "team_points_plan_is_decided"


class TeamPointsPlanIsSomebodyElses(Refusal):
    """A plan that waits is taken back by the one who wrote it."""

    code = "team_points_plan_is_somebody_elses"


class TeamPointsNeedSecondPerson(Refusal):
    """Who wrote a plan does not confirm it."""

    code = "team_points_need_second_person"


class TeamPointsAreOnesOwn(Refusal):
    """Who belongs to a team, or acts for a member, does not act for it at the desk."""

    code = "team_points_are_ones_own"


class ShareIsForNoMember(Refusal):
    """Somebody in the plan does not belong to the team, or no more (`fields` names them)."""

    code = "share_is_for_no_member"


class PlanKind(StrEnum):
    """Where a plan takes the points."""

    MEMBERS = "members"
    POOL = "pool"

    @property
    def chinese_title(self) -> str:
        return {PlanKind.MEMBERS: "分给队员", PlanKind.POOL: "捐入公益池"}[self]


@dataclass(frozen=True, slots=True)
class Share:
    """What one member is given."""

    resident_id: int
    points: int


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What somebody wants to become of a team's points; without shares they go to the pool.

    `desk_reason` is why the desk writes it, None where the leader does.
    """

    purpose: str
    shares: tuple[Share, ...] = ()
    pool_points: int = 0
    desk_reason: str | None = None

    @property
    def kind(self) -> PlanKind:
        return PlanKind.MEMBERS if self.shares else PlanKind.POOL

    @property
    def points(self) -> int:
        return sum(share.points for share in self.shares) + self.pool_points


def check_members(shares: Sequence[Share], members: Collection[int]) -> None:
    """Raise `ShareIsForNoMember` unless everybody in the plan is of the team."""
    strangers: list[JsonValue] = [
        {"field": f"shares[{place}]", "message": "不在这支队里"}
        for place, share in enumerate(shares)
        if share.resident_id not in members
    ]
    if strangers:
        raise ShareIsForNoMember(
            f"有 {len(strangers)} 位不在这支队里，或已经退出；请退回或撤回，按现在的队员重写。",
            fields=strangers,
        )


def check_confirms(*, state: str, proposed_by: int, actor_user_id: int, is_own: bool) -> None:
    """Raise unless this person may confirm or send back a plan in this state."""
    if state != "proposed":
        raise TeamPointsPlanIsDecided("这份方案已经处理过，请刷新页面查看结果。")
    if proposed_by == actor_user_id:
        raise TeamPointsNeedSecondPerson("写方案的人不能自己确认或退回，请另一位工作人员来办。")
    check_not_own(is_own=is_own)


def check_not_own(*, is_own: bool) -> None:
    """Raise `TeamPointsAreOnesOwn` for somebody of the team."""
    if is_own:
        raise TeamPointsAreOnesOwn(
            "您（或您代办、监护的人）是这支队的队员，不能在工作台办它的积分，请另一位来办。"
        )


def share_out(
    lots: Sequence[LotOfNature],
    shares: Sequence[Share],
    *,
    available: int,
    today: date,
) -> list[tuple[Share, tuple[LotMove, ...]]]:
    """Return what each member gets of which lots, in the order of the plan.

    `available` is the wallet's balance less its holds. Raises what `choose_lots` raises, then
    nobody gets anything.
    """
    points = sum(share.points for share in shares)
    uses = choose_lots([each.lot for each in lots], points=points, available=available, today=today)
    left = list(uses)
    shared = []
    for share in shares:
        missing, taken = share.points, list[LotUse]()
        while missing:
            use = left.pop(0)
            part = min(use.points, missing)
            taken.append(LotUse(use.lot_id, part))
            missing -= part
            if part < use.points:
                left.insert(0, LotUse(use.lot_id, use.points - part))
        shared.append((share, group_uses(lots, taken)))
    return shared
