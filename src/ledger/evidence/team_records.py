"""Plans for a team's points held to the entries that took points out of its wallet.

Queries as in `points_records`: each returns only differences. They begin at the teams' wallets,
which are few, and never at the journal.
"""

from __future__ import annotations

_TAKEN = """
    with taken as materialized (
        select e.seq, e.source, e.kind, e.prepared_by, e.approved_by, e.effective_on, l.amount,
            a.holder, b.code as to_code, b.holder as to_holder,
            split_part(e.idempotency_key, ':', 3) as line_no,
            -- What it is for, in words; a share says its source and its last day after that.
            case when b.code = 'P2301' then substring(e.narration from '^服务队捐入公益池：(.*)$')
                else substring(e.narration from '^服务队分给队员：(.*)（[^（）]*）$') end as purpose
        from account a
        join entry_line l on l.estate_id = a.estate_id and l.account_id = a.account_id
            and l.side = 1
        join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
            and e.reverses_seq is null
        join entry_line o on o.estate_id = l.estate_id and o.seq = l.seq and o.side = -1
        join account b on b.estate_id = o.estate_id and b.account_id = o.account_id
        where a.estate_id = :estate_id and a.code = 'P2103'
    )
"""

PLANS = f"""
    {_TAKEN}
    select p.team_points_plan_id::text as name, g.seq, f.field, f.expected, f.found
    from team_points_plan p
    left join (
        select source, min(seq) as seq, sum(amount) as points, max(holder) as holder,
            max(to_code) as to_code, string_agg(distinct purpose, '；') as purpose,
            string_agg(distinct prepared_by::text, ' ') as prepared_by,
            string_agg(distinct approved_by::text, ' ') as approved_by,
            string_agg(distinct effective_on::text, ' ') as booked_on
        from taken group by source
    ) g on g.source = 'team_points_plan:' || p.team_points_plan_id
    cross join lateral (values
        ('state', case when g.seq is not null then 'confirmed' end, p.state),
        ('points', g.points::text, p.points::text),
        ('volunteer_team_id', g.holder, 'team:' || p.volunteer_team_id),
        ('kind', case when g.to_code = 'P2301' then 'pool' else 'members' end, p.kind),
        ('purpose', g.purpose, p.purpose),
        ('proposed_by', g.prepared_by, p.proposed_by::text),
        ('decided_by', g.approved_by, p.decided_by::text),
        ('booked_on', g.booked_on, p.booked_on::text)
    ) as f (field, expected, found)
    where p.estate_id = :estate_id and (p.state = 'confirmed' or g.seq is not null)
        and f.expected is distinct from f.found
"""  # noqa: S608

SHARES = f"""
    {_TAKEN}
    select s.team_points_plan_id || '/' || s.line_no as name, g.seq, f.field, f.expected, f.found
    from team_points_share s
    left join team_points_plan p on p.estate_id = s.estate_id
        and p.team_points_plan_id = s.team_points_plan_id
    left join (
        select source, line_no, min(seq) as seq, sum(amount) as points,
            max(to_holder) as to_holder
        from taken group by source, line_no
    ) g on g.source = 'team_points_plan:' || s.team_points_plan_id and g.line_no = s.line_no::text
    cross join lateral (values
        ('points', g.points::text, s.points::text),
        ('resident_id', g.to_holder, 'resident:' || s.resident_id)
    ) as f (field, expected, found)
    where s.estate_id = :estate_id and (p.state = 'confirmed' or g.seq is not null)
        and f.expected is distinct from f.found
"""  # noqa: S608

GONE = f"""
    {_TAKEN}
    select t.source as name, t.seq, 'source' as field, t.source as expected, null as found
    from taken t
    where (t.kind, t.to_code) not in (('points_expiry', 'P3102'), ('points_deduction', 'P3103'))
        and not exists (
            select from team_points_plan p
            where p.estate_id = :estate_id and p.state = 'confirmed'
                and t.source = 'team_points_plan:' || p.team_points_plan_id
                and (p.kind = 'pool' or exists (
                    select from team_points_share s
                    where s.estate_id = p.estate_id
                        and s.team_points_plan_id = p.team_points_plan_id
                        and t.line_no = s.line_no::text)))
"""  # noqa: S608
