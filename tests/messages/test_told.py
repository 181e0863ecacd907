"""What a quarter in the sample estate told whom: put by the operations themselves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from ledger.db.embedded import EmbeddedPostgres
from ledger.db.session import create_engine
from tests.databases import Database, fresh_database
from tests.live_server import SampleEstate


@pytest.fixture
def sample_copy(postgres: EmbeddedPostgres, sample_estate: SampleEstate) -> Iterator[Database]:
    with fresh_database(postgres, template=sample_estate.template) as database:
        yield database


async def test_the_quarter_told_those_whom_it_concerned(sample_copy: Database) -> None:
    engine = create_engine(sample_copy.service_url, pool_size=1)
    async with engine.begin() as conn:
        found = await conn.execute(
            text("""select m.template, coalesce(u.login, 'residents') as told, count(*)
                from message m left join app_user u using (user_id) group by 1, 2""")
        )
        told = {(row.template, row.told): row.count for row in found}
        prepared = await conn.scalar(text("select count(*) from prepared_entry"))
        residents = await conn.scalar(
            text("select count(distinct resident_id) from role_grant where resident_id is not null")
        )
        disclosures = await conn.scalar(
            text("select count(*) from disclosure where state <> 'draft'")
        )
        words = await conn.scalar(
            text("""select max(cast(args ->> 'count' as int)) from message
                where template = 'entry_waits'""")
        )
    await engine.dispose()
    waits = {who: count for (template, who), count in told.items() if template == "entry_waits"}
    # Many that were imported together are one message, to those who approve and nobody else.
    assert set(waits) == {"committee"}
    assert waits["committee"] < prepared
    assert int(words or 0) > 10
    approved = {who for template, who in told if template == "entry_approved"}
    assert approved == {"treasurer"}
    assert told["disclosure_published", "residents"] == residents * disclosures > 0
