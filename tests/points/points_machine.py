"""Everything that can be done with points, in any order, on paper and in the real database.

Each step compares the answer, refusals by their code. After each step: every lot is the paper's,
wallets are their lots (I9), every account has what the paper says, no hour is ever fewer, and the
whole book is rebuilt and found unaltered (I14). Hypothesis prints the shortest run that fails.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.estates.queries import rule_profile
from ledger.evidence.database_verification import verify_database
from ledger.points.earning import service_award
from ledger.points.entries import PointsGrant, SpendOrder, wallet_of
from ledger.points.expiry import expire_lots
from ledger.points.gifts.operations import donate_points, give_points
from ledger.points.lot_restoration import PointsReversal, reverse_points
from ledger.points.operations import grant_points, post_spends, spend_points
from ledger.posting.holds import place_hold, void_hold
from ledger.volunteering.operations import NewServiceRecord, record_services
from ledger.volunteering.rules import ServiceSpan
from tests.points.family_estate import FamilyEstate, make_family_estate
from tests.points.paper_points import PaperPoints
from tests.posting.real_books import RealBooks

T = TypeVar("T")
FIRST_DAY = date(2026, 7, 6)
NOW = datetime(2026, 7, 6, 4, tzinfo=UTC)
STORE = "P3104"
KIND = "助老"

who = st.sampled_from([0, 0, 0, 1, 1, 2])
some = st.sampled_from([1, 1, 2, 3, 4, 5, 8, 40])
few = st.sampled_from([0, -1, *[1, 2, 4, 5, 6, 8] * 4])

_LOTS = text("""
    select a.holder, l.source_code, l.rule_version, l.granted_on, l.expires_on, l.points_left,
        l.spendable_from, l.grace_until
    from points_lot l join account a using (estate_id, account_id)
    where l.estate_id = :estate_id order by l.lot_id
""")
_BALANCES = text("""
    select a.code, a.holder, abs(b.posted) as posted, b.held
    from account a join balance b using (estate_id, account_id)
    where a.estate_id = :estate_id and (b.posted <> 0 or b.held <> 0)
""")
_SIZE = text("select coalesce(max(seq), 0) from journal_entry where estate_id = :estate_id")
# The entries of an expiry run, each with its lot's place among the estate's lots.
_EXPIRIES = text("""
    select e.seq, (select count(*) from points_lot l where l.estate_id = e.estate_id
        and l.lot_id < cast(split_part(e.source, ':', 2) as bigint))
    from journal_entry e
    where e.estate_id = :estate_id and e.seq > :size and e.kind = 'points_expiry'
    order by e.seq
