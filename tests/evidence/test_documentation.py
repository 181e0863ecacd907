"""The twenty lines that docs/evidence.md gives to strangers really check a package."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.evidence import package_format

DOCUMENT = Path(__file__).parents[2] / "docs/evidence.md"


def example() -> str:
    found = re.search(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("is_altered", [False, True])
def test_the_example_checks_a_package(tmp_path: Path, is_altered: bool) -> None:
    lines = [b"a", b"b", b"c"]
    leaves = [sha256(b"\x00ledger-entry/v1\n" + line).digest() for line in lines]
    pair = sha256(b"\x01" + leaves[0] + leaves[1]).digest()
    root = sha256(b"\x01" + pair + leaves[2]).hexdigest()
    if is_altered:
        lines[1] = b"x"
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("manifest.json", f'{{"book": {{"size": 3, "root_hash": "{root}"}}}}')
        package.writestr("entries.jsonl", b"".join(line + b"\n" for line in lines))
        package.writestr(
            "disclosures.json",
            f'[{{"number": "2026-Q2", "checkpoint_size": 2, "checkpoint_root": "{pair.hex()}"}}]',
        )
    done = subprocess.run(
        [sys.executable, "-I", "-c", example(), path], capture_output=True, text=True, check=True
    )
    agrees = str(not is_altered)
    assert done.stdout == f"True {agrees}\n2026-Q2 2 {agrees}\n"


def test_every_file_of_a_package_is_documented() -> None:
    said = DOCUMENT.read_text("utf-8")
    names = [
        value
        for name, value in vars(package_format).items()
        if name.isupper() and isinstance(value, str) and ("." in value or value.endswith("/"))
    ]
    assert len(names) > 15
    for name in names:
        folder = name.partition("/")[0] + "/"
        assert f"`{name}`" in said or f"`{folder}`" in said or name == "README.txt", name
