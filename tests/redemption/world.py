"""A small estate for the counter: two kinds of merchant, four goods, residents with points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.period import Month
from ledger.chart.operations import open_book
from ledger.db.ids import new_digits
from ledger.errors import ObjectIsNotHere, Refusal
from ledger.estates.operations import found_estate
from ledger.estates.rule_profile import shipped_profile
from ledger.points.entries import PointsGrant
from ledger.points.operations import grant_points
from ledger.redemption import catalogue, operations, pay_codes
from ledger.redemption.catalogue import NewItem
from ledger.redemption.code_failures import Terminal
from ledger.redemption.codes import code_digest
from ledger.redemption.counter_batch import Redeemed, Submission
from ledger.redemption.payloads import RedemptionView
from ledger.redemption.rules import RequestedLine

DAY = date(2026, 6, 18)
NOW = datetime(2026, 6, 18, 2, 0, tzinfo=UTC)
AGREED = text("""
    update family_proxy set decided_by = :user_id, decided_at = now(), is_approved = true
    where decided_by is null
""")
"""Agrees to a proxy that somebody else asked for: the database takes none that begins decided."""


@dataclass(frozen=True)
class World:
    """Ids of what a test works with; `items` by sku, `merchants` by code."""

    engine: AsyncEngine
    estate_id: int
    grocer: int
    """User of the estate's own store M01."""
    cook: int
    """User of the partner merchant M04."""
    residents: tuple[int, ...]
    users: tuple[int, ...]
    """The residents' logins, in the order of `residents`."""
    items: dict[str, int] = field(default_factory=dict)
    merchants: dict[str, int] = field(default_factory=dict)

    def merchant_of(self, user_id: int) -> int:
        return self.merchants["M01" if user_id == self.grocer else "M04"]

    def lines(self, **quantities: int) -> list[RequestedLine]:
        return [RequestedLine(self.items[sku], n) for sku, n in quantities.items()]

    def digest(self, digits: str) -> bytes:
        return code_digest(digits, estate_id=self.estate_id)

    async def show_code(self, who: int = 0) -> str:
        """Let a resident's phone show a code; return its digits."""
        async with self.engine.begin() as conn:
            issued = await pay_codes.issue_pay_code(
                conn,
                estate_id=self.estate_id,
                resident_id=self.residents[who],
                user_id=self.users[who],
                random_digits=new_digits(17),
            )
        return issued.digits

    async def burn(
        self, digits: str, *, key: str, user_id: int | None = None, address: str = "10.0.0.1"
    ) -> bool:
        """Submit the code for goods that nobody has; tell whether that burnt it."""
        nothing = [RequestedLine(10**12, 1)]
        try:
            await self.submit(digits, nothing, key=key, user_id=user_id, address=address)
        except pay_codes.PayCodeIsNotValid:
            return False
        except ObjectIsNotHere:
            return True
        raise AssertionError("nothing was handed over")

    async def submit(
        self,
        digits: str,
        lines: Sequence[RequestedLine],
        *,
        key: str,
        user_id: int | None = None,
        merchant_id: int | None = None,
        address: str = "10.0.0.1",
        today: date = DAY,
    ) -> RedemptionView:
        """Do what the counter's submission does, in a database transaction of its own."""
        by = user_id or self.grocer
        submission = Submission(
            estate_id=self.estate_id,
            merchant_id=merchant_id or self.merchant_of(by),
            digest=self.digest(digits),
            lines=tuple(lines),
            terminal=Terminal(by, address),
            idempotency_key=key,
        )
        async with self.engine.begin() as conn:
            (answer,) = await operations.redeem_batch(conn, [submission], today=today)
        if isinstance(answer, Refusal):
            raise answer
        assert isinstance(answer, Redeemed)
        return RedemptionView.of_decided(answer)

    async def value(self, sql: str, **named: object) -> object:
        async with self.engine.connect() as conn:
            result = await conn.execute(text(sql), {"estate_id": self.estate_id} | named)
            return result.scalar_one()

    async def balance(self, code: str, holder: str = "") -> int:
        """Return a balance, debit-positive, 0 for an account that is not opened."""
        found = await self.value(
            """select coalesce(sum(b.posted), 0)::bigint from account a
               join balance b using (estate_id, account_id)
               where a.estate_id = :estate_id and a.code = :code and a.holder = :holder""",
            code=code,
            holder=holder,
        )
        assert isinstance(found, int)
        return found

    async def wallet(self, who: int = 0) -> int:
        return -await self.balance("P2101", f"resident:{self.residents[who]}")

    async def stock(self, sku: str) -> int:
        found = await self.value(
            "select quantity from stock where estate_id = :estate_id and item_id = :item_id",
            item_id=self.items[sku],
        )
        assert isinstance(found, int)
        return found

    async def count(self, table: str, which: str = "true") -> int:
        found = await self.value(
            f"select count(*) from {table} where estate_id = :estate_id and {which}"
        )
        assert isinstance(found, int)
        return found


