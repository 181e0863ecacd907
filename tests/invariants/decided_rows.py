"""Decided papers that the small estate does not make by itself, written past every watch."""

from __future__ import annotations

import asyncpg

_ROWS = """
    insert into card_batch (estate_id, card_batch_id, cards, request_key, made_by)
        values ({e}, 900, 1, 'batch', {u});
    insert into card (estate_id, card_id, card_batch_id, number_digest, last_four, state,
            resident_id, bound_at, bound_by)
        values ({e}, 900, 900, sha256('900'), '4821', 'active', 2, now(), {u});
    insert into card_unblocking (estate_id, card_id, reason, asked_by, decided_by, decided_at,
            is_granted)
        values ({e}, 900, '找到了', {u}, {u} + 1, now(), true);
    insert into personal_paper (estate_id, personal_paper_id, filename, media_type, size_bytes,
            content_sealed, uploaded_by)
        values ({e}, 900, 'p', 'image/png', 1, 'x', {u});
    insert into resident (estate_id, resident_id, name) values ({e}, 3, '王小2')
        on conflict do nothing;
    insert into family_proxy (estate_id, resident_id, proxy_resident_id, relation,
            personal_paper_id, daily_points_max, starts_on, ends_on, asked_by, decided_by,
            decided_at, is_approved)
        values ({e}, 1, 2, 'child', 900, 10, current_date, current_date + 9, {u}, {u} + 1, now(),
            true);
    insert into honours_list (estate_id, honours_list_id, category, title, notice_days,
            rule_version, proposed_by, proposed_at, decided_by, decided_at, is_approved,
            notice_until)
        values ({e}, 900, 'other', '好邻居', 7, 'v/1', {u}, now(), {u} + 1, now(), true,
            current_date + 7);
    insert into honour (estate_id, honour_id, honours_list_id, resident_id, reason)
        values ({e}, 900, 900, 2, '热心');
    insert into honour_objection (estate_id, honour_id, resident_id, raised_by, raised_at, reason,
            settled_by, settled_at, is_upheld, reply)
        values ({e}, 900, 2, {u}, now(), '不同意', {u} + 1, now(), false, '查过了');
    insert into rule_draft (estate_id, body, source, effective_on, document_id, drafted_by, state,
            decided_by, decided_at)
        values ({e}, '{{}}', '业主大会决议', current_date,
            (select min(document_id) from source_document), {u}, 'adopted', {u} + 1, now());
    insert into service_appeal (estate_id, resident_id, activity_id, claim, came, gone, words,
            appealed_by, appealed_at, state, answered_by, answered_at, answer)
        values ({e}, 2, (select min(activity_id) from activity), 'not_recorded', '09:00', '10:00',
            '来过的', {u}, now(), 'refused', {u} + 1, now(), '没有来');
"""


async def write_decided(superuser: asyncpg.Connection, *, estate_id: int, user_id: int) -> None:
    """Write the rows; `user_id` asked and the user after it decided."""
    await superuser.execute("set session_replication_role = replica")
    await superuser.execute(_ROWS.format(e=estate_id, u=user_id))
    await superuser.execute("set session_replication_role = origin")
