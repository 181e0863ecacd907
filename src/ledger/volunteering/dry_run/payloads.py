"""What a dry run says over HTTP."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, Field

from ledger.estates.masking import mask_person
from ledger.volunteering.dry_run.rules import Replay

MOST_CHANGED_SHOWN = 200


class ChangeView(BaseModel):
    """Points as they were granted, and as the draft would have granted them."""

    before: int = Field(examples=[640])
    after: int = Field(examples=[720])
    difference: int = Field(examples=[80])


class TypeChangeView(ChangeView):
    kind: str = Field(examples=["养老探访"])


class ResidentChangeView(ChangeView):
    resident_id: int = Field(examples=[17])
    name_masked: str = Field(examples=["张*"])


class DryRunView(BaseModel):
    from_month: str = Field(examples=["2026-04"])
    to_month: str = Field(examples=["2026-06"])
    facts: int = Field(examples=[2340], description="重算了多少条服务和投放")
    residents: int = Field(examples=[310])
    gaining: int = Field(examples=[120], description="多得积分的人数")
    losing: int = Field(examples=[8], description="少得积分的人数")
    total: ChangeView
    rate_fen_before: int = Field(examples=[100])
    rate_fen_after: int = Field(examples=[100])
    cost_fen_before: int = Field(examples=[64_000])
    cost_fen_after: int = Field(examples=[72_000])
    by_type: list[TypeChangeView]
    most_changed: list[ResidentChangeView] = Field(
        description=f"变化最大的居民，最多 {MOST_CHANGED_SHOWN} 位；姓名已脱敏"
    )

    @classmethod
    def of(
        cls,
        found: Replay,
        *,
        from_month: str,
        to_month: str,
        names: Mapping[int, str],
        rate_fen_before: int,
        rate_fen_after: int,
    ) -> DryRunView:
        return cls(
            from_month=from_month,
            to_month=to_month,
            facts=found.facts,
            residents=len(found.by_resident),
            gaining=found.gaining,
            losing=found.losing,
            total=ChangeView(
                before=found.total.before,
                after=found.total.after,
                difference=found.total.difference,
            ),
            rate_fen_before=rate_fen_before,
            rate_fen_after=rate_fen_after,
            cost_fen_before=found.total.before * rate_fen_before,
            cost_fen_after=found.total.after * rate_fen_after,
            by_type=[
                TypeChangeView(
                    kind=kind,
                    before=change.before,
                    after=change.after,
                    difference=change.difference,
                )
                for kind, change in sorted(found.by_type.items())
            ],
            most_changed=[
                ResidentChangeView(
                    resident_id=resident_id,
                    name_masked=mask_person(names[resident_id]),
                    before=change.before,
                    after=change.after,
                    difference=change.difference,
                )
                for resident_id, change in found.most_changed(MOST_CHANGED_SHOWN)
            ],
        )
