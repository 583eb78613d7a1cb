"""Use by feature and by role, each worked by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import Book

from toprung.doctrine.policy import MID_MARKET, with_settings
from toprung.engine.schemas import EVENTS
from toprung.kernel.vocabulary import StakeholderRole
from toprung.motion import stores
from toprung.motion.portrait.features import features_of, names_used
from toprung.motion.portrait.roles import roles_of
from toprung.motion.portrait.usage import use_of
from toprung.records.matching.models import ProductUser
from toprung.records.tenancy.models import Workspace

#: Monday; the last whole week before the cast's day, Tuesday 31 March
MONDAY = date(2026, 3, 23)


def load(workspace: Workspace, *happened: tuple[date, str, str], account: str = "HF-1") -> None:
    rows = [
        {"account": account, "user": user, "name": name, "occurred_at": datetime.fromisoformat(f"{day}T09:00:00+00:00")}
        for day, user, name in happened
    ]
    stores.lake().append(workspace.lake_key, [pa.Table.from_pylist(rows, EVENTS)], workspace.timezone, NOW)


@pytest.fixture
def used(judged: Book, cast: Cast) -> Cast:
    """Mina (manager), Tom (team lead) and two whom nobody knows used it in the last weeks; so did the vendor."""
    cast.workspace.excluded_users = "@brightworks.example"
    cast.workspace.save()
    load(
        cast.workspace,
        (MONDAY, "Mina@HarborFoods.example", "invoice_matched"),
        (MONDAY, "Mina@HarborFoods.example", "report_run"),
        (MONDAY, "tom@harborfoods.example", "report_run"),
        (MONDAY + timedelta(days=1), "u-17", "report_run"),
        (MONDAY - timedelta(days=7), "u-18", "invoice_matched"),
        (TODAY, "u-17", "report_run"),
        (MONDAY, "chidi@brightworks.example", "invoice_matched"),
    )
    load(cast.workspace, (MONDAY, "x", "other"), account="NB-2")
    # The feed has been connected for longer than anything is looked back at.
    load(cast.workspace, (date(2024, 1, 1), "x", "other"), account="NB-2")
    return cast


def test_features_of_a_mechanism_come_first_with_their_share_of_active_users(used: Cast) -> None:
    found = features_of(used.workspace, used.harbor, MID_MARKET, TODAY)
    # Mina, Tom, u-17 and u-18 in 28 days.
    assert found.active_28 == 4
    mine, other = found.features
    # Mina and u-18 of four; Mina, Tom and u-17 of four.
    assert (mine.name, mine.carries, mine.users_28, mine.events_28, mine.share) == (
        "invoice_matched",
        ("close",),
        2,
        2,
        Decimal("0.5"),
    )
    assert (other.name, other.carries, other.users_28, other.events_28, other.share) == (
        "report_run",
        (),
        3,
        4,
        Decimal("0.75"),
    )
    # Go-live is Wednesday 1 October: 26 whole weeks from Monday 29 September to 23 March; 9 in the book's file, 2 here.
    assert (found.since, found.looked_at, mine.used, other.used) == (date(2025, 10, 1), 26, 11, 1)
    assert (mine.users_by_period[-2:], other.users_by_period[-2:]) == ((1, 1), (0, 3))
    assert names_used(used.workspace, ["HF-1"], TODAY) == ["invoice_matched", "report_run"]


def test_periods_off_season_are_shown_and_not_counted(used: Cast) -> None:
    closed = with_settings(MID_MARKET, {"off_season": "03-16..03-22"})
    found = features_of(used.workspace, used.harbor, closed, TODAY)
    assert (found.looked_at, found.features[0].used, len(found.starts)) == (25, 10, 26)
    use = use_of(used.workspace, used.harbor, closed, TODAY)
    assert [period.start for period in use.periods if period.off_season] == [date(2026, 3, 16)]
    assert (len(use.in_season), use.off_season) == (25, 1)


def test_a_feature_named_and_never_used_is_there(used: Cast) -> None:
    used.harbor.go_live_on = None
    used.harbor.save()
    other = used.harbor.outcomes.get(external_id="close").versions.get()
    other.features = ["never_used"]
    other.save()
    found = features_of(used.workspace, used.harbor, MID_MARKET, TODAY)
    first = found.features[0]
    assert (first.name, first.users_28, first.used, first.carries) == ("never_used", 0, 0, ("close",))
    # A year and what is left of a week, at most.
    assert found.looked_at == 53


def test_users_by_role_and_those_nobody_knows(used: Cast) -> None:
    found = roles_of(used.workspace, used.harbor, MID_MARKET, TODAY)
    told = [(r.role.value if r.role else None, r.on_file, r.users_28, r.events_28) for r in found.roles]
    assert told == [
        ("manager", 1, 1, 2),
        ("team_lead", 1, 1, 1),
        ("buyer", 1, 0, 0),
        ("champion", 1, 0, 0),
        ("executive_sponsor", 1, 0, 0),
        (None, 0, 2, 3),
    ]
    assert [r.users_by_period[-2:] for r in found.roles if r.role is None] == [(1, 1)]


def test_who_has_left_is_not_on_file(used: Cast) -> None:
    used.manager.left_on = TODAY
    used.manager.save()
    (manager,) = (r for r in roles_of(used.workspace, used.harbor, MID_MARKET, TODAY).roles if r.role == "manager")
    assert (manager.on_file, manager.users_28) == (0, 1)


def test_a_user_is_known_by_the_address_that_a_feed_told(used: Cast) -> None:
    load(used.workspace, (MONDAY, "u-4711", "login"))
    before = {r.role: r.users_28 for r in roles_of(used.workspace, used.harbor, MID_MARKET, TODAY).roles}
    email = used.buyer.email
    ProductUser.objects.create(workspace=used.workspace, user_id="u-4711", email=email, domain=email.partition("@")[2])
    after = {r.role: r.users_28 for r in roles_of(used.workspace, used.harbor, MID_MARKET, TODAY).roles}
    assert (before[StakeholderRole.BUYER], after[StakeholderRole.BUYER]) == (0, 1)
    assert after[None] == before[None] - 1


def test_the_vendors_people_do_not_qualify_though_their_ids_are_no_addresses(used: Cast) -> None:
    load(used.workspace, (MONDAY, "staff-1", "login"))
    before = use_of(used.workspace, used.harbor, MID_MARKET, TODAY).users_28
    for workspace in (used.elsewhere, used.workspace):
        assert use_of(used.workspace, used.harbor, MID_MARKET, TODAY).users_28 == before
        ProductUser.objects.create(
            workspace=workspace, user_id="staff-1", email="eve@brightworks.example", domain="brightworks.example"
        )
    assert use_of(used.workspace, used.harbor, MID_MARKET, TODAY).users_28 == before - 1


@pytest.mark.parametrize("day", [date(2025, 10, 7), date(2025, 10, 5)])
def test_of_a_feed_that_began_this_week_or_not_yet_there_is_no_period(judged: Book, cast: Cast, day: date) -> None:
    features, roles = (of(cast.workspace, cast.harbor, MID_MARKET, day) for of in (features_of, roles_of))
    assert (features.starts, roles.starts) == ((), ())
    assert features.active_28 == (4 if day.day == 7 else 0)
