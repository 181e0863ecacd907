-- The outbox of messages and the jobs of the worker.

select 1;
