"""“Measure from usage” on the account's page: looked at, saved, changed, stopped."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.cast import TODAY
from tests.doors.web.account.conftest import Desk
from tests.doors.web.account.test_parts import plain

from toprung.records.book.models import Account
from toprung.records.outcomes.models import Measurement, Outcome, UsageMeasurement

WEEKLY = {"kind": "users", "events": "invoice_matched", "per": "week"}


@pytest.fixture
def close(desk: Desk) -> int:
    """Harbor Foods' outcome."""
    return Outcome.objects.get(account=desk.account, external_id="close").pk


def once(desk: Desk, close: int, name: str = "usage_measurement") -> dict[str, str]:
    """The form's own hidden fields, as a browser would send them back."""
    import re

    page = desk.text(name, close, htmx=True)
    return dict(re.findall(r'<input type="hidden" name="(once|seen)" value="([^"]*)"', page))


def readings(close: int) -> list[tuple[Any, ...]]:
    found = Measurement.objects.filter(outcome=close, source="usage", superseded_at=None).order_by("occurred_on")
    return list(found.values_list("occurred_on", "value"))


def test_only_who_may_record_measurements_sees_it(desk: Desk, close: int) -> None:
    assert "Measure from usage" in desk.text("account")
    viewer = desk.by(desk.cast.viewer)
    assert "Measure from usage" not in viewer.text("account")
    for name in ("usage_measurement", "usage_measurement_preview", "usage_measurement_stop"):
        assert viewer.get(name, close).status_code == 403
        assert desk.by(desk.cast.stranger).get(name, close).status_code == 404
        assert desk.get(name, Outcome.objects.get(external_id="quotes").pk).status_code == 404
        assert desk.get(name, 2**70).status_code == 404


def test_the_form_offers_the_accounts_own_events(desk: Desk, close: int) -> None:
    page = desk.text("usage_measurement", close)
    assert 'value="invoice_matched"' in page
    assert "Close the books in 5 days instead of 9" in page


def test_a_preview_writes_nothing(desk: Desk, close: int) -> None:
    page = plain(desk.text("usage_measurement_preview", close, htmx=True, **WEEKLY))
    assert "Read from different users of “invoice_matched”, per week" in page
    assert "Saving adds" in page
    chart = desk.client.get(desk.url("usage_measurement_chart", close), WEEKLY).json()
    assert len(chart["data"]["values"]) > 20
    assert not UsageMeasurement.objects.exists()
    assert readings(close) == []


def test_a_preview_says_what_is_missing(desk: Desk, close: int) -> None:
    nothing = plain(desk.text("usage_measurement_preview", close, htmx=True, kind="users", per="week"))
    assert "Choose the events" in nothing
    summed = WEEKLY | {"kind": "sum"}
    assert "Name the property" in plain(desk.text("usage_measurement_preview", close, htmx=True, **summed))
    chart = desk.client.get(desk.url("usage_measurement_chart", close), {"kind": "sum"}).json()
    assert chart["data"]["values"] == []


def test_saved_it_is_measured_at_once_and_changed_and_stopped(desk: Desk, close: int) -> None:
    answer = desk.send("usage_measurement", close, **WEEKLY, **once(desk, close))
    assert answer.status_code == 200, answer.content.decode()
    told = dict(readings(close))
    # The week of 29 December, the last of the book's nine Mondays with four users; the weeks after it have none.
    assert (told[TODAY.replace(month=1, day=4)], told[TODAY.replace(month=3, day=29)]) == (4, 0)
    page = plain(desk.text("account"))
    assert "Measured from usage: different users of “invoice_matched”, per week." in page
    changed = {**WEEKLY, "kind": "events", "times": "10", **once(desk, close)}
    assert desk.send("usage_measurement", close, **changed).status_code == 200
    assert dict(readings(close))[TODAY.replace(month=1, day=4)] == 40
    assert UsageMeasurement.objects.get().times == Decimal(10)
    stop = once(desk, close, "usage_measurement_stop")
    assert desk.send("usage_measurement_stop", close, **stop).status_code == 200
    assert not UsageMeasurement.objects.exists()
    assert dict(readings(close))[TODAY.replace(month=1, day=4)] == 40


def test_what_cannot_be_read_is_said_in_the_form_and_kept_there(desk: Desk, close: int) -> None:
    answer = desk.send("usage_measurement", close, **WEEKLY | {"kind": "sum"}, **once(desk, close))
    assert answer.status_code == 422
    assert "Name the property" in answer.content.decode()
    Account.objects.filter(pk=desk.account.pk).update(go_live_on=None)
    answer = desk.send("usage_measurement", close, **WEEKLY | {"per": "since_go_live"}, **once(desk, close))
    assert "no go-live on file" in answer.content.decode()
