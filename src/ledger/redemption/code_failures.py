"""Codes that were tried in vain: counted, so that nobody can guess one.

Different codes are counted, not submissions: who scans one stale code ten times is a shopkeeper
in a hurry, who tries ten codes is guessing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.errors import Refusal

FAILURES_ALLOWED = 5
FAILURE_WINDOW_SECONDS = 15 * 60


class CodeAttemptsAreThrottled(Refusal):
    """Too many different codes failed from this account or this address."""

    code = "code_attempts_are_throttled"
    status = 429

    def __init__(self, *, retry_after: int) -> None:
        minutes = -(-retry_after // 60)
        super().__init__(
            f"无效的付款码太多，请等 {minutes} 分钟再扫；确实着急请联系业委会。",
            retry_after=retry_after,
        )


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a code is scanned: the shopkeeper's account, and the address it calls from."""

    user_id: int
    address: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A code that failed, and how many seconds ago it did so first within the window."""

    estate_id: int
    terminal: Terminal
    digest: bytes
    age_seconds: float


@dataclass(slots=True)
class Failures:
    """The failures that count against some terminals; `added` are those to be written."""

    known: list[Failure] = field(default_factory=list)
    added: list[Failure] = field(default_factory=list)

    def check(self, estate_id: int, digest: bytes, terminal: Terminal) -> None:
        """Raise when five other codes failed within the window, by account or by address."""
        others = [
            failure
            for failure in self.known
            if failure.estate_id == estate_id and failure.digest != digest
        ]
        for mine in (
            [each for each in others if each.terminal.user_id == terminal.user_id],
            [each for each in others if each.terminal.address == terminal.address],
        ):
            if len({each.digest for each in mine}) >= FAILURES_ALLOWED:
                oldest = max(each.age_seconds for each in mine)
                left = ceil(FAILURE_WINDOW_SECONDS - oldest)
                raise CodeAttemptsAreThrottled(retry_after=max(1, left))

    def add(self, estate_id: int, digest: bytes, terminal: Terminal) -> None:
        failure = Failure(estate_id, terminal, digest, age_seconds=0)
        self.known.append(failure)
        self.added.append(failure)


_KNOWN = text("""
    select a.estate_id, a.user_id, a.address, a.code_digest,
        extract(epoch from clock_timestamp() - min(a.at))::float as age_seconds
    from code_attempt a
    where a.at > clock_timestamp() - make_interval(secs => :window_seconds)
        and a.estate_id = any(cast(:estate_ids as bigint[]))
        and (a.user_id = any(cast(:user_ids as bigint[]))
            or a.address = any(cast(:addresses as text[])))
    group by a.estate_id, a.user_id, a.address, a.code_digest
""")

_SERIALISE = text("""
    select pg_advisory_xact_lock(hashtextextended('code_attempt ' || w.who, w.estate_id))
    from unnest(cast(:estate_ids as bigint[]), cast(:whos as text[])) as w (estate_id, who)
""")

_SWEEP = text("""
    delete from code_attempt a
    using unnest(cast(:estate_ids as bigint[]), cast(:user_ids as bigint[]))
        as w (estate_id, user_id)
    where a.estate_id = w.estate_id and a.user_id = w.user_id
        and a.at < clock_timestamp() - interval '1 day'
""")

_RECORD = text("""
    insert into code_attempt (estate_id, user_id, address, code_digest)
    select * from unnest(cast(:estate_ids as bigint[]), cast(:user_ids as bigint[]),
        cast(:addresses as text[]), cast(:digests as bytea[]))
""")


async def read_failures(conn: AsyncConnection, asked: Iterable[tuple[int, Terminal]]) -> Failures:
    """Return what counts against (estate id, terminal) pairs."""
    pairs = set(asked)
    rows = await conn.execute(
        _KNOWN,
        {
            "window_seconds": FAILURE_WINDOW_SECONDS,
            "estate_ids": sorted({estate_id for estate_id, _ in pairs}),
            "user_ids": sorted({terminal.user_id for _, terminal in pairs}),
            "addresses": sorted({terminal.address for _, terminal in pairs}),
        },
    )
    return Failures(
        [
            Failure(
                row.estate_id, Terminal(row.user_id, row.address), row.code_digest, row.age_seconds
            )
            for row in rows
        ]
    )


async def serialise_failures(conn: AsyncConnection, asked: Iterable[tuple[int, Terminal]]) -> None:
    """Let failures of one account or address be counted one after the other, until commit.

    Otherwise guesses in parallel would not see each other.
    """
    whos = sorted(
        {
            (estate_id, who)
            for estate_id, terminal in asked
            for who in (f"user {terminal.user_id}", f"address {terminal.address}")
        }
    )
    if whos:
        await conn.execute(
            _SERIALISE, {"estate_ids": [w[0] for w in whos], "whos": [w[1] for w in whos]}
        )


async def record_failures(conn: AsyncConnection, added: Sequence[Failure]) -> None:
    """Write failures and sweep those of the same accounts that count no more."""
    if not added:
        return
    columns = {
        "estate_ids": [failure.estate_id for failure in added],
        "user_ids": [failure.terminal.user_id for failure in added],
    }
    await conn.execute(_SWEEP, columns)
    await conn.execute(
        _RECORD,
        columns
        | {
            "addresses": [failure.terminal.address for failure in added],
            "digests": [failure.digest for failure in added],
        },
    )
