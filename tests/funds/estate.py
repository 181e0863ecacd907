"""A small estate with a book and the people who keep it, made by the program's own verbs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

import ledger
from ledger.bookkeeping.currency import Currency
from ledger.bookkeeping.entry import Dimensions, EntryLine, credit, debit
from ledger.bookkeeping.period import Month
from ledger.chart.operations import open_book
from ledger.estates.operations import found_estate
from ledger.estates.rule_profile import shipped_profile
from ledger.identity.operations import grant_role
from ledger.identity.roles import Role
from ledger.intake.operations import PreviewedImport, upload_import
from ledger.intake.source_file import SourceFile
from ledger.posting.approval import approve_prepared_entries, post_prepared_entries
from ledger.posting.prepared_entries import EntryDraft, prepare_entry
from ledger.posting.prepared_queries import PreparedEntry, list_prepared

NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 5)
PASSWORD = "a book kept well"
SAMPLES = Path(ledger.__path__[0]) / "estates" / "sample_estate"


@dataclass(frozen=True)
class SmallEstate:
    """An estate with a person for each office."""

    estate_id: int
    users: dict[str, int]

    @property
    def treasurer(self) -> int:
        return self.users["treasurer"]

    @property
    def committee(self) -> int:
        return self.users["committee"]


@cache
def _password_hash() -> str:
    # One hash for all: argon2 is slow on purpose, and these tests are not about it.
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


async def _add_user(conn: AsyncConnection, login: str, role: Role) -> int:
    user_id: int = (
        await conn.execute(
            text("""insert into app_user (login, display_name, password_hash)
                values (:login, :name, :hash) returning user_id"""),
            {"login": login, "name": role.chinese_title, "hash": _password_hash()},
        )
    ).scalar_one()
    return user_id


async def open_estate(conn: AsyncConnection, code: str = "shuxiangyuan") -> SmallEstate:
    """Found an estate whose book begins in January 2026; logins are role or role-code."""
    estate_id = await found_estate(
        conn,
        code=code,
        name="书香苑",
        kind="商品房",
        operating_model="居民自管",
        region=("川南市", "江北县", "东门街道", "书香社区"),
        profile=shipped_profile("shuxiangyuan", 1),
    )
    await open_book(conn, estate_id=estate_id, first_month=Month(2026, 1))
    users: dict[str, int] = {}
    for role in (Role.TREASURER, Role.COMMITTEE, Role.SUPERVISOR, Role.ORGANISER, Role.OPERATOR):
        login = role.value if code == "shuxiangyuan" else f"{role.value}.{code}"
        user_id = await _add_user(conn, login, role)
        await grant_role(
            conn, estate_id=estate_id, user_id=user_id, role=role, starts_on=date(2026, 1, 1)
        )
        users[role.value] = user_id
    return SmallEstate(estate_id, users)


def sample(filename: str) -> SourceFile:
    return SourceFile.of(filename, (SAMPLES / filename).read_bytes())


def yuan(
    debit_code: str, credit_code: str, amount_fen: int, *, fund_grant_id: int | None = None
) -> tuple[EntryLine, ...]:
    """Return two lines; the grant, where there is one, stands on the debit line."""
    return (
        debit(
            debit_code,
            amount_fen,
            Currency.CNY,
            dimensions=Dimensions(fund_grant_id=fund_grant_id),
        ),
        credit(credit_code, amount_fen, Currency.CNY),
    )


def draft(
    lines: tuple[EntryLine, ...], *, on: date = date(2026, 6, 8), kind: str = "manual"
) -> EntryDraft:
    return EntryDraft(kind=kind, effective_on=on, narration="端午活动物资", lines=lines)


async def prepare(
    conn: AsyncConnection, estate: SmallEstate, entry: EntryDraft, *, today: date = TODAY
) -> PreparedEntry:
    return await prepare_entry(
        conn,
        estate_id=estate.estate_id,
        draft=entry,
        actor_user_id=estate.treasurer,
        now=NOW,
        today=today,
    )


async def upload(
    conn: AsyncConnection, estate: SmallEstate, kind: str, file: SourceFile
) -> PreviewedImport:
    return await upload_import(
        conn,
        estate_id=estate.estate_id,
        kind=kind,
        file=file,
        actor_user_id=estate.treasurer,
    )


async def approve_and_post_all(conn: AsyncConnection, estate: SmallEstate) -> list[str]:
    """Let the committee approve and the treasurer post all that waits; return the outcomes."""
    waiting = await list_prepared(conn, estate.estate_id, state="prepared", limit=500)
    ids = [entry.prepared_entry_id for entry in waiting]
    await approve_prepared_entries(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_ids=ids,
        actor_user_id=estate.committee,
        now=NOW,
    )
    outcomes = await post_prepared_entries(
        conn,
        estate_id=estate.estate_id,
        prepared_entry_ids=ids,
        actor_user_id=estate.treasurer,
        now=NOW,
        today=TODAY,
    )
    return [outcome.outcome for outcome in outcomes]


async def change_hats(conn: AsyncConnection, estate: SmallEstate, login: str, role: Role) -> None:
    """Take a person's roles in the estate from them and give them another.

    Nobody keeps the books and approves what is put into them at one time; what somebody prepared
    in the one office they still may not approve in the other.
    """
    user_id = estate.users[login]
    await conn.execute(
        text("""update role_grant set revoked_at = clock_timestamp(), revocation_reason = '改任'
            where estate_id = :estate_id and user_id = :user_id and revoked_at is null"""),
        {"estate_id": estate.estate_id, "user_id": user_id},
    )
    await grant_role(
        conn,
        estate_id=estate.estate_id,
        user_id=user_id,
        role=role,
        starts_on=date(2026, 1, 1),
    )
