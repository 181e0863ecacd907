"""Steps of a state machine: post, singly and batched, say it again, reverse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import EntryLine, JournalEntry, credit, debit
from ledger.posting.operations import PostedEntry, PostingCommand, PostingGroup, post_entries
from tests.posting.asking import (
    DAYS,
    FIRST_MONTH,
    OPENING,
    POISON,
    SERIES,
    TODAY,
    WRONG_DAYS,
    WRONG_WAYS,
    Asked,
    asked_commands,
    group_members,
    usually,
    which,
)
from tests.posting.paper_books import CHART, PaperBook, Refused
from tests.posting.real_books import RealBooks, Standing


class PostingMachine(RuleBasedStateMachine):
    """Two books, of which each command concerns one; set `real` before it runs."""

    real: RealBooks

    def __init__(self) -> None:
        super().__init__()
        self.estates = self.real.found_estates(2, first_month=FIRST_MONTH)
        self.paper = {
            estate_id: PaperBook(self.real.add_residents(estate_id, 2), FIRST_MONTH)
            for estate_id in self.estates
        }
        self.hold_ids: dict[tuple[int, str], int] = {}
        self.serial = 0
        self.said: list[PostingCommand] = []
        self.digest: dict[str, int] | None = None

    @initialize()
    def earn(self) -> None:
        """Let there be something to spend, in both books."""
        opening = [Asked(way, amount, DAYS[1], "opening") for way, amount in OPENING]
        self.post_together([(number, asked) for number in range(2) for asked in opening])

    # How a step is taken and compared ----------------------------------------------------------

    def fresh_key(self) -> str:
        self.serial += 1
        return f"k{self.serial}"

    def on_paper(self, work: Callable[[], Any]) -> Any:
        """Return what the paper says; a refusal by its code, with the books as they were."""
        before = {estate_id: book.copy() for estate_id, book in self.paper.items()}
        try:
            return work()
        except Refused as refused:
            self.paper = before
            return str(refused)

    def compare(self, on_paper: Any, ask: Callable[[], Any]) -> Any:
        """Ask the engine what the paper has answered; a refusal must leave no trace."""
        answers = on_paper if isinstance(on_paper, list) else [on_paper]
        is_refused = all(isinstance(each, str) for each in answers)
        before = self.digest_now() if is_refused else {}
        answer = ask()
        note(f"the paper says {on_paper!r}, the engine {answer!r}")
        assert answer == on_paper
        self.digest = None
        if is_refused:
            assert self.digest_now() == before
        return answer

    def digest_now(self) -> dict[str, int]:
        """Return the digest of all rows; it is good until the next thing that writes."""
        if self.digest is None:
            self.digest = self.real.digest(self.estates)
        return self.digest

    @invariant()
    def the_books_are_the_same(self) -> None:
        standings = self.real.standings(self.estates)
        for estate_id, book in self.paper.items():
            compare_books(standings[estate_id], book)

    # Commands ----------------------------------------------------------------------------------

    def estate(self, number: int) -> int:
        return self.estates[number % len(self.estates)]

    def line(self, estate_id: int, written: str, amount: int, side: Any) -> EntryLine:
        code, _, resident = written.partition("/")
        residents = (*self.paper[estate_id].residents, "resident:999999999")
        holder = residents[min(int(resident), 2)] if resident else ""
        currency = Currency.CNY if code not in CHART else CHART[code].currency
        line: EntryLine = side(code, amount, currency, holder=holder)
        return line

    def amount(self, estate_id: int, asked: Asked) -> int:
        """Return the amount that is asked, or one on the edge of what the payer has left."""
        if asked.edge is not None:
            for written, sign in zip(asked.way, (1, -1), strict=True):
                line = self.line(estate_id, written, 1, debit)
                account = CHART.get(line.account_code)
                if account is not None and account.floor is not None and account.side * sign < 0:
                    left = self.paper[estate_id].left((line.account_code, line.holder))
                    return max(1, left + asked.edge) + asked.also
        return asked.amount + asked.also

    def entry(self, estate_id: int, asked: Asked) -> JournalEntry:
        debited, credited = asked.way
        amount = self.amount(estate_id, asked)
        lines = [
            self.line(estate_id, debited, amount, debit),
            self.line(estate_id, credited, amount, credit),
        ]
        if asked.also:
            lines += [
                self.line(estate_id, credited, asked.also, debit),
                self.line(estate_id, debited, asked.also, credit),
            ]
        # An account of another record is unknown to this one.
        currency = lines[0].currency
        lines = [replace(each, currency=currency) for each in lines]
        narration = f"端午{POISON}" if asked.is_poisoned else "端午"
        return JournalEntry(SERIES[currency], asked.kind, asked.day, narration, tuple(lines))

    def command(self, number: int, asked: Asked, *, key: str | None = None) -> PostingCommand:
        estate_id = self.estate(number)
        return self.signed(estate_id, self.entry(estate_id, asked), asked.people, key)

    def signed(
        self, estate_id: int, entry: JournalEntry, people: str, key: str | None
    ) -> PostingCommand:
        preparer, approver, _ = self.real.people
        approved_by = {"two": approver, "one twice": preparer, "one and none": None}[people]
        command = PostingCommand(estate_id, entry, key or self.fresh_key(), preparer, approved_by)
        self.said.append(command)
        return command

    def post_on_paper(self, commands: list[PostingCommand]) -> Any:
        """Return where the entries stand, or the code of the refusal that undid all of them."""

        def post_all() -> list[PostedEntry]:
            posted = [self.paper[each.estate_id].post(each, TODAY) for each in commands]
            if any(POISON in each.entry.narration for each in commands):
                raise Refused("poisoned")
            return posted

        return self.on_paper(post_all)

    def post_really(self, commands: list[PostingCommand]) -> Any:
        poster = self.real.people[2]
        return self.real.do(partial(post_entries, commands=commands, posted_by=poster, today=TODAY))

    @rule(asked=st.lists(st.tuples(which, asked_commands), min_size=1, max_size=5))
    def post_together(self, asked: list[tuple[int, Asked]]) -> None:
        """All or nothing: the first refusal is the answer to all."""
        commands = [self.command(*each) for each in asked]
        self.compare(self.post_on_paper(commands), lambda: self.post_really(commands))

    @rule(
        asked=st.lists(st.lists(group_members, min_size=1, max_size=3), min_size=1, max_size=6),
        lanes=st.integers(1, 2),
        batch_max=st.sampled_from([1, 2, 512]),
    )
    def post_at_once(
        self, asked: list[list[tuple[int, Asked, int | None]]], lanes: int, batch_max: int
    ) -> None:
        """Groups that arrive while a batch is being committed; each has an answer of its own.

        Two lanes share the database as two processes do; each has one of the books, so that the
        order of arrival is known.
        """
        groups = []
        for members in asked:
            estate_id = self.estate(members[0][0])
            group = [self.member(*each) for each in members]
            if lanes == 2:
                group = [each for each in group if each.estate_id == estate_id] or group[:1]
            groups.append(group)
        self.post_groups(groups, lanes=lanes, batch_max=batch_max)

    @rule(number=which, asked=asked_commands, wrong=st.sampled_from(WRONG_WAYS))
    def post_behind_a_refusal(self, number: int, asked: Asked, wrong: tuple[str, str]) -> None:
        """A group whose last command is refused, and the same again without it, in one batch."""
        good = replace(asked, is_poisoned=False)
        bad = self.command(number, replace(good, way=wrong, edge=None))
        groups = [[self.command(number, good), bad], [self.command(number, good)]]
        self.post_groups(groups, lanes=1, batch_max=512)

    def post_groups(
        self, groups: list[list[PostingCommand]], *, lanes: int, batch_max: int
    ) -> None:
        on_paper = [self.post_on_paper(group) for group in groups]
        for group, answer in zip(groups, on_paper, strict=True):
            note(f"{[each.idempotency_key for each in group]}: {answer}")
        poster = self.real.people[2]
        really = [PostingGroup(tuple(group), poster) for group in groups]
        self.compare(
            on_paper,
            lambda: self.real.post_at_once(really, TODAY, lanes=lanes, batch_max=batch_max),
        )

    def member(self, number: int, asked: Asked, again: int | None) -> PostingCommand:
        """Return a new command, or one that was said before, be it in this very batch."""
        if again is not None:
            return self.said[again % len(self.said)]
        return self.command(number, asked)

    @rule(number=which, asked=asked_commands)
    def post_one(self, number: int, asked: Asked) -> None:
        self.post_together([(number, asked)])

    @precondition(lambda self: self.said)
    @rule(
        number=which,
        other=st.sampled_from(["", "", "amount", "people", "day", "narration", "estate"]),
    )
    def say_again(self, number: int, other: str) -> None:
        """The same command under its key, posted or refused before; or another one under it."""
        command = self.said[number % len(self.said)]
        entry = command.entry
        if other == "amount":
            lines = tuple(replace(each, amount=each.amount * 2) for each in entry.lines)
            command = replace(command, entry=replace(entry, lines=lines))
        elif other == "people":
            command = replace(command, prepared_by=self.real.people[2])
        elif other == "day":
            command = replace(command, entry=replace(entry, effective_on=DAYS[number % 4]))
        elif other == "narration":
            command = replace(command, entry=replace(entry, narration="中秋"))
        elif other == "estate":
            command = replace(command, estate_id=sum(self.estates) - command.estate_id)
        self.compare(self.post_on_paper([command]), lambda: self.post_really([command]))

    @rule(
        number=which,
        seq=which,
        day=usually(*DAYS, now_and_then=WRONG_DAYS),
        people=usually("two", now_and_then=("one and none", "one twice")),
        part=usually("whole", "half", "half", now_and_then=("more", "other", "black")),
        batch=st.integers(1, 3),
    )
    def reverse(self, number: int, seq: int, day: date, people: str, part: str, batch: int) -> None:
        """Take an entry back, or a part of it, or what it does not have, once or in one batch."""
        estate_id = self.estate(number)
        entries = self.paper[estate_id].entries
        if seq < 38:
            seq = seq % len(entries) + 1
        original = entries[min(seq, len(entries)) - 1].entry
        lines = tuple(replace(each, amount=-each.amount) for each in original.lines)
        if part == "half" and all(each.amount % 2 == 0 for each in lines):
            lines = tuple(replace(each, amount=each.amount // 2) for each in lines)
        elif part == "more":
            lines = tuple(replace(each, amount=each.amount * 2) for each in lines)
        elif part == "other":
            lines = tuple(replace(each, narration="别的") for each in lines)
        elif part == "black":
            lines = original.lines
        red = replace(
            original,
            kind="reversal",
            effective_on=day,
            narration="冲销",
            lines=lines,
            reverses_seq=seq,
        )
        groups = [[self.signed(estate_id, red, people, None)] for _ in range(batch)]
        self.post_groups(groups, lanes=1, batch_max=512)

    @rule()
    def restart(self) -> None:
        """The process ends and another one begins: nothing but the database remembers."""
        self.real.restart()


def compare_books(found: Standing, book: PaperBook) -> None:
    """Assert that the database holds what the paper says, and nothing else."""
    stands: dict[tuple[str, str], int] = {}
    counts: dict[tuple[str, str], int] = {}
    lines = []
    for seq, posted in enumerate(book.entries, start=1):
        for line in posted.entry.lines:
            where = line.account_code, line.holder
            signed = line.side * line.amount
            stands[where] = stands.get(where, 0) + signed
            counts[where] = counts.get(where, 0) + 1
            lines.append((seq, *where, signed, stands[where], counts[where]))
    assert found.lines == lines
    assert found.entries == [
        (
            seq,
            book.entry_no(seq),
            posted.idempotency_key,
            posted.prepared_by,
            len(posted.entry.lines),
            posted.entry.reverses_seq,
        )
        for seq, posted in enumerate(book.entries, start=1)
    ]
    touched = stands.keys() | {hold.where for hold in book.holds.values() if hold.is_held}
    balances = {w: (stands.get(w, 0), book.held(w), counts.get(w, 0)) for w in touched}
    assert found.balances == balances
    assert found.holds == {
        key: (hold.amount, hold.state, hold.captured, hold.captured_seq)
        for key, hold in book.holds.items()
    }
    assert found.months == {m: state for m, state in book.months.items() if state != "open"}
