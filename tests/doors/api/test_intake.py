"""The intake: what it takes, what it refuses in which words, and that a refusal keeps nothing and costs nobody else."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError
from tests.cast import NOW, Cast
from tests.doors.api.conftest import TRACK, Door, Kept, Told, basic, open_door, packed

from toprung.doors.api.application import KINDS
from toprung.doors.api.bodies import MOST_MESSAGES, MOST_OF_BATCH, MOST_OF_MESSAGE, MOST_READ_PAST
from toprung.records.inbox.models import Accepted
from toprung.records.usage.actions import add_source, revoke_source
from toprung.records.usage.queries import source_named


def refused(told: Told, status: int, says: str) -> None:
    """It is refused with that status, in words, and nothing of it was kept."""
    assert told.status == status, told.body
    assert told.json["success"] is False
    assert says in told.json["message"], told.json
    assert told.json["code"].replace("_", "").isalpha()
    assert told.headers["Content-Type"] == "application/json"
    assert told.headers["Access-Control-Allow-Origin"] == "*"
    assert not Accepted.objects.exists()


# Who may.


@pytest.mark.parametrize("authorization", ["", "Bearer abc", basic("")])
def test_nobody_may_without_a_key(door: Door, authorization: str) -> None:
    told = door.call("/v1/track", TRACK, HTTP_AUTHORIZATION=authorization)

    refused(told, 401, "No write key")
    assert told.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize("key", ["wrong", "0" * 32, "k" * 5000, "schlüssel"])
def test_an_unknown_key_opens_nothing(door: Door, key: str) -> None:
    refused(door.call("/v1/track", TRACK, HTTP_AUTHORIZATION=basic(key)), 401, "unknown or was revoked")
    refused(door.call("/v1/track", {**TRACK, "writeKey": key}, HTTP_AUTHORIZATION=""), 401, "unknown or was revoked")


@pytest.mark.parametrize("authorization", ["Basic", "Basic ???", "Basic /w==", "basic =a"])
def test_an_unreadable_header_is_said_to_be_so(door: Door, authorization: str) -> None:
    told = door.call("/v1/track", TRACK, HTTP_AUTHORIZATION=authorization)

    assert told.status == 401
    assert not Accepted.objects.exists()


class Noted(BytesIO):
    """A body that remembers the most that was read of it at once."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        part = super().read(size)
        self.most = max(self.most, len(part))
        return part


def test_without_a_key_the_body_is_read_past_and_not_held(door: Door) -> None:
    body = Noted(b"x" * 3_000_000)

    told = door.call("/v1/track", HTTP_AUTHORIZATION=basic("wrong"), CONTENT_LENGTH="3000000", **{"wsgi.input": body})

    assert told.status == 401, "of a body that is too large as well"
    assert (body.tell(), body.most) == (3_000_000, 65_536)


def test_another_vendors_key_sends_to_that_vendor(cast: Cast, door: Door) -> None:
    source, key = add_source(cast.elsewhere, "Web app", by=cast.stranger, now=NOW)

    assert door.call("/v1/track", TRACK, HTTP_AUTHORIZATION=basic(key)).status == 200

    (row,) = Kept().rows
    assert (row.source_id, row.workspace_id) == (source.pk, cast.elsewhere.pk)


def test_a_revoked_key_opens_nothing_after_a_few_seconds(cast: Cast, door: Door) -> None:
    assert door.call("/v1/track", TRACK).status == 200
    revoke_source(cast.workspace, source_named(cast.workspace, "Web app").pk, by=cast.admin, now=NOW)
    Accepted.objects.all().delete()

    door.seconds[0] += 3.1

    refused(door.call("/v1/track", TRACK), 401, "was revoked")


# What is taken.


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_call_is_taken(cast: Cast, door: Door, name: str) -> None:
    kind = KINDS[name]
    body: dict[str, Any] = {"batch": [TRACK, TRACK]} if kind in ("batch", "import") else TRACK

    for path in (f"/v1/{name}", f"/v1/{name}/"):
        told = door.call(path, body)
        assert (told.status, told.json) == (200, {"success": True})

    first, second = Kept().rows
    assert first.kind == second.kind == kind
    assert first.messages == (2 if "batch" in body else 1)
    assert (first.workspace_id, first.received_at) == (cast.workspace.pk, NOW)
    assert [json.loads(kept) for kept in Kept().bodies] == [body, body]


