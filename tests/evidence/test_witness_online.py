"""A witness and the service, over HTTP and by files on a stick, as people run the commands."""

from __future__ import annotations

import asyncio
import html
import io
import json
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from ledger.cli import main
from ledger.evidence.signed_note import SignedNote, VerifierKey
from ledger.evidence.witnesses.routes import COSIGNATURE_BYTES_MAX, COSIGNATURES_A_MINUTE
from ledger.witness.online import BookIsNotReachable, BookRefused
from tests.evidence.witnessing import TestWitness, cosign_online
from tests.live_server import Caller, LiveServer, assert_problem

PUBLIC = "/api/v1/public/estates/shuxiangyuan"

Run = Callable[..., Result]


@pytest.fixture
async def committee(live_server: LiveServer) -> AsyncIterator[Caller]:
    async with live_server.signed_in("committee") as (caller,):
        yield caller


@pytest.fixture
def witness_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LEDGER_WITNESS_DIR", str(tmp_path / "witness"))
    runner = CliRunner()
    return lambda *arguments: runner.invoke(main, ["witness", *map(str, arguments)])


async def test_a_witness_signs_online_and_everybody_sees_it(
    live_server: LiveServer, committee: Caller, witness_program: Run
) -> None:
    async def run(*arguments: object) -> Result:
        return await asyncio.to_thread(witness_program, *arguments)

    made = await run("init", "--name", "凤凰社区居委会")
    key = made.output.splitlines()[-1]
    registered = await committee.do("witnesses", {"name": "凤凰社区居委会", "key": key})
    book_key = (await committee.read(f"{PUBLIC}/keys"))["keys"][-1]
    assert (await run("trust", book_key, "--url", live_server.url)).exit_code == 0
    for _ in range(2):
        done = await run("run")
        assert (done.exit_code, "签名已交回" in done.output) == (0, True), done.output
    shown = await run("show")
    assert key in shown.output
    assert "见证到第" in shown.output

    async with live_server.http() as anybody:
        note = SignedNote.parse((await anybody.get(f"{PUBLIC}/checkpoint")).text)
        (witness,) = [
            each for each in (await anybody.get(f"{PUBLIC}/witnesses")).json()["items"]
            if each["key"] == key
        ]  # fmt: skip
        listing = (await anybody.get("/p/shuxiangyuan")).text
        address = re.findall(r'href="(/d/[\w-]{22})"', listing)[0]
        page = html.unescape((await anybody.get(address)).text)
        body = (await anybody.get(f"/api/v1/public/disclosures/{address[3:]}")).json()
        pdf = PdfReader(io.BytesIO((await anybody.get(f"{address}.pdf")).content))
    assert "凤凰社区居委会" in [each.name for each in note.signatures]
    size = witness["last_size"]
    assert size == int(note.text.splitlines()[1])
    assert "<td>凤凰社区居委会</td>" in page
    assert f"第 {size:,} 笔" in page
    assert key in page
    (seen,) = [each for each in body["seal"]["witnesses"] if each["key"] == key]
    assert (seen["witness"], seen["size"]) == ("凤凰社区居委会", size)
    printed = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in pdf.pages))
    assert "见证方各自核对过" in printed
    assert re.sub(r"\s", "", key) in printed

    # An ended witness signs no more; what it signed stays on the page.
    await committee.do(f"witnesses/{registered['witness_id']}/end")
    done = await run("run")
    assert (done.exit_code, "没有已登记见证方的签名" in done.output) == (1, True), done.output
    assert BookRefused.code in done.output
    async with live_server.http() as anybody:
        assert key in html.unescape((await anybody.get(address)).text)


async def test_the_address_takes_nothing_but_signatures_of_witnesses(
    live_server: LiveServer, committee: Caller
) -> None:
    witness = await cosign_online(committee, TestWitness())
    cosigned = SignedNote.parse((await committee.get(f"{PUBLIC}/checkpoint")).text)
    unsigned = str(SignedNote(cosigned.text, cosigned.signatures[:1]))
    async with live_server.http() as anybody:
        # No session, no CSRF token, no idempotency key: the signature is enough.
        again = await anybody.post(f"{PUBLIC}/cosignatures", json={"note": str(cosigned)})
        assert again.status_code == 201
        keys = [each["key"] for each in again.json()["items"]]
        assert str(witness.verifier_key) in keys
        for note, status, code in (
            ("x", 400, "cosignature_is_malformed"),
            (unsigned, 409, "cosignature_has_no_witness"),
            ("x" * 20_001, 400, "request_is_malformed"),
            ("x" * COSIGNATURE_BYTES_MAX, 413, "file_is_too_large"),
        ):
            answer = await anybody.post(f"{PUBLIC}/cosignatures", json={"note": note})
            assert_problem(answer, status, code)
        elsewhere = "/api/v1/public/estates/nowhere/cosignatures"
        assert_problem(
            await anybody.post(elsewhere, json={"note": str(cosigned)}), 404, "object_is_not_here"
        )
        for query, status, code in (
            ("old=999999", 400, "sizes_are_out_of_order"), ("old=-1", 400, "request_is_malformed"),
        ):  # fmt: skip
            answer = await anybody.get(f"{PUBLIC}/witness-request?{query}")
            assert_problem(answer, status, code)
    async with live_server.signed_in("treasurer") as (treasurer,):
        answer = await treasurer.post("witnesses", {"name": "x", "key": "x"})
        assert_problem(answer, 403, "permission_is_missing")


async def test_too_many_attempts_have_to_wait(live_server: LiveServer) -> None:
    async with live_server.http() as anybody:
        # Two windows at most lie under so many requests.
        for _ in range(2 * COSIGNATURES_A_MINUTE + 1):
            answer = await anybody.post(f"{PUBLIC}/cosignatures", json={"note": "x"})
            if answer.status_code == 429:
                break
        assert_problem(answer, 429, "too_many_requests")
        assert answer.headers["retry-after"] == "60"


def test_the_witness_without_a_network(witness_program: Run, tmp_path: Path) -> None:
    assert witness_program("sign", __file__, "-o", tmp_path / "x").exit_code == 1
    assert witness_program("init", "--name", "a b").exit_code == 1
    assert witness_program("init", "--name", "a").exit_code == 0
    assert witness_program("init", "--name", "a").exit_code == 1
    done = witness_program("run")
    assert (done.exit_code, "还没有登记" in done.output or "没有写了网址" in done.output) == (
        2,
        True,
    )
    done = witness_program("sign", __file__, "-o", tmp_path / "x")
    assert (done.exit_code, "witness_request_is_malformed" in done.output) == (1, True)
    assert not (tmp_path / "x").exists()
    state = json.loads((tmp_path / "witness" / "witness-state.json").read_text("utf-8"))
    assert state["books"] == []
    # Nobody listens there.
    stranger = TestWitness()
    key = str(VerifierKey.of("a/ledger/a", stranger.key))
    assert witness_program("trust", key, "--url", "http://127.0.0.1:9").exit_code == 0
    done = witness_program("run")
    assert (done.exit_code, BookIsNotReachable.code in done.output) == (1, True), done.output
