"""An activity as a calendar file (RFC 5545), which a phone puts into its own calendar."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar, Event

from ledger.volunteering.activities.queries import PlannedActivity
from ledger.volunteering.activities.rules import ActivityState


def calendar_file(activity: PlannedActivity, *, estate_code: str, now: datetime) -> bytes:
    """Return the file of one activity; imported again it replaces what it wrote before."""
    event = Event()
    event.add("uid", f"activity-{activity.activity_id}@{estate_code}.ledger")
    event.add("dtstamp", now.astimezone(UTC))
    # Moments in UTC need no description of a time zone.
    event.add("dtstart", activity.starts_at.astimezone(UTC))
    event.add("dtend", activity.ends_at.astimezone(UTC))
    event.add("summary", activity.name)
    event.add("location", activity.place)
    event.add("description", activity.description)
    is_cancelled = activity.state is ActivityState.CANCELLED
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//ledger//activities//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
