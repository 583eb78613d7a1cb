"""Where the way in is: the addresses that are handed out, without loading the pages they lead to."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from toprung.records.access.actions import make_login_link
from toprung.records.access.models import User

#: where `toprung serve` is found where nothing else is configured
_LOCAL = "http://127.0.0.1:8000"


def link_path(key: str) -> str:
    """The path of the page that a log-in link opens; a test holds it to the page's address."""
    return f"/enter/link/{key}/"


def operators_link(user: User, now: datetime, origin: str = "") -> str:
    """A one-time log-in link made by whoever runs the machine, who vouches for the address with it.

    `origin`: scheme://host, else TOPRUNG_URL, else this machine's.
    """
    key = make_login_link(user, now, proves=True)
    return f"{origin or configured_origin()}{link_path(key)}"


def configured_origin() -> str:
    """scheme://host under which people reach Toprung, as far as is configured: TOPRUNG_URL, else this machine's."""
    return settings.SITE.origin if settings.SITE else _LOCAL
