"""Everything that can be done with saved minutes, in any order, on paper and in the database.

Each step compares the answer, refusals by their code. After each step: every account has what the
paper says, no wallet is below zero nor holds more than it has, no hour is ever fewer, and what was
issued is what is in wallets, in the pool and spent. At the end the whole book is verified.
Hypothesis prints the shortest run that fails.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, time, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import now_utc, today_in_china
from ledger.estates.queries import rule_profile
from ledger.evidence.database_verification import verify_database
from ledger.points.earning import service_award
from ledger.time_bank import operations
from ledger.time_bank.automatic.operations import choose_automatic_deposit, deposit_by_clock
from ledger.time_bank.automatic.queries import DepositWish
from ledger.volunteering.operations import NewServiceRecord, record_services
from ledger.volunteering.rules import ServiceSpan
from tests.points.estate import SmallEstate, add_user, make_estate
from tests.posting.real_books import RealBooks
from tests.time_bank.paper_bank import CAP, COMMITTEE, ORGANISER, PaperBank

T = TypeVar("T")
KIND = "助老"
who = st.sampled_from([0, 0, 1, 2])
which = st.sampled_from([0, 0, 0, 1, 1, 2, 3])
"""How many back from the newest."""
some = st.sampled_from([15, 20, 30, 30, 45, 90])
mostly = st.sampled_from([True, True, False])
staff = st.sampled_from([ORGANISER, COMMITTEE, COMMITTEE])

_BALANCES = text("""
    select a.code, a.holder, abs(b.posted) as posted, b.held
    from account a join balance b using (estate_id, account_id)
    where a.estate_id = :estate_id and a.currency = 'MIN' and (b.posted <> 0 or b.held <> 0)
""")
_FAMILY = text("""
    with home as (
        insert into household (estate_id, dwelling_id, tenure, opened_on, opened_by)
        select estate_id, min(dwelling_id), 'owner', '2026-01-01', :user from dwelling
        where estate_id = :estate_id group by estate_id
        returning estate_id, household_id
    )
    insert into household_member (estate_id, household_id, resident_id, relation, moved_in_on,
        recorded_by)
    select h.estate_id, h.household_id, p.resident_id, p.relation, '2026-01-01', :user
    from home h
    cross join (values (cast(:head as bigint), 'head'), (cast(:spouse as bigint), 'spouse'))
        as p (resident_id, relation)
""")
_RULES = text("""
    insert into rule_version (estate_id, version, name, effective_on, source, body)
    select estate_id, 2, name, '2026-06-15', source, body || jsonb_build_object(
        'version', 2, 'effective_on', '2026-06-15',
        'time_bank', jsonb_build_object('minutes_lifetime_max', cast(:cap as int)))
    from rule_version where estate_id = :estate_id
