"""What one's own data and the desk's errands for others say and hear over HTTP."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from ledger.own_data.operations import CONFIRMATION, DAYS_TO_THINK
from ledger.own_data.queries import DeletionRow


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Nothing(Body):
    """An empty body."""


class DeletionBody(Body):
    donates_points: bool = Field(examples=[True], description="剩余积分捐给公益池")


class ConfirmationBody(Body):
    words: str = Field(max_length=20, examples=[CONFIRMATION])


class DeletionView(BaseModel):
    """How far one's request has come; all null without one."""

    deletion_request_id: int | None = Field(examples=[3])
    asked_at: datetime | None
    confirmed_at: datetime | None
    carried_out_from: datetime | None = Field(description="从这一刻起由运维办理，之前可以撤回")
    donates_points: bool = Field(examples=[True])
    points: int = Field(examples=[12], description="现在的积分余额")

    @classmethod
    def of(cls, row: DeletionRow | None, *, points: int) -> DeletionView:
        confirmed_at = row.confirmed_at if row else None
        return cls(
            deletion_request_id=row.deletion_request_id if row else None,
            asked_at=row.asked_at if row else None,
            confirmed_at=confirmed_at,
            carried_out_from=confirmed_at + timedelta(days=DAYS_TO_THINK) if confirmed_at else None,
            donates_points=row.donates_points if row else False,
            points=points,
        )


class ConfirmedView(BaseModel):
    carried_out_from: date = Field(examples=["2026-06-25"])


class DeletionIdView(BaseModel):
    deletion_request_id: int = Field(examples=[3])


class DueDeletionView(BaseModel):
    deletion_request_id: int = Field(examples=[3])
    resident_id: int = Field(examples=[17])
    confirmed_at: datetime
    carried_out_from: datetime


class DueDeletionsView(BaseModel):
    items: list[DueDeletionView]


class ForgottenView(BaseModel):
    deletion_request_id: int = Field(examples=[3])
    pseudonym: str = Field(examples=["住户-0017"])


class AssistedBody(Body):
    reason: str = Field(min_length=2, max_length=100, examples=["老人到服务台查积分"])


class AssistedView(BaseModel):
    """What staff read out to somebody at the desk."""

    resident_id: int = Field(examples=[17])
    name_masked: str = Field(examples=["张*"])
    points: int = Field(examples=[48])
    held_points: int = Field(examples=[0])
    service_minutes: int = Field(examples=[570])
