"""What the outbox is made of: a message to write, a way out for it, and who reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from ledger.db.jobs import NewJob
from ledger.errors import JsonValue

DELIVERY_JOB = "deliver_message"


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What to tell one receiver: a login (`user_id`) or a resident, never both.

    `key` names the event and the receiver; the same key is told once, for ever.
    """

    estate_id: int
    template: str
    key: str
    args: Mapping[str, JsonValue] = field(default_factory=dict)
    user_id: int | None = None
    resident_id: int | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryRef:
    """One way out of the program for one message."""

    estate_id: int
    message_id: int
    channel: str

    def values(self) -> dict[str, object]:
        return {
            "estate_id": self.estate_id,
            "message_id": self.message_id,
            "channel": self.channel,
        }

    def as_job(self) -> NewJob:
        key = f"{DELIVERY_JOB}:{self.estate_id}:{self.message_id}:{self.channel}"
        return NewJob(DELIVERY_JOB, msgspec.json.encode(self), once_key=key)

    @classmethod
    def of_payload(cls, payload: bytes | None) -> DeliveryRef:
        return msgspec.json.decode(payload or b"", type=cls)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose messages are read: a login, and the residents that it reads for."""

    user_id: int
    residents: tuple[tuple[int, int], ...] = ()
    """Estate id and resident id."""

    def values(self) -> dict[str, object]:
        return {
            "user_id": self.user_id,
            "estate_ids": [estate_id for estate_id, _ in self.residents],
            "resident_ids": [resident_id for _, resident_id in self.residents],
        }
