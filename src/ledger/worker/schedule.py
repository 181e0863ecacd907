"""Which jobs run by the clock, and when; times of day are those of China."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ledger.db.ids import CHINA
from ledger.worker import jobs
from ledger.worker.workbench import Workbench


@dataclass(frozen=True, slots=True)
class EveryMinutes:
    """At minute 0 of the hour and then every so many minutes."""

    minutes: int

    @property
    def cron(self) -> str:
        return f"*/{self.minutes} * * * *" if self.minutes < 60 else "0 * * * *"

    @property
    def title(self) -> str:
        return f"每 {self.minutes} 分钟" if self.minutes < 60 else "每小时"


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day at this time in China, which keeps one time all year."""

    at: time

    @property
    def cron(self) -> str:
        """The line of the clock in UTC, which is the queue's."""
        utc = datetime.combine(date(2026, 1, 1), self.at, tzinfo=CHINA).astimezone(UTC)
        return f"{utc.minute} {utc.hour} * * *"

    @property
    def title(self) -> str:
        return f"每天 {self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """A job of the clock; with `at_start` it also runs when a worker starts.

    One that was missed because nothing ran is made up for when a worker starts again.
    """

    name: str
    title: str
    when: EveryMinutes | Daily
    work: Callable[[Workbench], Awaitable[str]]
    at_start: bool = False


SCHEDULED = (
    ScheduledJob("sign_books", "给账簿签名（到时才签）", EveryMinutes(5), jobs.sign_books,
                 at_start=True),
    ScheduledJob("close_audit_days", "给过完的日子的操作日志封签", EveryMinutes(60),
                 jobs.close_audit_days, at_start=True),
    ScheduledJob("release_holds", "放回超时的预占", EveryMinutes(5), jobs.release_holds),
    ScheduledJob("confirm_help", "三天无异议的互助自动确认", EveryMinutes(60), jobs.confirm_help),
    ScheduledJob("remind_of_help", "互助自动确认前一天提醒", EveryMinutes(60), jobs.remind_of_help),
    ScheduledJob("deposit_services", "核实的服务自动存入时间银行", EveryMinutes(5),
                 jobs.deposit_services),
    ScheduledJob("award_volunteer_stars", "授予到了时长的星级志愿者", EveryMinutes(60),
                 jobs.award_volunteer_stars, at_start=True),
    ScheduledJob("tell_points", "积分到账与使用通知", EveryMinutes(2), jobs.tell_points),
    ScheduledJob("tell_security", "角色变化与新设备登录提醒", EveryMinutes(1), jobs.tell_security),
    ScheduledJob("find_lost_deliveries", "补发漏掉的消息", EveryMinutes(60),
                 jobs.find_lost_deliveries),
    ScheduledJob("expire_points", "到期积分清零", Daily(time(2, 10)), jobs.expire_points),
    ScheduledJob("clean_up", "删除过期的登录、验证码和旧记录", Daily(time(3, 40)), jobs.clean_up),
    ScheduledJob("tell_expiring_points", "积分到期提醒", Daily(time(9, 0)),
                 jobs.tell_expiring_points),
)  # fmt: skip


def wait_of_job(attempts: int) -> timedelta:
    """Return how long a job that failed waits for its next attempt: from 30 s to half an hour."""
    wait: timedelta = timedelta(seconds=30) * 2 ** min(attempts, 10)
    return min(wait, timedelta(minutes=30))
