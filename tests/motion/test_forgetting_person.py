"""A person forgotten in hand-offs and interventions too; frozen promises still verify."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from tests.cast import NOW, TODAY, Cast
from tests.records.portal.asked import LAST_WEEK, asked

from toprung.doors.portal.mailing import send_due
from toprung.kernel.changing_hands import HandOffKind, InterventionCause
from toprung.kernel.errors import NotAllowed
from toprung.kernel.vocabulary import Said
from toprung.motion.forgetting import erase_person
from toprung.motion.portal.following import follow
from toprung.records.handoffs.actions import freeze_promise, state_commitments
from toprung.records.handoffs.freezing import outcomes_in, verify
from toprung.records.handoffs.models import FrozenPromise, HandOff, HandOffStep
from toprung.records.interventions.actions import Opening, add_step, open_interventions
from toprung.records.interventions.models import Intervention, InterventionStep
from toprung.records.outcomes import chain
from toprung.records.outcomes.actions import record_measurements, write_outcomes
from toprung.records.outcomes.drafts import MeasurementDraft, OutcomeDraft
from toprung.records.portal.answering import Answer, answer_request, latest_value
from toprung.records.portal.asking import forward
from toprung.records.portal.links import speaking
from toprung.records.portal.models import AttestationRequest


def test_the_name_is_nowhere_and_the_promise_still_verifies(cast: Cast) -> None:
    promise = OutcomeDraft("HF-1", "close", "Close in 5 days", target=Decimal(5), validator="Mina Sato")
    write_outcomes(cast.workspace, [promise], by=cast.csm, now=NOW)
    freeze_promise(cast.harbor, TODAY, by=cast.csm, now=NOW)
    state_commitments(cast.harbor, HandOffKind.SALE, ["A call with Mina Sato a month"], by=cast.csm, now=NOW)
    opening = Opening(cast.harbor.pk, InterventionCause.NO, "What Mina Sato wants")
    open_interventions(cast.workspace, [opening], by=cast.csm, now=NOW)
    held = Intervention.objects.select_related("account__workspace").get()
    add_step(held, "Ask mina@harborfoods.example", by=cast.csm, now=NOW)
    with pytest.raises(NotAllowed):
        erase_person(cast.manager, by=cast.csm, now=NOW)

    erase_person(cast.manager, by=cast.admin, now=NOW)

    frozen = FrozenPromise.objects.get()
    assert outcomes_in(frozen)[0]["validator"] == "erased person 1"
    assert frozen.erased_at == NOW
    assert verify(cast.workspace).broken == ()
    told = (
        *(HandOff.objects.get().commitments or ()),
        *(HandOffStep.objects.get().commitments or ()),
        Intervention.objects.get().subject,
        InterventionStep.objects.get().text,
    )
    assert not [text for text in told if "Mina" in text or "mina" in text]


def test_who_signed_and_handed_a_question_on_is_named_in_no_table(cast: Cast) -> None:
    _say_yes(asked(cast, note="Dear Mina Sato, is this so?"))
    handed_on = forward(
        asked(cast, note="Dear Mina Sato, is it still so?"),
        name="Tom Becker",
        email="",
        role=None,
        note="Mina Sato asks you.",
        by=speaking(cast.manager),
        now=NOW,
    )
    send_due(NOW)
    _say_yes(handed_on)
    correction = MeasurementDraft("HF-1", "O-1", LAST_WEEK, Decimal(6))
    record_measurements(cast.workspace, [correction], by=cast.csm, now=NOW + timedelta(hours=1))
    # Tom is asked anew in the name of who had asked him.
    follow(cast.workspace, NOW + timedelta(days=1))
    assert AttestationRequest.objects.filter(asked_by="Mina Sato").count() == 2

    erase_person(cast.manager, by=cast.admin, now=NOW + timedelta(days=1))

    rows = [str(row) for model in apps.get_models() for row in model._default_manager.values()]
    assert [row for row in rows if "mina" in row.casefold()] == []
    assert len([row for row in rows if "Tom Becker" in row]) > 3
    assert chain.verify(cast.workspace).length == 2


def _say_yes(question: AttestationRequest) -> None:
    shown = latest_value(question.outcome)
    assert shown is not None
    by = speaking(question.stakeholder)
    answer_request(question, Answer(Said.YES), shown=shown.pk, by=by, now=NOW)
