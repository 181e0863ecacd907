-- The journal in fewer bytes, its references checked a statement at a time.
select 1;
