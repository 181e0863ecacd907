-- Reversals of a part of an entry: an entry may have several, and together they never pass it
-- (docs/adr/0013).

alter table journal_entry drop constraint journal_entry_estate_id_reverses_seq_key;
create index journal_entry_reverses on journal_entry (estate_id, reverses_seq)
    where reverses_seq is not null;

-- Once per portion (I10). A line of a reversal names its line of the original by saying everything
-- that it says except the amount; lines of one entry that say all the same are one line here.
create function check_reversals() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    fault record;
begin
    -- Time goes forward with seq: balances as of a moment rest on it.
    select e.estate_id, min(e.seq) as seq into fault
    from new_entries e
    group by e.estate_id
    having min(e.recorded_at) <> max(e.recorded_at)
        or min(e.recorded_at) < (
            select p.recorded_at from journal_entry p
            where p.estate_id = e.estate_id and p.seq = min(e.seq) - 1)
    limit 1;
    if found then
        raise exception using errcode = 'LG003',
            message = format('entry %s of estate %s is recorded before its predecessor',
                fault.seq, fault.estate_id);
    end if;

    if not exists (select from new_entries where reverses_seq is not null) then
        return null;
    end if;

    select r.estate_id, r.seq into fault
    from new_entries r
    join journal_entry o on o.estate_id = r.estate_id and o.seq = r.reverses_seq
    where o.reverses_seq is not null
    limit 1;
    if found then
        raise exception using errcode = 'LG010',
            message = format('entry %s of estate %s reverses a reversal',
                fault.seq, fault.estate_id);
    end if;

    select o.estate_id, o.seq into fault
    from (
        select distinct estate_id, reverses_seq as seq
        from new_entries where reverses_seq is not null
    ) o
    cross join lateral (
        select from (
            select l.account_id, l.side, l.narration, l.fund_grant_id, l.merchant_id,
                l.dwelling_id, l.activity_id, l.amount as original, 0::bigint as taken
            from entry_line l
            where l.estate_id = o.estate_id and l.seq = o.seq
            union all
            select l.account_id, l.side, l.narration, l.fund_grant_id, l.merchant_id,
                l.dwelling_id, l.activity_id, 0, -l.amount
            from journal_entry r
            join entry_line l on l.estate_id = r.estate_id and l.seq = r.seq
            where r.estate_id = o.estate_id and r.reverses_seq = o.seq
        ) portions
        group by account_id, side, narration, fund_grant_id, merchant_id, dwelling_id, activity_id
        having sum(taken) > sum(original) or min(taken) < 0
        limit 1
    ) passed
    limit 1;
    if found then
        raise exception using errcode = 'LG010',
            message = format('reversals of entry %s of estate %s pass it or are of other lines',
                fault.seq, fault.estate_id);
    end if;
    return null;
end $$;

create trigger check_reversals after insert on journal_entry
    referencing new table as new_entries
    for each statement execute function check_reversals();

-- Points go back to the lots that they were taken from -----------------------------------------

alter table points_lot_use drop constraint points_lot_use_points_check;
-- Negative where a reversal gives back.
alter table points_lot_use add check (points <> 0);

create function check_lot_restorations() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    fault record;
begin
    select n.estate_id, n.seq, n.lot_id into fault
    from new_uses n
    join journal_entry e on e.estate_id = n.estate_id and e.seq = n.seq
    where (n.points < 0 or e.reverses_seq is not null)
        and case
            when n.points < 0 then e.reverses_seq is null or 0 > (
                select sum(u.points)
                from points_lot_use u
                join journal_entry o on o.estate_id = u.estate_id and o.seq = u.seq
                where u.estate_id = n.estate_id and u.lot_id = n.lot_id
                    and (o.seq = e.reverses_seq or o.reverses_seq = e.reverses_seq))
            else not exists (
                select from points_lot l
                where l.estate_id = n.estate_id and l.lot_id = n.lot_id
                    and l.granted_seq = e.reverses_seq)
            end
    limit 1;
    if found then
        raise exception using errcode = 'LG010',
            message = format('entry %s of estate %s gives lot %s back what was not taken from it',
                fault.seq, fault.estate_id, fault.lot_id);
    end if;
    return null;
end $$;

create trigger check_lot_restorations after insert on points_lot_use
    referencing new table as new_uses
    for each statement execute function check_lot_restorations();
