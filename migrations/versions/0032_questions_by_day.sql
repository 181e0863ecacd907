-- Questions by a business date, and a check that looked at each new line once more.

-- With seq the first entry of a day is one lookup, and those that were posted late are one range.
-- Without it the planner had a choice between reading a day's entries and reading the journal from
-- its beginning until it met the day, and did sometimes choose the second.
drop index journal_entry_effective;
create index journal_entry_effective on journal_entry (estate_id, effective_on, seq);

-- Served minutes are guarded where the account of each line is looked at anyway.
drop trigger check_served_minutes on entry_line;
drop function check_served_minutes();

create or replace function check_new_lines() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    fault record;
begin
    select n.estate_id, n.seq, e.seq is null as refers_to_nobody into fault
    from (
        select estate_id, seq, count(*) as lines, sum(side * amount) as difference,
            max(line_no) as last, count(distinct line_no) as places,
            min(currency) as currency, max(currency) as other_currency, min(amount) as least
        from new_lines group by estate_id, seq
    ) n
    left join journal_entry e on e.estate_id = n.estate_id and e.seq = n.seq
    where e.seq is null or n.difference <> 0 or n.currency <> n.other_currency
        or n.lines <> e.line_count or n.last <> n.lines or n.places <> n.lines
        -- Nor has it others that stood there before.
        or n.lines <> (
            select count(*) from entry_line l where l.estate_id = n.estate_id and l.seq = n.seq)
        -- Money, points and minutes never mix in one entry.
        or e.series <> case n.currency when 'CNY' then '记' when 'PTS' then '积' else '时' end
        or (n.least < 0 and e.reverses_seq is null)
    limit 1;
    if found then
        raise exception using
            errcode = case when fault.refers_to_nobody then '23503' else 'LG002' end,
            message = format('entry %s of estate %s is not balanced or its lines do not fit it',
                fault.seq, fault.estate_id);
    end if;

    -- The versions of an account's lines count on from its last line, in the order of the lines.
    select n.estate_id, n.account_id, a.account_id is null as refers_to_nobody,
        n.lowest <> n.highest or n.lowest <> n.version_before as has_gap,
        n.has_debits and a.code = 'M2101' as takes_minutes into fault
    from (
        select placed.estate_id, placed.account_id, min(placed.currency) as currency,
            max(placed.currency) as other_currency, max(placed.side) = 1 as has_debits,
            min(placed.account_version - placed.place) as lowest,
            max(placed.account_version - placed.place) as highest,
            coalesce((
                select l.account_version from entry_line l
                where l.estate_id = placed.estate_id and l.account_id = placed.account_id
                    and l.seq < min(placed.seq)
                order by l.seq desc, l.line_no desc
                limit 1), 0) as version_before
        from (
            select estate_id, account_id, seq, account_version, currency, side,
                row_number() over (partition by estate_id, account_id order by seq, line_no)
                    as place
            from new_lines
        ) placed
        group by placed.estate_id, placed.account_id
    ) n
    left join account a on a.estate_id = n.estate_id and a.account_id = n.account_id
    where a.account_id is null or n.lowest <> n.highest or n.lowest <> n.version_before
        or n.currency <> a.currency or n.other_currency <> a.currency
        -- Where a code has many holders, the chart's own row takes nothing.
        or not a.is_postable or (a.per_holder is not null and a.holder = '')
        -- Hours served never shrink. The correction of an error is red: a credit below nought.
        or (n.has_debits and a.code = 'M2101')
    limit 1;
    if found and fault.takes_minutes then
        raise exception using errcode = 'LG051', message = format(
            'account %s of estate %s has served minutes taken away', fault.account_id,
            fault.estate_id);
    elsif found then
        raise exception using
            errcode = case when fault.refers_to_nobody then '23503'
                when fault.has_gap then 'LG003' else 'LG002' end,
            message = format('lines of account %s of estate %s do not fit it, or are not counted'
                ' without gaps', fault.account_id, fault.estate_id);
    end if;

    select w.estate_id, w.merchant_id into fault
    from (
        select distinct estate_id, merchant_id from new_lines where merchant_id is not null
    ) w
    left join merchant m on m.estate_id = w.estate_id and m.merchant_id = w.merchant_id
    where m.merchant_id is null
    limit 1;
    if found then
        raise exception using errcode = '23503',
            message = format('merchant %s is none of estate %s', fault.merchant_id,
                fault.estate_id);
    end if;
    return null;
end $$;