""")


class BankMachine(RuleBasedStateMachine):
    """One estate with three residents, two of them a family; set `real` before it runs."""

    real: RealBooks
    estates = 0

    @initialize()
    def found(self) -> None:
        BankMachine.estates += 1
        code = f"bank{BankMachine.estates}"
        self.serial = 0
        self.paper = PaperBank(now_utc())
        self.slots: set[tuple[int, date, int]] = set()
        self.request_ids: list[int] = []
        self.grant_ids: list[int] = []
        self.hours_before = [0, 0, 0]

        async def make(conn: AsyncConnection) -> tuple[SmallEstate, list[int]]:
            estate = await make_estate(conn, code=code)
            head, spouse, _ = estate.residents
            family = {"estate_id": estate.estate_id, "user": estate.organiser}
            await conn.execute(_FAMILY, family | {"head": head, "spouse": spouse})
            await conn.execute(_RULES, {"estate_id": estate.estate_id, "cap": CAP})
            return estate, [await add_user(conn, f"{code}-{number}") for number in range(3)]

        made = self.real.do(make)
        assert not isinstance(made, str), made
        self.estate, self.users = made
        self.staff = {ORGANISER: self.estate.organiser, COMMITTEE: self.estate.committee}
        for number, minutes in ((0, 60), (0, 45), (1, 60)):
            self._serve(number, minutes, 0)
        self.deposit(0)

    @property
    def estate_id(self) -> int:
        return self.estate.estate_id

    @property
    def today(self) -> date:
        return today_in_china(self.paper.now)

    def key(self) -> str:
        self.serial += 1
        return f"{self.estate_id}:{self.serial}"

    def told(self, work: Callable[[AsyncConnection], Awaitable[T]], expected: str | None) -> T:
        """Do it and compare the refusal with the paper's; return the answer."""
        said = self.real.do(work)
        code = said if isinstance(said, str) else None
        assert code == expected, (code, expected)
        return said  # type: ignore[return-value]

    def own(self, number: int) -> dict[str, Any]:
        return {
            "estate_id": self.estate_id,
            "resident_id": self.estate.residents[number],
            "actor_user_id": self.users[number],
            "today": self.today,
        }

    # What is put in ------------------------------------------------------------------------------

    @rule(number=who, minutes=st.sampled_from([20, 45, 60]), back=st.integers(0, 3))
    def serve(self, number: int, minutes: int, back: int) -> None:
        self._serve(number, minutes, back)

    def _serve(self, number: int, minutes: int, back: int) -> None:
        day = self.today - timedelta(days=back)
        hour = next((h for h in range(6, 22) if (number, day, h) not in self.slots), None)
        if hour is None:
            return
        self.slots.add((number, day, hour))
        self.paper.serve(number, day, minutes)
        key = self.key()
        ends = time(hour + minutes // 60, minutes % 60)
        span = ServiceSpan(self.estate.residents[number], day, time(hour), ends)

        async def work(conn: AsyncConnection) -> int:
            profile = await rule_profile(conn, self.estate_id, on=day)
            record = NewServiceRecord(
                source_key=f"{day}|{key}|{KIND}|{span.resident_id}|{hour:02}:00",
                activity=key,
                service_type=KIND,
                organiser="",
                span=span,
                service_minutes=minutes,
                confirmer="核实人",
                waiting_reasons=(),
                award=service_award(profile, service_type=KIND, service_minutes=minutes, on=day),
                row_no=1,
            )
            done = await record_services(
                conn,
                [record],
                estate_id=self.estate_id,
                documents=(),
                import_id=None,
                actor_user_id=self.estate.organiser,
                now=self.paper.now,
                today=self.today,
                progress=None,
            )
            return done.booked

        assert self.told(work, None) == 1

    @rule(number=who)
    def deposit(self, number: int) -> None:
        expected = self.paper.deposit(number)
        self.told(lambda conn: operations.deposit_minutes(conn, **self.own(number)), expected)

    @rule(number=who)
    def donate_excess(self, number: int) -> None:
        expected = self.paper.donate_excess(number)
        self.told(lambda conn: operations.donate_excess(conn, **self.own(number)), expected)

    @rule(number=who, is_on=mostly, ahead=st.sampled_from([0, 0, -1, 1]), donates=st.booleans())
    def choose(self, number: int, is_on: bool, ahead: int, donates: bool) -> None:
        starts_on = self.today + timedelta(days=ahead)
        expected = self.paper.choose(number, is_on, starts_on, donates, self.today)
        wish = DepositWish(is_on, starts_on, donates)
        said = {name: value for name, value in self.own(number).items() if name != "today"}
        self.told(
            lambda conn: choose_automatic_deposit(conn, wish, **said, now=self.paper.now), expected
        )

    @rule()
    def clock_deposits(self) -> None:
        self.paper.clock_deposits()

        async def work(conn: AsyncConnection) -> None:
            said = {"estate_id": self.estate_id, "actor_user_id": self.estate.organiser}
            for _ in range(4):
                if not await deposit_by_clock(conn, **said, today=self.today):
                    return
            raise AssertionError("the clock finds the same people again and again")

        self.told(work, None)

    # What goes out -------------------------------------------------------------------------------

    @rule(number=who, to=who, minutes=some)
    def give(self, number: int, to: int, minutes: int) -> None:
        expected = self.paper.give(number, to, minutes)
        self.told(
            lambda conn: operations.give_minutes(
                conn,
                estate_id=self.estate_id,
                giver_id=self.estate.residents[number],
                taker_id=self.estate.residents[to],
                minutes=minutes,
                idempotency_key=self.key(),
                actor_user_id=self.users[number],
                today=self.today,
            ),
            expected,
        )

    @rule(number=who, minutes=some)
    def donate(self, number: int, minutes: int) -> None:
        expected = self.paper.donate(number, minutes)
        key = self.key()
        self.told(
            lambda conn: operations.donate_minutes(
                conn, **self.own(number), minutes=minutes, idempotency_key=key
            ),
            expected,
        )

    @rule(days=st.sampled_from([1, 2, 3]))
    def pass_days(self, days: int) -> None:
        self.paper.now += timedelta(days=days)

    # What holds after each step -------------------------------------------------------------------

    @invariant()
    def the_accounts_are_the_papers(self) -> None:
        async def look(conn: AsyncConnection) -> Any:
            return list(await conn.execute(_BALANCES, {"estate_id": self.estate_id}))

        rows = self.told(look, None)
        posted = {(row.code, row.holder): row.posted for row in rows if row.posted}
        held = {(row.code, row.holder): row.held for row in rows if row.held}
        paper, holders = self.paper, [f"resident:{each}" for each in self.estate.residents]
        expected = {
            ("M1101", ""): sum(paper.hours(number) for number in range(3)),
            ("M1102", ""): paper.deposited,
            ("M2301", ""): paper.pool,
            ("M3101", ""): paper.spent,
        }
        wanted_held = {("M2301", ""): paper.pool_held}
        for number, holder in enumerate(holders):
            expected["M2101", holder] = paper.hours(number)
            expected["M2102", holder] = paper.balance[number]
            wanted_held["M2102", holder] = paper.held(number)
            assert paper.hours(number) >= self.hours_before[number]
            assert 0 <= paper.held(number) <= paper.balance[number]
        self.hours_before = [paper.hours(number) for number in range(3)]
        assert posted == {place: minutes for place, minutes in expected.items() if minutes}
        assert held == {place: minutes for place, minutes in wanted_held.items() if minutes}
        assert 0 <= paper.pool_held <= paper.pool
        # What was issued is somewhere; what is held lies in the wallets and in the pool.
        assert paper.deposited == sum(paper.balance.values()) + paper.pool + paper.spent

    def teardown(self) -> None:
        async def look(conn: AsyncConnection) -> Any:
            [report] = await verify_database(conn, estate_id=self.estate_id)
            return report

        report = self.told(look, None)
        assert report.is_unaltered, report.lines()
