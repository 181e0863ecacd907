"""Every page of the desk and the counter, read from the pages' own folders.

A page that is added there is opened by the tests by itself; one whose address has a parameter
needs an example here, and the test says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).resolve().parents[2] / "admin_ui" / "src"

# Addresses in the sample estate for pages of one record, and for a page that shows one by choice.
EXAMPLES = {
    "/desk/disclosures/:disclosureId(\\\\d+)": ("/desk/disclosures/1",),
    "/desk/entries/:preparedEntryId(\\\\d+)": ("/desk/entries/12",),
    "/desk/imports/:importId(\\\\d+)": ("/desk/imports/7",),
    "/desk/periods/:month(\\\\d{4}-\\\\d{2})": ("/desk/periods/2026-06", "/desk/periods/2026-07"),
    "/desk/households/:householdId(\\\\d+)": ("/desk/households/1",),
    "/desk/service-records/:recordId(\\\\d+)": ("/desk/service-records/1",),
    "/desk/books/entries/:seq(\\\\d+)": ("/desk/books/entries/3090",),
    "/desk/books/account-ledger": (
        "/desk/books/account-ledger?account_code=1002001&from=2026-04&to=2026-06",
    ),
}

# The sample estate has a user of this name for each of these; each reads and shows other things.
# The office of the subdistrict opens the pages of those above the estates, and no others.
OFFICE = "street"
DESK_LOGINS = (
    "treasurer", "committee", "supervisor", "auditor", "organiser", "operator", OFFICE,
)  # fmt: skip

_LIST = re.compile(r"export const (\w+): readonly Role\[\] = \[(.*?)\]", re.DOTALL)
_QUOTED = re.compile(r"'([^']+)'")


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of the desk: its addresses, and the logins of the sample estate that may open it."""

    path: str
    addresses: tuple[str, ...]
    logins: tuple[str, ...]


def desk_pages() -> list[DeskPage]:
    """Return the pages that somebody of the sample estate opens with a session."""
    lists = {
        name: tuple(_QUOTED.findall(roles))
        for name, roles in _LIST.findall((PAGES / "desk" / "page.ts").read_text("utf-8"))
    }
    pages = []
    for file in sorted((PAGES / "desk" / "pages").glob("*/index.ts")):
        text = file.read_text("utf-8")
        path = _one(r"\bpath: '([^']+)'", text)
        roles = _one(r"\broles: (\[[^\]]*\]|\w+|'\w+')", text)
        if roles == "'anyone'":
            continue
        if roles == "'office'":
            pages.append(DeskPage(path, EXAMPLES.get(path, (path,)), (OFFICE,)))
            continue
        held = lists[roles] if roles in lists else tuple(_QUOTED.findall(roles))
        logins = tuple(login for login in DESK_LOGINS if login in held)
        addresses = EXAMPLES.get(path, (path,))
        assert not any(":" in address for address in addresses), f"EXAMPLES lacks {path}"
        pages.append(DeskPage(path, addresses, logins))
    return pages


def _one(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, (pattern, text)
    return found[1]


def desk_addresses(login: str) -> list[str]:
    """Return what this login opens so that all pages are opened once, and 今日 by everybody."""
    return [
        address
        for page in desk_pages()
        for address in page.addresses
        if (page.path == "/desk/today" and login in page.logins) or page.logins[:1] == (login,)
    ]


def counter_addresses() -> list[str]:
    """Return the pages of the shop."""
    folder = PAGES / "phone" / "pages" / "counter"
    return re.findall(r"\bpath: '([^']+)'", (folder / "index.ts").read_text("utf-8"))
