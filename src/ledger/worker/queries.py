"""What the queue remembers of the jobs: when they run, how they went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

FAILURES_LOOKED_AT_DAYS = 7

_JOBS = text("""
    select n.name, s.next_run, l.last_success, l.last_failure, l.failures,
        (select x.traceback ->> 'exception_message' from jobs.pgqueuer_log x
            where x.entrypoint = n.name and x.traceback is not null
                and x.traceback ->> 'exception_message' <> 'postponed'
            order by x.created desc limit 1) as last_error,
        coalesce(q.waiting, 0) as waiting, q.running_since
    from unnest(cast(:names as text[])) with ordinality as n (name, position)
    left join lateral (
        select min(next_run) as next_run from jobs.pgqueuer_schedules where entrypoint = n.name
    ) s on true
    left join lateral (
        select max(created) filter (where status = 'successful') as last_success,
            max(created) filter (where is_failure) as last_failure,
            count(*) filter (where is_failure and created > now() - make_interval(days => :days))
                as failures
        from (
            -- A failure that is tried again is written as queued, with what went wrong.
            select created, status, status = 'exception' or (traceback is not null
                and traceback ->> 'exception_message' <> 'postponed') as is_failure
            from jobs.pgqueuer_log where entrypoint = n.name
        ) x
    ) l on true
    left join lateral (
        select count(*) filter (where status = 'queued' and execute_after <= now()) as waiting,
            min(updated) filter (where status = 'picked') as running_since
        from jobs.pgqueuer where entrypoint = n.name
    ) q on true
    order by n.position
""")


@dataclass(frozen=True, slots=True)
class JobState:
    """How a job went lately. `last_error` names the kind of fault and nothing else."""

    name: str
    next_run: datetime | None
    last_success: datetime | None
    last_failure: datetime | None
    failures: int
    last_error: str | None
    waiting: int
    running_since: datetime | None


async def job_states(conn: AsyncConnection, names: list[str]) -> list[JobState]:
    """Return how the jobs with these names went, in this order."""
    rows = await conn.execute(_JOBS, {"names": names, "days": FAILURES_LOOKED_AT_DAYS})
    return [JobState(*row) for row in rows]
