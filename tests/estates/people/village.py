"""A house with two dwellings, and people to move into them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.people.operations import NewPerson, register_person
from ledger.estates.people.papers import keep_paper
from ledger.intake.source_file import SourceFile
from tests.estates.test_operations import found

TODAY = date(2026, 6, 18)
NOW = datetime(2026, 6, 18, 2, 0, tzinfo=UTC)


@dataclass
class Village:
    conn: AsyncConnection
    estate_id: int
    dwellings: tuple[int, int]
    clerk: int
    chair: int
    neighbour: int
    """The user of a neighbour."""

    async def person(
        self, name: str = "张秀兰", *, phone: str | None = None, born: str | None = None
    ) -> int:
        born_on = date.fromisoformat(born) if born else None
        return await register_person(
            self.conn,
            NewPerson(name, phone, None, born_on),
            estate_id=self.estate_id,
            today=TODAY,
        )

    async def child(self, name: str = "张小宝") -> int:
        return await self.person(name, born="2018-05-20")

    async def paper(self) -> int:
        return await keep_paper(
            self.conn,
            estate_id=self.estate_id,
            file=SourceFile.of("同意书.pdf", b"%PDF-1.7 signed"),
            actor_user_id=self.clerk,
        )

    async def login_of(self, resident_id: int) -> None:
        await self.conn.execute(
            text("""insert into role_grant (estate_id, user_id, role, resident_id, starts_on)
                values (:estate_id, :user_id, 'resident', :resident_id, :today)"""),
            {
                "estate_id": self.estate_id,
                "user_id": self.neighbour,
                "resident_id": resident_id,
                "today": TODAY,
            },
        )


async def found_village(conn: AsyncConnection, code: str = "village") -> Village:
    estate_id = await found(conn, code)
    dwellings = [
        (
            await conn.execute(
                text("""insert into dwelling (estate_id, building_no, entrance_no, room_no,
                        area_hundredths, resident_count)
                    values (:estate_id, '3', '1', :room, 8000, 2) returning dwelling_id"""),
                {"estate_id": estate_id, "room": room},
            )
        ).scalar_one()
        for room in ("0101", "0102")
    ]
    users = [
        (
            await conn.execute(
                text("""insert into app_user (login, display_name, password_hash)
                    values (:login, :login, 'none') returning user_id"""),
                {"login": f"{code}-{login}"},
            )
        ).scalar_one()
        for login in ("clerk", "chair", "neighbour")
    ]
    return Village(conn, estate_id, (dwellings[0], dwellings[1]), *users)
