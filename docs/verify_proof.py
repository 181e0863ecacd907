#!/usr/bin/env python3
"""Check that one entry is in a signed book. One file, no network, no other part of the program.

    python verify_proof.py proof.json --key PUBKEY [--witness WITNESSKEY]

PUBKEY is the book's public key as printed on its notices, `name+id+base64`; take it from paper or
from somebody you trust, not from the proof. The same holds for a WITNESSKEY: with it the witness
must have signed too, so that nobody was shown another book. Hashes need Python's standard library
only; signatures are checked with the `cryptography` package or, without it, with the `openssl`
command.
Exit codes: 0 the entry is in the signed book, 1 it is not proven, 2 wrong usage.

docs/evidence.md specifies every byte. 一笔记录的存证核对：与公示单上的公钥一起使用。
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

FORMAT = "ledger-proof/v1"
EM_DASH = "\u2014"
HASH = re.compile(r"[0-9a-f]{64}")
SPKI_OF_ED25519 = bytes.fromhex("302a300506032b6570032100")


class NotProven(Exception):
    """Says what does not fit."""


def require(holds: bool, sentence: str) -> None:
    if not holds:
        raise NotProven(sentence)


def hash_of(text: Any) -> bytes:
    require(isinstance(text, str) and HASH.fullmatch(text) is not None, "a hash is malformed")
    return bytes.fromhex(text)


def base64_of(text: str) -> bytes:
    try:
        read = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise NotProven("base64 is malformed") from error
    require(base64.b64encode(read).decode() == text, "base64 has stray bits")
    return read


def ed25519_verifies(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Check a signature with `cryptography`, or with `openssl` where that is missing."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return openssl_verifies(public_key, signature, message)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def openssl_verifies(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Check a signature with the `openssl` command, version 1.1.1 or newer."""
    with tempfile.TemporaryDirectory() as folder:
        key, signed, said = (Path(folder) / name for name in ("key.der", "signature", "message"))
        key.write_bytes(SPKI_OF_ED25519 + public_key)
        signed.write_bytes(signature)
        said.write_bytes(message)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", str(key),
                   "-rawin", "-in", str(said), "-sigfile", str(signed)]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except FileNotFoundError as error:
            raise NotProven("neither `cryptography` nor `openssl` is installed") from error
    return done.returncode == 0


def key_of(text: Any, kind: int) -> tuple[str, bytes, bytes]:
    """Read a verifier key `name+id+base64`; return its name, key id and Ed25519 key."""
    require(isinstance(text, str), "a key is not a text")
    name, key_id, encoded = (*text.strip().split("+", 2), "", "")[:3]
    material = base64_of(encoded)
    require(len(material) == 33 and material[0] == kind, "a key is of another kind")
    expected = sha256(name.encode() + b"\n" + material).digest()[:4]
    require(expected.hex() == key_id, "a key does not fit its own id")
    return name, expected, material[1:]


def head_of(note: Any, key_text: str, witnesses: list[Any]) -> tuple[int, bytes, str, list[str]]:
    """Check a signed checkpoint; return its size, root hash and text, and who cosigned it.

    https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint and, for the witnesses,
    https://c2sp.org/tlog-cosignature. Every signature must be of a key that was named.
    """
    require(isinstance(note, str), "the checkpoint is not a text")
    name, key_id, key = key_of(key_text, 1)
    known = {key_of(text, 4)[:2]: (text, key_of(text, 4)[2]) for text in witnesses}
    body, blank, signatures = note.rpartition("\n\n")
    require(bool(blank) and signatures.endswith("\n"), "the checkpoint is not a signed note")
    text = body + "\n"
    signed, cosigned = False, []
    for line in signatures[:-1].split("\n"):
        dash, signer, signature = (*line.split(" "), "", "", "")[:3]
        require(dash == EM_DASH and line.count(" ") == 2, "a signature line is malformed")
        raw = base64_of(signature)
        if (signer, raw[:4]) == (name, key_id):
            signed = ed25519_verifies(key, raw[4:], text.encode())
            require(signed, "the signature is wrong")
            continue
        require((signer, raw[:4]) in known and len(raw) == 76, "a signature is of an unknown key")
        witness, witness_key = known[signer, raw[:4]]
        seconds = int.from_bytes(raw[4:12], "big")
        said = f"cosignature/v1\ntime {seconds}\n{text}".encode()
        require(ed25519_verifies(witness_key, raw[12:], said), "a witness's signature is wrong")
        cosigned.append(witness)
    require(signed, "the checkpoint is not signed with this key")
    require(sorted(cosigned) == sorted(witnesses), "a witness that is named did not sign")

    lines = text.split("\n")
    require(len(lines) > 3 and lines[0] == name, "the checkpoint is of another book")
    require(re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]) is not None, "the size is malformed")
    return int(lines[1]), base64_of(lines[2]), text, cosigned


