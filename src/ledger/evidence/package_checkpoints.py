"""The checkpoints, cosignatures and keys that an audit package brings along."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from ledger.evidence import package_format as form
from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.key_history import KeyHistory
from ledger.evidence.log_queries import SignedHead
from ledger.evidence.package_reader import PackageReader
from ledger.evidence.replay import Replay
from ledger.evidence.report import Fault, Report
from ledger.evidence.signed_heads import SignedHeads
from ledger.evidence.signed_note import NoteIsForged, NoteIsMalformed, SignedNote, VerifierKey
from ledger.evidence.witnesses.checks import WitnessClaims, WitnessedHeads, witnessed_heads


def keys_of_package(
    package: PackageReader, report: Report, *, key: VerifierKey | None, history: KeyHistory | None
) -> KeyHistory | None:
    """Return the keys that may have sealed and signed what is in the package.

    With a `key` from a notice, only those that it vouches for, through the handovers of the
    package and of `history`; without, what the package says of itself. None where nothing is known.
    """
    known = history or KeyHistory(())
    if form.KEYS in package.names:
        try:
            known = known.merged_with(KeyHistory.from_json(package.json(form.KEYS)))
        except (NoteIsMalformed, NoteIsForged) as error:
            report.add(
                Fault(
                    "key_handover_is_forged", f"文件 {form.KEYS}",
                    f"公钥或钥匙的交接不对（{error}）。", file=form.KEYS,
                )
            )  # fmt: skip
    if key is not None:
        return known.trusted_with({key.public_key})
    return known if known.public_keys else None


@dataclass(slots=True)
class PackageHeads:
    """What the package's book signed and what its witnesses did, held to the replay."""

    signed: SignedHeads
    witnessed: WitnessedHeads

    @classmethod
    def of(
        cls,
        package: PackageReader,
        replay: Replay,
        *,
        keys: KeyHistory | None,
        origin: str | None,
        claims: WitnessClaims | None,
    ) -> PackageHeads:
        """Read the tables; raises ValueError, KeyError or TypeError when they cannot be read."""
        heads, notes = [], []
        rows = package.json(form.CHECKPOINTS) if form.CHECKPOINTS in package.names else []
        for row in rows:
            note = SignedNote.parse(row["note"])
            said = Checkpoint.parse(note.text)
            heads.append(SignedHead(row["checkpoint_id"], said.size, said.root_hash, row["note"]))
            notes.append(note)
        heads.sort(key=lambda head: (head.size, head.checkpoint_id))
        has_witnesses = form.WITNESSES in package.names
        witnesses = package.json(form.WITNESSES) if has_witnesses else []
        found = witnessed_heads(
            replay.report,
            notes,
            names={str(each["key"]): str(each["name"]) for each in witnesses},
            estate_code=package.manifest["estate"]["code"],
            claims=claims or WitnessClaims(),
        )
        made = cls(
            SignedHeads(replay, deque(heads), keys, origin), WitnessedHeads.of(replay, found)
        )
        made.compare()
        return made

    def compare(self) -> None:
        """Compare the heads that the replay has reached; called at every size, from 0 on."""
        self.signed.compare()
        self.witnessed.compare()

    def finish(self) -> None:
        """Name the heads that lie behind the last entry."""
        self.signed.finish()
        self.witnessed.finish()
