"""The worker's loop: take jobs, run them, note what failed; come back when the database does."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import asyncpg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.errors import FailingListenerError, RetryRequested
from pgqueuer.models import Job, Schedule
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from ledger.db.ids import now_utc
from ledger.db.jobs import NewJob, job_queries, put_jobs
from ledger.db.personal_data import PersonalDataKeys
from ledger.db.session import in_installation, installation_engine
from ledger.messages.channels import gateways_of
from ledger.messages.delivery import Deliverer
from ledger.messages.outbox import DELIVERY_JOB
from ledger.messages.queries import open_deliveries
from ledger.settings import Settings
from ledger.web.metrics import Counters
from ledger.worker import jobs
from ledger.worker.schedule import SCHEDULED, ScheduledJob, wait_of_job
from ledger.worker.workbench import Workbench

ATTEMPTS_MAX = 8
"""After so many failures a job is given up; what runs by the clock comes again by itself."""
DEAD_AFTER = timedelta(seconds=30)
"""A worker that shows no sign of life for so long has died over its jobs."""
RECONNECT_SECONDS = 2.0
MEASURED_EVERY_SECONDS = 15.0
CONNECTIONS = 6

_log = structlog.get_logger("ledger.worker")

# What a lost, restarted or overloaded database looks like from here.
_PASSING = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError,
            FailingListenerError, RuntimeError)  # fmt: skip


class JobFailed(Exception):
    """A job failed; only the kind of fault is told, for its words may quote what it worked on."""


async def run_worker(settings: Settings, stop: asyncio.Event) -> None:
    """Work until `stop` is set; then finish what is begun and return."""
    gateways = gateways_of(settings)
    engine = installation_engine(settings, pool_size=CONNECTIONS)
    deliverer = Deliverer(gateways, PersonalDataKeys.open(settings.secrets_dir), settings.base_url)
    bench = Workbench(engine, settings, deliverer, now_utc)
    counters = Counters.of_this_process()
    refreshing = asyncio.create_task(_measure(engine, counters))
    try:
        while not stop.is_set():
            try:
                await work_until(bench, counters, stop)
            except _PASSING as fault:
                # A stop that breaks the connection is no fault.
                if not stop.is_set():
                    _log.error("worker_interrupted", error=type(fault).__name__)
            if not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), RECONNECT_SECONDS)
    finally:
        refreshing.cancel()
        for gateway in gateways.values():
            await gateway.close()
        await engine.dispose()


async def work_until(bench: Workbench, counters: Counters, stop: asyncio.Event) -> None:
    """Take and run jobs over one connection until `stop` is set; raises when it breaks."""
    async with bench.engine.connect() as conn:
        # The library speaks past the adapter, without a database transaction around it, and takes
        # jobs for the whole installation.
        queries = await job_queries(conn)
        queue = PgQueuer(queries.driver, queries=queries)
        await _forget_old_schedules(queries.driver.execute)
        _register(queue, bench, counters)
        async with in_installation(bench.engine) as putting:
            await put_jobs(putting, [_as_job(each.name) for each in SCHEDULED if each.at_start])
        stopping = asyncio.create_task(_pass_on(stop, queue.shutdown))
        try:
            await queue.run(
                dequeue_timeout=timedelta(seconds=5),
                shutdown_on_listener_failure=True,
                heartbeat_timeout=DEAD_AFTER,
            )
        finally:
            stopping.cancel()
            # The listening connection is not given to anybody else.
            await conn.invalidate()


async def _pass_on(stop: asyncio.Event, shutdown: asyncio.Event) -> None:
    await stop.wait()
    shutdown.set()


def _as_job(name: str) -> NewJob:
    return NewJob(name, once_key=name)


def _register(queue: PgQueuer, bench: Workbench, counters: Counters) -> None:
    async def deliver(job: Job) -> None:
        postponed = await jobs.deliver_message(bench, job.payload)
        if postponed is not None:
            raise RetryRequested(postponed.wait, "postponed")

    queue.entrypoint(DELIVERY_JOB, accepts_context=False)(
        partial(_run, DELIVERY_JOB, deliver, counters)
    )
    for scheduled in SCHEDULED:
        work = partial(_work_of_clock, scheduled, bench)
        queue.entrypoint(scheduled.name, accepts_context=False)(
            partial(_run, scheduled.name, work, counters)
        )
        queue.schedule(scheduled.name, scheduled.when.cron, accepts_context=False)(
            partial(_put, scheduled, bench)
        )


async def _put(scheduled: ScheduledJob, bench: Workbench, _schedule: Schedule) -> None:
    async with in_installation(bench.engine) as conn:
        await put_jobs(conn, [_as_job(scheduled.name)])


async def _work_of_clock(scheduled: ScheduledJob, bench: Workbench, _job: Job) -> None:
    done = await scheduled.work(bench)
    _log.info("job_done", job=scheduled.name, done=done)


async def _run(
    name: str, work: Callable[[Job], Awaitable[None]], counters: Counters, job: Job
) -> None:
    """Run a job; a failure is tried again with growing waits, and told without its words."""
    try:
        await work(job)
    except RetryRequested:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever it was, the worker goes on
        counters.add(f'ledger_job_failures_total{{job="{name}"}}')
        kind = type(fault).__name__
        _log.error("job_failed", job=name, attempt=job.attempts + 1, error=kind)
        if job.attempts + 1 < ATTEMPTS_MAX:
            raise RetryRequested(wait_of_job(job.attempts), kind) from None
        raise JobFailed(kind) from None
    counters.add(f'ledger_job_runs_total{{job="{name}"}}')
    seconds = int(now_utc().timestamp())
    counters.set(f'ledger_job_last_success_timestamp_seconds{{job="{name}"}}', seconds)


async def _forget_old_schedules(execute: Callable[..., Awaitable[str]]) -> None:
    """Delete the lines of the clock that this version no longer has."""
    await execute(
        """delete from jobs.pgqueuer_schedules
        where (entrypoint, expression) not in (select * from unnest($1::text[], $2::text[]))""",
        [each.name for each in SCHEDULED],
        [each.when.cron for each in SCHEDULED],
    )


async def _measure(engine: AsyncEngine, counters: Counters) -> None:
    """Show in /metrics how many messages and jobs wait, and how many were given up."""
    while True:
        with contextlib.suppress(*_PASSING):
            async with in_installation(engine) as conn:
                waiting = await conn.scalar(
                    text("select count(*) from jobs.pgqueuer where execute_after <= now()")
                )
                counted = {(c.channel, c.state): c.deliveries for c in await open_deliveries(conn)}
            counters.set("ledger_jobs_waiting", int(waiting or 0))
            for channel in ("sms", "wechat"):
                for state in ("waiting", "dead"):
                    counters.set(
                        f'ledger_message_deliveries{{channel="{channel}",state="{state}"}}',
                        counted.get((channel, state), 0),
                    )
        await asyncio.sleep(MEASURED_EVERY_SECONDS)