def root_from(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Follow an audit path from a leaf to the root (RFC 9162 §2.1.3.2)."""
    require(0 <= index < size, "the entry lies outside the book")
    node, last, root = index, size - 1, leaf
    for sibling in path:
        require(last > 0, "the path is too long")
        if node & 1 or node == last:
            root = sha256(b"\x01" + sibling + root).digest()
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            root = sha256(b"\x01" + root + sibling).digest()
        node >>= 1
        last >>= 1
    require(last == 0, "the path is too short")
    return root


def verify(raw: bytes, key_text: str, witness_keys: Sequence[str] = ()) -> dict[str, Any]:
    """Return what the proof proves: the entry's fields; raises `NotProven`.

    `witness_keys` are those of whom the reader wants to see a signature.
    """
    try:
        proof = json.loads(raw.decode())
        canonical = proof["canonical"].encode()
        entry = json.loads(canonical)
        fields = [proof[name] for name in ("format", "leaf_hash", "index", "size", "path")]
        note, key_claimed = proof["checkpoint"], proof["public_key"]
        # Proofs of earlier versions name none.
        witnesses = proof.get("witnesses", [])
        note.encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotProven("this is not a proof") from error
    form, leaf_claimed, index, size, path = fields
    require(form == FORMAT, f"the proof is not of the form {FORMAT}")
    require(type(index) is int and type(size) is int, "index and size are whole numbers")
    require(isinstance(path, list) and isinstance(entry, dict), "this is not a proof")
    require(isinstance(witnesses, list), "this is not a proof")
    require(key_claimed == key_text.strip(), "the proof is for another key")

    leaf = sha256(b"\x00ledger-entry/v1\n" + canonical).digest()
    require(leaf == hash_of(leaf_claimed), "the entry does not hash to its leaf")
    require(entry.get("seq") == index + 1, "the entry has another place in the book")
    head_size, root, text, cosigned = head_of(note, key_text, witnesses)
    for wanted in witness_keys:
        require(wanted.strip() in cosigned, "the witness did not sign")
    require(head_size == size, "the proof is for another size than the checkpoint")
    found = root_from(leaf, index, size, [hash_of(each) for each in path])
    require(found == root, "the path does not lead to the signed root")
    return {"entry": entry, "checkpoint": text, "witnesses": cosigned}


def main() -> int:
    parser = argparse.ArgumentParser(description="Check that one entry is in a signed book.")
    parser.add_argument("proof", type=Path, help="the downloaded proof, proof.json")
    parser.add_argument("--key", required=True, help="the book's public key, name+id+base64")
    parser.add_argument(
        "--witness", action="append", default=[], help="a witness's public key; it must have signed"
    )
    arguments = parser.parse_args()
    try:
        proven = verify(arguments.proof.read_bytes(), arguments.key, arguments.witness)
    except NotProven as error:
        sys.stdout.write(f"NOT PROVEN 未通过: {error}\n")
        return 1
    entry = proven["entry"]
    sys.stdout.write(
        f"PROVEN 核对通过: {entry['number']} {entry['effective_on']} {entry['narration']}\n"
        f"The entry stands in the book signed as\n{proven['checkpoint']}"
    )
    for witness in proven["witnesses"]:
        sys.stdout.write(f"witnessed by 见证方 {witness}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
