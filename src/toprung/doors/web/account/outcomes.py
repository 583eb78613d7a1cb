"""Outcomes: the promise written and changed, with a word on what kind of statement it is as it is typed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.account.choices import latest_versions, person_choices
from toprung.doors.web.account.fields import Choice, Day, Lines, Number, Text
from toprung.doors.web.account.linting import LINTED, Linted, linted
from toprung.doors.web.account.promising import draft_of, name_for
from toprung.doors.web.account.workbench import METHODS, EditForm, WorkForm, posted, work
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import NotFound
from toprung.kernel.vocabulary import Category, Direction, OutcomeKind, ValuePeriod
from toprung.motion.portrait.head import head, the_account
from toprung.records.book.models import Account
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.promises import Promise, promise_of
from toprung.records.outcomes.templates import WITHOUT_TEMPLATE, Held, for_segment, library, template
from toprung.records.tenancy.permissions import Verb

#: what the page teaches before anything is typed
EXAMPLES = (
    "Cut the time to close the books from 9 days to 5",
    "Keep unplanned downtime below 2 hours a month",
    "Win 10 more deals a quarter from existing customers",
    "Pass the ISO 27001 audit without findings",
)


class _Promise(WorkForm):
    """The terms of an outcome."""

    linted = ",".join(LINTED)
    called = {"outcome": "short_name"}

    statement = Text(rows=2, label="In the customer’s words: what will be different?")
    kind = Choice(
        OutcomeKind,
        label="Kind",
        help_text="Numeric: a value moves. Hold: it stays on the good side. Status: a state is reached.",
    )
    metric = forms.CharField(max_length=300, required=False, label="Metric", help_text="What is counted or timed.")
    unit = forms.CharField(max_length=100, required=False, label="Unit")
    direction = Choice(Direction, optional=True, label="Better is", help_text="Blank: from baseline to target.")
    baseline = Number(required=False, label="Baseline")
    target = Number(required=False, label="Target")
    state_before = forms.CharField(max_length=300, required=False, label="State before")
    state_after = forms.CharField(max_length=300, required=False, label="State after")
    due_on = Day(required=False, label="Due on")
    due_days = forms.IntegerField(min_value=0, max_value=3650, required=False, label="or so many days after go-live")
    mechanism = Text(rows=2, required=False, label="Why the product causes it")
    features = Lines(required=False, label="Features that carry it", help_text="Names of events, with commas between.")
    validator = Choice([], optional=True, label="Validator", help_text="Who at the customer would confirm it.")
    owner = forms.CharField(max_length=200, required=False, label="Owner on your side")
    agreed_on = Day(required=False, label="Agreed on", help_text="Until then it is proposed.")
    agreed_by = Choice([], optional=True, label="Agreed by")
    agreement = forms.CharField(max_length=400, required=False, label="Where the agreement stands")
    promised_by = forms.CharField(max_length=200, required=False, label="Promised by", help_text="Of your people.")
    promised_on = Day(required=False, label="Promised on")
    customer_confirmed = forms.BooleanField(
        required=False, label="The customer confirmed it; it is not only our reading"
    )
    category = Choice(Category, optional=True, label="Category")
    value_per_unit = Number(required=False, label="Worth of one unit of change")
    value_period = Choice(ValuePeriod, optional=True, label="Accruing")
    covers = Lines(required=False, label="Covers accounts too", help_text="Their external ids, with commas between.")
    template = Choice(
        [],
        optional=True,
        label="Started from the template",
        help_text="The promise-kept rate is also told by template.",
    )
    primary = forms.BooleanField(required=False, label="Primary: what they bought it for")
    first_value = forms.BooleanField(required=False, label="First value: what shows them a benefit first")

    groups = (
        ("The promise", ("statement", "kind")),
        ("Numeric and hold: the number that tells it", ("metric", "unit", "baseline", "target", "direction")),
        ("Status: the states that tell it", ("state_before", "state_after")),
        ("By when", ("due_on", "due_days")),
        ("Who confirms it, and why the product causes it", ("validator", "mechanism", "features", "owner")),
        (
            "What was agreed",
            ("agreed_on", "agreed_by", "agreement", "promised_by", "promised_on", "customer_confirmed"),
        ),
        ("What it is worth", ("category", "value_per_unit", "value_period", "covers")),
        ("What it is called, and what it stands for", ("short_name", "template", "primary", "first_value")),
    )

    def prepare(self) -> None:
        """Read what is promised already."""
        self.terms = latest_versions(self.visit.workspace, self.account)

    def dress(self) -> None:
        """The account's people as validators, names that were written before they came on file, and the library."""
        people = person_choices(self.visit.workspace, self.account)
        for name in ("validator", "agreed_by"):
            written = self._written(name)
            missing = [(written, f"{written} (not on file)")] if written and written not in dict(people) else []
            self.fields[name].choices += [*people, *missing]  # type: ignore[attr-defined]
        self.shelf = library(self.visit.workspace, retired=True)
        # One that was retired stays where an outcome, or a form opened before, began with it.
        begun = {self._written("template"), self.data.get("template"), self.initial.get("template")}
        offered = [(held.key, held.template.statement) for held in self.shelf if not held.retired or held.key in begun]
        self.fields["template"].choices = [("", WITHOUT_TEMPLATE), *offered]  # type: ignore[attr-defined]

    def _written(self, name: str) -> str:
        return ""

    def lint(self) -> Linted | None:
        """What it is as it stands in the form; None for an empty statement."""
        told = {name: self[name].value() for name in LINTED}
        return linted(
            {name: "" if value is None else str(value) for name, value in told.items()}, self.visit, self.account
        )


