-- What somebody wrote, and what was written about them, goes with the person; what is one's own;
-- and small doors that stood open beside the rules of the program. See docs/adr/0040.

-- Words of whoever is forgotten ------------------------------------------------------------------

-- Stands in the place of words that went with their person.
create function forgotten_word() returns text language sql immutable as $$ select '（本人已注销）' $$;

-- Who is forgotten: the resident; of a household everybody who ever lived in it.
create function is_forgotten(estate bigint, resident bigint, of_household bigint)
returns boolean language sql stable as $$
    select case when resident is not null
        then exists (
            select from resident r
            where r.estate_id = estate and r.resident_id = resident and r.forgotten_at is not null)
        else exists (
                select from household_member m
                where m.estate_id = estate and m.household_id = of_household)
            and not exists (
                select from household_member m
                join resident r on r.estate_id = m.estate_id and r.resident_id = m.resident_id
                where m.estate_id = estate and m.household_id = of_household
                    and r.forgotten_at is null)
        end
$$;

-- Nobody is forgotten but who has asked for it and confirmed it a week before, and nobody stands
-- again: words and messages go by what these rows say.
create function check_forgetting() returns trigger language plpgsql as $$
begin
    if old.forgotten_at is not null and new.forgotten_at is distinct from old.forgotten_at
        or old.forgotten_at is null and new.forgotten_at is not null and not exists (
            select from deletion_request d
            where d.estate_id = new.estate_id and d.resident_id = new.resident_id
                and d.taken_back_at is null
                and d.confirmed_at <= new.forgotten_at - interval '7 days')
    then
        raise exception using errcode = 'LG104', message = format(
            'resident %s of estate %s is forgotten, or has not asked for it a week before',
            new.resident_id, new.estate_id);
    end if;
    return new;
end $$;
create trigger check_forgetting before update on resident for each row
    when (new.forgotten_at is distinct from old.forgotten_at) execute function check_forgetting();

-- By the end of the act it stands written who has carried it out.
create function check_forgotten() returns trigger language plpgsql as $$
begin
    if not exists (
        select from deletion_request d
        where d.estate_id = new.estate_id and d.resident_id = new.resident_id
            and d.carried_out_at is not null)
    then
        raise exception using errcode = 'LG104', message = format(
            'nobody says to have forgotten resident %s of estate %s', new.resident_id,
            new.estate_id);
    end if;
    return null;
end $$;
create constraint trigger check_forgotten after update on resident
    deferrable initially deferred for each row
    when (new.forgotten_at is not null and old.forgotten_at is null)
    execute function check_forgotten();

-- Whether somebody of the estate is being forgotten in this act: it is not written down yet who has
-- carried it out.
create function is_forgetting(estate bigint) returns boolean language sql stable as $$
    select exists (
        select from deletion_request d
        join resident r on r.estate_id = d.estate_id and r.resident_id = d.resident_id
        where d.estate_id = estate and d.taken_back_at is null and d.carried_out_at is null
            and r.forgotten_at is not null and not exists (
                select from deletion_request o
                where o.estate_id = d.estate_id and o.resident_id = d.resident_id
                    and o.carried_out_at is not null))
$$;

-- What was carried out stays so: nothing of that act is opened again.
create function keep_carried_out() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'LG104', message = format(
        'deletion %s of estate %s is carried out', old.deletion_request_id, old.estate_id);
end $$;
create trigger keep_carried_out before update on deletion_request for each row
    when (old.carried_out_at is not null) execute function keep_carried_out();
create trigger never_removed before delete or truncate on deletion_request
    for each statement execute function refuse_change();

-- Whether a change does nothing but put that word in the place of others.
create function only_forgets(before jsonb, after jsonb, words text[])
returns boolean language sql immutable as $$
    select before - words = after - words and before <> after and not exists (
        select from unnest(words) w
        where before -> w is distinct from after -> w
            and (coalesce(before ->> w, '') = '' or after ->> w is distinct from forgotten_word()))
$$;

