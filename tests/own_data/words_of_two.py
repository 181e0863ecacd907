"""A row in every table that keeps free words, for one resident; written past every watch.

Each word that is forgotten with the person is the given text. What such rows stand on (a card, a
list of honours) is written as well where words hang on it.
"""

from __future__ import annotations

from typing import Any

import asyncpg

# Numbers far from those that the program gives; `{n}` tells the rows of two people apart.
_ROWS = (
    """insert into activity_rating values (:e, 9{n}, :r, 'served', 2, :w, :u, now())""",
    """insert into attendance_entry values
        (:e, 9{n}, :r, now() - interval '2 hours', now(), :w, :u, now())""",
    """insert into award_row (estate_id, award_list_id, line_no, resident_id, points_asked, reason)
        values (:e, 9{n}, 1, :r, 5, :w)""",
    """insert into card (estate_id, card_id, card_batch_id, number_digest, last_four, state,
            resident_id, bound_at, bound_by)
        values (:e, 9{n}, 1, sha256('9{n}'), '4821', 'dead', :r, now(), :u)""",
    """insert into card_change (estate_id, card_id, what, to_state, reason, acted_as, changed_by)
        values (:e, 9{n}, 'voided', 'dead', :w, 'staff', :u)""",
    """insert into card_opening (estate_id, card_id, way, vouched_by, reason, opened_by)
        values (:e, 9{n}, 'sight', :w, :w, :u)""",
    """insert into card_unblocking (estate_id, card_id, reason, asked_by, decided_by, decided_at,
            is_granted)
        values (:e, 9{n}, :w, :u, :u + 1, now(), true)""",
    """insert into honour (estate_id, honour_id, honours_list_id, resident_id, reason, revoked_at,
            revoked_by, revoked_reason)
        values (:e, 9{n}, 9{n}, :r, :w, now(), :u, :w)""",
    # By somebody else, about this person's honour; and by this person about another's.
    """insert into honour_objection (estate_id, honour_id, resident_id, raised_by, raised_at,
            reason, settled_by, settled_at, is_upheld, reply)
        values (:e, 9{n}, 77{n}, :u, now(), :w, :u + 1, now(), false, :w),
            (:e, 88{n}, :r, :u, now(), :w, :u + 1, now(), false, :w)""",
    """insert into merchant_purchase (estate_id, merchant_id, receipt_no, bought_on, amount_fen,
            resident_id, state, registered_by, registered_at, decided_by, decided_at,
            decision_reason)
        values (:e, 1, 'W9{n}', current_date, 100, :r, 'refused', :u, now(), :u + 1, now(), :w)""",
    """insert into participant_group_member (estate_id, resident_id, group_name, starts_on, reason,
            recorded_by)
        values (:e, :r, '残疾人', current_date, :w, :u)""",
    """insert into points_deduction (estate_id, granted_seq, resident_id, points_asked, reason,
            state, proposed_by, proposed_at, decided_by, decided_at, decision_reason, points,
            deducted_on, appeal_until, appealed_by, appealed_at, appeal_reason, answered_by,
            answered_at, answer)
        values (:e, (select max(granted_seq) from points_lot where estate_id = :e), :r, 5, :w,
            'upheld', :u, now(), :u + 1, now(), :w, 0, current_date,
            current_date, :u + 2, now(), :w, :u + 3, now(), :w)""",
    """insert into service_appeal (estate_id, resident_id, activity_id, claim, came, gone, words,
            appealed_by, appealed_at, state, answered_by, answered_at, answer)
        values (:e, :r, 9{n}, 'not_recorded', '09:00', '10:00', :w, :u, now(), 'refused', :u + 1,
            now(), :w)""",
    """insert into service_record (estate_id, service_record_id, resident_id, activity_id,
            served_on, checked_in, checked_out, service_minutes, state, source_key, recorded_by,
            completed_by, completed_at, completion_reason, confirmer)
        values (:e, 9{n}, :r, (select min(activity_id) from activity where estate_id = :e),
            '2026-01-0{n}', '09:00', '10:00', 60, 'waiting', 'W{n}', :u, :u, now(), :w, '栋长')""",
    """insert into service_correction (estate_id, service_record_id, correction_no, from_minutes,
            to_minutes, reason, state, prepared_by, prepared_at, decided_by, decided_at,
            decision_reason)
        values (:e, 9{n}, 1, 60, 0, :w, 'refused', :u, now(), :u + 1, now(), :w)""",
    """insert into message (estate_id, resident_id, template, template_version, args, key)
        values (:e, :r, 'points_expiring', 1, jsonb_build_object('said', :w), 'words{n}')""",
    """insert into request_outcome (estate_id, actor_user_id, idempotency_key, fingerprint, status,
            body)
        values
            (:e, :u, 'own{n}', jsonb_build_object('route', 'POST /me/x', 'body', :w || '。'), 201,
                jsonb_build_object('said', :w)),
            (:e, :u + 1, 'staff{n}', jsonb_build_object('route', 'POST /honours', 'body',
                jsonb_build_array(jsonb_build_object('reason', :w))), 201, '{{}}'),
            (:e, :u + 1, 'named{n}', jsonb_build_object('route', 'POST /grants', 'body',
                jsonb_build_object('resident_id', :r, 'why', :w || '！')), 201, '{{}}')""",
)


async def write_words(
    superuser: asyncpg.Connection, *, estate_id: int, resident_id: int, user_id: int, words: str
) -> None:
    """Write the rows; `user_id` is the person's own login, the numbers after it are others'."""
    await superuser.execute("set session_replication_role = replica")
    for row in _ROWS:
        await superuser.execute(_with(row, estate_id, resident_id, user_id, words))
    await superuser.execute("set session_replication_role = origin")


def _with(row: str, estate_id: int, resident_id: int, user_id: int, words: str) -> str:
    said: dict[str, Any] = {
        ":e": f"{estate_id}::bigint",
        ":r": f"{resident_id}::bigint",
        ":u": f"{user_id}::bigint",
        ":w": f"'{words}'::text",
    }
    statement = row.format(n=resident_id)
    for name, value in said.items():
        statement = statement.replace(name, value)
    return statement
