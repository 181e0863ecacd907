-- Fewer bytes and fewer checks for each entry that is posted (docs/adr/0018).
--
-- Columns stand in the order in which they leave no gaps: first what has 8 and 4 bytes, then what
-- has any length. A column is moved by computing it anew at the end of the row; "drop expression"
-- makes it an ordinary one. Dropped columns take no bytes in rows that come after.

-- The journal -----------------------------------------------------------------------------

alter table journal_entry
    add column series_ text generated always as (series) stored,
    add column kind_ text generated always as (kind) stored,
    add column narration_ text generated always as (narration) stored,
    add column source_ text generated always as (source) stored,
    add column rule_version_ text generated always as (rule_version) stored,
    add column documents_ bytea[] generated always as (documents) stored,
    add column idempotency_key_ text generated always as (idempotency_key) stored;
alter table journal_entry
    alter column series_ drop expression,
    alter column kind_ drop expression,
    alter column narration_ drop expression,
    alter column source_ drop expression,
    alter column rule_version_ drop expression,
    alter column documents_ drop expression,
    alter column idempotency_key_ drop expression;
-- The indexes and checks of these columns go with them and stand again below.
alter table journal_entry
    drop column series,
    drop column kind,
    drop column narration,
    drop column source,
    drop column rule_version,
    drop column documents,
    drop column idempotency_key;
alter table journal_entry rename column series_ to series;
alter table journal_entry rename column kind_ to kind;
alter table journal_entry rename column narration_ to narration;
alter table journal_entry rename column source_ to source;
alter table journal_entry rename column rule_version_ to rule_version;
alter table journal_entry rename column documents_ to documents;
alter table journal_entry rename column idempotency_key_ to idempotency_key;
alter table journal_entry
    alter column series set not null,
    alter column kind set not null,
    alter column narration set not null,
    alter column source set not null,
    alter column rule_version set not null,
    alter column documents set not null,
    alter column idempotency_key set not null,
    add check (narration <> ''),
    -- Money that people enter by hand needs a second person (I8).
    add constraint journal_entry_by_hand_is_approved check (approved_by is not null
        or kind not in ('manual', 'opening', 'cash_book', 'fund_grant', 'stocktake', 'reversal')),
    add constraint journal_entry_adjusting_is_approved
        check (approved_by is not null or kind not in ('adjusting', 'closing')),
    add unique (estate_id, series, fiscal_month, number);

-- A key is found by four bytes of it, and is used once: check_new_entries. Two entries of a book
-- are never written at the same time, because the second one's seq waits for the first.
create index journal_entry_key on journal_entry (estate_id, hashtext(idempotency_key));
-- Equal keys of an index share one entry: a day takes few bytes for each of its entries.
drop index journal_entry_effective;
create index journal_entry_effective on journal_entry (estate_id, effective_on);

alter table entry_line
    add column account_id_ int generated always as (account_id) stored,
    add column line_no_ smallint generated always as (line_no) stored,
    add column side_ smallint generated always as (side) stored,
    add column currency_ text generated always as (currency) stored,
    add column narration_ text generated always as (narration) stored;
alter table entry_line
    alter column account_id_ drop expression,
    alter column line_no_ drop expression,
    alter column side_ drop expression,
    alter column currency_ drop expression,
    alter column narration_ drop expression;
alter table entry_line
    drop column account_id,
    drop column line_no,
    drop column side,
    drop column currency,
    drop column narration;
alter table entry_line rename column account_id_ to account_id;
alter table entry_line rename column line_no_ to line_no;
alter table entry_line rename column side_ to side;
alter table entry_line rename column currency_ to currency;
alter table entry_line rename column narration_ to narration;
alter table entry_line
    alter column account_id set not null,
    alter column line_no set not null,
    alter column side set not null,
    alter column currency set not null,
    alter column narration set not null,
    alter column narration set default '',
    add check (line_no > 0),
    add check (side in (-1, 1)),
    -- One index finds an account's lines and is the key; an entry has its lines once:
    -- check_new_lines.
    add primary key (estate_id, account_id, seq, line_no);
create index entry_line_entry on entry_line (estate_id, seq);

-- The triggers of the journal -------------------------------------------------------------
--
-- One for each table, and each looks at its new rows as few times as it can.

drop trigger check_adjusting_months on journal_entry;
drop function check_adjusting_months();
drop trigger check_reversals on journal_entry;

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
                where k.estate_id = n.estate_id
                    and hashtext(k.idempotency_key) = hashtext(n.idempotency_key)
                    and k.idempotency_key = n.idempotency_key) as uses_of_key
        from new_entries n
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
            select estate_id, series, fiscal_month, min(number) as first, max(number) as last,
                count(*) as entries, bool_or(kind = 'closing') as closes,
                bool_and(kind in ('adjusting', 'closing', 'reversal')) as adjusts
            from new_entries group by estate_id, series, fiscal_month
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

