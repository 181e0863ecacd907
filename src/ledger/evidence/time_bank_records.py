"""Deposits, help and grants of the pool held to their entries, holds and services.

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
        -- What a correction added may be deposited too.
        ('service_minutes', least(s.service_minutes + coalesce((
            select sum(x.amount) from service_correction c
            join service_correction_entry x using (estate_id, service_correction_id)
            where c.estate_id = s.estate_id and c.service_record_id = s.service_record_id
                and x.currency = 'MIN' and x.amount > 0), 0), d.up_to)::text, d.up_to::text)
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

# What is open stands in a hold, what was paid in an entry, who served in a service record.
HELP_REQUESTS = """
    select 'help_request:' || h.help_request_id as name, coalesce(e.seq, h.spent_seq) as seq,
        f.field, f.expected, f.found
    from help_request h
    left join hold o on o.estate_id = h.estate_id and o.hold_id = h.hold_id
    left join account a on a.estate_id = o.estate_id and a.account_id = o.account_id
    left join time_bank_pool_grant g on g.estate_id = h.estate_id
        and g.pool_grant_id = h.pool_grant_id
    left join journal_entry e on e.estate_id = h.estate_id
        and hashtext(e.idempotency_key)
            = hashtext('help_request\\:' || h.help_request_id || '\\:spent')
        and e.idempotency_key = 'help_request\\:' || h.help_request_id || '\\:spent'
    left join lateral (
        select max(l.amount) as minutes, bool_or(c.code = 'M2301') as from_pool,
            max(substr(c.holder, 10)) filter (where c.code = 'M2102') as resident_id
        from entry_line l join account c using (estate_id, account_id)
        where l.estate_id = e.estate_id and l.seq = e.seq
    ) w on true
    left join service_record s on s.estate_id = h.estate_id and h.state = 'confirmed'
        and s.source_key = h.served_on || '|互助：' || h.category || '|邻里互助|' || h.volunteer_id
            || '|' || to_char(h.started, 'HH24\\:MI')
    cross join lateral (
        select h.state in ('served', 'confirmed', 'appealed', 'released') as is_served
    ) x
    cross join lateral (values
        ('spent_seq', e.seq::text, h.spent_seq::text),
        ('spent_seq', o.captured_seq::text, h.spent_seq::text),
        ('state', case when e.seq is not null or h.state = 'confirmed' then
            case when e.seq is not null then 'confirmed' end else h.state end, h.state),
        ('state', case o.state when 'captured' then 'confirmed'
            when 'void' then case when h.state = 'released' then h.state else 'withdrawn' end
            else case when h.state in ('open', 'accepted', 'served', 'appealed')
                then h.state else 'open' end end, h.state),
        ('hold_id', o.hold_id::text, h.hold_id::text),
        ('minutes', o.amount::text, h.minutes::text),
        ('category', substr(o.purpose, 4), h.category),
        ('published_by', o.placed_by::text, h.published_by::text),
        ('wanted_to', (o.expires_at - interval '1440 hours')::text, h.wanted_to::text),
        ('resident_id', case a.code when 'M2102' then substr(a.holder, 10)
            else g.resident_id::text end, h.resident_id::text),
        ('resident_id', case when w.from_pool then h.resident_id::text
            else coalesce(w.resident_id, h.resident_id::text) end, h.resident_id::text),
        ('pool_grant_id', (a.code = 'M2301')::text, (h.pool_grant_id is not null)::text),
        ('pool_grant_id', g.pool_grant_id::text, h.pool_grant_id::text),
        ('served_minutes', w.minutes::text,
            case when e.seq is not null then least(h.minutes, h.served_minutes)::text end),
        ('ended_by', e.prepared_by::text, case when e.seq is not null then h.ended_by::text end),
        ('ended_at', e.effective_on::text, case when e.seq is not null
            then (h.ended_at at time zone 'Asia/Shanghai')::date::text end),
        ('volunteer_id', case when h.state = 'confirmed' then h.volunteer_id::text end,
            s.resident_id::text),
        -- Before it was served and ended nothing is said of either.
        ('served_on', case when x.is_served then h.served_on::text end, h.served_on::text),
        ('started', case when x.is_served then h.started::text end, h.started::text),
        ('served_minutes', case when x.is_served then h.served_minutes::text end,
            h.served_minutes::text),
        ('ended_by', case when h.state in ('confirmed', 'released') then h.ended_by::text end,
            h.ended_by::text)
    ) as f (field, expected, found)
    where h.estate_id = :estate_id and f.expected is distinct from f.found
"""

HELP_REQUESTS_GONE = """
    select o.purpose as name, o.captured_seq as seq, 'hold_id' as field,
        o.hold_id::text as expected, null as found
    from hold o
    where o.estate_id = :estate_id and o.idempotency_key like 'help_request:%'
        and not exists (
            select from help_request h
            where h.estate_id = o.estate_id and h.hold_id = o.hold_id)
    union all
    select e.source, e.seq, 'source', e.source, null
    from journal_entry e
    where e.estate_id = :estate_id
        and e.kind in ('time_bank_spending', 'time_bank_pool_spending')
        and e.idempotency_key = e.source || '\\:spent' and not exists (
            select from help_request h where h.estate_id = e.estate_id and h.spent_seq = e.seq)
"""

# An approved grant says again what its request says; one that was refused moved nothing.
POOL_GRANTS = """
    select 'pool_grant:' || g.pool_grant_id as name, h.spent_seq as seq, f.field, f.expected,
        f.found
    from time_bank_pool_grant g
    left join help_request h on h.estate_id = g.estate_id and h.pool_grant_id = g.pool_grant_id
    cross join lateral (values
        ('state', case when h.help_request_id is not null then 'approved' end, g.state),
        ('resident_id', h.resident_id::text, g.resident_id::text),
        ('category', h.category, g.category),
        ('skill', h.skill, g.skill),
        ('words', h.words, g.words),
        ('minutes', h.minutes::text, g.minutes::text),
        ('wanted_from', h.wanted_from::text, g.wanted_from::text),
        ('wanted_to', h.wanted_to::text, g.wanted_to::text),
        ('decided_by', h.published_by::text, g.decided_by::text)
    ) as f (field, expected, found)
    where g.estate_id = :estate_id and (g.state = 'approved' or h.help_request_id is not null)
        and f.expected is distinct from f.found
"""
