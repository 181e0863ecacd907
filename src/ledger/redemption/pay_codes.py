"""The life of a 付款码: issued to a phone, looked up by a terminal, burnt once.

The database's clock alone decides what is alive. A code is burnt, which is to say deleted, in the
database transaction that decides its redemption, also when that is refused: somebody has seen it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import Refusal
from ledger.redemption import queries
from ledger.redemption.code_failures import (
    Terminal,
    read_failures,
    record_failures,
    serialise_failures,
)
from ledger.redemption.codes import LIFE_SECONDS, code_digest, pay_code

LIVE_CODES_PER_USER = 3
"""Two phones of one person may show a code each, and one more while they refresh."""


class PayCodeIsNotValid(Refusal):
    """Unknown, used, expired or another estate's: strangers get one answer for all four."""

    code = "pay_code_is_not_valid"

    def __init__(self) -> None:
        super().__init__("付款码无效，可能已经用过或已过期，请居民刷新付款码再扫一次。")


@dataclass(frozen=True, slots=True)
class IssuedPayCode:
    """A fresh code; the digits are known to nobody after this answer."""

    digits: str
    issued_at: datetime
    expires_at: datetime


_SWEEP = text("""
    delete from pay_code
    where estate_id = :estate_id and user_id = :user_id
        and expires_at < clock_timestamp() - interval '1 hour'
""")

_END_ALL_BUT_NEWEST = text("""
    update pay_code set expires_at = least(expires_at, clock_timestamp())
    where estate_id = :estate_id and code_digest in (
        select code_digest from pay_code
        where estate_id = :estate_id and user_id = :user_id and expires_at > clock_timestamp()
            and card_opening_id is null
        order by issued_at desc
        offset :kept)
""")

_ISSUE = text("""
    insert into pay_code (estate_id, code_digest, resident_id, user_id, session_digest,
        family_proxy_id, household_id, issued_at, expires_at)
    select :estate_id, :code_digest, :resident_id, :user_id, :session_digest, :family_proxy_id,
        :household_id, m.at, m.at + make_interval(secs => :life_seconds)
    from (select clock_timestamp() as at) m
    returning issued_at, expires_at
""")

# A code lives as long as its ninety seconds, the session it was shown in, the login behind it and,
# where family shows it, what they were allowed; where a card became it, as long as that is in use;
# where it is for the household's account, as long as who shows it lives there and may use it.
IS_GOOD = """(
    not exists (select from app_user u where u.user_id = c.user_id and u.is_disabled)
    and (c.session_digest is null or exists (
        select from user_session s
        where s.session_digest = c.session_digest and s.expires_at > clock_timestamp()))
    and (c.family_proxy_id is null or exists (
        select from family_proxy f
        where f.estate_id = c.estate_id and f.family_proxy_id = c.family_proxy_id
            and f.is_approved and f.withdrawn_at is null
            and (clock_timestamp() at time zone 'Asia/Shanghai')::date
                between f.starts_on and f.ends_on))
    and (c.household_id is null or exists (
        select from household_member h
        where h.estate_id = c.estate_id and h.resident_id = c.resident_id
            and h.household_id = c.household_id and h.moved_out_on is null
            and (h.relation = 'head' or exists (
                select from household_spender p
                where p.estate_id = h.estate_id
                    and p.household_member_id = h.household_member_id and p.ended_at is null))))
    and (c.card_opening_id is null or exists (
        select from card_opening o join card k using (estate_id, card_id)
        where o.estate_id = c.estate_id and o.card_opening_id = c.card_opening_id
            and k.state = 'active')))
"""

_LOOK_UP = text(f"""
    select c.resident_id, r.name, c.expires_at, c.household_id
    from pay_code c
    join resident r using (estate_id, resident_id)
    where c.estate_id = :estate_id and c.code_digest = :code_digest
        and c.expires_at > clock_timestamp() and {IS_GOOD}
        and (c.card_opening_id is null or c.user_id = :user_id)
""")  # noqa: S608


async def issue_pay_code(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_id: int,
    user_id: int,
    random_digits: str,
    session_digest: bytes | None = None,
    family_proxy_id: int | None = None,
    household_id: int | None = None,
) -> IssuedPayCode:
    """Give a resident's user a new code, good for ninety seconds of the database's clock.

    Codes already shown stay good, up to three; of more the oldest end. Where `session_digest` is
    given, the code ends with that session. Where `family_proxy_id` is given, the user is family who
    acts for the resident; where `household_id` is, the code spends from the household's account.
    Only the digest of the code is kept.
    """
    mine = {"estate_id": estate_id, "user_id": user_id}
    # One request of a user at a time, or two could each leave three codes alive.
    await conn.execute(
        text("""select from resident
            where estate_id = :estate_id and resident_id = :resident_id for no key update"""),
        {"estate_id": estate_id, "resident_id": resident_id},
    )
    await conn.execute(_SWEEP, mine)
    await conn.execute(_END_ALL_BUT_NEWEST, mine | {"kept": LIVE_CODES_PER_USER - 1})
    digits = pay_code(random_digits)
    row = (
        await conn.execute(
            _ISSUE,
            mine
            | {
                "resident_id": resident_id,
                "code_digest": code_digest(digits, estate_id=estate_id),
                "session_digest": session_digest,
                "family_proxy_id": family_proxy_id,
                "household_id": household_id,
                "life_seconds": LIFE_SECONDS,
            },
        )
    ).one()
    return IssuedPayCode(digits, row.issued_at, row.expires_at)


async def look_up_pay_code(
    conn: AsyncConnection, *, estate_id: int, digest: bytes, terminal: Terminal
) -> queries.CodeHolder | None:
    """Return whose live code it is without burning it; None counts as a failed attempt.

    Commit in either case. Raises `CodeAttemptsAreThrottled`.
    """
    mine = [(estate_id, terminal)]
    (await read_failures(conn, mine)).check(estate_id, digest, terminal)
    found = await conn.execute(
        _LOOK_UP,
        {"estate_id": estate_id, "code_digest": digest, "user_id": terminal.user_id},
    )
    row = found.one_or_none()
    if row is not None:
        return queries.CodeHolder(row.resident_id, row.name, row.expires_at, row.household_id)
    # One after the other, and the count again, so that guesses in parallel are counted too.
    await serialise_failures(conn, mine)
    failures = await read_failures(conn, mine)
    failures.check(estate_id, digest, terminal)
    failures.add(estate_id, digest, terminal)
    await record_failures(conn, failures.added)
    return None
