"""Out of which budget lots were issued, and points that waited, held to their entries and facts.

Queries as in `points_records`: each returns only differences. What a budget allows is no evidence
of what happened; the issuing line of each entry names the budget that it was issued out of.
"""

from __future__ import annotations

LOT_BUDGETS = """
    select t.lot_id::text as name, t.granted_seq as seq, 'points_budget_id' as field,
        w.budget as expected, t.points_budget_id::text as found
    from points_lot t
    left join lateral (
        select max(substring(l.narration from '^预算 ([0-9]+) 号$')) as budget
        from entry_line l join account a using (estate_id, account_id)
        where l.estate_id = t.estate_id and l.seq = t.granted_seq and a.type = 'issued'
    ) w on true
    where t.estate_id = :estate_id and w.budget is distinct from t.points_budget_id::text
        and exists (select from points_budget b where b.estate_id = :estate_id)
"""

# A fact waits for its points or has brought them, and never both.
WITHHELD = """
    select coalesce('service_record:' || w.service_record_id, 'sorting_event:' || w.event_no)
            as name, w.granted_seq as seq, f.field, f.expected, f.found
    from points_withheld w
    left join service_record s on s.estate_id = w.estate_id
        and s.service_record_id = w.service_record_id and s.state = 'verified'
    left join sorting_event b on b.estate_id = w.estate_id and b.event_no = w.event_no
    left join journal_entry m on m.estate_id = s.estate_id and m.seq = s.minutes_seq
    left join journal_entry e on e.estate_id = w.estate_id and e.seq = w.granted_seq
        and e.idempotency_key = 'points_withheld\\:' || w.points_withheld_id
    left join lateral (
        select max(l.amount) as points, max(a.code) filter (where a.type = 'issued')
            as source_code, max(l.activity_id) as activity_id,
            max(substr(a.holder, 10)) filter (where a.code = 'P2101') as resident_id
        from entry_line l join account a using (estate_id, account_id)
        where l.estate_id = e.estate_id and l.seq = e.seq
    ) x on true
    cross join lateral (values
        ('granted_seq', e.seq::text, w.granted_seq::text),
        ('points_seq', null, coalesce(s.points_seq, b.points_seq)::text),
        ('resident_id', coalesce(s.resident_id, b.resident_id)::text, w.resident_id::text),
        ('activity_id', s.activity_id::text, w.activity_id::text),
        ('rule_version', coalesce(s.rule_version, b.rule_version), w.rule_version),
        ('due_on', coalesce(m.effective_on, b.occurred_on)::text, w.due_on::text),
        ('narration', coalesce(m.narration, '垃圾分类 ' || b.category || ' ' || b.weight_grams
            || ' 克'),
            split_part(w.narration, '（' || coalesce(s.cut_reason, b.cut_reason, '?'), 1)),
        ('points', x.points::text, case when e.seq is not null then w.points::text end),
        ('source_code', x.source_code, case when e.seq is not null then w.source_code end),
        ('resident_id', x.resident_id, case when e.seq is not null then w.resident_id::text end),
        ('narration', e.narration, case when e.seq is not null then w.narration || '（补发）' end),
        ('granted_by', e.posted_by::text, case when e.seq is not null then w.granted_by::text end)
    ) as f (field, expected, found)
    where w.estate_id = :estate_id and f.expected is distinct from f.found
"""

WITHHELD_GONE = """
    select e.source as name, e.seq, 'source' as field, e.source as expected, null as found
    from journal_entry e
    where e.estate_id = :estate_id and e.idempotency_key like 'points_withheld\\:%'
        and e.reverses_seq is null and not exists (
            select from points_withheld w where w.estate_id = e.estate_id
                and w.granted_seq = e.seq)
"""
