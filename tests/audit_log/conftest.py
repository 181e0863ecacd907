"""The application of the tests of this folder."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Database
from tests.web.online import Online, town_online


@pytest.fixture(scope="module")
async def online(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Online]:
    """One application for the tests of a module, which therefore count changes and not totals."""
    async with town_online(module_database, tmp_path_factory.mktemp("data")) as online:
        yield online
