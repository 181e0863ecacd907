"""绿色账户: book the accepted events of the sorting feed, each as evidence and most with points."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import Refusal
from ledger.intake.importer import Progress
from ledger.points.budgets.issuing import withhold
from ledger.points.entries import WALLET, resident_holder
from ledger.points.operations import grant_points
from ledger.posting.operations import lock_accounts
from ledger.volunteering.entries import SortingEvent, sorting_grant, withheld_sorting

BATCH_ROWS = 500

_ADD_EVENTS = text("""
    insert into sorting_event (estate_id, event_no, resident_id, device, category, weight_grams,
        occurred_on, occurred_at, points, points_seq, rule_version, import_id, row_no,
        points_cut, cut_reason)
    select e.estate_id, e.event_no, e.resident_id, e.device, e.category, e.weight_grams,
        e.occurred_on, e.occurred_at, e.points, e.points_seq, e.rule_version,
        cast(:import_id as bigint), e.row_no, e.points_cut, e.cut_reason
    from unnest(cast(:estate_ids as bigint[]), cast(:event_nos as text[]),
        cast(:resident_ids as bigint[]), cast(:devices as text[]), cast(:categories as text[]),
        cast(:weights as int[]), cast(:days as date[]), cast(:times as time[]),
        cast(:points as bigint[]), cast(:points_seqs as bigint[]),
        cast(:rule_versions as text[]), cast(:row_nos as int[]),
        cast(:points_cut as bigint[]), cast(:cut_reasons as text[]))
        as e (estate_id, event_no, resident_id, device, category, weight_grams, occurred_on,
            occurred_at, points, points_seq, rule_version, row_no, points_cut, cut_reason)
    on conflict (estate_id, event_no) do nothing
    returning 1
""")


class EventsCameTwice(Refusal):
    """Another import booked some of these events at the same moment."""

    code = "events_came_twice"


async def lock_wallets(
    conn: AsyncConnection,
    *,
    estate_id: int,
    resident_ids: Sequence[int],
    source_codes: Sequence[str],
) -> None:
    """Lock everything that booking events of these residents touches, before reading their day.

    Two imports at the same time wait here for each other, so the caps hold.
    """
    holders = [resident_holder(resident_id) for resident_id in sorted(set(resident_ids))]
    await lock_accounts(
        conn,
        estate_id,
        [
            *((code, "") for code in sorted(set(source_codes))),
            *((WALLET, holder) for holder in holders),
        ],
    )


async def book_events(
    conn: AsyncConnection,
    events: Sequence[SortingEvent],
    *,
    documents: tuple[bytes, ...],
    import_id: int | None,
    actor_user_id: int,
    today: date,
    progress: Progress | None,
) -> list[int]:
    """Write the events and grant their points; return the seqs of the entries in order.

    Events over a cap are kept with zero points and no entry; those that no budget carries too, and
    their points are put down to wait. The wallets are locked with `lock_wallets` before the events
    are decided. Raises `EventsCameTwice` or posting's
    refusals; then the caller rolls back.
    """
    seqs: list[int] = []
    for start in range(0, len(events), BATCH_ROWS):
        batch = events[start : start + BATCH_ROWS]
        earning = [event for event in batch if event.points_issued > 0]
        granted = await grant_points(
            conn,
            [sorting_grant(event, documents=documents) for event in earning],
            prepared_by=actor_user_id,
            posted_by=actor_user_id,
            today=today,
        )
        seq_of = {event.event_no: entry.seq for event, entry in zip(earning, granted, strict=True)}
        await _add_events(conn, batch, seq_of, import_id)
        waiting = [withheld_sorting(event, documents=documents) for event in batch]
        await withhold(
            conn, [each for each in waiting if each is not None], actor_user_id=actor_user_id
        )
        seqs += seq_of.values()
        if progress is not None:
            progress(start + len(batch), len(events))
    return seqs


async def _add_events(
    conn: AsyncConnection,
    events: Sequence[SortingEvent],
    seq_of: dict[str, int],
    import_id: int | None,
) -> None:
    added = await conn.execute(
        _ADD_EVENTS,
        {
            "import_id": import_id,
            "estate_ids": [event.estate_id for event in events],
            "event_nos": [event.event_no for event in events],
            "resident_ids": [event.resident_id for event in events],
            "devices": [event.device for event in events],
            "categories": [event.category for event in events],
            "weights": [event.weight_grams for event in events],
            "days": [event.occurred_on for event in events],
            "times": [event.occurred_at for event in events],
            "points": [event.points_issued for event in events],
            "points_seqs": [seq_of.get(event.event_no) for event in events],
            "rule_versions": [event.award.rule_version for event in events],
            "row_nos": [event.row_no for event in events],
            "points_cut": [event.award.points_cut for event in events],
            "cut_reasons": [event.award.cut_reason for event in events],
        },
    )
    if len(added.all()) != len(events):
        raise EventsCameTwice("同一批投放记录正在由别人导入，没有入账，请稍后重新预览。")
