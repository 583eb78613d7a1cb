"""Bad calls over the wire to a served Toprung: a clear status in words, nothing else lost, the next call is taken."""

from __future__ import annotations

import base64
import gzip
import json
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.doors.serving.conftest import Server, found_home, lake_of, message_ids, run, started, until

# One served Toprung hears all of them, and at the end is asked what it kept: one process, in their order.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bad calls")]
_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A served Toprung, spoken to byte by byte."""

    server: Server
    key: str

    def say(
        self, head: str, body: bytes = b"", *, key: str | None = None, path: str = "/v1/batch", ends: bool = False
    ) -> tuple[int, str]:
        """Status and body of the answer (0 where there was none); the head's own lines come after the usual ones.

        `ends`: the sender goes away after that.
        """
        basic = base64.b64encode(f"{self.key if key is None else key}:".encode()).decode()
        usual = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {basic}\r\nConnection: close\r\n"
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=_SECONDS) as line:
            line.sendall(usual.encode() + head.encode("latin-1") + b"\r\n" + body)
            if ends:
                line.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: line.recv(65_536), b""))
        status, _, told = answer.partition(b"\r\n\r\n")
        return int(status.split(b" ")[1]) if status else 0, told.decode()

    def post(self, body: bytes, head: str = "", **more: str) -> tuple[int, str]:
        """The same with the body's length said."""
        return self.say(f"Content-Length: {len(body)}\r\n{head}", body, **more)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """One for all calls; good events between them are counted at the end."""
    folder = tmp_path_factory.mktemp("bad")
    key = found_home(folder)
    server = started(folder / "home")
    yield Line(server, key)
    server.ended(signal.SIGTERM)


def good(number: str) -> dict[str, object]:
    return {"type": "track", "event": "Run", "userId": "u1", "messageId": number, "context": {"groupId": "HF-1"}}


def batch(*messages: object) -> bytes:
    return json.dumps({"batch": messages}).encode()


GZIP = "Content-Encoding: gzip\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"
DEEP = b'{"batch":[' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"]}"

REFUSED = {
    "no JSON": (b"{", "", 400, "not JSON"),
    "cut JSON": (batch(good("x"))[:-3], "", 400, "not JSON"),
    "NaN": (b'{"batch":[{"a":NaN}]}', "", 400, "not JSON"),
    "an array at the top": (b"[]", "", 400, "shape of a batch call"),
    "a batch of null": (b'{"batch":null}', "", 400, "shape of a batch call"),
    "invalid UTF-8": (b'{"batch":["\xff\xfe"]}', "", 400, "not UTF-8"),
    "a lone surrogate in bytes": (b'{"batch":["\xed\xa0\x80"]}', "", 400, "not UTF-8"),
    "nested too deeply": (DEEP[:400_000], "", 400, "nested too deeply"),
    "one byte over": (b" " * 512_001, "", 400, "at most 500 KB"),
    "far over": (b" " * 1_000_000, "", 400, "at most 500 KB"),
    "megabytes over": (b" " * 5_000_000, "", 400, "at most 500 KB"),
    "a gzip bomb": (gzip.compress(b" " * 50_000_000), GZIP, 400, "at most 500 KB"),
    "a bomb of bombs": (gzip.compress(b" " * 400_000) * 40, GZIP, 400, "at most 500 KB"),
    "no gzip": (b"plain", GZIP, 400, "cannot be unpacked"),
    "a cut gzip": (gzip.compress(batch(good("x")))[:-6], GZIP, 400, "end is missing"),
    "unknown packing": (batch(), "Content-Encoding: br\r\n", 400, "is not understood"),
    "a long message": (batch({**good("x"), "properties": {"t": "x" * 33_000}}), "", 400, "at most 32 KB"),
    "too many messages": (b'{"batch":[' + b"0," * 10_000 + b"0]}", "", 400, "at most 10,000"),
}


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_a_bad_body_is_refused_in_words(line: Line, what: str) -> None:
    body, head, status, says = REFUSED[what]

    told = line.post(body, head)

    assert told[0] == status, told
    assert says in json.loads(told[1])["message"]
    assert json.loads(told[1])["success"] is False


