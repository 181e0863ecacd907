"""What rules in the making say and hear over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.estates.rule_profile import RuleBook, Rules, shipped_profile
from ledger.estates.rule_versions.operations import DraftContent
from ledger.estates.rule_versions.queries import AdoptedVersion, RuleDraft

LARGEST_ID = 2**53
PLAIN = r"^[^\x00]*$"


_EXAMPLE = shipped_profile("shuxiangyuan", 1).model_dump(
    mode="json", include=set(Rules.model_fields)
)


class NewRuleDraft(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rules: dict[str, Any] = Field(
        examples=[_EXAMPLE], description="service、sorting、points、disclosure、time_bank 几部分"
    )
    effective_on: date = Field(examples=["2027-01-01"], description="从哪一天起生效，晚于今天")
    ends_on: date | None = Field(default=None, description="试行到哪一天；不填则一直有效")
    source: str = Field(
        default="",
        max_length=200,
        pattern=PLAIN,
        examples=["业主大会2026-决议-07"],
        description="所依据的决议；通过以前要写明",
    )
    document_id: int | None = Field(
        default=None, ge=1, le=LARGEST_ID, description="决议扫描件，先作为原始单据上传"
    )

    def content(self) -> DraftContent:
        return DraftContent(
            self.rules, self.effective_on, self.ends_on, self.source, self.document_id
        )


class RuleDraftView(BaseModel):
    rule_draft_id: int = Field(examples=[3])
    rules: Rules = Field(examples=[_EXAMPLE])
    effective_on: date
    ends_on: date | None
    source: str = Field(examples=["业主大会2026-决议-07"])
    document_id: int | None
    state: Literal["draft", "adopted", "withdrawn"]
    drafted_by_name: str = Field(examples=["钱明"])
    is_mine: bool
    changed_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None

    @classmethod
    def of(cls, draft: RuleDraft, *, actor_user_id: int) -> RuleDraftView:
        return cls(
            rule_draft_id=draft.rule_draft_id,
            rules=Rules.model_validate(draft.body),
            effective_on=draft.effective_on,
            ends_on=draft.ends_on,
            source=draft.source,
            document_id=draft.document_id,
            state=draft.state,
            drafted_by_name=draft.drafted_by_name,
            is_mine=draft.drafted_by == actor_user_id,
            changed_at=draft.changed_at,
            decided_by_name=draft.decided_by_name,
            decided_at=draft.decided_at,
        )


class RuleVersionView(BaseModel):
    version: int = Field(examples=[1])
    version_text: str = Field(examples=["shuxiangyuan/1"], description="凭证上写的规则版本")
    rules: Rules = Field(examples=[_EXAMPLE])
    effective_on: date
    in_force_until: date | None = Field(description="最后一天；现行和以后的没有")
    is_in_force: bool
    source: str = Field(examples=["业主大会2025-决议-11《积分管理办法》"])
    document_id: int | None
    drafted_by_name: str | None
    adopted_by_name: str | None
    adopted_at: datetime


class RuleVersionsView(BaseModel):
    """All versions, the newest first."""

    items: list[RuleVersionView]

    @classmethod
    def of(cls, versions: list[AdoptedVersion], *, today: date) -> RuleVersionsView:
        book = RuleBook([each.profile for each in versions])
        in_force = book.on(today)
        return cls(
            items=[
                RuleVersionView(
                    version=each.profile.version,
                    version_text=each.profile.version_text,
                    rules=Rules.model_validate(
                        each.profile.model_dump(include=set(Rules.model_fields))
                    ),
                    effective_on=each.profile.effective_on,
                    in_force_until=book.last_day_of(each.profile),
                    is_in_force=each.profile == in_force,
                    source=each.profile.source,
                    document_id=each.document_id,
                    drafted_by_name=each.drafted_by_name,
                    adopted_by_name=each.adopted_by_name,
                    adopted_at=each.adopted_at,
                )
                for each in versions
            ]
        )


class RuleDraftsView(BaseModel):
    """The newest fifty drafts."""

    items: list[RuleDraftView]


class AdoptedView(BaseModel):
    version: int = Field(examples=[2])
    version_text: str = Field(examples=["shuxiangyuan/2"])


class NoContent(BaseModel):
    """An empty body."""

    model_config = ConfigDict(extra="forbid")
