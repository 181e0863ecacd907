"""A witness for tests: its key, and what it signs under a checkpoint."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.evidence.log_queries import CheckpointRow
from ledger.evidence.signed_note import SignatureType, VerifierKey, cosigned_by


@dataclass
class TestWitness:
    """Somebody outside who signs what they are shown."""

    __test__ = False

    name: str = "juwei.example/ledger"
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def verifier_key(self) -> VerifierKey:
        return VerifierKey.of(self.name, self.key, SignatureType.COSIGNATURE)

    def cosigned(self, row: CheckpointRow, at: datetime) -> str:
        """The checkpoint's note with this witness's line behind it."""
        line = cosigned_by(
            row.signed.text, name=self.name, key=self.key, seconds=int(at.timestamp())
        )
        return str(row.signed.with_signatures([line]))
