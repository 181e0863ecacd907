"""Help in any order, beside everything else that is done with saved minutes."""

from __future__ import annotations

from datetime import time, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.time_bank.help import completion
from ledger.time_bank.help import operations as help_operations
from ledger.time_bank.help.operations import Acting, Wish
from ledger.time_bank.help.rules import Service
from ledger.time_bank.pool import operations as pool_operations
from ledger.time_bank.pool.operations import Deciding, Proposal
from tests.time_bank.bank_machine import BankMachine, mostly, some, staff, which, who


class HelpMachine(BankMachine):
    """The bank, and what is asked for, granted, given, disputed and paid."""

    def acting(self, number: int, request: int) -> Acting:
        person = self.estate.residents[number]
        return Acting(
            self.estate_id, self.request_ids[request], self.users[number], person, self.paper.now
        )

    def wish(self, minutes: int) -> Wish:
        ends = self.paper.now + timedelta(hours=9)
        return Wish("陪伴聊天", "想请人聊聊天", minutes, self.paper.now, ends)

    @rule(number=who, minutes=some)
    def ask(self, number: int, minutes: int) -> None:
        expected = self.paper.ask(number, minutes)
        said = {name: value for name, value in self.own(number).items() if name != "today"}
        wish, key = self.wish(minutes), self.key()
        made = self.told(
            lambda conn: help_operations.publish_request(
                conn, wish, **said, idempotency_key=key, now=self.paper.now
            ),
            expected,
        )
        if expected is None:
            self.request_ids.append(made)

    @rule(number=who, minutes=some, by=staff)
    def propose(self, number: int, minutes: int, by: str) -> None:
        self.paper.propose(number, minutes, by)
        proposal = Proposal(self.estate.residents[number], "高龄", "独居", self.wish(minutes))
        made = self.told(
            lambda conn: pool_operations.propose_grant(
                conn,
                proposal,
                estate_id=self.estate_id,
                actor_user_id=self.staff[by],
                now=self.paper.now,
            ),
            None,
        )
        self.grant_ids.append(made)

    def deciding(self, back: int, by: str) -> tuple[int, Deciding]:
        number = max(0, len(self.grant_ids) - 1 - back)
        grant = self.grant_ids[number]
        return number, Deciding(self.estate_id, grant, self.staff[by], self.paper.now)

    @precondition(lambda self: self.grant_ids)
    @rule(back=which, by=staff)
    def approve(self, back: int, by: str) -> None:
        number, deciding = self.deciding(back, by)
        expected = self.paper.approve(number, by)
        made = self.told(lambda conn: pool_operations.approve_grant(conn, deciding), expected)
        if expected is None:
            self.request_ids.append(made)

    @precondition(lambda self: self.grant_ids)
    @rule(back=which, by=staff)
    def reject(self, back: int, by: str) -> None:
        number, deciding = self.deciding(back, by)
        expected = self.paper.reject(number, by)
        self.told(
            lambda conn: pool_operations.reject_grant(conn, deciding, reason="重复了"), expected
        )

    @precondition(lambda self: self.grant_ids)
    @rule(back=which, by=staff)
    def withdraw_grant(self, back: int, by: str) -> None:
        number, deciding = self.deciding(back, by)
        expected, key = self.paper.withdraw_grant(number), self.key()
        self.told(
            lambda conn: pool_operations.withdraw_grant(conn, deciding, reason="不需要了", key=key),
            expected,
        )

    def request(self, back: int) -> int:
        return max(0, len(self.request_ids) - 1 - back)

    @precondition(lambda self: self.request_ids)
    @rule(number=who, back=which)
    def accept(self, number: int, back: int) -> None:
        request = self.request(back)
        expected, acting = self.paper.accept(request, number), self.acting(number, request)
        self.told(lambda conn: help_operations.accept_request(conn, acting), expected)

    @precondition(lambda self: self.request_ids)
    @rule(number=who, back=which)
    def give_back(self, number: int, back: int) -> None:
        request = self.request(back)
        expected, acting = self.paper.give_back(request, number), self.acting(number, request)
        self.told(lambda conn: help_operations.give_back_request(conn, acting), expected)

    @precondition(lambda self: self.request_ids)
    @rule(number=who, back=which)
    def withdraw(self, number: int, back: int) -> None:
        request = self.request(back)
        expected, acting = self.paper.withdraw(request, number), self.acting(number, request)
        key = self.key()
        self.told(lambda conn: help_operations.withdraw_request(conn, acting, key=key), expected)

    @precondition(lambda self: self.request_ids)
    @rule(back=which, minutes=some, is_volunteer=mostly, number=who)
    def report(self, back: int, minutes: int, is_volunteer: bool, number: int) -> None:
        request = self.request(back)
        volunteer = self.paper.requests[request].volunteer
        if is_volunteer and volunteer is not None:
            number = volunteer
        expected, acting = self.paper.report(request, number, minutes), self.acting(number, request)
        # No two services of a volunteer begin in the same minute.
        starts = time(self.serial // 60 % 20, self.serial % 60)
        self.key()
        service = Service(self.today, starts, minutes)
        self.told(lambda conn: help_operations.report_service(conn, acting, service), expected)

    @precondition(lambda self: self.request_ids)
    @rule(back=which, is_asker=mostly, number=who)
    def confirm(self, back: int, is_asker: bool, number: int) -> None:
        request = self.request(back)
        if is_asker:
            number = self.paper.requests[request].asker
        expected, acting = self.paper.confirm(request, number), self.acting(number, request)
        self.told(
            lambda conn: completion.confirm_service(conn, acting, rating=4, remark=""), expected
        )

    @precondition(lambda self: self.request_ids)
    @rule(back=which, number=who)
    def dispute(self, back: int, number: int) -> None:
        request = self.request(back)
        expected, acting = self.paper.dispute(request, number), self.acting(number, request)
        self.told(lambda conn: help_operations.appeal(conn, acting, reason="没有来"), expected)

    @precondition(lambda self: self.request_ids)
    @rule(back=which, by=staff, minutes=st.sampled_from([0, 15, 30, 200]))
    def settle(self, back: int, by: str, minutes: int) -> None:
        request = self.request(back)
        expected, key = self.paper.settle(request, by, minutes), self.key()
        acting = Acting(
            self.estate_id, self.request_ids[request], self.staff[by], None, self.paper.now
        )
        self.told(
            lambda conn: completion.settle_appeal(
                conn, acting, minutes=minutes, reason="问过双方", key=key
            ),
            expected,
        )

    @rule()
    def clock_confirms(self) -> None:
        expected = self.paper.clock_confirms()

        async def work(conn: AsyncConnection) -> int:
            await completion.remind_of_confirming(
                conn, estate_id=self.estate_id, now=self.paper.now
            )
            return await completion.confirm_by_clock(
                conn,
                estate_id=self.estate_id,
                actor_user_id=self.estate.organiser,
                now=self.paper.now,
            )

        assert self.told(work, None) == expected
