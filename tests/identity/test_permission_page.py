"""The printed page of permissions is the table's."""

from __future__ import annotations

from ledger.identity.permissions import Audience, Permission, permission_of_code
from tests.permissions import DOCUMENT, page


def test_the_page_is_the_tables() -> None:
    assert DOCUMENT.read_text("utf-8") == page(), "python -m tests.permissions"


def test_titles_tell_permissions_apart() -> None:
    assert len({each.chinese_title for each in Permission}) == len(Permission)
    assert all(permission_of_code(each.code) is each for each in Permission)


def test_a_permission_asks_for_roles_where_its_audience_says_so() -> None:
    for each in Permission:
        assert bool(each.roles) == (each.audience is Audience.ROLES), each
        assert bool(each.region_roles) == (each.audience is Audience.REGIONS), each
