"""The plan's pages: who may, what they say, what is refused and what stays."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import NOW, TODAY
from tests.doors.web.plan.conftest import HTMX, LATER, Reader
from tests.records.plans.conftest import as_actor

from toprung.kernel.vocabulary import MilestoneState
from toprung.motion.evaluation.models import AccountState
from toprung.records.outcomes.models import Outcome
from toprung.records.plans import queries
from toprung.records.plans.actions import (
    add_milestone,
    change_milestone,
    comment_plan,
    move_milestone,
    propose_wording,
    sign_plan,
    tick_milestone,
)
from toprung.records.plans.drafts import MilestoneDraft, MilestoneMove, Subject, Wording
from toprung.records.plans.models import PlanTemplate, SuccessPlan
from toprung.records.portal import mails
from toprung.records.portal.links import invite
from toprung.records.portal.models import PortalMail

SCRIPT = "<script>alert('x')</script>"
CHOSEN = {"title": "Weigh every bin", "outcome": "waste", "state": "planned"}


def as_shown(reader: Reader, **changes: str) -> dict[str, str]:
    """The milestone's form as it was filled, with what a person changed."""
    owner = f"stakeholder:{reader.cast.champion.pk}"
    shown = {**CHOSEN, "owner": owner, "due_on": "2026-04-30", "due_days": "", "shared": "on", "reached_on": ""}
    return shown | changes


def test_the_answer_of_an_internal_plan(reader: Reader) -> None:
    page = reader.text("plan")

    assert (
        "The plan is internal: nothing was shared with the customer yet; none of its 2 milestones is done or overdue."
        in page
    )
    assert "Ask for a reference" in page
    assert "due <time" in page


def test_the_answer_of_an_agreed_plan(reader: Reader) -> None:
    version = reader.planned.share()
    sign_plan(version, by=as_actor(reader.cast.champion), now=LATER)
    change_milestone(reader.planned.mapping, MilestoneDraft(due_on=date(2026, 3, 30)), by=reader.cast.csm, now=LATER)

    page = reader.text("plan")

    assert "Version 1 is agreed by Carlos Prado on 31 Mar 2026; 1 of 2 milestones is overdue." in page
    assert "1 change is not shared yet." in page
    assert "Due day of milestone “Weigh every bin” from 30 Apr 2026 to 30 Mar 2026" in page


def test_the_page_asks_the_database_equally_often_whatever_it_holds(reader: Reader) -> None:
    reader.planned.share()

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            reader.text("plan")
        return len(found)

    few = asked()
    for number in range(12):
        add_milestone(
            reader.planned.plan, MilestoneDraft(f"Step {number}", "waste", shared=True), by=reader.cast.csm, now=LATER
        )
    comment_plan(reader.planned.plan, "Well", Subject(milestone=1), by=reader.cast.csm, now=LATER)
    reader.planned.share()

    assert asked() <= few + 1


def test_a_viewer_reads_and_changes_nothing(reader: Reader) -> None:
    viewer = reader.by(reader.cast.viewer)

    page = viewer.text("plan")

    assert "Weigh every bin" in page
    assert "Share with the customer" not in page
    for name in ("plan_edit", "milestone_new", "plan_share", "comment_new"):
        assert viewer.client.post(viewer.url(name), {"text": "x"}).status_code == 403


def test_a_plan_is_begun_once(reader: Reader) -> None:
    SuccessPlan.objects.all().delete()
    assert "no success plan yet" in reader.text("plan")
    assert reader.client.get(reader.url("plan_edit")).status_code == 404

    answer = reader.send("plan_start", template="")

    assert answer.status_code == 303
    assert queries.the_plan(reader.cast.harbor).started_by == "Chidi Mensah"
    again = reader.send("plan_start", template="")
    assert again.status_code == 422
    assert "has a success plan already" in again.content.decode()


def test_a_milestone_is_added_in_the_dialog_and_the_page_loads_again(reader: Reader) -> None:
    fields = {**CHOSEN, "title": "Report", "due_days": "30", "once": "a-key"}

    answers = [reader.client.post(reader.url("milestone_new"), fields, headers=HTMX) for _ in range(2)]

    assert [(a.status_code, a.headers["HX-Refresh"]) for a in answers] == [(204, "true"), (204, "true")]
    assert [m.title for m in queries.milestones(reader.planned.plan)][2:] == ["Report"]


