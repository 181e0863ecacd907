"""The columns that hold sealed personal data, and sealing them again under the newest key.

Works in batches, each a database transaction of its own: whoever interrupts it loses nothing, and
the next run goes on with what still bears an older key. Needs the tables' owner, who sees every
estate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ledger.db.migrate import upgrade
from ledger.db.personal_data import PersonalDataKeys, PersonalDatum
from ledger.db.session import create_engine, owner_url
from ledger.settings import Settings

ROWS_OF_A_BATCH = 500

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A sealed column and its row's number; `digest` is the column that finds the datum, if any.

    What belongs to a person and to no estate has no estate's number in its rows.
    """

    table: str
    row_id: str
    datum: PersonalDatum
    sealed: str
    digest: str | None
    is_of_estate: bool = True

    @property
    def estate(self) -> str:
        return "estate_id" if self.is_of_estate else "cast(0 as bigint)"


SEALED_COLUMNS = (
    SealedColumn("resident", "resident_id", PersonalDatum.PHONE, "phone_sealed", "phone_digest"),
    SealedColumn(
        "resident",
        "resident_id",
        PersonalDatum.IDENTITY_NUMBER,
        "identity_sealed",
        "identity_digest",
    ),
    SealedColumn("resident", "resident_id", PersonalDatum.BIRTH_DATE, "birth_date_sealed", None),
    SealedColumn(
        "personal_paper", "personal_paper_id", PersonalDatum.PAPER, "content_sealed", None
    ),
    SealedColumn(
        "certificate_holder",
        "certificate_id",
        PersonalDatum.CERTIFICATE_HOLDER,
        "holder_sealed",
        None,
    ),
    # Its digest is made with a key of signing in, which is another one.
    SealedColumn(
        "wechat_identity",
        "user_id",
        PersonalDatum.WECHAT_OPEN_ID,
        "openid_sealed",
        None,
        is_of_estate=False,
    ),
    SealedColumn(
        "second_factor",
        "user_id",
        PersonalDatum.SECOND_FACTOR,
        "sealed_secret",
        None,
        is_of_estate=False,
    ),
)


async def upgrade_and_seal(settings: Settings) -> bool:
    """Migrate the database to the newest revision and seal what an older one kept readable.

    Tells whether anything was migrated. Raises what `ledger.db.migrate.upgrade` raises.
    """
    migrated = await upgrade(owner_url(settings))
    engine = create_engine(owner_url(settings), pool_size=1)
    try:
        await seal_plain_phones(engine, PersonalDataKeys.open(settings.secrets_dir))
    finally:
        await engine.dispose()
    return migrated


_ALL_SEALED = text("""
    select convalidated from pg_constraint
    where conname = 'resident_phone_is_sealed' and conrelid = cast('resident' as regclass)
""")
_PLAIN_PHONES = text("""
    select estate_id, resident_id, phone from resident where phone <> ''
    order by estate_id, resident_id limit :rows for no key update skip locked
""")
_SEAL_PHONES = text("""
    update resident r
    set phone = '', phone_sealed = w.phone_sealed, phone_digest = w.phone_digest
    from unnest(cast(:estate_ids as bigint[]), cast(:resident_ids as bigint[]),
        cast(:sealed as bytea[]), cast(:digests as bytea[]))
        as w (estate_id, resident_id, phone_sealed, phone_digest)
    where r.estate_id = w.estate_id and r.resident_id = w.resident_id
""")


