"""The chain of attestations below Settings: verified now, and what was found last."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.cast import Cast
from tests.doors.web.looking import Browser, browser_of
from tests.motion.book import Book

from toprung.kernel.vocabulary import MemberRole

pytestmark = pytest.mark.usefixtures("in_spring")


def test_anonymous_and_strangers(cast: Cast) -> None:
    assert Browser.of(cast).get("chain").status_code == 302
    assert Browser.of(cast, "stan@northlight.example").get("chain").status_code == 404
    assert Browser.of(cast, "stan@northlight.example").send(f"/w/{cast.workspace.pk}/settings/chain/", {}).status_code


def test_every_member_may_verify_and_sees_what_was_found(book: Book, cast: Cast) -> None:
    viewer = browser_of(cast, MemberRole.VIEWER)
    assert "the chain has not been verified yet" in viewer.text("chain")

    assert viewer.send(viewer.url("chain"), {}).status_code == 303
    page = viewer.text("chain")
    assert "held on 31 Mar 2026" in page
    assert "by Vera Novak" in page


def test_a_link_altered_behind_our_back_is_named(book: Book, cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outcomes_attestation SET said = 'no' WHERE sequence = 2")
    viewer = browser_of(cast, MemberRole.VIEWER)

    viewer.send(viewer.url("chain"), {})

    page = viewer.text("chain")
    assert "The chain is broken at link 2" in page
    assert "Link 2 was altered: its content does not give its hash." in page
