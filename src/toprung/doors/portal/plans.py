"""The success plan in the customer's words: read, signed, spoken about, worded anew, and its values entered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from toprung.doors.portal.guests import ANSWERING, Guest, portal_page, render
from toprung.doors.web.account.fields import Day, Number, Text, as_number
from toprung.kernel.canon import decimal_text
from toprung.kernel.errors import BadInput, NotFound, Refused
from toprung.motion.plans.customers import TheirMilestone, TheirOutcome, TheirPlan
from toprung.motion.plans.timeline import timeline
from toprung.motion.portal import planning
from toprung.motion.portal.planning import plan_for
from toprung.records.outcomes.drafts import MeasurementDraft
from toprung.records.plans.drafts import Subject, Wording

_WORDS = 2_000
_NONE = "No success plan was shared with you yet. It stands here as soon as it is."
#: what was done, in the address after it was done, and the words for it
_DONE = {
    "signed": "Thank you: you have signed this version, under your name.",
    "said": "Your comment stands below.",
    "proposed": "Your words were passed on. You will see here whether they were taken over.",
    "entered": "The value is on record, under your company’s name.",
}
#: the same, of a milestone: shown where the milestone stands
_TICKED = {
    "ticked": "Thank you: it is marked done, under your name.",
    "unticked": "It is marked not done, under your name.",
}


class CommentForm(forms.Form):
    """Something to say."""

    use_required_attribute = False
    text = Text(rows=3, max_length=None, label="Your comment")


class WordsForm(forms.Form):
    """How an outcome or a milestone should read."""

    use_required_attribute = False
    statement = Text(rows=3, label="In your own words")
    target = forms.CharField(required=False, max_length=300, label="Target")
    due_on = Day(required=False, label="By when")
    why = Text(rows=2, required=False, label="Why, if you like")

    def __init__(self, numeric: bool | None, *args: Any, **options: Any) -> None:
        """`numeric` None: a milestone, which has no target."""
        super().__init__(*args, **options)
        self.numeric = numeric
        if numeric is None:
            del self.fields["target"]
        elif not numeric:
            self.fields["target"].label = "What will then be so"

    def wording(self) -> Wording:
        """What is proposed."""
        given = self.cleaned_data
        return Wording(given["statement"], given.get("target") or None, given["due_on"], given["why"])

    def clean_target(self) -> Decimal | str:
        """A number where the outcome is told by one."""
        text = str(self.cleaned_data["target"])
        return as_number(text) if self.numeric and text else text


class ValueForm(forms.Form):
    """A value of an outcome on a day."""

    use_required_attribute = False
    value = Number(label="Value")
    state = forms.CharField(max_length=300, label="How it stands")
    day = Day(label="On")

    def __init__(self, outcome: TheirOutcome, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"day": today})
        self.today = today
        del self.fields["state" if outcome.is_numeric else "value"]

    def clean_day(self) -> date:
        """Not ahead."""
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError("This day is still to come: give today or an earlier one.")
        return day


@portal_page()
def plan(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The plan as it was shared with them."""
    theirs, done, number = _their(guest), request.GET.get("done", ""), request.GET.get("milestone", "")
    ticked = next((m for m in theirs.milestones if done in _TICKED and str(m.number) == number), None)
    return _shown(request, guest, theirs, done=(_TICKED if ticked else _DONE).get(done, ""), ticked=ticked)


@portal_page(("POST",))
def sign(request: HttpRequest, guest: Guest, number: int) -> HttpResponse:
    """The person agrees to the version they read."""
    try:
        planning.sign(guest.account, number, by=guest.actor, now=guest.now)
    except Refused as error:
        return _shown(request, guest, _their(guest), refusal=str(error), status=422)
    return _back(guest, "signed")


@portal_page(("POST",))
def tick(request: HttpRequest, guest: Guest, number: int) -> HttpResponse:
    """A milestone of the person's own is done (`done` is yes), or not after all."""
    done = request.POST.get("done")
    if done not in ("yes", "no"):
        raise BadInput("Say whether the milestone is done: yes or no.")
    try:
        planning.tick(guest.account, number, done=done == "yes", by=guest.actor, now=guest.now)
    except Refused as error:
        return _shown(request, guest, _their(guest), refusal=str(error), status=422)
    return _back(guest, "ticked" if done == "yes" else "unticked", number)


@portal_page(ANSWERING)
def comment(request: HttpRequest, guest: Guest) -> HttpResponse:
    """A comment on the plan, or on the outcome or milestone that the address names."""
    theirs, about = _their(guest), _about(request)
    outcome, milestone = _named(theirs, about)
    form = CommentForm(request.POST if request.method == "POST" else None)
    of = milestone.title if milestone else outcome.planned.statement if outcome else ""

    def act() -> None:
        planning.comment(guest.account, form.cleaned_data["text"], about, by=guest.actor, now=guest.now)

    context = {"heading": "Your comment", "of": of, "submit": "Send the comment"}
    return _worked(request, guest, form, act, "said", context)


