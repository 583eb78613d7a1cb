"""Users, log-in links, form receipts."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from toprung.records.tenancy.models import Workspace


class UserManager(BaseUserManager["User"]):
    """Finds users by their e-mail address, as Django's log-in asks for."""


class User(AbstractBaseUser):
    """A person who can enter, by e-mail address (kept in lower case).

    `vouched_by` is the workspace whose admin brought the address in without anybody having shown that its mail reaches
    this person: until a mailed link is used, the user is a member there alone. None: proven, or added by the operator.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    vouched_by = models.ForeignKey(Workspace, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.email


class LoginLink(models.Model):
    """A key that lets its user in once. Only its SHA-256 is kept; the key itself is shown or mailed, and forgotten."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_links")
    key_sha256 = models.CharField(max_length=64, unique=True)
    #: does using it show that the address is the user's? Mailed links and the operator's do
    proves_address = models.BooleanField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link for {self.user_id} until {self.expires_at:%Y-%m-%d %H:%M}"


class FormReceipt(models.Model):
    """A form that was accepted: the same one sent again does nothing."""

    key = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key} at {self.at:%Y-%m-%d %H:%M}"


class AccessMail(models.Model):
    """A mail that somebody asked for at the way in, for an address that may or may not be a user's; gone once sent."""

    class What(models.TextChoices):
        """What the mail is to hold."""

        LINK = "link"
        PASSWORD = "password"

    email = models.EmailField()
    what = models.CharField(max_length=16, choices=What.choices)
    #: scheme://host under which it was asked for
    origin = models.CharField(max_length=300)
    tries = models.PositiveSmallIntegerField(default=0)
    #: the worker leaves it alone until then
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.what} for {self.email}"
