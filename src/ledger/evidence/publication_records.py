"""Disclosures held to one another, to their documents, and to the budgets that they cite.

Queries as in `points_records`: each returns only differences.
"""

from __future__ import annotations

PUBLICATIONS = """
    select d.number as name, null::bigint as seq, f.field, f.expected, f.found
    from disclosure d
    left join disclosure n on n.estate_id = d.estate_id and n.supersedes_id = d.disclosure_id
        and n.publication_no is not null
    cross join lateral (values
        ('superseded_by_id', n.disclosure_id::text, d.superseded_by_id::text),
        ('state', case when n.disclosure_id is null then 'published' else 'superseded' end, d.state)
    ) as f (field, expected, found)
    where d.estate_id = :estate_id and d.publication_no is not null
        and f.expected is distinct from f.found
    union all
    select d.number, null, 'documents', t.document_id::text, s.document_id::text
    from disclosure_document t
    left join disclosure d on d.estate_id = t.estate_id and d.disclosure_id = t.disclosure_id
    left join source_document s on s.estate_id = t.estate_id and s.document_id = t.document_id
    where t.estate_id = :estate_id and (d.disclosure_id is null or s.document_id is null)
    union all
    select d.number, null, 'checkpoint.' || f.field, f.expected, f.found
    from checkpoint c
    left join disclosure d on d.estate_id = c.estate_id and d.publication_no is not null
        and c.reason = 'disclosure:' || d.disclosure_id
    cross join lateral (values
        ('reason', 'disclosure:' || d.disclosure_id, c.reason),
        ('size', d.checkpoint_size::text, c.size::text)
    ) as f (field, expected, found)
    where c.estate_id = :estate_id and c.reason like 'disclosure:%'
        and f.expected is distinct from f.found
    union all
    -- Signed with a publication, or with the end of a month: at its very moment, of its head. So it
    -- is named for it; the moment stands in what was signed.
    select coalesce(max(w.number), c.reason), null, 'checkpoint.reason',
        string_agg(w.reason, ' ' order by w.reason), c.reason
    from checkpoint c
    join (
        select d.number, 'disclosure:' || d.disclosure_id as reason, d.checkpoint_size as size,
            d.published_at as at, true as is_told
        from disclosure d where d.estate_id = :estate_id and d.publication_no is not null
        union all
        select null, 'period:' || to_char(to_date(p.fiscal_month::text, 'YYYYMM'), 'YYYY-MM'),
            p.book_size, p.changed_at, false
        from period_change p where p.estate_id = :estate_id and p.to_state = 'closed'
    ) w on w.size = c.size and w.at = c.made_at
    where c.estate_id = :estate_id
    group by c.checkpoint_id, c.reason
    having bool_and(w.reason <> c.reason) or bool_or(w.is_told and not exists (
        select from checkpoint o where o.estate_id = :estate_id and o.reason = w.reason
            and o.size = w.size))
    union all
    select c.reason, null, 'checkpoint.made_at', n.said, n.kept
    from checkpoint c
    cross join lateral (
        select substring(c.note from E'\\ntime ([^\\n]+)\\n') as said,
            to_char(c.made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24\\:MI\\:SS.US"Z"') as kept
    ) n
    where c.estate_id = :estate_id and n.said <> n.kept
"""

# What a disclosure counts as pledged for the points is what the budgets in force at the end of its
# last day pledged; the sums are recomputed with the entries (`figures`).
BACKING = """
    with published as (
        select d.disclosure_id, d.number, d.figures,
            (to_date(d.to_month::text, 'YYYYMM') + interval '1 month')::date - 1 as last_day
        from disclosure d
        where d.estate_id = :estate_id and d.publication_no is not null
            and jsonb_path_exists(d.figures, '$.points_backing')
    ),
    in_force as (
        select p.disclosure_id, v.points_budget_id::text as points_budget_id, v.version,
            v.fund_grant_id, v.backing_fen, g.expires_on
        from published p
        join points_budget b on b.estate_id = :estate_id
        cross join lateral (
            select * from points_budget_version v
            where v.estate_id = b.estate_id and v.points_budget_id = b.points_budget_id
                and v.state = 'adopted'
                and (v.decided_at at time zone 'Asia/Shanghai')::date <= p.last_day
            order by v.version desc limit 1
        ) v
        join fund_grant g on g.estate_id = v.estate_id and g.fund_grant_id = v.fund_grant_id
    ),
    counted as (
        select p.disclosure_id, c ->> 'points_budget_id' as points_budget_id,
            c ->> 'version' as version, c ->> 'fund_grant_id' as fund_grant_id,
            g ->> 'fund_grant_id' as of_grant_id, c ->> 'fen' as backing_fen,
            g ->> 'expires_on' as expires_on
        from published p
        cross join lateral jsonb_path_query(p.figures, 'lax $.points_backing.grants[*]') as g
        cross join lateral jsonb_path_query(g, 'lax $.pledges[*]') as c
    )
    select p.number as name, null::bigint as seq,
        'points_backing.pledges.' || points_budget_id || '.' || f.field as field, f.expected,
        f.found
    from in_force v
    full join counted c using (disclosure_id, points_budget_id)
    join published p using (disclosure_id)
    cross join lateral (values
        ('version', v.version::text, c.version),
        ('fund_grant_id', v.fund_grant_id::text, c.fund_grant_id),
        ('fund_grant_id', v.fund_grant_id::text, c.of_grant_id),
        ('fen', v.backing_fen::text, c.backing_fen),
        ('expires_on', v.expires_on::text, c.expires_on)
    ) as f (field, expected, found)
    where f.expected is distinct from f.found
"""
