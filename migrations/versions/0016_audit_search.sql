-- The audit log found by person, time and object.

select 1;
