"""What somebody asks a measure for: segment, period, as-of day, grouping and the options of the definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms

from toprung.doctrine.definitions import MEASURES, Definition
from toprung.doctrine.policy import UNASSIGNED
from toprung.doors.web.visits import Visit
from toprung.kernel.days import parse_day
from toprung.kernel.errors import BadInput, NotFound
from toprung.motion.measures.measuring import COMPUTING, By, pinned
from toprung.motion.measures.members import Roll
from toprung.motion.measures.periods import Period, PeriodKind, period_of

_NO_GROUPING = "No such grouping."
#: in front of the name of a definition's option
OPTION = "set-"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for, read and found possible. `said` is what the address said, to be said again in links."""

    period: Period
    as_of: date
    segment: str | None = None
    by: By | None = None
    settings: dict[str, str] = field(default_factory=dict)
    said: tuple[tuple[str, str], ...] = ()

    def definition(self, visit: Visit, measure: str, roll: Roll | None = None) -> Definition:
        """What that measure means here. Raises BadInput for an option that does not fit."""
        return pinned(visit.workspace, measure, self.period.window(measure), self.segment, self.settings, roll)

    def query(self, **other: str) -> str:
        """As the query of an address, with some of its parts said otherwise; empty ones are left out."""
        parts = {**dict(self.said), **other}
        return urlencode([(name, text) for name, text in parts.items() if text])


class Day(forms.Field):
    """A day as a browser's date input writes it."""

    widget = forms.DateInput(attrs={"type": "date"})

    def to_python(self, value: Any) -> date | None:
        """The day, from its text or from the form's own; raises ValidationError that says how to write one."""
        try:
            return parse_day(str(value)) if value else None
        except BadInput as error:
            raise forms.ValidationError(str(error)) from error


class AskForm(forms.Form):
    """The controls of the page. Everything may be left out."""

    period = forms.ChoiceField(label="Period", required=False)
    segment = forms.ChoiceField(label="Segment", required=False)
    by = forms.ChoiceField(label="Group by", required=False)
    as_of = Day(label="As of", required=False)

    def __init__(self, visit: Visit, said: Mapping[str, str], measure: str | None = None) -> None:
        self.visit = visit
        self.roll = Roll.of_nobody(visit.workspace)
        super().__init__(said, auto_id="ask-%s")
        # “from” is a word of Python's.
        self.fields["from"] = Day(label="First day", required=False)
        self.fields["to"] = Day(label="Last day", required=False)
        self._offer("period", _periods(visit), "There is no such period.")
        segments = [*sorted(self.roll.policies.by_segment), UNASSIGNED]
        self._offer("segment", [("", "The whole book"), *((s, s) for s in segments)], _NO_SEGMENT)
        groupings = COMPUTING[measure or "oar"].groups
        self._offer("by", [("", "Nothing"), *((by.value, by.value.capitalize()) for by in groupings)], _NO_GROUPING)
        for option in MEASURES[measure].options if measure else ():
            self.fields[OPTION + option.name] = _option_field(option.choices, option.name, option.means)

    def _offer(self, name: str, choices: list[tuple[str, str]], otherwise: str) -> None:
        offered = self.fields[name]
        assert isinstance(offered, forms.ChoiceField)
        offered.choices = choices
        offered.error_messages["invalid_choice"] = otherwise

    def clean(self) -> dict[str, Any]:
        """The whole: a period that has begun and ended by the as-of day, which is not still to come."""
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        as_of = given["as_of"] or self.visit.today
        if as_of > self.visit.today:
            self.add_error("as_of", f"{as_of} is still to come: give today or an earlier day.")
            return given
        try:
            given["asked_period"] = self._period(given, as_of)
        except BadInput as error:
            self.add_error("to" if given["to"] else "from", str(error))
        return given | {"as_of": as_of}

    def _period(self, given: Mapping[str, Any], as_of: date) -> Period:
        kind = PeriodKind(given["period"] or (PeriodKind.OWN if given["from"] else PeriodKind.LAST_12_MONTHS))
        if kind is not PeriodKind.OWN:
            if given["from"] or given["to"]:
                raise BadInput("You gave days of your own: choose “From … to …” as the period, or empty both days.")
            return period_of(kind, as_of, self.visit.workspace.fiscal_year_start_month)
        if given["from"] is None or given["to"] is None:
            return period_of(kind, as_of)
        if given["to"] > as_of:
            raise BadInput(f"The period ends on {given['to']}, after the as-of day {as_of}: give an earlier last day.")
        return Period(given["from"], given["to"])

    def ask(self) -> Ask:
        """What is asked for; only of a form that is valid."""
        given = self.cleaned_data
        names = [name for name in self.fields if not name.startswith(OPTION)]
        return Ask(
            period=given["asked_period"],
            as_of=given["as_of"],
            segment=given["segment"] or None,
            by=By(given["by"]) if given["by"] else None,
            settings=self._settings(),
            said=tuple((name, str(self.data[name])) for name in [*names, *self._options()] if self.data.get(name)),
        )

    def cannot_be_pinned(self, measure: str) -> bool:
        """Does an option not fit the measure? The form then says which; only of a form that is valid."""
        try:
            self.ask().definition(self.visit, measure, self.roll)
        except BadInput as error:
            self.add_error(None, str(error))
        return not self.is_valid()

    @property
    def options(self) -> list[forms.BoundField]:
        """The fields of the definition's options."""
        return [self[name] for name in self.fields if name.startswith(OPTION)]

    def _options(self) -> list[str]:
        return [name for name in self.data if name.startswith(OPTION)]

    def _settings(self) -> dict[str, str]:
        """The options as they were typed, those of other measures too: the definition says that it has none such."""
        return {name.removeprefix(OPTION): text for name in self._options() if (text := str(self.data[name]).strip())}


