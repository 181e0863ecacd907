"""Who may be helped out of the pool, and who decides it; decided without a database."""

from __future__ import annotations

from enum import StrEnum

from ledger.errors import Refusal


class PoolGrantIsDecided(Refusal):
    """A proposal is decided once (`state`)."""

    code = "pool_grant_is_decided"


class PoolGrantNeedsAnother(Refusal):
    """Whoever proposed does not decide."""

    code = "pool_grant_needs_another"


class PoolGrantIsForOneself(Refusal):
    """Nobody proposes or approves help for themselves."""

    code = "pool_grant_is_for_oneself"


class PoolGrantState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def chinese_title(self) -> str:
        return _TITLES[self]


_TITLES = {
    PoolGrantState.PROPOSED: "等待批准",
    PoolGrantState.APPROVED: "已批准",
    PoolGrantState.REJECTED: "没有批准",
    PoolGrantState.WITHDRAWN: "已撤回",
}


def check_not_for_oneself(*, resident_id: int, acting_resident_ids: frozenset[int]) -> None:
    """Raise `PoolGrantIsForOneself`."""
    if resident_id in acting_resident_ids:
        raise PoolGrantIsForOneself(
            "不能替自己（或您代办、监护的家人）申请或批准公益池的时长，请另一位工作人员来办。"
        )


def check_undecided(state: str) -> None:
    """Raise `PoolGrantIsDecided`."""
    if state != PoolGrantState.PROPOSED:
        title = PoolGrantState(state).chinese_title
        raise PoolGrantIsDecided(f"这份申请{title}，不能再改，请刷新页面再看。", state=state)


def check_another_decides(*, proposed_by: int, actor_user_id: int) -> None:
    """Raise `PoolGrantNeedsAnother`."""
    if proposed_by == actor_user_id:
        raise PoolGrantNeedsAnother("提出申请的人不能自己批准，请另一位工作人员来办。")
