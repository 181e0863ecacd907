"""A city of estates: charts, books, residents with wallets, merchants with goods, shopkeepers.

One estate is founded by the program's own verbs; the others are copies of it by set-based SQL.
Ids are given in order, so that a load generator can name anything without asking the database.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import asyncpg

from benchmarks.stage import Stage, StageIsUnfit
from ledger.bookkeeping.period import Month
from ledger.chart.operations import open_book
from ledger.db.ids import today_in_china
from ledger.db.session import create_engine
from ledger.estates.operations import found_estate
from ledger.estates.rule_profile import shipped_profile
from ledger.identity.roles import Role, RoleGrant, SignedInUser
from ledger.identity.session_rules import roles_key

FIRST_MONTH = Month(2026, 1)
CLERK = 1
"""The user who prepares what no shopkeeper does."""
MERCHANTS = 5
"""Of each estate; the last is the estate's own store, the others are owed money."""
ITEMS = 4
"""Of each merchant; every second one is counted in stock."""
STOCK = 1_000_000_000
POINTS = 1_000_000
"""What every wallet holds at first, in one lot."""
MINUTES = 1_000_000

_SHOPKEEPERS_FROM = 10_000
_RESIDENT_USERS_FROM = 1_000_000
_WALLETS_FROM = 1_000_000


@dataclass(frozen=True, slots=True)
class City:
    """Where everything of a city stands. Estates are numbered from 1."""

    estates: int
    residents: int
    """Of each estate."""

    @property
    def wallets(self) -> int:
        return self.estates * self.residents

    @property
    def merchants(self) -> int:
        return self.estates * MERCHANTS

    def residents_of(self, estate_id: int) -> range:
        return range((estate_id - 1) * self.residents + 1, estate_id * self.residents + 1)

    def merchants_of(self, estate_id: int) -> range:
        return range((estate_id - 1) * MERCHANTS + 1, estate_id * MERCHANTS + 1)

    def items_of(self, merchant_id: int) -> range:
        return range((merchant_id - 1) * ITEMS + 1, merchant_id * ITEMS + 1)

    @staticmethod
    def shopkeeper_of(merchant_id: int) -> int:
        """The user who stands at a merchant's counter."""
        return _SHOPKEEPERS_FROM + merchant_id

    @staticmethod
    def user_of(resident_id: int) -> int:
        return _RESIDENT_USERS_FROM + resident_id

    @staticmethod
    def wallet_of(resident_id: int) -> int:
        """The account of a resident's points."""
        return _WALLETS_FROM + 2 * resident_id

    @staticmethod
    def minutes_of(resident_id: int) -> int:
        """The account of the minutes that a resident has in the time bank."""
        return _WALLETS_FROM + 2 * resident_id + 1

    @staticmethod
    def cookie_of(merchant_id: int) -> str:
        """The session cookie of a shopkeeper who is signed in."""
        return f"benchmark-session-of-merchant-{merchant_id}"


