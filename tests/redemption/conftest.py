"""The estate that the counter's tests work in."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.redemption.world import World, build_world


@pytest.fixture
async def world(engine: AsyncEngine) -> World:
    return await build_world(engine)
