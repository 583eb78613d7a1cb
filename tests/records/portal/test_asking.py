"""Asking, reminding, forwarding, answering and taking back, as the actions do it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.cast import NOW, TODAY, Cast
from tests.records.portal.asked import asked, measure, promise

from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from toprung.kernel.vocabulary import Grade, MeasurementSource, Said, StakeholderRole
from toprung.records.book.models import Stakeholder
from toprung.records.outcomes import chain
from toprung.records.outcomes.models import Attestation, Measurement
from toprung.records.portal.answering import Answer, NumberMoved, answer_request, take_back_answer
from toprung.records.portal.asking import ask, due_reminders, forward, remind, request_of, take_back_request
from toprung.records.portal.links import speaking
from toprung.records.portal.models import AttestationRequest, MailKind, PortalMail, RequestEnd
from toprung.records.tenancy.actors import ANONYMOUS, OPERATOR

YES = Answer(Said.YES)


def _shown(request: AttestationRequest) -> int:
    return Measurement.objects.filter(outcome=request.outcome, superseded_at=None).latest("occurred_on").pk


def test_who_may_ask(cast: Cast) -> None:
    outcome = promise(cast)
    for actor in (ANONYMOUS, cast.stranger, cast.viewer, speaking(cast.manager)):
        with pytest.raises(NotAllowed):
            ask(outcome, cast.manager, origin="https://cs.example", by=actor, now=NOW)
    assert not PortalMail.objects.exists()

    request = asked(cast)
    mail = PortalMail.objects.get()
    assert (mail.kind, mail.request, mail.stakeholder) == (MailKind.REQUEST, request, cast.manager)


def test_where_a_command_asks_the_customer_reads_the_vendors_name(cast: Cast) -> None:
    outcome = promise(cast)

    assert ask(outcome, cast.manager, origin="https://cs.example", by=cast.csm, now=NOW).asked_by == "Chidi Mensah"
    assert ask(outcome, cast.sponsor, origin="https://cs.example", by=OPERATOR, now=NOW).asked_by == "Brightworks"


def test_nobody_is_asked_twice_at_once(cast: Cast) -> None:
    request = asked(cast)

    with pytest.raises(Refused, match="Mina Sato was asked on 31 Mar 2026 and has not answered yet"):
        asked(cast)
    take_back_request(request, by=cast.csm, now=NOW)
    assert asked(cast).is_open


def test_another_customers_person_is_not_found(cast: Cast) -> None:
    other = Stakeholder.objects.create(account=cast.their_harbor, name="Olga", email="olga@elsewhere.example")
    with pytest.raises(NotFound):
        asked(cast, other)


def test_yes_is_signed_by_the_person_and_closes_the_question(cast: Cast) -> None:
    request = asked(cast)

    link = answer_request(
        request, Answer(Said.YES, words="It is."), shown=_shown(request), by=speaking(cast.manager), now=NOW
    )

    request.refresh_from_db()
    assert (link.grade, link.said, link.value, link.words) == (Grade.SIGNED, Said.YES, Decimal(5), "It is.")
    assert (link.role, link.recorded_by) == (StakeholderRole.MANAGER, "the person themself")
    assert (request.closed_as, request.answer) == (RequestEnd.ANSWERED, link)
    assert chain.verify(cast.workspace).broken_at is None
    assert PortalMail.objects.filter(kind=MailKind.RECEIPT, stakeholder=cast.manager).count() == 1


def test_nobody_answers_in_another_name(cast: Cast) -> None:
    request = asked(cast)
    shown = _shown(request)
    for actor in (ANONYMOUS, OPERATOR, cast.admin, cast.csm, cast.stranger):
        with pytest.raises(NotAllowed):
            answer_request(request, YES, shown=shown, by=actor, now=NOW)
    with pytest.raises(NotFound):
        answer_request(request, YES, shown=shown, by=speaking(cast.buyer), now=NOW)
    other = Stakeholder.objects.create(account=cast.their_harbor, name="Mina Sato")
    with pytest.raises(NotAllowed, match="one account alone"):
        answer_request(request, YES, shown=shown, by=speaking(other), now=NOW)
    assert not Attestation.objects.exists()


def test_a_correction_is_the_customers_own_value(cast: Cast) -> None:
    request = asked(cast)

    answer = Answer(Said.YES, corrected=Decimal("5.5"))
    link = answer_request(request, answer, shown=_shown(request), by=speaking(cast.manager), now=NOW)

    kept = Measurement.objects.get(outcome=request.outcome, occurred_on=TODAY)
    assert (link.value, kept.value, kept.source) == (Decimal("5.5"), Decimal("5.5"), MeasurementSource.CUSTOMER)


def test_what_was_not_on_the_page_is_not_confirmed(cast: Cast) -> None:
    request = asked(cast)
    shown = _shown(request)
    measure(cast, Decimal(6))

    with pytest.raises(NumberMoved, match="The number has changed since you opened this page"):
        answer_request(request, YES, shown=shown, by=speaking(cast.manager), now=NOW)
    with pytest.raises(NumberMoved):
        answer_request(request, YES, shown=None, by=speaking(cast.manager), now=NOW)
    request.refresh_from_db()
    assert request.is_open
    assert not Attestation.objects.exists()


def test_the_second_of_two_answers_finds_the_question_closed(cast: Cast) -> None:
    request = asked(cast)
    shown, mina = _shown(request), speaking(cast.manager)
    answer_request(request, YES, shown=shown, by=mina, now=NOW)

    with pytest.raises(Refused, match=r"answered on 31 Mar 2026\. Nothing was changed"):
        answer_request(request, Answer(Said.NO), shown=shown, by=mina, now=NOW)
    assert Attestation.objects.count() == 1


def test_a_question_taken_back_meanwhile_is_not_answered(cast: Cast) -> None:
    request = asked(cast)
    take_back_request(AttestationRequest.objects.get(pk=request.pk), by=cast.csm, now=NOW)

    with pytest.raises(Refused, match="taken back on 31 Mar 2026, so it needs no answer any more"):
        answer_request(request, YES, shown=_shown(request), by=speaking(cast.manager), now=NOW)
    assert not Attestation.objects.exists()
    assert PortalMail.objects.get(kind=MailKind.REQUEST).given_up, "the mail had not left, and does not leave"


def test_who_has_left_cannot_answer(cast: Cast) -> None:
    request = asked(cast)
    cast.manager.left_on = TODAY
    cast.manager.save()

    with pytest.raises(Refused, match="left on 2026-03-31 and cannot have attested"):
        answer_request(request, YES, shown=_shown(request), by=speaking(cast.manager), now=NOW)
    request.refresh_from_db()
    assert request.is_open


def test_a_person_takes_back_what_they_said(cast: Cast) -> None:
    request = asked(cast)
    mina = speaking(cast.manager)
    with pytest.raises(Refused, match="nothing to take back"):
        take_back_answer(request, by=mina, now=NOW)
    answer_request(request, YES, shown=_shown(request), by=mina, now=NOW)

    fresh = request_of(cast.manager, request.pk)
    first = take_back_answer(fresh, by=mina, now=NOW)
    again = take_back_answer(fresh, by=mina, now=NOW)

    assert (first.said, first.grade, again) == (Said.WITHDRAWN, Grade.SIGNED, first)
    assert Attestation.objects.count() == 2
    assert chain.verify(cast.workspace).length == 2


def test_who_took_a_yes_back_can_say_yes_again_on_the_same_day(cast: Cast) -> None:
    mina = speaking(cast.manager)
    first = asked(cast)
    answer_request(first, YES, shown=_shown(first), by=mina, now=NOW)
    take_back_answer(request_of(cast.manager, first.pk), by=mina, now=NOW)

    second = asked(cast)
    again = answer_request(second, YES, shown=_shown(second), by=mina, now=NOW)

    assert (again.said, again.sequence) == (Said.YES, 3)
    assert chain.verify(cast.workspace).length == 3


def test_nobody_takes_back_or_hands_on_what_another_was_asked(cast: Cast) -> None:
    answered, waiting = asked(cast), asked(cast, cast.team_lead)
    answer_request(answered, YES, shown=_shown(answered), by=speaking(cast.manager), now=NOW)
    bea = speaking(cast.buyer)

    with pytest.raises(NotFound, match="no such question for you"):
        take_back_answer(request_of(cast.manager, answered.pk), by=bea, now=NOW)
    with pytest.raises(NotFound, match="no such question for you"):
        forward(waiting, name="Esi Laurent", email="", role=None, note="", by=bea, now=NOW)

    waiting.refresh_from_db()
    assert waiting.is_open
    assert Attestation.objects.count() == 1


def _forward(request: AttestationRequest, name: str = "", email: str = "") -> AttestationRequest:
    by = speaking(request.stakeholder)
    return forward(request, name=name, email=email, role=None, note="You know this.", by=by, now=NOW)


def test_a_colleague_on_file_is_asked_instead(cast: Cast) -> None:
    request = asked(cast)

    new = _forward(request, name="Tom Becker")

    request.refresh_from_db()
    assert (new.stakeholder, new.forwarded_from, new.asked_by) == (cast.team_lead, request, "Mina Sato")
    assert request.closed_as == RequestEnd.FORWARDED
    assert PortalMail.objects.filter(kind=MailKind.REQUEST, stakeholder=cast.team_lead).count() == 1


def test_a_new_colleague_comes_on_file_without_a_role(cast: Cast) -> None:
    new = _forward(asked(cast), "Nia Brandt", "nia@harborfoods.example")

    assert (new.stakeholder.name, new.stakeholder.role, new.stakeholder.account) == ("Nia Brandt", "", cast.harbor)
    assert new.stakeholder.joined_on == TODAY


@pytest.mark.parametrize(
    ("name", "email", "sentence"),
    [
        ("Tom Becker", "somebody@evil.example", "on file with another address"),
        ("", "", "Name the colleague"),
        ("Nia Brandt", "", "Name the colleague"),
        ("Nia Brandt", "nia at home", "Name the colleague"),
        ("Mina Sato", "", "That is you"),
        ("M", "MINA@harborfoods.example", "That is you"),
    ],
)
def test_a_question_cannot_be_sent_astray(name: str, email: str, sentence: str, cast: Cast) -> None:
    request = asked(cast)
    before = Stakeholder.objects.count()

    with pytest.raises(BadInput, match=sentence):
        _forward(request, name, email)

    request.refresh_from_db()
    cast.team_lead.refresh_from_db()
    assert request.is_open
    assert (Stakeholder.objects.count(), cast.team_lead.email) == (before, "tom@harborfoods.example")


def test_who_holds_a_role_gets_no_address_from_a_links_holder(cast: Cast) -> None:
    Stakeholder.objects.filter(pk=cast.sponsor.pk).update(email="")

    with pytest.raises(BadInput, match="Esi Laurent is on file without an address: ask the vendor to enter it"):
        _forward(asked(cast), "Esi Laurent", "mina.private@elsewhere.example")

    cast.sponsor.refresh_from_db()
    assert cast.sponsor.email == ""
    assert not PortalMail.objects.filter(stakeholder=cast.sponsor).exists()


def test_who_holds_no_role_can_be_given_an_address(cast: Cast) -> None:
    Stakeholder.objects.create(account=cast.harbor, name="Nia Brandt")

    new = _forward(asked(cast), "nia brandt", "nia@harborfoods.example")

    assert (new.stakeholder.name, new.stakeholder.email) == ("Nia Brandt", "nia@harborfoods.example")


def test_reminders_come_twice_and_stop(cast: Cast) -> None:
    request = asked(cast)
    reminded: list[date] = []
    for days in range(60):
        day = TODAY + timedelta(days=days)
        for due in due_reminders(cast.workspace, day):
            if remind(due, day, now=NOW + timedelta(days=days)):
                reminded.append(day)

    assert reminded == [TODAY + timedelta(days=4), TODAY + timedelta(days=11)]
    assert PortalMail.objects.filter(kind=MailKind.REMINDER, request=request).count() == 2


def test_reminders_after_a_long_stop_do_not_come_in_a_heap(cast: Cast) -> None:
    request = asked(cast)
    late = TODAY + timedelta(days=30)

    assert remind(request, late, now=NOW + timedelta(days=30))
    assert not remind(request, late, now=NOW + timedelta(days=30))
    request.refresh_from_db()
    assert request.remind_on == late + timedelta(days=4)


def test_who_has_answered_or_left_is_not_reminded(cast: Cast) -> None:
    first, second = asked(cast), asked(cast, cast.team_lead)
    later = TODAY + timedelta(days=4)
    answer_request(first, YES, shown=_shown(first), by=speaking(cast.manager), now=NOW)
    cast.team_lead.left_on = later
    cast.team_lead.save()

    assert [due.pk for due in due_reminders(cast.workspace, later)] == [second.pk]
    assert not remind(second, later, now=NOW + timedelta(days=4))
    second.refresh_from_db()
    assert second.closed_as == RequestEnd.DEPARTED
    assert not PortalMail.objects.filter(kind=MailKind.REMINDER).exists()
