"""What the embedded server takes of the machine it finds itself on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_MEBIBYTE = 2**20


def settings_for(*, memory_bytes: int, free_disk_bytes: int) -> dict[str, str]:
    """Return the settings that depend on the machine.

    An eighth of the memory holds pages: one that must be fetched costs more than everything that
    is done with it. An old office PC with 4 GB gives 512 MB, and its estate fits into far less. A
    twentieth of the free disk holds the log between two checkpoints: after each checkpoint a page
    is written whole the first time it changes, so a busy hour with checkpoints every few seconds
    would write little else.
    """
    buffers = min(max(memory_bytes // 8, 128 * _MEBIBYTE), 4096 * _MEBIBYTE)
    wal = min(max(free_disk_bytes // 20, 512 * _MEBIBYTE), 8192 * _MEBIBYTE)
    return {
        "shared_buffers": f"{buffers // _MEBIBYTE}MB",
        "max_wal_size": f"{wal // _MEBIBYTE}MB",
        "checkpoint_timeout": "15min",
    }


def machine_settings(data_dir: Path) -> dict[str, str]:
    """Return the settings for this machine and the disk that holds `data_dir`."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        # Not every system says; the least is enough to work with.
        memory = 0
    return settings_for(memory_bytes=memory, free_disk_bytes=shutil.disk_usage(data_dir).free)