_NO_SEGMENT = "There is no such segment: it may have been renamed. Choose one of these."


def form_of(visit: Visit, said: Mapping[str, str], measure: str | None = None) -> AskForm:
    """The controls as the address fills them. Raises NotFound for a measure nobody has heard of."""
    if measure is not None and measure not in MEASURES:
        raise NotFound(f"There is no measure “{measure}”. There is: {', '.join(MEASURES)}.")
    return AskForm(visit, said, measure)


def ask_of(visit: Visit, said: Mapping[str, str], measure: str) -> Ask:
    """What a part of a page asks for. Raises BadInput with the first thing that does not fit."""
    form = form_of(visit, said, measure)
    if not form.is_valid():
        raise BadInput(next(iter(form.errors.values()))[0])
    return form.ask()


def _periods(visit: Visit) -> list[tuple[str, str]]:
    """The kinds of period; the fiscal year only where it is not the calendar's."""
    told = {
        PeriodKind.LAST_12_MONTHS: "Last 12 months",
        PeriodKind.LAST_QUARTER: "Last whole quarter",
        PeriodKind.CALENDAR_YEAR: "Last whole calendar year",
        PeriodKind.FISCAL_YEAR: "Last whole fiscal year",
        PeriodKind.OWN: "From … to …",
    }
    if visit.workspace.fiscal_year_start_month == 1:
        del told[PeriodKind.FISCAL_YEAR]
    return [(kind.value, words) for kind, words in told.items()]


def _option_field(choices: tuple[str, ...], name: str, means: str) -> forms.Field:
    label, told = name.capitalize(), f"{means[0].upper()}{means[1:]}."
    if choices:
        offered = [(choice, choice.replace("_", "-")) for choice in choices]
        wrong = {"invalid_choice": f"%(value)s does not fit: choose {' or '.join(choices)}."}
        return forms.ChoiceField(label=label, help_text=told, required=False, choices=offered, error_messages=wrong)
    return forms.CharField(label=label, help_text=told, required=False, max_length=400)
