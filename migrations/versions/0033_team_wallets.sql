-- The points of a volunteers' team (P2103): given by a list of awards, shared out by two people.
--
-- They lie in lots like a resident's. What is in the wallet belongs to the team: it goes to members
-- or into the public pool, by a plan that one person writes and another confirms (LG090, LG091),
-- or it ends on its last day. A team does not end while its wallet holds points (LG089).

-- Accounts of holders --------------------------------------------------------------------------

alter table account
    drop constraint account_per_holder_check,
    add constraint account_per_holder_check
        check (per_holder in ('resident', 'household', 'team'));
update account set per_holder = 'team' where code = 'P2103' and holder = '';

-- Awards and deductions of a team --------------------------------------------------------------

alter table award_row
    add column volunteer_team_id bigint,
    drop constraint award_row_check1,
    add constraint award_row_check1
        check (num_nonnulls(resident_id, household_id, volunteer_team_id) = 1),
    add unique (estate_id, award_list_id, volunteer_team_id),
    add foreign key (estate_id, volunteer_team_id) references volunteer_team;
create index award_row_team on award_row (estate_id, volunteer_team_id)
    where volunteer_team_id is not null;

alter table points_deduction
    add column volunteer_team_id bigint,
    drop constraint points_deduction_check3,
    add constraint points_deduction_check3
        check (num_nonnulls(resident_id, household_id, volunteer_team_id) = 1),
    add foreign key (estate_id, volunteer_team_id) references volunteer_team;
create index points_deduction_team on points_deduction (estate_id, volunteer_team_id)
    where volunteer_team_id is not null;

-- As for residents and households; for a team acts whoever belongs to it now.
create function acts_for_holder(
    estate bigint, resident bigint, of_household bigint, of_team bigint, who bigint)
returns boolean language sql stable as $$
    select acts_for_holder(estate, resident, of_household, who) or exists (
        select from role_grant g
        join volunteer_team_member m on m.estate_id = g.estate_id and m.resident_id = g.resident_id
        where g.estate_id = estate and g.user_id = who and m.volunteer_team_id = of_team
            and m.is_accepted and m.left_at is null)
$$;

create function holder_of(resident bigint, of_household bigint, of_team bigint) returns text
language sql immutable
as $$ select coalesce(holder_of(resident, of_household), 'team:' || of_team) $$;

create or replace function check_award_rows() returns trigger language plpgsql as $$
declare
    list award_list%rowtype;
begin
    select * into list from award_list
    where estate_id = new.estate_id and award_list_id = new.award_list_id;
    if list.state <> 'proposed'
        or acts_for_holder(new.estate_id, new.resident_id, new.household_id,
            new.volunteer_team_id, list.prepared_by)
    then
        raise exception using errcode = 'LG071', message = format(
            'row %s of award list %s of estate %s comes late, or benefits who wrote the list',
            new.line_no, new.award_list_id, new.estate_id);
    end if;
    return null;
end $$;

create or replace function check_award_list() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'proposed' then
            raise exception using errcode = 'LG071', message = format(
                'award list %s of estate %s is decided before it has rows',
                new.award_list_id, new.estate_id);
        end if;
        return null;
    end if;
    -- What a row says was given is what its entry gave.
    if new.state = 'approved' and exists (
        select from award_row w
        where w.estate_id = new.estate_id and w.award_list_id = new.award_list_id
            and w.seq is not null and not exists (
                select from points_lot t
                join account a on a.estate_id = t.estate_id and a.account_id = t.account_id
                where t.estate_id = w.estate_id and t.granted_seq = w.seq
                    and t.points_granted = w.points and t.source_code = new.source_code
                    and a.holder = holder_of(w.resident_id, w.household_id, w.volunteer_team_id)))
    then
        raise exception using errcode = 'LG073', message = format(
            'award list %s of estate %s names entries that gave something else',
            new.award_list_id, new.estate_id);
    end if;
    -- A team that has ended is given nothing.
    if new.state = 'approved' and exists (
        select from award_row w
        join volunteer_team t on t.estate_id = w.estate_id
            and t.volunteer_team_id = w.volunteer_team_id
        where w.estate_id = new.estate_id and w.award_list_id = new.award_list_id
            and w.points > 0 and t.closed_at is not null)
    then
        raise exception using errcode = 'LG089', message = format(
            'award list %s of estate %s gives points to a team that has ended',
            new.award_list_id, new.estate_id);
    end if;
    if old.state <> 'proposed' or new.state = 'proposed'
        or (new.state = 'approved' and exists (
            select from award_row w
            where w.estate_id = new.estate_id and w.award_list_id = new.award_list_id
                and (w.points is null or acts_for_holder(w.estate_id, w.resident_id,
                    w.household_id, w.volunteer_team_id, new.decided_by))))
        or (new.state <> 'approved' and exists (
            select from award_row w
            where w.estate_id = new.estate_id and w.award_list_id = new.award_list_id
                and w.points is not null))
    then
        raise exception using errcode = 'LG071', message = format(
            'award list %s of estate %s is decided before, by one whom it benefits, or by halves',
            new.award_list_id, new.estate_id);
    end if;
    return null;
