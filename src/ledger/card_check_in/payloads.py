"""What coming and going by card hears over HTTP."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from ledger.redemption.cards.payloads import GivenCard
from ledger.volunteering.attendance.codes import Direction


class CardMarkBody(BaseModel):
    """刷卡签到或签退。"""

    model_config = ConfigDict(extra="forbid")

    card: GivenCard
    direction: Direction
