"""A small estate with a book in it, made through the operations that the program itself uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency, EntrySeries
from ledger.bookkeeping.entry import Dimensions, EntryLine, JournalEntry, credit, debit
from ledger.bookkeeping.period import Month
from ledger.chart.operations import open_book
from ledger.disclosure.operations import draft_disclosure, publish_disclosure
from ledger.disclosure.queries import DisclosureRow
from ledger.estates.operations import add_first_rules
from ledger.estates.rule_profile import shipped_profile
from ledger.points.entries import PointsGrant, SpendOrder
from ledger.points.operations import grant_points, post_spends, spend_points
from ledger.posting.operations import PostedEntry, PostingCommand, post_entries

TODAY = date(2026, 7, 5)
BANK = "1002001"


@dataclass
class Estate:
    """Ids of what `make_estate` made; `residents` in the order of their names."""

    estate_id: int
    treasurer: int
    committee: int
    organiser: int
    residents: list[int]
    keys: int = field(default=0)

    def next_key(self) -> str:
        self.keys += 1
        return f"test:{self.keys}"


async def make_estate(
    conn: AsyncConnection, *, code: str = "sxy", first: str = "2026-03"
) -> Estate:
    """Make an estate with its chart, three people of the desk and three residents."""
    profile = shipped_profile("shuxiangyuan", 1)
    region = (
        await conn.execute(
            text("""insert into region (level, name) values ('city', '川南市 ' || :code)
                returning region_id"""),
            {"code": code},
        )
    ).scalar_one()
    estate_id = (
        await conn.execute(
            text("""insert into estate (code, name, kind, operating_model, region_id,
                    rule_profile_name)
                values (:code, '书香苑', '商品房', '专业物业', :region, :profile)
                returning estate_id"""),
            {"code": code, "region": region, "profile": profile.name},
        )
    ).scalar_one()
    await add_first_rules(conn, estate_id, profile)
    users = [
        (
            await conn.execute(
                text("""insert into app_user (login, display_name, password_hash)
                    values (:login, :name, 'no sign-in') returning user_id"""),
                {"login": f"{name}.{code}", "name": name},
            )
        ).scalar_one()
        for name in ("钱明", "主任", "组织者")
    ]
    residents = [
        (
            await conn.execute(
                text("""insert into resident (estate_id, name, owner_no)
                    values (:estate_id, :name, :name) returning resident_id"""),
                {"estate_id": estate_id, "name": name},
            )
        ).scalar_one()
        for name in ("张三", "李四", "王五")
    ]
    await open_book(conn, estate_id=estate_id, first_month=Month.parse(first))
    treasurer, committee, organiser = users
    return Estate(estate_id, treasurer, committee, organiser, residents)


def money(
    estate: Estate,
    on: str,
    narration: str,
    *lines: EntryLine,
    kind: str = "cash_book",
    documents: tuple[bytes, ...] = (),
    reverses_seq: int | None = None,
) -> PostingCommand:
    """Return the command for one money entry, prepared by the treasurer, approved by another."""
    return PostingCommand(
        estate_id=estate.estate_id,
        entry=JournalEntry(
            series=EntrySeries.MONEY, kind=kind, effective_on=date.fromisoformat(on),
            narration=narration, lines=lines, documents=documents, reverses_seq=reverses_seq,
        ),
        idempotency_key=estate.next_key(),
        prepared_by=estate.treasurer,
        approved_by=estate.committee,
    )  # fmt: skip


def income(estate: Estate, on: str, code: str, fen: int, narration: str) -> PostingCommand:
    return money(
        estate, on, narration, debit(BANK, fen, Currency.CNY), credit(code, fen, Currency.CNY)
    )


def expense(estate: Estate, on: str, code: str, fen: int, narration: str) -> PostingCommand:
    return money(
        estate, on, narration, debit(code, fen, Currency.CNY), credit(BANK, fen, Currency.CNY)
    )


async def post(
    conn: AsyncConnection, estate: Estate, *commands: PostingCommand
) -> list[PostedEntry]:
    return await post_entries(conn, commands, posted_by=estate.treasurer, today=TODAY)


async def add_document(conn: AsyncConnection, estate: Estate, content: bytes, name: str) -> int:
    document_id: int = (
        await conn.execute(
            text("""insert into source_document (estate_id, sha256, filename, media_type,
                    size_bytes, content, uploaded_by)
                values (:estate_id, :sha256, :name, 'application/pdf', :size, :content, :by)
                returning document_id"""),
            {
                "estate_id": estate.estate_id, "sha256": sha256(content).digest(), "name": name,
                "size": len(content), "content": content, "by": estate.treasurer,
            },
        )
    ).scalar_one()  # fmt: skip
    return document_id


async def add_grant(
    conn: AsyncConnection,
    estate: Estate,
    *,
    fen: int,
    on: str,
    donor: str,
    account: str = "3102001",
) -> int:
    """Give a 共享发展金 grant its row, without the flow that leads to it, and post its entry."""
    prepared = (
        await conn.execute(
            text("""insert into prepared_entry (estate_id, kind, effective_on, narration, lines,
                    total_fen, prepared_by, prepared_at)
                values (:estate_id, 'fund_grant', :on, '拨款', '[]', :fen, :by, now())
                returning prepared_entry_id"""),
            {
                "estate_id": estate.estate_id, "on": date.fromisoformat(on), "fen": fen,
                "by": estate.treasurer,
            },
        )
    ).scalar_one()  # fmt: skip
    grant_id: int = (
        await conn.execute(
            text("""insert into fund_grant (estate_id, granted_on, source, donor, amount_fen,
                    purpose, is_refundable, is_anonymous, account_code, source_key,
                    prepared_entry_id)
                values (:estate_id, :on, '财政补贴', :donor, :fen, '启动资金', false, false,
                    :account, :donor, :prepared)
                returning fund_grant_id"""),
            {
                "estate_id": estate.estate_id, "on": date.fromisoformat(on), "donor": donor,
                "fen": fen, "account": account, "prepared": prepared,
            },
        )
    ).scalar_one()  # fmt: skip
    named = Dimensions(fund_grant_id=grant_id)
    await post(
        conn, estate,
        money(
            estate, on, f"收到拨款（{donor}）",
            debit("1002002", fen, Currency.CNY),
            credit(account, fen, Currency.CNY, dimensions=named),
            kind="fund_grant",
        ),
    )  # fmt: skip
    return grant_id


async def spend_grant(
    conn: AsyncConnection, estate: Estate, grant_id: int, *, fen: int, on: str
) -> None:
    named = Dimensions(fund_grant_id=grant_id)
    await post(
        conn, estate,
        money(
            estate, on, "长者食堂设备",
            debit("3102001", fen, Currency.CNY, dimensions=named),
            credit("1002002", fen, Currency.CNY),
            kind="manual",
        ),
    )  # fmt: skip


async def issue(
    conn: AsyncConnection, estate: Estate, resident: int, points: int, *, on: str
) -> PostedEntry:
    (posted,) = await grant_points(
        conn,
        [
            PointsGrant(
                estate_id=estate.estate_id, resident_id=resident, points=points,
                source_code="P1101", kind="service_points", narration="端午包粽 2.5 小时",
                on=date.fromisoformat(on), expires_on=date(2028, 6, 30),
                rule_version="shuxiangyuan/1", source="service_record:1",
                idempotency_key=estate.next_key(),
            )
        ],
        prepared_by=estate.organiser,
        posted_by=estate.organiser,
        today=TODAY,
    )  # fmt: skip
    return posted


async def serve(
    conn: AsyncConnection, estate: Estate, resident: int, minutes: int, *, on: str
) -> None:
    await post(
        conn, estate,
        PostingCommand(
            estate_id=estate.estate_id,
            entry=JournalEntry(
                series=EntrySeries.MINUTES, kind="service_minutes",
                effective_on=date.fromisoformat(on), narration="端午包粽 2.5 小时",
                lines=(
                    debit("M1101", minutes, Currency.MIN),
                    credit("M2101", minutes, Currency.MIN, holder=f"resident:{resident}"),
                ),
            ),
            idempotency_key=estate.next_key(),
            prepared_by=estate.organiser,
        ),
    )  # fmt: skip


async def redeem(
    conn: AsyncConnection, estate: Estate, resident: int, points: int, *, on: str
) -> None:
    """Take goods of the estate's own store for points; only the points side."""
    prepared = await spend_points(
        conn,
        SpendOrder(
            estate_id=estate.estate_id, resident_id=resident, points=points, to_account="P3104",
            kind="redemption", narration="积分超市兑换 东北大米5kg",
            on=date.fromisoformat(on), source="redemption:1",
        ),
        idempotency_key=estate.next_key(),
        prepared_by=estate.organiser,
        today=TODAY,
    )  # fmt: skip
    await post_spends(conn, [prepared], posted_by=estate.organiser, today=TODAY)


