"""Ids in bodies of which not even one of the estate's own is looked at, and why that is so."""

from __future__ import annotations

_ONE_OF_TWO = "a row names a resident or another; test_somebody_of_another_estate_is_nobody"
_NO_MEMBER = "members alone are given something; test_a_team_of_another_estate_has_no_points_here"
_NO_FAMILY = "the resident who asks lives with nobody to whom something could be given"
# Where not even an id of its own makes a difference, with the reason.
NOT_REACHED: dict[str, str] = {
    "POST /api/v1/estates/{estate_id}/me/messages/read message_id": "the newest are others'",
    "POST /api/v1/estates/{estate_id}/counter/redemptions lines.0.item_id": (
        "the code is looked at first; test_an_item_of_another_estate_is_not_on_the_counter"
    ),
    "POST /api/v1/estates/{estate_id}/me/household-points/spenders household_member_id": (
        "the sample estate's resident keeps no household's points"
    ),
    "POST /api/v1/estates/{estate_id}/activity-plans/{activity_id}/marks resident_id": (
        "marks are made while an activity goes on, and that of the test is to come"
    ),
    "POST /api/v1/estates/{estate_id}/activity-plans/{activity_id}/sign-ups/take-off resident_id": (
        "none of the residents that are tried is on a list"
    ),
    "POST /api/v1/estates/{estate_id}/activity-plans/{activity_id}/entries/preview document_id": (
        "a preview reads no paper; that of what is written is looked at"
    ),
    "POST /api/v1/estates/{estate_id}/me/teams/{volunteer_team_id}/sign-ups activity_id": (
        "members are looked at first; test_a_team_of_another_estate_is_not_there"
    ),
    "POST /api/v1/estates/{estate_id}/me/teams/{volunteer_team_id}/sign-ups resident_ids.0": (
        "members alone are signed up; test_a_team_of_another_estate_is_not_there"
    ),
    "POST /api/v1/estates/{estate_id}/family-proxies/{family_proxy_id}/confirm personal_paper_id": (
        "no proxy of the sample estate waits for its confirmation"
    ),
    "POST /api/v1/estates/{estate_id}/me/family-proxies household_member_id": (
        "the photograph is looked at first, and is good for the one who took it alone"
    ),
    "POST /api/v1/estates/{estate_id}/me/family-proxies personal_paper_id": (
        "a photograph is good for the one who took it alone"
    ),
    "POST /api/v1/estates/{estate_id}/help-requests/{help_request_id}/calls resident_ids.0": (
        "those alone are called who offer help; test_nobody_else_is_called"
    ),
    "POST /api/v1/estates/{estate_id}/award-lists rows.0.household_id": _ONE_OF_TWO,
    "POST /api/v1/estates/{estate_id}/award-lists/preview rows.0.household_id": _ONE_OF_TWO,
    "POST /api/v1/estates/{estate_id}/award-lists rows.0.volunteer_team_id": _ONE_OF_TWO,
    "POST /api/v1/estates/{estate_id}/award-lists/preview rows.0.volunteer_team_id": _ONE_OF_TWO,
    "POST /api/v1/estates/{estate_id}/me/teams/{volunteer_team_id}/points/plans"
    " shares.0.resident_id": _NO_MEMBER,
    "POST /api/v1/estates/{estate_id}/volunteer-teams/{volunteer_team_id}/points/plans"
    " shares.0.resident_id": _NO_MEMBER,
    "POST /api/v1/estates/{estate_id}/points-deductions document_id": (
        "the grant is looked at first, and the example names none of the sample estate"
    ),
    "POST /api/v1/estates/{estate_id}/me/points-gifts to_resident_id": _NO_FAMILY,
    "POST /api/v1/estates/{estate_id}/me/time-bank/gifts taker_resident_id": _NO_FAMILY,
}
