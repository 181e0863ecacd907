"""When points are taken back, how many, and how that is appealed. Pure.

The rule, in the order of its sentences:

1. Points are taken back for one reason only: a grant gave them by mistake. The deduction names that
   grant, and never asks for more than it gave, less what was taken back before.
2. Only what is left in the lot of that grant is taken, and nothing that is held. What was spent
   before is written down and not asked for, now or from later points.
3. One proposes, another approves; neither decides about points of their own.
4. The person may appeal as long as the rules say, counted from the day after; somebody else than
   those two answers. An appeal that is granted gives the same points back to the same lot. Where
   the service behind them was corrected to fewer minutes meanwhile, it gives back only as many as
   leave what those minutes are worth, after a correction to nought none; a later correction to more
   minutes brings the others. Whoever has gone since is given nothing back, and the merchant keeps
   its money: nobody could use the points.
5. Where a merchant paid for the grant, it gets the money of what is taken back, by the same act;
   an appeal that is granted takes that money again, by the same act, and a merchant that is owed
   less by then pays in first. What the person spent before stays paid for.
6. What was taken back no longer counts against a cap; what was spent does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.bookkeeping.entry import yuan
from ledger.errors import Refusal


class EntryIsNoGrant(Refusal):
    """Only an entry that gave points to one wallet can be corrected by a deduction."""

    code = "entry_is_no_grant"


class DeductionIsTooLarge(Refusal):
    """More is asked for than the grant gave, less what was taken back of it before."""

    code = "deduction_is_too_large"


class DeductionIsWaiting(Refusal):
    """One deduction of a grant at a time: the one that waits is decided first."""

    code = "deduction_is_waiting"


class DeductionIsDecided(Refusal):
    code = "deduction_is_decided"


class DeductionNeedsSecondPerson(Refusal):
    """Who proposed a deduction does not approve it."""

    code = "deduction_needs_second_person"


class DeductionIsOnesOwn(Refusal):
    """Nobody decides about their own points, or those of their family, household or team."""

    code = "deduction_is_ones_own"


class AppealIsTooLate(Refusal):
    code = "appeal_is_too_late"


class AppealIsMade(Refusal):
    """A deduction is appealed once."""

    code = "appeal_is_made"


class AppealIsMissing(Refusal):
    """There is nothing to answer: nobody appealed, or it is answered."""

    code = "appeal_is_missing"


class AppealNeedsAnotherPerson(Refusal):
    """An appeal is answered by somebody else than those who took the points."""

    code = "appeal_needs_another_person"


class AppellantIsGone(Refusal):
    """Nobody could use what came back: a resident was forgotten, a household or team has ended."""

    code = "appellant_is_gone"


class MerchantIsOwedTooLittle(Refusal):
    """The merchant was paid since what it got back; it pays in before the points are given back."""

    code = "merchant_is_owed_too_little"


@dataclass(frozen=True, slots=True)
class Grant:
    """What an entry gave to one wallet; `points_back` is what was taken back of it before."""

    seq: int
    entry_no: str
    text: str
    on: date
    holder: str
    resident_id: int | None
    household_id: int | None
    volunteer_team_id: int | None
    lot_id: int
    points_granted: int
    points_left: int
    points_back: int

    @property
    def points_max(self) -> int:
        """The most that can still be asked for."""
        return max(0, self.points_granted - self.points_back)


def check_asked(grant: Grant, points: int) -> None:
    """Raise `DeductionIsTooLarge` where more is asked for than the grant gave."""
    if points > grant.points_max:
        raise DeductionIsTooLarge(
            f"凭证 {grant.entry_no} 发了 {grant.points_granted} 分，最多还能更正 "
            f"{grant.points_max} 分；请核对后重填。",
            points_max=grant.points_max,
            points_asked=points,
        )


def points_to_take(grant: Grant, *, asked: int, available: int) -> int:
    """Return how many of the asked points are taken: what is left of the grant and not held.

    `available` is the wallet's balance less its holds and what other grants have in a notice: that
    cannot be spent, so it covers no hold.
    """
    return max(0, min(asked, grant.points_left, available))


def restored_sentence(points: int, points_restored: int) -> str:
    """Say what a granted appeal gave back to the one whose points these are."""
    if points_restored == points:
        return f"申诉成立，{points:,} 分已退回"
    meanwhile = "这次服务后来更正过，按更正后的时长"
    if points_restored == 0:
        return f"申诉成立，{meanwhile}没有积分可退"
    return f"申诉成立，{meanwhile}退回 {points_restored:,} 分"


def check_decides(*, state: str, proposed_by: int, actor_user_id: int, is_own: bool) -> None:
    """Raise unless this person may approve or send back a deduction in this state."""
    if state != "proposed":
        raise DeductionIsDecided("这一条更正已经处理过，请刷新页面查看结果。")
    if proposed_by == actor_user_id:
        raise DeductionNeedsSecondPerson("提出更正的人不能自己批准或退回，请另一位业委会委员来办。")
    if is_own:
        raise DeductionIsOnesOwn(
            "不能处理自己、自己家、自己的服务队或您代办、监护的家人的积分，请另一位委员来办。"
        )


def check_appeal(*, state: str, appeal_until: date | None, today: date) -> None:
    """Raise unless a deduction in this state may be appealed today."""
    if state != "posted":
        raise AppealIsMade("这一条已经申诉过，请等答复或查看答复。")
    if appeal_until is None or today > appeal_until:
        raise AppealIsTooLate("已经过了申诉的期限；如有疑问，请到社区服务点说明。")


def check_is_there(*, is_gone: bool) -> None:
    """Raise `AppellantIsGone` where nobody is left who could use the points."""
    if is_gone:
        raise AppellantIsGone(
            "本人已经注销，或者这一户、这支队已经解散，退回的积分没有人能用；请选择维持，并写明情况。"
        )


def check_pays_again(fen: int, *, owed_fen: int, merchant: str) -> None:
    """Raise `MerchantIsOwedTooLittle` where the points would be given back unpaid."""
    if fen > owed_fen:
        raise MerchantIsOwedTooLittle(
            f"应付{merchant}的兑换款只有 {yuan(max(0, owed_fen))} 元，不够抵退回积分的 "
            f"{yuan(fen)} 元；请商户先交款，再答复申诉。",
            owed_fen=owed_fen,
            payable_fen=fen,
        )


def check_answers(*, state: str, deciders: set[int], actor_user_id: int, is_own: bool) -> None:
    """Raise unless this person may answer an appeal of a deduction in this state."""
    if state != "appealed":
        raise AppealIsMissing("这一条没有等着答复的申诉，请刷新页面。")
    if actor_user_id in deciders:
        raise AppealNeedsAnotherPerson("提出、批准更正的人和申诉人都不能答复，请换一个人。")
    if is_own:
        raise DeductionIsOnesOwn(
            "不能处理自己、自己家、自己的服务队或您代办、监护的家人的积分，请另一位委员来办。"
        )
