"""The witness's folder: its key, and a state file with the last head of each book.

The state is on the disk before a signature leaves the program, so that it never signs two heads of
which one does not continue the other, whatever happens to the machine.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.bookkeeping.canonical import recorded_text
from ledger.db.secret_files import secret_of
from ledger.errors import Refusal
from ledger.evidence.sealer import fresh_key_pem, read_key
from ledger.evidence.signed_note import (
    NoteIsMalformed,
    SignatureType,
    SignedNote,
    VerifierKey,
    cosigned_by,
)
from ledger.evidence.witness_request import WitnessRequest
from ledger.witness.rules import Contradiction, RequestIsMalformed, SeenBook, judge

FORMAT = "ledger-witness/v1"
STATE = "witness-state.json"
KEY = "witness-key.pem"
LOCK = "witness.lock"


class WitnessIsNotReady(Refusal):
    """There is no key or no state in the folder, or they cannot be read."""

    code = "witness_is_not_ready"


class WitnessIsThere(Refusal):
    """The folder has a witness already; its key is not made again."""

    code = "witness_is_there"


class WitnessNameIsWrong(Refusal):
    """The name cannot stand in a signature line."""

    code = "witness_name_is_wrong"


class WitnessIsBusy(Refusal):
    """Another run of the program is at work in the folder."""

    code = "witness_is_busy"


class BookKeyIsWrong(Refusal):
    """What was given is not the public key of a book."""

    code = "book_key_is_wrong"


@dataclass(slots=True)
class WitnessState:
    """Who the witness is, and what it knows of each book by its origin."""

    name: str
    books: dict[str, SeenBook] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "name": self.name,
            "books": [
                {
                    "origin": book.origin,
                    "keys": [str(key) for key in book.keys],
                    "url": book.url,
                    "size": book.size,
                    "root_hash": base64.b64encode(book.root_hash).decode(),
                    "note": book.note,
                    "seen_at": book.seen_at,
                }
                for book in self.books.values()
            ],
        }

    @classmethod
    def from_json(cls, said: Any) -> WitnessState:
        """Read a state file; raises `WitnessIsNotReady`."""
        try:
            if said["format"] != FORMAT:
                raise ValueError("another format")
            books = [
                SeenBook(
                    origin=str(each["origin"]),
                    keys=tuple(VerifierKey.parse(key) for key in each["keys"]),
                    url=str(each["url"]),
                    size=int(each["size"]),
                    root_hash=base64.b64decode(each["root_hash"], validate=True),
                    note=str(each["note"]),
                    seen_at=str(each["seen_at"]),
                )
                for each in said["books"]
            ]
            return cls(str(said["name"]), {book.origin: book for book in books})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WitnessIsNotReady(f"见证方的状态文件读不懂（{error}），请从备份恢复。") from None


def read_state(path: Path) -> WitnessState:
    """Read a state file on its own, as `ledger verify` does; raises `WitnessIsNotReady`."""
    try:
        return WitnessState.from_json(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise WitnessIsNotReady(f"读不出 {path}（{error}）。") from None


@dataclass(slots=True)
class WitnessFolder:
    """A witness at work; `open` it, so that no second run works beside it."""

    folder: Path
    key: Ed25519PrivateKey
    state: WitnessState

    @classmethod
    def create(cls, folder: Path, name: str) -> WitnessFolder:
        """Make a key and an empty state; raises `WitnessIsThere` or `WitnessNameIsWrong`."""
        if (folder / KEY).exists() or (folder / STATE).exists():
            raise WitnessIsThere(
                f"{folder} 里已有见证方。丢了状态文件的不能接着用，请换一个文件夹重新做。"
            )
        pem = fresh_key_pem()
        try:
            VerifierKey.of(name, read_key(pem), SignatureType.COSIGNATURE)
        except NoteIsMalformed:
            raise WitnessNameIsWrong(
                "名称里不能有空格和加号，例如 juwei.example 或 凤凰社区居委会。"
            ) from None
        kept = secret_of(folder, KEY, fresh=pem)
        made = cls(folder, read_key(kept), WitnessState(name))
        made.save()
        return made

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator[WitnessFolder]:
        """Open the folder for one run; raises `WitnessIsNotReady` or `WitnessIsBusy`."""
        if not (folder / KEY).exists() or not (folder / STATE).exists():
            raise WitnessIsNotReady(
                f"{folder} 里没有见证方的钥匙或状态文件。第一次使用请先执行 ledger witness init。"
            )
        lock = folder / LOCK
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            raise WitnessIsBusy(
                f"另一个见证程序正在这个文件夹里工作。确定没有的话，请删除 {lock} 再试。"
            ) from None
        try:
            key = read_key((folder / KEY).read_text("ascii"))
            yield cls(folder, key, read_state(folder / STATE))
        finally:
            lock.unlink(missing_ok=True)

    @property
    def verifier_key(self) -> VerifierKey:
        """What the committee registers."""
        return VerifierKey.of(self.state.name, self.key, SignatureType.COSIGNATURE)

    def save(self) -> None:
        """Replace the state file, complete on the disk or not at all."""
        text = json.dumps(self.state.to_json(), ensure_ascii=False, indent=1) + "\n"
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=self.folder, delete=False
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(self.folder / STATE)

    def trust(self, key_text: str, *, url: str = "") -> SeenBook:
        """Pin a book's public key, from its printed notice; raises `BookKeyIsWrong`.

        A further key of a known book is taken beside the first, and what was seen stays.
        """
        try:
            key = VerifierKey.parse("".join(key_text.split()))
        except NoteIsMalformed:
            raise BookKeyIsWrong("公钥是“名称+编号+密文”一整行，请照公示单抄写。") from None
        if key.kind is not SignatureType.ED25519:
            raise BookKeyIsWrong("这是见证方的公钥，不是账簿的；请抄公示单上账簿的公钥。")
        known = self.state.books.get(key.name)
        keys = tuple(dict.fromkeys((*(known.keys if known else ()), key)))
        book = SeenBook(
            origin=key.name,
            keys=keys,
            url=url.rstrip("/") or (known.url if known else ""),
            size=known.size if known else 0,
            root_hash=known.root_hash if known else b"",
            note=known.note if known else "",
            seen_at=known.seen_at if known else "",
        )
        self.state.books[key.name] = book
        self.save()
        return book

    def cosign(self, text: str, *, now: datetime) -> SignedNote:
        """Check a request, remember its head, and return the checkpoint with our signature.

        Raises what `ledger.witness.rules.judge` raises; a contradiction is kept in a file first.
        """
        try:
            request = WitnessRequest.parse(text)
        except NoteIsMalformed as error:
            raise RequestIsMalformed(
                "这不是给见证方的文件，请重新取一次。", reason=str(error)
            ) from None
        book = self.state.books.get(request.note.text.partition("\n")[0])
        try:
            said = judge(book, request)
        except Contradiction as refusal:
            assert book is not None
            refusal.details["file"] = str(self._keep_contradiction(book, request, now))
            raise
        assert book is not None
        self.state.books[said.origin] = book.after(
            said, note=str(request.note), seen_at=recorded_text(now)
        )
        self.save()
        line = cosigned_by(
            request.note.text, name=self.state.name, key=self.key, seconds=int(now.timestamp())
        )
        return request.note.with_signatures([line])

    def _keep_contradiction(self, book: SeenBook, request: WitnessRequest, now: datetime) -> Path:
        """Write down what was seen and what is said now: both signed by the book itself."""
        path = self.folder / f"contradiction-{now:%Y%m%d-%H%M%S}.txt"
        with contextlib.suppress(FileExistsError), path.open("x", encoding="utf-8") as file:
            file.write(f"{book.seen_at}\n{book.note}\n{recorded_text(now)}\n{request}")
        return path
