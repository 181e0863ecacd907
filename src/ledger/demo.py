"""The sample estate 书香苑 and its second quarter of 2026, loaded through the real operations.

Nothing is inserted behind the program's back: files go through the importers, money through
prepare → approve → post, points through pay codes at the counter, and the quarter through the
same publishing that the committee uses. Loading a second time does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.bookkeeping.period import Month
from ledger.chart.operations import open_book
from ledger.db.ids import new_digits, new_token, now_utc, today_in_china
from ledger.db.secret_files import secret_of
from ledger.disclosure import operations as disclosures
from ledger.estates.operations import found_estate
from ledger.estates.queries import estate_id_of_code
from ledger.estates.rule_profile import shipped_profile
from ledger.evidence.operations import for_disclosure, make_checkpoint
from ledger.evidence.sealer import Sealer
from ledger.identity.operations import create_user, grant_role
from ledger.identity.roles import Role
from ledger.intake.operations import book_import, upload_import
from ledger.intake.source_file import SourceFile
from ledger.posting.approval import approve_prepared_entries, post_prepared_entries
from ledger.posting.periods import close_period
from ledger.redemption import codes, pay_codes
from ledger.redemption.operations import redeem
from ledger.redemption.rules import RequestedLine
from ledger.settings import Settings

ESTATE_CODE = "shuxiangyuan"
FIRST_MONTH = Month(2026, 1)
QUARTER = (Month(2026, 4), Month(2026, 6))
RESIDENTS_WITH_A_PHONE = 6

Progress = Callable[[int, int], None]

_STAFF = {
    "organiser": (Role.ORGANISER, "网格员 02"),
    "treasurer": (Role.TREASURER, "财务委员"),
    "committee": (Role.COMMITTEE, "业委会主任"),
    "supervisor": (Role.SUPERVISOR, "监事会"),
    "auditor": (Role.AUDITOR, "川南会计师事务所"),
    "operator": (Role.OPERATOR, "运维"),
}

_FILES = (
    ("dwellings", "dwellings.csv", "operator"),
    ("merchants", "merchants.csv", "treasurer"),
    ("catalogue", "store_catalogue.csv", "treasurer"),
    ("service_signin", "service_signin_2026Q2.xlsx", "organiser"),
    ("sorting_events", "sorting_events_2026Q2.csv", "organiser"),
    ("fund_grants", "development_fund_grants.csv", "treasurer"),
    ("cash_book", "cashbook_2026Q2.xlsx", "treasurer"),
)

_STEPS = len(_FILES) + 4

# Which doubtful rows the treasurer takes in, by the reasons that make them doubtful. The invoice
# that was used twice stays out: it waits on the list of exceptions until somebody explains it.
_LEFT_DOUBTFUL = {"invoice_was_used"}

# What the residents with the most points took home in June: (resident's place, SKU, quantity, day).
_TAKEN_IN_JUNE = (
    (1, "S001", 1, date(2026, 6, 12)),
    (2, "S006", 1, date(2026, 6, 14)),
    (3, "S005", 2, date(2026, 6, 16)),
    (4, "S007", 2, date(2026, 6, 18)),
    (5, "S003", 1, date(2026, 6, 20)),
    (1, "S007", 1, date(2026, 6, 23)),
    (2, "S008", 12, date(2026, 6, 25)),
    (3, "S006", 1, date(2026, 6, 27)),
)


@dataclass(frozen=True, slots=True)
class DemoLogins:
    """Who can sign in to the sample estate, and the pages that need no login.

    `people` are (login, role in Chinese, path of their first page); all share `password`, which
    is made on this machine and kept in a file that only the program may read.
    """

    people: tuple[tuple[str, str, str], ...]
    password: str
    public_pages: tuple[tuple[str, str], ...]


async def load_demo(engine: AsyncEngine, settings: Settings, progress: Progress) -> DemoLogins:
    """Load the sample estate unless it is there, and say how to sign in.

    Each part is one database transaction or safe to repeat, so a kill in the middle is followed
    by a start that goes on from there.
    """
    password = secret_of(settings.secrets_dir, "demo-password", fresh=f"book-{new_token(6)}")
    async with engine.begin() as conn:
        if await estate_id_of_code(conn, ESTATE_CODE) is None:
            loader = await _Loader.start(conn, password, progress)
            await loader.load_files()
            await loader.post_money()
            await loader.open_counters_and_phones()
    async with engine.connect() as conn:
        is_published = await _is_published(conn)
    if not is_published:
        await _redeem_in_june(engine)
        async with engine.begin() as conn:
            await _publish_quarter(conn, Sealer.of(settings))
        progress(_STEPS, _STEPS)
    async with engine.connect() as conn:
        return await _logins(conn, password)


async def _is_published(conn: AsyncConnection) -> bool:
    found = await conn.execute(
        text("""select exists (select from disclosure d join estate e using (estate_id)
            where e.code = :code and d.state = 'published')"""),
        {"code": ESTATE_CODE},
    )
    return bool(found.scalar_one())


@dataclass
class _Loader:
    conn: AsyncConnection
    estate_id: int
    users: dict[str, int]
    password: str
    progress: Progress
    now: datetime
    today: date
    steps_done: int = 0

    @classmethod
    async def start(cls, conn: AsyncConnection, password: str, progress: Progress) -> _Loader:
        estate_id = await found_estate(
            conn,
            code=ESTATE_CODE,
            name="书香苑",
            kind="商品房",
            operating_model="居民自管",
            region=("川南市", "江北县", "东门街道", "书香社区"),
            profile=shipped_profile(ESTATE_CODE, 1),
        )
        await open_book(conn, estate_id=estate_id, first_month=FIRST_MONTH)
        loader = cls(conn, estate_id, {}, password, progress, now_utc(), today_in_china())
        for login, (role, name) in _STAFF.items():
            await loader.add_user(login, name, role)
        return loader

    async def add_user(self, login: str, name: str, role: Role, **person: int) -> None:
        user_id = await create_user(
            self.conn, login=login, display_name=name, password=self.password
        )
        await grant_role(
            self.conn,
            estate_id=self.estate_id,
            user_id=user_id,
            role=role,
            starts_on=FIRST_MONTH.first_day,
            resident_id=person.get("resident_id"),
            merchant_id=person.get("merchant_id"),
        )
        self.users[login] = user_id

    def step(self) -> None:
        self.steps_done += 1
        self.progress(self.steps_done, _STEPS)

    async def load_files(self) -> None:
        for kind, name, login in _FILES:
            content = (files("ledger.estates") / "sample_estate" / name).read_bytes()
            uploaded = await upload_import(
                self.conn,
                estate_id=self.estate_id,
                kind=kind,
                file=SourceFile.of(name, content),
                actor_user_id=self.users[login],
            )
            accepted = frozenset(
                row.row_no
                for row in uploaded.preview.rows
                if row.status == "doubtful"
                and not any(reason.code in _LEFT_DOUBTFUL for reason in row.reasons)
            )
            await book_import(
                self.conn,
                estate_id=self.estate_id,
                import_id=uploaded.batch.import_id,
                accepted_rows=accepted,
                actor_user_id=self.users[login],
                now=self.now,
                # The shelves were counted on the quarter's first morning.
                today=QUARTER[0].first_day if kind == "catalogue" else self.today,
            )
            self.step()

    async def post_money(self) -> None:
        found = await self.conn.execute(
            text("""select prepared_entry_id from prepared_entry
                where estate_id = :estate_id and state = 'prepared'
                order by effective_on, prepared_entry_id"""),
            {"estate_id": self.estate_id},
        )
        ids = list(found.scalars())
        await approve_prepared_entries(
            self.conn,
            estate_id=self.estate_id,
            prepared_entry_ids=ids,
            actor_user_id=self.users["committee"],
            now=self.now,
        )
        outcomes = await post_prepared_entries(
            self.conn,
            estate_id=self.estate_id,
            prepared_entry_ids=ids,
            actor_user_id=self.users["treasurer"],
            now=self.now,
            today=self.today,
        )
        refused = [outcome for outcome in outcomes if outcome.outcome != "done"]
        if refused:
            raise RuntimeError(f"the sample estate does not post: {refused[0]}")
        self.step()

    async def open_counters_and_phones(self) -> None:
        merchants = await self.conn.execute(
            text("""select merchant_id, code, name from merchant
                where estate_id = :estate_id order by code"""),
            {"estate_id": self.estate_id},
        )
        for place, row in enumerate(merchants.all(), start=1):
            await self.add_user(
                f"shop{place:02d}", row.name, Role.SHOPKEEPER, merchant_id=row.merchant_id
            )
        for place, row in enumerate(await self._richest(), start=1):
            await self.add_user(
                f"resident{place:02d}", row.name, Role.RESIDENT, resident_id=row.resident_id
            )
        self.step()

    async def _richest(self) -> Sequence[Any]:
        found = await self.conn.execute(
            text("""select r.resident_id, r.name from balance b
                join account a using (estate_id, account_id)
                join resident r on r.estate_id = a.estate_id
                    and a.holder = 'resident:' || r.resident_id
                where a.estate_id = :estate_id and a.code = 'P2101'
                order by b.posted, r.resident_id limit :limit"""),
            {"estate_id": self.estate_id, "limit": RESIDENTS_WITH_A_PHONE},
        )
        return found.all()


class _Person(NamedTuple):
    """A demo user, and whom or what the role is about."""

    user_id: int
    resident_id: int | None
    merchant_id: int | None


async def _people(conn: AsyncConnection) -> tuple[int, dict[str, _Person]]:
    """Return the estate's id and its users by login."""
    found = await conn.execute(
        text("""select g.estate_id, u.login, u.user_id, g.resident_id, g.merchant_id
            from role_grant g join app_user u using (user_id) join estate e using (estate_id)
            where e.code = :code"""),
        {"code": ESTATE_CODE},
    )
    rows = found.all()
    people = {row.login: _Person(row.user_id, row.resident_id, row.merchant_id) for row in rows}
    return rows[0].estate_id, people


