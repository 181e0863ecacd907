"""从哪些样子看出来要问一句: the patterns, from when on each counts, and its sentence. Pure.

A pattern is no proof: each says what was seen, of whom as far as a supervisor may know it, and what
to ask. Residents are masked; those who work with the records are named. The counting is SQL
(`queries`), over the days of `Thresholds.period_days`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from urllib.parse import quote

from ledger.estates.masking import mask_person
from ledger.oversight.rules import ExceptionFound, ExceptionKind, Record

RECORDS_SHOWN = 8
"""So many records are linked below a pattern; of more, the sentence has the number."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when on something is a pattern; the defaults stand here and nowhere else."""

    period_days: int = 92
    """How far back is looked."""
    entered_minutes: int = 40 * 60
    """多时长集中录入: so many minutes of service …"""
    entered_within: timedelta = timedelta(minutes=10)
    """… written down by one person within so long."""
    people_of_a_device: int = 4
    """一部手机多人签到: so many people; a family may well have one phone."""
    night_from: time = time(23)
    night_until: time = time(6)
    """深夜服务: any service that reaches into these hours."""
    gifts_each_way: int = 2
    """互相来回: so many times there, and so many back."""
    back_dated_days: int = 7
    """集中补录: more than so many days afterwards …"""
    back_dated_rows: int = 10
    """… so many people's presence, by one person."""
    confirmed_together: int = 20
    """总是同两人核实: so many records …"""
    confirmed_share_percent: int = 90
    """… which are so much of all that either of them confirmed."""


DEFAULTS = Thresholds()


def service_record(service_record_id: int, activity: str) -> Record:
    """Return the link to a record of service."""
    return Record(
        f"服务记录 {service_record_id}（{activity}）",
        f"/ui/desk/service-records/{service_record_id}",
    )


def activity_record(activity_id: int, name: str) -> Record:
    """Return the link to an activity with its list."""
    return Record(f"活动 {activity_id}（{name}）", f"/ui/desk/activities?q={quote(name[:40])}")


def entry_record(seq: int) -> Record:
    """Return the link to an entry of the books."""
    return Record(f"账簿第 {seq} 笔", f"/ui/desk/books/entries/{seq}")


def help_record(help_request_id: int) -> Record:
    """Return the link to where help among neighbours is listed."""
    return Record(f"互助 {help_request_id}", "/ui/desk/help-requests")


def hours_words(minutes: int) -> str:
    """Return minutes as hours, to the tenth where they are not whole: 40 小时, 2.5 小时."""
    tenths = round(minutes / 6)
    return f"{tenths // 10}.{tenths % 10} 小时" if tenths % 10 else f"{tenths // 10} 小时"


def _found(
    kind: ExceptionKind, key: str, sentence: str, *, on: date, records: Sequence[Record]
) -> ExceptionFound:
    shown = tuple(dict.fromkeys(records))
    return ExceptionFound(
        key=f"{kind}:{key}",
        kind=kind,
        sentence=sentence,
        on=on,
        records=shown[:RECORDS_SHOWN],
    )


def many_hours_at_once(
    *,
    user_id: int,
    name: str,
    on: date,
    minutes: int,
    people: int,
    records: Sequence[Record],
    thresholds: Thresholds = DEFAULTS,
) -> ExceptionFound:
    """Somebody wrote down a great many hours within minutes."""
    within = int(thresholds.entered_within / timedelta(minutes=1))
    return _found(
        ExceptionKind.MANY_HOURS_AT_ONCE,
        f"{user_id}:{on.isoformat()}",
        f"{name}在 {on.isoformat()} 的 {within} 分钟里录入了 {people} 人共 {hours_words(minutes)}"
        f"（从 {hours_words(thresholds.entered_minutes)}起列出），请对照签到纸。",
        on=on,
        records=records,
    )


def overlapping_service(
    *, resident_name: str, on: date, first: Record, second: Record, key: str
) -> ExceptionFound:
    """One person served in two places at one time."""
    return _found(
        ExceptionKind.OVERLAPPING_SERVICE,
        key,
        f"{mask_person(resident_name)}在 {on.isoformat()} 的两次服务时间重叠："
        f"{first.words}和{second.words}，请问清在哪一处。",
        on=on,
        records=(first, second),
    )


def one_device_for_many(
    *, device: str, people: int, on: date, records: Sequence[Record]
) -> ExceptionFound:
    """One phone signed many people in."""
    return _found(
        ExceptionKind.ONE_DEVICE_FOR_MANY,
        device,
        f"同一部手机替 {people} 人扫码签到、签退（最近一次 {on.isoformat()}），"
        "请问是不是有人没到场。",
        on=on,
        records=records,
    )


def more_than_capacity(
    *, activity_id: int, name: str, on: date, capacity: int, people: int
) -> ExceptionFound:
    """More people have hours of an activity than it had places."""
    return _found(
        ExceptionKind.MORE_THAN_CAPACITY,
        str(activity_id),
        f"{on.isoformat()} 的“{name}”名额 {capacity} 人，到场和服务记录却有 {people} 人，"
        "请对照签到纸。",
        on=on,
        records=(activity_record(activity_id, name),),
    )


def night_hours(
    *,
    activity_id: int,
    name: str,
    on: date,
    people: int,
    records: Sequence[Record],
    thresholds: Thresholds = DEFAULTS,
) -> ExceptionFound:
    """People served at night."""
    return _found(
        ExceptionKind.NIGHT_HOURS,
        f"{activity_id}:{on.isoformat()}",
        f"{on.isoformat()} 的“{name}”有 {people} 条服务在深夜"
        f"（{thresholds.night_from:%H:%M} 到次日 {thresholds.night_until:%H:%M}），"
        "请说明是不是夜间巡查，或时间写错。",
        on=on,
        records=records,
    )


def to_and_fro(
    *,
    one_id: int,
    one_name: str,
    other_id: int,
    other_name: str,
    there: int,
    back: int,
    on: date,
    records: Sequence[Record],
) -> ExceptionFound:
    """Points, minutes or help go between two people, there and back."""
    return _found(
        ExceptionKind.TO_AND_FRO,
        f"{one_id}:{other_id}",
        f"{mask_person(one_name)}和{mask_person(other_name)}之间的转赠、互助有来有回："
        f"去 {there} 次、回 {back} 次（最近 {on.isoformat()}），请问是不是互相刷。",
        on=on,
        records=records,
    )


def back_dated_by_one(
    *,
    user_id: int,
    name: str,
    on: date,
    rows: int,
    records: Sequence[Record],
    thresholds: Thresholds = DEFAULTS,
) -> ExceptionFound:
    """One person wrote down many presences long afterwards."""
    return _found(
        ExceptionKind.BACK_DATED_BY_ONE,
        str(user_id),
        f"{name}补录了 {rows} 人次过去 {thresholds.back_dated_days} 天以上的服务"
        f"（最近一次 {on.isoformat()}），请对照当时的材料。",
        on=on,
        records=records,
    )


def same_pair_confirms(
    *,
    one_id: int,
    one_name: str,
    other_id: int,
    other_name: str,
    together: int,
    share_percent: int,
    on: date,
    records: Sequence[Record],
) -> ExceptionFound:
    """Two people confirm for each other, and hardly with anybody else."""
    return _found(
        ExceptionKind.SAME_PAIR_CONFIRMS,
        f"{one_id}:{other_id}",
        f"{one_name}和{other_name}一起核实了 {together} 条服务，占各自核实的 {share_percent}% "
        f"以上（最近 {on.isoformat()}），请换人抽查几条。",
        on=on,
        records=records,
    )
