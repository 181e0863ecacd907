-- Questions that are asked often, in one place: what a service record says after its corrections,
-- and how many services somebody gave.

-- The correction that holds of each record that was corrected: the last one that was posted.
create view service_correction_in_force with (security_invoker = true) as
select c.estate_id, c.service_record_id, c.service_correction_id, c.correction_no, c.to_minutes,
    c.checked_in, c.checked_out
from service_correction c
where c.state = 'posted' and not exists (
    select from service_correction n
    where n.estate_id = c.estate_id and n.service_record_id = c.service_record_id
        and n.state = 'posted' and n.correction_no > c.correction_no);
grant select on service_correction_in_force to ledger_service;

-- Every entry of a resident's minutes is a service, and one in red takes it back. A correction
-- counts no further service, and one that leaves nothing takes one away.
create function services_counted(estate bigint, resident bigint) returns bigint
language sql stable as $$
    select count(*) filter (where l.amount > 0) - count(*) filter (where l.amount < 0) - (
        select count(*) from service_correction_in_force c
        join service_record s using (estate_id, service_record_id)
        where c.estate_id = estate and c.to_minutes = 0 and s.resident_id = resident)
    from account a
    join entry_line l on l.estate_id = a.estate_id and l.account_id = a.account_id
    join journal_entry e on e.estate_id = l.estate_id and e.seq = l.seq
    where a.estate_id = estate and a.code = 'M2101' and a.holder = 'resident:' || resident
        and l.side = -1 and e.idempotency_key not like 'service_correction:%'
$$;
