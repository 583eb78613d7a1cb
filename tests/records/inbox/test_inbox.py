"""The inbox: what is kept is sealed into loads in its order, once, and goes when the lake holds it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.cast import NOW

from toprung.kernel.errors import BadInput
from toprung.records.inbox.actions import arrival, forget, keep_all, seal, the_inbox
from toprung.records.inbox.models import Accepted
from toprung.records.inbox.queries import Waiting, waiting


def keep_one(messages: int, workspace: int = 1, late: int = 0) -> None:
    keep_all([arrival(7, workspace, "batch", b'{"batch":[]}', "", messages, NOW + timedelta(seconds=late))])


@pytest.mark.django_db
def test_what_is_kept_comes_back_as_it_came() -> None:
    keep_all([arrival(7, 3, "track", b"\x1f\x8b packed", "gzip", 1, NOW)])

    sealed = seal(10)

    assert sealed is not None
    (row,) = sealed.rows
    assert (row.source_id, row.workspace_id, row.kind, row.messages) == (7, 3, "track", 1)
    assert (bytes(row.content), row.encoding, row.received_at, row.load) == (b"\x1f\x8b packed", "gzip", NOW, 1)
    assert (sealed.inbox, sealed.number) == (the_inbox().uuid, 1)


@pytest.mark.django_db
def test_a_load_is_given_until_it_is_forgotten() -> None:
    keep_one(5)
    first = seal(10)
    keep_one(6)
    assert first is not None

    again = seal(10)
    assert again is not None
    assert (again.number, [row.pk for row in again.rows]) == (first.number, [row.pk for row in first.rows])

    forget(first.number)
    forget(first.number)
    following = seal(10)
    assert following is not None
    assert (following.number, [row.messages for row in following.rows]) == (2, [6])
    forget(2)
    assert seal(10) is None
    assert the_inbox().sealed == 2


@pytest.mark.django_db
def test_a_load_is_full_with_the_request_that_fills_it() -> None:
    # 3 + 3 = 6 < 7, 6 + 3 = 9 >= 7: three requests, and the fourth waits.
    for _ in range(4):
        keep_one(3)

    sealed = seal(7)

    assert sealed is not None
    assert len(sealed.rows) == 3
    assert waiting().requests == 4
    forget(sealed.number)
    assert waiting().requests == 1


@pytest.mark.django_db
def test_a_lower_number_committed_later_is_not_passed_over() -> None:
    # On PostgreSQL the row with the lower id can become visible after the one with the higher id was sealed.
    low, high = arrival(7, 1, "track", b"{}", "", 1, NOW), arrival(7, 1, "track", b"{}", "", 1, NOW)
    low.pk, high.pk = 1000, 1001
    keep_all([high])
    first = seal(10)
    assert first is not None
    forget(first.number)

    keep_all([low])

    second = seal(10)
    assert second is not None
    assert [row.pk for row in second.rows] == [1000]


@pytest.mark.django_db
def test_what_waits_is_counted_in_all_and_for_one_workspace() -> None:
    assert waiting() == Waiting(0, 0, None)
    assert waiting().lag(NOW) == 0
    keep_one(5, workspace=1, late=2)
    keep_one(7, workspace=2)

    assert waiting() == Waiting(12, 2, NOW)
    assert waiting(1) == Waiting(5, 1, NOW + timedelta(seconds=2))
    assert waiting(3) == Waiting(0, 0, None)
    assert waiting(1).lag(NOW + timedelta(seconds=5)) == 3
    # Another machine's clock may be ahead: nothing is younger than now.
    assert waiting(1).lag(NOW) == 0


@pytest.mark.django_db
def test_a_load_without_room_is_refused() -> None:
    with pytest.raises(BadInput, match="at least one"):
        seal(0)


class EveryRequestIsInOneLoad(TestCase):
    """However requests, seals and forgettings follow each other."""

    @given(st.lists(st.one_of(st.integers(1, 9), st.sampled_from(["seal", "forget"])), max_size=30), st.integers(1, 20))
    def test_it(self, steps: list[int | str], limit: int) -> None:
        kept: list[int] = []
        taken: list[int] = []
        for step in [*steps, *["forget"] * len(steps)]:
            if isinstance(step, int):
                keep_one(step)
                kept.append(Accepted.objects.latest("pk").pk)
            elif (sealed := seal(limit)) is not None and step == "forget":
                taken += [row.pk for row in sealed.rows]
                forget(sealed.number)
        assert taken == kept
        assert waiting().requests == 0
