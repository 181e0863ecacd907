-- Purchases that a merchant's file brought, and what becomes of a purchase's money where its points
-- are taken back, and of points that an appeal gives back after their service was corrected.

-- Purchases from a file ---------------------------------------------------------------------------

alter table merchant_purchase
    -- The file that the receipt stands in; null for one that the counter registered by a pay code.
    add column import_id bigint,
    add foreign key (estate_id, import_id) references import_batch,
    -- Without a file the buyer stood there within the week.
    add check (bought_on between
        case when import_id is null then (registered_at at time zone 'Asia/Shanghai')::date - 7
            else bought_on end
        and (registered_at at time zone 'Asia/Shanghai')::date);
create index merchant_purchase_import on merchant_purchase (estate_id, import_id)
    where import_id is not null;

create function check_purchase_import() returns trigger language plpgsql as $$
begin
    if new.import_id is not null and not exists (
        select from import_batch b
        where b.estate_id = new.estate_id and b.import_id = new.import_id
            and b.kind = 'merchant_purchases' and b.booked_by = new.registered_by)
    then
        raise exception using errcode = 'LG095', message = format(
            'purchase %s of estate %s names a file that this person did not book as receipts',
            new.merchant_purchase_id, new.estate_id);
    end if;
    return null;
end $$;
create trigger check_purchase_import after insert on merchant_purchase
    for each row execute function check_purchase_import();

-- What is due after a correction ------------------------------------------------------------------

alter table service_correction
    -- What the whole service is worth as corrected, caps counted; null for what was corrected before
    -- this was written down.
    add column points_due bigint check (points_due >= 0);

-- The money of points that are taken back ---------------------------------------------------------

alter table points_deduction
    -- What the merchant that paid for these points gets back, and the entry that gives it; null
    -- where no merchant paid for them.
    add column payable_fen bigint check (payable_fen > 0),
    add column money_seq bigint,
    -- What a granted appeal gave back, and the entry that took the money again.
    add column points_restored bigint check (points_restored between 0 and points),
    add column restored_money_seq bigint,
    add unique (estate_id, money_seq),
    add unique (estate_id, restored_money_seq),
    add foreign key (estate_id, money_seq) references journal_entry,
    add foreign key (estate_id, restored_money_seq) references journal_entry;

create index points_deduction_grant on points_deduction (estate_id, granted_seq)
    where points is not null;

-- Until now a granted appeal gave back all that was taken.
alter table points_deduction disable trigger check_points_deduction;
update points_deduction set points_restored = points where state = 'restored';
alter table points_deduction enable trigger check_points_deduction;

do $$
declare
    rule name;
begin
    select conname into strict rule from pg_constraint
    where conrelid = 'points_deduction'::regclass and contype = 'c'
        and pg_get_constraintdef(oid) like '%restored_seq IS NOT NULL%';
    execute format('alter table points_deduction drop constraint %I', rule);
end $$;

alter table points_deduction
    add check ((state = 'restored') = (points_restored is not null)),
    add check ((restored_seq is not null) = (coalesce(points_restored, 0) > 0)),
    add check (num_nulls(payable_fen, money_seq) in (0, 2)),
    add check (money_seq is null or seq is not null),
    add check ((restored_money_seq is not null)
        = (restored_seq is not null and money_seq is not null));

-- How many of its points a granted appeal gives back: all that were taken, and no more than what
-- the service behind them is worth where it was corrected to fewer minutes meanwhile.
create function points_to_restore(estate bigint, deduction bigint) returns bigint
language sql stable as $$
    select greatest(0, least(d.points, coalesce(k.points_due - k.points_have, d.points)))
    from points_deduction d
    left join lateral (
        select coalesce(c.points_due, case when c.to_minutes = 0 then 0 end) as points_due,
            s.points + coalesce(w.points, 0) + moved.points
                -- What is taken and not given back; of this deduction all.
                - coalesce((
                    select sum(case when o.points_deduction_id = deduction then o.points
                        else o.points - coalesce(o.points_restored, 0) end)
                    from points_deduction o
                    where o.estate_id = estate and (o.granted_seq in (s.points_seq, w.granted_seq)
                        or o.granted_seq in (
                            select e.seq from service_correction x
                            join service_correction_entry e using (estate_id, service_correction_id)
                            where x.estate_id = estate
                                and x.service_record_id = s.service_record_id
                                and e.currency = 'PTS' and e.amount > 0))), 0) as points_have
        from (
            select r.service_record_id from service_record r
            where r.estate_id = estate and r.points_seq = d.granted_seq
            union
            select h.service_record_id from points_withheld h
            where h.estate_id = estate and h.granted_seq = d.granted_seq
            union
            select x.service_record_id from service_correction_entry e
            join service_correction x using (estate_id, service_correction_id)
            where e.estate_id = estate and e.seq = d.granted_seq and e.currency = 'PTS'
                and e.amount > 0
        ) granted
        join service_record s
            on s.estate_id = estate and s.service_record_id = granted.service_record_id
        left join points_withheld w
            on w.estate_id = s.estate_id and w.service_record_id = s.service_record_id
        cross join lateral (
            select x.points_due, x.to_minutes from service_correction x
            where x.estate_id = s.estate_id and x.service_record_id = s.service_record_id
                and x.state = 'posted'
            order by x.correction_no desc limit 1
        ) c
        cross join lateral (
            select sum(x.points) as points from service_correction x
            where x.estate_id = s.estate_id and x.service_record_id = s.service_record_id
                and x.state = 'posted'
        ) moved
    ) k on true
    where d.estate_id = estate and d.points_deduction_id = deduction
