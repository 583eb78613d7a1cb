"""The members' page: everybody reads it, admins change it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast
from tests.doors.web.visiting import signed_up

from toprung.doors import clock
from toprung.doors.entry import link_path
from toprung.kernel.vocabulary import MemberRole
from toprung.records.access.actions import add_user
from toprung.records.access.models import AccessMail, LoginLink, User
from toprung.records.journal.queries import entries
from toprung.records.tenancy.models import Member

NIA = {"name": "Nia Abara", "email": "Nia@Brightworks.example", "role": "csm"}
SCRIPT = "<script>alert(1)</script>"


def signed_in(cast: Cast, role: MemberRole = MemberRole.ADMIN) -> Client:
    """Brightworks' member of that role."""
    client = Client()
    client.force_login(signed_up(Member.objects.get(pk=int(cast.members[role].id)).email))
    return client


def address(cast: Cast, name: str = "members", *arguments: int) -> str:
    """An address in Brightworks."""
    return reverse(name, args=[cast.workspace.pk, *arguments])


def member(cast: Cast, email: str) -> Member:
    """Brightworks' member of that address, as on file."""
    return Member.objects.get(workspace=cast.workspace, email=email)


def role_form(page: str, who: Member) -> dict[str, str]:
    """What the row's form carries."""
    found = re.search(rf'members/{who.pk}/role/.*?name="seen" value="([^"]+)"', page, re.DOTALL)
    assert found
    return {"seen": found.group(1)}


def test_anonymous_and_the_stranger(cast: Cast, client: Client) -> None:
    assert client.get(address(cast)).headers["Location"].startswith("/enter/login/")
    client.force_login(signed_up("stan@northlight.example"))
    assert client.get(address(cast)).status_code == 404
    assert client.post(address(cast, "members_add"), NIA).status_code == 404


@pytest.mark.parametrize("role", MemberRole)
def test_each_role_reads_it_and_admins_alone_change_it(role: MemberRole, cast: Cast) -> None:
    client = signed_in(cast, role)
    sam = member(cast, "sam@brightworks.example")

    page = client.get(address(cast)).content.decode()
    assert "6 members" in page
    assert ("Add a member" in page) is (role is MemberRole.ADMIN)
    posts = [
        client.post(address(cast, "members_add"), NIA),
        client.post(address(cast, "member_link", sam.pk)),
        client.post(address(cast, "member_role", sam.pk), {"role": "viewer"}),
        client.post(address(cast, "member_remove", sam.pk)),
    ]
    if role is not MemberRole.ADMIN:
        assert [answer.status_code for answer in posts] == [403] * 4
        assert member(cast, sam.email).left_on is None


def test_adding_a_member_shows_the_link_once(cast: Cast) -> None:
    client = signed_in(cast)

    page = client.post(address(cast, "members_add"), NIA).content.decode()

    (link,) = re.findall(r"http://testserver(/enter/link/\S+?)<", page)
    assert link not in client.get(address(cast)).content.decode()
    newcomer = Client()
    newcomer.post(link)
    assert newcomer.get(address(cast)).status_code == 200
    assert member(cast, "nia@brightworks.example").role == "csm"
    assert [e.verb for e in entries(cast.workspace)] == ["add_member", "show_login_link"]


def test_sent_twice_adds_once(cast: Cast) -> None:
    client = signed_in(cast)
    form = NIA | {"once": "key-of-this-form"}

    first, again = (client.post(address(cast, "members_add"), form) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 303)
    assert "That was saved already." in client.get(address(cast)).content.decode()


def test_reloading_the_answer_leads_to_the_list(cast: Cast) -> None:
    client = signed_in(cast)
    sam = member(cast, "sam@brightworks.example")

    for name, arguments in (("members_add", ()), ("member_link", (sam.pk,))):
        assert client.get(address(cast, name, *arguments)).headers["Location"] == address(cast)
    assert not LoginLink.objects.exists()


def test_what_is_refused_keeps_what_was_typed(cast: Cast) -> None:
    client = signed_in(cast)
    for form, says in (
        (NIA | {"email": "nia"}, "valid email"),
        (NIA | {"role": "king"}, "king is not one"),
        (NIA | {"name": " "}, "required"),
        (NIA | {"email": "sam@brightworks.example", "once": "k"}, "Sam Keller has the address"),
    ):
        answer = client.post(address(cast, "members_add"), form)
        assert answer.status_code == 422, says
        assert says in answer.content.decode()
    assert 'value="Nia Abara"' in answer.content.decode()
    assert client.post(address(cast, "members_add"), NIA | {"once": "k"}).status_code == 200, "the form was given back"


