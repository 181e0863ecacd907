"""Who may use the points account of a household: its head, and whom the head has allowed.

An allowance belongs to one stay in the household and ends with it. Children under 14 put nothing
into the account and take nothing out of it: that is for the grown-ups of the family.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import ObjectIsNotHere, Refusal
from ledger.estates.people.queries import is_child


class HouseholdIsMissing(Refusal):
    """Who lives in no household has no account of one."""

    code = "household_is_missing"


class HouseholdHeadDecides(Refusal):
    """Who may use the account, and whether points go back, the head says or the desk for them."""

    code = "household_head_decides"
    status = 403


class HouseholdAccountIsClosedToYou(Refusal):
    """The head has not allowed the caller to spend from the account, or no more."""

    code = "household_account_is_closed_to_you"
    status = 403


class SpenderIsNotFit(Refusal):
    """Only a grown-up who lives in the household; the head needs no allowance."""

    code = "spender_is_not_fit"


class ChildMovesNoPoints(Refusal):
    """Below fourteen nobody puts points into the household's account or uses it."""

    code = "child_moves_no_points"
    status = 403


@dataclass(frozen=True, slots=True)
class HouseholdStay:
    """Somebody's place in a household today, and what they may do with its account."""

    household_id: int
    household_member_id: int
    resident_id: int
    name: str
    relation: str
    is_child: bool
    is_allowed: bool

    @property
    def is_head(self) -> bool:
        return self.relation == "head"

    @property
    def may_spend(self) -> bool:
        return (self.is_head or self.is_allowed) and not self.is_child


_STAYS = """
    select m.household_id, m.household_member_id, m.resident_id, r.name, m.relation,
        r.guardian_needed_until, exists (
            select from household_spender s
            where s.estate_id = m.estate_id and s.household_member_id = m.household_member_id
                and s.ended_at is null) as is_allowed
    from household_member m
    join resident r using (estate_id, resident_id)
    where m.estate_id = :estate_id and m.moved_out_on is null
"""
_STAY_OF = text(f"{_STAYS} and m.resident_id = :resident_id")
# A stay that is being ended waits for what is done under it, and the other way round.
_LOCKED_STAY_OF = text(f"{_STAYS} and m.resident_id = :resident_id for share of m")
_STAYS_IN = text(
    f"{_STAYS} and m.household_id = :household_id"
    " order by m.relation <> 'head', m.household_member_id"
)


async def stay_of(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, today: date, locked: bool = False
) -> HouseholdStay:
    """Return where somebody lives now; `locked` keeps it so to the end of the transaction.

    Raises `HouseholdIsMissing`.
    """
    stay = await stay_if_any(
        conn, estate_id=estate_id, resident_id=resident_id, today=today, locked=locked
    )
    if stay is None:
        raise HouseholdIsMissing("您还没有登记住在哪一户，请到服务台登记后再使用家庭账户。")
    return stay


async def stay_if_any(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, today: date, locked: bool = False
) -> HouseholdStay | None:
    """Return what `stay_of` does, and None for who is registered in no household."""
    rows = await conn.execute(
        _LOCKED_STAY_OF if locked else _STAY_OF,
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    row = rows.one_or_none()
    return None if row is None else _stay(row, today)


async def stays_in(
    conn: AsyncConnection, *, estate_id: int, household_id: int, today: date
) -> list[HouseholdStay]:
    """Return who lives in a household now, the head first."""
    rows = await conn.execute(_STAYS_IN, {"estate_id": estate_id, "household_id": household_id})
    return [_stay(row, today) for row in rows]


def _stay(row: object, today: date) -> HouseholdStay:
    found = row._mapping  # type: ignore[attr-defined]
    return HouseholdStay(
        household_id=found["household_id"],
        household_member_id=found["household_member_id"],
        resident_id=found["resident_id"],
        name=found["name"],
        relation=found["relation"],
        is_child=is_child(found["guardian_needed_until"], today),
        is_allowed=found["is_allowed"],
    )


async def allow_spender(
    conn: AsyncConnection,
    *,
    estate_id: int,
    household_id: int,
    household_member_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> int:
    """Let a member use the household's account; return the number of the allowance.

    Raises `ObjectIsNotHere` for somebody of another household, `SpenderIsNotFit`.
    """
    stay = await _member(conn, estate_id, household_id, household_member_id, today)
    if stay.is_head:
        raise SpenderIsNotFit("户主本来就能使用家庭账户，不用再允许。")
    if stay.is_child:
        raise SpenderIsNotFit("未满 14 岁的孩子不能使用家庭账户，请选择成年家人。")
    try:
        async with conn.begin_nested():
            added = await conn.execute(
                text("""insert into household_spender (estate_id, household_member_id, allowed_by,
                        allowed_at)
                    values (:estate_id, :member, :actor, :now)
                    returning household_spender_id"""),
                {
                    "estate_id": estate_id,
                    "member": household_member_id,
                    "actor": actor_user_id,
                    "now": now,
                },
            )
    except IntegrityError as error:
        if "household_spender_now" in str(error.orig):
            raise SpenderIsNotFit("这位家人已经可以使用家庭账户。") from None
        raise
    household_spender_id: int = added.scalar_one()
    return household_spender_id


async def end_spender(
    conn: AsyncConnection,
    *,
    estate_id: int,
    household_id: int,
    household_member_id: int,
    actor_user_id: int,
    now: datetime,
    today: date,
) -> None:
    """End a member's allowance at once, with the codes that their phone shows.

    Raises `ObjectIsNotHere`, also where nothing was allowed.
    """
    stay = await _member(conn, estate_id, household_id, household_member_id, today)
    ended = await conn.execute(
        text("""update household_spender set ended_at = greatest(:now, allowed_at),
                ended_by = :actor
            where estate_id = :estate_id and household_member_id = :member
                and ended_at is null"""),
        {
            "estate_id": estate_id,
            "member": household_member_id,
            "actor": actor_user_id,
            "now": now,
        },
    )
    if ended.rowcount == 0:
        raise ObjectIsNotHere("这位家人的使用许可")
    await end_household_codes(
        conn, estate_id=estate_id, household_id=household_id, resident_id=stay.resident_id
    )


async def end_household_codes(
    conn: AsyncConnection, *, estate_id: int, household_id: int, resident_id: int
) -> None:
    """End the codes that somebody's phone shows for the household's account."""
    await conn.execute(
        text("""update pay_code set expires_at = least(expires_at, clock_timestamp())
            where estate_id = :estate_id and household_id = :household_id
                and resident_id = :resident_id"""),
        {"estate_id": estate_id, "household_id": household_id, "resident_id": resident_id},
    )


async def _member(
    conn: AsyncConnection, estate_id: int, household_id: int, household_member_id: int, today: date
) -> HouseholdStay:
    stays = await stays_in(conn, estate_id=estate_id, household_id=household_id, today=today)
    for stay in stays:
        if stay.household_member_id == household_member_id:
            return stay
    raise ObjectIsNotHere("这位家人")
