"""A card at the counter: its PIN is right, or somebody knows the holder, and it becomes a pay code.

The code is good for ninety seconds, once, at the till that opened the card, and for no more points
than cards may spend today; everything after that is the counter's (`redemption.operations`). A
stranger hears the same whether the number is unknown, the card blocked, or the PIN wrong.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.audit_log.operations import write_audit_line
from ledger.errors import Refusal
from ledger.identity.passwords import password_matches
from ledger.redemption.cards import queries
from ledger.redemption.cards.keys import card_keys_of
from ledger.redemption.cards.queries import LockedCard
from ledger.redemption.cards.rules import (
    PIN_FAILURES_ALLOWED,
    CardChange,
    CardState,
    read_pin,
)
from ledger.redemption.cards.trail import change_card
from ledger.redemption.code_failures import (
    FAILURE_WINDOW_SECONDS,
    Failures,
    Terminal,
    read_failures,
    record_failures,
    serialise_failures,
)
from ledger.redemption.codes import LIFE_SECONDS, code_digest, pay_code
from ledger.redemption.pay_codes import IssuedPayCode


class CardIsNotAccepted(Refusal):
    """Unknown, blank, blocked, locked, dead, another estate's, or not proved: one answer."""

    code = "card_is_not_accepted"

    def __init__(self) -> None:
        super().__init__(
            "卡号和密码对不上，或者这张卡不能用。请持卡人核对后重新输入；"
            f"{FAILURE_WINDOW_SECONDS // 60} 分钟里输错 {PIN_FAILURES_ALLOWED} 次会锁卡，"
            "忘了密码、卡已挂失或锁住的，请到服务台办理。"
        )


@dataclass(frozen=True, slots=True)
class ByPin:
    """What the holder typed."""

    pin: str


@dataclass(frozen=True, slots=True)
class BySight:
    """认人, for a card without a PIN: who the holder is said to be, who vouches for it, and why."""

    holder_name: str
    vouched_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class OpenedCard:
    """The code that a card became, and whose it is; the digits are in this answer alone."""

    card_opening_id: int
    card_id: int
    resident_id: int
    resident_name: str
    way: str
    code: IssuedPayCode


_OPEN = text("""
    insert into card_opening (estate_id, card_id, way, vouched_by, reason, opened_by)
    values (:estate_id, :card_id, :way, :vouched_by, :reason, :opened_by)
    returning card_opening_id
""")

# A card lies at one till at a time.
_END_EARLIER = text("""
    update pay_code c set expires_at = least(c.expires_at, clock_timestamp())
    from card_opening o
    where c.estate_id = :estate_id and o.estate_id = c.estate_id
        and o.card_opening_id = c.card_opening_id and o.card_id = :card_id
        and c.expires_at > clock_timestamp()
""")

_SWEEP = text("""
    delete from pay_code
    where estate_id = :estate_id and user_id = :user_id
        and expires_at < clock_timestamp() - interval '1 hour'
""")

_ISSUE = text("""
    insert into pay_code (estate_id, code_digest, resident_id, user_id, session_digest,
        card_opening_id, issued_at, expires_at)
    select :estate_id, :code_digest, :resident_id, :user_id, :session_digest, :card_opening_id,
        m.at, m.at + make_interval(secs => :life_seconds)
    from (select clock_timestamp() as at) m
    returning issued_at, expires_at
""")


