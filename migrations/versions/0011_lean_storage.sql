-- The journal in fewer bytes, and everything that the engine writes checked a statement at a time
-- (docs/adr/0016).
--
-- A foreign key costs one lookup with a lock of its own for every row, which was a third of the
-- price of an entry. What it promised is kept in two halves: whoever is referred to can no longer
-- be removed, and a row that refers to nobody is refused by the statement's trigger, which looks
-- at all new rows at once. The lookups are made one by one through the primary keys; the planner
-- is told so, because it cannot know how large a batch the next statement brings.

alter table journal_entry
    drop constraint journal_entry_estate_id_fkey,
    drop constraint journal_entry_prepared_by_fkey,
    drop constraint journal_entry_approved_by_fkey,
    drop constraint journal_entry_posted_by_fkey,
    -- Said again by the row itself: the digest of what the caller said can be computed from it.
    drop column fingerprint,
    alter column estate_id type int,
    alter column seq type int,
    alter column prepared_by type int,
    alter column approved_by type int,
    alter column posted_by type int,
    alter column reverses_seq type int;

alter table entry_line
    drop constraint entry_line_estate_id_account_id_fkey,
    drop constraint entry_line_estate_id_merchant_id_fkey,
    drop constraint entry_line_estate_id_seq_fkey,
    -- The versions of an account's lines follow each other without a gap: check_new_lines.
    drop constraint entry_line_estate_id_account_id_account_version_key,
    alter column estate_id type int,
    alter column seq type int,
    alter column account_id type int,
    alter column account_version type int,
    alter column fund_grant_id type int,
    alter column merchant_id type int,
    alter column dwelling_id type int,
    alter column activity_id type int;
drop index entry_line_account;
create index entry_line_account on entry_line (estate_id, account_id, seq, line_no);

alter table points_lot
    drop constraint points_lot_estate_id_fkey,
    drop constraint points_lot_estate_id_account_id_fkey,
    drop constraint points_lot_estate_id_granted_seq_fkey;
alter table points_lot_use
    drop constraint points_lot_use_estate_id_seq_fkey,
    drop constraint points_lot_use_estate_id_lot_id_fkey;
alter table sorting_event
    drop constraint sorting_event_estate_id_resident_id_fkey,
    drop constraint sorting_event_estate_id_points_seq_fkey;
alter table redemption
    drop constraint redemption_by_user_fkey,
    drop constraint redemption_estate_id_code_digest_fkey,
    drop constraint redemption_estate_id_merchant_id_fkey,
    drop constraint redemption_estate_id_money_seq_fkey,
    drop constraint redemption_estate_id_points_seq_fkey,
    drop constraint redemption_estate_id_resident_id_fkey;
alter table redemption_line
    drop constraint redemption_line_estate_id_item_id_fkey,
    drop constraint redemption_line_estate_id_redemption_id_fkey;
alter table stock_movement
    drop constraint stock_movement_by_user_fkey,
    drop constraint stock_movement_estate_id_item_id_fkey,
    drop constraint stock_movement_estate_id_redemption_id_fkey;

-- What is left of a lot changes in place: a column in an index's predicate would write a new entry
-- into every index of the row, each time.
drop index points_lot_open;
drop index points_lot_expiring;
alter table points_lot set (fillfactor = 80);
create index points_lot_wallet on points_lot (estate_id, account_id);
create index points_lot_expires on points_lot (estate_id, expires_on);

-- Nobody who stands in the books goes away.
create trigger never_removed before delete or truncate on app_user
    for each statement execute function refuse_change();
create trigger never_removed before delete or truncate on account
    for each statement execute function refuse_change();
create trigger never_removed before delete or truncate on book
    for each statement execute function refuse_change();
create trigger never_removed before delete or truncate on resident
    for each statement execute function refuse_change();
create trigger never_removed before delete or truncate on merchant
    for each statement execute function refuse_change();
create trigger never_removed before delete or truncate on item
    for each statement execute function refuse_change();

-- Every fourth level of the log is enough: the levels between are a few hashes away.
alter table log_node disable trigger append_only;
delete from log_node where level % 4 <> 0;
alter table log_node enable trigger append_only;
alter table log_node add check (level % 4 = 0);

