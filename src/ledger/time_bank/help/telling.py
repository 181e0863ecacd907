"""What is told of help: to whom, under which key, in figures and dates; nobody is named."""

from __future__ import annotations

from datetime import datetime

from ledger.db.ids import CHINA
from ledger.messages.outbox import NewMessage
from ledger.points.rules import hours_text
from ledger.time_bank.help.queries import HelpRequest
from ledger.time_bank.help.rules import CONFIRMED_BY_ITSELF_AFTER, Service, minutes_paid


def _moment(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def accepted(estate_id: int, request: HelpRequest, *, at: datetime) -> NewMessage:
    """Tell who asked that somebody comes; a request that was given back is told again."""
    return NewMessage(
        estate_id=estate_id,
        template="help_accepted",
        key=f"help_accepted:{request.help_request_id}:{at.isoformat()}",
        args={"category": request.category, "at": _moment(request.wanted_from)},
        resident_id=request.resident_id,
    )


def served(estate_id: int, request: HelpRequest, service: Service) -> NewMessage:
    """Tell who asked what the volunteer reported."""
    return NewMessage(
        estate_id=estate_id,
        template="help_served",
        key=f"help_served:{request.help_request_id}",
        args={"category": request.category, "hours": hours_text(service.minutes)},
        resident_id=request.resident_id,
    )


def confirm_soon(estate_id: int, request: HelpRequest) -> NewMessage:
    """Remind who asked of the day on which silence confirms."""
    assert request.served_at is not None
    return NewMessage(
        estate_id=estate_id,
        template="help_confirm_soon",
        key=f"help_confirm_soon:{request.help_request_id}",
        args={
            "category": request.category,
            "at": _moment(request.served_at + CONFIRMED_BY_ITSELF_AFTER),
        },
        resident_id=request.resident_id,
    )


def settled(estate_id: int, request: HelpRequest, *, paid_minutes: int) -> list[NewMessage]:
    """Tell both sides how an appeal was answered; the reason stands beside the request."""
    paid = minutes_paid(held_minutes=request.minutes, served_minutes=paid_minutes)
    return [
        NewMessage(
            estate_id=estate_id,
            template="help_settled",
            key=f"help_settled:{request.help_request_id}:{resident_id}",
            args={"category": request.category, "hours": hours_text(paid)},
            resident_id=resident_id,
        )
        for resident_id in (request.resident_id, request.volunteer_id)
        if resident_id is not None
    ]