def test_what_is_wrong_stands_beside_its_field(reader: Reader) -> None:
    answer = reader.send("milestone_new", title="Report", outcome="", due_days="-1")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Report"' in page
    assert page.count('class="invalid-feedback') + page.count("field-error") >= 1


def test_two_people_change_different_fields_and_both_stay(reader: Reader) -> None:
    url = reader.url("milestone_edit", 1)
    seen = re.findall(r'name="seen" value="([^"]+)"', reader.client.get(url).content.decode())[0]
    change_milestone(reader.planned.mapping, MilestoneDraft(title="Weigh them"), by=reader.cast.leader, now=LATER)

    answer = reader.client.post(url, {**as_shown(reader, due_on="2026-05-31"), "seen": seen})

    held = queries.milestone(reader.planned.plan, 1)
    assert answer.status_code == 303
    assert (held.title, held.due_on) == ("Weigh them", date(2026, 5, 31))


def test_two_people_change_one_field_and_both_texts_are_shown(reader: Reader) -> None:
    url = reader.url("milestone_edit", 1)
    seen = re.findall(r'name="seen" value="([^"]+)"', reader.client.get(url).content.decode())[0]
    change_milestone(reader.planned.mapping, MilestoneDraft(title="Weigh them"), by=reader.cast.leader, now=LATER)

    answer = reader.client.post(url, {**as_shown(reader, title="Weigh all bins"), "seen": seen})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Weigh them" in page
    assert "Weigh all bins" in page
    assert queries.milestone(reader.planned.plan, 1).title == "Weigh them"


def test_done_in_the_form_on_a_day(reader: Reader) -> None:
    fields = as_shown(reader, state="done", reached_on="2026-03-20")

    assert reader.send("milestone_edit", 1, **fields).status_code == 303
    assert queries.milestone(reader.planned.plan, 1).done_on == date(2026, 3, 20)
    ahead = reader.send("milestone_edit", 1, **as_shown(reader, state="done", reached_on="2026-05-20"))
    assert ahead.status_code == 422
    assert "still to come" in ahead.content.decode()


def test_done_with_one_click_closes_the_signal(reader: Reader) -> None:
    change_milestone(reader.planned.mapping, MilestoneDraft(due_on=date(2026, 3, 30)), by=reader.cast.csm, now=LATER)
    reader.send("plan_edit", purpose="x")
    assert "milestone_overdue" in AccountState.objects.get(account=reader.cast.harbor).signals

    answer = reader.client.post(reader.url("milestone_state", 1), {"state": "done"})

    held = queries.milestone(reader.planned.plan, 1)
    assert (answer.status_code, held.state, held.done_on) == (303, MilestoneState.DONE, TODAY)
    assert "milestone_overdue" not in AccountState.objects.get(account=reader.cast.harbor).signals
    assert reader.client.post(reader.url("milestone_state", 1), {"state": "finished"}).status_code == 422


def test_what_the_customers_person_ticked_off_is_told_with_who_and_when(reader: Reader) -> None:
    planned = reader.planned
    planned.share()
    champion = as_actor(reader.cast.champion)

    tick_milestone(planned.plan, 1, done=True, by=champion, now=NOW)
    page = reader.text("plan")
    assert "Carlos Prado said so" in page
    assert "31 Mar 2026" in page[page.index("Carlos Prado said so") :][:120]
    timeline = reader.client.get(f"/w/{reader.cast.workspace.pk}/accounts/{reader.cast.harbor.pk}/timeline/")
    assert "Moved milestone 1 of the plan" in timeline.content.decode()

    tick_milestone(planned.plan, 1, done=False, by=champion, now=LATER)
    assert "Carlos Prado: not done after all" in reader.text("plan")
    move_milestone(planned.mapping, MilestoneMove(MilestoneState.DONE), by=reader.cast.csm, now=LATER)
    assert "Carlos Prado said so" not in reader.text("plan")


def test_sharing_shows_first_and_takes_the_milestones_that_were_chosen(reader: Reader) -> None:
    page = reader.text("plan_share")
    assert "below is what version 1 would show them" in page
    preview = page[page.index('id="preview"') :]
    assert "Weigh every bin" in preview
    assert "Ask for a reference" not in preview

    answer = reader.send("plan_share", milestones="2")

    assert answer.status_code == 303
    assert "Ask for a reference" in reader.text("plan_preview")


