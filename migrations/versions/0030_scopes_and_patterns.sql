-- Two confirmers within their scope: 楼栋长 and 网格员 answer for the people of their buildings.

-- Which buildings a role is for; null for roles that hold in the whole estate.
alter table role_grant drop constraint role_grant_role_check;
alter table role_grant
    add column buildings text[],
    add constraint role_grant_role_check check (role in ('resident', 'shopkeeper', 'organiser',
        'building_lead', 'grid_worker', 'treasurer', 'cashier', 'committee', 'supervisor',
        'auditor', 'operator')),
    add constraint role_grant_buildings_check check (
        case when role in ('building_lead', 'grid_worker')
            then coalesce(cardinality(buildings), 0) > 0 and array_position(buildings, null) is null
            else buildings is null end);

create function check_role_buildings() returns trigger language plpgsql as $$
begin
    if exists (
        select from unnest(new.buildings) as wanted (building_no)
        where not exists (select from dwelling d
            where d.estate_id = new.estate_id and d.building_no = wanted.building_no))
    then
        raise exception using errcode = 'LG080',
            message = format('a role of user %s is for a building that estate %s does not have',
                new.user_id, new.estate_id);
    end if;
    return null;
end $$;
create trigger check_role_buildings after insert on role_grant
    for each row when (new.buildings is not null) execute function check_role_buildings();

-- Where somebody dwells: with the household that they live in now; an owner of whom no household is
-- recorded, in what they own.
create function dwells_in(of_estate bigint, of_resident bigint, in_buildings text[])
returns boolean language sql stable as $$
    select coalesce(
        (select d.building_no = any(in_buildings)
            from household_member m
            join household h on h.estate_id = m.estate_id and h.household_id = m.household_id
            join dwelling d on d.estate_id = h.estate_id and d.dwelling_id = h.dwelling_id
            where m.estate_id = of_estate and m.resident_id = of_resident
                and m.moved_out_on is null),
        (select bool_or(d.building_no = any(in_buildings))
            from dwelling_owner o
            join dwelling d on d.estate_id = o.estate_id and d.dwelling_id = o.dwelling_id
            where o.estate_id = of_estate and o.resident_id = of_resident),
        false)
$$;

-- Whether somebody's roles of a day let them speak for a person's hours. Roles without buildings
-- reach the whole estate; who holds no role of these at all, the program has let in or nobody.
create function speaks_for(of_estate bigint, of_user bigint, of_resident bigint, on_day date)
returns boolean language sql stable as $$
    select coalesce(bool_or(g.buildings is null
        or dwells_in(of_estate, of_resident, g.buildings)), true)
    from role_grant g
    where g.estate_id = of_estate and g.user_id = of_user and g.revoked_at is null
        and g.role in ('organiser', 'committee', 'building_lead', 'grid_worker')
        and on_day between g.starts_on and coalesce(g.ends_on, 'infinity')
$$;

create function check_scope_of_confirmation() returns trigger language plpgsql as $$
begin
    if not speaks_for(new.estate_id, new.user_id,
        (select s.resident_id from service_record s where s.estate_id = new.estate_id
            and s.service_record_id = new.service_record_id),
        (new.confirmed_at at time zone 'Asia/Shanghai')::date)
    then
        raise exception 'the person dwells outside of the confirmer''s buildings'
            using errcode = 'LG081';
    end if;
    return null;
end $$;
create trigger check_scope_of_confirmation after insert on service_confirmation
    for each row execute function check_scope_of_confirmation();

create function check_scope_of_verification() returns trigger language plpgsql as $$
begin
    if not speaks_for(new.estate_id, new.verified_by, new.resident_id,
        (new.verified_at at time zone 'Asia/Shanghai')::date)
    then
        raise exception 'the person dwells outside of the confirmer''s buildings'
            using errcode = 'LG081';
    end if;
    return null;
end $$;
create trigger check_scope_of_verification after update of state on service_record
    for each row when (new.state = 'verified' and old.state = 'waiting')
    execute function check_scope_of_verification();

create function check_scope_of_entry() returns trigger language plpgsql as $$
begin
    if not speaks_for(new.estate_id, new.entered_by, new.resident_id,
        (new.entered_at at time zone 'Asia/Shanghai')::date)
    then
        raise exception 'the person dwells outside of the buildings of who writes it down'
            using errcode = 'LG081';
    end if;
    return null;
end $$;
create trigger check_scope_of_entry after insert on attendance_entry
    for each row execute function check_scope_of_entry();

-- Coming and going by card ----------------------------------------------------------------------

alter table attendance_mark drop constraint attendance_mark_method_check;
alter table attendance_mark
    add column card_id bigint,
    add constraint attendance_mark_method_check check (method in ('code', 'list', 'card')),
    add constraint attendance_mark_card_check check ((method = 'card') = (card_id is not null)),
    add foreign key (estate_id, card_id) references card;

-- The card was in use and the person's own; and nobody lays down their own card before themselves.
create function check_card_mark() returns trigger language plpgsql as $$
begin
    if not exists (
        select from card k
        where k.estate_id = new.estate_id and k.card_id = new.card_id
            and k.resident_id = new.resident_id and k.state = 'active')
    then
        raise exception 'the card is not in use or somebody else''s' using errcode = 'LG082';
    end if;
    if exists (
        select from role_grant g
        where g.estate_id = new.estate_id and g.user_id = new.marked_by
            and g.resident_id = new.resident_id and g.revoked_at is null)
    then
        raise exception 'nobody ticks themselves off' using errcode = 'LG037';
    end if;
    return null;
end $$;
create trigger check_card_mark after insert on attendance_mark
    for each row when (new.method = 'card') execute function check_card_mark();

-- What the patterns of a period are looked for in.
create index attendance_mark_device on attendance_mark (estate_id, marked_at)
    where device_digest is not null;
create index attendance_entry_entered on attendance_entry (estate_id, entered_at);
create index service_confirmation_at on service_confirmation (estate_id, confirmed_at);
