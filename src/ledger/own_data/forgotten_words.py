"""What a person wrote and what was written about them, put out of the tables that stay.

The rows stay under the person's number, because hours, points and minutes rest on them; their
free words go (个人信息保护法 §47), and one word of ours stands in their place. The database lets
that happen to words of somebody who is forgotten, and to nothing else of such a row (LG104,
docs/adr/0040). Words that an entry repeats under its leaf hash are the accounts' and stay with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

FORGOTTEN_WORD = "（本人已注销）"

# A household's words go with the last of those who ever lived in it.
_OWN = "t.resident_id = :resident_id"
_OWN_OR_HOME = f"""({_OWN} or t.household_id in (
    select m.household_id from household_member m
    where m.estate_id = t.estate_id and m.resident_id = :resident_id
        and is_forgotten(t.estate_id, null, m.household_id)))"""  # noqa: S608
_OWN_CARD = """exists (select from card k where k.estate_id = t.estate_id
    and k.card_id = t.card_id and k.resident_id = :resident_id)"""


@dataclass(frozen=True, slots=True)
class Words:
    """Columns of free words, and a condition on a row `t` that says they are the person's."""

    table: str
    columns: tuple[str, ...]
    which: str = _OWN


FREE_WORDS = (
    Words("activity_rating", ("words",)),
    Words("attendance_entry", ("reason",)),
    Words("award_row", ("reason",), f"{_OWN_OR_HOME} and t.seq is null"),
    Words("card_change", ("reason",), _OWN_CARD),
    Words("card_opening", ("vouched_by", "reason"), _OWN_CARD),
    Words("card_unblocking", ("reason",), _OWN_CARD),
    Words("help_request", ("words",)),
    Words(
        "help_request",
        ("appeal_reason", "settlement_reason", "remark"),
        ":resident_id in (t.resident_id, t.volunteer_id)",
    ),
    Words("honour", ("reason", "revoked_reason"), _OWN_OR_HOME),
    Words(
        "honour_objection",
        ("reason", "reply"),
        f"""({_OWN} or t.honour_id in (
            select h.honour_id from honour h where h.estate_id = t.estate_id
                and {_OWN_OR_HOME.replace("t.", "h.")}))""",  # noqa: S608
    ),
    Words("merchant_purchase", ("decision_reason",)),
    Words("participant_group_member", ("reason",)),
    Words("points_deduction", ("reason",), f"{_OWN_OR_HOME} and t.seq is null"),
    Words("points_deduction", ("decision_reason", "appeal_reason", "answer"), _OWN_OR_HOME),
    Words("service_appeal", ("words", "answer")),
    Words(
        "service_correction",
        ("reason", "decision_reason"),
        """exists (select from service_record s where s.estate_id = t.estate_id
            and s.service_record_id = t.service_record_id and s.resident_id = :resident_id)""",
    ),
    Words("service_record", ("completion_reason",)),
    Words("time_bank_pool_grant", ("need", "reason", "words", "decision_reason")),
)

# Answers that are kept for repeated requests repeat what was typed: the person's own, and whatever
# of anybody's names the person, in its path or by number, or says one of the words.
_FORGET_OUTCOMES = text("""
    update request_outcome o set fingerprint = '{}', body = null
    where o.estate_id = :estate_id and o.status is not null and o.fingerprint <> '{}' and (
        o.actor_user_id = any(cast(:users as bigint[])) and (
            o.fingerprint ->> 'route' ~ '/me(/|$)' or not exists (
                select from role_grant g where g.estate_id = o.estate_id
                    and g.user_id = o.actor_user_id and g.revoked_at is null))
        or o.fingerprint ->> 'route'
            ~ ('/(people|residents)/' || cast(:resident_id as bigint) || '(/|$)')
        or exists (
            select from jsonb_path_query(o.fingerprint, '$.**.resident_id') named
            where named #>> '{}' = cast(cast(:resident_id as bigint) as text))
        or exists (
            select from jsonb_path_query(o.fingerprint,
                'strict $.** ? (@.type() == "string")') said
            where said #>> '{}' = any(cast(:words as text[]))))
""")
TELLING_LENGTH = 4
"""Shorter words are said by many, and lead to nobody's answers."""

_FORGET_MESSAGES = text("""
    delete from message where estate_id = :estate_id and resident_id = :resident_id
""")


async def forget_words(
    conn: AsyncConnection, *, estate_id: int, resident_id: int, user_ids: list[int]
) -> dict[str, int]:
    """Put `FORGOTTEN_WORD` in the place of a forgotten person's words; messages go altogether.

    `user_ids` are the person's logins, whose roles as the resident have ended. Returns how many
    rows changed, by table.
    """
    person = {"estate_id": estate_id, "resident_id": resident_id}
    touched: dict[str, int] = {}
    gone: set[str] = set()
    for words in FREE_WORDS:
        gone.update(await conn.scalars(text(_read(words)), person))
        changed = await conn.execute(text(_replace(words)), person | {"word": FORGOTTEN_WORD})
        _count(touched, words.table, changed.rowcount)
    telling = sorted(said for said in gone - {FORGOTTEN_WORD} if len(said) >= TELLING_LENGTH)
    asked = person | {"users": user_ids, "words": telling}
    _count(touched, "request_outcome", (await conn.execute(_FORGET_OUTCOMES, asked)).rowcount)
    _count(touched, "message", (await conn.execute(_FORGET_MESSAGES, person)).rowcount)
    return touched


def _count(touched: dict[str, int], table: str, rows: int) -> None:
    if rows:
        touched[table] = touched.get(table, 0) + rows


def _is_said(column: str) -> str:
    return f"coalesce(t.{column}, '') not in ('', '{FORGOTTEN_WORD}')"


def _read(words: Words) -> str:
    said = ", ".join(f"t.{column}" for column in words.columns)
    return f"""select w from {words.table} t cross join unnest(array[{said}]) w
        where t.estate_id = :estate_id and {words.which} and w <> ''"""  # noqa: S608


def _replace(words: Words) -> str:
    puts = ", ".join(
        f"{column} = case when {_is_said(column)} then :word else t.{column} end"
        for column in words.columns
    )
    any_is_said = " or ".join(_is_said(column) for column in words.columns)
    return f"""update {words.table} t set {puts}
        where t.estate_id = :estate_id and {words.which} and ({any_is_said})"""  # noqa: S608
