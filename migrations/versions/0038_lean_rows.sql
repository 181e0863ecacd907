-- Rows without what they do not hold, and without what another column of theirs says
-- (docs/adr/0042).
--
-- What is read stays as it was: the columns that are gone are computed when they are read. Bytes
-- of leaves, hashes and packages do not change. Triggers read the rows of a statement as they are
-- stored, so they compute for themselves what they ask.

-- Entries -----------------------------------------------------------------------------------
--
-- own_key is what the key has beyond the entry's source: ':POINTS' stands for 'redemption:7:POINTS'
-- where the source is 'redemption:7'. A key that begins with a colon or an equals sign by itself
-- stands behind an equals sign. papers are the digests of documents where there are any.

alter table journal_entry
    add column own_key text generated always as (
        case when source <> '' and starts_with(idempotency_key, source || ':')
                then substr(idempotency_key, length(source) + 1)
            when left(idempotency_key, 1) in (':', '=') then '=' || idempotency_key
            else idempotency_key end) stored,
    add column papers bytea[] generated always as (nullif(documents, '{}')) stored;
alter table journal_entry
    alter column own_key drop expression,
    alter column own_key set not null,
    alter column papers drop expression,
    add check (papers <> '{}');
drop index journal_entry_key;
alter table journal_entry
    drop constraint journal_entry_estate_id_series_fiscal_month_number_key,
    drop column fiscal_month,
    drop column documents,
    drop column idempotency_key;
alter table journal_entry
    add column fiscal_month int generated always as (
        extract(year from effective_on)::int * 100 + extract(month from effective_on)::int) virtual,
    add column documents bytea[] generated always as (coalesce(papers, '{}'::bytea[])) virtual,
    add column idempotency_key text generated always as (
        case left(own_key, 1) when ':' then source || own_key when '=' then substr(own_key, 2)
            else own_key end) virtual;
create unique index journal_entry_number on journal_entry (estate_id, series, (
    extract(year from effective_on)::int * 100 + extract(month from effective_on)::int), number);

-- A key is looked for by four bytes of it.
create index journal_entry_key on journal_entry (estate_id, hashtext(
    case left(own_key, 1) when ':' then source || own_key when '=' then substr(own_key, 2)
        else own_key end));

-- Lines -------------------------------------------------------------------------------------
--
-- side_and_currency: 1 CNY, 2 PTS, 3 MIN; above nought a debit, below a credit. note is the line's
-- own narration where it has one.

alter table entry_line
    add column side_and_currency smallint generated always as (
        side * case currency when 'CNY' then 1 when 'PTS' then 2 when 'MIN' then 3 end) stored,
    add column note text generated always as (nullif(narration, '')) stored;
alter table entry_line
    alter column side_and_currency drop expression,
    alter column side_and_currency set not null,
    alter column note drop expression,
    add check (abs(side_and_currency) between 1 and 3),
    add check (note <> '');
alter table entry_line
    drop column side,
    drop column currency,
    drop column narration;
alter table entry_line
    add column side smallint generated always as (
        case when side_and_currency < 0 then -1 else 1 end) virtual,
    add column currency text generated always as (
        case abs(side_and_currency) when 1 then 'CNY' when 2 then 'PTS' else 'MIN' end) virtual,
    add column narration text generated always as (coalesce(note, '')) virtual;

-- Ids and places beside the journal have four bytes, as in the journal.
drop policy rows_of_estates on log_node;
drop policy rows_of_all_estates on log_node;
alter table log_node
    alter column estate_id type int,
    alter column node_index type int;
select secure_estate_rows('log_node');
alter table points_lot_use alter column lot_id type int;

-- Four bytes of no use stood before what is aligned to eight.
alter table redemption
    drop column payable_fen,
    add column points_ int generated always as (points) stored;
alter table redemption
    alter column points_ drop expression,
    alter column points_ set not null,
    drop column points;
alter table redemption rename column points_ to points;
alter table redemption
    add check (points > 0),
    add column payable_fen bigint generated always as (
        case when to_be_settled then points::bigint * rate_fen_per_point end) virtual;
-- No price of the shop is above ten million yuan.
alter table redemption_line alter column market_price_fen type int;

-- What the triggers ask of new rows --------------------------------------------------------