async def seal_plain_phones(engine: AsyncEngine, keys: PersonalDataKeys) -> int:
    """Seal the phones that a database of version 0016 or older kept readable; return how many.

    Afterwards the table is written anew, so that no dead row keeps a readable number, and the
    constraint says for good that there is none. Does nothing where it says so already.
    """
    async with engine.begin() as conn:
        if (await conn.execute(_ALL_SEALED)).scalar_one_or_none() is not False:
            return 0
    sealed = 0
    while True:
        async with engine.begin() as conn:
            rows = (await conn.execute(_PLAIN_PHONES, {"rows": ROWS_OF_A_BATCH})).all()
            if not rows:
                break
            await conn.execute(
                _SEAL_PHONES,
                {
                    "estate_ids": [row.estate_id for row in rows],
                    "resident_ids": [row.resident_id for row in rows],
                    "sealed": [keys.seal(row.phone) for row in rows],
                    "digests": [keys.digest(row.phone) for row in rows],
                },
            )
            sealed += len(rows)
    async with engine.connect() as conn:
        alone = await conn.execution_options(isolation_level="AUTOCOMMIT")
        await alone.execute(
            text("alter table resident validate constraint resident_phone_is_sealed")
        )
        await alone.execute(text("vacuum full resident"))
    return sealed


async def reseal(
    engine: AsyncEngine, keys: PersonalDataKeys, progress: Progress | None = None
) -> int:
    """Seal under the newest key whatever bears an older one, and return how many rows changed."""
    changed = done = 0
    async with engine.begin() as conn:
        counts = [await _count(conn, column, keys) for column in SEALED_COLUMNS]
    for column in SEALED_COLUMNS:
        after = (0, 0)
        while True:
            async with engine.begin() as conn:
                rows = await _older(conn, column, keys, after)
                if not rows:
                    break
                await _write(conn, column, keys, rows)
            after = (rows[-1].estate_id, rows[-1].row_id)
            changed += len(rows)
            done += len(rows)
            if progress is not None:
                progress(done, sum(counts))
    return changed


def _is_older(column: SealedColumn) -> str:
    # The version stands behind the byte of the format (ledger.db.personal_data).
    return f"substring({column.sealed} from 2 for 4) < cast(:newest as bytea)"


def _newest(keys: PersonalDataKeys) -> bytes:
    return keys.newest_version.to_bytes(4, "big")


async def _count(conn: AsyncConnection, column: SealedColumn, keys: PersonalDataKeys) -> int:
    found = await conn.execute(
        text(f"select count(*) from {column.table} where {_is_older(column)}"),  # noqa: S608
        {"newest": _newest(keys)},
    )
    count: int = found.scalar_one()
    return count


async def _older(
    conn: AsyncConnection, column: SealedColumn, keys: PersonalDataKeys, after: tuple[int, int]
) -> list[Any]:
    rows = await conn.execute(
        text(f"""select {column.estate} as estate_id, {column.row_id} as row_id,
                {column.sealed} as sealed
            from {column.table}
            where ({column.estate}, {column.row_id}) > (:estate_id, :row_id)
                and {_is_older(column)}
            order by {column.estate}, {column.row_id} limit :rows
            for no key update"""),  # noqa: S608
        {
            "estate_id": after[0],
            "row_id": after[1],
            "newest": _newest(keys),
            "rows": ROWS_OF_A_BATCH,
        },
    )
    return list(rows)


async def _write(
    conn: AsyncConnection, column: SealedColumn, keys: PersonalDataKeys, rows: list[Any]
) -> None:
    if column.datum is PersonalDatum.PAPER:
        sealed = [keys.seal_paper(keys.reveal_paper(row.sealed)) for row in rows]
        digests: list[bytes | None] = [None] * len(rows)
    else:
        plain = [keys.reveal(row.sealed, column.datum) for row in rows]
        sealed = [keys.seal(value, column.datum) for value in plain]
        digests = [keys.digest(value, column.datum) for value in plain]
    digest = f", {column.digest} = w.digest" if column.digest else ""
    of_estate = "r.estate_id = w.estate_id and" if column.is_of_estate else ""
    await conn.execute(
        text(f"""update {column.table} r set {column.sealed} = w.sealed{digest}
            from unnest(cast(:estate_ids as bigint[]), cast(:row_ids as bigint[]),
                cast(:sealed as bytea[]), cast(:digests as bytea[]))
                as w (estate_id, row_id, sealed, digest)
            where {of_estate} r.{column.row_id} = w.row_id"""),  # noqa: S608
        {
            "estate_ids": [row.estate_id for row in rows],
            "row_ids": [row.row_id for row in rows],
            "sealed": sealed,
            "digests": digests,
        },
    )