@portal_page(ANSWERING)
def outcome_words(request: HttpRequest, guest: Guest, number: int) -> HttpResponse:
    """Other words for an outcome."""
    theirs = _their(guest)
    outcome, _ = _named(theirs, Subject(outcome=number))
    assert outcome is not None
    planned = outcome.planned
    target = decimal_text(planned.target) if planned.target is not None else planned.state_after
    initial = {"statement": planned.statement, "target": target, "due_on": outcome.due}
    form = WordsForm(outcome.is_numeric, request.POST if request.method == "POST" else None, initial=initial)
    return _reworded(request, guest, form, Subject(outcome=number), planned.statement)


@portal_page(ANSWERING)
def milestone_words(request: HttpRequest, guest: Guest, number: int) -> HttpResponse:
    """Other words, or another day, for a milestone."""
    _, milestone = _named(_their(guest), Subject(milestone=number))
    assert milestone is not None
    initial = {"statement": milestone.title, "due_on": milestone.due}
    form = WordsForm(None, request.POST if request.method == "POST" else None, initial=initial)
    return _reworded(request, guest, form, Subject(milestone=number), milestone.title)


@portal_page(ANSWERING)
def value(request: HttpRequest, guest: Guest, number: int) -> HttpResponse:
    """A value that the customer's person reports."""
    outcome, _ = _named(_their(guest), Subject(outcome=number))
    assert outcome is not None
    form = ValueForm(outcome, guest.today, request.POST if request.method == "POST" else None)

    def act() -> None:
        given = form.cleaned_data
        told = given["value"] if outcome.is_numeric else given["state"]
        draft = MeasurementDraft(guest.account.external_id, outcome.planned.reference, given["day"], told)
        planning.enter_value(guest.account, draft, by=guest.actor, now=guest.now)

    unit = outcome.planned.unit if outcome.is_numeric else ""
    context = {"heading": "Where it stands", "of": outcome.planned.statement, "submit": "Enter it", "unit": unit}
    return _worked(request, guest, form, act, "entered", context)


def _reworded(request: HttpRequest, guest: Guest, form: WordsForm, about: Subject, of: str) -> HttpResponse:
    def act() -> None:
        planning.propose(guest.account, about, form.wording(), by=guest.actor, now=guest.now)

    context = {
        "heading": "How should it read?",
        "of": of,
        "submit": "Propose it",
        "hint": "Nothing changes until it is taken over. You will see here whether it was, and else why not.",
    }
    return _worked(request, guest, form, act, "proposed", context)


def _worked(
    request: HttpRequest,
    guest: Guest,
    form: forms.Form,
    act: Callable[[], None],
    done: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show the form, or do what was sent; whatever is refused stays in the form with its reason."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except (BadInput, Refused) as error:
            form.add_error(None, str(error))
    if request.method != "POST" or form.errors:
        shown = {"form": form, **context}
        return render(request, guest, "plan_form", shown, status=422 if form.errors else 200)
    return _back(guest, done)


def _their(guest: Guest) -> TheirPlan:
    theirs = plan_for(guest.person, guest.now)
    if theirs is None:
        raise NotFound(_NONE)
    return theirs


def _named(theirs: TheirPlan, about: Subject) -> tuple[TheirOutcome | None, TheirMilestone | None]:
    """What of the plan is meant. Raises NotFound for what the customer does not see."""
    outcome = next((o for o in theirs.outcomes if o.key == about.outcome), None)
    milestone = next((m for m in theirs.milestones if m.number == about.milestone), None)
    if (about.outcome is not None and outcome is None) or (about.milestone is not None and milestone is None):
        raise NotFound("This is not in the plan any more: go back to the plan and look at what is.")
    return outcome, milestone


def _about(request: HttpRequest) -> Subject:
    found = {name: request.GET.get(name, "") for name in ("outcome", "milestone")}
    return Subject(**{name: int(text) for name, text in found.items() if text.isdecimal() and len(text) < 10})


def _back(guest: Guest, done: str, milestone: int | None = None) -> HttpResponse:
    where = f"&milestone={milestone}#milestone-{milestone}" if milestone is not None else ""
    return HttpResponseRedirect(f"{reverse('portal_plan', args=[guest.key])}?done={done}{where}", status=303)


def _shown(
    request: HttpRequest,
    guest: Guest,
    theirs: TheirPlan,
    *,
    done: str = "",
    ticked: TheirMilestone | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    mine = [p for o in theirs.outcomes for p in (*o.proposals, *(q for m in o.milestones for q in m.proposals))]
    context = {
        "theirs": theirs,
        "line": timeline(theirs.milestones, guest.today),
        "zone": guest.workspace.zone,
        "signed": theirs.signed_by(guest.person.name),
        "mine": [p for p in mine if p.person == guest.person.pk],
        "owed": theirs.owed_by(guest.person.pk),
        "done": done,
        "ticked": ticked,
        "refusal": refusal,
    }
    return render(request, guest, "plan", context, status=status)