end $$;

create or replace function check_points_deduction() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'proposed' or not exists (
            select from points_lot l
            join account a on a.estate_id = l.estate_id and a.account_id = l.account_id
            where l.estate_id = new.estate_id and l.granted_seq = new.granted_seq
                and l.points_granted >= new.points_asked
                and a.holder
                    = holder_of(new.resident_id, new.household_id, new.volunteer_team_id))
        then
            raise exception using errcode = 'LG073', message = format(
                'deduction %s of estate %s is decided, or its grant did not give so much to these',
                new.points_deduction_id, new.estate_id);
        end if;
        return null;
    end if;
    if (old.state, new.state) not in (('proposed', 'refused'), ('proposed', 'posted'),
        ('posted', 'appealed'), ('appealed', 'upheld'), ('appealed', 'restored'))
        -- What was decided, and said against it, stays as it was.
        or (old.decided_by is not null and (new.decided_by, new.decided_at, new.decision_reason,
                new.points, new.deducted_on, new.seq, new.appeal_until)
            is distinct from (old.decided_by, old.decided_at, old.decision_reason, old.points,
                old.deducted_on, old.seq, old.appeal_until))
        or (old.appealed_by is not null and (new.appealed_by, new.appealed_at, new.appeal_reason)
            is distinct from (old.appealed_by, old.appealed_at, old.appeal_reason))
        or (new.state = 'appealed'
            and (new.appealed_at at time zone 'Asia/Shanghai')::date > new.appeal_until)
        -- Nobody decides about points of their own.
        or (new.state in ('upheld', 'restored')
            and acts_for_holder(new.estate_id, new.resident_id, new.household_id,
                new.volunteer_team_id, new.answered_by))
        or (new.state in ('posted', 'refused')
            and acts_for_holder(new.estate_id, new.resident_id, new.household_id,
                new.volunteer_team_id, new.decided_by))
    then
        raise exception using errcode = 'LG072', message = format(
            'deduction %s of estate %s does not go from %s to %s, or not by this person',
            new.points_deduction_id, new.estate_id, old.state, new.state);
    end if;
    if new.seq is distinct from old.seq and not exists (
        select from points_lot_use u
        join points_lot l on l.estate_id = u.estate_id and l.lot_id = u.lot_id
        where u.estate_id = new.estate_id and u.seq = new.seq
        having sum(u.points) = new.points and bool_and(l.granted_seq = new.granted_seq))
    then
        raise exception using errcode = 'LG073', message = format(
            'deduction %s of estate %s takes points that its grant did not give',
            new.points_deduction_id, new.estate_id);
    end if;
    if new.restored_seq is not null and not exists (
        select from journal_entry e
        where e.estate_id = new.estate_id and e.seq = new.restored_seq and e.reverses_seq = new.seq)
    then
        raise exception using errcode = 'LG073', message = format(
            'deduction %s of estate %s is not given back by the entry it names',
            new.points_deduction_id, new.estate_id);
    end if;
    return null;
end $$;

-- Plans ---------------------------------------------------------------------------------------
--
-- What becomes of a team's points: shared out to members, or donated to the pool. Its leader writes
-- the plan, or the desk for them, for a reason; somebody who is not of the team confirms it. Who is
-- not of the team any more on that day gets nothing.