_STATEMENTS: tuple[tuple[str, str], ...] = (
    ("estates", """
        insert into estate (estate_id, code, name, kind, operating_model, region_id,
            rule_profile_name)
        select n, 'estate-' || n, '小区 ' || n, m.kind, m.operating_model, m.region_id,
            m.rule_profile_name
        from estate m cross join generate_series(2, {estates}) n
        where m.estate_id = 1
    """),
    ("rules", """
        insert into rule_version (estate_id, version, name, effective_on, source, body)
        select n, m.version, m.name, m.effective_on, m.source, m.body
        from rule_version m cross join generate_series(2, {estates}) n
        where m.estate_id = 1
    """),
    ("books", """
        insert into book (estate_id, first_month)
        select n, m.first_month from book m cross join generate_series(2, {estates}) n
        where m.estate_id = 1
    """),
    ("charts", """
        insert into account (estate_id, code, holder, name, currency, type, parent_code,
            is_postable, is_contra, per_holder, required_dimensions, floor)
        select n, m.code, m.holder, m.name, m.currency, m.type, m.parent_code, m.is_postable,
            m.is_contra, m.per_holder, m.required_dimensions, m.floor
        from account m cross join generate_series(2, {estates}) n
        where m.estate_id = 1 order by n, m.account_id
    """),
    ("residents", """
        insert into resident (estate_id, resident_id, owner_no, name)
        select e, r, 'O' || r, '居民' || r
        from generate_series(1, {estates}) e
        cross join generate_series((e - 1) * {residents} + 1, e * {residents}) r
    """),
    ("users", """
        insert into app_user (user_id, login, display_name, password_hash)
        select {resident_users} + resident_id, 'resident-' || resident_id, name, '!'
        from resident
    """),
    ("wallets", """
        insert into account (estate_id, account_id, code, holder, name, currency, type,
            parent_code, is_postable, is_contra, per_holder, required_dimensions, floor)
        select r.estate_id, {wallets} + 2 * r.resident_id + case m.code when 'P2101' then 0 else 1
            end, m.code, 'resident:' || r.resident_id, m.name, m.currency, m.type, m.parent_code,
            m.is_postable, m.is_contra, m.per_holder, m.required_dimensions, m.floor
        from resident r join account m on m.estate_id = r.estate_id
            and m.code in ('P2101', 'M2102') and m.holder = ''
        order by r.resident_id, m.code desc
    """),
    ("balances", """
        insert into balance (estate_id, account_id)
        select estate_id, account_id from account order by 1, 2
        on conflict do nothing
    """),
    ("merchants", """
        insert into merchant (estate_id, merchant_id, code, name, settlement, rate_fen_per_point)
        select (m - 1) / {per_estate} + 1, m, 'M' || m, '商户 ' || m,
            case m % {per_estate} when 0 then 'goods' else 'cash' end, 80
        from generate_series(1, {estates} * {per_estate}) m
    """),
    ("items", """
        insert into item (estate_id, item_id, merchant_id, sku, name, unit, points_price,
            market_price_fen, counts_stock)
        select m.estate_id, (m.merchant_id - 1) * {items} + n, m.merchant_id,
            'S' || m.merchant_id || '-' || n, '东北大米' || n || 'kg', '袋', n, n * 100, n % 2 = 1
        from merchant m cross join generate_series(1, {items}) n
    """),
    ("stock", """
        insert into stock (estate_id, item_id, quantity)
        select estate_id, item_id, {stock} from item where counts_stock
    """),
    ("opening stock", """
        insert into stock_movement (estate_id, item_id, delta, quantity_after, reason, at, by_user)
        select estate_id, item_id, {stock}, {stock}, 'opening', clock_timestamp(), 1
        from item where counts_stock
    """),
    ("shopkeepers", """
        insert into app_user (user_id, login, display_name, password_hash)
        select {shopkeepers} + merchant_id, 'shopkeeper-' || merchant_id, name, '!' from merchant
    """),
    ("roles", """
        insert into role_grant (estate_id, user_id, role, merchant_id, starts_on)
        select estate_id, {shopkeepers} + merchant_id, 'shopkeeper', merchant_id, '{first_day}'
        from merchant
    """),
    ("ids to come", """
        do $$
        declare
            place record;
            last bigint;
        begin
            for place in
                select c.table_name as tab, c.column_name as col from information_schema.columns c
                where c.table_schema = 'public' and c.is_identity = 'YES'
            loop
                execute format('select max(%I) from %I', place.col, place.tab) into last;
                if last is not null then
                    perform setval(pg_get_serial_sequence(place.tab, place.col), last);
                end if;
            end loop;
        end $$
    """),
)  # fmt: skip


async def build(stage: Stage, database: str, city: City) -> None:
    """Fill a migrated, empty database with the city; wallets are empty and no book has entries."""
    engine = create_engine(stage.owner_url(database), pool_size=1)
    async with engine.begin() as conn:
        estate_id = await found_estate(
            conn,
            code="estate-1",
            name="小区 1",
            kind="商品房",
            operating_model="居民自管",
            region=("川南市", "江北县", "东门街道", "书香社区"),
            profile=shipped_profile("shuxiangyuan", 1),
        )
        await open_book(conn, estate_id=estate_id, first_month=FIRST_MONTH)
    await engine.dispose()
    if estate_id != 1:
        raise StageIsUnfit(f"the first estate of a new database is {estate_id}")
    numbers = {
        "estates": city.estates,
        "residents": city.residents,
        "resident_users": _RESIDENT_USERS_FROM,
        "wallets": _WALLETS_FROM,
        "per_estate": MERCHANTS,
        "items": ITEMS,
        "stock": STOCK,
        "shopkeepers": _SHOPKEEPERS_FROM,
        "first_day": FIRST_MONTH.first_day,
    }
    async with loading(stage.address(database)) as conn:
        await conn.execute(
            "insert into app_user (user_id, login, display_name, password_hash)"
            " values ($1, 'clerk', '经办', '!')",
            CLERK,
        )
        for name, statement in _STATEMENTS:
            stage.say(f"  {name}")
            await conn.execute(statement.format(**numbers))
        await conn.execute("analyze")