""")


class PointsMachine(RuleBasedStateMachine):
    """One estate with three residents, two of them a family; set `real` before it runs."""

    real: RealBooks
    estates = 0

    @initialize()
    def found(self) -> None:
        PointsMachine.estates += 1
        self.serial = 0
        self.paper = PaperPoints(FIRST_DAY)
        self.seqs: list[int] = []
        self.hold_ids: list[int] = []
        self.minutes_before = 0

        code = f"points{PointsMachine.estates}"
        made = self.real.do(lambda conn: make_family_estate(conn, code=code))
        assert isinstance(made, FamilyEstate), made
        self.estate = made
        # So that what is spent comes from several lots, and soon from some that have ended.
        for number in (0, 1):
            for points, days in ((3, 2), (4, 20), (2, None)):
                self._grant(number, points, days)

    def key(self) -> str:
        self.serial += 1
        return f"{self.estate.estate_id}:{self.serial}"

    def told(self, work: Callable[[AsyncConnection], Awaitable[T]], expected: str | None) -> T:
        """Do it and compare the refusal with the paper's; return the answer."""
        said = self.real.do(work)
        code = said if isinstance(said, str) else None
        assert code == expected, (code, expected)
        return said  # type: ignore[return-value]

    @property
    def numbers(self) -> dict[str, int]:
        """The number on paper of each holder of a wallet."""
        return {f"resident:{r}": n for n, r in enumerate(self.estate.residents)}

    # Steps ---------------------------------------------------------------------------------------

    @rule(
        number=who,
        points=few,
        days=st.sampled_from([None, 0, 5, 30, 200]),
        notice=st.sampled_from([0, 0, 0, 1, 7]),
    )
    def grant(self, number: int, points: int, days: int | None, notice: int) -> None:
        self._grant(number, points, days, notice)

    def _grant(self, number: int, points: int, days: int | None, notice: int = 0) -> None:
        given = PointsGrant(
            estate_id=self.estate.estate_id,
            resident_id=self.estate.residents[number],
            points=points,
            source_code="P1105",
            kind="points_award",
            narration="最美家庭",
            on=self.paper.today,
            expires_on=None if days is None else self.paper.today + timedelta(days=days),
            spendable_from=self.paper.today + timedelta(days=notice) if notice else None,
            rule_version="shuxiangyuan/1",
            source="test:1",
            idempotency_key=self.key(),
        )
        expected = self.paper.grant(number, points, days, notice)

        async def work(conn: AsyncConnection) -> Any:
            return await grant_points(
                conn,
                [given],
                prepared_by=self.estate.organiser,
                approved_by=self.estate.committee,
                posted_by=self.estate.committee,
                today=self.paper.today,
            )

        posted = self.told(work, expected)
        if expected is None:
            self.seqs.append(posted[0].seq)

    @rule(number=who, back=st.integers(0, 3), hour=st.integers(8, 18), hours=st.integers(1, 4))
    def serve(self, number: int, back: int, hour: int, hours: int) -> None:
        day = self.paper.today - timedelta(days=back)
        expected = self.paper.serve(number, day, hour, hours)
        key = self.key()
        span = ServiceSpan(self.estate.residents[number], day, time(hour), time(hour + hours))

        async def work(conn: AsyncConnection) -> tuple[int, int | None, int | None]:
            profile = await rule_profile(conn, self.estate.estate_id, on=day)
            award = service_award(profile, service_type=KIND, service_minutes=60 * hours, on=day)
            record = NewServiceRecord(
                source_key=f"{day}|{key}|{KIND}|{span.resident_id}|{span.checked_in:%H:%M}",
                activity=key,
                service_type=KIND,
                organiser="",
                span=span,
                service_minutes=60 * hours,
                confirmer="核实人",
                waiting_reasons=(),
                award=award,
                row_no=1,
            )
            result = await record_services(
                conn,
                [record],
                estate_id=self.estate.estate_id,
                documents=(),
                import_id=None,
                actor_user_id=self.estate.organiser,
                now=NOW,
                today=self.paper.today,
                progress=None,
            )
            found = await conn.execute(
                text("""select points, points_seq from service_record
                    where estate_id = :estate_id and source_key = :key"""),
                {"estate_id": self.estate.estate_id, "key": record.source_key},
            )
            row = found.one()
            return result.booked, row.points, row.points_seq

        booked, points, seq = self.told(work, None)
        assert (booked, points) == (int(expected is not None), expected)
        if seq is not None:
            self.seqs.append(seq)

    @rule(number=who, amount=few)
    def hold(self, number: int, amount: int) -> None:
        expected = self.paper.hold(number, amount)
        key = self.key()

        async def work(conn: AsyncConnection) -> int:
            return await place_hold(
                conn,
                estate_id=self.estate.estate_id,
                account=("P2101", f"resident:{self.estate.residents[number]}"),
                amount=amount,
                expires_at=datetime(2099, 1, 1, tzinfo=UTC),
                purpose="预订",
                placed_by=self.estate.organiser,
                idempotency_key=key,
            )

        placed = self.told(work, expected)
        if expected is None:
            self.hold_ids.append(placed)

    @precondition(lambda self: self.hold_ids)
    @rule(number=st.integers(0, 50))
    def release(self, number: int) -> None:
        number %= len(self.hold_ids)
        key = self.key()

        async def work(conn: AsyncConnection) -> bool:
            return await void_hold(
                conn,
                estate_id=self.estate.estate_id,
                hold_id=self.hold_ids[number],
                voided_by=self.estate.organiser,
                idempotency_key=key,
            )

        self.told(work, self.paper.release(number))

    @rule(number=who, points=few)
    def spend(self, number: int, points: int) -> None:
        expected = self.paper.spend(number, points, STORE)
        order = SpendOrder(
            estate_id=self.estate.estate_id,
            resident_id=self.estate.residents[number],
            points=points,
            to_account=STORE,
            kind="points_spent",
            narration="兑换 东北大米5kg",
            on=self.paper.today,
            source="test:1",
        )
        key = self.key()

        async def work(conn: AsyncConnection) -> int:
            actor, today = self.estate.organiser, self.paper.today
            prepared = await spend_points(
                conn, order, idempotency_key=key, prepared_by=actor, today=today
            )
            [posted] = await post_spends(conn, [prepared], posted_by=actor, today=today)
            return posted.seq

        seq = self.told(work, expected)
        if expected is None:
            self.seqs.append(seq)

    @rule(number=who, points=few)
    def donate(self, number: int, points: int) -> None:
        expected = self.paper.spend(number, points, "P2301")
        key = self.key()

        async def work(conn: AsyncConnection) -> Any:
            return await donate_points(
                conn,
                estate_id=self.estate.estate_id,
                resident_id=self.estate.residents[number],
                points=points,
                idempotency_key=key,
                actor_user_id=self.estate.organiser,
                today=self.paper.today,
            )

        given = self.told(work, expected)
        if expected is None:
            self.seqs += given.seqs

    @rule(number=who, to=who, points=few)
    def give(self, number: int, to: int, points: int) -> None:
        expected = self.paper.give(number, to, points)
        key = self.key()

        async def work(conn: AsyncConnection) -> Any:
            return await give_points(
                conn,
                estate_id=self.estate.estate_id,
                from_resident_id=self.estate.residents[number],
                to_resident_id=self.estate.residents[to],
                points=points,
                idempotency_key=key,
                actor_user_id=self.estate.organiser,
                today=self.paper.today,
            )

        given = self.told(work, expected)
        if expected is None:
            self.seqs += given.seqs

    @precondition(lambda self: self.seqs)
    @rule(number=st.sampled_from([0, 0, 0, 1, 1, 2, 3, 5, 8, 13]), points=some)
    def take_back(self, number: int, points: int) -> None:
        """A refund of a spend, a correction of a grant, a gift or an expiry; whole or in part."""
        # The newest for the most part.
        number = max(0, len(self.seqs) - 1 - number)
        expected = self.paper.take_back(number, points)
        reversal = PointsReversal(
            estate_id=self.estate.estate_id,
            seq=self.seqs[number],
            reason="退回",
            on=self.paper.today,
            idempotency_key=self.key(),
            prepared_by=self.estate.organiser,
            approved_by=self.estate.committee,
            points=points,
        )

        async def work(conn: AsyncConnection) -> Any:
            return await reverse_points(
                conn, reversal, posted_by=self.estate.committee, today=self.paper.today
            )

        self.told(work, expected)

    @rule(days=st.sampled_from([1, 1, 7, 25, 60]))
    def pass_days(self, days: int) -> None:
        self.paper.today += timedelta(days=days)

    @rule()
    def expire(self) -> None:
        retired = self.paper.expire()
        ids = {"estate_id": self.estate.estate_id}

        async def work(conn: AsyncConnection) -> tuple[int, list[tuple[int, int]]]:
            size = await conn.scalar(_SIZE, ids)
            done = await expire_lots(
                conn, **ids, today=self.paper.today, actor_user_id=self.estate.organiser
            )
            entries = await conn.execute(_EXPIRIES, ids | {"size": size})
            return done.lots, [(seq, number) for seq, number in entries]

        lots, entries = self.told(work, None)
        assert lots == len(entries) == len(retired)
        # What was retired by mistake can be taken back like any other entry.
        self.paper.write_down(retired[number] for _, number in entries)
        self.seqs += [seq for seq, _ in entries]

    # What holds after each step -------------------------------------------------------------------

    @invariant()
    def the_books_are_the_papers(self) -> None:
        numbers = self.numbers

        async def look(conn: AsyncConnection) -> Any:
            ids = {"estate_id": self.estate.estate_id}
            lots = [tuple(row) for row in await conn.execute(_LOTS, ids)]
            balances = {(row.code, row.holder): row for row in await conn.execute(_BALANCES, ids)}
            [report] = await verify_database(conn, estate_id=self.estate.estate_id)
            return lots, balances, report

        lots, balances, report = self.told(look, None)
        assert [(numbers[lot[0]], *lot[1:]) for lot in lots] == [
            (lot.holder, lot.source, lot.rule, lot.granted_on, lot.expires_on, lot.left,
             lot.spendable_from, lot.grace_until)
            for lot in self.paper.lots
        ]  # fmt: skip
        posted = {place: row.posted for place, row in balances.items() if row.posted}
        expected = {(code, ""): points for code, points in self.paper.totals.items() if points}
        for holder, number in numbers.items():
            expected[wallet_of(holder), holder] = self.paper.balance(number)
            expected["M2101", holder] = self.paper.minutes[number]
        expected["M1101", ""] = self.paper.minutes.total()
        assert posted == {place: points for place, points in expected.items() if points}
        held = {place[1]: row.held for place, row in balances.items() if row.held}
        assert held == {h: self.paper.held(n) for h, n in numbers.items() if self.paper.held(n)}
        # I9, said in so many words.
        issued = sum(points for (code, _), points in posted.items() if code.startswith("P1"))
        assert issued == sum(
            points for (code, _), points in posted.items() if code[:2] in ("P2", "P3")
        )
        assert self.paper.minutes.total() >= self.minutes_before
        self.minutes_before = self.paper.minutes.total()
        assert report.is_unaltered, report.lines()
