"""Corrections of service held to their entries and to the records that they correct.

Queries as in `points_records`: each returns only differences. A correction says from how many
minutes to how many; its entries say the same under their leaf hashes, in black where there is more
and in red where there is less, and the chain of a record begins with what its own entry booked.
"""

from __future__ import annotations

CORRECTIONS = """
    select 'service_correction:' || c.service_correction_id as name, w.seq, f.field, f.expected,
        f.found
    from (
        select c.*, row_number() over (partition by c.service_record_id, c.state
                order by c.service_correction_id) as place,
            lag(c.to_minutes) over (partition by c.service_record_id, c.state
                order by c.correction_no) as before
        from service_correction c where c.estate_id = :estate_id
    ) c
    left join service_record s on s.estate_id = c.estate_id
        and s.service_record_id = c.service_record_id
    left join lateral (
        select sum(x.amount) filter (where x.currency = 'MIN') as minutes,
            sum(x.amount) filter (where x.currency = 'PTS') as points,
            max(j.prepared_by) as prepared_by, max(j.approved_by) as approved_by,
            max(j.rule_version) as rule_version, min(x.seq) as seq,
            bool_or(cardinality(j.documents) > 0) as has_papers,
            bool_or(d.sha256 = any(j.documents)) as has_this_paper
        from service_correction_entry x
        left join journal_entry j on j.estate_id = x.estate_id and j.seq = x.seq
        left join source_document d on d.estate_id = c.estate_id
            and d.document_id = c.document_id
        where x.estate_id = c.estate_id and x.service_correction_id = c.service_correction_id
    ) w on true
    cross join lateral (values
        ('service_record_id', s.service_record_id::text, c.service_record_id::text),
        ('correction_no', c.place::text, c.correction_no::text),
        ('from_minutes', coalesce(c.before, s.service_minutes)::text, c.from_minutes::text),
        ('to_minutes', (c.from_minutes + w.minutes)::text, c.to_minutes::text),
        ('points', coalesce(w.points, 0)::text, c.points::text),
        ('prepared_by', w.prepared_by::text, c.prepared_by::text),
        ('decided_by', w.approved_by::text, c.decided_by::text),
        -- The rules of the day of the service are the same for all of its entries.
        ('rule_version', w.rule_version, c.rule_version),
        ('document_id', w.has_papers::text, case when c.document_id is null then 'false'
            when w.has_this_paper then 'true' else 'another' end)
    ) as f (field, expected, found)
    where c.state = 'posted' and f.expected is distinct from f.found
"""

ENTRIES = """
    select 'service_correction:' || x.service_correction_id as name, x.seq, f.field, f.expected,
        f.found
    from service_correction_entry x
    left join service_correction c on c.estate_id = x.estate_id
        and c.service_correction_id = x.service_correction_id and c.state = 'posted'
    left join service_record s on s.estate_id = c.estate_id
        and s.service_record_id = c.service_record_id
    left join journal_entry j on j.estate_id = x.estate_id and j.seq = x.seq
        and starts_with(j.idempotency_key,
            'service_correction\\:' || x.service_correction_id || '\\:')
    left join lateral (
        select max(l.currency) as currency,
            -sum(l.side * l.amount) filter (where a.code in ('M2101', 'P2101')) as amount,
            max(substr(a.holder, 10)) filter (where a.code in ('M2101', 'P2101'))
                as resident_id
        from entry_line l join account a using (estate_id, account_id)
        where l.estate_id = j.estate_id and l.seq = j.seq
    ) w on true
    cross join lateral (values
        ('service_correction_id', c.service_correction_id::text, x.service_correction_id::text),
        ('seq', j.seq::text, x.seq::text),
        ('currency', w.currency, x.currency),
        ('amount', w.amount::text, x.amount::text),
        ('resident_id', w.resident_id, s.resident_id::text)
    ) as f (field, expected, found)
    where x.estate_id = :estate_id and f.expected is distinct from f.found
"""

# Of an entry that took minutes out of the time bank the deposit tells.
ENTRIES_GONE = """
    select e.source as name, e.seq, 'idempotency_key' as field, e.idempotency_key as expected,
        null as found
    from journal_entry e
    where e.estate_id = :estate_id and e.idempotency_key like 'service_correction\\:%'
        and not exists (
            select from service_correction_entry x
            where x.estate_id = e.estate_id and x.seq = e.seq)
        and not exists (
            select from time_bank_deposit d
            where d.estate_id = e.estate_id and d.seq = e.reverses_seq)
"""