GOODS = (
    ("M01", "S001", "东北大米5kg", "袋", 44, 4380, 40),
    ("M01", "S003", "肥皂", "块", 15, 450, 1),
    ("M04", "S007", "社区食堂午餐", "份", 10, 800, None),
)


async def add_user(conn: AsyncConnection, login: str) -> int:
    """Add a login that nobody can sign in with."""
    found = await conn.execute(
        text("""insert into app_user (login, display_name, password_hash)
            values (:login, :login, '-') returning user_id"""),
        {"login": login},
    )
    user_id: int = found.scalar_one()
    return user_id


async def build_world(
    engine: AsyncEngine, *, code: str = "shuxiangyuan", points: Sequence[int] = (60, 60)
) -> World:
    """Found an estate whose residents hold these points, without expiry."""
    async with engine.begin() as conn:
        estate_id = await found_estate(
            conn,
            code=code,
            name=code,
            kind="商品房",
            operating_model="居民自管",
            region=("川南市", "江北县", "东门街道", code),
            profile=shipped_profile("shuxiangyuan", 1),
        )
        await open_book(conn, estate_id=estate_id, first_month=Month(2026, 1))
        logins = [f"{code}-{name}" for name in ("grocer", "cook", "organiser")]
        grocer, cook, organiser = [await add_user(conn, login) for login in logins]
        users = [await add_user(conn, f"{code}-resident{n}") for n in range(len(points))]
        residents = [
            (
                await conn.execute(
                    text("""insert into resident (estate_id, owner_no, name)
                        values (:estate_id, :owner_no, :name) returning resident_id"""),
                    {"estate_id": estate_id, "owner_no": f"O{n}", "name": f"王小{n}"},
                )
            ).scalar_one()
            for n in range(len(points))
        ]
        await catalogue.write_merchants(
            conn,
            estate_id,
            [
                {"code": "M01", "name": "红邻积分超市", "address": "", "settlement": "goods",
                 "rate_fen_per_point": 100},
                {"code": "M04", "name": "社区食堂", "address": "", "settlement": "cash",
                 "rate_fen_per_point": 80},
            ],
        )  # fmt: skip
        known = await catalogue.known_merchants(conn, estate_id)
        merchants = {each.code: each.merchant_id for each in known.values()}
        await catalogue.add_items(
            conn,
            estate_id,
            [
                NewItem(merchants[merchant], sku, name, unit, price, fen, True, stock)
                for merchant, sku, name, unit, price, fen, stock in GOODS
            ],
            now=NOW,
            actor_user_id=grocer,
        )
        items = {
            item.sku: item.item_id
            for item in (await catalogue.known_items(conn, estate_id)).values()
        }
        await grant_points(
            conn,
            [
                PointsGrant(
                    estate_id=estate_id,
                    resident_id=resident_id,
                    points=amount,
                    source_code="P1101",
                    kind="service_points",
                    narration="端午包粽 2.5 小时",
                    on=date(2026, 6, 1),
                    expires_on=None,
                    rule_version="shuxiangyuan/1",
                    source="test",
                    idempotency_key=f"grant:{resident_id}",
                )
                for resident_id, amount in zip(residents, points, strict=True)
                if amount
            ],
            prepared_by=organiser,
            posted_by=organiser,
            today=DAY,
        )
    return World(
        engine=engine,
        estate_id=estate_id,
        grocer=grocer,
        cook=cook,
        residents=tuple(residents),
        users=tuple(users),
        items=items,
        merchants=merchants,
    )
