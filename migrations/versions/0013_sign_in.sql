-- One-time codes, second factors, keys of machines, sessions that can be listed.

select 1;
