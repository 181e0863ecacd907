"""注销: asked for, confirmed, a week to take it back, then carried out for good.

What the accounts must keep is kept under a number in the name's place: the journal, service
records and redemptions stay as they are (会计档案管理办法 §14), and so does the audit log. Name,
phone, identity number, birth date, papers, ownership and logins go, and so do the free words that
the person wrote or that were written about them (`forgotten_words`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.db.session import scope
from ledger.drafts.operations import forget_drafts_of
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.estates.people.guardians import withdraw_guardian
from ledger.estates.people.operations import end_logins, move_out
from ledger.estates.people.papers import destroy_papers_of
from ledger.estates.people.proxies import withdraw_proxy
from ledger.identity.session_records import end_sessions_of
from ledger.messages.words import day_words
from ledger.own_data import queries
from ledger.own_data.forgotten_words import forget_words
from ledger.points.entries import SpendOrder
from ledger.points.operations import points_available, post_spends, spend_points
from ledger.points.queries import in_notice, wallet_balance
from ledger.redemption.cards.operations import void_card_of
from ledger.time_bank.operations import donate_rest

POOL = "P2301"
DAYS_TO_THINK = 7
CONFIRMATION = "确认注销"


class DeletionIsAsked(Refusal):
    code = "deletion_is_asked"


class DeletionNeedsConfirmation(Refusal):
    """The second step asks for the words, so that no single tap does it."""

    code = "deletion_needs_confirmation"
    status = 400


class DeletionIsTooEarly(Refusal):
    """It can be taken back for a week; `not_before` says until when."""

    code = "deletion_is_too_early"


class PointsAreLeft(Refusal):
    """Points would be lost; the person says that the pool may have them, or spends them first."""

    code = "points_are_left"


async def ask_deletion(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    donates_points: bool,
    actor_user_id: int,
    now: datetime,
) -> int:
    """Ask to be forgotten; raises `PointsAreLeft` and `DeletionIsAsked`."""
    await _refuse_points(conn, estate_id, resident_id, donates_points=donates_points)
    asked = await conn.execute(
        text("""insert into deletion_request (estate_id, resident_id, asked_by, asked_at,
                donates_points)
            values (:estate_id, :resident_id, :actor, :now, :donates)
            on conflict do nothing returning deletion_request_id"""),
        {
            "estate_id": estate_id,
            "resident_id": resident_id,
            "actor": actor_user_id,
            "now": now,
            "donates": donates_points,
        },
    )
    deletion_request_id: int | None = asked.scalar_one_or_none()
    if deletion_request_id is None:
        raise DeletionIsAsked("已经申请过注销，请在页面上确认或者撤回。")
    return deletion_request_id


async def _refuse_points(
    conn: AsyncConnection, estate_id: int, resident_id: int, *, donates_points: bool
) -> None:
    balance = await wallet_balance(conn, estate_id=estate_id, resident_id=resident_id)
    if balance.held_points:
        raise PointsAreLeft(
            f"还有 {balance.held_points} 分正被预占，请等预占结束后再注销。",
            points=balance.points,
        )
    if balance.points and not donates_points:
        raise PointsAreLeft(
            f"还有 {balance.points} 分没有用完。请先用完，或者选择捐给公益池，再注销。",
            points=balance.points,
        )
    if await conn.scalar(_LAST_OF_A_HOUSEHOLD, {"estate_id": estate_id, "resident": resident_id}):
        raise PointsAreLeft(
            "您是这一户的最后一位，家庭账户里还有积分。请先用完，或者在“家庭账户”里退回，再注销。"
        )


# Points that nobody could use any more.
_LAST_OF_A_HOUSEHOLD = text("""
    select exists (
        select from household_member m
        join account a on a.estate_id = m.estate_id and a.code = 'P2102'
            and a.holder = 'household:' || m.household_id
        join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
        where m.estate_id = :estate_id and m.resident_id = :resident and m.moved_out_on is null
            and b.posted <> 0 and not exists (
                select from household_member o
                where o.estate_id = m.estate_id and o.household_id = m.household_id
                    and o.moved_out_on is null and o.resident_id <> m.resident_id))