def test_who_is_told_of_the_version_is_shown_first_and_can_be_taken_out(reader: Reader) -> None:
    cast = reader.cast
    assert "Nobody of Harbor Foods is told by mail" in reader.text("plan_share")
    for person in (cast.buyer, cast.champion, cast.manager):
        invite(person, origin="https://cs.example", by=cast.csm, now=NOW)
    cast.manager.left_on = TODAY
    cast.manager.save()
    page = reader.text("plan_share")
    assert re.findall(r'name="tell" value="(\d+)" checked', page) == [str(cast.buyer.pk), str(cast.champion.pk)]
    assert "bea@harborfoods.example, invited" in page
    assert "Mina Sato is not told: has left" in page

    refused = reader.client.post(reader.url("plan_share"), {"shown": "another", "tell": [cast.champion.pk]})
    again = refused.content.decode()
    assert re.findall(r'name="tell" value="(\d+)"( checked)?', again) == [
        (str(cast.buyer.pk), ""),
        (str(cast.champion.pk), " checked"),
    ]
    assert reader.send("plan_share", tell=[cast.champion.pk, cast.manager.pk]).status_code == 303

    mail = PortalMail.objects.get(kind="new_version")
    assert (mail.stakeholder, mail.number, mail.asked_by) == (cast.champion, 1, "Chidi Mensah")
    plan = reader.text("plan")
    assert "Told by mail: Carlos Prado (the mail leaves within seconds)" in plan
    mails.sent(mail, LATER)
    assert "the mail leaves" not in reader.text("plan")
    mails.give_up(mail, "The mail server refused it")
    assert "Carlos Prado: The mail server refused it" in reader.text("plan")


def test_nobody_is_told_where_nobody_is_chosen(reader: Reader) -> None:
    invite(reader.cast.buyer, origin="https://cs.example", by=reader.cast.csm, now=NOW)

    assert reader.send("plan_share").status_code == 303

    assert not PortalMail.objects.filter(kind="new_version").exists()


def test_nobody_shares_what_they_have_not_read(reader: Reader) -> None:
    url = reader.url("plan_share")
    shown = re.findall(r'name="shown" value="([^"]+)"', reader.client.get(url).content.decode())[0]
    change_milestone(reader.planned.mapping, MilestoneDraft(title="Quite another"), by=reader.cast.leader, now=LATER)

    answer = reader.client.post(url, {"shown": shown})

    assert answer.status_code == 422
    assert "Someone changed the plan while you were reading" in answer.content.decode()
    assert queries.latest_version(reader.planned.plan) is None


def test_the_preview_before_and_after_sharing(reader: Reader) -> None:
    assert "sees nothing yet" in reader.text("plan_preview")
    assert "Weigh every bin" in reader.text("plan_preview", draft="")
    reader.planned.share()
    comment_plan(reader.planned.plan, "Between ourselves", by=reader.cast.csm, now=LATER)

    page = reader.text("plan_preview")

    assert "Weigh every bin" in page
    assert "Between ourselves" not in page
    assert "Ask for a reference" not in page


def test_versions_and_their_differences(reader: Reader) -> None:
    reader.planned.share()
    change_milestone(reader.planned.mapping, MilestoneDraft(title="Weigh them"), by=reader.cast.csm, now=LATER)

    assert "Milestone “Weigh every bin” now reads “Weigh them”" in reader.text("plan_differences")
    assert "Weigh every bin" in reader.text("plan_version", 1)
    assert reader.client.get(reader.url("plan_version", 9)).status_code == 404
    assert reader.client.get(reader.url("plan_differences"), {"from": "x"}).status_code == 422
    assert "Nothing differs." in reader.text("plan_differences", **{"from": "1", "to": "1"})


def test_a_signature_on_paper_is_reported(reader: Reader) -> None:
    early = reader.client.get(reader.url("signature_new"))
    assert early.status_code == 422
    assert "Nothing was shared yet" in early.content.decode()
    reader.planned.share()

    answer = reader.send(
        "signature_new", version="1", stakeholder="Esi Laurent", signed_on="2026-03-30", how="On paper"
    )

    assert answer.status_code == 303
    page = reader.text("plan")
    assert "signed by Esi Laurent" in page
    assert "grade reported: On paper, says Chidi Mensah" in page