-- Whose words a row has: those of the row's own person, or of the one whom it is about.
create function words_are_forgotten(guarded text, said jsonb) returns boolean
language sql stable as $$
    select case
        when guarded = 'help_request' then
            is_forgotten(w.estate, (said ->> 'resident_id')::bigint, null)
            or is_forgotten(w.estate, (said ->> 'volunteer_id')::bigint, null)
        when guarded = 'honour_objection' then
            is_forgotten(w.estate, (said ->> 'resident_id')::bigint, null)
            or exists (
                select from honour h
                where h.estate_id = w.estate and h.honour_id = (said ->> 'honour_id')::bigint
                    and is_forgotten(h.estate_id, h.resident_id, h.household_id))
        when guarded = 'service_correction' then exists (
            select from service_record s
            where s.estate_id = w.estate
                and s.service_record_id = (said ->> 'service_record_id')::bigint
                and is_forgotten(s.estate_id, s.resident_id, null))
        when guarded like 'card\_%' then exists (
            select from card k
            where k.estate_id = w.estate and k.card_id = (said ->> 'card_id')::bigint
                and is_forgotten(k.estate_id, k.resident_id, null))
        else is_forgotten(w.estate, (said ->> 'resident_id')::bigint,
            (said ->> 'household_id')::bigint)
        end
    from (select (said ->> 'estate_id')::bigint as estate) w
$$;

-- What was written stays as it was written. It gives way to that word alone, where its person is
-- forgotten.
create function keep_words() returns trigger language plpgsql as $$
declare
    before jsonb := to_jsonb(old);
    after jsonb := to_jsonb(new);
    word text;
    changed boolean := false;
begin
    foreach word in array tg_argv loop
        continue when before -> word is not distinct from after -> word
            -- What was empty may be filled in, once.
            or coalesce(before ->> word, '') = '';
        changed := true;
        if after ->> word is distinct from forgotten_word() then
            raise exception using errcode = 'LG104', message = format(
                '%s of a row of %s of estate %s stays as it was written',
                word, tg_table_name, new.estate_id);
        end if;
    end loop;
    if changed and words_are_forgotten(tg_table_name, before) is not true then
        raise exception using errcode = 'LG104', message = format(
            'words of %s of estate %s are of somebody who is not forgotten',
            tg_table_name, old.estate_id);
    end if;
    return new;
end $$;

-- Where rows are only ever added to, that is all that may happen to one.
create function refuse_all_but_forgetting() returns trigger language plpgsql as $$
begin
    if not only_forgets(to_jsonb(old), to_jsonb(new), tg_argv) then
        raise exception using errcode = 'LG001', message = format(
            '%s only grows: UPDATE is refused', tg_table_name);
    end if;
    return new;
end $$;

-- Guards words of a table, and lets whatever else watches over its rows look away while words go:
-- what was decided is decided still. Only for migrations.
create function guard_words(guarded regclass, variadic words text[]) returns void
language plpgsql as $$
declare
    watch record;
    quoted text := (select string_agg(quote_literal(w), ', ') from unnest(words) w);
    forgets text := format('not only_forgets(to_jsonb(old), to_jsonb(new), array[%s])', quoted);
    said text;
