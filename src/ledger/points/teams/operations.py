"""The verbs of a team's points: a plan is written, confirmed or not, taken back.

Locks are taken in the order of posting.operations: the book by its accounts, then the plan, then
the team.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere
from ledger.points.entries import (
    POOL,
    TEAM_WALLET,
    WALLET,
    PointsTransfer,
    resident_holder,
    team_donation_entry,
    team_holder,
)
from ledger.points.operations import PreparedSpend, post_spends
from ledger.points.queries import open_lots
from ledger.points.rules import PointsAreTooFew, choose_lots, spendable_points
from ledger.points.teams import queries
from ledger.points.teams.queries import Plan, PlannedShare
from ledger.points.teams.rules import (
    NewPlan,
    PlanKind,
    TeamPointsAreTheLeaders,
    TeamPointsPlanIsDecided,
    TeamPointsPlanIsSomebodyElses,
    TeamPointsPlanWaits,
    check_confirms,
    check_members,
    check_not_own,
    share_out,
)
from ledger.points.teams.telling import tell_confirmed, tell_refused
from ledger.points.transfers import lots_of_nature, post_moves
from ledger.posting.operations import LockedAccount, PostingCommand, lock_accounts

_ADD_PLAN = text("""
    insert into team_points_plan (estate_id, volunteer_team_id, kind, points, purpose, desk_reason,
        proposed_by, proposed_at)
    values (:estate_id, :team_id, :kind, :points, :purpose, :desk_reason, :actor, :now)
    on conflict (estate_id, volunteer_team_id) where state = 'proposed' do nothing
    returning team_points_plan_id
""")

_ADD_SHARES = text("""
    insert into team_points_share (estate_id, team_points_plan_id, line_no, resident_id, points)
    select :estate_id, :plan_id, s.line_no, s.resident_id, s.points
    from unnest(cast(:resident_ids as bigint[]), cast(:points as bigint[]))
        with ordinality as s (resident_id, points, line_no)
""")

_DECIDE = text("""
    update team_points_plan set state = :state, decided_by = :actor, decided_at = :now,
        decision_reason = :reason, booked_on = :booked_on
    where estate_id = :estate_id and team_points_plan_id = :team_points_plan_id
