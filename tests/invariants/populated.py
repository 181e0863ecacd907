"""A small estate in which every table that bears evidence has rows, made by the program itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import JournalEntry, credit, debit
from ledger.bookkeeping.period import Month
from ledger.certificates.operations import Asking, issue_certificate
from ledger.disclosure.operations import attach_document, draft_disclosure, publish_disclosure
from ledger.evidence.log_queries import latest_checkpoint
from ledger.evidence.operations import make_checkpoint
from ledger.evidence.sealer import Sealer
from ledger.evidence.witnesses.checks import WitnessClaims
from ledger.evidence.witnesses.operations import (
    accept_cosignatures,
    register_witness,
    withdraw_witness,
)
from ledger.intake.importer import discover_importers
from ledger.intake.operations import book_import, upload_import
from ledger.intake.source_file import SourceFile
from ledger.posting.approval import approve_prepared_entry, post_prepared_entry
from ledger.posting.holds import capture_hold, place_hold, void_hold
from ledger.posting.operations import PostingCommand
from ledger.posting.prepared_entries import EntryDraft, prepare_entry
from ledger.posting.reopening import grant_reopening, request_reopening
from ledger.posting.reversals import prepare_reversal
from ledger.time_bank.operations import deposit_minutes
from ledger.volunteering.queries import service_records
from ledger.volunteering.verification import (
    Completion,
    complete_service_record,
    verify_service_record,
)
from tests.evidence.witnessing import SEEN, TestWitness
from tests.invariants.populated_awards import buy, give_and_correct
from tests.invariants.populated_budgets import let_points_wait
from tests.invariants.populated_corrections import correct_services
from tests.invariants.populated_help import ask_for_help
from tests.redemption.world import World, build_world
from tests.reporting import books

NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 5)
FIRST, LAST = Month(2026, 4), Month(2026, 5)

SIGN_IN = """日期,活动,服务类型,姓名,房号,签到,签退,组织者,核实人
2026-06-11,端午包粽,邻里活动,王小0,1栋1单元0101,09:00,11:30,志愿队,栋长
2026-06-12,清洁楼道,邻里活动,王小1,1栋1单元0102,09:00,11:00,志愿队,栋长
2026-06-13,照看老人,邻里活动,王小0,1栋1单元0101,09:00,,志愿队,栋长
2026-06-14,照看老人,邻里活动,王小1,1栋1单元0102,09:00,,志愿队,栋长
"""
SORTING = """事件号,时间,设备,业主编号,类别,重量(克)
EV1,2026-06-01 08:00:00,B1,O0,有害,500
EV2,2026-06-01 09:00:00,B2,O1,可回收,900
EV3,2026-06-02 10:00:00,B1,O0,有害,500
EV4,2026-06-02 11:00:00,B1,O0,有害,500
"""


@dataclass(frozen=True)
class Populated:
    """What the attacks need to know of the estate."""

    world: World
    estate: books.Estate
    claims: WitnessClaims


async def populate(engine: AsyncEngine, sealer: Sealer) -> Populated:
    """Make the estate: two months published and corrected, and a third that is still open."""
    world = await build_world(engine, points=(200, 200))
    async with engine.begin() as conn:
        found = await conn.execute(
            text("""insert into app_user (login, display_name, password_hash)
                select name, name, '-' from unnest(array['treasurer', 'committee', 'organiser'])
                    as name returning user_id""")
        )
        treasurer, committee, organiser = found.scalars()
        await _dwellings(conn, world)
    estate = books.Estate(world.estate_id, treasurer, committee, organiser, list(world.residents))
    async with engine.begin() as conn:
        await _money(conn, estate, await _grants(conn, estate))
    await _redemptions(world)
    async with engine.begin() as conn:
        await _service(conn, world, estate)
        await _import(conn, estate, "sorting_events", "投放.csv", SORTING)
        await correct_services(conn, estate, now=NOW, today=TODAY)
        await _certificates(conn, world, estate)
        await _holds(conn, world, estate)
        await ask_for_help(conn, world, estate)
        await let_points_wait(conn, estate, now=NOW, today=TODAY)
    async with engine.begin() as conn:
        await books.close(conn, estate, 202604, 202605)
        await _publish(conn, estate, sealer)
    async with engine.begin() as conn:
        await _correct(conn, estate)
        await _publish(conn, estate, sealer)
        await _reopening(conn, estate)
        await give_and_correct(conn, estate, now=NOW, today=TODAY)
    await buy(engine, world, estate, now=NOW)
    witness = TestWitness()
    async with engine.begin() as conn:
        await _cosign(conn, estate, witness)
    return Populated(world, estate, WitnessClaims(keys=(witness.verifier_key,)))


async def _reopening(conn: AsyncConnection, estate: books.Estate) -> None:
    """Close June and open it again, with two people."""
    june: dict[str, Any] = {
        "estate_id": estate.estate_id,
        "month": Month(2026, 6),
        "now": NOW,
        "today": TODAY,
    }
    await books.close(conn, estate, 202606)
    await request_reopening(conn, **june, reason="漏记一张发票", actor_user_id=estate.treasurer)
    request: int = await conn.scalar(
        text("select max(reopening_request_id) from reopening_request")
    )
    await grant_reopening(
        conn,
        estate_id=estate.estate_id,
        reopening_request_id=request,
        actor_user_id=estate.committee,
        now=NOW,
        today=TODAY,
    )


async def _cosign(conn: AsyncConnection, estate: books.Estate, witness: TestWitness) -> None:
    """Let one witness sign what the book signed last; another has ended."""
    ids: dict[str, Any] = {"estate_id": estate.estate_id, "actor_user_id": estate.committee}
    other = await register_witness(
        conn, **ids, name="街道办", verifier_key=str(TestWitness("jiedao.example/l").verifier_key)
    )
    await register_witness(conn, **ids, name="居委会", verifier_key=str(witness.verifier_key))
    await withdraw_witness(conn, **ids, witness_id=other.witness_id, now=NOW)
    row = await latest_checkpoint(conn, estate.estate_id)
    assert row is not None
    note = witness.cosigned(row, SEEN)
    await accept_cosignatures(conn, estate_id=estate.estate_id, note=note, now=SEEN)


GRANTS = """日期,来源,出资方,金额(元),用途,可退还,到期日,匿名
2026-03-15,财政补贴,县住建局,50000.00,启动资金,否,2027-03-31,否
2026-03-16,群团联筹,县总工会等,7000.00,小区治理,否,,是
"""


async def _grants(conn: AsyncConnection, estate: books.Estate) -> int:
    """Two grants, one of somebody who stays unnamed; return the first."""
    await _import(conn, estate, "fund_grants", "拨款.csv", GRANTS)
    found = await conn.execute(
        text("select prepared_entry_id from prepared_entry order by prepared_entry_id")
    )
    for prepared in list(found.scalars()):
        await _approve_and_post(conn, estate, prepared)
    grant: int = await conn.scalar(text("select min(fund_grant_id) from fund_grant"))
    return grant


async def _dwellings(conn: AsyncConnection, world: World) -> None:
    for number, resident_id in enumerate(world.residents, start=1):
        await conn.execute(
            text("""with home as (
                    insert into dwelling (estate_id, building_no, entrance_no, room_no,
                        area_hundredths, resident_count)
                    values (:estate_id, '1', '1', :room, 9000, 3) returning dwelling_id)
                insert into dwelling_owner (estate_id, dwelling_id, resident_id)
                select :estate_id, dwelling_id, :resident_id from home"""),
            {
                "estate_id": world.estate_id,
                "room": f"010{number}",
                "resident_id": resident_id,
            },
        )


async def _money(conn: AsyncConnection, estate: books.Estate, grant: int) -> None:
    invoice = b"%PDF-1.7 invoice of the wall repair"
    document = await books.add_document(conn, estate, invoice, "发票.pdf")
    await books.add_document(conn, estate, b"%PDF-1.7 the auditor's report", "审计报告.pdf")
    repair = books.money(
        estate,
        "2026-05-09",
        "3栋外墙渗漏维修",
        debit("5102", 1_235_000, Currency.CNY),
        credit(books.BANK, 1_235_000, Currency.CNY),
        documents=(sha256(invoice).digest(),),
    )
    await books.post(
        conn,
        estate,
        books.income(estate, "2026-04-01", "4301001", 180_000, "4月停车月租(12辆)"),
        books.income(estate, "2026-04-03", "4301003", 3_600_000, "二季度电梯广告"),
        repair,
        books.expense(estate, "2026-05-11", "5102", 60_000, "绿化补种"),
    )
    await books.spend_grant(conn, estate, grant, fen=1_200_000, on="2026-05-20")
    for narration in ("端午活动物资", "楼道灯更换"):
        await _by_hand(
            conn,
            estate,
            EntryDraft(
                kind="manual",
                effective_on=date(2026, 6, 8),
                narration=narration,
                lines=(
                    debit("5102", 45_000, Currency.CNY, narration="领用"),
                    credit(books.BANK, 45_000, Currency.CNY),
                ),
                document_ids=(document,),
                document_no="12345678",
                counterparty="社区超市",
            ),
        )


async def _by_hand(conn: AsyncConnection, estate: books.Estate, draft: EntryDraft) -> None:
    prepared = await prepare_entry(
        conn,
        estate_id=estate.estate_id,
        draft=draft,
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )
    await _approve_and_post(conn, estate, prepared.prepared_entry_id)


async def _approve_and_post(conn: AsyncConnection, estate: books.Estate, prepared: int) -> None:
    ids = {"estate_id": estate.estate_id, "prepared_entry_id": prepared}
    await approve_prepared_entry(conn, **ids, actor_user_id=estate.committee, now=NOW)
    await post_prepared_entry(conn, **ids, actor_user_id=estate.treasurer, now=NOW, today=TODAY)


async def _correct(conn: AsyncConnection, estate: books.Estate) -> None:
    """Take back an entry of a closed month in the open one."""
    seq: int = await conn.scalar(
        text("""select seq from journal_entry
            where estate_id = :estate_id and narration = '绿化补种'"""),
        {"estate_id": estate.estate_id},
    )
    prepared = await prepare_reversal(
        conn,
        estate_id=estate.estate_id,
        seq=seq,
        reason="同一笔记了两次",
        effective_on=date(2026, 6, 30),
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )
    await _approve_and_post(conn, estate, prepared.prepared_entry_id)


async def _redemptions(world: World) -> None:
    """Redeem at the estate's own store and at a partner merchant, twice each."""
    for number, (sku, quantity) in enumerate((("S001", 1), ("S007", 3), ("S001", 2), ("S007", 1))):
        digits = await world.show_code(number // 2)
        by = world.grocer if sku == "S001" else world.cook
        lines = world.lines(**{sku: quantity})
        await world.submit(digits, lines, key=f"counter:{number}", user_id=by)


async def _import(
    conn: AsyncConnection, estate: books.Estate, kind: str, name: str, rows: str
) -> None:
    assert kind in discover_importers()
    uploaded = await upload_import(
        conn,
        estate_id=estate.estate_id,
        kind=kind,
        file=SourceFile.of(name, rows.encode()),
        actor_user_id=estate.organiser,
    )
    await book_import(
        conn,
        estate_id=estate.estate_id,
        import_id=uploaded.batch.import_id,
        accepted_rows=frozenset(),
        actor_user_id=estate.organiser,
        now=NOW,
        today=TODAY,
    )


async def _service(conn: AsyncConnection, world: World, estate: books.Estate) -> None:
    """Two records count at once, one is completed and verified by hand, one waits."""
    await _import(conn, estate, "service_signin", "签到.csv", SIGN_IN)
    waiting = await service_records(
        conn, estate_id=estate.estate_id, state="waiting", q="", after=0, limit=50
    )
    ids: Any = {"estate_id": estate.estate_id, "service_record_id": waiting[0].service_record_id}
    done = Completion(None, time(11, 30), None, "与现场照片核对")
    await complete_service_record(conn, **ids, completion=done, actor_user_id=world.grocer, now=NOW)
    await verify_service_record(conn, **ids, actor_user_id=estate.committee, now=NOW, today=TODAY)


async def _certificates(conn: AsyncConnection, world: World, estate: books.Estate) -> None:
    """Certify one volunteer twice; the second bears the hash of the first."""
    for number in (1, 2):
        await issue_certificate(
            conn,
            Asking(world.residents[0], None, date(2026, 6, 10 + number), "self"),
            estate_id=estate.estate_id,
            actor_user_id=estate.organiser,
            token=str(number) * 22,
            salt=f"salt {number}",
            now=NOW,
            today=TODAY,
        )


async def _holds(conn: AsyncConnection, world: World, estate: books.Estate) -> None:
    """Leave a hold open, one void, one captured."""
    wallet = ("M2102", f"resident:{world.residents[0]}")
    await deposit_minutes(
        conn,
        estate_id=estate.estate_id,
        resident_id=world.residents[0],
        actor_user_id=estate.organiser,
        today=TODAY,
    )
    placed = [
        await place_hold(
            conn,
            estate_id=estate.estate_id,
            account=wallet,
            amount=minutes,
            expires_at=datetime(2030, 1, 1, tzinfo=UTC),
            purpose="时间银行预约",
            placed_by=estate.organiser,
            idempotency_key=f"hold:{minutes}",
        )
        for minutes in (30, 20, 10)
    ]
    await void_hold(
        conn,
        estate_id=estate.estate_id,
        hold_id=placed[1],
        voided_by=estate.organiser,
        idempotency_key="void",
    )
    await capture_hold(
        conn,
        hold_id=placed[2],
        command=PostingCommand(
            estate_id=estate.estate_id,
            entry=JournalEntry(
                series=EntrySeries.MINUTES,
                kind="service_minutes",
                effective_on=date(2026, 6, 28),
                narration="时间银行兑现",
                lines=(
                    debit("M2102", 10, Currency.MIN, holder=wallet[1]),
                    credit("M3101", 10, Currency.MIN),
                ),
            ),
            idempotency_key=estate.next_key(),
            prepared_by=estate.organiser,
        ),
        posted_by=estate.organiser,
        today=TODAY,
    )


async def _publish(conn: AsyncConnection, estate: books.Estate, sealer: Sealer) -> None:
    ids = {"estate_id": estate.estate_id}
    draft = await draft_disclosure(
        conn, **ids, first=FIRST, last=LAST, actor_user_id=estate.treasurer, now=NOW
    )
    done = await publish_disclosure(
        conn, **ids, disclosure_id=draft.disclosure_id, actor_user_id=estate.committee, now=NOW
    )
    report: int = await conn.scalar(
        text("select document_id from source_document where filename = '审计报告.pdf'")
    )
    await attach_document(
        conn,
        **ids,
        disclosure_id=done.disclosure_id,
        document_id=report,
        title="审计报告",
        actor_user_id=estate.treasurer,
        now=NOW,
    )
    await make_checkpoint(
        conn, **ids, sealer=sealer, now=NOW, reason=f"disclosure:{done.disclosure_id}"
    )
