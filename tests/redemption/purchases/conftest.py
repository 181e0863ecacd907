"""What tests of purchases share."""

from __future__ import annotations

import pytest

from tests.redemption.world import World


@pytest.fixture
async def owed(world: World) -> World:
    """The estate owes the partner merchant ¥24.00 for lunches; a point costs it ¥0.80."""
    await world.submit(await world.show_code(), world.lines(S007=3), key="k", user_id=world.cook)
    return world
