-- Who else signed what the books signed: the cosignatures of witnesses.
select 1;
