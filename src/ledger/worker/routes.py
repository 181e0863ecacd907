"""The operator's view of the jobs. They belong to the installation and show no estate's data."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.identity.guards import may
from ledger.identity.permissions import Permission
from ledger.messages.outbox import DELIVERY_JOB
from ledger.worker import queries
from ledger.worker.payloads import JobListView, JobView
from ledger.worker.schedule import SCHEDULED


@get(
    "/api/v1/estates/{estate_id:int}/jobs",
    guards=[may(Permission.KEEP_DELIVERIES)],
    tags=["health"],
)
async def list_jobs(
    estate_id: FromPath[int], conn: NamedDependency[AsyncConnection]
) -> JobListView:
    """后台任务：下次什么时候、上次成功和失败、有没有积压。"""
    titles = {each.name: (each.title, each.when.title) for each in SCHEDULED}
    titles[DELIVERY_JOB] = ("发送短信和微信", "有消息就发")
    states = await queries.job_states(conn, list(titles))
    return JobListView(
        jobs=[
            JobView.of(state, title=titles[state.name][0], when=titles[state.name][1])
            for state in states
        ]
    )