async def _redeem_in_june(engine: AsyncEngine) -> None:
    async with engine.connect() as conn:
        estate_id, people = await _people(conn)
        found = await conn.execute(
            text("select sku, item_id, merchant_id from item where estate_id = :estate_id"),
            {"estate_id": estate_id},
        )
        items = {row.sku: row for row in found}
        done = await conn.execute(
            text("select idempotency_key from redemption where estate_id = :estate_id"),
            {"estate_id": estate_id},
        )
        done_keys = set(done.scalars())
    shops = {person.merchant_id: person.user_id for person in people.values()}
    for place, sku, quantity, day in _TAKEN_IN_JUNE:
        login, item = f"resident{place:02d}", items[sku]
        key = f"demo-{login}-{sku}-{day.isoformat()}"
        if key not in done_keys:
            await _redeem(
                engine,
                _Counter(estate_id, item.merchant_id, shops[item.merchant_id], key),
                people[login],
                RequestedLine(item.item_id, quantity),
                day,
            )


class _Counter(NamedTuple):
    estate_id: int
    merchant_id: int
    shopkeeper_id: int
    key: str


async def _redeem(
    engine: AsyncEngine, counter: _Counter, resident: _Person, line: RequestedLine, day: date
) -> None:
    """Show a pay code, scan it, redeem: the three steps of a real counter."""
    assert resident.resident_id is not None
    async with engine.begin() as conn:
        issued = await pay_codes.issue_pay_code(
            conn,
            estate_id=counter.estate_id,
            resident_id=resident.resident_id,
            user_id=resident.user_id,
            random_digits=new_digits(17),
        )
    digest = codes.code_digest(issued.digits, estate_id=counter.estate_id)
    async with engine.begin() as conn:
        await pay_codes.burn_pay_code(
            conn,
            estate_id=counter.estate_id,
            digest=digest,
            terminal=pay_codes.Terminal(counter.shopkeeper_id, "demo"),
            idempotency_key=counter.key,
        )
    async with engine.begin() as conn:
        await redeem(
            conn,
            estate_id=counter.estate_id,
            merchant_id=counter.merchant_id,
            digest=digest,
            lines=[line],
            actor_user_id=counter.shopkeeper_id,
            idempotency_key=counter.key,
            now=now_utc(),
            today=day,
        )