class WriteOutcome(_Promise):
    """A new promise."""

    heading = "Promise an outcome"
    short_name = forms.CharField(
        max_length=200, required=False, label="Short name", help_text="Told apart by it in files; blank: made for you."
    )

    def templates(self) -> list[Held]:
        """Those of the library that fit the account's segment, which is read where the form shows them."""
        segment = head(self.visit.workspace, self.account.pk, self.visit.today).segment
        return for_segment((held for held in self.shelf if not held.retired), segment)

    def clean_short_name(self) -> str:
        """A name of its own."""
        name = str(self.cleaned_data["short_name"])
        if name in self.terms:
            raise ValidationError(f"This account has an outcome “{name}” already: choose another name.")
        return name

    def act(self) -> str:
        """Put it on file."""
        name = self.cleaned_data["short_name"] or name_for(self.cleaned_data["statement"], self.terms)
        draft = draft_of(self.account.external_id, name, Promise().as_fields(), self._given())
        results = write_outcomes(self.visit.workspace, [draft], by=self.visit.actor, now=self.visit.now)
        return self.taken(results, "Outcome saved.", "Nothing was changed.")

    def _given(self) -> dict[str, Any]:
        """Marks that were not given are left to whoever is first."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "short_name"}
        return {name: value for name, value in given.items() if value or name not in ("primary", "first_value")}


class EditOutcome(_Promise, EditForm):
    """Another version of a promise; the ones before stay readable."""

    heading = "Change the outcome"
    examples = EXAMPLES
    intro = "Saving makes a new version of the promise. Figures are judged on the version that was in force at go-live."

    def __init__(self, visit: Visit, account: Account, outcome: str, data: Any = None) -> None:
        self.outcome = outcome
        super().__init__(visit, account, data)

    def on_file(self) -> dict[str, Any]:
        """The latest version's terms."""
        return self._terms(latest_versions(self.visit.workspace, self.account))

    def keep(self, changed: dict[str, Any]) -> str:
        """Write the next version."""
        draft = draft_of(self.account.external_id, self.outcome, self.on_file(), changed)
        results = write_outcomes(self.visit.workspace, [draft], by=self.visit.actor, now=self.visit.now)
        return self.taken(results, "New version saved.", "Nothing was changed.")

    def _terms(self, versions: dict[str, Any]) -> dict[str, Any]:
        fields = promise_of(versions[self.outcome]).as_fields()
        return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}

    def _written(self, name: str) -> str:
        return str(self._terms(self.terms)[name])


@page(Verb.WRITE_OUTCOME, methods=METHODS)
def outcome_new(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Promise an outcome."""
    account = the_account(visit.workspace, pk)
    begun = {"promised_by": account.seller, **_started(request, visit)}
    return work(request, WriteOutcome(visit, account, posted(request), initial=begun))


def _started(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    """What the form begins with: a template of the library, or what the address brings."""
    key = request.GET.get("template", "")
    return {**asdict(template(visit.workspace, key).template), "template": key} if key else request.GET.dict()


@page(Verb.WRITE_OUTCOME, methods=METHODS)
def outcome_edit(request: HttpRequest, visit: Visit, pk: int, outcome: int) -> HttpResponse:
    """Change an outcome."""
    account = the_account(visit.workspace, pk)
    versions = latest_versions(visit.workspace, account)
    name = next((name for name, version in versions.items() if version.outcome_id == outcome), None)
    if name is None:
        raise NotFound("There is no such outcome at this account.")
    return work(request, EditOutcome(visit, account, name, posted(request)))
