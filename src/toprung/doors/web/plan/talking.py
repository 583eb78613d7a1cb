"""Comments, and answers to the wordings that the customer's people propose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.account.fields import Text
from toprung.doors.web.account.workbench import METHODS, posted
from toprung.doors.web.once import first_time
from toprung.doors.web.plan.work import PlanForm, plan_at, recorded, work
from toprung.doors.web.visits import Visit, page
from toprung.motion.plans.saying import Proposal, proposals_of
from toprung.records.plans import actions, queries
from toprung.records.plans.drafts import Subject
from toprung.records.plans.models import ProposedWording, SuccessPlan
from toprung.records.plans.visible import subject_of, visible_to_customer
from toprung.records.tenancy.permissions import Verb


class Comment(PlanForm):
    """Something to say about the plan, an outcome or a milestone."""

    heading = "Comment"
    submit = "Comment"
    text = Text(rows=4, max_length=None, label="Comment")
    shared = forms.BooleanField(
        required=False, label="The customer sees it", help_text="Otherwise it is for your colleagues alone."
    )

    def __init__(self, visit: Visit, plan: SuccessPlan, about: Subject, data: Any = None) -> None:
        self.plan, self.about = plan, about
        super().__init__(visit, plan.account, data)
        self.hidden = {
            name: str(value)
            for name, value in (("outcome", about.outcome), ("milestone", about.milestone))
            if value is not None
        }

    def prepare(self) -> None:
        """Find what it is about. Raises NotFound."""
        self.outcome, self.milestone = subject_of(self.plan, self.about, for_customer=False)

    def dress(self) -> None:
        """Where the customer does not see what it is about, it cannot be shown to them."""
        if not visible_to_customer(self.plan, self.outcome, self.milestone):
            del self.fields["shared"]

    @property
    def intro(self) -> str:
        """What it is about."""
        if self.milestone is not None:
            return f"About the milestone “{self.milestone.title}”."
        if self.outcome is not None:
            return f"About the outcome “{self.outcome.versions.order_by('-number')[0].statement}”."
        return "About the plan as a whole."

    def act(self) -> str:
        """Say it."""
        given = self.cleaned_data
        shared = bool(given.get("shared"))
        actions.comment_plan(
            self.plan, given["text"], self.about, shared=shared, by=self.visit.actor, now=self.visit.now
        )
        return "Comment saved; the customer sees it." if shared else "Comment saved; it is internal."


class _Decide(PlanForm):
    """An answer to a proposed wording."""

    def __init__(self, visit: Visit, plan: SuccessPlan, wording: ProposedWording, data: Any = None) -> None:
        self.wording = wording
        super().__init__(visit, plan.account, data)

    @property
    def proposal(self) -> Proposal:
        """As it is shown."""
        return proposals_of([self.wording])[0]

    @property
    def quote(self) -> str:
        """What would change, field by field, and why."""
        told = [f"{c.label}: {c.before or 'nothing'} → {c.wanted}" for c in self.proposal.changes]
        return "\n".join([*told, *([f"“{self.wording.why}”"] if self.wording.why else [])])


class AcceptWording(_Decide):
    """The customer's words are taken over."""

    heading = "Take these words over?"
    submit = "Accept"

    @property
    def intro(self) -> str:
        """What becomes of it."""
        what = "a new version of the outcome, confirmed by the customer" if self.wording.outcome else "the milestone"
        return f"{self.proposal.author} proposed it. Accepting writes it into {what}; share the plan to show it."

    def act(self) -> str:
        """Accept it."""
        actions.accept_wording(self.wording, by=self.visit.actor, now=self.visit.now)
        return "Accepted: the customer’s words stand in the plan. Share it to show them."


class DeclineWording(_Decide):
    """The words stay as they are, and who proposed others reads why."""

    heading = "Leave the words as they are?"
    submit = "Decline"
    reason = Text(rows=3, label="Why", help_text="Whoever proposed it reads this.")

    def act(self) -> str:
        """Decline it."""
        actions.decline_wording(self.wording, self.cleaned_data["reason"], by=self.visit.actor, now=self.visit.now)
        return "Declined; the customer reads your reason."


@page(Verb.COMMENT_PLAN, methods=METHODS)
def comment_new(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Comment on the plan, an outcome or a milestone."""
    about = _about(request)
    return work(request, Comment(visit, plan_at(visit, pk), about, posted(request)))


@page(Verb.COMMENT_PLAN, methods=("POST",))
def comment_share(request: HttpRequest, visit: Visit, pk: int, comment: int) -> HttpResponse:
    """Let the customer read a comment."""
    plan = plan_at(visit, pk)
    found = queries.comment(plan, comment)
    if first_time(request, visit):
        actions.share_comment(found, by=visit.actor, now=visit.now)
    return recorded(request, visit, plan.account, "The customer sees the comment now.")


@page(Verb.WRITE_PLAN, methods=METHODS)
def wording_accept(request: HttpRequest, visit: Visit, pk: int, wording: int) -> HttpResponse:
    """Take the customer's words over."""
    plan = plan_at(visit, pk)
    return work(request, AcceptWording(visit, plan, queries.wording(plan, wording), posted(request)))


@page(Verb.WRITE_PLAN, methods=METHODS)
def wording_decline(request: HttpRequest, visit: Visit, pk: int, wording: int) -> HttpResponse:
    """Leave the words as they are."""
    plan = plan_at(visit, pk)
    return work(request, DeclineWording(visit, plan, queries.wording(plan, wording), posted(request)))


def _about(request: HttpRequest) -> Subject:
    given = request.POST if request.method == "POST" else request.GET
    found = {name: given.get(name, "") for name in ("outcome", "milestone")}
    keys = {name: int(text) for name, text in found.items() if text.isdecimal() and len(text) < 10}
    return Subject(**keys)
