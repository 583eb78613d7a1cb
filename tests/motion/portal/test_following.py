"""What follows an answer: the rung moves at once, and a corrected number is asked about anew, once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, TODAY, Cast
from tests.records.portal.asked import LAST_WEEK, asked, promise

from toprung.kernel.vocabulary import Rung, Said
from toprung.motion.evaluation.models import AccountState
from toprung.motion.portal.answering import answer, take_back
from toprung.motion.portal.following import follow
from toprung.motion.portal.seeing import results_for
from toprung.motion.portrait.head import version
from toprung.motion.upkeep import refresh
from toprung.records.book.models import Stakeholder
from toprung.records.outcomes.actions import record_measurements, write_outcomes
from toprung.records.outcomes.drafts import MeasurementDraft, OutcomeDraft
from toprung.records.outcomes.models import Attestation, Measurement
from toprung.records.portal.answering import Answer
from toprung.records.portal.asking import request_of
from toprung.records.portal.links import make_link, revoke_links, speaking
from toprung.records.portal.models import AttestationRequest, MailKind, PortalMail

YES = Answer(Said.YES)


def _say(request: AttestationRequest, given: Answer = YES) -> None:
    shown = Measurement.objects.filter(outcome=request.outcome, superseded_at=None).latest("occurred_on").pk
    answer(request, given, shown=shown, by=speaking(request.stakeholder), now=NOW)


def test_two_signed_words_lift_the_account_to_the_top_rung_at_once(cast: Cast) -> None:
    # Mid-Market wants team lead and manager: one alone is half validated (DOMAIN section 2).
    first, second = asked(cast, cast.manager), asked(cast, cast.team_lead)
    before = version(cast.workspace, cast.harbor.pk)

    _say(first)
    assert AccountState.objects.get(account=cast.harbor).rung == Rung.OUTCOME
    halfway = version(cast.workspace, cast.harbor.pk)
    _say(second)

    assert AccountState.objects.get(account=cast.harbor).rung == Rung.RESULT
    assert len({before, halfway, version(cast.workspace, cast.harbor.pk)}) == 3, "whoever has the page open learns it"


def test_taking_it_back_lowers_it_at_once(cast: Cast) -> None:
    sponsor = asked(cast, cast.sponsor)
    _say(sponsor)
    assert AccountState.objects.get(account=cast.harbor).rung == Rung.RESULT

    take_back(request_of(cast.sponsor, sponsor.pk), by=speaking(cast.sponsor), now=NOW)

    assert AccountState.objects.get(account=cast.harbor).rung == Rung.OUTCOME


def test_a_clock_put_back_leaves_no_yes_standing_that_was_taken_back(cast: Cast) -> None:
    sponsor = asked(cast, cast.sponsor)
    _say(sponsor)

    take_back(request_of(cast.sponsor, sponsor.pk), by=speaking(cast.sponsor), now=NOW - timedelta(days=2))

    words = Attestation.objects.order_by("sequence").values_list("said", "occurred_on", "recorded_at")
    assert list(words) == [("yes", TODAY, NOW), ("withdrawn", TODAY, NOW - timedelta(days=2))]
    refresh(cast.workspace, ["HF-1"], NOW)
    assert AccountState.objects.get(account=cast.harbor).rung == Rung.OUTCOME


def test_a_corrected_number_is_asked_about_once_more(cast: Cast) -> None:
    request = asked(cast, cast.sponsor)
    _say(request)
    later = NOW + timedelta(hours=1)
    assert follow(cast.workspace, later) == 0

    draft = MeasurementDraft("HF-1", "O-1", LAST_WEEK, Decimal(6))
    record_measurements(cast.workspace, [draft], by=cast.csm, now=later)

    assert follow(cast.workspace, later) == 1
    assert follow(cast.workspace, later) == 0
    new = AttestationRequest.objects.latest("pk")
    assert (new.stakeholder, new.corrected_by.value if new.corrected_by else None) == (cast.sponsor, Decimal(6))
    assert "corrected" in new.note
    assert PortalMail.objects.filter(kind=MailKind.REQUEST, stakeholder=cast.sponsor).count() == 2


def test_who_was_shut_out_is_neither_reminded_nor_asked_again(cast: Cast) -> None:
    confirmed, waiting = asked(cast, cast.sponsor), asked(cast, cast.manager)
    make_link(cast.sponsor, by="Chidi Mensah", now=NOW)
    _say(confirmed)
    later = NOW + timedelta(days=5)
    for person in (cast.sponsor, cast.manager):
        revoke_links(person, by=cast.csm, now=NOW)
    draft = MeasurementDraft("HF-1", "O-1", LAST_WEEK, Decimal(6))
    record_measurements(cast.workspace, [draft], by=cast.csm, now=later)

    assert follow(cast.workspace, later) == 0

    waiting.refresh_from_db()
    assert waiting.is_open, "it can be answered once they are invited again"
    assert not PortalMail.objects.filter(given_up="").exists()


def test_numbers_corrected_once_cost_nothing_for_ever(cast: Cast) -> None:
    for person in (cast.sponsor, cast.manager, cast.team_lead):
        _say(asked(cast, person))
    later = NOW + timedelta(hours=1)
    draft = MeasurementDraft("HF-1", "O-1", LAST_WEEK, Decimal(6))
    record_measurements(cast.workspace, [draft], by=cast.csm, now=later)
    assert follow(cast.workspace, later) == 3

    with CaptureQueriesContext(connection) as asked_for:
        assert follow(cast.workspace, later) == 0
    assert len(asked_for) == 4


def test_the_customers_own_correction_asks_nobody_again(cast: Cast) -> None:
    request = asked(cast, cast.sponsor)

    _say(request, Answer(Said.YES, corrected=Decimal("5.5")))

    assert follow(cast.workspace, NOW + timedelta(hours=1)) == 0


def test_reminders_are_put_when_they_are_due(cast: Cast) -> None:
    asked(cast)

    assert follow(cast.workspace, NOW + timedelta(days=3)) == 0
    assert follow(cast.workspace, NOW + timedelta(days=4)) == 1
    assert follow(cast.workspace, NOW + timedelta(days=4)) == 0


def test_a_person_sees_what_was_agreed_and_no_proposals(cast: Cast) -> None:
    promise(cast)
    proposal = OutcomeDraft("HF-1", "O-2", "Cut overtime by half", validator="Mina Sato")
    write_outcomes(cast.workspace, [proposal], by=cast.csm, now=NOW)

    assert [seen.outcome.external_id for seen in results_for(cast.buyer, NOW)] == ["O-1"]

    request = asked(cast, cast.buyer)
    (seen,) = results_for(cast.buyer, NOW)
    assert (seen.asked, seen.awaits, seen.share) == (request, True, Decimal("0.8"))
    assert not results_for(cast.manager, NOW)[0].awaits, "it is the buyer who was asked"


def test_nothing_of_another_account_is_seen(cast: Cast) -> None:
    promise(cast)
    other = Stakeholder.objects.create(account=cast.their_harbor, name="Olga")

    assert results_for(other, NOW) == []