def test_a_key_in_the_body_is_taken_and_not_kept(door: Door) -> None:
    for body in ({**TRACK, "writeKey": door.key}, {"batch": [TRACK], "writeKey": door.key}):
        path = "/v1/batch" if "batch" in body else "/v1/track"
        assert door.call(path, body, HTTP_AUTHORIZATION="").status == 200
        assert door.call(path, body).status == 200

    assert len(Kept().rows) == 4
    assert not any(door.key.encode() in kept for kept in Kept().bodies)
    assert all(json.loads(kept)["writeKey"] == "" for kept in Kept().bodies)


def test_another_key_in_the_body_changes_nothing_of_it(door: Door) -> None:
    body = {**TRACK, "writeKey": "e"}

    assert door.call("/v1/track", body).status == 200

    assert json.loads(Kept().bodies[0]) == body


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "image/png"])
def test_the_content_type_does_not_matter(door: Door, content_type: str) -> None:
    # analytics.js says text/plain, so that a browser need not ask first.
    assert door.call("/v1/t", TRACK, CONTENT_TYPE=content_type).status == 200


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip"])
def test_gzip_is_unpacked(door: Door, encoding: str) -> None:
    body = {"batch": [TRACK] * 50}
    half = json.dumps(body).encode()

    for sent in (packed(body), packed(half[:100]) + packed(half[100:])):
        assert door.call("/v1/batch", sent, HTTP_CONTENT_ENCODING=encoding).status == 200

    assert [json.loads(kept) for kept in Kept().bodies] == [body, body]
    assert {row.encoding for row in Kept().rows} == {"gzip"}


def test_a_chunked_body_is_read_to_its_end(door: Door) -> None:
    chunked = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}

    assert door.call("/v1/track", TRACK, **chunked).status == 200

    assert json.loads(Kept().bodies[0]) == TRACK


@pytest.mark.parametrize(
    "message",
    [
        {**TRACK, "userId": "u" * 10_000},
        {**TRACK, "timestamp": "1970-01-01T00:00:00Z"},
        {**TRACK, "type": "nonsense"},
        {},
        "text",
        None,
        7,
    ],
    ids=lambda message: str(message)[:20],
)
def test_what_is_in_a_message_is_the_loaders_to_judge(door: Door, message: Any) -> None:
    assert door.batch([message, TRACK]).status == 200
    assert Kept().rows[0].messages == 2


def test_an_empty_batch_is_taken_and_there_is_nothing_to_keep(door: Door) -> None:
    assert door.batch([]).status == 200
    assert Kept().rows == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (rb'"cut \ud83d"', "cut �"),
        (rb'"\ude00 cut"', "� cut"),
        (rb'"\ud83d\ud83d\ude00"', "�\U0001f600"),
        (rb'"\\ud83d \\\ud83d"', "\\ud83d \\�"),
        (rb'"\ud83d\n\u00e9"', "�\né"),
    ],
    ids=range(5),
)
def test_half_a_character_costs_no_batch(door: Door, sent: bytes, kept: str) -> None:
    body = b'{"batch":[{"type":"track","event":' + sent + b"}]}"

    assert door.call("/v1/batch", body).status == 200

    assert json.loads(Kept().bodies[0])["batch"][0]["event"] == kept


def test_the_last_of_equal_names_counts(door: Door) -> None:
    assert door.call("/v1/batch", b'{"batch":[1,2,3],"batch":[1]}').status == 200
    assert Kept().rows[0].messages == 1


# Its bounds.


def sized(length: int) -> dict[str, Any]:
    """A message of that many bytes of JSON."""
    short = json.dumps({**TRACK, "properties": {"text": ""}})
    return {**TRACK, "properties": {"text": "x" * (length - len(short))}}


def test_a_message_holds_32_kilobytes(door: Door) -> None:
    assert MOST_OF_MESSAGE == 32_768
    assert len(json.dumps(sized(32_768))) == 32_768

    refused(door.call("/v1/track", sized(32_769)), 400, "at most 32 KB")
    refused(door.call("/v1/track", packed(sized(32_769)), HTTP_CONTENT_ENCODING="gzip"), 400, "at most 32 KB")
    refused(door.batch([TRACK, sized(32_769)]), 400, "Message 2 of the batch has 32,769 bytes")
    assert door.call("/v1/track", sized(32_768)).status == 200
    assert door.call("/v1/track", packed(sized(32_768)), HTTP_CONTENT_ENCODING="gzip").status == 200
    assert door.batch([sized(32_768)]).status == 200


def test_a_batch_holds_500_kilobytes(door: Door) -> None:
    assert MOST_OF_BATCH == 512_000
    body = json.dumps({"batch": [sized(30_000)] * 17}).encode()
    full, over = body.ljust(512_000), body.ljust(512_001)

    refused(door.call("/v1/batch", over), 400, "at most 500 KB")
    refused(door.call("/v1/import", packed(over), HTTP_CONTENT_ENCODING="gzip"), 400, "at most 500 KB")
    assert door.call("/v1/batch", full).status == 200
    assert door.call("/v1/import", packed(full), HTTP_CONTENT_ENCODING="gzip").status == 200


