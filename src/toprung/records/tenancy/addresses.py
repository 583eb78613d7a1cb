"""E-mail addresses: by them a person is a member and enters, and a customer's person is written to."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from toprung.kernel.errors import BadInput


def email_address(text: str) -> str:
    """The address as it is kept, in lower case. Raises BadInput for what is none."""
    address = text.strip().lower()
    if not is_address(address):
        raise BadInput(f"“{text}” is not an e-mail address: write it like name@company.com.")
    return address


def is_address(text: str) -> bool:
    """Can it be an e-mail address?"""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
