"""What jobs say over HTTP."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from ledger.worker.queries import JobState


class JobView(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str = Field(examples=["expire_points"])
    title: str = Field(examples=["到期积分清零"])
    when: str = Field(examples=["每天 02:10"])
    next_run: datetime | None = Field(description="后台任务从来没有启动过时为空")
    last_success: datetime | None
    last_failure: datetime | None
    failures: int = Field(examples=[0], description="最近七天失败的次数")
    last_error: str | None = Field(examples=["OSError"], description="最近一次失败的种类")
    waiting: int = Field(examples=[0], description="排着队、已经到时间的")
    running_since: datetime | None

    @classmethod
    def of(cls, state: JobState, *, title: str, when: str) -> JobView:
        return cls(
            name=state.name,
            title=title,
            when=when,
            next_run=state.next_run,
            last_success=state.last_success,
            last_failure=state.last_failure,
            failures=state.failures,
            last_error=state.last_error,
            waiting=state.waiting,
            running_since=state.running_since,
        )


class JobListView(BaseModel):
    model_config = ConfigDict(frozen=True)

    jobs: list[JobView]