def test_a_batch_of_crumbs_is_refused(door: Door) -> None:
    refused(door.batch([0] * (MOST_MESSAGES + 1)), 400, "at most 10,000 at once")


def test_a_gzip_bomb_is_never_unpacked(door: Door) -> None:
    bomb = packed(b" " * 100_000_000)
    assert len(bomb) < 512_000

    refused(door.call("/v1/batch", bomb, HTTP_CONTENT_ENCODING="gzip"), 400, "at most 500 KB")
    # As many members, each short.
    many = packed(b" " * 100_000) * 6
    refused(door.call("/v1/batch", many, HTTP_CONTENT_ENCODING="gzip"), 400, "at most 500 KB")


CHUNKED = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}


def test_no_more_is_held_than_the_limit_and_the_rest_is_read_past(door: Door) -> None:
    """A sender who is still writing does not hear why it is refused."""
    endless = Noted(b" " * 2_000_000)
    refused(door.call("/v1/batch", **CHUNKED, **{"wsgi.input": endless}), 400, "at most 500 KB")
    assert (endless.tell(), endless.most) == (2_000_000, MOST_OF_BATCH + 1)

    announced = Noted(b" " * 2_000_000)
    refused(door.call("/v1/batch", CONTENT_LENGTH="2000000", **{"wsgi.input": announced}), 400, "at most 500 KB")
    assert (announced.tell(), announced.most) == (2_000_000, 65_536)


def test_what_is_read_past_has_an_end_too(door: Door) -> None:
    endless = Noted(b" " * (MOST_OF_BATCH + MOST_READ_PAST + 10))
    refused(door.call("/v1/batch", **CHUNKED, **{"wsgi.input": endless}), 400, "at most 500 KB")
    assert endless.tell() == MOST_OF_BATCH + 1 + MOST_READ_PAST

    announced = Noted(b" " * 1_000)
    length = str(MOST_READ_PAST + 1)
    refused(door.call("/v1/batch", CONTENT_LENGTH=length, **{"wsgi.input": announced}), 400, "at most 500 KB")
    assert announced.tell() == 0


def test_who_asks_before_sending_need_not_send(door: Door) -> None:
    asked = {"HTTP_EXPECT": "100-continue", "CONTENT_LENGTH": "2000000", "wsgi.input": Noted(b" " * 2_000_000)}
    refused(door.call("/v1/batch", **asked), 400, "at most 500 KB")
    assert asked["wsgi.input"].tell() == 0


# What cannot be read.


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'{"batch":[]} and more', "not JSON"),
        (b'{"batch":[{"a":NaN}]}', "not JSON"),
        (b'{"batch":[{"a":-Infinity}]}', "not JSON"),
        (b"{'batch':[]}", "not JSON"),
        (b'{"batch":[{"event":"\xff"}]}', "not UTF-8 (byte 20)"),
        (b'{"batch":[{"event":"\xed\xa0\x80"}]}', "not UTF-8"),
        (b"\xef\xbb\xbf", "not JSON"),
        (b"[]", "shape of a batch call"),
        (b'"text"', "shape of a batch call"),
        (b"{}", "shape of a batch call"),
        (b'{"batch":null}', "shape of a batch call"),
        (b'{"batch":{"0":{}}}', "shape of a batch call"),
        (b'{"batch":[{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}]}", "nested too deeply"),
        (b'{"batch":' + b"[" * 200_000, "nested too deeply"),
        (rb'{"batch":["\u12"]}', "not JSON"),
    ],
    ids=range(17),
)
def test_a_malformed_body_is_refused_in_words(door: Door, body: bytes, says: str) -> None:
    refused(door.call("/v1/batch", body), 400, says)
    refused(door.call("/v1/batch", packed(body), HTTP_CONTENT_ENCODING="gzip"), 400, says)
    assert door.batch([TRACK]).status == 200


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"{", b"", b"7"])
def test_a_single_call_is_one_object(door: Door, body: bytes) -> None:
    assert door.call("/v1/track", body).status == 400
    assert not Accepted.objects.exists()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"plain", "cannot be unpacked"),
        (packed({"batch": [TRACK]})[:-9], "end is missing"),
        (packed({"batch": [TRACK]})[:5], "end is missing"),
        (packed({"batch": [TRACK]}) + b"rubbish", "cannot be unpacked"),
        (b"", "end is missing"),
    ],
    ids=["no gzip", "truncated", "headless", "followed by rubbish", "empty"],
)
def test_a_damaged_gzip_is_refused(door: Door, body: bytes, says: str) -> None:
    refused(door.call("/v1/batch", body, HTTP_CONTENT_ENCODING="gzip"), 400, says)


