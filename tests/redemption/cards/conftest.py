"""The counter's small estate with blank cards in the drawer."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.redemption.cards.deck import Deck
from tests.redemption.world import build_world


@pytest.fixture
async def deck(engine: AsyncEngine) -> Deck:
    return await Deck.of(await build_world(engine, points=(260, 60)))