begin
    for watch in
        select t.tgname, t.tgtype, pg_get_triggerdef(t.oid) as definition
        from pg_trigger t
        where t.tgrelid = guarded and not t.tgisinternal and t.tgattr = ''
            -- For each row (1), on update (16), and not with tables of what changed.
            and t.tgtype & 17 = 17
        order by t.tgname
    loop
        execute format('drop trigger %I on %s', watch.tgname, guarded);
        if watch.tgtype & 4 = 4 then
            execute replace(watch.definition, ' OR UPDATE ON', ' ON');
            watch.definition := replace(replace(watch.definition, ' INSERT OR UPDATE ON ', ' UPDATE ON '),
                format('CREATE TRIGGER %I ', watch.tgname),
                format('CREATE TRIGGER %I ', watch.tgname || '_change'));
        end if;
        said := substring(watch.definition from ' WHEN \((.*)\) EXECUTE FUNCTION ');
        execute case when said is null
            then replace(watch.definition, ' EXECUTE FUNCTION ',
                format(' WHEN (%s) EXECUTE FUNCTION ', forgets))
            else replace(watch.definition, format(' WHEN (%s) ', said),
                format(' WHEN ((%s) and %s) ', said, forgets)) end;
    end loop;
    -- Where rows were only ever added to, they still are.
    if exists (select from pg_trigger t
        where t.tgrelid = guarded and t.tgname = 'append_only' and not t.tgisinternal)
    then
        execute format('drop trigger append_only on %s', guarded);
        execute format('create trigger never_removed before delete or truncate on %s'
            ' for each statement execute function refuse_change()', guarded);
        execute format('create trigger append_only before update on %s'
            ' for each row execute function refuse_all_but_forgetting(%s)', guarded, quoted);
    end if;
    execute format('create trigger keep_words before update on %s for each row'
        ' when ((%s) is distinct from (%s)) execute function keep_words(%s)', guarded,
        (select string_agg(format('old.%I', w), ', ') from unnest(words) w),
        (select string_agg(format('new.%I', w), ', ') from unnest(words) w), quoted);
    execute format('grant update (%s) on %s to ledger_service',
        (select string_agg(quote_ident(w), ', ') from unnest(words) w), guarded);
end $$;
revoke execute on function guard_words(regclass, text[]) from public;

alter table time_bank_pool_grant
    drop constraint time_bank_pool_grant_need_check,
    add constraint time_bank_pool_grant_need_check
        check (need in ('特困', '高龄', '残疾', '失能', '重病', '失独', '孤儿', '其他困难')
            or need = forgotten_word());

select guard_words('activity_rating', 'words');
select guard_words('attendance_entry', 'reason');
select guard_words('award_row', 'reason');
select guard_words('card_change', 'reason');
select guard_words('card_opening', 'vouched_by', 'reason');
select guard_words('card_unblocking', 'reason');
select guard_words('help_request', 'words', 'appeal_reason', 'settlement_reason', 'remark');
select guard_words('honour', 'reason', 'revoked_reason');
select guard_words('honour_objection', 'reason', 'reply');
select guard_words('merchant_purchase', 'decision_reason');
select guard_words('participant_group_member', 'reason');
select guard_words('points_deduction', 'reason', 'decision_reason', 'appeal_reason', 'answer');
select guard_words('service_appeal', 'words', 'answer');
select guard_words('service_correction', 'reason', 'decision_reason');
select guard_words('time_bank_pool_grant', 'need', 'reason', 'words', 'decision_reason');

-- A record of service that waits may be completed once more, in other words.
create trigger keep_words before update on service_record for each row
    when (old.state = 'verified' and old.completion_reason is distinct from new.completion_reason)
    execute function keep_words('completion_reason');

create or replace function check_service_records() returns trigger language plpgsql as $$
declare
    fault record;
begin
    if tg_op = 'UPDATE' then
        select o.estate_id, o.service_record_id into fault
        from old_records o
        left join new_records n using (estate_id, service_record_id)
        where o.state = 'verified'
            and only_forgets(to_jsonb(o), to_jsonb(n), '{completion_reason}') is not true
        limit 1;
        if found then
            raise exception using errcode = 'LG001',
                message = format('service record %s of estate %s is verified: UPDATE is refused',
                    fault.service_record_id, fault.estate_id);
        end if;
    end if;

    select n.estate_id, n.service_record_id into fault
    from new_records n
    join service_record o on o.estate_id = n.estate_id and o.resident_id = n.resident_id
        and o.served_on = n.served_on and o.service_record_id <> n.service_record_id
        and o.state = 'verified'
    left join lateral (
        select c.checked_in, c.checked_out, c.to_minutes from service_correction c
        where c.estate_id = o.estate_id and c.service_record_id = o.service_record_id
            and c.state = 'posted'
        order by c.correction_no desc limit 1
    ) k on true
    where n.state = 'verified' and coalesce(k.to_minutes, 1) > 0
        and n.checked_in < coalesce(k.checked_out, o.checked_out)
        and coalesce(k.checked_in, o.checked_in) < n.checked_out
    limit 1;
    if found then
        raise exception using errcode = 'LG007',
            message = format('service record %s of estate %s overlaps another one',
                fault.service_record_id, fault.estate_id);
    end if;
    return null;
