"""智能投放箱的投放记录: what each event would earn. Pure; the importer reads and books.

The feed repeats itself: the same number with the same content is one event; the same number with
another content is refused, because nobody can say which is true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Final

from ledger.bookkeeping.period import Month
from ledger.estates.rule_profile import RuleProfile
from ledger.intake.headers import FileColumn
from ledger.intake.preview import Column, PreviewRow, RowStatus, RowValue, status_by_reasons
from ledger.intake.reading import TableRow
from ledger.intake.row_reader import RowReader
from ledger.points.budgets.rules import IssuingRoom, Withheld
from ledger.points.caps import Tally
from ledger.points.earning import cut_sentence, sorting_award
from ledger.volunteering.entries import SortingEvent
from ledger.volunteering.rules import is_before_the_book

COLUMNS: Final = (
    FileColumn("event_no", "事件号", ("事件编号", "流水号")),
    FileColumn("occurred", "时间", ("投放时间",)),
    FileColumn("device", "设备", ("设备编号",)),
    FileColumn("owner_no", "业主编号", ("用户编号",)),
    FileColumn("category", "类别", ("垃圾类别",)),
    FileColumn("weight_grams", "重量(克)", ("重量（克）", "重量g")),
)
_TITLES: Final = {column.key: column.title for column in COLUMNS}

PREVIEW_COLUMNS: Final = (
    Column("event_no", "事件号"),
    Column("occurred", "时间"),
    Column("device", "设备"),
    Column("owner_no", "业主编号"),
    Column("category", "类别"),
    Column("weight_grams", "重量", "grams"),
    Column("points", "积分", "points"),
)


@dataclass(frozen=True, slots=True)
class EventContent:
    """All that the feed says about an event beside its number."""

    resident_id: int
    device: str
    category: str
    weight_grams: int
    occurred_on: date
    occurred_at: time


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What the feed is held against.

    `residents` maps owner numbers to resident ids; `earned` holds what residents already have by
    sorting; `profiles` holds the rules in force on the feed's days; `room` what budgets carry.
    """

    estate_id: int
    residents: Mapping[str, int]
    known: Mapping[str, EventContent]
    earned: Mapping[int, Tally]
    profiles: Mapping[date, RuleProfile]
    first_month: Month
    closed_months: frozenset[int]
    today: date
    room: IssuingRoom = field(default_factory=IssuingRoom)


@dataclass(slots=True)
class JudgedEvent:
    """One row of the feed; `event` is there when the row counts."""

    reader: RowReader
    values: dict[str, RowValue]
    status: RowStatus = "refused"
    event_no: str = ""
    content: EventContent | None = None
    event: SortingEvent | None = None

    @property
    def row_no(self) -> int:
        return self.reader.row_no

    def preview_row(self) -> PreviewRow:
        """Return the row as the preview shows it."""
        key = self.event_no or str(self.row_no)
        return PreviewRow(self.row_no, self.status, self.values, self.reader.reasons, key)


def judge_events(
    rows: Sequence[TableRow], facts: FeedFacts, *, accepted_rows: frozenset[int] = frozenset()
) -> list[JudgedEvent]:
    """Return what every row of the feed would do, in the feed's order.

    Doubtful rows earn only when somebody accepted them.
    The caps are used up in the order in which the events happened, not in that of the file.
    """
    judged = [_read_row(RowReader(row, _TITLES), facts) for row in rows]
    seen: dict[str, JudgedEvent] = {}
    for row in judged:
        _judge_repetition(row, facts, seen)
    counted = [
        (row, row.content)
        for row in judged
        if row.content is not None
        and (row.status == "new" or (row.status == "doubtful" and row.row_no in accepted_rows))
    ]
    counted.sort(key=lambda item: (item[1].occurred_on, item[1].occurred_at, item[0].event_no))
    earned = defaultdict(Tally, {who: tally.copy() for who, tally in facts.earned.items()})
    room = facts.room.copy()
    for row, content in counted:
        _award(row, content, facts, earned, room)
    return judged


