"""A request as matching looks at it."""

from __future__ import annotations

from ledger.db.ids import CHINA
from ledger.time_bank.help.queries import HelpRequest
from ledger.time_bank.offers.rules import Wanted


def wanted_of(request: HelpRequest) -> Wanted:
    """Return what a request asks for, in wall-clock time of China."""
    return Wanted(
        category=request.category,
        skill=request.skill,
        starts=request.wanted_from.astimezone(CHINA).replace(tzinfo=None),
        ends=request.wanted_to.astimezone(CHINA).replace(tzinfo=None),
        building_no=request.building_no,
    )
