"""The success plan through a personal link: what is seen, what is not, and what each deed leaves behind."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.cast import NOW, TODAY, Cast
from tests.records.plans.conftest import Planned, planned, promised

from toprung.doors import clock
from toprung.kernel.vocabulary import MeasurementSource
from toprung.motion.evaluation.models import AccountVerdict
from toprung.motion.upkeep import refresh
from toprung.records.book.models import Stakeholder
from toprung.records.outcomes.models import Measurement, Outcome
from toprung.records.plans import queries
from toprung.records.plans.actions import accept_wording, change_milestone, comment_plan, decline_wording
from toprung.records.plans.drafts import MilestoneDraft
from toprung.records.plans.models import PlanComment, PlanSignature, ProposedWording
from toprung.records.portal.links import make_link, revoke_links

__all__ = ["planned", "promised"]

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


class Guest:
    """One of the customer's people with a link of their own."""

    def __init__(self, browser: Client, person: Stakeholder) -> None:
        self.browser, self.person = browser, person
        self.key = make_link(person, by="Chidi Mensah", now=NOW)

    def get(self, path: str = "") -> HttpResponse:
        return self.browser.get(f"/p/{self.key}/plan/{path}")  # type: ignore[return-value]

    def text(self, path: str = "") -> str:
        """A page; it must be there."""
        answer = self.get(path)
        assert answer.status_code == 200
        return answer.content.decode()

    def send(self, path: str, **fields: str) -> HttpResponse:
        return self.browser.post(f"/p/{self.key}/plan/{path}", fields)  # type: ignore[return-value]


@pytest.fixture
def guest(cast: Cast, browser: Client) -> Guest:
    """The champion."""
    return Guest(browser, cast.champion)


def waste() -> int:
    """The key of the outcome about waste."""
    return Outcome.objects.get(external_id="waste").pk


def test_nothing_is_there_until_it_is_shared(planned: Planned, guest: Guest) -> None:
    assert guest.get().status_code == 404
    assert guest.get("comment/").status_code == 404
    assert guest.send("versions/1/sign/").status_code == 404
    assert "Your success plan" not in guest.browser.get(f"/p/{guest.key}/").content.decode()


def test_they_read_what_was_shared_and_nothing_internal(planned: Planned, guest: Guest) -> None:
    comment_plan(planned.plan, "Between ourselves", by=planned.cast.csm, now=NOW)
    planned.share()

    page = guest.text()

    assert "Throw away less food" in page
    assert "Weigh every bin" in page
    assert "Ask for a reference" not in page
    assert "Between ourselves" not in page
    assert "Sign version 1 as Carlos Prado" in page
    assert "Read and sign" in guest.browser.get(f"/p/{guest.key}/").content.decode()


def test_another_companys_link_opens_another_plan(planned: Planned, browser: Client) -> None:
    planned.share()
    away = Stakeholder.objects.create(account=planned.cast.their_harbor, name="Nils Far", email="nils@far.example")
    stranger = Guest(browser, away)

    assert stranger.get().status_code == 404
    assert stranger.send("versions/1/sign/").status_code == 404
    assert stranger.send(f"outcomes/{waste()}/words/", statement="Ours").status_code == 404


def test_an_ended_link_does_nothing(planned: Planned, guest: Guest) -> None:
    planned.share()
    revoke_links(guest.person, by=planned.cast.csm, now=NOW)

    assert guest.send("versions/1/sign/").status_code == 410
    assert guest.send("comment/", text="Hello").status_code == 410
    assert not PlanSignature.objects.exists()
    assert not PlanComment.objects.exists()


