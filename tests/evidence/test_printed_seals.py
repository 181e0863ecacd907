"""The public page and the printed notice carry the signed checkpoint, letter for letter."""

from __future__ import annotations

import html
import io
import re

from pypdf import PdfReader

from ledger.evidence.checkpoint_text import Checkpoint
from ledger.evidence.signed_note import SignedNote, VerifierKey
from tests.live_server import LiveServer


async def test_page_and_notice_show_what_was_signed(live_server: LiveServer) -> None:
    async with live_server.http() as http:
        listing = (await http.get("/p/shuxiangyuan")).text
        address = re.findall(r'href="(/d/[\w-]{22})"', listing)[0]
        page = (await http.get(address)).text
        body = (await http.get(f"/api/v1/public/disclosures/{address[3:]}")).json()
        pdf = PdfReader(io.BytesIO((await http.get(f"{address}.pdf")).content))
    shown = re.search(r'<pre class="hash note">(.*?)</pre>', page, re.DOTALL)
    assert shown is not None
    note = SignedNote.parse(html.unescape(shown[1]))
    keys = re.search(r'公钥 <span class="hash">(.*?)</span>', page)
    assert keys is not None
    key = VerifierKey.parse(html.unescape(keys[1]))
    assert note.signers([key]) == [key]
    said = Checkpoint.parse(note.text)
    assert body["checkpoint"] == {"size": said.size, "root_hash": said.root_hash.hex()}
    assert body["seal"] == {"note": str(note), "public_key": str(key), "witnesses": []}
    assert "还没有见证方签名" in page

    printed = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in pdf.pages))
    for line in (*str(note).split("\n"), str(key)):
        assert re.sub(r"\s", "", line) in printed
