"""The one metadata that every feature's `tables.py` hangs its tables on."""

from __future__ import annotations

from sqlalchemy import MetaData

metadata = MetaData()
