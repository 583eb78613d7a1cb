"""The form of an answer."""

from __future__ import annotations

from django import forms

#: what a person may write beside an answer; the record keeps more, a page does not show it
MOST_WORDS = 4_000


class AnswerForm(forms.Form):
    """Yes with the result that it names, or no; each with words of one's own. `seen`: the answers known of."""

    named = forms.CharField(
        label="Which result can it name?",
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="In the customer’s words, with the number or the state that was reached.",
    )
    words = forms.CharField(
        label="In your own words", required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    say = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.HiddenInput)

    use_required_attribute = False

    @property
    def is_yes(self) -> bool:
        """Is it the form of a yes?"""
        return bool(self["say"].value() == "yes")

    def clean(self) -> dict[str, object]:
        """A yes names the result."""
        given = super().clean() or {}
        if given.get("say") == "yes" and not str(given.get("named", "")).strip():
            self.add_error("named", "A yes names the result: say which one the account can name, or answer no.")
        return given