-- New entries -----------------------------------------------------------------------------

create or replace function check_new_entries() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    fault record;
begin
    select e.estate_id, e.seq into fault
    from new_entries e
    left join lateral (
        select count(*) as lines, sum(l.side * l.amount) as difference,
            min(l.currency) = max(l.currency) as is_one_currency
        from entry_line l
        where l.estate_id = e.estate_id and l.seq = e.seq
    ) c on true
    where c.lines is distinct from e.line_count or c.difference is distinct from 0
        or not c.is_one_currency
    limit 1;
    if found then
        raise exception using errcode = 'LG002',
            message = format('entry %s of estate %s is not balanced or lacks lines',
                fault.seq, fault.estate_id);
    end if;

    -- The entry before is asked for by a scalar subquery, which is never answered by reading the
    -- whole journal into a hash table, as EXISTS may be.
    select e.estate_id, e.first_seq into fault
    from (
        select estate_id, min(seq) as first_seq, max(seq) as last_seq, count(*) as entries
        from new_entries group by estate_id
    ) e
    left join book b on b.estate_id = e.estate_id
    where e.last_seq is distinct from b.size
        or e.entries <> e.last_seq - e.first_seq + 1
        or (e.first_seq > 1 and (
            select p.seq from journal_entry p
            where p.estate_id = e.estate_id and p.seq = e.first_seq - 1) is null)
    limit 1;
    if found then
        raise exception using errcode = 'LG003',
            message = format('seq of estate %s is not gapless at %s',
                fault.estate_id, fault.first_seq);
    end if;

    select e.estate_id, e.series, e.fiscal_month into fault
    from (
        select estate_id, series, fiscal_month, min(number) as first, max(number) as last,
            count(*) as entries
        from new_entries group by estate_id, series, fiscal_month
    ) e
    left join entry_number n on n.estate_id = e.estate_id and n.series = e.series
        and n.fiscal_month = e.fiscal_month
    where e.last is distinct from n.last_number
        or e.entries <> e.last - e.first + 1
        or (e.first > 1 and (
            select p.seq from journal_entry p
            where p.estate_id = e.estate_id and p.series = e.series
                and p.fiscal_month = e.fiscal_month and p.number = e.first - 1) is null)
    limit 1;
    if found then
        raise exception using errcode = 'LG003',
            message = format('entry numbers of estate %s, series %s, month %s are not gapless',
                fault.estate_id, fault.series, fault.fiscal_month);
    end if;

    select e.estate_id, e.fiscal_month into fault
    from (select distinct estate_id, fiscal_month from new_entries) e
    left join period p on p.estate_id = e.estate_id and p.fiscal_month = e.fiscal_month
    where p.state is null or p.state = 'closed'
    limit 1;
    if found then
        raise exception using errcode = 'LG004',
            message = format('period %s of estate %s is closed or missing',
                fault.fiscal_month, fault.estate_id);
    end if;

    select who.user_id into fault
    from (
        select prepared_by as user_id from new_entries
        union select approved_by from new_entries
        union select posted_by from new_entries
    ) who
    left join app_user u on u.user_id = who.user_id
    where who.user_id is not null and u.user_id is null
    limit 1;
    if found then
        raise exception using errcode = '23503',
            message = format('user %s of a new entry does not exist', fault.user_id);
    end if;
    return null;
end $$;

