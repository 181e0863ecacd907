"""What redemptions, services, sorting events, lots and stock say a second time, as queries.

Each returns only differences to the entries: name, seq, field, expected, found.
"""

from __future__ import annotations

REDEMPTIONS = """
    select r.order_no as name, r.points_seq as seq, f.field, f.expected, f.found
    from redemption r
    left join journal_entry p on p.estate_id = r.estate_id and p.seq = r.points_seq
        and p.source = 'redemption:' || r.redemption_id
    left join journal_entry m on m.estate_id = r.estate_id and m.seq = r.money_seq
        and m.source = p.source
    left join lateral (
        select sum(l.amount) filter (where l.side = 1) as points, max(l.merchant_id) as merchant_id,
            max(case a.code when 'P2101' then substr(a.holder, 10)
                when 'P2102' then substr(l.narration, 5, length(l.narration) - 6) end)
                as resident_id,
            max(substr(a.holder, 11)) filter (where a.code = 'P2102') as household_id,
            -max(l.balance_after) filter (where a.code in ('P2101', 'P2102')) as balance_after,
            case when bool_or(a.code = 'P2201') then 'cash' else 'goods' end as settlement
        from entry_line l join account a using (estate_id, account_id)
        where l.estate_id = p.estate_id and l.seq = p.seq
    ) w on true
    left join lateral (
        select sum(l.amount) filter (where l.side = 1) as fen
        from entry_line l where l.estate_id = m.estate_id and l.seq = m.seq
    ) x on true
    left join lateral (
        select sum(n.points) as points, sum(n.quantity * n.market_price_fen) as cost_fen,
            string_agg(n.name || ' ' || n.quantity || ' ' || n.unit, '、' order by n.line_no)
                filter (where n.line_no <= 3)
            || case when count(*) > 3 then ' 等 ' || count(*) || ' 种' else '' end as goods,
            count(*) as lines, max(n.line_no) as last_line
        from redemption_line n
        where n.estate_id = r.estate_id and n.redemption_id = r.redemption_id
    ) g on true
    left join card_opening o
        on o.estate_id = r.estate_id and o.card_opening_id = r.card_opening_id
    left join card k on k.estate_id = o.estate_id and k.card_id = o.card_id
    cross join lateral (values
        ('points_seq', p.seq::text, r.points_seq::text),
        ('money_seq', m.seq::text, r.money_seq::text),
        ('points', w.points::text, r.points::text),
        ('merchant_id', w.merchant_id::text, r.merchant_id::text),
        ('resident_id', w.resident_id, r.resident_id::text),
        ('household_id', w.household_id, r.household_id::text),
        ('balance_after', w.balance_after::text, r.balance_after::text),
        ('to_be_settled', (w.settlement = 'cash')::text, r.to_be_settled::text),
        ('payable_fen', case w.settlement when 'cash' then x.fen::text end, r.payable_fen::text),
        ('cost_fen', case w.settlement when 'cash' then '0' else coalesce(x.fen, 0)::text end,
            r.cost_fen::text),
        -- Until the counter's lane, the key of the entry named the code, not the redemption.
        ('code_digest', case when length(p.idempotency_key) > 64
            then left(split_part(p.idempotency_key, ':', 2), 32)
            else encode(r.code_digest, 'hex') end,
            encode(r.code_digest, 'hex')),
        ('effective_on', p.effective_on::text, r.effective_on::text),
        ('by_user', p.prepared_by::text, r.by_user::text),
        -- By card: the entry says so, and the opening is of the holder's card, at this counter.
        ('card_opening_id', (p.narration like '%，凭卡）')::text,
            (r.card_opening_id is not null)::text),
        ('card_opening_id', case when r.card_opening_id is not null
            then concat_ws(' ', w.resident_id, p.prepared_by, 'in time') end,
            case when r.card_opening_id is not null then concat_ws(' ', k.resident_id, o.opened_by,
                case when r.at between o.at and o.at + interval '2 minutes' then 'in time' end)
            end),
        ('lines.points', r.points::text, g.points::text),
        ('lines.line_no', g.lines::text, g.last_line::text),
        ('lines.market_price_fen', case w.settlement when 'goods' then r.cost_fen::text end,
            case w.settlement when 'goods' then g.cost_fen::text end),
        ('lines.name', split_part(p.narration, '（', 1), '兑换 ' || g.goods)
    ) as f (field, expected, found)
    where r.estate_id = :estate_id and f.expected is distinct from f.found
"""

