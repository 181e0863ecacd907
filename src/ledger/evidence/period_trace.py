"""The trace of the months' states: it is whole, months are what it says, entries kept to it.

Every change is hashed with the one before it, and the log of acts remembers each hash, so a state
that was set by hand, a reason that was rewritten and a change that was taken out are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.canonical import entry_no
from ledger.bookkeeping.period import ADJUSTING_KINDS, Month
from ledger.evidence.report import FAULTS_KEPT, Fault, Report

RECORD_VERSION = "ledger-period-change/v1"
NO_PREVIOUS = "00" * 32

HASHED = (
    "change_no", "fiscal_month", "from_state", "to_state", "book_size", "requested_by",
    "changed_by", "changed_at", "reopening_request_id", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PeriodTrace:
    """The trace as a database or a package keeps it.

    `changes` hold `HASHED` and `record_hash` in hex, times as canonical text; `states` give each
    month's state and closing time; `remembered` the hashes in the log of acts, by change number;
    `strays` are entries that came under a state which does not take them, `requests` are fields
    of granted requests that the change does not repeat: request, field, expected, found.
    """

    estate_id: int
    changes: Sequence[Mapping[str, Any]]
    states: Mapping[int, tuple[str, str | None]]
    remembered: Mapping[int, str]
    strays: Sequence[Stray] = ()
    requests: Sequence[tuple[int, str, str | None, str | None]] = ()


@dataclass(frozen=True, slots=True)
class Stray:
    """An entry that was recorded while its month was closed, or is no adjustment."""

    seq: int
    entry_no: str
    kind: str
    state: str


def change_hash(change: Mapping[str, Any], *, estate_id: int, previous: str) -> str:
    """Return the hash of a change after the one with hash `previous`, all in hex.

    The database computes the same (`period_change_hash` in the migration 0009).
    """
    said = ["" if change[name] is None else str(change[name]) for name in HASHED]
    record = "\n".join([RECORD_VERSION, previous, str(estate_id), *said])
    return sha256(record.encode()).hexdigest()


def check_trace(report: Report, trace: PeriodTrace) -> None:
    """Follow the trace from its first change, and compare months, log of acts and entries."""
    previous = NO_PREVIOUS
    stands: dict[int, tuple[str, str | None]] = {}
    expected_no = 1
    for change in trace.changes:
        where = f"期间变动 {change['change_no']}（{Month.from_number(change['fiscal_month'])}）"
        if change["change_no"] != expected_no:
            _fault(
                report, "period_change_is_missing", where, "之前有一次期间变动不见了（被删除）。",
                "change_no", expected_no, change["change_no"],
            )  # fmt: skip
        hashed = change_hash(change, estate_id=trace.estate_id, previous=previous)
        if hashed != change["record_hash"]:
            _fault(
                report, "period_change_differs", where, "内容与当时的指纹不符。",
                "record_hash", change["record_hash"], hashed,
            )  # fmt: skip
        before = stands.get(change["fiscal_month"], ("open", None))[0]
        if change["from_state"] != before:
            _fault(
                report, "period_change_differs", where, "变动之前的状态与上一次变动接不上。",
                "from_state", before, change["from_state"],
            )  # fmt: skip
        if change["from_state"] == "closed" and (
            change["requested_by"] is None or change["requested_by"] == change["changed_by"]
        ):
            _fault(
                report, "period_was_reopened_by_one_person", where,
                "重新打开没有两个人：申请人和批准人应当不同。", "requested_by",
                f"不是 {change['changed_by']}", change["requested_by"],
            )  # fmt: skip
        is_closed = change["to_state"] == "closed"
        stands[change["fiscal_month"]] = (
            change["to_state"],
            change["changed_at"] if is_closed else None,
        )
        _check_memory(report, trace, change, where)
        previous = change["record_hash"]
        expected_no = change["change_no"] + 1
    kept = {change["change_no"] for change in trace.changes}
    for number in sorted(trace.remembered.keys() - kept):
        _fault(
            report, "period_change_is_missing", f"期间变动 {number}",
            "操作日志里有这次期间变动，记录却不见了。",
        )  # fmt: skip
    _check_states(report, trace, stands)
    _check_strays(report, trace)
    for request_id, field, expected, found in trace.requests:
        _fault(
            report, "reopening_differs", f"重新打开申请 {request_id}", "申请与期间变动不符。",
            field, expected, found,
        )  # fmt: skip


def _check_memory(
    report: Report, trace: PeriodTrace, change: Mapping[str, Any], where: str
) -> None:
    remembered = trace.remembered.get(change["change_no"])
    if remembered is not None and remembered != change["record_hash"]:
        _fault(
            report, "period_change_differs", where, "指纹与操作日志里的不同。",
            "record_hash", remembered, change["record_hash"],
        )  # fmt: skip


def _check_states(
    report: Report, trace: PeriodTrace, stands: Mapping[int, tuple[str, str | None]]
) -> None:
    for number in sorted(trace.states.keys() | stands.keys()):
        said = stands.get(number, ("open", None))
        found = trace.states.get(number, ("open", None))
        for field, expected, actual in zip(("state", "closed_at"), said, found, strict=True):
            if expected != actual:
                _fault(
                    report, "period_differs_from_its_trace",
                    f"会计期间 {Month.from_number(number)}", "月份的状态与变动记录不符。",
                    field, expected, actual,
                )  # fmt: skip


def _check_strays(report: Report, trace: PeriodTrace) -> None:
    named = {(fault.code, fault.seq) for fault in report.faults}
    for stray in trace.strays:
        closed = stray.state == "closed"
        if closed and ("entry_is_in_a_closed_period", stray.seq) in named:
            continue
        report.add(
            Fault(
                code="entry_is_in_a_closed_period" if closed else "entry_is_no_adjustment",
                where=f"{stray.entry_no}（第 {stray.seq} 笔）",
                sentence="该月结账之后又记入了凭证。"
                if closed
                else "该月正在结账，却记入了日常凭证。",
                seq=stray.seq,
                field="seq" if closed else "kind",
                expected="结账之前的笔数" if closed else "、".join(sorted(ADJUSTING_KINDS)),
                found=str(stray.seq) if closed else stray.kind,
            )
        )


def _fault(
    report: Report,
    code: str,
    where: str,
    sentence: str,
    field: str | None = None,
    expected: object = None,
    found: object = None,
) -> None:
    report.add(
        Fault(
            code=code,
            where=where,
            sentence=sentence,
            field=field,
            expected=None if expected is None else str(expected),
            found=None if found is None else str(found),
        )
    )


# The database's side ---------------------------------------------------------------------------

_CHANGES = text("""
    select change_no, fiscal_month, from_state, to_state, book_size, requested_by, changed_by,
        to_char(changed_at at time zone 'UTC',
            'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as changed_at, reopening_request_id,
        reason, encode(record_hash, 'hex') as record_hash
    from period_change where estate_id = :estate_id order by change_no
""")

_STATES = text("""
    select fiscal_month, state, to_char(closed_at at time zone 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as closed_at
    from period where estate_id = :estate_id
""")

_REMEMBERED = text("""
    select cast(substring(object from '[0-9]+$') as int) as change_no,
        details ->> 'record_hash' as record_hash
    from audit_line
    where estate_id = :estate_id and action = 'period_changed' and outcome = 'done'
        and object ~ '^period_change:[0-9]{1,9}$'
""")

# By the day, because that is how the journal is indexed.
_STRAYS = text("""
    with spans as (
        select fiscal_month, to_state, book_size as after_seq,
            lead(book_size) over (partition by fiscal_month order by change_no) as until_seq,
            make_date(fiscal_month / 100, fiscal_month % 100, 1) as first_day
        from period_change where estate_id = :estate_id
    )
    select e.seq, e.series, e.fiscal_month, e.number, e.kind, s.to_state
    from spans s
    join journal_entry e on e.estate_id = :estate_id
        and e.effective_on >= s.first_day
        and e.effective_on < (s.first_day + interval '1 month')::date
        and e.seq > s.after_seq and (s.until_seq is null or e.seq <= s.until_seq)
    where s.to_state = 'closed' or (s.to_state = 'adjusting' and not e.kind = any(:kinds))
    order by e.seq limit :limit
""")

_REQUESTS = text("""
    select coalesce(r.reopening_request_id, c.reopening_request_id) as reopening_request_id,
        f.field, f.expected, f.found
    from (select * from reopening_request where estate_id = :estate_id) r
    full join (select * from period_change
        where estate_id = :estate_id and reopening_request_id is not null) c
        using (reopening_request_id)
    cross join lateral (values
        ('state', case when c.change_no is null then r.state else 'granted' end,
            case when c.change_no is null and r.state = 'granted' then '' else r.state end),
        ('fiscal_month', c.fiscal_month::text, r.fiscal_month::text),
        ('reason', c.reason, r.reason),
        ('requested_by', c.requested_by::text, r.requested_by::text),
        ('decided_by', c.changed_by::text, r.decided_by::text),
        ('decided_at', c.changed_at::text, r.decided_at::text)
    ) as f (field, expected, found)
    where f.expected is distinct from f.found
        and (f.field = 'state' or c.change_no is not null)
    order by 1, 2
""")


async def check_period_trace(conn: AsyncConnection, report: Report, estate_id: int) -> None:
    """Compare the trace that a database keeps with its months, its log of acts and its entries."""
    of_estate = {"estate_id": estate_id}
    changes = await conn.execute(_CHANGES, of_estate)
    states = await conn.execute(_STATES, of_estate)
    remembered = await conn.execute(_REMEMBERED, of_estate)
    requests = await conn.execute(_REQUESTS, of_estate)
    strays = await conn.execute(
        _STRAYS, of_estate | {"kinds": sorted(ADJUSTING_KINDS), "limit": FAULTS_KEPT}
    )
    check_trace(
        report,
        PeriodTrace(
            estate_id=estate_id,
            changes=[dict(row) for row in changes.mappings()],
            states={row.fiscal_month: (row.state, row.closed_at) for row in states},
            remembered={row.change_no: row.record_hash for row in remembered},
            strays=[
                Stray(
                    seq=row.seq,
                    entry_no=entry_no(row.series, Month.from_number(row.fiscal_month), row.number),
                    kind=row.kind,
                    state=row.to_state,
                )
                for row in strays
            ],
            requests=[(row[0], row[1], row[2], row[3]) for row in requests],
        ),
    )
