"""What it has been worth, as the customer's own people see it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from tests.cast import NOW, TODAY, Cast
from tests.records.portal.asked import asked, promise

from toprung.doors import clock
from toprung.kernel.vocabulary import ValuePeriod
from toprung.motion.portal.answering import answer
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.models import Measurement
from toprung.records.portal.answering import Answer, Said
from toprung.records.portal.links import make_link, speaking

LATER = NOW + timedelta(days=20)


@pytest.fixture(autouse=True)
def at_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


def _page(cast: Cast, browser: Client, query: str = "") -> str:
    key = make_link(cast.sponsor, by="Chidi Mensah", now=NOW)
    response = browser.get(f"/p/{key}/roi/{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def test_nothing_is_guessed_before_anybody_confirmed(cast: Cast, browser: Client) -> None:
    promise(cast)

    page = _page(cast, browser)

    assert "No confirmed value" in page
    assert "Nothing has accrued yet" in page


def test_what_the_vendor_proposes_to_itself_is_not_shown(cast: Cast, browser: Client) -> None:
    promise(cast)
    proposal = OutcomeDraft("HF-1", "O-2", "Sell them the second module", target=Decimal(2))
    write_outcomes(cast.workspace, [proposal], by=cast.csm, now=NOW)

    page = _page(cast, browser)

    assert "Cut the time to close the books" in page
    assert "second module" not in page


def test_a_confirmed_result_accrues_from_its_confirmation(cast: Cast, browser: Client) -> None:
    promise(cast)
    worth = OutcomeDraft("HF-1", "O-1", value_per_unit=Decimal(300), value_period=ValuePeriod.MONTH)
    write_outcomes(cast.workspace, [worth], by=cast.csm, now=NOW)
    request = asked(cast, cast.sponsor)
    shown = Measurement.objects.get().pk
    answer(request, Answer(Said.YES), shown=shown, by=speaking(cast.sponsor), now=NOW)

    page = _page(cast, browser)

    # 9 days became 5: 4 days' change, each EUR 300 a month, from 31 March on.
    assert "of confirmed value" in page
    assert "Esi Laurent" in page
    assert "grade signed" in page
    assert "data-print" in page
    assert "No confirmed value" in _page(cast, browser, f"?as_of={TODAY - timedelta(days=1)}")


def test_a_day_that_is_none_is_told(cast: Cast, browser: Client) -> None:
    promise(cast)

    assert "is still to come" in _page(cast, browser, f"?as_of={date(2030, 1, 1)}")
    assert _page(cast, browser, "?as_of=nonsense")
