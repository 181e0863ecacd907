"""Deposits of the time bank held to their entries and to the services they come from.

Queries as in `points_records`: each returns only differences.
"""

from __future__ import annotations

DEPOSITS = """
    select 'service_record:' || d.service_record_id as name, d.seq, f.field, f.expected, f.found
    from (
        select t.*, sum(t.minutes) over (partition by t.service_record_id
            order by t.from_minute) as up_to
        from time_bank_deposit t where t.estate_id = :estate_id
    ) d
    left join service_record s on s.estate_id = d.estate_id
        and s.service_record_id = d.service_record_id
    left join journal_entry e on e.estate_id = d.estate_id and e.seq = d.seq
        and e.idempotency_key
            = 'time_bank\\:service_record\\:' || d.service_record_id || '\\:' || d.from_minute
    left join lateral (
        select max(l.amount) as minutes, bool_or(a.code = 'M2301') as to_pool,
            max(substr(a.holder, 10)) filter (where a.code = 'M2102') as resident_id
        from entry_line l join account a using (estate_id, account_id)
        where l.estate_id = e.estate_id and l.seq = e.seq
    ) w on true
    cross join lateral (values
        ('seq', e.seq::text, d.seq::text),
        ('minutes', w.minutes::text, d.minutes::text),
        ('to_pool', w.to_pool::text, d.to_pool::text),
        ('resident_id', coalesce(w.resident_id, s.resident_id::text), d.resident_id::text),
        ('resident_id', s.resident_id::text, d.resident_id::text),
        ('from_minute', (d.up_to - d.minutes)::text, d.from_minute::text),
        ('service_minutes', least(s.service_minutes, d.up_to)::text, d.up_to::text)
    ) as f (field, expected, found)
    where f.expected is distinct from f.found
"""

DEPOSITS_GONE = """
    select e.source as name, e.seq, 'source' as field, e.source as expected, null as found
    from journal_entry e
    where e.estate_id = :estate_id and e.idempotency_key like 'time_bank\\:service_record\\:%'
        and e.reverses_seq is null and not exists (
            select from time_bank_deposit d where d.estate_id = e.estate_id and d.seq = e.seq)
"""
