"""A small estate with rules, a book and people, made through the program's own operations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.period import Month
from ledger.chart.operations import open_book
from ledger.estates.operations import found_estate
from ledger.estates.rule_profile import shipped_profile
from ledger.points.entries import PointsGrant

TODAY = date(2026, 7, 5)
SAMPLE = Path(__file__).parents[2] / "src/ledger/estates/sample_estate"


@dataclass(frozen=True, slots=True)
class SmallEstate:
    """The ids of what `make_estate` made; residents are 张三, 李四 and 王五, in this order."""

    estate_id: int
    organiser: int
    committee: int
    residents: tuple[int, int, int]


async def add_user(conn: AsyncConnection, login: str) -> int:
    """Add a user who cannot sign in."""
    user_id: int = (
        await conn.execute(
            text("""insert into app_user (login, display_name, password_hash)
                values (:login, :login, '-') returning user_id"""),
            {"login": login},
        )
    ).scalar_one()
    return user_id


async def make_estate(conn: AsyncConnection, *, code: str = "sxy") -> SmallEstate:
    """Found an estate whose book begins in January 2026."""
    estate_id = await found_estate(
        conn,
        code=code,
        name="书香苑",
        kind="商品房",
        operating_model="居民自管",
        region=("川南市", "江北县", "东门街道", "书香社区"),
        profile=shipped_profile("shuxiangyuan", 1),
    )
    await open_book(conn, estate_id=estate_id, first_month=Month(2026, 1))
    residents = []
    for number, name in enumerate(("张三", "李四", "王五"), start=1):
        row = await conn.execute(
            text("""with person as (
                    insert into resident (estate_id, owner_no, name)
                    values (:estate_id, :owner_no, :name) returning resident_id
                ), home as (
                    insert into dwelling (estate_id, building_no, entrance_no, room_no,
                        area_hundredths, resident_count)
                    values (:estate_id, '1', '1', :room_no, 9000, 2) returning dwelling_id
                )
                insert into dwelling_owner (estate_id, dwelling_id, resident_id)
                select :estate_id, dwelling_id, resident_id from person, home
                returning resident_id"""),
            {
                "estate_id": estate_id,
                "owner_no": f"O000{number}",
                "name": name,
                "room_no": f"0{number}01",
            },
        )
        residents.append(row.scalar_one())
    return SmallEstate(
        estate_id=estate_id,
        organiser=await add_user(conn, f"{code}-organiser"),
        committee=await add_user(conn, f"{code}-committee"),
        residents=(residents[0], residents[1], residents[2]),
    )


def grant(
    estate: SmallEstate,
    points: int,
    *,
    key: str,
    resident: int = 0,
    on: date = date(2026, 4, 4),
    expires_on: date | None = date(2028, 4, 30),
    source_code: str = "P1101",
) -> PointsGrant:
    """Return a grant to one of the estate's residents."""
    return PointsGrant(
        estate_id=estate.estate_id,
        resident_id=estate.residents[resident],
        points=points,
        source_code=source_code,
        kind="service_points",
        narration=f"周末清扫 {points} 小时",
        on=on,
        expires_on=expires_on,
        rule_version="shuxiangyuan/1",
        source="test:1",
        idempotency_key=key,
    )


async def forget(conn: AsyncConnection, *, estate_id: int, resident_id: int, by: int) -> None:
    """Forget a resident who asked for it eight days ago, as the program does at its end."""
    who = {"e": estate_id, "who": resident_id, "by": by}
    await conn.execute(
        text("""insert into deletion_request (estate_id, resident_id, asked_by, asked_at,
                donates_points, confirmed_at)
            values (:e, :who, :by, now() - interval '8 days', true, now() - interval '8 days')"""),
        who,
    )
    await conn.execute(
        text("""update resident set name = '住户-0', owner_no = null, phone_sealed = null,
                phone_digest = null, forgotten_at = now()
            where estate_id = :e and resident_id = :who"""),
        {"e": estate_id, "who": resident_id},
    )
    await conn.execute(
        text("""update deletion_request set carried_out_at = now(), carried_out_by = :by
            where estate_id = :e and resident_id = :who"""),
        who,
    )
