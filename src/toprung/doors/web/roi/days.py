"""The day that a page of returns is asked for."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import QueryDict

from toprung.doors.web.measures.asking import Day


class DayForm(forms.Form):
    """As of which day; today where none is given. `as_of` is that day, also where what was given cannot be used."""

    as_of = Day(label="As of", required=False)

    def __init__(self, said: QueryDict, today: date) -> None:
        self.today = today
        super().__init__({"as_of": said.get("as_of") or today.isoformat()}, auto_id="ask-%s")
        self.fields["as_of"].widget.attrs["max"] = today.isoformat()

    def clean_as_of(self) -> date | None:
        """Not a day still to come: what is true by then is not known yet."""
        day: date | None = self.cleaned_data["as_of"]
        if day is not None and day > self.today:
            raise forms.ValidationError(f"{day} is still to come: give today or an earlier day.")
        return day

    @property
    def asked(self) -> date | None:
        """The day that was asked for; None for today's, and where it cannot be used."""
        day: date | None = self.cleaned_data.get("as_of") if self.is_valid() else None
        return None if day == self.today else day

    @property
    def day(self) -> date:
        return self.asked or self.today
