"""The forms of the way in: allauth's, with our labels, no placeholders, and help that says what is wanted."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms

_PASSWORD_HELP = "At least 10 characters; not a common password, nor your name or address."


class _Worded(forms.Form):
    """Puts our words in the place of allauth's. `words`: field -> (label, help)."""

    words: dict[str, tuple[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, help_text
            field.widget.attrs.pop("placeholder", None)


class LoginForm(_Worded, account.LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    words = {"login": ("E-mail address", ""), "password": ("Password", "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True


class AddressForm(forms.Form):
    """Whom to send a mail."""

    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True})
    )

    def clean_email(self) -> str:
        """In lower case, as users are kept."""
        return str(self.cleaned_data["email"]).lower()


class ChangePasswordForm(_Worded, account.ChangePasswordForm):  # type: ignore[misc]
    """The password by which one signs in, old and new."""

    words = {
        "oldpassword": ("Current password", ""),
        "password1": ("New password", _PASSWORD_HELP),
        "password2": ("New password again", ""),
    }


class SetPasswordForm(_Worded, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""

    words = {"password1": ("Password", _PASSWORD_HELP), "password2": ("Password again", "")}


class NewPasswordForm(_Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password in the place of a forgotten one."""

    words = {"password1": ("New password", _PASSWORD_HELP), "password2": ("New password again", "")}


class ConfirmByPasswordForm(_Worded, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    words = {"password": ("Password", "")}


class _Code(_Worded):
    """Digits from an app."""

    words = {"code": ("Code", "Six digits from your authenticator app, or one of your recovery codes.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class CodeForm(_Code, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second step of a log-in."""


class ConfirmByCodeForm(_Code, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The second step once more, before something that matters."""


class ActivateAppForm(_Code, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a newly added authenticator app."""

    words = {"code": ("Code", "The six digits that your authenticator app shows now.")}