async def _publish_quarter(conn: AsyncConnection, sealer: Sealer) -> None:
    estate_id, people = await _people(conn)
    treasurer, committee = people["treasurer"].user_id, people["committee"].user_id
    now, today = now_utc(), today_in_china()
    for month in FIRST_MONTH.through(QUARTER[1]):
        await close_period(
            conn, estate_id=estate_id, month=month, actor_user_id=treasurer, now=now, today=today
        )
    draft = await disclosures.draft_disclosure(
        conn,
        estate_id=estate_id,
        first=QUARTER[0],
        last=QUARTER[1],
        actor_user_id=treasurer,
        now=now,
    )
    await disclosures.publish_disclosure(
        conn,
        estate_id=estate_id,
        disclosure_id=draft.disclosure_id,
        actor_user_id=committee,
        now=now,
    )
    reason = for_disclosure(draft.disclosure_id)
    await make_checkpoint(conn, estate_id=estate_id, sealer=sealer, now=now, reason=reason)


async def _logins(conn: AsyncConnection, password: str) -> DemoLogins:
    found = await conn.execute(
        text("""select u.login, g.role from role_grant g
            join app_user u using (user_id) join estate e using (estate_id)
            where e.code = :code order by g.role_grant_id"""),
        {"code": ESTATE_CODE},
    )
    wanted = {*_STAFF, "resident01", "resident02", "shop01", "shop03"}
    people = tuple(
        (row.login, Role(row.role).chinese_title, Role(row.role).home)
        for row in found
        if row.login in wanted
    )
    return DemoLogins(people, password, (("公示（不用登录）", f"/p/{ESTATE_CODE}"),))
