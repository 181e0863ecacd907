"""签到表: what each row of the organisers' sheet would do. Pure; the importer reads and books.

A row is matched to a resident by room and name. What is incomplete waits, what contradicts
itself is refused, and what only the organiser can know is doubtful.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from ledger.bookkeeping.period import Month
from ledger.estates.rule_profile import RuleProfile
from ledger.intake.headers import FileColumn
from ledger.intake.preview import Column, PreviewRow, RowStatus, RowValue, status_by_reasons
from ledger.intake.reading import TableRow
from ledger.intake.row_reader import RowReader
from ledger.points.earning import Award, service_award
from ledger.volunteering.rules import (
    CheckOutIsNotAfterCheckIn,
    ServiceSpan,
    WaitingReason,
    is_before_the_book,
    missing_parts,
    service_minutes,
    source_key,
    to_the_minute,
)

COLUMNS: Final = (
    FileColumn("served_on", "日期", ("活动日期",)),
    FileColumn("activity", "活动", ("活动名称",)),
    FileColumn("service_type", "服务类型", ("类型",)),
    FileColumn("name", "姓名", ("志愿者", "志愿者姓名")),
    FileColumn("room", "房号", ("住址", "房屋")),
    FileColumn("checked_in", "签到", ("签到时间",)),
    FileColumn("checked_out", "签退", ("签退时间",)),
    FileColumn("organiser", "组织者", is_required=False),
    FileColumn("confirmer", "核实人", ("确认人",)),
)
_TITLES: Final = {column.key: column.title for column in COLUMNS}

PREVIEW_COLUMNS: Final = (
    Column("served_on", "日期"),
    Column("activity", "活动"),
    Column("service_type", "服务类型"),
    Column("name", "姓名"),
    Column("room", "房号"),
    Column("checked_in", "签到"),
    Column("checked_out", "签退"),
    Column("confirmer", "核实人"),
    Column("service_minutes", "服务时长", "minutes"),
    Column("points", "积分", "points"),
)

_ROOM = re.compile(r"(\d{1,4})(?:栋|幢|号楼|座)(\d{1,3})单元(\d{1,5})(?:室|号)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A record that an earlier file brought in, as far as a later file can contradict it."""

    state: str
    checked_out: time | None
    confirmer: str | None


@dataclass(frozen=True, slots=True)
class EstateFacts:
    """What the sheet is held against.

    `residents` maps (room label, name) to a resident id; `recorded` are the spans of records that
    are verified or wait, and `profiles` the rules in force, on the days of the sheet.
    """

    residents: Mapping[tuple[str, str], int]
    known: Mapping[str, KnownRecord]
    recorded: Sequence[ServiceSpan]
    profiles: Mapping[date, RuleProfile]
    first_month: Month
    closed_months: frozenset[int]
    today: date


@dataclass(slots=True)
class JudgedRow:
    """One row with what it would become; the fields after `status` are set when it may count."""

    reader: RowReader
    values: dict[str, RowValue]
    status: RowStatus = "refused"
    key: str = ""
    served_on: date | None = None
    activity: str = ""
    service_type: str = ""
    organiser: str = ""
    span: ServiceSpan | None = None
    confirmer: str | None = None
    service_minutes: int | None = None
    award: Award | None = None
    points_waiting: int = 0
    """How many points of the award no budget carries yet."""
    waiting_reasons: list[WaitingReason] = field(default_factory=list)

    @property
    def row_no(self) -> int:
        return self.reader.row_no

    def preview_row(self) -> PreviewRow:
        """Return the row as the preview shows it."""
        return PreviewRow(
            self.row_no, self.status, self.values, self.reader.reasons, self.key or str(self.row_no)
        )


def judge_rows(rows: Sequence[TableRow], facts: EstateFacts) -> list[JudgedRow]:
    """Return what every row of the sheet would do, in the sheet's order."""
    names = _residents_by_name(facts.residents)
    judged = [_read_row(RowReader(row, _TITLES), facts, names) for row in rows]
    seen: dict[str, JudgedRow] = {}
    for row in judged:
        if row.key:
            _judge_against_earlier(row, facts, seen)
    _judge_times(judged, facts)
    for row in judged:
        _decide_status(row)
    return judged


def room_label(text: str) -> str | None:
    """Return a room as the estate writes it (`1栋1单元0101`), or None when it is no room."""
    match = _ROOM.fullmatch(re.sub(r"[\s\-]", "", text))
    if match is None:
        return None
    building, entrance, room = match.groups()
    return f"{int(building)}栋{int(entrance)}单元{room.zfill(4)}"