create table team_points_plan (
    estate_id bigint not null references estate,
    team_points_plan_id bigint generated by default as identity,
    volunteer_team_id bigint not null,
    kind text not null check (kind in ('members', 'pool')),
    points bigint not null check (points between 1 and 1000000),
    purpose text not null check (length(purpose) between 1 and 60),
    -- Why the desk wrote it for the leader; null where the leader wrote it.
    desk_reason text check (length(desk_reason) between 1 and 200),
    state text not null default 'proposed'
        check (state in ('proposed', 'confirmed', 'refused', 'withdrawn')),
    proposed_by bigint not null references app_user,
    proposed_at timestamptz not null,
    decided_by bigint references app_user,
    decided_at timestamptz check (decided_at >= proposed_at),
    decision_reason text check (length(decision_reason) between 1 and 200),
    booked_on date,
    primary key (estate_id, team_points_plan_id),
    foreign key (estate_id, volunteer_team_id) references volunteer_team,
    check ((state = 'proposed') = (decided_by is null)),
    check ((decided_by is null) = (decided_at is null)),
    check ((state = 'withdrawn') = (decided_by = proposed_by)),
    check ((state = 'confirmed') = (booked_on is not null)),
    check (state <> 'refused' or decision_reason is not null)
);
create unique index team_points_plan_waiting on team_points_plan (estate_id, volunteer_team_id)
    where state = 'proposed';
create index team_points_plan_team on team_points_plan (estate_id, volunteer_team_id);

create table team_points_share (
    estate_id bigint not null,
    team_points_plan_id bigint not null,
    line_no int not null check (line_no > 0),
    resident_id bigint not null,
    points bigint not null check (points between 1 and 1000000),
    primary key (estate_id, team_points_plan_id, line_no),
    unique (estate_id, team_points_plan_id, resident_id),
    foreign key (estate_id, team_points_plan_id) references team_points_plan,
    foreign key (estate_id, resident_id) references resident
);
create index team_points_share_resident on team_points_share (estate_id, resident_id);

create trigger never_removed before delete or truncate on team_points_plan
    for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on team_points_share
    for each statement execute function refuse_change();

create function is_of_team(estate bigint, team bigint, resident bigint) returns boolean
language sql stable as $$
    select exists (
        select from volunteer_team_member m
        where m.estate_id = estate and m.volunteer_team_id = team and m.resident_id = resident
            and m.is_accepted and m.left_at is null)
$$;

create function check_team_points_share() returns trigger language plpgsql as $$
begin
    if not exists (
        select from team_points_plan p
        where p.estate_id = new.estate_id and p.team_points_plan_id = new.team_points_plan_id
            and p.state = 'proposed' and p.kind = 'members'
            and is_of_team(p.estate_id, p.volunteer_team_id, new.resident_id))
    then
        raise exception using errcode = 'LG090', message = format(
            'share %s of plan %s of estate %s comes late, or is for somebody else''s team',
            new.line_no, new.team_points_plan_id, new.estate_id);
    end if;
    return null;
end $$;
create trigger check_team_points_share after insert on team_points_share
    for each row execute function check_team_points_share();

-- How many points of the team's wallet the entries take that name this plan.
create function points_given_by(estate bigint, plan bigint) returns bigint
language sql stable as $$
    select sum(u.points)
    from team_points_plan p
    join account a on a.estate_id = p.estate_id and a.code = 'P2103'
        and a.holder = 'team:' || p.volunteer_team_id
    join points_lot l on l.estate_id = a.estate_id and l.account_id = a.account_id
    join points_lot_use u on u.estate_id = l.estate_id and u.lot_id = l.lot_id
    join journal_entry e on e.estate_id = u.estate_id and e.seq = u.seq
    where p.estate_id = estate and p.team_points_plan_id = plan
        and e.source = 'team_points_plan:' || p.team_points_plan_id and e.reverses_seq is null
$$;

create function check_team_points_plan() returns trigger language plpgsql as $$
declare
    named text := 'team_points_plan:' || new.team_points_plan_id;
