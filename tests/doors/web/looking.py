"""Browsers of the cast for pages that are read: home and checks, over the three accounts of `tests.motion.book`."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import Cast
from tests.doors.web.visiting import signed_up

from toprung.kernel.vocabulary import MemberRole
from toprung.records.tenancy.models import Member

HTMX = {"HX-Request": "true"}


@dataclass(frozen=True, slots=True)
class Browser:
    """One person's browser in Brightworks' workspace; anonymous without an e-mail address."""

    cast: Cast
    client: Client

    @classmethod
    def of(cls, cast: Cast, email: str = "") -> Browser:
        client = Client()
        if email:
            client.force_login(signed_up(email))
        return cls(cast, client)

    def url(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.cast.workspace.pk, *args])

    def get(self, name: str, *args: Any, htmx: bool = False, **query: str) -> HttpResponse:
        return self.client.get(self.url(name, *args), query, headers=HTMX if htmx else {})  # type: ignore[return-value]

    def page(self, name: str, *args: Any, htmx: bool = False, **query: str) -> str:
        """The page's source; it must be there."""
        response = self.get(name, *args, htmx=htmx, **query)
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    def text(self, name: str, *args: Any, htmx: bool = False, **query: str) -> str:
        """The page as it is read."""
        return words(self.page(name, *args, htmx=htmx, **query))

    def send(self, address: str, fields: dict[str, Any], htmx: bool = False) -> HttpResponse:
        return self.client.post(address, fields, headers=HTMX if htmx else {})  # type: ignore[return-value]

    def queries(self, name: str, **query: str) -> int:
        """How many queries the page takes, the second time."""
        self.page(name, **query)
        with CaptureQueriesContext(connection) as asked:
            self.page(name, **query)
        return len(asked)


def browser_of(cast: Cast, role: MemberRole) -> Browser:
    """The browser of Brightworks' member of that role."""
    member = Member.objects.get(pk=int(cast.members[role].id), workspace=cast.workspace)
    return Browser.of(cast, member.email)


def words(source: str) -> str:
    """What is read of a page: without tags, and with single spaces."""
    text = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", source)).split())
    return re.sub(r" ([.,;:])", r"\1", text)


#: text that would do harm if any page took it for its own
HARM = "<script>alert(1)</script>"
HARMFUL = {
    "accounts": f"account,name,segment,owner,go_live_on\nX-1,{HARM}name,{HARM}seg,{HARM}owner,2025-06-01\n",
    "stakeholders": f"account,name,role\nX-1,{HARM}person,buyer\n",
    "contracts": f"account,contract,signed_on,starts_on,ends_on\nX-1,{HARM}contract,2025-05-01,2025-06-01,2026-05-31\n",
    "outcomes": (
        "account,outcome,statement,kind,metric,unit,direction,baseline,target,validator,primary\n"
        f"X-1,x,Cut {HARM}waste from 9 days to 5,numeric,{HARM}metric,days,decrease,9,5,{HARM}person,yes\n"
    ),
    "measurements": "account,outcome,occurred_on,value\nX-1,x,2026-03-01,5\n",
}
