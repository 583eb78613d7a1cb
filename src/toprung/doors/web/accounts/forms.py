"""The form of bulk edit."""

from __future__ import annotations

from typing import Any

from django import forms

from toprung.motion.lists.bulk import Change
from toprung.records.book.queries import segments
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.queries import members


class BulkForm(forms.Form):
    """What many accounts are to have. A field that is left blank is left alone; the boxes take away."""

    owner = forms.CharField(
        label="Owner",
        max_length=200,
        required=False,
        help_text="A member’s name or e-mail address makes the accounts theirs. Blank: leave as it is.",
    )
    no_owner = forms.BooleanField(label="Take the owner away", required=False)
    tier = forms.CharField(label="Tier", max_length=100, required=False, help_text="Blank: leave as it is.")
    no_tier = forms.BooleanField(label="Take the tier away", required=False)
    segment = forms.ChoiceField(label="Segment", required=False)
    segment_from = forms.DateField(
        label="In that segment from",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Blank: from today, or from the beginning where it had none. Earlier days keep the segment they had.",
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [segment.name for segment in segments(workspace)]
        self.fields["segment"].choices = [("", "leave as it is"), *((name, name) for name in names)]  # type: ignore[attr-defined]
        self.fields["owner"].widget.attrs["list"] = "owners"
        self.owners = [member.name for member in members(workspace)]

    def clean(self) -> dict[str, Any]:
        """Refuses what contradicts itself, and a form that asks for nothing."""
        given = super().clean() or {}
        if given.get("owner") and given.get("no_owner"):
            self.add_error("owner", "Name someone, or take the owner away; not both.")
        if given.get("tier") and given.get("no_tier"):
            self.add_error("tier", "Give a tier, or take it away; not both.")
        if given.get("segment_from") and not given.get("segment") and "segment" not in self.errors:
            self.add_error("segment", "Choose the segment that they are in from that day.")
        if not self.errors and self.change.is_nothing:
            raise forms.ValidationError("Say what they are to have: an owner, a tier or a segment.")
        return given

    @property
    def change(self) -> Change:
        """What the form asks for."""
        given = self.cleaned_data
        return Change(
            "" if given.get("no_owner") else given.get("owner") or None,
            "" if given.get("no_tier") else given.get("tier") or None,
            given.get("segment") or None,
            given.get("segment_from"),
        )