-- Once per portion (I10): what reversals took from an entry stays within it (docs/adr/0013). A
-- line of a reversal names its line of the original by saying everything that it says except the
-- amount; lines of one entry that say all the same are one line here.
create function check_portions(of_estate int, by_seq int, of_seq int) returns void
language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
    if exists (
        select from journal_entry o
        where o.estate_id = of_estate and o.seq = of_seq and o.reverses_seq is not null
    ) then
        raise exception using errcode = 'LG010',
            message = format('entry %s of estate %s reverses a reversal', by_seq, of_estate);
    end if;
    if exists (
        select from (
            select l.account_id, l.side, l.narration, l.fund_grant_id, l.merchant_id,
                l.dwelling_id, l.activity_id, l.amount as original, 0::bigint as taken
            from entry_line l
            where l.estate_id = of_estate and l.seq = of_seq
            union all
            select l.account_id, l.side, l.narration, l.fund_grant_id, l.merchant_id,
                l.dwelling_id, l.activity_id, 0, -l.amount
            from journal_entry r
            join entry_line l on l.estate_id = r.estate_id and l.seq = r.seq
            where r.estate_id = of_estate and r.reverses_seq = of_seq
        ) portions
        group by account_id, side, narration, fund_grant_id, merchant_id, dwelling_id, activity_id
        having sum(taken) > sum(original) or min(taken) < 0
    ) then
        raise exception using errcode = 'LG010',
            message = format('reversals of entry %s of estate %s pass it or are of other lines',
                of_seq, of_estate);
    end if;