def test_comments_are_internal_until_shared(reader: Reader) -> None:
    reader.planned.share()
    assert reader.send("comment_new", text="").status_code == 422
    assert reader.send("comment_new", text=f"Slow {SCRIPT}", milestone="1").status_code == 303
    said = queries.comments(reader.planned.plan).get()
    assert (said.shared, said.milestone) == (False, reader.planned.mapping)

    reader.client.post(reader.url("comment_share", said.pk))

    assert "Slow &lt;script&gt;" in reader.text("plan_preview")


def test_a_proposed_wording_is_accepted_or_declined(reader: Reader) -> None:
    reader.planned.share()
    champion = as_actor(reader.cast.champion)
    about = Subject(outcome=Outcome.objects.get(external_id="waste").pk)
    first = propose_wording(reader.planned.plan, about, Wording("Bin less", why="Our word"), by=champion, now=LATER)
    second = propose_wording(reader.planned.plan, Subject(milestone=1), Wording("Weigh"), by=champion, now=LATER)
    page = reader.text("plan")
    assert "2 proposed wordings wait for an answer" in page
    assert "Our word" in page

    assert reader.send("wording_accept", first.pk).status_code == 303
    assert reader.send("wording_decline", second.pk, reason="").status_code == 422
    assert reader.send("wording_decline", second.pk, reason="It is clear as it is").status_code == 303

    assert reader.planned.terms("waste").statement == "Bin less"
    assert queries.wording(reader.planned.plan, second.pk).reason == "It is clear as it is"
    assert reader.send("wording_accept", second.pk).status_code == 422


def test_outcomes_are_left_out_on_purpose(reader: Reader) -> None:
    assert reader.send("plan_edit", purpose="Half the waste", withheld="audit").status_code == 303

    assert "left out of the plan" in reader.text("plan")
    draft = reader.text("plan_preview", draft="")
    assert "Half the waste" in draft
    assert "Pass the audit" not in draft


def test_templates_in_the_settings(reader: Reader) -> None:
    leader = reader.by(reader.cast.leader)
    base = reverse_of(reader, "plan_templates")
    assert "plans begin blank" in reader.client.get(base).content.decode()
    assert reader.client.post(base, {"name": "x"}).status_code == 403

    leader.client.post(reverse_of(reader, "plan_templates_standard"))
    leader.client.post(reverse_of(reader, "plan_templates_standard"))
    assert PlanTemplate.objects.count() == 3
    made = leader.client.post(base, {"name": "Ours", "segment": "SMB", "purpose": SCRIPT})
    assert made.status_code == 303
    assert leader.client.post(base, {"name": "Ours", "segment": "", "purpose": ""}).status_code == 422

    template = PlanTemplate.objects.get(name="Ours")
    step = {"title": "Kick off", "aim": "primary", "side": "vendor", "role": "", "due_days": "3"}
    assert leader.client.post(reverse_of(reader, "template_step_new", template.pk), step).status_code == 303
    wrong = leader.client.post(reverse_of(reader, "template_step_new", template.pk), step | {"role": "buyer"})
    assert wrong.status_code == 422
    held = template.steps.get()
    edited = leader.client.post(
        reverse_of(reader, "template_step", template.pk, held.pk), step | {"title": "Kick it off"}
    )
    assert edited.status_code == 303
    assert "Kick it off" in leader.client.get(reverse_of(reader, "plan_template", template.pk)).content.decode()
    leader.client.post(reverse_of(reader, "template_step_remove", template.pk, held.pk))
    leader.client.post(reverse_of(reader, "plan_template_remove", template.pk))
    assert PlanTemplate.objects.count() == 3


def reverse_of(reader: Reader, name: str, *args: int) -> str:
    """An address of the settings."""
    return reverse(name, args=[reader.cast.workspace.pk, *args])


@pytest.mark.parametrize("name", ["plan", "plan_part"])
def test_nobody_elses_plan(reader: Reader, name: str) -> None:
    stranger = reader.by(reader.cast.stranger)

    assert stranger.client.get(reader.url(name)).status_code == 404