begin
    if tg_op = 'INSERT' then
        if new.state <> 'proposed' or exists (
            select from volunteer_team t
            where t.estate_id = new.estate_id and t.volunteer_team_id = new.volunteer_team_id
                and t.closed_at is not null)
            -- The leader writes it, or somebody of the desk whose team it is not.
            or (new.desk_reason is not null and acts_for_holder(
                new.estate_id, null, null, new.volunteer_team_id, new.proposed_by))
            or (new.desk_reason is null and not exists (
                select from role_grant g
                join volunteer_team_member m on m.estate_id = g.estate_id
                    and m.resident_id = g.resident_id
                where g.estate_id = new.estate_id and g.user_id = new.proposed_by
                    and g.revoked_at is null and m.volunteer_team_id = new.volunteer_team_id
                    and m.is_accepted and m.left_at is null and m.role = 'leader'))
        then
            raise exception using errcode = 'LG090', message = format(
                'plan %s of estate %s is decided, of a team that ended, or not by its leader',
                new.team_points_plan_id, new.estate_id);
        end if;
        return null;
    end if;
    if old.state <> 'proposed' or new.state = 'proposed'
        or (new.state in ('confirmed', 'refused') and acts_for_holder(
            new.estate_id, null, null, new.volunteer_team_id, new.decided_by))
        -- Who is given something is of the team on that day, and all of it is given.
        or (new.state = 'confirmed' and (
            new.points is distinct from case new.kind when 'pool' then new.points else (
                select sum(s.points) from team_points_share s
                where s.estate_id = new.estate_id
                    and s.team_points_plan_id = new.team_points_plan_id) end
            or exists (
                select from team_points_share s
                where s.estate_id = new.estate_id
                    and s.team_points_plan_id = new.team_points_plan_id
                    and (not is_of_team(s.estate_id, new.volunteer_team_id, s.resident_id)
                        or acts_for_holder(s.estate_id, s.resident_id, null, new.decided_by)))))
    then
        raise exception using errcode = 'LG090', message = format(
            'plan %s of estate %s is decided before, by one of the team, or for others than it has',
            new.team_points_plan_id, new.estate_id);
    end if;
    -- What a plan says was given is what its entries gave.
    if new.state = 'confirmed' and (
        new.points is distinct from points_given_by(new.estate_id, new.team_points_plan_id)
        or exists (
            select from team_points_share s
            where s.estate_id = new.estate_id and s.team_points_plan_id = new.team_points_plan_id
                and s.points is distinct from (
                    select sum(l.points_granted)
                    from account a
                    join points_lot l on l.estate_id = a.estate_id and l.account_id = a.account_id
                    join journal_entry e on e.estate_id = l.estate_id and e.seq = l.granted_seq
                    where a.estate_id = new.estate_id and a.code = 'P2101'
                        and a.holder = 'resident:' || s.resident_id and e.source = named
                        and e.reverses_seq is null)))
    then
        raise exception using errcode = 'LG092', message = format(
            'plan %s of estate %s is confirmed with entries that gave something else',
            new.team_points_plan_id, new.estate_id);
    end if;
    return null;
end $$;
create trigger check_team_points_plan after insert or update on team_points_plan
    for each row execute function check_team_points_plan();

-- When all is written, an entry that names a plan is of one that the same two people have decided,
-- and the plan gave no more than it says, also afterwards.
create function check_entry_of_plan() returns trigger language plpgsql as $$
begin
    if not exists (
        select from team_points_plan p
        where p.estate_id = new.estate_id
            and new.source = 'team_points_plan:' || p.team_points_plan_id
            and p.state = 'confirmed' and p.proposed_by = new.prepared_by
            and p.decided_by = new.approved_by
            and p.points = points_given_by(p.estate_id, p.team_points_plan_id))
    then
        raise exception using errcode = 'LG092', message = format(
            'entry %s of estate %s is of no confirmed plan, or of one that gave more: %s',
            new.seq, new.estate_id, new.source);
    end if;
    return null;
end $$;
create constraint trigger check_entry_of_plan after insert on journal_entry
    deferrable initially deferred
    for each row when (new.reverses_seq is null and new.source like 'team\_points\_plan:%')
    execute function check_entry_of_plan();

