"""What the verifier is held to, table by table, and what it is excused from, with the reason."""

from __future__ import annotations

EVIDENCE = frozenset(
    {
        "account", "audit_line", "balance", "book", "certificate_series",
        "checkpoint", "cosignature", "disclosure",
        "disclosure_document", "entry_line", "entry_number", "fund_grant", "hold", "journal_entry",
        "log_node", "period", "period_change", "points_lot", "points_lot_use", "prepared_entry",
        "redemption", "redemption_line", "reopening_request", "service_certificate",
        "service_record", "sorting_event",
        "source_document", "stock", "stock_movement", "time_bank_deposit", "witness",
        "witness_withdrawal",
    }
)  # fmt: skip

NO_EVIDENCE = {
    "api_key": "as role_grant, for a machine",
    "activity": "the narration of an entry repeats its name under the leaf hash",
    "attendance_mark": "how a service record came to be; the record is compared",
    "attendance_entry": "as attendance_mark",
    "check_in_failure": "as code_attempt, for check-in codes",
    "activity_finish": "who confirmed a list; an entry keeps who prepared and approved it",
    "service_confirmation": "as activity_finish",
    "activity_plan": "what was announced; what was served is a service record",
    "activity_series": "as activity_plan",
    "activity_sign_up": "who meant to come; no hour and no point follows from it",
    "alembic_version": "says which tables there are, not what stands in them",
    "app_user": "entries keep the number of a user; who that is, the committee's records say",
    "certificate_holder": "sealed, and destroyed with the person; the certificate commits to it",
    "card": "as family_proxy: whose a card is today; that one was used, the entry says",
    "card_batch": "when blank cards were made",
    "card_change": "as role_grant, for cards; the database itself takes nothing back",
    "card_limit": "how much cards may spend from now on; the redemptions are there",
    "card_opening": "who opened a card; a redemption by card is held to its opening",
    "card_unblocking": "as role_grant: who asked for a card to go on, and who agreed",
    "consent": "what a resident allows to be done with personal data; no entry follows from it",
    "code_attempt": "wrong codes of the last minutes, for the throttle",
    "deletion_request": "as consent; what it gives back or donates is posted, and compared there",
    "dwelling": "a register that changes as people build and move",
    "dwelling_owner": "as dwelling",
    "estate": "its name and address; the book is the evidence",
    "family_proxy": "who may show codes for whom today; a used code is gone, its redemption stays",
    "form_draft": "what somebody has begun to type; an entry is what was sent off",
    "guardianship": "as role_grant, for a child",
    "help_request": "who helps whom; what was spent is an entry, what was served a service record",
    "household": "as dwelling: who lives together, which changes as people move",
    "household_member": "as household; the law lets a resident be forgotten",
    "household_spender": "who may use the account today; who used it, the entry's line says",
    "import_batch": "leads to a file; the entries cite the file's digest",
    "item": "today's goods and prices; what was redeemed keeps its own",
    "known_device": "where a person has signed in before, so that a new device is told",
    "merchant": "today's merchants; what was redeemed keeps its own rate",
    "message": "tells what other tables hold; the entry is what happened",
    "message_delivery": "how far a message has come with the gateways",
    "message_preference": "how a person wishes to be told",
    "pay_code": "codes of the last hour that nobody used; a used one is gone",
    "committee_term": "as role_grant: until when the committee may act",
    "personal_paper": "sealed, and destroyed with the person; documents of the books are apart",
    "personal_request_outcome": "as request_outcome",
    "points_told": "how far the worker has told the book; telling moves no points",
    "region": "names above the estate",
    "region_role_grant": "as role_grant, above the estates",
    "request_outcome": "answers kept for repeated requests, cleared after a while",
    "resident": "as app_user; the law lets a resident be forgotten",
    "role_grant": "who may act now; who acted stands in the entries",
    "participant_group_member": "who rules treat apart on which days; a service keeps its points",
    "rule_draft": "rules in the making; what was adopted stands in rule_version",
    "rule_version": "rules for what comes; an entry keeps the version it was made under",
    "sign_in_attempt": "for the throttle",
    "user_session": "who is signed in now",
    "one_time_code": "codes of the last days, for signing in",
    "recovery_code": "as second_factor",
    "audit_day": "seals of the log of acts, which `ledger audit-log check` looks at",
    "second_factor": "how somebody proves who they are",
    "wechat_identity": "as second_factor",
    "wechat_sign_in": "who is signing in now",
}

_FILE = "stands in the file whose digest the entry cites; no points follow from it"
_WHEN = "a moment beside the one that the entry's leaf keeps"
_WAITING = "a paper in work; when it is posted, the entry repeats it"
_AUDIT = "the log of acts is not chained; only what other tables repeat is compared"
_ATTACHED = "what is attached to a publication after it was hashed is not under its hash"
_HOLD = "a hold is no entry; what it took is held to the entry that took it"
_ID = "a number by which nothing refers to this row"

