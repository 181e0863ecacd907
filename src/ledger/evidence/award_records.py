"""Awards, deductions and purchases held to their entries and lots; first days of use, too.

Queries as in `points_records`: each returns only differences.
"""

from __future__ import annotations

_NOTICE = "'（公示后 ' || {day} || ' 起可用）'"

AWARDS = f"""
    select w.award_list_id || '/' || w.line_no as name, w.seq, f.field, f.expected, f.found
    from award_row w
    left join award_list l on l.estate_id = w.estate_id and l.award_list_id = w.award_list_id
    left join source_document d on d.estate_id = l.estate_id and d.document_id = l.document_id
    left join journal_entry e on e.estate_id = w.estate_id and e.seq = w.seq
        and e.idempotency_key = 'award_list:' || w.award_list_id || '\\:' || w.line_no
        and e.source = 'award_list:' || w.award_list_id
    left join points_lot t on t.estate_id = e.estate_id and t.granted_seq = e.seq
    left join lateral (
        select max(x.amount) as points, max(a.code) filter (where x.side = 1) as source_code,
            max(a.holder) filter (where x.side = -1) as holder
        from entry_line x join account a using (estate_id, account_id)
        where x.estate_id = e.estate_id and x.seq = e.seq
    ) g on true
    cross join lateral (values
        ('seq', e.seq::text, w.seq::text),
        ('state', 'approved', l.state),
        ('points', g.points::text, w.points::text),
        ('source_code', g.source_code, l.source_code),
        ('holder', g.holder, coalesce('resident:' || w.resident_id, '')
            || coalesce('household:' || w.household_id, '')
            || coalesce('team:' || w.volunteer_team_id, '')),
        ('reason', e.narration, l.title || '：' || w.reason || case
            when w.points < w.points_asked or w.cut_reason is not null
            then '（' || w.cut_reason || '，应得 ' || w.points_asked || ' 分，计 ' || w.points
                || ' 分）' else '' end
            || coalesce({_NOTICE.format(day="l.spendable_from")}, '')),
        ('rule_version', e.rule_version, l.rule_version),
        ('granted_on', e.effective_on::text, l.granted_on::text),
        ('spendable_from', t.spendable_from::text, l.spendable_from::text),
        ('expires_on', t.expires_on::text, l.expires_on::text),
        ('document_id', encode(e.documents[1], 'hex'), encode(d.sha256, 'hex')),
        ('prepared_by', e.prepared_by::text, l.prepared_by::text),
        ('decided_by', e.approved_by::text, l.decided_by::text)
    ) as f (field, expected, found)
    where w.estate_id = :estate_id and (w.seq is not null or w.points > 0)
        and f.expected is distinct from f.found
"""  # noqa: S608

AWARDS_GONE = """
    select e.source as name, e.seq, 'source' as field, e.source as expected, null as found
    from journal_entry e
    where e.estate_id = :estate_id and e.idempotency_key like 'award_list:%'
        and e.reverses_seq is null and not exists (
            select from award_row w where w.estate_id = e.estate_id and w.seq = e.seq
                and e.source = 'award_list:' || w.award_list_id)
"""

# What was taken back goes to P3103 and comes from the lot of the grant that it names; the money
# that a merchant paid for it goes back to that merchant.
DEDUCTIONS = """
    select r.points_deduction_id::text as name, r.seq, f.field, f.expected, f.found
    from points_deduction r
    left join source_document d on d.estate_id = r.estate_id and d.document_id = r.document_id
    left join journal_entry e on e.estate_id = r.estate_id and e.seq = r.seq
        and e.idempotency_key = 'points_deduction:' || r.points_deduction_id
        and e.source = e.idempotency_key
    left join journal_entry o on o.estate_id = r.estate_id and o.seq = r.granted_seq
    left join journal_entry b on b.estate_id = r.estate_id and b.reverses_seq = r.seq
    left join merchant_purchase k on k.estate_id = r.estate_id and k.points_seq = r.granted_seq
    left join journal_entry m on m.estate_id = r.estate_id and m.seq = r.money_seq
        and m.idempotency_key = 'points_deduction:' || r.points_deduction_id || '\\:money'
        and m.source = 'points_deduction:' || r.points_deduction_id
    left join journal_entry mb on mb.estate_id = r.estate_id and mb.reverses_seq = r.money_seq
    left join lateral (
        select max(x.amount) as fen, max(x.merchant_id) as merchant_id
        from entry_line x where x.estate_id = m.estate_id and x.seq = m.seq
    ) y on true
    left join lateral (
        select max(-x.amount) as points from entry_line x
        where x.estate_id = b.estate_id and x.seq = b.seq
    ) back on true
    left join lateral (
        select max(x.amount) as points,
            max(a.holder) filter (where x.side = 1) as holder,
            max(a.code) filter (where x.side = -1) as to_account
        from entry_line x join account a using (estate_id, account_id)
        where x.estate_id = e.estate_id and x.seq = e.seq
    ) g on true
    left join lateral (
        select string_agg(distinct t.granted_seq::text, ' ') as granted_seq
        from points_lot_use u join points_lot t using (estate_id, lot_id)
        where u.estate_id = e.estate_id and u.seq = e.seq
    ) u on true
    cross join lateral (values
        ('seq', e.seq::text, r.seq::text),
        ('to_account', case when e.seq is not null then 'P3103' end, g.to_account),
        ('points', g.points::text, r.points::text),
        ('holder', g.holder, coalesce('resident:' || r.resident_id, '')
            || coalesce('household:' || r.household_id, '')
            || coalesce('team:' || r.volunteer_team_id, '')),
        ('granted_seq', u.granted_seq, r.granted_seq::text),
        ('reason', e.narration, '更正扣减 ' || o.series || '-' || o.fiscal_month || '-'
            || lpad(o.number::text, greatest(4, length(o.number::text)), '0')
            || ' 号凭证多发的积分：' || r.reason),
        ('deducted_on', e.effective_on::text, r.deducted_on::text),
        ('document_id', encode(e.documents[1], 'hex'), encode(d.sha256, 'hex')),
        ('proposed_by', e.prepared_by::text, r.proposed_by::text),
        ('decided_by', e.approved_by::text, r.decided_by::text),
        ('money_seq', m.seq::text, r.money_seq::text),
        ('payable_fen', y.fen::text, r.payable_fen::text),
        ('merchant_id', y.merchant_id::text,
            case when m.seq is not null then k.merchant_id end::text),
        ('restored_seq', b.seq::text, r.restored_seq::text),
        ('restored_money_seq', mb.seq::text, r.restored_money_seq::text),
        ('points_restored', back.points::text, nullif(r.points_restored, 0)::text),
        ('state', (b.seq is not null)::text,
            (r.state = 'restored' and r.points_restored > 0)::text),
        ('appealed_by', b.prepared_by::text, case when b.seq is not null
            then r.appealed_by::text end),
        ('answered_by', b.approved_by::text, case when b.seq is not null
            then r.answered_by::text end)
    ) as f (field, expected, found)
    where r.estate_id = :estate_id and (r.seq is not null or r.points > 0)
        and f.expected is distinct from f.found
"""