@asynccontextmanager
async def loading(address: dict[str, Any]) -> AsyncIterator[Any]:
    """Yield a superuser's connection on which no trigger fires; verification comes after it."""
    conn = await asyncpg.connect(**address)
    try:
        await conn.execute("set session_replication_role = replica")
        await conn.execute("set synchronous_commit = off")
        yield conn
    finally:
        await conn.close()


async def sign_in_shopkeepers(stage: Stage, database: str, city: City) -> None:
    """Open a session for every shopkeeper, in the form in which signing in would keep it."""
    sessions = [
        (
            sha256(city.cookie_of(merchant_id).encode()).digest(),
            city.shopkeeper_of(merchant_id),
            roles_key(_shopkeeper(city, merchant_id)),
        )
        for merchant_id in range(1, city.merchants + 1)
    ]
    async with stage.superuser(database) as conn:
        await conn.execute(
            """insert into user_session (session_digest, user_id, proof, roles, idle_seconds,
                    expires_at)
                select digest, user_id, 'password', roles, 7 * 86400,
                    clock_timestamp() + interval '7 days'
                from unnest($1::bytea[], $2::bigint[], $3::text[])
                    as given (digest, user_id, roles)
                on conflict (session_digest) do update set expires_at = excluded.expires_at""",
            *map(list, zip(*sessions, strict=True)),
        )


def _shopkeeper(city: City, merchant_id: int) -> SignedInUser:
    estate_id = (merchant_id - 1) // MERCHANTS + 1
    user_id, since = city.shopkeeper_of(merchant_id), FIRST_MONTH.first_day
    grant = RoleGrant(Role.SHOPKEEPER, estate_id, "", "", None, merchant_id, since, None)
    return SignedInUser(user_id, "", "", (grant,))


@dataclass(frozen=True, slots=True)
class Purchase:
    """What one redemption of a load takes: whose code, at which counter, which item."""

    estate_id: int
    merchant_id: int
    resident_id: int
    item_id: int
    digits: str
    key: str

    @property
    def shopkeeper(self) -> int:
        return City.shopkeeper_of(self.merchant_id)


async def issue_codes(
    stage: Stage,
    database: str,
    purchases: list[Purchase],
    digest_of: Callable[[str, int], bytes],
) -> None:
    """Put a living code for each purchase into the table, as the phones would have asked for them.

    They live for ninety seconds from now, as every code does.
    """
    async with stage.superuser(database) as conn:
        await conn.execute("set synchronous_commit = off")
        await conn.execute(
            """insert into pay_code (estate_id, code_digest, resident_id, user_id, issued_at,
                    expires_at)
                select c.estate_id, c.digest, c.resident_id, c.user_id, m.at,
                    m.at + interval '90 seconds'
                from unnest($1::bigint[], $2::bytea[], $3::bigint[], $4::bigint[])
                    as c (estate_id, digest, resident_id, user_id)
                cross join (select clock_timestamp() as at) m""",
            [purchase.estate_id for purchase in purchases],
            [digest_of(purchase.digits, purchase.estate_id) for purchase in purchases],
            [purchase.resident_id for purchase in purchases],
            [City.user_of(purchase.resident_id) for purchase in purchases],
        )


async def sweep_codes(stage: Stage, database: str) -> None:
    """Take away the codes that nobody showed, as the phones' next codes would."""
    async with stage.superuser(database) as conn:
        await conn.execute("set synchronous_commit = off")
        await conn.execute("delete from pay_code")


def today_is_in_the_book() -> None:
    """Raise `StageIsUnfit` when the machine's clock stands before the city's first month."""
    if Month.of(today_in_china()) < FIRST_MONTH:
        raise StageIsUnfit("the clock of this machine stands before the books begin")