EXCUSED = {
    "account.holder": "an account nobody used; where there are entries, their leaves name it",
    "audit_line.audit_line_id": _AUDIT,
    "audit_line.at": _AUDIT,
    "audit_line.estate_id": _AUDIT,
    "audit_line.actor_user_id": _AUDIT,
    "audit_line.action": _AUDIT,
    "audit_line.object": _AUDIT,
    "audit_line.outcome": _AUDIT,
    "audit_line.request_id": _AUDIT,
    "audit_line.address": _AUDIT,
    "audit_line.details": _AUDIT,
    "book.first_month": "decides what counts as an opening; an entry before it is named",
    "checkpoint.checkpoint_id": _ID,
    "checkpoint.made_at": _WHEN,
    "disclosure.prepared_at": "when the draft was computed; the moment of publication is hashed",
    "disclosure_document.document_id": _ATTACHED,
    "disclosure_document.title": _ATTACHED,
    "disclosure_document.attached_by": _ATTACHED,
    "disclosure_document.attached_at": _ATTACHED,
    "fund_grant.donor": "who stays unnamed is named in no entry",
    "fund_grant.expires_on": "no entry says until when a grant may be spent",
    "hold.hold_id": _ID,
    "hold.amount": _HOLD,
    "hold.purpose": _HOLD,
    "hold.placed_by": _HOLD,
    "hold.placed_at": _HOLD,
    "hold.expires_at": _HOLD,
    "hold.idempotency_key": _HOLD,
    "points_lot.lot_id": _ID,
    "points_lot.expires_on": "no entry says when points expire, only the rule that it names",
    "redemption.code_digest": "the code is gone, and nobody can show it again",
    "prepared_entry.counterparty": "said beside the entry; the narration is under the leaf",
    "prepared_entry.document_no": "as counterparty; the document's digest is under the leaf",
    "prepared_entry.flags": "remarks for the approver",
    "prepared_entry.import_id": _FILE,
    "prepared_entry.prepared_at": _WHEN,
    "prepared_entry.approved_at": _WHEN,
    "prepared_entry.posted_at": _WHEN,
    "redemption.rate_fen_per_point": "at the estate's own store nothing is owed for points",
    "redemption.at": _WHEN,
    "redemption_line.market_price_fen": "at a partner merchant the goods cost the estate nothing",
    "reopening_request.requested_at": _WHEN,
    "reopening_request.answer": "what was said to a refusal; this one was granted",
    "service_record.service_record_id": _ID,
    "service_record.activity_id": _WAITING,
    "service_record.resident_id": _WAITING,
    "service_record.served_on": _WAITING,
    "service_record.checked_in": _WAITING,
    "service_record.source_key": _WAITING,
    "service_record.verified_by": _WAITING,
    "service_record.rule_version": _WAITING,
    "service_record.confirmer": _FILE,
    "service_record.waiting_reasons": _WAITING,
    "service_record.completed_by": _WAITING,
    "service_record.completed_at": _WHEN,
    "service_record.completion_reason": "the words of whoever completed it",
    "service_record.verified_at": _WHEN,
    "service_record.import_id": _FILE,
    "service_record.row_no": _FILE,
    "service_record.recorded_by": "who completed a record is its preparer, and is compared",
    "service_record.recorded_at": _WHEN,
    "sorting_event.device": _FILE,
    "sorting_event.occurred_at": _FILE,
    "sorting_event.import_id": _FILE,
    "sorting_event.row_no": _FILE,
    "source_document.filename": "a name beside the content, which is under its digest",
    "source_document.media_type": "as filename",
    "source_document.uploaded_by": "as filename",
    "source_document.uploaded_at": "as filename",
    "stock_movement.stock_movement_id": _ID,
    "stock_movement.at": _WHEN,
    "stock_movement.by_user": "who counted the opening stock; its entry names its preparer",
}  # fmt: skip

NEVER_FILLED = frozenset(
    {
        "entry_line.dwelling_id",
        "prepared_entry.rejected_reason",
        "redemption.card_opening_id",
        "redemption.family_proxy_id",
        "redemption.household_id",
        "points_lot.grace_until",
        "service_record.cut_reason",
    }
)
"""Columns that the small estate leaves empty."""

EXCUSED_DELETIONS = {
    "audit_line": _AUDIT,
    "checkpoint": "one that nobody cosigned is kept by whoever was given a copy",
    "disclosure_document": _ATTACHED,
    "hold": "a hold that has ended without an entry",
    "service_record": _WAITING,
}

EXCUSED_SWAPS = {
    "audit_line": _AUDIT,
    "disclosure_document": _ATTACHED,
    "hold": _ID,
}

SINGLE_ROWS = frozenset(
    {
        "book",
        "certificate_series",
        "cosignature",
        "log_node",
        "reopening_request",
        "witness_withdrawal",
    }
)
"""Tables of which the small estate has one row."""
