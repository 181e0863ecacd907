"""Everything that can be asked of the books, in any order, on paper and of the real engine.

Each step compares the answer, refusals by their code, and then every balance, entry, line, hold
and month of the books. A step that was refused as a whole leaves every row of every table as it
was. Hypothesis prints the steps of the shortest run that fails.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ledger.bookkeeping.entry import debit
from ledger.bookkeeping.period import Month
from ledger.posting.holds import capture_hold, expire_holds, place_hold, void_hold
from ledger.posting.operations import PostingCommand
from ledger.posting.periods import begin_adjusting, close_period, resume_period
from ledger.posting.reopening import grant_reopening, request_reopening
from tests.posting.asking import (
    DAYS,
    LATER,
    MONTHS,
    NOBODY,
    NOW,
    TODAY,
    WAYS,
    Asked,
    asked_commands,
    usually,
    which,
)
from tests.posting.posting_steps import PostingMachine


class BooksMachine(PostingMachine):
    """Steps of posting, and besides: holds, whose time may be over, and months."""

    # Holds -------------------------------------------------------------------------------------

    def any_hold(self, number: int) -> tuple[int, str | None]:
        """Return an estate and the key of a hold, an open one for the most part, or of none."""
        if number >= 39:
            return self.estate(number), None
        found = [
            (estate_id, key, hold.is_held)
            for estate_id, book in self.paper.items()
            for key, hold in book.holds.items()
        ]
        found = [each for each in found if each[2] or number % 4 == 3] or found
        return found[number // 4 % len(found)][:2]

    def has_holds(self) -> bool:
        return any(book.holds for book in self.paper.values())

    def hold_id(self, estate_id: int, key: str | None) -> int:
        return NOBODY if key is None else self.hold_ids[estate_id, key]

    @rule(
        number=which,
        where=usually("M2102/0", "M2102/1", "1002001", now_and_then=("7777", "1001", "1001/0")),
        amount=usually(*range(1, 25, 4), now_and_then=(0, 200)),
        again=usually(None, now_and_then=tuple(range(4))),
    )
    def place(self, number: int, where: str, amount: int, again: int | None) -> None:
        estate_id = self.estate(number)
        line = self.line(estate_id, where, 1, debit)
        account = line.account_code, line.holder
        key = self.fresh_key()
        if again is not None and self.has_holds():
            estate_id, found = self.any_hold(again)
            key = found or key
            if again % 2 and found is not None:
                # The very same again.
                known = self.paper[estate_id].holds[key]
                account, amount = known.where, known.amount
        placer = self.real.people[0]

        async def work(conn: Any) -> None:
            self.hold_ids[estate_id, key] = await place_hold(
                conn,
                estate_id=estate_id,
                account=account,
                amount=amount,
                expires_at=LATER,
                purpose="午餐",
                placed_by=placer,
                idempotency_key=key,
            )

        on_paper = self.on_paper(
            lambda: self.paper[estate_id].place(key, account, amount, ("午餐", placer, LATER))
        )
        self.compare(on_paper, lambda: self.real.do(work))

    @precondition(has_holds)
    @rule(hold=which, again=usually(False, now_and_then=(True,)))
    def void(self, hold: int, again: bool) -> None:
        estate_id, hold_key = self.any_hold(hold)
        book = self.paper[estate_id]
        key = min(book.void_keys) if again and book.void_keys else self.fresh_key()
        self.give_back(estate_id, hold_key, key)

    def give_back(self, estate_id: int, hold_key: str | None, key: str) -> None:
        on_paper = self.on_paper(lambda: self.paper[estate_id].void(key, hold_key))
        work = partial(
            void_hold,
            estate_id=estate_id,
            hold_id=self.hold_id(estate_id, hold_key),
            voided_by=self.real.people[0],
            idempotency_key=f"{estate_id}:{key}",
        )
        self.compare(on_paper, lambda: self.real.do(work))

    @precondition(has_holds)
    @rule(
        hold=which,
        more=st.sampled_from([0, 0, -1, -5, 1]),
        asked=asked_commands,
        key=usually("fresh", now_and_then=("same", "used")),
    )
    def capture(self, hold: int, more: int, asked: Asked, key: str) -> None:
        """Take a hold's amount or a little less or more, for the most part from its account."""
        estate_id, hold_key = self.any_hold(hold)
        book = self.paper[estate_id]
        found = book.holds.get(hold_key or "")
        asked = replace(asked, is_poisoned=False)
        if found is not None and asked.way in WAYS:
            code, holder = found.where
            taker = "M3101" if code == "M2102" else "5103"
            written = f"{code}/{book.residents.index(holder)}" if holder else code
            amount = max(1, found.amount + more)
            asked = replace(asked, way=(taker, written), amount=amount, also=0, edge=None)
        command = self.signed(estate_id, self.entry(estate_id, asked), asked.people, None)
        used = [each for each in self.said if each.estate_id == estate_id]
        if key == "used":
            command = replace(command, idempotency_key=used[hold % len(used)].idempotency_key)
        elif key == "same" and found is not None and found.captured_seq is not None:
            command = book.entries[found.captured_seq - 1]
        self.take(estate_id, hold_key, command)

    @rule(
        number=which,
        where=st.sampled_from(["M2102/0", "M2102/1", "1002001"]),
        amount=st.integers(2, 12),
        less=st.sampled_from([0, 1, 1]),
    )
    def place_and_take(self, number: int, where: str, amount: int, less: int) -> None:
        """A hold that is captured at once, for the most part not all of it."""
        estate_id = self.estate(number)
        self.place(number, where, amount, None)
        key = f"k{self.serial}"
        if key in self.paper[estate_id].holds:
            taker = "M3101" if where.startswith("M") else "5103"
            asked = Asked((taker, where), amount - less, DAYS[0], "redemption")
            command = self.signed(estate_id, self.entry(estate_id, asked), "two", None)
            self.take(estate_id, key, command)

    def take(self, estate_id: int, hold_key: str | None, command: PostingCommand) -> None:
        on_paper = self.on_paper(lambda: self.paper[estate_id].capture(hold_key, command, TODAY))
        work = partial(
            capture_hold,
            hold_id=self.hold_id(estate_id, hold_key),
            command=command,
            posted_by=self.real.people[2],
            today=TODAY,
        )
        self.compare(on_paper, lambda: self.real.do(work))

    @precondition(has_holds)
    @rule(hold=which, is_noticed=st.booleans())
    def let_time_pass(self, hold: int, is_noticed: bool) -> None:
        """One hold's time is over; nobody has noticed yet, or somebody is about to."""
        estate_id, key = self.any_hold(hold)
        if key is None:
            return
        found = self.paper[estate_id].holds[key]
        found.is_overdue = True
        # Its key now stands for another moment than was said.
        found.said = ()
        self.real.execute(
            "update hold set expires_at = clock_timestamp() where hold_id = :h",
            h=self.hold_ids[estate_id, key],
        )
        self.digest = None
        if is_noticed:
            self.give_back(estate_id, key, self.fresh_key())

    @precondition(lambda self: any(book.overdue() for book in self.paper.values()))
    @rule(number=which)
    def sweep(self, number: int) -> None:
        estate_id = self.estate(number)
        on_paper = self.on_paper(self.paper[estate_id].sweep)
        work = partial(expire_holds, estate_id=estate_id)
        self.compare(on_paper, lambda: self.real.do(work))

    # Months ------------------------------------------------------------------------------------

    @rule(
        number=which,
        verb=st.sampled_from(["adjust", "close", "close", "resume", "request", "grant"]),
        which_month=usually(None, now_and_then=MONTHS),
        who=st.integers(0, 1),
    )
    def change_month(self, number: int, verb: str, which_month: int | None, who: int) -> None:
        """Move a month, for the most part the next one that can be moved so."""
        estate_id = self.estate(number)
        by = self.real.people[who]
        months = self.paper[estate_id].months
        closed = [each for each in MONTHS if months.get(each) == "closed"]
        month = closed[-1] if verb == "request" and closed else MONTHS[len(closed)]
        month = which_month or month
        requests = self.paper[estate_id].requests
        waiting = [n for n, each in enumerate(requests) if each.state == "waiting"]
        request = (waiting or [0])[0] if which_month is None else which_month % 100 - 4

        def paper() -> None:
            book = self.paper[estate_id]
            if verb == "request":
                book.request(month, by, TODAY)
            elif verb == "grant":
                book.grant(request, by, TODAY)
            else:
                {"adjust": book.adjust, "close": book.close, "resume": book.resume}[verb](
                    month, TODAY
                )

        async def work(conn: Any) -> None:
            said: dict[str, Any] = {
                "estate_id": estate_id,
                "actor_user_id": by,
                "now": NOW,
                "today": TODAY,
            }
            if verb == "grant":
                request_id = await self.request_id(conn, estate_id, request)
                await grant_reopening(conn, reopening_request_id=request_id, **said)
            elif verb == "request":
                await request_reopening(conn, month=Month.from_number(month), reason="漏记", **said)
            elif verb == "resume":
                await resume_period(conn, month=Month.from_number(month), reason="漏记", **said)
            else:
                change = begin_adjusting if verb == "adjust" else close_period
                await change(conn, month=Month.from_number(month), **said)

        self.compare(self.on_paper(paper), lambda: self.real.do(work))

    async def request_id(self, conn: Any, estate_id: int, number: int) -> int:
        found = await conn.exec_driver_sql(
            f"""select reopening_request_id from reopening_request
            where estate_id = {estate_id} order by reopening_request_id offset {number} limit 1"""
        )
        return found.scalar_one_or_none() or NOBODY