create or replace function check_new_lines() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    fault record;
begin
    select l.estate_id, l.seq, e.seq is null or a.account_id is null
        or (l.merchant_id is not null and m.merchant_id is null) as refers_to_nobody into fault
    from new_lines l
    left join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
    left join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
    left join merchant m on m.estate_id = l.estate_id and m.merchant_id = l.merchant_id
    where e.seq is null or a.account_id is null
        or (l.merchant_id is not null and m.merchant_id is null)
        or l.line_no > e.line_count
        or l.currency <> a.currency
        -- Money, points and minutes never mix in one entry.
        or e.series <> case a.currency when 'CNY' then '记' when 'PTS' then '积' else '时' end
        -- Where a code has many holders, the chart's own row takes nothing.
        or not a.is_postable or (a.per_holder is not null and a.holder = '')
        or (l.amount < 0 and e.reverses_seq is null)
    limit 1;
    if found then
        raise exception using
            errcode = case when fault.refers_to_nobody then '23503' else 'LG002' end,
            message = format('a line of entry %s of estate %s does not fit its entry or account',
                fault.seq, fault.estate_id);
    end if;

    select l.estate_id, l.seq into fault
    from new_lines l
    group by l.estate_id, l.seq, l.currency
    having sum(l.side * l.amount) <> 0
    limit 1;
    if found then
        raise exception using errcode = 'LG002',
            message = format('entry %s of estate %s is not balanced', fault.seq, fault.estate_id);
    end if;

    -- The versions of an account's lines count on from its last line, in the order of the lines.
    select n.estate_id, n.account_id into fault
    from (
        select estate_id, account_id, min(seq) as first_seq,
            min(account_version - place) as lowest, max(account_version - place) as highest
        from (
            select estate_id, account_id, seq, account_version,
                row_number() over (partition by estate_id, account_id order by seq, line_no)
                    as place
            from new_lines
        ) placed
        group by estate_id, account_id
    ) n
    left join lateral (
        select l.account_version from entry_line l
        where l.estate_id = n.estate_id and l.account_id = n.account_id and l.seq < n.first_seq
        order by l.seq desc, l.line_no desc
        limit 1
    ) p on true
    where n.lowest <> n.highest or n.lowest <> coalesce(p.account_version, 0)
    limit 1;
    if found then
        raise exception using errcode = 'LG003',
            message = format('lines of account %s of estate %s are not counted without gaps',
                fault.account_id, fault.estate_id);
    end if;
    return null;
end $$;

-- Wallets and their lots (I9) -------------------------------------------------------------
--
-- The engine writes entries, then lots, then balances. So lots are held against what the last
-- line left in the wallet, and balances, which come last, against the lots.

drop trigger check_wallet_lots on points_lot;
drop trigger check_wallet_lots on entry_line;
drop function check_wallet_lots();

create function check_lots_of_wallets() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    fault record;
begin
    if tg_op = 'INSERT' then
        select n.estate_id, n.lot_id into fault
        from new_lots n
        left join account a on a.estate_id = n.estate_id and a.account_id = n.account_id
        left join journal_entry e on e.estate_id = n.estate_id and e.seq = n.granted_seq
        where a.account_id is null or e.seq is null
        limit 1;
        if found then
            raise exception using errcode = '23503',
                message = format('lot %s of estate %s has no account or no entry',
                    fault.lot_id, fault.estate_id);
        end if;
    end if;

    select w.estate_id, w.account_id into fault
    from (select distinct estate_id, account_id from new_lots) w
    left join lateral (
        select -l.balance_after as points from entry_line l
        where l.estate_id = w.estate_id and l.account_id = w.account_id
        order by l.seq desc, l.line_no desc
        limit 1
    ) line on true
    left join lateral (
        select sum(l.points_left) as points from points_lot l
        where l.estate_id = w.estate_id and l.account_id = w.account_id and l.points_left > 0
    ) lots on true
    where coalesce(line.points, 0) <> coalesce(lots.points, 0)
    limit 1;
    if found then
        raise exception using errcode = 'LG006',
            message = format('the lots of account %s of estate %s differ from its last line',
                fault.account_id, fault.estate_id);
    end if;
    return null;
end $$;

create trigger check_new_lots after insert on points_lot
    referencing new table as new_lots
    for each statement execute function check_lots_of_wallets();
create trigger check_changed_lots after update on points_lot
    referencing new table as new_lots
    for each statement execute function check_lots_of_wallets();

