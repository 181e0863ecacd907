"""The public page that verifies a certificate: plain HTML, escaped, no script, no full name."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    PackageLoader,
    StrictUndefined,
    select_autoescape,
)

from ledger.certificates.queries import Certificate
from ledger.certificates.rules import STATE_TITLES, Holder, hours_in_two_decimals
from ledger.disclosure.public.words import day_text
from ledger.estates.masking import mask_person
from ledger.evidence.report import in_groups


@cache
def _environment() -> Environment:
    environment = Environment(
        # The frame of all public pages, and the page for an address that leads nowhere.
        loader=ChoiceLoader(
            [
                PackageLoader("ledger.certificates", "templates"),
                PackageLoader("ledger.disclosure.public", "templates"),
            ]
        ),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": day_text, "hours": hours_in_two_decimals}
    return environment


def certificate_page(
    certificate: Certificate, holder: Holder | None, *, written_name: str | None
) -> str:
    """Return the page of one certificate; `holder` is None where the name was destroyed.

    `written_name` is the full name that the reader copied from the paper, to be compared.
    """
    values: dict[str, Any] = {
        "row": certificate,
        "said": certificate.content,
        "state_title": STATE_TITLES[certificate.state],
        "name": mask_person(holder.name) if holder else None,
        "identity": holder.identity_text if holder else None,
        "stars": certificate.stars.paper_text if certificate.stars else "",
        "hash": in_groups(certificate.record_hash).split(),
        "written_name": written_name,
        "name_is_right": holder is not None and written_name == holder.name,
    }
    return _environment().get_template("certificate.html").render(**values)


def not_here_page(sentence: str) -> str:
    """Return the page for an address at which there is no certificate."""
    return _environment().get_template("not_here.html").render(sentence=sentence)