async def a_quarter(conn: AsyncConnection, estate: Estate) -> None:
    """Post a small second quarter: opening, income, cost, a grant, service and a redemption."""
    receipt = b"%PDF-1.7 invoice of the wall repair"
    await add_document(conn, estate, receipt, "发票.pdf")
    await post(
        conn, estate,
        money(
            estate, "2026-03-31", "上期结余",
            debit(BANK, 18_470_000, Currency.CNY), credit("3101001", 18_470_000, Currency.CNY),
            kind="opening",
        ),
        income(estate, "2026-04-01", "4301001", 180_000, "4月停车月租(12辆)"),
        income(estate, "2026-04-03", "4301003", 3_600_000, "二季度电梯广告"),
        expense(estate, "2026-04-10", "5101001", 700_000, "4月停车管理员工资"),
        money(
            estate, "2026-05-09", "3栋外墙渗漏维修",
            debit("5102", 1_235_000, Currency.CNY), credit(BANK, 1_235_000, Currency.CNY),
            documents=(sha256(receipt).digest(),),
        ),
        expense(estate, "2026-06-11", "5102", 60_000, "绿化补种"),
        expense(estate, "2026-06-11", "5102", 60_000, "绿化补种"),
    )  # fmt: skip
    twice = (
        await conn.execute(
            text("""select max(seq) from journal_entry
                where estate_id = :estate_id and narration = '绿化补种'"""),
            {"estate_id": estate.estate_id},
        )
    ).scalar_one()
    await post(
        conn, estate,
        money(
            estate, "2026-06-30", "冲销 记-202606-0002：同一笔记了两次",
            debit("5102", -60_000, Currency.CNY), credit(BANK, -60_000, Currency.CNY),
            kind="reversal", reverses_seq=twice,
        ),
    )  # fmt: skip
    grant = await add_grant(conn, estate, fen=5_000_000, on="2026-03-15", donor="县住建局")
    await spend_grant(conn, estate, grant, fen=1_200_000, on="2026-05-20")
    for resident, points, day in zip(
        estate.residents, (46, 12, 8), ("2026-04-18", "2026-05-30", "2026-06-18"), strict=True
    ):
        await serve(conn, estate, resident, 150, on=day)
        await issue(conn, estate, resident, points, on=day)
    await redeem(conn, estate, estate.residents[0], 44, on="2026-06-20")


async def close(conn: AsyncConnection, estate: Estate, *months: int) -> None:
    """Close months without the checks of the operation."""
    for month in months:
        await conn.execute(
            text("""insert into period_change (estate_id, fiscal_month, to_state, changed_by,
                    changed_at)
                values (:estate_id, :month, 'closed', :by, clock_timestamp())"""),
            {"estate_id": estate.estate_id, "month": month, "by": estate.treasurer},
        )


async def publish_quarter(conn: AsyncConnection, estate: Estate) -> DisclosureRow:
    """Draft and publish the second quarter; its months must be closed."""
    now = datetime(2026, 7, 5, 1, 0, tzinfo=UTC)
    row = await draft_disclosure(
        conn, estate_id=estate.estate_id, first=Month(2026, 4), last=Month(2026, 6),
        actor_user_id=estate.treasurer, now=now,
    )  # fmt: skip
    return await publish_disclosure(
        conn, estate_id=estate.estate_id, disclosure_id=row.disclosure_id,
        actor_user_id=estate.committee, now=now,
    )  # fmt: skip
