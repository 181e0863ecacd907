-- Forms that somebody has begun to fill in.
--
-- They wait on the server and not in the browser: a desk's computer is shared, and what is typed
-- there may name people. Sealed like other personal data, seen by nobody but the writer, forgotten
-- after thirty days.

create table form_draft (
    estate_id bigint not null references estate,
    user_id bigint not null references app_user,
    form text not null check (form ~ '^[a-z0-9][a-z0-9.:_-]{0,59}$'),
    -- 64 kB of text, and what sealing adds to it.
    body_sealed bytea not null check (length(body_sealed) between 34 and 65536 + 33),
    saved_at timestamptz not null,
    expires_at timestamptz not null check (expires_at = saved_at + interval '30 days'),
    primary key (estate_id, user_id, form)
);

create index form_draft_expires on form_draft (estate_id, expires_at);

grant select, insert, delete on form_draft to ledger_service;
grant update (body_sealed, saved_at, expires_at) on form_draft to ledger_service;

select secure_estate_rows('form_draft');

-- Within the estate, too, a draft is its writer's alone.
create policy drafts_of_the_actor on form_draft as restrictive to ledger_service
    using (user_id = (select nullif(current_setting('ledger.actor', true), '')::bigint));
