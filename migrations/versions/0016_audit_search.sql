-- The audit log found by person, time and object; kept as long as the policy says; and closed day
-- by day, so that a line that is changed, added or taken away afterwards is noticed.

-- What belongs to no estate: signing in, a person's own affairs, a refusal before any estate was
-- reached. A request may write such a line of its own actor; it may read those of people who hold
-- or held a role in the estates that its database transaction has named.
create policy lines_of_no_estate on audit_line for insert to ledger_service
    with check (estate_id is null);
create policy lines_of_the_estates_people on audit_line for select to ledger_service
    using (estate_id is null and actor_user_id in (select user_id from role_grant));

-- One row for each estate and day that has lines, made when the day is over. `digest` is SHA-256
-- over the digest of the estate's day before and over the day's lines in the order of their
-- numbers; `seal` is a signed note over it, whose key is outside the database.
create table audit_day (
    estate_id bigint not null,
    day date not null,
    lines int not null check (lines > 0),
    last_line_id bigint not null,
    digest bytea not null check (length(digest) = 32),
    seal text not null check (seal <> ''),
    made_at timestamptz not null default clock_timestamp(),
    primary key (estate_id, day)
);
comment on column audit_day.estate_id is '0 stands for the lines that belong to no estate';
create trigger append_only before update or delete or truncate on audit_day
    for each statement execute function refuse_change();
grant select, insert on audit_day to ledger_service;
select secure_estate_rows('audit_day');

-- The only way a line goes: it is older than the policy, and never younger than six months. Only
-- the owner of the tables can do it; what was removed is itself a line of the log, and the digests
-- of the days stay.
create function prune_audit_lines(older_than timestamptz) returns bigint language plpgsql as $$
declare
    removed bigint;
begin
    if older_than > clock_timestamp() - interval '6 months' then
        raise exception using errcode = 'LG016',
            message = format('lines of the last six months are kept; asked to remove before %s',
                older_than);
    end if;
    alter table audit_line disable trigger append_only;
    delete from audit_line where at < older_than;
    get diagnostics removed = row_count;
    alter table audit_line enable trigger append_only;
    insert into audit_line (action, outcome, address, details)
    values ('prune_audit_log', 'done', 'cli',
        jsonb_build_object('older_than', older_than, 'lines', removed));
    return removed;
end $$;
revoke execute on function prune_audit_lines(timestamptz) from public;
