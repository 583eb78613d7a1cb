"""One result before the person who is asked: yes, corrected, not so, or a colleague's to answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from toprung.doors.portal.guests import ANSWERING, Guest, portal_page, render
from toprung.doors.web.account.fields import Choice, Number, Text
from toprung.kernel.errors import BadInput, Refused
from toprung.kernel.vocabulary import OutcomeKind, Said
from toprung.motion.portal.answering import answer, take_back
from toprung.motion.portal.seeing import SeenResult, results_for
from toprung.records.book.queries import stakeholders
from toprung.records.portal.answering import Answer
from toprung.records.portal.asking import forward, request_of
from toprung.records.portal.models import AttestationRequest

_WORDS = 2_000


class AnswerForm(forms.Form):
    """What is sent with each of the three buttons."""

    use_required_attribute = False
    answer = forms.ChoiceField(choices=[(word, word) for word in ("yes", "correct", "no")])
    #: the measurement that the page showed; blank for none
    shown = forms.IntegerField(required=False, widget=forms.HiddenInput)
    value = Number(required=False, label="The right number")
    words = Text(required=False, rows=2, max_length=_WORDS, label="In your own words, if you like")

    def clean(self) -> dict[str, Any]:
        """A correction needs its number."""
        given = super().clean() or {}
        if given.get("answer") == "correct" and given.get("value") is None and "value" not in self.errors:
            self.add_error("value", "Give the number as you know it, such as 5.5.")
        return given

    def told(self) -> Answer:
        """As an answer."""
        given = self.cleaned_data
        said = Said.NO if given["answer"] == "no" else Said.YES
        corrected = given["value"] if given["answer"] == "correct" else None
        return Answer(said, corrected, given["words"])


class ColleagueForm(forms.Form):
    """Who is to answer instead."""

    use_required_attribute = False
    colleague = Choice([], optional=True, label="A colleague we know")
    name = forms.CharField(required=False, max_length=200, label="Or someone else: name")
    email = forms.EmailField(required=False, label="Their e-mail address")
    note = Text(required=False, rows=2, max_length=_WORDS, label="A word to them, if you like")

    def __init__(self, guest: Guest, data: Any = None) -> None:
        super().__init__(data)
        people = stakeholders(guest.workspace).filter(account=guest.account).exclude(pk=guest.person.pk)
        # Their names alone: how the vendor sees their roles is not the customer's to read.
        names = [(p.name, p.name) for p in people.exclude(email="").order_by("name") if not p.has_left(guest.today)]
        self.fields["colleague"].choices = [("", "–"), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody must be named."""
        given = super().clean() or {}
        if not given.get("colleague") and not (given.get("name") and given.get("email")) and not self.errors:
            self.add_error(None, "Choose a colleague, or give a name and an e-mail address.")
        return given


@portal_page(ANSWERING)
def result(request: HttpRequest, guest: Guest, number: int) -> HttpResponse:
    """The question with its sentence, number and evidence; or what became of it."""
    asked = request_of(guest.person, number)
    if request.method != "POST" or not asked.is_open:
        return _shown(request, guest, asked)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _shown(request, guest, asked, form, status=422)
    try:
        answer(asked, form.told(), shown=form.cleaned_data["shown"], by=guest.actor, now=guest.now)
    except (BadInput, Refused) as error:
        form.add_error(None, str(error))
        return _shown(request, guest, request_of(guest.person, number), form, status=422)
    return _to(guest, asked)


@portal_page(("POST",))
def hand_on(request: HttpRequest, guest: Guest, number: int) -> HttpResponse:
    """The question goes to a colleague."""
    asked = request_of(guest.person, number)
    form = ColleagueForm(guest, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            forward(
                asked,
                name=given["colleague"] or given["name"],
                email="" if given["colleague"] else given["email"],
                role=None,
                note=given["note"],
                by=guest.actor,
                now=guest.now,
            )
        except (BadInput, Refused) as error:
            form.add_error(None, str(error))
    if form.errors:
        return _shown(request, guest, request_of(guest.person, number), colleague=form, status=422)
    return _to(guest, asked)


@portal_page(("POST",))
def take_back_word(request: HttpRequest, guest: Guest, number: int) -> HttpResponse:
    """What the person said is withdrawn; both stay on record."""
    asked = request_of(guest.person, number)
    take_back(asked, by=guest.actor, now=guest.now)
    return _to(guest, asked)


def _to(guest: Guest, asked: AttestationRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("portal_result", args=[guest.key, asked.pk]), status=303)


def _shown(
    request: HttpRequest,
    guest: Guest,
    asked: AttestationRequest,
    form: AnswerForm | None = None,
    colleague: ColleagueForm | None = None,
    status: int = 200,
) -> HttpResponse:
    results = results_for(guest.person, guest.now)
    seen = next(result for result in results if result.outcome.pk == asked.outcome_id)
    context = {
        "asked": asked,
        "seen": seen,
        "form": form or AnswerForm(),
        "colleague": colleague or ColleagueForm(guest),
        "in_numbers": seen.terms.kind != OutcomeKind.STATUS,
        "said": _said(seen, guest),
        "forwarded": asked.forwarded_to.select_related("stakeholder").first(),
        "next": next((r for r in results if r.awaits and r.outcome.pk != asked.outcome_id), None),
    }
    return render(request, guest, "result" if asked.is_open else "answered", context, status=status)


def _said(seen: SeenResult, guest: Guest) -> Any:
    """The person's last word of the outcome, as the chain holds it; None for none."""
    words = (word.attestation for word in seen.words)
    return next((link for link in words if link.stakeholder_id == guest.person.pk), None)