def _read_row(reader: RowReader, facts: FeedFacts) -> JudgedEvent:
    event_no = reader.text("event_no", longest=60)
    occurred = reader.datetime("occurred")
    device = reader.text("device", longest=40)
    owner_no = reader.text("owner_no", longest=40)
    category = reader.text("category", longest=20)
    weight_grams = reader.whole("weight_grams", at_least=1, at_most=1_000_000)
    row = JudgedEvent(
        reader,
        {
            "event_no": event_no,
            "occurred": occurred.isoformat(" ", "seconds") if occurred else None,
            "device": device,
            "owner_no": owner_no,
            "category": category,
            "weight_grams": weight_grams,
            "points": None,
        },
        event_no=event_no or "",
    )
    resident_id = facts.residents.get(owner_no) if owner_no else None
    if owner_no and resident_id is None:
        reader.refuse(
            "owner_is_unknown",
            f"业主编号 {owner_no} 不在房屋与业主名册里，请核对，或先更新名册。",
            "owner_no",
        )
    if occurred is not None and _judge_day(reader, occurred.date(), facts):
        _judge_rule(reader, category, weight_grams, facts.profiles[occurred.date()])
    if occurred and device and category and weight_grams and resident_id:
        row.content = EventContent(
            resident_id,
            device,
            category,
            weight_grams,
            occurred.date(),
            occurred.time().replace(microsecond=0),
        )
    return row


def _judge_day(reader: RowReader, day: date, facts: FeedFacts) -> bool:
    if day > facts.today:
        reader.refuse("date_is_in_the_future", "投放时间还没有到，请核对设备时钟。", "occurred")
    elif is_before_the_book(day, facts.first_month):
        reader.refuse(
            "date_is_before_the_book",
            f"账簿从{facts.first_month.title}开始，更早的投放不能入账。",
            "occurred",
        )
    elif day not in facts.profiles:
        reader.refuse(
            "rules_are_not_in_force", "这一天还没有生效的积分规则，请联系运维。", "occurred"
        )
    else:
        return True
    return False


def _judge_rule(
    reader: RowReader, category: str | None, weight_grams: int | None, profile: RuleProfile
) -> None:
    rules = profile.sorting
    if category is not None and category not in rules.points:
        reader.refuse(
            "category_has_no_rule",
            f"规则里没有“{category}”这一类，可以积分的有：{'、'.join(rules.points)}。",
            "category",
        )
    if weight_grams is not None and weight_grams < rules.weight_grams_min:
        reader.refuse(
            "weight_is_too_low",
            f"重量 {weight_grams} 克，不到规则要求的 {rules.weight_grams_min} 克，不计分。",
            "weight_grams",
        )


def _judge_repetition(row: JudgedEvent, facts: FeedFacts, seen: dict[str, JudgedEvent]) -> None:
    twin = seen.setdefault(row.event_no, row) if row.event_no else row
    if twin is not row and twin.content != row.content:
        row.reader.refuse(
            "event_contradicts_another",
            f"与第 {twin.row_no} 行的事件号相同但内容不同，请向设备厂家核对。",
            "event_no",
        )
    known = facts.known.get(row.event_no)
    if known is not None and row.content is not None and known != row.content:
        row.reader.refuse(
            "event_was_booked_differently",
            "这个事件号已经入账，但内容与这一行不同；入账的记录不能改，请向设备厂家核对。",
            "event_no",
        )
    row.status = status_by_reasons(row.reader.reasons)
    if row.status == "refused":
        return
    if known is not None:
        row.status = "known"
    elif twin is not row:
        row.status = "known"
        row.reader.note("row_is_repeated", f"与第 {twin.row_no} 行完全相同，只算一次。")
    elif row.content and Month.of(row.content.occurred_on).number in facts.closed_months:
        row.reader.refuse("period_is_closed", "所属月份已结账或正在结账，不能再入账。", "occurred")
        row.status = "refused"


def _award(
    row: JudgedEvent,
    content: EventContent,
    facts: FeedFacts,
    earned: dict[int, Tally],
    room: IssuingRoom,
) -> None:
    profile = facts.profiles[content.occurred_on]
    tally = earned[content.resident_id]
    award = sorting_award(profile, category=content.category, tally=tally, on=content.occurred_on)
    tally.add(content.occurred_on, award.points)
    if award.cut_reason is not None:
        said = cut_sentence(award.points, award.points_cut, award.cut_reason)
        row.reader.note("cap_is_reached", f"这位居民的分类积分到了上限：{said}。", "points")
    event = SortingEvent(
        estate_id=facts.estate_id,
        event_no=row.event_no,
        resident_id=content.resident_id,
        device=content.device,
        category=content.category,
        weight_grams=content.weight_grams,
        occurred_on=content.occurred_on,
        occurred_at=content.occurred_at,
        award=award,
        row_no=row.row_no,
    )
    decided = room.settle(event.issue)
    row.event = replace(event, decided=decided)
    row.values["points"] = row.event.points_issued
    if isinstance(decided, Withheld):
        row.reader.note(
            "points_wait",
            f"投放照记，{award.points} 分暂不发放，预算增加后补发：{decided.sentence}",
            "points",
        )