end $$;

-- Answers kept for a repeated request repeat what was asked for. One may be emptied in the act that
-- forgets somebody; its key stays used for ever, and a repetition is refused.
create or replace function refuse_second_outcome() returns trigger language plpgsql as $$
begin
    if old.status is not null and not (is_forgetting(old.estate_id)
        and new.fingerprint = '{}' and new.body is null
        and to_jsonb(new) - array['fingerprint', 'body']
            = to_jsonb(old) - array['fingerprint', 'body'])
    then
        raise exception using errcode = 'LG001',
            message = format('key %s of user %s in estate %s has its outcome',
                old.idempotency_key, old.actor_user_id, old.estate_id);
    end if;
    return new;
end $$;
grant update (fingerprint) on request_outcome to ledger_service;

-- Messages go with their reader and with nobody else.
create function check_message_goes() returns trigger language plpgsql as $$
begin
    if not is_forgotten(old.estate_id, old.resident_id, null) and not exists (
        select from app_user u
        where u.user_id = old.user_id and u.is_disabled and u.login = 'forgotten-' || u.user_id
            and exists (
                select from role_grant g
                join resident r on r.estate_id = g.estate_id and r.resident_id = g.resident_id
                where g.user_id = u.user_id and r.forgotten_at is not null))
    then
        raise exception using errcode = 'LG105', message = format(
            'message %s of estate %s is somebody''s who is not forgotten',
            old.message_id, old.estate_id);
    end if;
    return old;
end $$;
create trigger check_message_goes before delete on message
    for each row execute function check_message_goes();
grant delete on message to ledger_service;
alter table message_delivery
    drop constraint message_delivery_estate_id_message_id_fkey,
    add foreign key (estate_id, message_id) references message on delete cascade;

-- Those who were forgotten before: their words go now.
do $$
declare
    kept record;
