"""One design language: colours stand in the tokens file, and every style takes them from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger.disclosure.public.pages import style_sheet

ROOT = Path(__file__).resolve().parents[1]
TOKENS = ROOT / "admin_ui" / "src" / "shared" / "tokens.css"
PAGES = ROOT / "admin_ui" / "src"
PUBLIC = ROOT / "src" / "ledger" / "disclosure" / "public" / "public.css"

STYLED = sorted({*PAGES.rglob("*.css"), *PAGES.rglob("*.vue"), PUBLIC} - {TOKENS})

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STYLE_BLOCK = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
NAMED = "white|black|red|green|blue|gr[ae]y|silver|orange|yellow|brown|purple|pink|gold"
RAW_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b"
    r"|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\("
    rf"|:[^;{{}}]*(?<![\w-])(?:{NAMED})(?![\w-])",
    re.IGNORECASE,
)
TOKEN = re.compile(r"^\s*--([\w-]+):\s*([^;]+);", re.MULTILINE)


def style_of(path: Path) -> str:
    """Return what a file says about looks, without comments."""
    text = path.read_text("utf-8")
    if path.suffix == ".vue":
        text = "\n".join(STYLE_BLOCK.findall(text))
    return COMMENT.sub("", text)


@pytest.mark.parametrize("path", STYLED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_style_takes_its_colours_from_the_tokens(path: Path) -> None:
    raw = RAW_COLOUR.findall(style_of(path))
    assert not raw, f"use a token of {TOKENS.name} instead of {raw}"


def test_the_rule_would_see_a_raw_colour() -> None:
    for style in ("color: #FFF", "background: rgba(0, 0, 0, 0.4)", "border: 1px solid black"):
        assert RAW_COLOUR.search(style), style
    for style in ("color: var(--ink)", "white-space: nowrap", "border-color: currentcolor"):
        assert not RAW_COLOUR.search(style), style


def test_every_token_that_a_style_takes_exists() -> None:
    known = set(TOKEN.findall(COMMENT.sub("", TOKENS.read_text("utf-8"))))
    names = {name for name, _ in known}
    for path in STYLED:
        names |= {name for name, _ in TOKEN.findall(style_of(path))}
    for path in STYLED:
        used = set(re.findall(r"var\(--(?!el-|van-)([\w-]+)\)", style_of(path)))
        assert not used - names, f"{path.name} takes tokens that nobody sets: {used - names}"


def test_the_public_pages_get_the_same_tokens() -> None:
    sheet = style_sheet()
    assert sheet.startswith(TOKENS.read_text("utf-8"))
    assert sheet.endswith(PUBLIC.read_text("utf-8"))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("ground", ["paper", "sheet", "sheet-hover", "sheet-sunken"])
@pytest.mark.parametrize(
    "letters", ["ink", "ink-soft", "ink-faint", "points", "alert", "hours", "link", "focus"]
)
def test_letters_can_be_read_on_every_ground(letters: str, ground: str) -> None:
    tokens = dict(TOKEN.findall(TOKENS.read_text("utf-8")))
    assert contrast(tokens[letters], tokens[ground]) >= 4.5


@pytest.mark.parametrize("letters, ground", [("alert", "alert-soft"), ("points", "points-soft")])
def test_marks_can_be_read(letters: str, ground: str) -> None:
    tokens = dict(TOKEN.findall(TOKENS.read_text("utf-8")))
    assert contrast(tokens[letters], tokens[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "sheet"])
def test_the_edge_of_a_field_can_be_seen(ground: str) -> None:
    tokens = dict(TOKEN.findall(TOKENS.read_text("utf-8")))
    assert contrast(tokens["edge"], tokens[ground]) >= 3