def test_signing_agrees_and_is_judged_at_once(planned: Planned, guest: Guest) -> None:
    planned.share()
    refresh(planned.cast.workspace, ["HF-1"], NOW)
    assert "outcome_not_agreed" in signals(planned.cast)

    answers = [guest.send("versions/1/sign/") for _ in range(2)]

    assert [a.status_code for a in answers] == [303, 303]
    signature = PlanSignature.objects.get()
    assert (signature.grade, signature.stakeholder, signature.role) == ("signed", guest.person, "champion")
    assert planned.terms("waste").agreed_by == "Carlos Prado"
    assert "outcome_not_agreed" not in signals(planned.cast)
    page = guest.text("?done=signed")
    assert "you have signed this version" in page
    assert "Sign version 1" not in page


def signals(cast: Cast) -> set[str]:
    """The account's open signals."""
    return {s["signal"] for s in AccountVerdict.objects.get(account=cast.harbor).verdict["signals"]}


def test_a_version_that_was_replaced_meanwhile_is_not_signed(planned: Planned, guest: Guest) -> None:
    planned.share()
    planned.mapping.title = "Weigh them"
    planned.mapping.save()
    planned.share()

    answer = guest.send("versions/1/sign/")

    assert answer.status_code == 422
    assert "Version 2 has taken the place of version 1" in answer.content.decode()
    assert not PlanSignature.objects.exists()


def test_a_comment_on_a_milestone(planned: Planned, guest: Guest) -> None:
    planned.share()
    assert "Weigh every bin" in guest.text("comment/?milestone=1")
    assert guest.send("comment/?milestone=1", text="  ").status_code == 422
    assert guest.get("comment/?milestone=2").status_code == 404

    assert guest.send("comment/?milestone=1", text=f"In May {SCRIPT}").status_code == 303

    page = guest.text()
    assert "In May &lt;script&gt;" in page
    assert SCRIPT not in page
    assert PlanComment.objects.get().milestone == planned.mapping


def test_proposed_words_and_what_became_of_them(planned: Planned, guest: Guest) -> None:
    planned.share()
    form = guest.text(f"outcomes/{waste()}/words/")
    assert "Throw away less food" in form
    wrong = guest.send(f"outcomes/{waste()}/words/", statement="Bin less", target="12")
    assert wrong.status_code == 422
    assert "against the direction" in wrong.content.decode()
    assert "Bin less" in wrong.content.decode()

    words = {"statement": "Bin less food", "target": "3", "due_on": "2026-09-30", "why": "The board said so"}
    assert guest.send(f"outcomes/{waste()}/words/", **words).status_code == 303
    assert guest.send("milestones/1/words/", statement="Weigh the bins", due_on="2026-05-31").status_code == 303

    outcome, milestone = ProposedWording.objects.order_by("pk")
    assert outcome.wanted == {"statement": "Bin less food", "target": "3", "due_on": "2026-09-30"}
    assert guest.text().count("waits for Brightworks") == 2
    accept_wording(outcome, by=planned.cast.csm, now=NOW)
    decline_wording(milestone, "We said every bin", by=planned.cast.csm, now=NOW)
    page = guest.text()
    assert "accepted" in page
    assert "We said every bin" in page
    terms = planned.terms("waste")
    assert (terms.statement, terms.target, terms.customer_confirmed) == ("Bin less food", Decimal(3), True)


def test_the_same_words_are_no_proposal(planned: Planned, guest: Guest) -> None:
    planned.share()
    answer = guest.send("milestones/1/words/", statement="Weigh every bin", due_on="2026-04-30")

    assert answer.status_code == 422
    assert "how it reads already" in answer.content.decode()


def test_they_enter_a_value(planned: Planned, guest: Guest) -> None:
    planned.share()
    assert "kg" in guest.text(f"outcomes/{waste()}/value/")
    assert guest.send(f"outcomes/{waste()}/value/", value="many", day="2026-03-31").status_code == 422
    ahead = guest.send(f"outcomes/{waste()}/value/", value="6", day="2026-04-01")
    assert "still to come" in ahead.content.decode()

    assert guest.send(f"outcomes/{waste()}/value/", value="6.5", day="2026-03-30").status_code == 303

    held = Measurement.objects.get()
    assert (held.value, held.occurred_on, held.source) == (
        Decimal("6.5"),
        date(2026, 3, 30),
        MeasurementSource.CUSTOMER,
    )
    assert "6.5 kg" in guest.text()


