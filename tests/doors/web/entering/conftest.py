"""Somebody who can enter: Ada, admin at Brightworks, with a password; and the counts of attempts set to nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from tests.cast import Cast
from tests.doors.web.visiting import signed_up

from toprung.records.access.models import User

ADDRESS = "ada@brightworks.example"
PASSWORD = "quite-a-long-password"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> Iterator[None]:
    """Attempts are counted in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ada(cast: Cast) -> User:
    """Ada, who has set a password."""
    user = signed_up(ADDRESS)
    user.set_password(PASSWORD)
    user.save()
    return user