def _residents_by_name(residents: Mapping[tuple[str, str], int]) -> dict[str, dict[int, str]]:
    names: dict[str, dict[int, str]] = defaultdict(dict)
    for (label, name), resident_id in residents.items():
        names[name].setdefault(resident_id, label)
    return names


def _read_row(
    reader: RowReader, facts: EstateFacts, names: Mapping[str, dict[int, str]]
) -> JudgedRow:
    served_on = reader.date("served_on")
    activity = reader.text("activity", longest=60)
    service_type = reader.text("service_type", longest=30)
    name = reader.text("name", longest=40)
    room = reader.text("room", longest=40)
    checked_in = reader.time("checked_in")
    checked_out = reader.time("checked_out", required=False)
    organiser = reader.text("organiser", required=False, longest=60) or ""
    confirmer = reader.text("confirmer", required=False, longest=40)
    row = JudgedRow(
        reader,
        {
            "served_on": served_on.isoformat() if served_on else None,
            "activity": activity,
            "service_type": service_type,
            "name": name,
            "room": room,
            "checked_in": f"{checked_in:%H:%M}" if checked_in else None,
            "checked_out": f"{checked_out:%H:%M}" if checked_out else None,
            "confirmer": confirmer,
            "service_minutes": None,
            "points": None,
        },
        organiser=organiser,
        confirmer=confirmer,
    )
    resident_id = _match_resident(reader, name, room, facts, names) if name and room else None
    if confirmer is not None and confirmer == name:
        reader.doubt("volunteer_confirms_self", "核实人就是志愿者本人，请核对。", "confirmer")
    if served_on is not None:
        _judge_day(row, served_on, facts)
    if served_on and activity and service_type and resident_id and checked_in:
        checked_in = to_the_minute(checked_in)
        checked_out = to_the_minute(checked_out) if checked_out else None
        row.served_on, row.activity, row.service_type = served_on, activity, service_type
        row.span = ServiceSpan(resident_id, served_on, checked_in, checked_out)
        row.key = source_key(
            served_on=served_on,
            activity=activity,
            service_type=service_type,
            resident_id=resident_id,
            checked_in=checked_in,
        )
        row.waiting_reasons += missing_parts(checked_out, confirmer)
        _judge_length(row, checked_in, checked_out, facts)
    return row


def _match_resident(
    reader: RowReader,
    name: str,
    room: str,
    facts: EstateFacts,
    names: Mapping[str, dict[int, str]],
) -> int | None:
    label = room_label(room)
    if label is None:
        reader.refuse("room_is_unreadable", f"房号“{room}”请写成 1栋1单元0101。", "room")
        return None
    resident_id = facts.residents.get((label, name))
    if resident_id is not None:
        return resident_id
    homes = names.get(name, {})
    if len(homes) == 1:
        [(only_id, home)] = homes.items()
        reader.doubt(
            "name_does_not_match_room",
            f"{room} 登记的不是“{name}”；本小区叫这个名字的只有 {home} 一人，"
            "勾选这一行就记在他名下。",
            "name",
        )
        return only_id
    reader.refuse(
        "resident_is_unknown",
        f"{room} 没有登记“{name}”，请核对姓名和房号，或先更新房屋与业主名册。",
        "name",
    )
    return None


def _judge_day(row: JudgedRow, served_on: date, facts: EstateFacts) -> None:
    if served_on > facts.today:
        row.reader.refuse("date_is_in_the_future", "活动日期还没有到，请核对。", "served_on")
    elif is_before_the_book(served_on, facts.first_month):
        row.reader.refuse(
            "date_is_before_the_book",
            f"账簿从{facts.first_month.title}开始，更早的服务不能入账。",
            "served_on",
        )
    elif served_on not in facts.profiles:
        row.reader.refuse(
            "rules_are_not_in_force", "这一天还没有生效的积分规则，请联系运维。", "served_on"
        )
    elif Month.of(served_on).number in facts.closed_months:
        row.waiting_reasons.append(WaitingReason.PERIOD_IS_CLOSED)


def _judge_length(
    row: JudgedRow, checked_in: time, checked_out: time | None, facts: EstateFacts
) -> None:
    if checked_out is None or row.served_on is None:
        return
    try:
        minutes = service_minutes(checked_in, checked_out)
    except CheckOutIsNotAfterCheckIn as refusal:
        row.reader.refuse(refusal.code, refusal.sentence, "checked_out")
        return
    row.service_minutes = row.values["service_minutes"] = minutes
    profile = facts.profiles.get(row.served_on)
    if profile is None:
        return
    row.award = service_award(
        profile,
        service_type=row.service_type,
        service_minutes=minutes,
        on=row.served_on,
    )
    row.values["points"] = row.award.points


