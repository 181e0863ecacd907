"""The printed 志愿服务记录证明: A4, Chinese, PDF/A-2b, the same bytes for the same certificate."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from typing import Any

from ledger.certificates.queries import Certificate
from ledger.certificates.rules import STATE_TITLES, Holder, hours_in_two_decimals
from ledger.disclosure.public.qr import qr_svg
from ledger.disclosure.public.words import day_text
from ledger.evidence.report import in_groups
from ledger.typesetting import typeset


def paper_data(certificate: Certificate, holder: Holder, *, address: str) -> dict[str, Any]:
    """Return what the template prints; `address` is what the QR code opens."""
    said = certificate.content
    return {
        "number": certificate.number,
        "name": holder.name,
        "identity": holder.identity_text,
        "volunteer_no": f"{certificate.resident_id:08d}",
        "estate_name": said["estate_name"],
        "region": said["region"].replace("/", ""),
        "from_on": _day(said["from_on"]),
        "to_on": _day(said["to_on"]),
        "issued_on": _day(said["issued_on"]),
        "hours": hours_in_two_decimals(certificate.service_minutes),
        "stars": certificate.stars.paper_text if certificate.stars else "",
        "services": [
            {
                "on": day_text(service.on),
                "activity": service.activity,
                "service_type": service.service_type,
                "hours": hours_in_two_decimals(service.service_minutes),
            }
            for service in certificate.services
        ],
        "helper": _HELPERS[certificate.asked_as],
        "state": "" if certificate.state == "valid" else STATE_TITLES[certificate.state],
        "superseded_by": certificate.superseded_by or "",
        "supersedes": "、".join(said["supersedes"]),
        "hash": in_groups(certificate.record_hash).split(),
        "address": address,
        "qr": qr_svg(address, label="证明验真码"),
    }


_HELPERS = {
    "self": "本人在手机上自助开具",
    "guardian": "监护人代为开具",
    "staff": "服务台代为开具",
}


def _day(iso: str) -> str:
    return day_text(date.fromisoformat(iso))


def paper_pdf(certificate: Certificate, holder: Holder, *, address: str) -> bytes:
    """Return the paper as PDF. It takes a moment of processor time: call it in a thread."""
    data = json.dumps(
        paper_data(certificate, holder, address=address), ensure_ascii=False, sort_keys=True
    )
    template = (files("ledger.certificates") / "paper.typ").read_bytes()
    return typeset(template, data, timestamp=int(certificate.issued_at.timestamp()))