REDEMPTIONS_GONE = """
    select substr(e.source, 12) as name, e.seq, 'source' as field, e.source as expected,
        null as found
    from journal_entry e
    where e.estate_id = :estate_id and e.idempotency_key like 'redemption:%'
        and not exists (
            select from redemption r where r.estate_id = e.estate_id
                and e.source = 'redemption:' || r.redemption_id
                and e.seq in (r.points_seq, r.money_seq))
"""

SERVICES = """
    select s.source_key as name, coalesce(m.seq, p.seq) as seq, f.field, f.expected, f.found
    from service_record s
    left join journal_entry m on m.estate_id = s.estate_id and m.seq = s.minutes_seq
        and m.idempotency_key = 'service_record:' || s.service_record_id || '\\:minutes'
    left join journal_entry p on p.estate_id = s.estate_id and p.seq = s.points_seq
        and p.idempotency_key = 'service_record:' || s.service_record_id || '\\:points'
    left join activity v on v.estate_id = s.estate_id and v.activity_id = s.activity_id
    left join lateral (
        select max(l.amount) as minutes, max(l.activity_id) as activity_id,
            max(substr(a.holder, 10)) filter (where a.code = 'M2101') as resident_id
        from entry_line l join account a using (estate_id, account_id)
        where l.estate_id = m.estate_id and l.seq = m.seq
    ) w on true
    left join lateral (
        select max(l.amount) as points from entry_line l
        where l.estate_id = p.estate_id and l.seq = p.seq
    ) x on true
    cross join lateral (values
        ('minutes_seq', m.seq::text, s.minutes_seq::text),
        ('points_seq', p.seq::text, s.points_seq::text),
        ('service_minutes', w.minutes::text, s.service_minutes::text),
        ('points', coalesce(x.points, 0)::text, s.points::text),
        ('resident_id', w.resident_id, s.resident_id::text),
        ('activity_id', w.activity_id::text, s.activity_id::text),
        ('rule_version', m.rule_version, s.rule_version),
        ('verified_by', m.approved_by::text, s.verified_by::text),
        ('recorded_by', m.prepared_by::text, coalesce(s.completed_by, s.recorded_by)::text),
        ('served_on', case when m.narration like '%的服务，补记）'
            then s.served_on else m.effective_on end::text, s.served_on::text),
        -- The points' entry says the same as that of the minutes, and what a cap took away.
        ('points_cut', regexp_replace(p.narration, '（公示后 [0-9-]{10} 起可用）$', ''),
            case when p.seq is not null
            then m.narration || case when s.points_cut > 0 then '（' || s.cut_reason || '，应得 '
                || s.points + s.points_cut || ' 分，计 ' || s.points || ' 分）' else '' end end),
        ('spendable_from', substring(p.narration from '（公示后 ([0-9-]{10}) 起可用）$'), (
            select t.spendable_from::text from points_lot t
            where t.estate_id = p.estate_id and t.granted_seq = p.seq)),
        ('source_key', s.served_on || '|' || v.name || '|' || v.service_type || '|'
            || s.resident_id || '|' || to_char(s.checked_in, 'HH24:MI'), s.source_key)
    ) as f (field, expected, found)
    where s.estate_id = :estate_id and s.state = 'verified' and f.expected is distinct from f.found
    union all
    -- What waits has given nothing yet.
    select s.source_key, null, 'points', null, s.points::text
    from service_record s
    where s.estate_id = :estate_id and s.state = 'waiting' and s.points is not null
"""

SERVICES_GONE = """
    select substr(e.source, 16) as name, e.seq, 'source' as field, e.source as expected,
        null as found
    from journal_entry e
    where e.estate_id = :estate_id and e.idempotency_key like 'service_record:%'
        and e.reverses_seq is null and not exists (
            select from service_record s where s.estate_id = e.estate_id
                and e.source = 'service_record:' || s.service_record_id
                and s.state = 'verified' and e.seq in (s.minutes_seq, s.points_seq))
"""