def test_with_mail_the_link_is_sent_and_not_shown(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.brightworks.example"

    page = signed_in(cast).post(address(cast, "members_add"), NIA).content.decode()

    assert "A log-in link is on its way" in page
    assert "/enter/link/" not in page
    assert AccessMail.objects.get().email == "nia@brightworks.example"


def test_an_admin_gets_no_link_of_who_can_enter_elsewhere(cast: Cast) -> None:
    """It would let the admin in there as that person."""
    stan = Member.objects.get(workspace=cast.elsewhere)
    theirs = add_user(stan.email, stan.name, by=cast.stranger, now=clock.now())
    client = signed_in(cast)

    page = client.post(address(cast, "members_add"), NIA | {"email": stan.email}).content.decode()
    again = client.post(address(cast, "member_link", member(cast, stan.email).pk)).content.decode()

    for shown in (page, again):
        assert "No link from here" in shown
        assert "/enter/link/" not in shown
    assert not LoginLink.objects.filter(user=theirs).exists()


def test_an_admin_gets_no_link_of_who_has_signed_in_before(cast: Cast) -> None:
    client = signed_in(cast)
    client.post(address(cast, "members_add"), NIA)
    User.objects.filter(email="nia@brightworks.example").update(last_login=clock.now())

    page = client.post(address(cast, "member_link", member(cast, "nia@brightworks.example").pk)).content.decode()

    assert "toprung user link nia@brightworks.example" in page


def test_changing_a_role(cast: Cast) -> None:
    client = signed_in(cast)
    sam = member(cast, "sam@brightworks.example")
    form = role_form(client.get(address(cast)).content.decode(), sam)

    client.post(address(cast, "member_role", sam.pk), form | {"role": "leader"})

    assert member(cast, sam.email).role == "leader"
    assert "Sam Keller is leader." in client.get(address(cast)).content.decode()


def test_two_admins_changing_one_role(cast: Cast) -> None:
    client = signed_in(cast)
    sam = member(cast, "sam@brightworks.example")
    form = role_form(client.get(address(cast)).content.decode(), sam)
    Member.objects.filter(pk=sam.pk).update(role="csm")

    client.post(address(cast, "member_role", sam.pk), form | {"role": "leader"})

    assert member(cast, sam.email).role == "csm"
    assert "was made csm meanwhile; nothing was changed" in client.get(address(cast)).content.decode()


def test_a_role_that_is_none(cast: Cast) -> None:
    client = signed_in(cast)
    sam = member(cast, "sam@brightworks.example")
    form = role_form(client.get(address(cast)).content.decode(), sam)

    for role in ("king", ""):
        assert client.post(address(cast, "member_role", sam.pk), form | {"role": role}).status_code == 422
    assert member(cast, sam.email).role == "sales"


def test_removing_a_member_ends_their_way_in(cast: Cast) -> None:
    client, theirs = signed_in(cast), signed_in(cast, MemberRole.SALES)
    assert theirs.get(address(cast)).status_code == 200

    client.post(address(cast, "member_remove", member(cast, "sam@brightworks.example").pk))

    assert theirs.get(address(cast)).status_code == 404
    page = client.get(address(cast)).content.decode()
    assert "5 members" in page
    assert "Sam Keller has left. What they did stays on the record." in page


def test_the_last_admin_stays(cast: Cast) -> None:
    client = signed_in(cast)
    ada = member(cast, "ada@brightworks.example")
    form = role_form(client.get(address(cast)).content.decode(), ada)

    for answer in (
        client.post(address(cast, "member_remove", ada.pk)),
        client.post(address(cast, "member_role", ada.pk), form | {"role": "viewer"}),
    ):
        assert answer.status_code == 422
        assert "is the last admin" in answer.content.decode()


def test_an_admin_who_leaves_comes_to_the_start(cast: Cast) -> None:
    Member.objects.filter(workspace=cast.workspace, name="Lena Vogt").update(role="admin")
    client = signed_in(cast)

    answer = client.post(address(cast, "member_remove", member(cast, "ada@brightworks.example").pk))

    assert answer.headers["Location"] == "/"


def test_a_member_of_another_workspace_is_not_found(cast: Cast) -> None:
    client = signed_in(cast)
    theirs = Member.objects.get(workspace=cast.elsewhere)

    for name in ("member_role", "member_remove", "member_link"):
        assert client.post(address(cast, name, theirs.pk), {"role": "viewer"}).status_code == 404
    assert Member.objects.get(pk=theirs.pk).left_on is None


def test_a_script_in_a_name_is_text(cast: Cast) -> None:
    client = signed_in(cast)

    page = client.post(address(cast, "members_add"), NIA | {"name": SCRIPT}).content.decode()

    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


def test_where_a_links_path_leads() -> None:
    assert link_path("key") == reverse("enter_by_link", args=["key"])