end $$;
drop function check_reversals();

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
        n.lowest <> n.highest or n.lowest <> n.version_before as has_gap into fault
    from (
        select placed.estate_id, placed.account_id, min(placed.currency) as currency,
            max(placed.currency) as other_currency,
            min(placed.account_version - placed.place) as lowest,
            max(placed.account_version - placed.place) as highest,
            coalesce((
                select l.account_version from entry_line l
                where l.estate_id = placed.estate_id and l.account_id = placed.account_id
                    and l.seq < min(placed.seq)
                order by l.seq desc, l.line_no desc
                limit 1), 0) as version_before
        from (
            select estate_id, account_id, seq, account_version, currency,
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
    limit 1;
    if found then
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

-- Balances: never further below the floor (I7), and a wallet is what is left in its lots (I9).
drop trigger check_floor on balance;
drop trigger check_wallets on balance;
drop function check_wallets();

create or replace function check_floor() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    fault record;
begin
    select n.estate_id, n.account_id, a.code = 'P2101'
        and -n.posted <> coalesce((
            select sum(l.points_left) from points_lot l
            where l.estate_id = n.estate_id and l.account_id = n.account_id
                and l.points_left > 0), 0) as differs into fault
    from new_balances n
    join account a on a.estate_id = n.estate_id and a.account_id = n.account_id
    where a.floor > n.posted * case when (a.type in ('asset', 'expense', 'issued')) <> a.is_contra
            then 1 else -1 end - n.held
        or (a.code = 'P2101' and -n.posted <> coalesce((
            select sum(l.points_left) from points_lot l
            where l.estate_id = n.estate_id and l.account_id = n.account_id
                and l.points_left > 0), 0))
    order by 3 desc
    limit 1;
    if not found then
        return null;
    end if;
    if fault.differs then
        raise exception using errcode = 'LG006',
            message = format('account %s of estate %s differs from its lots',
                fault.account_id, fault.estate_id);
    end if;

    -- Somebody is below the floor; that is allowed to one who was lower before.
    select n.estate_id, n.account_id into fault
    from new_balances n
    join account a on a.estate_id = n.estate_id and a.account_id = n.account_id
    join old_balances o on o.estate_id = n.estate_id and o.account_id = n.account_id
    cross join lateral (
        select case when (a.type in ('asset', 'expense', 'issued')) <> a.is_contra
            then 1 else -1 end as sign
    ) s
    where a.floor is not null
        and s.sign * n.posted - n.held < a.floor
        and s.sign * n.posted - n.held < s.sign * o.posted - o.held
    limit 1;
    if found then
        raise exception using errcode = 'LG005',
            message = format('account %s of estate %s would fall below its floor',
                fault.account_id, fault.estate_id);
    end if;
    return null;
end $$;
alter function check_floor() rename to check_balances;

create trigger check_balances after update on balance
    referencing new table as new_balances old table as old_balances
    for each statement execute function check_balances();

-- Pay codes ---------------------------------------------------------------------------------
--
-- A code that is used up is gone: nothing can bring it back, and the database itself takes it away
-- for each redemption. Who redeemed with it and when, the redemption says; who tried in vain, the
-- audit log. Half of the digest is still more than the code has digits for.

drop trigger refuse_second_burn_update on pay_code;
drop trigger refuse_second_burn_delete on pay_code;
drop function refuse_second_burn();
drop trigger check_redemptions on redemption;
drop trigger append_only on redemption;
delete from pay_code;
alter table pay_code
    drop column burnt_at,
    drop column burnt_by,
    drop column burnt_address,
    drop column burnt_key,
    drop constraint pay_code_code_digest_check,
    add check (length(code_digest) = 16);
-- Only the end of a code may be moved, and never past its ninety seconds.
revoke update on pay_code from ledger_service;
grant update (expires_at) on pay_code to ledger_service;

-- Redemptions -------------------------------------------------------------------------------
--
-- What follows from other columns is computed when it is read. That an entry belongs to one
-- redemption only, its source says (check_redemptions), and that a code does, the code's end.

alter table redemption
    add column to_be_settled boolean generated always as (settlement = 'cash') stored,
    add column rate_ int generated always as (rate_fen_per_point) stored,
    add column code_digest_ bytea generated always as (substr(code_digest, 1, 16)) stored;
alter table redemption
    alter column to_be_settled drop expression,
    alter column rate_ drop expression,
    alter column code_digest_ drop expression,
    alter column to_be_settled set not null,
    alter column rate_ set not null,
    alter column code_digest_ set not null;
drop index redemption_merchant;
drop index redemption_resident;
alter table redemption
    drop constraint redemption_estate_id_points_seq_key,
    drop constraint redemption_estate_id_money_seq_key,
    drop column order_no,
    drop column settlement,
    drop column payable_fen,
    drop column code_digest,
    drop column idempotency_key,
    drop column points_entry_no,
    drop column money_entry_no,
    drop column rate_fen_per_point,
    alter column estate_id type int,
    alter column redemption_id type int,
    alter column resident_id type int,
    alter column merchant_id type int,
    alter column points type int,
    alter column points_seq type int,
    alter column money_seq type int,
    alter column by_user type int;
alter table redemption rename column rate_ to rate_fen_per_point;
alter table redemption rename column code_digest_ to code_digest;
alter table redemption
    add check (rate_fen_per_point > 0),
    add check (length(code_digest) = 16),
    -- Who showed the code, where family did; pay_code says it until the code is used up.
    add column family_proxy_id int,
    -- The estate's own store hands over goods; a partner merchant is owed the frozen rate.
    add column settlement text
        generated always as (case when to_be_settled then 'cash' else 'goods' end) virtual,
    add column payable_fen bigint generated always as (
        case when to_be_settled then points::bigint * rate_fen_per_point end) virtual,
    add column order_no text generated always as (
        (extract(year from effective_on)::int * 10000 + extract(month from effective_on)::int * 100
            + extract(day from effective_on)::int)::text || '-'
        || case when redemption_id < 1000000 then lpad(redemption_id::text, 6, '0')
            else redemption_id::text end) virtual,
    add check ((money_seq is null) = (not to_be_settled and cost_fen = 0));
-- A merchant's day and a resident's redemptions; rows that are alike share an entry.
create index redemption_merchant on redemption (estate_id, merchant_id, effective_on);
create index redemption_resident on redemption (estate_id, resident_id);
create index redemption_family_proxy on redemption (estate_id, family_proxy_id)
    where family_proxy_id is not null;

alter table redemption_line disable trigger append_only;
alter table redemption_line
    add column name_ text generated always as (name) stored,
    add column unit_ text generated always as (unit) stored;
alter table redemption_line
    alter column name_ drop expression,
    alter column unit_ drop expression,
    alter column name_ set not null,
    alter column unit_ set not null;
alter table redemption_line
    -- An item stands in an order once: check_redemption_lines.
    drop constraint redemption_line_estate_id_redemption_id_item_id_key,
    drop column points,
    drop column name,
    drop column unit,
    alter column estate_id type int,
    alter column redemption_id type int,
    alter column item_id type int;
alter table redemption_line rename column name_ to name;
alter table redemption_line rename column unit_ to unit;
alter table redemption_line
    add column points bigint generated always as (quantity::bigint * points_price) virtual;
alter table redemption_line enable trigger append_only;

alter table stock_movement
    alter column estate_id type int,
    alter column stock_movement_id type int,
    alter column item_id type int,
    alter column redemption_id type int,
    alter column by_user type int;
drop index stock_movement_item;
create index stock_movement_item on stock_movement (estate_id, item_id);

alter table points_lot_use
    alter column estate_id type int,
    alter column seq type int,
    alter column points type int;

create trigger append_only before update or delete or truncate on redemption
    for each statement execute function refuse_change();

create or replace function check_redemptions() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    codes int;
begin
    if exists (
        select from new_redemptions n
        left join resident r on r.estate_id = n.estate_id and r.resident_id = n.resident_id
        left join merchant m on m.estate_id = n.estate_id and m.merchant_id = n.merchant_id
        left join journal_entry p on p.estate_id = n.estate_id and p.seq = n.points_seq
            and p.source = 'redemption:' || n.redemption_id
        left join journal_entry y on y.estate_id = n.estate_id and y.seq = n.money_seq
            and y.source = p.source
        where r.resident_id is null or m.merchant_id is null
            or p.seq is null or (n.money_seq is not null and y.seq is null)
    ) or exists (
        select from (select distinct by_user from new_redemptions) n
        left join app_user u on u.user_id = n.by_user
        where u.user_id is null
    ) then
        raise exception using errcode = '23503',
            message = 'a redemption names no resident, merchant, entry of its own, or user';
    end if;

    -- A redemption uses up a living code that its resident was shown (I10).
    with burnt as (
        delete from pay_code c using new_redemptions n
        where c.estate_id = n.estate_id and c.code_digest = n.code_digest
            and c.resident_id = n.resident_id and c.expires_at > n.at
            and c.family_proxy_id is not distinct from n.family_proxy_id
        returning 1
    )
    select count(*) into codes from burnt;
    if codes <> (select count(*) from new_redemptions) then
        raise exception using errcode = 'LG008',
            message = 'a redemption has no living pay code of its resident',
            hint = 'A code is used up by one redemption.';
    end if;
    return null;
end $$;

create trigger check_redemptions after insert on redemption
    referencing new table as new_redemptions
    for each statement execute function check_redemptions();

create or replace function check_redemption_lines() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
    if exists (
        select from new_lines n
        left join item i on i.estate_id = n.estate_id and i.item_id = n.item_id
        where i.item_id is null
    ) or exists (
        select from (select distinct estate_id, redemption_id from new_lines) n
        left join redemption r on r.estate_id = n.estate_id and r.redemption_id = n.redemption_id
        where r.redemption_id is null
    ) then
        raise exception using errcode = '23503',
            message = 'a line of a redemption names no redemption or no item';
    end if;
    -- All lines of an order come at once, and an item stands in it once.
    if exists (
        select from (
            select estate_id, redemption_id, count(*) as lines, count(distinct item_id) as items
            from new_lines group by estate_id, redemption_id
        ) n
        where n.items <> n.lines or n.lines <> (
            select count(*) from redemption_line l
            where l.estate_id = n.estate_id and l.redemption_id = n.redemption_id)
    ) then
        raise exception using errcode = '23505',
            message = 'an item stands twice in an order, or lines were added to it';
    end if;
    return null;
end $$;

-- Uses of lots: what they name, and what a reversal gives back (docs/adr/0013), in one look.
drop trigger check_lot_uses on points_lot_use;
drop trigger check_lot_restorations on points_lot_use;
drop function check_lot_restorations();
create or replace function check_lot_uses() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    fault record;
begin
    select n.estate_id, n.seq, n.lot_id, e.seq is null or l.lot_id is null as refers_to_nobody
    into fault
    from new_uses n
    left join journal_entry e on e.estate_id = n.estate_id and e.seq = n.seq
    left join points_lot l on l.estate_id = n.estate_id and l.lot_id = n.lot_id
    where e.seq is null or l.lot_id is null
        or (n.points < 0 and (e.reverses_seq is null or 0 > (
            select sum(u.points)
            from points_lot_use u
            join journal_entry o on o.estate_id = u.estate_id and o.seq = u.seq
            where u.estate_id = n.estate_id and u.lot_id = n.lot_id
                and (o.seq = e.reverses_seq or o.reverses_seq = e.reverses_seq))))
        or (n.points > 0 and e.reverses_seq is not null and l.granted_seq <> e.reverses_seq)
    limit 1;
    if found and fault.refers_to_nobody then
        raise exception using errcode = '23503',
            message = 'a use of points names no lot or no entry';
    elsif found then
        raise exception using errcode = 'LG010',
            message = format('entry %s of estate %s gives lot %s back what was not taken from it',
                fault.seq, fault.estate_id, fault.lot_id);
    end if;
    return null;
end $$;
create trigger check_lot_uses after insert on points_lot_use
    referencing new table as new_uses
    for each statement execute function check_lot_uses();

-- READS: openings ------------------------------------------------------------------------
-- A page that begins with the book's first month asks for its openings; without this it reads
-- every entry of that month. A book has a handful of them, so the index costs nothing.
create index journal_entry_opening on journal_entry (estate_id, seq) where kind = 'opening';
-- READS: end ------------------------------------------------------------------------------
