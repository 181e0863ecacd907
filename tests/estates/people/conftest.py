"""Every test has a village of its own and leaves nothing behind."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.estates.people.village import Village, found_village


@pytest.fixture
async def village(module_conn: AsyncConnection) -> Village:
    return await found_village(module_conn)
