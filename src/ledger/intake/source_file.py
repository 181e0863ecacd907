"""A file as a person handed it over, and how much of one we are willing to open."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ledger.errors import Refusal


class FileIsTooLarge(Refusal):
    code = "file_is_too_large"
    status = 413


class FileIsEmpty(Refusal):
    code = "file_is_empty"
    status = 400


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The original bytes with their name and SHA-256; the bytes are never changed."""

    filename: str
    content: bytes
    sha256: bytes

    @classmethod
    def of(cls, filename: str, content: bytes) -> SourceFile:
        return cls(filename=filename, content=content, sha256=hashlib.sha256(content).digest())


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """How large a file may be, packed and unpacked, before it is refused.

    The defaults hold a city's year of sign-ins with room to spare and still fit the memory of the
    smallest machine the program is meant for.
    """

    file_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 256 * 1024 * 1024
    packed_members: int = 2_000
    rows: int = 200_000
    columns: int = 512
    grid_cells: int = 4_000_000


def check_size(file: SourceFile, limits: ReadingLimits) -> None:
    """Raise `FileIsEmpty` or `FileIsTooLarge`; nothing is decoded before this."""
    size_bytes = len(file.content)
    if size_bytes == 0:
        raise FileIsEmpty("文件是空的（0 字节），请重新导出后再上传。", filename=file.filename)
    if size_bytes > limits.file_bytes:
        raise FileIsTooLarge(
            f"文件有 {_megabytes(size_bytes)} MB，超过上限 {_megabytes(limits.file_bytes)} MB，"
            "请按月份拆开后分别上传。",
            filename=file.filename,
            size_bytes=size_bytes,
            limit_bytes=limits.file_bytes,
        )


def _megabytes(size_bytes: int) -> str:
    tenths = -(-size_bytes * 10 // (1024 * 1024))
    return f"{tenths // 10}.{tenths % 10}"
