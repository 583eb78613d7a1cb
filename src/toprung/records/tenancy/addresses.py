"""E-mail addresses: by them a person is a member, and enters."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from toprung.kernel.errors import BadInput


def email_address(text: str) -> str:
    """The address as it is kept, in lower case. Raises BadInput for what is none."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadInput(f"“{text}” is not an e-mail address: write it like name@company.com.") from error
    return address