""")


async def _own_request(
    conn: AsyncConnection, estate_id: int, resident_id: int
) -> queries.DeletionRow:
    found = await queries.open_request_of(conn, estate_id, resident_id)
    if found is None:
        raise ObjectIsNotHere("注销申请")
    return found


async def confirm_deletion(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, words: str, now: datetime
) -> date:
    """Confirm the request, in words, and return the first day on which it is carried out.

    Raises `DeletionNeedsConfirmation` and `ObjectIsNotHere`.
    """
    if words.strip() != CONFIRMATION:
        raise DeletionNeedsConfirmation(f"请在框里写“{CONFIRMATION}”四个字。")
    request = await _own_request(conn, estate_id, resident_id)
    await conn.execute(
        text("""update deletion_request set confirmed_at = greatest(:now, asked_at)
            where estate_id = :estate_id and deletion_request_id = :id
                and confirmed_at is null"""),
        {"estate_id": estate_id, "id": request.deletion_request_id, "now": now},
    )
    return ((request.confirmed_at or now) + timedelta(days=DAYS_TO_THINK)).date()


async def take_back_deletion(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, now: datetime
) -> int:
    """Take the request back; raises `ObjectIsNotHere`."""
    request = await _own_request(conn, estate_id, resident_id)
    await conn.execute(
        text("""update deletion_request set taken_back_at = :now
            where estate_id = :estate_id and deletion_request_id = :id"""),
        {"estate_id": estate_id, "id": request.deletion_request_id, "now": now},
    )
    return request.deletion_request_id


async def carry_out_deletion(
    conn: AsyncConnection,
    *,
    estate_id: int,
    deletion_request_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> str:
    """Forget the person who asked for it a week ago; return what they are called from now on.

    Raises `ObjectIsNotHere`, `DeletionIsTooEarly`, `PointsAreLeft` and the refusals of posting.
    """
    request = await queries.lock_request(conn, estate_id, deletion_request_id)
    if request is None or request.confirmed_at is None:
        raise ObjectIsNotHere("确认过的注销申请")
    not_before = request.confirmed_at + timedelta(days=DAYS_TO_THINK)
    if now < not_before:
        raise DeletionIsTooEarly(
            f"确认后 {DAYS_TO_THINK} 天内可以撤回，还没有到办理的时间。",
            not_before=not_before.isoformat(timespec="seconds"),
        )
    await _donate(conn, request, estate_id, actor_user_id, today)
    # Nobody is left who could use what is saved in the time bank.
    await donate_rest(
        conn,
        estate_id=estate_id,
        resident_id=request.resident_id,
        idempotency_key=f"deletion_request:{request.deletion_request_id}",
        actor_user_id=actor_user_id,
        today=today,
    )
    pseudonym = await _forget(
        conn, estate_id, request.resident_id, actor_user_id=actor_user_id, now=now, today=today
    )
    await conn.execute(
        text("""update deletion_request set carried_out_at = :now, carried_out_by = :actor
            where estate_id = :estate_id and deletion_request_id = :id"""),
        {"estate_id": estate_id, "id": deletion_request_id, "now": now, "actor": actor_user_id},
    )
    return pseudonym


async def _donate(
    conn: AsyncConnection,
    request: queries.DeletionRow,
    estate_id: int,
    actor_user_id: int,
    today: date,
) -> None:
    """Give what is left to the public pool, as its holder wished."""
    resident_id = request.resident_id
    await _refuse_points(conn, estate_id, resident_id, donates_points=request.donates_points)
    balance = await wallet_balance(conn, estate_id=estate_id, resident_id=resident_id)
    if not balance.points:
        return
    waiting = await in_notice(conn, estate_id=estate_id, resident_id=resident_id, today=today)
    if waiting:
        raise PointsAreLeft(
            f"还有 {sum(each.points for each in waiting)} 分在公示中，"
            f"{day_words(waiting[-1].spendable_from)}起才能捐入公益池，请那时再办理注销。",
            points=balance.points,
        )
    points = await points_available(conn, estate_id=estate_id, resident_id=resident_id, today=today)
    if not points:
        return
    spend = await spend_points(
        conn,
        SpendOrder(
            estate_id=estate_id,
            resident_id=resident_id,
            points=points,
            to_account=POOL,
            kind="points_donation",
            narration=f"注销前捐入公益池 {points} 分",
            on=today,
            source=f"deletion_request:{request.deletion_request_id}",
        ),
        idempotency_key=f"deletion_request:{request.deletion_request_id}:donation",
        prepared_by=actor_user_id,
        today=today,
    )
    await post_spends(conn, [spend], posted_by=actor_user_id, today=today)


_ENDINGS = (
    """update consent set withdrawn_at = greatest(:now, given_at), withdrawn_by_user = :actor
        where estate_id = :estate_id and resident_id = :resident_id and withdrawn_at is null""",
    """update help_offer set skills = '{}', weekly_times = '{}', chosen_at = :now
        where estate_id = :estate_id and resident_id = :resident_id""",
    """update deposit_wish set is_on = false, chosen_by = :actor, chosen_at = :now
        where estate_id = :estate_id and resident_id = :resident_id""",
    # The place is free; whoever waits gets it when the list is looked at next.
    """update activity_sign_up set state = 'cancelled', cancelled_by = :actor, cancelled_at = :now
        where estate_id = :estate_id and resident_id = :resident_id
            and state in ('signed_up', 'waiting')""",
    """update volunteer_team_member set left_by = :actor, left_at = greatest(:now, asked_at)
        where estate_id = :estate_id and resident_id = :resident_id and left_at is null""",
    """delete from dwelling_owner where estate_id = :estate_id and resident_id = :resident_id""",
    """update certificate_holder h set holder_sealed = null
        from service_certificate c
        where c.estate_id = h.estate_id and c.certificate_id = h.certificate_id
            and h.estate_id = :estate_id and c.resident_id = :resident_id""",
    """update resident set name = :pseudonym, owner_no = null, phone_sealed = null,
            phone_digest = null, identity_sealed = null, identity_digest = null,
            birth_date_sealed = null, guardian_needed_until = null, forgotten_at = :now
        where estate_id = :estate_id and resident_id = :resident_id""",
)


async def _end_agreements(
    conn: AsyncConnection,
    estate_id: int,
    resident_id: int,
    *,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> None:
    """End what the person has with others, as it ends at anybody's wish; codes and logins too."""
    for member in await queries.stays_of(conn, estate_id, resident_id):
        await move_out(
            conn,
            estate_id=estate_id,
            household_member_id=member.household_member_id,
            on=max(today, member.moved_in_on),
            actor_user_id=actor_user_id,
        )
    for family_proxy_id in await queries.proxies_with(conn, estate_id, resident_id):
        await withdraw_proxy(
            conn,
            estate_id=estate_id,
            family_proxy_id=family_proxy_id,
            actor_user_id=actor_user_id,
            now=now,
        )
    for guardianship_id in await queries.guardianships_with(conn, estate_id, resident_id):
        await withdraw_guardian(
            conn,
            estate_id=estate_id,
            guardianship_id=guardianship_id,
            now=now,
            today=today,
            actor_user_id=actor_user_id,
        )


