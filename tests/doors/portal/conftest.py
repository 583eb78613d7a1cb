"""A customer's browser, and what reaches their mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.cache import cache
from django.test import Client


class Mailbox:
    """A mail server's handler: keeps what it takes; refuses for as long as `refusing` says so."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.refusing = ""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take the mail, or say no."""
        if self.refusing:
            return self.refusing
        assert isinstance(envelope.content, bytes)
        self.messages.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 taken"


class _OnAFreePort(Controller):
    """Port 0 asks the machine for a free one; which it was is known when the server stands."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A real mail server on a free port of this machine, which Toprung sends to."""
    box = Mailbox()
    controller = _OnAFreePort(box, hostname="127.0.0.1", port=0)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    yield box
    controller.stop()


@pytest.fixture
def browser(db: None) -> Client:
    """One of the customer's people at their browser; nothing was tried too often yet."""
    cache.clear()
    return Client(enforce_csrf_checks=False)