def _judge_against_earlier(row: JudgedRow, facts: EstateFacts, seen: dict[str, JudgedRow]) -> None:
    """Set `known` for what was brought in before, and refuse what contradicts it."""
    twin = seen.setdefault(row.key, row)
    if twin is not row:
        assert twin.span is not None
        assert row.span is not None
        same = (twin.span, twin.confirmer) == (row.span, row.confirmer)
        if same:
            row.status = "known"
            row.reader.note("row_is_repeated", f"与第 {twin.row_no} 行完全相同，只算一次。")
        else:
            row.reader.refuse(
                "row_contradicts_another",
                f"与第 {twin.row_no} 行是同一人、同一活动、同一签到时间，"
                "但签退或核实人不同，请核对。",
            )
        return
    known = facts.known.get(row.key)
    if known is None:
        return
    assert row.span is not None
    differs = _differs(row.span.checked_out, known.checked_out) or _differs(
        row.confirmer, known.confirmer
    )
    if known.state == "waiting":
        row.status = "known"
        row.reader.note("record_is_waiting", "这条记录已在“待核实”里，请在那里补齐，不会重复登记。")
    elif differs:
        row.reader.refuse(
            "record_was_booked_differently",
            "这条服务已经入账，但签退或核实人与这一行不同；入账的记录不能改，请核对原始签到表。",
        )
    else:
        row.status = "known"


def _differs(said: time | str | None, booked: time | str | None) -> bool:
    # A blank in the file says nothing against what was filled in later.
    return said is not None and said != booked


def _judge_times(judged: Sequence[JudgedRow], facts: EstateFacts) -> None:
    """Doubt every row that puts a person in two places at once, or that makes a day too long."""
    days: dict[tuple[int, date], list[JudgedRow]] = defaultdict(list)
    for row in judged:
        if row.span is not None and row.status != "known" and not row.reader.is_refused:
            days[row.span.resident_id, row.span.served_on].append(row)
    recorded: dict[tuple[int, date], list[ServiceSpan]] = defaultdict(list)
    for span in facts.recorded:
        recorded[span.resident_id, span.served_on].append(span)
    for day, rows in days.items():
        for row in rows:
            _doubt_overlaps(row, [other for other in rows if other is not row], recorded[day])
        _doubt_long_day(rows, recorded[day], facts)


def _doubt_overlaps(
    row: JudgedRow, others: Sequence[JudgedRow], recorded: Sequence[ServiceSpan]
) -> None:
    assert row.span is not None
    clashing = [
        other for other in others if other.span is not None and row.span.overlaps(other.span)
    ]
    if clashing:
        named = "、".join(f"第 {other.row_no} 行“{other.activity}”" for other in clashing)
        row.reader.doubt(
            "times_overlap",
            f"同一人同一时间还在{named}；请只勾选真实的一行，都勾选时靠前的一行入账，"
            "其余进入“待核实”。",
            "checked_in",
        )
    elif any(row.span.overlaps(span) for span in recorded):
        row.reader.doubt(
            "times_overlap_recorded",
            "与已登记的一条服务时间重叠；如果那一条已经入账，勾选后进入“待核实”，"
            "更正时间才能入账。",
            "checked_in",
        )


def _doubt_long_day(
    rows: Sequence[JudgedRow], recorded: Sequence[ServiceSpan], facts: EstateFacts
) -> None:
    assert rows[0].served_on is not None
    longest = facts.profiles[rows[0].served_on].service.minutes_per_day_max
    total = sum(row.service_minutes or 0 for row in rows) + sum(
        service_minutes(span.checked_in, span.checked_out) for span in recorded if span.checked_out
    )
    if total > longest:
        for row in rows:
            row.reader.doubt(
                "day_is_too_long",
                f"同一人这一天合计 {total} 分钟，超过每天 {longest} 分钟，请核对签到签退。",
                "checked_out",
            )


def _decide_status(row: JudgedRow) -> None:
    by_reasons = status_by_reasons(row.reader.reasons)
    if by_reasons == "refused":
        row.status = "refused"
    elif row.status == "known":
        return
    elif by_reasons == "doubtful" and not row.waiting_reasons:
        row.status = "doubtful"
    elif row.waiting_reasons and not _identity_is_doubtful(row):
        row.status = "waiting"
        for reason in row.waiting_reasons:
            row.reader.note(reason.value, f"{reason.sentence}先进入“待核实”，不计时长和积分。")
    else:
        row.status = by_reasons


def _identity_is_doubtful(row: JudgedRow) -> bool:
    """Tell whether it is not even clear whose record would wait."""
    return any(reason.code == "name_does_not_match_room" for reason in row.reader.reasons)