def test_an_unknown_encoding_is_refused(door: Door) -> None:
    refused(door.call("/v1/batch", b"...", HTTP_CONTENT_ENCODING="br"), 400, "“br” is not understood")


def test_a_body_that_ends_early_is_refused(door: Door) -> None:
    refused(door.call("/v1/track", b'{"type":', CONTENT_LENGTH="500"), 400, "ended after 8 of 500 bytes")


@pytest.mark.parametrize("length", ["-1", "many", "1e3", "٣", "9" * 5000])
def test_a_length_that_is_none_is_refused(door: Door, length: str) -> None:
    refused(door.call("/v1/track", TRACK, CONTENT_LENGTH=length), 400, "Content-Length is not a number")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "BREW"])
def test_only_post_sends(door: Door, method: str) -> None:
    told = door.call("/v1/track", TRACK, method=method)

    assert told.status == 405
    assert told.headers["Allow"] == "POST, OPTIONS"
    assert not Accepted.objects.exists()


@pytest.mark.parametrize("path", ["/v1/", "/v1/nonsense", "/v1/track/x", "/v1//track", "/v1/TRACK"])
def test_another_address_is_said_to_be_none(door: Door, path: str) -> None:
    refused(door.call(path, TRACK), 404, "there is track, identify")


def test_a_browser_may_ask_first(door: Door) -> None:
    told = door.call("/v1/track", method="OPTIONS", HTTP_AUTHORIZATION="", HTTP_ORIGIN="https://app.example")

    assert (told.status, told.body) == (204, b"")
    assert told.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in told.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in told.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in told.headers


# How much.


def test_a_key_may_send_so_much_in_ten_seconds(cast: Cast, door: Door) -> None:
    _, other = add_source(cast.workspace, "Server", by=cast.admin, now=NOW)
    door = open_door(door.key, limit=5)
    door.seconds[0] = 1003.0

    first = door.batch([TRACK] * 3)
    assert first.status == 200
    assert {n: v for n, v in first.headers.items() if n.startswith("X-Rate")} == {
        "X-RateLimit-Limit": "5",
        "X-RateLimit-Remaining": "2",
        "X-RateLimit-Reset": "7",
    }
    told = door.batch([TRACK] * 3)
    assert told.status == 429
    assert (told.headers["Retry-After"], told.headers["X-RateLimit-Remaining"]) == ("7", "2")
    assert "again in 7 seconds" in told.json["message"]
    assert door.batch([TRACK] * 3, HTTP_AUTHORIZATION=basic(other)).status == 200
    assert door.batch([TRACK] * 2).headers["X-RateLimit-Remaining"] == "0"
    assert [row.messages for row in Kept().rows] == [3, 3, 2]

    door.seconds[0] = 1010.0
    assert door.batch([TRACK] * 3).status == 200


def test_a_batch_over_the_whole_limit_passes_where_nothing_was_before(door: Door) -> None:
    door = open_door(door.key, limit=5)

    assert door.batch([TRACK] * 9).headers["X-RateLimit-Remaining"] == "0"
    assert door.call("/v1/track", TRACK).status == 429


# When it cannot be kept.


@pytest.mark.parametrize("error", [OperationalError("database or disk is full"), OSError(28, "No space left")])
def test_what_cannot_be_kept_is_asked_for_again(door: Door, error: Exception) -> None:
    kept: list[Accepted] = []
    failing = [True]

    def keep(arrival: Accepted) -> None:
        if failing[0]:
            raise error
        kept.append(arrival)

    door = open_door(door.key, keep=keep)

    told = door.batch([TRACK])
    refused(told, 503, "send it again in 5 seconds")
    assert told.headers["Retry-After"] == "5"
    assert "space" not in told.json["message"]
    failing[0] = False
    assert door.batch([TRACK]).status == 200
    assert len(kept) == 1


def test_no_key_is_ever_logged(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        door.call("/v1/track", {**TRACK, "writeKey": door.key})
        door.call("/v1/track", b"{" + door.key.encode())
        door.call("/v1/track", TRACK, HTTP_AUTHORIZATION=basic(door.key[:-1]))

    assert door.key[:-1] not in "".join(record.getMessage() for record in caplog.records)


def test_a_moment_is_the_doors(door: Door) -> None:
    late = open_door(door.key)
    object.__setattr__(late.intake, "now", lambda: NOW + timedelta(hours=1))

    late.call("/v1/track", TRACK)

    assert Kept().rows[0].received_at == NOW + timedelta(hours=1)