$$;

create function check_deduction_money() returns trigger language plpgsql as $$
declare
    bought merchant_purchase%rowtype;
begin
    select * into bought from merchant_purchase
    where estate_id = new.estate_id and points_seq = new.granted_seq;
    if old.decided_by is not null
        and (new.payable_fen, new.money_seq) is distinct from (old.payable_fen, old.money_seq)
        or (old.state = 'proposed' and (new.money_seq is not null)
            is distinct from (new.seq is not null and bought.estate_id is not null))
        or (old.state = 'proposed' and new.money_seq is not null and (
            new.payable_fen * bought.points <> bought.payable_fen * new.points
            or not exists (
                select from journal_entry e
                join entry_line l on l.estate_id = e.estate_id and l.seq = e.seq and l.side = -1
                where e.estate_id = new.estate_id and e.seq = new.money_seq
                    and e.source = 'points_deduction:' || new.points_deduction_id
                    and e.reverses_seq is null and l.currency = 'CNY'
                    and l.merchant_id = bought.merchant_id and l.amount = new.payable_fen)))
        or (new.restored_money_seq is not null and not exists (
            select from journal_entry e
            join entry_line l on l.estate_id = e.estate_id and l.seq = e.seq and l.side = -1
            where e.estate_id = new.estate_id and e.seq = new.restored_money_seq
                and e.reverses_seq = new.money_seq
                and -l.amount * new.points = new.payable_fen * new.points_restored))
    then
        raise exception using errcode = 'LG094', message = format(
            'deduction %s of estate %s leaves the money of its points with the wrong side',
            new.points_deduction_id, new.estate_id);
    end if;
    if old.state = 'appealed' and new.state = 'restored' and (
        new.points_restored
            is distinct from points_to_restore(new.estate_id, new.points_deduction_id)
        -- The red entry gives back as many.
        or exists (
            select from journal_entry e
            where e.estate_id = new.estate_id and e.seq = new.restored_seq
                and e.reverses_seq = new.seq and new.points_restored is distinct from (
                    select -sum(u.points) from points_lot_use u
                    where u.estate_id = e.estate_id and u.seq = e.seq)))
    then
        raise exception using errcode = 'LG096', message = format(
            'deduction %s of estate %s gives back other points than are due',
            new.points_deduction_id, new.estate_id);
    end if;
    return null;
end $$;
create trigger check_deduction_money after update on points_deduction
    for each row execute function check_deduction_money();

-- Nobody is given points who could not use them: whoever was forgotten, a household or a team that
-- has ended.
create function is_gone(estate bigint, resident bigint, of_household bigint, of_team bigint)
returns boolean language sql stable as $$
    select exists (select from resident r where r.estate_id = estate
            and r.resident_id = resident and r.forgotten_at is not null)
        or exists (select from household h where h.estate_id = estate
            and h.household_id = of_household and h.closed_on is not null)
        or exists (select from volunteer_team t where t.estate_id = estate
            and t.volunteer_team_id = of_team and t.closed_at is not null)
$$;

create function check_appellant() returns trigger language plpgsql as $$
begin
    if is_gone(new.estate_id, new.resident_id, new.household_id, new.volunteer_team_id) then
        raise exception using errcode = 'LG097', message = format(
            'deduction %s of estate %s gives points back to nobody',
            new.points_deduction_id, new.estate_id);
    end if;
    return null;
end $$;
create trigger check_appellant after update on points_deduction for each row
    when (old.state = 'appealed' and new.state = 'restored' and new.points_restored > 0)
    execute function check_appellant();

create function check_buyer() returns trigger language plpgsql as $$
begin
    if is_gone(new.estate_id, new.resident_id, null, null) then
        raise exception using errcode = 'LG097', message = format(
            'purchase %s of estate %s gives points to nobody',
            new.merchant_purchase_id, new.estate_id);
    end if;
    return null;
end $$;
create trigger check_buyer after update on merchant_purchase for each row
    when (old.state = 'registered' and new.state = 'confirmed')
    execute function check_buyer();

-- A team does not end while its appeal waits, either.
create function check_ended_team_appeals() returns trigger language plpgsql as $$
begin
    if exists (
        select from points_deduction d
        where d.estate_id = new.estate_id and d.volunteer_team_id = new.volunteer_team_id
            and d.state = 'appealed')
    then
        raise exception using errcode = 'LG089', message = format(
            'team %s of estate %s has an appeal without an answer', new.volunteer_team_id,
            new.estate_id);
    end if;
    return null;
end $$;
create trigger check_ended_team_appeals after update on volunteer_team
    for each row when (new.closed_at is not null and old.closed_at is null)
    execute function check_ended_team_appeals();

-- What is set aside cannot be less than nothing: what a merchant gets back is there.
update account set floor = 0 where code = '2301001' and floor is null;

grant update (payable_fen, money_seq, points_restored, restored_money_seq) on points_deduction
    to ledger_service;
grant update (points_due) on service_correction to ledger_service;
