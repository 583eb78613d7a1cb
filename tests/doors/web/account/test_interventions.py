"""The intervention on an account's page and among the checks: who may work on it, and what is shown."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOW, Cast
from tests.doors.web.conftest import SignIn

from toprung.kernel.changing_hands import InterventionCause, InterventionEnd
from toprung.motion.upkeep import refresh
from toprung.records.interventions.actions import Opening, close_interventions, open_interventions
from toprung.records.interventions.models import Intervention, InterventionStep
from toprung.records.tenancy.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("in_spring")


@pytest.fixture
def opened(cast: Cast) -> Intervention:
    opening = Opening(cast.harbor.pk, InterventionCause.NO, "Close in 5 days", "Chidi Mensah")
    open_interventions(cast.workspace, [opening], by=SYSTEM, now=NOW)
    refresh(cast.workspace, ["HF-1"], NOW)
    return Intervention.objects.get()


def url(cast: Cast, name: str, *more: int) -> str:
    return reverse(name, args=[cast.workspace.pk, cast.harbor.pk, *more])


def test_anonymous_strangers_and_sellers(cast: Cast, opened: Intervention, sign_in: SignIn, client: Client) -> None:
    new = url(cast, "intervention_step_new", opened.pk)
    assert client.post(new, {"text": "x"}).status_code == 302
    assert sign_in("stan").post(new, {"text": "x"}).status_code == 404
    assert sign_in("sam").post(new, {"text": "x"}).status_code == 403
    assert not InterventionStep.objects.exists()


def test_a_step_is_written_down_done_and_given_away(cast: Cast, opened: Intervention, sign_in: SignIn) -> None:
    chidi = sign_in("chidi")
    new = url(cast, "intervention_step_new", opened.pk)
    assert chidi.post(new, {"text": " "}).status_code == 422
    step = {"text": "Ask Mina for March’s close", "owner": "Clara Ruiz", "due_on": "2026-04-03"}
    assert chidi.post(new, step).status_code == 303
    page = chidi.get(reverse("account", args=[cast.workspace.pk, cast.harbor.pk])).content.decode()
    assert "Ask Mina for March’s close" in page
    assert "“Close in 5 days” has no validated result that stands" in page
    checks = chidi.get(reverse("checks", args=[cast.workspace.pk])).content.decode()
    assert "Interventions at work" in checks
    assert "Ask Mina for March’s close" in checks
    done = url(cast, "intervention_step_done", InterventionStep.objects.get().pk)
    assert chidi.post(done, {}).status_code == 303
    assert InterventionStep.objects.get().done_on is not None
    take = url(cast, "intervention_take", opened.pk)
    seen = chidi.get(take).context["seen"]
    assert chidi.post(take, {"owner": "Clara Ruiz", "seen": seen}).status_code == 303
    clash = chidi.post(take, {"owner": "Lena Vogt", "seen": seen})
    assert clash.status_code == 422
    assert Intervention.objects.get().owner == "Clara Ruiz"


def test_once_closed_nothing_more_is_written(cast: Cast, opened: Intervention, sign_in: SignIn) -> None:
    close_interventions(cast.workspace, {cast.harbor.pk: InterventionEnd.RESULT_STANDS}, by=SYSTEM, now=NOW)
    chidi = sign_in("chidi")
    late = chidi.post(url(cast, "intervention_step_new", opened.pk), {"text": "Too late"})
    assert late.status_code == 422
    assert "was closed on 2026-03-31" in late.content.decode()
    assert "Intervention</h2>" not in chidi.get(url(cast, "account")).content.decode()