SORTINGS = """
    select s.event_no as name, p.seq, f.field, f.expected, f.found
    from sorting_event s
    left join journal_entry p on p.estate_id = s.estate_id and p.seq = s.points_seq
        and p.source = 'sorting_event:' || s.event_no
    left join lateral (
        select max(l.amount) as points,
            max(substr(a.holder, 10)) filter (where a.code = 'P2101') as resident_id
        from entry_line l join account a using (estate_id, account_id)
        where l.estate_id = p.estate_id and l.seq = p.seq
    ) w on true
    cross join lateral (values
        ('points_seq', p.seq::text, s.points_seq::text),
        ('points', w.points::text, s.points::text),
        ('resident_id', w.resident_id, s.resident_id::text),
        ('rule_version', p.rule_version, s.rule_version),
        ('occurred_on', p.effective_on::text, s.occurred_on::text),
        -- What a cap took away is said after the rest, in brackets.
        ('weight_grams', p.narration,
            '垃圾分类 ' || s.category || ' ' || s.weight_grams || ' 克' || case
                when s.points_cut > 0 then '（' || s.cut_reason || '，应得 '
                    || s.points + s.points_cut || ' 分，计 ' || s.points || ' 分）'
                else '' end)
    ) as f (field, expected, found)
    where s.estate_id = :estate_id and s.points_seq is not null
        and f.expected is distinct from f.found
"""

SORTINGS_GONE = """
    select substr(e.source, 15) as name, e.seq, 'source' as field, e.source as expected,
        null as found
    from journal_entry e
    where e.estate_id = :estate_id and e.idempotency_key like 'sorting_event:%'
        and e.reverses_seq is null and not exists (
            select from sorting_event s where s.estate_id = e.estate_id
                and e.source = 'sorting_event:' || s.event_no and s.points_seq = e.seq)
"""

LOTS = """
    select t.lot_id::text as name, t.granted_seq as seq, f.field, f.expected, f.found
    from points_lot t
    join journal_entry e on e.estate_id = t.estate_id and e.seq = t.granted_seq
    left join lateral (
        select max(a.code) filter (where a.type = 'issued' or (a.code = 'P2301' and l.side = 1))
            as source_code, max(l.activity_id) as activity_id
        from entry_line l join account a using (estate_id, account_id)
        where l.estate_id = e.estate_id and l.seq = e.seq
    ) w on true
    -- What an entry moved is what it took from the lots of another wallet.
    left join lateral (
        select count(*) as lots, string_agg(distinct g.source_code, ' ') as source_code,
            string_agg(distinct coalesce(g.expires_on::text, '-'), ' ') as expires_on,
            sum(u.points) as points
        from points_lot_use u join points_lot g using (estate_id, lot_id)
        where u.estate_id = t.estate_id and u.seq = t.granted_seq
    ) m on true
    cross join lateral (values
        ('source_code', coalesce(w.source_code, m.source_code), t.source_code),
        ('expires_on', m.expires_on, case when m.lots > 0
            then coalesce(t.expires_on::text, '-') end),
        ('points_granted', m.points::text, case when m.lots > 0 then t.points_granted::text end),
        ('rule_version', e.rule_version, t.rule_version),
        ('granted_on', e.effective_on::text, t.granted_on::text),
        ('activity_id', w.activity_id::text, t.activity_id::text)
    ) as f (field, expected, found)
    where t.estate_id = :estate_id and e.reverses_seq is null
        and f.expected is distinct from f.found
"""

STOCK_MOVEMENTS = """
    select i.name as name, r.points_seq as seq, f.field, f.expected, f.found
    from (
        select s.*, sum(s.delta) over (partition by s.item_id order by s.stock_movement_id) as sum
        from stock_movement s where s.estate_id = :estate_id
    ) s
    left join item i on i.estate_id = s.estate_id and i.item_id = s.item_id
    left join redemption r on r.estate_id = s.estate_id and r.redemption_id = s.redemption_id
    left join redemption_line n on n.estate_id = s.estate_id
        and n.redemption_id = s.redemption_id and n.item_id = s.item_id
    cross join lateral (values
        ('quantity_after', s.sum::text, s.quantity_after::text),
        ('redemption_id', case when s.reason = 'redemption' then r.redemption_id::text end,
            s.redemption_id::text),
        ('delta', case when s.reason = 'redemption' then (-n.quantity)::text else s.delta::text end,
            s.delta::text),
        ('at', coalesce(r.at, s.at)::text, s.at::text),
        ('by_user', coalesce(r.by_user, s.by_user)::text, s.by_user::text)
    ) as f (field, expected, found)
    where f.expected is distinct from f.found
"""
