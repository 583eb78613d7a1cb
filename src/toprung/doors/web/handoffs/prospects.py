"""Prospects on screen: a seller adds one, and edits it until the signature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.account.fields import Choice, Day
from toprung.doors.web.account.promising import name_for
from toprung.doors.web.account.workbench import METHODS, EditForm, posted, work
from toprung.doors.web.once import first_time, saved_for_good
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import Refused
from toprung.kernel.vocabulary import MemberRole
from toprung.motion.portrait.head import head
from toprung.motion.upkeep import refresh
from toprung.records.book.actions import write_prospect
from toprung.records.book.drafts import ProspectDraft
from toprung.records.book.models import Account
from toprung.records.book.queries import accounts, is_prospect, segments
from toprung.records.journal.upsert import Problem
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.queries import members
from toprung.records.tenancy.turns import turn

_TWICE = "That was saved already; nothing was added twice."


class ProspectFields(forms.Form):
    """What a seller knows of an account before its signature."""

    name = forms.CharField(max_length=300, label="Name", help_text="What the company is called.")
    segment = Choice([], optional=True, label="Segment", help_text="It decides whose word will count.")
    seller = forms.CharField(
        max_length=200, required=False, label="Who sells", widget=forms.TextInput(attrs={"list": "owners"})
    )
    signature_expected_on = Day(required=False, label="Signature expected on")

    # Where something is missing the form says it beside the field, in its own words.
    use_required_attribute = False

    def offer(self, visit: Visit) -> None:
        """The workspace's segments, and whom the field suggests as seller: the members."""
        names = segments(visit.workspace).values_list("name", flat=True)
        self.fields["segment"].choices += [(name, name) for name in names]  # type: ignore[attr-defined]
        self.owners = list(members(visit.workspace).values_list("name", flat=True))


class NewProspect(ProspectFields):
    """One that is not on file yet."""

    account = forms.CharField(
        max_length=200,
        required=False,
        label="Id",
        help_text="As your other systems know it; blank: made for you.",
    )

    def __init__(self, visit: Visit, data: Any = None) -> None:
        self.visit = visit
        seller = visit.member.name if visit.member.role == MemberRole.SALES else ""
        super().__init__(data, initial={"seller": seller})
        self.offer(visit)

    def add(self) -> str:
        """Put it on file; its external id, "" where it was refused and the form has its errors."""
        given = self.cleaned_data
        external_id = given["account"].strip() or self._id_for(given["name"])
        draft = ProspectDraft(
            external_id,
            name=given["name"],
            segment=given["segment"] or None,
            seller=given["seller"],
            signature_expected_on=given["signature_expected_on"],
        )
        result = write_prospect(self.visit.workspace, draft, new=True, by=self.visit.actor, now=self.visit.now)
        if result.problem is not None:
            self.refuse(result.problem)
        return "" if result.problem else external_id

    def refuse(self, problem: Problem) -> None:
        """Put the problem beside its field."""
        self.add_error(problem.field if problem.field in self.fields else None, f"{problem.reason} {problem.remedy}")

    def _id_for(self, name: str) -> str:
        """An id of its own, from the name's first words."""
        base = name_for(name, (), otherwise="prospect")
        alike = accounts(self.visit.workspace).filter(external_id__startswith=base)
        return name_for(name, alike.values_list("external_id", flat=True), otherwise="prospect")


class EditProspect(ProspectFields, EditForm):
    """One on file, until its signature."""

    heading = "Edit the prospect"
    page_after = "account_handoff"
    intro = "Once it has signed, it is edited as a customer."

    def dress(self) -> None:
        """What may be chosen."""
        self.offer(self.visit)

    def on_file(self) -> dict[str, Any]:
        """The prospect as on file."""
        seen = head(self.visit.workspace, self.account.pk, self.visit.today)
        held = {name for name, _ in self.fields["segment"].choices}  # type: ignore[attr-defined]
        return {
            "name": seen.account.name,
            "segment": seen.segment if seen.segment in held else "",
            "seller": seen.account.seller,
            "signature_expected_on": seen.account.signature_expected_on,
        }

    def keep(self, changed: dict[str, Any]) -> str:
        """Save what changed."""
        if "segment" in changed and not changed["segment"]:
            raise Refused("A prospect stays in its segment until it moves to another: choose one.")
        gone = {name for name in ("signature_expected_on",) if name in changed and changed[name] is None}
        draft = ProspectDraft(self.account.external_id, **changed, clear=frozenset(gone))
        result = write_prospect(self.visit.workspace, draft, by=self.visit.actor, now=self.visit.now)
        return self.taken([result], "Prospect saved.", "Nothing was changed.")


@page(Verb.WRITE_PROSPECT, methods=METHODS)
def prospect_new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Add a prospect; then its hand-off says what is missing before it signs."""
    form = NewProspect(visit, posted(request))
    if request.method != "POST" or not form.is_valid():
        return _shown(request, visit, form)
    # In one turn with the form's receipt: a server that dies in between has kept both or neither.
    with turn(visit.workspace):
        if not first_time(request, visit):
            return redirect_to(request, "handoffs", visit.workspace.pk, message=_TWICE)
        external_id = form.add()
    return _added(request, visit, external_id) if external_id else _shown(request, visit, form)


def _shown(request: HttpRequest, visit: Visit, form: NewProspect) -> HttpResponse:
    """The form, with what is wrong with it."""
    status = 422 if form.errors else 200
    title, shown = "Add a prospect", {"form": form}
    return render(request, visit, "handoffs/prospect.html", shown, title=title, active="handoffs", status=status)


def _added(request: HttpRequest, visit: Visit, external_id: str) -> HttpResponse:
    saved_for_good(request)
    refresh(visit.workspace, [external_id], visit.now)
    added = accounts(visit.workspace).get(external_id=external_id)
    said = f"{added.name} is on the book: write the outcome they would buy for."
    return redirect_to(request, "account_handoff", visit.workspace.pk, added.pk, message=said)


@page(Verb.WRITE_PROSPECT, methods=METHODS)
def prospect_edit(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Edit a prospect; an account that has signed is a customer and is edited on its page, by who may."""
    account: Account = head(visit.workspace, pk, visit.today).account
    if request.method != "POST" and not is_prospect(account, visit.today):
        said = f"{account.name} is no prospect any more: it is edited as a customer."
        return redirect_to(request, "account", visit.workspace.pk, account.pk, message=said)
    return work(request, EditProspect(visit, account, posted(request)))
