"""Targets on the page: set, changed with nobody's words lost, removed; the warning about NRR."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.cast import NOW, Cast
from tests.doors.web.looking import Browser, browser_of, words

from toprung.doors.web.measures import targets as page
from toprung.kernel.vocabulary import MemberRole, ReadAs
from toprung.records.targets.actions import TargetDraft, set_target
from toprung.records.targets.models import Target
from toprung.records.targets.queries import targets
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.turns import turn

YEAR = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
FORM = {"measure": "oar:validated", "value": "60", "read_as": "retention", "segment": "", **YEAR}


def the_target(cast: Cast) -> Target:
    return targets(cast.workspace).get()


def put(cast: Cast, measure: str = "nrr", value: str = "1.05") -> Target:
    draft = TargetDraft(measure, Decimal(value), ReadAs.RETENTION, date(2026, 1, 1), date(2026, 12, 31))
    return set_target(cast.workspace, draft, by=cast.leader, now=NOW)


@pytest.mark.parametrize("role", MemberRole)
def test_who_sees_the_form_and_who_may_send_it(cast: Cast, role: MemberRole) -> None:
    browser, may = browser_of(cast, role), role in (MemberRole.ADMIN, MemberRole.LEADER)
    assert ("Set a target" in browser.text("targets")) is may
    assert browser.send(browser.url("targets"), FORM).status_code == (303 if may else 403)
    assert targets(cast.workspace).exists() is may
    held = put(cast, "grr", "0.9")
    assert browser.get("target_change", held.pk).status_code == (200 if may else 403)
    assert browser.send(browser.url("target_remove", held.pk), {}).status_code == (303 if may else 403)


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ({"value": "60"}, "0.6", "OAR, validated 60%"),
        ({"value": "62.5 %", "measure": "oar:measured"}, "0.625", "OAR, measured 62.5%"),
        ({"value": "45 days", "measure": "ttfv", "read_as": "efficiency"}, "45", "TTFV 45 days efficiency"),
        ({"value": "110%", "measure": "nrr", "read_as": "growth"}, "1.1", "NRR 110% growth"),
        ({"value": "90", "measure": "grr", "segment": "SMB"}, "0.9", "GRR 90% retention SMB"),
    ],
)
def test_setting_one(cast: Cast, leader: Browser, form: dict[str, str], value: str, shown: str) -> None:
    assert leader.send(leader.url("targets"), FORM | form).status_code == 303
    assert the_target(cast).value == Decimal(value)
    page = leader.text("targets")
    assert "Target set." in page
    assert shown in page


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"value": "much"}, "“much” is not a number"),
        ({"value": ""}, "This field is required"),
        ({"value": "NaN"}, "out of bounds"),
        ({"value": "1e99"}, "out of bounds"),
        ({"value": "0"}, "over 0% and at most 100%"),
        ({"value": "-5"}, "over 0% and at most 100%"),
        ({"value": "101"}, "over 0% and at most 100%"),
        ({"measure": "nps"}, "nps is not one of the available choices"),
        ({"segment": "Theirs"}, "Theirs is not one of the available choices"),
        ({"starts_on": "2027-01-01"}, "give a later last day"),
        ({"starts_on": "1800-01-01"}, "too far off"),
        ({"ends_on": "soon"}, "“soon” is not a day"),
        ({"read_as": "luck"}, "luck is not one of the available choices"),
    ],
)
def test_what_does_not_fit_is_told_and_kept(cast: Cast, leader: Browser, form: dict[str, str], said: str) -> None:
    response = leader.send(leader.url("targets"), FORM | form)
    page = response.content.decode()
    assert response.status_code == 422
    assert said in words(page)
    assert not targets(cast.workspace).exists()
    for name in {"value", "starts_on", "ends_on"} & form.keys():
        assert not form[name] or f'value="{form[name]}"' in page


def test_sent_twice_it_is_set_once(cast: Cast, leader: Browser) -> None:
    for _ in range(2):
        leader.send(leader.url("targets"), FORM | {"once": "y" * 22})
    assert "That was saved already." in leader.text("targets")
    assert targets(cast.workspace).count() == 1


def test_one_that_is_there_is_changed_and_not_set_anew(cast: Cast, leader: Browser) -> None:
    leader.send(leader.url("targets"), FORM)
    again = leader.send(leader.url("targets"), FORM | {"value": "70"})
    assert again.status_code == 422
    assert "There is a target for OAR, validated in this period already: 60%" in words(again.content.decode())
    assert the_target(cast).value == Decimal("0.6")
    overlapping = leader.send(leader.url("targets"), FORM | {"starts_on": "2026-06-01"})
    assert "which overlaps" in words(overlapping.content.decode())


def seen(browser: Browser, held: Target) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', browser.page("target_change", held.pk))
    assert found
    return found.group(1)


def change(browser: Browser, held: Target, **form: Any) -> Any:
    return browser.send(browser.url("target_change", held.pk), form)


def test_changing_one(cast: Cast, leader: Browser) -> None:
    held = put(cast)
    assert 'value="105"' in leader.page("target_change", held.pk)
    assert change(leader, held, seen=seen(leader, held), value="110", read_as="growth").status_code == 303
    held.refresh_from_db()
    assert (held.value, held.read_as, held.measure) == (Decimal("1.1"), "growth", "nrr")
    # What the form does not offer cannot be smuggled in.
    change(leader, held, seen=seen(leader, held), value="111", read_as="growth", measure="grr", starts_on="2020-01-01")
    held.refresh_from_db()
    assert (held.value, held.measure, held.starts_on) == (Decimal("1.11"), "nrr", date(2026, 1, 1))


def test_two_people_change_one(cast: Cast, leader: Browser) -> None:
    held = put(cast)
    mine = seen(leader, held)
    theirs = browser_of(cast, MemberRole.ADMIN)
    change(theirs, held, seen=seen(theirs, held), value="120", read_as="retention")

    refused = change(leader, held, seen=mine, value="90", read_as="retention")

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Someone else changed this" in words(page)
    assert 'value="90"' in page
    held.refresh_from_db()
    assert held.value == Decimal("1.2")
    # Having seen both, the same is sent again, and is what is wanted.
    again = re.search(r'name="seen" value="([^"]+)"', page)
    assert again
    assert change(leader, held, seen=again.group(1), value="90", read_as="retention").status_code == 303
    held.refresh_from_db()
    assert held.value == Decimal("0.9")


def test_who_changes_the_one_field_leaves_the_other_to_others(cast: Cast, leader: Browser) -> None:
    held = put(cast)
    mine = seen(leader, held)
    theirs = browser_of(cast, MemberRole.ADMIN)
    change(theirs, held, seen=seen(theirs, held), value="120", read_as="retention")
    assert change(leader, held, seen=mine, value="105", read_as="growth").status_code == 303
    held.refresh_from_db()
    assert (held.value, held.read_as) == (Decimal("1.2"), "growth")


def test_awkward_changes(cast: Cast, leader: Browser) -> None:
    held = put(cast)
    assert change(leader, held, value="90", read_as="growth").status_code == 422
    assert change(leader, held, seen="forged", value="90", read_as="growth").status_code == 422
    assert change(leader, held, seen=seen(leader, held), value="x", read_as="growth").status_code == 422
    assert change(leader, held, seen=seen(leader, held), value="5000", read_as="growth").status_code == 422
    held.refresh_from_db()
    assert held.value == Decimal("1.05")


def test_removing_one_that_is_gone(cast: Cast, leader: Browser) -> None:
    held = put(cast)
    assert leader.send(leader.url("target_remove", held.pk), {}).status_code == 303
    assert leader.send(leader.url("target_remove", held.pk), {}).status_code == 404
    assert leader.get("target_change", held.pk).status_code == 404


def test_another_workspaces_targets_are_not_there(cast: Cast, leader: Browser) -> None:
    draft = TargetDraft("nrr", Decimal("1.05"), ReadAs.GROWTH, date(2026, 1, 1), date(2026, 12, 31))
    theirs = set_target(cast.elsewhere, draft, by=cast.stranger, now=NOW)
    assert leader.get("target_change", theirs.pk).status_code == 404
    assert leader.send(leader.url("target_remove", theirs.pk), {}).status_code == 404
    assert "No target is set yet." in leader.text("targets")
    assert Target.objects.filter(workspace=cast.elsewhere).exists()


def test_nrr_without_oar_is_warned_until_there_is_one(cast: Cast, leader: Browser) -> None:
    put(cast)
    for name in ("measures", "targets"):
        assert "NRR without OAR There is a target for NRR from 1 Jan 2026 to 31 Dec 2026" in leader.text(name)
    leader.send(leader.url("targets"), FORM)
    for name in ("measures", "targets"):
        assert "NRR without OAR" not in leader.text(name)


def let_before(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Somebody else acts in the last moment before the page has its turn."""

    @contextmanager
    def second(workspace: Workspace) -> Iterator[None]:
        monkeypatch.setattr(page, "turn", turn)
        act()
        with turn(workspace):
            yield

    monkeypatch.setattr(page, "turn", second)


def test_of_two_who_set_it_at_the_same_moment_the_second_is_told(
    cast: Cast, leader: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_before(monkeypatch, lambda: put(cast, "nrr", "1.05"))
    refused = leader.send(leader.url("targets"), FORM | {"measure": "nrr", "value": "120"})
    assert refused.status_code == 422
    assert "There is a target for NRR in this period already: 105%" in words(refused.content.decode())
    assert the_target(cast).value == Decimal("1.05")


def test_of_two_who_change_it_at_the_same_moment_the_second_is_told(
    cast: Cast, leader: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = put(cast)
    mine = seen(leader, held)
    let_before(monkeypatch, lambda: put(cast, "nrr", "1.2"))
    refused = change(leader, held, seen=mine, value="90", read_as="retention")
    assert refused.status_code == 422
    assert "Someone else changed this" in words(refused.content.decode())
    assert the_target(cast).value == Decimal("1.2")
