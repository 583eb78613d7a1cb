"""Workspaces and members: who may, what is settled, and the last admin."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from toprung.kernel.vocabulary import MemberRole
from toprung.records.administration.actions import (
    WorkspaceDraft,
    begin_redating,
    change_workspace,
    create_workspace,
    note_first_import,
    note_redated,
)
from toprung.records.administration.members import add_member, change_member_role, remove_member
from toprung.records.journal.queries import entries
from toprung.records.tenancy.actors import ANONYMOUS, OPERATOR, SYSTEM
from toprung.records.tenancy.models import Member, Workspace
from toprung.records.tenancy.queries import member, members, redating, zone_of_events

ALL = ["admin", "leader", "csm", "seller", "viewer"]


def test_only_the_operator_creates_a_workspace(cast: Cast) -> None:
    for actor in (ANONYMOUS, *(getattr(cast, who) for who in ALL)):
        with pytest.raises(NotAllowed):
            create_workspace("Third", "UTC", "EUR", by=actor, now=NOW)
    made = create_workspace(" Third  Vendor ", "America/New_York", "usd", by=OPERATOR, now=NOW)
    assert (made.name, made.timezone, made.currency, made.created_at) == (
        "Third Vendor",
        "America/New_York",
        "USD",
        NOW,
    )
    (entry,) = entries(made)
    assert (entry.verb, entry.actor_name) == ("create_workspace", "operator")


@pytest.mark.parametrize(
    ("name", "zone", "currency", "said"),
    [
        ("", "UTC", "EUR", "needs a name"),
        ("X", "Mars/Base", "EUR", "not a time zone"),
        ("X", "../etc", "EUR", "not a time zone"),
        ("X", "UTC", "Euro", "not a currency"),
        ("Brightworks", "UTC", "EUR", "already"),
    ],
)
def test_what_cannot_be_a_workspace(cast: Cast, name: str, zone: str, currency: str, said: str) -> None:
    with pytest.raises((BadInput, Refused), match=said):
        create_workspace(name, zone, currency, by=OPERATOR, now=NOW)
    assert Workspace.objects.count() == 2


@pytest.mark.parametrize("who", ["stranger", *ALL[1:]])
def test_who_may_not_change_it(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        change_workspace(cast.workspace, WorkspaceDraft(name="Mine"), by=getattr(cast, who), now=NOW)
    with pytest.raises(NotAllowed):
        add_member(cast.workspace, "Eve", "eve@x.example", MemberRole.ADMIN, by=getattr(cast, who), now=NOW)
    for act in (remove_member, lambda *a, **k: change_member_role(*a, MemberRole.ADMIN, **k)):
        with pytest.raises(NotAllowed):
            act(cast.workspace, Member.objects.get(pk=cast.viewer.id), by=getattr(cast, who), now=NOW)


def test_a_workspace_is_changed_and_journalled(cast: Cast) -> None:
    draft = WorkspaceDraft(currency="usd", excluded_users="brightworks.example\nbot-1", fiscal_year_start_month=4)
    change_workspace(cast.workspace, draft, by=cast.admin, now=NOW)
    stored = Workspace.objects.get(pk=cast.workspace.pk)
    assert stored.excluded_user_lines == ("brightworks.example", "bot-1")
    (entry,) = entries(cast.workspace)
    assert entry.changes["currency"] == ["EUR", "USD"]
    change_workspace(cast.workspace, draft, by=cast.admin, now=NOW)
    assert entries(cast.workspace).count() == 1
    with pytest.raises(BadInput):
        change_workspace(cast.workspace, WorkspaceDraft(fiscal_year_start_month=13), by=cast.admin, now=NOW)
    with pytest.raises(Refused):
        change_workspace(cast.workspace, WorkspaceDraft(name="Northlight"), by=cast.admin, now=NOW)


def test_the_first_import_settles_the_currency(cast: Cast) -> None:
    assert note_first_import(cast.workspace, by=cast.leader, now=NOW) == TODAY
    assert note_first_import(cast.workspace, by=cast.leader, now=NOW.replace(year=2027)) == TODAY
    both = WorkspaceDraft(timezone="UTC", currency="USD")
    for draft in (WorkspaceDraft(currency="USD"), both):
        with pytest.raises(Refused, match="The currency is settled: what was imported since 2026-03-31"):
            change_workspace(cast.workspace, draft, by=cast.admin, now=NOW)
    change_workspace(cast.workspace, WorkspaceDraft(name="Bright", currency="eur"), by=cast.admin, now=NOW)
    stored = Workspace.objects.get(pk=cast.workspace.pk)
    assert (stored.name, stored.timezone, stored.currency) == ("Bright", "Europe/Berlin", "EUR")
    assert [e.verb for e in entries(cast.workspace)] == ["first_import", "change_workspace"]


def test_a_new_workspaces_events_are_counted_in_its_zone(cast: Cast) -> None:
    made = create_workspace("Third", "America/New_York", "USD", by=OPERATOR, now=NOW)
    for workspace in (made, cast.workspace, cast.elsewhere):
        stored = Workspace.objects.get(pk=workspace.pk)
        assert stored.events_zone == stored.zone_of_events == stored.timezone
        assert not stored.is_redating
    assert list(redating()) == []


def test_the_zone_changes_at_any_time_and_the_events_days_are_to_follow(cast: Cast) -> None:
    note_first_import(cast.workspace, by=cast.leader, now=NOW)
    change_workspace(cast.workspace, WorkspaceDraft(timezone=" America/New_York "), by=cast.admin, now=NOW)
    stored = Workspace.objects.get(pk=cast.workspace.pk)
    assert (stored.timezone, stored.events_zone, stored.is_redating) == ("America/New_York", "Europe/Berlin", True)
    assert stored.zone_of_events == zone_of_events(cast.workspace) == "Europe/Berlin", "until they are counted anew"
    assert list(entries(cast.workspace))[-1].changes == {"timezone": ["Europe/Berlin", "America/New_York"]}
    assert list(redating()) == [cast.workspace]

    begin_redating(cast.workspace)
    assert zone_of_events(cast.workspace) == "America/New_York"
    assert list(redating()) == [cast.workspace]
    # Back again while they are being counted: some may have changed already.
    change_workspace(cast.workspace, WorkspaceDraft(timezone="Europe/Berlin"), by=cast.admin, now=NOW)
    assert list(redating()) == [cast.workspace]

    note_redated(cast.workspace, "America/New_York", 7, by=SYSTEM, now=NOW)
    assert list(redating()) == [cast.workspace], "counted in the one that stood when it began"
    note_redated(cast.workspace, "Europe/Berlin", 7, by=SYSTEM, now=NOW)
    assert list(redating()) == []
    noted = list(entries(cast.workspace))[-1]
    assert (noted.verb, noted.changes) == ("recount_days", {"timezone": [None, "Europe/Berlin"], "events": [None, 7]})


def test_workspaces_of_an_older_schema_are_counted_in_their_zone(cast: Cast) -> None:
    Workspace.objects.update(events_zone="")
    import_module("toprung.records.tenancy.migrations.0002_events_zone").fill(apps, connection.schema_editor())
    assert list(redating()) == []


def test_back_before_anything_was_counted_anew_nothing_is_to_be_done(cast: Cast) -> None:
    for zone in ("America/New_York", "Asia/Tokyo", "Europe/Berlin"):
        change_workspace(cast.workspace, WorkspaceDraft(timezone=zone), by=cast.admin, now=NOW)
    assert list(redating()) == []


@pytest.mark.parametrize("zone", ["localtime", "posixrules", "europe/berlin", "Mars/Base", "", "UTC\x00", "../etc"])
def test_no_zone_that_the_events_cannot_be_counted_in(cast: Cast, zone: str) -> None:
    with pytest.raises(BadInput, match="not a time zone"):
        change_workspace(cast.workspace, WorkspaceDraft(timezone=zone), by=cast.admin, now=NOW)
    assert list(redating()) == []


@pytest.mark.parametrize("who", ["stranger", *ALL[1:]])
def test_who_may_not_change_the_zone(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        change_workspace(cast.workspace, WorkspaceDraft(timezone="UTC"), by=getattr(cast, who), now=NOW)
    with pytest.raises(NotAllowed):
        note_redated(cast.workspace, "UTC", 1, by=getattr(cast, who), now=NOW)
    assert Workspace.objects.get(pk=cast.workspace.pk).timezone == "Europe/Berlin"


def test_members_join_change_role_and_leave(cast: Cast) -> None:
    eve = add_member(cast.workspace, "Eve", " Eve@Brightworks.example", MemberRole.CSM, by=cast.admin, now=NOW)
    assert (eve.email, eve.joined_on) == ("eve@brightworks.example", TODAY)
    assert change_member_role(cast.workspace, eve, MemberRole.LEADER, by=cast.admin, now=NOW).role == "leader"
    change_member_role(cast.workspace, eve, MemberRole.LEADER, by=cast.admin, now=NOW)
    assert remove_member(cast.workspace, eve, by=cast.admin, now=NOW).left_on == TODAY
    assert eve not in members(cast.workspace)
    with pytest.raises(NotFound, match=r"ada@brightworks\.example"):
        member(cast.workspace, "eve@brightworks.example")
    add_member(cast.workspace, "Eve Again", "eve@brightworks.example", MemberRole.CSM, by=cast.admin, now=NOW)
    assert member(cast.workspace, "EVE@brightworks.example").pk == eve.pk
    assert [e.verb for e in entries(cast.workspace)] == [
        "add_member",
        "change_member_role",
        "remove_member",
        "add_member",
    ]


def test_an_address_is_one_and_only_one(cast: Cast) -> None:
    with pytest.raises(BadInput):
        add_member(cast.workspace, "Eve", "eve", MemberRole.CSM, by=cast.admin, now=NOW)
    with pytest.raises(Refused, match="already"):
        add_member(cast.workspace, "Ada", "ADA@brightworks.example", MemberRole.CSM, by=cast.admin, now=NOW)


def test_the_last_admin_stays(cast: Cast) -> None:
    ada = member(cast.workspace, "ada@brightworks.example")
    with pytest.raises(Refused, match="last admin"):
        remove_member(cast.workspace, ada, by=cast.admin, now=NOW)
    with pytest.raises(Refused, match="last admin"):
        change_member_role(cast.workspace, ada, MemberRole.VIEWER, by=cast.admin, now=NOW)
    lena = member(cast.workspace, "lena@brightworks.example")
    change_member_role(cast.workspace, lena, MemberRole.ADMIN, by=cast.admin, now=NOW)
    remove_member(cast.workspace, ada, by=cast.admin, now=NOW)


def test_a_member_of_elsewhere_is_nobody_here(cast: Cast) -> None:
    theirs: Any = Member.objects.get(pk=cast.stranger.id)
    with pytest.raises(NotFound, match="Stan Doyle is no member of Brightworks"):
        remove_member(cast.workspace, theirs, by=cast.admin, now=NOW)