async def open_card(
    conn: AsyncConnection,
    *,
    estate_id: int,
    number: str,
    proof: ByPin | BySight,
    terminal: Terminal,
    random_digits: str,
    session_digest: bytes | None = None,
) -> OpenedCard | None:
    """Return the code that a card became; None counts as a failure: commit in either case.

    The fifth wrong proof within fifteen minutes locks the card. `number` is 16 digits
    (`read_card_number`). Raises `CodeAttemptsAreThrottled`.
    """
    keys = card_keys_of(conn)
    number_digest = keys.number_digest(number, estate_id=estate_id)
    # What the throttle knows of a card, beside the digests of codes.
    tried = number_digest[:16]
    mine = [(estate_id, terminal)]
    (await read_failures(conn, mine)).check(estate_id, tried, terminal)
    card = await queries.lock_card_of_number(conn, estate_id, number_digest)
    if isinstance(proof, ByPin):
        stored = card.pin_hash if card is not None else None
        card_id = card.card_id if card is not None else 0
        words = keys.pin_words(read_pin(proof.pin), estate_id=estate_id, card_id=card_id)
        # Asked for in any case, so that an unknown card takes as long as a wrong PIN.
        is_proved = await password_matches(stored, words)
    else:
        is_proved = card is not None and card.pin_hash is None and _is_name(proof, card)
    if card is None or card.state is not CardState.ACTIVE or not is_proved:
        # One after the other, and the count again, so that guesses in parallel are counted too.
        await serialise_failures(conn, mine)
        failures = await read_failures(conn, mine)
        failures.check(estate_id, tried, terminal)
        await _fail(conn, estate_id, card, tried, failures, terminal)
        return None
    return await _opened(
        conn,
        estate_id,
        card,
        proof,
        terminal=terminal,
        random_digits=random_digits,
        session_digest=session_digest,
    )


def _is_name(proof: BySight, card: LockedCard) -> bool:
    """Whether the holder is who the card belongs to: a thief seldom knows the name."""
    said = unicodedata.normalize("NFKC", proof.holder_name).strip()
    return said == unicodedata.normalize("NFKC", card.resident_name).strip()


async def _fail(
    conn: AsyncConnection,
    estate_id: int,
    card: LockedCard | None,
    tried: bytes,
    failures: Failures,
    terminal: Terminal,
) -> None:
    failures.add(estate_id, tried, terminal)
    await record_failures(conn, failures.added)
    if card is None or card.state is not CardState.ACTIVE:
        return
    failed = await queries.failures_of(
        conn,
        estate_id,
        card.card_id,
        digest=tried,
        window_seconds=FAILURE_WINDOW_SECONDS,
    )
    if failed >= PIN_FAILURES_ALLOWED:
        await change_card(
            conn,
            estate_id,
            card,
            CardChange.LOCKED,
            reason=f"{FAILURE_WINDOW_SECONDS // 60} 分钟里 {failed} 次没有对上",
            acted_as="counter",
            actor_user_id=terminal.user_id,
        )


async def _opened(
    conn: AsyncConnection,
    estate_id: int,
    card: LockedCard,
    proof: ByPin | BySight,
    *,
    terminal: Terminal,
    random_digits: str,
    session_digest: bytes | None,
) -> OpenedCard:
    assert card.resident_id is not None
    way = "pin" if isinstance(proof, ByPin) else "sight"
    opening = await conn.execute(
        _OPEN,
        {
            "estate_id": estate_id,
            "card_id": card.card_id,
            "way": way,
            "vouched_by": proof.vouched_by if isinstance(proof, BySight) else "",
            "reason": proof.reason if isinstance(proof, BySight) else "",
            "opened_by": terminal.user_id,
        },
    )
    card_opening_id: int = opening.scalar_one()
    mine = {"estate_id": estate_id, "user_id": terminal.user_id}
    await conn.execute(_SWEEP, mine)
    await conn.execute(_END_EARLIER, {"estate_id": estate_id, "card_id": card.card_id})
    digits = pay_code(random_digits)
    row = (
        await conn.execute(
            _ISSUE,
            mine
            | {
                "code_digest": code_digest(digits, estate_id=estate_id),
                "resident_id": card.resident_id,
                "session_digest": session_digest,
                "card_opening_id": card_opening_id,
                "life_seconds": LIFE_SECONDS,
            },
        )
    ).one()
    await write_audit_line(
        conn,
        estate_id=estate_id,
        actor_user_id=terminal.user_id,
        action="open_card",
        outcome="done",
        object_=f"card:{card.card_id}",
        address=terminal.address,
        details={"way": way, "card_opening_id": card_opening_id},
    )
    return OpenedCard(
        card_opening_id,
        card.card_id,
        card.resident_id,
        card.resident_name,
        way,
        IssuedPayCode(digits, row.issued_at, row.expires_at),
    )
