"""A person is forgotten everywhere: what they did in a plan stays, under another name."""

from __future__ import annotations

import pytest
from tests.cast import NOW, Cast
from tests.records.plans.conftest import as_actor

from toprung.kernel.canon import fingerprint
from toprung.kernel.errors import NotAllowed
from toprung.motion.forgetting import erase_person
from toprung.records.journal.models import Entry
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.plans import queries
from toprung.records.plans.actions import add_milestone, change_plan, comment_plan, share_plan, sign_plan, start_plan
from toprung.records.plans.content import content_read, names_of
from toprung.records.plans.drafts import MilestoneDraft, PlanDraft
from toprung.records.plans.models import PlanComment, PlanVersion
from toprung.records.tenancy.actors import ANONYMOUS


@pytest.fixture
def signed(cast: Cast) -> PlanVersion:
    """A plan that the champion validates, has a milestone in, comments and signs."""
    draft = OutcomeDraft("HF-1", "waste", "Throw away less food", validator="Carlos Prado", primary=True)
    write_outcomes(cast.workspace, [draft], by=cast.csm, now=NOW)
    plan = start_plan(cast.harbor, by=cast.csm, now=NOW)
    owner = f"stakeholder:{cast.champion.pk}"
    add_milestone(plan, MilestoneDraft("Weigh every bin", "waste", owner, shared=True), by=cast.csm, now=NOW)
    version = share_plan(plan, by=cast.csm, now=NOW)
    comment_plan(plan, "Call carlos@harborfoods.example", by=as_actor(cast.champion), now=NOW)
    sign_plan(version, by=as_actor(cast.champion), now=NOW)
    return version


def test_only_an_admin_erases(cast: Cast, signed: PlanVersion) -> None:
    for actor in (ANONYMOUS, cast.stranger, cast.leader, as_actor(cast.champion)):
        with pytest.raises(NotAllowed):
            erase_person(cast.champion, by=actor, now=NOW)


def test_the_name_goes_and_the_fact_stays(cast: Cast, signed: PlanVersion) -> None:
    erased = erase_person(cast.champion, by=cast.admin, now=NOW)

    assert erased.name == "erased person 1"
    [signature] = queries.signatures(signed.plan)
    assert (signature.stakeholder.name, signature.role, signature.recorded_by) == (erased.name, "champion", erased.name)
    assert PlanComment.objects.get().text == "Call erased person 1"
    held = queries.version(signed.plan, 1)
    names = names_of(held.plan.account, content_read(held).people())
    assert set(names.values()) == {erased.name}
    everything = str(list(Entry.objects.values())) + str(held.content)
    assert "Carlos" not in everything
    assert "carlos@" not in everything
    # They stand in the version by key alone, so what was signed still gives its hash.
    assert (held.redacted, fingerprint(held.content)) == (False, signature.content_hash)


def test_a_name_in_a_text_of_a_version_is_taken_out_and_said(cast: Cast, signed: PlanVersion) -> None:
    change_plan(signed.plan, PlanDraft("What Carlos Prado asked for"), by=cast.csm, now=NOW)
    share_plan(signed.plan, by=cast.csm, now=NOW)

    erase_person(cast.champion, by=cast.admin, now=NOW)

    held = queries.version(signed.plan, 2)
    assert (held.content["purpose"], held.redacted) == ("What erased person 1 asked for", True)
    assert queries.the_plan(cast.harbor).purpose == "What erased person 1 asked for"


def test_twice_is_once(cast: Cast, signed: PlanVersion) -> None:
    erase_person(cast.champion, by=cast.admin, now=NOW)
    before = Entry.objects.count()

    assert erase_person(cast.champion, by=cast.admin, now=NOW).name == "erased person 1"
    assert Entry.objects.count() == before
