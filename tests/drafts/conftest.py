"""The application with a user for each role, and with the keys that seal what people type."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from ledger.db.session import create_engine
from tests.conftest import Database, personal_data_keys
from tests.web.online import Online, people_of, running


@pytest.fixture(scope="module")
async def online(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Online]:
    engine = create_engine(module_database.service_url, personal_data=personal_data_keys())
    town = await people_of(engine)
    async with running(engine, tmp_path_factory.mktemp("data")) as app:
        yield Online(app, engine, town)
