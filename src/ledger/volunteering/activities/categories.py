"""The categories that a form offers; `categories.toml` holds them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field


class Category(BaseModel):
    """One kind of service; its name is the service type of records and earning rules."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=20, examples=["人居环境"])
    about: str = Field(examples=["清扫楼道和院落"])


class _Categories(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    categories: tuple[Category, ...]


@cache
def all_categories() -> tuple[Category, ...]:
    """Return the categories in their order; the file is read once."""
    written = files("ledger.volunteering.activities").joinpath("categories.toml")
    return _Categories.model_validate(tomllib.loads(written.read_text("utf-8"))).categories