create or replace function check_new_entries() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    fault record;
begin
    -- That its lines are balanced and complete, check_new_lines says; here, that it has any.
    select e.estate_id, e.seq, e.has_lines into fault
    from (
        select n.estate_id, n.seq,
            (select 1 from entry_line l
                where l.estate_id = n.estate_id and l.seq = n.seq limit 1) as has_lines,
            (select count(*) from journal_entry k
                where k.estate_id = n.estate_id and hashtext(k.idempotency_key) = hashtext(n.key)
                    and k.idempotency_key = n.key) as uses_of_key
        from (
            select estate_id, seq,
                case left(own_key, 1) when ':' then source || own_key
                    when '=' then substr(own_key, 2) else own_key end as key
            from new_entries
            offset 0
        ) n
        offset 0
    ) e
    where e.has_lines is null or e.uses_of_key <> 1
    limit 1;
    if found and fault.has_lines is null then
        raise exception using errcode = 'LG002',
            message = format('entry %s of estate %s is not balanced or lacks lines',
                fault.seq, fault.estate_id);
    elsif found then
        raise exception using errcode = '23505',
            message = format('the key of entry %s of estate %s was used before',
                fault.seq, fault.estate_id);
    end if;

    -- The entry before is asked for by a scalar subquery, which is never answered by reading the
    -- whole journal into a hash table. Time goes forward with seq: balances as of a moment rest
    -- on it.
    select e.estate_id, e.first_seq, e.is_gapless into fault
    from (
        select g.*, b.size is not distinct from g.last_seq
            and g.entries = g.last_seq - g.first_seq + 1 as is_gapless,
            case when g.first_seq > 1 then (
                select p.recorded_at from journal_entry p
                where p.estate_id = g.estate_id and p.seq = g.first_seq - 1)
            else '-infinity' end as recorded_before
        from (
            select estate_id, min(seq) as first_seq, max(seq) as last_seq, count(*) as entries,
                min(recorded_at) as first_at, max(recorded_at) as last_at
            from new_entries group by estate_id
        ) g
        left join book b on b.estate_id = g.estate_id
        -- Without this the subquery would be asked twice.
        offset 0
    ) e
    where not e.is_gapless or e.recorded_before is null or e.first_at <> e.last_at
        or e.first_at < e.recorded_before
    limit 1;
    if found then
        raise exception using errcode = 'LG003',
            message = format(case when fault.is_gapless
                    then 'entry %s of estate %s is recorded before its predecessor, or has none'
                    else 'seq %s of estate %s is not gapless' end,
                fault.first_seq, fault.estate_id);
    end if;

    select e.estate_id, e.series, e.fiscal_month, e.is_gapless into fault
    from (
        select g.*, p.state,
            g.last is not distinct from n.last_number and g.entries = g.last - g.first + 1
            and (g.first = 1 or (
                select b.seq from journal_entry b
                where b.estate_id = g.estate_id and b.series = g.series
                    and b.fiscal_month = g.fiscal_month and b.number = g.first - 1) is not null)
            as is_gapless
        from (
            select estate_id, series, extract(year from month)::int * 100
                    + extract(month from month)::int as fiscal_month,
                first, last, entries, closes, adjusts
            from (
                select estate_id, series, date_trunc('month', effective_on) as month,
                    min(number) as first, max(number) as last, count(*) as entries,
                    bool_or(kind = 'closing') as closes,
                    bool_and(kind in ('adjusting', 'closing', 'reversal')) as adjusts
                from new_entries group by 1, 2, 3
            ) m
        ) g
        left join entry_number n on n.estate_id = g.estate_id and n.series = g.series
            and n.fiscal_month = g.fiscal_month
        left join period p on p.estate_id = g.estate_id and p.fiscal_month = g.fiscal_month
    ) e
    where not e.is_gapless or e.state is null or e.state = 'closed'
        or (e.state = 'adjusting' and not e.adjusts) or (e.state <> 'adjusting' and e.closes)
    limit 1;
    if found and not fault.is_gapless then
        raise exception using errcode = 'LG003',
            message = format('entry numbers of estate %s, series %s, month %s are not gapless',
                fault.estate_id, fault.series, fault.fiscal_month);
    elsif found then
        raise exception using errcode = 'LG004',
            message = format('period %s of estate %s does not take such an entry',
                fault.fiscal_month, fault.estate_id);
    end if;

    select who.user_id into fault
    from (
        select distinct u.user_id
        from new_entries e
        cross join lateral (values (e.prepared_by), (e.approved_by), (e.posted_by)) u (user_id)
    ) who
    left join app_user u on u.user_id = who.user_id
    where who.user_id is not null and u.user_id is null
    limit 1;
    if found then
        raise exception using errcode = '23503',
            message = format('user %s of a new entry does not exist', fault.user_id);
    end if;

    if exists (select from new_entries where reverses_seq is not null) then
        perform check_portions(n.estate_id, n.seq, n.reverses_seq)
        from new_entries n where n.reverses_seq is not null;
    end if;
    return null;
