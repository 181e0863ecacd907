"""The templates: what can be told, read from the file beside this module and checked once."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.errors import JsonValue

SMS_LENGTH_MAX = 56
"""Characters of an SMS without its signature; a longer one is charged and cut as several."""
VALUE_LENGTH_MAX = 60

Channel = Literal["sms", "wechat"]


class ValuesDoNotFit(ValueError):
    """A message was put with other values than its template has places for; a fault of ours."""


class Template(BaseModel):
    """One thing that can be told; `places` are the names of its values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=20)
    text: str = Field(min_length=1, max_length=200)
    sms: str = ""
    places: tuple[str, ...]
    channels: tuple[Channel, ...]
    urgent: bool = False
    link: str = ""
    example: dict[str, str]

    @model_validator(mode="after")
    def _fits_itself(self) -> Template:
        for words in (self.text, self.sms):
            named = {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
            if not named <= set(self.places):
                raise ValueError("a place that is not listed")
        if set(self.example) != set(self.places) or ("sms" in self.channels) != bool(self.sms):
            raise ValueError("example or SMS is missing")
        return self

    def values_of(self, given: Mapping[str, JsonValue]) -> dict[str, str]:
        """Return the values as text; raises `ValuesDoNotFit`."""
        if set(given) != set(self.places):
            raise ValuesDoNotFit(f"expected {sorted(self.places)}, got {sorted(given)}")
        values = {name: str(given[name]) for name in self.places}
        if any(len(value) > VALUE_LENGTH_MAX or "\n" in value for value in values.values()):
            raise ValuesDoNotFit("a value is too long or has several lines")
        return values

    def words(self, given: Mapping[str, JsonValue]) -> str:
        """Return what is read inside the program."""
        return self.text.format_map(self.values_of(given))

    def sms_values(self, given: Mapping[str, JsonValue]) -> dict[str, str]:
        """Return the values that the SMS names, in its order: what its approved template takes."""
        values = self.values_of(given)
        return {
            name: values[name]
            for _, name, _, _ in string.Formatter().parse(self.sms)
            if name is not None
        }

    def sms_words(self, given: Mapping[str, JsonValue]) -> str:
        """Return what is read in an SMS."""
        return (self.sms or self.text).format_map(self.values_of(given))


class Templates(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = Field(gt=0)
    templates: dict[str, Template]


@cache
def all_templates() -> Templates:
    """Return every template; the file is read once."""
    read = files("ledger.messages").joinpath("templates.toml").read_text("utf-8")
    return Templates.model_validate(tomllib.loads(read))


def template_of(code: str) -> Template:
    """Return the template with this code; raises KeyError."""
    return all_templates().templates[code]


LOST_WORDS = "这条消息的内容已经失效。"


def as_read(code: str, given: Mapping[str, JsonValue]) -> tuple[str, str]:
    """Return the title and the words of a stored message, which may be older than the templates."""
    template = all_templates().templates.get(code)
    if template is None:
        return "消息", LOST_WORDS
    try:
        return template.title, template.words(given)
    except ValuesDoNotFit:
        return template.title, LOST_WORDS
