"""Asking a book's public address for a checkpoint, and bringing back the signature."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from ledger.errors import Refusal
from ledger.evidence.signed_note import SignedNote
from ledger.evidence.witness_request import REQUEST_CHARACTERS_MAX
from ledger.witness.rules import SeenBook

TIMEOUT_SECONDS = 30
ANSWER_BYTES_MAX = 4 * REQUEST_CHARACTERS_MAX


class BookIsNotReachable(Refusal):
    """The address does not answer, or not as a book does."""

    code = "book_is_not_reachable"


class BookRefused(Refusal):
    """The service understood and said no; the sentence is its own."""

    code = "book_refused"


def _address(book: SeenBook, what: str) -> str:
    # The last part of the origin is the estate's code, percent-encoded as in an address.
    return f"{book.url}/api/v1/public/estates/{book.origin.rpartition('/')[2]}/{what}"


def _ask(request: urllib.request.Request) -> str:
    if urlsplit(request.full_url).scheme not in ("http", "https"):
        raise BookIsNotReachable("网址应以 http:// 或 https:// 开头。")
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            content: bytes = answer.read(ANSWER_BYTES_MAX)
            return content.decode()
    except urllib.error.HTTPError as error:
        raise BookRefused(_detail_of(error)) from None
    except (OSError, ValueError) as error:
        raise BookIsNotReachable(
            f"连不上 {request.full_url}（{error}）。没有网络可以用 U 盘：ledger witness sign。"
        ) from None


def _detail_of(error: urllib.error.HTTPError) -> str:
    """Return the sentence of a problem body, or the bare status."""
    try:
        return str(json.loads(error.read(ANSWER_BYTES_MAX))["detail"])
    except (ValueError, KeyError, TypeError, OSError):
        return f"账簿的服务答复 {error.code}。"


def fetch_request(book: SeenBook) -> str:
    """Return the latest checkpoint with the proof from what the witness saw last."""
    return _ask(urllib.request.Request(_address(book, f"witness-request?old={book.size}")))


def fetch_checkpoint(book: SeenBook) -> str:
    """Return the latest checkpoint as it is."""
    return _ask(urllib.request.Request(_address(book, "checkpoint")))


def request_from(book: SeenBook) -> str:
    """Return what is to be judged; where the service has no proof, its bare checkpoint.

    A book that was cut off has none: its checkpoint then tells by itself. Raises
    `BookIsNotReachable` or `BookRefused`.
    """
    try:
        return fetch_request(book)
    except BookRefused:
        return f"old 0\n\n{fetch_checkpoint(book)}"


def hand_in(book: SeenBook, cosigned: SignedNote) -> None:
    """Bring the cosigned checkpoint to the book's service."""
    body = json.dumps({"note": str(cosigned)}).encode()
    _ask(
        urllib.request.Request(
            _address(book, "cosignatures"),
            data=body,
            headers={"content-type": "application/json"},
            method="POST",
        )
    )