""")


async def lock_points_left(conn: AsyncConnection, *, estate_id: int, team_id: int) -> int:
    """Lock a team's wallet, so that nothing comes into it, and return what is left in it.

    Raises `ObjectIsNotHere`.
    """
    await queries.team_of(conn, estate_id=estate_id, team_id=team_id)
    wallet = (TEAM_WALLET, team_holder(team_id))
    return (await lock_accounts(conn, estate_id, [wallet]))[wallet].available


async def propose_as_leader(
    conn: AsyncConnection,
    new: NewPlan,
    *,
    estate_id: int,
    team_id: int,
    resident_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> int:
    """Write a plan as the team's leader and return its number; it waits for a second person.

    Raises `ObjectIsNotHere`, `TeamPointsAreTheLeaders`, `ShareIsForNoMember`, `PointsAreTooFew`,
    `TeamPointsPlanWaits`, in this order.
    """
    team = await queries.lock_team(
        conn, estate_id=estate_id, team_id=team_id, resident_id=resident_id
    )
    if team.my_role is None:
        raise ObjectIsNotHere("这支服务队")
    if team.my_role != "leader":
        raise TeamPointsAreTheLeaders("只有队长能写分配方案，请联系队长。")
    return await _propose(conn, new, estate_id, team_id, actor_user_id, now, today)


async def propose_at_desk(
    conn: AsyncConnection,
    new: NewPlan,
    *,
    estate_id: int,
    team_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> int:
    """Write a plan for a leader without a phone, or a team without a leader; `new` says why.

    Raises `ObjectIsNotHere`, also for a team that has ended, `TeamPointsAreOnesOwn`,
    `ShareIsForNoMember`, `PointsAreTooFew`, `TeamPointsPlanWaits`, in this order.
    """
    team = await queries.lock_team(conn, estate_id=estate_id, team_id=team_id)
    if team.has_ended:
        raise ObjectIsNotHere("这支服务队")
    check_not_own(
        is_own=await queries.is_own(
            conn, estate_id=estate_id, team_id=team_id, actor_user_id=actor_user_id
        )
    )
    return await _propose(conn, new, estate_id, team_id, actor_user_id, now, today)


async def _propose(
    conn: AsyncConnection,
    new: NewPlan,
    estate_id: int,
    team_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> int:
    team = {"estate_id": estate_id, "team_id": team_id}
    check_members(new.shares, (await queries.members_now(conn, **team)).keys())
    has = await queries.team_points(conn, **team, today=today)
    if new.points > has.spendable:
        raise PointsAreTooFew(
            f"队里今天能用 {has.spendable} 分，方案一共要 {new.points} 分；请减少分数。",
            points_available=has.spendable,
            points_needed=new.points,
        )
    written = await conn.execute(
        _ADD_PLAN,
        team
        | {
            "kind": new.kind.value,
            "points": new.points,
            "purpose": new.purpose,
            "desk_reason": new.desk_reason,
            "actor": actor_user_id,
            "now": now,
        },
    )
    plan_id: int | None = written.scalar_one_or_none()
    if plan_id is None:
        raise TeamPointsPlanWaits("这支队已经有一份方案等确认，请先等它处理，或者撤回它。")
    await conn.execute(
        _ADD_SHARES,
        {
            "estate_id": estate_id,
            "plan_id": plan_id,
            "resident_ids": [share.resident_id for share in new.shares],
            "points": [share.points for share in new.shares],
        },
    )
    return plan_id


async def confirm_plan(
    conn: AsyncConnection,
    *,
    estate_id: int,
    team_points_plan_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> None:
    """Confirm a plan as a second person and move its points, all of them or none.

    Raises `ObjectIsNotHere`, `TeamPointsPlanIsDecided`, `TeamPointsNeedSecondPerson`,
    `TeamPointsAreOnesOwn`, `ShareIsForNoMember`, `PointsAreTooFew`, in this order.
    """
    wanted = {"estate_id": estate_id, "team_points_plan_id": team_points_plan_id}
    seen = await queries.plan_of(conn, **wanted)
    shares = await queries.shares_of(conn, **wanted)
    wallet = (TEAM_WALLET, team_holder(seen.volunteer_team_id))
    takers = [(WALLET, resident_holder(each.share.resident_id)) for each in shares]
    locked = await lock_accounts(conn, estate_id, [wallet, *(takers or [(POOL, "")])])
    found = await _decidable(conn, estate_id, team_points_plan_id, actor_user_id)
    team = {"estate_id": estate_id, "team_id": found.volunteer_team_id}
    await queries.lock_team(conn, **team)
    check_members([each.share for each in shares], (await queries.members_now(conn, **team)).keys())
    if found.kind is PlanKind.POOL:
        await _donate(conn, found, locked[wallet], actor_user_id=actor_user_id, today=today)
    else:
        await _share(conn, found, shares, locked[wallet], actor_user_id=actor_user_id, today=today)
    await _decide(conn, found, "confirmed", actor_user_id, now, booked_on=today)
    await tell_confirmed(conn, found, shares)


async def _share(
    conn: AsyncConnection,
    plan: Plan,
    shares: Sequence[PlannedShare],
    locked: LockedAccount,
    *,
    actor_user_id: int,
    today: date,
) -> None:
    lots = await lots_of_nature(
        conn, estate_id=plan.estate_id, account_id=locked.account.account_id
    )
    shared = share_out(
        lots, [each.share for each in shares], available=locked.available, today=today
    )
    source = f"team_points_plan:{plan.team_points_plan_id}"
    await post_moves(
        conn,
        [
            (
                PointsTransfer(
                    estate_id=plan.estate_id,
                    from_holder=team_holder(plan.volunteer_team_id),
                    to_holder=resident_holder(share.resident_id),
                    points=share.points,
                    kind="team_points_share",
                    narration=f"服务队分给队员：{plan.purpose}",
                    on=today,
                    source=source,
                    idempotency_key=f"{source}:{each.line_no}",
                ),
                moves,
            )
            for each, (share, moves) in zip(shares, shared, strict=True)
        ],
        actor_user_id=actor_user_id,
        prepared_by=plan.proposed_by,
        today=today,
    )


async def _donate(
    conn: AsyncConnection, plan: Plan, locked: LockedAccount, *, actor_user_id: int, today: date
) -> None:
    lots = await open_lots(conn, estate_id=plan.estate_id, account_id=locked.account.account_id)
    available = locked.available
    uses = choose_lots(lots, points=plan.points, available=available, today=today)
    source = f"team_points_plan:{plan.team_points_plan_id}"
    spend = PreparedSpend(
        command=PostingCommand(
            estate_id=plan.estate_id,
            entry=team_donation_entry(
                holder=team_holder(plan.volunteer_team_id),
                points=plan.points,
                purpose=plan.purpose,
                source=source,
                on=today,
            ),
            idempotency_key=f"{source}:pool",
            prepared_by=plan.proposed_by,
            approved_by=actor_user_id,
        ),
        lot_uses=uses,
        points_available=spendable_points(lots, available=available, today=today),
    )
    await post_spends(conn, [spend], posted_by=actor_user_id, today=today)


async def refuse_plan(
    conn: AsyncConnection,
    *,
    estate_id: int,
    team_points_plan_id: int,
    reason: str,
    actor_user_id: int,
    now: datetime,
) -> None:
    """Send a plan back as a second person, with the reason; nothing moves.

    Raises `ObjectIsNotHere`, `TeamPointsPlanIsDecided`, `TeamPointsNeedSecondPerson`,
    `TeamPointsAreOnesOwn`.
    """
    found = await _decidable(conn, estate_id, team_points_plan_id, actor_user_id)
    await _decide(conn, found, "refused", actor_user_id, now, reason=reason)
    await tell_refused(conn, found)


async def withdraw_plan(
    conn: AsyncConnection,
    *,
    estate_id: int,
    team_points_plan_id: int,
    actor_user_id: int,
    now: datetime,
) -> None:
    """Take back a plan of one's own that still waits.

    Raises `ObjectIsNotHere`, `TeamPointsPlanIsDecided`, `TeamPointsPlanIsSomebodyElses`.
    """
    found = await queries.lock_plan(
        conn, estate_id=estate_id, team_points_plan_id=team_points_plan_id
    )
    if found.state != "proposed":
        raise TeamPointsPlanIsDecided("这份方案已经处理过，请刷新页面查看结果。")
    if found.proposed_by != actor_user_id:
        raise TeamPointsPlanIsSomebodyElses("这份方案由别人写，请写的人来撤回，或者退回它。")
    await _decide(conn, found, "withdrawn", actor_user_id, now)


async def _decidable(
    conn: AsyncConnection, estate_id: int, team_points_plan_id: int, actor_user_id: int
) -> Plan:
    found = await queries.lock_plan(
        conn, estate_id=estate_id, team_points_plan_id=team_points_plan_id
    )
    check_confirms(
        state=found.state,
        proposed_by=found.proposed_by,
        actor_user_id=actor_user_id,
        is_own=await queries.is_own(
            conn,
            estate_id=estate_id,
            team_id=found.volunteer_team_id,
            actor_user_id=actor_user_id,
        ),
    )
    return found


async def _decide(
    conn: AsyncConnection,
    found: Plan,
    state: str,
    actor_user_id: int,
    now: datetime,
    *,
    reason: str | None = None,
    booked_on: date | None = None,
) -> None:
    await conn.execute(
        _DECIDE,
        {
            "estate_id": found.estate_id,
            "team_points_plan_id": found.team_points_plan_id,
            "state": state,
            "actor": actor_user_id,
            "now": now,
            "reason": reason,
            "booked_on": booked_on,
        },
    )
