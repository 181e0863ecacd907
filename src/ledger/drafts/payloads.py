"""Drafts over HTTP."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class NewDraft(BaseModel):
    model_config = ConfigDict(extra="forbid")

    body: str = Field(
        min_length=1, max_length=65_536, examples=['{"narration":"6月停车月租"}'],
        description="表单自己写的内容，最多 64 kB",
    )  # fmt: skip


class DraftView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    form: str = Field(examples=["prepared-entry"])
    body: str = Field(examples=['{"narration":"6月停车月租"}'])
    saved_at: datetime
    expires_at: datetime


class KeptDraftView(BaseModel):
    """The draft, or null where nothing waits."""

    draft: DraftView | None


class SavedDraftView(BaseModel):
    form: str = Field(examples=["prepared-entry"])
    saved_at: datetime


class ForgottenDraftView(BaseModel):
    form: str = Field(examples=["prepared-entry"])
