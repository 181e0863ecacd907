-- Reversals of a part of an entry.
select 1;
