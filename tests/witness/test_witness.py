"""The witness's own program: it signs what continues the book it saw, and nothing else."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ledger.bookkeeping.merkle_log import Frontier, NodeAt, consistency_proof, leaf_hash, root_of
from ledger.errors import Refusal
from ledger.evidence.checkpoint_text import checkpoint_at
from ledger.evidence.sealer import Sealer
from ledger.evidence.signed_note import NoteIsMalformed, SignedNote, verifies
from ledger.evidence.witness_request import PROOF_LINES_MAX, WitnessRequest
from ledger.witness.rules import BookHasForked, BookHasShrunk, ProofDoesNotFit
from ledger.witness.state import (
    KEY,
    LOCK,
    STATE,
    BookKeyIsWrong,
    WitnessFolder,
    WitnessIsBusy,
    WitnessIsNotReady,
    WitnessIsThere,
    WitnessNameIsWrong,
    read_state,
)

NOW = datetime(2026, 7, 5, 2, 0, tzinfo=UTC)
ORIGIN = "sxy.example/ledger/sxy"


@dataclass
class Book:
    """A log that signs its heads and proves that it grew, without a database."""

    sealer: Sealer = field(default_factory=lambda: Sealer((Ed25519PrivateKey.generate(),)))
    leaves: list[bytes] = field(default_factory=list)
    at: datetime = NOW

    def grow(self, *said: str) -> None:
        self.leaves += [leaf_hash(each.encode()) for each in said]
        self.at += timedelta(minutes=1)

    def request(self, old_size: int) -> str:
        nodes: dict[NodeAt, bytes] = {}
        frontier = Frontier()
        for index, leaf in enumerate(self.leaves):
            nodes[NodeAt(0, index)] = leaf
            frontier, completed = frontier.grown(leaf)
            nodes.update(completed)
        size = len(self.leaves)
        proof = consistency_proof(nodes.__getitem__, old_size=min(old_size, size), size=size)
        head = checkpoint_at(ORIGIN, size=size, root_hash=root_of(self.leaves), made_at=self.at)
        return str(WitnessRequest(old_size, tuple(proof), self.sealer.seal(head)))

    @property
    def key(self) -> str:
        return str(self.sealer.verifier_keys(ORIGIN)[0])


@pytest.fixture
def book() -> Book:
    made = Book()
    made.grow(*"abcde")
    return made


@pytest.fixture
def folder(tmp_path: Path, book: Book) -> Path:
    """The folder of a witness that has pinned the book's key."""
    WitnessFolder.create(tmp_path / "w", "凤凰社区居委会")
    with WitnessFolder.open(tmp_path / "w") as opened:
        opened.trust(book.key, url="https://sxy.example/")
    return tmp_path / "w"


def cosign(folder: Path, request: str) -> SignedNote:
    with WitnessFolder.open(folder) as opened:
        return opened.cosign(request, now=NOW + timedelta(hours=1))


def refused(folder: Path, request: str) -> Refusal:
    """What the witness says; it has forgotten nothing and learnt nothing."""
    before = (folder / STATE).read_bytes()
    with pytest.raises(Refusal) as refusal:
        cosign(folder, request)
    assert (folder / STATE).read_bytes() == before
    return refusal.value


def test_it_signs_a_book_that_grows(folder: Path, book: Book) -> None:
    with WitnessFolder.open(folder) as opened:
        key = opened.verifier_key
    for old, said in ((0, ""), (5, "fghijklm"), (13, "n"), (14, "")):
        book.grow(*said)
        note = cosign(folder, book.request(old))
        assert verifies(key, note.text, note.signatures[-1])
        assert note.signatures[0].name == ORIGIN
        seen = read_state(folder / STATE).books[ORIGIN]
        assert (seen.size, seen.root_hash) == (len(book.leaves), root_of(book.leaves))
    assert seen.url == "https://sxy.example"
    assert note.signatures[-1].cosigned_at == int((NOW + timedelta(hours=1)).timestamp())


def test_it_refuses_a_fork_and_keeps_the_proof_of_it(folder: Path, book: Book) -> None:
    cosign(folder, book.request(0))
    forked = Book(book.sealer, [*book.leaves[:-1], leaf_hash(b"x")], book.at)
    refusal = refused(folder, forked.request(5))
    assert isinstance(refusal, BookHasForked)
    kept = Path(str(refusal.details["file"])).read_text("utf-8")
    # Both heads, each with the book's own signature.
    assert kept.count(f"\n— {ORIGIN} ") == 2
    forked.grow("y", "z")
    assert isinstance(refused(folder, forked.request(5)), ProofDoesNotFit)
    # The true book is still signed.
    book.grow("f")
    cosign(folder, book.request(5))


