"""Pure decisions about gifts of points."""

from __future__ import annotations

from collections.abc import Collection

from ledger.errors import Refusal


class GiftIsToOneself(Refusal):
    code = "gift_is_to_oneself"
    status = 400


class TakerIsNotFamily(Refusal):
    """Points circulate within a family and nowhere else (domain.md §2.5)."""

    code = "taker_is_not_family"


class ChildGivesNoPoints(Refusal):
    """Below fourteen nobody gives points away."""

    code = "child_gives_no_points"
    status = 403


def check_gift(*, giver_id: int, taker_id: int, relatives: Collection[int]) -> None:
    """Raise `GiftIsToOneself` or `TakerIsNotFamily`, in this order."""
    if giver_id == taker_id:
        raise GiftIsToOneself("不能转赠给自己，请选一位家人。")
    if taker_id not in relatives:
        raise TakerIsNotFamily(
            "积分只能转赠给同住的家人或互为代办的家人；请先到服务台登记家庭关系。"
        )


def check_giver(*, is_child: bool) -> None:
    """Raise `ChildGivesNoPoints`."""
    if is_child:
        raise ChildGivesNoPoints("未满 14 岁不能转赠或捐出积分，可以自己使用或先存着。")
