"""The chain of balances of every account: each line goes on from where the one before it left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ledger.evidence.screen.streams import Table, Whole, column


@dataclass(frozen=True, slots=True)
class Chains:
    """The chains of a stretch: for each account with lines where it began and where it ended.

    `at` is the account's row in the stretch's table of accounts, `breaks` the rows of the lines
    that do not go on from the one before them.
    """

    at: Whole
    posted_before: Whole
    version_before: Whole
    posted_after: Whole
    version_after: Whole
    breaks: Whole


def chains_of(lines: Table, signed: Whole, accounts_at: Whole) -> Chains:
    """Follow every account through lines in the order of their entries.

    `signed` are the amounts, debit positive; `accounts_at` the row of each line's account.
    """
    order = np.argsort(accounts_at, kind="stable")
    at = accounts_at[order]
    after = column(lines, "after")[order]
    version = column(lines, "version")[order]
    before = after - signed[order]
    is_first = np.ones(len(at), np.bool_)
    is_first[1:] = at[1:] != at[:-1]
    breaks = ~is_first
    breaks[1:] &= (before[1:] != after[:-1]) | (version[1:] != version[:-1] + 1)
    first = np.flatnonzero(is_first)
    last = np.append(first[1:], len(at)) - 1 if len(at) else first
    return Chains(
        at=at[first],
        posted_before=before[first],
        version_before=version[first] - 1,
        posted_after=after[last],
        version_after=version[last],
        breaks=order[breaks],
    )


@dataclass(slots=True)
class Ledger:
    """Where every account of a book stands after the stretches so far, by its row."""

    posted: Whole
    version: Whole

    @classmethod
    def empty(cls, accounts: int) -> Ledger:
        return cls(np.zeros(accounts, np.int64), np.zeros(accounts, np.int64))

    def follow(self, chains: Chains) -> Whole:
        """Take the next stretch; returns the rows of accounts that do not go on from before."""
        at = chains.at
        wrong = (self.posted[at] != chains.posted_before) | (
            self.version[at] != chains.version_before
        )
        self.posted[at] = chains.posted_after
        self.version[at] = chains.version_after
        stray: Whole = at[wrong]
        return stray

    def differs(self, other: Ledger) -> Whole:
        """Return the rows of accounts that stand otherwise there."""
        return np.flatnonzero((self.posted != other.posted) | (self.version != other.version))
