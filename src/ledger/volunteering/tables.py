"""Service and sorting; `0002_service_and_points.sql` and `0023_activities.sql` say why."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Table,
    Text,
    Time,
)

from ledger.db.types import metadata

activity = Table(
    "activity",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("activity_id", BigInteger, primary_key=True),
    Column("name", Text, nullable=False),
    Column("service_type", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("organiser", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
)

activity_series = Table(
    "activity_series",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("activity_series_id", BigInteger, primary_key=True),
    Column("repeats", Text, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

activity_plan = Table(
    "activity_plan",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("activity_id", BigInteger, primary_key=True),
    Column("activity_series_id", BigInteger),
    Column("place", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("capacity", Integer),
    Column("sign_up_until", DateTime(timezone=True), nullable=False),
    Column("cancel_until", DateTime(timezone=True), nullable=False),
    Column("confirmers_required", Integer, nullable=False),
    Column("organiser_user_id", BigInteger, nullable=False),
    Column("planned_by", BigInteger, nullable=False),
    Column("planned_at", DateTime(timezone=True), nullable=False),
)

activity_sign_up = Table(
    "activity_sign_up",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("sign_up_id", BigInteger, primary_key=True),
    Column("activity_id", BigInteger, nullable=False),
    Column("resident_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("signed_up_by", BigInteger, nullable=False),
    Column("signed_up_at", DateTime(timezone=True), nullable=False),
    Column("promoted_at", DateTime(timezone=True)),
    Column("cancelled_by", BigInteger),
    Column("cancelled_at", DateTime(timezone=True)),
    Column("volunteer_team_id", BigInteger),
)

volunteer_team = Table(
    "volunteer_team",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("volunteer_team_id", BigInteger, primary_key=True),
    Column("name", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("founded_by", BigInteger, nullable=False),
    Column("founded_at", DateTime(timezone=True), nullable=False),
    Column("closed_by", BigInteger),
    Column("closed_at", DateTime(timezone=True)),
)

volunteer_team_member = Table(
    "volunteer_team_member",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("volunteer_team_member_id", BigInteger, primary_key=True),
    Column("volunteer_team_id", BigInteger, nullable=False),
    Column("category", Text, nullable=False),
    Column("resident_id", BigInteger, nullable=False),
    Column("role", Text, nullable=False),
    Column("asked_by", BigInteger, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", DateTime(timezone=True)),
    Column("is_accepted", Boolean),
    Column("left_by", BigInteger),
    Column("left_at", DateTime(timezone=True)),
)

honours_list = Table(
    "honours_list",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("honours_list_id", BigInteger, primary_key=True),
    Column("category", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("notice_days", Integer, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("proposed_by", BigInteger, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("decided_by", BigInteger),
    Column("decided_at", DateTime(timezone=True)),
    Column("is_approved", Boolean),
    Column("decision_reason", Text),
    Column("notice_until", Date),
)

honour = Table(
    "honour",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("honour_id", BigInteger, primary_key=True),
    Column("honours_list_id", BigInteger, nullable=False),
    Column("resident_id", BigInteger),
    Column("household_id", BigInteger),
    Column("reason", Text, nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revoked_by", BigInteger),
    Column("revoked_reason", Text),
)

honour_objection = Table(
    "honour_objection",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("honour_objection_id", BigInteger, primary_key=True),
    Column("honour_id", BigInteger, nullable=False),
    Column("resident_id", BigInteger, nullable=False),
    Column("raised_by", BigInteger, nullable=False),
    Column("raised_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
    Column("settled_by", BigInteger),
    Column("settled_at", DateTime(timezone=True)),
    Column("is_upheld", Boolean),
    Column("reply", Text),
)

volunteer_star = Table(
    "volunteer_star",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, primary_key=True),
    Column("stars", Integer, primary_key=True),
    Column("minutes_needed", Integer, nullable=False),
    Column("service_minutes", BigInteger, nullable=False),
    Column("reached_on", Date, nullable=False),
    Column("rule_version", Text, nullable=False),
    Column("awarded_at", DateTime(timezone=True), nullable=False),
)

attendance_mark = Table(
    "attendance_mark",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("activity_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, primary_key=True),
    Column("direction", Text, primary_key=True),
    Column("marked_at", DateTime(timezone=True), nullable=False),
    Column("method", Text, nullable=False),
    Column("code_step", BigInteger),
    Column("marked_by", BigInteger, nullable=False),
    Column("device_digest", LargeBinary),
    Column("card_id", BigInteger),
)

activity_finish = Table(
    "activity_finish",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("activity_id", BigInteger, primary_key=True),
    Column("finished_by", BigInteger, nullable=False),
    Column("finished_at", DateTime(timezone=True), nullable=False),
    Column("is_late", Boolean, nullable=False),
    Column("reason", Text),
    Column("document_id", BigInteger),
)

service_confirmation = Table(
    "service_confirmation",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("service_record_id", BigInteger, primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("roles", Text, nullable=False),
    Column("confirmed_at", DateTime(timezone=True), nullable=False),
)

attendance_entry = Table(
    "attendance_entry",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("activity_id", BigInteger, primary_key=True),
    Column("resident_id", BigInteger, primary_key=True),
    Column("came_at", DateTime(timezone=True), nullable=False),
    Column("left_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
    Column("entered_by", BigInteger, nullable=False),
    Column("entered_at", DateTime(timezone=True), nullable=False),
)

check_in_failure = Table(
    "check_in_failure",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("check_in_failure_id", BigInteger, primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("code_digest", LargeBinary, nullable=False),
    Column("failed_at", DateTime(timezone=True), nullable=False),
)

service_record = Table(
    "service_record",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("service_record_id", BigInteger, primary_key=True),
    Column("activity_id", BigInteger, nullable=False),
    Column("resident_id", BigInteger, nullable=False),
    Column("served_on", Date, nullable=False),
    Column("checked_in", Time, nullable=False),
    Column("checked_out", Time),
    Column("service_minutes", Integer),
    Column("confirmer", Text),
    Column("state", Text, nullable=False),
    Column("waiting_reasons", ARRAY(Text), nullable=False),
    Column("completed_by", BigInteger),
    Column("completed_at", DateTime(timezone=True)),
    Column("completion_reason", Text),
    Column("verified_by", BigInteger),
    Column("verified_at", DateTime(timezone=True)),
    Column("points", BigInteger),
    Column("rule_version", Text),
    Column("minutes_seq", BigInteger),
    Column("points_seq", BigInteger),
    Column("source_key", Text, nullable=False),
    Column("import_id", BigInteger),
    Column("row_no", Integer),
    Column("recorded_by", BigInteger, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("points_cut", BigInteger, nullable=False),
    Column("cut_reason", Text),
)

sorting_event = Table(
    "sorting_event",
    metadata,
    Column("estate_id", BigInteger, primary_key=True),
    Column("event_no", Text, primary_key=True),
    Column("resident_id", BigInteger, nullable=False),
    Column("device", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("weight_grams", Integer, nullable=False),
    Column("occurred_on", Date, nullable=False),
    Column("occurred_at", Time, nullable=False),
    Column("points", BigInteger, nullable=False),
    Column("points_seq", BigInteger),
    Column("rule_version", Text, nullable=False),
    Column("import_id", BigInteger),
    Column("row_no", Integer),
    Column("points_cut", BigInteger, nullable=False),
    Column("cut_reason", Text),
)