DEDUCTIONS_GONE = """
    select e.source as name, e.seq, 'source' as field, e.source as expected, null as found
    from journal_entry e
    where e.estate_id = :estate_id and e.reverses_seq is null
        and (e.idempotency_key like 'points_deduction:%' or exists (
            select from account a
            join entry_line x on x.estate_id = a.estate_id and x.account_id = a.account_id
            where a.estate_id = :estate_id and a.code = 'P3103' and x.estate_id = e.estate_id
                and x.seq = e.seq))
        and not exists (
            select from points_deduction r
            where r.estate_id = e.estate_id and e.seq in (r.seq, r.money_seq)
                and e.source = 'points_deduction:' || r.points_deduction_id)
"""

PURCHASES = """
    select r.merchant_purchase_id::text as name, r.points_seq as seq, f.field, f.expected, f.found
    from merchant_purchase r
    left join import_batch i on i.estate_id = r.estate_id and i.import_id = r.import_id
    left join source_document d on d.estate_id = i.estate_id and d.document_id = i.document_id
    left join journal_entry p on p.estate_id = r.estate_id and p.seq = r.points_seq
        and p.idempotency_key = 'merchant_purchase:' || r.merchant_purchase_id || '\\:points'
    left join journal_entry m on m.estate_id = r.estate_id and m.seq = r.money_seq
        and m.idempotency_key = 'merchant_purchase:' || r.merchant_purchase_id || '\\:money'
    left join lateral (
        select max(x.amount) as points,
            max(substr(a.holder, 10)) filter (where a.code = 'P2101') as resident_id
        from entry_line x join account a using (estate_id, account_id)
        where x.estate_id = p.estate_id and x.seq = p.seq
    ) g on true
    left join lateral (
        select max(x.amount) as fen, max(x.merchant_id) as merchant_id
        from entry_line x where x.estate_id = m.estate_id and x.seq = m.seq
    ) y on true
    cross join lateral (values
        ('points_seq', p.seq::text, r.points_seq::text),
        ('money_seq', m.seq::text, r.money_seq::text),
        ('state', 'confirmed', r.state),
        ('points', g.points::text, r.points::text),
        ('resident_id', g.resident_id, r.resident_id::text),
        ('payable_fen', y.fen::text, r.payable_fen::text),
        ('merchant_id', y.merchant_id::text, r.merchant_id::text),
        ('rule_version', p.rule_version, r.rule_version),
        ('registered_by', p.prepared_by::text, r.registered_by::text),
        ('decided_by', p.approved_by::text, r.decided_by::text),
        ('import_id', encode(p.documents[1], 'hex'), encode(d.sha256, 'hex')),
        ('receipt_no', regexp_replace(p.narration, '^在.*消费，', ''), '小票 ' || r.receipt_no
            || case when r.points_cut > 0 or r.cut_reason is not null
                then '（' || r.cut_reason || '，应得 ' || r.points + r.points_cut || ' 分，计 '
                    || r.points || ' 分）' else '' end)
    ) as f (field, expected, found)
    where r.estate_id = :estate_id and (r.points_seq is not null or r.points > 0)
        and f.expected is distinct from f.found
"""

PURCHASES_GONE = """
    select e.source as name, e.seq, 'source' as field, e.source as expected, null as found
    from journal_entry e
    where e.estate_id = :estate_id and e.idempotency_key like 'merchant_purchase:%'
        and e.reverses_seq is null and not exists (
            select from merchant_purchase r where r.estate_id = e.estate_id
                and e.source = 'merchant_purchase:' || r.merchant_purchase_id
                and e.seq in (r.points_seq, r.money_seq))
"""

# That a lot may not be spent yet stands in its entry's words, too.
NOTICES = """
    select t.lot_id::text as name, t.granted_seq as seq, 'spendable_from' as field,
        substring(e.narration from '（公示后 ([0-9-]{10}) 起可用）$') as expected,
        t.spendable_from::text as found
    from points_lot t
    join journal_entry e on e.estate_id = t.estate_id and e.seq = t.granted_seq
    where t.estate_id = :estate_id and t.spendable_from is not null
        and substring(e.narration from '（公示后 ([0-9-]{10}) 起可用）$')
            is distinct from t.spendable_from::text
"""
