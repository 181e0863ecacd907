"""What the file of an estate's services says; docs/volunteer-records.md describes it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from ledger.certificates.estate_records.queries import EstateRecord
from ledger.certificates.rules import hours_in_two_decimals
from ledger.estates.people.payloads import WithReason
from ledger.reporting.list_exports import Cell, Columns

COLUMNS: Columns = (
    ("志愿者编号", 12), ("姓名", 12), ("日期", 12), ("服务内容", 30), ("服务类型", 14),
    ("组织者", 18), ("到场", 8), ("离开", 8), ("时长（分钟）", 12), ("时长（小时）", 12),
    ("积分", 8), ("更正次数", 10), ("核实人", 14), ("凭证序号", 10),
)  # fmt: skip


class EstateExportBody(WithReason):
    """要哪种文件、哪段时间，为什么导出。"""

    file_format: Literal["csv", "xlsx", "json"] = Field(default="csv", description="文件格式")
    from_on: date | None = Field(default=None, description="开始日期，含当天；不写就是全部")
    to_on: date | None = Field(default=None, description="结束日期，含当天")


class EstateServiceToExport(BaseModel):
    """A verified service, as the exported JSON writes it."""

    volunteer_no: str
    name: str
    on: date
    activity: str
    service_type: str
    organiser: str
    checked_in: str | None
    checked_out: str | None
    service_minutes: int
    hours: str
    points: int
    corrections: int
    confirmer: str
    seq: int

    @classmethod
    def of(cls, row: EstateRecord) -> EstateServiceToExport:
        return cls(
            volunteer_no=f"{row.resident_id:08d}",
            name=row.name,
            on=row.on,
            activity=row.activity,
            service_type=row.service_type,
            organiser=row.organiser,
            checked_in=f"{row.checked_in:%H:%M}" if row.checked_in else None,
            checked_out=f"{row.checked_out:%H:%M}" if row.checked_out else None,
            service_minutes=row.service_minutes,
            hours=hours_in_two_decimals(row.service_minutes),
            points=row.points,
            corrections=row.corrections,
            confirmer=row.confirmer,
            seq=row.seq,
        )

    def cells(self) -> list[Cell]:
        """The same in the order of the table's columns."""
        return [
            self.volunteer_no,
            self.name,
            self.on.isoformat(),
            self.activity,
            self.service_type,
            self.organiser,
            self.checked_in or "",
            self.checked_out or "",
            self.service_minutes,
            self.hours,
            self.points,
            self.corrections,
            self.confirmer,
            self.seq,
        ]


class EstateServicesExport(BaseModel):
    """The file: its version, the services and their sum."""

    format: Literal["ledger-estate-volunteer-records/v1"] = "ledger-estate-volunteer-records/v1"
    service_minutes: int
    hours: str
    services: list[EstateServiceToExport]
