-- Rows of an estate are seen by those who act in it, whatever a query forgets.
--
-- Two roles of the service, with the same rights on every table. `ledger_service` answers requests:
-- it sees and writes the rows of the estates that its database transaction has named in the setting
-- `ledger.estates` ('3', or '3,7'), and none before it has named any. `ledger_installation` does
-- what belongs to no estate: signing in, the counter's batches of many estates, background work,
-- the commands. Its policy is the constant true, which the planner drops, so the plans of the
-- engine are those of a database without row security. The tables' owner sees everything.

do $$
begin
    if not exists (select from pg_roles where rolname = 'ledger_installation') then
        create role ledger_installation nologin noinherit;
        grant ledger_installation to ledger_service with inherit false, set true;
    end if;
end $$;

-- For the tables of later migrations, too. The setting is read once for each statement.
create function secure_estate_rows(secured regclass) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security', secured);
    execute format(
        'create policy rows_of_estates on %s to ledger_service using (estate_id = any ((select'
        ' string_to_array(current_setting(''ledger.estates'', true), '','')::bigint[])::bigint[]))',
        secured);
    execute format(
        'create policy rows_of_all_estates on %s to ledger_installation using (true)', secured);
end $$;
revoke execute on function secure_estate_rows(regclass) from public;

select secure_estate_rows(c.oid::regclass)
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'estate_id' and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
order by c.relname;

-- What a request is said to have done was done by the one whose session it came with.
create policy lines_of_the_actor on audit_line as restrictive for insert to ledger_service
    with check (actor_user_id is not distinct from
        (select nullif(current_setting('ledger.actor', true), '')::bigint));

-- Or the view would show what its owner sees.
alter view service_record_detail set (security_invoker = true);

-- Called after each upgrade, so that a migration grants to ledger_service alone.
create function share_service_rights() returns void language plpgsql as $$
declare
    statement text;
begin
    for statement in
        select format('grant %s on schema public to ledger_installation', r.privilege_type)
        from pg_namespace n, aclexplode(n.nspacl) r
        where n.nspname = 'public' and r.grantee = 'ledger_service'::regrole
        union all
        select format('revoke all on %s %s from ledger_installation',
            case c.relkind when 'S' then 'sequence' else 'table' end, c.oid::regclass)
        from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
        union all
        select format('grant %s on %s %s to ledger_installation', r.privilege_type,
            case c.relkind when 'S' then 'sequence' else 'table' end, c.oid::regclass)
        from pg_class c, aclexplode(c.relacl) r
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
            and r.grantee = 'ledger_service'::regrole
        union all
        select format('grant %s (%I) on %s to ledger_installation', r.privilege_type,
            a.attname, c.oid::regclass)
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and not a.attisdropped, aclexplode(a.attacl) r
        where c.relnamespace = 'public'::regnamespace
            and r.grantee = 'ledger_service'::regrole
        union all
        select format('grant execute on function %s to ledger_installation', p.oid::regprocedure)
        from pg_proc p, aclexplode(p.proacl) r
        where p.pronamespace = 'public'::regnamespace
            and r.grantee = 'ledger_service'::regrole
    loop
        execute statement;
    end loop;
end $$;
revoke execute on function share_service_rights() from public;
