"""Packages for the tests: who sealed them, and how they are altered."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.evidence.package_verification import verify_package
from ledger.evidence.report import Report
from ledger.evidence.sealer import Sealer
from ledger.evidence.signed_note import VerifierKey

Files = dict[str, bytes]
Change = Callable[[Files], None]

SEALER = Sealer(tuple(Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2)))
ORIGIN = "sxy/ledger/sxy"
OLDER, KEY = (VerifierKey.of(ORIGIN, key) for key in SEALER.keys)


def rewritten(
    package: Path, change: Change, *, seal: bool, key: VerifierKey | None = None
) -> Report:
    """Verify the package after a change; `seal` makes the manifest fit the changed files.

    Its signature stays what it was.
    """
    with zipfile.ZipFile(package) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    change(files)
    if seal:
        manifest = json.loads(files["manifest.json"])
        manifest["files"] = [
            {"path": name, "sha256": sha256(content).hexdigest(), "size_bytes": len(content)}
            for name, content in sorted(files.items())
            if name not in ("manifest.json", "manifest.note")
        ]
        files["manifest.json"] = json.dumps(manifest).encode()
    altered = package.with_name("altered.zip")
    with zipfile.ZipFile(altered, "w") as target:
        for name, content in files.items():
            target.writestr(name, content)
    return verify_package(altered, public_key=key)