# A login that is nobody anywhere any more.
_FORGET_LOGINS = text("""
    update app_user u set login = 'forgotten-' || u.user_id, display_name = :pseudonym,
        password_hash = null, is_disabled = true
    where u.user_id = any(:users) and not exists (
        select from role_grant g where g.user_id = u.user_id and g.revoked_at is null)
""")

_UNLINK_WECHAT = text("""
    delete from wechat_identity w using app_user u
    where w.user_id = u.user_id and u.user_id = any(:users) and u.is_disabled
""")

_FORGET_MESSAGES = text("""
    delete from message m using app_user u
    where m.user_id = u.user_id and u.user_id = any(:users) and u.is_disabled
""")


async def _forget(
    conn: AsyncConnection,
    estate_id: int,
    resident_id: int,
    *,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> str:
    pseudonym = f"住户-{resident_id:04d}"
    users = await queries.users_of_resident(conn, estate_id, resident_id)
    await void_card_of(
        conn,
        estate_id=estate_id,
        resident_id=resident_id,
        reason="本人注销",
        actor_user_id=actor_user_id,
    )
    await destroy_papers_of(conn, estate_id=estate_id, resident_id=resident_id, now=now)
    await _end_agreements(
        conn, estate_id, resident_id, actor_user_id=actor_user_id, now=now, today=today
    )
    said = {
        "estate_id": estate_id,
        "resident_id": resident_id,
        "actor": actor_user_id,
        "now": now,
        "pseudonym": pseudonym,
    }
    for statement in _ENDINGS:
        wanted = {name: value for name, value in said.items() if f":{name}" in statement}
        await conn.execute(text(statement), wanted)
    await end_logins(
        conn,
        estate_id=estate_id,
        resident_id=resident_id,
        reason="本人注销",
        actor_user_id=actor_user_id,
        now=now,
    )
    for user_id in users:
        await scope(conn, estates=estate_id, actor=user_id)
        await forget_drafts_of(conn, estate_id=estate_id, user_id=user_id)
    # A login belongs to no estate: whether it is somebody elsewhere, only the whole tells.
    await scope(conn, estates="*", actor=actor_user_id)
    for user_id in users:
        await end_sessions_of(conn, user_id=user_id)
    await conn.execute(_FORGET_LOGINS, {"users": users, "pseudonym": pseudonym})
    await conn.execute(_UNLINK_WECHAT, {"users": users})
    await conn.execute(_FORGET_MESSAGES, {"users": users})
    await scope(conn, estates=estate_id, actor=actor_user_id)
    words = await forget_words(conn, estate_id=estate_id, resident_id=resident_id, user_ids=users)
    await write_audit_line(
        conn,
        estate_id=estate_id,
        actor_user_id=actor_user_id,
        action="forget_words",
        outcome="done",
        object_=f"resident:{resident_id}",
        details=words,
    )
    return pseudonym
