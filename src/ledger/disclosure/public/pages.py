"""Rendering the public pages: plain HTML from templates, everything escaped, no script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from ledger.disclosure.public import words
from ledger.disclosure.public.backing import backing_lines, backing_sentence, coverage_text
from ledger.disclosure.public.bridge import bridge
from ledger.disclosure.public.charts import Bar, MonthPair, bars, month_bars, scale_of
from ledger.disclosure.public.qr import qr_svg
from ledger.disclosure.queries import (
    Correction,
    DisclosureDocument,
    DisclosureRow,
    EntryBehindLine,
)
from ledger.disclosure.rules import months_title
from ledger.estates.masking import mask_counterparty
from ledger.evidence.proofs import Seal
from ledger.evidence.report import in_groups
from ledger.volunteering.honours.board import BoardList


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ledger.disclosure.public", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "yuan": words.yuan,
        "count": words.count,
        "hours": words.hours,
        "day": words.day_text,
        "moment": words.moment_text,
        "month": words.month_text,
        "kilobytes": words.kilobytes,
    }
    return environment


@cache
def style_sheet() -> str:
    """Return the public pages' style: the design language that all pages share, then their own."""
    own = (files("ledger.disclosure.public") / "public.css").read_text("utf-8")
    return f"{_tokens_file().read_text('utf-8')}\n{own}"


def _tokens_file() -> Path:
    """Return the tokens: in the installed package, or in the checkout's pages."""
    package = Path(str(files("ledger")))
    pages = package.parents[1] / "admin_ui" / "src" / "shared"
    for path in (package / "tokens.css", pages / "tokens.css"):
        if path.is_file():
            return path
    raise FileNotFoundError("tokens.css is neither in the package nor in admin_ui/src/shared")


def _render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(**values)


def disclosure_page(
    row: DisclosureRow,
    documents: Sequence[DisclosureDocument],
    corrections: Sequence[Correction],
    *,
    address: str,
    seal: Seal | None,
) -> str:
    """Return the page of one published disclosure; `address` is what its QR code opens.

    The reasons of `corrections` are masked already.
    """
    money = row.figures["income_statement"]
    assert row.checkpoint_root is not None
    income, expense = (
        [Bar(line["title"], line["amount_fen"]) for line in money[kind]]
        for kind in ("income", "expense")
    )
    scale = scale_of(income, expense)
    months = [
        MonthPair(f"{int(each['month'][5:])}月", each["income_fen"], each["expense_fen"])
        for each in row.figures["monthly"]
    ]
    return _render(
        "disclosure.html",
        row=row,
        figures=row.figures,
        documents=documents,
        corrections=corrections,
        bridge=bridge(row.figures),
        months_title=months_title(row.first, row.last),
        # Drawn here from figures, with every label escaped.
        income_chart=Markup(bars(income, kind="income", scale=scale)),
        expense_chart=Markup(bars(expense, kind="expense", scale=scale)),
        month_chart=Markup(month_bars(months)),
        backing=_backing(row.figures),
        qr=Markup(qr_svg(address)),
        address=address,
        root=in_groups(row.checkpoint_root).split(),
        seal=seal,
    )


def _backing(figures: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what stands behind the points, drawn and in words; None in older disclosures."""
    figure = figures.get("points_backing")
    if figure is None:
        return None
    lines = backing_lines(figure)
    owed, set_aside = (
        [Bar(line.title, line.amount_fen) for line in lines if line.is_owed is is_owed]
        for is_owed in (True, False)
    )
    scale = scale_of(owed, set_aside)
    return {
        "figure": figure,
        "lines": lines,
        "coverage": coverage_text(figure),
        "sentence": backing_sentence(figure),
        "owed_chart": Markup(bars(owed, kind="expense", scale=scale)),
        "set_aside_chart": Markup(bars(set_aside, kind="income", scale=scale)),
    }


def line_page(
    row: DisclosureRow,
    *,
    account: tuple[str, str],
    entries: Sequence[EntryBehindLine],
    mask: Callable[[str], str],
    is_cut: bool,
) -> str:
    """Return the entries behind a line; `account` is its code and name, `mask` hides residents."""
    return _render(
        "line.html",
        row=row,
        code=account[0],
        name=account[1],
        entries=[
            {
                "entry_no": entry.entry_no,
                "on": entry.on,
                "narration": mask(entry.narration),
                "counterparty": mask(mask_counterparty(entry.counterparty)),
                "documents": entry.documents,
                "amount_fen": entry.amount_fen,
            }
            for entry in entries
        ],
        total_fen=sum(entry.amount_fen for entry in entries),
        is_cut=is_cut,
    )


def estate_page(estate_name: str, estate_code: str, rows: Sequence[DisclosureRow]) -> str:
    """Return the list of what an estate has published."""
    return _render(
        "estate.html",
        estate_name=estate_name,
        estate_code=estate_code,
        rows=rows,
        months_title=months_title,
    )


def honours_page(
    estate_name: str, estate_code: str, board: Sequence[BoardList], *, today: date
) -> str:
    """Return the board of honours; of who did not agree there is a number and no more."""
    return _render(
        "honours.html",
        estate_name=estate_name,
        estate_code=estate_code,
        board=[(each, each.row.phase(today)) for each in board],
    )


def not_here_page(sentence: str) -> str:
    """Return the page for an address that leads nowhere."""
    return _render("not_here.html", sentence=sentence)