TAKEN = {
    "an empty batch": batch(),
    "unknown types": batch({"type": "teleport"}, {"type": None}, {"type": 7}, {}),
    "no messages": batch(None, 7, "text", [], True),
    "an id of 10 kB": batch({**good("x"), "userId": "u" * 10_000}, {**good("x"), "context": {"groupId": "g" * 10_000}}),
    "times": batch(*({**good(year), "timestamp": f"{year}-12-31T23:59:59Z"} for year in ("1970", "2099", "9999"))),
    "NUL": batch({**good("nul\0"), "userId": "u\0", "event": "e\0"}),
    "half a character": b'{"batch":[{"type":"track","event":"\\ud83d","userId":"u1"}]}',
    "equal names": b'{"batch":[1,2,3],"batch":[{"type":"track","type":"page"}]}',
    "huge numbers": b'{"batch":[{"type":"track","event":"e","userId":' + b"9" * 400 + b',"properties":{"n":1e308}}]}',
    "deep": b'{"batch":[{"type":"track","event":"e","userId":"u","properties":{"a":'
    + b"[" * 500
    + b"]" * 500
    + b"}}]}",
    "an infinite number": b'{"batch":[{"type":"track","event":"e","userId":"u","properties":{"n":1e999}}]}',
}


@pytest.mark.parametrize("what", sorted(TAKEN))
def test_what_is_wrong_within_a_batch_is_the_loaders_to_say(line: Line, what: str) -> None:
    status, told = line.post(TAKEN[what])
    assert status in (200, 400), told
    assert line.post(batch(good(f"after {what}")))[0] == 200


def test_a_key_that_is_wrong_or_revoked_opens_nothing(line: Line) -> None:
    home = line.server.home
    revoked = json.loads(run(home, "source", "add", "Old app", "--json").stdout)["write_key"]
    assert line.post(batch(good("before it was revoked")), key=revoked)[0] == 200
    assert run(home, "source", "revoke", "Old app").returncode == 0

    assert until(lambda: line.post(batch(good("while it was revoked")), key=revoked)[0] == 401, 10)
    for key in ("0" * 32, "k" * 5_000, "x\0y"):
        status, told = line.post(batch(good("x")), key=key)
        assert (status, json.loads(told)["code"]) == (401, "unknown_key")
    status, told = line.post(b" " * 5_000_000, key="0" * 32)
    assert (status, json.loads(told)["code"]) == (401, "unknown_key"), "whatever the length of what they send"


def test_lengths_that_lie(line: Line) -> None:
    body = batch(good("by length"))
    # Fewer bytes come than were said: it is cut off, and nothing of it is kept.
    assert line.say(f"Content-Length: {len(body) + 10}\r\n", batch(good("x")), ends=True)[0] in (0, 400, 408)
    # More come than were said: the rest is no part of the call.
    assert line.say(f"Content-Length: {len(body)}\r\n", body + b"and more")[0] == 200
    for length in ("-1", "many", "1" * 30, "0x10"):
        assert 400 <= line.say(f"Content-Length: {length}\r\n", body)[0] < 500, length
    assert 400 <= line.say(f"Content-Length: 5\r\nContent-Length: {len(body)}\r\n", body)[0] < 500


def test_chunks(line: Line) -> None:
    body = batch(good("in chunks"))
    chunks = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (body[:20], body[20:])) + b"0\r\n\r\n"
    assert line.say(CHUNKED, chunks)[0] == 200
    assert line.say(CHUNKED, b"zz\r\nno chunk\r\n")[0] >= 400
    endless = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    status, told = line.say(CHUNKED, endless * 80 + b"0\r\n\r\n")
    assert (status, json.loads(told)["code"]) == (400, "too_large")


def test_other_methods_and_addresses(line: Line) -> None:
    assert line.post(batch(), path="/v1/teleport")[0] == 404
    assert line.post(batch(), path="/v1/../v1/batch/x")[0] == 404
    assert line.post(batch(), path="/v1/%00")[0] == 404


def test_at_the_end_every_good_event_is_there_once(line: Line) -> None:
    home: Path = line.server.home
    assert line.post(batch(good("the last")))[0] == 200

    assert until(lambda: lake_of(home)["waiting"] == 0)

    ids = message_ids(home)
    expected = {f"after {what}" for what in TAKEN} | {"before it was revoked", "by length", "in chunks", "the last"}
    assert expected <= set(ids)
    assert len(ids) == len(set(ids))
    assert "x" not in ids, "nothing of a refused call was kept"
    assert lake_of(home)["quarantined"] == 2
