"""Load the sample files and post the quarter's money, as the staff of the estate would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import credit, debit
from ledger.bookkeeping.period import Month
from ledger.chart.operations import open_book
from ledger.db.ids import now_utc, today_in_china
from ledger.estates.operations import found_estate
from ledger.estates.rule_profile import shipped_profile
from ledger.identity.operations import create_user, grant_role
from ledger.identity.roles import Role
from ledger.intake.operations import book_import, upload_import
from ledger.intake.source_file import SourceFile
from ledger.posting.approval import approve_prepared_entries, post_prepared_entries
from ledger.posting.prepared_entries import EntryDraft, prepare_entry

ESTATE_CODE = "shuxiangyuan"
FIRST_MONTH = Month(2026, 1)
QUARTER = (Month(2026, 4), Month(2026, 6))
RESIDENTS_WITH_A_PHONE = 6

Progress = Callable[[int, int], None]

STAFF = {
    "organiser": (Role.ORGANISER, "网格员 02"),
    "treasurer": (Role.TREASURER, "财务委员"),
    "cashier": (Role.CASHIER, "出纳"),
    "committee": (Role.COMMITTEE, "业委会主任"),
    "supervisor": (Role.SUPERVISOR, "监事会"),
    "auditor": (Role.AUDITOR, "川南会计师事务所"),
    "operator": (Role.OPERATOR, "运维"),
}

BUILDING_STAFF = {
    "building_lead": (Role.BUILDING_LEAD, "3栋楼栋长", ("3",)),
    "grid_worker": (Role.GRID_WORKER, "网格员 03", ("1", "2")),
}
"""Those who answer for some buildings, by login: they wait until the buildings are known."""

_FILES = (
    ("dwellings", "dwellings.csv", "operator"),
    ("merchants", "merchants.csv", "treasurer"),
    ("catalogue", "store_catalogue.csv", "treasurer"),
    ("service_signin", "service_signin_2026Q2.xlsx", "organiser"),
    ("sorting_events", "sorting_events_2026Q2.csv", "organiser"),
    ("fund_grants", "development_fund_grants.csv", "treasurer"),
    ("cash_book", "cashbook_2026Q2.xlsx", "treasurer"),
)

STEPS = len(_FILES) + 4

# Which doubtful rows the treasurer takes in, by the reasons that make them doubtful. The invoice
# that was used twice stays out: it waits on the list of exceptions until somebody explains it.
_LEFT_DOUBTFUL = {"invoice_was_used"}


@dataclass
class Loader:
    conn: AsyncConnection
    estate_id: int
    users: dict[str, int]
    password: str
    progress: Progress
    now: datetime
    today: date
    steps_done: int = 0

    @classmethod
    async def start(cls, conn: AsyncConnection, password: str, progress: Progress) -> Loader:
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
        for login, (role, name) in STAFF.items():
            await loader.add_user(login, name, role)
        return loader

    async def add_user(
        self, login: str, name: str, role: Role, buildings: Sequence[str] = (), **person: int
    ) -> None:
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
            buildings=buildings,
        )
        self.users[login] = user_id

    def step(self) -> None:
        self.steps_done += 1
        self.progress(self.steps_done, STEPS)

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

    async def set_the_doubtful_payment_aside(self) -> None:
        """Book what the bank paid on an invoice that was used before: money to explain, no cost."""
        lines = (
            debit("1141", 360_000, Currency.CNY),
            credit("1002001", 360_000, Currency.CNY),
        )
        await prepare_entry(
            self.conn,
            estate_id=self.estate_id,
            draft=EntryDraft(
                kind="manual",
                effective_on=date(2026, 6, 18),
                narration="付楼道灯更换款，票据号与5月重复，待收款方说明，暂不列支",
                lines=lines,
                counterparty="光明电器",
            ),
            actor_user_id=self.users["treasurer"],
            now=self.now,
            today=self.today,
        )

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
        for login, (role, name, buildings) in BUILDING_STAFF.items():
            await self.add_user(login, name, role, buildings)
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