create function check_wallets() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    fault record;
begin
    select n.estate_id, n.account_id into fault
    from new_balances n
    join account a on a.estate_id = n.estate_id and a.account_id = n.account_id
    left join lateral (
        select sum(l.points_left) as points from points_lot l
        where l.estate_id = n.estate_id and l.account_id = n.account_id and l.points_left > 0
    ) lots on true
    where a.code = 'P2101' and -n.posted <> coalesce(lots.points, 0)
    limit 1;
    if found then
        raise exception using errcode = 'LG006',
            message = format('account %s of estate %s differs from its lots',
                fault.account_id, fault.estate_id);
    end if;
    return null;
end $$;

create trigger check_wallets after update on balance
    referencing new table as new_balances
    for each statement execute function check_wallets();

create function check_lot_uses() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
    if exists (
        select from new_uses n
        left join journal_entry e on e.estate_id = n.estate_id and e.seq = n.seq
        left join points_lot l on l.estate_id = n.estate_id and l.lot_id = n.lot_id
        where e.seq is null or l.lot_id is null
    ) then
        raise exception using errcode = '23503',
            message = 'a use of points names no lot or no entry';
    end if;
    return null;
end $$;

create trigger check_lot_uses after insert on points_lot_use
    referencing new table as new_uses
    for each statement execute function check_lot_uses();

-- What stands beside the entries ----------------------------------------------------------

create function check_sorting_events() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
    if exists (
        select from new_events n
        left join resident r on r.estate_id = n.estate_id and r.resident_id = n.resident_id
        left join journal_entry e on e.estate_id = n.estate_id and e.seq = n.points_seq
        where r.resident_id is null or (n.points_seq is not null and e.seq is null)
    ) then
        raise exception using errcode = '23503',
            message = 'a sorting event names no resident or no entry';
    end if;
    return null;
end $$;

create trigger check_sorting_events after insert on sorting_event
    referencing new table as new_events
    for each statement execute function check_sorting_events();

create function check_redemptions() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
    if exists (
        select from new_redemptions n
        left join resident r on r.estate_id = n.estate_id and r.resident_id = n.resident_id
        left join merchant m on m.estate_id = n.estate_id and m.merchant_id = n.merchant_id
        left join pay_code c on c.estate_id = n.estate_id and c.code_digest = n.code_digest
        left join journal_entry p on p.estate_id = n.estate_id and p.seq = n.points_seq
        left join journal_entry y on y.estate_id = n.estate_id and y.seq = n.money_seq
        left join app_user u on u.user_id = n.by_user
        where r.resident_id is null or m.merchant_id is null or u.user_id is null
            -- A code is burnt by whoever redeems with it, and for the resident it was shown by.
            or c.burnt_by is distinct from n.by_user or c.resident_id <> n.resident_id
            or p.seq is null or (n.money_seq is not null and y.seq is null)
    ) then
        raise exception using errcode = '23503',
            message = 'a redemption names no resident, merchant, burnt code, entry or user';
    end if;
    return null;
end $$;

create trigger check_redemptions after insert on redemption
    referencing new table as new_redemptions
    for each statement execute function check_redemptions();

create function check_redemption_lines() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
    if exists (
        select from new_lines n
        left join redemption r on r.estate_id = n.estate_id and r.redemption_id = n.redemption_id
        left join item i on i.estate_id = n.estate_id and i.item_id = n.item_id
        where r.redemption_id is null or i.item_id is null
    ) then
        raise exception using errcode = '23503',
            message = 'a line of a redemption names no redemption or no item';
    end if;
    return null;
end $$;

create trigger check_redemption_lines after insert on redemption_line
    referencing new table as new_lines
    for each statement execute function check_redemption_lines();

create function check_stock_movements() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
    if exists (
        select from new_movements n
        left join item i on i.estate_id = n.estate_id and i.item_id = n.item_id
        left join redemption r on r.estate_id = n.estate_id and r.redemption_id = n.redemption_id
        left join app_user u on u.user_id = n.by_user
        where i.item_id is null or u.user_id is null
            or (n.redemption_id is not null and r.redemption_id is null)
    ) then
        raise exception using errcode = '23503',
            message = 'a movement of stock names no item, redemption or user';
    end if;
    return null;
end $$;

create trigger check_stock_movements after insert on stock_movement
    referencing new table as new_movements
    for each statement execute function check_stock_movements();
