"""A key is replaced: the new one signs, what the old one signed verifies, neither for ever."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.key_history import TITLE, Handover, KeyHistory
from ledger.evidence.key_rotation import rotate_keys
from ledger.evidence.sealer import KeyFilesAreBroken, Sealer, fresh_key_pem
from ledger.evidence.signed_note import NoteIsForged, NoteIsMalformed, SignedNote, signed_by
from ledger.settings import Settings

NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def names(settings: Settings) -> set[str]:
    return {file.name.removeprefix("checkpoint-key-") for file in settings.secrets_dir.iterdir()}


def test_the_new_key_signs_and_the_old_ones_private_half_is_gone(settings: Settings) -> None:
    old = Sealer.of(settings)
    checkpoint = Checkpoint("o", 1, bytes(32))
    note_of_old = old.seal(checkpoint)
    new = rotate_keys(settings, now=NOW)
    assert names(settings) == {"0001.pub", "0002.pem", "0002.note"}
    assert stat.S_IMODE((settings.secrets_dir / "checkpoint-key-0002.pem").stat().st_mode) == 0o600
    newest, oldest = new.verifier_keys("o")
    assert [oldest] == old.verifier_keys("o")
    assert new.seal(checkpoint).signers([newest, oldest]) == [newest]
    assert note_of_old.signers([newest, oldest]) == [oldest]
    assert Sealer.of(settings).history == new.history
    third = rotate_keys(settings, now=NOW + YEAR)
    assert len(third.history.public_keys) == 3
    assert third.verifier_keys("o")[1:] == [newest, oldest]


def test_each_key_signed_in_its_time(settings: Settings) -> None:
    rotate_keys(settings, now=NOW)
    sealer = rotate_keys(settings, now=NOW + YEAR)
    third, second, first = sealer.verifier_keys("o")
    signed = sealer.history.signed_in_its_time
    assert signed(first, NOW - YEAR)
    assert not signed(first, NOW + timedelta(hours=1))
    assert not signed(second, NOW - timedelta(hours=1))
    assert signed(second, NOW + timedelta(days=1))
    assert not signed(second, NOW + 2 * YEAR)
    assert signed(third, NOW + 2 * YEAR)


def test_one_key_vouches_for_the_others_in_a_chain(settings: Settings) -> None:
    rotate_keys(settings, now=NOW)
    history = rotate_keys(settings, now=NOW + YEAR).history
    for key in history.public_keys:
        assert set(history.trusted_with({key}).public_keys) == set(history.public_keys)
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert history.trusted_with({stranger}) == KeyHistory((stranger,))
    # Whoever lists a key beside ours without a handover is not believed.
    listed = KeyHistory((*history.public_keys, stranger), history.handovers)
    assert stranger not in listed.trusted_with({history.public_keys[0]}).public_keys
    said = json.loads(json.dumps(history.to_json("o")))
    assert KeyHistory.from_json(said) == history


def test_a_handover_needs_both_signatures() -> None:
    old, new, thief = (Ed25519PrivateKey.generate() for _ in range(3))
    made = Handover.make(old, new, NOW)
    assert Handover.parse(made.note) == made
    note = SignedNote.parse(made.note)
    for signatures in (note.signatures[:1], note.signatures[1:]):
        with pytest.raises(NoteIsForged):
            Handover.parse(str(SignedNote(note.text, signatures)))
    text = Handover.make(old, thief, NOW).note.rpartition("\n\n")[0] + "\n"
    by_thief = signed_by(text, name="ledger-key", key=thief)
    with pytest.raises(NoteIsForged):
        Handover.parse(str(SignedNote(text, (by_thief,))))
    for wrong in ("", made.note.replace(TITLE, "x"), made.note.replace("time ", "tide ")):
        with pytest.raises((NoteIsForged, NoteIsMalformed)):
            Handover.parse(wrong)


@pytest.mark.parametrize("said", [None, [], {}, {"format": "ledger-keys/v1"}, {"format": "x"},
    {"format": "ledger-keys/v1", "keys": ["x"], "handovers": []}])  # fmt: skip
def test_a_broken_history_is_refused(said: object) -> None:
    with pytest.raises(NoteIsMalformed):
        KeyHistory.from_json(said)


def test_a_rotation_that_was_cut_off_is_finished(settings: Settings) -> None:
    old = Sealer.of(settings)
    folder = settings.secrets_dir
    # It died when the new key was written, or the operator put the file there by hand.
    (folder / "checkpoint-key-0002.pem").write_text(fresh_key_pem())
    between = Sealer.of(settings)
    assert between.verifier_keys("o")[1:] == old.verifier_keys("o")
    finished = rotate_keys(settings, now=NOW)
    assert names(settings) == {"0001.pub", "0002.pem", "0002.note"}
    assert finished.verifier_keys("o") == between.verifier_keys("o")
    assert len(finished.handovers) == 1


def test_no_key_is_made_where_one_is_missing(settings: Settings) -> None:
    rotate_keys(settings, now=NOW)
    (settings.secrets_dir / "checkpoint-key-0002.pem").rename(settings.data_dir / "elsewhere")
    with pytest.raises(KeyFilesAreBroken, match="从备份恢复"):
        Sealer.of(settings)
    (settings.data_dir / "elsewhere").rename(settings.secrets_dir / "checkpoint-key-0002.pem")
    (settings.secrets_dir / "checkpoint-key-0001.pub").write_text("nonsense")
    with pytest.raises(KeyFilesAreBroken, match="读不懂"):
        Sealer.of(settings)
