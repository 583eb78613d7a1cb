"""The page of result templates, and starting an outcome from one."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast
from tests.doors.web.settings.test_members import signed_in
from tests.doors.web.visiting import signed_up

from toprung.kernel.vocabulary import MemberRole
from toprung.records.outcomes.templates import library, template

GIVEN = {"statement": "Cut [waste] from [today] to [target]", "category": "cost_cut", "kind": "numeric", "unit": "tons"}


def address(cast: Cast, name: str = "result_templates", *arguments: str) -> str:
    """An address in Brightworks."""
    return reverse(name, args=[cast.workspace.pk, *arguments])


def seen_in(page: str) -> str:
    """What the form says it showed."""
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_anonymous_and_the_stranger(cast: Cast, client: Client) -> None:
    assert client.get(address(cast)).headers["Location"].startswith("/enter/login/")
    client.force_login(signed_up("stan@northlight.example"))
    assert client.get(address(cast)).status_code == 404
    assert client.post(address(cast, "result_template_new"), GIVEN).status_code == 404


@pytest.mark.parametrize("role", MemberRole)
def test_each_role_reads_it_and_leaders_change_it(role: MemberRole, cast: Cast) -> None:
    client = signed_in(cast, role)
    may = role in (MemberRole.ADMIN, MemberRole.LEADER)

    page = client.get(address(cast)).content.decode()

    assert "18 templates to start an outcome from" in page
    assert ("Add a template" in page) == may
    assert client.post(address(cast, "result_template_new"), GIVEN).status_code == (303 if may else 403)
    assert len(library(cast.workspace)) == (19 if may else 18)


def test_changed_retired_and_offered_again(cast: Cast) -> None:
    client, key = signed_in(cast), "smb-compliance"
    form = client.get(address(cast, "result_template", key)).content.decode()
    fields = {name: str(value) for name, value in _fields(cast, key).items()}

    sent = client.post(
        address(cast, "result_template", key), fields | {"unit": "audits", "seen": seen_in(form)}, follow=True
    )
    assert "Template saved." in sent.content.decode()
    assert template(cast.workspace, key).template.unit == "audits"

    retired = client.post(address(cast, "result_template_retire", key), follow=True).content.decode()
    assert "Outcomes made from it stay as they are." in retired
    assert "Retired" in retired
    form = client.get(address(cast, "result_template", key)).content.decode()
    assert "It is retired; saving it offers it again." in form
    client.post(address(cast, "result_template", key), fields | {"unit": "audits", "seen": seen_in(form)})
    assert not template(cast.workspace, key).retired


def test_two_people_change_one_template(cast: Cast) -> None:
    ada, lee, key = signed_in(cast), signed_in(cast, MemberRole.LEADER), "smb-cost-cut"
    shown = seen_in(ada.get(address(cast, "result_template", key)).content.decode())
    fields = {name: str(value) for name, value in _fields(cast, key).items()} | {"seen": shown}
    lee.post(address(cast, "result_template", key), fields | {"unit": "EUR"})

    other = ada.post(address(cast, "result_template", key), fields | {"metric": "Bill"})
    assert other.status_code == 303
    held = template(cast.workspace, key).template
    assert (held.unit, held.metric) == ("EUR", "Bill"), "both changes are kept"

    same = ada.post(address(cast, "result_template", key), fields | {"unit": "CHF"})
    assert same.status_code == 422
    assert "EUR" in same.content.decode()
    assert "CHF" in same.content.decode()
    assert template(cast.workspace, key).template.unit == "EUR"


def test_what_is_refused_keeps_what_was_typed(cast: Cast) -> None:
    answer = signed_in(cast).post(address(cast, "result_template_new"), GIVEN | {"category": "", "metric": "<b>"})

    assert answer.status_code == 422
    assert "&lt;b&gt;" in answer.content.decode()
    assert len(library(cast.workspace)) == 18


def _fields(cast: Cast, key: str) -> dict[str, object]:
    held = template(cast.workspace, key).template
    return {name: getattr(held, name) for name in held.__dataclass_fields__}