end $$;

create or replace function check_new_lines() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    fault record;
begin
    select n.estate_id, n.seq, e.seq is null as refers_to_nobody into fault
    from (
        select estate_id, seq, count(*) as lines,
            sum(case when side_and_currency < 0 then -amount else amount end) as difference,
            max(line_no) as last, count(distinct line_no) as places,
            min(abs(side_and_currency)) as currency,
            max(abs(side_and_currency)) as other_currency, min(amount) as least
        from new_lines group by estate_id, seq
    ) n
    left join journal_entry e on e.estate_id = n.estate_id and e.seq = n.seq
    where e.seq is null or n.difference <> 0 or n.currency <> n.other_currency
        or n.lines <> e.line_count or n.last <> n.lines or n.places <> n.lines
        -- Nor has it others that stood there before.
        or n.lines <> (
            select count(*) from entry_line l where l.estate_id = n.estate_id and l.seq = n.seq)
        -- Money, points and minutes never mix in one entry.
        or e.series <> case n.currency when 1 then '记' when 2 then '积' else '时' end
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
        select placed.estate_id, placed.account_id, 
            min(abs(placed.side_and_currency)) as currency,
            max(abs(placed.side_and_currency)) as other_currency,
            max(placed.side_and_currency) > 0 as has_debits,
            min(placed.account_version - placed.place) as lowest,
            max(placed.account_version - placed.place) as highest,
            coalesce((
                select l.account_version from entry_line l
                where l.estate_id = placed.estate_id and l.account_id = placed.account_id
                    and l.seq < min(placed.seq)
                order by l.seq desc, l.line_no desc
                limit 1), 0) as version_before
        from (
            select estate_id, account_id, seq, account_version, side_and_currency,
                row_number() over (partition by estate_id, account_id order by seq, line_no)
                    as place
            from new_lines
        ) placed
        group by placed.estate_id, placed.account_id
    ) n
    left join account a on a.estate_id = n.estate_id and a.account_id = n.account_id
    where a.account_id is null or n.lowest <> n.highest or n.lowest <> n.version_before
        or n.currency <> n.other_currency
        or n.currency <> case a.currency when 'CNY' then 1 when 'PTS' then 2 else 3 end
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

create or replace function check_pool_minutes() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    fault record;
begin
    if not exists (select from new_lines where side_and_currency = 3) then
        return null;
    end if;
    -- From the one account of each estate to its lines: most entries have none.
    select l.estate_id, l.seq into fault
    from (select distinct estate_id from new_lines where side_and_currency = 3) n
    join account a on a.estate_id = n.estate_id and a.code = 'M2301' and a.holder = ''
    join new_lines l on l.estate_id = a.estate_id and l.account_id = a.account_id
        and l.side_and_currency > 0
    join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
    where e.reverses_seq is null
        and not exists (
            select from help_request h
            where h.estate_id = e.estate_id and h.pool_grant_id is not null
                and h.help_request_id = case when e.source ~ '^help_request:[0-9]{1,18}$'
                    then substr(e.source, 14)::bigint end
                and e.idempotency_key = e.source || ':spent' and l.amount <= h.minutes)
    limit 1;
    if found then
        raise exception using errcode = 'LG088', message = format(
            'entry %s of estate %s takes minutes of the pool that nobody granted',
            fault.seq, fault.estate_id);
    end if;
    return null;
end $$;
