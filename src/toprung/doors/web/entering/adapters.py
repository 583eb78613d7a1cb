"""allauth as it is used here: nobody signs up by themselves, and what it says is said in our words."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Users are added by an admin or the operator."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # The same words whether the address is unknown or the password wrong.
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "too_many_login_attempts": "Too many failed attempts. Wait five minutes, or ask for a log-in link below.",
        "enter_current_password": "This is not your current password.",
        "incorrect_password": "This is not your password.",
        "rate_limited": "Too many attempts. Wait a minute, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """After a password was changed: on with the work."""
        return "/"


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step, in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is not right, or its time is over. Wait for the next one in your app.",
    }

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """What the authenticator app shows beside “Toprung”."""
        return str(user)
