"""Original bytes: what to call them, what they are, and how to hand them out without harm."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

FILENAME_LENGTH_MAX = 120
UNKNOWN_MEDIA_TYPE = "application/octet-stream"

# The few kinds that source documents come in. Anything else, web pages above all, is kept as it
# is and handed out as plain bytes, whatever its sender called it.
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "xml": "application/xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}
_MAGIC = {
    "pdf": b"%PDF-",
    "ofd": b"PK\x03\x04",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "xlsx": b"PK\x03\x04",
    "docx": b"PK\x03\x04",
    "zip": b"PK\x03\x04",
}
_RESERVED = frozenset('\\/:*?"<>|')


def safe_filename(given: str) -> str:
    """Return the last part of a name without control, invisible and reserved characters."""
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        character
        for character in name
        if character not in _RESERVED and not unicodedata.category(character).startswith("C")
    ).strip(" .")
    stem, dot, extension = kept.rpartition(".")
    if dot and len(extension) <= 10:
        room = FILENAME_LENGTH_MAX - len(extension) - 1
        return f"{stem[:room] or '文件'}.{extension}"
    return kept[:FILENAME_LENGTH_MAX] or "文件"


def media_type_of(filename: str, content: bytes) -> str:
    """Return the media type that both the name and the first bytes agree on."""
    extension = filename.rpartition(".")[2].lower()
    if not content.startswith(_MAGIC.get(extension, b"")):
        return UNKNOWN_MEDIA_TYPE
    return _MEDIA_TYPES.get(extension, UNKNOWN_MEDIA_TYPE)


def download_headers(filename: str) -> dict[str, str]:
    """Return headers that make a browser save the bytes and run nothing of them (RFC 6266)."""
    plain = "".join(c if c.isascii() and c.isprintable() else "_" for c in filename)
    return {
        "Content-Disposition": (
            f'attachment; filename="{plain.replace(chr(34), "_")}";'
            f" filename*=UTF-8''{quote(filename, safe='')}"
        ),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