def test_it_refuses_a_book_that_shrank(folder: Path, book: Book) -> None:
    cosign(folder, book.request(0))
    early = Book(book.sealer, book.leaves[:3], NOW)
    assert refused(folder, early.request(5)).code == "request_is_old"
    cut = Book(book.sealer, book.leaves[:3], book.at + timedelta(days=1))
    assert isinstance(refused(folder, cut.request(5)), BookHasShrunk)
    # A service that has no proof for the witness can only show its bare checkpoint.
    assert isinstance(refused(folder, cut.request(0)), BookHasShrunk)


def test_it_refuses_what_it_cannot_check(folder: Path, book: Book) -> None:
    assert refused(folder, "nonsense").code == "witness_request_is_malformed"
    assert refused(folder, book.request(2)).code == "request_starts_elsewhere"
    stranger = Book(leaves=book.leaves)
    assert refused(folder, stranger.request(0)).code == "book_key_has_changed"
    other = book.request(0).replace("ledger/sxy\n5", "ledger/other\n5")
    assert refused(folder, other).code == "book_is_not_trusted"
    forged = book.request(0).replace("\n5\n", "\n6\n")
    assert refused(folder, forged).code == "checkpoint_is_forged"
    cosign(folder, book.request(0))
    book.grow("f")
    assert refused(folder, book.request(4)).details["old"] == 5


def test_a_new_key_of_the_book_is_pinned_by_hand(folder: Path, book: Book) -> None:
    cosign(folder, book.request(0))
    book.sealer = Sealer((Ed25519PrivateKey.generate(),))
    book.grow("f")
    assert refused(folder, book.request(5)).code == "book_key_has_changed"
    with WitnessFolder.open(folder) as opened:
        assert len(opened.trust(book.key).keys) == 2
    cosign(folder, book.request(5))
    with WitnessFolder.open(folder) as opened:
        for wrong in ("x", str(opened.verifier_key)):
            with pytest.raises(BookKeyIsWrong):
                opened.trust(wrong)


def test_the_key_is_made_once_and_nobody_else_reads_it(folder: Path) -> None:
    assert stat.S_IMODE((folder / KEY).stat().st_mode) == 0o600
    with pytest.raises(WitnessIsThere):
        WitnessFolder.create(folder, "x")
    # A lost state is a lost witness: a new one would sign what the old one would have refused.
    (folder / STATE).unlink()
    with pytest.raises(WitnessIsNotReady, match="没有见证方的钥匙"), WitnessFolder.open(folder):
        pass
    with pytest.raises(WitnessIsThere):
        WitnessFolder.create(folder, "x")
    with pytest.raises(WitnessNameIsWrong):
        WitnessFolder.create(folder / "new", "a b")


def test_two_runs_do_not_work_side_by_side(folder: Path) -> None:
    with (
        WitnessFolder.open(folder),
        pytest.raises(WitnessIsBusy),
        WitnessFolder.open(folder),
    ):
        pass
    assert not (folder / LOCK).exists()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format":"ledger-witness/v1"}', "null"])
def test_a_broken_state_is_refused(folder: Path, text: str) -> None:
    (folder / STATE).write_text(text)
    with pytest.raises(Refusal), WitnessFolder.open(folder):
        pass


def test_the_state_file_says_in_plain_words_what_was_seen(folder: Path, book: Book) -> None:
    cosign(folder, book.request(0))
    said = json.loads((folder / STATE).read_text("utf-8"))
    assert said["format"] == "ledger-witness/v1"
    assert (said["books"][0]["origin"], said["books"][0]["size"]) == (ORIGIN, 5)


hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=PROOF_LINES_MAX)


@given(old=st.integers(0, 2**63 - 1), proof=hashes)
def test_a_request_is_read_as_it_was_written(old: int, proof: list[bytes]) -> None:
    written = Book(leaves=[leaf_hash(b"a")]).request(0)
    request = WitnessRequest(old, tuple(proof), WitnessRequest.parse(written).note)
    assert WitnessRequest.parse(str(request)) == request


# The example of https://c2sp.org/tlog-witness, with one signature line.
EXAMPLE = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""  # noqa: E501


def test_the_specifications_example_is_read() -> None:
    request = WitnessRequest.parse(EXAMPLE)
    assert (request.old_size, len(request.proof)) == (20852014, 4)
    assert str(request) == EXAMPLE


@pytest.mark.parametrize(
    "old, new",
    [("old 2", "old 02"), ("old 2", "old -2"), ("old", "Old"), ("old 2", "old  2"),
     ("PlRN", "PlR"), ("PlRN", "!!!!"), ("\n\nexample", "\nexample")],
)  # fmt: skip
def test_another_spelling_is_refused(old: str, new: str) -> None:
    with pytest.raises(NoteIsMalformed):
        WitnessRequest.parse(EXAMPLE.replace(old, new, 1))
