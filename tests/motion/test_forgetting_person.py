"""A person forgotten in hand-offs and interventions too; frozen promises still verify."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.changing_hands import HandOffKind, InterventionCause
from toprung.kernel.errors import NotAllowed
from toprung.motion.forgetting import erase_person
from toprung.records.handoffs.actions import freeze_promise, state_commitments
from toprung.records.handoffs.freezing import outcomes_in, verify
from toprung.records.handoffs.models import FrozenPromise, HandOff, HandOffStep
from toprung.records.interventions.actions import Opening, add_step, open_interventions
from toprung.records.interventions.models import Intervention, InterventionStep
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft


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
