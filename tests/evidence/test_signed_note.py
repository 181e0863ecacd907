"""Signed notes against the specification's own examples and those of its first implementation."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ledger.evidence.checkpoint_text import Checkpoint, checkpoint_at, origin_of
from ledger.evidence.signed_note import (
    EM_DASH,
    NoteIsForged,
    NoteIsMalformed,
    NoteSignature,
    SignatureType,
    SignedNote,
    VerifierKey,
    cosigned_by,
    cosigned_message,
    key_id_of,
    signed_by,
    verifies,
)

# https://c2sp.org/signed-note, section "Verifier keys".
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKu"
    "wHjG1Yu72IneyaQM=\n"
)
# golang.org/x/mod/sumdb/note, the examples of its documentation and tests.
PETER_SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETERS_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
    "KE6RyyBwJnAM=\n"
)
ENOCHS_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WW"
    "d1RvMc+QQ=\n"
)
# https://c2sp.org/tlog-cosignature and github.com/transparency-dev/formats.
COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q"
    "1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2o"
    "yin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
A_COSIGNATURE = (
    "ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJX"
    "ORmnFBOBA=="
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def test_the_example_of_the_specification_verifies() -> None:
    key = VerifierKey.parse(SPEC_KEY)
    assert str(key) == SPEC_KEY
    note = SignedNote.parse(SPEC_NOTE)
    assert note.text == "This is an example message.\n"
    assert note.signers([key]) == [key]
    assert str(note) == SPEC_NOTE


def test_signing_gives_the_known_bytes() -> None:
    secret = Ed25519PrivateKey.from_private_bytes(base64.b64decode(PETER_SECRET)[1:])
    assert str(VerifierKey.of("PeterNeumann", secret)) == PETER
    assert signed_by(TEXT, name="PeterNeumann", key=secret).line == PETERS_LINE


def test_signatures_of_strangers_are_ignored() -> None:
    peter, enoch = VerifierKey.parse(PETER), VerifierKey.parse(ENOCH)
    note = SignedNote.parse(f"{TEXT}\n{PETERS_LINE}{ENOCHS_LINE}")
    assert note.signers([peter]) == [peter]
    assert note.signers([enoch, peter]) == [peter, enoch]
    assert note.signers([VerifierKey.parse(SPEC_KEY)]) == []


def test_a_known_key_that_did_not_sign_forges_the_note() -> None:
    note = SignedNote.parse(f"{TEXT}More.\n\n{PETERS_LINE}{ENOCHS_LINE}")
    with pytest.raises(NoteIsForged, match="PeterNeumann"):
        note.signers([VerifierKey.parse(PETER)])


def test_the_example_of_a_cosignature_is_read() -> None:
    note = SignedNote.parse(COSIGNED)
    log, witness = note.signatures
    assert Checkpoint.parse(note.text).size == 20852163
    assert Checkpoint.parse(note.text).text == note.text
    assert log.name == Checkpoint.parse(note.text).origin
    assert witness.cosigned_at == 1679315147
    assert cosigned_message(note.text, witness.cosigned_at).decode() == (
        "cosignature/v1\ntime 1679315147\n" + note.text
    )
    assert NoteSignature.parse(f"{EM_DASH} w {A_COSIGNATURE}").cosigned_at == 1727964367
    with pytest.raises(NoteIsMalformed):
        _ = log.cosigned_at


def test_one_key_has_two_ids_for_its_two_ways_to_sign() -> None:
    public = KEY.public_key().public_bytes_raw()
    assert key_id_of("w", SignatureType.ED25519, public) != key_id_of(
        "w", SignatureType.COSIGNATURE, public
    )


def test_a_cosignature_covers_its_time() -> None:
    text = checkpoint_at(
        "a/ledger/a", size=3, root_hash=bytes(32), made_at=datetime(2026, 7, 5, tzinfo=UTC)
    ).text
    witness = VerifierKey.of("w.example/x", KEY, SignatureType.COSIGNATURE)
    made = cosigned_by(text, name=witness.name, key=KEY, seconds=1_790_000_000)
    assert verifies(witness, text, made)
    assert not verifies(VerifierKey.of("w.example/x", KEY), text, made)
    later = NoteSignature(made.name, made.key_id, (1_790_000_001).to_bytes(8) + made.signature[8:])
    assert not verifies(witness, text, later)


@given(st.data())
def test_no_changed_byte_of_a_note_verifies(data: st.DataObject) -> None:
    note = str(SignedNote("a\n5\nroot\n", (signed_by("a\n5\nroot\n", name="a", key=KEY),)))
    raw = bytearray(note.encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        signers = SignedNote.parse(raw.decode()).signers([VerifierKey.of("a", KEY)])
    except (NoteIsMalformed, NoteIsForged, UnicodeDecodeError):
        return
    assert signers == []


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        f"{TEXT}{PETERS_LINE}",
        f"{TEXT}\n{PETERS_LINE[:-1]}",
        f"{TEXT}\n",
        f"te\x01xt\n\n{PETERS_LINE}",
        f"te\rxt\n\n{PETERS_LINE}",
        f"{TEXT}\n- PeterNeumann x08go/ZJkuA=\n",
        f"{TEXT}\n{EM_DASH} Peter Neumann x08go/ZJkuA=\n",
        f"{TEXT}\n{EM_DASH} Peter+Neumann x08go/ZJkuA=\n",
        f"{TEXT}\n{EM_DASH} PeterNeumann x08g\n",
        f"{TEXT}\n{EM_DASH} PeterNeumann x08gow==\n",
        # The same bytes, spelt with stray bits.
        f"{TEXT}\n{EM_DASH} PeterNeumann x08go/ZJkuB=\n",
        f"{TEXT}\n{PETERS_LINE}trailing\n",
        f"{TEXT}\n{PETERS_LINE * 101}",
    ],
)
def test_what_is_not_a_note_is_refused(note: str) -> None:
    with pytest.raises(NoteIsMalformed):
        SignedNote.parse(note)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "PeterNeumann",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("Peter", "Paul"),
        PETER[:-4],
        "PeterNeumann+c74f20a3+",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_what_is_not_a_key_is_refused(key: str) -> None:
    with pytest.raises(NoteIsMalformed):
        VerifierKey.parse(key)


ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


@pytest.mark.parametrize(
    "text",
    [
        f"o\n07\n{ROOT}\n",
        f"o\n-7\n{ROOT}\n",
        f"o\n٧\n{ROOT}\n",
        f"\n7\n{ROOT}\n",
        "o\n7\n",
        "o\n7\nAAAA\n",
        f"o\n7\n{ROOT}",
        f"o\n7\n{ROOT}\n\nextension\n",
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteIsMalformed):
        Checkpoint.parse(text)


def test_a_checkpoint_says_when() -> None:
    made = datetime(2026, 7, 5, 2, 3, 4, 567, tzinfo=UTC)
    checkpoint = checkpoint_at("a/ledger/a", size=0, root_hash=bytes(32), made_at=made)
    assert checkpoint.text.split("\n")[3] == "time 2026-07-05T02:03:04.000567Z"
    assert Checkpoint.parse(checkpoint.text) == checkpoint
    assert checkpoint.time_text == "2026-07-05T02:03:04.000567Z"
    assert Checkpoint("o", 1, bytes(32)).time_text is None


@pytest.mark.parametrize(
    "code, url, origin",
    [
        ("sxy", None, "sxy/ledger/sxy"),
        ("sxy", "https://zhangben.example.cn:8443/x", "zhangben.example.cn/ledger/sxy"),
        ("a b+c", None, "a%20b%2Bc/ledger/a%20b%2Bc"),
    ],
)
def test_an_origin_is_a_key_name(code: str, url: str | None, origin: str) -> None:
    assert origin_of(code, public_base_url=url) == origin
    assert VerifierKey.parse(str(VerifierKey.of(origin, KEY))).name == origin
    assert VerifierKey.of(origin, KEY) != VerifierKey.of(origin, OTHER)
