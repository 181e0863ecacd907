"""What signing in and out says and hears over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.estates.masking import mask_person
from ledger.volunteering.activities.queries import PlannedActivity
from ledger.volunteering.attendance.codes import Direction
from ledger.volunteering.attendance.entries_by_hand import ROWS_MAX, EntryRow, LookedAt
from ledger.volunteering.attendance.queries import AttendanceRow
from ledger.volunteering.attendance.rules import credit

DirectionName = Literal["in", "out"]
PLAIN = r"^[^\x00-\x1f\x7f]*$"


class ScreenView(BaseModel):
    """签到屏上现在的码：二维码、数字，还剩几秒，来了几人。"""

    activity_id: int = Field(examples=[12])
    name: str = Field(examples=["周末清扫"])
    direction: DirectionName
    direction_title: str = Field(examples=["签到"])
    address: str = Field(
        examples=["https://ledger.example/c/12?k=12345678"], description="二维码里的网址"
    )
    qr_svg: str = Field(
        examples=["data:image/svg+xml;base64,PHN2Zy8+"], description="二维码图片，data URI"
    )
    digits: str = Field(examples=["1234 5678"])
    seconds_left: int = Field(examples=[17], description="这个码还显示几秒")
    listed: int = Field(examples=[12], description="报名人数")
    came: int = Field(examples=[8])
    gone: int = Field(examples=[0])
    at: datetime = Field(description="服务器的时间；签到只认服务器的时间")


class CheckInBody(BaseModel):
    """扫到的或输入的签到码。"""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(min_length=1, max_length=300, pattern=PLAIN, examples=["1234 5678"])
    device: str | None = Field(
        default=None,
        min_length=16,
        max_length=80,
        pattern=PLAIN,
        description="这部手机自己起的随机名字，只存摘要",
    )

    def device_digest(self) -> bytes | None:
        """Return what is kept of the phone's name."""
        return sha256(self.device.encode()).digest() if self.device else None


class MarkBody(BaseModel):
    """按名单签到或签退。"""

    model_config = ConfigDict(extra="forbid")

    resident_id: int = Field(ge=1, le=2**63 - 1, strict=True, examples=[17])
    direction: Direction


class AttendanceView(BaseModel):
    """一个人的到场：什么时候来、什么时候走、能计多少。"""

    resident_id: int = Field(examples=[17])
    name_masked: str = Field(examples=["王*"])
    room: str | None = Field(examples=["1栋1单元0101"])
    is_no_show: bool
    came_at: datetime | None
    came_by: Literal["code", "list", "card", "entry"] | None
    left_at: datetime | None
    left_by: Literal["code", "list", "card", "entry"] | None
    counts_from: datetime | None = Field(description="从什么时候起计，早到不计")
    counts_until: datetime | None
    service_minutes: int | None = Field(
        examples=[120], description="能计的分钟；没有签退的要核实后才知道"
    )
    note: str | None = Field(examples=["没有签退，要补"])

    @classmethod
    def of(cls, row: AttendanceRow, activity: PlannedActivity) -> AttendanceView:
        counted = None
        if row.came_at is not None:
            counted = credit(
                starts_at=activity.starts_at,
                ends_at=activity.ends_at,
                came_at=row.came_at,
                left_at=row.left_at,
            )
        return cls(
            resident_id=row.resident_id,
            name_masked=mask_person(row.name),
            room=row.room,
            is_no_show=row.state == "no_show",
            came_at=row.came_at,
            came_by=row.came_by,
            left_at=row.left_at,
            left_by=row.left_by,
            counts_from=counted.counts_from if counted else None,
            counts_until=counted.counts_until if counted else None,
            service_minutes=counted.service_minutes if counted else None,
            note=_note(row, has_credit=counted is not None),
        )


def _note(row: AttendanceRow, *, has_credit: bool) -> str | None:
    if row.state == "no_show":
        return "没有到场"
    if row.came_at is None:
        return None
    if row.entry_reason is not None:
        return f"补录：{row.entry_reason}"
    if row.left_at is None:
        return "还没有签退；没有签退的要补，补了以后核实"
    return None if has_credit else "不在计划的时间里，不计时长"


class FinishBody(BaseModel):
    """确认名单；活动过去七天以上的，要写原因、附材料。"""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: str | None = Field(
        default=None, min_length=1, max_length=200, pattern=PLAIN, examples=["签到纸刚找到"]
    )
    document_id: int | None = Field(default=None, ge=1, le=2**63 - 1, strict=True, examples=[3])


ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["09:00"])]


class EntryRowBody(BaseModel):
    """补录的一行：谁，几点到几点，依据什么。"""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    resident_id: int = Field(ge=1, le=2**63 - 1, strict=True, examples=[17])
    came: ClockTime
    left: ClockTime
    reason: str = Field(min_length=1, max_length=200, pattern=PLAIN, examples=["签到纸第 3 行"])

    def row(self) -> EntryRow:
        """Return what the operations take."""
        return EntryRow(
            self.resident_id,
            time.fromisoformat(self.came),
            time.fromisoformat(self.left),
            self.reason,
        )


class EntriesBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rows: list[EntryRowBody] = Field(min_length=1, max_length=ROWS_MAX)
    document_id: int | None = Field(
        default=None,
        ge=1,
        le=2**63 - 1,
        strict=True,
        examples=[3],
        description="签到纸的照片等材料；入账时附在凭证上",
    )


class LookedAtView(BaseModel):
    """一行的预览：能计多少分钟，或者为什么不能写。"""

    resident_id: int = Field(examples=[17])
    name_masked: str | None = Field(examples=["王*"])
    service_minutes: int = Field(examples=[120])
    fault: str | None = Field(examples=["离开要晚于到场。"])

    @classmethod
    def of(cls, looked: LookedAt) -> LookedAtView:
        return cls(
            resident_id=looked.row.resident_id,
            name_masked=mask_person(looked.name) if looked.name else None,
            service_minutes=looked.service_minutes,
            fault=looked.fault,
        )


class EntriesView(BaseModel):
    """逐行的预览和合计。"""

    activity_id: int = Field(examples=[12])
    rows: list[LookedAtView]
    people: int = Field(examples=[5], description="能写的人数")
    service_minutes: int = Field(examples=[600], description="合计的分钟")
    faults: int = Field(examples=[0], description="要改的行数")

    @classmethod
    def of(cls, activity_id: int, looked: Sequence[LookedAt]) -> EntriesView:
        good = [each for each in looked if each.fault is None]
        return cls(
            activity_id=activity_id,
            rows=[LookedAtView.of(each) for each in looked],
            people=len(good),
            service_minutes=sum(each.service_minutes for each in good),
            faults=len(looked) - len(good),
        )


class AttendanceListView(BaseModel):
    items: list[AttendanceView]


class MarkedView(BaseModel):
    """刚记下的签到或签退。"""

    activity_id: int = Field(examples=[12])
    direction: DirectionName
    direction_title: str = Field(examples=["签到"])
    attendance: AttendanceView