begin
    for kept in
        select c.relname, w.word
        from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        cross join lateral unnest(string_to_array(encode(t.tgargs, 'escape'), '\000')) w (word)
        where t.tgname = 'keep_words' and w.word <> ''
    loop
        execute format('update %1$I t set %2$I = forgotten_word()'
            ' where coalesce(t.%2$I, forgotten_word()) not in ('''', forgotten_word())'
            ' and words_are_forgotten(%1$L, to_jsonb(t)) %3$s', kept.relname, kept.word,
            -- An entry repeats these; and a volunteer's going takes no words of who asked.
            case when kept.relname in ('award_row', 'points_deduction') and kept.word = 'reason'
                then 'and t.seq is null'
                when kept.relname = 'help_request' and kept.word = 'words'
                then 'and is_forgotten(t.estate_id, t.resident_id, null)' else '' end);
    end loop;
end $$;
alter table message disable trigger check_message_goes;
delete from message m where is_forgotten(m.estate_id, m.resident_id, null) or exists (
    select from app_user u
    where u.user_id = m.user_id and u.is_disabled and u.login = 'forgotten-' || u.user_id);
alter table message enable trigger check_message_goes;
alter table request_outcome disable trigger refuse_second_outcome;
update request_outcome o set fingerprint = '{}', body = null
from app_user u
where u.user_id = o.actor_user_id and u.is_disabled and u.login = 'forgotten-' || u.user_id
    and o.status is not null;
alter table request_outcome enable trigger refuse_second_outcome;

-- What is one's own ------------------------------------------------------------------------------

-- Whether what ended still counts: all day long on its last day, so that nobody ends a tie in the
-- morning to decide in the afternoon. The day is the database's and not what a row says.
create function counts_today(ended_at timestamptz, last_day date) returns boolean
language sql stable as $$
    select coalesce((ended_at at time zone 'Asia/Shanghai')::date, 'infinity')
            >= (now() at time zone 'Asia/Shanghai')::date
        and coalesce(last_day, 'infinity') >= (now() at time zone 'Asia/Shanghai')::date
$$;

-- In whose matters somebody has a part: with a login that is the resident; as a proxy who spends for
-- them; as a guardian.
create function residents_of(estate bigint, who bigint) returns setof bigint
language sql stable as $$
    with mine as (
        select distinct g.resident_id from role_grant g
        where g.estate_id = estate and g.user_id = who and g.resident_id is not null
            and counts_today(g.revoked_at, g.ends_on)
    )
    select m.resident_id from mine m
    union
    select f.resident_id from mine m
    join family_proxy f on f.estate_id = estate and f.proxy_resident_id = m.resident_id
    where f.is_approved and counts_today(f.withdrawn_at, f.ends_on)
    union
    select w.child_resident_id from mine m
    join guardianship w on w.estate_id = estate and w.guardian_resident_id = m.resident_id
    where counts_today(w.withdrawn_at, null)
$$;
create index guardianship_of on guardianship (estate_id, guardian_resident_id);

-- Whether a decision about a resident, or a household, would be one's own: one meaning for every
-- rule that keeps people from deciding about themselves.
create or replace function acts_for_holder(
    estate bigint, resident bigint, of_household bigint, who bigint
) returns boolean language sql stable as $$
    select exists (
        select from residents_of(estate, who) own (resident_id)
        where own.resident_id = resident
            or exists (
                select from household_member m
                where m.estate_id = estate and m.household_id = of_household
                    and m.resident_id = own.resident_id and counts_today(null, m.moved_out_on)))
$$;

-- For a team, of whoever belongs to it.
create or replace function acts_for_holder(
    estate bigint, resident bigint, of_household bigint, of_team bigint, who bigint
) returns boolean language sql stable as $$
    select acts_for_holder(estate, resident, of_household, who) or exists (
        select from residents_of(estate, who) own (resident_id)
        join volunteer_team_member m on m.estate_id = estate and m.resident_id = own.resident_id
        where m.volunteer_team_id = of_team and m.is_accepted and counts_today(m.left_at, null))
$$;

create function served_by_oneself(estate bigint, record bigint, who bigint)
returns boolean language sql stable as $$
    select exists (
        select from service_record s
        where s.estate_id = estate and s.service_record_id = record
            and acts_for_holder(estate, s.resident_id, null, who))
$$;

create or replace function check_attendance_mark() returns trigger language plpgsql as $$
begin
    if not exists (
        select from activity a
        join activity_sign_up s on s.estate_id = a.estate_id and s.activity_id = a.activity_id
        where a.estate_id = new.estate_id and a.activity_id = new.activity_id
            and a.state = 'running' and s.resident_id = new.resident_id
            and s.state = 'signed_up')
    then
        raise exception 'the activity does not run, or the person is not on its list'
            using errcode = 'LG035';
    end if;
    if new.direction = 'out' and not exists (
        select from attendance_mark m
        where m.estate_id = new.estate_id and m.activity_id = new.activity_id
            and m.resident_id = new.resident_id and m.direction = 'in'
            and m.marked_at <= new.marked_at)
    then
        raise exception 'nobody leaves before coming' using errcode = 'LG036';
    end if;
    if new.method = 'list'
        and acts_for_holder(new.estate_id, new.resident_id, null, new.marked_by)
    then
        raise exception 'nobody ticks themselves off' using errcode = 'LG037';
    end if;
    return null;
end $$;

create or replace function check_attendance_entry() returns trigger language plpgsql as $$
begin
    if not exists (
        select from activity a
        join activity_sign_up s on s.estate_id = a.estate_id and s.activity_id = a.activity_id
        where a.estate_id = new.estate_id and a.activity_id = new.activity_id
            and a.state = 'running' and s.resident_id = new.resident_id
            and s.state = 'signed_up')
        or exists (
            select from attendance_mark m
            where m.estate_id = new.estate_id and m.activity_id = new.activity_id
                and m.resident_id = new.resident_id)
    then
        raise exception 'the activity does not run, or the person is not on its list or signed in'
            using errcode = 'LG035';
    end if;
    if acts_for_holder(new.estate_id, new.resident_id, null, new.entered_by) then
        raise exception 'nobody writes down their own presence' using errcode = 'LG037';
    end if;
    return null;
end $$;

create or replace function check_card_mark() returns trigger language plpgsql as $$
begin
    if not exists (
        select from card k
        where k.estate_id = new.estate_id and k.card_id = new.card_id
            and k.resident_id = new.resident_id and k.state = 'active')
    then
        raise exception 'the card is not in use or somebody else''s' using errcode = 'LG082';
    end if;
    if acts_for_holder(new.estate_id, new.resident_id, null, new.marked_by) then
        raise exception 'nobody ticks themselves off' using errcode = 'LG037';
    end if;
    return null;
end $$;

create or replace function check_service_confirmation() returns trigger language plpgsql as $$
begin
    if served_by_oneself(new.estate_id, new.service_record_id, new.user_id) then
        raise exception 'nobody confirms their own service' using errcode = 'LG038';
    end if;
    return null;
end $$;

create or replace function check_team_member() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' and (
        exists (select from volunteer_team t
            where t.estate_id = new.estate_id and t.volunteer_team_id = new.volunteer_team_id
                and t.closed_at is not null)
        or exists (select from resident r
            where r.estate_id = new.estate_id and r.resident_id = new.resident_id
                and (r.forgotten_at is not null
                    or (r.guardian_needed_until > (new.asked_at at time zone 'Asia/Shanghai')::date
                        and not exists (select from guardianship g
                            where g.estate_id = r.estate_id
                                and g.child_resident_id = r.resident_id
                                and g.withdrawn_at is null)))))
    then
        raise exception 'nobody joins a team that ended, and no child without a guardian'
            using errcode = 'LG067';
    end if;
    if new.decided_by is not null and (tg_op = 'INSERT' or old.decided_by is null)
        and acts_for_holder(new.estate_id, new.resident_id, null, new.decided_by)
    then
        raise exception 'nobody takes themselves into a team' using errcode = 'LG067';
    end if;
    if tg_op = 'UPDATE' and (old.left_at is not null or (old.decided_at is not null
        and (new.decided_by, new.decided_at, new.is_accepted)
            is distinct from (old.decided_by, old.decided_at, old.is_accepted)))
    then
        raise exception 'a membership that was decided or has ended stays as it is'
            using errcode = 'LG067';
    end if;
    return null;
end $$;

create or replace function check_honours_decision() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.decided_at is not null or new.withdrawn_at is not null then
            raise exception 'an honours list begins as a proposal' using errcode = 'LG065';
        end if;
        return null;
    end if;
    if old.decided_at is not null or old.withdrawn_at is not null then
        raise exception using errcode = 'LG065', message = format(
            'honours list %s of estate %s is decided', new.honours_list_id, new.estate_id);
    end if;
    if new.is_approved and exists (
        select from honour h
        where h.estate_id = new.estate_id and h.honours_list_id = new.honours_list_id
            and acts_for_holder(h.estate_id, h.resident_id, h.household_id, new.decided_by))
    then
        raise exception 'nobody approves their own honour' using errcode = 'LG065';
    end if;
    return null;
end $$;

create or replace function check_honour_objection() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if old.settled_at is not null then
            raise exception 'an objection is settled once' using errcode = 'LG066';
        end if;
        if exists (
            select from honour h
            join honours_list l on l.estate_id = h.estate_id
                and l.honours_list_id = h.honours_list_id
            join honour o on o.estate_id = l.estate_id and o.honours_list_id = l.honours_list_id
            where h.estate_id = new.estate_id and h.honour_id = new.honour_id
                and (l.proposed_by = new.settled_by or acts_for_holder(
                    o.estate_id, o.resident_id, o.household_id, new.settled_by)))
        then
            raise exception 'an objection is settled by nobody whom it is about'
                using errcode = 'LG066';
        end if;
        return null;
    end if;
    if new.settled_at is not null or not exists (
        select from honour h
        join honours_list l on l.estate_id = h.estate_id and l.honours_list_id = h.honours_list_id
        where h.estate_id = new.estate_id and h.honour_id = new.honour_id
            and h.revoked_at is null and l.is_approved
            and (new.raised_at at time zone 'Asia/Shanghai')::date <= l.notice_until)
    then
        raise exception 'an honour is objected to while it is on notice' using errcode = 'LG066';
    end if;
    return null;
end $$;

create or replace function check_service_appeal_answer() returns trigger language plpgsql as $$
begin
    if old.state <> 'waiting' or new.answered_by = new.appealed_by
        or acts_for_holder(new.estate_id, new.resident_id, null, new.answered_by)
        or exists (
            select from activity_finish f
            where f.estate_id = new.estate_id and f.activity_id = new.activity_id
                and f.finished_by = new.answered_by)
        or exists (
            select from service_record s
            where s.estate_id = old.estate_id and s.service_record_id = old.service_record_id
                -- A record that waits may be completed by the one who answers.
                and (new.answered_by in (s.recorded_by, s.verified_by)
                    or s.state = 'verified' and s.completed_by = new.answered_by))
        or exists (
            select from service_confirmation c
            where c.estate_id = old.estate_id and c.service_record_id = old.service_record_id
                and c.user_id = new.answered_by)
    then
        raise exception using errcode = 'LG076', message = format(
            'appeal %s of estate %s is answered, or this person does not answer it',
            new.service_appeal_id, new.estate_id);
    end if;
    return null;
end $$;

create or replace function check_service_correction() returns trigger language plpgsql as $$
begin
    if new.from_minutes is distinct from
            corrected_minutes(new.estate_id, new.service_record_id)
        or new.correction_no is distinct from (
            select count(*) + 1 from service_correction c
            where c.estate_id = new.estate_id and c.service_record_id = new.service_record_id
                and c.state = 'posted')
    then
        raise exception using errcode = 'LG077', message = format(
            'a correction of service record %s of estate %s does not go on where it stands',
            new.service_record_id, new.estate_id);
    end if;
    if served_by_oneself(new.estate_id, new.service_record_id, new.prepared_by) then
        raise exception 'nobody corrects their own service' using errcode = 'LG078';
    end if;
    if new.state <> 'prepared' then
        raise exception 'a correction begins with the one who prepares it' using errcode = 'LG078';
    end if;
    return new;
end $$;

create or replace function check_service_correction_decision() returns trigger language plpgsql as $$
begin
    if old.state <> 'prepared' or new.state = 'prepared' then
        raise exception using errcode = 'LG077', message = format(
            'correction %s of estate %s is decided', new.service_correction_id, new.estate_id);
    end if;
    if served_by_oneself(new.estate_id, new.service_record_id, new.decided_by) then
        raise exception 'nobody corrects their own service' using errcode = 'LG078';
    end if;
    return new;
end $$;

create or replace function check_pool_grant() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' and new.state <> 'proposed' or tg_op = 'UPDATE' and old.state <> 'proposed'
    then
        raise exception using errcode = 'LG085', message = format(
            'pool grant %s of estate %s is decided', new.pool_grant_id, new.estate_id);
    end if;
    -- Taking a proposal back needs no stranger, and refusing it one who did not propose it.
    if new.state <> 'withdrawn' and (
        acts_for_holder(new.estate_id, new.resident_id, null, new.decided_by)
        or new.state <> 'rejected'
            and acts_for_holder(new.estate_id, new.resident_id, null, new.proposed_by))
    then
        raise exception using errcode = 'LG086', message = format(
            'pool grant %s of estate %s is for whoever gives it',
            new.pool_grant_id, new.estate_id);
    end if;
    return null;
end $$;

-- 代办 -----------------------------------------------------------------------------------------

-- Whoever spends somebody's points does not agree to it, nor says at the desk that it is wanted.
-- What was decided or has ended stays as it is.
create function check_family_proxy() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' and (new.decided_by is not null or new.withdrawn_at is not null)
        or tg_op = 'UPDATE' and old.withdrawn_at is not null
        or tg_op = 'UPDATE' and old.decided_by is not null
            and (new.decided_by, new.decided_at, new.is_approved)
                is distinct from (old.decided_by, old.decided_at, old.is_approved)
        -- Who has decided may become the proxy's afterwards; it ends all the same.
        or (tg_op = 'INSERT' or new.decided_by is distinct from old.decided_by)
            and acts_for_holder(new.estate_id, new.proxy_resident_id, null, new.decided_by)
        or new.confirmation_paper_id is not null
            and (tg_op = 'INSERT' or (new.confirmed_by, new.confirmation_paper_id)
                is distinct from (old.confirmed_by, old.confirmation_paper_id))
            and acts_for_holder(new.estate_id, new.proxy_resident_id, null, new.confirmed_by)
    then
        raise exception using errcode = 'LG106', message = format(
            'proxy %s of estate %s is decided, has ended, or is agreed to by the proxy',
            new.family_proxy_id, new.estate_id);
    end if;
    return null;
end $$;
create trigger check_family_proxy after insert or update on family_proxy
    for each row execute function check_family_proxy();

-- What a checkpoint is for -----------------------------------------------------------------------

-- As before; and one that names a publication was made of the head that it was published at.
create or replace function check_checkpoint() returns trigger language plpgsql as $$
begin
    perform from book b
    where b.estate_id = new.estate_id and b.size = new.size and b.root_hash = new.root_hash;
    if not found then
        raise exception using errcode = 'LG009',
            message = format('size %s is not the head of the book of estate %s',
                new.size, new.estate_id);
    end if;
    perform from checkpoint c
    where c.estate_id = new.estate_id
        and (c.checkpoint_id >= new.checkpoint_id or c.size > new.size);
    if found then
        raise exception using errcode = 'LG009',
            message = format('the book of estate %s has signed a later head', new.estate_id);
    end if;
    if new.reason like 'disclosure:%' and not exists (
        select from disclosure d
        where d.estate_id = new.estate_id and 'disclosure:' || d.disclosure_id = new.reason
            and d.publication_no is not null and d.checkpoint_size = new.size)
    then
        raise exception using errcode = 'LG107',
            message = format('%s of estate %s is not published at size %s',
                new.reason, new.estate_id, new.size);
    end if;
    return new;
end $$;

-- Papers begin undecided -------------------------------------------------------------------------

create function begin_undecided() returns trigger language plpgsql as $$
begin
    if to_jsonb(new) ->> 'decided_by' is not null then
        raise exception using errcode = 'LG108', message = format(
            'a row of %s of estate %s is decided before anybody saw it', tg_table_name,
            new.estate_id);
    end if;
    return new;
end $$;
create trigger begin_undecided before insert on card_unblocking
    for each row execute function begin_undecided();
create trigger begin_undecided before insert on rule_draft
    for each row execute function begin_undecided();

-- What a page asks for is found by an index ------------------------------------------------------

create index service_appeal_record on service_appeal (estate_id, service_record_id)
    where service_record_id is not null;
-- By stars and not where they are few: how few is a value of the question.
drop index activity_rating_low;
create index activity_rating_stars on activity_rating (estate_id, stars, rated_at);
create index points_deduction_appealed on points_deduction (estate_id)
    where state = 'appealed';
create index time_bank_pool_grant_open on time_bank_pool_grant (estate_id)
    where state = 'proposed';
create index merchant_purchase_open on merchant_purchase (estate_id) where state = 'registered';
create index merchant_purchase_of on merchant_purchase
    (estate_id, merchant_id, merchant_purchase_id);
create index merchant_purchase_bought on merchant_purchase (estate_id, bought_on)
    where state = 'confirmed';
create index volunteer_team_member_team on volunteer_team_member (estate_id, volunteer_team_id);
create index honour_household on honour (estate_id, household_id) where household_id is not null;
