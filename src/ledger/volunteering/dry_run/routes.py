"""Dry runs over HTTP."""

from __future__ import annotations

from typing import Annotated

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.db.ids import today_in_china
from ledger.estates.queries import rule_profile
from ledger.estates.rule_versions.queries import rule_draft
from ledger.estates.rule_versions.rules import read_rules
from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.volunteering.dry_run import queries
from ledger.volunteering.dry_run.payloads import MOST_CHANGED_SHOWN, DryRunView
from ledger.volunteering.dry_run.rules import DryRunIsTooLong, as_profile

MONTHS_MAX = 12


@get(
    "/api/v1/estates/{estate_id:int}/rule-drafts/{rule_draft_id:int}/dry-run",
    guards=[may(Permission.READ_RULES)],
    tags=["rules"],
)
async def dry_run_rules(
    estate_id: FromPath[int],
    rule_draft_id: FromPath[int],
    conn: NamedDependency[AsyncConnection],
    from_month: Annotated[
        str, QueryParameter(name="from", max_length=7, description="第一个月，如 2026-04")
    ],
    to_month: Annotated[
        str, QueryParameter(name="to", max_length=7, description="最后一个月，如 2026-06")
    ],
) -> DryRunView:
    """用一份草案重算过去几个月：谁多得、谁少得、一共多少、要多少钱。什么也不改。"""
    first, last = Month.parse(from_month), Month.parse(to_month)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if not 1 <= months <= MONTHS_MAX:
        raise DryRunIsTooLong("起止月份请从早到晚填写，一次最多试算十二个月。")
    draft = await rule_draft(conn, estate_id=estate_id, rule_draft_id=rule_draft_id)
    profile = as_profile(read_rules(draft.body), of=draft.effective_on)
    found = await queries.replay_months(conn, profile, estate_id=estate_id, first=first, last=last)
    shown = [resident_id for resident_id, _ in found.most_changed(MOST_CHANGED_SHOWN)]
    current = await rule_profile(conn, estate_id, on=min(last.last_day, today_in_china()))
    return DryRunView.of(
        found,
        from_month=str(first),
        to_month=str(last),
        names=await queries.names_of(conn, estate_id=estate_id, resident_ids=shown),
        rate_fen_before=current.points.rate_fen,
        rate_fen_after=profile.points.rate_fen,
    )


dry_runs = Router(path="/", route_handlers=[dry_run_rules])
