"""The seal of an audit package: a signed note over its manifest, and so over every file.

Entries are held by the root hash, whoever made the package. What is derived from them (books,
journals, tables) is held by the manifest alone, and the manifest by this note.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from hashlib import sha256

from ledger.evidence.package_format import MANIFEST, SEAL
from ledger.evidence.report import Fault, Report
from ledger.evidence.signed_note import NoteIsForged, NoteIsMalformed, SignedNote, VerifierKey

TITLE = "audit package"

UNSEALED = (
    "数据包没有封签（manifest.note）：账册、日记账等派生文件只与清单对过，清单本身无从证明。"
    "请向小区要一个带封签的数据包。"
)
KEY_NOT_GIVEN = (
    "没有给出公钥：账册、日记账等派生文件只由封签（manifest.note）保护，封签还没有核对。"
    "请照公示网页或张贴的公示单抄下公钥，再执行 ledger verify 数据包.zip --key 公钥。"
)


def seal_text(origin: str, manifest: bytes) -> str:
    """Return what the seal of a package with this manifest signs, for the book's origin line."""
    return f"{origin}\n{TITLE}\n{_digest(manifest)}\n"


def check_seal(
    report: Report,
    *,
    manifest: bytes,
    note: bytes | None,
    key: VerifierKey | None,
    vouched_for: Sequence[VerifierKey] = (),
) -> None:
    """Compare the manifest with its seal, and the seal with the key where one is given.

    Keys that `key` vouches for, before and after it, count like itself.
    Without a key the report gets a remark on what the seal would have proven.
    """
    if note is None:
        if key is None:
            report.remarks.append(UNSEALED)
        else:
            _fault(report, "seal_is_missing", "清单没有封签（manifest.note）。")
        return
    try:
        seal = SignedNote.parse(note.decode())
        signers = seal.signers([key, *vouched_for] if key is not None else [])
    except (UnicodeDecodeError, NoteIsMalformed) as error:
        _fault(report, "seal_is_malformed", f"清单的封签读不懂（{error}）。")
        return
    except NoteIsForged as error:
        _fault(report, "seal_is_forged", f"清单的封签不是这把公钥签的（{error}）。")
        return
    origin = key.name if key is not None else seal.text.partition("\n")[0]
    if seal.text != seal_text(origin, manifest):
        said = seal.text.rstrip("\n").rpartition("\n")[2]
        _fault(
            report, "seal_differs", "清单与它的封签不符：清单在封签之后被改过。",
            expected=said, found=_digest(manifest),
        )  # fmt: skip
    elif key is None:
        report.remarks.append(KEY_NOT_GIVEN)
    elif not signers:
        _fault(
            report, "seal_is_foreign", "清单的封签是别的钥匙签的，请核对公钥和数据包的来源。",
            expected=key.name, found="、".join(each.name for each in seal.signatures),
        )  # fmt: skip


def _digest(manifest: bytes) -> str:
    return base64.b64encode(sha256(manifest).digest()).decode()


def _fault(
    report: Report,
    code: str,
    sentence: str,
    *,
    expected: str | None = None,
    found: str | None = None,
) -> None:
    report.add(Fault(code, f"文件 {MANIFEST}", sentence, None, MANIFEST, SEAL, expected, found))
