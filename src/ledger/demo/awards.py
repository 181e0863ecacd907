"""Lists of awards in the sample estate: one given, one waiting; a correction, and a receipt."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import new_digits
from ledger.demo.counter import Person, people_of
from ledger.points.awards.operations import NewList, approve_list, propose_list
from ledger.points.awards.queries import rows_of
from ledger.points.awards.rules import AwardRow, AwardSource
from ledger.points.deductions.operations import Asked, approve_deduction, propose_deduction
from ledger.redemption import codes, pay_codes
from ledger.redemption.purchases.operations import NewPurchase, register_purchase

_GIVEN = (("resident04", 20, "婚事新办，不收礼金"), ("resident06", 15, "丧事简办"))
_NEIGHBOURS = ((15, "孝老爱亲"), (10, "庭院整洁"), (10, "楼道清爽"))
_WAITING = (("resident03", 30), ("resident05", 20))
_BUYER, _AMOUNT_FEN = "resident02", 8_660


async def give_awards(conn: AsyncConnection, *, now: datetime, today: date) -> None:
    """Give a list, correct one of its rows, and leave a list and a receipt waiting; once."""
    estate_id, people = await people_of(conn)
    if await conn.scalar(
        text("select exists (select from award_list where estate_id = :estate_id)"),
        {"estate_id": estate_id},
    ):
        return
    organiser, committee = people["organiser"].user_id, people["committee"].user_id
    neighbours = await _neighbours(conn, estate_id, people)
    given = NewList(
        title="第二季度移风易俗评比",
        source=AwardSource.ENVIRONMENT,
        basis="业委会 7 月 1 日会议评定，楼栋公示栏张贴",
        rows=tuple(
            [
                AwardRow(points, why, resident_id=_resident(people, who))
                for who, points, why in _GIVEN
            ]
            + [
                AwardRow(points, why, resident_id=resident_id)
                for resident_id, (points, why) in zip(neighbours, _NEIGHBOURS, strict=True)
            ]
        ),
    )
    award_list_id = await propose_list(
        conn, given, estate_id=estate_id, actor_user_id=organiser, now=now, today=today
    )
    await approve_list(
        conn,
        estate_id=estate_id,
        award_list_id=award_list_id,
        actor_user_id=committee,
        now=now,
        today=today,
    )
    await _correct(conn, estate_id, award_list_id, people, now=now, today=today)
    waiting = NewList(
        title="最美楼道表彰",
        source=AwardSource.HONOUR,
        basis="楼栋长联席会提名",
        rows=tuple(
            AwardRow(points, "最美楼道", resident_id=_resident(people, who))
            for who, points in _WAITING
        ),
    )
    await propose_list(
        conn, waiting, estate_id=estate_id, actor_user_id=organiser, now=now, today=today
    )
    await _register_receipt(conn, estate_id, people, now=now, today=today)


async def _correct(
    conn: AsyncConnection,
    estate_id: int,
    award_list_id: int,
    people: dict[str, Person],
    *,
    now: datetime,
    today: date,
) -> None:
    """Take back five points that the first row was given too much; its person may appeal."""
    first = (await rows_of(conn, estate_id=estate_id, award_list_id=award_list_id))[0]
    assert first.seq is not None
    points_deduction_id = await propose_deduction(
        conn,
        Asked(first.seq, 5, "评定记录是 15 分，名单写成了 20 分"),
        estate_id=estate_id,
        actor_user_id=people["organiser"].user_id,
        now=now,
    )
    await approve_deduction(
        conn,
        estate_id=estate_id,
        points_deduction_id=points_deduction_id,
        actor_user_id=people["committee"].user_id,
        now=now,
        today=today,
    )


async def _register_receipt(
    conn: AsyncConnection,
    estate_id: int,
    people: dict[str, Person],
    *,
    now: datetime,
    today: date,
) -> None:
    """Let a partner merchant scan a buyer's code for a receipt, which the treasurer confirms."""
    partner = await conn.scalar(
        text("""select m.merchant_id from merchant m
            where m.estate_id = :estate_id and m.settlement = 'cash' order by m.code limit 1"""),
        {"estate_id": estate_id},
    )
    shop = next(each for each in people.values() if each.merchant_id == partner)
    buyer = people[_BUYER]
    issued = await pay_codes.issue_pay_code(
        conn,
        estate_id=estate_id,
        resident_id=_resident(people, _BUYER),
        user_id=buyer.user_id,
        random_digits=new_digits(codes.RANDOM_DIGITS),
    )
    digest = codes.code_digest(issued.digits, estate_id=estate_id)
    await register_purchase(
        conn,
        NewPurchase(digest, f"{today:%Y%m%d}-0018", today, _AMOUNT_FEN),
        estate_id=estate_id,
        merchant_id=partner,
        actor_user_id=shop.user_id,
        now=now,
        today=today,
    )


async def _neighbours(
    conn: AsyncConnection, estate_id: int, people: dict[str, Person]
) -> list[int]:
    """Return residents who have no login, by number."""
    found = await conn.execute(
        text("""select resident_id from resident
            where estate_id = :estate_id and forgotten_at is null
                and not resident_id = any(cast(:known as bigint[]))
            order by resident_id limit :limit"""),
        {
            "estate_id": estate_id,
            "known": [each.resident_id for each in people.values() if each.resident_id],
            "limit": len(_NEIGHBOURS),
        },
    )
    return list(found.scalars())


def _resident(people: dict[str, Person], login: str) -> int:
    resident_id = people[login].resident_id
    assert resident_id is not None
    return resident_id