-- A team ends without points --------------------------------------------------------------------

create function check_ended_team() returns trigger language plpgsql as $$
begin
    if exists (
        select from account a
        join balance b on b.estate_id = a.estate_id and b.account_id = a.account_id
        where a.estate_id = new.estate_id and a.code = 'P2103'
            and a.holder = 'team:' || new.volunteer_team_id and b.posted <> 0)
    then
        raise exception using errcode = 'LG089',
            message = format('team %s of estate %s still has points', new.volunteer_team_id,
                new.estate_id);
    end if;
    return null;
end $$;
create trigger check_ended_team after update on volunteer_team
    for each row when (new.closed_at is not null and old.closed_at is null)
    execute function check_ended_team();

-- Balances: as before, and a team's wallet, too, is what is left in its lots (I9); what left it is
-- in a plan of two people, has ended on its last day, or was given by mistake ---------------------

create function taken_without_a_plan(estate bigint, account bigint, of_holder text)
returns boolean language sql stable
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
    select exists (
        select from points_lot l
        join points_lot_use u on u.estate_id = l.estate_id and u.lot_id = l.lot_id
        join journal_entry e on e.estate_id = u.estate_id and e.seq = u.seq
        where l.estate_id = estate and l.account_id = account and e.reverses_seq is null
            -- What has ended, or was given by mistake, goes to nobody.
            and not (
                not exists (
                    select from points_lot g
                    where g.estate_id = e.estate_id and g.granted_seq = e.seq)
                and (e.kind = 'points_expiry'
                        and greatest(l.expires_on, l.grace_until) < e.effective_on
                    or e.kind = 'points_deduction' and exists (
                        select from points_deduction d
                        where d.estate_id = e.estate_id and d.granted_seq = l.granted_seq
                            and e.source = 'points_deduction:' || d.points_deduction_id
                            and e.prepared_by = d.proposed_by and e.approved_by is not null)))
            and not exists (
                select from team_points_plan p
                where p.estate_id = e.estate_id and of_holder = 'team:' || p.volunteer_team_id
                    and e.source = 'team_points_plan:' || p.team_points_plan_id
                    and p.state in ('proposed', 'confirmed')
                    and e.prepared_by = p.proposed_by and e.approved_by is not null))
$$;

create or replace function check_balances() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    fault record;
begin
    select n.estate_id, n.account_id, a.code in ('P2101', 'P2102', 'P2103')
        and -n.posted <> coalesce((
            select sum(l.points_left) from points_lot l
            where l.estate_id = n.estate_id and l.account_id = n.account_id
                and l.points_left > 0), 0) as differs,
        a.code = 'P2103' and taken_without_a_plan(a.estate_id, a.account_id, a.holder) as is_taken
    into fault
    from new_balances n
    join account a on a.estate_id = n.estate_id and a.account_id = n.account_id
    where a.floor > n.posted * case when (a.type in ('asset', 'expense', 'issued')) <> a.is_contra
            then 1 else -1 end - n.held
        or (a.code in ('P2101', 'P2102', 'P2103') and -n.posted <> coalesce((
            select sum(l.points_left) from points_lot l
            where l.estate_id = n.estate_id and l.account_id = n.account_id
                and l.points_left > 0), 0))
        or (a.code = 'P2103' and taken_without_a_plan(a.estate_id, a.account_id, a.holder))
    order by 3 desc, 4 desc
    limit 1;
    if not found then
        return null;
    end if;
    if fault.differs then
        raise exception using errcode = 'LG006',
            message = format('account %s of estate %s differs from its lots',
                fault.account_id, fault.estate_id);
    end if;
    if fault.is_taken then
        raise exception using errcode = 'LG091',
            message = format('account %s of estate %s gives points without a plan of two people',
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

-- Rights ------------------------------------------------------------------------------------------

grant select, insert on team_points_plan, team_points_share to ledger_service;
grant update (state, decided_by, decided_at, decision_reason, booked_on)
    on team_points_plan to ledger_service;
select secure_estate_rows(t)
from unnest(array['team_points_plan', 'team_points_share']::regclass[]) t;
