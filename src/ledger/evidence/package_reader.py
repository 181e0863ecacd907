"""Opening an audit package and reading its tables without trusting it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from ledger.evidence.package_format import FORMAT, MANIFEST, NEEDED, SEAL, unescaped_cell
from ledger.evidence.report import Fault, Report

LINE_BYTES_MAX = 4_000_000
TABLE_BYTES_MAX = 256_000_000
_CHUNK_BYTES = 1 << 20
_TORN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError)
"""What reading a damaged file raises; RuntimeError where it is encrypted or packed otherwise."""


class PackageIsUnreadable(Exception):
    """The file is not an audit package; the message is Chinese."""


class PackageReader:
    """A package opened for reading. Use it as a context manager.

    Raises `PackageIsUnreadable` when there is no zip, no manifest, or a needed file is missing.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError as error:
            raise PackageIsUnreadable("没有这个文件。") from error
        except IsADirectoryError as error:
            raise PackageIsUnreadable("这是一个文件夹，请给出没有解开的 zip 文件。") from error
        except zipfile.BadZipFile as error:
            raise PackageIsUnreadable("这不是 zip 压缩包，或者已经损坏。") from error
        except OSError as error:
            raise PackageIsUnreadable(f"打不开数据包：{error}") from error
        # A package that was taken apart and packed again has entries for its folders.
        names = [
            each.filename
            for each in self._zip.infolist()
            if not (each.is_dir() and each.file_size == 0)
        ]
        self.names = set(names)
        self.repeated_names = sorted({name for name in names if names.count(name) > 1})
        self.manifest_bytes = b""
        self.manifest = self._read_manifest()
        missing = [name for name in NEEDED if name not in self.names]
        if missing:
            raise PackageIsUnreadable(f"数据包缺少文件：{'、'.join(missing)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._zip.close()

    def _read_manifest(self) -> dict[str, Any]:
        if MANIFEST not in self.names:
            raise PackageIsUnreadable("数据包里没有 manifest.json，这不是审计数据包。")
        try:
            self.manifest_bytes = self._read_small(MANIFEST)
            manifest = _read_json(MANIFEST, self.manifest_bytes)
            if manifest["format"] != FORMAT:
                raise PackageIsUnreadable(f"不认识的数据包格式：{manifest['format']}")
            _check_manifest(manifest)
        except (ValueError, KeyError, TypeError) as error:
            raise PackageIsUnreadable(f"manifest.json 读不懂：{error}") from error
        return dict(manifest)

    def _read_small(self, name: str) -> bytes:
        if self._zip.getinfo(name).file_size > TABLE_BYTES_MAX:
            raise PackageIsUnreadable(f"文件 {name} 太大。")
        try:
            return self._zip.read(name)
        except _TORN as error:
            raise ValueError(f"{name}: {error}") from error

    def seal(self) -> bytes | None:
        """Return the signed note over the manifest, or None; raises ValueError when torn."""
        return self._read_small(SEAL) if SEAL in self.names else None

    def digest(self, name: str) -> tuple[str, int]:
        """Return SHA-256 (hex) and size in bytes of a file; raises ValueError when it is torn."""
        hashed = sha256()
        size = 0
        try:
            with self._zip.open(name) as file:
                while chunk := file.read(_CHUNK_BYTES):
                    hashed.update(chunk)
                    size += len(chunk)
        except _TORN as error:
            raise ValueError(str(error)) from error
        return hashed.hexdigest(), size

    def text_lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a file without their line feed; raises ValueError when torn."""
        try:
            with self._zip.open(name) as file:
                while line := file.readline(LINE_BYTES_MAX):
                    yield line.removesuffix(b"\n")
        except _TORN as error:
            raise ValueError(f"{name}: {error}") from error

    def rows(self, name: str, columns: Sequence[str]) -> Iterator[dict[str, str]]:
        """Yield the rows of a CSV table; raises ValueError when a column is missing."""
        try:
            with (
                self._zip.open(name) as file,
                io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text,
            ):
                reader = csv.DictReader(text)
                if reader.fieldnames is None or not set(columns) <= set(reader.fieldnames):
                    raise ValueError(f"{name}: 缺少列")
                for row in reader:
                    if None in row or None in row.values():
                        raise ValueError(f"{name}: 列数不对")
                    yield {key: unescaped_cell(value) for key, value in row.items()}
        except (*_TORN, csv.Error, UnicodeError) as error:
            raise ValueError(f"{name}: {error}") from error

    def json(self, name: str) -> Any:
        """Return a JSON file's content; raises ValueError."""
        return _read_json(name, self._read_small(name))


def _read_json(name: str, content: bytes) -> Any:
    """Read JSON; raises ValueError, also for brackets nested deeper than any file of ours."""
    try:
        return json.loads(content)
    except RecursionError as error:
        raise ValueError(f"{name}: 括号嵌套得太深") from error


def _check_manifest(manifest: dict[str, Any]) -> None:
    book = manifest["book"]
    if type(book["size"]) is not int or len(bytes.fromhex(book["root_hash"])) != 32:
        raise ValueError("book")
    if type(book["first_month"]) is not int or type(manifest["estate"]["estate_id"]) is not int:
        raise ValueError("estate")
    for file in manifest["files"]:
        if not isinstance(file["path"], str) or not isinstance(file["sha256"], str):
            raise ValueError("files")
        if type(file["size_bytes"]) is not int:
            raise ValueError("files")


def check_files(package: PackageReader, report: Report) -> None:
    """Compare every file's bytes with the manifest, and the list of files with the zip."""
    listed = {file["path"]: file for file in package.manifest["files"]}

    def fault(
        code: str,
        path: str,
        sentence: str,
        *,
        field: str | None = None,
        expected: str | None = None,
        found: str | None = None,
    ) -> None:
        where = f"文件 {path}"
        report.add(Fault(code, where, sentence, None, path, field, expected, found))

    for name in package.repeated_names:
        fault("file_is_repeated", name, "压缩包里有两个同名文件。")
    for name in sorted(package.names - listed.keys() - {MANIFEST, SEAL}):
        fault("file_is_not_listed", name, "清单里没有这个文件。")
    for path, file in sorted(listed.items()):
        if path not in package.names:
            fault("file_is_missing", path, "清单里有，压缩包里没有。")
            continue
        report.files_checked += 1
        try:
            digest, size = package.digest(path)
        except ValueError as error:
            fault("file_is_torn", path, f"文件损坏：{error}")
            continue
        if digest != file["sha256"]:
            fault(
                "file_differs", path, "文件内容与清单的哈希不符。",
                field="sha256", expected=file["sha256"], found=digest,
            )  # fmt: skip
        elif size != file["size_bytes"]:
            fault(
                "file_differs", path, "文件大小与清单不符。",
                field="size_bytes", expected=str(file["size_bytes"]), found=str(size),
            )  # fmt: skip
