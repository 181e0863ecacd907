"""The key of card numbers and PINs: kept outside the database, and never changed.

A number is written down nowhere, so its digest could not be made anew under another key; whoever
loses the key gives out new cards.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from ledger.db.ids import new_token
from ledger.db.personal_data import personal_data_of
from ledger.db.secret_files import secret_of

_FILE = "cards"


@dataclass(frozen=True, slots=True)
class CardKeys:
    """What turns a number or a PIN into what is stored of it."""

    secret: bytes = field(repr=False)

    def number_digest(self, number: str, *, estate_id: int) -> bytes:
        """Return the 32 bytes under which a card is found; in another estate it means nothing."""
        return self._digest("card number", str(estate_id), number)

    def pin_words(self, pin: str, *, estate_id: int, card_id: int) -> str:
        """Return what is hashed in a PIN's place.

        A million PINs are soon tried against a hash alone; without this key nothing can be tried.
        """
        return self._digest("card pin", str(estate_id), str(card_id), pin).hex()

    def _digest(self, *parts: str) -> bytes:
        return hmac.digest(self.secret, "\x00".join(parts).encode(), sha256)


@cache
def card_keys(secrets_dir: Path) -> CardKeys:
    """Return the key in the folder of secrets, making it where it is missing."""
    return CardKeys(secret_of(secrets_dir, _FILE, fresh=new_token(32)).encode())


def card_keys_of(conn: AsyncConnection) -> CardKeys:
    """Return the key that belongs to the connection's folder of secrets."""
    return card_keys(personal_data_of(conn).folder)