def test_a_status_is_entered_in_words(planned: Planned, guest: Guest) -> None:
    planned.share()
    audit = Outcome.objects.get(external_id="audit").pk

    assert guest.send(f"outcomes/{audit}/value/", state="passed", day=str(TODAY)).status_code == 303
    assert Measurement.objects.get().state == "passed"


def test_they_tick_off_what_is_theirs(planned: Planned, guest: Guest) -> None:
    change_milestone(planned.mapping, MilestoneDraft(due_on=date(2026, 3, 30)), by=planned.cast.csm, now=NOW)
    planned.share()
    refresh(planned.cast.workspace, ["HF-1"], NOW)
    assert "milestone_overdue" in signals(planned.cast)
    home = guest.browser.get(f"/p/{guest.key}/").content.decode()
    assert "Yours to do" in home
    assert "Mark as done" in guest.text()

    answer = guest.send("milestones/1/tick/", done="yes")

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/plan/?done=ticked&milestone=1#milestone-1")
    held = queries.milestone(planned.plan, 1)
    assert (held.state, held.done_on, held.moved_by) == ("done", TODAY, guest.person)
    assert "milestone_overdue" not in signals(planned.cast)
    page = guest.text("?done=ticked&milestone=1")
    assert "<title>Thank you: it is marked done, under your name." in page
    assert ", says Carlos Prado" in page
    assert "Yours to do" not in page
    assert guest.send("milestones/1/tick/", done="no").status_code == 303
    page = guest.text("?done=unticked&milestone=1")
    assert "not done after all, says Carlos Prado" in page
    assert "Mark as done" in page


def test_what_is_somebody_elses_has_no_button_and_is_refused(planned: Planned, browser: Client) -> None:
    planned.share()
    buyer = Guest(browser, planned.cast.buyer)
    assert "Mark as done" not in buyer.text()

    answer = buyer.send("milestones/1/tick/", done="yes")

    assert answer.status_code == 422
    assert "somebody else’s" in answer.content.decode()
    assert buyer.send("milestones/2/tick/", done="yes").status_code == 404
    assert buyer.send("milestones/1/tick/", done="perhaps").status_code == 422
    assert buyer.get("milestones/1/tick/").status_code == 405
    assert queries.milestone(planned.plan, 1).state == "planned"


def test_a_tick_through_an_ended_or_another_companys_link_does_nothing(planned: Planned, browser: Client) -> None:
    planned.share()
    away = Stakeholder.objects.create(account=planned.cast.their_harbor, name="Nils Far", email="nils@far.example")
    assert Guest(browser, away).send("milestones/1/tick/", done="yes").status_code == 404
    guest = Guest(Client(), planned.cast.champion)
    revoke_links(guest.person, by=planned.cast.csm, now=NOW)

    assert guest.send("milestones/1/tick/", done="yes").status_code == 410
    assert queries.milestone(planned.plan, 1).state == "planned"


def test_the_address_of_a_page_puts_no_words_into_it(planned: Planned, guest: Guest) -> None:
    planned.share()

    assert "marked done" not in guest.text("?done=ticked&milestone=2")
    assert "marked done" not in guest.text("?done=ticked")


def test_a_clock_that_jumps_back_signs_nothing_twice(
    planned: Planned, guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned.share()
    guest.send("versions/1/sign/")
    monkeypatch.setattr(clock, "now", lambda: NOW - timedelta(days=2))

    assert guest.send("versions/1/sign/").status_code == 303
    assert PlanSignature.objects.count() == 1
    assert queries.latest_version(planned.plan) is not None


def test_a_deed_that_failed_leaves_the_link_open(planned: Planned, guest: Guest) -> None:
    assert guest.send("versions/1/sign/").status_code == 404
    planned.share()

    assert Client().get(f"/p/{guest.key}/plan/").status_code == 200
